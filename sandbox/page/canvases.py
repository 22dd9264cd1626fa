"""A channel's canvas as a page of its own, to be read; what is written into it comes from the app or from a test."""

from htpy import Renderable, article, body, h1, head, html, link, meta, title

from sandbox.page import markdown
from sandbox.page.viewer import Viewer
from sandbox.workspace import Canvas


def paper(canvas: Canvas, viewer: Viewer) -> Renderable:
    """Return a canvas as a document; its title stands above."""
    name = canvas.title or "Untitled"
    return html(lang="en")[
        head[
            meta(charset="utf-8"),
            meta(name="viewport", content="width=device-width, initial-scale=1"),
            meta(name="color-scheme", content="light dark"),
            title[name],
            link(rel="icon", href="/static/icon.svg", type="image/svg+xml"),
            (link(rel="stylesheet", href=f"/static/{each}.css") for each in ("page", "blocks")),
        ],
        body(".paper")[article[h1[name], markdown.html(canvas.markdown, viewer)]],
    ]


def found(key: str, viewer: Viewer) -> Canvas | None:
    """Return the canvas with this id, to those who may look into its channel."""
    canvas = viewer.hub.workspace.canvases.get(key)
    if canvas is None:
        return None
    channel = viewer.hub.workspace.conversations[canvas.channel]
    return None if channel.private and viewer.member.id not in channel.members else canvas
