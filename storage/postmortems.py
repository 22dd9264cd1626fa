"""Postmortems with their sections: numbered without gaps, saved only over the version that was loaded."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, bindparam, delete, false, func, not_, or_, select, update

from bot.domain.errors import Conflict, Overtaken
from bot.domain.people import Actor
from bot.domain.postmortems import Postmortem, Section, Status, Visibility
from bot.domain.surfaces import Listed
from storage.columns import among, holds, insert_or_ignore, listed, upsert
from storage.repository import Repository, assigned, columns, fields_of, inside, value_of
from storage.sight import in_sight
from storage.tables import CounterRow, IncidentRow, PostmortemRow, SectionRow, table_of
from storage.transaction import Transaction

_T = table_of(PostmortemRow)
_S = table_of(SectionRow)
_C = table_of(CounterRow)
_I = table_of(IncidentRow)
_COUNTER = "postmortem"

_GET = select(_T).where(inside(_T, "id"))
_BY_NUMBER = select(_T).where(inside(_T, "number"))
_MERGED = select(_I.c.merged_into).where(_I.c.workspace == _T.c.workspace, _I.c.id == bindparam("the_incident"))
_OF_INCIDENT = (
    select(_T)
    .where(inside(_T), or_(_T.c.incident == bindparam("the_incident"), _T.c.id.in_(_MERGED)))
    .order_by(_T.c.discarded_at.is_not(None), _T.c.id.desc())
    .limit(1)
)
_GET_LOCKED = _GET.with_for_update(key_share=True)
_OF_INCIDENT_LOCKED = _OF_INCIDENT.with_for_update(key_share=True)
"""Whoever loads one to change it holds its row: on PostgreSQL a click does not lose against the bot's own progress."""
_IN_CHANNEL = select(_T).where(inside(_T, "channel")).order_by(_T.c.number.desc())
_MERGED_HERE = select(_I.c.merged_into).where(
    _I.c.workspace == _T.c.workspace, _I.c.channel == bindparam("the_channel"), _I.c.merged_into.is_not(None)
)
_TOLD_IN = (
    select(_T)
    .where(inside(_T), or_(_T.c.channel == bindparam("the_channel"), _T.c.id.in_(_MERGED_HERE)))
    .order_by(_T.c.number.desc())
)
_NEXT_NUMBER = upsert(_C, ("workspace", "name"), changes={"value": _C.c.value + 1}).returning(_C.c.value)
_ADD = insert_or_ignore(_T).returning(_T.c.id)
_WITH_NUMBER = select(_T.c.workspace).where(_T.c.number == bindparam("the_number")).order_by(_T.c.workspace)
_SAVE = (
    update(_T)
    .where(inside(_T, "id", "version"))
    .values({**assigned(_T, "id", "workspace", "number", "version"), "version": _T.c.version + 1})
)
_SECTIONS = (
    select(*columns(_S, "workspace", "postmortem")).where(inside(_S, "postmortem")).order_by(_S.c.position, _S.c.key)
)
_SOME = select(_T).where(inside(_T), among(_T.c.id, listed("some")))
_SOME_SECTIONS = (
    select(*columns(_S, "workspace"))
    .where(inside(_S), among(_S.c.postmortem, listed("some")))
    .order_by(_S.c.position, _S.c.key)
)
_PUT_SECTION = upsert(_S, ("workspace", "postmortem", "key"))
_DROP_SECTIONS = delete(_S).where(inside(_S, "postmortem"), not_(among(_S.c.key, listed("kept"))))
_CLOSED = _T.c.visibility != Visibility.ORGANISATION
_PLACE_COLUMNS = (_T.c.visibility, _T.c.channel, _T.c.team)
_CLOSED_PLACES = select(*_PLACE_COLUMNS).distinct().where(inside(_T), _CLOSED, _T.c.discarded_at.is_(None))
_PLACES = select(*_PLACE_COLUMNS).where(inside(_T, "id"), _CLOSED)
_LIST_COLUMNS = [_T.c[name] for name in Listed.model_fields]


async def workspaces_with(do: Transaction, number: int) -> list[str]:
    """Return the workspaces that have a postmortem of this number."""
    return [row.workspace for row in await do.rows(_WITH_NUMBER, {"the_number": number})]


def _places(row: Row[Any]) -> tuple[str, ...]:
    """Return a closed postmortem's places, as `Postmortem.places` has them."""
    team = row.team if row.visibility is Visibility.TEAM else None
    return tuple(str(one) for one in (row.channel, team) if one is not None)


