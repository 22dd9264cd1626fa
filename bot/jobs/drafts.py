"""Reading a channel and making a draft of it, step by step: each page is stored with how far the reading is.

A kill at any line, a rate limit or a restart goes on from the last stored page; nothing is read twice.
"""

import asyncio
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from bot.domain.incidents import Gap, Incident
from bot.domain.postmortems import Postmortem, Progress, Stage
from bot.domain.words import say
from bot.jobs.drafts_writing import about, why_not
from bot.jobs.outcomes import Later
from bot.jobs.reading import Replies, thread, understand
from bot.ports import ChannelFacts, ChatError, Deps, Job
from bot.services import drafts, transcripts
from bot.services.transcripts import Reading

THREADS_AT_ONCE = 8
BAD_CURSOR = "invalid_cursor"
_REASONS = {
    "not_in_channel": "I am not in the channel",
    "channel_not_found": "I cannot see the channel",
    "is_archived": "the channel is archived",
    "thread_not_found": "it was deleted",
    "missing_scope": "access was refused",
    "access_denied": "access was refused",
}


async def collect(deps: Deps, job: Job) -> None:
    """Read an incident's channel to its end, then let the draft be made."""
    found = await about(deps, job)
    if found is None:
        return
    postmortem, incident = found
    state = await transcripts.reading(deps, job.workspace, incident.id)
    if state.finished:
        if not job.payload.get("again"):
            return
        state = _once_more(state)
    told: ChannelFacts | None = None
    try:
        told = await _describe(deps, job, incident)
        state = await _read_history(deps, job, incident, state)
        await _read_threads(deps, job, incident, state)
    except ChatError as error:
        await _wait(deps, job, incident, error)
        reason = _reason("is_archived" if told is not None and told.is_archived else error.code)
        await _note_gap(deps, job, incident, Gap(what="channel", count=1, reason=reason))
    await _finish(deps, job, postmortem, incident, told.topic if told is not None else "")


async def narrate(deps: Deps, job: Job) -> None:
    """Make timeline, sections and questions of what was read, ground them and store them."""
    found = await about(deps, job)
    if found is None:
        return
    postmortem, incident = found  # of several, it is the postmortem's own
    transcript = await drafts.transcript_of(deps, job.workspace, postmortem.id, incident)
    draft = await drafts.compose(deps.narrator, transcript, drafts.brief_of(deps, postmortem, incident))
    deps.checkpoint("narrated")
    private = await why_not(deps, job.workspace, postmortem.id) if deps.writer is not None else None
    may_write = deps.writer is not None and private is None
    await drafts.store_draft(deps, job.workspace, postmortem.id, draft, writer=may_write, trouble=private)
    deps.checkpoint("drafted")


async def give_up(deps: Deps, job: Job) -> None:
    """Say on the card that the making stopped, and who can find out why. What was read is kept."""
    code = job.cause or f"job-{job.id}"
    await drafts.report_trouble(
        deps, job.workspace, int(job.payload["postmortem"] or 0), say("making.gave_up", code=code)
    )


def _once_more(state: Reading) -> Reading:
    """Return where a second reading starts: at the threads that were refused, or else at the newest message."""
    refused = tuple(ref for gap in state.gaps for ref in gap.refs)
    if refused and all(gap.refs for gap in state.gaps):
        return state.model_copy(update={"pending": refused, "gaps": (), "finished": False})
    return Reading(round=state.round + 1, secrets=0)


async def _describe(deps: Deps, job: Job, incident: Incident) -> ChannelFacts:
    facts = await deps.chat.channel(incident.channel or "")
    await drafts.describe_channel(deps, job.workspace, incident.id, facts)
    return facts


async def _read_history(deps: Deps, job: Job, incident: Incident, state: Reading) -> Reading:
    channel = incident.channel or ""
    while not state.history_done:
        try:
            page = await deps.chat.history(channel, state.cursor)
        except ChatError as error:
            if error.code != BAD_CURSOR or state.cursor is None:
                raise
            page = await deps.chat.history(channel, None)  # the place is forgotten: read from the newest message again
        roots = tuple(str(one["ts"]) for one in page.messages if _has_thread(one))
        gaps = state.gaps
        if page.limited and not any(gap.what == "older messages" for gap in gaps):
            gaps = (*gaps, Gap(what="older messages", count=0, reason="Slack hides what is older than 90 days here"))
        state = state.model_copy(
            update={
                "cursor": page.cursor,
                "history_done": page.cursor is None,
                "pages": state.pages + 1,
                "pending": tuple(dict.fromkeys((*state.pending, *roots))),
                "threads": state.threads + len(set(roots) - set(state.pending)),
                "gaps": gaps,
            }
        )
        messages = await understand(deps, job.workspace, page.messages, own=channel)
        state = await transcripts.store_page(deps, job.workspace, incident.id, messages, state)
        deps.checkpoint("page stored")
        await _progress(deps, job, incident, state)
    return state


