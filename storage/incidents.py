"""Incidents with the keys they are known by, and the signals that were heard. Uniqueness of keys is the arbiter."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import and_, bindparam, delete, func, insert, or_, select, update

from bot.domain.incidents import Incident, Signal, SignalKind
from storage.columns import bounded, holds, insert_or_ignore
from storage.repository import Repository, assigned, inside, value_of
from storage.tables import IncidentKeyRow, IncidentRow, SignalRow, table_of

_T = table_of(IncidentRow)
_K = table_of(IncidentKeyRow)
_S = table_of(SignalRow)

_GET = select(_T).where(inside(_T, "id"))
_GET_LOCKED = _GET.with_for_update(key_share=True)
_BY_KEY = select(_T).join(_K, and_(_K.c.workspace == _T.c.workspace, _K.c.incident == _T.c.id)).where(inside(_K, "key"))
_IN_CHANNEL = select(_T).where(inside(_T, "channel")).order_by(_T.c.id.desc())
_OF_POSTMORTEM = select(_T).where(inside(_T, "merged_into")).order_by(_T.c.id)
_ADD = insert(_T).returning(_T.c.id)
_ADD_KEY = insert_or_ignore(_K).returning(_K.c.key)
_DROP_KEYS = delete(_K).where(inside(_K, "incident"))
_DROP = delete(_T).where(inside(_T, "id"))
_SAVE = update(_T).where(inside(_T, "id")).values(assigned(_T, "id", "workspace"))
_HEARD = insert_or_ignore(_S).returning(_S.c.key)
_RESOLVED = (
    select(func.count())
    .select_from(_T)
    .where(inside(_T), _T.c.resolved_at >= bindparam("since"), _T.c.id != bindparam("but"))
    .where(_T.c.is_private.is_(False), _T.c.channel_name != "")
)
_FIRST_RESOLVED = (
    select(_S.c.at, _S.c.by)
    .where(inside(_S, "incident"), _S.c.kind == SignalKind.RESOLVED)
    .order_by(_S.c.at, _S.c.key)
    .limit(1)
)


class SqlIncidents(Repository):
    """Implements `bot.ports.Incidents`."""

    async def get(self, incident: int) -> Incident | None:
        """Return an incident by id, or None."""
        row = await self._do.first(_GET_LOCKED if self._do.writable else _GET, {**self._here, "the_id": incident})
        return None if row is None else value_of(Incident, row)

    async def by_key(self, key: str) -> Incident | None:
        """Return the incident known by a key, or None."""
        row = await self._do.first(_BY_KEY, {**self._here, "the_key": bounded(key)})
        return None if row is None else value_of(Incident, row)

    async def in_channel(self, channel: str) -> list[Incident]:
        """Return the incidents of a channel, newest first."""
        rows = await self._do.rows(_IN_CHANNEL, {**self._here, "the_channel": channel})
        return [value_of(Incident, row) for row in rows]

    async def of_postmortem(self, postmortem: int) -> list[Incident]:
        """Return the incidents that were merged into a postmortem, oldest first."""
        rows = await self._do.rows(_OF_POSTMORTEM, {**self._here, "the_merged_into": postmortem})
        return [value_of(Incident, row) for row in rows]

    async def add(self, incident: Incident, keys: Iterable[str]) -> Incident | None:
        """Insert an incident with its keys; None when another one took one of the keys first. Its id is given here."""
        values = self._row(incident)
        del values["id"]
        number = int(await self._do.scalar(_ADD, values))
        for key in sorted(set(keys)):  # in one order, so that two writers wait for each other in turn
            if not await self._add_key(number, key):
                await self._do.change(_DROP_KEYS, {**self._here, "the_incident": number})
                await self._do.change(_DROP, {**self._here, "the_id": number})
                return None
        return incident.model_copy(update={"id": number, "workspace": self._workspace})

    async def add_keys(self, incident: int, keys: Iterable[str]) -> None:
        """Add keys that are still free."""
        for key in sorted(set(keys)):
            await self._add_key(incident, key)

    async def save(self, incident: Incident) -> None:
        """Store changed facts of an incident."""
        values = self._row(incident, the_id=incident.id, **self._here)
        del values["id"], values["workspace"]
        await self._do.change(_SAVE, values)

    async def heard(self, signal: Signal, incident: int) -> bool:
        """Record a signal; False when the same key was heard before."""
        values = {
            "workspace": self._workspace,
            "key": bounded(signal.key),
            "incident": incident,
            "kind": signal.kind,
            "source": signal.source,
            "at": signal.at,
            "by": signal.by,
        }
        return await self._do.first(_HEARD, values) is not None

    async def first_resolved(self, incident: int, since: datetime | None = None) -> tuple[datetime, str | None] | None:
        """Return when and by whom it was first said to be over, at or after `since` (UTC); None if nobody said so."""
        statement = _FIRST_RESOLVED if since is None else _FIRST_RESOLVED.where(_S.c.at >= since)
        row = await self._do.first(statement, {**self._here, "the_incident": incident})
        return None if row is None else (row.at, row.by)

    async def resolved_since(self, moment: datetime, services: Sequence[str], *, but: int = 0) -> int:
        """Count the incidents resolved since `moment` (UTC) that share a service (all, when none is given).

        Private ones, and those whose channel nobody has described yet, are not counted: everybody may hear the number.
        """
        statement = _RESOLVED
        if services:
            statement = statement.where(or_(*(holds(_T.c.services, service) for service in services)))
        return int(await self._do.scalar(statement, {**self._here, "since": moment, "but": but}))

    async def _add_key(self, incident: int, key: str) -> bool:
        values = {"workspace": self._workspace, "key": bounded(key), "incident": incident}
        return await self._do.first(_ADD_KEY, values) is not None
