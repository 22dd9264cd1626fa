"""Slack as the jobs and use cases see it: channels, people and messages.

Posts carry an opaque key in their metadata, so that a retry can find what an unanswered attempt left behind.
"""

import time
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.chat.canvases import Canvases
from bot.chat.files import Files
from bot.domain.people import Member, Role, Standing
from bot.domain.surfaces import Rendered
from bot.ports import ChannelFacts, ChatError, Page

EVENT_TYPE = "pm_delivery"
_PAGE = 200
_SLOW_PAGE = 15
_SEARCHED_PAGES = 5
_MEMBERS_FRESH = 30.0
_GROUPS_FRESH = 300.0


class SlackChat(Files, Canvases):
    """The Chat port over Slack's Web API, for one workspace's bot token."""

    def __init__(self, client: AsyncWebClient, *, slow_history: bool = False) -> None:
        """Take a client with its own shared session. `slow_history` reads 15 rows a call."""
        super().__init__(client)
        self._page = _SLOW_PAGE if slow_history else _PAGE
        self._team_url = "https://slack.com/"
        self._bot_id: str | None = None
        self._user_id = ""
        self._team: str | None = None
        self._members: dict[str, tuple[float, frozenset[str]]] = {}
        self._accepted: dict[str, bool] = {}
        self._groups: tuple[float, dict[str, str]] = (0.0, {})

    async def identify(self) -> Mapping[str, Any]:
        """Ask Slack who we are, and keep the workspace's address and our bot id. Raises ChatError."""
        answer = await self._call(self._client.auth_test)
        self._team_url = str(answer.get("url") or self._team_url)
        self._bot_id = answer.get("bot_id")
        self._user_id = str(answer.get("user_id") or "")
        self._team = answer.get("team_id")
        return dict(answer.data)

    @property
    def own_id(self) -> str:
        """Return our own user id."""
        return self._user_id

    async def history(self, channel: str, cursor: str | None) -> Page:
        """Return a page of root messages, newest first."""
        answer = await self._call(
            lambda: self._client.conversations_history(channel=channel, cursor=cursor, limit=self._page)
        )
        return _page(answer)

    async def replies(self, channel: str, thread_ts: str, cursor: str | None) -> Page:
        """Return a page of a thread, oldest first."""
        answer = await self._call(
            lambda: self._client.conversations_replies(channel=channel, ts=thread_ts, cursor=cursor, limit=self._page)
        )
        return _page(answer)

    def is_ours(self, raw: Mapping[str, Any]) -> bool:
        """Whether a raw message was posted by our own bot."""
        return self._bot_id is not None and raw.get("bot_id") == self._bot_id

    async def message(self, channel: str, ts: str) -> Mapping[str, Any] | None:
        """Return one raw message, root or reply, or None where it is gone."""
        try:
            answer = await self._call(
                lambda: self._client.conversations_replies(
                    channel=channel, ts=ts, oldest=ts, latest=ts, inclusive=True, limit=1
                )
            )
        except ChatError as error:
            if error.code in {"thread_not_found", "message_not_found"}:
                return None
            raise
        return next((one for one in answer["messages"] if one.get("ts") == ts), None)

    async def channel(self, channel: str) -> ChannelFacts:
        """Describe a channel."""
        found = (await self._call(lambda: self._client.conversations_info(channel=channel)))["channel"]
        return ChannelFacts(
            id=found["id"],
            name=found.get("name") or "",
            topic=(found.get("topic") or {}).get("value") or "",
            is_private=bool(found.get("is_private")),
            is_shared=bool(found.get("is_ext_shared")),
            is_archived=bool(found.get("is_archived")),
            is_member=bool(found.get("is_member")),
            is_im=bool(found.get("is_im") or found.get("is_mpim")),
        )

    async def channel_members(self, channel: str) -> frozenset[str]:
        """Return who is in a channel; an answer is at most half a minute old."""
        at, known = self._members.get(channel, (0.0, frozenset()))
        if at and time.monotonic() - at < _MEMBERS_FRESH:
            return known
        found: set[str] = set()
        cursor: str | None = None
        while True:
            answer = await self._call(partial(self._client.conversations_members, channel=channel, cursor=cursor))
            found.update(answer["members"])
            cursor = _cursor(answer)
            if cursor is None:
                break
        self._members[channel] = (time.monotonic(), frozenset(found))
        return frozenset(found)

    def forget_members(self, channel: str) -> None:
        """Ask again next time: somebody joined or left."""
        self._members.pop(channel, None)

    async def person(self, member: str) -> Member:
        """Describe a person."""
        answer = await self._call(lambda: self._client.users_info(user=member))
        return _member(answer["user"], self._team)

    async def names(self, member: str) -> frozenset[str]:
        """Return all that Slack calls a person, with the mail address where the app may know it."""
        user = (await self._call(lambda: self._client.users_info(user=member)))["user"]
        profile = user.get("profile") or {}
        told = [profile.get(one) for one in ("display_name", "real_name", "email")]
        return frozenset(str(one) for one in (*told, user.get("real_name"), user.get("name")) if one)

    async def groups(self) -> Mapping[str, str]:
        """Return the handles of user groups by id; an answer is at most five minutes old."""
        at, known = self._groups
        if not at or time.monotonic() - at >= _GROUPS_FRESH:
            answer = await self._call(self._client.usergroups_list)
            known = {str(one["id"]): str(one["handle"]) for one in answer["usergroups"]}
            self._groups = (time.monotonic(), known)
        return known

    async def group_members(self, group: str) -> frozenset[str]:
        """Return who is in a user group; an answer is at most half a minute old."""
        at, known = self._members.get(group, (0.0, frozenset()))
        if at and time.monotonic() - at < _MEMBERS_FRESH:
            return known
        answer = await self._call(lambda: self._client.usergroups_users_list(usergroup=group))
        found = frozenset(str(one) for one in answer["users"])
        self._members[group] = (time.monotonic(), found)
        return found

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
        """Post a message that carries `key`; return its ts. A broadcast reply stands in the channel as well."""
        carried = {"key": key} | ({"asks": list(asks)} if asks else {})
        answer = await self._call(
            lambda: self._client.chat_postMessage(
                channel=channel,
                text=message.text,
                blocks=list(message.blocks),
                thread_ts=thread_ts,
                reply_broadcast=reply_broadcast or None,
                metadata={"event_type": EVENT_TYPE, "event_payload": carried},
                unfurl_links=False,
                unfurl_media=False,
            )
        )
        return str(answer["ts"])

    async def find(self, channel: str, key: str, *, since: datetime, thread_ts: str | None = None) -> str | None:
        """Look for a message of our own bot with that key, posted since then (UTC)."""
        async for ts, carried in self._carried(channel, since, thread_ts):
            if carried.get("key") == key:
                return ts
        return None

    async def asked(self, channel: str, *, since: datetime, thread_ts: str | None = None) -> Mapping[str, str]:
        """Return what our own messages since then (UTC) carry, each of their asks and their key, with their ts."""
        found: dict[str, str] = {}
        async for ts, carried in self._carried(channel, since, thread_ts):
            asks = carried.get("asks")
            for one in (carried.get("key"), *(asks if isinstance(asks, list) else ())):
                found.setdefault(str(one), ts)
        return found

    async def _carried(
        self, channel: str, since: datetime, thread_ts: str | None
    ) -> AsyncIterator[tuple[str, Mapping[str, Any]]]:
        """Go through what messages of our own bot carry, a few pages of them."""
        oldest = f"{since.timestamp():.6f}"
        cursor: str | None = None
        for _ in range(_SEARCHED_PAGES):
            answer = await self._recent(channel, thread_ts, oldest, cursor)
            for one in answer["messages"]:
                payload = (one.get("metadata") or {}).get("event_payload")
                if isinstance(payload, Mapping) and self.is_ours(one):
                    yield str(one["ts"]), payload
            cursor = _cursor(answer)
            if cursor is None:
                return

    async def _recent(self, channel: str, thread_ts: str | None, oldest: str, cursor: str | None) -> Any:
        common: dict[str, Any] = {"channel": channel, "oldest": oldest, "cursor": cursor, "limit": self._page}
        common |= {"include_all_metadata": True, "inclusive": True}
        if thread_ts is not None:
            return await self._call(lambda: self._client.conversations_replies(ts=thread_ts, **common))
        return await self._call(lambda: self._client.conversations_history(**common))

    async def update(self, channel: str, ts: str, message: Rendered) -> None:
        """Replace a message's text and blocks, always together."""
        await self._call(
            lambda: self._client.chat_update(channel=channel, ts=ts, text=message.text, blocks=list(message.blocks))
        )

    async def whisper(self, channel: str, member: str, message: Rendered, *, thread_ts: str | None = None) -> None:
        """Show a message to one person only."""
        await self._call(
            lambda: self._client.chat_postEphemeral(
                channel=channel, user=member, text=message.text, blocks=list(message.blocks), thread_ts=thread_ts
            )
        )

    async def react(self, channel: str, ts: str, name: str) -> None:
        """Put an emoji on a message."""
        await self._unless(
            {"already_reacted"}, lambda: self._client.reactions_add(channel=channel, timestamp=ts, name=name)
        )

    async def unreact(self, channel: str, ts: str, name: str) -> None:
        """Take our emoji off a message."""
        await self._unless(
            {"no_reaction"}, lambda: self._client.reactions_remove(channel=channel, timestamp=ts, name=name)
        )

    async def direct(self, member: str) -> str:
        """Open the direct conversation with a person; return its channel id."""
        answer = await self._call(lambda: self._client.conversations_open(users=member))
        return str(answer["channel"]["id"])

    async def publish_home(self, member: str, view: Mapping[str, Any]) -> None:
        """Publish a person's Home."""
        await self._call(lambda: self._client.views_publish(user_id=member, view=dict(view)))

    async def update_view(self, view: str, body: Mapping[str, Any]) -> None:
        """Replace an open window; one that was closed is fine."""
        await self._unless({"not_found"}, lambda: self._client.views_update(view_id=view, view=dict(body)))

    async def bookmark(self, channel: str, title: str, link: str) -> None:
        """Add a link to the channel's bookmarks."""
        await self._call(lambda: self._client.bookmarks_add(channel_id=channel, title=title, type="link", link=link))

    async def join(self, channel: str) -> None:
        """Join a public channel."""
        await self._call(lambda: self._client.conversations_join(channel=channel))

    async def accepts(self, block: Mapping[str, Any]) -> bool:
        """Whether Slack's own checker takes a block of this kind; asked once, an unclear answer counts as yes."""
        kind = str(block.get("type"))
        if kind not in self._accepted:
            try:
                await self._call(lambda: self._client.blocks_validate(blocks=[dict(block)]))
                self._accepted[kind] = True
            except ChatError as error:
                if error.passing or error.code != "invalid_blocks":
                    return True
                self._accepted[kind] = False
        return self._accepted[kind]

    def permalink(self, channel: str, ts: str, thread_ts: str | None = None) -> str:
        """Return the link to a message, made of the workspace's address."""
        link = f"{self._team_url}archives/{channel}/p{ts.replace('.', '')}"
        return f"{link}?thread_ts={thread_ts}&cid={channel}" if thread_ts and thread_ts != ts else link

    def canvas_link(self, canvas: str) -> str:
        """Return the link to a canvas, made of the workspace's address."""
        return f"{self._team_url}docs/{self._team}/{canvas}"


