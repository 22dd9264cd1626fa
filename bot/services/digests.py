"""The weekly digest: which channels are owed one now, and what it says there. Once a week and channel.

A team's channels are those where everybody's postmortems are announced, and each channel that documents are for as a
team's. What is written down together with the job that tells it is told once, on however many replicas.
"""

from datetime import date, datetime
from typing import Final

from bot.domain.digests import APART, DigestFacts, is_begun, schedule_of, span_of, week_owed, zone_of_team
from bot.domain.nudges import Hours
from bot.domain.times_zones import day_in
from bot.ports import ChannelFacts, Deps, NewJob, Payload
from bot.services.facts import names_of, people_of
from bot.services.hours import usual_hours
from bot.services.publishing_places import announced_channels

_WORK: Final = "digests"


async def sweep(deps: Deps, workspace: str) -> None:
    """Have every channel told whose digest is owed now."""
    schedule, now = schedule_of(deps.settings.digest), deps.clock.now()
    if schedule is None:
        return
    announced = announced_channels(deps)
    async with deps.store.write(workspace) as uow:
        teams = await uow.digests.teams()
        known = await uow.members.many({one for authors in teams.values() for one in authors})
        told = await uow.steps.all(_WORK)
        for channel in dict.fromkeys((*announced, *teams)):
            authors = () if channel in announced else teams[channel]
            zone = zone_of_team((known[one].zone for one in authors if one in known), deps.settings.zone)
            hours = usual_hours(deps, zone)
            week = week_owed(schedule, hours, now)
            is_new = channel not in announced and channel not in told
            if week is None or (is_new and is_begun(hours, week, now)):
                continue  # a channel that becomes a team's hears of no week that the others have heard of
            if channel in told and not _is_owed(told[channel], week, hours, now):
                continue
            day = hours.local(now).date()
            await uow.steps.put(_WORK, channel, {"week": week.isoformat(), "zone": zone, "day": day.isoformat()})
            await uow.jobs.add(_tell(channel, week), now)
    deps.nudge()


def _is_owed(last: Payload, week: date, hours: Hours, now: datetime) -> bool:
    """Say whether another week is told in a channel: none sooner than six days after the `last` one."""
    day = date.fromisoformat(str(last.get("day", last["week"])))
    return _day(last) < week and hours.local(now).date() - day >= APART


async def note_told(deps: Deps, workspace: str, facts: DigestFacts) -> None:
    """Note on which day a channel was told: later than was planned, where Slack kept it waiting."""
    async with deps.store.write(workspace) as uow:
        step = (await uow.steps.all(_WORK, facts.channel)).get(facts.channel)
        if step is not None:
            await uow.steps.put(_WORK, facts.channel, {**step, "day": facts.today.isoformat()})


def may_tell(deps: Deps, facts: DigestFacts) -> bool:
    """Say whether it is a time at which a digest is told: what Slack kept waiting until the night waits for the day."""
    schedule, hours = schedule_of(deps.settings.digest), usual_hours(deps, facts.zone)
    return schedule is not None and week_owed(schedule, hours, deps.clock.now()) is not None


def _tell(channel: str, week: date) -> NewJob:
    return NewJob(
        kind="digest.tell",
        payload={"channel": channel},
        lane=f"digest:{channel}",
        once_key=f"digest:{channel}:{week}",
    )


def _day(step: dict[str, object]) -> date:
    return date.fromisoformat(str(step["week"]))


async def digest_facts(deps: Deps, workspace: str, place: ChannelFacts) -> DigestFacts | None:
    """Return what a channel's latest digest shows; None where none is owed there."""
    schedule = schedule_of(deps.settings.digest)
    async with deps.store.read(workspace) as uow:
        told = (await uow.steps.all(_WORK, place.id)).get(place.id)
        if schedule is None or told is None:
            return None
        week, zone = _day(told), str(told["zone"])
        since, until = span_of(schedule, zone, week)
        today = day_in(deps.clock.now(), zone)
        for_all = place.id in announced_channels(deps)
        figures = await uow.digests.figures(place.id, for_all=for_all, since=since, until=until, today=today)
        people = await people_of(deps, uow, (one.owner for one in figures.rows))
    return DigestFacts(
        channel=place.id,
        channel_name=place.name,
        weekday=schedule.weekday,
        week=week,
        today=today,
        zone=zone,
        is_for_all=for_all,
        figures=figures,
        names=names_of(people),
    )
