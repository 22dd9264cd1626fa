"""`doctor`: looks at everything that a running bot needs, and says what to do about each thing that is not right."""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, TypeVar
from urllib.parse import urlsplit

from slack_sdk.web.async_client import AsyncWebClient

from bot.chat import told
from bot.commands.erase import returned
from bot.commands.manifest import SCOPES
from bot.domain.errors import Invalid, Problem
from bot.domain.narration import AiTrouble
from bot.domain.words import count, listing, moment_of
from bot.ports import ChatError, ModelError
from bot.runtime import PATIENT, SystemClock, language_model, templates_in, web_client, web_session
from bot.services.mornings_gaps import CLOCK, GAPS, gaps_in
from bot.settings import Settings, SettingsProblem, load
from storage.audit import look_over
from storage.engine import Database, file_of
from storage.jobs import SqlJobQueue
from storage.migrate import current, is_current
from storage.steps import steps_named
from storage.transaction import Transaction

OLDEST_PYTHON = (3, 11)
MOST_SKEW = 60.0
MOST_DEEDS = 20_000
SHOWN_GAPS = timedelta(days=30)
_T = TypeVar("_T")
_AI_MENDS = {
    AiTrouble.BAD_KEY: "Check ANTHROPIC_API_KEY, and that its workspace may use this model.",
    AiTrouble.GONE: "Choose another one in POSTMORTEM_AI_FACTS_MODEL or POSTMORTEM_AI_WRITING_MODEL.",
    AiTrouble.UNPAID: "The account has no credit left.",
    AiTrouble.UNREACHABLE: "Can this machine reach ANTHROPIC_BASE_URL? Drafts are made by rules until then.",
}


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at: good, or what to do. `is_warning` is neither."""

    name: str
    sentence: str
    is_bad: bool = False
    is_warning: bool = False

    @property
    def glyph(self) -> str:
        """The mark in front of the line; the sentence says it in words as well."""
        return "✕" if self.is_bad else ("○" if self.is_warning else "✓")


async def examine() -> list[Finding]:
    """Look at Python, settings, database, templates, tokens, scopes, events and clocks, in this order. Never raises."""
    findings = [_python()]
    try:
        settings = load()
    except SettingsProblem as problem:
        return [*findings, *(Finding("settings", one, is_bad=True) for one in problem.problems)]
    findings.append(Finding("settings", "read, nothing wrong with them."))
    findings.append(await _database(settings))
    findings.extend(await _history(settings))
    findings.extend(await _erasures(settings))
    findings.extend(await _gaps(settings))
    findings.extend(_templates(settings))
    findings.extend(await _slack(settings))
    findings.extend(await _models(settings))
    return findings


def _python() -> Finding:
    have = ".".join(str(one) for one in sys.version_info[:3])
    if sys.version_info < OLDEST_PYTHON:
        return Finding("python", f"{have} is too old. Install Python 3.11 or newer.", is_bad=True)
    return Finding("python", f"{have}.")


async def _can_be_read(settings: Settings) -> bool:
    """Say whether there is a database with today's schema; what is wrong with it has a line of its own."""
    file = file_of(settings.database_url)
    is_there = file is None or file.exists()
    return is_there and await asyncio.to_thread(is_current, settings.database_url)


async def _read(settings: Settings, what: Callable[[Transaction], Awaitable[_T]]) -> _T | None:
    """Return what is read from the database; None where it cannot be: what is wrong with it has a line already."""
    try:
        if not await _can_be_read(settings):
            return None
        database = Database(settings.database_url)
        try:
            async with database.read() as do:
                return await what(do)
        finally:
            await database.close()
    except (Problem, OSError):
        return None


