"""One line of Markdown as spans: words with their marks, links, mentions, emoji. It draws nothing and stores nothing.

What it takes for markup is what CommonMark takes for it, and beyond that struck words, bare addresses, `:emoji:` and
the written form of mentions (`bot.domain.mentions`). Every line takes time in proportion to its length.
"""

import html
import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from bot.domain.mentions import MENTION_FORM

BOLD, ITALIC, STRIKE, CODE = "bold", "italic", "strike", "code"
TEXT, LINK, MENTION, EMOJI, IMAGE = "text", "link", "mention", "emoji", "image"
Marks = frozenset[str]
PLAIN: Final[Marks] = frozenset()

SPACE: Final = "\t\n\x0b\x0c\r \xa0\u1680\u2000-\u200a\u202f\u205f\u3000"
PUNCTUATION: Final = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")
ENTITY: Final = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
WRITTEN: Final = re.compile(r"&#([0-9]{1,7});")
"""An entity as `blocks.writing` may have written it: see `written_letter`."""
BARE: Final = re.compile(
    r"(?<![^\s(])https?://(?=[A-Za-z0-9])"
    r"(?:[A-Za-z0-9/.:?=%#+,@$-]|&(?=[A-Za-z0-9]{1,30}=)|(?<=[A-Za-z0-9])_(?=[A-Za-z0-9])){0,1900}"
    r"(?<=[A-Za-z0-9/])(?=[.,;:!?)]*(?:\s|$))"
)
"""An address that needs nothing around it."""
ADDRESS: Final = re.compile(r"https?://[^\W_][^\s<>|\"`)\]\\*]{0,1900}(?<![.,;:!?'_~])")
"""An address in a text. It is a link, as it is everywhere in Slack."""
AUTOLINK: Final = re.compile(r"<([A-Za-z][A-Za-z0-9+.-]{1,31}:[^\s<>\x00-\x1f\x7f]*)>")
EMOJI_NAME: Final = re.compile(
    r"(?=[_+'-]*[a-z0-9])(?:[a-z0-9+'-]|(?<=[a-z0-9_])_(?=[a-z0-9_])){1,100}(?:::skin-tone-[1-6])?"
)
EMOJI_FORM: Final = re.compile(rf"(?<![A-Za-z0-9]):({EMOJI_NAME.pattern}):(?![A-Za-z0-9])")

_SPECIAL = re.compile(
    r"`|\*|_|~|\\(?=[!-/:-@\[-`{-~])|\[(?!\[)|<(?=[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-])|&(?=[#A-Za-z])|!(?=\[)|@(?=\[)|#(?=\[)"
    r"|:(?=[a-z0-9_+'-])|https?://"
)
"""Where something may begin: what cannot, by what stands behind it, is left in the text around it."""
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_LABEL = re.compile(r"\[((?:[^\[\]\\`]|\\.|`[^`]*`)*)\]\(")
_GOAL = re.compile(r"(?:<((?:[^<>\\]|\\.)*)>|((?:[^\s<>()\\]|\\.)+))(?:\s+\"[^\"]{0,200}\")?\)")
_MAIL = re.compile(r"<([A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,200}@[A-Za-z0-9.-]{1,200})>")
_RUN = re.compile(r"`+|\*+|_+|~+")
_TICKS = re.compile(r"`+")
_IS_SPACE = re.compile(f"[{SPACE}]")


class Span(NamedTuple):
    """A run of words. `target` is a link's address, a mention's id or an emoji's name; an image's is its address."""

    text: str
    marks: Marks = PLAIN
    kind: str = TEXT
    target: str = ""


class _Run:
    """Some equal delimiters in a row: what they open, what they close, and how many are left as letters."""

    def __init__(self, sign: str, before: str, after: str) -> None:
        self.sign, self.length = sign[0], len(sign)
        self.left = self.length
        self.opens, self.closes = _flanks(self.sign, before, after, is_one=sign == self.sign)
        self.opened: list[str] = []
        self.closed: list[str] = []

    def takes(self, opener: "_Run") -> int:
        """Return how many delimiters this run, as the closing one, shares with an opening one; 0 for none."""
        both = (self.opens and self.closes) or (opener.opens and opener.closes)
        odd = self.length % 3 or opener.length % 3
        if self.sign != "~" and both and odd and (self.length + opener.length) % 3 == 0:
            return 0
        shared = min(self.left, opener.left, 2)
        return 0 if self.sign == "~" and shared < 2 else shared  # noqa: PLR2004 - struck words stand between pairs


