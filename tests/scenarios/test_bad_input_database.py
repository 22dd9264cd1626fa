"""A database that is locked, full or gone: the person is told in time, nothing is lost, and work goes on by itself."""

import contextlib
import sqlite3
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from sqlalchemy import make_url, text

from blocks import ids
from storage.engine import Database, file_of
from tests.databases import tell_server
from tests.fakes import FakeClock
from tests.scenarios.lives import posts, until
from tests.scenarios.steps import drafted, play, roots
from tests.scenarios.world import World
from tests.scenarios.world import world as started

SENTENCE = "I cannot reach my database, so nothing was done. Try again in a minute."


@contextlib.asynccontextmanager
async def locked(database: Database) -> AsyncIterator[None]:
    """Let somebody else hold the database, as a backup or a curious admin would; PostgreSQL lets nobody in."""
    if database.is_sqlite:
        other = sqlite3.connect(str(file_of(database.url)), isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        try:
            yield
        finally:
            other.execute("ROLLBACK")
            other.close()
        return
    url = make_url(database.url)
    server = url.set(drivername="postgresql", database="postgres").render_as_string(hide_password=False)
    name = url.database
    gone = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
    await tell_server(server, f"ALTER DATABASE {name} ALLOW_CONNECTIONS false", gone)
    try:
        yield
    finally:
        await tell_server(server, f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")


@contextlib.asynccontextmanager
async def full(world: World) -> AsyncIterator[None]:
    """Let the disk be full: no page can be added to the file."""
    database: Database = world.bot.deps.store._database  # type: ignore[attr-defined]
    async with database.alone() as do:
        pages = int(await do.scalar(text("PRAGMA page_count")))
        await do.scalar(text(f"PRAGMA max_page_count = {pages}"))
    try:
        yield
    finally:
        async with database.alone() as do:
            await do.scalar(text("PRAGMA max_page_count = 1000000"))


@pytest.fixture
async def world(clean: Database, database_url: str, clock: FakeClock) -> AsyncIterator[World]:
    """A world whose Slack waits three seconds as it does, because a database that is away costs two of them."""
    del clean  # emptied before the bot opens it
    async with started(database_url, clock, ack_seconds=3) as made:
        yield made


def _once(world: World, channel: Any) -> bool:
    return (len(roots(channel)), posts(world)) == (1, [channel.id] * 3)


async def test_whoever_presses_or_types_is_told_and_can_do_it_again(world: World, clean: Database) -> None:
    channel = world.incident()
    card = await drafted(world, channel)
    async with locked(clean):
        noted = await world.ben.slash("/postmortem note failover started", channel)
        taken = await world.ben.click(card, ids.DRAFT_TAKE)
    assert [noted.failure, taken.failure] == [None, None]
    assert [one.text for one in (*noted.ephemerals[:1], *taken.ephemerals[-1:])] == [SENTENCE, SENTENCE]
    await world.work()
    assert "no author yet" in card.shown
    again = await world.ben.click(card, ids.DRAFT_TAKE)
    await world.ben.slash("/postmortem note failover started", channel)
    await world.work()
    await world.later(6)
    assert (again.failure, "author ben" in card.shown) == (None, True)
    assert [one.shown for one in roots(channel)[1:]] == ["For the timeline, from ben: failover started"]


async def test_who_sends_a_form_is_told_in_it_and_loses_no_word(world: World, clean: Database) -> None:
    channel = world.incident()
    await play(world, channel)
    await world.ben.slash("/postmortem create", channel)
    form = world.ben.modal
    assert form is not None
    form.fill({"What happened?": "Checkout was down"})
    async with locked(clean):
        first = await form.submit()
        said = (form.is_open, form.errors, form.fields["What happened?"])
    second = await form.submit()
    await world.work()
    await world.later(6)
    assert (first.failure, said) == (None, (True, {"What happened?": SENTENCE}, "Checkout was down"))
    assert (second.failure, world.ben.modal, len(roots(channel))) == (None, None, 1)


async def test_an_event_that_could_not_be_stored_is_not_acked_and_has_its_effect_when_it_comes_again(
    world: World, clean: Database
) -> None:
    channel = world.incident()
    last = await play(world, channel)
    await world.slack.settle()
    async with locked(clean):
        await world.maya.react(last, "incident_resolved")
        await until(lambda: len(world.slack.failed) >= 1)
    await world.work()
    await world.later(6)
    assert ({one.ack.status for one in world.slack.failed}, _once(world, channel)) == ({500}, True)


async def test_a_worker_that_loses_the_database_in_the_middle_goes_on_when_it_is_back(
    world: World, clean: Database
) -> None:
    channel = world.incident()
    last = await play(world, channel)
    await world.maya.react(last, "incident_resolved")
    await world.slack.settle()
    async with world.bot.working(clock=False):
        world.slack.faults.on("conversations.history", "slow", seconds=0.5)
        await until(lambda: world.slack.calls_of("chat.postMessage"))
        async with locked(clean):
            await until(lambda: world.slack.calls_of("conversations.history"))
        world.clock.advance(seconds=70)
        await until(lambda: len(channel.thread(channel.card())) == 2 and "*Draft*" in channel.card().shown)
    assert _once(world, channel)


@pytest.fixture
async def small(sqlite_url: str, clock: FakeClock) -> AsyncIterator[World]:
    """A world on a file of its own, without a page to spare. PostgreSQL's disk is not ours to fill."""
    async with started(sqlite_url, clock) as world:
        yield world


async def test_a_disk_that_is_full_is_said_and_nothing_is_half_done(small: World) -> None:
    world = small
    channel = world.incident()
    card = await drafted(world, channel)
    async with full(world):
        noted = [await world.ben.slash(f"/postmortem note {'x ' * 450}", channel) for _ in range(20)]
        said = [one.text for one in noted[0].ephemerals]
        taken = await world.ben.click(card, ids.DRAFT_TAKE)
    told = said.count(SENTENCE)
    assert ({one.failure for one in (*noted, taken)}, len(said), told > 0) == ({None}, len(noted), True)
    await world.work()
    await world.later(120)
    again = await world.ben.slash("/postmortem note there is room again", channel)
    await world.work()
    await world.later(6)
    assert (again.failure, len(roots(channel))) == (None, 2 + len(noted) - told)
    assert (await world.bot.queue.counts())["dead"] == 0


async def test_readyz_says_that_the_database_is_away_and_healthz_that_the_process_lives(
    world: World, clean: Database
) -> None:
    if clean.is_sqlite:
        pytest.skip("a locked file can still be read")
    async with aiohttp.ClientSession() as session:

        async def asked(path: str) -> int:
            async with session.get(f"{world.slack.http.url}/{path}") as answer:
                return answer.status

        async with locked(clean):
            away = [await asked("healthz"), await asked("readyz")]
        back = [await asked("healthz"), await asked("readyz")]
    assert (away, back) == ([200, 503], [200, 200])
