"""Spans as one line of Markdown, in one way only: what is text stays text, and every mark finds its partner.

Nothing is escaped that means nothing where it stands, so that ordinary words look ordinary. Where a mark would touch a
word from the wrong side, the letter beside it is written as an entity: exact, if not pretty, and rare.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from blocks import spans
from blocks.spans import BOLD, CODE, EMOJI, ITALIC, LINK, PLAIN, STRIKE, TEXT, Marks, Span, joined
from bot.domain.mentions import MENTION_FORM

_SIGNS: Final = ((BOLD, "**"), (ITALIC, "_"), (STRIKE, "~~"))
_AROUND = re.compile(f"([{spans.SPACE}]*)(.*?)([{spans.SPACE}]*)", re.DOTALL)
_ACTIVE = re.compile(r"_+|[\\`*~\[\]<&!:(]")
_TAG = re.compile(r"<[^\s<>]*")
_OPENS_TAG: Final = frozenset("/!?")
_TICKS = re.compile(r"`+")
_ALNUM = re.compile(r"[A-Za-z0-9]")
_UNFINISHED_NAME = re.compile(r":[a-z0-9_+':-]{1,120}")
_AFTER_ADDRESS = re.compile(r"[.,;:!?)]*(?:\s|\Z)")
_PLAIN_GOAL = re.compile(r"[^\s<>()\\\x00-\x20\x7f]+")
_ONLY_SIGNS = re.compile(r"[-=|:+][-=|:+ \t]*")
_STARTS = re.compile(r"#{1,6}(?=\s|$)|>|[-+](?=\s|$)|\[(?=(?:[^\]\\]|\\.)*(?:\]:|$))")
_NUMBER = re.compile(r"([0-9]{1,9})(?=[.)](?:\s|$))")


class _Piece:
    """A part of the line: a mark that opens or closes, a text still to be escaped, or something finished."""

    def __init__(self, kind: str, content: str, span: Span | None = None) -> None:
        self.kind, self.content, self.span = kind, content, span
        self.first = self.last = False
        """Whether the first and the last letter are written as entities."""

    def begins(self) -> str:
        """Return the letter it shows to its left; any punctuation stands for markup."""
        coded = self.first or (self.last and len(self.content) == 1)
        return self.content[0] if self.kind == "text" and not coded else "*"

    def ends(self) -> str:
        """Return the letter it shows to its right."""
        coded = self.last or (self.first and len(self.content) == 1)
        return self.content[-1] if self.kind == "text" and not coded else "*"


def write(line: Sequence[Span]) -> str:
    """Return one line. No span may hold a line break except a link's label."""
    pieces = _pieces(_settled(line), 0)
    _guard(pieces)
    out = [""]
    for place in range(len(pieces)):
        out.append(_written(pieces, place, out[-1][-1:]))
    return _as_no_start("".join(out))


def literal(text: str) -> str:
    """Return a text for the middle of a line: whatever stands beside it, nothing in it means anything."""
    return _escaped(text, "*", "*").replace("://", ":\\//")


def _settled(line: Sequence[Span]) -> list[Span]:
    """Return the spans with space outside of marks where it is at their edge, and addresses as links."""
    split: list[Span] = []
    for span in joined(line):
        if span.kind != TEXT or CODE in span.marks:
            split.append(span)
            continue
        for part in _linked(span):
            around = _AROUND.fullmatch(part.text) if part.kind == TEXT else None
            split += [part._replace(text=one) for one in around.groups() if one] if around else [part]
    return joined(_without_marked_space(split))


def _linked(span: Span) -> list[Span]:
    if "://" not in span.text:
        return [span]
    parts, done = [], 0
    for found in spans.ADDRESS.finditer(span.text):
        parts.append(span._replace(text=span.text[done : found.start()]))
        parts.append(Span(found[0], span.marks, LINK, found[0]))
        done = found.end()
    parts.append(span._replace(text=span.text[done:]))
    return [one for one in parts if one.text]