async def _history(settings: Settings) -> list[Finding]:
    """Look whether the record of who did what was changed by halves. Whoever owns the database can rewrite it whole."""
    read = await _read(settings, lambda do: look_over(do, MOST_DEEDS))
    if read is None:
        return []
    deeds, broken = read
    if not broken:
        return [Finding("history", f"the record of deeds is whole, as far back as {deeds} of them.")]
    (_, postmortem), place = next(iter(broken.items()))
    told = f"the record of {count(len(broken), 'postmortem')} was changed"
    first = f"first deed {place} of the one with id {postmortem}."
    return [
        Finding("history", f"{told}, {first} Restore a backup, and find out who wrote to the database.", is_bad=True)
    ]


async def _database(settings: Settings) -> Finding:
    file = file_of(settings.database_url)
    if file is not None and not file.exists():
        return Finding("database", f"there is no {file.name} yet. Run `postmortem migrate`.", is_bad=True)
    try:
        if not await asyncio.to_thread(is_current, settings.database_url):
            return Finding("database", "its schema is missing or older. Run `postmortem migrate`.", is_bad=True)
        at = await asyncio.to_thread(current, settings.database_url)
        database = Database(settings.database_url)
        try:
            counts = await SqlJobQueue(database, SystemClock()).counts()
        finally:
            await database.close()
    except (Problem, OSError) as error:
        return Finding(
            "database", f"cannot be reached ({type(error).__name__}). Check POSTMORTEM_DATABASE_URL.", is_bad=True
        )
    if dead := counts.get("dead", 0):
        return Finding("database", f"schema {at}; {dead} jobs gave up, the log names their codes.", is_warning=True)
    return Finding("database", f"schema {at}, {counts.get('ready', 0)} jobs wait.")


async def _erasures(settings: Settings) -> list[Finding]:
    """Look whether a restored backup brought back somebody who was erased."""
    try:
        if not await _can_be_read(settings):
            return []
        erased, back = await returned(settings)
    except Invalid as problem:
        return [Finding("erasures", problem.sentence, is_bad=True)]
    except (Problem, SettingsProblem, OSError):
        return []  # what is wrong with the database or the templates has a line of its own
    if back:
        told = f"{listing([one.name for one in back], 5)} {'is' if len(back) == 1 else 'are'} back"
        return [Finding("erasures", f"{told}. Run `postmortem erase --again`.", is_bad=True)]
    return [Finding("erasures", f"{count(erased, 'person')} on the list, nobody is back.")] if erased else []


async def _gaps(settings: Settings) -> list[Finding]:
    """Look whether the clock was moved, the machine slept, or a backup was put back within the last month."""
    steps = await _read(settings, lambda do: steps_named(do, CLOCK, GAPS))
    found = [gap for step in steps or () for gap in gaps_in(step)]
    now = SystemClock().now()
    late = [one for one in found if now - one.found < SHOWN_GAPS]
    if not late:
        return []
    last = max(late, key=lambda one: one.found)
    told = f"{moment_of(last.since)} to {moment_of(last.found)}"
    many = f", {count(len(late), 'jump')} in a month" if len(late) > 1 else ""
    mend = "The clock was moved, nothing ran, or a backup was put back: what was asked then is looked up in Slack."
    return [Finding("pulse", f"nothing is known of {told}{many}. {mend}", is_warning=True)]


def _templates(settings: Settings) -> list[Finding]:
    registry = templates_in(settings.templates)
    if registry.problems:
        return [Finding("templates", one, is_bad=True) for one in registry.problems]
    return [Finding("templates", f"{', '.join(sorted(registry.templates))}.")]


async def _slack(settings: Settings) -> list[Finding]:
    if not settings.slack_bot_token.get_secret_value():
        return [
            Finding(
                "bot token",
                "SLACK_BOT_TOKEN is not set. Slack: your app → OAuth & Permissions → Bot User OAuth Token.",
                is_bad=True,
            )
        ]
    async with web_session(PATIENT) as session:
        client = web_client(settings, session, token=settings.slack_bot_token.get_secret_value())
        try:
            answer = await told(client.auth_test)
        except ChatError as error:
            if error.passing:
                return [_silent(settings, error)]
            return [_refused("bot token", error.code, "Install the app again and copy the token.")]
        findings = [Finding("bot token", f"works in {answer.get('team') or 'the workspace'}.")]
        findings.append(_scopes(answer.headers))
        findings.append(_clock(answer.headers))
        findings.append(await _deliveries(settings, client))
    return findings


