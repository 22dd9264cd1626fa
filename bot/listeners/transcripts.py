"""Messages that are changed or deleted after they were read: what rests on them follows, until it is published."""

from bot.intake.slack_changes import changed_message, posted_by
from bot.listeners.deeds import Deed
from bot.listeners.signals import Signals
from bot.listeners.tables import Ear, Tables
from bot.services import transcripts_followed


def register(tables: Tables, heard: Signals) -> None:
    """Register what happens to messages that were read. A change may be a signal as well."""

    async def on_changed(deed: Deed) -> None:
        found = changed_message(deed.body["event"])
        if found is not None:
            await transcripts_followed.follow(deed.deps, deed.actor, *found)
        await heard.hear(deed)

    tables.hear("message", Ear(on_changed, worth=lambda event: changed_message(event) is not None, ours=_is_told))


async def _is_told(deed: Deed) -> bool:
    """Say whether a document that is not published tells of the channel. Our own messages are no evidence."""
    event = deed.body["event"]
    found = changed_message(event)
    if found is None or deed.deps.chat.is_ours(posted_by(event)):
        return False
    return await transcripts_followed.is_told(deed.deps, deed.actor.workspace, found[0])
