"""Documents that are not published yet, and offers that nobody has answered, as the clock looks at them."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, bindparam, exists, or_, select

from bot.domain.deadlines import Draft
from bot.domain.incidents import Incident
from bot.domain.postmortems import Round, Status, Visibility
from bot.domain.triage import Policy
from storage.columns import UtcDateTime
from storage.repository import Repository, inside, value_of
from storage.tables import IncidentRow, PostmortemRow, RevisionRow, table_of

_P = table_of(PostmortemRow)
_I = table_of(IncidentRow)
_R = table_of(RevisionRow)

_BEGUN = exists().where(_R.c.workspace == _P.c.workspace, _R.c.postmortem == _P.c.id, _R.c.by.is_not(None))
_NAMED = (_P.c.author, _P.c.editors, _P.c.commenters, _P.c.reviewers, _P.c.participants)
_DRAFTS = (
    select(
        _P.c.id, _P.c.severity, _P.c.visibility, _P.c.round, _P.c.created_at, _P.c.resolved_at, _P.c.due_at,
        *_NAMED, _I.c.resolved_by, _BEGUN.label("is_begun"),
    )
    .outerjoin(_I, and_(_I.c.workspace == _P.c.workspace, _I.c.id == _P.c.incident))
    .where(
        inside(_P),
        _P.c.status.in_([Status.DRAFT, Status.IN_REVIEW]),
        _P.c.discarded_at.is_(None),
        _P.c.held_at.is_(None),
    )
    .order_by(_P.c.number)
)  # fmt: skip
_ON_CARDS = select(_P.c.incident, _P.c.status, _P.c.due_at, _P.c.round).where(
    inside(_P),
    or_(
        and_(
            _P.c.status == Status.DRAFT,
            _P.c.due_at.between(bindparam("since", type_=UtcDateTime), bindparam("until", type_=UtcDateTime)),
        ),
        _P.c.status == Status.IN_REVIEW,
    ),
    _P.c.incident.is_not(None),
    _P.c.discarded_at.is_(None),
    _P.c.held_at.is_(None),
)
_ANSWERED = exists().where(_P.c.workspace == _I.c.workspace, _P.c.incident == _I.c.id)
_OFFERS = (
    select(_I)
    .where(
        inside(_I),
        _I.c.resolved_at >= bindparam("since", type_=UtcDateTime),
        _I.c.policy == Policy.RECOMMENDED.value,
        _I.c.skipped_at.is_(None),
        _I.c.merged_into.is_(None),
        _I.c.channel.is_not(None),
        or_(_I.c.reopened_at.is_(None), _I.c.reopened_at <= _I.c.resolved_at),
        ~_ANSWERED,
    )
    .order_by(_I.c.id)
)


class SqlDeadlines(Repository):
    """Implements `bot.ports.Deadlines`."""

    async def drafts(self) -> list[Draft]:
        """Return the documents that are written or reviewed, by number; none that is on hold or put aside."""
        return [_draft(row) for row in await self._do.rows(_DRAFTS, self._here)]

    async def on_cards(self, since: datetime, until: datetime) -> list[tuple[int, datetime | None, date | None]]:
        """Return what stands on a card with a day that may have passed between two moments (UTC).

        Each is its incident with the moment until which a draft is to be sent, or the day until which a review is due.
        """
        rows = await self._do.rows(_ON_CARDS, {**self._here, "since": since, "until": until})
        return [
            (row.incident, row.due_at, None)
            if row.status is Status.DRAFT
            else (row.incident, None, Round.model_validate(row.round).due)
            for row in rows
        ]

    async def offers(self, since: datetime) -> list[Incident]:
        """Return the incidents resolved at or after `since` (UTC) whose offer of a postmortem nobody has answered."""
        return [value_of(Incident, row) for row in await self._do.rows(_OFFERS, {**self._here, "since": since})]


def _draft(row: Any) -> Draft:
    people = (*row.editors, *row.commenters, *row.reviewers, *row.participants)
    return Draft(
        postmortem=row.id,
        severity=row.severity,
        author=row.author,
        resolved_by=row.resolved_by,
        named=frozenset(people),
        is_private=row.visibility is Visibility.PRIVATE,
        is_sent=row.round["number"] > 0,
        is_begun=bool(row.is_begun),
        since=max(row.created_at, row.resolved_at or row.created_at),
        due_at=row.due_at,
    )
