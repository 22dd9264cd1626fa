"""What is thrown away: keys of deliveries that cannot come again, and what is older than it is to be kept.

And what is noted of the record of deeds, daily.
"""

from datetime import timedelta

import structlog

from bot.ports import Deps, Job
from bot.services.retention import let_go

INBOX_DAYS = timedelta(days=7)
log = structlog.get_logger("housekeeping")


async def sweep(deps: Deps, job: Job) -> None:
    """Forget deliveries older than a week: Slack and the webhooks' vendors retry for two days at most."""
    async with deps.store.write(job.workspace) as uow:
        await uow.inbox.forget_before(deps.clock.now() - INBOX_DAYS)


async def let_go_old(deps: Deps, job: Job) -> None:
    """Delete what is older than the settings and the promises of the product let it become."""
    await let_go(deps, job.workspace)


async def note_deeds(deps: Deps, job: Job) -> None:
    """Put into the log where the record of deeds ends today: rows taken off its end leave no other trace."""
    async with deps.store.read(job.workspace) as uow:
        deeds, digest = await uow.audit.head()
    log.info("record of deeds", deeds=deeds, head=digest)
