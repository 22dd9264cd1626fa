"""The job in which a model writes a draft: what it may know goes in, and its text or the reason for none comes out."""

import asyncio
from datetime import datetime, timedelta

from bot.domain.incidents import Incident, Transcript
from bot.domain.narration import AiTrouble
from bot.domain.postmortems import Postmortem
from bot.domain.timeline import Brief, Narrative
from bot.jobs.outcomes import Later, Turns
from bot.jobs.surfaces_places import facts_of
from bot.ports import Deps, Job, ModelError, Writer
from bot.services import drafts, drafts_writing
from bot.services.drafts_consent import sources_of
from bot.services.drafts_ledger import RunLedger

TURNS = Turns(2, timedelta(seconds=5))
"""A model's work takes minutes. It leaves half of a process's hands to what takes none: cards and messages."""


async def about(deps: Deps, job: Job) -> tuple[Postmortem, Incident] | None:
    """Return what a draft's job is about; None where that is gone, put away, on hold or taken out."""
    async with deps.store.read(job.workspace) as uow:
        postmortem = await uow.postmortems.get(int(job.payload["postmortem"] or 0))
        incident = await uow.incidents.get(int(job.payload["incident"] or 0))
    if postmortem is None or incident is None or incident.channel is None:
        return None
    if postmortem.id != incident.merged_into and postmortem.incident != incident.id:  # taken out of it meanwhile
        return None
    return (postmortem, incident) if drafts_writing.is_open(postmortem) else None


async def why_not(deps: Deps, workspace: str, postmortem: int) -> AiTrouble | None:
    """Return why no model writes a draft although there is one; None where one may."""
    shared = await is_shared(deps, workspace, postmortem)
    return await drafts_writing.why_not(deps, workspace, postmortem, shared=shared)


async def write(deps: Deps, job: Job) -> None:
    """Let a model write a draft for which the rules' own stands already."""
    found = await about(deps, job)
    if found is None:
        return
    postmortem, incident = found
    if deps.writer is None:  # its key was taken away meanwhile
        await drafts_writing.go_without(deps, job.workspace, postmortem.id)
        return
    with TURNS.of(job, deps.clock.now()):
        await _write(deps, deps.writer, job, postmortem, incident)


async def _write(deps: Deps, writer: Writer, job: Job, postmortem: Postmortem, incident: Incident) -> None:
    shared = await is_shared(deps, job.workspace, postmortem.id)
    by = job.payload.get("member")
    ledger = await drafts_writing.begin(
        deps, job.workspace, postmortem.id, holder=f"{job.id}:{job.attempts}", by=str(by) if by else None, shared=shared
    )
    if ledger is None:
        return
    transcript = await drafts.transcript_of(deps, job.workspace, postmortem.id, incident)
    brief = drafts.brief_of(deps, postmortem, incident)
    written = await _written(deps, writer, transcript, brief, ledger)
    deps.checkpoint("written")
    if isinstance(written, ModelError):
        again: datetime | None = await drafts_writing.fail(deps, job.workspace, postmortem.id, ledger, written)
        if again is not None:
            raise Later(again, written.trouble.value)
        return
    await drafts_writing.finish(deps, job.workspace, postmortem.id, ledger, drafts.drafted(written, transcript))
    deps.checkpoint("draft written")


async def give_up(deps: Deps, job: Job) -> None:
    """Let the rules' draft stand where the job was given up."""
    if await about(deps, job) is not None:
        await drafts_writing.go_without(deps, job.workspace, int(job.payload["postmortem"] or 0), AiTrouble.STOPPED)


async def _written(
    deps: Deps, writer: Writer, transcript: Transcript, brief: Brief, ledger: RunLedger
) -> Narrative | ModelError:
    """Return what a model wrote or why it did not."""
    try:
        async with asyncio.timeout(deps.settings.ai_draft_seconds):
            return await writer.draft(transcript, brief, ledger)
    except ModelError as error:
        return error
    except TimeoutError:
        return ModelError(AiTrouble.SLOW)


async def is_shared(deps: Deps, workspace: str, postmortem: int) -> bool:
    """Say whether a source has readers of another organisation, as Slack describes its channel now."""
    async with deps.store.read(workspace) as uow:
        found = await uow.postmortems.get(postmortem)
        sources = await sources_of(uow, found) if found is not None else []
    told = [await facts_of(deps, one.channel) for one in sources if one.channel is not None]
    return any(one is not None and one.is_shared for one in told)
