"""What Slack documents about the Web API methods that the sandbox serves: arguments, scopes, limits and error codes.

Facts only, read once from `methods.json`; it must not decide anything about a call.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

ChannelKind = Literal["channel", "group", "im", "mpim"]


@dataclass(frozen=True, slots=True)
class Method:
    """One method: argument names, calls a minute for an app in a workspace, and its own error codes."""

    args: frozenset[str]
    required: frozenset[str]
    per_minute: int
    errors: frozenset[str]


def _read() -> dict[str, Any]:
    text = Path(__file__).with_name("methods.json").read_text(encoding="utf-8")
    facts: dict[str, Any] = json.loads(text)
    return facts


def _method(facts: Mapping[str, Any]) -> Method:
    return Method(
        frozenset(facts["args"]), frozenset(facts["required"]), int(facts["per_minute"]), frozenset(facts["errors"])
    )


_FACTS = _read()

METHODS: Mapping[str, Method] = MappingProxyType({name: _method(facts) for name, facts in _FACTS["methods"].items()})
EVENTS: Mapping[str, frozenset[str]] = MappingProxyType(
    {name: frozenset(scopes) for name, scopes in _FACTS["events"].items()}
)
GENERAL_ERRORS: frozenset[str] = frozenset(_FACTS["general_errors"])
SCOPES: frozenset[str] = frozenset(_FACTS["scopes"])


def needed(method: str, channel_kind: ChannelKind | None = None) -> tuple[str, ...]:
    """Return the bot scopes of which a call needs any one; none means that it needs no scope.

    Where a scope belongs to a kind of channel, only the one of `channel_kind` counts; without a kind all of them do.
    Raises KeyError for a method that is not served.
    """
    scopes = _FACTS["methods"][method]["scopes"]
    if isinstance(scopes, list):
        return tuple(scopes)
    if channel_kind is not None:
        return tuple(scopes[channel_kind])
    return tuple(scope for kind in scopes.values() for scope in kind)
