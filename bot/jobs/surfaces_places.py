"""Where the living messages of an incident stand: in its channel, or, where that is closed to us, somewhere else once.

A private incident is never shown in another channel: there only its author is told, directly.
"""

from bot.domain.incidents import Incident
from bot.domain.people import Audience
from bot.domain.postmortems import Postmortem, Stage, Visibility
from bot.ports import ChannelFacts, ChatError, Deps, Surface

CLOSED = {"is_archived", "is_inactive", "not_in_channel", "channel_not_found", "restricted_action"}
UNREACHABLE = CLOSED | {
    "messages_tab_disabled",
    "cannot_dm_bot",
    "user_disabled",
    "user_not_found",
    "user_not_visible",
    "invalid_user_combination",
    "app_access_restricted",
}
"""What Slack says where somebody cannot be written to directly, now or ever."""
_DIRECT = "D"


async def facts_of(deps: Deps, channel: str) -> ChannelFacts | None:
    """Return what Slack says of a channel; None where it is hidden from us. Raises ChatError that passes."""
    try:
        return await deps.chat.channel(channel)
    except ChatError as error:
        if error.passing:
            raise
        return None


def is_closed(facts: ChannelFacts) -> bool:
    """Say whether we can post nothing there."""
    return facts.is_archived or not (facts.is_member or facts.is_im)


async def place_of(
    deps: Deps, known: Surface | None, facts: ChannelFacts | None, incident: Incident, postmortem: Postmortem | None
) -> Audience | None:
    """Return where the card is to stand, with its least entitled reader; None where there is no such place now.

    `facts` are of the incident's channel. A card that went elsewhere stays there.
    """
    if known is not None and known.channel != incident.channel:
        return await _stays(deps, known.channel, incident, postmortem)
    if facts is not None and not is_closed(facts):
        return _audience(facts)
    if postmortem is None or postmortem.progress.stage is Stage.READING:
        return None
    if postmortem.visibility is Visibility.ORGANISATION and deps.settings.announce_channel:
        announced = await facts_of(deps, deps.settings.announce_channel)
        if announced is not None and not is_closed(announced) and not announced.is_shared:
            return _audience(announced)
    member = _addressee(incident, postmortem)
    return None if member is None else Audience(channel=await deps.chat.direct(member), member=member, is_private=True)


async def _stays(deps: Deps, channel: str, incident: Incident, postmortem: Postmortem | None) -> Audience | None:
    if channel.startswith(_DIRECT) and postmortem is not None:
        return Audience(channel=channel, member=_addressee(incident, postmortem), is_private=True)
    facts = await facts_of(deps, channel)
    return None if facts is None or is_closed(facts) else _audience(facts)


def _addressee(incident: Incident, postmortem: Postmortem) -> str | None:
    """Return who gets the card directly: the author, or who resolved it where everybody may see it."""
    if postmortem.author is None and postmortem.visibility is Visibility.ORGANISATION:
        return incident.resolved_by
    return postmortem.author


def _audience(facts: ChannelFacts) -> Audience:
    return Audience(
        channel=facts.id, is_private=facts.is_private, is_shared=facts.is_shared, is_archived=facts.is_archived
    )
