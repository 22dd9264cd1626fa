"""The one door for change: it loads, permits, checks the transition, saves, audits and schedules the consequences.

All in one transaction. Nothing else in the house calls `postmortems.save`.
"""

import contextlib
import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeVar

from bot.domain import lifecycle
from bot.domain.action_items import ActionItem
from bot.domain.errors import Conflict, Overtaken
from bot.domain.events import (
    ApprovalOutdated,
    AuthorChanged,
    DraftProgressed,
    DraftReady,
    Event,
    HomeTouched,
    ItemMoved,
    LeftMoved,
    PostmortemChanged,
    PublicationMoved,
    Published,
    QuestionMoved,
    ReviewMoved,
    TranscriptRead,
    WriterWanted,
)
from bot.domain.facts import Facts
from bot.domain.narration import work_of
from bot.domain.people import Actor
from bot.domain.postmortems import Postmortem, Stage, Status, Verb
from bot.domain.revisions import ENTRY, ITEM, SIGHT, changed, entry_part, entry_parts, item_part, parts_of_text
from bot.domain.timeline import Entry
from bot.domain.words import say
from bot.log import correlation
from bot.ports import Deps, UnitOfWork
from bot.services import deadlines, fixes_planned, revisions
from bot.services.access import is_inside, not_found, permit
from bot.services.facts import facts_of, light_facts
from bot.services.reactions import jobs_for, writing_key

LATELY = timedelta(hours=1)
_TRIES = 3
_T = TypeVar("_T")
_DRAWS = (DraftProgressed, DraftReady, PostmortemChanged, TranscriptRead)
"""Events that have the card drawn anew by themselves, some of them after a while."""
_AT_HOME = ("title", "status", "severity", "author", "editors", "reviewers", "round", "due_at", "discarded_at")
_IN_PUBLIC = ("title", "status", "severity", "services", "visibility", "team", "publication")
_TELLING = ("visibility", "team", "status", "discarded_at")
"""What decides whether a question is still asked of somebody."""
_FOR_WHOM = ("visibility", "team")
_OF_LEAVERS = ("author", *_FOR_WHOM)
_SIGHT = ("visibility", "team", "commenters")
"""What changes who finds it at Home, whoever that is."""


@dataclass
class Change:
    """What a use case works on inside the door: `was` as loaded, `now` as it is to be saved, and what happened.

    `at` is the moment of the deed (UTC). `reason` is what the person said, shown in the history, and `detail` a word
    for which kind of the verb it was. `facts` is what the gate looked at: all of it where the verb has checks of its
    own, else only the postmortem. `restores` is the revision that is brought back, `about` the action item that it is
    done to.
    """

    was: Postmortem
    now: Postmortem
    uow: UnitOfWork
    facts: Facts
    at: datetime
    reason: str | None = None
    detail: str | None = None
    restores: int | None = None
    events: list[Event] = field(default_factory=list)
    parts: dict[str, str | None] = field(default_factory=dict)
    touched: bool = False
    about: ActionItem | None = None

    @property
    def item(self) -> ActionItem:
        """The action item that it is done to, as loaded. Raises Conflict where there is no such item any more."""
        if self.about is None:
            raise _gone(self.was.id)
        return self.about

    def emit(self, event: Event) -> None:
        """Say that something happened; its jobs land in the same transaction."""
        self.events.append(event)

    def update(self, **changed: object) -> None:
        """Replace fields of the postmortem."""
        self.now = self.now.model_copy(update=changed)

    def touch(self) -> None:
        """Say that something changed that the cards show, though the postmortem itself is as it was."""
        self.touched = True

    async def add_entry(self, entry: Entry) -> Entry:
        """Put an entry on the timeline; return it with its id."""
        added = await self.uow.entries.add_one(self.was.id, entry)
        self._entry(added.id, added)
        return added

    async def save_entry(self, entry: Entry) -> None:
        """Store a changed entry."""
        await self.uow.entries.save(self.was.id, entry)
        self._entry(entry.id, entry)

    async def put_back_entry(self, entry: Entry) -> None:
        """Bring an entry back that was deleted, under the id that it had."""
        await self.uow.entries.put_back(self.was.id, entry)
        self._entry(entry.id, entry)

    async def remove_entry(self, entry: int) -> None:
        """Take an entry off the timeline."""
        await self.uow.entries.remove(self.was.id, entry)
        self._entry(entry, None)

    async def entries_replaced(self) -> None:
        """Look at the whole timeline, because it was made anew."""
        stored = await self.uow.revisions.text_at(self.was.id, self.was.revision)
        was = {key: content for key, content in stored.items() if key.startswith(ENTRY)}
        self.parts |= changed(was, entry_parts(await self.uow.entries.of(self.was.id)))
        self.touched = True

    async def add_item(self, item: ActionItem) -> ActionItem:
        """Add an action item; return it with its id."""
        added = await self.uow.action_items.add(self.was.id, item)
        self._item(added.id, added)
        return added

    async def save_item(self, item: ActionItem) -> None:
        """Store a changed action item."""
        await self.uow.action_items.save(self.was.id, item)
        self._item(item.id, item)

    async def put_back_item(self, item: ActionItem) -> None:
        """Bring an action item back that was deleted, under the id that it had."""
        await self.uow.action_items.put_back(self.was.id, item)
        self._item(item.id, item)

    async def remove_item(self, item: int) -> None:
        """Delete an action item."""
        await self.uow.action_items.remove(self.was.id, item)
        self._item(item, None)

    def _entry(self, key: int, entry: Entry | None) -> None:
        self.parts[f"{ENTRY}{key}"] = None if entry is None else entry_part(entry)
        self.touched = True

    def _item(self, key: int, item: ActionItem | None) -> None:
        self.parts[f"{ITEM}{key}"] = None if item is None else item_part(item)
        self.touched = True


