"""Slack's checks of whole calls: a message (texts, blocks, attachments, metadata) and a modal or Home view."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from sandbox.validate.checks import (
    At,
    Check,
    Finding,
    Surface,
    array,
    boolean,
    by_type,
    length,
    number,
    obj,
    one_of,
    string,
    url,
)
from sandbox.validate.composition import plain
from sandbox.validate.layout import block_list
from sandbox.validate.whole import Placed, message_totals, one_focus, placed, unique_ids

TEXT = 40_000
MARKDOWN_TEXT = 12_000
ATTACHMENTS = 100
VIEW_BYTES = 250_000
# Not documented: how large metadata may be is known only to be limited.
METADATA_BYTES = 16_000

_SCALARS = (str, int, float, bool)


def check_blocks(value: Any, at: At, minimum: int = 1) -> Iterator[Finding]:
    """Check a surface's blocks one by one and together."""
    yield from block_list(minimum, at.surface)(value, at)
    yield from _together(list(placed(value, at)), at)


def _together(blocks: list[Placed], at: At) -> Iterator[Finding]:
    yield from unique_ids(blocks)
    yield from one_focus(blocks)
    if at.surface == "message":
        yield from message_totals(blocks, at)


# --- messages


def check_message(payload: Mapping[str, Any]) -> Iterator[Finding]:
    """Check the content of a chat.* call; arguments that say where it goes are not looked at."""
    root = At("", "message")
    yield from _texts(payload, root)
    blocks = payload.get("blocks")
    if blocks is not None and not isinstance(blocks, list):
        yield root.down("blocks").finding("invalid_blocks_format", "must provide an array")
    elif blocks:
        yield from check_blocks(blocks, root.down("blocks"))
    if payload.get("attachments") is not None:
        yield from _attachments(payload["attachments"], root.down("attachments"))
    if payload.get("metadata") not in (None, "", {}):
        yield from _metadata(payload["metadata"], root.down("metadata"))


def _texts(payload: Mapping[str, Any], root: At) -> Iterator[Finding]:
    for name, maximum in (("text", TEXT), ("markdown_text", MARKDOWN_TEXT)):
        value = payload.get(name)
        if value is not None and not isinstance(value, str):
            yield root.down(name).finding("invalid_arguments", "must provide a string")
        elif value and length(value) > maximum:
            yield root.down(name).finding("msg_too_long", f"must be less than {maximum + 1} characters")
    if payload.get("markdown_text") and (payload.get("text") or payload.get("blocks")):
        yield root.down("markdown_text").finding("markdown_text_conflict", "cannot be used with text or blocks")
    text = payload.get("text")
    blank = not text or (isinstance(text, str) and not text.strip())
    if blank and not any(payload.get(name) for name in ("blocks", "attachments", "markdown_text")):
        yield root.finding("no_text", "no text, blocks or attachments")


def _attachments(value: Any, at: At) -> Iterator[Finding]:
    if isinstance(value, list) and len(value) > ATTACHMENTS:
        yield at.finding("too_many_attachments", f"no more than {ATTACHMENTS} items allowed")
        return
    yield from array(_ATTACHMENT, 0)(value, at)


def _attachment_blocks(value: Any, at: At) -> Iterator[Finding]:
    yield from check_blocks(value, at, minimum=0)


_ATTACHMENT_FIELD = obj({"title": string(minimum=0), "value": string(minimum=0)}, {"short": boolean})
_ATTACHMENT = obj(
    {},
    {
        **dict.fromkeys(
            ("fallback", "pretext", "text", "title", "author_name", "footer", "callback_id"), string(minimum=0)
        ),
        **dict.fromkeys(("title_link", "author_link", "author_icon", "image_url", "thumb_url", "footer_icon"), url()),
        "color": string(pattern=r"good|warning|danger|#?[0-9a-fA-F]{3}([0-9a-fA-F]{3})?", described="must be a colour"),
        "fields": array(_ATTACHMENT_FIELD, 0),
        "mrkdwn_in": array(one_of("pretext", "text", "fields"), 0),
        "ts": number,
        "blocks": _attachment_blocks,
    },
)


def _metadata(value: Any, at: At) -> Iterator[Finding]:
    if not isinstance(value, Mapping):
        yield at.finding("invalid_metadata_format", "must provide an object")
        return
    found = list(_METADATA(value, at))
    if not found and _size(value) > METADATA_BYTES:
        found.append(at.finding("metadata_too_large", f"must be less than {METADATA_BYTES + 1} bytes"))
    yield from found


def _flat(value: Any) -> bool:
    return isinstance(value, Mapping) and all(isinstance(entry, _SCALARS) for entry in value.values())


def _event_payload(value: Any, at: At) -> Iterator[Finding]:
    if not isinstance(value, Mapping):
        yield at.finding("wrong_type", "must provide an object")
        return
    for name, entry in value.items():
        listed = isinstance(entry, list) and all(isinstance(part, _SCALARS) or _flat(part) for part in entry)
        if not (isinstance(entry, _SCALARS) or _flat(entry) or listed):
            yield at.down(name).broken("must be a value, a flat object or a list of flat objects")


_METADATA = obj(
    {
        "event_type": string(50, pattern=r"[A-Za-z0-9_]+", described="must be letters, digits and underscores"),
        "event_payload": _event_payload,
    }
)


def _size(value: Any) -> int:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return len(text.encode("utf-8", "surrogatepass"))


# --- views


def check_view(view: Any, at: At) -> Iterator[Finding]:
    """Check a view as views.* take it; fields that only Slack sets (id, hash, state) are refused."""
    kind = view.get("type") if isinstance(view, Mapping) else None
    surface: Surface = "home" if kind == "home" else "modal"
    yield from _VIEW(view, At(at.pointer, surface))
    if surface == "modal" and isinstance(view, Mapping):
        yield from _input_needs_submit(view, at)
    if isinstance(view, Mapping) and _size(view) > VIEW_BYTES:
        yield at.finding("view_too_large", f"must be less than {VIEW_BYTES + 1} bytes")


def _view_blocks(value: Any, at: At) -> Iterator[Finding]:
    yield from check_blocks(value, at)


def _input_needs_submit(view: Mapping[str, Any], at: At) -> Iterator[Finding]:
    has_input = any(block.get("type") == "input" for block, _ in placed(view.get("blocks"), at))
    if has_input and "submit" not in view:
        yield at.finding("missing_field", "missing required field: submit, which a modal with an input block needs")


_COMMON: Mapping[str, Check] = {
    "private_metadata": string(3000, minimum=0),
    "callback_id": string(255, minimum=0),
    "external_id": string(255, minimum=0),
}
_VIEW = by_type(
    {
        "modal": obj(
            {"title": plain(24), "blocks": _view_blocks},
            {**_COMMON, "submit": plain(24), "close": plain(24), "clear_on_close": boolean, "notify_on_close": boolean},
            constant="modal",
        ),
        "home": obj({"blocks": _view_blocks}, _COMMON, constant="home"),
    }
)
