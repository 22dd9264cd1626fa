"""A thousand people are to be asked in one minute: three replicas, one of them killed, and Slack's limits switched on.

`python -m tests.bench.dms slack BEGAN` is the workspace, `python -m tests.bench.dms replica BEGAN` a worker. They all
live ten times as fast, by a clock that they share: BEGAN is when it did, in seconds since 1970.
"""

import asyncio
import json
import os
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import insert, text

from bot.domain.action_items import ItemStatus, Priority
from bot.runtime import build
from bot.services import mornings
from bot.settings import load
from sandbox.clock import ManualClock, SystemClock
from sandbox.hub import Call
from sandbox.limits import Limits
from sandbox.server import Sandbox
from storage.engine import Database
from storage.tables import ActionItemRow, table_of
from tests.bench.acks import settings
from tests.bench.figures import Figure
from tests.bench.places import ROOT, Places, Program
from tests.bench.ticks import deps_on, document

PEOPLE = 1_000
REPLICAS = 3
SPEED = 10
KILLED_AFTER = 300
LONGEST = 600.0  # seconds on the wall: five times what Slack's limits take
MONDAY = datetime(2026, 3, 2, 10, 10, tzinfo=UTC)
PACED = "conversations.open"
A_MINUTE = 50
"""What Slack lets an app open in a minute: nothing sends a thousand direct messages sooner."""


class FastClock:
    """A clock that goes ten times as fast since a moment that several processes know."""

    def __init__(self, began: float) -> None:
        self._began = datetime.fromtimestamp(began, UTC)

    def now(self) -> datetime:
        """Return the moment."""
        return MONDAY + (SystemClock().now() - self._began) * SPEED


class Told(Limits):
    """Slack's limits, which remember how long they asked to wait last."""

    last = 0

    def check_method(self, method: str, per_minute: int) -> int | None:
        """Count a call."""
        wait = super().check_method(method, per_minute)
        self.last = wait or self.last
        return wait


class Timed(list[Call]):
    """The calls of the app, when each was answered, and before which moment it was not to be made again."""

    def __init__(self, clock: FastClock, limits: Told) -> None:
        super().__init__()
        self._clock = clock
        self._limits = limits
        self.at: list[tuple[datetime, datetime]] = []

    def append(self, call: Call) -> None:
        """Note a call."""
        super().append(call)
        now = self._clock.now()
        is_limited = call.response.get("error") == "ratelimited"
        self.at.append((now, now + timedelta(seconds=self._limits.last if is_limited else 0)))


def measure(places: Places) -> Iterator[Figure]:
    """Yield what a thousand people got, how often Slack said that it is too much, and what was answered to that."""
    if "postgresql" not in places.kinds():
        return
    with places.database("postgresql") as url:
        found = _played(url)
    name = f"dms.postgresql.{PEOPLE}_due.{REPLICAS}_replicas_1_killed"
    yield Figure(f"{name}.sent", found["sent"], "people asked", PEOPLE, more_is_better=True)
    yield Figure(f"{name}.twice", found["twice"], "people asked twice", 0)
    yield Figure(f"{name}.jobs_dead", found["dead"], "jobs given up", 0)
    yield Figure(f"{name}.429", found["limited"], "times that Slack said that it is too much")
    yield Figure(f"{name}.429_too_soon", found["too_soon"], "of these were called again too soon", 0)
    ideal = PEOPLE / A_MINUTE
    yield Figure(f"{name}.of_slacks_pace", found["minutes"] / ideal, "× Slack's own pace (min)", 1.5, ideal)


def _played(url: str) -> dict[str, Any]:
    began = str(SystemClock().now().timestamp())
    with ExitStack() as stack:
        slack = stack.enter_context(Program("tests.bench.dms", "slack", began))
        about = slack.hear()
        asyncio.run(_fill(url, about["team"], slack.ask(do="people")))
        env = settings(about, url)
        slack.ask(do="limit")
        replicas = [stack.enter_context(Program("tests.bench.dms", "replica", began, env=env)) for _ in range(REPLICAS)]
        for one in replicas:
            one.hear()
        started = time.monotonic()
        for one in replicas:
            one.tell("go")
        _wait(lambda: bool(slack.ask(do="sent") >= KILLED_AFTER))
        os.kill(replicas[0].id, signal.SIGKILL)
        _wait(lambda: asyncio.run(_left(url))["open"] == 0)
        minutes = (time.monotonic() - started) * SPEED / 60
        return {**slack.ask(do="report"), **asyncio.run(_left(url)), "minutes": minutes}


