"""The year: the clock ticks whenever a tick can matter, the bot works, people answer, leave, and machines fail."""

import contextlib
import random
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import cast
from zlib import crc32
from zoneinfo import ZoneInfo

from bot.ai.offline import OfflineNarrator
from bot.domain.people import Role
from bot.domain.postmortems import Visibility
from bot.jobs import BURIED, JOBS
from bot.jobs.clock import tick
from bot.jobs.worker import Worker
from bot.ports import Chat, Deps
from bot.services import members_left, mornings_gaps
from bot.services.members import reader_of
from bot.settings import Settings
from storage.engine import Database
from storage.jobs import SqlJobQueue
from storage.unit_of_work import SqlStore
from tests.fakes import FakeClock
from tests.scenarios.lives import ALL_LEASES_END, Killed
from tests.year.answers import Answers
from tests.year.calendar import CALENDAR, DAY, works
from tests.year.cast import ANNOUNCED, FIRST, WORKSPACE, Cast, Person, make
from tests.year.chat import Said, YearChat
from tests.year.promises import Promises, Standing, asked_in

TICK = timedelta(minutes=10)
GATHERING = timedelta(minutes=15)
SWEEPS = ("morning.sweep", "digest.sweep", "escalation.sweep")
LEAVE, AT_LEAST = 0.15, 8
"""So many of all people, and at least so many, leave in the time that is played, or leave a private channel."""


@dataclass
class Life:
    """One process of the bot: until the next restart, or until it is killed."""

    deps: Deps
    queue: SqlJobQueue
    worker: Worker


