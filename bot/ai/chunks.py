"""Cuts a channel into pieces that a model reads one by one: they end where it was quiet, and never inside a thread.

The same channel has the same pieces, and what is added at its end changes only the last of them.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

from bot.ai.encoding import Line

TOKENS: Final = 30_000
_LATE: Final = 0.7
"""A piece ends in its last third, at the longest silence there."""


class Chunk(NamedTuple):
    """A piece of a channel: its lines, in order of number."""

    lines: tuple[Line, ...]

    @property
    def numbers(self) -> frozenset[int]:
        """The numbers of its messages."""
        return frozenset(line.number for line in self.lines)

    @property
    def tokens(self) -> int:
        """About how many tokens it takes."""
        return sum(line.tokens for line in self.lines)

    @property
    def halves(self) -> tuple["Chunk", ...]:
        """Smaller pieces of a piece that has more than one line."""
        cut = chunked(self.lines, self.tokens * 3 // 5 + 1)
        middle = len(self.lines) // 2
        return cut if len(cut) > 1 else (Chunk(self.lines[:middle]), Chunk(self.lines[middle:]))


class _Unit(NamedTuple):
    """A message of the channel with the whole thread below it."""

    lines: tuple[Line, ...]
    tokens: int


def chunked(lines: Sequence[Line], most: int = TOKENS) -> tuple[Chunk, ...]:
    """Return the pieces of a channel, each of about `most` tokens at most. A thread longer than that is cut."""
    units = [part for unit in _units(lines) for part in _within(unit, most)]
    chunks: list[Chunk] = []
    begun: list[_Unit] = []
    size = 0
    for unit in units:
        begun.append(unit)
        size += unit.tokens
        while size > most and len(begun) > 1:
            end = _end(begun, most)
            chunks.append(_chunk(begun[:end]))
            begun = begun[end:]
            size = sum(one.tokens for one in begun)
    return (*chunks, _chunk(begun)) if begun else tuple(chunks)


def _units(lines: Sequence[Line]) -> list[_Unit]:
    threads: dict[str, list[Line]] = {}
    for line in lines:
        threads.setdefault(line.message.thread_ts or line.message.ts, []).append(line)
    return [_Unit(tuple(one), sum(line.tokens for line in one)) for one in threads.values()]


def _within(unit: _Unit, most: int) -> list[_Unit]:
    if unit.tokens <= most:
        return [unit]
    parts: list[list[Line]] = [[]]
    size = 0
    for line in unit.lines:
        if parts[-1] and size + line.tokens > most:
            parts.append([])
            size = 0
        parts[-1].append(line)
        size += line.tokens
    return [_Unit(tuple(part), sum(line.tokens for line in part)) for part in parts]


def _end(units: Sequence[_Unit], most: int) -> int:
    """Return how many units a piece takes: those that fit, up to the longest silence among the last of them."""
    size, fit, late = 0, 0, 0
    for unit in units:
        size += unit.tokens
        if size > most:
            break
        fit += 1
        late = late or (fit if size > _LATE * most else 0)
    fit = max(1, fit)
    places = range(late or fit, fit + 1)
    return max(places, key=lambda place: (_silence(units, place), place))


def _silence(units: Sequence[_Unit], place: int) -> float:
    """Return the seconds between the unit before a place and the one behind it."""
    before, after = units[place - 1].lines[0].message, units[place].lines[0].message
    return (after.at - before.at).total_seconds()


def _chunk(units: Sequence[_Unit]) -> Chunk:
    return Chunk(tuple(sorted((line for unit in units for line in unit.lines), key=lambda line: line.number)))
