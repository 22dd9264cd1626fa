"""Slack's own signs that an incident is over or back, turned into signals. Rights are checked here as for a button."""

from collections.abc import Callable, Mapping
from typing import Any

from bot.domain.incidents import Signal
from bot.domain.patterns import matcher
from bot.domain.people import Standing
from bot.intake import signals
from bot.listeners.deeds import Deed
from bot.listeners.tables import Tables
from bot.services.incidents import hear
from bot.settings import Settings

Recogniser = Callable[[Mapping[str, Any]], Signal | None]
_STRANGERS = {Standing.GUEST, Standing.OUTSIDER, Standing.BOT, Standing.DEACTIVATED}


def recognisers(settings: Settings) -> tuple[Recogniser, ...]:
    """Return what recognises a signal in an event, by the workspace's patterns. Compiled once."""
    vendors = signals.vendor_matchers(settings.vendor_apps)
    names = matcher([settings.renamed_pattern])
    topics = matcher([settings.topic_pattern])
    return (
        lambda event: signals.from_metadata(event, settings.metadata_apps),
        lambda event: signals.from_reaction(event, settings.resolved_emoji, settings.reopened_emoji),
        lambda event: signals.from_vendor(event, vendors),
        lambda event: signals.from_rename(event, names),
        lambda event: signals.from_topic(event, topics),
        signals.from_archive,
    )


class Signals:
    """Hears signals in events. Several features share an event type, so this is called by their listeners."""

    def __init__(self, settings: Settings) -> None:
        """Compile the patterns of `settings`. Raises ValueError for one that cannot be used."""
        self._recognisers = recognisers(settings)

    def find(self, event: Mapping[str, Any]) -> Signal | None:
        """Return the signal that an event is, or None."""
        return next((one for recognise in self._recognisers if (one := recognise(event)) is not None), None)

    async def hear(self, deed: Deed) -> bool:
        """Take in the signal that an event is, if it is one; say whether it was."""
        found = self.find(deed.body.get("event") or {})
        if found is None:
            return False
        if not deed.actor.is_system and deed.actor.standing in _STRANGERS:
            return False
        await hear(deed.deps, deed.actor, found)
        return True


def register(tables: Tables, heard: Signals) -> None:
    """Register the events that are signals and nothing else."""

    async def on_signal(deed: Deed) -> None:
        await heard.hear(deed)

    for name in ("channel_archive", "group_archive", "channel_rename", "group_rename", "message_metadata_posted"):
        tables.events[name] = on_signal
