"""What concerns a channel as a whole: being invited, joining because a person asked, who may start something there."""

from enum import Enum

from bot.domain import policy
from bot.domain.errors import Denied, Invalid, NotReady, Offer
from bot.domain.people import Actor
from bot.domain.postmortems import Verb
from bot.domain.words import say
from bot.ports import ChannelFacts, ChatError, Deps, NewJob

DAY = 86_400
_DIRECT = "D"
GROUP = "S"
"""How the id of a user group begins."""


class Reach(Enum):
    """How near somebody is to a channel: may start something there, only sees it, or may not know of it."""

    INSIDE = "inside"
    SEEN = "seen"
    HIDDEN = "hidden"


async def welcome(deps: Deps, actor: Actor, channel: str, inviter: str) -> None:
    """Have the inviter, and nobody else, told what the bot does in a channel: once a day at most."""
    now = deps.clock.now()
    job = NewJob(
        kind="whisper.welcome",
        payload={"channel": channel, "member": inviter},
        lane=f"whisper:{channel}",
        once_key=f"whisper.welcome:{channel}:{inviter}:{int(now.timestamp()) // DAY}",
        cause=actor.cause,
    )
    async with deps.store.write(actor.workspace, delivery=actor.delivery) as uow:
        await uow.jobs.add(job, now)
    deps.nudge()


async def must_be_readable(deps: Deps, channel: str, *, retry: bool = True) -> ChannelFacts:
    """Return what Slack says of a channel that the bot can read. Raises NotReady with how to invite it otherwise.

    `retry`: the way on is the form for a new postmortem, and the refusal offers it.
    """
    try:
        facts = await deps.chat.channel(channel) if not channel.startswith(_DIRECT) else None
    except ChatError as error:
        if error.passing:
            raise
        raise _outside(channel, None, retry=retry) from None
    if facts is None or facts.is_im:
        raise Invalid(say("no.direct"))
    if facts.is_archived:
        raise NotReady(say("no.archived_bare", channel=f"#{facts.name}"), channel=channel)
    if not facts.is_member:
        raise _outside(channel, facts, retry=retry)
    return facts


async def must_be_open(deps: Deps, channel: str) -> None:
    """Return if the bot is in a channel, by what is known of its members; else raise as must_be_readable does.

    Cheap where it is asked again and again: Slack is asked who is in a channel at most twice a minute.
    """
    if deps.chat.own_id not in await members_of(deps, channel):
        await must_be_readable(deps, channel, retry=False)


async def must_be_inside(deps: Deps, actor: Actor, channel: str) -> None:
    """Return if the actor may start a postmortem for a channel: one of its people, or an incident admin.

    Raises Denied otherwise; NotReady, as for a channel that we cannot read, where it is hidden from this person.
    """
    if not actor.is_full_member:
        raise Denied(say("no.actor"))
    reached = await reach(deps, actor, channel)
    if reached is Reach.HIDDEN:
        raise _outside(channel, None)
    if reached is Reach.SEEN:
        raise Denied(say("no.create"))


async def reach(deps: Deps, actor: Actor, channel: str) -> Reach:
    """Return how near somebody is to a channel now. Admins are let into no private channel by that alone."""
    is_member = actor.is_full_member and actor.member in await members_of(deps, channel)
    if not is_member and await is_closed(deps, channel):
        return Reach.HIDDEN
    return Reach.INSIDE if policy.decide(actor, Verb.CREATE, None, in_channel=is_member).allowed else Reach.SEEN


async def members_of(deps: Deps, channel: str) -> frozenset[str]:
    """Return who is in a channel or user group now; nobody where Slack does not tell us, as after we were removed."""
    try:
        if channel.startswith(GROUP):
            return await deps.chat.group_members(channel)
        return await deps.chat.channel_members(channel)
    except ChatError as error:
        if error.passing:
            raise
        return frozenset()


async def places_of(deps: Deps, actor: Actor) -> list[str]:
    """Return the channels and user groups of closed postmortems in which this person is now, each asked of Slack."""
    async with deps.store.read(actor.workspace) as uow:
        closed = await uow.postmortems.closed_places()
    return [one for one in closed if actor.member in await members_of(deps, one)]


async def is_closed(deps: Deps, channel: str) -> bool:
    """Whether not everybody can read a place; so it is where Slack does not tell us."""
    try:
        facts = await deps.chat.channel(channel)
    except ChatError as error:
        if error.passing:
            raise
        return True
    return facts.is_private or facts.is_im


async def join(deps: Deps, actor: Actor, channel: str) -> None:
    """Join a public channel because a full member pressed Join."""
    if not actor.is_full_member:
        raise Denied(say("no.actor"))
    try:
        await deps.chat.join(channel)
    except ChatError as error:
        if error.passing:
            raise
        raise _outside(channel, None) from None


def _outside(channel: str, facts: ChannelFacts | None, *, retry: bool = True) -> NotReady:
    name = f"#{facts.name}" if facts is not None and facts.name else "that channel"
    if not retry:
        return NotReady(say("no.not_in_bare", channel=name, invite="`/invite @Postmortem`"), channel=channel)
    offers = (Offer.JOIN, Offer.RETRY) if facts is not None and not facts.is_private else (Offer.RETRY,)
    sentence = say("no.not_in", channel=name, invite="`/invite @Postmortem`")
    return NotReady(sentence, offers=offers, channel=channel)
