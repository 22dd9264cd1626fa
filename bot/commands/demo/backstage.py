"""What stands behind the page: the bot's process with its settings, the clock that both share, and time that passes."""

import asyncio
import itertools
import signal
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from bot.commands.demo.clocks import MovedClock
from bot.commands.demo.processes import BotProcess
from bot.commands.demo.waking import wakings
from sandbox.errors import CannotDo
from sandbox.hub import Call
from sandbox.page.backstage import BotState, Brought, Found, ModelState
from sandbox.server import Sandbox
from sandbox.stories.theatre import Theatre

if TYPE_CHECKING:
    from sandbox.model import ModelServer

BEAT = timedelta(seconds=6)
"""A little longer than the pause that the bot makes between two drawings of one card."""
PATIENCE = 30.0
LONGEST_WAIT = timedelta(days=120)
LONGEST_LOOK = 10.0
"""So many real seconds somebody waits for the next reminder; then they hear how far that was, and may go on."""
KILLED = -signal.SIGKILL
SLACK_GOES_ON = "Clicks fail at once; Slack sends events again after a minute and after five more."


class Behind:
    """The demo's backstage. It is given its workspace by `attach`, and only then anything can be done."""

    def __init__(self, folder: Path, clock: MovedClock) -> None:
        """`folder` holds the bot's database and log, and is thrown away with them."""
        self.clock = clock
        self.folder = folder
        self.longest_look = LONGEST_LOOK
        self._process = BotProcess(folder, self._stir)
        self._slack: Sandbox | None = None
        self._theatre: Theatre | None = None
        self._model: ModelServer | None = None
        self._settings: dict[str, str] = {}
        self._passing = asyncio.Lock()
        clock.watchers.append(self._tell_time)

    def attach(self, slack: Sandbox, *, announce_in: str, model: "ModelServer | None" = None) -> None:
        """Take the workspace that the bot is to live in, the channel that hears of what is published, a model."""
        self._slack = slack
        self._model = model
        slack.look_after(self._process.shown)
        self._theatre = Theatre(slack.hub, self.clock, self)
        self._settings = {
            "SLACK_API_URL": slack.api_url,
            "SLACK_BOT_TOKEN": slack.bot_token,
            "SLACK_APP_TOKEN": slack.app_token,
            "POSTMORTEM_DATABASE_URL": f"sqlite+aiosqlite:///{self.folder / 'demo.db'}",
            "POSTMORTEM_ANNOUNCE": announce_in,
        }
        if model is not None:
            self._settings |= {"ANTHROPIC_API_KEY": model.key, "ANTHROPIC_BASE_URL": model.url}

    @property
    def slack(self) -> Sandbox:
        """Return the workspace."""
        assert self._slack is not None
        return self._slack

    @property
    def theatre(self) -> Theatre:
        """Return the stories that happen in it."""
        assert self._theatre is not None
        return self._theatre

    # The process

    @property
    def bot(self) -> BotState:
        """Return how the bot's process is."""
        match self._process.state:
            case "running":
                return BotState("running", "The bot is running, in a process of its own.")
            case "starting":
                return BotState("starting", "The bot is starting.")
        if self._process.ended in (None, KILLED):
            return BotState("killed", f"The bot is dead. {SLACK_GOES_ON}")
        return BotState("killed", f"The bot ended by itself, with exit code {self._process.ended}. {SLACK_GOES_ON}")

    def log(self, lines: int = 20) -> list[str]:
        """Return the last lines of the bot's log."""
        return self._process.log(lines)

    async def kill(self) -> None:
        """End the bot's process at once."""
        await self._process.kill()

    async def start(self) -> None:
        """Start the bot's process on what it left."""
        await self._process.start(self._settings, self.clock.ahead.total_seconds())

    # The model

    @property
    def model(self) -> ModelState:
        """Return how the pretend model is."""
        if self._model is None:
            return ModelState(present=False, down=False, sentence="There is no language model: rules write the draft.")
        if self._model.mode == "good":
            return ModelState(present=True, down=False, sentence="A pretend model writes the draft.")
        return ModelState(present=True, down=True, sentence="The pretend model is down: what rules wrote stays.")

    def set_model_down(self, *, down: bool) -> None:
        """Have the pretend model answer that it is overloaded, or answer again."""
        if self._model is None:
            raise CannotDo("There is no language model here. Start the demo with --ai to have one.")
        self._model.mode = "overloaded" if down else "good"
        self._stir()

    # What people bring

    async def read_export(self, path: Path) -> list[Found]:
        """Return the channels of a Slack export."""
        from bot.commands.demo.exports import choices  # noqa: PLC0415 - the page is there before anybody brings one

        return await asyncio.to_thread(choices, path)

    async def bring(self, path: Path, channel: str) -> Brought:
        """Put a channel of an export into the workspace."""
        from bot.commands.demo.exports import put, read, rows_of  # noqa: PLC0415 - as above

        found = await asyncio.to_thread(read, path, channel, self.clock)
        rows = await asyncio.to_thread(rows_of, found)
        brought = put(self.slack, found, rows, self.clock)
        self._stir()
        return brought

    # The time

    async def rest(self) -> None:
        """Let what the bot put off for a few seconds be due, and wait until all that is due is done."""
        async with self._passing:
            await self._until(self.clock.now() + BEAT)

    async def forward(self, by: timedelta) -> None:
        """Let time pass, morning by morning."""
        async with self._passing:
            now = self.clock.now()
            end = now + by
            for at in itertools.chain(wakings(self._zones(), now, end), [end]):
                await self._until(at)

    async def to_next_reminder(self) -> str:
        """Let time pass until the bot writes to somebody unasked; return a sentence that says to whom."""
        if not await self._process.ready():
            raise CannotDo("The bot is dead, and nobody else reminds people. Start it first.")
        async with self._passing:
            await self._until(self.clock.now() + BEAT)
            calls, now = self.slack.calls, self.clock.now()
            seen, loop = len(calls), asyncio.get_running_loop()
            end = loop.time() + self.longest_look
            for at in wakings(self._zones(), now, now + LONGEST_WAIT):
                await self._until(at)
                if places := _written_to(calls[seen:]):
                    return f"The bot wrote to {_listed(map(self._place, places))}."
                if loop.time() >= end:
                    break
        now = self.clock.now()
        return f"The bot had nothing to say to anybody until {now:%A, %b} {now.day}."

    async def _until(self, at: datetime) -> None:
        """Let it be so late, and wait until Slack and the bot have done everything that is due by then."""
        slack = self.slack
        slack.hub.pace.skip((at - self.clock.now()).total_seconds())
        self.clock.move_to(at)
        tick = True
        try:
            async with asyncio.timeout(PATIENCE):
                while True:
                    await slack.hub.outbox.calm()
                    did = await self._process.rest(tick=tick)
                    tick = False
                    if not did and slack.hub.outbox.is_calm:
                        return
        except TimeoutError:
            raise CannotDo(f"The bot is still at work after {PATIENCE:.0f} seconds. Look at what it does.") from None

    def _zones(self) -> list[str]:
        return [one.tz for one in self.slack.hub.workspace.members.values() if not one.is_bot]

    def _place(self, channel: str) -> str:
        """Return what people call a conversation: by its name, or by those who are in it beside the bot."""
        hub = self.slack.hub
        found = hub.workspace.conversations[channel]
        if found.kind in {"channel", "group"}:
            return f"#{found.name}"
        people = [hub.workspace.members[one] for one in found.members]
        return _listed(one.real_name for one in people if not one.is_bot)

    def _tell_time(self) -> None:
        self._process.set_clock(self.clock.ahead.total_seconds())

    def _stir(self) -> None:
        if self._slack is not None:
            self._slack.hub.recorder.stir()


def _written_to(calls: Iterable[Call]) -> list[str]:
    """Return where the bot posted, each place once."""
    posts = (one.response for one in calls if one.method == "chat.postMessage" and one.response.get("ok"))
    return list(dict.fromkeys(str(one["channel"]) for one in posts))


def _listed(names: Iterable[str]) -> str:
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last
