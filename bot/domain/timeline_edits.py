"""What people do with a timeline: what a filter shows, and the rules of editing, merging, moving and marking. Pure.

Who may do it is policy's; what is stored is the services'. A refusal is a `Problem` with its sentence.
"""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Final

from bot.domain.errors import Invalid
from bot.domain.incidents import moment
from bot.domain.text import utf16_length
from bot.domain.timeline import MACHINES, Entry, EntryKind, Mark, Origin, in_order, lead_of
from bot.domain.values import Value
from bot.domain.words import clock_beside, say

MOST_SHOWN: Final = 200
MOST_ENTRIES: Final = 1_000
MOST_MESSAGES: Final = 10
PAGE: Final = 20
TRAY: Final = 15
LONGEST_ENTRY: Final = 300
EARLIEST: Final = datetime(2013, 1, 1, tzinfo=UTC)
_A_DAY: Final = timedelta(days=1)
_ENDS: Final = (".", "!", "?", "…", ":", ";")
_WHAT_IS_SEEN: Final = frozenset({"at", "kind", "text", "actor", "evidence", "verified", "mark", "hidden"})
_OF_DECISIONS: Final = frozenset({EntryKind.DECISION, EntryKind.CHANGE})


class Filter(StrEnum):
    """Which entries the editor shows. Only HIDDEN shows what was hidden or dropped."""

    ALL = "all"
    MARKS = "marks"
    DECISIONS = "decisions"
    UNVERIFIED = "unverified"
    CHANGED = "changed"
    BY_HAND = "by_hand"
    HIDDEN = "hidden"


class Act(StrEnum):
    """What one tap does to an entry. LET_GO to RETURN, GIVE_BACK and GIVE_UP take back what another one did."""

    HIDE = "hide"
    SHOW = "show"
    ACCEPT = "accept"
    MERGE = "merge"
    UP = "up"
    DOWN = "down"
    REMOVE = "remove"
    LET_GO = "let_go"
    DOUBT = "doubt"
    PART = "part"
    RETURN = "return"
    TAKE = "take"
    GIVE_BACK = "give_back"
    GIVE_UP = "give_up"


class Credit(StrEnum):
    """What a person did with an entry: wrote it, accepted it though it had not passed the check, or kept it."""

    WROTE = "wrote"
    ACCEPTED = "accepted"
    KEPT = "kept"


class Page(Value):
    """A page of what a filter shows. `number` counts from 0, `first` is how many entries stand before it."""

    rows: tuple[Entry, ...]
    number: int
    first: int
    total: int
    pages: tuple[tuple[Entry, ...], ...]


class EntryWords(Value):
    """What a person wants an entry to be. `at` (aware) is None where the time is to stay as it is.

    A time in the minute that it has is no other time: its seconds stay. `keeps_actor` leaves who did it as it is.
    """

    text: str
    at: datetime | None = None
    kind: EntryKind = EntryKind.FINDING
    mark: Mark | None = None
    actor: str | None = None
    keeps_actor: bool = False


def shown(entries: Iterable[Entry]) -> list[Entry]:
    """Return the entries that are part of the document, in its order."""
    return in_order(one for one in entries if one.verified and not one.hidden)


def unverified(entries: Iterable[Entry]) -> list[Entry]:
    """Return the entries that wait for a person, in order."""
    return in_order(one for one in entries if not one.verified and not one.hidden)


def chosen(entries: Iterable[Entry], which: Filter) -> list[Entry]:
    """Return what a filter shows, in order."""
    return in_order(one for one in entries if one.hidden is (which is Filter.HIDDEN) and _is_of(one, which))


def page_of(entries: Iterable[Entry], which: Filter, number: int) -> Page:
    """Return a page of what a filter shows; one that is not there is the last one."""
    there = chosen(entries, which)
    size = TRAY if which is Filter.UNVERIFIED else PAGE
    pages = tuple(tuple(there[place : place + size]) for place in range(0, len(there), size)) or ((),)
    number = max(0, min(number, len(pages) - 1))
    return Page(rows=pages[number], number=number, first=number * size, total=len(there), pages=pages)


