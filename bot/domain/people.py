"""Who speaks and who reads: members, actors and audiences. A right belongs to a person at the moment of the deed."""

import re
from enum import StrEnum

from bot.domain.values import Value

_MEMBER_ID = re.compile(r"[UW][A-Z0-9]{2,20}")


def is_member_id(word: str) -> bool:
    """Say whether a word has the shape of an id that Slack gives to people."""
    return _MEMBER_ID.fullmatch(word) is not None


class Role(StrEnum):
    """What a member may do in the whole workspace. Slack owners and admins are org admins."""

    MEMBER = "member"
    INCIDENT_ADMIN = "incident_admin"
    ORG_ADMIN = "org_admin"


class Standing(StrEnum):
    """What Slack says a person is. Everything but MEMBER has no verb at all."""

    MEMBER = "member"
    GUEST = "guest"
    OUTSIDER = "outsider"
    BOT = "bot"
    DEACTIVATED = "deactivated"


class Member(Value):
    """A person of a workspace as Slack last described them. `zone` is an IANA name, such as Europe/Berlin."""

    workspace: str
    id: str
    name: str
    zone: str = "UTC"
    standing: Standing = Standing.MEMBER
    role: Role = Role.MEMBER


class Actor(Value):
    """Whoever does something now: a member by Slack id, or the bot itself.

    `delivery` is the key of the Slack delivery that this deed answers: the store writes it with the effect, so that
    the same delivery has one effect. `cause` is the correlation id for the log. `opened` are the private postmortems
    for which this person has broken the glass, while that holds; nobody for whom a job is done has any.
    """

    workspace: str
    member: str | None
    name: str = ""
    standing: Standing = Standing.MEMBER
    role: Role = Role.MEMBER
    zone: str = "UTC"
    via: str = "slack"
    delivery: str | None = None
    cause: str = ""
    opened: frozenset[int] = frozenset()

    @property
    def is_system(self) -> bool:
        """Whether the bot itself acts. It may write, but never chooses who reads."""
        return self.member is None

    @property
    def is_full_member(self) -> bool:
        """Whether this is a person of the workspace with all of a member's rights."""
        return self.member is not None and self.standing is Standing.MEMBER

    @property
    def is_org_admin(self) -> bool:
        """Whether this person is an org admin now."""
        return self.is_full_member and self.role is Role.ORG_ADMIN

    @property
    def is_incident_admin(self) -> bool:
        """Whether this person is an incident or org admin now."""
        return self.is_full_member and self.role in {Role.INCIDENT_ADMIN, Role.ORG_ADMIN}


def system(workspace: str) -> Actor:
    """Return the bot itself as an actor in `workspace`."""
    return Actor(workspace=workspace, member=None, name="Postmortem", via="system")


class Audience(Value):
    """The least entitled reader of a place, as Slack describes the place at sending time."""

    channel: str
    is_private: bool = False
    is_shared: bool = False
    is_archived: bool = False
    member: str | None = None
