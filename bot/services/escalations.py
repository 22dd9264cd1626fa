"""Items that nobody got done in weeks: which channels are to hear of theirs, and what is told. Once a week each."""

from datetime import date, timedelta
from typing import Final

from bot.domain.escalations import EscalationFacts, LateItem, Told, channels_owed, come, due_before, is_late
from bot.domain.nudges import Hours, day_at_work
from bot.domain.people import Member, Standing
from bot.domain.postmortems import Postmortem
from bot.domain.publishing import Showing, showing
from bot.ports import ChannelFacts, Deps, NewJob
from bot.services import members
from bot.services.access import may_see
from bot.services.facts import names_of, people_of
from bot.services.hours import hours_for, usual_hours
from bot.services.publishing_places import audience_of, is_of_team
from bot.services.surfaces import owner_of

_WORK: Final = "escalations"
MOST_RUNG: Final = 10
_DIRECT: Final = "D"
_TOLD: Final = "told"
_LAST_HOUR: Final = timedelta(hours=1)


async def sweep(deps: Deps, workspace: str) -> None:
    """Have every channel told whose items have been late for two weeks."""
    hours, now = _hours(deps), deps.clock.now()
    async with deps.store.write(workspace) as uow:
        told = await uow.steps.all(_WORK)
        last = {channel: date.fromisoformat(str(step["day"])) for channel, step in told.items()}
        duties = await uow.action_items.duties(due_before(hours, now))
        for channel, day in channels_owed(duties, last, hours, now):
            await uow.steps.put(_WORK, channel, {**told.get(channel, {}), "day": day.isoformat()})
            await uow.jobs.add(_tell(channel, day), now)
    deps.nudge()


def _tell(channel: str, day: date) -> NewJob:
    return NewJob(
        kind="escalation.tell",
        payload={"channel": channel},
        lane=f"escalation:{channel}",
        once_key=f"escalation:{channel}:{day}",
    )


def _hours(deps: Deps) -> Hours:
    return usual_hours(deps, deps.settings.zone)


async def day_of(deps: Deps, workspace: str, channel: str) -> date | None:
    """Return for which day a channel is to be told; None where it is not."""
    async with deps.store.read(workspace) as uow:
        step = await uow.steps.get(_WORK, channel)
    return date.fromisoformat(str(step["day"])) if step is not None else None


def may_tell(deps: Deps, facts: EscalationFacts) -> bool:
    """Say whether it is told now: in the workspace's hours, and in their last one where an owner is not at work yet."""
    hours, now = _hours(deps), deps.clock.now()
    if any(one.waits for one in facts.items) and day_at_work(hours, now + _LAST_HOUR) is not None:
        return False
    return day_at_work(hours, now) is not None


async def goes_on_in(deps: Deps, workspace: str, channel: str) -> str | None:
    """Return the channel in which the cards of a closed channel go on; None where they do so nowhere or in a DM."""
    async with deps.store.read(workspace) as uow:
        for incident in await uow.incidents.in_channel(channel):
            card = await uow.surfaces.get(owner_of(incident.id), "card")
            if card is not None and card.channel != channel and not card.channel.startswith(_DIRECT):
                return card.channel
    return None


async def escalation_facts(deps: Deps, workspace: str, channel: str, place: ChannelFacts) -> EscalationFacts:
    """Return what is told of a channel's items in a place: nothing of what not everybody may read who is there."""
    hours, now = _hours(deps), deps.clock.now()
    async with deps.store.read(workspace) as uow:
        duties = come(await uow.action_items.duties(due_before(hours, now)), hours, now).get(channel, ())
        items = await uow.action_items.some(one.item for one in duties)
        documents = await uow.postmortems.some(one.postmortem for one in duties)
        people = await people_of(deps, uow, (one.owner for one in items.values()))
    told = {key: one for key, one in documents.items() if await _is_for(deps, one, place)}
    rung: dict[tuple[int, str], dict[str, bool]] = {}
    found = []
    for duty in duties:
        item, postmortem = items.get(duty.item), told.get(duty.postmortem)
        if item is None or postmortem is None or not item.is_open:
            continue
        key = (postmortem.id, item.owner or "")
        if key not in rung:
            rung[key] = await _ringing(deps, people.get(item.owner or ""), postmortem)
        found.append(LateItem(postmortem=postmortem, item=item, **rung[key]))
    return EscalationFacts(today=hours.local(now).date(), items=tuple(found), names=names_of(people))


async def note_told(deps: Deps, workspace: str, channel: str, facts: EscalationFacts) -> None:
    """Remember what a channel is told of, so that the message can follow what is done about it."""
    rung = dict.fromkeys(one.item.owner for one in facts.items if one.mentions and one.item.owner)
    told = Told(items=tuple((one.item.id, one.postmortem.id) for one in facts.items), rung=tuple(rung))
    async with deps.store.write(workspace) as uow:
        step = await uow.steps.get(_WORK, channel) or {}
        await uow.steps.put(_WORK, channel, {**step, _TOLD: told.model_dump(mode="json")})


async def note_day(deps: Deps, workspace: str, channel: str, day: date) -> None:
    """Note on which day a channel heard of its items: later than was planned, or as only Slack remembers."""
    async with deps.store.write(workspace) as uow:
        step = await uow.steps.get(_WORK, channel) or {}
        await uow.steps.put(_WORK, channel, {**step, "day": day.isoformat()})


async def told_facts(deps: Deps, workspace: str, channel: str, place: ChannelFacts) -> EscalationFacts | None:
    """Return how that stands now which a channel was told of last, None where nothing was. An edit rings nobody."""
    hours, now = _hours(deps), deps.clock.now()
    async with deps.store.read(workspace) as uow:
        step = await uow.steps.get(_WORK, channel)
        if step is None or _TOLD not in step:
            return None
        told = Told.model_validate(step[_TOLD])
        items = await uow.action_items.some(item for item, _ in told.items)
        documents = await uow.postmortems.some(postmortem for _, postmortem in told.items)
        people = await people_of(deps, uow, (one.owner for one in items.values()))
    shown = {key: one for key, one in documents.items() if not one.is_put_away and await _is_for(deps, one, place)}
    found = [
        LateItem(postmortem=shown[key], item=items[one], mentions=items[one].owner in told.rung)
        for one, key in told.items
        if one in items and key in shown
    ]
    late = [one for one in found if is_late(one.item, hours, now)]
    answered = tuple(one for one in found if one not in late)
    return EscalationFacts(today=hours.local(now).date(), items=tuple(late), answered=answered, names=names_of(people))


async def _is_for(deps: Deps, postmortem: Postmortem, place: ChannelFacts) -> bool:
    how = showing(postmortem, audience_of(place), is_of_team=await is_of_team(deps, postmortem, place))
    return how is Showing.WHOLE


async def _ringing(deps: Deps, owner: Member | None, postmortem: Postmortem) -> dict[str, bool]:
    """Say whether an owner is rung, once at work: who is a member, as Slack says now, and sees what it is of."""
    if owner is None:
        return {}
    person = await members.refresh(deps, postmortem.workspace, owner.id)
    if person.standing is not Standing.MEMBER or not await may_see(deps, person, postmortem):
        return {}
    hours = await hours_for(deps, members.reader_of(deps, person))
    is_at_work = day_at_work(hours, deps.clock.now()) is not None
    return {"mentions": is_at_work, "waits": not is_at_work}
