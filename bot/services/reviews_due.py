"""Reviews that are due: who owes one, and how a question about one stands. What is owed when is `domain.nudges`'."""

from collections.abc import Callable, Iterable
from datetime import datetime

from bot.domain.mornings import Asks, Kept
from bot.domain.nudges import (
    HELP,
    SNOOZE,
    Duties,
    HoursOf,
    Planned,
    Step,
    review_plan,
    snoozed_in,
    until_in,
    work_of_review,
)
from bot.domain.people import Actor
from bot.domain.postmortems import Postmortem, Status
from bot.domain.reviewing import Due
from bot.domain.times_zones import day_in
from bot.ports import Deps, UnitOfWork
from bot.services.facts import facts_of


async def duties(_: Deps, uow: UnitOfWork, __: datetime) -> Duties:
    """Return every review that is owed, with who has snoozed it, in two queries."""
    found = await uow.reviews.duties()
    said = await uow.steps.some(work_of_review(one.postmortem, one.round) for one in found)
    found = [
        one.model_copy(update={"snoozed": snoozed_in(said.get(work_of_review(one.postmortem, one.round), {}))})
        for one in found
    ]

    def plan(hours_of: HoursOf, _: datetime, __: Callable[[str], bool]) -> Iterable[Planned]:
        return (one for duty in found for one in review_plan(duty, hours_of))

    return Duties(frozenset(one for duty in found for one in (*duty.owed, duty.author) if one), plan)


async def dues(deps: Deps, reader: Actor, asks: Asks) -> list[Due]:
    """Return the reviews that somebody was asked about as they stand now."""
    return [await _due(deps, reader, postmortem, ask) for ask, postmortem in asks if postmortem is not None]


async def _due(deps: Deps, reader: Actor, postmortem: Postmortem, ask: Kept) -> Due:
    async with deps.store.read(reader.workspace) as uow:
        gate = await facts_of(deps, uow, postmortem, reader.member)
        said = await uow.steps.all(work_of_review(postmortem.id, postmortem.round.number))
        asked = said.get(f"{HELP}{reader.member}")
        helper = await uow.members.get(str(asked["to"])) if asked is not None else None
    waiting = [one.reviewer for one in gate.reviews if one.requested and not one.counts_for(postmortem.revision)]
    until = until_in(said.get(f"{SNOOZE}{reader.member}"))
    today = day_in(deps.clock.now(), reader.zone)
    is_author = ask.step == Step.AUTHOR
    mine = bool(waiting) if is_author else reader.member in waiting
    return Due(
        postmortem=postmortem,
        day=ask.due or today,
        for_author=is_author,
        is_owed=mine and postmortem.status is Status.IN_REVIEW,
        waiting=tuple(gate.name(one) for one in waiting),
        until=until if until is not None and until > today else None,
        helper=helper.name if helper is not None else "",
    )
