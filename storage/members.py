"""People of the workspace: what Slack said of them last, and the roles granted here."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, insert, or_, select, update

from bot.domain.people import Member, Role, Standing
from storage.columns import among, listed, upsert
from storage.repository import Repository, inside
from storage.tables import MemberRow, RoleChangeRow, table_of

_T = table_of(MemberRow)
_C = table_of(RoleChangeRow)
_RANK = {Role.MEMBER: 0, Role.INCIDENT_ADMIN: 1, Role.ORG_ADMIN: 2}
_ADMIN_ROLES = (Role.INCIDENT_ADMIN, Role.ORG_ADMIN)

_GET = select(_T).where(inside(_T, "id"))
_MANY = select(_T).where(inside(_T), among(_T.c.id, listed("ids")))
_ADMINS = (
    select(_T)
    .where(inside(_T), _T.c.standing == Standing.MEMBER)
    .where(or_(_T.c.role.in_(_ADMIN_ROLES), _T.c.granted.in_(_ADMIN_ROLES)))
    .order_by(_T.c.id)
)
_PUT = upsert(_T, ("workspace", "id"), keep=("granted",))
_GRANTED = select(_T.c.id, _T.c.granted).where(inside(_T), _T.c.granted.is_not(None))
_RECORD = insert(_C)
_GRANT = update(_T).where(inside(_T, "id")).values(granted=bindparam("granted"))


class SqlMembers(Repository):
    """Implements `bot.ports.Members`."""

    async def get(self, member: str) -> Member | None:
        """Return a member by Slack id, or None."""
        row = await self._do.first(_GET, {**self._here, "the_id": member})
        return None if row is None else _member(row)

    async def many(self, members: Iterable[str]) -> dict[str, Member]:
        """Return the known ones of these, by id, in one query."""
        ids = sorted(set(members))
        if not ids:
            return {}
        return {row.id: _member(row) for row in await self._do.rows(_MANY, {**self._here, "ids": ids})}

    async def put(self, member: Member, at: datetime) -> None:
        """Insert or refresh what Slack says of a member; the role granted here stays beside it."""
        await self._do.change(_PUT, self._row(member, seen_at=at, granted=None))

    async def grant(self, member: str, role: Role | None) -> bool:
        """Grant a role here, or take it back with None; False when the member is not known."""
        return await self._do.change(_GRANT, {**self._here, "the_id": member, "granted": role}) == 1

    async def granted(self) -> dict[str, Role]:
        """Return the roles that were granted here, by Slack id."""
        return {row.id: row.granted for row in await self._do.rows(_GRANTED, self._here)}

    async def record_role(self, member: str, was: Role, now: Role, *, by: str, at: datetime) -> None:
        """Append to the record of who gave which role to whom."""
        row = {"workspace": self._workspace, "member": member, "by": by, "at": at, "was": was, "now": now}
        await self._do.change(_RECORD, row)

    async def admins(self) -> list[Member]:
        """Return incident and org admins who are full members, by id."""
        return [_member(row) for row in await self._do.rows(_ADMINS, self._here)]


def _member(row: Row[Any]) -> Member:
    granted: Role = row.granted or Role.MEMBER
    role = max(row.role, granted, key=_RANK.__getitem__)
    return Member(workspace=row.workspace, id=row.id, name=row.name, zone=row.zone, standing=row.standing, role=role)
