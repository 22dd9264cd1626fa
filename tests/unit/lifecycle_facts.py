"""Facts for the tests of gate and state machine: everything that publishing needs, to take away from."""

from datetime import UTC, date, datetime
from typing import Any

from bot.domain.action_items import ActionItem
from bot.domain.facts import Facts
from bot.domain.lifecycle import blockers
from bot.domain.people import Member, Role, Standing
from bot.domain.postmortems import Postmortem, Section, Status, Verb
from bot.domain.reviews import Review, ReviewState
from bot.domain.sections import SectionKind
from bot.domain.templates import DEFAULT, Template
from bot.domain.timeline import Entry, EntryKind, Origin

NOW = datetime(2026, 11, 17, 15, 0, tzinfo=UTC)


def someone(member: str, name: str, role: Role = Role.MEMBER, standing: Standing = Standing.MEMBER) -> Member:
    return Member(workspace="T1", id=member, name=name, role=role, standing=standing)


PEOPLE = {
    one.id: one
    for one in (
        someone("UMAYA", "Maya"),
        someone("UBEN", "Ben"),
        someone("UINES", "Ines"),
        someone("UNOOR", "Noor", Role.INCIDENT_ADMIN),
        someone("USAM", "Sam", standing=Standing.DEACTIVATED),
        someone("UGUS", "Gus", standing=Standing.GUEST),
    )
}


def approval(reviewer: str, revision: int = 5, **fields: Any) -> Review:
    return Review(reviewer=reviewer, state=ReviewState.APPROVED, revision=revision, at=NOW, **fields)


def entry(entry_id: int, *, minute: int = 19, verified: bool = True, hidden: bool = False) -> Entry:
    at = datetime(2026, 11, 17, 14, minute, tzinfo=UTC)
    return Entry(id=entry_id, at=at, kind=EntryKind.CHANGE, text="x", verified=verified, hidden=hidden)


def item(item_id: int = 1, **fields: Any) -> ActionItem:
    values = {"id": item_id, "text": "Alert on pool use above 80%", "owner": "UINES", "due": date(2026, 11, 27)}
    return ActionItem(**{**values, **fields})


def postmortem(template: Template = DEFAULT, **fields: Any) -> Postmortem:
    sections = tuple(
        Section(key=one.key, title=one.title, required=one.required, text="Something.", origin=Origin.PERSON)
        for one in template.sections
        if one.kind is SectionKind.TEXT
    )
    values: dict[str, Any] = {
        "id": 1,
        "workspace": "T1",
        "number": 42,
        "title": "Checkout errors",
        "status": Status.IN_REVIEW,
        "author": "UMAYA",
        "revision": 5,
        "sections": sections,
        "created_at": NOW,
        "updated_at": NOW,
    }
    return Postmortem(**{**values, **fields})


def facts(**fields: Any) -> Facts:
    """Everything that publishing needs: filled in, one item, approved by Ben and by Noor, who is an admin."""
    values: dict[str, Any] = {
        "postmortem": postmortem(),
        "template": DEFAULT,
        "reviews": (approval("UBEN"), approval("UNOOR")),
        "items": (item(),),
        "entries": (entry(1),),
        "people": PEOPLE,
    }
    return Facts(**{**values, **fields})


def empty(key: str, **fields: Any) -> Postmortem:
    full = postmortem()
    sections = tuple(one.model_copy(update={"text": " \n"}) if one.key == key else one for one in full.sections)
    return full.model_copy(update={"sections": sections, **fields})


def found(value: Facts, verb: Verb = Verb.PUBLISH) -> list[tuple[str, str]]:
    return [(one.code, one.sentence) for one in blockers(value, verb)]