def page_holding(entries: Iterable[Entry], which: Filter, entry: int | None, otherwise: int) -> int:
    """Return the number of the page that an entry stands on, `otherwise` where the filter does not show it."""
    pages = page_of(entries, which, 0).pages
    return next((place for place, page in enumerate(pages) if any(one.id == entry for one in page)), otherwise)


def seen(entry: Entry) -> str:
    """Return a short print of what a person sees of an entry: another one means that it was changed meanwhile."""
    return hashlib.sha256(entry.model_dump_json(include=set(_WHAT_IS_SEEN)).encode()).hexdigest()[:12]


def credit(entry: Entry) -> Credit | None:
    """Return what a person did with an entry; None where no person has touched it."""
    if entry.by is None:
        return None
    if entry.origin not in MACHINES:
        return Credit.WROTE
    return Credit.ACCEPTED if entry.verified and entry.reason is not None else Credit.KEPT


def said_in_words(entry: Entry, zone: str, who: str = "") -> str:
    """Return when the time of an entry was stated, and by whom; "" where it is its message's own time."""
    if entry.said_at is None:
        return ""
    at = clock_beside(entry.said_at, entry.at, zone)
    return say("timeline.said_by", at=at, who=who) if who else say("timeline.said_at", at=at)


def touched(entry: Entry, member: str | None) -> Entry:
    """Return an entry that is a person's from now on: no machine replaces it, or makes it a second time.

    Who touches it has seen what became of its messages.
    """
    return entry.model_copy(update={"by": entry.by or member, "source": lead_of(entry), "changed_at": None})


def written(entry: Entry, words: EntryWords, member: str | None) -> Entry:
    """Return an entry as a person wants it. Who changes its text has written it; who edits it has verified it."""
    wanted = {
        "text": words.text,
        "at": entry.at if words.at is None or _minute_of(words.at) == _minute_of(entry.at) else words.at,
        "kind": words.kind,
        "mark": words.mark,
        "actor": entry.actor if words.keeps_actor else words.actor,
    }
    if all(getattr(entry, key) == value for key, value in wanted.items()):
        return entry if entry.changed_at is None else touched(entry, member)
    if wanted["at"] != entry.at:
        wanted["said_at"] = None
    if words.text != entry.text:
        wanted |= {"origin": Origin.PERSON, "by": member}
    return touched(entry, member).model_copy(update={**wanted, "verified": True})


def check_text(text: str, length: int) -> None:
    """Refuse a text without words, and one that was longer than an entry holds; `length` is that of what was typed."""
    if not text.strip():
        raise Invalid(say("tl.no_words"), fields={"text": say("tl.no_words")})
    if length > LONGEST_ENTRY:
        sentence = say("tl.long", n=length)
        raise Invalid(sentence, fields={"text": sentence})


def check_time(at: datetime, now: datetime) -> None:
    """Refuse a time before Slack was there or later than tomorrow."""
    if not EARLIEST <= at <= now + _A_DAY:
        raise Invalid(say("tl.when"), fields={"time": say("tl.when")})


def check_room(entries: Sequence[Entry], *, new: bool = False) -> None:
    """Refuse one more entry in the document where it is full; `new` is for one that is not stored yet."""
    if len(shown(entries)) >= MOST_SHOWN:
        raise Invalid(say("tl.full"))
    if new and len(entries) >= MOST_ENTRIES:
        raise Invalid(say("tl.most"))


def next_shown(entries: Iterable[Entry], entry: int) -> Entry | None:
    """Return the entry of the document that comes after this one, None at its end or where this one is not in it."""
    there = shown(entries)
    place = next((place for place, one in enumerate(there) if one.id == entry), len(there))
    return there[place + 1] if place + 1 < len(there) else None


