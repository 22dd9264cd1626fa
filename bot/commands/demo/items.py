"""The last part: what becomes of the action items, until a month later somebody says whether the fix held."""

from datetime import date

from bot.commands.demo.stage import Stage, show, tell, window
from sandbox.driver import Message, Person

PROMISED = "pool_max in all services"
TASK = "Set pool_max in all services, not just in checkout"
TYPED = "Ask the CDN for an alert on purges"
EVIDENCE = "A link or a few words: how do we know it is done?"
WHY_NOT = "Why not? One sentence; it is shown with the item."
MENU = "..."
WHO = "An item has one owner, a person. Who?"
THURSDAY, FRIDAY, MONDAY, TUESDAY = (date(2026, 3, day) for day in (19, 13, 16, 17))
NEXT_MONDAY = date(2026, 3, 23)
IN_APRIL, MONTH_LATER = date(2026, 4, 8), date(2026, 4, 10)


async def follow(stage: Stage) -> None:
    """Let items be added, asked about, put off, done, handed over and closed, and the fix be looked back at."""
    tell("", "What becomes of the action items", "=" * 32)
    await _add(stage)
    await _remind(stage)
    await _hand_over(stage)
    await _decline(stage)
    await _digest(stage)
    await _finish(stage)
    await _look_back(stage)


async def _add(stage: Stage) -> None:
    maya, ben, ravi = (stage.people[one] for one in ("maya", "ben", "ravi"))
    await stage.at(13, 30)
    done = await maya.slash(f"/postmortem actions add {TYPED} <@{ravi.id}> mar 20 low", stage.channel)
    show(f"Maya types /postmortem actions add {TYPED} @Ravi mar 20 low:", done.ephemerals[-1])
    said = next(one for one in stage.channel.messages if PROMISED in one.text)
    form = window(await maya.shortcut("Add action item", message=said))
    show("In the menu of a message of Ben's she chooses Add action item:", form)
    await form.fill({"What will be done?": TASK, "Owner": ben, "Due": TUESDAY, "Priority": "HIGH"}).submit()
    await stage.at(13, 45)
    show("Ben, whose item it is now, gets a direct message:", ben.dms()[-1])


async def _remind(stage: Stage) -> None:
    ben = stage.people["ben"]
    await stage.on(FRIDAY, 8, 15)
    show("On Friday, at nine where Ben is, he is asked about what comes due:", ben.dms()[-1])
    await ben.choose(ben.dms()[-1], MENU, "Snooze to tomorrow")
    await stage.rest()
    show("He chooses Snooze to tomorrow, and tomorrow is Monday:", ben.dms()[-1])
    await stage.on(MONDAY, 8, 15)
    show("On Monday it comes again:", ben.dms()[-1])
    await ben.click(ben.dms()[-1], "Start")
    await stage.rest()
    started = next(line for line in ben.dms()[-1].lines if "Started" in line)
    tell("", "He presses Start, and below the item stands:", "", f"    {started}")
    await stage.on(MONDAY, 10, 10)  # when the channel reads of the first week: later in it would put off the next one
    await stage.on(TUESDAY, 8, 15)
    form = await stage.press(ben, ben.dms()[-1], "Done")
    show("On Tuesday it is due. Ben presses Done in that morning's message:", form)
    await form.fill({EVIDENCE: "pool_max is 200 in all 14 services, PR 4127"}).submit()
    await stage.rest()
    show("His message now:", ben.dms()[-1])


async def _hand_over(stage: Stage) -> None:
    ines, owen = stage.people["ines"], stage.people["owen"]
    await stage.on(THURSDAY, 14, 0)
    listed = window(await ines.slash("/postmortem actions", stage.channel))
    show("Ines types /postmortem actions and sees hers, of all postmortems:", listed)
    form = window(await ines.choose(listed, MENU, "Hand over"))
    await form.fill({WHO: owen}).submit()
    await listed.dismiss()
    await stage.on(THURSDAY, 14, 15)
    show("She hands it over to Owen, who hears of it:", owen.dms()[-1])


async def _decline(stage: Stage) -> None:
    ravi = stage.people["ravi"]
    await stage.on(NEXT_MONDAY, 8, 15)
    show("Ravi's item was due on Friday. On Monday he is asked again:", ravi.dms()[-1])
    form = window(await ravi.choose(ravi.dms()[-1], MENU, "Won't do"))
    await form.fill({WHY_NOT: "The CDN was ruled out; purges had nothing to do with it."}).submit()
    await stage.rest()
    show("He chooses Won't do and says why:", ravi.dms()[-1])


async def _digest(stage: Stage) -> None:
    await stage.on(NEXT_MONDAY, 10, 10)
    show("At ten #incidents reads how the week went:", stage.readers.by_bot[-1])


async def _finish(stage: Stage) -> None:
    owen = stage.people["owen"]
    await stage.on(IN_APRIL, 13, 15)
    show("On April 8 both items that Owen has are due. He is asked in one message:", owen.dms()[-1])
    await _done(stage, owen, "80% in use", "alert is live, it fired in the test")
    await _done(stage, owen, "Load test", "runs before every release, see the pipeline")
    show("He answers both in it:", owen.dms()[-1])


async def _done(stage: Stage, person: Person, words: str, evidence: str) -> None:
    message = person.dms()[-1]
    form = window(await person.click(message, "Done", block=_row(message, words)))
    await form.fill({EVIDENCE: evidence}).submit()
    await stage.rest()


def _row(message: Message, words: str) -> str:
    """Return the block of the buttons below an item with these words."""
    found = [words in str(one.get("text")) for one in message.blocks]
    return str(message.blocks[found.index(True) + 1]["block_id"])


async def _look_back(stage: Stage) -> None:
    maya = stage.people["maya"]
    await stage.on(MONTH_LATER, 7, 15)
    show("Thirty days after publishing, Maya is asked one thing more:", maya.dms()[-1])
    await maya.click(maya.dms()[-1], "Yes")
    await stage.rest()
    show("She presses Yes. The card says so:", stage.card)
