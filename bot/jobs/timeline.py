"""What people pin for the timeline: the message is read from Slack, then put there, or taken off again.

And what becomes of messages after they were read.
"""

from typing import NamedTuple

from bot.domain.incidents import Message
from bot.jobs.reading import understand
from bot.jobs.surfaces_places import CLOSED
from bot.ports import ChatError, Deps, Job
from bot.services.notes import pinned
from bot.services.transcripts_followed import store_change


async def pick(deps: Deps, job: Job) -> None:
    """Let the timeline of a channel's draft hold a message exactly as long as somebody has it pinned.

    Where the channel was closed to us meanwhile nothing can be read any more: the timeline stays as it is.
    """
    channel, ts, member = (str(job.payload[key]) for key in ("channel", "ts", "member"))
    found = await _read(deps, job, channel, ts)
    for message in found.messages if found is not None else ():
        await pinned(deps, job.workspace, channel, message, member)


async def follow(deps: Deps, job: Job) -> None:
    """Let a document follow a message that was changed or deleted after it was read."""
    postmortem, channel, ts = int(job.payload["postmortem"] or 0), str(job.payload["channel"]), str(job.payload["ts"])
    found = await _read(deps, job, channel, ts)
    if found is not None and (found.is_gone or found.messages):
        message = found.messages[0] if found.messages else None
        await store_change(deps, job.workspace, postmortem, channel, ts, message)


class _Read(NamedTuple):
    """A message as it is now: gone, or what we make of it, which is nothing of some."""

    is_gone: bool
    messages: list[Message]


async def _read(deps: Deps, job: Job, channel: str, ts: str) -> _Read | None:
    """Read one message from Slack. None where the channel is closed to us: then nothing is known of it."""
    try:
        raw = await deps.chat.message(channel, ts)
    except ChatError as error:
        if error.passing or error.code not in CLOSED:
            raise
        return None
    messages = await understand(deps, job.workspace, [raw] if raw is not None else [], own=channel)
    return _Read(raw is None, messages)
