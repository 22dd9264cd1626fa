"""Who led an incident, where the channel says so in words. Pure; it guesses nothing."""

import re
from collections.abc import Iterable, Mapping

from bot.domain.incidents import Message

_ROLE = r"(?:incident\s+(?:lead|commander|manager)|inc(?:ident)?\s*lead|commander|ic)"
_SAID_OF = re.compile(rf"\b{_ROLE}\s*(?:is|:|=|->|→)\s*@?([^\s,;|@][^,;|\n]{{0,40}})", re.IGNORECASE)
_SAID_BY = re.compile(
    rf"\b(?:i['’]?ll|i will|i['’]?m|i am|taking)\s+(?:be\s+|take\s+|the\s+|be\s+the\s+)?{_ROLE}\b"  # noqa: RUF001 - phones type this apostrophe
    r"|\bi['’]?ll lead\b|\bi['’]?m (?:the )?lead(?:ing)?\b",  # noqa: RUF001 - phones type this apostrophe
    re.IGNORECASE,
)


def led_by(topic: str, messages: Iterable[Message], names: Mapping[str, str]) -> str | None:
    """Return the Slack id of the person who led, by the topic first and else by the last message that says so.

    `names` maps ids to display names. A name that fits nobody, or two people, counts as nobody.
    """
    found = _named(topic, names)
    for message in messages:
        if message.is_bot:
            continue
        said = message.author if _SAID_BY.search(message.text) else _named(message.text, names)
        found = said or found
    return found


def _named(text: str, names: Mapping[str, str]) -> str | None:
    for match in _SAID_OF.finditer(text):
        said = match.group(1).strip().casefold()
        fits = [one for one, name in names.items() if name and said.startswith(name.casefold())]
        first = [
            one for one, name in names.items() if name and said.split()[0].strip(".!?") == name.casefold().split()[0]
        ]
        for candidates in (fits, first):
            if len(candidates) == 1:
                return candidates[0]
    return None
