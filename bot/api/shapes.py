"""What a signed request must look like before Bolt may see it: Bolt raises on many shapes that Slack never sends.

Pure. It refuses what is broken or of the wrong type and judges nothing else; unknown fields and kinds pass.
"""

import binascii
import json
import math
import re
from collections.abc import Mapping
from typing import Any, Final

DEEPEST: Final = 64
MOST_FIELDS: Final = 100
_LONGEST_NUMBER: Final = 25

_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")

_TEXTS: Final = frozenset(
    """
    type subtype callback_id team_id enterprise_id user_id channel_id thread_ts trigger_id response_url
    action_id block_id api_app_id event_id function_execution_id bot_access_token bot_id channel_type
    app_installed_team_id user_team hash external_id private_metadata context_team_id context_enterprise_id
    challenge execution_id ts event_ts action_ts
    """.split()  # noqa: SIM905 - thirty quoted names are no easier to read
)
_TEXTS_OR_OBJECTS: Final = frozenset(("user", "team", "channel", "enterprise"))
_OBJECTS: Final = frozenset(
    (
        "event",
        "item",
        "message",
        "previous_message",
        "view",
        "container",
        "assistant_thread",
        "function_data",
        "function",
    )
)
_LISTS: Final = frozenset(("authorizations", "actions", "response_urls"))
_NEVER_NULL: Final = frozenset(("event", "actions", "response_urls", "function"))
_NEEDED: Final = {
    "url_verification": (("challenge", str),),
    "event_callback": (("event", dict),),
    "block_actions": (("actions", list),),
    "interactive_message": (("actions", list), ("callback_id", str)),
    "view_submission": (("view", dict),),
    "view_closed": (("view", dict),),
    "shortcut": (("callback_id", str),),
    "message_action": (("callback_id", str),),
    "block_suggestion": (("action_id", str),),
    "dialog_submission": (("callback_id", str),),
    "dialog_cancellation": (("callback_id", str),),
    "dialog_suggestion": (("callback_id", str),),
    "workflow_step_edit": (("callback_id", str),),
}


class Malformed(Exception):  # noqa: N818 - it says what the request is
    """The request is not one that Slack sends. Its text never repeats the request."""


def checked_json(text: str) -> dict[str, Any]:
    """Return the payload if it is one JSON object that Bolt can take. Raises Malformed."""
    payload = _loaded(text)
    if not isinstance(payload, dict):
        raise Malformed("The JSON is not an object.")
    if not isinstance(payload.get("type"), str):
        raise Malformed("The payload has no type.")
    _check_types(payload)
    for key, needed in _NEEDED.get(payload["type"], ()):
        if not isinstance(payload.get(key), needed) or not payload[key]:
            raise Malformed(f"The payload lacks {key}.")
    _check_parts(payload)
    return payload


def checked_form(text: str) -> tuple[dict[str, Any] | None, bytes]:
    """Return what the form holds, and the same as JSON for Bolt. Raises Malformed.

    A form is a `payload`, or the fields of a slash command, or Slack's check of the certificate (then None). Bolt gets
    JSON because it would lose `/postmortem note payload too big` (it takes any form with these letters for an
    interaction), and because decoding a large form a second time costs more than all the rest of the answer.
    """
    pairs = [tuple(part.partition("=")[::2]) for part in text.split("&") if part]
    if len(pairs) > MOST_FIELDS:
        raise Malformed("The form has too many fields.")
    fields = {_decoded(name): _decoded(value) for name, value in pairs}
    if len(fields) != len(pairs) or text.startswith("{"):
        raise Malformed("The form says something twice.")
    if "payload" in fields:
        if "command" in fields:
            raise Malformed("The form is two things at once.")
        return checked_json(fields["payload"]), fields["payload"].encode()
    if fields.get("ssl_check") == "1" and "command" not in fields:
        return None, b""
    if not fields.get("command", "").startswith("/") or not fields.get("user_id"):
        raise Malformed("The form is neither an interaction nor a command.")
    if not fields.keys().isdisjoint(_OBJECTS | _LISTS):
        raise Malformed("The form has a text where an interaction has an object.")
    return dict(fields), json.dumps(fields).encode()


