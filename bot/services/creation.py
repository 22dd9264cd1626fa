"""Starting a postmortem by hand: of a channel, of several, of none; and adding an incident to one that there is."""

from bot.domain.errors import Conflict, Invalid, NotReady, Offer
from bot.domain.incidents import Incident, Signal, SignalKind, SignalSource
from bot.domain.people import Actor
from bot.domain.postmortems import Postmortem, Verb, Visibility
from bot.domain.values import Value
from bot.domain.words import say
from bot.ports import ChannelFacts, Deps, UnitOfWork
from bot.services.access import seen_by_number
from bot.services.changes import change
from bot.services.channels import must_be_inside, must_be_readable
from bot.services.incidents import hear
from bot.services.reactions import collect

MOST_INCIDENTS = 10


class Request(Value):
    """What a person asks for with *Create postmortem*: of which channels, and what is known of the incident.

    `private` counts only without a channel: a document is as visible as its channel.
    """

    channels: tuple[str, ...] = ()
    title: str = ""
    severity: str | None = None
    services: tuple[str, ...] = ()
    private: bool = False
    source: SignalSource = SignalSource.COMMAND


def must_be_on(deps: Deps, source: SignalSource) -> None:
    """Return if starting in this way is switched on; raise NotReady otherwise, before anybody fills in a form."""
    if source.value not in deps.settings.signals:
        raise NotReady(say("no.by_hand"))


async def create(deps: Deps, actor: Actor, request: Request) -> Postmortem:
    """Start a postmortem because a person asked; where there is one already, the answer says so.

    The first channel is its own one, where its card stands; the others are read as well. Raises Conflict when the
    channel has one, Denied and NotReady where a channel is not for this person or not readable.
    """
    must_be_on(deps, request.source)
    places = [await _place(deps, actor, one) for one in request.channels]
    _check_privacy(request.channels[0] if request.channels else None, places)
    now = deps.clock.now()
    own = request.channels[0] if request.channels else None
    signal = Signal(
        kind=SignalKind.RESOLVED,
        source=request.source,
        key=f"{request.source}:{own}:{actor.delivery or now.isoformat()}",
        at=now,
        channel=own,
        title=request.title or None,
        severity=request.severity,
        services=request.services,
        by=actor.member,
        how="by hand",
    )
    heard = await hear(deps, actor, signal, wanted=True)
    if heard.postmortem is None:
        raise NotReady(say("no.by_hand"))
    if not heard.opened:
        raise Conflict(
            say("no.exists", pm=heard.postmortem.name),
            offers=(Offer.READ, Offer.OPEN_CARD),
            postmortem=heard.postmortem.id,
        )
    if own is None and not request.private:
        await _open_to_all(deps, actor, heard.postmortem.id)
    if others := [one for one in places if one.id != own]:
        await _add(deps, actor.model_copy(update={"delivery": None}), heard.postmortem.id, others)
    return heard.postmortem


async def add_incidents(deps: Deps, actor: Actor, number: int, channels: tuple[str, ...]) -> Postmortem:
    """Add the incidents of these channels to a postmortem: they are read as well, facts and messages merge by time.

    Raises Invalid without a channel or with too many, Conflict where a channel has a postmortem of its own, NotReady
    where a private channel would be told elsewhere.
    """
    postmortem = await seen_by_number(deps, actor, number)
    if not channels:
        raise Invalid(say("create.no_channel"), postmortem=postmortem.id)
    places = [await _place(deps, actor, one) for one in channels]
    _check_privacy(postmortem.channel, places)
    await _add(deps, actor, postmortem.id, places)
    return postmortem


async def _open_to_all(deps: Deps, actor: Actor, postmortem: int) -> None:
    """Let the organisation see a document without a channel, because its author said so (decision 9)."""
    again = actor.model_copy(update={"delivery": None})
    async with change(deps, again, Verb.RECLASSIFY, postmortem) as it:
        it.update(visibility=Visibility.ORGANISATION)


async def _place(deps: Deps, actor: Actor, channel: str) -> ChannelFacts:
    await must_be_inside(deps, actor, channel)
    return await must_be_readable(deps, channel)


def _check_privacy(own: str | None, places: list[ChannelFacts]) -> None:
    """Refuse to tell of a private channel where people outside of it read: its postmortem stays with its people.

    `own` is the postmortem's own channel. What is public may be told in a private one.
    """
    for one in places:
        if one.is_private and one.id != own:
            raise NotReady(say("create.private", channel=f"#{one.name}"), channel=one.id)


async def _add(deps: Deps, actor: Actor, postmortem: int, places: list[ChannelFacts]) -> None:
    async with change(deps, actor, Verb.EDIT, postmortem) as it:
        known = await it.uow.incidents.of_postmortem(postmortem)
        if len(known) + len(places) + 1 > MOST_INCIDENTS:
            raise Invalid(say("create.many_channels", n=MOST_INCIDENTS), postmortem=postmortem)
        for place in places:
            incident = await _incident(it.uow, it.was, place)
            await it.uow.incidents.save(incident.model_copy(update={"merged_into": postmortem}))
            await it.uow.jobs.add(collect(postmortem, incident.id, again=True), it.at)
        it.touch()


async def _incident(uow: UnitOfWork, postmortem: Postmortem, place: ChannelFacts) -> Incident:
    """Return the incident of a channel, made where nobody spoke of it before."""
    key = f"channel:{place.id}"
    found = await uow.incidents.by_key(key)
    if found is not None:
        told = await uow.postmortems.of_incident(found.id)
        if told is not None and told.id == postmortem.id:
            raise Conflict(say("create.already", channel=f"#{place.name}", pm=told.name), postmortem=told.id)
        if told is not None and told.discarded_at is None:
            raise Conflict(say("create.elsewhere", channel=f"#{place.name}"), postmortem=postmortem.id)
        return found
    made = await uow.incidents.add(
        Incident(
            id=0,
            workspace=uow.workspace,
            channel=place.id,
            channel_name=place.name,
            is_private=place.is_private,
            source=SignalSource.COMMAND,
            title="",
        ),
        [key],
    )
    if made is None:
        raise Conflict(say("create.elsewhere", channel=f"#{place.name}"), postmortem=postmortem.id)
    return made
