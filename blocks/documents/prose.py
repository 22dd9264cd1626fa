"""Sections' Markdown as blocks, for the formats that are not Markdown themselves.

Whatever is not understood is text. Nothing vanishes: no definition, no raw HTML, no image's description, nothing that
is nested deeper than a parser likes. A heading becomes a bold paragraph, since only parts have headings.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from blocks.documents.escaping import shallow
from blocks.documents.parts import Block, Bullets, Cell, Code, Paragraph, Quote, Rule, Span, Table, bold, plain, words
from blocks.spans import WRITTEN, written_letter
from blocks.text import is_safe_url
from bot.domain.links import unsaid_goal
from bot.domain.text import normalise
from bot.domain.words import say

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

_BARE = re.compile(r"\bhttps?://[^\s<>|\"`)\]]{1,1900}[^\s<>|\"`)\].,;:!?'*_~]")
_FENCE = re.compile(r"^\s{0,3}(?:`{3,}(?=[^`]*$)|~{3,})")
# what may stand behind a fence without being a part of the text
_LANGUAGE = re.compile(
    r"(?i)(?:bash|c|console|cpp|diff|go|hcl|html|http|ini|java|javascript|js|json|kotlin|log|logql|php|promql|py|python"
    r"|ruby|rust|scala|sh|shell|sql|swift|text|toml|ts|txt|typescript|xml|ya?ml)?"
)
_CELL_END = re.compile(r"(?<!\\)\|")
_NESTED = 12  # levels of lists and quotes in a document; what is deeper stands beside them, since typst gives up
_DEEPEST = 80  # of the parser; `shallow` has cut what people write long before


def blocks(source: str) -> tuple[Block, ...]:
    """Return a section's Markdown as blocks."""
    text = normalise(source)
    try:
        tokens = _parser().parse(_shallow(text))
    except RecursionError:  # nothing that people write; its text is shown as it is
        return tuple(Paragraph(plain(part)) for part in text.split("\n\n") if part.strip())
    return _Reader(tokens, text).blocks("")


@cache
def _parser() -> "MarkdownIt":
    from markdown_it import MarkdownIt  # noqa: PLC0415 - only documents need it

    made = MarkdownIt("commonmark", {"maxNesting": _DEEPEST, "html": False})
    # Definitions are swallowed, underlines make headings, and entities hide what was typed: all but those we write.
    made.inline.ruler.push("written", _written)
    return made.enable(["table", "strikethrough"]).disable(["reference", "lheading", "entity", "html_block"])


def _written(state: "StateInline", silent: bool) -> bool:  # noqa: FBT001 - the parser calls it so
    """Read an entity that `blocks.writing` wrote, as the parser's own rule would."""
    found = WRITTEN.match(state.src, state.pos)
    letter = written_letter(found) if found else ""
    if found is None or not letter:
        return False
    if not silent:
        token = state.push("text_special", "", 0)
        token.content, token.markup, token.info = letter, found[0], "entity"
    state.pos = found.end()
    return True


def _shallow(text: str) -> str:
    lines: list[str] = []
    fence = ""
    for line in text.split("\n"):
        mark = _FENCE.match(line)
        if mark and not fence:
            fence = mark[0].strip()
        elif mark and mark[0].strip().startswith(fence):
            fence = ""
        lines.append(line if fence or mark else shallow(line))
    return "\n".join(lines)


