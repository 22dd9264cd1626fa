"""Work that keeps failing: which admins are to be told, on their morning, and of what."""

from collections.abc import Callable, Iterable
from datetime import datetime

from bot.domain.failures import LATELY, FailuresAsked, failure_plan, often, span_of
from bot.domain.mornings import Asks
from bot.domain.nudges import Duties, HoursOf, Planned
from bot.domain.people import Actor, Role
from bot.ports import Deps, UnitOfWork


async def duties(_: Deps, uow: UnitOfWork, now: datetime) -> Duties:
    """Return the org admins where something keeps failing; nobody where all is well."""
    found = often(await uow.jobs.given_up(now - LATELY, now))
    admins = [one.id for one in await uow.members.admins() if one.role is Role.ORG_ADMIN] if found else []

    def plan(hours_of: HoursOf, _: datetime, __: Callable[[str], bool]) -> Iterable[Planned]:
        return failure_plan(found, admins, hours_of)

    return Duties(frozenset(admins), plan)


async def failing(deps: Deps, reader: Actor, asks: Asks) -> list[FailuresAsked]:
    """Return what kept failing when somebody was told, to whom it is still to be told: an org admin."""
    if reader.role is not Role.ORG_ADMIN:
        return []
    told = []
    for ask, _ in asks:
        async with deps.store.read(reader.workspace) as uow:
            found = often(await uow.jobs.given_up(*span_of(ask.step)))
        if found:
            told.append(FailuresAsked(found=found))
    return told
