"""The measure of a timeline against gold events: how many key events it covers, and how many entries are worth it."""

import statistics
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from bot.domain.incidents import moment
from bot.domain.timeline import Entry, budget

_EVENTS_AN_ENTRY = 2
CLOSE_ENOUGH_S = 60.0


class Score(NamedTuple):
    """The figures of one timeline. Shares are 0 to 1; `median_s` is in seconds, None when nothing matched.

    `wrong_times` counts entries that stand further than a minute from every time which the events they cover allow.
    `stated` is how many of the events told at another time than they happened stand where they happened, of
    `told_later` that are covered at all. `kinds` is the share of covered events that the right kind of entry covers,
    None where the case names no kinds.
    """

    entries: int
    budget: int
    grounded: float
    verified: float
    key_recall: float
    recall: float
    precision: float
    f1_key: float
    median_s: float | None
    wrong_times: int
    stated: int
    told_later: int
    kinds: float | None


def score(entries: Sequence[Entry], gold: Sequence[dict[str, Any]], known: frozenset[str]) -> Score:
    """Return how well `entries` cover `gold`. `known` holds the ts of every message of the channel.

    An entry matches an event when it cites one of the event's messages, and counts for at most two events: those it
    cites the largest share of. Entries that cite little choose first.
    """
    matched = _matched(entries, gold)
    distances: dict[str, float] = {}
    for entry, event in _pairs(matched):
        seen = datetime.fromisoformat(event["chat_at"] or event["at"])
        distance = abs((entry.at - seen).total_seconds())
        distances[event["id"]] = min(distance, distances.get(event["id"], distance))
    keys = [event["id"] for event in gold if event["key"]]
    cited = [ts for entry in entries for ts in entry.evidence]
    key_recall = _share(sum(key in distances for key in keys), len(keys))
    precision = _share(sum(bool(hits) for _, hits in matched), len(entries))
    later = {event["id"] for _, event in _pairs(matched) if _is_told_later(event)}
    on_time = {event["id"] for entry, event in _pairs(matched) if _is_near(entry, event["at"])}
    kinds = {event["id"]: event["kinds"] for _, event in _pairs(matched) if event.get("kinds")}
    right = {event["id"] for entry, event in _pairs(matched) if entry.kind in event.get("kinds", ())}
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
        wrong_times=sum(_is_wrong(entry, hits) for entry, hits in matched),
        stated=len(later & on_time),
        told_later=len(later),
        kinds=_share(len(right), len(kinds)) if kinds else None,
    )


_Matched = list[tuple[Entry, list[dict[str, Any]]]]


def _matched(entries: Sequence[Entry], gold: Sequence[dict[str, Any]]) -> _Matched:
    matched: _Matched = []
    for entry in sorted(entries, key=lambda entry: len(entry.evidence)):
        hits = [event for event in gold if _overlap(entry, event)]
        hits.sort(key=lambda event, entry=entry: _overlap(entry, event), reverse=True)  # type: ignore[misc]
        matched.append((entry, hits[:_EVENTS_AN_ENTRY]))
    return matched


def _pairs(matched: _Matched) -> list[tuple[Entry, dict[str, Any]]]:
    return [(entry, event) for entry, hits in matched for event in hits]


def _is_wrong(entry: Entry, hits: Sequence[dict[str, Any]]) -> bool:
    """Whether an entry has none of the times that its events allow: when they happened, or when they were told."""
    told = [moment(ts) for event in hits for ts in event["evidence"]]
    stated = [event[name] for event in hits for name in ("at", "chat_at") if event[name]]
    allowed = [*told, *map(datetime.fromisoformat, stated)]
    return bool(allowed) and min(abs((entry.at - at).total_seconds()) for at in allowed) > CLOSE_ENOUGH_S


def _is_told_later(event: dict[str, Any]) -> bool:
    if not event["chat_at"]:
        return False
    told, happened = (datetime.fromisoformat(event[name]) for name in ("chat_at", "at"))
    return (told - happened).total_seconds() > CLOSE_ENOUGH_S


def _is_near(entry: Entry, at: str) -> bool:
    return abs((entry.at - datetime.fromisoformat(at)).total_seconds()) <= CLOSE_ENOUGH_S


def _overlap(entry: Entry, event: dict[str, Any]) -> float:
    return len(set(entry.evidence) & set(event["evidence"])) / len(event["evidence"])


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 0.0
