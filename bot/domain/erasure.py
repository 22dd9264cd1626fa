"""Taking a person out of everything that is kept: what to look for, and what stands there afterwards.

A name is known as Slack said it. It is looked for as whole words, so that whoever shares a part of it stays as they
are; a nickname that nobody told us of is not found.
"""

import html
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, Final

from bot.domain.values import Value
from bot.domain.words import say

_PSEUDONYM: Final = re.compile(r"UERASED(\d{1,5})X[A-Z0-9]{8}")
_BETWEEN: Final = r"[\s._-]{1,3}"
_ADDRESS: Final = r"(?:\+[\w.-]{1,64})?@[\w-]{1,64}(?:\.[\w-]{1,64}){1,8}"
SOMEBODY: Final = re.compile(r"(?<![A-Za-z0-9])[UW][A-Z0-9]{5,20}(?![A-Za-z0-9])")
"""What may be a Slack id of a person, in any text."""


class Erased(Value):
    """Who stands in the place of an erased person: a number, and an id that was made up and leads to nobody."""

    number: int
    id: str

    @property
    def name(self) -> str:
        """What readers see."""
        return say("erased.name", number=str(self.number))


def erased_of(member: str) -> Erased | None:
    """Return the pseudonym that an id is; None for the id of somebody."""
    found = _PSEUDONYM.fullmatch(member)
    return None if found is None else Erased(number=int(found[1]), id=member)


class Eraser:
    """Finds one person in texts and values, and puts the pseudonym there.

    `words` are names and addresses; `kept` are spellings of them that are words of the language too, and stay. `others`
    are names of other people: where one of them holds a word, it stays whole.
    """

    def __init__(
        self,
        member: str,
        words: Iterable[str],
        erased: Erased,
        *,
        others: Iterable[str] = (),
        kept: Iterable[str] = (),
    ) -> None:
        self.member = member
        self.erased = erased
        self.found: Counter[str] = Counter()
        known = sorted({one.strip() for one in words if len(one.strip()) > 1} - {member}, key=len, reverse=True)
        self._kept = frozenset(kept)
        self._quick = [member.casefold(), *{_longest_part(one) for word in known for one in _spellings(word)}]
        self._names = _either(known, whole=True)
        whole = [one for one in others if self._names and self._names.search(one) and not self._names.fullmatch(one)]
        self._others = _either(sorted(whole, key=len, reverse=True), whole=False)
        self._mention = re.compile(rf"<@{re.escape(member)}(?:\|[^<>]*)?>|@\[{re.escape(member)}\]")
        self._id = re.compile(rf"(?<![A-Za-z0-9]){re.escape(member)}(?![A-Za-z0-9])")

    def value(self, value: Any) -> Any:
        """Return a text, or a value of JSON, without the person; the same object where nothing was found."""
        if isinstance(value, str):
            return self._text(value)
        if isinstance(value, Mapping):
            new: Any = {self._text(str(key)): self.value(one) for key, one in value.items()}
        elif isinstance(value, list | tuple):
            new = [self.value(one) for one in value]
        else:
            return value
        return value if new == value else new

    def _text(self, text: str) -> str:
        folded = text.casefold()
        if not any(one in folded for one in self._quick):
            return text
        text = self._mention.sub(self._named, text)
        text = self._id.sub(self._pseudonym, text)
        if self._names is None:
            return text
        if self._others is None:
            return self._names.sub(self._named, text)
        parts = self._others.split(text)  # every second one is somebody else's name
        return "".join(one if n % 2 else self._names.sub(self._named, one) for n, one in enumerate(parts))

    def _named(self, match: re.Match[str]) -> str:
        if match[0] in self._kept:
            return match[0]
        self.found[match[0]] += 1
        at = "@" if match[0].startswith(("<@", "@[")) else ""
        return f"{at}{self.erased.name}"

    def _pseudonym(self, match: re.Match[str]) -> str:
        self.found[match[0]] += 1
        return self.erased.id


def _either(words: Iterable[str], *, whole: bool) -> re.Pattern[str] | None:
    """Return a pattern for any of these as whole words, with its address where it is one; None without words."""
    patterns = [_pattern(one) for word in words for one in _spellings(word)]
    if not patterns:
        return None
    either = "|".join(patterns)
    return re.compile(rf"(?:{either})(?:{_ADDRESS})?" if whole else rf"({either})", re.IGNORECASE)


def _pattern(word: str) -> str:
    parts = [re.escape(one) for one in re.split(r"[\s._-]+", word) if one] if "@" not in word else [re.escape(word)]
    before = r"(?<!\w)" if word[0].isalnum() else ""
    after = r"(?!\w)" if word[-1].isalnum() else ""
    return before + (_BETWEEN.join(parts) or re.escape(word)) + after


def _spellings(word: str) -> list[str]:
    """Return a word as it may lie in a column: composed or not, and escaped for JSON or for Slack."""
    forms = [unicodedata.normalize(one, word) for one in ("NFC", "NFD")]
    return list(
        dict.fromkeys(
            spelled
            for one in (word, *forms)
            for spelled in (one, json.dumps(one, ensure_ascii=False)[1:-1], html.escape(one, quote=False))
        )
    )


def _longest_part(word: str) -> str:
    """Return a piece that every spelling of a word holds, for a quick look."""
    parts = [one for one in re.split(r"[\s._-]+", word) if one] or [word]
    return max(parts, key=len).casefold()
