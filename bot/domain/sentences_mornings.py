"""What is said in the message of a working morning. Only data."""

from typing import Final

from bot.domain.sentences import Forms

MORNINGS: Final[dict[str, str | Forms]] = {
    "morning.aside": "{who}, I cannot send you direct messages, so I ask you here.",
}
