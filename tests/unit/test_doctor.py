"""The doctor: everything green in a workspace that is well, and each thing that is wrong named with what to do."""

import asyncio
import sys
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from bot.commands import doctor
from bot.commands.doctor import Finding, examine
from bot.commands.manifest import SCOPES, manifest
from bot.domain.mornings import Gap
from bot.domain.people import Actor
from bot.domain.words import moment_of
from bot.ports import NewJob
from bot.runtime import SystemClock
from bot.services.mornings_gaps import CLOCK, GAPS
from bot.settings import Settings
from sandbox.faults import Fault
from sandbox.manifest import Manifest
from sandbox.model import ModelServer
from sandbox.server import Sandbox
from storage import migrate
from storage.engine import Database
from storage.jobs import SqlJobQueue
from storage.unit_of_work import SqlStore
from tests.factories import a_postmortem
from tests.fakes import START, FakeClock

MEND_SOCKET = "Slack: your app → Basic Information → App-Level Tokens, with connections:write; Socket Mode on."


@pytest.fixture
async def slack() -> AsyncIterator[Sandbox]:
    async with Sandbox(manifest=Manifest.parse(manifest())) as made:
        yield made


@pytest.fixture
def point(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, sqlite_url: str) -> Any:
    """Return what points the settings of this process at a workspace; every other setting is as if nobody set any."""
    monkeypatch.chdir(tmp_path)
    for name, field in Settings.model_fields.items():
        monkeypatch.delenv(str(field.validation_alias or name.upper()), raising=False)

    def at(slack: Sandbox, **over: str) -> None:
        values = {
            "SLACK_API_URL": slack.api_url,
            "SLACK_BOT_TOKEN": slack.bot_token,
            "SLACK_APP_TOKEN": slack.app_token,
            "POSTMORTEM_DATABASE_URL": sqlite_url,
        }
        for name, value in (values | over).items():
            monkeypatch.setenv(name, value)

    return at


def _grant(slack: Sandbox, scopes: frozenset[str]) -> None:
    installed = slack.hub.installation
    installed.manifest = replace(installed.manifest, bot_scopes=scopes)


def _bad(findings: list[Finding]) -> list[tuple[str, str]]:
    return [(one.name, one.sentence) for one in findings if one.is_bad or one.is_warning]


async def test_where_all_is_well_every_line_is_green(slack: Sandbox, point: Any) -> None:
    point(slack)
    findings = await examine()
    assert [one.name for one in findings] == [
        "python",
        "settings",
        "database",
        "history",
        "templates",
        "bot token",
        "scopes",
        "clock",
        "events",
        "ai",
    ]
    assert (_bad(findings), {one.glyph for one in findings}) == ([], {"✓"})


async def test_templates_are_named_and_each_problem_of_a_file_is_a_line(
    slack: Sandbox, point: Any, tmp_path: Path
) -> None:
    point(slack)
    assert Finding("templates", "default, short.") in await examine()

    (tmp_path / "wrong.yaml").write_text("kye: a\n", encoding="utf-8")
    point(slack, POSTMORTEM_TEMPLATES=str(tmp_path))
    told = [one.sentence for one in await examine() if one.name == "templates" and one.is_bad]
    assert told == [
        "wrong.yaml, line 1: a template has no `kye`. Did you mean key?",
        "wrong.yaml, line 1: a template needs `key`.",
        "wrong.yaml, line 1: a template needs `name`.",
    ]


async def test_over_http_a_signing_secret_is_enough(slack: Sandbox, point: Any) -> None:
    point(slack, SLACK_APP_TOKEN="", SLACK_SIGNING_SECRET=slack.signing_secret)
    findings = await examine()
    assert (_bad(findings), findings[-2].sentence) == (
        [],
        "over HTTP, signed. Request URL in Slack: https://YOUR-ADDRESS/slack/events.",
    )


@pytest.mark.parametrize("scope", sorted(SCOPES))
async def test_a_scope_that_is_missing_is_named_with_what_it_is_for(slack: Sandbox, point: Any, scope: str) -> None:
    point(slack)
    _grant(slack, slack.hub.installation.scopes - {scope})
    assert _bad(await examine()) == [
        ("scopes", f"missing: {scope} ({SCOPES[scope]}). Update the app from manifest.yml and install it again.")
    ]


async def test_a_scope_too_many_is_a_warning(slack: Sandbox, point: Any) -> None:
    point(slack)
    _grant(slack, slack.hub.installation.scopes | {"links:read"})
    findings = await examine()
    assert (_bad(findings), [one.glyph for one in findings if one.is_warning]) == (
        [("scopes", "all there; not needed: links:read.")],
        ["○"],
    )


