"""`postmortem serve` and `worker` as processes: they start, answer, end in good order, and refuse with a sentence."""

import asyncio
import contextlib
import secrets
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from sandbox.server import Sandbox
from storage.engine import Database
from tests.scenarios.lives import until
from tests.scenarios.processes import environment, ran, started
from tests.scenarios.steps import roots
from tests.scenarios.world import MANIFEST, World, settings_for

ON_ONE_DATABASE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
"""For what is refused before the database is opened, or because of another one."""


@pytest.fixture
async def real(clean: Database, database_url: str) -> AsyncIterator[World]:
    """A workspace on the machine's own time, for processes that cannot be given another clock."""
    del clean
    async with Sandbox(manifest=MANIFEST, time_scale=0.01) as slack:
        yield World(slack, None, settings_for(slack, database_url))  # type: ignore[arg-type]


def _free_port() -> int:
    """Return a port below those that the system hands out: until it is used, no other test is given it."""
    while True:
        port = 20_000 + secrets.randbelow(10_000)
        with socket.socket() as one, contextlib.suppress(OSError):
            one.bind(("127.0.0.1", port))
            return port


async def _makes_a_draft(world: World) -> None:
    channel = world.incident()
    last = await world.maya.post(channel, "error rate is back to 0.2 %, all clear")
    said = await world.ben.slash("/postmortem help", channel)
    assert (said.failure, len(said.ephemerals)) == (None, 1)
    await world.maya.react(last, "incident_resolved")
    await until(lambda: roots(channel) and "Draft" in channel.card().shown)
    assert len(roots(channel)) == 1


async def test_serve_in_socket_mode_answers_makes_drafts_and_ends_in_good_order(
    real: World, database_url: str, tmp_path: Path
) -> None:
    env = environment(real.slack, database_url, tmp_path)
    async with started("serve", env=env) as bot:
        await real.slack.connected()
        await _makes_a_draft(real)
        assert await bot.end() == (0, "", "")
    await until(lambda: real.slack.sockets.usable == [])


async def test_serve_over_http_answers_makes_drafts_and_ends_in_good_order(
    real: World, database_url: str, tmp_path: Path
) -> None:
    port = _free_port()
    env = environment(real.slack, database_url, tmp_path, POSTMORTEM_PORT=str(port))
    async with started("serve", "--http", env=env) as bot, aiohttp.ClientSession() as session:
        real.slack.deliver_to(f"http://127.0.0.1:{port}")
        await _makes_a_draft(real)
        async with session.get(f"http://127.0.0.1:{port}/healthz") as alive:
            assert (alive.status, await alive.json()) == (200, {"status": "ok"})
        async with session.get(f"http://127.0.0.1:{port}/readyz") as ready:
            assert (ready.status, (await ready.json())["jobs"]["dead"]) == (200, 0)
        async with session.post(f"http://127.0.0.1:{port}/hooks/incidents", data=b"{}") as hook:
            assert hook.status == 404
        assert await bot.end() == (0, "", "")


async def test_in_socket_mode_no_route_of_slack_is_open(real: World, database_url: str, tmp_path: Path) -> None:
    port = _free_port()
    secret = "s" * 32
    env = environment(real.slack, database_url, tmp_path, POSTMORTEM_PORT=str(port), POSTMORTEM_HOOK_SECRET=secret)
    async with started("serve", env=env), aiohttp.ClientSession() as session:
        async with session.post(f"http://127.0.0.1:{port}/slack/events", data=b"{}") as slack:
            found = slack.status
        async with session.post(f"http://127.0.0.1:{port}/hooks/incidents", data=b"{}") as hook:
            assert (found, hook.status) == (404, 401)


async def test_two_processes_on_one_sqlite_file_are_refused_with_a_sentence_and_any_number_works_on_postgresql(
    real: World, clean: Database, database_url: str, tmp_path: Path
) -> None:
    env = environment(real.slack, database_url, tmp_path)
    async with started("serve", env=env):
        if clean.is_sqlite:
            for words in (("serve",), ("worker",)):
                code, out, err = await ran(*words, env=env)
                assert (code, out) == (1, "")
                assert err == (
                    "Another process already works with test.db. Stop it first, "
                    "or use PostgreSQL, which any number of processes can share.\n"
                )
        else:
            async with started("serve", env=env), started("worker", env=env, ready=b"Working."):
                assert await _count(real) == 2
        assert (await ran("migrate", env=env))[0] == 0
        code, out, _ = await ran("doctor", env=env)
        assert "✓ database:" in out
    async with started("worker", env=env, ready=b"Working.") as again:
        assert (await again.end())[0] == 0


