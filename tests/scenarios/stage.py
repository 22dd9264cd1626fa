"""One document with a cast of everybody there can be, and its states as snapshots: for tables of many presses.

A scene is the stored rows of one state. It is put back by rows, never by a story, so that a thousand presses are cheap.
"""

import contextlib
import sqlite3
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import delete, select

from bot.domain.action_items import ActionItem
from bot.domain.comments import About, Said
from bot.domain.incidents import Incident, SignalSource
from bot.domain.people import Actor
from bot.domain.postmortems import Postmortem, Publication, Round, Status, Verb, Visibility
from bot.domain.reviews import ChangeRequest, Review, ReviewState
from bot.domain.revisions import SIGHT, entry_parts, item_part, parts_of_text
from bot.domain.timeline import Origin, Sentence
from bot.services import members
from bot.services.changes import change
from bot.services.comments import write_comment
from sandbox.driver import Channel, Person
from storage.engine import Database
from storage.tables import METADATA
from tests.fakes import FakeClock
from tests.scenarios.cast import STRANGERS, everybody
from tests.scenarios.stage_items import move_item
from tests.scenarios.steps import play
from tests.scenarios.world import World, world
from tests.scripted import Refusing

UNBORNE = Sentence(text="A comet did it.", reason="none of its words is in its messages")
"""A statement that waits for a decision."""
TEMPLATES = Path(__file__).parent / "templates"
NOISE = {"members", "inbox", "home_views"}
"""Tables in which a refused press may leave something: who somebody is."""

Rows = Mapping[str, tuple[tuple[Any, ...], ...]]


class Shelf:
    """The rows of a database as they are now, and put back as they were. Only tables that differ are written."""

    def __init__(self, database: Database) -> None:
        """The application has the database open as well; nothing of it runs meanwhile."""
        self._database = database
        self._eyes = sqlite3.connect(database.url.partition(":///")[2]) if database.is_sqlite else None
        self._seen = -1

    async def rows(self) -> dict[str, tuple[tuple[Any, ...], ...]]:
        """Return every row of every table."""
        if self._eyes is not None:
            eyes = self._eyes
            return {one.name: tuple(eyes.execute(f"SELECT * FROM {one.name}")) for one in METADATA.sorted_tables}
        async with self._database.engine.connect() as connection:
            return {
                one.name: tuple(sorted((tuple(row) for row in await connection.execute(select(one))), key=repr))
                for one in METADATA.sorted_tables
            }

    def touched(self) -> bool:
        """Say whether anything may have been stored since this was asked last; always, where that cannot be told."""
        if self._eyes is None:
            return True
        version = self._eyes.execute("PRAGMA data_version").fetchone()[0]
        was, self._seen = self._seen, version
        return bool(was != version)

    async def put(self, wanted: Rows) -> None:
        """Make the database hold exactly these rows."""
        now = await self.rows()
        differ = [one for one in METADATA.sorted_tables if now[one.name] != wanted[one.name]]
        if not differ:
            return
        if self._eyes is not None:
            self._eyes.execute("PRAGMA foreign_keys = OFF")
            with self._eyes as eyes:
                for one in differ:
                    eyes.execute(f"DELETE FROM {one.name}")
                    marks = ", ".join("?" * len(one.columns))
                    eyes.executemany(f"INSERT INTO {one.name} VALUES ({marks})", wanted[one.name])
            return
        async with self._database.engine.begin() as connection:
            for one in reversed(METADATA.sorted_tables):
                await connection.execute(delete(one))
            for one in METADATA.sorted_tables:
                if wanted[one.name]:
                    names = list(one.columns.keys())
                    rows = [dict(zip(names, row, strict=True)) for row in wanted[one.name]]
                    await connection.execute(one.insert(), rows)

    def close(self) -> None:
        """Let go of the database."""
        if self._eyes is not None:
            self._eyes.close()


