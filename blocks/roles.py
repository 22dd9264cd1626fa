"""Roles in a window: everybody who has one with where it comes from, and for org admins the way to change that."""

from collections.abc import Mapping
from typing import Any, Final

from slack_sdk.models.blocks import Block, RadioButtonsElement, UserSelectElement

from blocks import ids, kit, text
from blocks.ids import Fields, Ref
from bot.domain.people import Role
from bot.domain.roles import Holder, RolesFacts, Source
from bot.domain.words import Glyph, listing, marked, say

SHOWN: Final = 40
ADMINS: Final = 6


def roles_view(facts: RolesFacts) -> dict[str, Any]:
    """Return the window: a list to read, and for org admins a form below it."""
    blocks: list[Block] = [kit.section(marked(Glyph.DONE, text.line(facts.done, 300)))] if facts.done else []
    blocks.append(kit.section(say("roles.about")))
    blocks += [_row(facts, one) for one in facts.holders[:SHOWN]]
    if not facts.holders:
        blocks.append(kit.section(say("roles.none")))
    if (rest := len(facts.holders) - SHOWN) > 0:
        blocks.append(kit.context(say("list.more", n=rest)))
    if not facts.may:
        blocks.append(kit.context(_who_can(facts)))
        return kit.modal(say("title.roles"), ids.ROLES_VIEW, blocks, ref=Ref(kind="roles"))
    roles = [kit.option(say(f"role.{one}"), one) for one in (Role.INCIDENT_ADMIN, Role.ORG_ADMIN)]
    blocks += [
        kit.field(Fields.PERSON, say("roles.who"), UserSelectElement(action_id=Fields.VALUE)),
        kit.field(
            Fields.ROLE,
            say("roles.which"),
            RadioButtonsElement(action_id=Fields.VALUE, options=roles, initial_option=roles[0]),
        ),
    ]
    return kit.modal(say("title.roles"), ids.ROLES_FORM, blocks, ref=Ref(kind="roles"), submit=say("button.grant"))


def read_roles(view: Mapping[str, Any]) -> tuple[str, Role]:
    """Read who gets which role."""
    return str(kit.value_of(view, Fields.PERSON) or ""), Role(kit.value_of(view, Fields.ROLE) or Role.INCIDENT_ADMIN)


def _row(facts: RolesFacts, holder: Holder) -> Block:
    line = say(
        "roles.row",
        who=text.bold(text.name(holder.name)),
        role=say(f"role.{holder.role}"),
        source=say(f"roles.source.{holder.source}"),
    )
    if not facts.may or holder.source is not Source.GRANTED or holder.member == facts.reader:
        return kit.section(line)
    ref = Ref(kind="roles", word=holder.member)
    return kit.section(line, kit.button(say("button.revoke"), ids.ROLES_REVOKE, ref, holder.name))


def _who_can(facts: RolesFacts) -> str:
    admins = [text.name(one.name) for one in facts.holders if one.role is Role.ORG_ADMIN]
    return say("roles.read", who=listing(admins, ADMINS, last="or")) if admins else say("roles.read_nobody")
