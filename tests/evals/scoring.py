"""The measure of a timeline against gold events: how many key events it covers, and how many entries are worth it."""

import statistics
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from bot.domain.timeline import Entry, budget

_EVENTS_AN_ENTRY = 2


class Score(NamedTuple):
    """The figures of one timeline. Shares are 0 to 1; `median_s` is in seconds, None when nothing matched."""

    entries: int
    budget: int
    grounded: float
    verified: float
    key_recall: float
    recall: float
    precision: float
    f1_key: float
    median_s: float | None


def score(entries: Sequence[Entry], gold: Sequence[dict[str, Any]], known: frozenset[str]) -> Score:
    """Return how well `entries` cover `gold`. `known` holds the ts of every message of the channel.

    An entry matches an event when it cites one of the event's messages, and counts for at most two events: those it
    cites the largest share of. Entries that cite little choose first.
    """
    distances: dict[str, float] = {}
    useful = 0
    for entry in sorted(entries, key=lambda entry: len(entry.evidence)):
        hits = sorted(
            (event for event in gold if _overlap(entry, event)), key=lambda event: _overlap(entry, event), reverse=True
        )[:_EVENTS_AN_ENTRY]
        useful += bool(hits)
        for event in hits:
            seen = datetime.fromisoformat(event["chat_at"] or event["at"])
            distance = abs((entry.at - seen).total_seconds())
            distances[event["id"]] = min(distance, distances.get(event["id"], distance))
    keys = [event["id"] for event in gold if event["key"]]
    cited = [ts for entry in entries for ts in entry.evidence]
    key_recall = _share(sum(key in distances for key in keys), len(keys))
    precision = _share(useful, len(entries))
    return Score(
        entries=len(entries),
        budget=budget(len(known)),
        grounded=_share(sum(ts in known for ts in cited), len(cited)),
        verified=_share(sum(entry.verified for entry in entries), len(entries)),
        key_recall=key_recall,
        recall=_share(len(distances), len(gold)),
        precision=precision,
        f1_key=_share(2 * key_recall * precision, key_recall + precision),
        median_s=statistics.median(distances.values()) if distances else None,
    )


def _overlap(entry: Entry, event: dict[str, Any]) -> float:
    return len(set(entry.evidence) & set(event["evidence"])) / len(event["evidence"])


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 0.0
