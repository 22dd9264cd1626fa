"""Blocks as Slack lays them out. What cannot be drawn shows the name of its type, never nothing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from htpy import Node, details, div, figcaption, figure, h3, hr, li, p, span, summary, ul

from sandbox.elements import initial
from sandbox.page import elements, files, links, markdown, pictures, rich_text, tables
from sandbox.page.controls import about_id
from sandbox.page.mrkdwn import plain, said
from sandbox.page.viewer import Viewer
from sandbox.workspace import Body

Values = Mapping[str, Any]
_ODD = (AttributeError, IndexError, KeyError, TypeError, ValueError)


@dataclass(frozen=True)
class Drawing:
    """What is needed to draw blocks: who looks, what was chosen and typed, and which fields are wrong."""

    viewer: Viewer
    values: Values
    errors: Mapping[str, str]

    def control(self, element: Body, block: Body, wrong: str | None = None) -> Node:
        """Return an interactive element with its present state, and with the sentence below it if it is wrong."""
        typed = self.values.get(str(block.get("block_id")), {}).get(element.get("action_id", ""))
        return elements.control(element, block, typed or initial(element), self.viewer, wrong)

    def said(self, value: Any) -> Node:
        """Return a text object."""
        return said(value, self.viewer)

    def blocks(self, given: Any) -> Node:
        """Return blocks inside a block."""
        return [self.block(each) for each in given or []]

    def block(self, block: Body) -> Node:
        """Return one block in its frame; one of an unknown kind or shape as the name of its type."""
        kind = str(block.get("type", "block")) if isinstance(block, Mapping) else "block"
        draw = _KINDS.get(kind)
        try:
            drawn = undrawn(kind) if draw is None else draw(block, self)
        except _ODD:
            drawn = undrawn(kind)
        given = block.get("block_id") if isinstance(block, Mapping) else None
        return div(class_=f"block block-{kind.replace('_', '-')}" if draw else "block", data_block=given)[drawn]


def drawn(
    blocks: Any, viewer: Viewer, *, values: Values | None = None, errors: Mapping[str, str] | None = None
) -> Node:
    """Return blocks; `values` are state.values, `errors` sentences by block_id."""
    return Drawing(viewer, values or {}, errors or {}).blocks(blocks)


def undrawn(kind: str) -> Node:
    """Return the visible name of something that is not drawn here."""
    return span(".undrawn")[kind]


def _section(block: Body, drawing: Drawing) -> Node:
    accessory = block.get("accessory")
    fields = block.get("fields")
    words = div(".section-words")[
        block.get("text") and div(".text")[drawing.said(block["text"])],
        fields and div(".fields")[[div(".text")[drawing.said(each)] for each in fields]],
    ]
    return [words, accessory and div(".accessory")[_element(accessory, block, drawing)]]


def _element(element: Body, block: Body, drawing: Drawing) -> Node:
    if element.get("type") == "image":
        return pictures.html(element, drawing.viewer, "thumbnail")
    return drawing.control(element, block)


def _actions(block: Body, drawing: Drawing) -> Node:
    return div(".row")[[_element(each, block, drawing) for each in block["elements"]]]


def _context(block: Body, drawing: Drawing) -> Node:
    return [
        pictures.html(each, drawing.viewer, "tiny")
        if each.get("type") == "image"
        else span(".text")[drawing.said(each)]
        for each in block["elements"]
    ]


def _input(block: Body, drawing: Drawing) -> Node:
    wrong = drawing.errors.get(str(block.get("block_id")))
    return [
        div(".label")[
            drawing.said(block.get("label")), span(".optional")[" (optional)"] if block.get("optional") else None
        ],
        div(class_=["field", {"wrong": wrong is not None}])[drawing.control(block["element"], block, wrong)],
        wrong and p(".error", role="alert", id=about_id(block))[wrong],
        block.get("hint") and div(".hint")[drawing.said(block["hint"])],
    ]


def _image(block: Body, drawing: Drawing) -> Node:
    return figure[block.get("title") and figcaption[drawing.said(block["title"])], pictures.html(block, drawing.viewer)]


def _video(block: Body, drawing: Drawing) -> Node:
    title: Node = drawing.said(block.get("title"))
    address = str(block.get("title_url") or block.get("video_url") or "")
    by = " · ".join(str(block[key]) for key in ("provider_name", "author_name") if block.get(key))
    return figure[
        figcaption[links.html(address, title, drawing.viewer), by and span(".about")[by]],
        block.get("description") and p[drawing.said(block["description"])],
        span(".picture.elsewhere", role="img", aria_label=plain(block.get("alt_text")))[
            "▶ ", plain(block.get("alt_text"))
        ],
    ]


def _alert(block: Body, drawing: Drawing) -> Node:
    level = str(block.get("level", "default"))
    known = level if level in _LEVELS else "default"
    return div(class_=f"alert alert-{known}", role="note")[
        span(".alert-mark", aria_hidden="true")[_LEVELS[known]], div(".text")[drawing.said(block["text"])]
    ]


def _card(block: Body, drawing: Drawing) -> Node:
    return div(".card")[
        block.get("hero_image") and pictures.html(block["hero_image"], drawing.viewer, "hero"),
        div(".card-head")[
            block.get("icon") and pictures.html(block["icon"], drawing.viewer, "thumbnail"),
            div[
                block.get("title") and div(".card-title")[drawing.said(block["title"])],
                block.get("subtitle") and div(".about")[drawing.said(block["subtitle"])],
            ],
        ],
        block.get("body") and div(".text")[drawing.said(block["body"])],
        block.get("actions") and div(".block-actions")[[_element(each, block, drawing) for each in block["actions"]]],
    ]


def _carousel(block: Body, drawing: Drawing) -> Node:
    cards = [div(role="listitem")[drawing.block(each)] for each in block["elements"]]
    return div(".cards", tabindex="0", role="group", aria_label="Cards")[div(role="list")[cards]]


def _container(block: Body, drawing: Drawing) -> Node:
    rich = block.get("rich_text_title")
    title = rich_text.html(rich, drawing.viewer) if rich else drawing.said(block.get("title"))
    head: Node = [
        block.get("icon") and pictures.html(block["icon"], drawing.viewer, "tiny"),
        div(".card-title")[title],
        block.get("subtitle") and div(".about")[drawing.said(block["subtitle"])],
    ]
    inside = drawing.blocks(block["child_blocks"])
    if block.get("is_collapsible"):
        return details(".container", open=not block.get("default_collapsed"))[summary[head], inside]
    return div(".container")[
        div(class_=["container-head", {"ruled": bool(block.get("has_header_divider"))}])[head], inside
    ]


def _task(block: Body, drawing: Drawing) -> Node:
    status = str(block.get("status", "pending"))
    sources = [
        li[links.html(str(each["url"]), str(each["text"]), drawing.viewer)] for each in block.get("sources") or []
    ]
    return div(".task")[
        span(class_="task-mark", role="img", aria_label=status.replace("_", " "))[_TASK_MARKS.get(status, "○")],
        div[
            div(".card-title")[plain(block.get("title"))],
            [rich_text.html(block[key], drawing.viewer) for key in ("details", "output") if block.get(key)],
            ul(".sources")[sources] if sources else None,
        ],
    ]


def _plan(block: Body, drawing: Drawing) -> Node:
    return div(".container")[div(".card-title")[plain(block.get("title"))], drawing.blocks(block.get("tasks"))]


def _file(block: Body, drawing: Drawing) -> Node:
    known = drawing.viewer.hub.workspace.files.get(str(block.get("file_id") or block.get("external_id")))
    return files.html(known.body, drawing.viewer) if known else undrawn("file")


_LEVELS = {"default": "●", "info": "i", "warning": "!", "error": "✗", "success": "✓"}
_TASK_MARKS = {"pending": "○", "in_progress": "◐", "complete": "✓", "error": "✗"}
_KINDS: Mapping[str, Callable[[Body, Drawing], Node]] = {
    "actions": _actions,
    "alert": _alert,
    "card": _card,
    "carousel": _carousel,
    "container": _container,
    "context": _context,
    "context_actions": _actions,
    "data_table": lambda block, drawing: tables.html(block, drawing.viewer),
    "data_visualization": lambda block, _: tables.chart(block),
    "divider": lambda _block, _drawing: hr,
    "file": _file,
    "header": lambda block, drawing: h3[drawing.said(block["text"])],
    "image": _image,
    "input": _input,
    "markdown": lambda block, drawing: markdown.html(str(block["text"]), drawing.viewer),
    "plan": _plan,
    "rich_text": lambda block, drawing: rich_text.html(block, drawing.viewer),
    "section": _section,
    "table": lambda block, drawing: tables.html(block, drawing.viewer),
    "task_card": _task,
    "video": _video,
}