def _decoded(encoded: str) -> str:
    """Undo the encoding of a form. Quoted-printable is the same with another sign, and its decoder is written in C."""
    if "\n" in encoded or "\r" in encoded:
        raise Malformed("The form is broken.")
    quoted = encoded.replace("=", "%3D").replace("%", "=").replace("+", " ").encode()
    decoded = binascii.a2b_qp(quoted)
    if len(quoted) - len(decoded) != 2 * quoted.count(b"="):  # a sign without its two digits
        raise Malformed("The form is broken.")
    try:
        return decoded.decode()
    except UnicodeDecodeError:
        raise Malformed("The form is not UTF-8.") from None


def _loaded(text: str) -> Any:
    try:
        loaded = json.loads(text, parse_constant=_refuse, parse_int=_short_integer, parse_float=_finite)
        if _SURROGATE.search(text):
            json.dumps(loaded, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        raise Malformed("The JSON is broken or nested too deep.") from None
    if _deeper_than(loaded, DEEPEST):
        raise Malformed("The JSON is nested too deep.")
    return loaded


def _deeper_than(value: object, limit: int) -> bool:
    level = [value]
    for _ in range(limit):
        level = [
            inner
            for outer in level
            if isinstance(outer, dict | list)
            for inner in (outer.values() if isinstance(outer, dict) else outer)
        ]
    return any(isinstance(inner, dict | list) for inner in level)


def _refuse(_constant: str) -> float:
    raise ValueError


def _short_integer(digits: str) -> int:
    if len(digits) > _LONGEST_NUMBER:
        raise ValueError
    return int(digits)


def _finite(number: str) -> float:
    value = float(number)
    if not math.isfinite(value):
        raise ValueError
    return value


def _check_types(part: Mapping[str, Any]) -> None:
    """Check the fields that Bolt reads without asking what they are. Null mostly passes: Slack sends it."""
    for key, value in part.items():
        if value is None:
            if key in _NEVER_NULL:
                raise Malformed(f"{key} is null.")
        elif key in _TEXTS:
            if not isinstance(value, str):
                raise Malformed(f"{key} is not text.")
        elif key in _TEXTS_OR_OBJECTS:
            _check_id(key, value)
        elif key in _OBJECTS or key in _LISTS:
            _check_nested(key, value)


def _check_nested(key: str, value: object) -> None:
    items = value if key in _LISTS else [value]
    if not isinstance(items, list):
        raise Malformed(f"{key} is not a list.")
    for item in items:
        if not isinstance(item, dict):
            raise Malformed(f"{key} is not an object.")
        _check_types(item)


def _check_id(key: str, value: object) -> None:
    fields = ("id", "team_id", "enterprise_id")
    if isinstance(value, str):
        return
    if not isinstance(value, dict) or any(not isinstance(value.get(field) or "", str) for field in fields):
        raise Malformed(f"{key} is neither an id nor an object with one.")


def _check_parts(payload: Mapping[str, Any]) -> None:
    kind = payload["type"]
    if kind == "event_callback":
        event = payload["event"]
        if not event.get("type") or not isinstance(event.get("text", ""), str):
            raise Malformed("The event has no type, or a text that is none.")
    if "view" in payload and payload["view"] is None:
        raise Malformed("view is null.")
    if len(payload.get("response_urls", ())) > 1:
        raise Malformed("There is more than one response_url.")  # Bolt wants to log that, and has no logger yet
    if kind == "block_actions" and not all(action.get("action_id") for action in payload["actions"]):
        raise Malformed("An action has no action_id.")
    if kind in ("view_submission", "view_closed") and not ({"type", "callback_id"} <= payload["view"].keys()):
        raise Malformed("The view has no type or callback_id.")
