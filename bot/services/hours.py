"""When people work: the hours that they chose, else the workspace's, each in their own zone and by their calendar."""

from collections.abc import Iterable
from datetime import time

from bot.domain.errors import Denied, Invalid
from bot.domain.hours import SHORTEST, HoursFacts, HoursWords, OwnHours, minutes_of, read_place
from bot.domain.nudges import Hours, HoursOf, next_working_day
from bot.domain.people import Actor
from bot.domain.words import say
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


async def hours_facts(deps: Deps, actor: Actor, *, country: str | None = None) -> HoursFacts:
    """Return what the window of somebody's hours shows; with `country` as if that one had just been chosen."""
    async with deps.store.read(actor.workspace) as uow:
        own = await uow.hours.get(actor.member or "") or default_hours(deps)
    if country is not None and country != own.country:
        own = own.model_copy(update={"country": country, "region": "", "weekdays": None})
    return _facts(deps, actor, own)


async def choose(deps: Deps, actor: Actor, words: HoursWords) -> HoursFacts:
    """Store when somebody works; return what it means. Raises Invalid at the fields, Denied for guests."""
    if not actor.is_full_member or actor.member is None:
        raise Denied(say("no.actor"))
    _check(deps, words)
    usual = frozenset(range(7)) - deps.calendar.weekend(words.country)
    chosen = frozenset(words.weekdays)
    own = OwnHours(
        member=actor.member,
        country=words.country,
        region=words.region,
        start=words.start or time(9),
        end=words.end or time(17),
        weekdays=None if chosen == usual else tuple(sorted(chosen)),
    )
    async with deps.store.write(actor.workspace, delivery=actor.delivery) as uow:
        await uow.hours.put(own)
    return _facts(deps, actor, own)


def _check(deps: Deps, words: HoursWords) -> None:
    wrong: dict[str, str] = {}
    if words.country and not deps.calendar.knows(words.country, ""):
        wrong["country"] = say("hours.no_country")
    elif words.region and not deps.calendar.knows(words.country, words.region):
        wrong[f"region.{words.country}"] = say("hours.no_region")
    wrong |= {name: say("hours.no_time") for name in ("start", "end") if getattr(words, name) is None}
    if words.start and words.end and minutes_of(words.start, words.end) < SHORTEST:
        wrong["end"] = say("hours.too_short")
    if not words.weekdays:
        wrong[f"weekdays.{words.country}"] = say("hours.no_day")
    if wrong:
        raise Invalid(" ".join(dict.fromkeys(wrong.values())), fields=wrong)


def _facts(deps: Deps, actor: Actor, own: OwnHours) -> HoursFacts:
    hours, countries = days_of(deps, own, actor.zone), deps.calendar.countries()
    regions = deps.calendar.regions(own.country) if own.country else {}
    place = countries.get(own.country, "")
    if own.region:
        place = say("hours.place", country=place, region=regions.get(own.region, own.region))
    return HoursFacts(
        now=own,
        zone=actor.zone,
        weekdays=hours.weekdays,
        is_usual_week=own.weekdays is None,
        place=place,
        countries=countries,
        regions=regions,
        next_day=next_working_day(hours, deps.clock.now()),
    )


def default_hours(deps: Deps) -> OwnHours:
    """Return the hours of whoever chose none."""
    country, region = read_place(deps.settings.country)
    morning, evening = deps.settings.morning, deps.settings.evening
    return OwnHours(member="", country=country, region=region, start=morning, end=evening)


def usual_hours(deps: Deps, zone: str) -> Hours:
    """Return when the workspace works, for whoever chose nothing and for channels, in a zone (IANA name)."""
    return days_of(deps, default_hours(deps), zone)


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
