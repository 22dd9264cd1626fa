"""Reading a document's revisions: a page of them, and what differs between two."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from bot.domain.differences import Difference, differences, people_in, told
from bot.domain.errors import NotFound
from bot.domain.people import Actor
from bot.domain.postmortems import Postmortem, Status, Verb
from bot.domain.reviews import Correction
from bot.domain.revisions import Revision
from bot.domain.windows import Restored, RevisionFacts, RevisionsFacts
from bot.domain.words import say
from bot.ports import Deps, UnitOfWork
from bot.services.access import seen_with_rights
from bot.services.facts import corrections_of, names_of, people_of, template_of
from bot.services.sections import EDITING

PAGE = 15


async def revisions_facts(
    deps: Deps, actor: Actor, postmortem: int, page: int = 0, *, restored: Restored | None = None
) -> RevisionsFacts:
    """Return a page of a document's revisions, newest first. Raises NotFound without sight."""
    seen, may = await seen_with_rights(deps, actor, postmortem)
    async with deps.store.read(actor.workspace) as uow:
        rows, total = await uow.revisions.of(seen.id, limit=PAGE, offset=page * PAGE)
        people = await people_of(deps, uow, (one.by for one in rows))
        reasons = _reasons(rows, await corrections_of(uow, seen))
        titles = {one.key: one.title for one in template_of(deps, seen).sections}
        titles |= {one.key: one.title for one in seen.sections}
    return RevisionsFacts(
        postmortem=seen,
        rows=tuple(rows),
        total=total,
        page=page,
        may_restore=EDITING.get(seen.status, Verb.EDIT) in may,
        needs_reason=seen.status is Status.PUBLISHED,
        titles=titles,
        names=names_of(people),
        restored=restored,
        reasons=reasons,
    )


def _reasons(rows: Sequence[Revision], corrections: Iterable[Correction]) -> dict[int, str]:
    """Return why each of these revisions (newest first) was a correction, by number: the deed is of the same moment."""
    why: dict[datetime, list[str]] = {}
    for one in corrections:
        why.setdefault(one.at, []).append(one.reason)
    found = {one.number: why[one.at].pop(0) for one in reversed(rows) if one.verb == Verb.CORRECT and why.get(one.at)}
    return {number: reason for number, reason in found.items() if reason}


async def revision_facts(
    deps: Deps, actor: Actor, postmortem: int, then: int, now: int, page: int = 0
) -> RevisionFacts:
    """Return what differs between two revisions. Raises NotFound without sight, and for one that there is not."""
    seen, _ = await seen_with_rights(deps, actor, postmortem)
    async with deps.store.read(actor.workspace) as uow:
        for number in (then, now):
            if await uow.revisions.get(seen.id, number) is None:
                raise NotFound(say("revisions.gone", n=number, pm=seen.name), postmortem=seen.id)
        found = await between(deps, uow, seen, then, now)
        people = await people_of(deps, uow, people_in(found))
    return RevisionFacts(postmortem=seen, then=then, now=now, differences=found, names=names_of(people), page=page)


async def neighbours(deps: Deps, actor: Actor, postmortem: int, number: int, *, to_now: bool) -> RevisionFacts:
    """Return what differs between a revision and the present one, or the one before it."""
    seen, _ = await seen_with_rights(deps, actor, postmortem)
    if to_now:
        return await revision_facts(deps, actor, postmortem, number, seen.revision)
    async with deps.store.read(actor.workspace) as uow:
        earlier = [one.number for one in await uow.revisions.edits(seen.id) if one.number < number]
    return await revision_facts(deps, actor, postmortem, max(earlier, default=number), number)


async def between(deps: Deps, uow: UnitOfWork, postmortem: Postmortem, then: int, now: int) -> tuple[Difference, ...]:
    """Return what differs between two revisions, part by part, in the order of the template."""
    sections, zone = template_of(deps, postmortem).sections, deps.settings.zone
    was = told(await uow.revisions.text_at(postmortem.id, then), sections, zone)
    return differences(was, told(await uow.revisions.text_at(postmortem.id, now), sections, zone))
