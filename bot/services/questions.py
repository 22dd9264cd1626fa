"""Open questions: asked of who could know when a person presses, answered into their section, or passed on.

Nobody is asked by a machine: whoever is asked was part of the incident, sees the document now, and is asked once.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime

from bot.domain import events, policy
from bot.domain.errors import Conflict, Invalid
from bot.domain.people import Actor, Standing
from bot.domain.postmortems import Postmortem, Verb
from bot.domain.questions import asked_of, credited, passed, placed
from bot.domain.redaction import admit
from bot.domain.sections import SectionKind
from bot.domain.surfaces import QuestionFacts
from bot.domain.timeline import Asked, Question
from bot.domain.words import clock_time, say
from bot.ports import Deps, UnitOfWork
from bot.services import members
from bot.services.access import may_see, seen_by
from bot.services.changes import Change, change
from bot.services.facts import template_of
from bot.services.reactions import jobs_for
from bot.services.transcripts import redaction

LONGEST_ANSWER = 3_000


async def ask(deps: Deps, actor: Actor, postmortem: int, question: int, to: str) -> None:
    """Have a question sent to somebody who could know, once. Raises Conflict where that was done or is late.

    Raises Invalid for who was no part of it, or does not see the document now.
    """
    seen = await seen_by(deps, actor, postmortem)
    person = await members.refresh(deps, actor.workspace, to)
    may = person.standing is Standing.MEMBER and await may_see(deps, person, seen)
    async with _about(deps, actor, postmortem, question) as (it, asked):
        if (before := asked_of(asked, to)) is not None:
            at = clock_time(before.at, actor.zone)
            raise Conflict(say("question.again", who=person.name, at=at), postmortem=postmortem)
        if to == actor.member:
            raise Conflict(say("question.yourself"), postmortem=postmortem)
        if to not in asked.asks or to not in it.was.participants:
            raise Invalid(say("question.not_asked", who=person.name), postmortem=postmortem)
        if not may:
            raise Invalid(say("question.cannot", who=person.name, pm=it.was.name), postmortem=postmortem)
        it.detail = "ask"
        known = Asked(member=to, by=actor.member or "", at=it.at)
        await _store(it, question, asked.model_copy(update={"asked": (*asked.asked, known)}))


async def answer(deps: Deps, actor: Actor, postmortem: int, question: int, said: str) -> None:
    """Store what a person answers, credited to that person, and put it into the section that it belongs to.

    It may be changed by who gave it. Nobody's words are written over: see `bot.domain.questions.placed`.
    """
    admitted = admit(said, limit=LONGEST_ANSWER, options=redaction(deps)).text
    async with _about(deps, actor, postmortem, question) as (it, asked):
        it.detail = "answer"
        _place(deps, it, actor, asked, admitted)
        answered = {"answer": admitted, "answered_by": actor.member}
        await _store(it, question, asked.model_copy(update=answered))


async def pass_on(deps: Deps, actor: Actor, postmortem: int, question: int) -> None:
    """Say that one does not know: the next one who could may be asked."""
    async with _about(deps, actor, postmortem, question) as (it, asked):
        it.detail = "pass"
        given = {"answer": None, "answered_by": None} if asked.answer is not None else {}
        await _store(it, question, passed(asked, actor.member or "", it.at).model_copy(update=given))


async def drop(deps: Deps, actor: Actor, postmortem: int, question: int) -> None:
    """Say that a question does not matter: it is settled, with who said so."""
    async with _about(deps, actor, postmortem, question) as (it, asked):
        it.detail = "drop"
        settled = {"answer": say("answer.irrelevant"), "answered_by": actor.member}
        await _store(it, question, asked.model_copy(update=settled))


def owner_of(member: str) -> str:
    """Return the owner under which the questions are kept that somebody was sent."""
    return f"asked:{member}"


def kind_of(postmortem: int, question: int) -> str:
    """Return what a question is among those that somebody was sent."""
    return f"dm.question:{postmortem}:{question}"


async def look_again(deps: Deps, actor: Actor, member: str) -> None:
    """Draw anew what somebody was asked of whom Slack says that something changed: it may not be for them any more."""
    now = deps.clock.now()
    async with deps.store.read(actor.workspace) as uow:
        sent = [one.kind.split(":") for one in await uow.surfaces.of(owner_of(member)) if one.ts is not None]
    moved = [events.QuestionMoved(postmortem=int(of), question=int(one), people=(member,)) for _, of, one in sent]
    if not moved:
        return
    async with deps.store.write(actor.workspace) as uow:
        for job in jobs_for(moved, now, actor.cause):
            await uow.jobs.add(job, now)
    deps.nudge()


async def question_facts(deps: Deps, workspace: str, postmortem: int, question: int, to: str) -> QuestionFacts | None:
    """Return what somebody who was asked is shown now; None where that person may not see it, or there is no such."""
    async with deps.store.read(workspace) as uow:
        found = await uow.postmortems.get(postmortem)
        asked = dict(await uow.questions.of(postmortem)).get(question)
    if found is None or asked is None:
        return None
    person = await members.refresh(deps, workspace, to)
    if person.standing is not Standing.MEMBER or not await may_see(deps, person, found):
        return None
    async with deps.store.read(workspace) as uow:
        people = await uow.members.many(
            one for one in (asked.answered_by, *(each.by for each in asked.asked)) if one is not None
        )
        links = await _links(deps, uow, found, asked)
    return QuestionFacts(
        now=deps.clock.now(),
        zone=deps.settings.zone,
        postmortem=found,
        id=question,
        question=asked,
        member=to,
        names={one.id: one.name for one in people.values()},
        links=links,
    )


@asynccontextmanager
async def _about(deps: Deps, actor: Actor, postmortem: int, question: int) -> AsyncIterator[tuple[Change, Question]]:
    """Open the door about one question that is open, or that this person has answered. Raises Conflict otherwise."""
    async with change(deps, actor, Verb.COMMENT, postmortem) as it:
        asked = dict(await it.uow.questions.of(postmortem)).get(question)
        if asked is None or actor.member is None or asked.answered_by not in {None, actor.member}:
            raise Conflict(say("question.gone"), postmortem=postmortem)
        yield it, asked


async def _store(it: Change, key: int, question: Question) -> None:
    await it.uow.questions.save(it.was.id, key, question)
    it.emit(events.PostmortemChanged(postmortem=it.was.id, incident=it.was.incident or 0, questions=True))
    told = tuple(one.member for one in question.asked)
    it.emit(events.QuestionMoved(postmortem=it.was.id, question=key, people=told))


def _place(deps: Deps, it: Change, actor: Actor, asked: Question, said: str) -> None:
    """Put an answer into its section, where the document has that one and it is a text."""
    section = it.was.section(asked.section or "")
    definition = template_of(deps, it.was).section(asked.section or "")
    if section is None or (definition is not None and definition.kind is not SectionKind.TEXT):
        return
    member = actor.member or ""
    may_edit = policy.decide(actor, Verb.EDIT, it.was, in_channel=True).allowed
    was = credited(asked.answer, member) if asked.answer is not None else None
    now = placed(section, credited(said, member), member, it.at, may_edit=may_edit, instead_of=was)
    it.update(sections=tuple(now if one.key == now.key else one for one in it.now.sections))


async def _links(deps: Deps, uow: UnitOfWork, postmortem: Postmortem, asked: Question) -> dict[datetime, str]:
    """Return the links to the messages that a question rests on, by when they were written."""
    found: dict[datetime, str] = {}
    own = [postmortem.incident] if postmortem.incident is not None else []
    for incident in (*own, *(one.id for one in await uow.incidents.of_postmortem(postmortem.id))):
        place = await uow.incidents.get(incident)
        for message in (await uow.transcripts.some(incident, asked.cites)).values():
            if place is not None and place.channel is not None and not message.deleted:
                found[message.at] = deps.chat.permalink(place.channel, message.ts)
    return dict(sorted(found.items()))
