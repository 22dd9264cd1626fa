"""The last look at what goes to Slack: no mention in it is alive.

Nothing of ours rings anybody by a mention: people are told by messages of their own. So whatever looks like a live one
in a payload slipped past the escape, and is put out here. It is no substitute: texts are escaped where they are drawn.
"""

import re
from collections.abc import Mapping
from typing import Any, Final

ALMOST: Final = "\ufe64"
"""What stands in the place of the sign that would have begun a live mention."""
_ALIVE = re.compile(r"<(?=[@#]|!(?!date\^))")
_IN_CANVAS = re.compile(r"!\[(?=[^\]\n]{0,200}\]\([@#])")
_RINGING: Final = {"user": "user_id", "usergroup": "usergroup_id", "broadcast": "range"}
"""Elements of rich text that ring somebody, and what in them says whom."""
_NOT_SHOWN = frozenset({"value", "private_metadata", "initial_value"})


def silenced(payload: Any) -> Any:
    """Return a payload in which no mention is alive: the same object where none was.

    What a button or a window carries is not shown, and what stands in a field rings nobody: neither is changed.
    """
    return _quiet(payload) if _is_suspicious(payload) else payload


def _is_suspicious(payload: Any) -> bool:
    """Say whether anything in it may ring somebody. It is asked of everything that is sent, so it is quick."""
    left = [payload]
    while left:
        value = left.pop()
        if isinstance(value, str):
            if ("<" in value and _ALIVE.search(value)) or ("![" in value and _IN_CANVAS.search(value)):
                return True
        elif isinstance(value, Mapping):
            if _rings(value) is not None:
                return True
            left.extend(value.values())
        elif isinstance(value, list | tuple):
            left.extend(value)
    return False


def _rings(element: Mapping[str, Any]) -> str | None:
    """Return whom an element of rich text rings; None for all others."""
    kind = element.get("type")
    whom = element.get(_RINGING.get(kind, "")) if isinstance(kind, str) else None
    return None if whom is None else str(whom)


def _quiet(value: Any) -> Any:
    if isinstance(value, str):
        return _IN_CANVAS.sub(r"!\\[", _ALIVE.sub(ALMOST, value))
    if isinstance(value, Mapping):
        if (whom := _rings(value)) is not None:
            return {"type": "text", "text": f"@{whom}"}
        return {key: one if key in _NOT_SHOWN else _quiet(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_quiet(one) for one in value]
    return value
