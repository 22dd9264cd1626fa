"""A walk at random over people, buttons, menus, windows, words and emoji, as Slack's client offers them.

The walker knows no feature: it presses what it sees. What it finds is judged afterwards by whoever lets it walk.
"""

import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sandbox.driver import Channel, Home, Interaction, Message, Modal, Person
from sandbox.elements import Found, elements, options
from sandbox.errors import CannotDo
from tests.scenarios.world import World

TEXTS = (
    "The pool ran empty.",
    "It was not the cache, it was the client.",
    "- one\n- two\n- three",
    "<!channel> <@U0000AAAA> *bold _and `code",
    "| a | b |\n| - | - |\n| 1 | 2 |",
    "&&&&&&&&<<<<>>>>",
    "Zahlung \u2068fehlgeschlagen\u2069 \u202e gnirts \u0663\u0664 \U0001f525",
    "x" * 2_900,
    "2300",
    "   ",
    "https://example.com/(a)?b=c#d and [a](javascript:alert(1))",
)
COMMANDS = (
    "", "show", "list", "list mine", "edit", "edit summary", "edit root cause", "note failover done", "help",
    "submit", "withdraw", "approve", "changes say why", "publish", "archive", "restore", "reopen new findings",
    "actions", "history", "roles", "export md", "publsh", "create Another one", "show 999999", "edit nonsense",
)  # fmt: skip
EMOJI = ("white_check_mark", "pushpin", "incident_resolved", "incident_reopened", "eyes")
_DULL = {"pm.card.open"}
_AHEAD = timedelta(days=30)


@dataclass
class Walk:
    """One walk: seeded, so that it can be walked again. `did` counts the kinds of steps, `trouble` what went wrong."""

    world: World
    channel: Channel
    people: Sequence[Person]
    seed: int
    did: Counter[str] = field(default_factory=Counter)
    trouble: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Begin at the seed."""
        self.dice = random.Random(self.seed)

    async def go(self, steps: int) -> None:
        """Take so many steps; the bot works now and then, the clock moves a little."""
        for step in range(steps):
            person = self.dice.choice(self.people)
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
        await self.world.work()

    async def _step(self, person: Person) -> Interaction | None:
        if person.modal is not None and self.dice.random() < 0.8:
            return await self._in_window(person, person.modal)
        kinds = (self._message, self._message, self._command, self._home, self._chat)
        return await self.dice.choice(kinds)(person)

    async def _in_window(self, person: Person, modal: Modal) -> Interaction | None:
        found = [one for one in elements(modal.blocks) if one.block["type"] != "input"]
        known = all(self.did[str(one.element["action_id"])] > 5 for one in found)
        what = self.dice.random() / (3 if known else 1)  # where there is nothing new it is left sooner
        if what < 0.2:
            self.did["window closed"] += 1
            return await (modal.close() if what < 0.15 else modal.dismiss())
        if what < 0.6 and modal.body.get("submit"):
            self._fill(modal)
            self.did[f"sent {modal.body['callback_id']}"] += 1
            return await modal.submit()
        return await self._use(person, modal, found)

    async def _message(self, person: Person) -> Interaction | None:
        places = [self.channel, person.dm]
        seen = [one for place in places for one in self._messages(place) if one.labels]
        seen += [one for one in person.ephemerals(self.channel) if one.labels]
        if not seen:
            return None
        message = self.dice.choice(seen[-12:])
        return await self._use(person, message, list(elements(message.blocks)))

    def _messages(self, place: Channel) -> list[Message]:
        roots = place.by_bot
        return [*roots, *(reply for root in roots for reply in place.thread(root) if reply.by_bot)]

    async def _home(self, person: Person) -> Interaction | None:
        if person.home is None:
            await person.open_home()
            await self.world.work()
        if person.home is None:
            return None
        return await self._use(person, person.home, list(elements(person.home.blocks)))

    async def _command(self, person: Person) -> Interaction | None:
        (line,) = self.dice.choices(COMMANDS, [1 / (1 + self.did[f"/postmortem {one}".strip()]) for one in COMMANDS])
        self.did[f"/postmortem {line}".strip()] += 1
        return await person.slash(f"/postmortem {line}".strip(), self.channel)

    async def _chat(self, person: Person) -> Interaction | None:
        card = self.channel.card()
        thread = self.channel.thread(card)
        what = self.dice.random()
        if what < 0.5:
            await person.post(self.channel, self.dice.choice(TEXTS[:6]), thread=card)
        elif thread and what < 0.8:
            await person.react(self.dice.choice(thread), self.dice.choice(EMOJI))
        elif own := [one for one in thread if one.user == person.id]:
            message = self.dice.choice(own)
            await (person.edit(message, self.dice.choice(TEXTS[:3])) if what < 0.9 else person.delete(message))
        self.did["chat"] += 1
        return None

    async def _use(self, person: Person, where: Message | Modal | Home, found: list[Found]) -> Interaction | None:
        able = [one for one in found if one.element.get("action_id") not in _DULL and "url" not in one.element]
        if not able:
            return None
        rare = [1 / (1 + self.did[str(one.element["action_id"])]) ** 2 for one in able]  # what was never pressed first
        (one,) = self.dice.choices(able, rare)
        name, block, kind = str(one.element["action_id"]), str(one.block["block_id"]), str(one.element["type"])
        self.did[name] += 1
        confirm = self.dice.random() < 0.7 if one.element.get("confirm") else None
        if kind == "button":
            return await person.click(where, name, block=block, confirm=confirm)
        if kind == "overflow":
            option = self.dice.choice(options(one.element))
            if "url" in option:
                return None
            return await person.choose(where, block, str(option["text"]["text"]), confirm=confirm)
        value = self._value(one.element)
        if isinstance(where, Message):
            return await person.select(where, name, value, block=block)
        return await where.select(name, value, block=block, confirm=confirm)

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
            "multi_users_select": lambda: [one for one in self.people if self.dice.random() < 0.5] or None,
            "conversations_select": lambda: self.channel,
            "channels_select": lambda: self.channel,
            "datepicker": self._day,
            "datetimepicker": lambda: self.world.clock.now() - timedelta(minutes=self.dice.randrange(600)),
            "number_input": lambda: str(self.dice.randrange(5000)),
        }
        return values.get(kind, lambda: self.dice.choice(TEXTS))()

    def _day(self) -> date:
        """Return a day, mostly one to come."""
        return (self.world.clock.now() + self.dice.uniform(-0.2, 1) * _AHEAD).date()
