"""Open questions. An answer that somebody gave is never replaced."""

from collections.abc import Iterable

from sqlalchemy import bindparam, delete, insert, select, update

from bot.domain.timeline import Question
from storage.repository import Repository, columns, fields_of, inside
from storage.tables import QuestionRow, table_of

_T = table_of(QuestionRow)

_OF = select(*columns(_T, "workspace", "postmortem")).where(inside(_T, "postmortem")).order_by(_T.c.id)
_DROP_OPEN = delete(_T).where(inside(_T, "postmortem"), _T.c.answer.is_(None))
_ADD = insert(_T)
_ANSWER = (
    update(_T)
    .where(inside(_T, "postmortem", "id"))
    .values(answer=bindparam("answer"), answered_by=bindparam("answered_by"))
)


class SqlQuestions(Repository):
    """Implements `bot.ports.Questions`."""

    async def of(self, postmortem: int) -> list[tuple[int, Question]]:
        """Return (id, question) in order."""
        found = []
        for row in await self._do.rows(_OF, {**self._here, "the_postmortem": postmortem}):
            fields = fields_of(row)
            found.append((int(fields.pop("id")), Question(**fields)))
        return found

    async def replace_open(self, postmortem: int, questions: Iterable[Question]) -> None:
        """Replace the ones that nobody has answered."""
        await self._do.change(_DROP_OPEN, {**self._here, "the_postmortem": postmortem})
        await self._do.many(_ADD, [self._row(question, postmortem=postmortem) for question in questions])

    async def answer(self, postmortem: int, question: int, answer: str, by: str) -> bool:
        """Store an answer; False when there is no such question."""
        values = {"the_postmortem": postmortem, "the_id": question, "answer": answer, "answered_by": by}
        return await self._do.change(_ANSWER, {**self._here, **values}) == 1
