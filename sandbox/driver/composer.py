"""Slack's composer: what a person types with its shortcuts for style, as the rich text that the client sends.

`*bold*`, `_italic_`, `~struck~`, `` `code` ``, `[label](address)`, `:emoji:`, `@handle`, `#channel`. At the beginning
of a line `- `, `1. ` (two spaces deeper a level), `> `; three backticks around code. Whatever means nothing stays text.
"""

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sandbox.hub import Hub
from sandbox.workspace import Body, Member

MOST_INDENT = 8
_ITEM = re.compile(r"(?P<space> *)(?:(?P<bullet>[-•*])|(?P<number>\d+)\.) (?P<text>.*)")
_QUOTE = re.compile(r"> ?(?P<text>.*)")
_FENCE = "```"
_FENCED = re.compile(r" *\n?```\n?(?P<code>(?=[^`]*[^`\s])[^`\n](?:.*?[^`])??)\n?```(?!`) *\n?", re.DOTALL)
_INLINE = re.compile(
    r"`(?P<code>[^`\n]+)`"
    r"|\[(?P<label>[^\]\n]+)\]\((?P<address>(?:https?|mailto)[^\s)]+)\)"
    r"|(?P<url>https?://[^\s<>]*[^\s<>.,;:!?)])"
    r"|(?<![\w*])\*(?P<bold>\S(?:[^*\n]*\S)?)\*(?![\w*])"
    r"|(?<![\w_])_(?P<italic>\S(?:[^_\n]*\S)?)_(?![\w_])"
    r"|(?<![\w~])~(?P<strike>\S(?:[^~\n]*\S)?)~(?![\w~])"
    r"|(?<![\w:]):(?P<emoji>[a-z][a-z0-9_+'-]*|\+1|-1):(?![\w:])"
    r"|(?<![\w@#])(?P<sign>[@#])(?P<name>[\w.-]*\w)"
)
_NAMED = re.compile(r"(?<![\w@#])(?P<sign>[@#])(?P<name>[\w.-]*\w)")
_LABELLED = re.compile(
    r"\[(?P<label>[^\]\n]+)\]\((?P<address>(?:https?|mailto)[^\s)]+)\)|https?://[^\s<>|]*[^\s<>|.,;:!?)]"
)
_KEPT = re.compile(r"<(?P<sign>[@#!]?)(?P<target>[^<>|]+)(?:\|(?P<label>[^<>]*))?>")
_STYLES = ("bold", "italic", "strike")
_RANGES = frozenset({"here", "channel", "everyone"})


class Rich(str):
    """Words to be typed with the composer's shortcuts; a plain string is typed to the letter."""

    __slots__ = ()


def composed(hub: Hub, text: str) -> Body:
    """Return the rich_text block for what was typed."""
    return {"type": "rich_text", "elements": list(_Lines(hub, _FENCED.sub(_apart, text).split("\n")))}


def _apart(found: re.Match[str]) -> str:
    """Return code between three backticks with these on lines of their own."""
    before, after = ("\n" if at else "" for at in (found.start(), len(found.string) - found.end()))
    return f"{before}{_FENCE}\n{found['code']}\n{_FENCE}{after}"


def verbatim(text: str) -> Body:
    """Return the rich_text block for words without any style."""
    words = [{"type": "text", "text": text}] if text else []
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": words}]}


def stored(hub: Hub, text: str) -> str:
    """Return what was typed as Slack keeps it beside the blocks: mrkdwn, with ids for names and its signs escaped."""

    def named(found: re.Match[str]) -> str:
        kind, name = found["sign"], found["name"]
        if kind == "#":
            channel = hub.workspace.by_channel_name(name)
            return f"<#{channel.id}|{channel.name}>" if channel else found[0]
        if name in _RANGES:
            return f"<!{name}>"
        member = _called(hub, name)
        return f"<@{member.id}>" if member else found[0]

    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    text = _NAMED.sub(named, text)
    return _LABELLED.sub(_link, text)


def _called(hub: Hub, name: str) -> Member | None:
    """Return who has this handle, in whatever case it was typed."""
    members = hub.workspace.members.values()
    return hub.workspace.by_handle(name) or next((each for each in members if each.name.lower() == name.lower()), None)


def _link(found: re.Match[str]) -> str:
    return f"<{found['address']}|{found['label']}>" if found["address"] else f"<{found[0]}>"


def typed(hub: Hub, text: str) -> str:
    """Return what somebody would type to have Slack keep this text; the other way round than `stored`."""

    def words(found: re.Match[str]) -> str:
        sign, target, label = found["sign"], found["target"], found["label"]
        if sign == "@":
            member = hub.workspace.members.get(target)
            return f"@{member.name if member else label or target}"
        if sign == "#":
            channel = hub.workspace.conversations.get(target)
            return f"#{channel.name if channel else label or target}"
        if sign == "!":
            return f"@{target}"
        return f"[{label}]({target})" if label else target

    return html.unescape(_KEPT.sub(words, text))


