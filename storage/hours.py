"""When people say that they work."""

from collections.abc import Iterable

from sqlalchemy import delete, select

from bot.domain.hours import OwnHours
from bot.domain.people import Standing
from storage.columns import among, listed, upsert
from storage.repository import Repository, columns, inside, value_of
from storage.tables import HoursRow, MemberRow, table_of

_T = table_of(HoursRow)
_M = table_of(MemberRow)

_MANY = select(*columns(_T, "workspace")).where(inside(_T), among(_T.c.member, listed("members")))
_PUT = upsert(_T, ("workspace", "member"))
_DROP = delete(_T).where(inside(_T, "member"))
_GONE = select(_M.c.id).where(inside(_M), _M.c.standing != Standing.MEMBER)
_DROP_GONE = delete(_T).where(inside(_T), _T.c.member.in_(_GONE))


class SqlHours(Repository):
    """Implements `bot.ports.HoursChosen`."""

    async def get(self, member: str) -> OwnHours | None:
        """Return what somebody chose, or None."""
        return (await self.many([member])).get(member)

    async def many(self, members: Iterable[str]) -> dict[str, OwnHours]:
        """Return what these chose, by Slack id, in one query."""
        rows = await self._do.rows(_MANY, {**self._here, "members": sorted(set(members))})
        return {row.member: value_of(OwnHours, row) for row in rows}

    async def put(self, hours: OwnHours) -> None:
        """Insert or replace what somebody chose."""
        weekdays = None if hours.weekdays is None else list(hours.weekdays)
        await self._do.change(_PUT, self._row(hours) | {"weekdays": weekdays})

    async def drop(self, member: str) -> None:
        """Forget what somebody chose."""
        await self._do.change(_DROP, {**self._here, "the_member": member})

    async def drop_gone(self) -> None:
        """Forget what people chose who are members no more."""
        await self._do.change(_DROP_GONE, self._here)
