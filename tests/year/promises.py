"""What the clock promised, as a table: how often each promise was put to the test, and every time that it was broken.

It looks at what stands in Slack and at what was done with the items. When somebody is at work it counts by itself.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from bot.domain.action_items import ActionItem
from bot.domain.postmortems import Postmortem, Visibility
from tests.year.calendar import DAY, WEEK, author_steps, on_or_after, owner_steps, working_day_at
from tests.year.cast import Cast, Person
from tests.year.chat import Said

TWICE = "nobody is asked the same twice"
OFTEN = "nobody is asked about an item more often than its schedule says"
NIGHT = "nobody is asked outside their hours, on a day off or on a holiday"
DAILY = "nobody gets two morning messages a day"
OVER = "nobody is asked about what is done, declined, snoozed or somebody else's"
PRIVATE = "nobody reads of a private postmortem who may not see it"
GONE = "nobody who left is written to"
OWNERS = "every late item's owner is asked again within a week, on a working day"
AUTHORS = "every author hears of an item that is late for a week, and not before"
CHANNELS = "a channel hears of items once a week, from the 14th day on, in working hours"
DIGESTS = "a channel has at most one digest in six days"
PROMISES = (TWICE, OFTEN, NIGHT, DAILY, OVER, PRIVATE, GONE, OWNERS, AUTHORS, CHANNELS, DIGESTS)
SHOWN = 5
SATURDAY = 5
_ITEM = re.compile(r"(?:Item|Secret) (\d{4})")
_HIDDEN = re.compile(r"(Secret|Hidden|PM-)\s?(\d+)")


@dataclass
class Standing:
    """An item as it is now: of which document, when it was last changed for whom it is asked, when it was asked about.

    `told` are the days by kind and person, `counted` how often by kind, person and due day, `snoozes` how often it was
    snoozed. `changed` is UTC.
    """

    item: ActionItem
    document: Postmortem
    changed: datetime
    told: dict[tuple[str, str], date] = field(default_factory=dict)
    counted: Counter[tuple[str, str, date | None]] = field(default_factory=Counter)
    snoozes: int = 0

    @property
    def owner(self) -> str | None:
        """Who is asked."""
        return self.item.owner or self.document.author


class Promises:
    """Hears every message, looks around once a day, and keeps the table."""

    def __init__(self, cast: Cast) -> None:
        self._cast = cast
        self.items: dict[int, Standing] = {}
        self.named: dict[tuple[str, int], Postmortem] = {}
        """By the words with which a message may name them: their title, and PM with their number."""
        self.down: list[datetime] = []
        """When the machine slept."""
        self.tested: Counter[str] = Counter()
        self.broken: dict[str, list[str]] = {one: [] for one in PROMISES}
        self._asked: set[tuple[str, str]] = set()
        self._mornings: set[tuple[str, date]] = set()
        self._digests: dict[str, date] = {}
        self._escalated: dict[str, date] = {}

    def table(self) -> str:
        """Return the table for people."""
        width = max(len(one) for one in PROMISES)
        rows = [f"{'promise':{width}}  tested  exceptions"]
        rows += [f"{one:{width}}  {self.tested[one]:6}  {len(self.broken[one]):10}" for one in PROMISES]
        return "\n".join([*rows, *(f"  {name}: {one}" for name, all_ in self.broken.items() for one in all_[:SHOWN])])

    @property
    def exceptions(self) -> dict[str, list[str]]:
        """What was broken, by promise."""
        return {name: found for name, found in self.broken.items() if found}

    def hear(self, said: Said) -> None:
        """Look at a message that stands in Slack now."""
        self._hear_private(said)
        if not said.is_new:
            return
        if said.member is None:
            self._hear_channel(said)
            return
        person = self._cast.people[said.member]
        self._test(GONE, not person.left, said, person.id)
        if said.asks:
            self._hear_morning(said, person)
        elif "has left the workspace" in said.whole or "is a guest now" in said.whole:
            day = working_day_at(person, said.at)
            self._test(NIGHT, day is not None, said, f"{person.id} at {person.local(said.at)}, of who left")

    def _hear_private(self, said: Said) -> None:
        for word, number in set(_HIDDEN.findall(said.whole)):
            document = self._document(word, int(number))
            if document is None or document.visibility is not Visibility.PRIVATE:
                continue
            reads = said.channel == document.channel if said.member is None else self._sees(said.member, document)
            self._test(PRIVATE, reads, said, f"{word} {number} in {said.channel}")

    def _document(self, word: str, number: int) -> Postmortem | None:
        if word == "Secret":
            return self.items[number].document if number in self.items else None
        return self.named.get((word, number))

    def _sees(self, member: str, document: Postmortem) -> bool:
        if document.visibility is not Visibility.PRIVATE or member == document.author:
            return True
        return member in self._cast.inside.get(document.channel or "", ())

    def _hear_channel(self, said: Said) -> None:
        found = [self.items[int(one)] for one in set(_ITEM.findall(said.whole)) if int(one) in self.items]
        if said.thread_ts is not None or not said.blocks:
            return
        if said.blocks[0]["type"] == "header":
            last, day = self._digests.get(said.channel), said.at.date()
            self._test(DIGESTS, last is None or day - last >= 6 * DAY, said, f"{said.channel} again after {last}")
            self._digests[said.channel] = day
        elif found:
            last, day = self._escalated.get(said.channel), said.at.date()
            about = f"{said.channel} after {last}: {[one.item.text for one in found]}"
            late = all(one.item.is_open and one.item.due and day - one.item.due >= 2 * WEEK for one in found)
            at_work = said.at.hour in range(9, 17) and day.weekday() < SATURDAY
            away = last is not None and any(last - WEEK <= one.date() <= day for one in self.down)
            least = 4 * DAY if away else WEEK  # what waits for Slack over a weekend is told on Monday
            self._test(CHANNELS, late and at_work and (last is None or day - last >= least), said, about)
            self._escalated[said.channel] = day

    def _hear_morning(self, said: Said, person: Person) -> None:
        day = working_day_at(person, said.at)
        self._test(NIGHT, day is not None, said, f"{person.id} at {person.local(said.at)}")
        for ask in said.asks:
            self._test(TWICE, (person.id, ask) not in self._asked, said, f"{person.id}: {ask}")
            self._asked.add((person.id, ask))
        if day is None:
            return
        self._test(DAILY, (person.id, day) not in self._mornings, said, f"{person.id} on {day}")
        self._mornings.add((person.id, day))
        for number, kind in asked_in(said):
            self._hear_ask(said, self.items[number], kind, person, day)
        if "more that can wait" in said.whole:
            for one in self.items.values():
                if one.item.is_open and person.id in {one.owner, one.document.author}:
                    one.told["owner" if one.owner == person.id else "author", person.id] = day

    def _hear_ask(self, said: Said, one: Standing, kind: str, person: Person, day: date) -> None:
        item, due = one.item, one.item.due
        snoozed = item.snoozed_until is not None and item.snoozed_until > day
        whose = one.owner if kind == "owner" else one.document.author
        about = f"{item.text} to {person.id}, {kind}, on {day}: {item.status}, due {due}, until {item.snoozed_until}"
        self._test(OVER, item.is_open and not snoozed and whose == person.id, said, about)
        one.told[kind, person.id] = day
        key = (kind, person.id, due)
        one.counted[key] += 1
        if kind == "author":
            self._test(AUTHORS, due is not None and day >= due + WEEK, said, about)
            most = author_steps(due, day) if due is not None else 0
        else:
            most = one.snoozes + (owner_steps(person, due, item.priority, day) if due is not None else 0)
        self._test(OFTEN, one.counted[key] <= most, said, f"{about}, {one.counted[key]} of {most} times")

    def look(self, now: datetime) -> None:
        """Look, once a day, whether anybody was forgotten."""
        for one in self.items.values():
            if one.item.is_open and one.item.due is not None:
                self._look_at(one, "owner", one.owner, OWNERS, now)
                if one.document.author != one.owner:
                    self._look_at(one, "author", one.document.author, AUTHORS, now)

    def _look_at(self, one: Standing, kind: str, who: str | None, promise: str, now: datetime) -> None:
        if who is None or one.item.due is None or not self._sees(who, one.document):
            return
        person = self._cast.people[who]
        if person.left:
            return
        today, until = person.local(now).date(), one.item.snoozed_until
        quiet = [one.item.due, person.local(one.changed).date(), one.told.get((kind, who), date.min), until or date.min]
        latest = on_or_after(person, on_or_after(person, max(quiet) + WEEK) + DAY)
        latest += DAY * sum(max(quiet) <= slept.date() <= latest for slept in self.down)
        self.tested[promise] += 1
        if today > latest + DAY:
            self._note(promise, f"{one.item.text}: {kind} {who} hears nothing since {max(quiet)} on {today}", now)
            one.told[kind, who] = today

    def _test(self, promise: str, holds: bool, said: Said, about: str) -> None:  # noqa: FBT001 - it is what is tested
        self.tested[promise] += 1
        if not holds:
            self._note(promise, about, said.at)

    def _note(self, promise: str, about: str, at: datetime) -> None:
        self.broken[promise].append(f"{at:%a %Y-%m-%d %H:%M} {about}")


def asked_in(said: Said) -> Iterable[tuple[int, str]]:
    """Yield the number of each item that a morning's message asks about, with as what it asks: those with buttons."""
    for place, block in enumerate(said.blocks):
        found = _ITEM.search(block.get("text", {}).get("text", "")) if block["type"] == "section" else None
        if found is not None and said.blocks[place + 1 : place + 2] and said.blocks[place + 1]["type"] == "actions":
            yield int(found[1]), "author" if "has been late for" in block["text"]["text"] else "owner"
