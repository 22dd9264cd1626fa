"""The incidents that a document tells of: its own one, and those that were added to it or are taken away again."""

from bot.domain.errors import Conflict, NotReady
from bot.domain.people import Actor
from bot.domain.postmortems import Postmortem, Status, Verb
from bot.domain.windows import IncidentsFacts
from bot.domain.words import say
from bot.ports import Deps
from bot.services.access import must_be_allowed, seen_by, seen_with_rights
from bot.services.changes import change
from bot.services.creation import add_incidents


async def incidents_facts(deps: Deps, actor: Actor, postmortem: int) -> IncidentsFacts:
    """Return the incidents of a document. Raises NotFound without sight."""
    seen, may = await seen_with_rights(deps, actor, postmortem)
    async with deps.store.read(actor.workspace) as uow:
        own = await uow.incidents.get(seen.incident) if seen.incident is not None else None
        added = await uow.incidents.of_postmortem(seen.id)
    return IncidentsFacts(
        now=deps.clock.now(),
        postmortem=seen,
        own=own,
        added=tuple(added),
        may_edit=Verb.EDIT in may and seen.status is Status.DRAFT,
    )


async def add(deps: Deps, actor: Actor, postmortem: int, channels: tuple[str, ...]) -> None:
    """Add the incidents of these channels: they are read as well, facts and messages merge by time."""
    seen = await seen_by(deps, actor, postmortem)
    await must_be_allowed(deps, actor, Verb.EDIT, seen)
    _must_be_a_draft(seen)
    await add_incidents(deps, actor, seen.number, channels)


def _must_be_a_draft(postmortem: Postmortem) -> None:
    """Raise NotReady where reviewers judge the text: what it tells of is settled by then."""
    if postmortem.status is Status.IN_REVIEW:
        raise NotReady(say("incidents.in_review", pm=postmortem.name), postmortem=postmortem.id)


async def remove(deps: Deps, actor: Actor, postmortem: int, incident: int) -> None:
    """Take an incident out that was added. What its messages are evidence of stays until somebody changes that."""
    async with change(deps, actor, Verb.EDIT, postmortem) as it:
        added = {one.id: one for one in await it.uow.incidents.of_postmortem(postmortem)}
        _must_be_a_draft(it.was)
        if incident not in added:
            raise Conflict(say("incidents.gone", pm=it.was.name), postmortem=postmortem)
        await it.uow.incidents.save(added[incident].model_copy(update={"merged_into": None}))
        it.touch()
