"""What a digest counts: documents and items of one channel's readers, in as many queries for ten as for thousands."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Boolean, and_, bindparam, case, func, or_, select

from bot.domain.action_items import TO_DO, ActionItem, ItemStatus, Priority
from bot.domain.digests import Done, Figures
from bot.domain.postmortems import Postmortem, Status, Visibility
from storage.columns import UtcDateTime
from storage.repository import Repository, columns, inside, value_of
from storage.tables import ActionItemRow, PostmortemRow, table_of

MOST_ROWS = 10
_P = table_of(PostmortemRow)
_I = table_of(ActionItemRow)

_GROUP = "S"
_TEAMS = (
    select(_P.c.team, _P.c.author)
    .where(inside(_P), _P.c.visibility == Visibility.TEAM, _P.c.team.is_not(None), _P.c.discarded_at.is_(None))
    .distinct()
)
_OF_ALL = and_(bindparam("for_all", type_=Boolean), _P.c.visibility == Visibility.ORGANISATION)
_OF_TEAM = and_(_P.c.visibility == Visibility.TEAM, _P.c.team == bindparam("the_channel"))
_HERE = and_(inside(_P), _P.c.discarded_at.is_(None), or_(_OF_ALL, _OF_TEAM))
_SINCE = bindparam("since", type_=UtcDateTime)
_COUNTED = select(func.count()).select_from(_P).where(_HERE, _P.c.status == Status.DRAFT)
_MOVED = select(_P).where(
    _HERE,
    or_(
        _P.c.status == Status.IN_REVIEW,
        # what was published in the week was changed in it too; the rest is left out by its own moment
        and_(_P.c.status.in_([Status.PUBLISHED, Status.ARCHIVED]), _P.c.updated_at >= _SINCE),
    ),
)
_BOTH = and_(_I.c.workspace == _P.c.workspace, _I.c.postmortem == _P.c.id)
_DONE = (
    select(_I.c.due, _I.c.done_at)
    .join(_P, _BOTH)
    .where(
        _HERE,
        _I.c.status == ItemStatus.COMPLETED,
        _I.c.proposed.is_(False),
        _I.c.done_at >= _SINCE,
        _I.c.done_at < bindparam("until", type_=UtcDateTime),
    )
)
_OPEN = and_(
    _HERE,
    _P.c.status != Status.ARCHIVED,
    _I.c.status.in_(TO_DO),
    _I.c.proposed.is_(False),
)
_LATE = func.sum(case((_I.c.due < bindparam("today"), 1), else_=0))
_OPEN_COUNTED = select(func.count().label("open"), _LATE.label("late")).select_from(_I).join(_P, _BOTH).where(_OPEN)
_RANK = case({Priority.HIGH: 0, Priority.MEDIUM: 1}, value=_I.c.priority, else_=2)
_ROWS = (
    select(*columns(_I, "workspace", "postmortem"))
    .join(_P, _BOTH)
    .where(_OPEN)
    .order_by(_I.c.due.is_(None), _I.c.due, _RANK, _I.c.id)
    .limit(MOST_ROWS)
)


class SqlDigests(Repository):
    """Implements `bot.ports.Digests`."""

    async def teams(self) -> dict[str, tuple[str, ...]]:
        """Return the channels that documents are for as a team's, each with the authors of those."""
        found: dict[str, list[str]] = {}
        for row in await self._do.rows(_TEAMS, self._here):
            if not row.team.startswith(_GROUP):
                found.setdefault(row.team, []).extend([row.author] if row.author else [])
        return {channel: tuple(sorted(authors)) for channel, authors in sorted(found.items())}

    async def figures(self, channel: str, *, for_all: bool, since: datetime, until: datetime, today: date) -> Figures:
        """Return what is told in a channel: of its team's documents, `for_all` of those for everybody too."""
        where: dict[str, Any] = {**self._here, "the_channel": channel, "for_all": for_all}
        moved = [value_of(Postmortem, row) for row in await self._do.rows(_MOVED, {**where, "since": since})]
        published = [one for one in moved if one.publication.at is not None and since <= one.publication.at < until]
        done = await self._do.rows(_DONE, {**where, "since": since, "until": until})
        counted = await self._do.first(_OPEN_COUNTED, {**where, "today": today})
        return Figures(
            published=tuple(sorted(published, key=lambda one: (one.publication.at, one.number), reverse=True)),
            in_review=tuple(
                sorted((one for one in moved if one.status is Status.IN_REVIEW), key=lambda one: one.number)
            ),
            drafts=int(await self._do.scalar(_COUNTED, where)),
            done=tuple(Done(due=row.due, done_at=row.done_at) for row in done),
            open=counted.open if counted is not None else 0,
            late=int(counted.late or 0) if counted is not None else 0,
            rows=tuple(value_of(ActionItem, row) for row in await self._do.rows(_ROWS, where)),
        )
