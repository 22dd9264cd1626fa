"""The page's doors on loopback (threats: a web page of others, another name for this address, a script in a file).

A deed needs the run's token and comes from our own origin; whatever is shown can load nothing from elsewhere.
"""

import json
import mimetypes
from collections.abc import Mapping
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.websockets import WebSocket

from sandbox.errors import CannotDo, Gone
from sandbox.page import canvases, live, shell
from sandbox.page.deeds import Nonsense, done
from sandbox.page.desk import EXPORT, Desk
from sandbox.page.viewer import Viewer

STATIC = Path(__file__).with_name("static")
MOST_BYTES = 1_000_000
GONE = "What stood here has changed meanwhile. Look at it once more."
MOST_OF_AN_EXPORT = 2_000_000_000
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
# A file is somebody's: it runs nothing and is nobody, whatever is in it.
FILE_POLICY = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'"
# The browser's own viewer of PDFs does not open in a sandbox; a PDF runs nothing in our origin.
PDF_POLICY = "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; frame-ancestors 'none'"
_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin-allow-popups",
    "Cache-Control": "no-store",
}


def page_routes(desk: Desk) -> list[BaseRoute]:
    """Return the page, what it is made of, its deeds, its files, and its WebSocket."""

    async def page(request: Request) -> Response:
        return _page(desk, request.query_params.get("as", ""))

    async def static(request: Request) -> Response:
        return _static(request.path_params["name"])

    async def deed(request: Request) -> Response:
        return await _deed(desk, request)

    async def export(request: Request) -> Response:
        return await _export(desk, request)

    async def file(request: Request) -> Response:
        return _file(desk, request.path_params["key"])

    async def canvas(request: Request) -> Response:
        return _canvas(desk, request.path_params["key"], request.query_params.get("as", ""))

    async def window(socket: WebSocket) -> None:
        if not _own(socket.headers):
            await socket.close(1008)
            return
        await live.serve(desk, socket)

    return [
        Route("/", page),
        Route("/static/{name}", static),
        Route("/files/{key}", file),
        Route("/files/{key}/{name}", file),
        Route("/canvas/{key}", canvas),
        Route("/do/{deed}", deed, methods=["POST"]),
        Route("/export", export, methods=["POST"]),
        WebSocketRoute("/live", window),
    ]


def _own(headers: Mapping[str, str]) -> bool:
    """Say whether a request comes from a page of ours: the guard has compared Host with our own names before."""
    return headers.get("origin") == f"http://{headers.get('host')}"


def _trusted(desk: Desk, request: Request) -> bool:
    """Say whether a request that changes something comes from this run's own page."""
    return _own(request.headers) and desk.trusts(request.headers.get("x-token", ""))


def _refused(problem: str, status: int) -> Response:
    return JSONResponse({"problem": problem}, status, _ALWAYS)


def _page(desk: Desk, wanted: str) -> Response:
    people = desk.people
    if not people:
        return PlainTextResponse("Nobody is here yet.", 503, _ALWAYS)
    person = next((each for each in people if wanted in (each.id, each.name)), people[0])
    if wanted and wanted not in (person.id, person.name):
        return RedirectResponse("/", headers=_ALWAYS)
    return HTMLResponse(str(shell.drawn(desk, person)), headers=_ALWAYS | {"Content-Security-Policy": POLICY})


def _static(name: str) -> Response:
    path = STATIC / name
    if path.parent != STATIC or not path.is_file():
        return PlainTextResponse("There is no such file.", 404, _ALWAYS)
    kind = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}.get(path.suffix)
    return FileResponse(path, media_type=kind, headers=_ALWAYS | {"Content-Security-Policy": POLICY})


async def _deed(desk: Desk, request: Request) -> Response:
    if not _trusted(desk, request):
        return _refused("Only this run's own page may do that.", 403)
    raw = await request.body()
    if len(raw) > MOST_BYTES:
        return _refused("That is too long for one message.", 413)
    try:
        told = json.loads(raw)
        return JSONResponse(dict(await done(desk, request.path_params["deed"], told)), headers=_ALWAYS)
    except Gone:  # nothing was wrong with it, it came too late: the window knows what to do then
        return JSONResponse({"failure": "not_sent", "gone": GONE}, headers=_ALWAYS)
    except CannotDo as refused:
        return _refused(str(refused), 409)
    except (Nonsense, ValueError) as wrong:
        return _refused(str(wrong), 400)


async def _export(desk: Desk, request: Request) -> Response:
    """Keep an export that somebody brought in the run's folder, and say which channels are in it."""
    if not _trusted(desk, request):
        return _refused("Only this run's own page may do that.", 403)
    try:
        path = desk.behind.folder / EXPORT
        await _keep(request, path)
        desk.brought = tuple(await desk.behind.read_export(path))
    except CannotDo as refused:
        desk.brought = ()
        return _refused(str(refused), 409)
    finally:
        desk.hub.recorder.stir()
    return JSONResponse({"channels": len(desk.brought)}, headers=_ALWAYS)


async def _keep(request: Request, path: Path) -> None:
    size = 0
    with path.open("wb") as file:
        async for chunk in request.stream():
            size += len(chunk)
            if size > MOST_OF_AN_EXPORT:
                raise CannotDo("This export is larger than two gigabytes. Export fewer channels or days.")
            file.write(chunk)


def _canvas(desk: Desk, key: str, wanted: str) -> Response:
    person = desk.person(wanted)
    viewer = Viewer(desk.hub, person) if person else None
    canvas = canvases.found(key, viewer) if viewer else None
    if viewer is None or canvas is None:
        return PlainTextResponse("This canvas is gone, or not for you to see.", 404, _ALWAYS)
    drawn = str(canvases.paper(canvas, viewer))
    return HTMLResponse(drawn, headers=_ALWAYS | {"Content-Security-Policy": POLICY})


def _file(desk: Desk, key: str) -> Response:
    stored = desk.hub.workspace.files.get(key)
    if stored is None or stored.deleted or stored.content is None:
        return PlainTextResponse("This file is gone, or only its name was ever here.", 404, _ALWAYS)
    name = str(stored.body["name"])
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    text = kind.startswith("text/") or kind in ("application/json", "image/svg+xml")
    if text and kind not in ("text/html", "application/json", "image/svg+xml"):
        kind = "text/plain"  # a browser shows that, and would put Markdown or CSV away
    policy = PDF_POLICY if kind == "application/pdf" else FILE_POLICY
    shown = text or kind == "application/pdf" or kind.startswith("image/")
    headers = _ALWAYS | {"Content-Security-Policy": policy}
    if not shown:
        headers |= {"Content-Disposition": "attachment"}
    return Response(stored.content, headers=headers, media_type=kind)
