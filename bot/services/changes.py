"""The one door for change: it loads, permits, checks the transition, saves, audits and schedules the consequences.

All in one transaction. Nothing else in the house calls `postmortems.save`.
"""

import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.domain import lifecycle, policy
from bot.domain.errors import NotFound
from bot.domain.events import Event, HomeTouched
from bot.domain.facts import Facts
from bot.domain.people import Actor
from bot.domain.postmortems import Postmortem, Verb, Visibility
from bot.domain.templates import BUILT_IN, DEFAULT, Template
from bot.log import correlation
from bot.ports import Deps, UnitOfWork
from bot.services.channels import members_of
from bot.services.reactions import jobs_for

LATELY = timedelta(hours=1)
_AT_HOME = ("title", "status", "severity", "author", "editors", "due_at", "discarded_at")


@dataclass
class Change:
    """What a use case works on inside the door: `was` as loaded, `now` as it is to be saved, and what happened."""

    was: Postmortem
    now: Postmortem
    uow: UnitOfWork
    events: list[Event] = field(default_factory=list)

    def emit(self, event: Event) -> None:
        """Say that something happened; its jobs land in the same transaction."""
        self.events.append(event)

    def update(self, **changed: object) -> None:
        """Replace fields of the postmortem."""
        self.now = self.now.model_copy(update=changed)


@asynccontextmanager
async def change(deps: Deps, actor: Actor, verb: Verb, postmortem: int) -> AsyncIterator[Change]:
    """Open the door: yields a Change, and commits what the caller made of it.

    Raises NotFound where the actor has no sight, Denied or NotReady where the verb is not for this actor or state,
    Conflict when somebody else saved first, Repeated when this delivery has had its effect before.
    """
    inside = await is_inside(deps, actor, postmortem)
    async with deps.store.write(actor.workspace, delivery=actor.delivery) as uow:
        was = await uow.postmortems.get(postmortem)
        if was is None:
            raise not_found()
        await permit(uow, actor, verb, was, inside=inside)
        people = {} if actor.is_system else await uow.members.many(one for one in (was.author, actor.member) if one)
        facts = Facts(postmortem=was, template=template_of(was), actor=actor.member, people=people)
        status = lifecycle.step(facts, verb)
        it = Change(was=was, now=was, uow=uow)
        yield it
        if it.now.status is was.status:
            it.update(status=status)
        await _save(deps, actor, verb, it)
    deps.nudge()


async def is_inside(deps: Deps, actor: Actor, postmortem: int) -> bool:
    """Whether the actor is in the channel of a private postmortem now; asked of Slack outside any transaction.

    True for the system, False where the postmortem is not private: there it decides nothing.
    """
    if actor.is_system:
        return True
    async with deps.store.read(actor.workspace) as uow:
        channel = await uow.postmortems.private_channel(postmortem)
    return channel is not None and actor.member in await members_of(deps, channel)


async def is_in_channel(deps: Deps, actor: Actor, postmortem: Postmortem) -> bool:
    """Whether the actor is a present member of a private postmortem's channel."""
    if postmortem.visibility is not Visibility.PRIVATE or postmortem.channel is None or actor.member is None:
        return False
    return actor.member in await members_of(deps, postmortem.channel)


async def permit(uow: UnitOfWork, actor: Actor, verb: Verb, postmortem: Postmortem, *, inside: bool) -> None:
    """Return if this actor may do that now; raise the Problem that says who can otherwise."""
    if policy.decide(actor, verb, postmortem, in_channel=inside).allowed:
        return
    if not (actor.is_system or policy.can_see(actor, postmortem, in_channel=inside)):
        raise not_found()
    people = [one for one in (postmortem.author, *postmortem.editors, *postmortem.reviewers) if one]
    known = await uow.members.many(people)
    names = {member.id: member.name for member in known.values()}
    policy.require(actor, verb, postmortem, in_channel=inside, names=lambda one: names.get(one, "somebody"))


def template_of(postmortem: Postmortem) -> Template:
    """Return a postmortem's template; the default where its own is gone."""
    return BUILT_IN.get(postmortem.template, DEFAULT)


def not_found() -> NotFound:
    """Return the one refusal for what is absent or hidden: they are the same (threats.md row 8)."""
    return NotFound("There is no such postmortem that you can see.")


async def _save(deps: Deps, actor: Actor, verb: Verb, it: Change) -> None:
    now = deps.clock.now()
    if it.now != it.was:
        changed: dict[str, object] = {"updated_at": now}
        if _text(it.now) != _text(it.was):
            changed["revision"] = it.was.revision + 1
        it.now = await it.uow.postmortems.save(it.now.model_copy(update=changed))
    await it.uow.audit.add(actor, verb.value, postmortem=it.was.id, before=digest(it.was), after=digest(it.now), at=now)
    for job in jobs_for([*it.events, *await _homes(it, now)], now, actor.cause or correlation()):
        await it.uow.jobs.add(job, now)


async def _homes(it: Change, now: datetime) -> list[Event]:
    """Return whose Home is to be drawn anew: who looked at it lately and finds there what has changed."""
    if all(getattr(it.was, one) == getattr(it.now, one) for one in _AT_HOME):
        return []
    people = {it.was.author, it.now.author, *it.was.editors, *it.now.editors}
    return [HomeTouched(member=one) for one in await it.uow.home_views.opened_since(now - LATELY) if one in people]


def _text(postmortem: Postmortem) -> tuple[object, ...]:
    return (postmortem.title, *((one.key, one.text) for one in postmortem.sections))


def digest(postmortem: Postmortem) -> str:
    """Return a digest of all that a postmortem holds: the audit log keeps digests, never text."""
    return hashlib.sha256(postmortem.model_dump_json().encode()).hexdigest()
