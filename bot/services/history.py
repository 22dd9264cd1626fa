"""Reading a document's history: the audit log, a page at a time, with names and reasons."""

from bot.domain.history import PAGE, Done, HistoryFacts
from bot.domain.people import Actor
from bot.ports import Deed, Deps
from bot.services.access import seen_by


async def history_facts(deps: Deps, actor: Actor, postmortem: int, page: int = 0) -> HistoryFacts:
    """Return a page of what was done with a document, the last one where there are fewer. NotFound without sight."""
    seen = await seen_by(deps, actor, postmortem)
    async with deps.store.read(actor.workspace) as uow:
        rows, total = await uow.audit.of(seen.id, limit=PAGE, offset=page * PAGE)
        if not rows and page:
            page = max(0, (total - 1) // PAGE)
            rows, total = await uow.audit.of(seen.id, limit=PAGE, offset=page * PAGE)
        known = await uow.members.many({one.actor for one in rows if one.actor})
        items = await uow.action_items.of(seen.id)
    return HistoryFacts(
        postmortem=seen,
        rows=tuple(_done(one) for one in rows),
        total=total,
        page=page,
        names={one.id: one.name for one in known.values()},
        items={one.id: one.text for one in items},
    )


def _done(deed: Deed) -> Done:
    detail, _, number = (deed.detail or "").partition(":")
    return Done(
        at=deed.at,
        by=deed.actor,
        via=deed.via,
        verb=deed.verb,
        detail=detail or None,
        item=int(number) if number else None,
        reason=deed.reason,
    )
