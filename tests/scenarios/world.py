"""A pretend workspace with the real bot in it, on a clock that stands still until a test moves it."""

import contextlib
import socket
from collections.abc import AsyncIterator, Callable, Mapping
from pathlib import Path
from typing import Any

import uvicorn

from bot.ports import Narrator, Writer
from bot.runtime import HURRIED, Bot, build
from bot.settings import Settings
from sandbox.driver import Channel, Message, Person
from sandbox.manifest import Manifest
from sandbox.running import running as serving
from sandbox.server import Sandbox
from tests.fakes import FakeClock

MANIFEST = Manifest.load(Path(__file__).parents[2] / "manifest.yml")  # read once: it is most of a workspace's start


class World:
    """What a scenario holds: the workspace, the bot, and a few people who are often there.

    It is plain where one bot runs over HTTP that is built as people's bots are.
    """

    def __init__(self, slack: Sandbox, clock: FakeClock, settings: Settings) -> None:
        self.slack = slack
        self.clock = clock
        self.settings = settings
        self.bots: list[Bot] = []
        self.is_plain = False
        self.maya = slack.person("maya", name="Maya", tz="Europe/Berlin")
        self.ben = slack.person("ben", name="Ben", tz="UTC")
        self.noor = slack.person("noor", name="Noor", tz="America/New_York", admin=True)

    @property
    def bot(self) -> Bot:
        """The bot that runs now."""
        return self.bots[-1]

    def incident(self, name: str = "inc-207-checkout", **options: Any) -> Channel:
        """Make an incident channel with everybody and the bot in it."""
        return self.slack.channel(name, members=[self.maya, self.ben, self.noor], **options)

    async def shown(self) -> None:
        """Wait for the windows whose clicks are acknowledged before they are drawn."""
        for bot in self.bots:
            await bot.shown()

    async def work(self) -> None:
        """Let Slack deliver and the bot work until neither has anything left to do now."""
        while True:
            await self.slack.settle()
            if not await self.bot.worker.work_off():
                return

    async def later(self, seconds: float) -> None:
        """Move the clock forward and let everything that became due happen."""
        self.clock.advance(seconds=seconds)
        await self.work()

    async def resolve(self, channel: Channel, message: Message, by: Person | None = None) -> None:
        """Mark the incident resolved with the emoji, and wait for what follows."""
        await (by or self.maya).react(channel.message(message.ts), "incident_resolved")
        await self.work()
        await self.later(6)


def settings_for(slack: Sandbox, database_url: str, **over: Any) -> Settings:
    """Return settings that point a normally built bot at the sandbox."""
    values: dict[str, Any] = {
        "slack_bot_token": slack.bot_token,
        "slack_app_token": slack.app_token,
        "slack_signing_secret": slack.signing_secret,
        "slack_api_url": slack.api_url,
        "database_url": database_url,
        "log_level": "error",
    }
    return Settings(_env_file=None, **(values | over))


@contextlib.asynccontextmanager
async def world(
    database_url: str,
    clock: FakeClock,
    *,
    narrator: Narrator | None = None,
    writer: Writer | None = None,
    checkpoint: Callable[[str], None] | None = None,
    over_http: bool = True,
    prepare: Callable[[World], Mapping[str, Any]] | None = None,
    record: Path | None = None,
    time_scale: float = 0.01,
    ack_seconds: float = 10,
    hurried: float = HURRIED,
    **over: Any,
) -> AsyncIterator[World]:
    """Start a workspace and a bot in it; `over` changes settings.

    `prepare` puts things into the workspace before the bot starts and returns the settings that name them by id.
    Slack is more patient here than it is, as the machine may have other work; where its patience is the point, say 3.
    """
    slack_as = Sandbox(manifest=MANIFEST, clock=clock, time_scale=time_scale, ack_seconds=ack_seconds, record=record)
    async with slack_as as slack:
        made = World(slack, clock, settings_for(slack, database_url, **over))
        if prepare is not None:
            made.settings = settings_for(slack, database_url, **over, **prepare(made))
        parts: dict[str, Any] = {"narrator": narrator, "writer": writer, "checkpoint": checkpoint}
        async with running(made, **parts, over_http=over_http, hurried=hurried):
            yield made


@contextlib.asynccontextmanager
async def running(
    made: World,
    *,
    narrator: Narrator | None = None,
    writer: Writer | None = None,
    checkpoint: Callable[[str], None] | None = None,
    over_http: bool = True,
    hurried: float = HURRIED,
) -> AsyncIterator[Bot]:
    """Run one bot in a world: started again after a kill, it stands on the same database and the same workspace."""
    parts: dict[str, Any] = {"clock": made.clock, "narrator": narrator, "writer": writer, "checkpoint": checkpoint}
    async with build(made.settings, hurried=hurried, **parts) as bot:
        made.bots.append(bot)
        made.is_plain = over_http and len(made.bots) == 1 and not (narrator or writer or checkpoint)
        made.slack.look_after(made.shown)
        if over_http:
            async with _served(bot) as address:
                made.slack.deliver_to(address)
                yield bot
        else:
            async with bot.listening():
                yield bot


@contextlib.asynccontextmanager
async def _served(bot: Bot) -> AsyncIterator[str]:
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    config = uvicorn.Config(bot.web(), log_config=None, access_log=False, lifespan="off")
    async with serving(config, listener):
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
