"""What people type after `/postmortem actions`: which items they want to see, or one that is to be added. Pure.

A person's list travels in windows as the same words, so that a turned page is read like a typed one.
"""

import re
from collections.abc import Sequence
from datetime import date, timedelta
from enum import StrEnum

from bot.domain.action_items import ItemKind, Priority
from bot.domain.dates import LONGEST, read_date, read_due
from bot.domain.grammar import squeeze
from bot.domain.values import Value

LONGEST_WORDS = 150
"""So long are the words of a list at most; a service's name is cut to fit, and means all that begin so."""
_WHO = re.compile(r"<@([UW][A-Z0-9]{2,20})(?:\|[^<>]*)?>", re.ASCII)
_SERVICE = re.compile(
    "service:(?:['\"\u201c\u201d\u2018\u2019]([^'\"\u201c\u201d\u2018\u2019]*)['\"\u201c\u201d\u2018\u2019]|(\\S+))",
    re.IGNORECASE,
)
_TOKEN = re.compile(r"<[@#][^<>]*>|[^\s]+")
_OF = re.compile(r"pm[-\u2010-\u2015]?([0-9]{1,9})", re.IGNORECASE | re.ASCII)
_MINE = frozenset({"mine", "my", "me"})
_SHOWN = {"open": "open", "overdue": "overdue", "late": "overdue", "all": "all"}
_PRIORITIES = {"high": Priority.HIGH, "medium": Priority.MEDIUM, "med": Priority.MEDIUM, "low": Priority.LOW}


class Showing(StrEnum):
    """Which items by how far they are: still to be done, late, or every one there is, also of what is archived."""

    OPEN = "open"
    OVERDUE = "overdue"
    ALL = "all"


class ItemsWanted(Value):
    """Which items somebody wants to see. `mine` is of who asks, else of `person`, else of everybody.

    `since` and `until` are the first and the last day on which they are due. `service` is how its name begins.
    `unknown` are words that mean nothing here.
    """

    showing: Showing = Showing.OPEN
    mine: bool = False
    person: str | None = None
    priority: Priority | None = None
    kind: ItemKind | None = None
    service: str = ""
    since: date | None = None
    until: date | None = None
    unknown: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """The same as words, at most `LONGEST_WORDS` of characters; unknown ones are left out."""
        said = [self.showing.value]
        if self.mine or self.person:
            said.append("mine" if self.mine else f"<@{self.person}>")
        said += [one.value for one in (self.priority, self.kind) if one is not None]
        if self.since or self.until:
            said.append(f"due {self.since or ''}..{self.until or ''}")
        room = LONGEST_WORDS - len(" ".join(said)) - len(" service:''")
        if service := _fitting(self.service, room):
            said.append(f"service:'{service}'")
        return " ".join(said)

    @property
    def is_narrowed(self) -> bool:
        """Whether it says more than whose items and how far they are."""
        return any((self.priority, self.kind, self.service, self.since, self.until))


class NewItem(Value):
    """An item as it was typed in one line. What is None or empty was not said."""

    text: str = ""
    owner: str | None = None
    due: date | None = None
    priority: Priority | None = None
    number: int | None = None


def read_items(rest: str, today: date) -> ItemsWanted:
    """Return which items are meant by `[mine|open|overdue|all] [@owner] [high|…] [detect|…] [service:…] [due …]`.

    Without a word they are those of who asks; with any, everybody's, unless it says whose.
    """
    service = ""
    if match := _SERVICE.search(rest):
        service = squeeze(match[1] or match[2] or "")
        rest = rest.replace(match[0], " ")
    since, until, tokens = _take_due(_TOKEN.findall(rest), today)
    found: dict[str, object] = {"service": service, "since": since, "until": until}
    unknown = []
    for token in tokens:
        word = token.casefold().strip(",")
        if match := _WHO.fullmatch(token):
            found["person"] = match[1]
        elif word in _SHOWN:
            found["showing"] = Showing(_SHOWN[word])
        elif word in _MINE:
            found["mine"] = True
        elif word in _PRIORITIES:
            found["priority"] = _PRIORITIES[word]
        elif word in set(ItemKind):
            found["kind"] = ItemKind(word)
        else:
            unknown.append(token)
    if not rest.strip() and not service:
        found["mine"] = True
    return ItemsWanted.model_validate({**found, "unknown": tuple(unknown)})


