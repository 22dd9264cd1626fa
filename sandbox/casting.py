"""Puts people, other apps and channels into the workspace; nobody is told, as if they had been there before the app."""

from collections.abc import Sequence

from sandbox.errors import CannotDo
from sandbox.hub import Hub
from sandbox.workspace import Conversation, Guest, Member


def person(
    hub: Hub,
    handle: str,
    *,
    name: str | None = None,
    tz: str = "Etc/UTC",
    admin: bool = False,
    owner: bool = False,
    guest: Guest | None = None,
    team_id: str | None = None,
    deactivated: bool = False,
) -> Member:
    """Put a person into the workspace. Raises CannotDo where the handle is taken."""
    if hub.workspace.by_handle(handle) is not None:
        raise CannotDo(f"There is somebody called {handle} already.")
    member = Member(
        id=hub.ids.make("U"),
        name=handle,
        real_name=name or handle.title(),
        team_id=team_id or hub.workspace.team_id,
        tz=tz,
        admin=admin,
        owner=owner,
        guest=guest,
        deleted=deactivated,
        updated=hub.seconds(),
    )
    hub.workspace.members[member.id] = member
    return member


def app(hub: Hub, name: str) -> Member:
    """Install another app, such as a vendor's incident bot; return its bot user."""
    ids = hub.ids
    handle = name.lower().replace(" ", "_")
    member = Member(ids.make("U"), handle, name, hub.workspace.team_id, app_id=ids.make("A"), bot_id=ids.make("B"))
    hub.workspace.members[member.id] = member
    return member


def channel(
    hub: Hub,
    name: str,
    people: Sequence[str] = (),
    *,
    private: bool = False,
    bot: bool = True,
    shared_teams: tuple[str, ...] = (),
    topic: str = "",
) -> Conversation:
    """Put a channel with people (ids) and our bot into the workspace. Raises CannotDo where the name is taken."""
    if hub.workspace.by_channel_name(name) is not None:
        raise CannotDo(f"There is a channel #{name} already.")
    ours = hub.installation.bot.id
    present = [*people, *([ours] if bot else [])]
    made = Conversation(
        id=hub.ids.make("C"),
        name=name,
        kind="group" if private else "channel",
        creator=present[0] if present else ours,
        created=hub.seconds(),
        members=dict.fromkeys(present),
        shared_teams=shared_teams,
    )
    made.topic["value"] = topic
    hub.workspace.conversations[made.id] = made
    return made
