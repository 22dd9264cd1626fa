"""One interactive element where it stands: what it is called, what it holds, what is asked, and what is wrong."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from htpy import Node

from sandbox.driver.exact import conversation_name
from sandbox.elements import Found
from sandbox.page.mrkdwn import plain, said
from sandbox.page.viewer import Viewer
from sandbox.workspace import Body


@dataclass(frozen=True)
class Control:
    """One element where it stands, what it holds, and for whom it is drawn. `wrong` is the sentence beside it."""

    element: Body
    block: Body
    state: Body
    viewer: Viewer
    wrong: str | None = None

    @property
    def kind(self) -> str:
        """Return Slack's name of its kind."""
        return str(self.element.get("type"))

    @property
    def name(self) -> str:
        """Return what a screen reader calls it."""
        given = self.element.get("accessibility_label") or Found(self.block, self.element).label
        return given or plain(self.block.get("text"))[:80] or self.kind.replace("_", " ")

    @property
    def placeholder(self) -> str:
        """Return what stands in it while it is empty."""
        return plain(self.element.get("placeholder"))

    @property
    def root(self) -> dict[str, Any]:
        """Return the attributes by which the page finds it: what it is, and what is asked before it does its work."""
        asks = self.element.get("confirm")
        return {
            "data-action": self.element.get("action_id"),
            "data-kind": self.kind,
            "data-confirm": asks and json.dumps(_question(asks), ensure_ascii=False),
            "data-focus": self.element.get("focus_on_load") is True,
        }

    @property
    def said(self) -> dict[str, Any]:
        """Return the attributes of what is focused: its name, and what is wrong or worth knowing."""
        return _described(self.block, self.wrong) | {"aria-label": self.name}

    @property
    def optional(self) -> bool:
        """Say whether it may be left empty: only what stands in a form must be filled in."""
        return self.block.get("type") != "input" or self.block.get("optional") is True

    @property
    def held(self) -> list[tuple[str, str]]:
        """Return what was chosen: the values, and what people read for them."""
        found: list[tuple[str, str]] = []
        for key, value in self.state.items():
            if key == "type" or value is None:
                continue
            for each in value if isinstance(value, list) else [value]:
                if isinstance(each, Mapping):
                    found.append((str(each.get("value")), plain(each.get("text"))))
                else:
                    found.append((str(each), self._called(str(each))))
        return found

    def option(self, option: Body, part: str = "text") -> Node:
        """Return the words of an option."""
        return said(option.get(part), self.viewer)

    def _called(self, key: str) -> str:
        channel = self.viewer.hub.workspace.conversations.get(key)
        return conversation_name(self.viewer.hub, channel, self.viewer.member.id) if channel else self.viewer.name(key)


def about_id(block: Body) -> str:
    """Return the id of the sentence below a field; there are such sentences only in the one modal on top."""
    return f"wrong-{quote(str(block.get('block_id')))}"


def _described(block: Body, wrong: str | None) -> dict[str, Any]:
    if wrong is not None:
        return {"aria-invalid": "true", "aria-describedby": about_id(block)}
    return {"aria-description": plain(block.get("hint")) or None}


def _question(asks: Body) -> dict[str, str]:
    parts = {part: plain(asks.get(part)) for part in ("title", "text", "confirm", "deny")}
    return parts | ({"style": str(asks["style"])} if asks.get("style") else {})
