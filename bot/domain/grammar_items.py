"""What people type after `/postmortem actions`: which items they want to see, or one that is to be added. Pure."""

import re
from collections.abc import Sequence
from datetime import date, timedelta
from enum import StrEnum
from typing import TypeVar

from bot.domain.action_items import ItemKind, Priority
from bot.domain.dates import LONGEST, read_date, read_due
from bot.domain.dates_unread import Unread, kept_day, unread_day, vague_day
from bot.domain.grammar import squeeze, unquoted
from bot.domain.people import is_member_id
from bot.domain.text import cut
from bot.domain.values import Value

LONGEST_SERVICE = 30
"""A service's name is cut to so many characters, and means all that begin so: it travels in windows."""
_WHO = re.compile(r"<@([UW][A-Z0-9]{2,20})(?:\|[^<>]*)?>", re.ASCII)
_SERVICE = re.compile(
    "\\bservice(?:\\s*:\\s*|\\s+)(?:['\"\u201c\u201d\u2018\u2019]([^'\"\u201c\u201d\u2018\u2019]*)['\"\u201c\u201d\u2018\u2019]|([^\\s<]\\S*))",
    re.IGNORECASE,
)
_LABEL = re.compile(r"\b(owner|priority|kind|due)\s*:\s*", re.IGNORECASE)
_TOKEN = re.compile(r"<[@#][^<>]*>|[^\s]+")
_CHANNEL = re.compile(r"[CG][A-Z0-9]{2,20}")
_BETWEEN, _ME = "|", "me"
_OF = re.compile(r"pm[-\u2010-\u2015]?([0-9]{1,9})", re.IGNORECASE | re.ASCII)
_MINE = frozenset({"mine", "my", "me"})
_SHOWN = {"open": "open", "overdue": "overdue", "late": "overdue", "all": "all", "closed": "closed", "done": "closed"}
_PART = frozenset({"of", "from", "since", "during", "for", "after", "before", "to", "last", "every", "each"})
"""Behind these words a day is a part of what is to be done: "Write up the outage of 20 nov"."""
_AMOUNT = frozenset({"to", "too", "is", "are", "as", "than", "from", "of", "very", "so"})
"""Behind these words "low" is no priority: "Set the log level to low"."""
_OWNER_LABELS, _PRIORITY_LABELS = frozenset({"owner", "assignee"}), frozenset({"priority", "prio"})
_PRIORITIES = {"high": Priority.HIGH, "medium": Priority.MEDIUM, "med": Priority.MEDIUM, "low": Priority.LOW}


Choice = TypeVar("Choice", bound=StrEnum)


class Showing(StrEnum):
    """Which items by how far they are: to be done, late, every one there is (also of what is archived), or closed."""

    OPEN = "open"
    OVERDUE = "overdue"
    ALL = "all"
    CLOSED = "closed"


class ItemsWanted(Value):
    """Which items somebody wants to see. `mine` is of who asks, else of `person`, else of everybody.

    `since` and `until` are the first and the last day on which they are due. `service` is how its name begins.
    `team` is the channel that the documents are for, where they are for one team; `authored` means the documents
    whose author asks. `unknown` are words that mean nothing here.
    """

    showing: Showing = Showing.OPEN
    mine: bool = False
    person: str | None = None
    priority: Priority | None = None
    kind: ItemKind | None = None
    service: str = ""
    since: date | None = None
    until: date | None = None
    team: str | None = None
    authored: bool = False
    unknown: tuple[str, ...] = ()

    @property
    def code(self) -> str:
        """The same in few characters, for what a window carries: at most 80 of them. Unknown words are left out."""
        who = _ME if self.mine else self.person or ""
        choices = [_place(Showing, self.showing), who, _place(Priority, self.priority), _place(ItemKind, self.kind)]
        days = [str(day.toordinal()) if day else "" for day in (self.since, self.until)]
        team = [_ME] if self.authored else [self.team] if self.team else []
        return _BETWEEN.join((*choices, *days, short_service(self.service), *team))

    @property
    def is_narrowed(self) -> bool:
        """Whether it says more than whose items and how far they are."""
        return any((self.priority, self.kind, self.service, self.since, self.until, self.team, self.authored))


