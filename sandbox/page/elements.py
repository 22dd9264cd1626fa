"""Interactive elements as they are used."""

from typing import Any

from htpy import Node, span

from sandbox.elements import Found
from sandbox.page.viewer import Viewer
from sandbox.workspace import Body


def control(element: Body, block: Body, _state: Body | None, _viewer: Viewer) -> Node:
    """Return an element with its label."""
    kind: Any = element.get("type")
    return span(".undrawn", data_action=element.get("action_id"), data_kind=kind)[
        Found(block, element).label or str(kind)
    ]
