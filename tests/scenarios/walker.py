"""A walk at random over people, buttons, menus, windows, words and emoji, as Slack's client offers them.

The walker knows no feature: it presses what it sees, and what was seldom pressed first. What it finds is judged by
`tests.scenarios.walks`; what happens round the document meanwhile is in `tests.scenarios.walker_around`.
"""

import random
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sandbox.driver import Channel, Home, Interaction, Message, Modal, Person
from sandbox.elements import Found, elements, options
from sandbox.errors import CannotDo
from tests.scenarios.walker_around import Around
from tests.scenarios.world import World

TEXTS = (
    "The pool ran empty.",
    "It was not the cache, it was the client.",
    "- one\n- two\n- three",
    "<!channel> <@U0000AAAA> *bold _and `code",
    "| a | b |\n| - | - |\n| 1 | 2 |",
    "&&&&&&&&<<<<>>>>",
    "Zahlung \u2068fehlgeschlagen\u2069 \u202e gnirts \u0663\u0664 \U0001f525",
    "Root cause: Ben forgot to check the limit, password=hunter2hunter2",
    "x" * 2_900,
    "2300",
    "   ",
    "https://example.com/(a)?b=c#d and [a](javascript:alert(1))",
)
COMMANDS = (
    "", "show", "list", "list mine", "list in review", "edit", "edit summary", "edit root cause", "edit timeline",
    "edit impact", "edit PM-1 lessons", "note failover done", "note 14:05 failover done", "help", "help submit",
    "submit", "withdraw", "approve", "approve PM-1", "changes say why", "publish", "publish PM-1", "archive", "restore",
    "reopen new findings", "actions", "actions add write a runbook", "actions all",
    "items overdue high due this week", "todo Alert on pool use fri high", "export actions",
    "actions PM-1", "items closed service pay kind detect", "todo Alert on pool use 29 feb", "submit by 31 april",
    "history", "history PM-1", "roles", "export md",
    "export PM-1 pdf", "publsh", "create", "create Another one", "show 999999", "edit nonsense", "people", "comments",
    "settings", "search pool", "compare", "delete", "glass", "glass PM-1 a court asks", "glass 999999",
)  # fmt: skip
SENT_AS_TEXT = 8
"""How many of the texts are short enough for a message in a thread."""
_SELDOM = dict.fromkeys(("archive", "reopen new findings", "withdraw"), 0.2)
"""What ends a state: rarely, so that there is time for what can be done in it."""
_LINKS = {"pm.card.open", "pm.request.discuss"}
_AUTHOR = 3
"""How much more often it is the turn of the first person, who has most of the rights."""
_AHEAD = timedelta(days=30)


