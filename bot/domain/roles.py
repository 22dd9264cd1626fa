"""Who has a role in the whole workspace, where it comes from, and who may change it.

Only org admins grant and take back, nobody changes their own, and one org admin always stays. What Slack or the server
says cannot be taken back here.
"""

from enum import StrEnum
from typing import Final

from bot.domain.errors import Conflict, Denied, Invalid
from bot.domain.people import Actor, Member, Role, Standing
from bot.domain.values import Value
from bot.domain.words import listing, say

_SHOWN: Final = 6


class Source(StrEnum):
    """Where a role comes from."""

    SLACK = "slack"
    SERVER = "server"
    GRANTED = "granted"


class Holder(Value):
    """Somebody with a role."""

    member: str
    name: str
    role: Role
    source: Source


class RolesFacts(Value):
    """Everybody with a role, org admins first. `may` says whether the reader changes them, `reader` who that is.

    `done` is what was just changed, in words.
    """

    reader: str
    may: bool
    holders: tuple[Holder, ...] = ()
    done: str = ""


def must_grant(actor: Actor, org_admins: list[str]) -> None:
    """Return if this person may change roles; raise Denied with who can otherwise."""
    if actor.is_org_admin:
        return
    who = listing(org_admins, _SHOWN, last="or")
    raise Denied(say("roles.read", who=who) if who else say("roles.read_nobody"))


def check_grant(actor: Actor, member: Member, role: Role, holders: tuple[Holder, ...], field: str = "person") -> None:
    """Return if `member` may become `role` by this person's word; raise Invalid at the field, or Conflict, otherwise.

    `role` MEMBER takes every role back.
    """
    held = next((one for one in holders if one.member == member.id), None)
    sentence = _refusal(actor, member, role, holders, held)
    if sentence is not None:
        raise Invalid(sentence, fields={field: sentence})
    if (held.role if held else Role.MEMBER) is role:
        raise Conflict(say("roles.same", who=member.name, role=say(f"role.{role}")))


def _refusal(actor: Actor, member: Member, role: Role, holders: tuple[Holder, ...], held: Holder | None) -> str | None:
    if member.id == actor.member:
        return say("roles.self")
    if role is not Role.MEMBER and member.standing is not Standing.MEMBER:
        return say("roles.no_member", who=member.name)
    if held is not None and held.source is Source.SLACK:
        return say("roles.by_slack", who=member.name)
    if held is not None and held.source is Source.SERVER and role is not Role.ORG_ADMIN:
        return say("roles.by_server", who=member.name)
    if held is not None and held.role is Role.ORG_ADMIN and role is not Role.ORG_ADMIN:
        others = [one for one in holders if one.role is Role.ORG_ADMIN and one.member != member.id]
        return None if others else say("roles.last", who=member.name)
    return None