def _wait(holds: Any) -> None:
    deadline = time.monotonic() + LONGEST
    while not holds():
        if time.monotonic() > deadline:
            raise RuntimeError("the messages are not sent")
        time.sleep(0.5)


async def _fill(url: str, team: str, people: list[str]) -> None:
    """Give everybody an item that is due, and let one sweep have all of them asked."""
    database = Database(url)
    try:
        deps = deps_on(database, ManualClock(MONDAY))
        async with deps.store.write(team) as uow:
            documents = [(await uow.postmortems.add(document(team))).id for _ in range(PEOPLE // 50)]
        rows = [due_item(team, documents[number % len(documents)], one) for number, one in enumerate(people)]
        async with database.engine.begin() as connection:
            await connection.execute(insert(table_of(ActionItemRow)), rows)
        await mornings.sweep(deps, team)
    finally:
        await database.close()


def due_item(team: str, postmortem: int, owner: str) -> dict[str, Any]:
    """Return an open item that is due that Monday, as it is stored."""
    return {
        "workspace": team,
        "postmortem": postmortem,
        "text": "Alert on pool use above 80%",
        "owner": owner,
        "due": MONDAY.date(),
        "priority": Priority.MEDIUM,
        "status": ItemStatus.OPEN,
        "done_when": "",
        "proposed": False,
        "source": "",
        "position": 0,
        "created_at": MONDAY - timedelta(days=9),
    }


async def _left(url: str) -> dict[str, int]:
    database = Database(url)
    try:
        async with database.engine.connect() as connection:
            rows = await connection.execute(text("SELECT status, count(*) FROM jobs GROUP BY status"))
            counts = {str(status): int(many) for status, many in rows}
    finally:
        await database.close()
    return {"open": counts.get("ready", 0) + counts.get("running", 0), "dead": counts.get("dead", 0)}


def _report(calls: Timed) -> dict[str, int]:
    """Return what everybody got, and how each 429 was answered: by the same call, not before it was time."""
    got = Counter(call.args["channel"] for call in calls if call.method == "chat.postMessage" and call.response["ok"])
    limited = too_soon = 0
    not_before: dict[str, datetime] = {}
    for call, (at, again) in zip(calls, calls.at, strict=True):
        what = f"{call.method} {json.dumps(call.args, sort_keys=True, default=str)}"
        too_soon += at < not_before.pop(what, at)
        if call.response.get("error") == "ratelimited":
            limited += 1
            not_before[what] = again
    return {
        "sent": len(got),
        "twice": sum(many > 1 for many in got.values()),
        "limited": limited,
        "too_soon": too_soon,
    }


async def _slack(began: float) -> None:
    clock = FastClock(began)
    async with Sandbox(manifest=ROOT / "manifest.yml", clock=clock, time_scale=0.01) as slack:
        slack.hub.limits = limits = Told(clock)
        slack.hub.calls = calls = Timed(clock, limits)
        about = ("api_url", "bot_token", "app_token", "signing_secret")
        _say({name: getattr(slack, name) for name in about} | {"team": slack.team_id})
        people: list[str] = []
        while line := await asyncio.to_thread(sys.stdin.readline):
            match json.loads(line)["do"]:
                case "people":
                    people = [slack.person(f"person{number}").id for number in range(PEOPLE)]
                    _say(people)
                case "limit":
                    limits.enabled = True
                    _say(None)
                case "sent":
                    _say(sum(call.method == "chat.postMessage" and call.response["ok"] for call in calls))
                case "report":
                    _say(_report(calls))


async def _replica(began: float) -> None:
    async with build(load(None), clock=FastClock(began)) as bot:
        _say("ready")
        await asyncio.to_thread(sys.stdin.readline)
        async with bot.working(clock=False):
            await asyncio.to_thread(sys.stdin.readline)  # until its input ends


def _say(value: object) -> None:
    sys.stdout.write(json.dumps(value) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run({"slack": _slack, "replica": _replica}[sys.argv[1]](float(sys.argv[2])))