async def _count(world: World) -> int:
    await until(lambda: len(world.slack.sockets.usable) == 2)
    return len(world.slack.sockets.usable)


@ON_ONE_DATABASE
@pytest.mark.parametrize(
    ("words", "missing", "sentence"),
    [
        (("serve",), "SLACK_BOT_TOKEN", "SLACK_BOT_TOKEN must be set"),
        (("serve",), "SLACK_APP_TOKEN", "SLACK_APP_TOKEN must be set"),
        (("serve", "--http"), "SLACK_SIGNING_SECRET", "SLACK_SIGNING_SECRET must be set"),
        (("worker",), "SLACK_BOT_TOKEN", "SLACK_BOT_TOKEN must be set"),
    ],
)
async def test_what_must_be_set_is_named_before_anything_is_tried(
    real: World, database_url: str, tmp_path: Path, words: tuple[str, ...], missing: str, sentence: str
) -> None:
    env = environment(real.slack, database_url, tmp_path)
    del env[missing]
    code, out, err = await ran(*words, env=env)
    assert (code, out, err.startswith(sentence), err.count("\n")) == (1, "", True, 1)


@pytest.mark.parametrize(
    ("over", "start"),
    [
        ({"SLACK_BOT_TOKEN": "xoxb-wrong"}, "Slack refused the bot token (invalid_auth)."),
        ({"SLACK_API_URL": "http://127.0.0.1:1/api/"}, "Slack does not answer"),
        ({"SLACK_APP_TOKEN": "xapp-wrong"}, "Slack refused the app token (invalid_auth)."),
    ],
)
async def test_a_start_that_slack_refuses_ends_with_one_sentence_and_no_trace(
    real: World, database_url: str, tmp_path: Path, over: dict[str, str], start: str
) -> None:
    await _is_refused(environment(real.slack, database_url, tmp_path, **over), start)


@ON_ONE_DATABASE
@pytest.mark.parametrize(
    ("over", "start"),
    [
        ({"POSTMORTEM_DATABASE_URL": "sqlite+aiosqlite:///empty.db"}, "The database has no or an older schema."),
        ({"POSTMORTEM_DATABASE_URL": "sqlite+aiosqlite:////nowhere/x.db"}, "I cannot reach my database"),
        ({"POSTMORTEM_DATABASE_URL": "postgresql+asyncpg://a:b@127.0.0.1:1/c"}, "I cannot reach my database"),
        ({"POSTMORTEM_VENDOR_APPS": "nonsense"}, "  - POSTMORTEM_VENDOR_APPS: 'nonsense' is no pair"),
    ],
)
async def test_a_start_that_cannot_be_ends_with_one_sentence_and_no_trace(
    real: World, database_url: str, tmp_path: Path, over: dict[str, str], start: str
) -> None:
    await _is_refused(environment(real.slack, database_url, tmp_path, **over), start)


async def _is_refused(env: dict[str, str], start: str) -> None:
    code, out, err = await ran("serve", env=env)
    last = err.splitlines()[-1]
    assert (code, out, last.startswith(start), "Traceback" in err) == (1, "", True, False), err


async def test_a_port_that_is_taken_is_said(real: World, database_url: str, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        env = environment(real.slack, database_url, tmp_path, POSTMORTEM_PORT=str(port))
        code, out, err = await ran("serve", "--http", env=env)
    assert (code, out, err.startswith(f"I cannot listen on 127.0.0.1, port {port}: ")) == (1, "", True), err


async def test_serve_takes_back_what_it_was_asked_while_it_ends(real: World, database_url: str, tmp_path: Path) -> None:
    """SIGTERM in the middle of reading: the job is not lost, the next start ends the story."""
    env = environment(real.slack, database_url, tmp_path)
    channel = real.incident()
    last = await real.maya.post(channel, "all clear")
    real.slack.faults.on("conversations.history", "slow", seconds=1.5)
    async with started("serve", env=env) as first:
        await real.slack.connected()
        await real.maya.react(last, "incident_resolved")
        await until(lambda: roots(channel))
        await asyncio.sleep(0.3)
        code, _, err = await first.end()
    async with started("serve", env=env):
        await until(lambda: "Draft" in channel.card().shown)
    assert (code, err, len(roots(channel)), len(real.slack.calls_of("conversations.history"))) == (0, "", 1, 1)
