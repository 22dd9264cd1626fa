"""What models did for documents: counts, names, versions and costs, never a word of text."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index
from sqlmodel import Field

from bot.domain.narration import AiTrouble, RunKind
from storage.tables.base import NEVER_AGAIN, Row, json_field, moment, numbered, of_postmortem, one_of


class AiRunRow(Row, table=True):
    """One run."""

    __tablename__ = "ai_runs"
    __table_args__ = (Index(None, "workspace", "postmortem"), of_postmortem(), NEVER_AGAIN)

    id: int | None = numbered()
    workspace: str
    postmortem: int
    kind: RunKind = one_of(RunKind)
    by: str | None = None
    started_at: datetime = moment()
    ended_at: datetime | None = moment(required=False)
    prompts: str = ""
    messages: int = 0
    people: int = 0
    chunks: int = 0
    chunks_recalled: int = 0
    usage: dict[str, Any] = json_field()
    cost: float | None = Field(default=None)
    covered: dict[str, int] = json_field()
    claims: int = 0
    claims_verified: int = 0
    sentences: int = 0
    sentences_verified: int = 0
    trouble: AiTrouble | None = one_of(AiTrouble, required=False)
