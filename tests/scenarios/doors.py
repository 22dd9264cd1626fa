"""How a button, menu, window or word is drawn once and pressed by anybody later: what it carries is a claim, no right.

A draw is made on a stage by somebody who may, in a state that offers it; the press is what that person could have sent,
sent by another one or in another state.
"""

import copy
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from blocks.ids import Ref
from bot.domain.postmortems import Status, Verb, Visibility
from sandbox import interactions
from sandbox.driver import Interaction, Person
from sandbox.driver.outcomes import respond
from sandbox.driver.windows import Modal, deliver
from sandbox.elements import Found, elements, options
from sandbox.hub import OpenView
from tests.scenarios.stage import Stage

Press = Callable[[Person], Awaitable[Interaction]]
Fill = Callable[[Stage], Mapping[str, Any]]
Refs = Callable[[Stage], Ref]
EDITS: Mapping[Status, Verb] = dict.fromkeys(Status, Verb.EDIT) | {Status.PUBLISHED: Verb.CORRECT}


@dataclass(frozen=True)
class Door:
    """One way of doing a verb through Slack.

    `given` is what holds in the scene beside the state, `drawn` the state in which it is drawn and `by` whom. In the
    `blocked` states those who may are told what is missing. `own`: only for the author, whose words it is about.
    `effect` is the table that changes where no deed is recorded. `silent`: a refusal needs no words, as nobody asked.
    """

    id: str
    verb: Verb | Mapping[Status, Verb]
    steps: tuple[str, ...] = ()
    ref: Refs | None = None
    fill: Fill | None = None
    name: str = ""
    given: str = ""
    drawn: Status = Status.DRAFT
    by: str = "author"
    blocked: frozenset[Status] = frozenset()
    own: bool = False
    effect: str = ""
    silent: bool = False
    visibility: Visibility = Visibility.ORGANISATION
    """For whom the document is where it is drawn."""
    newer: str = ""
    """What comes of it where the text was changed since: `asked` again, or nothing said, where it is not about that."""

    def verb_in(self, status: Status) -> Verb:
        """Return what it does in a state."""
        return self.verb if isinstance(self.verb, Verb) else self.verb[status]

    def __str__(self) -> str:
        """Return how it is called in a failing test."""
        return f"{self.id} {self.name}".strip()


@dataclass
class _Drawn:
    """What somebody has on the screen."""

    stage: Stage
    stack: list[OpenView] = field(default_factory=list)

    def on(self, person: Person) -> OpenView:
        """Put the same windows before a person; return the one on top."""
        mine = copy.deepcopy(self.stack)
        person.hub.modals[person.id] = mine
        return mine[-1]


async def draw(stage: Stage, door: Door, *, typed: Callable[[Modal], None] | None = None, aged: bool = False) -> Press:
    """Draw a door in the state that offers it, and return its press.

    `typed` types something else into its window. `aged` draws it as another version of the bot would have.
    """
    if door.id.startswith("/"):
        return _command(stage, door.id)
    await stage.scene(door.drawn, door.given, door.visibility)
    drawn = await _opened(stage, door)
    if aged and drawn.stack:
        top = drawn.stack[-1].body
        top["private_metadata"] = _aged(top["private_metadata"])
    if door.fill is not None:
        form = drawn.stack[-1].body["callback_id"]
        assert form == door.id, f"{door}: {form} opened"
        return _sent(drawn, door.fill(stage), typed)
    if not door.steps:
        return _card_button(stage, door, aged=aged)
    if typed is not None:
        form = Modal(stage.world.slack.hub, stage.cast["author"].member, drawn.on(stage.cast["author"]))
        typed(form)
        drawn.stack[-1] = copy.deepcopy(form.opened)
    return _in_window(drawn, door, aged=aged)


def _aged(value: str) -> str:
    return value.replace('{"v":1,', '{"v":0,', 1)


async def _opened(stage: Stage, door: Door) -> _Drawn:
    """Go through the windows that lie before it: each step is an id, with the words of an option or of a label."""
    hub, person = stage.world.slack.hub, stage.cast[door.by]
    hub.modals.clear()
    last = len(door.steps) if door.fill is not None or door.ref is not None else len(door.steps) - 1
    for number, step in enumerate(door.steps[:last]):
        name, _, word = step.partition("=")
        if number == 0 and name.startswith("/"):
            await _command(stage, name)(person)
        elif number == 0:
            await deliver(hub, person.id, _by_message(stage, person, name, _plain(stage, name, word).encode()))
        else:
            modal = person.modal
            assert modal is not None, f"{door}: nothing opened before {step}"
            found, state = _element(modal, name, word)
            await modal.act(found, state, confirm=True if found.element.get("confirm") else None)
    stack = hub.modals.get(person.id, [])
    assert stack or not door.steps, f"{door}: no window opened"
    if stack:
        shown = Modal(hub, person.member, stack[-1])
        assert shown.body["callback_id"] != "pm.problem.view", f"{door}: {shown.lines}"
    return _Drawn(stage, copy.deepcopy(stack))


