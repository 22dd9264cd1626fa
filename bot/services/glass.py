"""Breaking the glass: an org admin reads a private document for a day, says why, and its author hears of it.

Who did it when and why stands in the record of deeds; until when it holds is a recorded step of that person, and part
of who they are in what they do themselves. Nothing is sent to anybody because of it.
"""

from datetime import datetime, timedelta

from bot.domain import policy
from bot.domain.errors import Conflict, Invalid
from bot.domain.events import GlassBroken
from bot.domain.people import Actor, Member, Standing
from bot.domain.postmortems import Postmortem, Verb
from bot.domain.redaction import admit
from bot.domain.text import LONGEST_REASON
from bot.domain.windows import GlassFacts
from bot.domain.words import say
from bot.ports import Deps, Payload
from bot.services import members
from bot.services.access import is_in_channel, may_see
from bot.services.changes import change
from bot.services.transcripts import redaction

HOLDS = timedelta(hours=policy.GLASS_HOLDS)
_LOOKED_THROUGH = 200


async def with_opened(deps: Deps, actor: Actor) -> Actor:
    """Return the actor with what is open to them now. Nothing ever is but to org admins."""
    if not actor.is_org_admin:
        return actor
    async with deps.store.read(actor.workspace) as uow:
        broken = await uow.steps.all(_work(actor.member))
    now = deps.clock.now()
    opened = frozenset(_postmortem_of(step) for step, known in broken.items() if now < _until(known))
    return actor.model_copy(update={"opened": opened})


async def must_be_hidden(deps: Deps, actor: Actor, number: int) -> Postmortem | None:
    """Return what is behind the glass, None where there is nothing: an org admin is told which only on record.

    Raises NotFound for others where it is hidden or absent, Denied for everybody who sees it.
    """
    async with deps.store.read(actor.workspace) as uow:
        found = await uow.postmortems.by_number(number)
    if found is None:
        if actor.is_org_admin:
            return None
        raise policy.not_found(f"PM-{number}")
    inside = await is_in_channel(deps, actor, found)
    policy.require(actor, Verb.BREAK_GLASS, found, in_channel=inside, names=str)
    return found


async def break_glass(deps: Deps, actor: Actor, number: int, reason: str) -> GlassFacts:
    """Open a private document to this org admin for a day; return what is open until when.

    Raises Invalid at the field without a reason, NotFound where there is no such number, Denied or Conflict where it is
    open already.
    """
    why = admit(reason, one_line=True, limit=LONGEST_REASON, options=redaction(deps)).text.strip()
    if not why:
        raise Invalid(say("glass.why"), fields={"reason": say("glass.why")})
    found = await must_be_hidden(deps, actor, number)
    if found is None:
        raise policy.not_found(f"PM-{number}")
    member = actor.member or ""
    async with change(deps, actor, Verb.BREAK_GLASS, found.id) as it:
        broken = await it.uow.steps.all(_work(member), _prefix(found.id))
        if any(it.at < _until(known) for known in broken.values()):
            raise Conflict(say("glass.sees", pm=found.name), postmortem=found.id)
        until = it.at + HOLDS
        made = {"at": it.at.isoformat(), "until": until.isoformat()}
        await it.uow.steps.put(_work(member), f"{_prefix(found.id)}{it.at.timestamp():.0f}", made)
        it.reason = why
        it.emit(GlassBroken(postmortem=found.id, member=member))
        known = await it.uow.members.many([one for one in (found.author,) if one])
    author = known[found.author].name if found.author in known else None
    return GlassFacts(
        postmortem=found, member=member, name=actor.name, at=it.at, until=until, reason=why, author=author
    )


async def broken_by(deps: Deps, workspace: str, postmortem: int, member: str) -> list[GlassFacts]:
    """Return every time that somebody broke the glass of a document, oldest first, with the reasons on record."""
    async with deps.store.read(workspace) as uow:
        found = await uow.postmortems.get(postmortem)
        broken = await uow.steps.all(_work(member), _prefix(postmortem))
        deeds, _ = await uow.audit.of(postmortem, limit=_LOOKED_THROUGH)
        known = await uow.members.many([member])
    if found is None:
        return []
    name = known[member].name if member in known else member
    reasons = {one.at: one.reason or "" for one in deeds if (one.verb, one.actor) == (Verb.BREAK_GLASS, member)}
    facts = [
        GlassFacts(
            postmortem=found,
            member=member,
            name=name,
            at=_at(step),
            until=_until(step),
            reason=reasons.get(_at(step), ""),
        )
        for step in broken.values()
    ]
    return sorted(facts, key=lambda one: one.at)


async def who_is_told(deps: Deps, facts: GlassFacts) -> Member | None:
    """Return the author; where that is nobody who sees the document now, the next of its people who does."""
    it = facts.postmortem
    people = (it.author, *it.editors, *it.reviewers, *it.commenters, *it.participants)
    for one in dict.fromkeys(one for one in people if one and one != facts.member):
        person = await members.refresh(deps, it.workspace, one)
        if person.standing is Standing.MEMBER and await may_see(deps, person, it):
            return person
    return None


def _work(member: str | None) -> str:
    return f"glass:{member}"


def _prefix(postmortem: int) -> str:
    return f"{postmortem}:"


def _postmortem_of(step: str) -> int:
    return int(step.partition(":")[0])


def _at(known: Payload) -> datetime:
    return datetime.fromisoformat(known["at"])


def _until(known: Payload) -> datetime:
    return datetime.fromisoformat(known["until"])
