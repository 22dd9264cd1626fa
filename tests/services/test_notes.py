"""Notes and pins between storage and timeline: repeated jobs, notes taken back early, what the rules made of a pin."""

from datetime import timedelta

import pytest

from bot.domain.errors import Conflict, Denied, Invalid, NotReady
from bot.domain.incidents import Message
from bot.domain.timeline import Entry, EntryKind, Mark, Origin, lead_of
from bot.ports import ChannelFacts, Deps
from bot.services import drafts, notes
from bot.services.drafts import Draft
from tests.factories import CHANNEL, WORKSPACE, a_message, an_actor
from tests.fakes import START
from tests.services.chat import StillChat
from tests.services.conftest import BEN, MAYA, opened

TS = f"{int(START.timestamp())}.000100"


async def entries(deps: Deps, postmortem: int) -> list[Entry]:
    async with deps.store.read(WORKSPACE) as uow:
        return await uow.entries.of(postmortem)


def made(*evidence: str, mark: Mark | None = None, text: str = "made by rules") -> Entry:
    return Entry(
        at=Message(ts=evidence[0], author="U0001").at, kind=EntryKind.FINDING, text=text, evidence=evidence, mark=mark
    )


async def test_a_note_that_is_posted_twice_stands_once(deps: Deps) -> None:
    postmortem = await opened(deps)
    note = await notes.write_note(deps, an_actor(MAYA), CHANNEL, "failover started")

    await notes.note_posted(deps, WORKSPACE, note.id, TS)
    await notes.note_posted(deps, WORKSPACE, note.id, TS)

    assert [(one.text, one.evidence, one.by) for one in await entries(deps, postmortem.id)] == [
        ("failover started", (TS,), MAYA)
    ]


async def test_a_note_that_was_taken_back_before_it_was_posted_reaches_no_timeline(deps: Deps) -> None:
    postmortem = await opened(deps)
    note = await notes.write_note(deps, an_actor(MAYA), CHANNEL, "failover started")
    await notes.withdraw_note(deps, an_actor(MAYA), note.id)

    await notes.note_posted(deps, WORKSPACE, note.id, TS)

    assert await entries(deps, postmortem.id) == []


async def test_only_its_writer_takes_a_note_back(deps: Deps) -> None:
    note = await notes.write_note(deps, an_actor(MAYA), CHANNEL, "failover started")

    with pytest.raises(Conflict):
        await notes.withdraw_note(deps, an_actor(BEN), note.id)


async def test_a_note_is_normalised_redacted_and_one_line(deps: Deps) -> None:
    note = await notes.write_note(deps, an_actor(MAYA), CHANNEL, "mail\nmaya@example.com \u202enow")

    assert note.text == "mail [personal:mail #1] now"


@pytest.mark.parametrize("text", ["", "  \n ", "\u200b"])
async def test_a_note_needs_words(deps: Deps, text: str) -> None:
    with pytest.raises(Invalid):
        await notes.write_note(deps, an_actor(MAYA), CHANNEL, text)


async def test_a_note_is_written_by_the_channels_people_where_we_are(deps: Deps, slack: StillChat) -> None:
    slack.channels["C0ELSE"] = ChannelFacts(id="C0ELSE", name="random", is_member=False)
    slack.inside["C0ELSE"] = frozenset({MAYA})

    with pytest.raises(NotReady):
        await notes.write_note(deps, an_actor(MAYA), "C0ELSE", "hello")
    with pytest.raises(Denied):
        await notes.write_note(deps, an_actor("U0009"), CHANNEL, "hello")


async def test_a_pin_without_a_draft_waits_for_it(deps: Deps) -> None:
    await notes.pick(deps, an_actor(MAYA), CHANNEL, TS)

    async with deps.store.read(WORKSPACE) as uow:
        assert await uow.jobs.lane_is_idle(f"timeline:{CHANNEL}")


async def test_without_a_draft_the_menu_has_nowhere_to_put_it(deps: Deps) -> None:
    assert await notes.add_to_timeline(deps, an_actor(MAYA), CHANNEL, a_message(TS)) is None


async def test_a_new_draft_keeps_what_people_put_there_and_doubles_nothing(deps: Deps) -> None:
    postmortem = await opened(deps)
    await notes.add_to_timeline(deps, an_actor(MAYA), CHANNEL, a_message(TS, text="it is slow"))
    note = await notes.write_note(deps, an_actor(BEN), CHANNEL, "failover started")
    posted = f"{int(START.timestamp()) + 60}.000200"
    await notes.note_posted(deps, WORKSPACE, note.id, posted)
    other = f"{int(START.timestamp()) + 120}.000300"

    for _ in range(2):
        await drafts.store_draft(deps, WORKSPACE, postmortem.id, Draft(entries=(made(TS), made(posted), made(other))))

    assert [(one.text, one.evidence, one.origin) for one in await entries(deps, postmortem.id)] == [
        ("it is slow", (TS,), Origin.PERSON),
        ("failover started", (posted,), Origin.PERSON),
        ("made by rules", (other,), Origin.RULES),
    ]


def test_what_a_pinned_message_leads_is_the_pins_and_says_its_words() -> None:
    pinned = a_message(TS, text="the kettle", pinned=True)

    [entry] = notes.with_picks([made(TS)], [pinned])

    assert (entry.text, entry.origin, entry.at) == ("the kettle", Origin.PIN, pinned.at)


def test_a_pinned_message_that_the_rules_left_out_is_there_all_the_same() -> None:
    pinned = a_message(TS, text="the kettle", pinned=True)
    other = f"{int(START.timestamp()) - 60}.000100"

    found = notes.with_picks([made(other)], [pinned, a_message(other)])

    assert [(one.evidence, one.origin) for one in found] == [((other,), Origin.RULES), ((TS,), Origin.PIN)]


def test_a_pinned_moment_that_the_durations_rest_on_stays_the_drafts() -> None:
    [entry] = notes.with_picks([made(TS, mark=Mark.RESOLVED)], [a_message(TS, pinned=True)])

    assert (entry.text, entry.origin, entry.mark) == ("made by rules", Origin.RULES, Mark.RESOLVED)


def test_a_pinned_message_that_was_deleted_says_nothing() -> None:
    assert notes.with_picks([], [a_message(TS, pinned=True, deleted=True)]) == ()


def test_an_entry_of_a_stated_time_is_led_by_what_states_it() -> None:
    entry = made(TS).model_copy(update={"at": START - timedelta(hours=1), "said_at": START})

    assert lead_of(entry) == TS
