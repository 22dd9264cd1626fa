"""The routes of `serve --http`, as one Starlette app: exactly those whose feature is switched on."""

from collections.abc import Awaitable, Callable

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp

from bot.api.guard import SlackGuard
from bot.api.hooks import incident_hook
from bot.domain.errors import Unavailable
from bot.ports import Deps

SLACK_PATH = "/slack/events"
Ready = Callable[[], Awaitable[dict[str, object]]]


def build(deps: Deps, workspace: str, *, slack: ASGIApp | None, ready: Ready) -> Starlette:
    """Return the web app. `slack` is Bolt as an ASGI app, None where Socket Mode brings the deliveries.

    Raises ValueError when Slack's route is wanted with a signing secret under 20 characters.
    """

    async def healthz(_: Request) -> Response:
        """Say that the process lives. Counts only: no id, no code, no text."""
        return JSONResponse({"status": "ok"})

    async def readyz(_: Request) -> Response:
        try:
            found = await ready()
        except Unavailable:
            found = {"status": "unavailable"}
        return JSONResponse(found, status_code=200 if found.get("status") == "ok" else 503)

    routes: list[BaseRoute] = [Route("/healthz", healthz), Route("/readyz", readyz)]
    if slack is not None:
        secret = deps.settings.slack_signing_secret.get_secret_value()
        guard = SlackGuard(slack, secret, lambda: deps.clock.now().timestamp())
        routes.append(Route(SLACK_PATH, endpoint=guard))
    if deps.settings.hook_secret.get_secret_value():
        routes.append(Route("/hooks/incidents", incident_hook(deps, workspace), methods=["POST"]))
    return Starlette(routes=routes)
