"""Slack's mrkdwn as a person reads it: styles, code, quotes, typed bullets, mentions, links, dates and emoji.

A text is cut into pieces, and each piece becomes an element or text: nothing in it can become a tag.
"""

import re
from collections.abc import Mapping
from typing import Any

from htpy import Node, b, blockquote, code, fragment, i, pre, s, span

from sandbox.page import dates, emoji, links, mentions
from sandbox.page.viewer import Viewer

_FENCED = re.compile(r"```(.+?)```[ \t]*\n?", re.DOTALL)
_QUOTED = re.compile(r"(?:&gt;|>) ?")
_QUOTED_TO_THE_END = re.compile(r"(?:&gt;|>){3} ?")
_BULLET = re.compile(r"(\s*)([•◦▪‣]\s)(.*)", re.DOTALL)
_ENTITY = re.compile(r"&(amp|lt|gt);")
_ENTITIES = {"amp": "&", "lt": "<", "gt": ">"}
_TAG = r"<[^<>\n]+>"
_TAGS = re.compile(_TAG)
_INSIDE = {sign: rf"(?:{_TAG}|`[^`\n]+`|[^\n<`{sign}])" for sign in "*_~"}
_INLINE = re.compile(
    rf"(?P<tag>{_TAG})"
    r"|(?P<code>`[^`\n]+`)"
    r"|(?P<url>(?<![\w<|])https?://(?:(?!&[lg]t;)[^\s<>|`\"])+)"
    + "".join(
        rf"|(?<![\w{sign}])(?P<{name}>{re.escape(sign)}(?=\S){_INSIDE[sign]}+(?<=\S){re.escape(sign)})(?![\w{sign}])"
        for name, sign in (("bold", "*"), ("italic", "_"), ("strike", "~"))
    )
)
_STYLES = {"bold": b, "italic": i, "strike": s}
_AFTER_A_URL = ".,;:!?'*_~)]}"


def html(text: str, viewer: Viewer, *, verbatim: bool = False) -> Node:
    """Return mrkdwn as it is read; `verbatim` leaves bare addresses alone, as Slack does."""
    drawn: list[Node] = []
    end = 0
    for found in _FENCED.finditer(text):
        fenced = found[1].removeprefix("\n").removesuffix("\n")
        before = text[end : found.start()].removesuffix("\n")
        drawn += [_lines(before, viewer, verbatim=verbatim), pre(".preformatted")[_literal(fenced, viewer)]]
        end = found.end()
    return fragment[*drawn, _lines(text[end:], viewer, verbatim=verbatim)]


def said(value: Any, viewer: Viewer) -> Node:
    """Return a text object, of mrkdwn or plain, or a bare string of mrkdwn."""
    if isinstance(value, str):
        return html(value, viewer)
    if not isinstance(value, Mapping):
        return None
    text = str(value.get("text", ""))
    if value.get("type") == "mrkdwn":
        return html(text, viewer, verbatim=value.get("verbatim") is True)
    return fragment[emoji.inline(text)] if value.get("emoji", True) else text


def plain(value: Any) -> str:
    """Return the bare words of a text object, for labels and tooltips."""
    return str(value.get("text", "")) if isinstance(value, Mapping) else str(value or "")


def bare(text: str) -> str:
    """Return mrkdwn as one line of words, for places that show no more: tags by their label."""
    return unescaped(_TAGS.sub(lambda found: found[0][1:-1].rpartition("|")[2], text))


def unescaped(text: str) -> str:
    """Return a text without the three entities that Slack writes."""
    return _ENTITY.sub(lambda found: _ENTITIES[found[1]], text)


def mentioned(text: str, viewer: Viewer) -> Node:
    """Return text without entities, in which names in angle brackets, dates and emoji mean something."""
    drawn: list[Node] = []
    end = 0
    for found in _TAGS.finditer(text):
        drawn += [emoji.inline(text[end : found.start()]), _tag(found[0], viewer)]
        end = found.end()
    return fragment[drawn, emoji.inline(text[end:])]


