"""Where a published document goes: the channels that are told, and which of its messages and files stand where."""

import asyncio

from bot.domain import policy
from bot.domain.people import Actor, Audience, Member, Standing
from bot.domain.postmortems import Postmortem, Visibility
from bot.domain.publishing import Place, showing
from bot.ports import ChannelFacts, ChatError, Deps, Surface
from bot.services import members
from bot.services.channels import members_of

FILES = "files"
"""The kind under which it is kept why the files are not in the thread."""
CANVAS = "canvas"
DELETED = frozenset({"canvas_not_found", "canvas_deleted"})
"""What Slack says of a canvas that is not there any more."""
REPLACED = "replaced"
"""What is kept of a channel that could not be told, once another one was chosen for it."""
_ANNOUNCED, _FILE, _EXPORT, _CHANNEL = "announced:", "file:", "export:", "channel:"
_HANDED = "handed:"
_OWNER = "publishing:"
_GROUP = "S"


def owner_of(postmortem: int) -> str:
    """Return the owner under which a document's announcements, files and canvas are kept."""
    return f"{_OWNER}{postmortem}"


def postmortem_of(owner: str) -> int:
    """Return which document the owner of announcements, files or a canvas is."""
    return int(owner.removeprefix(_OWNER))


def announced_kind(channel: str) -> str:
    """Return the kind of the announcement in a channel."""
    return f"{_ANNOUNCED}{channel}"


def announced_in(kind: str) -> str | None:
    """Return the channel that a surface announces in; None for surfaces of other kinds."""
    return kind.removeprefix(_ANNOUNCED) if kind.startswith(_ANNOUNCED) else None


def file_kind(revision: int, form: str) -> str:
    """Return the kind under which a file in the thread is kept: which revision, and as what."""
    return f"{_FILE}{revision}:{form}"


def revision_of(kind: str) -> int | None:
    """Return which revision a file in the thread holds; None for surfaces of other kinds."""
    return int(kind.split(":")[1]) if kind.startswith(_FILE) else None


def export_kind(member: str, job: int, form: str) -> str:
    """Return the kind under which a file is kept that somebody asked for."""
    return f"{_EXPORT}{member}:{job}:{form}"


def exported_to(kind: str) -> str | None:
    """Return who asked for a file; None for surfaces of other kinds."""
    return kind.split(":")[1] if kind.startswith(_EXPORT) else None


def handed_step(place: str, revision: int, form: str) -> str:
    """Return the step under which it is kept when a file was sent: to a member, or into the thread of a channel."""
    return f"{_HANDED}{place}:{revision}:{form}"


def channel_step(channel: str) -> str:
    """Return the step under which a channel's name is remembered, where everybody may know it."""
    return f"{_CHANNEL}{channel}"


def standing(canvas: Surface | None) -> str | None:
    """Return the id of a document's canvas as long as it stands; None where there is none or somebody deleted it."""
    return canvas.ts if canvas is not None and canvas.failed not in DELETED else None


def places_of(deps: Deps, postmortem: Postmortem) -> tuple[str, ...]:
    """Return the channels that a document is announced in: the incident's own, then the configured ones.

    Whether each of them may hear of it, and how much, is decided when it is told.
    """
    configured = announced_channels(deps)
    if postmortem.visibility is Visibility.PRIVATE:
        configured = ()
    elif postmortem.visibility is Visibility.TEAM and postmortem.team and not postmortem.team.startswith(_GROUP):
        configured = (*configured, postmortem.team)
    own = (postmortem.channel,) if postmortem.channel else ()
    return tuple(dict.fromkeys((*own, *configured)))


def announced_channels(deps: Deps) -> tuple[str, ...]:
    """Return the configured channels that hear of what everybody may see."""
    settings = deps.settings
    return settings.announce_in or ((settings.announce_channel,) if settings.announce_channel else ())


def audience_of(facts: ChannelFacts) -> Audience:
    """Return a channel's least entitled reader."""
    return Audience(
        channel=facts.id, is_private=facts.is_private, is_shared=facts.is_shared, is_archived=facts.is_archived
    )


async def places_as_seen(deps: Deps, reader: Actor, postmortem: Postmortem) -> tuple[Place, ...]:
    """Return where a document would go now, the incident's channel first, with the names that this reader may know.

    A private channel has its name for those who are in it.
    """
    found = await asyncio.gather(*(_as_seen(deps, reader, postmortem, one) for one in places_of(deps, postmortem)))
    return tuple(found)


async def _as_seen(deps: Deps, reader: Actor, postmortem: Postmortem, channel: str) -> Place:
    is_own = channel == postmortem.channel
    try:
        facts = await deps.chat.channel(channel)
        how = showing(postmortem, audience_of(facts), is_of_team=await is_of_team(deps, postmortem, facts))
        is_known = not facts.is_private or reader.member in await members_of(deps, channel)
    except ChatError as error:
        return Place(is_own=is_own, is_closed=not error.passing)
    is_closed = facts.is_archived or not facts.is_member
    return Place(name=facts.name if is_known else "", is_own=is_own, is_closed=is_closed, showing=how)


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


async def all_may_read(deps: Deps, workspace: str, postmortem: Postmortem, place: ChannelFacts) -> bool:
    """Say whether every person in a channel may read the whole document now: guests and strangers may not.

    What everybody can walk into has more readers than members: a document that is not for all is for no public channel.
    """
    if place.is_shared or place.is_archived:
        return False
    is_own = place.id == postmortem.channel
    if postmortem.visibility is Visibility.PRIVATE and not is_own:
        return False
    if postmortem.visibility is not Visibility.ORGANISATION and not place.is_private and place.id != postmortem.team:
        return False
    inside = await members_of(deps, place.id) - {deps.chat.own_id}
    known = await members.ensure_known(deps, workspace, inside)
    team = await team_of(deps, postmortem)
    return bool(inside) and all(
        _may_read(known[one], postmortem, in_channel=is_own, in_team=one in team) for one in inside
    )


def _may_read(member: Member, postmortem: Postmortem, *, in_channel: bool, in_team: bool) -> bool:
    if member.standing is Standing.BOT:
        return True
    in_channel = in_channel and postmortem.visibility is Visibility.PRIVATE
    actor = members.actor_of(member, delivery=None, cause="")
    return policy.can_see(actor, postmortem, in_channel=in_channel, in_team=in_team)
