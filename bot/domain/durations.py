"""How long detecting, acknowledging, mitigating and resolving took, from the marks on the timeline. Pure.

What the marks do not say is not known, which is never zero; what contradicts itself is not known either, with a reason.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.timeline import Entry, Mark
from bot.domain.values import Value
from bot.domain.words import capitalised, duration, say


class Unknown(StrEnum):
    """Why a duration is not known."""

    NO_START = "no_start"
    NO_MARK = "no_mark"
    NEGATIVE = "negative"
    OUT_OF_ORDER = "out_of_order"


class Span(Value):
    """One duration, or why there is none. `since` and `until` are aware UTC where they are known."""

    length: timedelta | None = None
    since: datetime | None = None
    until: datetime | None = None
    unknown: Unknown | None = None

    @property
    def minutes(self) -> int | None:
        """Whole minutes, as the product says them; None where it is not known."""
        return None if self.length is None else int(self.length.total_seconds() // 60)


class Durations(Value):
    """The four durations, each since the incident began, and how long people felt it."""

    detect: Span
    acknowledge: Span
    mitigate: Span
    resolve: Span
    impact: Span


_FIRST = frozenset({Mark.DETECTED, Mark.ACKNOWLEDGED})
_ORDER = (Mark.DETECTED, Mark.ACKNOWLEDGED, Mark.MITIGATED, Mark.RESOLVED)


def durations(entries: Iterable[Entry], started_at: datetime | None) -> Durations:
    """Return the durations of the entries that the document shows, since `started_at` (aware).

    Of several marks of a kind the first "detected" and "acknowledged" count, and the last "mitigated" and "resolved":
    what came back was not over. Detecting need not come before acknowledging is known, but where both are, it must.
    Impact ends when it was mitigated, else when it was resolved.
    """
    moments = marked_moments(entries)
    detect, acknowledge, mitigate, resolve = (_span(mark, moments, started_at) for mark in _ORDER)
    ends = mitigate if Mark.MITIGATED in moments else resolve
    return Durations(detect=detect, acknowledge=acknowledge, mitigate=mitigate, resolve=resolve, impact=ends)


def marked_moments(entries: Iterable[Entry]) -> dict[Mark, datetime]:
    """Return the moment that counts for each mark which a shown entry carries."""
    moments: dict[Mark, datetime] = {}
    for entry in entries:
        if entry.mark is None or entry.hidden or not entry.verified:
            continue
        known = moments.get(entry.mark, entry.at)
        moments[entry.mark] = min(known, entry.at) if entry.mark in _FIRST else max(known, entry.at)
    return moments


def in_words(found: Durations) -> str:
    """Return those that are known in one line: "Detected after 9 min · resolved after 45 min"; "" where none is."""
    told = []
    for name, span in _named(found):
        if span.length is not None:
            at_once = span.length < timedelta(minutes=1)
            told.append(say(f"took.{name}_at_once") if at_once else say(f"took.{name}", span=duration(span.length)))
    return capitalised(" · ".join(told))


def doubts(found: Durations) -> list[str]:
    """Return a sentence for each mark that contradicts the beginning or another mark."""
    spans = zip(_ORDER, (found.detect, found.acknowledge, found.mitigate, found.resolve), strict=True)
    wrong = {Unknown.NEGATIVE, Unknown.OUT_OF_ORDER}
    return [capitalised(say(f"took.{span.unknown}", mark=mark.value)) for mark, span in spans if span.unknown in wrong]


def _named(found: Durations) -> list[tuple[str, Span]]:
    return [(name, getattr(found, name)) for name in ("detect", "acknowledge", "mitigate", "resolve")]


def _span(mark: Mark, moments: dict[Mark, datetime], started_at: datetime | None) -> Span:
    until = moments.get(mark)
    if until is None:
        return Span(since=started_at, unknown=Unknown.NO_MARK)
    if started_at is None:
        return Span(until=until, unknown=Unknown.NO_START)
    if until < started_at:
        return Span(since=started_at, until=until, unknown=Unknown.NEGATIVE)
    if not _is_in_order(mark, moments):
        return Span(since=started_at, until=until, unknown=Unknown.OUT_OF_ORDER)
    return Span(length=until - started_at, since=started_at, until=until)


def _is_in_order(mark: Mark, moments: dict[Mark, datetime]) -> bool:
    """Whether nothing that must come before this mark comes after it: only what stands later is in doubt."""
    at = moments[mark]
    return all(moments[one] <= at for one in _ORDER[: _ORDER.index(mark)] if one in moments)
