"""A bot that dies: killed at its nth step without any cleaning up, then started again on the same database."""

import asyncio
import contextlib
from collections import Counter
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from bot.jobs import JOBS
from bot.jobs.worker import Worker
from bot.listeners import register
from bot.listeners.actors import Actors
from bot.listeners.dispatch import Dispatcher
from bot.listeners.tables import Tables
from bot.ports import Chat, Job, JobQueue, Store, UnitOfWork
from bot.runtime import Bot, slack_app
from sandbox.driver import Channel
from sandbox.server import Sandbox
from storage.engine import Database
from storage.unit_of_work import SqlStore
from tests.fakes import FakeClock
from tests.scenarios.world import MANIFEST, World, running, settings_for

NEVER = 10**9
ALL_LEASES_END = 61


class Killed(BaseException):
    """The process is gone: no `except Exception` may notice."""


@dataclass
class Reaper:
    """Counts steps, and kills at the nth one."""

    at: int = NEVER
    steps: list[str] = field(default_factory=list)

    def step(self, name: str) -> None:
        """Count a step. Raises Killed at the last one of this life and, since the dead do nothing, ever after."""
        if len(self.steps) < self.at:
            self.steps.append(name)
        self.breathe()

    def breathe(self) -> None:
        """Raise Killed in the dead."""
        if len(self.steps) == self.at:
            raise Killed(self.steps[-1])


class MortalStore:
    """The store of a process that may die after every commit."""

    def __init__(self, inner: Store, reaper: Reaper) -> None:
        self._inner = inner
        self._reaper = reaper

    def read(self, workspace: str) -> contextlib.AbstractAsyncContextManager[UnitOfWork]:
        return self._inner.read(workspace)

    @contextlib.asynccontextmanager
    async def write(self, workspace: str, *, delivery: str | None = None) -> AsyncIterator[UnitOfWork]:
        self._reaper.breathe()
        async with self._inner.write(workspace, delivery=delivery) as uow:
            yield uow
        self._reaper.step("committed")


class MortalChat:
    """Slack as seen by a process that may die after Slack did something and before anybody remembers it."""

    def __init__(self, inner: Chat, reaper: Reaper) -> None:
        self._inner = inner
        self._reaper = reaper

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._inner, name)
        if name in {"is_ours", "permalink", "canvas_link", "forget_members"}:
            return found

        async def called(*args: Any, **options: Any) -> Any:
            answer = await found(*args, **options)
            self._reaper.step(f"slack did {name}")
            return answer

        return called


class MortalQueue:
    """The job table of a process that may die with a job in its hands, or just when it was done."""

    def __init__(self, inner: JobQueue, reaper: Reaper) -> None:
        self._inner = inner
        self._reaper = reaper

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    async def claim(self, worker: str, now: datetime, *, lease: timedelta, limit: int = 1) -> list[Job]:
        jobs = await self._inner.claim(worker, now, lease=lease, limit=limit)
        if jobs:
            self._reaper.step(f"claimed {jobs[0].kind}")
        return jobs

    async def finish(self, job: Job) -> bool:
        ended = await self._inner.finish(job)
        self._reaper.step(f"finished {job.kind}")
        return ended


def mortal(bot: Bot, reaper: Reaper) -> Worker:
    """Return a worker of this bot that dies with it, at any commit, answer of Slack, claim or ending of a job."""
    chat: Any = MortalChat(bot.deps.chat, reaper)
    queue: Any = MortalQueue(bot.queue, reaper)
    deps = replace(bot.deps, store=MortalStore(bot.deps.store, reaper), chat=chat)
    return Worker(deps, queue, JOBS, name=f"mortal-{len(reaper.steps)}-{id(reaper)}")


async def work_off(world: World, worker: Worker) -> None:
    """Let Slack deliver and this worker work until neither has anything left to do now. Raises Killed."""
    while True:
        await world.slack.settle()
        if not await worker.work_off():
            return


async def short_lives(world: World, *, lives: int = 59, longest: int = 7, shortest: int = 1) -> int:
    """Let so many workers at most, each for another few steps, do what is left to do; return how many of them died.

    They are fewer than `lives` where nothing is left to do.
    """
    for life in range(1, lives + 1):
        try:
            await work_off(world, mortal(world.bot, Reaper(at=life % longest + shortest)))
        except Killed:
            world.clock.advance(seconds=ALL_LEASES_END)
        else:
            return life - 1
    return lives


