"""Files as messages show them: name, kind and size, a picture as itself, and a mark where one was deleted."""

from htpy import Node, a, div, figure, img, span

from sandbox.page import links
from sandbox.page.drawings import icon
from sandbox.page.viewer import Viewer
from sandbox.workspace import Body

_STEP = 1024
_SHOWN = ("image/png", "image/jpeg", "image/gif", "image/webp")


def html(file: Body, viewer: Viewer) -> Node:
    """Return a file of a message. One that is known by its name only, as in a story, cannot be opened."""
    stored = viewer.hub.workspace.files.get(str(file.get("id")))
    if file.get("mode") == "tombstone" or (stored is not None and stored.deleted):
        return div(".file.gone")[icon("trash"), span["This file was deleted."]]
    name = str(file.get("title") or file.get("name") or "file")
    opens = stored is not None and stored.content is not None
    address = links.to_file(str(file.get("id")), str(file.get("name") or "file"))
    if opens and file.get("mimetype") in _SHOWN:
        alt = str(file.get("alt_txt") or name)
        return figure(".file.picture")[
            a(href=address, target="_blank", rel="noopener noreferrer")[img(src=address, alt=alt, loading="lazy")]
        ]
    about = span(".about")[" · ".join(part for part in (_kind(file), size(file.get("size"))) if part)]
    inside = [icon("file"), span(".file-words")[span(".file-name")[name], about]]
    if not opens:
        return div(".file", title="Only its name is known here")[inside]
    return a(".file", href=address, target="_blank", rel="noopener noreferrer")[inside]


def _kind(file: Body) -> str:
    return str(file.get("pretty_type") or file.get("filetype") or "").upper()


def size(count: object) -> str:
    """Return a number of bytes as people read it."""
    if not isinstance(count, int) or count < 0:
        return ""
    value, units = float(count), ["bytes", "KB", "MB", "GB"]
    while value >= _STEP and len(units) > 1:
        value /= _STEP
        units.pop(0)
    return f"{value:.0f} {units[0]}"