@lru_cache(maxsize=4_096)
def _flanks(sign: str, before: str, after: str, *, is_one: bool) -> tuple[bool, bool]:
    """Return whether delimiters between these neighbours can open and can close something."""
    opening = not is_space(after) and (not is_punctuation(after) or is_space(before) or is_punctuation(before))
    closing = not is_space(before) and (not is_punctuation(before) or is_space(after) or is_punctuation(after))
    within = opening and closing and (sign == "_" or (sign == "*" and is_one))
    return opening and (not within or is_punctuation(before)), closing and (not within or is_punctuation(after))


def is_space(character: str) -> bool:
    """Whether a neighbour counts as space; the edge of a line does."""
    return not character or _IS_SPACE.match(character) is not None


def is_punctuation(character: str) -> bool:
    """Whether a neighbour counts as punctuation: anything that is neither space nor part of a word."""
    return bool(character) and not is_space(character) and not _in_word(character)


@lru_cache(maxsize=4_096)
def _in_word(character: str) -> bool:
    return not unicodedata.category(character).startswith(("P", "S"))


def written_letter(found: re.Match[str]) -> str:
    """Return what a `WRITTEN` entity stands for if it is ours: space, a line break, a letter of a word. Else ""."""
    letter = html.unescape(found[0])
    return letter if letter in " \t\n" or unicodedata.category(letter[0])[0] in "LMN" else ""


def read(line: str) -> list[Span]:
    """Return the spans of one line; what means nothing is text."""
    if not _SPECIAL.search(line):
        return [Span(line)] if line else []
    return joined(_Reader(line).spans())


def joined(spans: Iterable[Span]) -> list[Span]:
    """Return spans with neighbours of the same kind made one, and empty ones left out."""
    found: list[Span] = []
    words: list[str] = []
    marks = PLAIN
    for span in spans:
        text, its, kind, _ = span
        if kind == TEXT and (not text or (words and its == marks)):
            words += [text] if text else []
            continue
        if words:
            found.append(Span("".join(words), marks))
            words = []
        if kind == TEXT:
            words, marks = [text], its
        else:
            found.append(span)
    if words:
        found.append(Span("".join(words), marks))
    return found


