"""How long Slack waits for the ack of a click that opens a window of a very large document, and a person for that.

30 sections, 200 entries, 100 comments, 50 items. The ack is compared with that of plain Bolt, which does nothing else;
the window with plain Bolt that opens the same one blindly. In between lie our look into the database, the drawing and
a call to Slack. A click's trigger lives three seconds, so clicks are made just before they are sent.
"""

import asyncio
import json
import statistics
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from blocks import action_items, controls, kit, sections
from bot.domain.action_items import MOST_ITEMS, ActionItem
from bot.domain.comments import MOST_COMMENTS, Comment, Discussion
from bot.domain.postmortems import Postmortem, Section
from bot.domain.timeline import Entry, EntryKind, Origin
from sandbox.clock import SystemClock
from storage.engine import Database
from storage.unit_of_work import SqlStore
from tests.bench.acks import settings
from tests.bench.figures import Figure
from tests.bench.places import Places, Program, free_port
from tests.bench.prepared import AT, TEXT, prepare
from tests.bench.requests import Connection, is_listening
from tests.bench.waiting import wait_for

SECTIONS, ENTRIES = 30, 200
ROUNDS, SHARE = 6, 15
LIMIT = 3.0
REST = 0.005
"""Seconds between two clicks, for everybody alike: whoever asks for a window has to read what Slack says to it."""
ACK, SAME = "bare Bolt's ack", "bare Bolt, the same window"


@dataclass
class Taken:
    """The seconds until the ack, and until the window was there, of each click on one button."""

    ack: list[float] = field(default_factory=list)
    shown: list[float] = field(default_factory=list)


def measure(places: Places) -> Iterator[Figure]:
    """Yield the times of every opening on each database, and how they compare."""
    with ExitStack() as stack:
        slack = stack.enter_context(Program("tests.bench.workspace"))
        about = slack.hear()
        urls = {kind: stack.enter_context(places.database(kind)) for kind in places.kinds()}
        documents = {kind: asyncio.run(_large(url, about)) for kind, url in urls.items()}
        ports = {kind: _serve(stack, about, url) for kind, url in urls.items()}
        wait_for(lambda: all(is_listening(port) for port in ports.values()))
        kind, port = next(iter(ports.items()))
        drawn = _drawn(slack, about, port, documents[kind])
        bare = {ACK: _bare(stack, about, "acks", {}), SAME: _bare(stack, about, "opens", drawn)}
        wait_for(lambda: all(is_listening(port) for port in bare.values()))
        taken: dict[tuple[str, str], Taken] = {}
        for turn in range(1 + ROUNDS):
            for kind, port in {**ports, **bare}.items():
                document = documents.get(kind) or next(iter(documents.values()))
                for name, message in _messages(document).items():
                    into = taken.setdefault((kind, name), Taken()) if turn else Taken()
                    _click(slack, about, port, message, into, opens=kind != ACK)
        yield from _figures(list(ports), taken)


def _figures(kinds: list[str], taken: Mapping[tuple[str, str], Taken]) -> Iterator[Figure]:
    plain = _p50(one for (kind, _), of in taken.items() if kind == ACK for one in of.ack)
    yield Figure("window.bare.ack.p50", plain, "ms")
    for kind in kinds:
        for name in sorted({name for of, name in taken if of == kind}):
            ack, shown = _p50(taken[kind, name].ack), _p50(taken[kind, name].shown)
            same = _p50(taken[SAME, name].shown)
            yield Figure(f"window.{kind}.{name}.ack.p50", ack, "ms")
            yield Figure(f"window.{kind}.{name}.ack.of_bare", ack / plain, f"× p50 of {ACK} (ms)", LIMIT, plain)
            yield Figure(f"window.{kind}.{name}.shown.p50", shown, "ms until it is open")
            yield Figure(f"window.{kind}.{name}.shown.of_same", shown / same, f"× p50 of {SAME} (ms)", baseline=same)


def _p50(times: Iterable[float]) -> float:
    """Return the median in milliseconds."""
    return statistics.median(times) * 1000