def _page(answer: Any) -> Page:
    return Page(messages=tuple(answer["messages"]), cursor=_cursor(answer), limited=bool(answer.get("is_limited")))


def _cursor(answer: Any) -> str | None:
    return (answer.get("response_metadata") or {}).get("next_cursor") or None


def _member(user: Mapping[str, Any], team: str | None) -> Member:
    profile = user.get("profile") or {}
    standing = Standing.MEMBER
    if user.get("deleted"):
        standing = Standing.DEACTIVATED
    elif user.get("is_bot") or user.get("id") == "USLACKBOT":
        standing = Standing.BOT
    elif user.get("is_stranger") or (team and user.get("team_id", team) != team):
        standing = Standing.OUTSIDER
    elif user.get("is_restricted") or user.get("is_ultra_restricted"):
        standing = Standing.GUEST
    is_admin = bool(user.get("is_admin") or user.get("is_owner") or user.get("is_primary_owner"))
    name = profile.get("display_name") or profile.get("real_name") or user.get("real_name") or user.get("name") or ""
    return Member(
        workspace=str(user.get("team_id") or ""),
        id=str(user["id"]),
        name=str(name),
        zone=str(user.get("tz") or "UTC"),
        standing=standing,
        role=Role.ORG_ADMIN if is_admin and standing is Standing.MEMBER else Role.MEMBER,
    )
