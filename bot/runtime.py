"""The composition root: settings in, a running bot out.

The only file that names concrete adapters, and the system's clock.
"""

import asyncio
import contextlib
import logging
import os
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import aiohttp
import structlog
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.web.async_client import AsyncWebClient

from bot import log
from bot.ai.offline import OfflineNarrator
from bot.ai.writer import ModelWriter
from bot.calendars import WorldCalendar
from bot.chat import LastLook, Pauses, SlackChat, told
from bot.domain.errors import Unavailable
from bot.domain.hours import read_place
from bot.domain.templates import BUILT_IN, Template
from bot.domain.words import say
from bot.intake.templates import LONGEST_FILE, MOST_FILES, Registry, read_templates
from bot.jobs import BURIED, JOBS
from bot.jobs.clock import Ticker
from bot.jobs.worker import Worker
from bot.listeners import register
from bot.listeners.actors import Actors
from bot.listeners.dispatch import Dispatcher
from bot.listeners.tables import Tables
from bot.ports import Calendar, ChatError, Clock, Deps, JobQueue, Model, Narrator, Writer
from bot.services.mornings_gaps import beat
from bot.settings import Settings, SettingsProblem
from storage.engine import Database
from storage.jobs import SqlJobQueue
from storage.paces import SqlPaces
from storage.unit_of_work import SqlStore

if TYPE_CHECKING:
    from starlette.applications import Starlette
    from starlette.types import ASGIApp

PATIENT = 20
HURRIED = 2
"""Seconds that Slack's answer is waited for: by a job, and by a listener, which has three in all."""
logger = structlog.get_logger("runtime")


class SystemClock:
    """The machine's time, aware UTC."""

    def now(self) -> datetime:
        """Return the present moment."""
        return datetime.now(UTC)  # noqa: TID251 - the one place that reads the system's clock


@dataclass
class Bot:
    """A built bot: everything that a command or a test may start, one by one."""

    deps: Deps
    workspace: str
    queue: JobQueue
    worker: Worker
    app: AsyncApp
    settings: Settings
    shown: Callable[[], Awaitable[None]]
    """Waits for the windows whose clicks were acknowledged before they were drawn."""

    def web(self, *, slack: bool = True) -> "Starlette":
        """Return the web app: Slack's route unless deliveries come by socket, the webhook, and liveness."""
        from slack_bolt.adapter.asgi.async_handler import AsyncSlackRequestHandler  # noqa: PLC0415 - only `--http`

        from bot.api.app import SLACK_PATH, build  # noqa: PLC0415 - only `--http` and the webhook need Starlette

        async def ready() -> dict[str, object]:
            counts = await self.queue.counts()
            return {"status": "ok", "jobs": {name: counts.get(name, 0) for name in ("ready", "running", "dead")}}

        bolt = cast("ASGIApp", AsyncSlackRequestHandler(self.app, path=SLACK_PATH)) if slack else None
        return build(self.deps, self.workspace, slack=bolt, ready=ready)

    @asynccontextmanager
    async def working(self, *, clock: bool = True) -> AsyncIterator[None]:
        """Run the worker, and the clock that inserts periodic jobs, while the block lasts.

        First it is noted how long nobody was at work: jobs of a restored backup may have been done before.
        """
        with contextlib.suppress(Unavailable):
            await beat(self.deps, self.workspace)
        ticker = Ticker(self.deps, self.workspace) if clock else None
        task = asyncio.create_task(self.worker.run())
        if ticker is not None:
            ticker.start()
        try:
            yield
        finally:
            if ticker is not None:
                await ticker.stop()
            self.worker.stop()
            await task

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[None]:
        """Hold a Socket Mode connection while the block lasts. Raises ChatError when Slack gives no address for it."""
        token = self.settings.slack_app_token.get_secret_value()
        handler = AsyncSocketModeHandler(self.app, token, web_client=self.app.client)
        connect: Callable[[], Awaitable[None]] = handler.connect_async
        close: Callable[[], Awaitable[None]] = handler.close_async
        handler.client.aiohttp_client_session = cast("aiohttp.ClientSession", OneTry(handler.client))
        try:
            # asked here for the first one: inside, a token that is refused would be tried for ever
            handler.client.wss_uri = await told(handler.client.issue_new_wss_url)
            await connect()
            yield
        finally:
            await close()


