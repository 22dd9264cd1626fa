"""The controls of one message in a person's hands, as windows.py has those of modals and Home tabs."""

from dataclasses import dataclass, field

from sandbox import interactions
from sandbox.driver.checks import asks_nothing_or_is_answered, tells
from sandbox.driver.handles import Message
from sandbox.driver.windows import Interaction, deliver
from sandbox.elements import Found, initial, states
from sandbox.errors import CannotDo
from sandbox.hub import Hub
from sandbox.outbox import Ack
from sandbox.workspace import Body, Member


@dataclass(frozen=True)
class PressedMessage:
    """A message of our app that somebody sees. Raises CannotDo when they do not."""

    hub: Hub = field(repr=False)
    member: Member
    message: Message

    def __post_init__(self) -> None:
        """Refuse what nobody can press, or not this person."""
        message, member = self.message, self.member
        if message.deleted or not message.by_bot:
            raise CannotDo("This message is deleted, or not one of the app's.")
        if message.ephemeral_for not in (None, member.id):
            raise CannotDo(f"{member.name} does not see this message.")
        if message.channel.state.private and member.id not in message.channel.state.members:
            raise CannotDo(f"{member.name} is not in this private channel.")

    @property
    def id(self) -> str:
        """Return what tells it from all others."""
        return f"{self.message.channel.id} {self.message.ts}"

    @property
    def blocks(self) -> list[Body]:
        """Return its blocks."""
        return self.message.blocks

    @property
    def values(self) -> dict[str, dict[str, Body]]:
        """Return what its controls hold for this person, in the shape of `state.values`."""
        return states(self.blocks, self.hub.message_state.get(self._key, {}))

    async def ask(self, found: Found, typed: str) -> Ack:
        """Ask the app what an external select offers after `typed`."""
        container = {"type": "message", "message_ts": self.message.ts, "channel_id": self.message.channel.id}
        where: Body = {"container": container, "message": self.message.body}
        where["channel"] = {"id": self.message.channel.id, "name": self.message.channel.state.shown_name}
        return await self.hub.outbox.interact(interactions.suggestion(self.hub, self.member, found, typed, where))

    async def act(
        self, found: Found, state: Body | None, *, confirm: bool | None = None, enter: bool = False
    ) -> Interaction:
        """Use an element: its state changes for this person, and the app hears of it."""
        unsaid = Interaction(self.hub, self.member.id, Ack(), since=len(self.hub.ephemerals))
        if not asks_nothing_or_is_answered(found.element, confirm=confirm):
            return unsaid
        if state is not None and initial(found.element) is not None:
            block_id, action_id = found.key
            self.hub.message_state.setdefault(self._key, {}).setdefault(block_id, {})[action_id] = state
        if not tells(found, enter=enter):
            return unsaid
        action = interactions.action_of(self.hub, found, state)
        channel = self.message.channel.state
        sent = interactions.message_action(self.hub, self.member, channel, self.message.body, action)
        return await deliver(self.hub, self.member.id, sent)

    @property
    def _key(self) -> tuple[str, str, str]:
        return self.member.id, self.message.channel.id, self.message.ts