def _messages(postmortem: Postmortem) -> dict[str, dict[str, Any]]:
    """Return a message with one button for each window that is opened from a message."""
    pm = postmortem.name
    buttons = {
        "hub": controls.edit(postmortem.id, pm),
        "section": sections.edit_section(postmortem.id, "summary", "Summary"),
        "read": controls.read(postmortem.id, pm),
        "timeline": controls.edit_timeline(postmortem),
        "comments": controls.comments(postmortem.id, pm),
        "checklist": controls.checklist(postmortem),
        "items": action_items.items(postmortem.id, pm),
        "submit": controls.submit(postmortem),
    }
    return {name: kit.message(name, kit.actions(one)).model_dump(mode="json") for name, one in buttons.items()}


def _click(
    slack: Program, about: Mapping[str, str], port: int, message: dict[str, Any], taken: Taken, *, opens: bool
) -> None:
    action = message["blocks"][0]["elements"][0]["action_id"]
    bodies = [slack.ask(do="click", message=message, action=action) for _ in range(SHARE)]
    with Connection(port, about["signing_secret"]) as connection:
        for body in bodies:
            sent, acknowledged = connection.time_one(body)
            taken.ack.append(acknowledged - sent)
            if opens:
                taken.shown.append(slack.ask(do="shown") - sent)
            time.sleep(REST)


def _serve(stack: ExitStack, about: Mapping[str, str], url: str) -> int:
    port = free_port()
    env = settings(about, url) | {"POSTMORTEM_PORT": str(port)}
    stack.enter_context(Program("bot", "serve", "--http", "--no-worker", env=env))
    return port


def _drawn(slack: Program, about: Mapping[str, str], port: int, document: Postmortem) -> dict[str, Any]:
    """Return the window of each button as we open it, by the button's id."""
    windows = {}
    for message in _messages(document).values():
        action = message["blocks"][0]["elements"][0]["action_id"]
        body = slack.ask(do="click", message=message, action=action)
        with Connection(port, about["signing_secret"]) as connection:
            connection.time_one(body)
        slack.ask(do="shown")
        windows[action] = slack.ask(do="opened")
    return windows


def _bare(stack: ExitStack, about: Mapping[str, str], mode: str, windows: dict[str, Any]) -> int:
    port = free_port()
    folder = stack.enter_context(TemporaryDirectory(prefix="pm-bench-"))
    file = Path(folder) / "windows.json"
    file.write_text(json.dumps(windows), encoding="utf-8")
    arguments = (mode, str(port), about["signing_secret"], about["bot_token"], about["api_url"], str(file))
    stack.enter_context(Program("tests.bench.plain_bolt", *arguments))
    return port


async def _large(url: str, about: Mapping[str, str]) -> Postmortem:
    """Store one document with as much in it as is legal."""
    _, (facts,) = await prepare(url, about["team"], about["channel"], about["user"], 1)
    database = Database(url)
    try:
        async with SqlStore(database, SystemClock()).write(about["team"]) as uow:
            assert facts.postmortem is not None
            found = await uow.postmortems.get(facts.postmortem.id)
            assert found is not None
            more = [
                Section(key=f"custom_{n}", title=f"Section {n}", position=n, text=TEXT, origin=Origin.PERSON, at=AT)
                for n in range(len(found.sections), SECTIONS)
            ]
            saved = await uow.postmortems.save(found.model_copy(update={"sections": (*found.sections, *more)}))
            moments = [AT - timedelta(minutes=n) for n in range(ENTRIES)]
            await uow.entries.add(
                saved.id,
                [Entry(at=at, kind=EntryKind.FINDING, text=TEXT[:300], origin=Origin.PERSON) for at in moments],
            )
            for n in range(MOST_COMMENTS):
                discussion = await uow.comments.open_discussion(saved.id, Discussion(section="summary", last_at=AT))
                said = Comment(discussion=discussion.id, by=about["user"], text=TEXT, at=AT, ts=f"1772460000.{n:06}")
                await uow.comments.add(saved.id, said)
            for n in range(MOST_ITEMS):
                await uow.action_items.add(saved.id, ActionItem(text=f"Item {n}", owner=about["user"], position=n))
    finally:
        await database.close()
    return saved