async def _read_threads(deps: Deps, job: Job, incident: Incident, state: Reading) -> Reading:
    channel = incident.channel or ""
    at_once = 1 if deps.settings.slow_history else THREADS_AT_ONCE
    while state.pending:
        batch = state.pending[:at_once]
        read = await asyncio.gather(*(thread(deps, channel, ts, state.cursors.get(ts)) for ts in batch))
        raw = [one for ts, part in zip(batch, read, strict=True) for one in part.messages if str(one.get("ts")) != ts]
        state, waiting = _after_threads(state, dict(zip(batch, read, strict=True)))
        messages = await understand(deps, job.workspace, raw, own=channel)
        state = await transcripts.store_page(deps, job.workspace, incident.id, messages, state)
        deps.checkpoint("threads stored")
        if waiting is not None:
            raise waiting
        await _progress(deps, job, incident, state)
    return state


def _after_threads(state: Reading, read: Mapping[str, Replies]) -> tuple[Reading, ChatError | None]:
    """Return how far the reading is after these threads, and why it has to wait if it has to."""
    stopped = {ts: part.stopped for ts, part in read.items() if part.stopped is not None}
    waits = {ts: error for ts, error in stopped.items() if error.passing or error.code == BAD_CURSOR}
    refused = {ts: error for ts, error in stopped.items() if ts not in waits}
    gaps = [Gap(what="thread", count=1, reason=_reason(one.code), refs=(ts,)) for ts, one in refused.items()]
    cursors = {ts: cursor for ts, cursor in state.cursors.items() if ts not in read}
    cursors |= {ts: part.cursor for ts, part in read.items() if part.cursor and ts in waits and waits[ts].passing}
    going = state.model_copy(
        update={
            "pending": tuple(ts for ts in state.pending if ts not in read or ts in waits),
            "cursors": cursors,
            "threads_done": state.threads_done + len(read) - len(waits),
            "gaps": (*state.gaps, *gaps),
        }
    )
    passing = [error for error in waits.values() if error.passing]
    return going, max(passing, key=lambda one: one.retry_after or 0.0, default=None)


async def _progress(deps: Deps, job: Job, incident: Incident, state: Reading) -> None:
    report = await transcripts.report(deps, job.workspace, incident.id, state)
    progress = Progress(
        stage=Stage.READING,
        messages=report.messages,
        threads=state.threads,
        threads_done=state.threads_done,
        files=report.files,
    )
    await drafts.show_progress(deps, job.workspace, int(job.payload["postmortem"] or 0), progress)


async def _wait(deps: Deps, job: Job, incident: Incident, error: ChatError) -> None:
    """Where Slack asks us to wait: say until when on the card, and come back then."""
    if not error.passing:
        return
    if error.retry_after is None:
        raise error
    at = deps.clock.now() + timedelta(seconds=error.retry_after)
    state = await transcripts.reading(deps, job.workspace, incident.id)
    report = await transcripts.report(deps, job.workspace, incident.id, state)
    waiting = Progress(
        stage=Stage.READING,
        messages=report.messages,
        threads=state.threads,
        threads_done=state.threads_done,
        files=report.files,
        resume_at=at,
    )
    await drafts.show_progress(deps, job.workspace, int(job.payload["postmortem"] or 0), waiting)
    raise Later(at, error.code)


async def _note_gap(deps: Deps, job: Job, incident: Incident, gap: Gap) -> None:
    state = await transcripts.reading(deps, job.workspace, incident.id)
    state = state.model_copy(update={"gaps": (*(one for one in state.gaps if one.what != gap.what), gap)})
    await transcripts.store_page(deps, job.workspace, incident.id, (), state)


async def _finish(deps: Deps, job: Job, postmortem: Postmortem, incident: Incident, topic: str) -> None:
    own = postmortem.incident or incident.id
    state = await transcripts.reading(deps, job.workspace, incident.id)
    report = await transcripts.whole_report(deps, job.workspace, postmortem.id, own)
    finished = state.model_copy(update={"finished": True})
    await drafts.finish_reading(deps, job.workspace, postmortem.id, incident.id, report, topic, finished)
    deps.checkpoint("reading finished")


def _has_thread(message: Mapping[str, Any]) -> bool:
    return bool(message.get("reply_count")) and message.get("thread_ts") in {None, message.get("ts")}


def _reason(code: str) -> str:
    return _REASONS.get(code, "Slack refused it")