class OneTry:
    """The session of a Socket Mode client, to which an address is good once: by itself it tries a dead one for ever."""

    def __init__(self, client: SocketModeClient) -> None:
        self._client = client
        self._session = client.aiohttp_client_session

    @property
    def closed(self) -> bool:
        """Whether the session is closed."""
        return self._session.closed

    async def close(self) -> None:
        """Close the session."""
        await self._session.close()

    async def ws_connect(self, *args: Any, **options: Any) -> aiohttp.ClientWebSocketResponse:
        """Connect; another try will ask Slack for another address."""
        self._client.wss_uri = None
        connected: aiohttp.ClientWebSocketResponse = await self._session.ws_connect(*args, **options)
        return connected


@asynccontextmanager
async def build(
    settings: Settings,
    *,
    clock: Clock | None = None,
    narrator: Narrator | None = None,
    writer: Writer | None = None,
    checkpoint: Callable[[str], None] | None = None,
    name: str | None = None,
    alone: bool = False,
    hurried: float = HURRIED,
) -> AsyncIterator[Bot]:
    """Build a bot from settings and take it down again. Asks Slack once who we are.

    With `alone` an SQLite file is this process's, and the jobs that a dead one held are done at once. A listener waits
    `hurried` seconds for Slack.
    Raises ChatError when Slack refuses the token, Unavailable when the database cannot be used or is another's, and
    SettingsProblem when the templates, or the country, cannot be used.
    """
    log.configure(settings.log_level, json=settings.log_json, secrets=settings.secrets())
    templates = checked_templates(settings)
    async with contextlib.AsyncExitStack() as stack:
        database = await stack.enter_async_context(Database.open(settings.database_url, exclusive=alone))
        session = await stack.enter_async_context(web_session(PATIENT))
        short = await stack.enter_async_context(web_session(hurried))
        now = clock or SystemClock()
        pauses = Pauses(now)
        chat, identity = await _slack(settings, session, pauses)
        awake = asyncio.Event()
        deps = Deps(
            clock=now,
            store=SqlStore(database, now),
            chat=chat,
            narrator=narrator or OfflineNarrator(),
            calendar=checked_calendar(settings),
            settings=settings,
            nudge=awake.set,
            templates=templates,
            checkpoint=checkpoint or (lambda _: None),
            writer=writer or await stack.enter_async_context(model_writer(settings)),
        )
        workspace = str(identity["team_id"])
        pauses.share(SqlPaces(database, workspace))
        queue = SqlJobQueue(database, now, workspace)
        if alone and database.is_sqlite:
            await queue.take_back()
        worker = Worker(deps, queue, JOBS, buried=BURIED, name=name or _worker_name(), awake=awake)
        app, edge = _app(deps, chat, short, identity, pauses)
        stack.push_async_callback(edge.shown)
        yield Bot(deps, workspace, queue, worker, app, settings, edge.shown)


@asynccontextmanager
async def at_the_desk(settings: Settings) -> AsyncIterator[tuple[Deps, Database]]:
    """Give a command what it needs to work with the database, beside a bot that runs or without one.

    Slack is asked who we are where there is a token; a command has to do without it as well.
    """
    async with Database.open(settings.database_url, exclusive=False) as database, web_session(PATIENT) as session:
        chat = SlackChat(web_client(settings, session, token=settings.slack_bot_token.get_secret_value() or None))
        if settings.slack_bot_token.get_secret_value():
            with contextlib.suppress(ChatError):
                await chat.identify()
        now = SystemClock()
        yield (
            Deps(
                clock=now,
                store=SqlStore(database, now),
                chat=chat,
                narrator=OfflineNarrator(),
                calendar=WorldCalendar(),
                settings=settings,
                nudge=lambda: None,
                templates=checked_templates(settings),
            ),
            database,
        )


@asynccontextmanager
async def language_model(settings: Settings) -> AsyncIterator[Model | None]:
    """Yield the model that the key opens, while the block lasts; None where no key is set."""
    key = settings.anthropic_api_key.get_secret_value()
    if not key:
        yield None
        return
    from bot.ai.claude import Claude  # noqa: PLC0415 - a second and 38 MB, for those who have a key

    model = Claude(key, settings.anthropic_base_url, seconds=settings.ai_seconds)
    try:
        yield model
    finally:
        await model.close()


@asynccontextmanager
async def model_writer(settings: Settings) -> AsyncIterator[Writer | None]:
    """Yield a writer who works with the model that the key opens, while the block lasts; None where no key is set."""
    async with language_model(settings) as model:
        yield None if model is None else ModelWriter(model, settings)


