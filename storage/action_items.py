"""Action items of a postmortem, in their order."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, bindparam, delete, insert, literal_column, or_, select, update

from bot.domain.action_items import TO_DO, ActionItem
from bot.domain.action_items_lists import ItemCounts, ListedItem
from bot.domain.grammar_items import ItemsWanted
from bot.domain.people import Actor
from bot.domain.postmortems import Status
from bot.domain.reminders import ItemDuty
from storage.action_items_lists import ItemLists
from storage.columns import among, listed
from storage.repository import Repository, assigned, columns, inside, value_of
from storage.tables import ActionItemRow, MemberRow, PostmortemRow, table_of

_T = table_of(ActionItemRow)
_P = table_of(PostmortemRow)
_M = table_of(MemberRow)
_OF_DUTY = ("postmortem", "owner", "due", "priority", "snoozed_until", "created_at")

_OF = select(*columns(_T, "workspace", "postmortem")).where(inside(_T, "postmortem")).order_by(_T.c.position, _T.c.id)
_GET = select(*columns(_T, "workspace", "postmortem")).where(inside(_T, "postmortem", "id"))
_SOME = select(*columns(_T, "workspace", "postmortem")).where(inside(_T), among(_T.c.id, listed("some")))
# written out: planned once for all values, a word that is not known is taken for one that leaves nearly nothing
_OPEN: list[ColumnElement[str]] = [literal_column(f"'{one}'") for one in TO_DO]
_ARCHIVED: ColumnElement[str] = literal_column(f"'{Status.ARCHIVED}'")
_DUTIES = (
    select(_T.c.id.label("item"), *(_T.c[name] for name in _OF_DUTY), _P.c.author, _P.c.channel)
    .join(_P, and_(_P.c.workspace == _T.c.workspace, _P.c.id == _T.c.postmortem))
    .where(inside(_T), _T.c.status.in_(_OPEN), _T.c.proposed.is_(False))
    .where(_P.c.discarded_at.is_(None), _P.c.status != _ARCHIVED)
    .order_by(_T.c.due, _T.c.priority, _T.c.id)
)
# with both its ends a planner that knows no values takes it for the small part that it is, and begins with the index
_DUE = _DUTIES.where(_T.c.due.between(bindparam("since"), bindparam("until")))
_SNOOZED = _DUTIES.where(
    _T.c.snoozed_until.between(bindparam("since"), bindparam("until")),
    or_(_T.c.due.is_(None), _T.c.due > bindparam("until")),
)
_SHOWN = (
    select(_P.c.incident, _T.c.due, _M.c.zone)
    .join(_P, and_(_P.c.workspace == _T.c.workspace, _P.c.id == _T.c.postmortem))
    .outerjoin(_M, and_(_M.c.workspace == _T.c.workspace, _M.c.id == _T.c.owner))
    .where(inside(_T), _T.c.status.in_(_OPEN), _T.c.proposed.is_(False))
    .where(_P.c.discarded_at.is_(None), _P.c.status != _ARCHIVED, _P.c.incident.is_not(None))
    .where(_T.c.due.between(bindparam("since"), bindparam("until")))
    .distinct()
)
_ADD = insert(_T).returning(_T.c.id)
_PUT_BACK = insert(_T)
_SAVE = update(_T).where(inside(_T, "postmortem", "id")).values(assigned(_T, "id", "workspace", "postmortem"))
_REMOVE = delete(_T).where(inside(_T, "postmortem", "id"))


class SqlActionItems(Repository):
    """Implements `bot.ports.ActionItems`."""

    async def of(self, postmortem: int) -> list[ActionItem]:
        """Return the items in their order, proposals too."""
        rows = await self._do.rows(_OF, {**self._here, "the_postmortem": postmortem})
        return [value_of(ActionItem, row) for row in rows]

    async def get(self, postmortem: int, item: int) -> ActionItem | None:
        """Return one item, or None."""
        row = await self._do.first(_GET, {**self._here, "the_postmortem": postmortem, "the_id": item})
        return None if row is None else value_of(ActionItem, row)

    async def some(self, items: Iterable[int]) -> dict[int, ActionItem]:
        """Return those of these items that there are, by id, in one query."""
        rows = await self._do.rows(_SOME, {**self._here, "some": sorted(set(items))})
        return {row.id: value_of(ActionItem, row) for row in rows}

    async def duties(self, until: date) -> list[ItemDuty]:
        """Return the open items that are due, or were snoozed, until a day, in two queries however many others are.

        Only of documents on which people can still work.
        """
        days = {"since": date.min, "until": until}
        dated = await self._do.rows(_DUE, {**self._here, **days})
        snoozed = await self._do.rows(_SNOOZED, {**self._here, **days})
        return [value_of(ItemDuty, row) for row in (*dated, *snoozed)]

    async def shown_until(self, since: date, until: date) -> list[tuple[int, date, str | None]]:
        """Return the open items that are due between two days and stand on a card: incident, day, owner's zone."""
        rows = await self._do.rows(_SHOWN, {**self._here, "since": since, "until": until})
        return [(int(row.incident), row.due, row.zone) for row in rows]

    async def add(self, postmortem: int, item: ActionItem) -> ActionItem:
        """Insert an item; return it with its id."""
        row = self._row(item, postmortem=postmortem)
        del row["id"]
        return item.model_copy(update={"id": int(await self._do.scalar(_ADD, row))})

    async def put_back(self, postmortem: int, item: ActionItem) -> None:
        """Insert an item that was deleted under the id that it had."""
        await self._do.change(_PUT_BACK, self._row(item, postmortem=postmortem))

    async def save(self, postmortem: int, item: ActionItem) -> None:
        """Store a changed item."""
        values = self._row(item, the_id=item.id, the_postmortem=postmortem, **self._here)
        del values["id"], values["workspace"]
        await self._do.change(_SAVE, values)

    async def remove(self, postmortem: int, item: int) -> None:
        """Delete an item."""
        await self._do.change(_REMOVE, {**self._here, "the_postmortem": postmortem, "the_id": item})

    async def listed(
        self,
        actor: Actor,
        places: Sequence[str],
        wanted: ItemsWanted,
        *,
        now: datetime,
        limit: int = 15,
        offset: int = 0,
    ) -> tuple[list[ListedItem], ItemCounts]:
        """Return a page of the items of all documents that this actor may see, and how many there are in all."""
        lists = ItemLists(self._do, self._workspace, actor, places, now)
        return await lists.page(wanted, limit=limit, offset=offset)

    async def listed_one(self, actor: Actor, places: Sequence[str], item: int, *, now: datetime) -> ListedItem | None:
        """Return an item as a line of a list; None where this actor may not see it, or it is gone."""
        return await ItemLists(self._do, self._workspace, actor, places, now).one(item)

    async def listed_after(
        self,
        actor: Actor,
        places: Sequence[str],
        wanted: ItemsWanted,
        *,
        now: datetime,
        after: tuple[int, int] = (0, 0),
        limit: int = 500,
    ) -> list[ListedItem]:
        """Return those after `after`, a postmortem and an id, in this order: for reading all of them in steps."""
        return await ItemLists(self._do, self._workspace, actor, places, now).after(wanted, after, limit=limit)