def merged(first: Entry, second: Entry, member: str | None) -> tuple[Entry, Entry]:
    """Return two entries as one, which has the earlier time, and the second one hidden: nothing is lost.

    Raises Invalid where the result would be longer than an entry may be, or would have to carry two marks.
    """
    text, evidence = joined(first.text, second.text), tuple(sorted({*first.evidence, *second.evidence}))
    if (length := utf16_length(text)) > LONGEST_ENTRY:
        raise Invalid(say("tl.merge_long", n=length))
    if len(evidence) > MOST_MESSAGES:
        raise Invalid(say("tl.merge_messages", n=len(evidence)))
    if first.mark and second.mark and first.mark is not second.mark:
        raise Invalid(say("tl.merge_marks", one=first.mark.value, other=second.mark.value))
    earlier = min(first, second, key=lambda one: one.at)
    together = {
        "text": text,
        "evidence": evidence,
        "at": earlier.at,
        "said_at": earlier.said_at,
        "mark": first.mark or second.mark,
        "actor": first.actor or second.actor,
        "origin": Origin.PERSON if Origin.PERSON in {first.origin, second.origin} else first.origin,
    }
    return touched(first, member).model_copy(update=together), touched(second, member).model_copy(
        update={"hidden": True}
    )


def joined(first: str, second: str) -> str:
    """Return two texts as one, with a full stop between them where there is none."""
    first, second = first.strip(), second.strip()
    if not first or not second:
        return first or second
    return f"{first}{'' if first.endswith(_ENDS) else '.'} {second}"


def beside(entries: Iterable[Entry], entry: Entry) -> list[Entry]:
    """Return the entries of an entry's minute that stand in one row with it, itself among them, in order."""
    return [
        one
        for one in in_order(entries)
        if _minute_of(one.at) == _minute_of(entry.at) and (one.hidden, one.verified) == (entry.hidden, entry.verified)
    ]


def moved(entries: Iterable[Entry], entry: Entry, step: int) -> list[Entry]:
    """Return what changes when an entry moves up (-1) or down (1) inside its minute; nothing at its end."""
    row = beside(entries, entry)
    here = next(place for place, one in enumerate(row) if one.id == entry.id)
    there = here + step
    if not 0 <= there < len(row):
        return []
    row[here], row[there] = row[there], row[here]
    ranked = [one.model_copy(update={"rank": rank}) for rank, one in enumerate(row)]
    return [now for now, was in zip(ranked, row, strict=True) if now.rank != was.rank]


def unmarked(entries: Iterable[Entry], entry: Entry, member: str | None) -> list[Entry]:
    """Return the other entries that carry the mark of this one, without it: a person's mark is the only one.

    The durations can tell several marks of a kind apart, but only by their times; a person means this moment.
    """
    if entry.mark is None:
        return []
    others = (one for one in entries if one.id != entry.id and one.mark is entry.mark and not one.hidden)
    return [touched(one, member).model_copy(update={"mark": None}) for one in others]


def without_message(entry: Entry, ts: str, member: str | None) -> Entry:
    """Return an entry that no longer rests on a message. Raises Invalid where it was made from its only one."""
    if entry.evidence == (ts,) and not can_rest_on_nothing(entry):
        raise Invalid(say("tl.last_message"))
    left = tuple(one for one in entry.evidence if one != ts)
    return touched(entry, member).model_copy(update={"evidence": left})


def with_message(entry: Entry, ts: str, member: str | None) -> Entry:
    """Return an entry that rests on one more message."""
    if len(entry.evidence) >= MOST_MESSAGES and ts not in entry.evidence:
        raise Invalid(say("tl.merge_messages", n=len(entry.evidence) + 1))
    return touched(entry, member).model_copy(update={"evidence": tuple(sorted({*entry.evidence, ts}))})


def can_rest_on_nothing(entry: Entry) -> bool:
    """Whether an entry may have no message: a person has written it, and it was made from none."""
    return entry.origin is Origin.PERSON and entry.source is None


def own_time(entry: Entry) -> datetime | None:
    """Return the time of the message that an entry was made from (UTC), None without one."""
    lead = lead_of(entry)
    return None if lead is None else moment(lead)


def _is_of(entry: Entry, which: Filter) -> bool:
    if which is Filter.MARKS:
        return entry.mark is not None
    if which is Filter.DECISIONS:
        return entry.kind in _OF_DECISIONS
    if which is Filter.UNVERIFIED:
        return not entry.verified
    if which is Filter.CHANGED:
        return entry.changed_at is not None
    return which is not Filter.BY_HAND or entry.origin is Origin.PERSON


def _minute_of(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)
