"""`serve` and `worker`: build the bot, hold its connections, and end in good order when asked to."""

import asyncio
import contextlib
import signal
import sys
from collections.abc import AsyncIterator, Iterator
from socket import socket

import uvicorn

from bot.domain.errors import Invalid, Unavailable
from bot.ports import ChatError
from bot.runtime import Bot, build
from bot.settings import Settings
from storage.migrate import is_current


async def serve(settings: Settings, *, http: bool, worker: bool) -> None:
    """Run the bot until SIGTERM or SIGINT. Raises Invalid or Unavailable with what to do."""
    _need(settings, http=http)
    async with _started(settings) as bot, contextlib.AsyncExitStack() as stack:
        if worker:
            await stack.enter_async_context(bot.working())
        if http or settings.hook_secret.get_secret_value():
            await stack.enter_async_context(_web(bot))
        if not http:
            await stack.enter_async_context(bot.listening())
        sys.stdout.write("Ready.\n")
        sys.stdout.flush()
        await _until_asked()


async def work(settings: Settings) -> None:
    """Do jobs until SIGTERM or SIGINT."""
    _need(settings, http=True, signing=False)
    async with _started(settings) as bot, bot.working():
        sys.stdout.write("Working.\n")
        sys.stdout.flush()
        await _until_asked()


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
    try:
        async with build(settings, alone=True) as bot:
            yield bot
    except ChatError as error:
        raise Unavailable(
            f"Slack refused the bot token ({error.code}). `postmortem doctor` says what to do about it."
        ) from None


@contextlib.asynccontextmanager
async def _web(bot: Bot) -> AsyncIterator[None]:
    config = uvicorn.Config(
        bot.web(),
        host=bot.settings.host,
        port=bot.settings.port,
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
    )
    server = _Server(config)
    task = asyncio.create_task(server.serve())
    up = asyncio.create_task(server.up.wait())
    await asyncio.wait({task, up}, return_when=asyncio.FIRST_COMPLETED)
    try:
        yield
    finally:
        up.cancel()
        server.should_exit = True
        await task


class _Server(uvicorn.Server):
    """uvicorn that says when it is up, without its own signal handling: the command ends everything in order."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.up = asyncio.Event()

    async def startup(self, sockets: list[socket] | None = None) -> None:
        """Bind, then say so."""
        await super().startup(sockets)
        self.up.set()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


async def _until_asked() -> None:
    asked = asyncio.Event()
    loop = asyncio.get_running_loop()
    for one in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):
            loop.add_signal_handler(one, asked.set)
    await asked.wait()
