"""Modals and the Home tab in a person's hands, and what came of an interaction: acked or a failure people can see."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sandbox import interactions, modals, render
from sandbox.driver.checks import asks_nothing_or_is_answered, is_typed, tells, unfilled
from sandbox.driver.handles import Channel, Message, names_of, questions
from sandbox.driver.outcomes import respond
from sandbox.driver.values import state_of
from sandbox.elements import Found, elements, initial, states, with_value
from sandbox.errors import CannotDo
from sandbox.hub import Hub, OpenView
from sandbox.outbox import Ack, Delivery
from sandbox.workspace import Body, Member


@dataclass
class Interaction:
    """What came of something a person did.

    `failure` is what Slack tells them: operation_timeout, dispatch_failed, invalid_response (why is in `detail`), or
    not_sent when the client itself refused the form. `since` counts the ephemeral messages there were before.
    """

    hub: Hub = field(repr=False)
    user: str
    ack: Ack
    failure: str | None = None
    detail: list[str] = field(default_factory=list)
    since: int = 0

    @property
    def acked(self) -> bool:
        """Say whether the app acknowledged it properly and in time."""
        return self.failure is None

    @property
    def ephemerals(self) -> list[Message]:
        """Return what only this person was shown since, oldest first."""
        mine = (each for each in self.hub.ephemerals[self.since :] if each.user == self.user and not each.gone)
        return [Message(self.hub, Channel(self.hub, each.channel), each.body["ts"], self.user) for each in mine]

    @property
    def modal(self) -> "Modal | None":
        """Return the modal that is on top now."""
        return top_modal(self.hub, self.user)


def top_modal(hub: Hub, user: str) -> "Modal | None":
    """Return the modal a person looks at, if any."""
    stack = hub.modals.get(user)
    return Modal(hub, hub.workspace.members[user], stack[-1]) if stack else None


async def deliver(hub: Hub, user: str, delivery: Delivery) -> Interaction:
    """Send an interaction and say what came of it; a failure is shown to the person."""
    since = len(hub.ephemerals)
    ack = await hub.outbox.interact(delivery)
    return Interaction(hub, user, ack, visible_failure(ack), since=since)


def visible_failure(ack: Ack) -> str | None:
    """Return the error that Slack's client shows for an ack, if it was none."""
    if ack.failure is None:
        return None
    return "operation_timeout" if ack.failure == "http_timeout" else "dispatch_failed"


def find_element(blocks: list[Body], name: str, block: str | None = None) -> Found:
    """Return the one element with this label, action_id or block_id. Raises CannotDo when there is none or several."""
    everything = list(elements(blocks))
    found = [each for each in everything if each.named(name) and block in (None, each.block["block_id"])]
    if len(found) == 1:
        return found[0]
    there = ", ".join(f"{each.label!r} ({each.key[1]})" for each in everything)
    raise CannotDo(f"{'Several controls are' if found else 'No control is'} called {name!r}; there is: {there}.")


