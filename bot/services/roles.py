"""Roles in the whole workspace: who has one, granting and taking back. A change is recorded and holds at once."""

from bot.domain.events import HomeTouched
from bot.domain.people import Actor, Role, Standing
from bot.domain.roles import Holder, RolesFacts, Source, check_grant, must_grant
from bot.domain.words import say
from bot.ports import Deps, UnitOfWork
from bot.services import members
from bot.services.reactions import jobs_for

_RANK = {Role.ORG_ADMIN: 0, Role.INCIDENT_ADMIN: 1, Role.MEMBER: 2}


async def roles_facts(deps: Deps, actor: Actor) -> RolesFacts:
    """Return everybody with a role. Every full member may read that."""
    await members.ensure_known(deps, actor.workspace, deps.settings.incident_admins)
    async with deps.store.read(actor.workspace) as uow:
        holders = await _holders(deps, uow)
    return RolesFacts(reader=actor.member or "", may=actor.is_org_admin, holders=holders)


async def grant(deps: Deps, actor: Actor, member: str, role: Role) -> RolesFacts:
    """Give somebody a role, or take it back with MEMBER; return everybody with one afterwards.

    Slack is asked who that is now, for who may ask. Raises Denied for who is no org admin, Invalid where that role
    cannot be changed.
    """
    async with deps.store.read(actor.workspace) as uow:
        must_grant(actor, [one.name for one in await _holders(deps, uow) if one.role is Role.ORG_ADMIN])
    person = await members.refresh(deps, actor.workspace, member)
    async with deps.store.write(actor.workspace, delivery=actor.delivery) as uow:
        holders = await _holders(deps, uow)
        must_grant(actor, [one.name for one in holders if one.role is Role.ORG_ADMIN])
        check_grant(actor, person, role, holders)
        was = next((one.role for one in holders if one.member == member), Role.MEMBER)
        now = deps.clock.now()
        await uow.members.grant(member, None if role is Role.MEMBER else role)
        await uow.members.record_role(member, was, role, by=actor.member or "", at=now)
        for job in jobs_for([HomeTouched(member=member)], now, actor.cause):
            await uow.jobs.add(job, now)
    deps.nudge()
    facts = await roles_facts(deps, actor)
    held = next((one.role for one in facts.holders if one.member == member), None)
    done = say("roles.done", who=person.name, role=say(f"role.{held}")) if held else say("roles.taken", who=person.name)
    return facts.model_copy(update={"done": done})


async def _holders(deps: Deps, uow: UnitOfWork) -> tuple[Holder, ...]:
    admins = {one.id: one for one in await uow.members.admins()}
    granted = await uow.members.granted()
    by_server = await uow.members.many(deps.settings.incident_admins)
    found = [
        Holder(
            member=one.id,
            name=one.name,
            role=one.role,
            source=Source.GRANTED if granted.get(one.id) is one.role else Source.SLACK,
        )
        for one in admins.values()
    ]
    found = [one for one in found if not (one.member in by_server and one.role is Role.INCIDENT_ADMIN)]
    known = {one.member for one in found}
    found += [
        Holder(member=one.id, name=one.name, role=Role.INCIDENT_ADMIN, source=Source.SERVER)
        for one in by_server.values()
        if one.id not in known and one.standing is Standing.MEMBER
    ]
    return tuple(sorted(found, key=lambda one: (_RANK[one.role], one.name, one.member)))
