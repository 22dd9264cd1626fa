"""Patterns that people set: words or globs, never regular expressions, so that no setting can stop the event loop.

"resolved" matches the whole word anywhere; "inc-*-done" must match all of a text. Case does not matter.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from bot.domain.incidents import SignalKind

LONGEST_PATTERN = 100
MOST_STARS = 5
_LONGEST_TEXT = 4_000
_WORD = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)*")
_NOT = frozenset({"not", "never", "no", "isn't", "isn\u2019t", "until", "when", "once", "if", "before", "un"})
_CLAUSE = re.compile(r"[.,;:!?()\n]")
_LOOK_BACK = 3
_LONGEST_CLAUSE = 60


class PatternError(ValueError):
    """A pattern that cannot be taken. Its text says why."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """One compiled pattern. `stretches` are the fixed parts of a glob, `words` those of a phrase."""

    words: tuple[str, ...] = ()
    stretches: tuple[str, ...] = ()

    def first_in(self, text: str) -> int | None:
        """Return where it matches first (0 for a glob), or None. A phrase after "not", "until" and the like is none."""
        text = text[:_LONGEST_TEXT].casefold()
        if self.stretches:
            return 0 if _covers(self.stretches, text.strip()) else None
        found = [(match[0], match.start()) for match in _WORD.finditer(text)]
        size = len(self.words)
        for index in range(len(found) - size + 1):
            if tuple(word for word, _ in found[index : index + size]) != self.words:
                continue
            at = found[index][1]
            clause = _CLAUSE.split(text[max(0, at - _LONGEST_CLAUSE) : at])[-1]
            if not any(word in _NOT for word in _WORD.findall(clause)[-_LOOK_BACK:]):
                return at
        return None


def compile_pattern(text: str) -> Pattern:
    """Return the compiled pattern. Raises PatternError for one that is empty, too long, or all stars."""
    folded = " ".join(text.casefold().split())
    if not folded or len(folded) > LONGEST_PATTERN:
        raise PatternError(f"A pattern has 1 to {LONGEST_PATTERN} characters.")
    if "*" in folded or "?" in folded:
        if folded.count("*") > MOST_STARS:
            raise PatternError(f"A pattern has at most {MOST_STARS} stars.")
        if not folded.strip("*? "):
            raise PatternError("A pattern of only stars would match everything.")
        return Pattern(stretches=tuple(folded.split("*")))
    words = tuple(_WORD.findall(folded))
    if not words:
        raise PatternError("A pattern needs a letter or a number.")
    return Pattern(words=words)


def _covers(stretches: tuple[str, ...], text: str) -> bool:
    """Say whether the stretches, with anything between them, make up all of `text`."""
    head, *middle = stretches
    if not middle:
        return len(text) == len(head) and _fits(head, text, 0)
    tail = middle.pop()
    if len(text) < len(head) + len(tail) or not _fits(head, text, 0) or not _fits(tail, text, len(text) - len(tail)):
        return False
    at, end = len(head), len(text) - len(tail)
    for stretch in middle:
        found = next((spot for spot in range(at, end - len(stretch) + 1) if _fits(stretch, text, spot)), None)
        if found is None:
            return False
        at = found + len(stretch)
    return True


def _fits(stretch: str, text: str, at: int) -> bool:
    if "?" not in stretch:
        return text.startswith(stretch, at)
    return all(mine in {"?", theirs} for mine, theirs in zip(stretch, text[at : at + len(stretch)], strict=True))


@dataclass(frozen=True, slots=True)
class Matcher:
    """The patterns of one source: what means resolved there, and what reopened."""

    resolved: tuple[Pattern, ...] = ()
    reopened: tuple[Pattern, ...] = ()

    def kind_of(self, text: str) -> SignalKind | None:
        """Return what a text says, by its first line that says anything; within a line the earlier word wins."""
        for line in text[:_LONGEST_TEXT].split("\n"):
            found = [
                (spot, kind)
                for kind, patterns in ((SignalKind.REOPENED, self.reopened), (SignalKind.RESOLVED, self.resolved))
                for pattern in patterns
                if (spot := pattern.first_in(line)) is not None
            ]
            if found:
                return min(found, key=lambda one: one[0])[1]
        return None


def matcher(resolved: Iterable[str], reopened: Iterable[str] = ()) -> Matcher:
    """Return the compiled patterns of a source. Raises PatternError."""
    return Matcher(
        resolved=tuple(compile_pattern(one) for one in resolved),
        reopened=tuple(compile_pattern(one) for one in reopened),
    )