@asynccontextmanager
async def change(
    deps: Deps, actor: Actor, verb: Verb, postmortem: int, *, item: int | None = None
) -> AsyncIterator[Change]:
    """Open the door: yields a Change, and commits what the caller made of it.

    Raises NotFound where the actor has no sight, Denied or NotReady where the verb is not for this actor or state,
    Conflict when somebody else saved first, Repeated when this delivery has had its effect before. With `item` it is
    done to that action item, whose owner may have a right; Conflict where that is gone.
    """
    inside = await is_inside(deps, actor, postmortem)
    async with deps.store.write(actor.workspace, delivery=actor.delivery) as uow:
        was = await uow.postmortems.get(postmortem)
        if was is None:
            raise not_found()
        about = None if item is None else await uow.action_items.get(postmortem, item)
        if item is not None and (about is None or about.proposed):
            await permit(uow, actor, Verb.SEE, was, inside=inside)
            raise _gone(postmortem)
        await permit(uow, actor, verb, was, inside=inside, item=about)
        gather = facts_of if lifecycle.looks_further(was.status, verb) else light_facts
        facts = await gather(deps, uow, was, actor.member)
        status = lifecycle.step(facts, verb)
        it = Change(was=was, now=was, uow=uow, facts=facts, at=deps.clock.now(), about=about)
        yield it
        if it.now.status is was.status:
            it.update(status=status)
        await _save(actor, verb, it)
    deps.nudge()


def _gone(postmortem: int) -> Conflict:
    return Conflict(say("item.gone"), postmortem=postmortem)


async def again_if_overtaken(deed: Callable[[], Awaitable[_T]]) -> _T:
    """Do something through the door; where somebody saved meanwhile, decide and do it anew, twice at most."""
    for _ in range(_TRIES - 1):
        with contextlib.suppress(Overtaken):
            return await deed()
    return await deed()


async def _save(actor: Actor, verb: Verb, it: Change) -> None:
    # a part that ended as it began is no change of the text
    stored = await _stored(it) if it.parts else {}
    parts = {key: content for key, content in it.parts.items() if stored.get(key) != content}
    parts |= changed(parts_of_text(it.was), parts_of_text(it.now))
    if verb is Verb.CORRECT and parts.keys() - {SIGHT}:
        told = {"corrected_at": it.at, "corrected_by": actor.member, "correction": it.reason or ""}
        it.update(publication=it.now.publication.model_copy(update=told))
    await _let_go_of_the_model(it)
    it.now = await fixes_planned.begin(it.uow, it.was, it.now)
    if it.now != it.was or parts or it.touched:
        _settle_in(actor, it)
        number = it.was.revision + 1 if parts else it.was.revision
        it.now = await it.uow.postmortems.save(it.now.model_copy(update={"updated_at": it.at, "revision": number}))
        it.touch()
    if parts:
        await revisions.record(
            it.uow, it.was, it.now.revision, parts, actor=actor, verb=verb.value, at=it.at, restores=it.restores
        )
        outdated = await revisions.reconsider(it.uow, it.now)
        it.events += [ApprovalOutdated(postmortem=it.was.id, member=one) for one in outdated]
    before, after = digest(it.was), digest(it.now)
    said = {"reason": it.reason, "detail": it.detail}
    await it.uow.audit.add(actor, verb.value, postmortem=it.was.id, before=before, after=after, at=it.at, **said)
    if any(isinstance(one, WriterWanted) for one in it.events):
        await it.uow.jobs.cancel(writing_key(it.was.id))  # what waits for its next try gives way, and counts anew
        await it.uow.steps.put(work_of(it.was.id), "state", {})
    happened = [*it.events, *_shown(it, parts), *_reviewed(it), *_spread(it, parts), *await _told(it)]
    happened += [*await _hidden(it), *await _homes(it, verb)]
    if any(getattr(it.was, one) != getattr(it.now, one) for one in _OF_LEAVERS):
        happened.append(LeftMoved(postmortem=it.was.id))
    by_person = bool(parts) and not actor.is_system
    happened += await deadlines.moved(it.uow, it.was, it.now, by_person=by_person)
    happened += await fixes_planned.moved(it.uow, it.was, it.now)
    for job in jobs_for(happened, it.at, actor.cause or correlation()):
        await it.uow.jobs.add(job, it.at)


