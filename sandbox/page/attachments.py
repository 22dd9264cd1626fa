"""Attachments, the older way of apps to lay out a message: a bar in a colour, and words, fields or blocks beside it."""

from htpy import Node, div

from sandbox.page import blocks, dates, drawings, links, mrkdwn, pictures
from sandbox.page.viewer import Viewer
from sandbox.workspace import Body


def html(attachment: Body, viewer: Viewer) -> Node:
    """Return an attachment; its fallback only where it has nothing else."""
    inside = [
        blocks.drawn(attachment.get("blocks"), viewer),
        _author(attachment, viewer),
        _title(attachment, viewer),
        _words(attachment.get("text"), viewer),
        _fields(attachment, viewer),
        _picture(attachment, viewer),
        _foot(attachment, viewer),
    ]
    told = any(attachment.get(key) for key in ("blocks", "title", "text", "fields", "image_url", "author_name"))
    return [
        _words(attachment.get("pretext"), viewer),
        div(".attachment")[
            drawings.bar(str(attachment.get("color") or "")),
            div(".attachment-main")[inside if told else _words(attachment.get("fallback"), viewer)],
        ],
    ]


def _words(value: object, viewer: Viewer) -> Node:
    return div(".text")[mrkdwn.html(str(value), viewer)] if value else None


def _linked(attachment: Body, name: str, viewer: Viewer) -> Node:
    label, link = mrkdwn.unescaped(str(attachment[name])), attachment.get(name.replace("_name", "") + "_link")
    return links.html(str(link), label, viewer) if link else label


def _author(attachment: Body, viewer: Viewer) -> Node:
    return attachment.get("author_name") and div(".about")[_linked(attachment, "author_name", viewer)]


def _title(attachment: Body, viewer: Viewer) -> Node:
    return attachment.get("title") and div(".attachment-title")[_linked(attachment, "title", viewer)]


def _fields(attachment: Body, viewer: Viewer) -> Node:
    fields = attachment.get("fields") or []
    drawn = [
        div(class_={"text": True, "short": bool(each.get("short"))})[
            div(".field-title")[str(each.get("title", ""))], mrkdwn.html(str(each.get("value", "")), viewer)
        ]
        for each in fields
    ]
    return div(".fields")[drawn] if drawn else None


def _picture(attachment: Body, viewer: Viewer) -> Node:
    url = attachment.get("image_url") or attachment.get("thumb_url")
    alt = str(attachment.get("title") or attachment.get("fallback") or "picture")
    return url and pictures.html({"image_url": str(url), "alt_text": alt}, viewer)


def _foot(attachment: Body, viewer: Viewer) -> Node:
    ts = str(attachment.get("ts") or "")
    parts = [str(attachment.get("footer") or ""), dates.near(ts, viewer) if ts else ""]
    words = " · ".join(part for part in parts if part)
    return div(".about")[words] if words else None
