"""A person in the workspace: what they can do in Slack's client, and what only they can see."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sandbox import answers, canvases, happenings, interactions, posting, uploads
from sandbox.driver.exact import LEAST_TYPED, answered, chosen, control_at, exact_state, refuse_enter, suggested
from sandbox.driver.handles import Channel, Message
from sandbox.driver.pressed import PressedMessage
from sandbox.driver.values import option_named, state_of
from sandbox.driver.windows import Home, Interaction, Modal, deliver, find_element, offered, top_modal
from sandbox.elements import Found, elements, options
from sandbox.errors import CannotDo, SlackError
from sandbox.events import emit
from sandbox.hub import Hub
from sandbox.triggers import ResponseUrl
from sandbox.web_api.conversations import direct_message
from sandbox.workspace import SLACKBOT, Body, Conversation, Member


@dataclass(frozen=True)
class Person:
    """Somebody who uses Slack's client. What the client does not offer raises CannotDo."""

    hub: Hub = field(repr=False)
    member: Member

    @property
    def id(self) -> str:
        """Return the user id."""
        return self.member.id

    @property
    def modal(self) -> Modal | None:
        """Return the modal this person has on top."""
        return top_modal(self.hub, self.id)

    @property
    def home(self) -> Home | None:
        """Return the Home tab as last published, if it ever was."""
        opened = self.hub.homes.get(self.id)
        return Home(self.hub, self.member, opened) if opened else None

    @property
    def dm(self) -> Channel:
        """Return this person's direct message with our app."""
        return Channel(self.hub, direct_message(self.hub, [self.id]).id)

    def ephemerals(self, channel: Channel) -> list[Message]:
        """Return what only this person sees in a channel, oldest first."""
        mine = (each for each in self.hub.ephemerals if each.user == self.id and each.channel == channel.id)
        return [Message(self.hub, channel, each.body["ts"], self.id) for each in mine if not each.gone]

    def dms(self) -> list[Message]:
        """Return the messages our app sent to this person directly, oldest first."""
        found = self.hub.workspace.direct(self.hub.installation.bot.id, self.id)
        return Channel(self.hub, found.id).by_bot if found else []

    # Writing

    async def post(
        self,
        channel: Channel,
        text: str = "",
        *,
        thread: Message | str | None = None,
        broadcast: bool = False,
        at: datetime | str | None = None,
        files: Sequence[str | Body] | None = None,
        blocks: Sequence[Body] | None = None,
        attachments: Sequence[Body] | None = None,
    ) -> Message:
        """Write a message, in mrkdwn as Slack stores it. `at` (aware, or a ts) lets it have happened earlier."""
        state = self._present(channel)
        body = posting.post(
            self.hub,
            state,
            self.member,
            text=text,
            blocks=blocks,
            attachments=attachments,
            files=[uploads.attach(self.hub, each, self.member) for each in files or ()],
            thread_ts=thread.ts if isinstance(thread, Message) else thread,
            broadcast=broadcast,
            at=at,
        )
        return Message(self.hub, channel, body["ts"])

    async def mention_bot(self, channel: Channel, text: str, *, thread: Message | str | None = None) -> Message:
        """Write to the app by name."""
        return await self.post(channel, f"<@{self.hub.installation.bot.id}> {text}", thread=thread)

    async def edit(self, message: Message, text: str, *, blocks: Sequence[Body] | None = None) -> None:
        """Change one's own message."""
        self._own(message)
        changes = {"text": text, "blocks": list(blocks) if blocks else None}
        posting.edit(self.hub, message.channel.state, message.ts, self.member, changes)

    async def delete(self, message: Message) -> None:
        """Delete one's own message, or any as an admin."""
        if not (self.member.admin or self.member.owner):
            self._own(message)
        posting.delete(self.hub, message.channel.state, message.ts)

    async def react(self, message: Message, emoji: str) -> None:
        """Add an emoji to a message, top-level or reply."""
        state = self._there(message)
        if not happenings.react(self.hub, state, message.ts, self.member, emoji):
            raise CannotDo(f"{self.member.name} had already reacted with :{emoji}:.")

    async def unreact(self, message: Message, emoji: str) -> None:
        """Take an emoji back."""
        if not happenings.unreact(self.hub, self._there(message), message.ts, self.member, emoji):
            raise CannotDo(f"{self.member.name} had not reacted with :{emoji}:.")

    async def pin(self, message: Message) -> None:
        """Pin a message to its channel."""
        if not happenings.pin(self.hub, self._there(message), message.ts, self.member):
            raise CannotDo("It is pinned already.")

    async def unpin(self, message: Message) -> None:
        """Take a pin off."""
        if not happenings.unpin(self.hub, self._present(message.channel), message.ts, self.member):
            raise CannotDo("It is not pinned.")

    async def remove_file(self, message: Message, name: str) -> None:
        """Delete one's own file, or any as an admin, wherever it is shown."""
        self._there(message)
        file = next((each for each in message.files if each.name == name), None)
        if file is None:
            raise CannotDo(f"There is no file {name!r} here.")
        if file.user != self.id and not (self.member.admin or self.member.owner):
            raise CannotDo("Only one's own files can be deleted.")
        uploads.delete(self.hub, file.stored)

    async def write_canvas(self, channel: Channel, title: str, markdown: str) -> None:
        """Write into a channel's canvas, and give it one where it has none."""
        state = self._present(channel)
        if self.hub.workspace.no_canvases:
            raise CannotDo("There are no canvases here.")
        if channel.canvas is None:
            canvases.make(self.hub, state, self.member, title, markdown)
        else:
            channel.canvas.title, channel.canvas.markdown = title, markdown

    async def delete_canvas(self, channel: Channel) -> None:
        """Delete a channel's canvas."""
        self._present(channel)
        if channel.canvas is None:
            raise CannotDo(f"#{channel.name} has no canvas.")
        canvases.delete(self.hub, channel.canvas)

    # Channels

    async def invite(self, channel: Channel, who: Any) -> None:
        """Let another person or app into a channel this person is in."""
        member = self.hub.workspace.members[who.id]
        if not happenings.join(self.hub, self._present(channel), member, self.member):
            raise CannotDo(f"{member.name} is in #{channel.name} already.")

    async def join(self, channel: Channel) -> None:
        """Join a public channel."""
        if channel.state.private or channel.archived:
            raise CannotDo(f"#{channel.name} cannot be joined.")
        if not happenings.join(self.hub, channel.state, self.member):
            raise CannotDo(f"{self.member.name} is in #{channel.name} already.")

    async def leave(self, channel: Channel) -> None:
        """Leave a channel."""
        happenings.leave(self.hub, self._present(channel), self.member)

    async def kick(self, channel: Channel, who: Any) -> None:
        """Remove another person or app from a channel."""
        member = self.hub.workspace.members[who.id]
        if not happenings.leave(self.hub, self._present(channel), member):
            raise CannotDo(f"{member.name} is not in #{channel.name}.")

    async def archive(self, channel: Channel) -> None:
        """Archive a channel; apps are thrown out of it."""
        happenings.archive(self.hub, self._present(channel), self.member)

    async def unarchive(self, channel: Channel) -> None:
        """Bring an archived channel back; apps have to be invited again."""
        if not channel.archived or self.id not in channel.state.members:
            raise CannotDo(f"#{channel.name} is not archived, or {self.member.name} was not in it.")
        happenings.unarchive(self.hub, channel.state, self.member)

    async def rename(self, channel: Channel, name: str) -> None:
        """Rename a channel."""
        happenings.rename(self.hub, self._present(channel), self.member, name)

    async def set_topic(self, channel: Channel, topic: str) -> None:
        """Set a channel's topic."""
        happenings.set_topic(self.hub, self._present(channel), self.member, topic)

    async def change(self, **changes: Any) -> None:
        """Change one's name, zone or role (fields of Member); the app hears user_change."""
        for key, value in changes.items():
            if not hasattr(self.member, key):
                raise CannotDo(f"People have no {key}.")
            setattr(self.member, key, value)
        happenings.changed(self.hub, self.member)

    # The app

    async def slash(self, line: str, channel: Channel) -> Interaction:
        """Type a slash command in a channel. The body of the ack is shown as Slack would show it."""
        name, _, text = line.partition(" ")
        if self.hub.installation.revoked or name not in self.hub.installation.manifest.commands:
            raise CannotDo(f"{name} is not a valid command.")
        state = self._present(channel)
        sent = interactions.command(self.hub, self.member, state, name, text.strip())
        done = await deliver(self.hub, self.id, sent)
        if done.acked and done.ack.body not in (None, "", {}):
            body = done.ack.body if isinstance(done.ack.body, dict) else {"text": str(done.ack.body)}
            to = ResponseUrl(self.id, channel.id, None, ephemeral=False, made=self.hub.clock.now())
            try:
                answers.answer(self.hub, to, body)
            except SlackError as refused:
                done.failure, done.detail = "invalid_response", [refused.code, *refused.messages]
        if done.failure:
            self._notice(channel, f"{name} failed with the error “{done.failure}”")
        return done

    async def shortcut(self, name: str, *, message: Message | None = None) -> Interaction:
        """Use a shortcut from the workspace menu, or from a message's menu."""
        wanted = "global" if message is None else "message"
        declared = self.hub.installation.manifest.shortcuts
        found = [each for each in declared if each.type == wanted and name in (each.name, each.callback_id)]
        if not found:
            raise CannotDo(f"There is no {wanted} shortcut {name!r}.")
        if message is None:
            sent = interactions.global_shortcut(self.hub, self.member, found[0].callback_id)
        else:
            state = self._present(message.channel)
            sent = interactions.message_shortcut(self.hub, self.member, found[0].callback_id, state, message.body)
        return await deliver(self.hub, self.id, sent)

    async def open_home(self) -> "Person":
        """Open the app's Home tab; what the app publishes is in `home`."""
        event: Body = {"type": "app_home_opened", "user": self.id, "channel": self.dm.id, "tab": "home"}
        if self.id in self.hub.homes:
            event["view"] = self.hub.homes[self.id].body
        emit(self.hub, event)
        return self

    async def click(
        self, target: Message | Modal | Home, name: str, *, block: str | None = None, confirm: bool | None = None
    ) -> Interaction:
        """Press a button of a message, modal or Home tab, named by its label or action_id.

        One that asks first (`questions`) needs `confirm`; with False nothing happens.
        """
        surface = self._surface(target)
        return await surface.act(self._shown(find_element(surface.blocks, name, block)), None, confirm=confirm)

    async def choose(
        self, target: Message | Modal | Home, name: str, option: str, *, confirm: bool | None = None
    ) -> Interaction:
        """Pick an option of an overflow menu, named by action_id, or by being the only one with that option."""
        surface = self._surface(target)
        menus = [found for found in elements(surface.blocks) if found.element["type"] == "overflow"]
        named = [found for found in menus if found.named(name)] or menus
        able = [found for found in named if any(each["text"]["text"] == option for each in options(found.element))]
        if len(able) != 1:
            raise CannotDo(f"{len(able)} menus called {name!r} offer {option!r}.")
        state = {"type": "overflow", "selected_option": option_named(able[0].element, option)}
        return await surface.act(self._shown(able[0]), state, confirm=confirm)

    async def select(
        self,
        target: Message | Modal | Home,
        name: str,
        value: Any,
        *,
        block: str | None = None,
        confirm: bool | None = None,
    ) -> Interaction:
        """Use a select or picker of a message, modal or Home tab."""
        if not isinstance(target, Message):
            return await target.select(name, value, block=block, confirm=confirm)
        surface = self._surface(target)
        found = self._shown(find_element(surface.blocks, name, block))
        options_offered = None
        if "external" in found.element["type"] and value is not None:
            options_offered = offered(await surface.ask(found, str(value)))
        state = state_of(self.hub, found.element, value, options_offered, by=self.id)
        return await surface.act(found, state, confirm=confirm)

    async def use(
        self,
        target: Message | Modal | Home,
        block_id: str,
        action_id: str,
        value: Any = None,
        *,
        confirm: bool | None = None,
        enter: bool = False,
    ) -> Interaction:
        """Use the control with exactly these ids, of any kind, with a value in Slack's own form (see `exact_state`).

        `enter` says that Enter ended the typing. A control that asks first needs `confirm`, yes or no.
        """
        surface = self._surface(target)
        found = self._shown(control_at(surface.blocks, block_id, action_id))
        refuse_enter(found, enter=enter)
        known = [*self._offers(surface, found).values(), *chosen(surface.values, found)]
        state = exact_state(self.hub, found, value, known, by=self.id)
        return await surface.act(found, state, confirm=confirm, enter=enter)

    async def suggest(self, target: Message | Modal | Home, block_id: str, action_id: str, typed: str) -> list[Body]:
        """Type into the picker with these ids and return what it lists: `text`, `value`, `description`, `group`.

        An external select asks the app, once enough is typed; what it offered can be used from then on.
        """
        surface = self._surface(target)
        found = self._shown(control_at(surface.blocks, block_id, action_id))
        if "external" not in found.element["type"]:
            return suggested(self.hub, found, typed, by=self.id)
        if len(typed) < found.element.get("min_query_length", LEAST_TYPED):
            return []
        ack = await surface.ask(found, typed)
        self._offers(surface, found).update({option["value"]: option for option in offered(ack)})
        return answered(ack)

    def _surface(self, target: Message | Modal | Home) -> PressedMessage | Modal | Home:
        return PressedMessage(self.hub, self.member, target) if isinstance(target, Message) else target

    def _offers(self, surface: PressedMessage | Modal | Home, found: Found) -> dict[str, Body]:
        return self.hub.suggested.setdefault((self.id, surface.id, *found.key), {})

    def _shown(self, found: Found) -> Found:
        shown_to = found.element.get("visible_to_user_ids")
        if shown_to and self.id not in shown_to:
            raise CannotDo(f"{self.member.name} does not see {found.label!r}.")
        return found

    def _present(self, channel: Channel) -> Conversation:
        if self.member.deleted:
            raise CannotDo(f"{self.member.name} is deactivated.")
        if self.id not in channel.state.members:
            raise CannotDo(f"{self.member.name} is not in #{channel.name}.")
        if channel.archived:
            raise CannotDo(f"#{channel.name} is archived.")
        return channel.state

    def _there(self, message: Message) -> Conversation:
        state = self._present(message.channel)
        if message.deleted or message.ephemeral_for is not None:
            raise CannotDo("This message is deleted, or only shown to one person.")
        return state

    def _own(self, message: Message) -> None:
        self._present(message.channel)
        if message.user != self.id or message.deleted:
            raise CannotDo("Only one's own messages can be changed.")

    def _notice(self, channel: Channel, text: str) -> None:
        posting.whisper(self.hub, channel.id, self.id, {"text": text, "user": SLACKBOT}, by_app=False)
