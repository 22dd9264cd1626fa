"""Rows that people act upon in the ack benchmark: offers to skip and questions to answer, as the house stores them."""

from datetime import UTC, datetime

from sqlalchemy import func, select

from bot.domain.incidents import Incident, SignalSource
from bot.domain.people import Audience
from bot.domain.postmortems import Postmortem, Progress, Stage, Visibility
from bot.domain.surfaces import AskedQuestion, CardFacts
from bot.domain.templates import DEFAULT
from bot.domain.timeline import Origin, Question
from bot.services.drafts import blank_sections
from sandbox.clock import SystemClock
from storage.engine import Database
from storage.tables import InboxRow, JobRow, table_of
from storage.unit_of_work import SqlStore

AT = datetime(2026, 3, 2, 14, tzinfo=UTC)
TEXT = "Payments failed for a part of the customers in eu-west while the pool of connections was exhausted. " * 3
ASKED = "How many customers could not pay?"


async def prepare(url: str, team: str, channel: str, user: str, many: int) -> tuple[list[CardFacts], list[CardFacts]]:
    """Store `many` offers and `many` drafts with a question each; return what draws their messages and windows."""
    database = Database(url)
    try:
        async with SqlStore(database, SystemClock()).write(team) as uow:
            offers = [await uow.incidents.add(_incident(team, channel, n), [f"offer:{n}"]) for n in range(many)]
            drafts = []
            for number in range(many):
                incident = await uow.incidents.add(_incident(team, channel, number), [f"draft:{number}"])
                assert incident is not None
                postmortem = await uow.postmortems.add(_postmortem(team, channel, user, incident))
                await uow.questions.replace_open(postmortem.id, [Question(text=ASKED)])
                ((question, _),) = await uow.questions.of(postmortem.id)
                drafts.append((incident, postmortem, AskedQuestion(id=question, question=Question(text=ASKED))))
    finally:
        await database.close()
    about = {"now": AT, "zone": "UTC", "audience": Audience(channel=channel)}
    return (
        [CardFacts(**about, incident=one) for one in offers if one is not None],
        [CardFacts(**about, incident=one, postmortem=pm, questions=(asked,)) for one, pm, asked in drafts],
    )


async def written(url: str) -> tuple[int, int]:
    """Return how many deliveries had their effect, and how many jobs follow from them."""
    database = Database(url)
    try:
        async with database.read() as do:
            inbox = await do.scalar(select(func.count()).select_from(table_of(InboxRow)))
            jobs = await do.scalar(select(func.count()).select_from(table_of(JobRow)))
    finally:
        await database.close()
    return int(inbox), int(jobs)


def _incident(team: str, channel: str, number: int) -> Incident:
    return Incident(
        id=0,
        workspace=team,
        channel=channel,
        channel_name="inc-benchmark",
        source=SignalSource.EMOJI,
        title=f"Checkout fails for some customers, number {number}",
        severity="SEV2",
        services=("checkout-api",),
        resolved_at=AT,
        policy="recommended",
        policy_why="the incident was of severity SEV2",
    )


def _postmortem(team: str, channel: str, user: str, incident: Incident) -> Postmortem:
    written_by_rules = {"text": TEXT, "origin": Origin.RULES, "at": AT}
    return Postmortem(
        id=0,
        workspace=team,
        number=0,
        title=incident.title,
        severity=incident.severity,
        services=incident.services,
        visibility=Visibility.ORGANISATION,
        incident=incident.id,
        channel=channel,
        author=user,
        participants=(user,),
        progress=Progress(stage=Stage.READY, messages=160, threads=12),
        resolved_at=AT,
        created_at=AT,
        updated_at=AT,
        sections=tuple(one.model_copy(update=written_by_rules) for one in blank_sections(DEFAULT)),
    )
