"""What our own work on a model's draft takes beside the model: encoding, cutting, merging, checking.

The model answers at once with words of the messages; the time it takes is taken off. One process, no database.
"""

import asyncio
import json
import statistics
import time
from collections.abc import Iterator, Mapping
from typing import Any

from bot.commands.demo.authors import told
from bot.domain.incidents import Message, Transcript
from bot.domain.redaction import admit
from bot.ports.model import ModelAnswer, ModelRequest
from tests.bench.channel import rows
from tests.bench.figures import Figure
from tests.bench.places import Places
from tests.writers import BRIEF, MemoryLedger, ScriptedModel, a_fact, a_writer, nothing_written

SIZES = (1_000, 10_000)
PEOPLE = 40
MESSAGES_A_THREAD = 20
RUNS = 5
MOST = 300
EVERY = 20
SENTENCES = 40


def measure(places: Places) -> Iterator[Figure]:
    """Yield what a thousand messages of a channel take, in a small one and in a large one."""
    del places
    for size in SIZES:
        transcript = a_channel(size)
        seconds = statistics.median(own_work(transcript) for _ in range(RUNS))
        yield Figure(f"writer.{size}_messages.a_thousand", seconds * 1_000_000 / size, "ms of our own", MOST)


def own_work(transcript: Transcript) -> float:
    """Return the seconds of computing that a draft takes without the model's part."""
    model = Quoting()
    started = time.process_time()
    narrative = asyncio.run(a_writer(model).draft(transcript, BRIEF, MemoryLedger()))
    took = time.process_time() - started - model.seconds
    if not any(section.text for section in narrative.sections):
        raise RuntimeError("nothing was verified: that was no draft")
    return took


def a_channel(size: int) -> Transcript:
    """Return a channel as it is stored."""
    names = {f"U{place:04}BENCH": f"Person{place} Surname{place}" for place in range(PEOPLE)}
    messages = [
        Message(
            ts=row["ts"],
            author=row["user"],
            author_name=names[row["user"]],
            text=admit(row["text"]).text,
            thread_ts=row.get("thread_ts"),
        )
        for row in rows(size, size // MESSAGES_A_THREAD, list(names))
    ]
    ordered = tuple(sorted(messages, key=lambda one: one.ts))
    return Transcript(channel="C1", messages=ordered, members=names)


class Quoting(ScriptedModel):
    """Answers in words of the messages, and knows how long it took to think of them."""

    seconds = 0.0

    async def answer(self, request: ModelRequest) -> ModelAnswer:
        started = time.process_time()
        data = told(request.data)
        text = json.dumps(_facts(data.messages) if request.schema_["title"] == "Facts" else _writing(data.facts))
        self.raw = text if request.schema_["title"] != "Mended" else '{"mended": []}'
        self.seconds += time.process_time() - started
        return await super().answer(request)


def _facts(messages: list[dict[str, Any]]) -> Mapping[str, Any]:
    return {"facts": [a_fact(one["n"], one["text"][:150], said_by=one["who"]) for one in messages[::EVERY]]}


def _writing(facts: list[dict[str, Any]]) -> Mapping[str, Any]:
    said = [{"text": one["says"], "cites": one["cites"], "style": "bullet"} for one in facts[:SENTENCES]]
    return nothing_written(sections=[{"key": "impact", "sentences": said}])
