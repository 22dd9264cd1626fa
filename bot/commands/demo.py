"""`demo`: a pretend workspace, a story that plays out in it, and the real bot, built from settings like any other.

Prints what people see. Nothing leaves this machine; the database and every secret live as long as the run.
"""

import asyncio
import sys
import time
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

from bot.commands.manifest import manifest
from bot.runtime import Bot, build
from bot.settings import Settings
from sandbox.driver import Channel, Message, OtherApp, Person
from sandbox.manifest import Manifest
from sandbox.server import Sandbox
from sandbox.stories import Row, Story
from storage.migrate import upgrade

STORY = "cache-outage"
RESOLVED = "incident_resolved"
PATIENCE = 30.0
HEAD, TAIL = 14, 8
WIDTH = 110
Seen = TypeVar("Seen")


class StoryClock:
    """Time as the story has it: it stands at the story's present moment, plus what has really passed since."""

    def __init__(self, start: datetime) -> None:
        """`start` is aware UTC."""
        self._at, self._since = start, time.monotonic()

    def now(self) -> datetime:
        """Return the story's present moment."""
        return self._at + timedelta(seconds=time.monotonic() - self._since)

    def move_to(self, at: datetime) -> None:
        """Jump forward; never back."""
        if at > self.now():
            self._at, self._since = at, time.monotonic()


async def play(*, once: bool, record: Path | None) -> None:
    """Play the bundled incident once and print it; `record` gets every exchange, one JSON a line."""
    del once  # a page to click in will be the other way; until then every run is one run
    story = Story.load(STORY)
    clock = StoryClock(story.start)
    with TemporaryDirectory(prefix="postmortem-demo-") as folder:
        async with Sandbox(manifest=Manifest.parse(manifest()), clock=clock, rate_limits=True, record=record) as slack:
            settings = _settings(slack, Path(folder))
            await asyncio.to_thread(upgrade, settings.database_url)
            async with build(settings, clock=clock) as bot, bot.working(), bot.listening():
                await _play(story, slack, clock, bot)


def _settings(slack: Sandbox, folder: Path) -> Settings:
    return Settings(
        _env_file=None,
        slack_bot_token=slack.bot_token,
        slack_app_token=slack.app_token,
        slack_api_url=slack.api_url,
        database_url=f"sqlite+aiosqlite:///{folder / 'demo.db'}",
        log_level="error",
    )


async def _play(story: Story, slack: Sandbox, clock: StoryClock, bot: Bot) -> None:
    people = {
        one.key: slack.person(one.name.split()[0], name=one.name, tz=one.tz, admin=one.admin) for one in story.people
    }
    bots = {one.key: slack.app(one.name) for one in story.bots}
    channel = slack.channel(story.channel, members=list(people.values()), topic="")
    _say(f"#{story.channel} · {story.title}", "=" * WIDTH)
    posted = await _tell(story, clock, channel, people, bots)
    maya, ravi, ben = people["maya"], people["ravi"], people["ben"]
    last = posted[next(row.id for row in reversed(story.rows) if row.kind == "message")]
    _say("", f"Ravi puts :{RESOLVED}: on the last message.", "")
    await ravi.react(last, RESOLVED)
    card = await _until(lambda: _ready(channel))
    await _until(lambda: card if len(channel.thread(card)) >= 2 else None)  # noqa: PLR2004 - two living replies
    await _until(lambda: maya.dms() or None)
    _show("Everybody in the channel sees the card:", card)
    for reply in channel.thread(card):
        _show("In its thread:", reply)
    _show("Maya, and only she, gets one direct message:", maya.dms()[-1])
    done = await ben.slash("/postmortem", channel)
    for seen in done.ephemerals:
        _show("Ben types /postmortem:", seen)
    del bot


async def _tell(
    story: Story, clock: StoryClock, channel: Channel, people: Mapping[str, Person], bots: Mapping[str, OtherApp]
) -> dict[str, Message]:
    """Let everything of the story happen at its own time, and print its beginning and its end."""
    posted: dict[str, Message] = {}
    ids = {key: one.id for key, one in people.items()}
    roots = [row for row in story.rows if row.kind in {"message", "file"} and row.thread is None]
    shown = {row.id for row in (*roots[:HEAD], *roots[-TAIL:])}
    names = {one.key: one.name for one in story.people} | {one.key: one.name for one in story.bots}
    for row in story.rows:
        at = story.when(row)
        clock.move_to(at)
        await _happen(row, at, channel, people, bots, posted, ids)
        if row.id in shown:
            text = " ".join(posted[row.id].lines) or row.text
            _say(f"{at:%H:%M} {names[row.who]:<14} {text}"[:WIDTH])
        if row.id == roots[HEAD].id:
            _say(f"      … {len(story.rows) - len(shown)} more messages, replies, edits and reactions …")
    return posted


async def _happen(
    row: Row,
    at: datetime,
    channel: Channel,
    people: Mapping[str, Person],
    bots: Mapping[str, OtherApp],
    posted: dict[str, Message],
    ids: Mapping[str, str],
) -> None:
    if row.kind in {"message", "file"}:
        thread = posted[row.thread] if row.thread else None
        text = row.addressed(ids)
        blocks, attachments = [dict(one) for one in row.blocks], [dict(one) for one in row.attachments]
        if row.who in bots:
            posted[row.id] = await bots[row.who].post(
                channel, text, thread=thread, at=at, blocks=blocks or None, attachments=attachments or None
            )
            return
        files = [row.file.name] if row.file else None
        posted[row.id] = await people[row.who].post(channel, text, thread=thread, at=at, files=files)
    elif row.kind == "edit":
        await people[row.who].edit(posted[row.ref or ""], row.addressed(ids))
    elif row.kind == "delete":
        await people[row.who].delete(posted[row.ref or ""])
    elif row.kind == "reaction":
        await people[row.who].react(posted[row.ref or ""], row.emoji or "")
    elif row.kind == "pin":
        await people[row.who].pin(posted[row.ref or ""])
    elif row.kind == "topic":
        await people[row.who].set_topic(channel, row.text)


def _ready(channel: Channel) -> Message | None:
    for message in reversed(channel.by_bot):
        if "*Draft*" in str(message.blocks):
            return message
    return None


async def _until(look: Callable[[], Seen | None]) -> Seen:
    """Wait until something is to be seen. Raises TimeoutError when the bot takes longer than anybody waits."""
    async with asyncio.timeout(PATIENCE):
        while True:
            if (found := look()) is not None:
                return found
            await asyncio.sleep(0.05)


def _show(title: str, message: Message) -> None:
    _say("", title, "-" * WIDTH, *message.lines, "-" * WIDTH)


def _say(*lines: str) -> None:
    for line in lines:
        sys.stdout.write("".join(one for one in line if one.isprintable()) + "\n")
    sys.stdout.flush()