def wanted_by(code: str | None) -> ItemsWanted:
    """Return which items a window's code means; what is not to be read is as where nobody chose."""
    parts = [*(code or "").split(_BETWEEN, 7), *[""] * 8][:8]
    showing, who, priority, kind, since, until, service, team = parts
    return ItemsWanted(
        showing=_at(Showing, showing) or Showing.OPEN,
        mine=who == _ME,
        person=who if is_member_id(who) else None,
        priority=_at(Priority, priority),
        kind=_at(ItemKind, kind),
        since=_day(since),
        until=_day(until),
        service=short_service(service),
        team=team if _CHANNEL.fullmatch(team) else None,
        authored=team == _ME,
    )


def _place(words: type[Choice], chosen: Choice | None) -> str:
    return "" if chosen is None else str(list(words).index(chosen))


def _at(words: type[Choice], place: str) -> Choice | None:
    return next((one for number, one in enumerate(words) if str(number) == place), None)


def short_service(name: str) -> str:
    """Return how a service's name begins, as far as a window carries it: without quotes, which would end it."""
    plain = re.sub("['\"\u201c\u201d\u2018\u2019\\\\|]", " ", name)
    return cut(squeeze("".join(one if one.isprintable() else " " for one in plain)), LONGEST_SERVICE).strip()


def _day(ordinal: str) -> date | None:
    if not re.fullmatch("[0-9]{1,7}", ordinal, re.ASCII) or not 1 <= int(ordinal) <= date.max.toordinal():
        return None
    return date.fromordinal(int(ordinal))


class NewItem(Value):
    """An item as it was typed in one line. What is None or empty was not said.

    `unread` are words in the place of its day that name none; they are no part of its text, or its last ones.
    """

    text: str = ""
    owner: str | None = None
    due: date | None = None
    priority: Priority | None = None
    number: int | None = None
    unread: Unread | None = None


def read_items(rest: str, today: date) -> ItemsWanted:
    """Return which items are meant by `[mine|open|…|all] [@owner] [high|…] [detect|…] [service …] [due …]`.

    Without a word they are those of who asks; with any, everybody's, unless it says whose. A filter may be named
    before what it asks for ("owner @ben", "priority: high"); a service of several words stands in quotes.
    """
    service = ""
    if match := _SERVICE.search(rest):
        service = short_service(match[1] or match[2] or "")
        rest = rest.replace(match[0], " ")
    since, until, tokens = _take_due(_TOKEN.findall(_LABEL.sub(r"\1 ", rest)), today)
    found: dict[str, object] = {"service": service, "since": since, "until": until}
    unknown = []
    for place, token in enumerate(tokens):
        word = token.casefold().strip(",")
        if _says(word, "".join(tokens[place + 1 : place + 2])):
            continue
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


def _says(label: str, after: str) -> bool:
    """Whether a word only says which filter the next one is of: "owner @ben", "priority high"."""
    word = after.casefold().strip(",")
    if label == "owner":
        return _WHO.fullmatch(after) is not None or word in _MINE
    return (label == "priority" and word in _PRIORITIES) or (label == "kind" and word in set(ItemKind))


