"""When people work: the hours that they chose, else the workspace's, each in their own zone and by their calendar."""

from collections.abc import Iterable

from bot.domain.hours import OwnHours, read_place
from bot.domain.nudges import Hours, HoursOf
from bot.domain.people import Actor
from bot.ports import Deps, UnitOfWork


async def hours_of(deps: Deps, uow: UnitOfWork, people: Iterable[str]) -> HoursOf:
    """Return when each of these works, in two queries; somebody who is not known, in the workspace's zone."""
    wanted = set(people)
    known, chosen = await uow.members.many(wanted), await uow.hours.many(wanted)
    default = default_hours(deps)
    made: dict[tuple[str, OwnHours], Hours] = {}

    def days(own: OwnHours, zone: str) -> Hours:
        key = (zone, own.model_copy(update={"member": ""}))
        if key not in made:  # most people of a workspace have the same: their holidays are counted once
            made[key] = days_of(deps, own, zone)
        return made[key]

    found = {one: days(chosen.get(one, default), member.zone) for one, member in known.items()}
    others = days(default, deps.settings.zone)
    return lambda member: found.get(member, others)


async def hours_for(deps: Deps, actor: Actor) -> Hours:
    """Return when this person works."""
    async with deps.store.read(actor.workspace) as uow:
        chosen = await uow.hours.get(actor.member or "")
    return days_of(deps, chosen or default_hours(deps), actor.zone)


def default_hours(deps: Deps) -> OwnHours:
    """Return the hours of whoever chose none."""
    country, region = read_place(deps.settings.country)
    morning, evening = deps.settings.morning, deps.settings.evening
    return OwnHours(member="", country=country, region=region, start=morning, end=evening)


def days_of(deps: Deps, own: OwnHours, zone: str) -> Hours:
    """Return chosen hours with the days on which they hold: a calendar's holidays of the years around now."""
    year, calendar = deps.clock.now().year, deps.calendar
    off = calendar.weekend(own.country)
    return Hours(
        zone=zone,
        start=own.start,
        end=own.end,
        weekdays=frozenset(range(7)) - off if own.weekdays is None else frozenset(own.weekdays),
        holidays=frozenset(
            day for one in (year - 1, year, year + 1) for day in calendar.holidays(own.country, own.region, one)
        ),
    )
