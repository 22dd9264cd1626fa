"""What surrounds a document: what a reader may do with it beside writing, for the windows that lead there."""

from bot.domain import policy
from bot.domain.people import Actor
from bot.domain.postmortems import Postmortem, Verb, Visibility
from bot.domain.templates import proposed
from bot.domain.windows import MoreFacts
from bot.domain.words import say
from bot.ports import ChatError, Deps
from bot.services.changes import is_in_channel, not_found, permit
from bot.services.channels import GROUP, members_of
from bot.services.facts import names_of, people_of, template_of

HASH, AT = "#", "@"


async def more_facts(deps: Deps, actor: Actor, postmortem: int) -> MoreFacts:
    """Return what can be done with a document. Raises NotFound without sight."""
    seen, may = await seen_with_rights(deps, actor, postmortem)
    async with deps.store.read(actor.workspace) as uow:
        people = await people_of(deps, uow, (seen.author, *seen.editors))
        incidents = await uow.incidents.of_postmortem(seen.id)
    better = proposed(deps.templates, seen.template, seen.severity, seen.services)
    return MoreFacts(
        postmortem=seen,
        may=may,
        names=names_of(people),
        team=await team_in_words(deps, actor, seen.team) if seen.visibility is Visibility.TEAM else "",
        template=template_of(deps, seen).name,
        proposed=better.name if better is not None else "",
        incidents=len(incidents) + (seen.incident is not None),
    )


async def seen_with_rights(deps: Deps, actor: Actor, postmortem: int) -> tuple[Postmortem, frozenset[Verb]]:
    """Return a postmortem with what this actor may do with it now. Raises NotFound without sight."""
    async with deps.store.read(actor.workspace) as uow:
        found = await uow.postmortems.get(postmortem)
    inside = found is not None and await is_in_channel(deps, actor, found)
    if found is None or not policy.can_see(actor, found, in_channel=inside):
        raise not_found()
    return found, policy.allowed(actor, found, in_channel=inside)


async def must_be_allowed(deps: Deps, actor: Actor, verb: Verb, postmortem: Postmortem) -> None:
    """Return if this actor may do that to a postmortem now; raise the Problem that says who can otherwise."""
    inside = await is_in_channel(deps, actor, postmortem)
    async with deps.store.read(actor.workspace) as uow:
        await permit(uow, actor, verb, postmortem, inside=inside)


async def team_in_words(deps: Deps, actor: Actor, team: str | None) -> str:
    """Return how a user group or channel is called; a private channel is not named to who is not in it."""
    if team is None:
        return ""
    try:
        if team.startswith(GROUP):
            handle = (await deps.chat.groups()).get(team)
            return f"{AT}{handle}" if handle else say("people.a_group")
        facts = await deps.chat.channel(team)
    except ChatError as error:
        if error.passing:
            raise
        return say("people.a_channel")
    if facts.is_private and actor.member not in await members_of(deps, team):
        return say("people.a_channel")
    return f"{HASH}{facts.name}"
