"""The stranger's eye over the whole product: a document that is not for somebody changes no byte of what they get.

Every window, button, menu and word that there is, pressed and typed by whoever is outside, before the document is there
and after it was written, discussed, reviewed and published: the same bytes, whether it is private or for a team.
"""

from datetime import timedelta
from typing import Any

import pytest

from blocks import ids
from blocks.ids import Ref
from bot.domain.action_items import ActionItem
from bot.domain.people import system
from bot.domain.postmortems import Postmortem, Status, Verb, Visibility
from bot.domain.timeline import Origin
from bot.listeners import tables
from bot.services.changes import change
from sandbox import interactions, modals
from sandbox.driver import Channel, Person
from sandbox.driver.windows import deliver
from tests.scenarios.steps import Worlds, drafted, play
from tests.scenarios.test_private import SHOWN, _without_stamps, public
from tests.scenarios.world import World

CLOSED = (Visibility.PRIVATE, Visibility.TEAM)
NUMBERS = (2, 3)
"""The document that is added, and one that never is."""
WITHOUT_A_NUMBER = ("", "list", "list mine", "list review", "list published", "list @maya", "help", "create", "roles")
OUTSIDE = [(who, visibility) for visibility in CLOSED for who in ("stranger", "guest", "outsider", "admin")][:-1]
"""Who is outside of what: only admins see what is for a team without being of it."""
SEEN_BY_ALL = {"note"}
EMPTY = ("timeline", "action_items")
BLOCKS = [{"type": "section", "text": {"type": "plain_text", "text": "x"}}]


async def eye(world: World, person: Person, channel: Channel) -> list[Any]:
    """Return every byte that a person gets by every word, button, menu and window."""
    start, whispered = len(world.slack.calls), len(world.slack.hub.ephemerals)
    words = [word for word in tables().subcommands.table if word not in SEEN_BY_ALL]
    for line in (*WITHOUT_A_NUMBER, *(f"{word} {number}" for word in words for number in NUMBERS)):
        await person.slash(f"/postmortem {line}".rstrip(), channel)
        world.slack.hub.modals.clear()
    await person.mention_bot(channel, "show 2")
    await person.open_home()
    await world.work()
    answered = []
    for number in NUMBERS:
        for action in sorted(ids.ACTIONS):
            await press(world, person, channel, action, number)
        answered += [await submit(world, person, form, number) for form in sorted(ids.FORMS)]
    await world.work()
    calls = [(call.method, _without_stamps(call.args)) for call in world.slack.calls[start:] if call.method in SHOWN]
    whispers = [_without_stamps(one.body) for one in world.slack.hub.ephemerals[whispered:] if one.user == person.id]
    return [*calls, *whispers, *_without_stamps(answered)]


def everything(number: int, word: str) -> Ref:
    """Return what names the document and all that it may hold by small numbers."""
    return Ref(
        kind="any", postmortem=number, question=number, discussion=number, comment=number, request=number, entry=number,
        item=number, revision=1, page=0, word=word,
    )  # fmt: skip


async def press(world: World, person: Person, channel: Channel, action_id: str, number: int) -> None:
    """Send a press on a button or menu that carries all of these ids."""
    bot = world.slack.hub.installation.bot
    message = {"type": "message", "ts": f"{int(world.clock.now().timestamp())}.000000", "text": "x"}
    message |= {"user": bot.id, "bot_id": str(bot.bot_id)}
    value = everything(number, "summary").encode()
    action = {"type": "button", "action_id": action_id, "block_id": "b", "value": value, "action_ts": "1.0"}
    sent = interactions.message_action(world.slack.hub, person.member, channel.state, message, action)
    await deliver(world.slack.hub, person.id, sent)
    world.slack.hub.modals.clear()


async def submit(world: World, person: Person, callback_id: str, number: int) -> Any:
    """Send a window of this name with nothing in it but those ids; return what the bot acknowledges with."""
    view = {"type": "modal", "callback_id": callback_id, "title": {"type": "plain_text", "text": "x"}, "blocks": BLOCKS}
    view |= {"private_metadata": everything(number, "summary").encode(), "submit": view["title"]}
    opened = modals.open_modal(world.slack.hub, person.id, view)
    done = await deliver(world.slack.hub, person.id, interactions.submission(world.slack.hub, person.member, opened))
    world.slack.hub.modals.clear()
    return done.ack.body


