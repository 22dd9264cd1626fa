"""A narrator of rules: no model, no network. It quotes the channel, never invents, and says what is not stated."""

from bot.ai.offline.narrator import OfflineNarrator, narrate

__all__ = ["OfflineNarrator", "narrate"]