def read_new_item(rest: str, today: date) -> NewItem:
    """Return the item of `[PM] TEXT [@owner] [DATE] [high|medium|low]`; what follows the text comes in any order.

    "owner @ben" and "priority high" are read as well, and so is "high priority".
    """
    tokens = _TOKEN.findall(squeeze(rest))
    number, owner, due, priority, unread = None, None, None, None, None
    if tokens and (of := _OF.fullmatch(tokens[0])):
        number, tokens = int(of[1]), tokens[1:]
    while tokens:
        last = tokens[-1].strip(",.;")
        has_day = due is not None or unread is not None
        if not last:
            tokens = tokens[:-1]
        elif owner is None and (who := _WHO.fullmatch(last)):
            owner, tokens = who[1], _without(tokens[:-1], _OWNER_LABELS)
        elif priority is None and (told := _last_priority(tokens)):
            priority, tokens = told[0], _without(tokens[: -told[1]], _PRIORITY_LABELS)
        elif not has_day and (size := _last_day(tokens, today)):
            due, tokens = _day_at(tokens, size, today), tokens[:-size]
        elif not has_day and (found := _last_unread(tokens, today)):
            unread, tokens = found[0], tokens[: -found[1]]
        else:
            break
    if owner is None and tokens and (who := _WHO.fullmatch(tokens[0].strip(",:"))):
        owner, tokens = who[1], tokens[1:]
    if due is None and unread is None:
        unread = kept_day(tokens)
    text = unquoted(" ".join(tokens).strip(" ,;:"))
    return NewItem(text=text, owner=owner, due=due, priority=priority, number=number, unread=unread)


def read_form(rest: str) -> tuple[str | None, str]:
    """Return the kind of file that words name, and the words without it."""
    tokens = _TOKEN.findall(rest)
    form = next((one.casefold() for one in tokens if one.casefold() in {"csv", "json"}), None)
    return form, " ".join(one for one in tokens if one.casefold() != form)


def names_items(rest: str) -> str | None:
    """Return what follows "actions" or "items" where words begin so; None where they are about something else."""
    first, _, after = squeeze(rest).partition(" ")
    return after if first.casefold() in {"actions", "items"} else None


def added_by(rest: str) -> str | None:
    """Return the line of an item that words say to add; None where they ask for a list."""
    first, _, line = rest.strip().partition(" ")
    return line.strip() if first.casefold() == "add" else None


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


def _last_priority(tokens: Sequence[str]) -> tuple[Priority, int] | None:
    """Return the priority that stands at the end, and how many words that takes; none in "Set the level to low"."""
    size = 2 if len(tokens) > 1 and tokens[-1].strip(",.;").casefold() in _PRIORITY_LABELS else 1
    found = _PRIORITIES.get(tokens[-size].strip(",.;").casefold())
    return (found, size) if found is not None and _before(tokens, size).casefold() not in _AMOUNT else None


def _without(tokens: list[str], labels: frozenset[str]) -> list[str]:
    """Return words without a label at their end, which named what stood behind it."""
    return tokens[:-1] if tokens and tokens[-1].casefold().strip(",:") in labels else tokens


def _last_day(tokens: Sequence[str], today: date) -> int:
    """Return how many words at the end name a day to come; 0 where none do."""
    for size in range(min(LONGEST, len(tokens)), 0, -1):
        if (found := _day_at(tokens, size, today)) is not None:
            return size if found >= today and _before(tokens, size).casefold() not in _PART else 0
    return 0


def _day_at(tokens: Sequence[str], size: int, today: date) -> date | None:
    """Return the day that the last words name. Behind who does it even "31/12" is no part of what is to be done."""
    read = read_date if _WHO.fullmatch(_before(tokens, size)) else read_due
    return read(" ".join(tokens[-size:]).strip(",;"), today)


def _last_unread(tokens: Sequence[str], today: date) -> tuple[Unread, int] | None:
    """Return the last words that were meant as a day and name none, and how many they are.

    Behind who does it that is whatever speaks of time alone; elsewhere only what is written as a day.
    """
    for size in range(min(LONGEST, len(tokens)), 0, -1):
        before, said = _before(tokens, size), " ".join(tokens[-size:]).strip(" ,.;")
        is_behind = _WHO.fullmatch(before) is not None
        found = unread_day(said, today)
        if found is None and is_behind:
            found = vague_day(said, today)
        if found is not None and (is_behind or not (size == 1 and kept_day(tokens))) and before.casefold() not in _PART:
            return found, size
    return None


def _before(tokens: Sequence[str], size: int) -> str:
    return tokens[-size - 1].strip(",:") if size < len(tokens) else ""
