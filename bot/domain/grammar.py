"""What people type after `/postmortem`: the word, its arguments, and a guess where the word is unknown.

Parsing is pure and decides nothing: a number that is named may not exist, a person may not be allowed.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from types import MappingProxyType

from bot.domain.dates import LONGEST, read_date
from bot.domain.triage import normalise_severity
from bot.domain.values import Value

ALSO: Mapping[str, str] = MappingProxyType(
    {
        "new": "create",
        "start": "create",
        "status": "show",
        "ls": "list",
        "send": "submit",
        "items": "actions",
        "todo": "actions add",
        "find": "search",
        "numbers": "stats",
    }
)
"""Other spellings of words."""

LONGEST_TEXT = 4_000
_LONGEST_WORD = 40
_QUOTES = "\"'`\u201c\u201d\u201e\u2018\u2019\u00ab\u00bb"
_PERSON = re.compile(r"<@([UW][A-Z0-9]{2,20})(?:\|[^<>]*)?>", re.ASCII)
_CHANNEL = re.compile(r"<#([CG][A-Z0-9]{2,20})(?:\|[^<>]*)?>", re.ASCII)
_NUMBER = re.compile(r"(?:pm[-\u2010-\u2015 ]?|#)?([0-9]{1,9})", re.ASCII | re.IGNORECASE)
_SEVERITY = re.compile(r"(?:sev(?:erity)?[-_]?|p)[0-5]", re.ASCII | re.IGNORECASE)
_TOKEN = re.compile(r"<[@#][^<>]*>|[^\s]+")
_STATUSES = MappingProxyType(
    {
        "draft": "draft",
        "drafts": "draft",
        "review": "in_review",
        "in_review": "in_review",
        "published": "published",
        "archived": "archived",
    }
)


class Words(Value):
    """A command, taken apart. `rest` is all after the word, as typed but for outer quotes and spaces.

    `number` is the postmortem where `rest` begins with one, and `tail` what follows it; a word whose argument is free
    text (`note 500 errors`) reads `rest` instead. `people` and `channels` are Slack ids in their order.
    """

    word: str = ""
    rest: str = ""
    number: int | None = None
    tail: str = ""
    people: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()

    def day(self, today: date, *, after: str | None = None, past: bool = False) -> date | None:
        """Return the day named after the word `after` ("by fri"), or without it at the end of the tail; else None."""
        return take_date(self.tail, today, after=after, past=past)[0]

    def following(self, word: str) -> str:
        """Return `word` and what follows it in the tail, without mentions; empty where it is not there."""
        words = self.plain.split()
        place = next((spot for spot, one in enumerate(words) if one.casefold() == word), len(words))
        return " ".join(words[place:])

    @property
    def plain(self) -> str:
        """The tail without mentions of people and channels."""
        return squeeze(_CHANNEL.sub(" ", _PERSON.sub(" ", self.tail)))


class Create(Value):
    """The arguments of `create`: a title, where it happened, how bad it was, and a postmortem to add it to."""

    title: str = ""
    channels: tuple[str, ...] = ()
    severity: str | None = None
    into: int | None = None


class Listing(Value):
    """The arguments of `list`. `unknown` are words that it does not have."""

    status: str | None = None
    mine: bool = False
    person: str | None = None
    since: date | None = None
    unknown: tuple[str, ...] = ()


def squeeze(text: str) -> str:
    """Return text with single spaces."""
    return " ".join(text.split())


def parse(text: str) -> Words:
    """Return a command taken apart. Case of the word, extra spaces and quotes around it or all do not matter."""
    text = unquoted(squeeze(text[:LONGEST_TEXT]))
    word, _, rest = text.partition(" ")
    word = word.strip(_QUOTES).casefold()[:_LONGEST_WORD]
    word = ALSO.get(word, word)
    if word == "actions add":
        word, rest = "actions", f"add {rest}"
    rest = unquoted(rest.strip())
    number, tail = take_number(rest)
    return Words(
        word=word,
        rest=rest,
        number=number,
        tail=tail,
        people=tuple(dict.fromkeys(_PERSON.findall(rest))),
        channels=tuple(dict.fromkeys(_CHANNEL.findall(rest))),
    )


def said_to(text: str, member: str) -> str:
    """Return what stands after the first mention of `member` in a message; all of it where there is no mention."""
    head, mention, after = text.partition(f"<@{member}")
    return after.partition(">")[2].lstrip(" ,:") if mention else head


def unquoted(text: str) -> str:
    """Return text without the one pair of quotes that stands around all of it."""
    text = text.strip()
    if len(text) < 2 or text[0] not in _QUOTES or text[-1] not in _QUOTES:  # noqa: PLR2004 - a pair
        return text
    inner = text[1:-1]
    return text if any(quote in inner for quote in _QUOTES if quote not in "'\u2019") else inner.strip()


def take_number(text: str) -> tuple[int | None, str]:
    """Return the number of a postmortem that `text` begins with (42, PM-42, "pm 42", #42), and what follows it."""
    first, _, after = text.partition(" ")
    if first.strip(_QUOTES).casefold() == "pm" and after:
        second, _, after = after.partition(" ")
        first = f"pm-{second}"
    match = _NUMBER.fullmatch(first.strip(_QUOTES))
    return (int(match[1]), after.strip()) if match else (None, text)


def take_date(text: str, today: date, *, after: str | None = None, past: bool = False) -> tuple[date | None, str]:
    """Return the day in `text` and the text without it: the longest that follows `after`, or that stands at the end."""
    words = text.split()
    starts = [spot + 1 for spot, word in enumerate(words) if word.casefold() == after] if after else None
    for size in range(LONGEST, 0, -1):
        for start in [len(words) - size] if starts is None else starts:
            day = (
                read_date(" ".join(words[start : start + size]).strip(_QUOTES), today, past=past)
                if start >= 0
                else None
            )
            if day is not None and len(words) >= start + size:
                kept = words[: start - (1 if after else 0)] + words[start + size :]
                return day, " ".join(kept)
    return None, text


def read_create(rest: str) -> Create:
    """Return the arguments of `create`: `[TITLE] [#channel …] [sev1] [into PM]`, in any order after the title."""
    channels = tuple(dict.fromkeys(_CHANNEL.findall(rest)))
    words = _CHANNEL.sub(" ", rest).split()
    into, severity, title = None, None, []
    while words:
        word = words.pop(0)
        if word.casefold() == "into" and into is None:
            number, left = take_number(" ".join(words))
            if number is not None:
                into, words = number, left.split()
                continue
        if severity is None and _SEVERITY.fullmatch(word):
            severity = normalise_severity(word)
        else:
            title.append(word)
    return Create(title=unquoted(" ".join(title)), channels=channels, severity=severity, into=into)


def read_list(rest: str, today: date) -> Listing:
    """Return the arguments of `list`: `[draft|review|published|archived|mine] [@person] [since DATE]`."""
    since, rest = take_date(rest, today, after="since", past=True)
    status, mine, person, unknown = None, False, None, []
    for token in _TOKEN.findall(rest):
        word = token.strip(_QUOTES).casefold()
        if match := _PERSON.fullmatch(token):
            person = match[1]
        elif word in _STATUSES:
            status = _STATUSES[word]
        elif word in {"mine", "my"}:
            mine = True
        elif word != "all":
            unknown.append(token)
    return Listing(status=status, mine=mine, person=person, since=since, unknown=tuple(unknown))


def did_you_mean(word: str, known: Iterable[str]) -> str | None:
    """Return the one known word that `word` begins (two letters or more), or is nearest to; None where none is near.

    Near is at most 2 edits, 1 for words under 4 letters; a swap of neighbours is one. Of equals the first by name.
    """
    word = word.casefold()[:_LONGEST_WORD]
    limit = 2 if len(word) > 3 else 1  # noqa: PLR2004 - two edits of three letters make any word
    best: tuple[int, int, str] | None = None
    for candidate in sorted(set(known)):
        if len(word) > 1 and candidate.startswith(word):
            rank = (0, len(candidate) - len(word), candidate)
        elif (away := edits(word, candidate, limit)) <= limit and away < len(word):
            rank = (away, abs(len(candidate) - len(word)), candidate)
        else:
            continue
        best = min(best, rank) if best is not None else rank
    return best[2] if best is not None else None


def edits(one: str, other: str, limit: int) -> int:
    """Return how many letters to add, drop, change or swap with a neighbour make one the other; more is limit + 1."""
    if abs(len(one) - len(other)) > limit:
        return limit + 1
    before: list[int] = []
    above: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        before, above, row = above, row, [i]
        for j, theirs in enumerate(other, start=1):
            cost = min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (letter != theirs))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == theirs:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
    return min(row[-1], limit + 1)