@pytest.mark.parametrize(("who", "visibility"), OUTSIDE)
async def test_a_document_for_others_changes_no_byte(worlds: Worlds, who: str, visibility: Visibility) -> None:
    world = await worlds.with_settings(prepare=lambda made: {"incident_admins": (made.ben.id,)})
    await drafted(world, world.incident())
    person = {
        "stranger": lambda: world.slack.person("sam"),
        "guest": lambda: world.slack.person("gus", guest="multi"),
        "outsider": lambda: world.slack.person("otto", team="Elsewhere"),
        "admin": lambda: world.slack.person("ada", admin=True),
    }[who]()
    channel = public(world, person)
    await eye(world, person, channel)
    moment = world.clock.now()
    before = await eye(world, person, channel)

    await whole_life(world, visibility)
    world.clock.set(moment)
    after = await eye(world, person, channel)

    assert len(before) > 100
    assert after == before


async def whole_life(world: World, visibility: Visibility) -> None:
    """Let a document that is not for everybody be written, discussed, reviewed and published."""
    is_private = visibility is Visibility.PRIVATE
    channel = world.slack.channel("inc-9-crown-vault", members=[world.maya, world.ben, world.noor], private=is_private)
    await play(world, channel, last="the vault is closed again, all clear")
    await world.noor.leave(channel)
    await form(world, world.maya, "/postmortem create The crown vault stood open", channel)
    await world.later(6)
    card = channel.card()
    if not is_private:
        team = world.slack.channel("team-vault", members=[world.maya, world.ben])
        await world.maya.select(card, ids.CARD_MENU, "People")
        assert world.maya.modal is not None
        world.maya.modal.fill({"Who can see it": "Team", "Team: or the people of a channel": team})
        await world.maya.modal.submit()
    await world.ben.slash("/postmortem note the vault stood open", channel)
    await world.ben.pin(channel.messages[1])
    reply = await world.maya.post(channel, "who opened the vault?", thread=card)
    await world.work()
    await world.maya.react(reply, "white_check_mark")
    await world.work()
    await complete(world)
    await form(world, world.maya, "/postmortem submit 2", channel, Reviewers=[world.ben])
    asked = next(one for one in reversed(world.ben.dms()) if "Approve and publish" in one.labels)
    await world.ben.click(asked, "Approve and publish", confirm=True)
    await world.work()
    await world.later(6)
    assert (await second(world)).status is Status.PUBLISHED


async def form(world: World, person: Person, line: str, channel: Channel, **fields: Any) -> None:
    """Let somebody type a command and send the window that it opens."""
    await person.slash(line, channel)
    assert person.modal is not None
    person.modal.fill(fields)
    sent = await person.modal.submit()
    assert sent.acked, sent.detail
    await world.work()


async def second(world: World) -> Postmortem:
    """Return the document that was added."""
    async with world.bot.deps.store.read(world.bot.workspace) as uow:
        found = await uow.postmortems.by_number(2)
    assert found is not None
    return found


async def complete(world: World) -> None:
    """Write what every required section needs, accept every entry, give it an item and somebody of everything."""
    deps, workspace, key = world.bot.deps, world.bot.workspace, (await second(world)).id
    async with change(deps, system(workspace), Verb.EDIT, key) as it:
        written = {"text": "The vault stood open.", "origin": Origin.PERSON, "by": world.maya.id}
        sections = (one.model_copy(update=written) for one in it.was.sections if one.key not in EMPTY)
        rest = (one for one in it.was.sections if one.key in EMPTY)
        it.update(sections=(*sections, *rest), severity="SEV1", services=("vaults",))
        due = it.at.date() + timedelta(days=20)
        await it.add_item(ActionItem(text="Close the vault", owner=world.ben.id, due=due))
        for one in await it.uow.entries.of(key):
            await it.save_entry(one.model_copy(update={"verified": True}))
    await world.work()