async def _models(settings: Settings) -> list[Finding]:
    """Look whether the key opens both models. Without a key nothing is amiss: drafts are made by rules."""
    async with language_model(settings) as model:
        if model is None:
            return [
                Finding("ai", "off: no ANTHROPIC_API_KEY. Drafts are made by rules, and nothing leaves for a model.")
            ]
        found = []
        for name in dict.fromkeys((settings.ai_facts_model, settings.ai_writing_model)):
            try:
                limits = await model.limits(name)
            except ModelError as error:
                mend = _AI_MENDS.get(error.trouble, "Drafts are made by rules until it answers.")
                found.append(Finding("ai", f"{name}: {error.trouble.value.replace('_', ' ')}. {mend}", is_bad=True))
            else:
                found.append(Finding("ai", f"{name} reads {limits.input:,} tokens and writes {limits.output:,}."))
        return found


def _silent(settings: Settings, error: ChatError) -> Finding:
    host = urlsplit(settings.slack_api_url).hostname
    return Finding("slack", f"does not answer now ({error.code}). Can this machine reach {host}?", is_bad=True)


def _refused(name: str, code: str, mend: str) -> Finding:
    return Finding(name, f"Slack says {code}. {mend}", is_bad=True)


def _scopes(headers: Any) -> Finding:
    granted = {one.strip() for one in _header(headers, "x-oauth-scopes").split(",") if one.strip()}
    missing = sorted(SCOPES.keys() - granted)
    if missing:
        reasons = "; ".join(f"{one} ({SCOPES[one]})" for one in missing)
        return Finding(
            "scopes", f"missing: {reasons}. Update the app from manifest.yml and install it again.", is_bad=True
        )
    extra = sorted(granted - SCOPES.keys())
    if extra:
        return Finding("scopes", f"all there; not needed: {', '.join(extra)}.", is_warning=True)
    return Finding("scopes", f"all {len(SCOPES)} are there, none too many.")


def _clock(headers: Any) -> Finding:
    said = _header(headers, "date")
    try:
        theirs = parsedate_to_datetime(said).astimezone(UTC)
    except (TypeError, ValueError):
        return Finding("clock", "Slack did not say what time it is.", is_warning=True)
    off = abs((SystemClock().now() - theirs).total_seconds())
    if off > MOST_SKEW:
        return Finding(
            "clock", f"{off:.0f} seconds off. Switch on time synchronisation: signatures expire after 300.", is_bad=True
        )
    return Finding("clock", "agrees with Slack's.")


async def _deliveries(settings: Settings, client: AsyncWebClient) -> Finding:
    """Look at how events come in: a socket for which Slack gives an address, or a signing secret."""
    token = settings.slack_app_token.get_secret_value()
    if token:
        try:
            await told(lambda: client.apps_connections_open(app_token=token))
        except ChatError as error:
            if error.passing:
                return _silent(settings, error)
            return _refused(
                "events",
                error.code,
                "Slack: your app → Basic Information → App-Level Tokens, with connections:write; Socket Mode on.",
            )
        return Finding("events", "Socket Mode opens; subscriptions come from manifest.yml.")
    if settings.slack_signing_secret.get_secret_value():
        return Finding("events", "over HTTP, signed. Request URL in Slack: https://YOUR-ADDRESS/slack/events.")
    return Finding(
        "events",
        "neither SLACK_APP_TOKEN (Socket Mode) nor SLACK_SIGNING_SECRET (`serve --http`) is set.",
        is_bad=True,
    )


def _header(headers: Any, name: str) -> str:
    return str(next((value for key, value in dict(headers or {}).items() if key.lower() == name), ""))
