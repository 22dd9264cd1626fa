"""Letting go of what is old enough, as the settings have it: transcripts, unsaved words, old deeds."""

from datetime import datetime, timedelta

from bot.domain.narration import work_of
from bot.domain.postmortems import Postmortem
from bot.ports import Deps

UNSAVED_DAYS = timedelta(days=7)
AT_ONCE = 10


async def let_go(deps: Deps, workspace: str) -> None:
    """Delete what is older than it is kept, a few transcripts in one transaction.

    A transcript is as old as the last of: its newest message, that the incident was resolved, and that its document
    was published or corrected. What a document says of it, and the links to the messages, stay.
    """
    now = deps.clock.now()
    async with deps.store.write(workspace) as uow:
        await uow.hours.drop_gone()
        await uow.unsaved.forget_before(now - UNSAVED_DAYS)
        await uow.retention.let_go_deeds(now - timedelta(days=deps.settings.keep_deeds))
    oldest = now - timedelta(days=deps.settings.keep_transcripts)
    async with deps.store.read(workspace) as uow:
        old = await uow.retention.old_transcripts(oldest)
    for start in range(0, len(old), AT_ONCE):
        async with deps.store.write(workspace) as uow:
            for incident in old[start : start + AT_ONCE]:
                postmortem = await uow.postmortems.of_incident(incident)
                if postmortem is None or _last_published(postmortem, oldest) <= oldest:
                    await uow.retention.let_go_transcript(incident)
                    if postmortem is not None:
                        await uow.steps.forget(work_of(postmortem.id))


def _last_published(postmortem: Postmortem, never: datetime) -> datetime:
    published = postmortem.publication
    return max(one or never for one in (published.at, published.corrected_at))
