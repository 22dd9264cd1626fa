"""Mentions: how they are stored and told by name, and the last look at what goes to Slack: none in it is alive.

In stored text a mention is `@[U012AB]` for people and groups, `#[C012AB]` for channels (decision 13). Nothing of ours
rings anybody by a mention: people are told by messages of their own. So whatever looks like a live one in a payload
slipped past the escape, and is put out here. It is no substitute: texts are escaped where they are drawn.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any, Final, Self

from bot.domain.text import normalise, shorten
from bot.domain.words import say

MENTION_FORM: Final = re.compile(r"@\[([UWSTE][A-Z0-9]{2,20})\](?!\()|#\[([CGD][A-Z0-9]{2,20})\](?!\()")
"""A mention as it is stored: whom it mentions, or which channel."""
_LONGEST_NAME: Final = 80
_PERSON: Final = ("U", "W")
_CHANNEL: Final = ("C", "G", "D")
_GROUP: Final = "S"
ALMOST: Final = "\ufe64"
"""What stands in the place of the sign that would have begun a live mention."""
_ALIVE = re.compile(r"<(?=[@#]|!(?!date\^))")
_IN_CANVAS = re.compile(r"\]\([\s<\\]{0,20}(?:[@#]|&#|&commat;|&num;)")
"""What in a canvas ends a mention: `![](@U1)`, also where its sign is escaped or stands in angles. We make none."""
_RINGING: Final = {"user": "user_id", "usergroup": "usergroup_id", "broadcast": "range"}
"""Elements of rich text that ring somebody, and what in them says whom."""
_NOT_SHOWN = frozenset({"value", "private_metadata", "initial_value"})


class Ringing(str):
    """A text of ours that mentions one person on purpose, whom we could not reach otherwise. Nobody else in it rings.

    It is a text like any other for whoever handles it; the last look lets this one mention through.
    """

    __slots__ = ("whom",)

    whom: str

    def __new__(cls, text: str, whom: str) -> Self:
        """Return a text (escaped mrkdwn) that may mention `whom`, a Slack id."""
        made = super().__new__(cls, text)
        made.whom = whom
        return made

    @property
    def mention(self) -> str:
        """The one mention that is alive in it."""
        return f"<@{self.whom}>"


def people_in(text: str) -> frozenset[str]:
    """Return the people whom a stored text mentions, by Slack id."""
    if "[" not in text:
        return frozenset()
    return frozenset(one[1] for one in MENTION_FORM.finditer(text) if one[1] and one[1].startswith(_PERSON))


def named(text: str, names: Mapping[str, str], *, written: Callable[[str], str] = str) -> str:
    """Return a stored text with names instead of mentions. `names` is by Slack id; who has none in it is somebody.

    Channels are named only where `names` has them: whoever draws decides which ones may be told. `written` makes of a
    name what stands for it in the text's own language.
    """

    def said(found: re.Match[str]) -> str:
        slack_id = found[1] or found[2]
        name = shorten(normalise(names.get(slack_id, ""), one_line=True), _LONGEST_NAME)
        return f"{found[0][0]}{written(name or _unknown(slack_id))}"

    return MENTION_FORM.sub(said, text) if "[" in text else text


def _unknown(slack_id: str) -> str:
    if slack_id.startswith(_CHANNEL):
        return say("who.channel")
    return say("who.group") if slack_id.startswith(_GROUP) else say("who.somebody")


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
        if isinstance(value, Ringing):
            left += value.split(value.mention)  # what is left of it must ring nobody
        elif isinstance(value, str):
            if ("<" in value and _ALIVE.search(value)) or ("](" in value and _is_canvas_mention(value)):
                return True
        elif isinstance(value, Mapping):
            if _rings(value) is not None:
                return True
            left.extend(one for key, one in value.items() if key not in _NOT_SHOWN)
        elif isinstance(value, list | tuple):
            left.extend(value)
    return False


def _is_canvas_mention(text: str) -> bool:
    return "![" in text and _IN_CANVAS.search(text) is not None


def _rings(element: Mapping[str, Any]) -> str | None:
    """Return whom an element of rich text rings; None for all others."""
    kind = element.get("type")
    whom = element.get(_RINGING.get(kind, "")) if isinstance(kind, str) else None
    return None if whom is None else str(whom)


def _quiet(value: Any) -> Any:
    if isinstance(value, Ringing):
        return Ringing(value.mention.join(_quiet(one) for one in value.split(value.mention)), value.whom)
    if isinstance(value, str):
        quiet = value.replace("![", "!\\[") if _is_canvas_mention(value) else value
        return _ALIVE.sub(ALMOST, quiet)
    if isinstance(value, Mapping):
        if (whom := _rings(value)) is not None:
            return {"type": "text", "text": f"@{whom}"}
        return {key: one if key in _NOT_SHOWN else _quiet(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_quiet(one) for one in value]
    return value
