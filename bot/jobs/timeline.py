"""What people pick for the timeline while the incident runs: the message is read from Slack, then stored."""

from bot.domain.people import system
from bot.jobs.reading import understand
from bot.ports import Deps, Job
from bot.services.notes import add_to_timeline


async def pick(deps: Deps, job: Job) -> None:
    """Put a message that somebody pinned on the timeline of its channel's draft."""
    channel, ts, member = (str(job.payload[key]) for key in ("channel", "ts", "member"))
    raw = await deps.chat.message(channel, ts)
    if raw is None:
        return
    messages = await understand(deps, job.workspace, [raw], own=channel)
    actor = system(job.workspace).model_copy(update={"cause": job.cause, "member": None})
    for message in messages:
        await add_to_timeline(deps, actor, channel, message, by=member)