async def _let_go_of_the_model(it: Change) -> None:
    """Let the making end with the draft, and what a model gathered for it go once it is published or put aside."""
    made, status = it.now.progress, it.now.status
    if it.was.status is Status.DRAFT and status is not Status.DRAFT and (made.part or made.stage is not Stage.READY):
        it.update(progress=made.model_copy(update={"stage": Stage.READY, "part": None, "resume_at": None}))
    is_published = status is Status.PUBLISHED and it.was.status is not Status.PUBLISHED
    is_put_aside = it.now.discarded_at is not None and it.was.discarded_at is None
    if is_published or is_put_aside:
        await it.uow.steps.forget(work_of(it.was.id))


def _settle_in(actor: Actor, it: Change) -> None:
    """Let a new author who has begun to work with it keep it: who handed it over does not take it back any more."""
    former = it.now.handed_by
    if former is None or former != it.was.handed_by or actor.member != it.now.author:
        return
    it.update(handed_by=None)
    if it.was.incident is not None:
        it.emit(AuthorChanged(incident=it.was.incident, was=former, now=actor.member or ""))


async def _stored(it: Change) -> dict[str, str]:
    return await it.uow.revisions.text_at(it.was.id, it.was.revision)


def _shown(it: Change, parts: dict[str, str | None]) -> list[Event]:
    """Return that the living messages are to be drawn anew, where this change says nothing of them by itself."""
    if not it.touched or it.was.incident is None or any(isinstance(one, _DRAWS) for one in it.events):
        return []
    timeline = any(key.startswith(ENTRY) for key in parts)
    return [PostmortemChanged(postmortem=it.was.id, incident=it.was.incident, timeline=timeline)]


def _reviewed(it: Change) -> list[Event]:
    """Return that the reviewers' messages are to be drawn anew, where there are any."""
    if not it.touched or it.now.round.number == 0 or it.was.status is Status.ARCHIVED:
        return []
    return [ReviewMoved(postmortem=it.was.id)]


def _spread(it: Change, parts: dict[str, str | None]) -> list[Event]:
    """Return that the places of a document are to be brought up to date: what was published, and files that left."""
    if any(isinstance(one, Published) for one in it.events):
        return []
    is_narrowed = (it.was.visibility, it.was.team) != (it.now.visibility, it.now.team)
    if it.was.publication.at is None and not is_narrowed:
        return []
    is_of_items = all(key.startswith(ITEM) for key in parts)
    if is_of_items and not _differ(it, _IN_PUBLIC):
        return []  # what is done with items is followed once they are let alone: `ItemMoved` sees to that
    return [PublicationMoved(postmortem=it.was.id)]


async def _told(it: Change) -> list[Event]:
    """Return that who was asked a question is shown anew, where it may not be for them any more, or not open."""
    if not _differ(it, _TELLING):
        return []
    return [
        QuestionMoved(postmortem=it.was.id, question=key, people=tuple(each.member for each in one.asked))
        for key, one in await it.uow.questions.of(it.was.id)
        if one.asked
    ]


async def _hidden(it: Change) -> list[Event]:
    """Return that who was told of items is shown anew, where these may not be for them any more, or nobody's task."""
    if it.was.is_put_away is it.now.is_put_away and not _differ(it, _FOR_WHOM):
        return []
    items = [one for one in await it.uow.action_items.of(it.was.id) if one.is_open]
    people = (it.was.author, *it.was.editors, *(one.owner for one in items))
    told = tuple(dict.fromkeys(one for one in people if one))
    return [ItemMoved(postmortem=it.was.id, item=items[0].id if items else 0, people=told)]


async def _homes(it: Change, verb: Verb) -> list[Event]:
    """Return whose Home is to be drawn anew: who looked at it lately and finds there what has changed.

    What was published everybody finds there. The bot's own progress shows in none but by what it ends in.
    """
    same = all(getattr(it.was, one) == getattr(it.now, one) for one in _AT_HOME)
    if same and (verb is Verb.NARRATE or not it.touched):
        return []
    lately = await it.uow.home_views.opened_since(it.at - LATELY)
    is_public = it.was.status is not it.now.status and Status.PUBLISHED in {it.was.status, it.now.status}
    if is_public or _differ(it, _SIGHT):
        return [HomeTouched(member=one) for one in lately]
    people = {one for it_is in (it.was, it.now) for one in (it_is.author, *it_is.editors, *it_is.reviewers)}
    people |= {one for event in it.events if isinstance(event, ItemMoved) for one in event.people}
    return [HomeTouched(member=one) for one in lately if one in people]


def _differ(it: Change, names: Sequence[str]) -> bool:
    return any(getattr(it.was, one) != getattr(it.now, one) for one in names)


def digest(postmortem: Postmortem) -> str:
    """Return a digest of all that a postmortem holds: the audit log keeps digests, never text."""
    return hashlib.sha256(postmortem.model_dump_json().encode()).hexdigest()
