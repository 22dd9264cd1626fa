"""Pictures: those of the workspace as themselves, those elsewhere as their description, since nothing is fetched."""

from collections.abc import Mapping

from htpy import Node, img, span

from sandbox.page import links
from sandbox.page.viewer import Viewer
from sandbox.workspace import Body, StoredFile


def html(element: Body, viewer: Viewer, kind: str = "picture") -> Node:
    """Return an image element, as large as `kind` says in the style sheet."""
    alt = str(element.get("alt_text", ""))
    stored = _stored(element, viewer)
    if stored is not None and stored.content is not None:
        body = stored.body
        return img(class_=kind, src=links.to_file(str(body["id"]), str(body["name"])), alt=alt, loading="lazy")
    url = str(element.get("image_url") or "")
    drawn = span(class_=f"{kind} elsewhere", role="img", aria_label=alt or "picture", title=url)[alt or "picture"]
    return links.html(url, drawn, viewer) if kind == "picture" and links.is_safe(url) else drawn


def _stored(element: Body, viewer: Viewer) -> StoredFile | None:
    file = element.get("slack_file")
    if not isinstance(file, Mapping):
        return None
    known = viewer.hub.workspace.files
    if "id" in file:
        return known.get(str(file["id"]))
    wanted = (each for each in known.values() if file.get("url") in (each.body["url_private"], each.body["permalink"]))
    return next(wanted, None)
