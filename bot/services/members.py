"""Who people are: Slack's own description, refreshed when it is old, with the roles granted here."""

import asyncio
from collections.abc import Iterable
from datetime import timedelta

from bot.domain.erasure import erased_of
from bot.domain.people import Actor, Member, Role, Standing
from bot.domain.redaction import admit
from bot.ports import ChatError, Deps
from bot.services.transcripts import redaction

FRESH = timedelta(minutes=5)
AT_ONCE = 5
NAME_LENGTH = 80


async def ensure_known(deps: Deps, workspace: str, members: Iterable[str]) -> dict[str, Member]:
    """Return these members by Slack id, asking Slack once for each that was never seen.

    A person whom Slack does not know is an outsider called by the id. Raises ChatError when Slack asks us to wait.
    """
    wanted = set(members)
    async with deps.store.read(workspace) as uow:
        known = await uow.members.many(wanted)
    missing = sorted(wanted - known.keys())
    for start in range(0, len(missing), AT_ONCE):
        batch = missing[start : start + AT_ONCE]
        found = await asyncio.gather(*(_ask(deps, workspace, one) for one in batch))
        now = deps.clock.now()
        async with deps.store.write(workspace) as uow:
            for member in found:
                await uow.members.put(member, now)
        known |= {member.id: member for member in found}
    return known


async def refresh(deps: Deps, workspace: str, member: str) -> Member:
    """Ask Slack who somebody is now, remember it and return it. Raises ChatError."""
    found = await _ask(deps, workspace, member)
    async with deps.store.write(workspace) as uow:
        await uow.members.put(found, deps.clock.now())
        stored = await uow.members.get(member)
    return stored or found


def actor_of(member: Member, *, delivery: str | None, cause: str, admins: Iterable[str] = ()) -> Actor:
    """Return a member as the actor of one delivery. `admins` are incident admins by the settings."""
    role = member.role
    if role is Role.MEMBER and member.id in admins:
        role = Role.INCIDENT_ADMIN
    return Actor(
        workspace=member.workspace,
        member=member.id,
        name=member.name,
        standing=member.standing,
        role=role,
        zone=member.zone,
        delivery=delivery,
        cause=cause,
    )


def reader_of(deps: Deps, member: Member, *, cause: str = "") -> Actor:
    """Return a member as who reads what is drawn for them, or as who asked for a job's work: of no delivery."""
    return actor_of(member, delivery=None, cause=cause, admins=deps.settings.incident_admins)


async def _ask(deps: Deps, workspace: str, member: str) -> Member:
    if (erased := erased_of(member)) is not None:
        return Member(workspace=workspace, id=member, name=erased.name, standing=Standing.DEACTIVATED)
    try:
        found = await deps.chat.person(member)
    except ChatError as error:
        if error.passing:
            raise
        return Member(workspace=workspace, id=member, name=member, standing=Standing.OUTSIDER)
    name = admit(found.name, one_line=True, limit=NAME_LENGTH, options=redaction(deps)).text.strip() or found.id
    return found.model_copy(update={"workspace": workspace, "name": name})