def read_new_item(rest: str, today: date) -> NewItem:
    """Return the item of `[PM] TEXT [@owner] [DATE] [high|medium|low]`; what follows the text comes in any order."""
    tokens = _TOKEN.findall(squeeze(rest))
    number, owner, due, priority = None, None, None, None
    if tokens and (of := _OF.fullmatch(tokens[0])):
        number, tokens = int(of[1]), tokens[1:]
    while tokens:
        last = tokens[-1].strip(",.;")
        if not last:
            tokens = tokens[:-1]
        elif owner is None and (who := _WHO.fullmatch(last)):
            owner, tokens = who[1], tokens[:-1]
        elif priority is None and last.casefold() in _PRIORITIES:
            priority, tokens = _PRIORITIES[last.casefold()], tokens[:-1]
        elif due is None and (size := _last_day(tokens, today)):
            due, tokens = read_due(" ".join(tokens[-size:]).strip(",;"), today), tokens[:-size]
        else:
            break
    if owner is None and tokens and (who := _WHO.fullmatch(tokens[0].strip(",:"))):
        owner, tokens = who[1], tokens[1:]
    return NewItem(text=" ".join(tokens).strip(" ,;:"), owner=owner, due=due, priority=priority, number=number)


def read_range(text: str, today: date) -> tuple[date | None, date | None] | None:
    """Return the first and last day of a stretch, or None: "this week", "1 dec..15 dec", "fri" (up to it).

    A week begins on a Monday; what is due this week was due from its Monday on.
    """
    words = text.casefold().split()
    if ".." in text:
        first, _, last = (part.strip() for part in text.partition(".."))
        ends = [read_date(one, today) if one else None for one in (first, last)]
        wrong = any(one and end is None for one, end in zip((first, last), ends, strict=True))
        return None if wrong or not any(ends) else (ends[0], ends[1])
    if len(words) == 2 and words[0] in {"this", "next"} and words[1] in {"week", "month"}:  # noqa: PLR2004 - which, and what
        first_day = today if words[0] == "this" else read_date(text, today)
        if first_day is None:
            return None
        if words[1] == "week":
            monday = first_day - timedelta(days=first_day.weekday())
            return monday, monday + timedelta(days=6)
        begins = first_day.replace(day=1)
        return begins, read_date("eom", begins)
    if words == ["today"]:
        return today, today
    last_day = read_date(text, today)
    return None if last_day is None else (None, last_day)


def _take_due(tokens: Sequence[str], today: date) -> tuple[date | None, date | None, list[str]]:
    """Return the stretch that follows the word "due", and the words without it."""
    starts = [place for place, one in enumerate(tokens) if one.casefold() == "due"]
    for start in starts:
        for size in range(2 * LONGEST + 1, 0, -1):
            said = tokens[start + 1 : start + 1 + size]
            if len(said) == size and (found := read_range(" ".join(said), today)) is not None:
                return *found, [*tokens[:start], *tokens[start + 1 + size :]]
    return None, None, list(tokens)


def _last_day(tokens: Sequence[str], today: date) -> int:
    """Return how many words at the end name a day; 0 where none do."""
    sizes = range(min(LONGEST, len(tokens)), 0, -1)
    return next((size for size in sizes if read_due(" ".join(tokens[-size:]).strip(",;"), today) is not None), 0)


def _fitting(service: str, room: int) -> str:
    """Return how a service's name begins, as far as there is room; without quotes, which end it."""
    plain = squeeze(re.sub("['\"\u201c\u201d\u2018\u2019\\\\]", " ", service))
    return plain[: max(0, room)].strip()