def _plain(stage: Stage, name: str, word: str) -> Ref:
    """Return the `Ref` that names everything that the stage has: each listener reads what it needs."""
    has = stage.has
    return Ref(
        kind=name.split(".")[1],
        postmortem=stage.base.id,
        incident=stage.base.incident,
        question=has["question"],
        discussion=has["discussion"],
        request=has["request"],
        word=word or has["section"],
    )


def _by_message(stage: Stage, person: Person, action_id: str, value: str) -> Any:
    action = {
        "type": "button",
        "action_id": action_id,
        "block_id": "old",
        "text": {"type": "plain_text", "text": "Old"},
        "value": value,
        "action_ts": f"{stage.world.clock.now().timestamp():.6f}",
    }
    card = stage.channel.card()
    return interactions.message_action(person.hub, person.member, card.channel.state, card.body, action)


def _card_button(stage: Stage, door: Door, *, aged: bool = False) -> Press:
    ref = door.ref(stage) if door.ref is not None else _plain(stage, door.id, "")
    value = _aged(ref.encode()) if aged else ref.encode()

    async def press(person: Person) -> Interaction:
        return await deliver(person.hub, person.id, _by_message(stage, person, door.id, value))

    return press


def generic(stage: Stage, action_id: str) -> Press:
    """Return the press of a button of this name on the card, about everything that the stage has."""
    return _card_button(stage, Door(action_id, Verb.SEE))


def _command(stage: Stage, line: str) -> Press:
    name, _, text = line.partition(" ")

    async def press(person: Person) -> Interaction:
        sent = interactions.command(person.hub, person.member, stage.channel.state, name, text)
        return await deliver(person.hub, person.id, sent)

    return press


def _sent(drawn: _Drawn, values: Mapping[str, Any], typed: Callable[[Modal], None] | None) -> Press:
    """Return the submission of the window on top, filled in."""
    person = drawn.stage.cast["author"]
    form = Modal(person.hub, person.member, drawn.on(person)).fill(values)
    if typed is not None:
        typed(form)
    drawn.stack[-1] = copy.deepcopy(form.opened)

    async def press(person: Person) -> Interaction:
        top = drawn.on(person)
        done = await deliver(person.hub, person.id, interactions.submission(person.hub, person.member, top))
        if done.acked:
            done.detail = respond(person.hub, person.id, top, done.ack.body)
        return done

    return press


def _in_window(drawn: _Drawn, door: Door, *, aged: bool = False) -> Press:
    """Return the press of something in the window on top: drawn there, or named by a `Ref` as if it were."""
    person = drawn.stage.cast["author"]
    modal = Modal(person.hub, person.member, drawn.stack[-1])
    if door.ref is not None:
        value = door.ref(drawn.stage).encode()
        action = {"type": "button", "action_id": door.id, "block_id": "old", "value": value}
    else:
        _, _, word = door.steps[-1].partition("=")
        found, state = _element(modal, door.id, word)
        action = interactions.action_of(person.hub, found, state)
    if aged:
        action = json.loads(json.dumps(action).replace('{\\"v\\":1,', '{\\"v\\":0,'))

    async def press(person: Person) -> Interaction:
        action["action_ts"] = f"{drawn.stage.world.clock.now().timestamp():.6f}"
        sent = interactions.view_action(person.hub, person.member, drawn.on(person), action)
        return await deliver(person.hub, person.id, sent)

    return press


def _element(modal: Modal, action_id: str, word: str) -> tuple[Found, dict[str, Any] | None]:
    """Return the first element with this id (and this option, or label), and what choosing it says."""
    named = [one for one in elements(modal.blocks) if str(one.element.get("action_id")) == action_id]
    for one in named:
        chosen = next((each for each in options(one.element) if word and each["text"]["text"] == word), None)
        if chosen is not None:
            return one, {"type": one.element["type"], "selected_option": chosen}
        if not options(one.element) and word in {"", one.label}:
            return one, None
    there = [(str(one.element.get("action_id")), one.label) for one in elements(modal.blocks)]
    raise AssertionError(f"{action_id} ({word!r}) is not in {modal.title!r}: {there}")
