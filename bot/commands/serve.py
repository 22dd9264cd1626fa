"""`serve` and `worker`: build the bot, hold its connections, and end in good order when asked to."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Iterator

import uvicorn

from bot.commands.terminal import end_asked, print_now
from bot.domain.errors import Invalid, Unavailable
from bot.ports import ChatError
from bot.runtime import Bot, build
from bot.settings import Settings
from storage.migrate import is_current


async def serve(settings: Settings, *, http: bool, worker: bool) -> None:
    """Run the bot until SIGTERM or SIGINT. Raises Invalid or Unavailable with what to do."""
    _need(settings, http=http)
    asked = end_asked()
    async with _started(settings) as bot, contextlib.AsyncExitStack() as stack:
        if worker:
            await stack.enter_async_context(bot.working())
        if http or settings.hook_secret.get_secret_value():
            await stack.enter_async_context(_web(bot, slack=http))
        if not http:
            await stack.enter_async_context(_listening(bot))
        print_now("Ready.")
        await asked.wait()


async def work(settings: Settings) -> None:
    """Do jobs until SIGTERM or SIGINT."""
    _need(settings, http=True, signing=False)
    asked = end_asked()
    async with _started(settings) as bot, bot.working():
        print_now("Working.")
        await asked.wait()


def _need(settings: Settings, *, http: bool, signing: bool = True) -> None:
    missing = []
    if not settings.slack_bot_token.get_secret_value():
        missing.append("SLACK_BOT_TOKEN")
    if not http and not settings.slack_app_token.get_secret_value():
        missing.append("SLACK_APP_TOKEN")
    if http and signing and not settings.slack_signing_secret.get_secret_value():
        missing.append("SLACK_SIGNING_SECRET")
    if missing:
        names = " and ".join(missing)
        raise Invalid(f"{names} must be set, in the environment or in .env. `postmortem doctor` says where to find it.")


@contextlib.asynccontextmanager
async def _started(settings: Settings) -> AsyncIterator[Bot]:
    if not await asyncio.to_thread(is_current, settings.database_url):
        raise Unavailable("The database has no or an older schema. Run `postmortem migrate` first.")
    async with contextlib.AsyncExitStack() as stack:
        try:
            bot = await stack.enter_async_context(build(settings, alone=True))
        except ChatError as error:
            raise _no_slack(error, "bot token") from None
        yield bot


@contextlib.asynccontextmanager
async def _listening(bot: Bot) -> AsyncIterator[None]:
    async with contextlib.AsyncExitStack() as stack:
        try:
            await stack.enter_async_context(bot.listening())
        except ChatError as error:
            raise _no_slack(error, "app token") from None
        yield


def _no_slack(error: ChatError, token: str) -> Unavailable:
    if error.passing:
        return Unavailable(f"Slack does not answer ({error.code}). `postmortem doctor` says what to look at.")
    return Unavailable(f"Slack refused the {token} ({error.code}). `postmortem doctor` says what to do about it.")


@contextlib.asynccontextmanager
async def _web(bot: Bot, *, slack: bool) -> AsyncIterator[None]:
    listener = _bound(bot.settings)
    config = uvicorn.Config(
        bot.web(slack=slack),
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
    )
    server = _Server(config)
    task = asyncio.create_task(server.serve(sockets=[listener]))
    up = asyncio.create_task(server.up.wait())
    await asyncio.wait({task, up}, return_when=asyncio.FIRST_COMPLETED)
    try:
        yield
    finally:
        up.cancel()
        server.should_exit = True
        await task


def _bound(settings: Settings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        listener = socket.create_server((settings.host, settings.port), family=family)
    except OSError as error:
        raise Unavailable(
            f"I cannot listen on {settings.host}, port {settings.port}: {error.strerror}."
            " Choose others with POSTMORTEM_HOST and POSTMORTEM_PORT."
        ) from None
    # asyncio does this only for sockets that name TCP; without it every second answer waits 40 ms
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener


class _Server(uvicorn.Server):
    """uvicorn that says when it is up, without its own signal handling: the command ends everything in order."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.up = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Bind, then say so."""
        await super().startup(sockets)
        self.up.set()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield
