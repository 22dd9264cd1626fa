"""Reviews, change requests and overrides of a postmortem."""

from collections.abc import Iterable, Sequence

from sqlalchemy import and_, bindparam, delete, func, insert, not_, or_, select, update

from bot.domain.nudges import Duty
from bot.domain.postmortems import Round, Status
from bot.domain.reviews import ChangeRequest, Override, Review, ReviewState
from storage.columns import among, listed, upsert
from storage.repository import Repository, assigned, columns, fields_of, inside, value_of
from storage.tables import ChangeRequestRow, OverrideRow, PostmortemRow, ReviewRow, table_of

_T = table_of(ReviewRow)
_R = table_of(ChangeRequestRow)
_O = table_of(OverrideRow)
_P = table_of(PostmortemRow)

_OF = (
    select(*columns(_T, "workspace", "postmortem"))
    .where(inside(_T, "postmortem"))
    .order_by(_T.c.requested.desc(), _T.c.asked_at, _T.c.reviewer)
)
_PUT = upsert(_T, ("workspace", "postmortem", "reviewer"))
_DROP = delete(_T).where(inside(_T, "postmortem"), not_(among(_T.c.reviewer, listed("kept"))))
_COVERED = func.coalesce(_T.c.covers, _T.c.revision, 0)
_OWED = (
    select(_P.c.id)
    .join(_T, and_(_T.c.workspace == _P.c.workspace, _T.c.postmortem == _P.c.id))
    .where(inside(_P), _P.c.status == Status.IN_REVIEW, _P.c.discarded_at.is_(None))
    .where(_T.c.reviewer == bindparam("member"), _T.c.requested.is_(True))
    .where(or_(_T.c.state != ReviewState.APPROVED, _P.c.revision > _COVERED))
    .order_by(_P.c.number)
)
_JUDGED = (
    select(_P.c.id)
    .join(_T, and_(_T.c.workspace == _P.c.workspace, _T.c.postmortem == _P.c.id))
    .where(inside(_P), _P.c.status.in_((Status.DRAFT, Status.IN_REVIEW)), _T.c.reviewer == bindparam("member"))
    .order_by(_P.c.number)
)
_DUTIES = (
    select(_P.c.id.label("postmortem"), _P.c.round, _P.c.author, _P.c.revision.label("now"))
    .add_columns(*columns(_T, "workspace", "postmortem"))
    .join(_T, and_(_T.c.workspace == _P.c.workspace, _T.c.postmortem == _P.c.id))
    .where(inside(_P), _P.c.status == Status.IN_REVIEW, _P.c.discarded_at.is_(None), _P.c.held_at.is_(None))
    .where(_T.c.requested.is_(True))
    .order_by(_P.c.number, _T.c.asked_at, _T.c.reviewer)
)
_REQUESTS = select(*columns(_R, "workspace", "postmortem")).where(inside(_R, "postmortem")).order_by(_R.c.id)
_OPEN_REQUESTS = (
    select(*columns(_R, "workspace"))
    .where(inside(_R), among(_R.c.postmortem, listed("postmortems")))
    .where(_R.c.answered_at.is_(None), _R.c.dropped_at.is_(None))
    .order_by(_R.c.id.desc())
)
_ADD_REQUEST = insert(_R).returning(_R.c.id)
_SAVE_REQUEST = update(_R).where(inside(_R, "postmortem", "id")).values(assigned(_R, "id", "workspace", "postmortem"))
_OVERRIDES = select(*columns(_O, "workspace", "postmortem")).where(inside(_O, "postmortem")).order_by(_O.c.at, _O.c.key)
_ADD_OVERRIDE = upsert(_O, ("workspace", "postmortem", "key"))


class SqlReviews(Repository):
    """Implements `bot.ports.Reviews`."""

    async def of(self, postmortem: int) -> list[Review]:
        """Return the reviews of a postmortem, in the order in which they were asked for."""
        rows = await self._do.rows(_OF, {**self._here, "the_postmortem": postmortem})
        return [value_of(Review, row) for row in rows]

    async def put(self, postmortem: int, reviews: Iterable[Review]) -> None:
        """Store these reviews as all there are of this postmortem."""
        kept = list(reviews)
        await self._do.many(_PUT, [self._row(one, postmortem=postmortem) for one in kept])
        names = [one.reviewer for one in kept]
        await self._do.change(_DROP, {**self._here, "the_postmortem": postmortem, "kept": names})

    async def judged_by(self, member: str) -> list[int]:
        """Return the ids of unpublished postmortems that this person reviews, or has had a word about."""
        return [int(row.id) for row in await self._do.rows(_JUDGED, {**self._here, "member": member})]

    async def duties(self) -> list[Duty]:
        """Return who owes which review that has a day, by number, in one query."""
        found: dict[int, Duty] = {}
        for row in await self._do.rows(_DUTIES, self._here):
            fields = fields_of(row)
            postmortem, author, now = (fields.pop(name) for name in ("postmortem", "author", "now"))
            asked = Round(**fields.pop("round"))
            if asked.asked_at is None or asked.due is None or Review(**fields).counts_for(now):
                continue
            new = Duty(
                postmortem=postmortem,
                round=asked.number,
                due=asked.due,
                asked_at=asked.asked_at,
                owed=(),
                author=author,
            )
            known = found.get(postmortem, new)
            found[postmortem] = known.model_copy(update={"owed": (*known.owed, row.reviewer)})
        return list(found.values())

    async def owed_by(self, member: str) -> list[int]:
        """Return the ids of postmortems that this person was asked to review and has not, or whose text moved on."""
        return [int(row.id) for row in await self._do.rows(_OWED, {**self._here, "member": member})]

    async def open_requests(self, postmortems: Sequence[int]) -> dict[int, ChangeRequest]:
        """Return the oldest open change request of each of these postmortems that has one, by postmortem."""
        found = {}
        for row in await self._do.rows(_OPEN_REQUESTS, {**self._here, "postmortems": list(postmortems)}):
            fields = fields_of(row)
            postmortem = int(fields.pop("postmortem"))
            found[postmortem] = ChangeRequest(**fields)
        return found

    async def requests(self, postmortem: int) -> list[ChangeRequest]:
        """Return the change requests of a postmortem, oldest first."""
        rows = await self._do.rows(_REQUESTS, {**self._here, "the_postmortem": postmortem})
        return [value_of(ChangeRequest, row) for row in rows]

    async def add_request(self, postmortem: int, request: ChangeRequest) -> ChangeRequest:
        """Insert a change request; return it with its id."""
        row = self._row(request, postmortem=postmortem)
        del row["id"]
        return request.model_copy(update={"id": int(await self._do.scalar(_ADD_REQUEST, row))})

    async def save_request(self, postmortem: int, request: ChangeRequest) -> None:
        """Store an answered or dropped change request."""
        values = self._row(request, the_id=request.id, the_postmortem=postmortem, **self._here)
        del values["id"], values["workspace"]
        await self._do.change(_SAVE_REQUEST, values)

    async def overrides(self, postmortem: int) -> list[Override]:
        """Return the overrides of a postmortem, oldest first."""
        rows = await self._do.rows(_OVERRIDES, {**self._here, "the_postmortem": postmortem})
        return [value_of(Override, row) for row in rows]

    async def add_override(self, postmortem: int, override: Override) -> None:
        """Store an override; one of the same blocker is replaced."""
        await self._do.change(_ADD_OVERRIDE, self._row(override, postmortem=postmortem))
