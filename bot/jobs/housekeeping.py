"""What is thrown away: keys of deliveries that cannot come again. Nothing a person wrote is touched here."""

from datetime import timedelta

from bot.ports import Deps, Job

INBOX_DAYS = timedelta(days=7)


async def sweep(deps: Deps, job: Job) -> None:
    """Forget deliveries older than a week: Slack and the webhooks' vendors retry for two days at most."""
    async with deps.store.write(job.workspace) as uow:
        await uow.inbox.forget_before(deps.clock.now() - INBOX_DAYS)
