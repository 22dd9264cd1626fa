"""What concerns a channel as a whole: being invited, joining because a person asked, who may start something there."""

from bot.domain.errors import Denied, Invalid, NotReady, Offer
from bot.domain.people import Actor
from bot.domain.words import say
from bot.ports import ChannelFacts, ChatError, Deps, NewJob

DAY = 86_400


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


async def must_be_readable(deps: Deps, channel: str) -> ChannelFacts:
    """Return what Slack says of a channel that the bot can read. Raises NotReady with how to invite it otherwise."""
    try:
        facts = await deps.chat.channel(channel)
    except ChatError as error:
        if error.passing:
            raise
        raise _outside(channel, None) from None
    if facts.is_archived:
        raise NotReady(say("no.archived_bare", channel=f"#{facts.name}"), channel=channel)
    if facts.is_im:
        raise Invalid("A direct message is no incident channel. Choose a channel.")
    if not facts.is_member:
        raise _outside(channel, facts)
    return facts


async def must_be_inside(deps: Deps, actor: Actor, channel: str) -> None:
    """Return if the actor is a full member and in that channel now, or an incident admin; raise Denied otherwise."""
    if not actor.is_full_member:
        raise Denied(say("no.actor"))
    if actor.member not in await deps.chat.channel_members(channel) and not actor.is_incident_admin:
        raise Denied(say("no.create"))


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


def _outside(channel: str, facts: ChannelFacts | None) -> NotReady:
    name = f"#{facts.name}" if facts is not None and facts.name else "that channel"
    offers = (Offer.JOIN, Offer.RETRY) if facts is not None and not facts.is_private else (Offer.RETRY,)
    sentence = say("no.not_in", channel=name, invite="`/invite @Postmortem`")
    return NotReady(sentence, offers=offers, channel=channel)
