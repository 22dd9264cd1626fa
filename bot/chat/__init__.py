"""Everything sent to Slack that can wait or be tried again: one shared session, one kind of failure."""

from bot.chat.calls import LastLook, told
from bot.chat.pauses import Pauses
from bot.chat.slack import SlackChat

__all__ = ["LastLook", "Pauses", "SlackChat", "told"]
