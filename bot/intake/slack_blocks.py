"""The words inside Slack's blocks and attachments, of every type, as lines of plain text.

Unknown types are searched for text like the known ones: a block that Slack invents tomorrow still has its words read.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.intake.mrkdwn import Channels, Names, channel, is_person, link, mentions, person, plain, text_of, unescape

_CONTROLS = frozenset(
    {
        "actions", "button", "checkboxes", "channels_select", "context_actions", "conversations_select", "datepicker",
        "datetimepicker", "feedback_buttons", "icon_button", "input", "multi_channels_select",
        "multi_conversations_select", "multi_external_select", "multi_static_select", "multi_users_select", "overflow",
        "external_select", "radio_buttons", "static_select", "timepicker", "users_select", "workflow_button",
    }
)  # fmt: skip
_DEEPEST = 16
_MOST_NODES = 5_000
_HIDDEN_MESSAGE = "[a message from a private channel]"


@dataclass
class Reader:
    """Reads one message's blocks. `names` and `channels` resolve ids; nodes are counted: no payload is endless."""

    names: Names
    channels: Channels
    nodes: int = field(default=0, init=False)

    def lines(self, node: Any, depth: int = 0) -> Iterator[str]:
        """Yield the words below `node`, which is a block, a text object or a list of them."""
        self.nodes += 1
        if depth > _DEEPEST or self.nodes > _MOST_NODES:
            return
        if isinstance(node, list):
            for one in node:
                yield from self.lines(one, depth + 1)
        elif isinstance(node, Mapping):
            yield from self._block(node, depth)

    def _block(self, node: Mapping[str, Any], depth: int) -> Iterator[str]:
        kind = text_of(node.get("type"))
        if kind in _CONTROLS:
            return
        if kind in {"mrkdwn", "markdown"}:
            yield plain(text_of(node.get("text")), self.names, self.channels)
        elif kind in {"plain_text", "raw_text"}:
            yield unescape(text_of(node.get("text")))
        elif kind == "rich_text":
            yield from self._rich(node, depth)
        elif kind in {"table", "data_table"}:
            yield from self._table(node, depth)
        elif kind == "image":
            yield from self._image(node, depth)
        else:
            for value in node.values():
                yield from self.lines(value, depth + 1)

    def _image(self, node: Mapping[str, Any], depth: int) -> Iterator[str]:
        title = list(self.lines(node.get("title"), depth + 1))
        yield from title or [unescape(text_of(node.get("alt_text")))]

    def _table(self, node: Mapping[str, Any], depth: int) -> Iterator[str]:
        rows = node.get("rows")
        for row in rows if isinstance(rows, list) else ():
            cells = row.get("cells", row.get("elements")) if isinstance(row, Mapping) else row
            if isinstance(cells, list):
                shown = (" ".join(self.lines(cell, depth + 2)).strip() for cell in cells)
                yield " | ".join(cell for cell in shown if cell)

    def _rich(self, node: Mapping[str, Any], depth: int) -> Iterator[str]:
        elements = node.get("elements")
        for one in elements if isinstance(elements, list) else ():
            self.nodes += 1
            if not isinstance(one, Mapping) or depth > _DEEPEST or self.nodes > _MOST_NODES:
                continue
            if one.get("type") == "rich_text_list":
                items = one.get("elements")
                for item in items if isinstance(items, list) else ():
                    yield f"• {self._inline(item)}"
            else:
                yield self._inline(one)

    def _inline(self, node: Any) -> str:
        elements = node.get("elements") if isinstance(node, Mapping) else None
        if not isinstance(elements, list):
            return ""
        return "".join(self._element(one) for one in elements[:_MOST_NODES] if isinstance(one, Mapping))

    def _element(self, node: Mapping[str, Any]) -> str:
        kind = text_of(node.get("type"))
        if kind == "user" and is_person(node.get("user_id")):
            return person(node["user_id"], self.names)
        if kind == "channel":
            return channel(text_of(node.get("channel_id")), self.channels)
        if kind == "link":
            return link(text_of(node.get("url")), text_of(node.get("text")))
        shown = {
            "usergroup": "@group",
            "broadcast": f"@{text_of(node.get('range'))}",
            "emoji": f":{text_of(node.get('name'))}:",
            "date": text_of(node.get("fallback")),
        }
        return shown.get(kind, text_of(node.get("text")) or text_of(node.get("value")))

    def attachment(self, node: Any, *, by_person: bool) -> Iterator[str]:
        """Yield the words of one attachment.

        A message forwarded from a channel whose name is not ours to tell stays there. Of a page behind a person's link
        only its title is told: its text is not that person's words.
        """
        if not isinstance(node, Mapping):
            return
        origin = node.get("channel_id")
        if origin is not None and not self.channels(text_of(origin)):
            yield _HIDDEN_MESSAGE
            return
        is_preview = by_person and origin is None and (node.get("from_url") or node.get("original_url"))
        found = [line for line in self._parts(node, title_only=bool(is_preview)) if line.strip()]
        yield from found or [plain(text_of(node.get("fallback")), self.names, self.channels)]

    def _parts(self, node: Mapping[str, Any], *, title_only: bool) -> Iterator[str]:
        title = plain(text_of(node.get("title")), self.names, self.channels)
        address = unescape(text_of(node.get("title_link")))
        if title_only:
            yield title
            return
        yield plain(text_of(node.get("pretext")), self.names, self.channels)
        yield link(address, title) if title and address else title
        yield plain(text_of(node.get("text")), self.names, self.channels)
        fields = node.get("fields")
        for one in fields if isinstance(fields, list) else ():
            if isinstance(one, Mapping):
                pair = (plain(text_of(one.get(key)), self.names, self.channels) for key in ("title", "value"))
                yield ": ".join(part for part in pair if part)
        yield from self.lines(node.get("blocks"))
        yield from self.lines(node.get("message_blocks"))


def people_in(node: Any, depth: int = 0) -> set[str]:
    """Return the ids of the people mentioned anywhere below `node`, in markup or as elements."""
    if isinstance(node, str):
        return mentions(node[:40_000])
    if depth > _DEEPEST:
        return set()
    if isinstance(node, list):
        return {member for one in node[:_MOST_NODES] for member in people_in(one, depth + 1)}
    if not isinstance(node, Mapping):
        return set()
    found = {node["user_id"]} if node.get("type") == "user" and is_person(node.get("user_id")) else set()
    return found.union(*(people_in(value, depth + 1) for value in node.values()))