class SqlPostmortems(Repository):
    """Implements `bot.ports.Postmortems`."""

    def __init__(self, *where: Any) -> None:
        super().__init__(*where)
        self._stored: dict[int, tuple[Section, ...]] = {}

    async def get(self, postmortem: int) -> Postmortem | None:
        """Return a postmortem by id, or None."""
        return await self._one(_GET_LOCKED if self._do.writable else _GET, the_id=postmortem)

    async def some(self, postmortems: Iterable[int], *, with_text: bool = True) -> dict[int, Postmortem]:
        """Return those of these postmortems that there are, by id, in two queries; without their text in one."""
        here = {**self._here, "some": sorted(set(postmortems))}
        sections: dict[int, list[Section]] = {}
        for row in await self._do.rows(_SOME_SECTIONS, here) if with_text else ():
            fields = fields_of(row)
            sections.setdefault(fields.pop("postmortem"), []).append(Section(**fields))
        return {
            row.id: value_of(Postmortem, row, sections=tuple(sections.get(row.id, ())))
            for row in await self._do.rows(_SOME, here)
        }

    async def by_number(self, number: int) -> Postmortem | None:
        """Return a postmortem by its number in this workspace, or None."""
        return await self._one(_BY_NUMBER, the_number=number)

    async def of_incident(self, incident: int) -> Postmortem | None:
        """Return the postmortem of an incident, or None; a discarded one only where there is no other."""
        return await self._one(_OF_INCIDENT_LOCKED if self._do.writable else _OF_INCIDENT, the_incident=incident)

    async def in_channel(self, channel: str) -> list[Postmortem]:
        """Return the postmortems of a channel, newest first."""
        rows = await self._do.rows(_IN_CHANNEL, {**self._here, "the_channel": channel})
        return [await self._with_sections(row) for row in rows]

    async def told_in(self, channel: str) -> list[Postmortem]:
        """Return the postmortems of a channel and those that tell of its incidents among others, newest first."""
        rows = await self._do.rows(_TOLD_IN, {**self._here, "the_channel": channel})
        return [await self._with_sections(row) for row in rows]

    async def add(self, postmortem: Postmortem) -> Postmortem:
        """Insert it under the workspace's next number; return it with id and number.

        Raises Conflict when its incident has a postmortem already: then roll back, or the number is lost.
        """
        counter = {"workspace": self._workspace, "name": _COUNTER, "value": 1}
        number = int(await self._do.scalar(_NEXT_NUMBER, counter))
        values = self._row(postmortem, number=number, version=1)
        del values["id"], values["sections"]
        given = await self._do.scalar(_ADD, values)
        if given is None:
            raise Conflict("Somebody else has just started the postmortem of this incident.")
        new = postmortem.model_copy(
            update={"id": int(given), "number": number, "version": 1, "workspace": self._workspace}
        )
        self._stored[new.id] = ()
        await self._put_sections(new)
        return new

    async def save(self, postmortem: Postmortem) -> Postmortem:
        """Store it if its version is still the one in the database, with version + 1; raise Conflict otherwise."""
        values = self._row(postmortem, the_id=postmortem.id, the_version=postmortem.version, **self._here)
        for name in ("id", "workspace", "number", "version", "sections"):
            del values[name]
        if await self._do.change(_SAVE, values) != 1:
            raise Overtaken(
                "Somebody else changed this postmortem just now. Look at it again, then repeat your change."
            )
        await self._put_sections(postmortem)
        return postmortem.model_copy(update={"version": postmortem.version + 1})

    async def places(self, postmortem: int) -> tuple[str, ...]:
        """Return the channels and user groups whose members may see a postmortem; none where everybody may."""
        row = await self._do.first(_PLACES, {**self._here, "the_id": postmortem})
        return () if row is None else _places(row)

    async def closed_places(self) -> list[str]:
        """Return the channels and user groups of postmortems that not everybody may see, each once."""
        return sorted({place for row in await self._do.rows(_CLOSED_PLACES, self._here) for place in _places(row)})

    async def listed(
        self,
        actor: Actor,
        places: Sequence[str],
        *,
        statuses: Sequence[Status] = (),
        member: str | None = None,
        reviewing: bool = False,
        since: datetime | None = None,
        only: Sequence[int] | None = None,
        limit: int = 15,
        offset: int = 0,
    ) -> tuple[list[Listed], int]:
        """Return a page of what this actor may see, newest first, and how many there are in all.

        One condition filters the rows and the count.
        """
        wanted = and_(inside(_T), _T.c.discarded_at.is_(None), in_sight(actor, places, self._workspace))
        if statuses:
            wanted = and_(wanted, _T.c.status.in_(list(statuses)))
        if member is not None:
            roles = (_T.c.editors, _T.c.reviewers) if reviewing else (_T.c.editors,)
            wanted = and_(wanted, or_(_T.c.author == member, *(holds(people, member) for people in roles)))
        if since is not None:
            wanted = and_(wanted, _T.c.updated_at >= since)
        if only is not None:
            wanted = and_(wanted, _T.c.id.in_(list(only)) if only else false())
        total = int(await self._do.scalar(select(func.count()).select_from(_T).where(wanted), self._here))
        page = select(*_LIST_COLUMNS).where(wanted).order_by(_T.c.number.desc()).limit(limit).offset(offset)
        rows = await self._do.rows(page, self._here) if total > offset else ()
        return [value_of(Listed, row) for row in rows], total

    async def _one(self, statement: Any, **values: Any) -> Postmortem | None:
        row = await self._do.first(statement, {**self._here, **values})
        return None if row is None else await self._with_sections(row)

    async def _with_sections(self, row: Row[Any]) -> Postmortem:
        found = await self._do.rows(_SECTIONS, {**self._here, "the_postmortem": row.id})
        sections = tuple(value_of(Section, section) for section in found)
        self._stored[row.id] = sections
        return value_of(Postmortem, row, sections=sections)

    async def _put_sections(self, postmortem: Postmortem) -> None:
        """Write the sections that changed, and drop those that went; all of them where it was not loaded here."""
        stored = self._stored.get(postmortem.id)
        changed = [one for one in postmortem.sections if stored is None or one not in stored]
        await self._do.many(_PUT_SECTION, [self._row(one, postmortem=postmortem.id) for one in changed])
        kept = [section.key for section in postmortem.sections]
        if stored is None or {section.key for section in stored} - set(kept):
            await self._do.change(_DROP_SECTIONS, {**self._here, "the_postmortem": postmortem.id, "kept": kept})
        self._stored[postmortem.id] = postmortem.sections
