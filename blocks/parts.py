"""A text in as many parts as Slack's fields need, and one text again: what stood between two parts is kept beside them.

Slack may trim what is typed, so the space at a cut belongs to no part.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from itertools import groupby, pairwise
from typing import Final

from bot.domain.text import cut, utf16_length
from bot.domain.values import Value

LONGEST: Final = 24_000
ROOM: Final = 2_700
_LEAST: Final = 1_350
_MOST_RUNS: Final = 16
_PARAGRAPH = re.compile(r"\n[ \t]*\n(?=[^ \t\n])")
_LINE = re.compile(r"\n(?=[^ \t\n])")
_ANY_LINE = re.compile(r"\n(?=[ \t]*[^ \t\n])")
_SENTENCE = re.compile(r"(?<=[.!?;:]) (?=\S)|(?<=[。！？；])(?=\S)")  # noqa: RUF001 - they end sentences too
_WORD = re.compile(r"[ \t](?=\S)")
_FENCE = re.compile(r"^(`{3,}|~{3,}).*$", re.MULTILINE)


class Part(Value):
    """A part of a text. `before` is the space before it; `after` the one behind it, which only the last part has."""

    before: str = ""
    text: str = ""
    after: str = ""


def split(markdown: str) -> list[Part]:
    """Return a text in parts of at most 2,700 UTF-16 units: cut at paragraphs, else at lines, sentences, words.

    24,000 units are at most 18 parts. All of them joined are the text. An empty text is one empty part.
    """
    fences = _fences(markdown)
    places = [0]
    while utf16_length(rest := markdown[places[-1] : places[-1] + ROOM + 2]) > ROOM:
        places.append(places[-1] + _cut(rest, places[-1], fences))
    parts: list[Part] = []
    space = ""
    for start, end in pairwise([*places, len(markdown)]):
        lead, text, tail = _around(markdown[start:end])
        if text:
            parts.append(Part(before=space + lead, text=text))
            space = ""
        space += tail
    if not parts:
        return [Part(text=markdown[start:end]) for start, end in pairwise([*places, len(markdown)])]
    return [*parts[:-1], parts[-1].model_copy(update={"after": space})]


def join(parts: Sequence[Part], more: str = "") -> str:
    """Return the parts as one text, with `more` as a paragraph of its own behind them.

    A part that was emptied takes the space before it along.
    """
    text = "".join(one.before + one.text + one.after for one in parts if one.text or len(parts) == 1)
    if parts and not parts[0].text:  # what comes first now was not written to stand behind something
        text = text.lstrip(" \t\n")
    if not more.strip():
        return text
    return "\n\n".join((text.rstrip(" \t\n"), more)) if text.strip() else more


def _around(chunk: str) -> tuple[str, str, str]:
    """Return the space before, the text, and the space behind. Space that is too varied to be noted stays text."""
    inside = chunk.strip(" \t\n")
    if not inside:
        return ("", "", chunk) if len(set(chunk)) < 2 else ("", chunk, "")  # noqa: PLR2004 - spaces of one kind
    at = chunk.index(inside)
    lead, tail = _noted(chunk[:at]), _noted(chunk[at + len(inside) :][::-1])[::-1]
    return lead, chunk[len(lead) : len(chunk) - len(tail)], tail


def _noted(space: str) -> str:
    """Return the beginning of a space that changes its kind no more than a few times."""
    runs = ["".join(run) for _, run in groupby(space)]
    return "".join(runs[:_MOST_RUNS])


def _cut(rest: str, start: int, fences: Sequence[int]) -> int:
    """Return where a part of `rest` ends, in its second half; `start` is where `rest` begins in the text."""
    window = len(cut(rest, ROOM))
    least = len(rest.encode("utf-16-le", "surrogatepass")[: _LEAST * 2].decode("utf-16-le", "ignore"))
    outside = [(_PARAGRAPH, True), (_LINE, True), (_SENTENCE, True), (_ANY_LINE, False), (_WORD, False)]
    for pattern, only_outside in outside:
        ends = [one.end() for one in pattern.finditer(rest, 0, window + 1) if least < one.end() <= window]
        for end in reversed(ends):
            if not (only_outside and bisect_right(fences, start + end - 1) % 2):
                return end
    return window


def _fences(markdown: str) -> list[int]:
    """Return where fences begin and end, by turns: between an odd and an even place there is code."""
    places: list[int] = []
    fence = ""
    for found in _FENCE.finditer(markdown):
        if not fence:
            fence = found[1]
            places.append(found.start())
        elif found[1].startswith(fence) and found[0].strip() == found[1]:
            fence = ""
            places.append(found.end())
    return places
