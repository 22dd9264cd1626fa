"""The signed generic webhook: another incident system says "resolved" or "reopened".

docs/integrations.md has the format.
"""

import json
from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.api.guard import verify_hook
from bot.domain.errors import Invalid, Problem, Unavailable
from bot.domain.people import system
from bot.intake.generic import read_hook
from bot.ports import Deps, Repeated
from bot.services.incidents import hear

LARGEST_BODY = 64 * 1024


def incident_hook(deps: Deps, workspace: str) -> Callable[[Request], Awaitable[Response]]:
    """Return the endpoint of `POST /hooks/incidents` for one workspace."""

    async def endpoint(request: Request) -> Response:
        body = await _read(request)
        if body is None:
            return _said(413, "The body is larger than 64 KiB.")
        secret = deps.settings.hook_secret.get_secret_value()
        if not verify_hook(secret, request.headers.raw, body, deps.clock.now().timestamp()):
            return _said(401, "The signature does not fit.")
        try:
            signal = read_hook(_parse(body), deps.settings.hook_channels, deps.clock.now())
            actor = system(workspace).model_copy(update={"delivery": f"hook:{signal.key}", "via": "webhook"})
            heard = await hear(deps, actor, signal)
        except Repeated:
            return JSONResponse({"status": "known"})
        except Problem as problem:
            return _refused(problem)
        return JSONResponse({"status": "heard" if heard.is_new else "known"}, status_code=202)

    return endpoint


async def _read(request: Request) -> bytes | None:
    """Read the body, counting; None when it is too large."""
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > LARGEST_BODY:
            return None
        parts.append(part)
    return b"".join(parts)


def _parse(body: bytes) -> dict[str, object]:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        raise Invalid("The body is not JSON.") from None
    if not isinstance(found, dict):
        raise Invalid("The body is not a JSON object.")
    return found


def _refused(problem: Problem) -> Response:
    """Slack is not asking here: a status for the machine, a sentence for whoever reads its log."""
    status = {Invalid: 400, Unavailable: 503}.get(type(problem), 409)
    return JSONResponse({"error": problem.sentence, "fields": problem.fields}, status_code=status)


def _said(status: int, sentence: str) -> Response:
    return JSONResponse({"error": sentence}, status_code=status)
