"""Who lives through the year: people all over the world with their own hours, and documents that leave items behind.

Everything is made from one seed.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.domain.action_items import ActionItem, Priority
from bot.domain.hours import OwnHours
from bot.domain.people import Member, Role, Standing
from bot.domain.postmortems import Postmortem, Progress, Publication, Stage, Status, Visibility

WORKSPACE = "T0YEAR"
FIRST = datetime(2026, 1, 5, tzinfo=UTC)
ANNOUNCED = "C0NEWS"
PLACES = (
    ("Europe/Berlin", "DE", "BY"), ("Asia/Kolkata", "IN", ""), ("America/New_York", "US", "NY"),
    ("Africa/Cairo", "EG", ""), ("Australia/Sydney", "AU", "NSW"), ("America/St_Johns", "CA", "NL"),
    ("Asia/Riyadh", "SA", ""), ("Pacific/Auckland", "NZ", ""), ("America/Santiago", "CL", ""),
    ("Asia/Kathmandu", "NP", ""), ("Europe/London", "GB", "ENG"), ("America/Los_Angeles", "US", "CA"),
    ("Australia/Lord_Howe", "AU", "NSW"), ("Asia/Tokyo", "JP", ""), ("Europe/Paris", "FR", ""),
    ("America/Sao_Paulo", "BR", "SP"), ("Australia/Adelaide", "AU", "SA"), ("Europe/Helsinki", "FI", ""),
    ("Asia/Dubai", "AE", ""), ("Africa/Johannesburg", "ZA", ""), ("America/Chicago", "US", ""),
    ("Asia/Jerusalem", "IL", ""), ("Europe/Lisbon", "PT", ""), ("Asia/Singapore", "SG", ""),
    ("Pacific/Chatham", "NZ", ""), ("America/Mexico_City", "MX", ""), ("Europe/Istanbul", "TR", ""),
    ("America/Denver", "US", ""), ("Asia/Manila", "PH", ""), ("Pacific/Kiritimati", "", ""),
)  # fmt: skip
"""Thirty zones with half and three quarters of an hour, summer time in both halves of the world, two weekends."""
_USUAL = (time(9), time(17))
_OWN = ((time(7, 30), time(15)), (time(10), time(19)), (time(22), time(6)), (time(12), time(20, 30)))
_FRIDAY_OFF = (0, 1, 2, 3)
_DUE_IN = {Priority.HIGH: (2, 12), Priority.MEDIUM: (5, 28), Priority.LOW: (10, 56)}


@dataclass
class Person:
    """Somebody with a zone and hours; `left` once Slack says that they are no member any more."""

    id: str
    zone: str
    own: OwnHours
    role: Role = Role.MEMBER
    left: bool = False

    @property
    def member(self) -> Member:
        """How Slack describes them now."""
        standing = Standing.DEACTIVATED if self.left else Standing.MEMBER
        name = f"p{int(self.id[2:])}"
        return Member(workspace=WORKSPACE, id=self.id, name=name, zone=self.zone, standing=standing, role=self.role)

    def local(self, at: datetime) -> datetime:
        """Return a moment as their clock shows it."""
        return at.astimezone(ZoneInfo(self.zone))


@dataclass
class Cast:
    """Everybody, the channels with who is inside, and what is going to happen on which day of the year."""

    people: dict[str, Person]
    inside: dict[str, set[str]]
    documents: list[tuple[date, Postmortem, list[ActionItem]]] = field(default_factory=list)

    @property
    def here(self) -> list[str]:
        """Return who has not left."""
        return [key for key, one in self.people.items() if not one.left]

    def due_on(self, day: date) -> Iterator[tuple[Postmortem, list[ActionItem]]]:
        """Yield the documents of a day with their items."""
        return ((document, items) for at, document, items in self.documents if at == day)


def make(seed: int, *, people: int, items: int, days: int) -> Cast:
    """Return a cast; the last fifth of the time brings no new documents, so that all of them have their chains."""
    dice = random.Random(seed)
    cast = Cast({one.id: one for one in (_person(dice, number, people) for number in range(people))}, {})
    everybody = list(cast.people)
    number = made = 0
    while made < items:
        number += 1
        many = min(items - made, dice.randint(1, max(2, min(32, items // 8))))
        made += many
        born = FIRST.date() + timedelta(days=dice.randrange(max(1, days * 4 // 5)))
        group = dice.sample(everybody, min(len(everybody), dice.randint(4, 10)))
        document = _document(dice, number, group, born)
        if document.channel is not None:
            cast.inside[document.channel] = set(group)
        prefix = "Secret" if document.visibility is Visibility.PRIVATE else "Item"
        todo = [_item(dice, f"{prefix} {made - place:04d}", group, born) for place in range(many)]
        cast.documents.append((born, document, todo))
    return cast


def _person(dice: random.Random, number: int, people: int) -> Person:
    zone, country, region = PLACES[number * max(1, len(PLACES) // people) % len(PLACES)]
    start, end = dice.choice(_OWN) if dice.random() < 0.15 else _USUAL
    weekdays = _FRIDAY_OFF if dice.random() < 0.05 else None
    member = f"U0{number:04d}"
    own = OwnHours(member=member, country=country, region=region, start=start, end=end, weekdays=weekdays)
    return Person(member, zone, own, role=Role.ORG_ADMIN if number < max(1, people // 100) else Role.MEMBER)


def _document(dice: random.Random, number: int, group: list[str], born: date) -> Postmortem:
    visibility = dice.choices((Visibility.ORGANISATION, Visibility.TEAM, Visibility.PRIVATE), (7, 1, 2))[0]
    at = datetime.combine(born, time(8), tzinfo=UTC)
    published = dice.random() < 0.9
    channel = f"C{number:05d}"
    return Postmortem(
        id=0,
        workspace=WORKSPACE,
        number=0,
        title=f"{'Hidden' if visibility is Visibility.PRIVATE else 'Outage'} {number:04d}",
        status=Status.PUBLISHED if published else Status.DRAFT,
        severity="SEV2",
        visibility=visibility,
        team=channel if visibility is Visibility.TEAM else None,
        channel=channel,
        author=group[0],
        participants=tuple(group),
        progress=Progress(stage=Stage.READY),
        publication=Publication(at=at, by=group[0], revision=1) if published else Publication(),
        resolved_at=at,
        created_at=at,
        updated_at=at,
    )


def _item(dice: random.Random, text: str, group: list[str], born: date) -> ActionItem:
    priority = dice.choice(list(Priority))
    return ActionItem(
        text=text,
        owner=None if dice.random() < 0.05 else dice.choice(group[1:] if dice.random() < 0.8 else group),
        due=born + timedelta(days=dice.randint(*_DUE_IN[priority])),
        priority=priority,
        created_at=datetime.combine(born, time(), tzinfo=UTC),
    )
