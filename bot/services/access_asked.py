"""Asking the author of a document to be made an editor: once, answered with one press, and then left alone for a while.

Who has asked when is kept as a recorded step of the document. It is no change of the document, so no door leads there.
"""

from datetime import datetime, timedelta

from bot.domain import lifecycle
from bot.domain.errors import Conflict, NotReady
from bot.domain.events import AccessAsked
from bot.domain.people import Actor, Standing
from bot.domain.postmortems import Postmortem, Status, Verb
from bot.domain.windows import AccessFacts, Choice, PeopleWords
from bot.domain.words import say
from bot.ports import Deps, Payload
from bot.services import members, people
from bot.services.access import may_see, must_be_allowed, seen_for_good, seen_with_rights
from bot.services.reactions import jobs_for

HOLDS = timedelta(days=30)
ASKED, LATER, GRANTED = "asked", "later", "granted"
_OPEN = {Status.DRAFT, Status.IN_REVIEW}


async def ask(deps: Deps, actor: Actor, postmortem: int) -> datetime:
    """Ask the author to be made an editor; return when that was asked, which may be a while ago.

    Raises NotFound without sight, Conflict for who is one, NotReady where nobody can answer or editors can do nothing.
    """
    await seen_for_good(deps, actor, postmortem)
    seen, may = await seen_with_rights(deps, actor, postmortem)
    _must_be_of_use(seen, may)
    now = deps.clock.now()
    async with deps.store.write(actor.workspace, delivery=actor.delivery) as uow:
        known = await uow.steps.get(_work(postmortem), actor.member or "")
        if known is not None and _holds(known, seen, now):
            return datetime.fromisoformat(known["at"])
        asked = {"state": ASKED, "at": now.isoformat(), "author": seen.author}
        await uow.steps.put(_work(postmortem), actor.member or "", asked)
        for job in jobs_for([AccessAsked(postmortem=postmortem, member=actor.member or "")], now, actor.cause):
            await uow.jobs.add(job, now)
    deps.nudge()
    return now


async def grant(deps: Deps, actor: Actor, postmortem: int, member: str) -> AccessFacts | None:
    """Make somebody an editor who has asked for it."""
    seen, _ = await seen_with_rights(deps, actor, postmortem)
    await must_be_allowed(deps, actor, Verb.EDIT, seen)
    await people.save(deps, actor, PeopleWords(postmortem=postmortem, editors=Choice(added=(member,))))
    return await _answer(deps, actor, seen, member, GRANTED)


async def put_off(deps: Deps, actor: Actor, postmortem: int, member: str) -> AccessFacts | None:
    """Leave it as it is: the same person is not brought again for a month."""
    seen, _ = await seen_with_rights(deps, actor, postmortem)
    await must_be_allowed(deps, actor, Verb.EDIT, seen)
    return await _answer(deps, actor, seen, member, LATER)


async def access_facts(deps: Deps, workspace: str, postmortem: int, member: str) -> AccessFacts | None:
    """Return who asks for what and what was answered; None where nobody asked, or where who asks may not see it now."""
    async with deps.store.read(workspace) as uow:
        found, known = await uow.postmortems.get(postmortem), await uow.steps.get(_work(postmortem), member)
    if found is None or known is None or found.author is None:
        return None
    person = await members.refresh(deps, workspace, member)
    if person.standing is not Standing.MEMBER or not await may_see(deps, person, found):
        return None
    at = datetime.fromisoformat(known["at"])
    return AccessFacts(
        postmortem=found, asker=member, name=person.name, state=str(known["state"]), at=at, again=at + HOLDS
    )


def _work(postmortem: int) -> str:
    return f"access:{postmortem}"


def _must_be_of_use(postmortem: Postmortem, may: frozenset[Verb]) -> None:
    if Verb.EDIT in may:
        raise Conflict(say("access.has", pm=postmortem.name), postmortem=postmortem.id)
    if postmortem.status not in _OPEN:
        raise lifecycle.impossible(postmortem, Verb.EDIT)
    if postmortem.author is None:
        raise NotReady(say("access.nobody", pm=postmortem.name), postmortem=postmortem.id)


def _holds(known: Payload, postmortem: Postmortem, now: datetime) -> bool:
    """Whether what was asked before still stands: of the same author, and not put off a month ago, nor granted."""
    if known["author"] != postmortem.author or known["state"] == GRANTED:
        return False
    return known["state"] == ASKED or now < datetime.fromisoformat(known["at"]) + HOLDS


async def _answer(deps: Deps, actor: Actor, postmortem: Postmortem, member: str, state: str) -> AccessFacts | None:
    answered = {"state": state, "at": deps.clock.now().isoformat(), "author": postmortem.author}
    async with deps.store.write(actor.workspace) as uow:
        await uow.steps.put(_work(postmortem.id), member, answered)
    return await access_facts(deps, actor.workspace, postmortem.id, member)