@dataclass
class _View:
    """What modals and Home tabs have in common."""

    hub: Hub = field(repr=False)
    member: Member
    opened: OpenView

    @property
    def body(self) -> Body:
        """Return the view in Slack's shape, with state."""
        return modals.payload(self.opened)

    @property
    def id(self) -> str:
        """Return its view id."""
        return str(self.opened.body["id"])

    @property
    def blocks(self) -> list[Body]:
        """Return its blocks."""
        return list(self.opened.body["blocks"])

    @property
    def values(self) -> dict[str, dict[str, Body]]:
        """Return what its controls hold, in the shape of `state.values`."""
        return states(self.blocks, self.opened.typed)

    @property
    def lines(self) -> list[str]:
        """Return what a person reads, line by line."""
        return render.view(self.body, names_of(self.hub), self.opened.errors)

    @property
    def text(self) -> str:
        """Return all readable text."""
        return "\n".join(self.lines)

    @property
    def labels(self) -> list[str]:
        """Return what stands on its controls, from top to bottom."""
        return [found.label for found in elements(self.blocks)]

    @property
    def questions(self) -> dict[str, str]:
        """Return what is asked before a control does its work, by the control's label."""
        return questions(self.blocks)

    async def click(self, name: str, *, block: str | None = None, confirm: bool | None = None) -> Interaction:
        """Press a button, named by its label or action_id. One that asks first needs `confirm`, yes or no."""
        return await self.act(find_element(self.blocks, name, block), None, confirm=confirm)

    async def select(
        self, name: str, value: Any, *, block: str | None = None, confirm: bool | None = None
    ) -> Interaction:
        """Use a select, picker, checkboxes or overflow: by option text, or by the handle of a person or channel."""
        found = find_element(self.blocks, name, block)
        state = state_of(self.hub, found.element, value, await self._offered(found, value), by=self.member.id)
        return await self.act(found, state, confirm=confirm)

    async def type(self, name: str, text: str, *, enter: bool = False) -> Interaction:
        """Type into a field; one that dispatches tells the app, at each change or with Enter, as the app ordered."""
        found = find_element([each for each in self.blocks if each["type"] == "input"], name)
        if not is_typed(found.element):
            raise CannotDo(f"{name!r} is not a field to type into.")
        if enter and (found.element.get("multiline") or found.element["type"] == "rich_text_input"):
            raise CannotDo("Enter begins a new line there.")
        done = await self.act(found, state_of(self.hub, found.element, text))
        return await self.act(found, state_of(self.hub, found.element, text), enter=True) if enter else done

    async def suggestions(self, name: str, typed: str) -> list[str]:
        """Type into an external select and return the texts of the options the app offers."""
        found = find_element(self.blocks, name)
        return [option["text"]["text"] for option in await self._ask(found, typed)]

    async def _offered(self, found: Found, value: Any) -> list[Body] | None:
        if "external" not in found.element["type"] or value is None:
            return None
        return await self._ask(found, "" if isinstance(value, list) else str(value))

    async def _ask(self, found: Found, typed: str) -> list[Body]:
        return offered(await self.ask(found, typed))

    async def ask(self, found: Found, typed: str) -> Ack:
        """Ask the app what an external select offers after `typed`."""
        where = {"container": {"type": "view", "view_id": self.id}, "view": self.body}
        return await self.hub.outbox.interact(interactions.suggestion(self.hub, self.member, found, typed, where))

    async def act(
        self, found: Found, state: Body | None, *, confirm: bool | None = None, enter: bool = False
    ) -> Interaction:
        """Use an element: its state changes, and the app hears of it unless it waits for submit."""
        self._check_open()
        unsaid = Interaction(self.hub, self.member.id, Ack(), since=len(self.hub.ephemerals))
        if not asks_nothing_or_is_answered(found.element, confirm=confirm):
            return unsaid
        if state is not None and initial(found.element) is not None:
            block_id, action_id = found.key
            self.opened.typed.setdefault(block_id, {})[action_id] = state
        if not tells(found, enter=enter):
            return unsaid
        action = interactions.action_of(self.hub, found, state)
        sent = interactions.view_action(self.hub, self.member, self.opened, action)
        return await deliver(self.hub, self.member.id, sent)

    def _check_open(self) -> None:
        """Refuse what can only be done with a view that is looked at."""


def offered(ack: Ack) -> list[Body]:
    """Return the options of a block_suggestion's answer; a bad or late answer leaves the list empty."""
    if ack.failure or not isinstance(ack.body, dict):
        return []
    groups = ack.body.get("option_groups") or []
    return [*(ack.body.get("options") or []), *(option for group in groups for option in group["options"])]


class Home(_View):
    """A person's Home tab of the app."""


