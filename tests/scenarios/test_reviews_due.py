"""Reviews come due: people are asked in their own working morning, each time once, and never for what is done."""

from datetime import UTC, datetime

from bot.jobs.clock import TICKS, tick
from sandbox.driver import Person
from tests.scenarios.reviewing import press, reviewed
from tests.scenarios.world import World

FRIDAY, MONDAY, TUESDAY = (datetime(2026, 3, day, 10, 0, tzinfo=UTC) for day in (6, 9, 10))
"""It is asked for on Monday, March 2; the day is Monday, March 9."""

BUTTONS = "[ Review ] [ Snooze ] [ I need help ]"


async def at(world: World, moment: datetime) -> None:
    """Let the clock tick at a moment, twice, as it would with a second replica or after a restart."""
    world.clock.set(moment)
    for minutes in (0, 10):
        world.clock.advance(minutes=minutes)
        await tick(world.bot.deps, world.bot.workspace, "morning.sweep", TICKS["morning.sweep"])()
        await world.work()


def reminders(person: Person) -> list[list[str]]:
    return [one.lines for one in person.dms() if "review" in one.lines[0]]


async def test_a_reviewer_is_asked_the_working_day_before_on_the_day_and_after(quiet: World) -> None:
    await reviewed(quiet, quiet.ben, quiet.noor)

    await at(quiet, FRIDAY)
    assert reminders(quiet.ben) == [["*1 review waits.*", "*PM-1* Checkout errors · review by Mon, Mar 9", BUTTONS]]
    await at(quiet, MONDAY)
    await at(quiet, TUESDAY)

    assert [one.lines[-2:] for one in quiet.ben.dms()[1:]] == [
        ["This was an earlier reminder. The newest one has what is left to do."],
        ["This was an earlier reminder. The newest one has what is left to do."],
        ["*PM-1* Checkout errors · review was due on Mon, Mar 9", BUTTONS],
    ]


async def test_nobody_is_asked_at_night(quiet: World) -> None:
    await reviewed(quiet, quiet.ben, quiet.noor)

    await at(quiet, FRIDAY)  # five in the morning in New York

    assert len(quiet.noor.dms()) == 1
    await at(quiet, FRIDAY.replace(hour=15))
    assert len(quiet.noor.dms()) == 2


async def test_the_author_hears_once_that_it_is_late(quiet: World) -> None:
    await reviewed(quiet, quiet.ben, quiet.noor)
    await press(quiet, quiet.ben, "Approve")

    await at(quiet, TUESDAY)
    await at(quiet, TUESDAY.replace(day=11))

    assert reminders(quiet.maya) == [
        [
            "*1 review waits.*",
            "*PM-1* Checkout errors · review was due on Mon, Mar 9, noor still owes it  [ Checklist ]",
        ]
    ]


async def test_what_was_asked_is_answered_in_place(quiet: World) -> None:
    await reviewed(quiet, quiet.ben, quiet.noor)
    await at(quiet, FRIDAY)

    done = await quiet.ben.click(quiet.ben.dms()[-1], "Review")
    assert done.modal is not None
    assert done.modal.labels == ["Read", "Approve", "Request changes"]
    await done.modal.click("Approve")
    await quiet.work()

    assert quiet.ben.modal is not None
    assert quiet.ben.modal.lines[1] == "You approved revision 3 of PM-1."
    assert quiet.ben.dms()[-1].lines == ["All answered. Nothing left to do."]
    await at(quiet, MONDAY)
    assert len(quiet.ben.dms()) == 2
