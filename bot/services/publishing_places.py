"""Where a published document goes: the channels that are told, and which of its messages and files stand where."""

from bot.domain.people import Audience
from bot.domain.postmortems import Postmortem, Visibility
from bot.ports import ChannelFacts, ChatError, Deps
from bot.services.channels import members_of

FILES = "files"
"""The kind under which it is kept why the files are not in the thread."""
_ANNOUNCED, _CHANNEL = "announced:", "channel:"
_GROUP = "S"


def owner_of(postmortem: int) -> str:
    """Return the owner under which a document's announcements, files and canvas are kept."""
    return f"publishing:{postmortem}"


def announced_kind(channel: str) -> str:
    """Return the kind of the announcement in a channel."""
    return f"{_ANNOUNCED}{channel}"


def announced_in(kind: str) -> str | None:
    """Return the channel that a surface announces in; None for surfaces of other kinds."""
    return kind.removeprefix(_ANNOUNCED) if kind.startswith(_ANNOUNCED) else None


def channel_step(channel: str) -> str:
    """Return the step under which a channel's name is remembered, where everybody may know it."""
    return f"{_CHANNEL}{channel}"


def places_of(deps: Deps, postmortem: Postmortem) -> tuple[str, ...]:
    """Return the channels that a document is announced in: the incident's own, then the configured ones.

    Whether each of them may hear of it, and how much, is decided when it is told.
    """
    settings = deps.settings
    configured = settings.announce_in or ((settings.announce_channel,) if settings.announce_channel else ())
    if postmortem.visibility is Visibility.PRIVATE:
        configured = ()
    elif postmortem.visibility is Visibility.TEAM and postmortem.team and not postmortem.team.startswith(_GROUP):
        configured = (*configured, postmortem.team)
    own = (postmortem.channel,) if postmortem.channel else ()
    return tuple(dict.fromkeys((*own, *configured)))


def audience_of(facts: ChannelFacts) -> Audience:
    """Return a channel's least entitled reader."""
    return Audience(
        channel=facts.id, is_private=facts.is_private, is_shared=facts.is_shared, is_archived=facts.is_archived
    )


async def is_of_team(deps: Deps, postmortem: Postmortem, place: ChannelFacts) -> bool:
    """Say whether all who can read in a channel are of the team that a document is for.

    A team that is a channel is that channel's people. A user group has the private channels that nobody else is in.
    """
    if postmortem.visibility is not Visibility.TEAM or postmortem.team is None:
        return False
    if place.id == postmortem.team:
        return True
    if not postmortem.team.startswith(_GROUP) or not place.is_private or place.is_shared:
        return False
    team = await team_of(deps, postmortem)
    people = await members_of(deps, place.id) - team - {deps.chat.own_id}
    return bool(team) and not people


async def team_of(deps: Deps, postmortem: Postmortem) -> frozenset[str]:
    """Return who is in a document's team now; nobody where it has none or Slack does not tell."""
    if postmortem.team is None:
        return frozenset()
    if not postmortem.team.startswith(_GROUP):
        return await members_of(deps, postmortem.team)
    try:
        return await deps.chat.group_members(postmortem.team)
    except ChatError as error:
        if error.passing:
            raise
        return frozenset()
