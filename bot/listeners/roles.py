"""Roles in the whole workspace: read by everybody, changed by org admins."""

from blocks import ids
from blocks import roles as ui
from bot.domain.errors import Conflict, Denied
from bot.domain.grammar import Words
from bot.domain.people import Role
from bot.domain.words import say
from bot.listeners.deeds import Deed
from bot.listeners.tables import Tables
from bot.services import roles


def register(tables: Tables) -> None:
    """Register the word, the form and the button beside each role that can be taken back."""
    tables.forms[ids.ROLES_FORM] = on_grant
    tables.actions[ids.ROLES_REVOKE] = on_revoke
    tables.subcommands.add(
        "roles", on_roles, usage="roles", about="who is an admin here, and giving that", group="admin", opens=True
    )


async def on_roles(deed: Deed, _: Words) -> None:
    """Show who has which role."""
    if not deed.actor.is_full_member:
        raise Denied(say("no.actor"))
    await deed.open(ui.roles_view(await roles.roles_facts(deed.deps, deed.actor)))


async def on_grant(deed: Deed) -> None:
    """Give somebody a role; it holds at once."""
    member, role = ui.read_roles(deed.view)
    facts = await roles.grant(deed.deps, deed.actor, member, role)
    deed.actors.forget(member)
    deed.instead(ui.roles_view(facts))


async def on_revoke(deed: Deed) -> None:
    """Take a role back; that holds at once."""
    member = deed.ref.word
    if member is None:
        raise Conflict(say("no.old_bare"))
    facts = await roles.grant(deed.deps, deed.actor, member, Role.MEMBER)
    deed.actors.forget(member)
    await deed.redraw(ui.roles_view(facts))