def templates_in(folder: Path | None) -> Registry:
    """Return the built-in templates and those of a folder's YAML files, with everything that is wrong with them."""
    if folder is None:
        return read_templates(())
    try:
        found = sorted(one for one in folder.iterdir() if one.suffix in {".yaml", ".yml"} and one.is_file())
        if len(found) > MOST_FILES:
            return Registry(BUILT_IN, (f"there are {len(found)} files, a folder of templates holds {MOST_FILES}.",))
        return read_templates((one.name, _beginning(one)) for one in found)
    except OSError as error:
        return Registry(BUILT_IN, (f"the folder cannot be read ({error.strerror}).",))


def _beginning(file: Path) -> bytes:
    """Return a file's content, of a file that is too long only so much that this shows."""
    with file.open("rb") as opened:
        return opened.read(LONGEST_FILE + 1)


def checked_templates(settings: Settings) -> Mapping[str, Template]:
    """Return the templates to work with. Raises SettingsProblem with every problem of their files."""
    registry = templates_in(settings.templates)
    if registry.problems:
        raise SettingsProblem([f"POSTMORTEM_TEMPLATES: {one}" for one in registry.problems])
    return registry.templates


def checked_calendar(settings: Settings) -> Calendar:
    """Return the calendars of the world. Raises SettingsProblem where there is none of the settings' country."""
    calendar = WorldCalendar()
    country, region = read_place(settings.country)
    if country and not calendar.knows(country, region):
        known = calendar.regions(country) if calendar.knows(country, "") else calendar.countries()
        raise SettingsProblem(
            [f"POSTMORTEM_COUNTRY: {say('hours.unknown', place=settings.country, known=', '.join(known))}"]
        )
    return calendar


async def _slack(
    settings: Settings, session: aiohttp.ClientSession, pauses: Pauses
) -> tuple[SlackChat, Mapping[str, Any]]:
    """Return Slack through this session, and what it says of who we are. Raises ChatError."""
    client = web_client(settings, session, token=settings.slack_bot_token.get_secret_value(), pauses=pauses)
    chat = SlackChat(client, slow_history=settings.slow_history)
    return chat, await chat.identify()


def _app(
    deps: Deps, chat: SlackChat, session: aiohttp.ClientSession, identity: Mapping[str, Any], pauses: Pauses
) -> tuple[AsyncApp, Dispatcher]:
    """Return Bolt with our listeners, and those; all that they ask Slack goes through this session."""
    settings = deps.settings
    token = settings.slack_bot_token.get_secret_value()
    quick = chat.through(web_client(settings, session, token=token, pauses=pauses))
    app = slack_app(settings, web_client(settings, session, token=None), identity)
    edge = _edge(replace(deps, chat=quick), str(identity["team_id"]), identity)
    edge.attach(app)
    return app, edge


def _edge(deps: Deps, workspace: str, identity: Mapping[str, Any]) -> Dispatcher:
    actors = Actors(deps, workspace, bot_user=str(identity.get("user_id") or ""))
    tables = Tables()
    register(tables, deps.settings)
    return Dispatcher(deps, actors, tables)


def _worker_name() -> str:
    return f"{os.getpid()}-{secrets.token_hex(4)}"


def web_session(seconds: float) -> aiohttp.ClientSession:
    """Return a session whose requests are given up after so many seconds: the client leaves that to the session."""
    return aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=seconds))


def web_client(
    settings: Settings, session: aiohttp.ClientSession, *, token: str | None, pauses: Pauses | None = None
) -> AsyncWebClient:
    """Return a Web API client with a shared session and no retries of its own: the job table retries."""
    return LastLook(pauses=pauses, token=token, base_url=settings.slack_api_url, session=session, retry_handlers=[])


def slack_app(settings: Settings, client: AsyncWebClient, identity: Mapping[str, Any]) -> AsyncApp:
    """Return Bolt, told to acknowledge only what the listener has stored. The guard in front checks signatures."""
    result = AuthorizeResult(
        enterprise_id=identity.get("enterprise_id"),
        team_id=identity.get("team_id"),
        bot_user_id=identity.get("user_id"),
        bot_id=identity.get("bot_id"),
        bot_token=settings.slack_bot_token.get_secret_value(),
    )

    async def authorize() -> AuthorizeResult:
        return result

    # Bolt reads SLACK_BOT_TOKEN by itself and then warns that it has no use for it: nothing that an operator can mend
    logging.disable(logging.WARNING)
    app = AsyncApp(
        name="postmortem",  # else Bolt looks for it through the whole stack, 30 ms of every start
        client=client,
        authorize=authorize,
        process_before_response=True,
        request_verification_enabled=False,
        ssl_check_enabled=False,
        url_verification_enabled=False,
        attaching_function_token_enabled=False,
    )
    logging.disable(logging.NOTSET)
    return app