class _Reader:
    """Reads one line from left to right; delimiters that find no partner stay what they are."""

    def __init__(self, line: str, *, is_label: bool = False) -> None:
        self.line = line
        self.is_label = is_label
        self.found: list[Span | _Run] = []
        self.waiting: dict[str, list[int]] = {"*": [], "_": [], "~": []}
        self.order: list[_Run] = []
        self.ticks: dict[int, list[int]] | None = None

    def spans(self) -> Iterator[Span]:
        """Yield what the line says, each span with the marks that are open around it."""
        place = 0
        while special := _SPECIAL.search(self.line, place):
            self._text(self.line[place : special.start()])
            place = self._one(special.start())
        self._text(self.line[place:])
        counts = dict.fromkeys((BOLD, ITALIC, STRIKE), 0)
        marks = PLAIN
        for one in self.found:
            if isinstance(one, Span):
                yield one._replace(marks=one.marks | marks) if marks else one
                continue
            for mark in one.closed:
                counts[mark] -= 1
            marks = frozenset(mark for mark, count in counts.items() if count)
            yield Span(one.sign * one.left, marks)
            for mark in one.opened:
                counts[mark] += 1
            marks = frozenset(mark for mark, count in counts.items() if count)

    def _text(self, text: str) -> None:
        if text:
            self.found.append(Span(text))

    def _one(self, start: int) -> int:
        """Take what stands at `start` and return where it ends."""
        sign = self.line[start]
        end = 0
        match sign:
            case "\\":
                end = self._escape(start)
            case "`":
                end = self._code(start)
            case "*" | "_" | "~":
                end = self._run(start)
            case "[":
                end = self._link(start)
            case "!":
                end = self._image(start)
            case "<":
                end = self._autolink(start)
            case "&":
                end = self._entity(start)
            case "h":
                end = self._address(start)
            case _:
                end = self._named(start)
        if not end:
            ticks = _TICKS.match(self.line, start)
            end = ticks.end() if ticks else start + 1
            self._text(self.line[start:end])
        return end

    def _escape(self, start: int) -> int:
        literal = self.line[start + 1 : start + 2]
        if literal not in PUNCTUATION:
            return 0
        self._text(literal)
        return start + 2

    def _code(self, start: int) -> int:
        inside, end = self._code_at(start)
        if end:
            self.found.append(Span(inside, frozenset({CODE})))
        return end

    def _code_at(self, start: int) -> tuple[str, int]:
        """Return what is inside the code span that begins here, and where it ends; 0 where none does."""
        ticks = _TICKS.match(self.line, start)
        assert ticks is not None
        if self.ticks is None:
            self.ticks = {}
            for run in _TICKS.finditer(self.line):
                self.ticks.setdefault(run.end() - run.start(), []).append(run.start())
        width = ticks.end() - start
        closing = self.ticks.get(width, [])
        at = bisect_left(closing, ticks.end())
        if at == len(closing):
            return "", 0
        inside = self.line[ticks.end() : closing[at]]
        if inside[0] == inside[-1] == " " and inside.strip(" "):
            inside = inside[1:-1]
        return inside, closing[at] + width

    def _run(self, start: int) -> int:
        found = _RUN.match(self.line, start)
        assert found is not None
        run = _Run(found[0], self.line[start - 1 : start], self.line[found.end() : found.end() + 1])
        self.found.append(run)
        if run.closes:
            self._close(run)
        if run.left > (run.sign == "~") and run.opens:
            self.waiting[run.sign].append(len(self.order))
            self.order.append(run)
        return found.end()

    def _close(self, run: _Run) -> None:
        places = self.waiting[run.sign]
        while run.left and places and (shared := run.takes(self.order[places[-1]])):
            opener = self.order[places[-1]]
            keep = places[-1] + (opener.left > shared)
            while len(self.order) > keep:
                self.waiting[self.order.pop().sign].pop()
            opener.left -= shared
            run.left -= shared
            mark = STRIKE if run.sign == "~" else (ITALIC, BOLD)[shared - 1]
            opener.opened.append(mark)
            run.closed.append(mark)

    def _link(self, start: int) -> int:
        label, end = self._label(start)
        goal = _GOAL.match(self.line, end) if end else None
        if goal is None:
            return 0
        spans = joined(_Reader(label, is_label=True).spans())
        marks = frozenset({CODE}) if spans and all(CODE in one.marks for one in spans) else PLAIN
        text = "".join(one.text for one in spans)
        self.found.append(Span(text, marks, LINK, _meant(goal[1] if goal[1] is not None else goal[2])))
        return goal.end()

    def _label(self, start: int) -> tuple[str, int]:
        """Return the raw label of a link and where its address begins; 0 where there is none."""
        if self.line.startswith("[`", start):
            end = self._code_at(start + 1)[1]
            if end and self.line.startswith("](", end):
                return self.line[start + 1 : end], end + 2
        found = _LABEL.match(self.line, start)
        return (found[1], found.end()) if found else ("", 0)

    def _image(self, start: int) -> int:
        label, end = self._label(start + 1) if self.line[start + 1 : start + 2] == "[" else ("", 0)
        goal = _GOAL.match(self.line, end) if end else None
        if goal is None:
            return 0
        alt = "".join(one.text for one in read(label))
        self.found.append(Span(alt, PLAIN, IMAGE, _meant(goal[1] if goal[1] is not None else goal[2])))
        return goal.end()

    def _autolink(self, start: int) -> int:
        if found := AUTOLINK.match(self.line, start):
            self.found.append(Span(found[1], PLAIN, LINK, found[1]))
        elif found := _MAIL.match(self.line, start):
            self.found.append(Span(found[1], PLAIN, LINK, f"mailto:{found[1]}"))
        return found.end() if found else 0

    def _entity(self, start: int) -> int:
        found = ENTITY.match(self.line, start)
        if found is None or (letter := html.unescape(found[0])) == found[0]:
            return 0
        self._text(letter)
        return found.end()

    def _address(self, start: int) -> int:
        found = BARE.match(self.line, start) or ADDRESS.match(self.line, start)
        if found is None or self.is_label:
            return 0
        self.found.append(Span(found[0], PLAIN, LINK, found[0]))
        return found.end()

    def _named(self, start: int) -> int:
        if found := EMOJI_FORM.match(self.line, start):
            self.found.append(Span(found[0], PLAIN, EMOJI, found[1]))
        elif found := MENTION_FORM.match(self.line, start):
            self.found.append(Span(found[0], PLAIN, MENTION, found[1] or found[2]))
        return found.end() if found else 0


def _meant(address: str) -> str:
    """Return an address without the escapes of the line that it was written in."""
    if "\\" not in address and "&" not in address:
        return address
    parts = _ESCAPED.split(address)
    return "".join(part if place % 2 else ENTITY.sub(_letter, part) for place, part in enumerate(parts))


def _letter(found: re.Match[str]) -> str:
    return html.unescape(found[0])
