"""Arguments of a call, wherever the client put them: query string, form or JSON, merged as Slack merges them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request

from sandbox.errors import SlackError

# The SDK puts team_id on every call once it knows the workspace; Slack reads it for org-wide tokens only.
_ALWAYS = frozenset({"token", "team_id"})
_TRUE = frozenset({"1", "true", "True"})


@dataclass(frozen=True)
class Arguments:
    """What a call was given. Readers raise invalid_arguments where a value has the wrong form."""

    values: Mapping[str, Any]

    def text(self, name: str, default: str = "") -> str:
        """Return an argument as text."""
        value = self.values.get(name)
        if value is None:
            return default
        if isinstance(value, str | int | float) and not isinstance(value, bool):
            return str(value)
        raise _wrong(name, "must be a string")

    def flag(self, name: str) -> bool:
        """Return a boolean argument; absent is False."""
        value = self.values.get(name)
        return value is True or str(value) in _TRUE

    def number(self, name: str, default: int) -> int:
        """Return a whole number, above zero."""
        value = self.values.get(name)
        if value in (None, ""):
            return default
        if not str(value).isdecimal() or int(value) < 1:
            raise _wrong(name, "must be a number above zero")
        return int(value)

    def given(self, name: str) -> bool:
        """Say whether an argument was sent with any value but null."""
        return self.values.get(name) is not None

    def structure(self, name: str) -> Any:
        """Return an object or array, native or as JSON text; None when absent. Raises ValueError for broken JSON."""
        value = self.values.get(name)
        if isinstance(value, str):
            return json.loads(value) if value else None
        return value


async def read(request: Request) -> Arguments:
    """Merge query, form and JSON of a request. Raises invalid_form_data or invalid_arguments."""
    values: dict[str, Any] = dict(request.query_params)
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if request.method != "POST":
        return Arguments(values)
    if kind == "application/json":
        body = await request.body()
        try:
            sent = json.loads(body) if body else {}
        except ValueError as error:
            raise SlackError("invalid_arguments", messages=["[ERROR] the body is not JSON"]) from error
        if not isinstance(sent, dict):
            raise SlackError("invalid_arguments", messages=["[ERROR] the body is not a JSON object"])
        values |= sent
    elif kind == "application/x-www-form-urlencoded":
        try:
            values |= dict(parse_qsl((await request.body()).decode(), keep_blank_values=True))
        except ValueError as error:
            raise SlackError("invalid_form_data") from error
    elif await request.body():
        raise SlackError("invalid_post_type" if kind else "missing_post_type")
    return Arguments(values)


def check_names(arguments: Arguments, known: frozenset[str], required: frozenset[str]) -> None:
    """Refuse arguments that the method does not have and calls without those it needs."""
    strange = sorted(set(arguments.values) - known - _ALWAYS)
    missing = sorted(name for name in required if arguments.values.get(name) in (None, ""))
    messages = [f"[ERROR] unknown argument: {name}" for name in strange]
    messages += [f"[ERROR] missing required field: {name}" for name in missing]
    if messages:
        raise SlackError("invalid_arguments", messages=messages)


def _wrong(name: str, what: str) -> SlackError:
    return SlackError("invalid_arguments", messages=[f"[ERROR] {name} {what}"])
