"""Who may start a postmortem, answer its offer, or take a note back: the same table before there is a document."""

import pytest

from blocks import ids
from blocks.ids import Ref
from bot.domain.postmortems import Status, Verb
from sandbox.driver import Channel
from sandbox.driver.windows import find_element
from storage.engine import Database
from tests.fakes import FakeClock
from tests.scenarios.cast import STRANGERS
from tests.scenarios.doors import Door, draw
from tests.scenarios.stage import Stage, staged

ADMINS = ("incident admin", "org admin")
OFFER = {
    ids.OFFER_START: "",
    ids.OFFER_START_AFTER_ALL: "",
    ids.OFFER_SKIP: "",
    ids.OFFER_UNDO: "skipped",
    **dict.fromkeys(ids.OFFER_REASONS, "skipped"),
}


@pytest.fixture
def database(of_sqlite: Database) -> Database:
    """Large tables are for one database."""
    return of_sqlite


async def without_a_document(stage: Stage, given: str) -> None:
    """Put on the scene of an incident that has no postmortem, skipped by somebody or not."""
    await stage.scene(Status.DRAFT)
    await stage.without_it()
    workspace, now = stage.world.bot.workspace, stage.world.clock.now()
    async with stage.world.bot.deps.store.write(workspace) as uow:
        found = await uow.incidents.get(stage.base.incident or 0)
        assert found is not None
        skipped = {"skipped_by": stage.cast["author"].id, "skipped_at": now} if given else {}
        await uow.incidents.save(found.model_copy(update=skipped))
    await stage.rebase()


def may_start(stage: Stage, role: str, channel: Channel) -> bool:
    """Say whether this role may start one for a channel: its people and admins, and of a private one its people."""
    if role in STRANGERS:
        return False
    inside = stage.cast[role].id in channel.state.members
    return inside or (role in ADMINS and not channel.state.private)


@pytest.mark.parametrize("action", OFFER)
async def test_an_offer_is_for_the_people_of_its_channel_and_admins(
    clean: Database, clock: FakeClock, action: str
) -> None:
    wrong: dict[str, str] = {}
    async with staged(clean, clock) as stage:
        about = Ref(kind="offer", incident=stage.base.incident)
        press = await draw(stage, Door(action, Verb.CREATE, ref=lambda _: about))
        await without_a_document(stage, OFFER[action])
        for role, person in stage.cast.items():
            done = await press(person)
            got = await stage.done()
            if bool(got) is not may_start(stage, role, stage.channel):
                wrong[role] = f"{got} {[one.lines for one in done.ephemerals]}"
            elif not got and not done.ephemerals:
                wrong[role] = "nothing was said"
            await stage.again()

    assert wrong == {}


@pytest.mark.parametrize("private", [False, True])
async def test_a_postmortem_is_started_by_the_people_of_its_channel_and_admins(
    clean: Database, clock: FakeClock, *, private: bool
) -> None:
    wrong: dict[str, str] = {}
    async with staged(clean, clock) as stage:
        people = [stage.cast[one] for one in ("author", "in its channel", *STRANGERS)]
        channel = stage.world.slack.channel("inc-300-search", members=people, private=private)
        fill = {"What happened?": "Search was down", "Channels of the incident": [channel]}
        press = await draw(stage, Door(ids.CREATE_FORM, Verb.CREATE, (ids.CREATE_OPEN,), fill=lambda _: fill))
        await stage.scene(Status.DRAFT)
        for role, person in stage.cast.items():
            stage.world.slack.hub.modals.clear()
            done = await press(person)
            got = await stage.done()
            if bool(got) is not may_start(stage, role, channel):
                wrong[role] = f"{got} {done.detail} {done.ack.body}"
            elif not got and not done.ack.body:
                wrong[role] = "nothing was said"
            await stage.again()

    assert wrong == {}


async def test_a_note_is_taken_back_by_its_writer_only_and_by_no_guest(clean: Database, clock: FakeClock) -> None:
    wrong: dict[str, str] = {}
    async with staged(clean, clock) as stage:
        writer = stage.cast["author"]
        await stage.scene(Status.DRAFT)
        [kept] = (await writer.slash("/postmortem note failover", stage.channel)).ephemerals
        undo = Ref.decode(find_element(kept.blocks, "Undo").element["value"])
        await stage.rebase()
        kept_rows = stage.scenes["", "late", ""]
        press = await draw(stage, Door(ids.NOTE_UNDO, Verb.CREATE, ref=lambda _: undo))
        await stage.shelf.put(kept_rows)
        await stage.rebase()
        for role, person in stage.cast.items():
            await press(person)
            got = await stage.done()
            if bool(got) is not (role == "author"):
                wrong[role] = str(got)
            await stage.again()
        await writer.change(guest="multi")
        await stage.world.slack.settle()
        await stage.rebase()
        await press(writer)
        assert await stage.done() == []

    assert wrong == {}