class _Reader:
    """Walks over the parser's tokens once."""

    def __init__(self, tokens: "list[Token]", source: str) -> None:
        self._tokens = tokens
        self._lines = source.split("\n")
        self._at = self._depth = 0

    def blocks(self, end: str) -> tuple[Block, ...]:
        """Return the blocks up to the token of that type, which is passed over."""
        found: list[Block] = []
        self._depth += 1
        while self._at < len(self._tokens):
            token = self._next()
            if token.type == end:
                break
            found.extend(self._block(token))
        self._depth -= 1
        return tuple(found)

    def _next(self) -> "Token":
        self._at += 1
        return self._tokens[self._at - 1]

    def _block(self, token: "Token") -> Iterator[Block]:
        if token.type == "inline":
            if spans := _spans(token):
                yield Paragraph(spans)
        elif token.type == "heading_open":
            yield from (
                Paragraph(bold(one.spans)) for one in self.blocks("heading_close") if isinstance(one, Paragraph)
            )
        elif token.type in {"fence", "code_block"}:
            info = token.info.strip()
            lines = token.content.removesuffix("\n")
            yield Code(lines if _LANGUAGE.fullmatch(info) else f"{info}\n{lines}")
        elif token.type == "hr":
            yield Rule()
        elif token.type == "blockquote_open":
            quoted = self.blocks("blockquote_close")
            yield from (Quote(quoted),) if self._depth <= _NESTED else quoted
        elif token.type in {"bullet_list_open", "ordered_list_open"}:
            made = self._list(token)
            yield from (made,) if self._depth <= _NESTED else (one for item in made.items for one in item)
        elif token.type == "table_open":
            yield self._table(token)

    def _list(self, opened: "Token") -> Bullets:
        end = opened.type.replace("_open", "_close")
        items = []
        while (token := self._next()).type != end:
            if token.type == "list_item_open":
                items.append(self.blocks("list_item_close"))
        start = int(opened.attrs.get("start", 1)) if opened.type.startswith("ordered") else None
        return Bullets(items=tuple(items), start=start)

    def _table(self, opened: "Token") -> Block:
        rows: list[list[Cell]] = []
        while (token := self._next()).type != "table_close":
            if token.type == "tr_open":
                rows.append([])
            elif token.type == "inline":
                rows[-1].append(_spans(token))
        head, *rest = (tuple(row) for row in rows)
        start, end = opened.map or (0, 0)
        typed = self._lines[start:end]
        if any(len(_CELL_END.split(line.strip().strip("|"))) > len(head) for line in typed):
            return Code("\n".join(typed))  # the parser drops cells that the head has no room for
        return Table(look="prose", title="", head=head, rows=tuple(rest))


def _spans(inline: "Token") -> Cell:
    """Return a paragraph's runs of text. Links show their host; what is no safe address is no link."""
    found: list[Span] = []
    looks = {"strong": False, "em": False, "s": False}
    url, address, label = "", "", len(found)
    for token in inline.children or ():
        kind, _, way = token.type.rpartition("_")
        if kind in looks:
            looks[kind] = way == "open"
        elif token.type == "link_open":
            address, label = str(token.attrs.get("href", "")), len(found)
            url = address if is_safe_url(address) else ""
        elif token.type == "link_close":
            found.extend(_leading_to(address, words(tuple(found[label:]))))
            url = ""
        else:
            found.extend(_run(token, url, looks))
    return tuple(found)


def _leading_to(address: str, label: str) -> Iterator[Span]:
    """Say where a link leads if its label does not, and what was no link after all."""
    if not is_safe_url(address):
        yield from _part(Span(""), f" ({address})" if address else "")
        return
    if not label.strip():
        yield Span(address, url=address)
    elif goal := unsaid_goal(address, label):
        yield Span(f" ({goal})", url=address)


def _run(token: "Token", url: str, looks: dict[str, bool]) -> Iterator[Span]:
    content = _content(token)
    if not content:
        return
    shown = Span(
        content, url=url, bold=looks["strong"], italic=looks["em"], struck=looks["s"], code=token.type == "code_inline"
    )
    yield from (shown,) if url or shown.code else _linked(shown)


def _content(token: "Token") -> str:
    if token.type in {"softbreak", "hardbreak"}:
        return "\n"  # who writes in Slack means a line break
    if token.type == "image":
        return f"[{token.content or say('file.image')}]"
    return token.content


def _linked(span: Span) -> Iterator[Span]:
    """Make links of the addresses in a run of text."""
    done = 0
    for found in _BARE.finditer(span.text):
        if not is_safe_url(found[0]):
            continue
        yield from _part(span, span.text[done : found.start()])
        yield from _part(span, found[0], found[0])
        done = found.end()
    yield from _part(span, span.text[done:])


def _part(span: Span, text: str, url: str = "") -> Iterator[Span]:
    if text:
        yield Span(text, url=url, bold=span.bold, italic=span.italic, struck=span.struck)
