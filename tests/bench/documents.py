"""What the files of a postmortem with 300 timeline entries cost, each of a text that no run before had.

And how long it takes to count the pages that the largest document has in Slack, where nothing of it is known yet.

The baseline of the ratios is the same document with 30 entries: the files have to grow with their entries, not faster.
"""

import statistics
import time
from collections.abc import Iterator
from datetime import timedelta

from blocks import reading, reading_body
from blocks.documents import DOCUMENTS
from bot.domain.documents import Document
from bot.domain.surfaces import CardFacts
from bot.domain.timeline import Entry, EntryKind
from tests.bench.figures import Figure
from tests.bench.places import Places
from tests.unit.document_cases import links, ordinary
from tests.unit.drawn import BEGIN, worst_facts

MANY, FEW = 300, 30
ROUNDS = 9
SECTIONS, SECTION = 30, 24_000
TARGETS = {"pdf": 150.0, "html": 50.0, "md": None, "json": None}


def measure(_: Places) -> Iterator[Figure]:
    """Yield the milliseconds of the large document, and where there is a target how often that is the small one's."""
    for kind, target in TARGETS.items():
        _milliseconds(kind, FEW, -1)  # the first one finds fonts and templates
        many = statistics.median(_milliseconds(kind, MANY, n) for n in range(ROUNDS))
        yield Figure(f"document.{kind}.{MANY}_entries", many, "ms", target)
        if target is not None:
            few = statistics.median(_milliseconds(kind, FEW, n) for n in range(ROUNDS))
            yield Figure(f"document.{kind}.{MANY}_entries.of_{FEW}", many / few, f"× {FEW} entries (ms)", 12, few)

    whole = in_sections("&" * SECTION * SECTIONS, SECTION)
    yield Figure("document.pages.of_ampersands", statistics.median(_paging(whole) for _ in range(ROUNDS)), "ms", 500)


def in_sections(text: str, length: int) -> CardFacts:
    """Return a document with a text in sections of that many characters, no two of them alike."""
    parts = [text[start : start + length] for start in range(0, len(text), length)]
    facts = worst_facts("x", entries=0, sections=len(parts))
    assert facts.postmortem is not None
    sections = facts.postmortem.sections
    written = (one.model_copy(update={"text": f"{n}{parts[n][:-3]}"}) for n, one in enumerate(sections))
    return facts.model_copy(update={"postmortem": facts.postmortem.model_copy(update={"sections": tuple(written)})})


def pages(facts: CardFacts) -> int:
    """Return how many pages a document has, found as where nobody has looked at it yet."""
    reading_body.drawn.cache_clear()
    return reading.page_count(facts)


def _paging(facts: CardFacts) -> float:
    started = time.perf_counter()
    pages(facts)
    return (time.perf_counter() - started) * 1000


def _milliseconds(kind: str, entries: int, turn: int) -> float:
    made = _document(entries, turn)
    started = time.perf_counter()
    DOCUMENTS[kind].made(made)
    return (time.perf_counter() - started) * 1000


def _document(entries: int, turn: int) -> Document:
    kinds = list(EntryKind)
    shown = tuple(
        Entry(
            at=BEGIN + timedelta(minutes=n),
            kind=kinds[n % len(kinds)],
            text=f"In turn {turn} node {n} of the cache answers again after {n} seconds, and the queue gets shorter",
            evidence=(f"{int((BEGIN + timedelta(minutes=n)).timestamp())}.{turn + 1:06}",),
        )
        for n in range(entries)
    )
    return ordinary().model_copy(update={"entries": shown, "links": links(shown)})
