"""What people pin for the timeline: the message is read from Slack, then put there, or taken off again.

And what becomes of messages after they were read.
"""

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
    try:
        raw = await deps.chat.message(channel, ts)
    except ChatError as error:
        if error.passing or error.code not in CLOSED:
            raise
        return
    for message in await understand(deps, job.workspace, [raw] if raw is not None else [], own=channel):
        await pinned(deps, job.workspace, channel, message, member)


async def follow(deps: Deps, job: Job) -> None:
    """Let a document follow a message that was changed or deleted after it was read."""
    postmortem, channel, ts = int(job.payload["postmortem"] or 0), str(job.payload["channel"]), str(job.payload["ts"])
    try:
        raw = await deps.chat.message(channel, ts)
    except ChatError as error:
        if error.passing or error.code not in CLOSED:
            raise
        return
    read = await understand(deps, job.workspace, [raw] if raw is not None else [], own=channel)
    if raw is None or read:
        await store_change(deps, job.workspace, postmortem, channel, ts, read[0] if read else None)
