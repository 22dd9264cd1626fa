"""What people do about a draft's model: have it try again, allow it for a private document, and take that back."""

from datetime import timedelta

from bot.domain import events
from bot.domain.errors import Conflict, Invalid, NotReady, Offer
from bot.domain.narration import AiTrouble, Part, RunKind
from bot.domain.people import Actor
from bot.domain.postmortems import Postmortem, Stage, Status, Verb
from bot.domain.redaction import admit
from bot.domain.text import LONGEST_REASON
from bot.domain.words import say
from bot.ports import Deps
from bot.services.access import permitted
from bot.services.changes import Change, change
from bot.services.drafts_consent import NEVER, is_allowed, may_be_sent, sources_of
from bot.services.transcripts import redaction

AGAIN, WITHDRAWN = "again", "withdraw"
DAY = timedelta(days=1)
MOST_A_DOCUMENT = 5
MOST_A_PERSON = 20
"""How often a day people have a model write: one document anew, and one person's all together."""


async def try_again(deps: Deps, actor: Actor, postmortem: int) -> None:
    """Have a model write a draft for which it gave nothing."""
    async with change(deps, actor, Verb.NARRATE, postmortem) as it:
        _must_have_a_writer(deps, it.was)
        if it.was.progress.part is not None or it.was.progress.stage is not Stage.READY:
            raise Conflict(say("ai.at_it"), offers=(Offer.OPEN_CARD,), postmortem=postmortem)
        if it.was.ai.trouble is None:
            raise Conflict(say("ai.done_already", pm=it.was.name), offers=(Offer.READ,), postmortem=postmortem)
        shared = it.was.ai.trouble is AiTrouble.PRIVATE  # where that has changed the work will find it out itself
        if not may_be_sent(deps.settings, it.was, await sources_of(it.uow, it.was), shared=shared):
            raise NotReady(say("ai.private"), offers=(Offer.OPEN_CARD,), postmortem=postmortem)
        await _must_be_within(it, actor)
        it.detail = AGAIN
        _start(it, actor)


async def asking(deps: Deps, actor: Actor, postmortem: int) -> Postmortem:
    """Return a document for which this person may allow the AI now. Raises as the allowing would."""
    found = await permitted(deps, actor, Verb.ALLOW_AI, postmortem)
    _must_be_possible(deps, found)
    return found


async def allow(deps: Deps, actor: Actor, postmortem: int, reason: str) -> Postmortem:
    """Let a model read the text of a private document, with a reason that stays in its history; a draft is begun."""
    why = admit(reason, one_line=True, limit=LONGEST_REASON, options=redaction(deps)).text.strip()
    async with change(deps, actor, Verb.ALLOW_AI, postmortem) as it:
        _must_be_possible(deps, it.was)
        if not why:
            raise Invalid(say("ai.why"), fields={"reason": say("ai.why")}, postmortem=postmortem)
        sources = await sources_of(it.uow, it.was)
        if is_allowed(it.was, sources):
            raise Conflict(say("ai.allowed_already", pm=it.was.name), postmortem=postmortem)
        given = {"allowed_by": actor.member, "allowed_at": it.at, "allowed_why": why}
        it.update(ai=it.was.ai.model_copy(update={**given, "allowed_for": tuple(one.id for one in sources)}))
        it.reason = why
        made = it.was.progress
        is_ready = it.was.status is Status.DRAFT and made.stage is Stage.READY and made.part is None
        if is_ready and it.was.ai.trouble is not None:  # what a model wrote before it was private stays
            _start(it, actor)
    return it.now


async def withdraw(deps: Deps, actor: Actor, postmortem: int) -> Postmortem:
    """Take the leave back: from the next question on nothing of it goes to a model."""
    async with change(deps, actor, Verb.ALLOW_AI, postmortem) as it:
        if it.was.ai.allowed_at is None:
            raise Conflict(say("ai.withdrawn_already", pm=it.was.name), postmortem=postmortem)
        taken = {"allowed_by": None, "allowed_at": None, "allowed_why": "", "allowed_for": ()}
        it.update(ai=it.was.ai.model_copy(update=taken))
        it.detail = WITHDRAWN
    return it.now


def _start(it: Change, actor: Actor) -> None:
    """Have the work begun at once, counted anew."""
    it.update(progress=it.was.progress.model_copy(update={"part": Part.FACTS, "resume_at": None}))
    it.emit(events.WriterWanted(postmortem=it.was.id, incident=it.was.incident or 0, member=actor.member))


async def _must_be_within(it: Change, actor: Actor) -> None:
    since = it.at - DAY
    mine = await it.uow.ai_runs.drafts_by(actor.member or "", since)
    wanted = [one for one in await it.uow.ai_runs.of(it.was.id) if one.kind is RunKind.DRAFT and one.by]
    if mine >= MOST_A_PERSON or sum(one.started_at >= since for one in wanted) >= MOST_A_DOCUMENT:
        raise NotReady(say("ai.often"), offers=(Offer.OPEN_CARD,), postmortem=it.was.id)


def _must_have_a_writer(deps: Deps, postmortem: Postmortem) -> None:
    if deps.writer is None:
        raise NotReady(say("ai.no_writer"), postmortem=postmortem.id)


def _must_be_possible(deps: Deps, postmortem: Postmortem) -> None:
    _must_have_a_writer(deps, postmortem)
    if deps.settings.ai_private == NEVER:
        raise NotReady(say("ai.never"), postmortem=postmortem.id)
