"""Open questions. What a person answered, and what somebody was asked, is never replaced by a machine."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import delete, insert, select, update

from bot.domain.timeline import Question
from storage.columns import among, listed
from storage.repository import Repository, assigned, columns, fields_of, inside
from storage.tables import QuestionRow, table_of

_T = table_of(QuestionRow)

_OF = select(*columns(_T, "workspace", "postmortem")).where(inside(_T, "postmortem")).order_by(_T.c.id)
_DROP = delete(_T).where(inside(_T, "postmortem"), among(_T.c.id, listed("some")))
_ADD = insert(_T)
_SAVE = update(_T).where(inside(_T, "postmortem", "id")).values(assigned(_T, "id", "workspace", "postmortem"))


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
        """Replace the ones that nobody has answered and nobody was asked; what stays is not asked a second time."""
        standing = await self.of(postmortem)
        kept = {one.text for _, one in standing if one.answer is not None or one.asked}
        gone = [key for key, one in standing if one.answer is None and not one.asked]
        await self._do.change(_DROP, {**self._here, "the_postmortem": postmortem, "some": gone})
        new = [self._values(one, postmortem=postmortem) for one in questions if one.text not in kept]
        await self._do.many(_ADD, new)

    async def save(self, postmortem: int, key: int, question: Question) -> None:
        """Store a changed question."""
        await self._do.change(
            _SAVE, {**self._values(question), **self._here, "the_id": key, "the_postmortem": postmortem}
        )

    def _values(self, question: Question, **more: Any) -> dict[str, Any]:
        row = self._row(question, **more)
        return {**row, "asked": [one.model_dump(mode="json") for one in question.asked]}
