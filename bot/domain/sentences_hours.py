"""What is said about the hours in which somebody is asked. Only data."""

from typing import Final

from bot.domain.sentences import Forms

HOURS: Final[dict[str, str | Forms]] = {
    "hours.unknown": "there is no calendar of {place!r}. Known are: {known}.",
}
