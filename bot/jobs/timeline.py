"""What people pin for the timeline: the message is read from Slack, then put there, or taken off again."""

from bot.jobs.reading import understand
from bot.jobs.surfaces_places import CLOSED
from bot.ports import ChatError, Deps, Job
from bot.services.notes import pinned


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
