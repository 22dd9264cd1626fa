"""Follow-through: whether what was mended has held, asked weeks after publishing and answered with one press."""

import re
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from bot.domain.errors import Conflict, Invalid, NotFound
from bot.domain.fixes import ASKED_AFTER, GIVEN_UP_AFTER, Fix, FixAnswer, fix_plan, work_of
from bot.domain.fixes_asked import FixAsked, FixWords
from bot.domain.mornings import Asks, Kept
from bot.domain.nudges import Duties, HoursOf, Planned
from bot.domain.people import Actor, Standing
from bot.domain.postmortems import Postmortem, Status, Verb, Visibility
from bot.domain.words import say
from bot.ports import Deps, UnitOfWork
from bot.services.access import permitted, seen_by_number
from bot.services.changes import Change, change
from bot.services.channels import Reach, reach
from bot.services.deadlines import admins_of
from bot.services.reviews_jobs import morning_message

_NUMBER = re.compile(r"\s*(\d{1,6})\s*", re.ASCII)
_ANSWER = "answered:"
_SOON = timedelta(days=1)


async def duties(deps: Deps, uow: UnitOfWork, now: datetime) -> Duties:
    """Return what is to be asked these weeks, of those of the people concerned who are members, or of the admins."""
    found = await uow.fixes.due(now - GIVEN_UP_AFTER, now + _SOON)
    admins = await admins_of(deps, uow) if found else ()
    people = {one for duty in found for one in (duty.author, *duty.editors) if one}
    known = await uow.members.many({*people, *admins})
    here = frozenset(key for key, one in known.items() if one.standing is Standing.MEMBER)

    def plan(hours_of: HoursOf, at: datetime, _: Callable[[str], bool]) -> Iterable[Planned]:
        return fix_plan(found, here, admins, hours_of, at)

    return Duties(here, plan)


async def asked(deps: Deps, reader: Actor, asks: Asks) -> list[FixAsked]:
    """Return the questions that somebody was asked as they stand now. One's own answer stays, to be taken back."""
    del deps
    found = []
    for ask, postmortem in asks:
        if postmortem is not None:
            fix = fix_of(postmortem, int(ask.step))
            is_mine = fix is not None and fix.by == reader.member
            is_open = postmortem.status is Status.PUBLISHED and _is_of_now(ask, postmortem)
            is_owed = is_open and (fix is None or is_mine)
            found.append(FixAsked(postmortem=postmortem, days=int(ask.step), fix=fix, is_mine=is_mine, is_owed=is_owed))
    return found


def _is_of_now(ask: Kept, postmortem: Postmortem) -> bool:
    """Say whether a question is about the last publishing: one about an earlier one came before its day."""
    at = postmortem.publication.at
    return at is not None and ask.due is not None and (at + timedelta(days=int(ask.step)) - _SOON).date() <= ask.due


def fix_of(postmortem: Postmortem, days: int) -> Fix | None:
    """Return what was answered after so many days, or None."""
    return next((one for one in postmortem.publication.fixes if one.days == days), None)


async def answer(deps: Deps, actor: Actor, postmortem: int, days: int, said: FixAnswer) -> None:
    """Store whether the fix held. Raises Conflict where that was answered already."""
    await _store(deps, actor, postmortem, days, said)


async def answer_again(deps: Deps, actor: Actor, words: FixWords) -> None:
    """Store that it happened again, with the postmortem or channel of that. Raises Invalid at the fields."""
    seen = await permitted(deps, actor, Verb.FOLLOW_UP, words.postmortem)
    number = await _other(deps, actor, seen, words.number)
    if words.channel is not None and await reach(deps, actor, words.channel) is Reach.HIDDEN:
        raise Invalid(say("fix.hidden"), fields={"channel": say("fix.hidden")}, postmortem=seen.id)
    await _store(deps, actor, seen.id, words.days, FixAnswer.AGAIN, number, words.channel)


async def _other(deps: Deps, actor: Actor, postmortem: Postmortem, words: str) -> int | None:
    """Return the number of the postmortem that was named, which everybody may know who reads this one."""
    if not words.strip():
        return None
    match = _NUMBER.fullmatch(words)
    sentence = say("fix.no_number")
    if match is not None:
        try:
            other = await seen_by_number(deps, actor, int(match[1]))
        except NotFound as refused:
            sentence = refused.sentence
        else:
            if other.id != postmortem.id and other.visibility is Visibility.ORGANISATION:
                return other.number
            sentence = say("fix.itself" if other.id == postmortem.id else "fix.not_for_all", pm=other.name)
    raise Invalid(sentence, fields={"answer": sentence}, postmortem=postmortem.id)


async def _store(
    deps: Deps,
    actor: Actor,
    postmortem: int,
    days: int,
    said: FixAnswer,
    number: int | None = None,
    channel: str | None = None,
) -> None:
    async with change(deps, actor, Verb.FOLLOW_UP, postmortem) as it:
        at = it.was.publication.at
        if days not in ASKED_AFTER or at is None or it.at < at + timedelta(days=days) - _SOON:
            raise Conflict(say("no.old_bare"), postmortem=postmortem)
        known = fix_of(it.was, days)
        if known is not None:
            raise Conflict(say("fix.answered", pm=it.was.name), postmortem=postmortem)
        fix = Fix(days=days, answer=said, by=actor.member or "", at=it.at, number=number, channel=channel)
        _put(it, (*it.was.publication.fixes, fix))
        it.detail = said.value
        await it.uow.fixes.drop(postmortem, days if said is FixAnswer.HELD else None)
        await it.uow.steps.put(work_of(postmortem), f"{_ANSWER}{days}", {})
        await _show(deps, it.uow, actor)


async def undo(deps: Deps, actor: Actor, postmortem: int, days: int) -> None:
    """Take one's own answer back: it is open again. Raises Conflict where it is somebody else's, or none."""
    async with change(deps, actor, Verb.FOLLOW_UP, postmortem) as it:
        known, at = fix_of(it.was, days), it.was.publication.at
        if known is None or at is None or known.by != actor.member:
            raise Conflict(say("no.old_bare"), postmortem=postmortem)
        _put(it, tuple(one for one in it.was.publication.fixes if one.days != days))
        it.detail = "undo"
        for one in ASKED_AFTER:
            if one >= days:
                await it.uow.fixes.put(postmortem, one, at + timedelta(days=one))
        await _show(deps, it.uow, actor)


def _put(it: Change, fixes: tuple[Fix, ...]) -> None:
    it.update(publication=it.was.publication.model_copy(update={"fixes": fixes}))


async def _show(deps: Deps, uow: UnitOfWork, actor: Actor) -> None:
    job = morning_message(actor.member or "").model_copy(update={"cause": actor.cause})
    await uow.jobs.add(job, deps.clock.now())