@contextlib.asynccontextmanager
async def lifeless(database_url: str, clock: FakeClock, **over: Any) -> AsyncIterator[World]:
    """Start a workspace in which no bot runs yet: `tests.scenarios.world.running` starts one life of it."""
    async with Sandbox(manifest=MANIFEST, clock=clock, time_scale=0.01) as slack:
        yield World(slack, clock, settings_for(slack, database_url, **over))


async def one_life(world: World, story: Callable[[], Any], reaper: Reaper) -> bool:
    """Run one bot that dies at the reaper's step while a story goes on; say whether it died."""
    try:
        async with running(world, checkpoint=reaper.step):
            await story()
    except Killed:
        return True
    return False


async def resurrected(world: World) -> None:
    """Start the bot anew once every lease has run out, and let it do what is left to do."""
    world.clock.advance(seconds=ALL_LEASES_END)
    async with running(world):
        await world.work()
        await world.later(6)
        await world.later(6)


def told(world: World, channel: Channel) -> dict[str, Any]:
    """Return all that people see at the end of the story, and how many messages of each sort there are."""
    cards = channel.by_bot
    replies = [channel.thread(card) for card in cards]
    people = (world.maya, world.ben, world.noor)
    return {
        "cards": [card.lines for card in cards],
        "replies": [[reply.lines for reply in thread] for thread in replies],
        "dms": {person.member.name: [one.lines for one in person.dms()] for person in people},
        "bookmarks": [one["title"] for one in channel.bookmarks],
    }


async def stored(database: Database, workspace: str) -> dict[str, Any]:
    """Return what the database holds of the only postmortem, without times that depend on when it was written."""
    async with SqlStore(database, FakeClock()).read(workspace) as uow:
        postmortem = await uow.postmortems.by_number(1)
        assert postmortem is not None
        assert await uow.postmortems.by_number(2) is None
        messages = await uow.transcripts.messages(postmortem.incident or 0)
        entries = await uow.entries.of(postmortem.id)
        questions = await uow.questions.of(postmortem.id)
    kept = ("title", "severity", "status", "author", "participants", "report", "started_at", "resolved_at")
    return {
        "postmortem": {name: getattr(postmortem, name) for name in kept},
        "stage": postmortem.progress.stage,
        "sections": [(one.key, one.text, one.evidence) for one in postmortem.sections],
        "entries": [one.model_copy(update={"id": 0}) for one in entries],
        "questions": [one for _, one in questions],
        "messages": messages,
    }


def pages_read(world: World) -> Counter[tuple[str, ...]]:
    """Return how often each page of the channel and of its threads was read, looking for our own posts aside."""
    counted: Counter[tuple[str, ...]] = Counter()
    for method in ("conversations.history", "conversations.replies"):
        for call in world.slack.calls_of(method):
            if not call.args.get("include_all_metadata") and call.response["ok"]:
                where = tuple(str(call.args.get(key, "")) for key in ("channel", "ts", "cursor"))
                counted[method, *where] += 1
    return counted


def posts(world: World) -> list[str]:
    """Return the places in which our bot posted, sorted; a direct message's id depends on when it was opened."""
    places = [str(call.args["channel"]) for call in world.slack.calls_of("chat.postMessage") if call.response["ok"]]
    return sorted("a direct message" if place.startswith("D") else place for place in places)


def mortal_edge(bot: Bot, reaper: Reaper) -> Bot:
    """Return the same bot with an edge that dies after a commit and before the ack, and stays dead."""
    deps = replace(bot.deps, store=MortalStore(bot.deps.store, reaper))
    client = bot.app.client
    app = slack_app(bot.settings, client, {"team_id": bot.workspace, "user_id": "UBOT", "bot_id": "BBOT"})
    tables = Tables()
    register(tables, bot.settings)
    Dispatcher(deps, Actors(deps, bot.workspace), tables).attach(app)
    return replace(bot, deps=deps, app=app)


async def until(holds: Callable[[], object], seconds: float = 60.0) -> None:
    """Wait until something is to be seen. Raises TimeoutError after real `seconds`."""
    async with asyncio.timeout(seconds):
        while not holds():  # noqa: ASYNC110 - a look from outside, as a person would: nothing tells us
            await asyncio.sleep(0.01)
