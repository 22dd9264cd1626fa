"""Items that nobody got done in weeks: which channels are to hear of theirs, and what is told. Once a week each."""

from datetime import date
from typing import Final

from bot.domain.escalations import EscalationFacts, LateItem, channels_owed, come, due_before
from bot.domain.nudges import Hours
from bot.domain.people import Member, Standing
from bot.domain.postmortems import Postmortem
from bot.domain.publishing import Showing, showing
from bot.ports import ChannelFacts, Deps, NewJob
from bot.services import members
from bot.services.access import may_see
from bot.services.facts import names_of, people_of
from bot.services.hours import days_of, default_hours
from bot.services.publishing_places import audience_of, is_of_team
from bot.services.surfaces import owner_of

_WORK: Final = "escalations"
MOST_RUNG: Final = 10
_DIRECT: Final = "D"


async def sweep(deps: Deps, workspace: str) -> None:
    """Have every channel told whose items have been late for two weeks."""
    hours, now = _hours(deps), deps.clock.now()
    async with deps.store.write(workspace) as uow:
        told = await uow.steps.all(_WORK)
        last = {channel: date.fromisoformat(str(step["day"])) for channel, step in told.items()}
        duties = await uow.action_items.duties(due_before(hours, now))
        for channel, day in channels_owed(duties, last, hours, now):
            await uow.steps.put(_WORK, channel, {"day": day.isoformat()})
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
    return days_of(deps, default_hours(deps), deps.settings.zone)


async def day_of(deps: Deps, workspace: str, channel: str) -> date | None:
    """Return for which day a channel is to be told; None where it is not."""
    async with deps.store.read(workspace) as uow:
        step = await uow.steps.get(_WORK, channel)
    return date.fromisoformat(str(step["day"])) if step is not None else None


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
    rung: dict[tuple[int, str], bool] = {}
    found = []
    for duty in duties:
        item, postmortem = items.get(duty.item), told.get(duty.postmortem)
        if item is None or postmortem is None or not item.is_open:
            continue
        key = (postmortem.id, item.owner or "")
        if key not in rung:
            rung[key] = await _may_ring(deps, people.get(item.owner or ""), postmortem)
        found.append(LateItem(postmortem=postmortem, item=item, mentions=rung[key]))
    return EscalationFacts(today=hours.local(now).date(), items=tuple(found), names=names_of(people))


async def _is_for(deps: Deps, postmortem: Postmortem, place: ChannelFacts) -> bool:
    how = showing(postmortem, audience_of(place), is_of_team=await is_of_team(deps, postmortem, place))
    return how is Showing.WHOLE


async def _may_ring(deps: Deps, owner: Member | None, postmortem: Postmortem) -> bool:
    """Say whether the owner is still a member, as Slack says now, and sees what the item is of."""
    if owner is None:
        return False
    person = await members.refresh(deps, postmortem.workspace, owner.id)
    return person.standing is Standing.MEMBER and await may_see(deps, person, postmortem)
