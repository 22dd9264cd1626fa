"""How the product speaks: sentences by key, numbers, durations, days and lists as a person says them.

The sentences themselves live in `bot.domain.sentences`, so that a second language is a second file. Nothing here
escapes text for Slack or any other format: that is the renderer's task.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from bot.domain.sentences import SENTENCES, Forms
from bot.domain.sentences_ai import AI
from bot.domain.sentences_comments import COMMENTS
from bot.domain.sentences_deadlines import DEADLINES
from bot.domain.sentences_digests import DIGESTS
from bot.domain.sentences_documents import FILES
from bot.domain.sentences_erasure import ERASURE
from bot.domain.sentences_escalations import ESCALATIONS
from bot.domain.sentences_failures import FAILURES
from bot.domain.sentences_fields import TEXT_FIELDS
from bot.domain.sentences_fixes import FIXES
from bot.domain.sentences_history import HISTORY
from bot.domain.sentences_hours import HOURS
from bot.domain.sentences_items import ITEMS
from bot.domain.sentences_items_lists import ITEM_LISTS
from bot.domain.sentences_items_work import ITEMS_WORK
from bot.domain.sentences_leavers import LEAVERS
from bot.domain.sentences_mornings import MORNINGS
from bot.domain.sentences_people import PEOPLE
from bot.domain.sentences_proofreading import PROOFREADING
from bot.domain.sentences_publishing import PUBLISHING
from bot.domain.sentences_questions import QUESTIONS
from bot.domain.sentences_reviews import REVIEWS
from bot.domain.sentences_rewriting import REWRITING
from bot.domain.sentences_statements import STATEMENTS
from bot.domain.sentences_timeline import TIMELINE
from bot.domain.sentences_windows import WINDOWS
from bot.domain.sentences_writing import WRITING

NOT_KNOWN = "not known yet"
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_IRREGULAR = {"person": "people"}
PARTS: Final = (
    SENTENCES,
    AI,
    WINDOWS,
    STATEMENTS,
    WRITING,
    TEXT_FIELDS,
    FILES,
    HOURS,
    ITEMS,
    ITEM_LISTS,
    ITEMS_WORK,
    MORNINGS,
    COMMENTS,
    PUBLISHING,
    HISTORY,
    PEOPLE,
    REVIEWS,
    TIMELINE,
    ERASURE,
    PROOFREADING,
    QUESTIONS,
    REWRITING,
    DIGESTS,
    DEADLINES,
    LEAVERS,
    ESCALATIONS,
    FIXES,
    FAILURES,
)
CATALOGUE: Final = {key: sentence for part in PARTS for key, sentence in part.items()}


class Glyph(StrEnum):
    """The seven signs of the product's own texts. Each only repeats the word beside it."""

    DONE = "✓"
    WAITS = "○"
    RUNNING = "◐"
    BLOCKS = "✕"
    STALE = "↻"
    AI = "◇"
    MORE = "⋯"


def say(key: str, **values: object) -> str:
    """Return the sentence of `key` with `values` filled in; `n` chooses among plural forms.

    Whole numbers get thousands separators. Raises KeyError for an unknown key or a value that is missing.
    """
    sentence = CATALOGUE[key]
    shown = {name: number(value) if type(value) is int else value for name, value in values.items()}
    if isinstance(sentence, Forms):
        sentence = sentence.choose(_whole(values["n"]))
    return sentence.format_map(shown)


def is_said(key: str) -> bool:
    """Whether the catalogue holds a sentence for `key`."""
    return key in CATALOGUE


def _whole(value: object) -> int:
    if not isinstance(value, int):
        raise TypeError("the plural form of a sentence is chosen by a whole number")
    return value


def marked(glyph: Glyph, sentence: str) -> str:
    """Return `sentence` with its sign in front of it."""
    return f"{glyph.value} {sentence}"


def without_glyphs(text: str) -> str:
    """Return `text` as somebody hears it who hears no signs: each glyph and the space after it are gone."""
    for glyph in Glyph:
        text = text.replace(f"{glyph.value} ", "").replace(glyph.value, "")
    return text


def number(n: int) -> str:
    """Return a whole number with thousands separators: "2,347"."""
    return f"{n:,}"


def plural(noun: str) -> str:
    """Return the plural of an English noun; of several words the last one changes ("required sections")."""
    head, space, last = noun.rpartition(" ")
    if last in _IRREGULAR:
        last = _IRREGULAR[last]
    elif last.endswith("y") and last[-2:-1] not in "aeiou":
        last = f"{last[:-1]}ies"
    elif last.endswith(("s", "x", "ch", "sh")):
        last = f"{last}es"
    else:
        last = f"{last}s"
    return f"{head}{space}{last}"


