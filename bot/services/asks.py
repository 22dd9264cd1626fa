"""What the clock asks of people: one row a kind, so that a feature adds its questions without touching the engine.

A kind says who owes what, in bulk, and how what was asked stands later, for one reader. How that is drawn is a row of
`blocks.mornings`.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.deadlines import KIND_DRAFT, KIND_NOBODY, KIND_OFFER
from bot.domain.fixes import KIND_FIX, fix_plan
from bot.domain.mornings import Asked, Kept
from bot.domain.nudges import KIND_REVIEW, HoursOf, Planned
from bot.domain.people import Actor
from bot.domain.postmortems import Postmortem
from bot.domain.reminders import KIND_AUTHOR, KIND_ITEM
from bot.ports import Deps, UnitOfWork
from bot.services import action_items_due, deadlines, fixes, reviews_due

Standing = Sequence[tuple[Kept, Postmortem | None]]
"""Questions of one person, each with its postmortem, which this person may see now."""


@dataclass(frozen=True)
class Duties:
    """What a kind has found: the people whose hours are needed, and the plan that follows from those. Pure.

    Where there may be much of a kind it plans nothing for those whom it is told not to be ready.
    """

    people: frozenset[str]
    plan: Callable[[HoursOf, datetime, Callable[[str], bool]], Iterable[Planned]]


@dataclass(frozen=True)
class Kind:
    """A kind of question. `look` reads in bulk: its number of queries must not depend on how much there is.

    `facts` returns one `Asked` for each question that can still be shown.
    """

    look: Callable[[Deps, UnitOfWork, datetime], Awaitable[Duties]]
    facts: Callable[[Deps, Actor, Standing], Awaitable[Sequence[Asked]]]


async def _reviews(_: Deps, uow: UnitOfWork, __: datetime) -> Duties:
    duties = await reviews_due.duties(uow)
    people = frozenset(one for duty in duties for one in (*duty.owed, duty.author) if one)
    return Duties(people, lambda hours_of, _, __: reviews_due.plan(duties, hours_of))


def _for_all(people: frozenset[str], plan: Callable[[HoursOf, datetime], Iterable[Planned]]) -> Duties:
    return Duties(people, lambda hours_of, now, _: plan(hours_of, now))


async def _late(deps: Deps, uow: UnitOfWork, _: datetime) -> Duties:
    return _for_all(*await deadlines.late_drafts(deps, uow))


async def _nobodys(deps: Deps, uow: UnitOfWork, _: datetime) -> Duties:
    return _for_all(*await deadlines.nobodys_drafts(deps, uow))


async def _offers(deps: Deps, uow: UnitOfWork, now: datetime) -> Duties:
    return _for_all(*await deadlines.open_offers(deps, uow, now))


async def _fixes(deps: Deps, uow: UnitOfWork, _: datetime) -> Duties:
    duties, here, admins = await fixes.duties(deps, uow)
    return Duties(here, lambda hours_of, now, _: fix_plan(duties, here, admins, hours_of, now))


async def _items(deps: Deps, uow: UnitOfWork, now: datetime) -> Duties:
    return Duties(*await action_items_due.duties(deps, uow, now))


async def _none(_: Deps, __: UnitOfWork, ___: datetime) -> Duties:
    """Look for nothing: what is asked of authors about items is planned together with what is asked of owners."""
    return Duties(frozenset(), lambda _, __, ___: ())


ASKS: Mapping[str, Kind] = {
    KIND_REVIEW: Kind(_reviews, reviews_due.dues),
    KIND_DRAFT: Kind(_late, deadlines.lateness),
    KIND_NOBODY: Kind(_nobodys, deadlines.nobodys),
    KIND_OFFER: Kind(_offers, deadlines.unanswered),
    KIND_FIX: Kind(_fixes, fixes.asked),
    KIND_ITEM: Kind(_items, action_items_due.items_due),
    KIND_AUTHOR: Kind(_none, action_items_due.items_late),
}
"""Every kind, in the order in which a message asks."""
