"""When it is asked whether a fix has held: planned with every publishing, anew where a document is published again."""

from datetime import timedelta

from bot.domain.events import DeadlineMoved
from bot.domain.fixes import ASKED_AFTER, work_of
from bot.domain.postmortems import Postmortem
from bot.ports import UnitOfWork


async def begin(uow: UnitOfWork, was: Postmortem, now: Postmortem) -> Postmortem:
    """Return a document as it is to be stored; one that is published now has its questions before it, none answered."""
    at = now.publication.at
    if at is None or at == was.publication.at:
        return now
    for days in ASKED_AFTER:
        await uow.fixes.put(now.id, days, at + timedelta(days=days))
    return now.model_copy(update={"publication": now.publication.model_copy(update={"fixes": ()})})


async def moved(uow: UnitOfWork, was: Postmortem, now: Postmortem) -> list[DeadlineMoved]:
    """Return that whoever was asked about a publishing is to be shown that it is over, or not asked for any more."""
    if was.publication.at is None or (was.status, was.publication.at) == (now.status, now.publication.at):
        return []
    people = {
        name.rpartition(":")[2] for name, step in (await uow.steps.all(work_of(was.id))).items() if "place" in step
    }
    return [DeadlineMoved(postmortem=was.id, people=tuple(sorted(people)))] if people else []
