"""A document that is late: its author is asked on working mornings, three times at most, then the admins once."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from bot.domain.people import system
from bot.domain.postmortems import Postmortem, Verb, Visibility
from bot.jobs.clock import TICKS, tick
from bot.services.changes import change
from sandbox.driver import Interaction, Person
from tests.scenarios.published import first
from tests.scenarios.reviewing import fill_all, late, send
from tests.scenarios.steps import answers, drafted, ready
from tests.scenarios.test_reviews_due import at
from tests.scenarios.world import World

TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, MONDAY, AFTER = (
    datetime(2026, 3, day, 10, 0, tzinfo=UTC) for day in (3, 4, 5, 6, 9, 10)
)
"""The incident ends on Monday, March 2 at 14:13; the draft is to be completed by Wednesday, March 4."""
OVER = ["This was an earlier reminder. The newest one has what is left to do."]


def mornings(person: Person) -> list[list[str]]:
    """Return what somebody was asked by the clock, message by message."""
    found = [one.lines for one in person.dms()]
    return [
        one for one in found if one == OVER or "postmortem" in one[0] or "incident" in one[0] or "answered" in one[0]
    ]


async def stored(world: World) -> Postmortem:
    async with world.bot.deps.store.read(world.bot.workspace) as uow:
        found = await uow.postmortems.get(await first(world))
    assert found is not None
    return found


async def press(world: World, person: Person, label: str) -> Interaction:
    done = await person.click(person.dms()[-1], label)
    await world.work()
    return done


async def write(world: World) -> None:
    """Let Maya write into the summary."""
    done = await world.maya.slash("/postmortem edit 1 summary", world.slack.channel("lobby", members=[world.maya]))
    assert done.modal is not None, answers(done)
    await done.modal.fill({"Summary": "Checkout failed."}).submit()
    await world.work()


async def test_the_card_turns_late_with_its_deadline_and_with_the_day_of_a_review_and_rings_nowhere(
    quiet: World,
) -> None:
    channel, _ = await ready(quiet)
    over = datetime(2026, 3, 4, 14, 30, tzinfo=UTC)
    said, edits = [], []

    async def tick_at(moment: datetime, words: str) -> None:
        quiet.clock.set(moment)
        await tick(quiet.bot.deps, quiet.bot.workspace, "card.sweep", TICKS["card.sweep"])()
        await quiet.work()
        edits.append(len(quiet.slack.calls_of("chat.update")))
        said.append(words in channel.card().shown)

    for moment in (over - timedelta(hours=1), over, over + timedelta(minutes=30)):
        await tick_at(moment, "Planned for Mar 4.")
    assert (said, edits[1] - edits[0], edits[2] - edits[1]) == ([False, True, True], 1, 0)
    await fill_all(quiet)
    await send(quiet, channel, quiet.ben, Due=date(2026, 3, 5))
    for moment in (datetime(2026, 3, 5, 23, 0, tzinfo=UTC), datetime(2026, 3, 6, 0, 1, tzinfo=UTC)):
        await tick_at(moment, "Due was Thu, Mar 5.")
    assert said[3:] == [False, True]


async def test_an_author_who_has_not_begun_is_asked_after_a_day_then_as_it_is_late_and_the_admins_last(
    quiet: World,
) -> None:
    await ready(quiet)
    await at(quiet, TUESDAY)
    assert mornings(quiet.maya) == []

    await at(quiet, WEDNESDAY)
    assert mornings(quiet.maya) == [
        [
            "*1 postmortem is late.*",
            "*PM-1* Checkout errors · nobody has begun it; it was to be begun by Mar 3.",
            "[ Edit ] [ Snooze ] [ I need help ]",
        ]
    ]
    await at(quiet, THURSDAY)
    asked = [
        "*1 postmortem is late.*",
        "*PM-1* Checkout errors was planned for Mar 4. When will it be ready?",
        "[ Edit ] [ Snooze ] [ I need help ]",
    ]
    assert mornings(quiet.maya) == [OVER, asked]
    await at(quiet, FRIDAY)
    await at(quiet, MONDAY)
    assert mornings(quiet.maya) == [OVER, OVER, asked]
    assert mornings(quiet.noor) == []

    await at(quiet, AFTER.replace(hour=15))
    for day in range(11, 30):
        await at(quiet, AFTER.replace(day=day, hour=15))
    assert mornings(quiet.maya) == [OVER, OVER, asked]
    assert mornings(quiet.noor) == [
        ["*1 postmortem is late.*", "*PM-1* Checkout errors · it was planned for Mar 4; maya has it.  [ People ]"]
    ]


async def test_whoever_has_begun_is_not_asked_to_begin(quiet: World) -> None:
    await ready(quiet)
    await write(quiet)

    await at(quiet, WEDNESDAY)

    assert mornings(quiet.maya) == []


async def test_whoever_begins_after_being_asked_is_shown_that_it_is_answered(quiet: World) -> None:
    await ready(quiet)
    await at(quiet, WEDNESDAY)

    await write(quiet)

    assert mornings(quiet.maya) == [["All answered. Nothing left to do."]]


async def test_asleep_for_a_week_one_message_is_left_and_a_clock_that_is_set_back_repeats_none(quiet: World) -> None:
    await ready(quiet)

    await at(quiet, AFTER)
    await at(quiet, THURSDAY)
    await at(quiet, AFTER)

    assert [one[1] for one in mornings(quiet.maya)] == [
        "*PM-1* Checkout errors was planned for Mar 4. When will it be ready?"
    ]


@pytest.mark.parametrize("state", [{"held_at": WEDNESDAY}, {"discarded_at": WEDNESDAY}])
async def test_what_is_on_hold_or_put_aside_is_never_asked_about(quiet: World, state: dict[str, Any]) -> None:
    await ready(quiet)
    async with change(quiet.bot.deps, system(quiet.bot.workspace), Verb.EDIT, await first(quiet)) as it:
        it.update(**state)

    for moment in (WEDNESDAY, THURSDAY, MONDAY, AFTER.replace(hour=15)):
        await at(quiet, moment)

    assert [mornings(one) for one in (quiet.maya, quiet.noor)] == [[], []]


async def test_what_was_sent_for_review_meanwhile_is_answered(quiet: World) -> None:
    _, card = await ready(quiet)
    await at(quiet, THURSDAY)

    window = (await quiet.maya.click(card, "Send for review")).modal
    assert window is not None
    await window.fill({"Reviewers": [quiet.ben.id, quiet.noor.id]}).submit()
    await quiet.work()

    assert mornings(quiet.maya) == [["All answered. Nothing left to do."]]


async def test_a_private_one_reaches_no_admin_who_is_not_among_its_people(quiet: World) -> None:
    olga = quiet.slack.person("olga", admin=True)
    channel = quiet.slack.channel("lobby", members=[olga])
    await olga.slash("/postmortem", channel)
    await ready(quiet)
    async with change(quiet.bot.deps, system(quiet.bot.workspace), Verb.EDIT, await first(quiet)) as it:
        it.update(visibility=Visibility.PRIVATE)

    await at(quiet, AFTER.replace(hour=15))

    assert mornings(olga) == []


async def test_snoozed_it_comes_back_on_the_next_working_day_and_can_be_taken_back(quiet: World) -> None:
    await ready(quiet)
    await at(quiet, THURSDAY)

    await press(quiet, quiet.maya, "Snooze")
    line = "*PM-1* Checkout errors was planned for Mar 4. When will it be ready?"
    assert mornings(quiet.maya)[-1][1:] == [line, "○ Back on Fri, Mar 6.  [ Undo ]"]
    await press(quiet, quiet.maya, "Undo")
    assert mornings(quiet.maya)[-1][1:] == [line, "[ Edit ] [ Snooze ] [ I need help ]"]
    await press(quiet, quiet.maya, "Snooze")
    await at(quiet, FRIDAY)

    assert mornings(quiet.maya) == [OVER, ["*1 postmortem is late.*", line, "[ Edit ] [ Snooze ] [ I need help ]"]]


async def test_somebody_who_was_there_is_asked_to_help_and_takes_it_over(quiet: World) -> None:
    await ready(quiet)
    await at(quiet, THURSDAY)

    await press(quiet, quiet.maya, "I need help")

    assert mornings(quiet.maya)[-1][2:] == ["✓ I asked ben to help you with PM-1.", "[ Edit ] [ Snooze ]"]
    assert quiet.ben.dms()[-1].lines == [
        "*maya asks for your help.* PM-1 Checkout errors, planned for Wed, Mar 4.",
        "*Next:* take it over, or write a part of it.",
        "[ I'll write it ] [ I'll help write ] [ Read ] [ Not now ]",
    ]
    message = quiet.ben.dms()[-1]
    await quiet.ben.click(message, "I'll write it")
    await quiet.work()

    it = await stored(quiet)
    assert (it.author, it.editors) == (quiet.ben.id, (quiet.maya.id,))
    assert [one.lines for one in quiet.ben.dms() if one.ts == message.ts] == [["✓ You write PM-1 now.  [ Edit ]"]]
    assert mornings(quiet.maya)[-1] == ["All answered. Nothing left to do."]


async def test_somebody_who_helps_is_an_editor_and_the_author_sees_it(quiet: World) -> None:
    await ready(quiet)
    await at(quiet, THURSDAY)
    await press(quiet, quiet.maya, "I need help")

    await press(quiet, quiet.ben, "I'll help write")

    it = await stored(quiet)
    assert (it.author, it.editors) == (quiet.maya.id, (quiet.ben.id,))
    assert quiet.ben.dms()[-1].lines == ["✓ You help maya with PM-1 now.  [ Edit ]"]
    assert mornings(quiet.maya)[-1][2] == "✓ ben helps you with PM-1 now."


async def test_whoever_cannot_help_passes_it_on_until_nobody_is_left(quiet: World) -> None:
    await ready(quiet)
    await at(quiet, THURSDAY)
    await press(quiet, quiet.maya, "I need help")

    await press(quiet, quiet.ben, "Not now")
    assert quiet.ben.dms()[-1].lines == ["✓ You said that you cannot help with PM-1 now. Nothing left to do."]
    assert mornings(quiet.maya)[-1][2] == "✓ I asked noor to help you with PM-1."
    assert quiet.noor.dms()[-1].lines[0].startswith("*maya asks for your help.*")
    await press(quiet, quiet.noor, "Not now")

    assert mornings(quiet.maya)[-1][2] == "○ There is nobody left whom I could ask."


async def test_who_was_asked_too_late_reads_that_it_is_over(quiet: World) -> None:
    await ready(quiet)
    await at(quiet, THURSDAY)
    await press(quiet, quiet.maya, "I need help")
    pressed = late(quiet.ben, quiet.ben.dms()[-1], "I'll write it")
    async with change(quiet.bot.deps, system(quiet.bot.workspace), Verb.EDIT, await first(quiet)) as it:
        it.update(author=quiet.noor.id)
    await quiet.work()

    assert answers(await pressed())[0][0] == "PM-1 needs no help any more: somebody has it."
    assert quiet.ben.dms()[-1].lines == ["✓ maya needs no help with PM-1 any more. Nothing left to do."]
    assert (await stored(quiet)).author == quiet.noor.id


async def test_only_its_author_puts_it_off_or_asks_for_help(quiet: World) -> None:
    await ready(quiet)
    await at(quiet, THURSDAY)
    pressed = [late(quiet.maya, quiet.maya.dms()[-1], label) for label in ("Snooze", "I need help")]
    async with change(quiet.bot.deps, system(quiet.bot.workspace), Verb.EDIT, await first(quiet)) as it:
        it.update(author=quiet.ben.id)
    await quiet.work()

    said = [answers(await one())[0][0] for one in pressed]

    assert said == ["PM-1 does not wait for you any more: it is draft."] * 2
    assert mornings(quiet.maya)[-1] == ["All answered. Nothing left to do."]


async def test_a_document_without_an_author_is_brought_to_who_marked_it_resolved_and_then_to_the_admins(
    quiet: World,
) -> None:
    await drafted(quiet, quiet.incident())
    async with change(quiet.bot.deps, system(quiet.bot.workspace), Verb.EDIT, await first(quiet)) as it:
        it.update(author=None)

    await at(quiet, TUESDAY)
    asked = [
        "*1 postmortem has no author yet.*",
        "*PM-1* Checkout degraded · nobody writes it yet. Who was there?",
        "[ I'll write it ] [ Read ]",
    ]
    assert (mornings(quiet.maya), mornings(quiet.noor)) == ([asked], [])
    await at(quiet, WEDNESDAY.replace(hour=15))
    await at(quiet, THURSDAY.replace(hour=15))
    assert (mornings(quiet.maya), mornings(quiet.noor)) == ([asked], [asked])

    await press(quiet, quiet.noor, "I'll write it")

    assert (await stored(quiet)).author == quiet.noor.id