@dataclass
class Stage:
    """A world with one document that holds something of everything, and somebody in every role."""

    world: World
    channel: Channel
    cast: dict[str, Person]
    shelf: Shelf
    base: Postmortem
    has: dict[str, Any] = field(default_factory=dict)
    actors: dict[str, Actor] = field(default_factory=dict)
    scenes: dict[tuple[str, str, str], Rows] = field(default_factory=dict)
    on: tuple[str, str, str] | None = None

    async def scene(self, status: Status, given: str = "", visibility: Visibility = Visibility.ORGANISATION) -> None:
        """Put a scene on: the document in a state. `given` names what else holds in it."""
        name = (status.value, given, visibility.value)
        if name not in self.scenes:
            await self.shelf.put(self.scenes["", "", ""])
            await self._set(status, given, visibility)
            self.scenes[name] = await self.shelf.rows()
        await self.shelf.put(self.scenes[name])
        self.on = name
        self.shelf.touched()

    async def again(self) -> None:
        """Put the scene that is on back as it was."""
        assert self.on is not None
        await self.shelf.put(self.scenes[self.on])
        self.shelf.touched()

    async def done(self) -> list[tuple[str, str]]:
        """Return what was stored since the scene was put on: tables that changed, or the deeds of the audit log."""
        assert self.on is not None
        if not self.shelf.touched():
            return []
        was, now = self.scenes[self.on], await self.shelf.rows()
        people = {key: member for _, key, member in now["audit_people"]}
        deeds = [self._deed(row, people) for row in now["audit"] if row not in was["audit"]]
        differ = [name for name in was if name not in NOISE and was[name] != now[name]]
        return deeds or [("changed", name) for name in differ]

    async def is_whole(self) -> bool:
        """Say whether the document is what its last revision says, with its deeds chained."""
        now = await self.stored()
        async with self.world.bot.deps.store.read(self.world.bot.workspace) as uow:
            entries, items = await uow.entries.of(now.id), await uow.action_items.of(now.id)
            stored = await uow.revisions.text_at(now.id, now.revision)
            broken = await uow.audit.first_broken(now.id)  # type: ignore[attr-defined] # storage's own
        parts = parts_of_text(now) | entry_parts(entries)
        parts |= {f"item:{one.id}": part for one in items if (part := item_part(one)) is not None}
        told_beside = {SIGHT}  # who sees it is told in words, and stored in fields of its own
        return {key: one for key, one in stored.items() if key not in told_beside} == parts and broken is None

    async def alter(self, **fields: Any) -> None:
        """Change fields of the document behind everybody's back."""
        async with self.world.bot.deps.store.write(self.world.bot.workspace) as uow:
            found = await uow.postmortems.get(self.base.id)
            assert found is not None
            await uow.postmortems.save(found.model_copy(update=fields))

    async def rewrite(self) -> None:
        """Let somebody else change the summary, every entry, every item, and who reviews."""
        now = await self.stored()
        status = now.status
        if status is Status.ARCHIVED or now.discarded_at is not None:
            return
        verb = Verb.CORRECT if status is Status.PUBLISHED else Verb.EDIT
        actor = self.actors["org admin" if status is Status.PUBLISHED else "editor"]
        async with change(self.world.bot.deps, actor, verb, self.base.id) as it:
            first, *others = it.was.sections
            more = (*it.was.reviewers, self.cast["in its channel"].id)
            it.update(sections=(first.model_copy(update={"text": "It is written anew."}), *others), reviewers=more)
            for entry in await it.uow.entries.of(self.base.id):
                await it.save_entry(entry.model_copy(update={"text": f"{entry.text} indeed"}))
            for item in await it.uow.action_items.of(self.base.id):
                await it.save_item(item.model_copy(update={"text": f"{item.text} indeed"}))

    async def rebase(self) -> None:
        """Take what is stored now for the scene that is on."""
        self.on = ("", "late", "")
        self.scenes[self.on] = await self.shelf.rows()
        self.shelf.touched()

    async def recover(self, role: str) -> None:
        """Let somebody be who they were."""
        person = self.cast[role]
        await person.change(admin=role == "org admin", guest=None)
        if role in {"author", "editor"} and person.id not in self.channel.state.members:
            await self.cast["editor"].invite(self.channel, person)
        await self.world.slack.settle()

    async def without_it(self) -> None:
        """Put on the same world where there is no such document."""
        assert self.on is not None
        of_it = {one.name for one in METADATA.sorted_tables if "postmortem" in one.c} | {"postmortems"}
        rows = self.scenes[self.on]
        self.scenes["", "gone", ""] = {name: () if name in of_it else held for name, held in rows.items()}
        self.on = ("", "gone", "")
        await self.again()

    def _deed(self, row: tuple[Any, ...], people: Mapping[str, str]) -> tuple[str, str]:
        names = list(METADATA.tables["audit"].columns.keys())
        told = dict(zip(names, row, strict=True))
        return str(told["verb"]), str(people.get(told["actor"], told["actor"]))

    async def _set(self, status: Status, given: str, visibility: Visibility) -> None:
        now = self.world.clock.now()
        changed: dict[str, Any] = {"status": status, "visibility": visibility}
        if visibility is Visibility.TEAM:
            changed["team"] = self.has["team"]
        if status is not Status.DRAFT:
            changed["round"] = Round(number=1, asked_by=self.cast["author"].id, asked_at=now)
        if status in {Status.PUBLISHED, Status.ARCHIVED}:
            at = now - timedelta(days=31) if given == "a month later" else now
            changed["publication"] = Publication(at=at, revision=self.base.revision)
        holds: dict[str, dict[str, Any]] = {
            "no author": {"author": None},
            "discarded": {"discarded_at": now},
            "held": {"held_at": now},
            "withdrawn": {"round": Round(number=1, asked_by=self.cast["author"].id, withdrawn_at=now)},
        }
        leave = {"allowed_by": self.cast["org admin"].id, "allowed_at": now, "allowed_why": "Agreed."}
        leave["allowed_for"] = (self.base.incident,)
        holds["AI allowed"] = {"ai": self.base.ai.model_copy(update=leave)}
        changed |= holds.get(given, {})
        workspace, key = self.world.bot.workspace, self.base.id
        async with self.world.bot.deps.store.write(workspace) as uow:
            found = await uow.postmortems.get(key)
            assert found is not None
            await uow.postmortems.save(found.model_copy(update=changed))
            judges = [self.cast[one].id for one in ("reviewer", "incident admin", "org admin")]
            state = {"revision": found.revision, "covers": found.revision, "state": ReviewState.APPROVED}
            if status is not Status.DRAFT:
                said = state if given == "approved" else {"state": ReviewState.OWED}
                asked = (Review(reviewer=one, asked_at=now, requested=one == judges[0], **said) for one in judges)
                await uow.reviews.put(key, [one for one in asked if one.requested or given == "approved"])
            if given == "two incidents":
                other = await uow.incidents.get(self.has["added"])
                assert other is not None
                await uow.incidents.save(other.model_copy(update={"merged_into": key}))
            if given == "resolved":
                for one in await uow.comments.discussions(key):
                    settled = {"resolved_at": now, "resolved_by": self.cast["author"].id}
                    await uow.comments.save_discussion(key, one.model_copy(update=settled))
            if given == "complete":
                await self._complete(uow)
            people = (*(one.id for one in self.cast.values()), self.has["knowing"])
            await move_item(uow, key, self.has["item"], given, now, people)

    async def _complete(self, uow: Any) -> None:
        """Take away what the document still lacks, so that it can be published."""
        key, now = self.base.id, self.world.clock.now()
        for one in await uow.entries.of(key):
            await uow.entries.save(key, one.model_copy(update={"verified": True}))
        for one in await uow.comments.discussions(key):
            await uow.comments.save_discussion(key, one.model_copy(update={"blocks": False}))
        for one in await uow.reviews.requests(key):
            await uow.reviews.save_request(key, one.model_copy(update={"answered_at": now, "answer": "done"}))
        found = await uow.postmortems.get(key)
        sections = tuple(
            one.model_copy(update={"origin": Origin.PERSON, "text": one.text or "Written."}) for one in found.sections
        )
        await uow.postmortems.save(found.model_copy(update={"sections": sections}))
        covers = {"revision": found.revision, "covers": found.revision, "state": ReviewState.APPROVED}
        judges = (self.cast[one].id for one in ("reviewer", "incident admin"))
        await uow.reviews.put(key, [Review(reviewer=one, asked_at=now, requested=True, **covers) for one in judges])

    async def actor(self, role: str) -> Actor:
        """Return somebody of the cast as the bot knows them."""
        deps, workspace = self.world.bot.deps, self.world.bot.workspace
        member = await members.refresh(deps, workspace, self.cast[role].id)
        return members.actor_of(member, delivery=None, cause="test", admins=deps.settings.incident_admins)

    async def stored(self) -> Postmortem:
        """Return the document as it is stored now."""
        async with self.world.bot.deps.store.read(self.world.bot.workspace) as uow:
            found = await uow.postmortems.get(self.base.id)
        assert found is not None
        return found


