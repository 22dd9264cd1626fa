"""Other apps in the workspace, such as a vendor's incident bot: they post, edit and delete, and hear nothing."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sandbox import posting
from sandbox.driver.handles import Channel, Message
from sandbox.errors import CannotDo
from sandbox.hub import Hub
from sandbox.workspace import Body, Member


@dataclass(frozen=True)
class OtherApp:
    """Another app's bot."""

    hub: Hub = field(repr=False)
    member: Member

    @property
    def id(self) -> str:
        """Return the id of its bot user."""
        return self.member.id

    @property
    def app_id(self) -> str:
        """Return its app id."""
        return str(self.member.app_id)

    @property
    def bot_id(self) -> str:
        """Return its bot id."""
        return str(self.member.bot_id)

    async def post(
        self,
        channel: Channel,
        text: str = "",
        *,
        blocks: Sequence[Body] | None = None,
        attachments: Sequence[Body] | None = None,
        metadata: Body | None = None,
        thread: Message | str | None = None,
        at: datetime | str | None = None,
        subtype: str | None = None,
    ) -> Message:
        """Post a message; the bot joins the channel if need be. subtype="bot_message" is an old integration."""
        if channel.archived:
            raise CannotDo(f"#{channel.name} is archived.")
        channel.state.members.setdefault(self.id)
        body = posting.post(
            self.hub,
            channel.state,
            self.member,
            text=text,
            blocks=blocks,
            attachments=attachments,
            metadata=metadata,
            thread_ts=thread.ts if isinstance(thread, Message) else thread,
            at=at,
            extra={"subtype": subtype, "username": self.member.real_name} if subtype else None,
        )
        return Message(self.hub, channel, body["ts"])

    async def edit(self, message: Message, text: str, *, blocks: Sequence[Body] | None = None) -> None:
        """Change one of its messages."""
        changes: Body = {"text": text} | ({"blocks": list(blocks)} if blocks else {})
        posting.edit(self.hub, message.channel.state, message.ts, self.member, changes)

    async def delete(self, message: Message) -> None:
        """Delete one of its messages."""
        posting.delete(self.hub, message.channel.state, message.ts)
