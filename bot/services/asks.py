"""What the clock asks of people: one row a kind, so that a feature adds its questions without touching the engine.

A kind says who owes what, in bulk, and how what was asked stands later, for one reader. How that is drawn is a row of
`blocks.mornings`.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.deadlines import KIND_DRAFT, KIND_NOBODY, KIND_OFFER
from bot.domain.failures import KIND_FAILURE
from bot.domain.fixes import KIND_FIX
from bot.domain.mornings import Asked, Asks
from bot.domain.nudges import KIND_REVIEW, Duties
from bot.domain.people import Actor
from bot.domain.reminders import KIND_AUTHOR, KIND_ITEM
from bot.ports import Deps, UnitOfWork
from bot.services import action_items_due, deadlines, failures, fixes, reviews_due


@dataclass(frozen=True)
class Kind:
    """A kind of question. `look` reads in bulk: its number of queries must not depend on how much there is.

    `facts` returns one `Asked` for each question that can still be shown.
    """

    look: Callable[[Deps, UnitOfWork, datetime], Awaitable[Duties]]
    facts: Callable[[Deps, Actor, Asks], Awaitable[Sequence[Asked]]]


async def _with_another(_: Deps, __: UnitOfWork, ___: datetime) -> Duties:
    """Look for nothing: what is asked is planned together with what another kind asks, of the same rows."""
    return Duties(frozenset(), lambda _, __, ___: ())


ASKS: Mapping[str, Kind] = {
    KIND_REVIEW: Kind(reviews_due.duties, reviews_due.dues),
    KIND_DRAFT: Kind(deadlines.drafts, deadlines.lateness),
    KIND_NOBODY: Kind(_with_another, deadlines.nobodys),
    KIND_OFFER: Kind(deadlines.offers, deadlines.unanswered),
    KIND_FIX: Kind(fixes.duties, fixes.asked),
    KIND_FAILURE: Kind(failures.duties, failures.failing),
    KIND_ITEM: Kind(action_items_due.duties, action_items_due.items_due),
    KIND_AUTHOR: Kind(_with_another, action_items_due.items_late),
}
"""Every kind, in the order in which a message asks."""
