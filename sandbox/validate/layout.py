"""Slack's layout blocks: what each holds and on which surface it is drawn.

Where Slack accepts a block on a surface but does not draw it there, it is refused here; blocks that only Slack
itself makes are refused too.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from sandbox.validate.checks import (
    At,
    Check,
    Finding,
    Surface,
    array,
    at_least_one_of,
    boolean,
    by_type,
    exactly_one_of,
    obj,
    one_of,
    string,
    url,
)
from sandbox.validate.composition import ALT_TEXT, ID, IMAGE, IMAGE_FIELDS, mrkdwn, plain, text
from sandbox.validate.elements import element
from sandbox.validate.rich_text import RICH_TEXT
from sandbox.validate.tables import DATA_TABLE, DATA_VISUALIZATION, TABLE

_BLOCK: Mapping[str, Check] = {"block_id": ID}


def _element_of(container: str) -> Check:
    def check(value: Any, at: At) -> Iterator[Finding]:
        yield from element(value, at.inside(container))

    return check


_CONTEXT_TEXTS = ("plain_text", "mrkdwn")


def _context_element(value: Any, at: At) -> Iterator[Finding]:
    is_text = isinstance(value, Mapping) and value.get("type") in _CONTEXT_TEXTS
    yield from text(3000)(value, at) if is_text else element(value, at.inside("context"))


def _divider_only_without_collapsing(value: Any, at: At) -> Iterator[Finding]:
    if value.get("is_collapsible") and value.get("has_header_divider"):
        yield at.down("has_header_divider").broken("cannot be set when is_collapsible is true")


_TASK_FIELDS = obj(
    {"task_id": ID, "title": string(), "status": one_of("pending", "in_progress", "complete", "error")},
    {
        **_BLOCK,
        "details": RICH_TEXT,
        "output": RICH_TEXT,
        "sources": array(obj({"url": url(), "text": string()}, constant="url")),
    },
    constant="task_card",
)
_CARD = obj(
    {},
    {
        **_BLOCK,
        "hero_image": IMAGE,
        "icon": IMAGE,
        "title": text(150),
        "subtitle": text(150),
        "body": text(200),
        "actions": array(_element_of("card"), 1, 2),
    },
    at_least_one_of("hero_image", "title", "actions", "body"),
    constant="card",
)
_SIMPLE: dict[str, Check] = {
    "section": obj(
        {},
        {
            **_BLOCK,
            "text": text(3000),
            "fields": array(text(2000), 1, 10),
            "accessory": _element_of("section"),
            "expand": boolean,
        },
        at_least_one_of("text", "fields"),
        constant="section",
    ),
    "actions": obj({"elements": array(_element_of("actions"), 1, 25)}, _BLOCK, constant="actions"),
    "context": obj({"elements": array(_context_element, 1, 10)}, _BLOCK, constant="context"),
    "context_actions": obj(
        {"elements": array(_element_of("context_actions"), 1, 5)}, _BLOCK, constant="context_actions"
    ),
    "divider": obj({}, _BLOCK, constant="divider"),
    "header": obj({"text": plain(150)}, _BLOCK, constant="header"),
    "image": obj(
        {"alt_text": ALT_TEXT},
        {**_BLOCK, **IMAGE_FIELDS, "title": plain(2000)},
        exactly_one_of("image_url", "slack_file"),
        constant="image",
    ),
    "input": obj(
        {"label": plain(2000), "element": _element_of("input")},
        {**_BLOCK, "hint": plain(2000), "optional": boolean, "dispatch_action": boolean},
        constant="input",
    ),
    "rich_text": RICH_TEXT,
    "video": obj(
        {"alt_text": ALT_TEXT, "video_url": url(), "thumbnail_url": url(), "title": plain(199)},
        {
            **_BLOCK,
            "title_url": url(3000, "https"),
            "description": plain(200),
            "provider_icon_url": url(),
            "provider_name": string(50),
            "author_name": string(49),
        },
        constant="video",
    ),
    "markdown": obj({"text": string(12_000)}, _BLOCK, constant="markdown"),
    "table": TABLE,
    "data_table": DATA_TABLE,
    "data_visualization": DATA_VISUALIZATION,
    "card": _CARD,
    "carousel": obj({"elements": array(by_type({"card": _CARD}), 1, 10)}, _BLOCK, constant="carousel"),
    "alert": obj(
        {"text": text(3000)},
        {**_BLOCK, "level": one_of("default", "info", "warning", "error", "success")},
        constant="alert",
    ),
    "task_card": _TASK_FIELDS,
    "plan": obj({"title": string()}, {**_BLOCK, "tasks": array(by_type({"task_card": _TASK_FIELDS}))}, constant="plan"),
}
_CHILDREN = ("actions", "context", "divider", "header", "image", "input", "rich_text", "section", "table", "video")
_CONTAINER = obj(
    {"child_blocks": array(by_type({kind: _SIMPLE[kind] for kind in _CHILDREN}), 1, 10)},
    {
        **_BLOCK,
        "title": plain(150),
        "rich_text_title": RICH_TEXT,
        "subtitle": by_type({"plain_text": plain(150), "mrkdwn": mrkdwn(150)}),
        "width": one_of("narrow", "standard", "wide", "full"),
        "icon": IMAGE,
        "is_collapsible": boolean,
        "default_collapsed": boolean,
        "has_header_divider": boolean,
    },
    at_least_one_of("title", "rich_text_title"),
    _divider_only_without_collapsing,
    constant="container",
)
KINDS: Mapping[str, Check] = {**_SIMPLE, "container": _CONTAINER}
_ANY_BLOCK = by_type(KINDS)

_MESSAGE_ONLY = (
    "container",
    "context_actions",
    "data_table",
    "data_visualization",
    "markdown",
    "plan",
    "table",
    "task_card",
)
_SURFACES: Mapping[str, tuple[Surface, ...]] = {
    **dict.fromkeys(_MESSAGE_ONLY, ("message",)),
    "alert": ("modal",),
    "card": ("message", "home"),
    "carousel": ("message", "home"),
}
_MOST: Mapping[Surface, int] = {"message": 50, "modal": 100, "home": 100}


def block(value: Any, at: At) -> Iterator[Finding]:
    """Check one block on the surface where it stands."""
    kind = value.get("type") if isinstance(value, Mapping) else None
    if isinstance(kind, str) and at.surface not in _SURFACES.get(kind, (at.surface,)):
        yield at.down("type").finding("unsupported_type", f"unsupported type: {kind} on the surface {at.surface}")
        return
    yield from _ANY_BLOCK(value, at)


def block_list(minimum: int, surface: Surface) -> Check:
    """Return a check of a surface's list of blocks: how many, and each of them."""
    return array(block, minimum, _MOST[surface])
