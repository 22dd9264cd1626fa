"""What the list of action items as a file costs while others wait: 50,000 items, the most in one, against 5,000.

`python -m tests.bench.exports MEMBER FORM` is the bot that makes one, sends it and says what that took.
"""

import asyncio
import gc
import json
import logging
import sys
import time
from collections.abc import Iterator
from typing import Any

from sqlalchemy import insert, text

from bot.domain.grammar_items import ItemsWanted, Showing
from bot.runtime import build
from bot.services import members
from bot.services.action_items_files import MOST, export_items
from bot.settings import load
from sandbox.clock import ManualClock
from storage.engine import Database
from storage.tables import ActionItemRow, table_of
from tests.bench.acks import settings
from tests.bench.dms import MONDAY, due_item
from tests.bench.drafter import Pulse
from tests.bench.figures import Figure
from tests.bench.places import Places, Program, peak_of_this_process
from tests.bench.ticks import ITEMS_EACH, deps_on, document

MANY, FEW = MOST, 5_000
FORMS = ("csv", "json")
TIMES = 15.0


def measure(places: Places) -> Iterator[Figure]:
    """Yield what both forms of the file take on each database, and how many times more than with few items."""
    for kind in places.kinds():
        few, many = (_exported(places, kind, items) for items in (FEW, MANY))
        for form in FORMS:
            name = f"export.{kind}.{form}.{MANY}_items"
            took, base = many[form]["seconds"], few[form]["seconds"]
            yield Figure(name, took, "s until it is sent")
            yield Figure(f"{name}.of_{FEW}", took / base, f"× {FEW} items (s)", TIMES, base)
            yield Figure(
                f"{name}.longest_stall",
                many[form]["stall"] * 1000,
                "ms that the event loop stood still",
                250,
                few[form]["stall"] * 1000,
            )
            yield Figure(f"{name}.peak_memory", many[form]["peak"], "MB", 350)


def _exported(places: Places, kind: str, items: int) -> dict[str, Any]:
    """Return what each form took of so many items."""
    with Program("tests.bench.workspace") as slack, places.database(kind) as url:
        about = slack.hear()
        asyncio.run(_fill(url, about["team"], about["user"], items))
        found = {}
        for form in FORMS:
            with Program("tests.bench.exports", about["user"], form, env=settings(about, url)) as bot:
                found[form] = bot.hear()
            if found[form]["items"] != items:
                raise RuntimeError(f"{items} items, but the file says {found[form]}")
    return found


async def _fill(url: str, team: str, owner: str, items: int) -> None:
    database = Database(url)
    try:
        async with deps_on(database, ManualClock(MONDAY)).store.write(team) as uow:
            documents = [(await uow.postmortems.add(document(team))).id for _ in range(items // ITEMS_EACH)]
        rows = [due_item(team, documents[number % len(documents)], owner) for number in range(items)]
        async with database.engine.begin() as connection:
            for start in range(0, items, 1_000):
                await connection.execute(insert(table_of(ActionItemRow)), rows[start : start + 1_000])
            await connection.execute(text("ANALYZE"))  # as a server does by itself within a minute of so many rows
    finally:
        await database.close()


async def main(member: str, form: str) -> None:
    """Have the file made and sent, and say what it took as one JSON value."""
    shown = asyncio.Event()

    def passed(where: str) -> None:
        if where == "items shown":
            shown.set()

    async with build(load(None), checkpoint=passed) as bot:
        person = members.reader_of(bot.deps, await members.refresh(bot.deps, bot.workspace, member))
        pulse = Pulse()
        beating = asyncio.create_task(pulse.beat())
        async with bot.working(clock=False):
            started = time.perf_counter()
            await export_items(bot.deps, person, form, ItemsWanted(showing=Showing.ALL))
            await shown.wait()
            took = time.perf_counter() - started
        beating.cancel()
        async with bot.deps.store.read(bot.workspace) as uow:
            sent = [one for one in await uow.surfaces.of(f"export:{member}") if one.kind.endswith(form)]
        answer = {"seconds": took, "stall": pulse.longest, "peak": peak_of_this_process(), "items": int(sent[0].digest)}
    sys.stdout.write(json.dumps(answer) + "\n")


if __name__ == "__main__":
    logging.disable(logging.INFO)
    gc.freeze()  # as the command does: what was imported is never looked through again
    asyncio.run(main(sys.argv[1], sys.argv[2]))
