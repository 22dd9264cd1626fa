"""A model's statements in a section: what each rests on, and what becomes of one that its messages do not bear out.

Each decision is one change of the document, on record like every other.
"""

from bot.domain.errors import Conflict, Invalid, NotFound
from bot.domain.mentions import people_in
from bot.domain.people import Actor
from bot.domain.postmortems import Verb
from bot.domain.statements import decided, resting
from bot.domain.text import utf16_length
from bot.domain.timeline import Decided
from bot.domain.words import number, say
from bot.domain.writing import LONGEST_SECTION, RestsFacts
from bot.ports import Deps
from bot.services.access import seen_with_rights
from bot.services.changes import change
from bot.services.facts import cited, names_of, people_of


async def rests_facts(deps: Deps, actor: Actor, postmortem: int, key: str, page: int = 0) -> RestsFacts:
    """Return what a section rests on. Raises NotFound without sight."""
    found, _ = await seen_with_rights(deps, actor, postmortem)
    section = found.section(key)
    if section is None:
        raise NotFound(say("edit.gone"), postmortem=postmortem)
    statements = resting(section)
    async with deps.store.read(actor.workspace) as uow:
        incident = await uow.incidents.get(found.incident) if found.incident is not None else None
        entries = [] if statements else await uow.entries.of(postmortem)
        evidence = [one for one in entries if set(one.evidence) & set(section.evidence)]
        wanted = {ts for one in statements for ts in one.cites} | {ts for one in evidence for ts in one.evidence}
        messages, links = await cited(deps, uow, found, incident, wanted)
        told = [*(one.text for one in statements), *(one.text for one in messages.values())]
        authors = {one.author for one in messages.values()}
        people = await people_of(deps, uow, {*authors, *(one for text in told for one in people_in(text))})
    return RestsFacts(
        now=deps.clock.now(),
        zone=deps.settings.zone,
        postmortem=found,
        section=section,
        statements=statements,
        messages=messages,
        links=links,
        names=names_of(people),
        evidence=tuple(evidence),
        page=page,
    )


async def decide(deps: Deps, actor: Actor, postmortem: int, key: str, *, which: str, how: Decided) -> None:
    """Add a statement to the text although its messages do not bear it out, or drop it.

    `which` is its print. Raises Conflict where it does not wait any more, Invalid where the section has no room.
    """
    async with change(deps, actor, Verb.EDIT, postmortem) as it:
        section = it.was.section(key)
        now = decided(section, which, how) if section is not None else None
        if now is None:
            raise Conflict(say("statement.gone"), postmortem=postmortem)
        if utf16_length(now.text) + sum(map(utf16_length, now.fields.values())) > LONGEST_SECTION:
            raise Invalid(say("statement.full", most=number(LONGEST_SECTION)), postmortem=postmortem)
        it.detail = f"statement_{how}"
        it.update(sections=tuple(now if one.key == key else one for one in it.was.sections))
