"""Text of people and machines inside a Markdown file: it can be read, and it can build nothing.

Sections in are sections out: a section's text makes no heading, loads no image, defines no link and carries no HTML.
"""

import re
from collections.abc import Sequence
from typing import Final

from blocks.spans import WRITTEN, written_letter
from blocks.text import is_safe_url, with_goal
from bot.domain.text import normalise
from bot.domain.words import say

_INSIDE = r"^((?:[\s>]|[-*+]\s|\d{1,9}[.)]\s)*)"  # quotes and lists that a line may stand in
_HEADING = re.compile(_INSIDE + r"(#{1,6})(?=\s|$)")
_UNDERLINE = re.compile(_INSIDE + r"(=+|-+)(\s*)$")
_DEFINITION = re.compile(_INSIDE + r"\[([^\]\n]{0,300})\]:")
_LEAD = re.compile(r"^(?:[ \t]+|>|[-*+](?=[ \t])|\d{1,9}[.)](?=[ \t]))+")
_LEVEL = re.compile(r">|[-*+](?=[ \t])|\d{1,9}[.)](?=[ \t])")
_ACROSS = re.compile(r"^[\s>]*(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,})$")
_FENCE = re.compile(r"^(\s*|> ?)(`{3,}|~{3,})(.*)$")
_IMAGE = re.compile(r"!\[([^\]\n]{0,300})\]\(([^)\n]{0,2000})\)")
_LINK = re.compile(r"(?<!!)\[([^\[\]\n]{1,300})\]\(((?:[^()\s]|\([^()\s]{0,200}\)){1,2000})(?:\s[^)\n]{0,200})?\)")
_AUTOLINK = re.compile(r"<((?:https?://|mailto:)[^<>\s]{1,2000})>")
_MEANS_SOMETHING = re.compile(r"([\\`*\[\]<>|~]|(?<!\w)_|_(?!\w))")
_STARTS_SOMETHING = re.compile(r"^(?=[-+=#])|^(\d{1,9})(?=[.)](?:\s|$))")
_LITERAL = re.compile(
    r"(?<!`)(?P<ticks>`{1,3})(?!`)(?P<code>(?:[^`\n]|(?!(?P=ticks)(?!`))`+){1,400})(?P=ticks)(?!`)"
    r"|\\(?P<sign>[!-\"$-/:-?\[-`{-~])"
    rf"|(?P<entity>{WRITTEN.pattern})"
)
"""What already means itself alone: a code span, a sign with its backslash (but @ and #), an entity of our writing."""
_MENTION = re.compile(r"(?<![\w.+-])@(?=[\w\ue000])")
_ISSUE = re.compile(r"(?<![\w&])#(?=[\d\ue000])")
DEEPEST: Final = 5
_WIDEST_INDENT: Final = 16
_KEPT = "\ue000{}\ue001"
_KEPT_FOUND = re.compile("\ue000(\\d+)\ue001")


def section(source: str) -> str:
    """Return a section's Markdown with its lists, emphasis, code, quotes and safe links, and nothing that builds."""
    lines: list[str] = []
    fence: str | None = None
    quote = ""
    for line in normalise(source.replace("\ue000", "").replace("\ue001", "")).split("\n"):
        found = _FENCE.match(line)
        if fence is not None and quote and not line.startswith(">"):
            fence = None  # the quote is over, and its code with it
        if fence is not None:
            if found and found[2].startswith(fence) and not found[3].strip():
                lines.append(f"{quote}{fence}")
                fence = None
            else:
                lines.append(line)
        elif found and (found[2][0] == "~" or "`" not in found[3]):
            quote, fence = "> " if ">" in found[1] else "", found[2]
            lines.append(f"{quote}{fence}{re.sub(r'[^A-Za-z0-9]', '', found[3])[:20]}")
        else:
            lines.append(_line(line))
    if fence is not None:
        lines.append(f"{quote}{fence}")
    return "\n".join(lines).strip("\n")


def field(text: str) -> str:
    """Return a one-line text (a title, a name, an entry) as literal text, also inside a table cell."""
    line = normalise(text, one_line=True)
    escaped = _MEANS_SOMETHING.sub(r"\\\1", line.replace("&", "&amp;"))
    return _inert(_STARTS_SOMETHING.sub(r"\g<0>\\", escaped))


def link(url: str, label: str) -> str:
    """Return a link that code chose, or only its label where the address is not safe."""
    if not is_safe_url(url):
        return field(label)
    return f"[{field(label)}](<{url}>)"


def _line(line: str) -> str:
    kept: list[str] = []

    def keep(shown: str) -> str:
        kept.append(shown)
        return _KEPT.format(len(kept) - 1)

    line = shallow(line)
    line = _LITERAL.sub(lambda found: keep(found[0]) if _is_literal(found) else found[0], line)
    line = _IMAGE.sub(lambda found: keep(f"\\[{field(_meant(found[1], kept)) or 'image'}\\]"), line)
    line = _LINK.sub(lambda found: keep(_shown_link(_meant(found[1], kept), _meant(found[2], kept))), line)
    line = _AUTOLINK.sub(lambda found: keep(link(found[1], found[1])), line)
    line = line.replace("`", "\\`")  # one that is not closed in its line must not open a span over the next ones
    line = _DEFINITION.sub(r"\1\\[\2]:", line)
    line = _HEADING.sub(r"\1\\\2", line)
    line = _UNDERLINE.sub(lambda found: f"{found[1]}\\{found[2]}{found[3]}", line)
    line = line.replace("&", "&amp;").replace("<", "&lt;").replace("![", "!\\[").replace("](", "]\\(")
    return _KEPT_FOUND.sub(lambda found: kept[int(found[1])], _inert(line))


def _is_literal(found: re.Match[str]) -> bool:
    entity = WRITTEN.fullmatch(found[0])
    return entity is None or written_letter(entity) != ""


def _meant(text: str, kept: Sequence[str]) -> str:
    """Return a text with the letters that its kept parts stand for."""

    def letters(found: re.Match[str]) -> str:
        literal = _LITERAL.fullmatch(kept[int(found[1])])
        if literal is None:
            return ""
        entity = WRITTEN.fullmatch(literal[0])
        return written_letter(entity) if entity else literal["sign"] or (literal["code"] or "").strip(" ")

    return _KEPT_FOUND.sub(letters, text)


def _shown_link(label: str, url: str) -> str:
    url = url.strip("<>")
    if not is_safe_url(url):
        return field(f"{label} ({url})")
    return link(url, with_goal(url, label))


def shallow(line: str) -> str:
    """Keep five levels of quotes and lists in a line, and a few more by indentation.

    Parsers drop what is deeper than they like without a word, so what is deeper says how deep it was, and stays.
    """
    found = _LEAD.match(line)
    if found is None or _ACROSS.match(line):
        return line
    lead = found[0]
    levels = _LEVEL.findall(lead)
    if not levels:
        return line
    if len(levels) > DEEPEST:
        told = say("file.levels", n=len(levels))
        return f"{' '.join(levels[:DEEPEST])} {told} {line[len(lead) :]}"
    bare = lead.expandtabs(4)
    indent = len(bare) - len(bare.lstrip(" "))
    return f"{' ' * _WIDEST_INDENT}{bare.lstrip(' ')}{line[len(lead) :]}" if indent > _WIDEST_INDENT else line


def _inert(line: str) -> str:
    """Make mentions and issue numbers inert for trackers: @name and #12 notify and link nobody."""
    return _ISSUE.sub("#\u2060", _MENTION.sub("@\u2060", line))
