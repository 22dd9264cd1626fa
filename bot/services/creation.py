"""Starting a postmortem by hand: what a person asks for in the form, and what is said where there is one already."""

from bot.domain.errors import Conflict, NotReady, Offer
from bot.domain.incidents import Signal, SignalKind, SignalSource
from bot.domain.people import Actor
from bot.domain.postmortems import Postmortem
from bot.domain.values import Value
from bot.domain.words import say
from bot.ports import Deps
from bot.services.incidents import hear


class Request(Value):
    """What a person asks for with *Create postmortem*: of which channel, and what is known of the incident."""

    channel: str
    title: str = ""
    severity: str | None = None
    services: tuple[str, ...] = ()
    source: SignalSource = SignalSource.COMMAND


def must_be_on(deps: Deps, source: SignalSource) -> None:
    """Return if starting in this way is switched on; raise NotReady otherwise, before anybody fills in a form."""
    if source.value not in deps.settings.signals:
        raise NotReady(say("no.by_hand"))


async def create(deps: Deps, actor: Actor, request: Request) -> Postmortem:
    """Start a postmortem because a person asked; where there is one already, the answer says so.

    Raises Conflict when the channel has one.
    """
    must_be_on(deps, request.source)
    now = deps.clock.now()
    signal = Signal(
        kind=SignalKind.RESOLVED,
        source=request.source,
        key=f"{request.source}:{request.channel}:{actor.delivery or now.isoformat()}",
        at=now,
        channel=request.channel,
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
    return heard.postmortem