@contextlib.asynccontextmanager
async def staged(
    database: Database, clock: FakeClock, *, record: Path | None = None, **over: Any
) -> AsyncIterator[Stage]:
    """Yield a stage: the document was made by a story, what is in it and who is who were put there."""
    cast: dict[str, Person] = {}

    def prepare(made: World) -> Mapping[str, Any]:
        cast.update(everybody(made))
        return {"incident_admins": (cast["incident admin"].id,), "templates": TEMPLATES, **over}

    async with world(database.url, clock, prepare=prepare, record=record, writer=Refusing()) as made:
        channel = made.incident()
        knowing = made.slack.person("kay")
        channel.state.members[knowing.id] = None
        for role in ("editor", "in its channel", *STRANGERS):
            channel.state.members[cast[role].id] = None
        team = made.slack.usergroup("payments", [cast[one] for one in ("in its team", *STRANGERS)])
        elsewhere = made.slack.channel("inc-208-search", members=[cast["author"], cast["editor"]])
        await play(made, channel)
        await made.maya.slash("/postmortem create Checkout errors", channel)
        assert made.maya.modal is not None
        await made.maya.modal.submit()
        await made.work()
        await made.later(6)
        for role in ("org admin", "participant"):
            await cast[role].leave(channel)
        await made.work()
        shelf = Shelf(database)
        stage = Stage(made, channel, cast, shelf, await _first(made))
        await _furnish(stage)
        await _leave_open(stage, knowing)
        stage.has |= {"elsewhere": elsewhere.id, "team": team, "knowing": knowing.id}
        await made.later(6)  # what was to be drawn is drawn before anybody presses
        stage.base = await stage.stored()
        stage.scenes["", "", ""] = await shelf.rows()
        try:
            yield stage
        finally:
            shelf.close()


