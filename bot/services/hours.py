"""When people work: the workspace's hours in each one's own zone."""

from collections.abc import Iterable

from bot.domain.nudges import Hours, HoursOf
from bot.ports import Deps, UnitOfWork


async def hours_of(deps: Deps, uow: UnitOfWork, people: Iterable[str]) -> HoursOf:
    """Return when each of these works; somebody who is not known, in the workspace's zone."""
    known = await uow.members.many(people)
    hours = {key: hours_in(deps, member.zone) for key, member in known.items()}
    default = hours_in(deps, deps.settings.zone)
    return lambda member: hours.get(member, default)


def hours_in(deps: Deps, zone: str) -> Hours:
    """Return the hours in which somebody of a zone (IANA name) works."""
    return Hours(zone=zone, start=deps.settings.morning)
