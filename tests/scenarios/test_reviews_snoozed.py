"""A reminder of a review is answered in place: later, or with help. Each holds once, for whoever owes the review."""

from datetime import UTC, datetime

from blocks import ids
from bot.domain.postmortems import Status
from sandbox.driver import Person
from storage.engine import Database
from tests.fakes import FakeClock
from tests.scenarios.doors import generic
from tests.scenarios.reviewing import late, press, reviewed, stored
from tests.scenarios.stage import staged
from tests.scenarios.steps import answers
from tests.scenarios.test_reviews_due import BUTTONS, FRIDAY, MONDAY, TUESDAY, at
from tests.scenarios.world import World

WEDNESDAY, THURSDAY = (datetime(2026, 3, day, 10, 0, tzinfo=UTC) for day in (11, 12))
DUE = "*PM-1* Checkout errors · review was due on Mon, Mar 9"


def news(person: Person, before: int) -> int:
    """Return how many messages somebody has got since."""
    return len(person.dms()) - before


async def test_a_snoozed_reminder_comes_back_on_the_next_working_morning_and_once(quiet: World) -> None:
    await reviewed(quiet, quiet.ben, quiet.noor)
    await at(quiet, TUESDAY)
    before = len(quiet.ben.dms())

    await press(quiet, quiet.ben, "Snooze")
    shown = quiet.ben.dms()[-1].lines
    await at(quiet, TUESDAY.replace(hour=15))
    same_day = news(quiet.ben, before)
    await at(quiet, WEDNESDAY)

    assert shown[1:] == [DUE, "○ Back on Wed, Mar 11.  [ Undo ]"]
    assert (same_day, news(quiet.ben, before)) == (0, 1)
    assert quiet.ben.dms()[-1].lines[1:] == [DUE, BUTTONS]
    await at(quiet, WEDNESDAY.replace(hour=15))
    assert news(quiet.ben, before) == 1
    await at(quiet, THURSDAY)  # three days after, as it was planned
    assert news(quiet.ben, before) == 2


async def test_snoozed_on_friday_it_comes_on_monday_with_what_was_planned_for_then_as_one(quiet: World) -> None:
    await reviewed(quiet, quiet.ben, quiet.noor)
    await at(quiet, FRIDAY)
    before = len(quiet.ben.dms())

    await press(quiet, quiet.ben, "Snooze")
    shown = quiet.ben.dms()[-1].lines[-1]
    await at(quiet, MONDAY)

    assert shown == "○ Back on Mon, Mar 9.  [ Undo ]"
    assert news(quiet.ben, before) == 1
    assert len(quiet.ben.dms()[-1].lines) == 3


async def test_what_was_snoozed_and_is_done_by_then_is_not_asked(quiet: World) -> None:
    _, card = await reviewed(quiet, quiet.ben, quiet.noor)
    await at(quiet, TUESDAY)
    await press(quiet, quiet.ben, "Snooze")
    before = len(quiet.ben.dms())

    await quiet.ben.click(card, "Approve")
    await quiet.work()
    await at(quiet, WEDNESDAY)

    assert news(quiet.ben, before) == 0
    assert quiet.ben.dms()[-1].lines == ["All answered. Nothing left to do."]


async def test_a_snooze_is_taken_back_in_the_same_place(quiet: World) -> None:
    await reviewed(quiet, quiet.ben, quiet.noor)
    await at(quiet, TUESDAY)
    before = len(quiet.ben.dms())
    await press(quiet, quiet.ben, "Snooze")

    await press(quiet, quiet.ben, "Undo")
    shown = quiet.ben.dms()[-1].lines
    await at(quiet, WEDNESDAY)

    assert shown[1:] == [DUE, BUTTONS]
    assert news(quiet.ben, before) == 0


async def test_help_reaches_the_author_once_with_the_choice_of_other_reviewers(quiet: World) -> None:
    await reviewed(quiet, quiet.ben, quiet.noor)
    await at(quiet, TUESDAY)
    again = late(quiet.ben, quiet.ben.dms()[-1], "I need help")
    before = len(quiet.maya.dms())

    await press(quiet, quiet.ben, "I need help")
    second = await again()
    await quiet.work()

    [asked] = quiet.maya.dms()[before:]
    assert asked.lines == [
        "*ben asks for help with a review:* PM-1 Checkout errors, due on Mon, Mar 9.",
        "*Next:* talk to ben, or choose somebody else to review it.",
        "[ Change reviewers ] [ Read ]",
    ]
    assert quiet.ben.dms()[-1].lines[1:] == [
        DUE,
        "✓ I asked maya to help you with PM-1.",
        "[ Review ] [ Snooze ]",
    ]
    assert answers(second) == [["maya was asked to help you with PM-1 already."]]


async def test_the_author_hands_the_review_to_somebody_else_and_nothing_is_left_to_do(quiet: World) -> None:
    await reviewed(quiet, quiet.ben, quiet.noor)
    ines = quiet.slack.person("ines")
    await at(quiet, TUESDAY)
    await press(quiet, quiet.ben, "I need help")

    done = await quiet.maya.click(quiet.maya.dms()[-1], "Change reviewers")
    assert done.modal is not None
    await done.modal.fill({"Reviewers": [ines, quiet.noor]}).submit()
    await quiet.work()

    assert quiet.maya.dms()[-1].lines == ["ben asked for help with the review of PM-1. Nothing left to do."]
    assert ines.id in (await stored(quiet)).reviewers
    assert quiet.ben.id not in (await stored(quiet)).reviewers


async def test_a_reminder_that_is_no_longer_true_snoozes_nothing_and_says_why(quiet: World) -> None:
    _, card = await reviewed(quiet, quiet.ben, quiet.noor)
    await at(quiet, TUESDAY)
    reminder = quiet.ben.dms()[-1]
    pressed = [late(quiet.ben, reminder, label) for label in ("Snooze", "I need help")]
    await quiet.ben.click(card, "Approve")
    await quiet.work()
    before = len(quiet.maya.dms())

    said = [answers(await one()) for one in pressed]
    await quiet.work()

    assert said == [[["You owe no review of PM-1 now: in review. Nothing left to do."]]] * 2
    assert news(quiet.maya, before) == 0


async def test_only_who_owes_the_review_answers_its_reminder_whoever_presses_it(
    clean: Database, clock: FakeClock
) -> None:
    done: dict[str, list[str]] = {}
    async with staged(clean, clock) as stage:
        for status in Status:
            await stage.scene(status)
            for action in (ids.REVIEW_SNOOZE, ids.REVIEW_WAKE, ids.REVIEW_HELP):
                press_it = generic(stage, action)
                for role, person in stage.cast.items():
                    outcome = await press_it(person)
                    if got := await stage.done():
                        done.setdefault(f"{status} {action} {role}", []).append(str(got))
                        await stage.again()
                    assert not outcome.failure

    assert sorted(done) == [
        f"in_review {action} reviewer" for action in sorted((ids.REVIEW_SNOOZE, ids.REVIEW_WAKE, ids.REVIEW_HELP))
    ]
    assert all("('changed', 'steps')" in one for found in done.values() for one in found)
