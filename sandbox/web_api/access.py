"""Who is calling and what the token may do: tokens by kind, scopes by method and kind of channel."""

import hmac

from starlette.requests import Request

from sandbox.errors import SlackError
from sandbox.hub import Hub
from sandbox.methods import needed
from sandbox.web_api.arguments import Arguments
from sandbox.workspace import Kind

_APP_LEVEL = frozenset({"apps.connections.open"})
_NO_TOKEN = frozenset({"blocks.validate"})


def check_token(hub: Hub, method: str, request: Request, arguments: Arguments) -> None:
    """Refuse a call without the right kind of token, or one whose token lacks every scope the method could use."""
    if method in _NO_TOKEN:
        return
    scheme, _, bearer = request.headers.get("authorization", "").partition(" ")
    token = bearer.strip() if scheme.lower() == "bearer" else arguments.text("token")
    if not token:
        raise SlackError("not_authed")
    installation = hub.installation
    is_bot = hmac.compare_digest(token.encode(), installation.bot_token.encode())
    is_app = hmac.compare_digest(token.encode(), installation.app_token.encode())
    if not (is_bot or is_app):
        raise SlackError("invalid_auth")
    if is_app != (method in _APP_LEVEL):
        raise SlackError("not_allowed_token_type")
    if installation.revoked:
        raise SlackError("account_inactive")
    if is_bot:
        require_scope(hub, *needed(method))


def require(hub: Hub, method: str, kind: Kind) -> None:
    """Refuse a call whose token lacks the scope for this kind of channel."""
    require_scope(hub, *needed(method, kind))


def accepted(method: str) -> str:
    """Return the X-Accepted-OAuth-Scopes header of a method."""
    return ",".join(needed(method))


def require_scope(hub: Hub, *scopes: str) -> None:
    """Refuse a call whose token has none of these scopes; no scopes at all let it pass."""
    if scopes and not hub.installation.scopes & set(scopes):
        provided = ",".join(sorted(hub.installation.scopes))
        raise SlackError("missing_scope", needed=",".join(scopes), provided=provided)