@dataclass
class _Lines:
    """The lines of a text on their way into sections, lists, quotes and code."""

    hub: Hub
    lines: list[str]

    def __iter__(self) -> Iterator[Body]:
        """Yield the parts of the block, at least one section."""
        made = list(self._parts())
        yield from made or [{"type": "rich_text_section", "elements": []}]

    def _parts(self) -> Iterator[Body]:
        at = 0
        while at < len(self.lines):
            end = self._same(at)
            taken = self.lines[at:end]
            if _kind(taken[0]) == "item":
                yield from self._lists(taken)
            elif _kind(taken[0]) == "quote":
                words = "\n".join(str(_QUOTE.sub(r"\g<text>", line)) for line in taken)
                yield {"type": "rich_text_quote", "elements": self._inline(words)}
            elif _kind(taken[0]) == "fence":
                code = _words("\n".join(line for line in taken if line != _FENCE), ())
                yield {"type": "rich_text_preformatted", "elements": code, "border": 0}
            else:
                words = "\n".join(taken) + ("\n" if end < len(self.lines) else "")
                if elements := self._inline(words):
                    yield {"type": "rich_text_section", "elements": elements}
            at = end

    def _same(self, start: int) -> int:
        """Return where the part that begins here ends."""
        kind = _kind(self.lines[start])
        rest = range(start + 1, len(self.lines))
        if kind == "fence":
            return next((at + 1 for at in rest if self.lines[at] == _FENCE), len(self.lines))
        return next((at for at in rest if _kind(self.lines[at]) != kind), len(self.lines))

    def _lists(self, lines: Iterable[str]) -> Iterator[Body]:
        """Yield a list for each run of items of one style and depth; a number goes on after a deeper list."""
        counted: dict[int, int] = {}
        made: Body | None = None
        for line in lines:
            found = _ITEM.fullmatch(line)
            if found is None:
                continue
            style = "bullet" if found["bullet"] else "ordered"
            indent = min(len(found["space"]) // 2, MOST_INDENT)
            counted = {depth: count for depth, count in counted.items() if depth <= indent}
            if made is None or (made["style"], made["indent"]) != (style, indent):
                if made is not None:
                    yield made
                made = {"type": "rich_text_list", "style": style, "indent": indent, "border": 0, "elements": []}
                if style == "ordered" and counted.get(indent):
                    made["offset"] = counted[indent]
            counted[indent] = counted.get(indent, 0) + 1 if style == "ordered" else 0
            made["elements"].append({"type": "rich_text_section", "elements": self._inline(found["text"])})
        if made is not None:
            yield made

    def _inline(self, text: str, style: tuple[str, ...] = ()) -> list[Body]:
        elements: list[Body] = []
        end = 0
        for found in _INLINE.finditer(text):
            elements += _words(text[end : found.start()], style)
            elements += self._element(found, style)
            end = found.end()
        return elements + _words(text[end:], style)

    def _element(self, found: re.Match[str], style: tuple[str, ...]) -> list[Body]:
        for name in _STYLES:
            if found[name] is not None:
                return self._inline(found[name], (*style, name))
        if found["code"] is not None:
            return _words(found["code"], (*style, "code"))
        if found["emoji"] is not None:
            return [_styled({"type": "emoji", "name": found["emoji"]}, style)]
        if found["sign"] is not None:
            mention = self._mention(found["sign"], found["name"])
            return [_styled(mention, style)] if mention else _words(found[0], style)
        link = {"type": "link", "url": found["address"] or found["url"]}
        return [_styled(link | ({"text": found["label"]} if found["label"] else {}), style)]

    def _mention(self, sign: str, name: str) -> Body | None:
        if sign == "#":
            channel = self.hub.workspace.by_channel_name(name)
            return {"type": "channel", "channel_id": channel.id} if channel else None
        if name in _RANGES:
            return {"type": "broadcast", "range": name}
        if member := _called(self.hub, name):
            return {"type": "user", "user_id": member.id}
        group = next((each for each in self.hub.workspace.usergroups if each["handle"] == name), None)
        return {"type": "usergroup", "usergroup_id": group["id"]} if group else None


def _kind(line: str) -> str:
    if line == _FENCE:
        return "fence"
    if _ITEM.fullmatch(line):
        return "item"
    return "quote" if line.startswith(">") else "text"


def _words(text: str, style: tuple[str, ...]) -> list[Body]:
    return [_styled({"type": "text", "text": text}, style)] if text else []


def _styled(element: Body, style: tuple[str, ...]) -> Body:
    return element | ({"style": dict.fromkeys(style, True)} if style else {})