@pytest.mark.parametrize(
    ("over", "bad"),
    [
        (
            {"SLACK_BOT_TOKEN": "xoxb-wrong"},
            ("bot token", "Slack says invalid_auth. Install the app again and copy the token."),
        ),
        (
            {"SLACK_BOT_TOKEN": ""},
            (
                "bot token",
                "SLACK_BOT_TOKEN is not set. Slack: your app → OAuth & Permissions → Bot User OAuth Token.",
            ),
        ),
        (
            {"SLACK_APP_TOKEN": "xapp-wrong"},
            (
                "events",
                "Slack says invalid_auth. " + MEND_SOCKET,
            ),
        ),
        (
            {"SLACK_APP_TOKEN": ""},
            ("events", "neither SLACK_APP_TOKEN (Socket Mode) nor SLACK_SIGNING_SECRET (`serve --http`) is set."),
        ),
        (
            {"SLACK_API_URL": "http://127.0.0.1:1/api/"},
            ("slack", "does not answer now (no_answer:ClientConnectorError). Can this machine reach 127.0.0.1?"),
        ),
        (
            {"POSTMORTEM_DATABASE_URL": "sqlite+aiosqlite:///nothing.db"},
            ("database", "there is no nothing.db yet. Run `postmortem migrate`."),
        ),
        (
            {"POSTMORTEM_DATABASE_URL": "postgresql+asyncpg://bot:swordfish@127.0.0.1:1/pm"},
            ("database", "cannot be reached (Unavailable). Check POSTMORTEM_DATABASE_URL."),
        ),
    ],
)
async def test_one_thing_that_is_wrong_is_the_one_that_is_named(
    slack: Sandbox, point: Any, tmp_path: Path, over: dict[str, str], bad: tuple[str, str]
) -> None:
    point(slack, **over)
    assert _bad(await examine()) == [bad]
    assert not (tmp_path / "nothing.db").exists()


async def test_wrong_settings_are_all_named_and_nothing_else_is_looked_at(slack: Sandbox, point: Any) -> None:
    point(slack, POSTMORTEM_PORT="x", POSTMORTEM_ZONE="Mars")
    findings = await examine()
    assert [(one.name, one.sentence.partition(":")[0]) for one in findings if one.is_bad] == [
        ("settings", "POSTMORTEM_PORT"),
        ("settings", "POSTMORTEM_ZONE"),
    ]
    assert slack.calls == []


async def test_an_app_that_was_removed_says_so(slack: Sandbox, point: Any) -> None:
    point(slack)
    await slack.uninstall()
    assert _bad(await examine()) == [
        ("bot token", "Slack says account_inactive. Install the app again and copy the token.")
    ]


@pytest.mark.parametrize("fault", ["server_error", "garbled", "ratelimited", "lost_reply"])
@pytest.mark.parametrize("method", ["auth.test", "apps.connections.open"])
async def test_a_slack_that_is_ill_is_said_and_never_a_trace(
    slack: Sandbox, point: Any, method: str, fault: Fault
) -> None:
    point(slack)
    slack.faults.on(method, fault)
    ((name, sentence),) = _bad(await examine())
    assert (name, sentence.startswith("does not answer now (")) == ("slack", True)