def count(n: int, noun: str) -> str:
    """Return "no entries", "1 entry" or "2,347 entries"."""
    if n == 1:
        return f"1 {noun}"
    return f"{number(n) if n else 'no'} {plural(noun)}"


def duration(span: timedelta | None) -> str:
    """Return "under a minute", "45 min", "3 h 20 min" or "2 days 4 h"; None is "not known yet"."""
    if span is None:
        return NOT_KNOWN
    minutes = int(span.total_seconds() // 60)
    if minutes < 1:
        return "under a minute"
    days, minutes = divmod(minutes, 24 * 60)
    hours, minutes = divmod(minutes, 60)
    if days:
        parts = [count(days, "day"), f"{hours} h" if hours else ""]
    else:
        parts = [f"{hours} h" if hours else "", f"{minutes} min" if minutes else ""]
    return " ".join(part for part in parts if part)


def listing(names: Sequence[str], limit: int, *, last: str = "and") -> str:
    """Return "A", "A and B", "A, B and C", or cut after `limit` names: "A, B and 6 others". Empty stays empty."""
    shown = list(names[:limit])
    if len(names) > limit:
        rest = len(names) - len(shown)
        shown.append(f"{number(rest)} {'other' if rest == 1 else 'others'}")
    if len(shown) <= 1:
        return "".join(shown)
    return f"{', '.join(shown[:-1])} {last} {shown[-1]}"


def capitalised(sentence: str) -> str:
    """Return `sentence` with its first letter large, the rest as it is."""
    return sentence[:1].upper() + sentence[1:]


def clock_time(at: datetime, zone: str = "UTC") -> str:
    """Return the time of day in `zone` (IANA name): "14:47"."""
    local = at.astimezone(ZoneInfo(zone))
    return f"{local.hour:02}:{local.minute:02}"


def clock_beside(at: datetime, beside: datetime, zone: str = "UTC") -> str:
    """Return the time of day in `zone`, with its day where that is another one than that of `beside`."""
    day = at.astimezone(ZoneInfo(zone)).date()
    same = day == beside.astimezone(ZoneInfo(zone)).date()
    return clock_time(at, zone) if same else f"{short_day(day)}, {clock_time(at, zone)}"


def short_day(day: date, today: date | None = None) -> str:
    """Return "Nov 24"; with `today` of another year "Nov 24, 2025"."""
    year = f", {day.year}" if today is not None and day.year != today.year else ""
    return f"{_MONTHS[day.month - 1]} {day.day}{year}"


def weekday(day: int) -> str:
    """Return what a weekday is called, Monday being 0: "Mon"."""
    return _WEEKDAYS[day]


def weekday_name(day: int) -> str:
    """Return a weekday in full, Monday being 0: "Monday"."""
    return say(f"weekday.{day}")


def due_day(day: date, today: date | None = None) -> str:
    """Return a due day, which is a day and not a moment: "Tue, Nov 24"."""
    return f"{_WEEKDAYS[day.weekday()]}, {short_day(day, today)}"


def zone_label(at: datetime, zone: str = "UTC") -> str:
    """Return how `zone` is called at that moment: "UTC", "CET", or "UTC+03" where it has no letters."""
    if zone == "UTC":
        return zone
    label = at.astimezone(ZoneInfo(zone)).tzname() or "UTC"
    return label if label[:1].isalpha() else f"UTC{label}"


def moment_of(at: datetime, zone: str = "UTC", today: date | None = None) -> str:
    """Return a moment in full, for places that hold no date token: "Nov 17, 14:47 UTC"."""
    local = at.astimezone(ZoneInfo(zone))
    return f"{short_day(local.date(), today)}, {clock_time(at, zone)} {zone_label(at, zone)}"


def period(start: datetime | None, end: datetime | None, zone: str = "UTC") -> str:
    """Return the span with its zone and duration (days too, over midnight); "not known yet" without a start."""
    if start is None:
        return NOT_KNOWN
    if end is None:
        return f"since {moment_of(start, zone)}"
    first, last = start.astimezone(ZoneInfo(zone)).date(), end.astimezone(ZoneInfo(zone)).date()
    opening, closing = clock_time(start, zone), clock_time(end, zone)
    if first != last:
        opening, closing = f"{short_day(first)}, {opening}", f"{short_day(last)}, {closing}"
    return f"{opening}–{closing} {zone_label(end, zone)}, {duration(end - start)}"  # noqa: RUF001 - a span has an en dash


def date_token(at: datetime) -> str:
    """Return a moment that Slack shows in the reader's own zone, with its UTC text for clients that cannot."""
    return f"<!date^{int(at.timestamp())}^{{date_short_pretty}} at {{time}}|{moment_of(at.astimezone(UTC))}>"