def _literal(text: str, viewer: Viewer) -> Node:
    """Return text in which only what stands in angle brackets means something, as in code."""
    drawn: list[Node] = []
    end = 0
    for found in _TAGS.finditer(text):
        drawn += [unescaped(text[end : found.start()]), _tag(found[0], viewer)]
        end = found.end()
    return fragment[drawn, unescaped(text[end:])]


def _lines(text: str, viewer: Viewer, *, verbatim: bool) -> Node:
    """Return lines: those of a quote together, those after a typed bullet hanging, the others as they come."""
    drawn: list[Node] = []
    rest = text.split("\n") if text else []
    while rest:
        if _QUOTED_TO_THE_END.match(rest[0]):
            rest[0] = _QUOTED_TO_THE_END.sub("", rest[0], count=1)
            quoted, rest = rest, []
        else:
            count = next((at for at, line in enumerate(rest) if not _QUOTED.match(line)), len(rest))
            quoted, rest = [_QUOTED.sub("", line, count=1) for line in rest[:count]], rest[count:]
        if quoted:
            drawn.append(blockquote[_flow(quoted, viewer, verbatim=verbatim)])
            continue
        count = next((at for at, line in enumerate(rest) if _QUOTED.match(line)), len(rest))
        drawn.append(_flow(rest[:count], viewer, verbatim=verbatim))
        rest = rest[count:]
    return fragment[drawn]


def _flow(lines: list[str], viewer: Viewer, *, verbatim: bool) -> Node:
    drawn: list[Node] = []
    broken = False  # whether the next line needs a break before it: what hangs is a block of its own
    for line in lines:
        bullet = _BULLET.fullmatch(line)
        if bullet:
            depth = min(len(bullet[1].replace("\t", "    ")) // 2, 4)
            drawn.append(span(f".typed-bullet.depth-{depth}")[bullet[2], _inline(bullet[3], viewer, verbatim=verbatim)])
        else:
            drawn += ["\n" if broken else None, _inline(line, viewer, verbatim=verbatim)]
        broken = bullet is None
    return fragment[drawn]


def _inline(text: str, viewer: Viewer, *, verbatim: bool) -> Node:
    drawn: list[Node] = []
    end = 0
    for found in _INLINE.finditer(text):
        drawn.append(fragment[emoji.inline(unescaped(text[end : found.start()]))])
        kind = str(found.lastgroup)
        end = found.end()
        if kind == "tag":
            drawn.append(_tag(found[0], viewer))
        elif kind == "code":
            drawn.append(code[_literal(found[0][1:-1], viewer)])
        elif kind == "url":
            address = found[0].rstrip(_AFTER_A_URL)
            end = found.start() + len(address)
            plain_address = unescaped(address)
            drawn.append(plain_address if verbatim else links.html(plain_address, plain_address, viewer))
        else:
            drawn.append(_STYLES[kind][_inline(found[0][1:-1], viewer, verbatim=verbatim)])
    return fragment[drawn, emoji.inline(unescaped(text[end:]))]


def _tag(tag: str, viewer: Viewer) -> Node:
    """Return what stands in angle brackets: a mention, a date or a link; anything else as it was typed."""
    target, _, told = tag[1:-1].partition("|")
    label = unescaped(told)
    if target[:1] in "@#!" and len(target) > 1:
        return _special(target, label, viewer)
    address = unescaped(target)
    if ":" not in address:
        return unescaped(tag)
    return links.html(address, fragment[emoji.inline(label)] if label else address, viewer)


def _special(target: str, label: str, viewer: Viewer) -> Node:
    name, *more = target[1:].split("^")
    drawn: Node
    match (target[0], name):
        case ("@", _):
            drawn = mentions.user(name, viewer, label)
        case ("#", _):
            drawn = mentions.channel(name, viewer, label)
        case (_, "here" | "channel" | "everyone"):
            drawn = mentions.everyone(name)
        case (_, "subteam") if more:
            drawn = mentions.group(more[0], viewer, label)
        case (_, "date") if len(more) > 1:
            link = unescaped(more[2]) if len(more) > 2 else ""  # noqa: PLR2004 -- stamp, form, link
            drawn = dates.html(more[0], unescaped(more[1]), label, viewer, link)
        case _:
            drawn = label or f"<{target}>"
    return drawn