class Year:
    """A workspace with a bot in it.

    `every_tick` is on how many days every tick of the clock is played; on all others the clock ticks where somebody's
    morning has begun, and where `grid` is longer than a tick, at the next of these.
    """

    def __init__(
        self,
        url: str,
        *,
        seed: int,
        people: int,
        items: int,
        days: int,
        trouble: float = 0.01,
        every_tick: int = 1,
        grid: timedelta = TICK,
    ) -> None:
        self._url = url
        self._days = days
        self._every_tick = every_tick
        self._grid = grid
        self._dice = random.Random(seed)
        self.cast: Cast = make(seed, people=people, items=items, days=days)
        self.clock = FakeClock(FIRST)
        self.promises = Promises(self.cast)
        self.answers = Answers(self.cast, seed + 1)
        self.chat = YearChat(self.cast, self.clock.now, self._hear, seed=seed + 2, trouble=trouble)
        self._mail: list[Said] = []
        self.counts = {
            "days": 0,
            "ticks": 0,
            "messages": 0,
            "mornings": 0,
            "restarts": 0,
            "left": 0,
            "asleep": 0,
            "outages": 0,
        }

    async def play(self, *, goes_on: Callable[[], bool] = lambda: True) -> None:
        """Live through it all, as long as it is to go on."""
        await self._settle_in()
        for number in range(self._days):
            if not goes_on():
                return
            self.counts["days"] += 1
            day = FIRST.date() + number * DAY
            if number % 40 == 39:  # the machine sleeps over a day
                self.promises.down.append(datetime.combine(day, time(), tzinfo=UTC))
                self.counts["asleep"] += 1
                continue
            self.counts["restarts"] += 1
            async with self._life() as life:
                await self._day(life, day, number)

    @contextlib.asynccontextmanager
    async def _life(self) -> AsyncIterator[Life]:
        database = Database(self._url)
        try:
            yield self._made(database)
        finally:
            await database.close()

    def _made(self, database: Database) -> Life:
        store = SqlStore(database, self.clock)
        settings = Settings(_env_file=None, announce_channel=ANNOUNCED)
        deps = Deps(
            clock=self.clock,
            store=store,
            chat=cast("Chat", self.chat),
            narrator=OfflineNarrator(),
            calendar=CALENDAR,
            settings=settings,
            nudge=lambda: None,
        )
        queue = SqlJobQueue(database, self.clock, WORKSPACE)
        name = f"life-{self._dice.random()}"
        return Life(deps, queue, Worker(deps, queue, JOBS, buried=BURIED, name=name))

    async def _settle_in(self) -> None:
        async with self._life() as life, life.deps.store.write(WORKSPACE) as uow:
            for one in self.cast.people.values():
                await uow.members.put(one.member, self.clock.now())
                await uow.hours.put(one.own)

    async def _day(self, life: Life, day: date, number: int) -> None:
        await self._born(life, day)
        moments = self._moments(day, every=number < self._every_tick)
        for place, at in enumerate(moments):
            until = moments[place + 1] if place + 1 < len(moments) else at + GATHERING
            if self.clock.now() < at:
                self.clock.set(at)
            if number % 20 == 9 and place == len(moments) // 2:
                self._go_away()
            await self._tick(life, number, place)
            await self._work(life, until)
            await self._answer(life)
            await self._work(life, until)
            await self._look_at_who_left(life)
            if self._dice.random() < max(AT_LEAST, len(self.cast.people) * LEAVE) / self._days / len(moments):
                await self._leave(life)
        self.promises.look(datetime.combine(day + DAY, time(), tzinfo=UTC))

    def _go_away(self) -> None:
        """Let Slack refuse everything for hours."""
        self.counts["outages"] += 1
        self.promises.down.append(self.clock.now())
        self.chat.away_until = self.clock.now() + timedelta(hours=self._dice.randint(3, 16))

    def _moments(self, day: date, *, every: bool) -> list[datetime]:
        """Return when the clock ticks: as somebody's morning begins, and now and then in between."""
        start = datetime.combine(day, time(), tzinfo=UTC)
        if every:
            return [start + number * TICK for number in range(144)]
        found = {start + self._dice.randrange(144) * TICK for _ in range(3)}
        for one in self.cast.people.values():
            for local in (day - DAY, day, day + DAY):
                at = _opening(one, local, self._grid)
                if not one.left and start <= at < start + DAY and works(one, local):
                    found.add(at)
        return sorted(found)

    async def _tick(self, life: Life, number: int, place: int) -> None:
        self.counts["ticks"] += 1
        now = self.clock.now()
        slept = self.promises.down and now - self.promises.down[-1] < 2 * DAY and place == 0
        if number and not slept:  # the ticks that are left out had nothing to do but this
            async with life.deps.store.write(WORKSPACE) as uow:
                await uow.steps.put(mornings_gaps.CLOCK, mornings_gaps._HEART, {"at": (now - TICK).isoformat()})
        daily = ("member.sweep", "housekeeping.sweep", "housekeeping.let_go") if place % 12 == 0 else ()
        for kind in (*SWEEPS, *daily):
            for _ in range(1 + (self._dice.random() < 0.05)):  # a second replica
                await tick(life.deps, WORKSPACE, kind, TICK)()

    async def _work(self, life: Life, until: datetime) -> None:
        end = min(until, self.clock.now() + GATHERING)
        while True:
            try:
                await life.worker.work_off()
            except Killed:
                self.counts["restarts"] += 1
                self.clock.advance(seconds=ALL_LEASES_END)
                fresh = self._made(life.queue._database)
                life.deps, life.queue, life.worker = fresh.deps, fresh.queue, fresh.worker
                continue
            at = await life.queue.next_ready_at(self.clock.now())
            if at is None or at > end:
                return
            self.clock.set(max(at, self.clock.now()))

    def _hear(self, said: Said) -> None:
        self.promises.hear(said)
        self.counts["messages"] += said.is_new
        if said.is_new and said.asks:
            self.counts["mornings"] += 1
            self._mail.append(said)

    async def _answer(self, life: Life) -> None:
        mail, self._mail = self._mail, []
        for said in mail:
            person = self.cast.people.get(said.member or "")
            if person is None or person.left:
                continue
            actor = reader_of(life.deps, person.member)
            for number, kind in asked_in(said):
                await self.answers.answer(life.deps, actor, self.promises.items[number], kind)

    async def _born(self, life: Life, day: date) -> None:
        for document, items in self.cast.due_on(day):
            async with life.deps.store.write(WORKSPACE) as uow:
                stored = await uow.postmortems.add(document)
                added = [await uow.action_items.add(stored.id, one) for one in items]
            self.promises.named[stored.title.split()[0], int(stored.title.split()[1])] = stored
            self.promises.named["PM-", stored.number] = stored
            for one in added:
                standing = Standing(one, stored, changed=datetime.combine(day, time(), tzinfo=UTC))
                self.promises.items[int(one.text.split()[1])] = standing

    async def _leave(self, life: Life) -> None:
        """Have somebody leave the organisation, or the channel of a private document."""
        owners = [one for one in self.promises.items.values() if one.item.is_open and one.item.owner in self.cast.here]
        private = [one for one in owners if one.document.channel in self.cast.inside and _is_private(one)]
        if private and self._dice.random() < 0.5:
            one = self._dice.choice(private)
            channel = one.document.channel or ""
            self.cast.inside[channel].discard(one.item.owner or "")
            self._touch(channel)
            return
        who = self._dice.choice([one for one in self.cast.here if self.cast.people[one].role is Role.MEMBER] or [""])
        if not who or self.counts["left"] >= len(self.cast.people) // 4:
            return
        self.cast.people[who].left = True
        self.counts["left"] += 1
        for one in self.promises.items.values():
            if who in {one.owner, one.document.author}:
                one.changed = self.clock.now()
        if self._dice.random() < 0.5:  # else nobody tells, and it is found out
            await members_left.look_again(life.deps, reader_of(life.deps, self.cast.people[who].member), who)

    def _touch(self, channel: str) -> None:
        for one in self.promises.items.values():
            if one.document.channel == channel:
                one.changed = self.clock.now()

    async def _look_at_who_left(self, life: Life) -> None:
        """Take over what the bot gave to others because their owners left."""
        left = {key for key, one in self.cast.people.items() if one.left}
        theirs = {one.item.id: one for one in self.promises.items.values() if one.item.owner in left}
        if not theirs:
            return
        async with life.deps.store.read(WORKSPACE) as uow:
            items = await uow.action_items.some(theirs)
        for key, item in items.items():
            if item != theirs[key].item:
                theirs[key].item, theirs[key].changed = item, self.clock.now()


def _is_private(one: Standing) -> bool:
    return one.document.visibility is Visibility.PRIVATE and one.item.owner != one.document.author


def _opening(person: Person, day: date, grid: timedelta) -> datetime:
    """Return the first tick at which somebody may be asked on a day: mornings are spread over ten minutes."""
    opens = datetime.combine(day, person.own.start, tzinfo=ZoneInfo(person.zone)).astimezone(UTC)
    seconds = (opens - FIRST).total_seconds() + crc32(person.id.encode()) % TICK.total_seconds()
    # of a coarse grid the ticks that follow whole hours, when most mornings begin, and all of their spread
    after = (TICK if grid > TICK else timedelta()).total_seconds()
    return FIRST + -(-(seconds - after) // grid.total_seconds()) * grid + timedelta(seconds=after)