def _without_marked_space(split: list[Span]) -> list[Span]:
    """Space keeps a mark only between two words that have it: no other place of it can be written."""
    following: list[Marks] = []
    marks = PLAIN
    for span in reversed(split):
        following.append(marks)
        marks = marks if _is_blank(span) else span.marks
    following.reverse()
    found: list[Span] = []
    marks = PLAIN
    for span, then in zip(split, following, strict=True):
        if _is_blank(span):
            found.append(span._replace(marks=frozenset(_going_on(span.marks, marks, then))))
        else:
            found.append(span)
            marks = span.marks
    return found


def _going_on(own: Marks, before: Marks, after: Marks) -> Iterator[str]:
    """Yield the marks of a space that go on over it, from the outer ones to the first that ends or begins here."""
    for mark, _ in _SIGNS:
        if mark in before and mark in after and mark in own:
            yield mark
        elif mark in before or mark in after:
            return


def _is_blank(span: Span) -> bool:
    return span.kind == TEXT and CODE not in span.marks and spans.is_space(span.text[0])


def _pieces(line: Sequence[Span], depth: int) -> list[_Piece]:
    """Return the pieces of a line: bold around italic around struck, each as long as it can be."""
    if depth == len(_SIGNS):
        return [_piece(span) for span in line]
    mark, sign = _SIGNS[depth]
    pieces: list[_Piece] = []
    start = 0
    while start < len(line):
        end = start + 1
        marked = mark in line[start].marks
        while end < len(line) and (mark in line[end].marks) == marked:
            end += 1
        inner = _pieces(line[start:end], depth + 1)
        pieces += [_Piece("open", sign), *inner, _Piece("close", sign)] if marked else inner
        start = end
    return pieces


def _piece(span: Span) -> _Piece:
    if span.kind == LINK:
        return _Piece("link", "", span)
    if span.kind == TEXT and CODE in span.marks:
        return _Piece("done", code(span.text))
    return _Piece("text" if span.kind == TEXT else span.kind, span.text)


def _guard(pieces: list[_Piece]) -> None:
    """Decide which letters beside marks and emoji have to be entities. Going back for the opening marks, then on."""
    for place, piece in enumerate(pieces):
        if piece.kind == EMOJI:
            before, after = _neighbours(pieces, place)
            if before and before.kind == "text" and _ALNUM.match(before.content[-1]):
                before.last = True
            if after and after.kind == "text" and _ALNUM.match(after.content[0]):
                after.first = True
    for place in range(len(pieces) - 1, -1, -1):
        before, after = _neighbours(pieces, place)
        if pieces[place].kind == "open" and before and after and _is_word(before.ends()):
            before.last = before.last or pieces[place].content == "_" or not _is_word(after.begins())
    for place, piece in enumerate(pieces):
        before, after = _neighbours(pieces, place)
        if piece.kind == "close" and before and after and _is_word(after.begins()):
            after.first = after.first or piece.content == "_" or not _is_word(before.ends())


def _neighbours(pieces: list[_Piece], place: int) -> tuple[_Piece | None, _Piece | None]:
    before = pieces[place - 1] if place else None
    return before, pieces[place + 1] if place + 1 < len(pieces) else None


def _is_word(letter: str) -> bool:
    return not spans.is_space(letter) and not spans.is_punctuation(letter)


def _written(pieces: Sequence[_Piece], place: int, before: str) -> str:
    """Return a piece as it is written after the letter `before`."""
    piece = pieces[place]
    if piece.kind == "text":
        return _text(piece, before, _begun(pieces, place + 1))
    if piece.span is not None:
        is_free = (not before or before == "(" or before.isspace()) and _ends_address(pieces, place + 1)
        return _link(piece.span, is_free=is_free)
    return piece.content


def _begun(pieces: Sequence[_Piece], place: int) -> str:
    """Return the letter that a finished piece begins with; "" after the last one."""
    if place == len(pieces):
        return ""
    return "[" if pieces[place].span is not None else pieces[place].content[0]


def _text(piece: _Piece, before: str, after: str) -> str:
    content = piece.content
    head = _coded(content[0]) if piece.first else ""
    tail = _coded(content[-1]) if piece.last and (len(content) > 1 or not head) else ""
    middle = content[1 if head else 0 : -1 if tail else None]
    return head + _escaped(middle, ";" if head else before, "&" if tail else after) + tail