async def test_a_schema_of_an_older_version_is_said(
    slack: Sandbox, point: Any, sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    point(slack)
    monkeypatch.setattr(migrate, "HEAD", "9999")
    assert _bad(await examine()) == [("database", "its schema is missing or older. Run `postmortem migrate`.")]
    await asyncio.to_thread(migrate.downgrade, sqlite_url, "base")
    assert _bad(await examine()) == [("database", "its schema is missing or older. Run `postmortem migrate`.")]


async def test_jobs_that_were_given_up_are_counted(slack: Sandbox, point: Any, sqlite_url: str) -> None:
    point(slack)
    async with Database.open(sqlite_url) as database:
        clock = FakeClock()
        async with SqlStore(database, clock).write("T1") as uow:
            await uow.jobs.add(NewJob(kind="a"), START)
        queue = SqlJobQueue(database, clock)
        (job,) = await queue.claim("w", START, lease=timedelta(seconds=9))
        await queue.bury(job, "invalid_auth")
    assert _bad(await examine()) == [("database", f"schema {migrate.HEAD}; 1 jobs gave up, the log names their codes.")]


async def test_a_time_of_which_nothing_is_known_is_told_for_a_month(
    slack: Sandbox, point: Any, sqlite_url: str
) -> None:
    point(slack)
    database = Database(sqlite_url)
    now = SystemClock().now()
    old, new = (Gap(since=now - timedelta(days=day), found=now - timedelta(days=day - 1)) for day in (40, 3))
    async with SqlStore(database, SystemClock()).write("T1") as uow:
        await uow.steps.put(CLOCK, GAPS, {"gaps": [one.model_dump(mode="json") for one in (old, new)]})
    await database.close()

    ((name, sentence),) = _bad(await examine())
    assert name == "pulse"
    assert sentence == (
        f"nothing is known of {moment_of(new.since)} to {moment_of(new.found)}. The clock was moved, nothing ran, or a "
        "backup was put back: what was asked then is looked up in Slack."
    )


async def test_a_running_bot_is_not_disturbed(slack: Sandbox, point: Any, sqlite_url: str) -> None:
    point(slack)
    async with Database.open(sqlite_url):
        assert _bad(await examine()) == []


@pytest.mark.parametrize(("seconds", "is_bad"), [(-3600, True), (-61, True), (-30, False), (30, False), (90, True)])
def test_a_clock_that_is_off_is_said_with_how_much(seconds: int, *, is_bad: bool) -> None:
    theirs = SystemClock().now() + timedelta(seconds=seconds)
    found = doctor._clock({"Date": format_datetime(theirs.astimezone(UTC), usegmt=True)})
    assert (found.is_bad, found.sentence.startswith("agrees")) == (is_bad, not is_bad)


@pytest.mark.parametrize("headers", [{}, {"Date": "yesterday"}, {"Date": ""}, None])
def test_a_slack_that_does_not_say_the_time_is_no_error(headers: dict[str, str] | None) -> None:
    found = doctor._clock(headers)
    assert (found.is_bad, found.is_warning) == (False, True)


def test_an_old_python_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 10, 1))
    assert doctor._python() == Finding("python", "3.10.1 is too old. Install Python 3.11 or newer.", is_bad=True)


async def test_no_finding_holds_a_secret(slack: Sandbox, point: Any) -> None:
    url = "postgresql+asyncpg://bot:swordfish@127.0.0.1:1/pm"
    point(slack, POSTMORTEM_DATABASE_URL=url, POSTMORTEM_HOOK_SECRET="swordfish-swordfish-swordfish")
    said = " ".join(one.sentence for one in await examine())
    assert [one for one in ("swordfish", slack.bot_token, slack.app_token) if one in said] == []


async def test_a_record_of_deeds_that_somebody_changed_is_told(slack: Sandbox, point: Any, sqlite_url: str) -> None:
    point(slack)
    database = Database(sqlite_url)
    store, maya = SqlStore(database, SystemClock()), Actor(workspace="T1", member="UMAYA")
    async with store.write("T1") as uow:
        postmortem = await uow.postmortems.add(a_postmortem(workspace="T1"))
        for verb in ("edit", "submit", "publish"):
            await uow.audit.add(maya, verb, postmortem=postmortem.id, before="", after="", at=START)
    assert Finding("history", "the record of deeds is whole, as far back as 3 of them.") in await examine()
    async with database.engine.begin() as connection:
        await connection.execute(text("UPDATE audit SET actor = 'UBEN' WHERE verb = 'submit'"))
    await database.close()
    [told] = [one for one in await examine() if one.name == "history"]
    assert told.is_bad
    assert told.sentence.startswith("the record of 1 postmortem was changed, first deed 2 of the one")


async def test_with_a_key_both_models_are_asked_for(slack: Sandbox, point: Any) -> None:
    async with ModelServer() as model:
        point(slack, ANTHROPIC_API_KEY=model.key, ANTHROPIC_BASE_URL=model.url)
        findings = [one.sentence for one in await examine() if one.name == "ai"]
    assert findings == [
        "claude-haiku-5-5 reads 1,000,000 tokens and writes 128,000.",
        "claude-sonnet-5-5 reads 1,000,000 tokens and writes 128,000.",
    ]


@pytest.mark.parametrize(
    ("over", "sentence"),
    [
        (
            {"ANTHROPIC_API_KEY": "sk-ant-wrong"},
            "claude-haiku-5-5: bad key. Check ANTHROPIC_API_KEY, and that its workspace may use this model.",
        ),
        (
            {"POSTMORTEM_AI_FACTS_MODEL": "claude-nobody-1"},
            "claude-nobody-1: gone. Choose another one in POSTMORTEM_AI_FACTS_MODEL or POSTMORTEM_AI_WRITING_MODEL.",
        ),
    ],
)
async def test_a_key_or_a_model_that_does_not_do_is_named_with_what_to_do(
    slack: Sandbox, point: Any, over: dict[str, str], sentence: str
) -> None:
    async with ModelServer() as model:
        point(slack, **{"ANTHROPIC_API_KEY": model.key, "ANTHROPIC_BASE_URL": model.url, **over})
        assert ("ai", sentence) in _bad(await examine())
