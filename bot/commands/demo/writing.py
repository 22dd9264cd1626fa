"""The second part: Maya finishes the draft in Slack's windows, the next morning."""

from bot.commands.demo.stage import Stage, show, tell, window
from sandbox.driver import Message, Modal, Person, Rich

CAUSE = Rich(
    "v812 brought cache client 4.2, whose default pool holds *20* connections instead of 200.\n"
    "Three things let it through:\n"
    "- the release notes name the new default, and nobody reads them before a dependency moves\n"
    "- staging runs two pods without traffic, so it cannot run out\n"
    "- every pod tries three times, which made the shortage worse"
)
IMPACT = {
    "Impact in words (required)": "Every third customer could not pay between 14:02 and 15:55.",
    "Failed transactions": "2347",
    "Support tickets": "47",
}
SUMMARY = Rich(
    "On Mar 10 every third customer could not pay for almost two hours. A new default in the cache client left the "
    "checkout without connections; going back to v811 ended it."
)
ITEMS = (
    ("Alert when a pod's cache pool is 80% in use", "ines"),
    ("Load test checkout before a client library moves", "owen"),
)


async def write(stage: Stage) -> None:
    """Let Maya open the document and write what the channel did not say."""
    maya = stage.people["maya"]
    await stage.at(8, 10)
    tell("", "The next morning", "=" * 16)
    hub = await stage.press(maya, stage.card, "Edit")
    show("Maya presses Edit on the card. A window opens:", hub)
    await _root_cause(hub)
    await _impact(hub)
    await _summary(hub)
    await _keep(hub, "resolution")
    show("The same window when she has written three sections, and kept one as it was:", hub, most=12)
    await _items(stage, hub)
    await stage.rest()
    await _timeline(stage, maya)
    show("What the card says now:", stage.card)


async def _section(hub: Modal, key: str) -> Modal:
    return window(await hub.click("Edit", block=f"section.{key}"))


async def _root_cause(hub: Modal) -> None:
    editor = await _section(hub, "root_cause")
    show("Write, beside Root cause:", editor)
    await editor.fill({text_of(editor): CAUSE}).submit()


async def _impact(hub: Modal) -> None:
    editor = await _section(hub, "impact")
    await editor.fill(IMPACT).submit()


async def _summary(hub: Modal) -> None:
    editor = await _section(hub, "summary")
    await editor.fill({text_of(editor): SUMMARY}).submit()


async def _keep(hub: Modal, key: str) -> None:
    kept = window(await (await _section(hub, key)).click("Keep as it is"))
    await kept.close()


def text_of(editor: Modal) -> str:
    """Return the block of the field that holds the text."""
    return next(str(one["block_id"]) for one in editor.blocks if one["type"] == "input")


async def _items(stage: Stage, hub: Modal) -> None:
    listed = window(await hub.click("Edit", block="section.action_items"))
    for text, owner in ITEMS:
        form = window(await listed.click("Add an item"))
        await form.fill({"What will be done?": text, "Owner": stage.people[owner]}).submit()
    show("Two action items, each with one owner and a day:", listed)
    await listed.dismiss()


async def _timeline(stage: Stage, maya: Person) -> None:
    reply = next(one for one in stage.channel.thread(stage.card) if one.shown.startswith("*Timeline*"))
    editor = await stage.press(maya, reply, "Edit timeline")
    show("Maya presses Edit timeline below the card:", editor, most=14)
    entry = window(await maya.choose(editor, _menu(editor, "started 14:02"), "Edit this entry"))
    await entry.fill({"What happened": "Maya tells everybody where we are: POST /checkout only, 31% 5xx"}).submit()
    await editor.dismiss()
    await stage.rest()


def _menu(editor: Modal, words: str) -> str:
    """Return the block of the menu beside the entry with these words."""
    return next(str(one["block_id"]) for one in editor.blocks if words in str(one.get("text")) and "accessory" in one)


def reply_with(stage: Stage, words: str) -> Message:
    """Return the newest reply below the card with these words."""
    return [one for one in stage.channel.thread(stage.card) if words in one.shown][-1]
