"""What we send to Slack and read from it, where it may wait or be tried again."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from bot.domain.people import Member
from bot.domain.surfaces import Rendered
from bot.domain.values import Value


class ChatError(Exception):
    """Slack did not do it. `code` is Slack's own error name; `retry_after` (seconds) is set when it asked us to wait.

    `passing` says whether the same call can succeed later; `unknown` that it may have had its effect all the same.
    """

    def __init__(self, code: str, *, passing: bool, retry_after: float | None = None, unknown: bool = False) -> None:
        super().__init__(code)
        self.code = code
        self.passing = passing
        self.retry_after = retry_after
        self.unknown = unknown


class Page(Value):
    """A page of raw Slack messages, as Slack sent them."""

    messages: tuple[Mapping[str, Any], ...] = ()
    cursor: str | None = None
    limited: bool = False


class ChannelFacts(Value):
    """A channel as Slack describes it now."""

    id: str
    name: str = ""
    topic: str = ""
    is_private: bool = False
    is_shared: bool = False
    is_archived: bool = False
    is_member: bool = False
    is_im: bool = False


class Upload(Value):
    """A file to be shown. `alt` is what a screen reader says of it."""

    name: str
    title: str
    content: bytes
    alt: str = ""


class Chat(Protocol):
    """Everything we send to Slack that can wait or be tried again. Every method may raise ChatError."""

    @property
    def own_id(self) -> str:
        """Our own user id, as channels list it among their members."""
        ...

    async def history(self, channel: str, cursor: str | None) -> Page:
        """Return a page of root messages, newest first."""
        ...

    async def replies(self, channel: str, thread_ts: str, cursor: str | None) -> Page:
        """Return a page of a thread, oldest first, the root as first message of the first page."""
        ...

    def is_ours(self, raw: Mapping[str, Any]) -> bool:
        """Whether a raw message was posted by our own bot, by its bot id and never by its name."""
        ...

    async def message(self, channel: str, ts: str) -> Mapping[str, Any] | None:
        """Return one raw message, root or reply, or None where it is gone."""
        ...

    async def channel(self, channel: str) -> ChannelFacts:
        """Describe a channel."""
        ...

    async def channel_members(self, channel: str) -> frozenset[str]:
        """Return the Slack ids of everybody in a channel now."""
        ...

    def forget_members(self, channel: str) -> None:
        """Ask Slack again next time: somebody joined or left."""
        ...

    async def person(self, member: str) -> Member:
        """Describe a person, with the role that Slack's own owners and admins have."""
        ...

    async def names(self, member: str) -> frozenset[str]:
        """Return all that Slack calls a person, with the mail address where the app may know it."""
        ...

    async def groups(self) -> Mapping[str, str]:
        """Return the handles of user groups by id; paid plans only, so a permanent ChatError is ordinary."""
        ...

    async def group_members(self, group: str) -> frozenset[str]:
        """Return the Slack ids of everybody in a user group; paid plans only, so a permanent ChatError is ordinary."""
        ...

    async def post(
        self,
        channel: str,
        message: Rendered,
        *,
        key: str,
        thread_ts: str | None = None,
        reply_broadcast: bool = False,
        asks: Sequence[str] = (),
    ) -> str:
        """Post a message that carries `key` in its metadata; return its ts.

        With `reply_broadcast` a reply stands in the channel as well, as one message in two places. `asks` name the
        questions in it; it carries them too.
        """
        ...

    async def asked(self, channel: str, *, since: datetime, thread_ts: str | None = None) -> Mapping[str, str]:
        """Return what our own messages since then (UTC) carry, each of their asks and their key, with their ts."""
        ...

    async def find(self, channel: str, key: str, *, since: datetime, thread_ts: str | None = None) -> str | None:
        """Look in recent history for a message of our own bot that carries `key`; return its ts or None."""
        ...

    async def update(self, channel: str, ts: str, message: Rendered) -> None:
        """Replace a message's text and blocks."""
        ...

    async def whisper(self, channel: str, member: str, message: Rendered, *, thread_ts: str | None = None) -> None:
        """Show a message to one person only, in a channel."""
        ...

    async def react(self, channel: str, ts: str, name: str) -> None:
        """Put an emoji on a message; one that is there already is fine."""
        ...

    async def unreact(self, channel: str, ts: str, name: str) -> None:
        """Take our emoji off a message; one that is not there is fine."""
        ...

    async def direct(self, member: str) -> str:
        """Open the direct conversation with a person; return its channel id."""
        ...

    async def publish_home(self, member: str, view: Mapping[str, Any]) -> None:
        """Publish a person's Home."""
        ...

    async def update_view(self, view: str, body: Mapping[str, Any]) -> None:
        """Replace an open window, by its id; one that was closed is fine."""
        ...

    async def prepare_upload(self, files: Sequence[Upload]) -> tuple[str, ...]:
        """Send files to where nobody sees them yet; return their ids, to be written down before they are shown."""
        ...

    async def complete_upload(
        self, channel: str, files: Mapping[str, str], *, thread_ts: str | None = None, comment: Rendered | None = None
    ) -> None:
        """Show sent files (id to title) in one message. Once: where an earlier try did it, this does nothing.

        A permanent `file_not_found` means that they were never shown and are forgotten: they must be sent again.
        Of a comment with blocks Slack takes only these.
        """
        ...

    async def remove_file(self, file: str) -> None:
        """Delete one of our files wherever it is shown; one that is gone is fine."""
        ...

    async def put_canvas(self, channel: str, title: str, markdown: str, *, canvas: str | None = None) -> str:
        """Write our canvas of a channel, whole; return its id. Without `canvas` it is made, otherwise written anew.

        A channel has one canvas: where people made it, this raises `channel_canvas_already_exists`, permanently, as it
        does with Slack's own name where the workspace has no canvases. Everybody in the channel reads it.
        """
        ...

    async def remove_canvas(self, canvas: str) -> None:
        """Delete a canvas of ours; one that is gone is fine."""
        ...

    async def bookmark(self, channel: str, title: str, link: str) -> None:
        """Add a link to the channel's bookmarks."""
        ...

    async def join(self, channel: str) -> None:
        """Join a public channel. Only ever because a person asked."""
        ...

    async def accepts(self, block: Mapping[str, Any]) -> bool:
        """Whether Slack's own checker takes a block of this kind."""
        ...

    def permalink(self, channel: str, ts: str, thread_ts: str | None = None) -> str:
        """Return the link to a message, without asking Slack."""
        ...

    def canvas_link(self, canvas: str) -> str:
        """Return the link to a canvas, without asking Slack."""
        ...
