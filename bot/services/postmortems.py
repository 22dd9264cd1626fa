"""What surrounds a document: what a reader may do with it beside writing, for the windows that lead there."""

from bot.domain.people import Actor
from bot.domain.postmortems import Visibility
from bot.domain.templates import proposed
from bot.domain.windows import MoreFacts
from bot.domain.words import say
from bot.ports import ChatError, Deps
from bot.services.access import seen_with_rights
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