def _coded(letter: str) -> str:
    return f"&#{ord(letter)};"


def _escaped(text: str, before: str, after: str, *, is_label: bool = False) -> str:
    """Return a text between two letters of the line ("" is its edge), with a backslash where it means something."""

    def mended(found: re.Match[str]) -> str:
        if (is_label and found[0] in "[]") or _means_something(found, before, after):
            return "".join(f"\\{sign}" for sign in found[0])
        return found[0]

    return _ACTIVE.sub(mended, text)


def _means_something(found: re.Match[str], before: str, after: str) -> bool:  # noqa: C901, PLR0911 - one row a sign
    text, start, end = found.string, found.start(), found.end()
    left, right = text[start - 1 : start] or before, text[end : end + 1] or after
    match found[0][0]:
        case "\\":
            return end == len(text) or right == "\n" or right in spans.PUNCTUATION
        case "_":
            return left + right != "  " and not (start > 0 and end < len(text) and _is_word(left) and _is_word(right))
        case "*":
            return left + right != "  "
        case "~":
            return "~" in (left, right)
        case "[":
            return left in ("@", "#") and MENTION_FORM.match(f"{left}{text[start : start + 24]}") is not None
        case "]":
            return right == "("
        case "(":
            return left == "]" and start == 0
        case "<":
            tag = _TAG.match(text, start)
            assert tag is not None
            return right in _OPENS_TAG or right.isalpha() or "@" in tag[0] or (tag.end() == len(text) and after != "")
        case "&":
            return spans.ENTITY.match(text, start) is not None
        case "!":
            return end == len(text) and after == "["
        case ":":
            unfinished = after == ":" and _UNFINISHED_NAME.fullmatch(text, start) is not None
            return unfinished or spans.EMOJI_FORM.match(text, start) is not None
    return True


def _link(span: Span, *, is_free: bool) -> str:
    """Return a link; an address alone where nothing but space is beside it (`is_free`)."""
    url, label = span.target, span.text
    if CODE in span.marks and label and "]:" not in label:
        return f"[{code(label.replace(chr(10), ' '))}]({_goal(url)})"
    if label and label != url:
        return _labelled(label, url)
    if is_free and spans.BARE.fullmatch(url):
        return url
    return f"<{url}>" if spans.AUTOLINK.fullmatch(f"<{url}>") else _labelled(url, url)


def _ends_address(pieces: Sequence[_Piece], place: int) -> bool:
    if place == len(pieces):
        return True
    found = _AFTER_ADDRESS.match(pieces[place].content) if pieces[place].kind == "text" else None
    return found is not None and (found[0][-1:].isspace() or place + 1 == len(pieces))


def _labelled(label: str, url: str) -> str:
    text = _escaped(label, "[", "]", is_label=True).replace("\n", "&#10;")
    return f"[{text}]({_goal(url)})"


def _goal(url: str) -> str:
    if _PLAIN_GOAL.fullmatch(url) and not spans.ENTITY.search(url):
        return url
    inside = re.sub(r"([\\<>])", r"\\\1", url)
    return f"<{spans.ENTITY.sub(lambda found: chr(92) + found[0], inside)}>"


def code(text: str) -> str:
    """Return a code span that holds this line, whatever backticks are in it."""
    widths = {len(run) for run in _TICKS.findall(text)}
    fence = "`" * next(width for width in range(1, len(widths) + 2) if width not in widths)
    padded = text.startswith("`") or text.endswith("`") or (text[0] == text[-1] == " " and text.strip(" ") != "")
    return f"{fence} {text} {fence}" if padded else f"{fence}{text}{fence}"


def _as_no_start(line: str) -> str:
    """Return the line so that nothing at its start makes a heading, list, quote, table or definition of it."""
    if line[:1] in (" ", "\t"):
        return _coded(line[0]) + line[1:]
    if _ONLY_SIGNS.fullmatch(line) or _STARTS.match(line):
        return f"\\{line}"
    return _NUMBER.sub(r"\1\\", line, count=1) if _NUMBER.match(line) else line
