"""Where two sequences of strings differ, as hunks in order. What is done with them is said in merging and differences.

The work is bounded: strings that stand once in both are anchors, the gaps between them are compared in at most so many
steps, and what is left over then counts as changed. The answer depends on nothing but the two sequences.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

_STEPS_EACH: Final = 32
_LEAST_STEPS: Final = 10_000
"""So many comparisons for each string, or at least so many in all: a second for two texts of the greatest length."""
_MOST_EDITS: Final = 400
"""A gap that needs more edits than this is told as one change."""


class Hunk(NamedTuple):
    """That `old[start:end]` became `new[new_start:new_end]`. One of the two may be empty, never both."""

    start: int
    end: int
    new_start: int
    new_end: int


class _Gap(NamedTuple):
    """A stretch of both sequences that is still to be compared."""

    start: int
    end: int
    new_start: int
    new_end: int


def hunks(old: Sequence[str], new: Sequence[str]) -> list[Hunk]:
    """Return what changed from `old` to `new`: hunks that neither overlap nor touch, in order."""
    left = [max(_LEAST_STEPS, _STEPS_EACH * (len(old) + len(new)))]
    same: list[tuple[int, int]] = []
    gaps = [_Gap(0, len(old), 0, len(new))]
    while gaps:
        gap, ends = _without_equal_ends(old, new, gaps.pop())
        same += ends
        if gap.start == gap.end or gap.new_start == gap.new_end:
            continue
        anchors = _anchors(old, new, gap) if left[0] > 0 else []
        left[0] -= gap.end - gap.start + gap.new_end - gap.new_start
        if anchors:
            same += anchors
            gaps += _between(anchors, gap)
        else:
            same += _shortest(old, new, gap, left)
    return list(_hunks(sorted(same), len(old), len(new)))


def _without_equal_ends(old: Sequence[str], new: Sequence[str], gap: _Gap) -> tuple[_Gap, list[tuple[int, int]]]:
    start, end, new_start, new_end = gap
    same = []
    while start < end and new_start < new_end and old[start] == new[new_start]:
        same.append((start, new_start))
        start, new_start = start + 1, new_start + 1
    while start < end and new_start < new_end and old[end - 1] == new[new_end - 1]:
        end, new_end = end - 1, new_end - 1
        same.append((end, new_end))
    return _Gap(start, end, new_start, new_end), same


def _anchors(old: Sequence[str], new: Sequence[str], gap: _Gap) -> list[tuple[int, int]]:
    """Return the longest rising row of pairs of strings that stand exactly once on both sides of the gap."""
    places = _once(old, gap.start, gap.end)
    theirs = _once(new, gap.new_start, gap.new_end)
    pairs = [(place, theirs[one]) for one, place in places.items() if one in theirs]
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for number, (_, other) in enumerate(pairs):
        spot = bisect_left(tails, other)
        before.append(ends[spot - 1] if spot else -1)
        if spot == len(tails):
            tails.append(other)
            ends.append(number)
        else:
            tails[spot], ends[spot] = other, number
    row: list[tuple[int, int]] = []
    number = ends[-1] if ends else -1
    while number >= 0:
        row.append(pairs[number])
        number = before[number]
    return row[::-1]


def _once(strings: Sequence[str], start: int, end: int) -> dict[str, int]:
    places: dict[str, int] = {}
    for place in range(start, end):
        places[strings[place]] = -1 if strings[place] in places else place
    return {one: place for one, place in places.items() if place >= 0}


def _between(anchors: Iterable[tuple[int, int]], gap: _Gap) -> Iterator[_Gap]:
    start, new_start = gap.start, gap.new_start
    for place, new_place in anchors:
        yield _Gap(start, place, new_start, new_place)
        start, new_start = place + 1, new_place + 1
    yield _Gap(start, gap.end, new_start, gap.new_end)


def _shortest(old: Sequence[str], new: Sequence[str], gap: _Gap, left: list[int]) -> list[tuple[int, int]]:
    """Return the equal pairs of a shortest way from one side to the other (Myers), none where it is too long."""
    width, height = gap.end - gap.start, gap.new_end - gap.new_start
    reach = {1: 0}
    trail: list[dict[int, int]] = []
    for edits in range(min(_MOST_EDITS, width + height) + 1):
        trail.append(dict(reach))
        for diagonal in range(-edits, edits + 1, 2):
            x = _next(reach, diagonal, edits)
            y = x - diagonal
            begun = x
            while x < width and y < height and old[gap.start + x] == new[gap.new_start + y]:
                x, y = x + 1, y + 1
            reach[diagonal] = x
            left[0] -= 1 + x - begun
            if x >= width and y >= height:
                return _way_back(trail, gap, width, height)
        if left[0] <= 0:
            break
    return []


def _next(reach: dict[int, int], diagonal: int, edits: int) -> int:
    down = diagonal == -edits or (diagonal != edits and reach[diagonal - 1] < reach[diagonal + 1])
    return reach[diagonal + 1] if down else reach[diagonal - 1] + 1


def _way_back(trail: list[dict[int, int]], gap: _Gap, x: int, y: int) -> list[tuple[int, int]]:
    same = []
    for edits in range(len(trail) - 1, -1, -1):
        reach, diagonal = trail[edits], x - y
        begun = _next(reach, diagonal, edits)
        while x > begun and y > begun - diagonal:
            x, y = x - 1, y - 1
            same.append((gap.start + x, gap.new_start + y))
        down = diagonal == -edits or (diagonal != edits and reach[diagonal - 1] < reach[diagonal + 1])
        x, y = (begun, y - 1) if down else (begun - 1, y)
    return same


def _hunks(same: list[tuple[int, int]], end: int, new_end: int) -> Iterator[Hunk]:
    start = new_start = 0
    for place, new_place in [*same, (end, new_end)]:
        if place > start or new_place > new_start:
            yield Hunk(start, place, new_start, new_place)
        start, new_start = place + 1, new_place + 1


def without_islands(found: Iterable[Hunk], old: Sequence[str]) -> list[Hunk]:
    """Return the hunks without kept islands that are no longer than the changes on both sides of them.

    Two texts share "the" and "of" by chance; keeping those makes a difference unreadable.
    """
    kept: list[Hunk] = []
    for hunk in found:
        last = hunk
        while kept and _is_island(kept[-1], last, old):
            before = kept.pop()
            last = Hunk(before.start, last.end, before.new_start, last.new_end)
        kept.append(last)
    return kept


def _is_island(before: Hunk, after: Hunk, old: Sequence[str]) -> bool:
    between = sum(len(one) for one in old[before.end : after.start])
    return between <= min(_weight(before, old), _weight(after, old))


def _weight(hunk: Hunk, old: Sequence[str]) -> int:
    """Return how many letters went; what came is about as much, and a pure addition is no reason to tear more out."""
    return sum(len(one) for one in old[hunk.start : hunk.end])
