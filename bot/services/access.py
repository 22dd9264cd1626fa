"""Sight and rights: who sees a postmortem now and what that person may do with it, before anything is drawn or done.

Who is in a channel or team is asked of Slack, outside any transaction.
"""

from collections.abc import Sequence

from bot.domain import policy
from bot.domain.action_items import ActionItem
from bot.domain.errors import Denied, NotFound, Offer
from bot.domain.people import Actor, Member
from bot.domain.postmortems import Postmortem, Verb
from bot.domain.words import say
from bot.ports import Deps, UnitOfWork
from bot.services.channels import members_of
from bot.services.members import reader_of


async def seen_by(deps: Deps, actor: Actor, postmortem: int) -> Postmortem:
    """Return a postmortem that this actor may see now. Raises NotFound otherwise."""
    seen, _ = await seen_from(deps, actor, postmortem)
    return seen


async def seen_by_number(deps: Deps, actor: Actor, number: int) -> Postmortem:
    """Return a postmortem by its number, if this actor may see it now. Raises NotFound otherwise."""
    async with deps.store.read(actor.workspace) as uow:
        found = await uow.postmortems.by_number(number)
    if found is None or not await can_see(deps, actor, found):
        raise policy.not_found(f"PM-{number}")
    return found


async def seen_for_good(deps: Deps, actor: Actor, postmortem: int) -> Postmortem:
    """Return a postmortem that is for this actor, so that it may be taken along or asked for.

    Raises NotFound without sight, Denied where it is open to them for reading only.
    """
    seen, inside = await seen_from(deps, actor, postmortem)
    if not policy.is_for(actor, seen, in_channel=inside):
        raise Denied(say("glass.reads", pm=seen.name), offers=(Offer.READ,), postmortem=seen.id)
    return seen


async def seen_with_rights(deps: Deps, actor: Actor, postmortem: int) -> tuple[Postmortem, frozenset[Verb]]:
    """Return a postmortem with what this actor may do with it now. Raises NotFound without sight."""
    seen, inside = await seen_from(deps, actor, postmortem)
    return seen, policy.allowed(actor, seen, in_channel=inside)


async def seen_from(deps: Deps, actor: Actor, postmortem: int) -> tuple[Postmortem, bool]:
    """Return a postmortem that this actor may see now, and whether they are in its channel or team.

    Raises NotFound without sight.
    """
    async with deps.store.read(actor.workspace) as uow:
        found = await uow.postmortems.get(postmortem)
    inside = found is not None and await is_in_channel(deps, actor, found)
    if found is None or not policy.can_see(actor, found, in_channel=inside):
        raise not_found()
    return found, inside


async def can_see(deps: Deps, actor: Actor, postmortem: Postmortem) -> bool:
    """Say whether an actor may see a postmortem now."""
    return policy.can_see(actor, postmortem, in_channel=await is_in_channel(deps, actor, postmortem))


async def may_see(deps: Deps, member: Member, postmortem: Postmortem) -> bool:
    """Say whether somebody may see a postmortem now."""
    actor = reader_of(deps, member)
    return await can_see(deps, actor, postmortem)


async def permitted(deps: Deps, actor: Actor, verb: Verb, postmortem: int) -> Postmortem:
    """Return a postmortem to which this actor may do that now; raise the Problem that says who can otherwise."""
    inside = await is_inside(deps, actor, postmortem)
    async with deps.store.read(actor.workspace) as uow:
        found = await uow.postmortems.get(postmortem)
        if found is None:
            raise not_found()
        await permit(uow, actor, verb, found, inside=inside)
    return found


async def must_be_allowed(deps: Deps, actor: Actor, verb: Verb, postmortem: Postmortem) -> None:
    """Return if this actor may do that to a postmortem now; raise the Problem that says who can otherwise."""
    inside = await is_in_channel(deps, actor, postmortem)
    async with deps.store.read(actor.workspace) as uow:
        await permit(uow, actor, verb, postmortem, inside=inside)


async def is_inside(deps: Deps, actor: Actor, postmortem: int) -> bool:
    """Whether the actor is in the channel or team that a postmortem is for; asked of Slack outside any transaction.

    True for the system, False where everybody may see the postmortem: there it decides nothing.
    """
    if actor.is_system:
        return True
    async with deps.store.read(actor.workspace) as uow:
        places = await uow.postmortems.places(postmortem)
    return await _is_in_one_of(deps, actor, places)


async def is_in_channel(deps: Deps, actor: Actor, postmortem: Postmortem) -> bool:
    """Whether the actor is a present member of the channel, or team, that a postmortem is for."""
    return await _is_in_one_of(deps, actor, postmortem.places)


async def _is_in_one_of(deps: Deps, actor: Actor, places: Sequence[str]) -> bool:
    if actor.member is None:
        return False
    for place in places:
        if actor.member in await members_of(deps, place):
            return True
    return False


async def permit(
    uow: UnitOfWork, actor: Actor, verb: Verb, postmortem: Postmortem, *, inside: bool, item: ActionItem | None = None
) -> None:
    """Return if this actor may do that now; raise the Problem that says who can otherwise."""
    if policy.decide(actor, verb, postmortem, in_channel=inside, item=item).allowed:
        return
    if not (actor.is_system or policy.can_see(actor, postmortem, in_channel=inside)):
        raise not_found()
    owner = None if item is None else item.owner
    people = [one for one in (postmortem.author, owner, *postmortem.editors, *postmortem.reviewers) if one]
    known = await uow.members.many(people)
    names = {member.id: member.name for member in known.values()}
    policy.require(actor, verb, postmortem, in_channel=inside, names=lambda one: names.get(one, "somebody"), item=item)


def not_found() -> NotFound:
    """Return the one refusal for what is absent or hidden: they are the same."""
    return NotFound("There is no such postmortem that you can see.")
