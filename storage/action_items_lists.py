"""Action items over all documents: what a reader may see of them, in pages, in a constant number of statements.

An item is late by its owner's own day. At any moment there are at most three days on earth, so one statement asks
which zones people live in, and the others compare a due day with the day of its owner's zone.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, bindparam, case, false, func, not_, or_, select

from bot.domain.action_items import TO_DO, ActionItem, Priority
from bot.domain.action_items_lists import ItemCounts, ListedItem, days_of
from bot.domain.grammar_items import ItemsWanted, Showing
from bot.domain.people import Actor
from bot.domain.postmortems import Status, Visibility
from storage.columns import begins_one
from storage.repository import WORKSPACE
from storage.sight import in_sight
from storage.tables import ActionItemRow, MemberRow, PostmortemRow, table_of
from storage.transaction import Transaction

_T = table_of(ActionItemRow)
_P = table_of(PostmortemRow)
_M = table_of(MemberRow)
JUST_NOW = timedelta(minutes=10)
_RANK = {priority: rank for rank, priority in enumerate(Priority)}

_ZONES = select(_M.c.zone).distinct().where(_M.c.workspace == bindparam(WORKSPACE))
_IS_OPEN = _T.c.status.in_(TO_DO)
_THERE = and_(_T.c.workspace == bindparam(WORKSPACE), _T.c.proposed == false(), _P.c.discarded_at.is_(None))
"""Proposals are no items yet; what was discarded is in no list."""
_OF_ITEM = [_T.c[name].label(f"item_{name}") for name in ActionItem.model_fields]
_OF_DOCUMENT = [
    _P.c.id.label("postmortem"), _P.c.number, _P.c.title, _P.c.status, _P.c.visibility, _P.c.severity,
]  # fmt: skip
_TOGETHER = _T.join(_P, and_(_P.c.workspace == _T.c.workspace, _P.c.id == _T.c.postmortem)).outerjoin(
    _M, and_(_M.c.workspace == _T.c.workspace, _M.c.id == _T.c.owner)
)


class ItemLists:
    """What one reader may see of the items of a workspace at one moment."""

    def __init__(self, do: Transaction, workspace: str, actor: Actor, places: Sequence[str], now: datetime) -> None:
        self._do = do
        self._workspace = workspace
        self._sight = in_sight(actor, places, workspace)
        self._me = actor.member
        self._now = now
        self._here = {WORKSPACE: workspace}

    async def page(self, wanted: ItemsWanted, *, limit: int, offset: int) -> tuple[list[ListedItem], ItemCounts]:
        """Return a page, late ones first, then by day and priority, and how many there are. Three statements.

        What this reader closed just now stays in its place, where they look for *Undo*.
        """
        over = await self._over()
        late = and_(_IS_OPEN, over)
        meant = and_(self._sight, self._meant(wanted, over))
        counts = await self._counted(meant, late)
        if offset >= counts.total:
            return [], counts
        due = (_number(_T.c.due.is_(None)), _T.c.due)
        rank = case(_RANK, value=_T.c.priority)
        to_do = self._to_do()
        order = (_number(and_(to_do, over)).desc(), _number(to_do).desc(), *due, rank, _T.c.id)
        rows = await self._do.rows(_lines(late).where(meant).order_by(*order).limit(limit).offset(offset), self._here)
        return [_listed(row) for row in rows], counts

    async def after(self, wanted: ItemsWanted, last: tuple[int, int], *, limit: int) -> list[ListedItem]:
        """Return the items after the `last` (postmortem, id), in this order, which is the one of an index.

        So a long list is read in steps of the same cost.
        """
        over = await self._over()
        late = and_(_IS_OPEN, over)
        postmortem, item = last
        beyond = and_(_T.c.postmortem >= postmortem, or_(_T.c.postmortem > postmortem, _T.c.id > item))
        meant = and_(self._sight, self._meant(wanted, over), beyond)
        order = (_T.c.workspace, _T.c.postmortem, _T.c.id)
        rows = await self._do.rows(_lines(late).where(meant).order_by(*order).limit(limit), self._here)
        return [_listed(row) for row in rows]

    async def one(self, item: int) -> ListedItem | None:
        """Return an item as a line of a list, whatever that is narrowed to; None where this reader may not see it."""
        late = and_(_IS_OPEN, await self._over())
        here = and_(self._sight, _THERE, _T.c.id == bindparam("the_id"))
        row = await self._do.first(_lines(late).where(here), {**self._here, "the_id": item})
        return None if row is None else _listed(row)

    async def _over(self) -> ColumnElement[bool]:
        zones = [str(row.zone) for row in await self._do.rows(_ZONES, self._here)]
        return _is_over(days_of(zones, self._now), self._now.date())

    async def _counted(self, meant: ColumnElement[bool], late: ColumnElement[bool]) -> ItemCounts:
        open_, is_late = (func.coalesce(func.sum(_number(one)), 0) for one in (_IS_OPEN, late))
        how_many = select(func.count().label("total"), open_.label("open"), is_late.label("late"))
        row = await self._do.first(how_many.select_from(_TOGETHER).where(meant), self._here)
        return ItemCounts(total=row.total, open=row.open, late=row.late) if row is not None else ItemCounts()

    def _meant(self, wanted: ItemsWanted, over: ColumnElement[bool]) -> ColumnElement[bool]:
        """Return the condition of what is asked for.

        Items of an archived document are told only where all are asked for: nobody can do anything with them.
        """
        conditions = [_THERE]
        if wanted.showing is not Showing.ALL:
            conditions += [
                not_(_IS_OPEN) if wanted.showing is Showing.CLOSED else self._to_do(),
                _P.c.status != Status.ARCHIVED,
            ]
        if wanted.showing is Showing.OVERDUE:
            conditions.append(over)
        owner = self._me if wanted.mine else wanted.person
        if owner is not None:
            conditions.append(_T.c.owner == owner)
        elif wanted.mine:
            conditions.append(false())
        if wanted.priority is not None:
            conditions.append(_T.c.priority == wanted.priority)
        if wanted.kind is not None:
            conditions.append(_T.c.kind == wanted.kind)
        conditions += _of(wanted)
        if wanted.authored:
            conditions.append(_P.c.author == self._me)
        if wanted.since is not None:
            conditions.append(_T.c.due >= wanted.since)
        if wanted.until is not None:
            conditions.append(_T.c.due <= wanted.until)
        return and_(*conditions)

    def _to_do(self) -> ColumnElement[bool]:
        """Return the condition of what is open: and of what this reader closed just now, so that *Undo* is at hand."""
        if self._me is None:
            return _IS_OPEN
        just_now = and_(_T.c.closed_by == self._me, _T.c.done_at >= self._now - JUST_NOW)
        return or_(_IS_OPEN, just_now)


def _of(wanted: ItemsWanted) -> list[ColumnElement[bool]]:
    """Return the conditions of which documents the items are of."""
    of: list[ColumnElement[bool]] = [begins_one(_P.c.services, wanted.service)] if wanted.service else []
    if wanted.team is not None:
        of += [_P.c.visibility == Visibility.TEAM, _P.c.team == wanted.team]
    return of


def _is_over(days: Mapping[date, frozenset[str]], utc: date) -> ColumnElement[bool]:
    """Return the condition that an item has a day, which is over where its owner lives."""
    elsewhere = [
        and_(_M.c.zone.in_(sorted(zones)), _T.c.due < day) for day, zones in sorted(days.items()) if day != utc
    ]
    moved = [zone for day, zones in days.items() if day != utc for zone in zones]
    here = _T.c.due < utc
    if moved:
        here = and_(or_(_M.c.zone.is_(None), _M.c.zone.not_in(sorted(moved))), here)
    return and_(_T.c.due.is_not(None), or_(here, *elsewhere))


def _number(condition: ColumnElement[bool]) -> ColumnElement[int]:
    """Return 1 where a condition holds, else 0: the databases do not agree on where unknown is sorted."""
    return case((condition, 1), else_=0)


def _lines(late: ColumnElement[bool]) -> Select[Any]:
    return select(*_OF_ITEM, *_OF_DOCUMENT, _number(late).label("is_late")).select_from(_TOGETHER)


def _listed(row: Row[Any]) -> ListedItem:
    found = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's public attribute, in spite of its name
    item = {name: found.pop(f"item_{name}") for name in ActionItem.model_fields}
    return ListedItem(item=ActionItem(**item), **{**found, "is_late": bool(found["is_late"])})