@dataclass
class Walk:
    """One walk: seeded, so that it can be walked again. `did` counts the kinds of steps, `trouble` what went wrong."""

    world: World
    channel: Channel
    people: Sequence[Person]
    seed: int
    elsewhere: Channel
    other: Channel
    did: Counter[str] = field(default_factory=Counter)
    trouble: list[str] = field(default_factory=list)
    approving: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Begin at the seed."""
        self.dice = random.Random(self.seed)
        self._weights = [_AUTHOR if one is self.people[0] else 1 for one in self.people]
        self.around = Around(self.world, self.channel, self.other, self.people, self.dice, self.did, self.trouble)

    async def go(self, steps: int) -> None:
        """Take so many steps; the bot works now and then, the clock moves a little."""
        for step in range(steps):
            (person,) = self.dice.choices(self.people, self._weights)
            if person.member.deleted and self.dice.random() < 0.9:
                person = self.people[0]
            try:
                done = await self._step(person)
            except CannotDo:
                self.did["not offered"] += 1
                continue
            if done is not None and not done.acked and done.failure != "not_sent":
                self.trouble.append(f"step {step} of {person.member.name}: {done.failure} {done.detail}")
            self.world.clock.advance(seconds=self.dice.choice((1, 2, 30)))
            if self.dice.random() < 0.2:
                await self.world.work()
        await self.around.mend_all()
        await self.world.later(30)

    async def _step(self, person: Person) -> Interaction | None:
        if person.member.deleted:
            await self.around.step(person)
            return None
        if person.modal is not None and self.dice.random() < 0.85:
            return await self._in_window(person, person.modal)
        what = self.dice.random()
        if what < 0.18:
            await self.around.step(person)
            return None
        if what < 0.62:
            return await self._message(person)
        return await (self._command(person) if what < 0.85 else self._home(person))

    async def _in_window(self, person: Person, modal: Modal) -> Interaction | None:
        found = self._able(one for one in elements(modal.blocks) if one.block["type"] != "input")
        unseen = [one for one in found if not self._seen(one)]
        if unseen and self.dice.random() < 0.7:
            return await self._use(person, [(modal, one) for one in unseen])
        known = all(self.did[str(one.element["action_id"])] > 5 for one in found)
        what = self.dice.random() / (3 if known else 1)  # where there is nothing new it is left sooner
        if what < 0.15:
            self.did["window closed"] += 1
            return await (modal.close() if what < 0.1 else modal.dismiss())
        if what < 0.6 and modal.body.get("submit"):
            if self.dice.random() < 0.2 and (typed := await self._typed(modal)) is not None:
                return typed
            self._fill(modal)
            self.did[str(modal.body["callback_id"])] += 1
            return await modal.submit()
        return await self._use(person, [(modal, one) for one in found])

    async def _typed(self, modal: Modal) -> Interaction | None:
        """Type into a field that tells the bot so; None where there is none."""
        for one in elements(modal.blocks):
            if one.block["type"] == "input" and one.block.get("dispatch_action"):
                self.did[str(one.element["action_id"])] += 1
                return await modal.type(str(one.block["block_id"]), self.dice.choice(TEXTS))
        return None

    async def _message(self, person: Person) -> Interaction | None:
        if self.dice.random() < 0.2:  # the card itself, however long its thread is
            seen = self.channel.by_bot[-2:]
            return await self._use(person, [(one, each) for one in seen for each in self._able(elements(one.blocks))])
        seen = [*self._messages(self.channel)[-14:], *self._messages(self.elsewhere)[-4:]]
        seen += self._messages(self.other)[-4:]
        seen += [*self._messages(person.dm)[-8:], *person.ephemerals(self.channel)[-5:]]
        return await self._use(person, [(one, each) for one in seen for each in self._able(elements(one.blocks))])

    def _messages(self, place: Channel) -> list[Message]:
        roots = place.by_bot
        return [*roots, *(reply for root in roots for reply in place.thread(root) if reply.by_bot)]

    async def _home(self, person: Person) -> Interaction | None:
        if person.home is None or self.dice.random() < 0.1:
            await person.open_home()
            await self.world.work()
        home = person.home
        return (
            None
            if home is None
            else await self._use(person, [(home, one) for one in self._able(elements(home.blocks))])
        )

    async def _command(self, person: Person) -> Interaction | None:
        rare = [_SELDOM.get(one, 1) / (1 + self.did[f"/postmortem {one}".strip()]) for one in COMMANDS]
        (line,) = self.dice.choices(COMMANDS, rare)
        self.did[f"/postmortem {line}".strip()] += 1
        if line.startswith("approve"):
            self.approving.add(person.id)
        place = self.channel if person.id in self.channel.members else self.elsewhere
        return await person.slash(f"/postmortem {line}".strip(), place)

    def _able(self, found: Iterable[Found]) -> list[Found]:
        """Return what tells the bot something: links are left to the browser."""
        return [one for one in found if one.element.get("action_id") not in _LINKS and "url" not in one.element]

    async def _use(self, person: Person, offers: list[tuple[Message | Modal | Home, Found]]) -> Interaction | None:
        if not offers:
            return None
        rare = [1 / (1 + self._seen(one)) ** 2 for _, one in offers]  # never pressed comes first
        ((where, one),) = self.dice.choices(offers, rare)
        name, block, kind = str(one.element["action_id"]), str(one.block["block_id"]), str(one.element["type"])
        self.did[name] += 1
        confirm = self.dice.random() < 0.7 if one.element.get("confirm") else None
        if "approve" in name or "resume" in name:
            self.approving.add(person.id)
        if kind == "button":
            return await person.click(where, name, block=block, confirm=confirm)
        if kind == "overflow":
            option = self._rare(name, options(one.element))
            if "url" in option:
                return None
            return await person.choose(where, block, str(option["text"]["text"]), confirm=confirm)
        value = self._value(one.element)
        if isinstance(where, Message):
            return await person.select(where, name, value, block=block)
        return await where.select(name, value, block=block, confirm=confirm)

    def _seen(self, one: Found) -> int:
        """Return how often something was pressed; of a menu, its rarest choice."""
        name = str(one.element["action_id"])
        if one.element["type"] != "overflow":
            return self.did[name]
        return min(self.did[f"{name}={each['text']['text']}"] for each in options(one.element))

    def _rare(self, name: str, found: list[dict[str, Any]]) -> dict[str, Any]:
        """Return a choice of a menu, of those that were seldom chosen first."""
        words = [f"{name}={one['text']['text']}" for one in found]
        (place,) = self.dice.choices(range(len(found)), [1 / (1 + self.did[one]) for one in words])
        self.did[words[place]] += 1
        return found[place]

    def _fill(self, modal: Modal) -> None:
        for one in elements(modal.blocks):
            if one.block["type"] == "input" and self.dice.random() < 0.7:
                modal.fill({str(one.block["block_id"]): self._value(one.element)})

    def _value(self, element: dict[str, Any]) -> Any:
        """Return something that a person could put into an element; None leaves it empty."""
        kind = str(element["type"])
        some = [str(one["text"]["text"]) for one in options(element)]
        values: dict[str, Callable[[], Any]] = {
            "static_select": lambda: self.dice.choice(some),
            "radio_buttons": lambda: self.dice.choice(some),
            "checkboxes": lambda: [one for one in some if self.dice.random() < 0.5] or None,
            "multi_static_select": lambda: [one for one in some if self.dice.random() < 0.5] or None,
            "users_select": lambda: self.dice.choice(self.people),
            "multi_users_select": lambda: (
                self.dice.sample(list(self.people), self.dice.choice((0, 1, 1, 2, 3))) or None
            ),
            "conversations_select": lambda: self.channel,
            "multi_conversations_select": lambda: [self.channel],
            "channels_select": lambda: self.channel,
            "datepicker": self._day,
            "datetimepicker": lambda: self.world.clock.now() - timedelta(minutes=self.dice.randrange(600)),
            "number_input": lambda: str(self.dice.randrange(5000)),
        }
        return values.get(kind, lambda: self.dice.choice(TEXTS))()

    def _day(self) -> date:
        """Return a day, mostly one to come."""
        return (self.world.clock.now() + self.dice.uniform(-0.2, 1) * _AHEAD).date()