@dataclass
class Modal(_View):
    """The modal a person has on top."""

    pending: list[Found] = field(default_factory=list)

    @property
    def title(self) -> str:
        """Return its title."""
        return str(self.opened.body["title"]["text"])

    @property
    def is_open(self) -> bool:
        """Say whether it is still on the person's stack."""
        return self.opened in self.hub.modals.get(self.member.id, [])

    @property
    def errors(self) -> dict[str, str]:
        """Return the sentences below fields, by the field's label."""
        by_block = {found.block["block_id"]: found.label for found in elements(self.blocks)}
        return {by_block.get(block_id, block_id): text for block_id, text in self.opened.errors.items()}

    @property
    def fields(self) -> dict[str, Any]:
        """Return what its input fields hold, by label: texts, option texts, ids."""
        values = self.values
        held = {}
        for found in elements(self.blocks):
            if found.block["type"] == "input":
                held[found.label] = _readable(values[found.key[0]][found.key[1]])
        return held

    def fill(self, values: Mapping[str, Any]) -> "Modal":
        """Type into fields, named by label, action_id or block_id; `Rich` words with the composer's shortcuts.

        What the app hears while people fill in a form it hears upon submit() here; `type` and `select` tell it at once.
        """
        self._check_open()
        for name, value in values.items():
            found = find_element([each for each in self.blocks if each["type"] == "input"], name)
            block_id, action_id = found.key
            state = state_of(self.hub, found.element, value, by=self.member.id)
            self.opened.typed.setdefault(block_id, {})[action_id] = state
            if tells(found):
                self.pending.append(found)
        return self

    def forge(self, values: Mapping[str, Any]) -> "Modal":
        """Put values, as Slack would report them, into fields past the client: people can have one of their own."""
        self._check_open()
        for name, value in values.items():
            found = find_element([each for each in self.blocks if each["type"] == "input"], name)
            block_id, action_id = found.key
            self.opened.typed.setdefault(block_id, {})[action_id] = with_value(found.element, value)
        return self

    async def submit(self) -> Interaction:
        """Press the submit button; the app's answer decides what happens to the modal."""
        self._check_open()
        if not self.opened.body.get("submit"):
            raise CannotDo("This modal has no submit button.")
        while self.pending:
            found = self.pending.pop(0)
            block_id, action_id = found.key
            await self.act(found, self.opened.typed[block_id][action_id])
        self.opened.errors = unfilled(self.opened)
        if self.opened.errors:
            return Interaction(self.hub, self.member.id, Ack(), "not_sent", list(self.opened.errors.values()))
        done = await deliver(self.hub, self.member.id, interactions.submission(self.hub, self.member, self.opened))
        if done.acked:
            done.detail = respond(self.hub, self.member.id, self.opened, done.ack.body)
            done.failure = "invalid_response" if done.detail else None
        return done

    async def close(self) -> Interaction:
        """Press Cancel: this view closes and the one below shows."""
        self._check_open()
        modals.close_top(self.hub, self.member.id)
        return await self._tell_closed(self.opened, cleared=bool(self.opened.body["clear_on_close"]))

    async def dismiss(self) -> Interaction:
        """Press the X: all views close."""
        self._check_open()
        root = self.hub.modals[self.member.id][0]
        modals.close_all(self.hub, self.member.id)
        return await self._tell_closed(root, cleared=True)

    async def _tell_closed(self, view: OpenView, *, cleared: bool) -> Interaction:
        if not view.body["notify_on_close"]:
            return Interaction(self.hub, self.member.id, Ack(), since=len(self.hub.ephemerals))
        sent = interactions.closing(self.hub, self.member, view, cleared=cleared)
        return await deliver(self.hub, self.member.id, sent)

    def _check_open(self) -> None:
        stack = self.hub.modals.get(self.member.id, [])
        if not stack or stack[-1] is not self.opened:
            raise CannotDo("This modal is not on top any more.")


def _readable(state: Body) -> Any:
    value = next((item for key, item in state.items() if key != "type"), None)
    if isinstance(value, dict) and "text" in value:
        return value["text"]["text"]
    if isinstance(value, list):
        return [each["text"]["text"] if isinstance(each, dict) and "text" in each else each for each in value]
    return value
