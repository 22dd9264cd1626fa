"""Two people changed one section: their texts become one, and nothing that either of them wrote is lost.

Lines are merged first; where both touched the same lines, words are. What does not fit together stands one after the
other, each passage under its label. Whether the result is saved is decided by the person who sees it.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Generic, TypeVar

from bot.domain.alignment import Hunk, hunks, without_islands
from bot.domain.values import Value
from bot.domain.words import say

T = TypeVar("T")

_TOKEN: Final = re.compile(r"\n|[^\S\n]+|\w+|[^\w\s]")
_MARKUP: Final = str.maketrans("", "", "\\`*_~[]<>#|")


class Merged(Value):
    """One text out of two. `clashes` counts the passages that stand twice in it, under both labels."""

    text: str
    clashes: int = 0

    @property
    def is_clean(self) -> bool:
        """Whether the two fit together."""
        return self.clashes == 0


@dataclass(frozen=True, slots=True)
class FieldClash(Generic[T]):
    """A field that both changed, differently. None: that side took it out."""

    key: str
    mine: T | None
    theirs: T | None


@dataclass(frozen=True, slots=True)
class MergedFields(Generic[T]):
    """The fields of two people as one mapping. Where they clash, `values` holds mine and `clashes` holds both."""

    values: dict[str, T]
    clashes: tuple[FieldClash[T], ...] = ()

    @property
    def is_clean(self) -> bool:
        """Whether the two fit together."""
        return not self.clashes


@dataclass(slots=True)
class _Stretch:
    """Changes of one side or both that overlap, and the part of the base that they cover."""

    start: int
    end: int
    mine: list[Hunk] = field(default_factory=list)
    theirs: list[Hunk] = field(default_factory=list)

    def add(self, hunk: Hunk, *, is_mine: bool) -> None:
        (self.mine if is_mine else self.theirs).append(hunk)
        self.end = max(self.end, hunk.end)

    def of(self, side: list[Hunk], new: Sequence[str], base: Sequence[str]) -> list[str]:
        """Return what one side has in place of this part of the base."""
        out: list[str] = []
        place = self.start
        for hunk in side:
            out += base[place : hunk.start]
            out += new[hunk.new_start : hunk.new_end]
            place = hunk.end
        return [*out, *base[place : self.end]]


def merge(base: str, mine: str, theirs: str, labels: tuple[str, str] = ("yours", "theirs")) -> Merged:
    """Return what `mine` and `theirs` made of `base`, as one Markdown text, exact to the space.

    Changes of different lines, and of different words of one line, fit together; a change that both made is there
    once. Two texts in the same place, and words that touch, do not fit: both passages stay, under `labels`.
    """
    if mine in (theirs, base):
        return Merged(text=theirs)
    if theirs == base:
        return Merged(text=mine)
    old, one, other = base.split("\n"), mine.split("\n"), theirs.split("\n")
    lines: list[str] = []
    clashes = place = 0
    for stretch in _stretches(hunks(old, one), hunks(old, other), touching=False):
        lines += old[place : stretch.start]
        place = stretch.end
        ours, hers = stretch.of(stretch.mine, one, old), stretch.of(stretch.theirs, other, old)
        settled = _settled(stretch, old, ours, hers)
        if settled is None:
            clashes += 1
            settled = _one_after_the_other(ours, hers, labels)
            settled = [*_space(lines, settled), *settled, *_space(settled, old[place:])]
        lines += settled
    return Merged(text="\n".join([*lines, *old[place:]]), clashes=clashes)


def merge_fields(base: Mapping[str, T], mine: Mapping[str, T], theirs: Mapping[str, T]) -> MergedFields[T]:
    """Return the fields of both, key by key in the order of `theirs`, then `mine`."""
    values: dict[str, T] = {}
    clashes: list[FieldClash[T]] = []
    for key in dict.fromkeys([*theirs, *mine]):
        before, ours, hers = (_at(one, key) for one in (base, mine, theirs))
        if ours not in (before, hers) and hers != before:
            clashes.append(FieldClash(key, next(iter(ours), None), next(iter(hers), None)))
        chosen = hers if ours == before else ours
        if chosen:
            values[key] = chosen[0]
    return MergedFields(values, tuple(clashes))


def _at(fields: Mapping[str, T], key: str) -> tuple[T, ...]:
    """Return the value as a tuple of one, so that "not there" differs from every value."""
    return (fields[key],) if key in fields else ()


def _stretches(mine: list[Hunk], theirs: list[Hunk], *, touching: bool) -> Iterator[_Stretch]:
    """Gather hunks that overlap; with `touching`, also those with nothing in between."""
    both = sorted([(hunk, True) for hunk in mine] + [(hunk, False) for hunk in theirs], key=lambda pair: pair[0][:2])
    current: _Stretch | None = None
    for hunk, is_mine in both:
        if current is not None and _meets(current, hunk, touching=touching):
            current.add(hunk, is_mine=is_mine)
            continue
        if current is not None:
            yield current
        current = _Stretch(hunk.start, hunk.end)
        current.add(hunk, is_mine=is_mine)
    if current is not None:
        yield current


def _meets(stretch: _Stretch, hunk: Hunk, *, touching: bool) -> bool:
    if touching or hunk.start == hunk.end == stretch.start:
        return hunk.start <= stretch.end
    return hunk.start < stretch.end


def _settled(stretch: _Stretch, base: list[str], mine: list[str], theirs: list[str]) -> list[str] | None:
    """Return the lines that both can live with, None where there are none."""
    if mine == theirs or not stretch.theirs:
        return mine
    if not stretch.mine:
        return theirs
    old = base[stretch.start : stretch.end]
    if not (old and mine and theirs):
        return None
    text = _merged_words("\n".join(old), "\n".join(mine), "\n".join(theirs))
    return None if text is None else text.split("\n")


def _merged_words(base: str, mine: str, theirs: str) -> str | None:
    """Return one passage where each changed other words of it, None where their changes meet."""
    old, one, other = (_TOKEN.findall(text) for text in (base, mine, theirs))
    ours = _with_spaces(without_islands(hunks(old, one), old), old)
    hers = _with_spaces(without_islands(hunks(old, other), old), old)
    words: list[str] = []
    place = 0
    for stretch in _stretches(ours, hers, touching=True):
        passage = stretch.of(stretch.mine, one, old) if stretch.mine else stretch.of(stretch.theirs, other, old)
        if stretch.mine and stretch.theirs and passage != stretch.of(stretch.theirs, other, old):
            return None
        words += old[place : stretch.start] + passage
        place = stretch.end
    return "".join(words + old[place:])


def _with_spaces(found: Iterable[Hunk], old: Sequence[str]) -> list[Hunk]:
    """Widen hunks over the spaces after them: changes with only a space in between are changes of one place."""
    wide: list[Hunk] = []
    for hunk in found:
        more = 1 if hunk.end < len(old) and old[hunk.end].isspace() and old[hunk.end] != "\n" else 0
        if wide and wide[-1].end > hunk.start:
            before = wide.pop()
            wide.append(Hunk(before.start, hunk.end + more, before.new_start, hunk.new_end + more))
        else:
            wide.append(Hunk(hunk.start, hunk.end + more, hunk.new_start, hunk.new_end + more))
    return wide


def _one_after_the_other(mine: list[str], theirs: list[str], labels: tuple[str, str]) -> list[str]:
    """Return both passages under their labels; what they begin and end with alike stands once, around them."""
    start = end = 0
    shortest = min(len(mine), len(theirs))
    while start < shortest and mine[start] == theirs[start]:
        start += 1
    while end < shortest - start and mine[-1 - end] == theirs[-1 - end]:
        end += 1
    lines = mine[:start]
    for label, passage in zip(labels, (mine, theirs), strict=True):
        own = passage[start : len(passage) - end] or [say("merge.gone")]
        heading = [f"*{' '.join(label.translate(_MARKUP).split())}*", ""]
        lines += [*_space(lines, heading), *heading, *own]
    after = mine[len(mine) - end :]
    return [*lines, *_space(lines, after), *after]


def _space(before: list[str], after: list[str]) -> list[str]:
    """Return the empty line that stands between two passages which have none yet."""
    return [""] if before and after and before[-1].strip() and after[0].strip() else []
