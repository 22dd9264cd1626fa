"""The fourth part: sent for review, changes asked for and answered, approved twice, published."""

from pathlib import Path

from bot.commands.demo.stage import Stage, show, tell
from bot.commands.demo.writing import CAUSE, reply_with, text_of
from sandbox.driver import Home, Person, Rich

ASKED = "It says why the pool ran dry, not why no alert told us. We heard it from customers."
SAID = "Root cause says it now, and the first item is the alert."
ADDED = "\nNo alert watches pool use: we alert on CPU and memory of the cache, and both were fine."


async def review(stage: Stage, out: Path) -> None:
    """Let two reviewers judge the document, and put what is published into a folder."""
    await _send(stage)
    await _ask_for_changes(stage)
    await _answer(stage)
    await _approve(stage)
    await _look(stage)
    _keep(stage, out)


async def _send(stage: Stage) -> None:
    maya, ben, noor = stage.people["maya"], stage.people["ben"], stage.people["noor"]
    await stage.at(9, 30)
    form = await stage.press(maya, stage.card, "Send for review")
    show("Maya presses Send for review:", form)
    note = "I may be too close to the root cause."
    await form.fill({"Reviewers": [ben, noor], "Note to the reviewers": note}).submit()
    await stage.rest()
    show("Ben and Noor each get one direct message. Ben's:", ben.dms()[-1])
    show("Ben's Home:", await _home(stage, ben))
    checklist = await stage.press(maya, stage.card, "Checklist")
    show("Maya looks at what is missing before it can be published:", checklist)
    await checklist.dismiss()


async def _ask_for_changes(stage: Stage) -> None:
    maya, ben = stage.people["maya"], stage.people["ben"]
    await stage.at(11, 0)
    reading = await stage.press(ben, ben.dms()[-1], "Read")
    show("Ben reads it, in Slack:", reading, most=12)
    await reading.dismiss()
    form = await stage.press(ben, ben.dms()[-1], "Request changes")
    await form.fill({"What should change?": ASKED, "Which sections?": ["4. Root cause"]}).submit()
    await stage.rest()
    show("Ben asks for changes, and Maya gets a direct message:", maya.dms()[-1])


async def _answer(stage: Stage) -> None:
    maya, ben = stage.people["maya"], stage.people["ben"]
    await stage.at(11, 20)
    editor = await stage.press(maya, maya.dms()[-1], "Edit Root cause")
    await editor.fill({text_of(editor): Rich(f"{CAUSE}{ADDED}")}).submit()
    await maya.click(reply_with(stage, "charged without an order"), "Resolve")
    answer = await stage.press(maya, maya.dms()[-1], "Answer")
    await answer.fill({"What did you change, or why not?": SAID}).submit()
    await stage.rest()
    show("Maya adds it and answers. Ben is asked again:", ben.dms()[-1])


async def _approve(stage: Stage) -> None:
    ben, noor = stage.people["ben"], stage.people["noor"]
    await stage.at(13, 0)
    asked = reply_with(stage, "asks for changes")
    show("In the thread stands now:", asked)
    changed = await stage.press(ben, asked, "What changed")
    show("Ben presses What changed:", changed)
    await changed.dismiss()
    await ben.click(ben.dms()[-1], "Approve")
    await stage.rest()
    show("Ben approves. His message now:", ben.dms()[-1])
    show("Noor is the last. Her message:", noor.dms()[-1])
    show("She presses Approve and publish, and is asked once more:", _asked(noor))
    await noor.click(noor.dms()[-1], "Approve and publish", confirm=True)
    await stage.rest()


def _asked(person: Person) -> list[str]:
    """Return what is asked before the button of somebody's newest message does its work."""
    return [line for one in person.dms()[-1].questions.values() for line in one.split(" | ")]


async def _look(stage: Stage) -> None:
    show("#incidents hears of it, once:", stage.readers.by_bot[-1])
    show("The card:", stage.card)
    show("In the card's thread stand the announcement, and once the files:", stage.channel.thread(stage.card)[-1])
    show("Ben's Home:", await _home(stage, stage.people["ben"]))


async def _home(stage: Stage, person: Person) -> list[str]:
    await person.open_home()
    await stage.rest()
    home = person.home
    return home.lines if isinstance(home, Home) else []


def _keep(stage: Stage, out: Path) -> None:
    """Write what the bot uploaded into a folder, as it is."""
    out.mkdir(exist_ok=True)
    tell("", "The files, as they were uploaded:")
    for reply in stage.channel.thread(stage.card):
        for file in reply.files:
            (out / file.name).write_bytes(file.content)
            tell(f"    {out / file.name}")