async def _first(made: World) -> Postmortem:
    async with made.bot.deps.store.read(made.bot.workspace) as uow:
        found = await uow.postmortems.by_number(1)
    assert found is not None
    return found


async def _furnish(stage: Stage) -> None:
    """Put something of everything into the document: an item, a comment, a request, a suggestion, a hidden entry."""
    deps, key, cast = stage.world.bot.deps, stage.base.id, stage.cast
    stage.actors = {role: await stage.actor(role) for role in cast}
    author = stage.actors["author"]
    async with change(deps, author, Verb.EDIT, key) as it:
        named = {f"{role}s": tuple(cast[one].id for one in (role, *STRANGERS)) for role in _NAMED}
        sections = list(it.was.sections)
        sections[0] = sections[0].model_copy(
            update={"suggestion": "Say it otherwise.", "origin": Origin.AI, "sentences": (UNBORNE,)}
        )
        sections[0] = sections[0].model_copy(update={"text": sections[0].text or "It was down."})
        sections[4] = sections[4].model_copy(update={"text": "Human error caused it.", "origin": Origin.PERSON})
        it.update(**named, sections=tuple(sections), template="confirming")
        entries = await it.uow.entries.of(key)
        await it.save_entry(entries[0].model_copy(update={"hidden": True}))
        await it.save_entry(entries[4].model_copy(update={"verified": False, "reason": "it may be"}))
        both = (*entries[2].evidence, *entries[3].evidence)
        await it.save_entry(entries[2].model_copy(update={"evidence": both}))
        await it.save_entry(entries[3].model_copy(update={"at": entries[2].at}))
        due = it.at.date() + timedelta(days=20)
        owner = cast["owner of the item"].id
        item = await it.add_item(ActionItem(text="Alert on pool use", owner=owner, due=due, position=1))
        await it.add_item(ActionItem(text="Drain before a restart", proposed=True, position=3))
        second = await it.add_item(ActionItem(text="Runbook", owner=author.member, due=due, position=2))
    await write_comment(deps, author, key, Said(text="Is that so?", about=About()))
    async with deps.store.write(author.workspace) as uow:
        asked = ChangeRequest(id=0, by=cast["reviewer"].id, reason="Say why.", at=stage.world.clock.now(), revision=1)
        request = await uow.reviews.add_request(key, asked)
        [discussion] = await uow.comments.discussions(key)
        [comment] = await uow.comments.of(key)
        [(question, _), *_rest] = await uow.questions.of(key)
        other = Incident(id=0, workspace=author.workspace, channel="C2", source=SignalSource.COMMAND, title="")
        added = await uow.incidents.add(other, ["channel:C2"])
    await stage.world.work()
    stage.has = {
        "entries": entries,
        "item": item.id,
        "second": second.id,
        "discussion": discussion.id,
        "comment": comment.id,
        "request": request.id,
        "question": question,
        "added": added.id if added is not None else 0,
        "section": sections[0].key,
    }


async def _leave_open(stage: Stage, knowing: Person) -> None:
    """Let somebody who was there, and who presses nothing, be the one who could answer the first question."""
    deps, key = stage.world.bot.deps, stage.base.id
    async with change(deps, stage.actors["author"], Verb.EDIT, key) as it:
        it.update(participants=(*it.was.participants, knowing.id))
        [(question, asked), *_rest] = await it.uow.questions.of(key)
        await it.uow.questions.save(key, question, asked.model_copy(update={"asks": (knowing.id,), "section": None}))


_NAMED = ("editor", "commenter", "reviewer", "participant")
