"""One window over its WebSocket: it says where it looks, and gets whatever there is drawn otherwise than before."""

import asyncio
import contextlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from htpy import Node, fragment
from starlette.websockets import WebSocket, WebSocketDisconnect

from sandbox.page import conversation, dates, messages, panel, sidebar, stories, views
from sandbox.page.desk import Desk
from sandbox.page.viewer import Viewer
from sandbox.workspace import Conversation, Member

TOGETHER = 0.015
"""Seconds in which changes are gathered before they are drawn."""
HOME = "home"
STORIES = "stories"


@dataclass(frozen=True)
class Look:
    """Where a window looks: a conversation or Home, a thread in it, how far back, and whether behind the scenes."""

    place: str = HOME
    thread: str | None = None
    oldest: str = ""
    panel: bool = False

    @classmethod
    def read(cls, told: Mapping[str, Any]) -> "Look":
        """Read what a window sent; whatever is not text counts as nothing."""
        thread = told.get("thread")
        return cls(
            place=str(told.get("place") or HOME),
            thread=str(thread) if thread else None,
            oldest=str(told.get("oldest") or ""),
            panel=bool(told.get("panel")),
        )


@dataclass
class Window:
    """Somebody's window. `sent` is what it shows: the drawn text by region, and by list and key."""

    desk: Desk
    person: Member
    look: Look = field(default_factory=Look)
    sent: dict[str, str] = field(default_factory=dict)
    lists: dict[str, dict[str, str]] = field(default_factory=dict)
    marks: dict[tuple[str, str | None], str] = field(default_factory=dict)
    drawn: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Messages as they were last drawn, by their place: what they were drawn from, and how that looks."""

    def turn_to(self, look: Look) -> None:
        """Look somewhere else. What was new on arrival stays marked until the window goes elsewhere."""
        if look.place != self.look.place:
            self.drawn.clear()
        if (look.place, look.thread) != (self.look.place, self.look.thread) or not self.marks:
            here = (look.place, None)
            self.marks = {here: self.marks.get(here) or self.desk.read_to(self.person.id, look.place)}
            if look.thread:
                self.marks[look.place, look.thread] = self.desk.read_to(self.person.id, look.place, look.thread)
        self.look = look

    def changes(self) -> dict[str, Any]:
        """Return what is drawn otherwise than what the window shows, and take it for shown."""
        viewer = Viewer(self.desk.hub, self.person)
        changed = {"regions": self._regions(viewer), "lists": self._lists(viewer)}
        return {key: value for key, value in changed.items() if value}

    def _regions(self, viewer: Viewer) -> dict[str, str]:
        changed = {}
        for name, node in self._drawn(viewer):
            text = str(fragment[node])
            if self.sent.get(name) != text:
                changed[name] = self.sent[name] = text
        return changed

    def _drawn(self, viewer: Viewer) -> Iterator[tuple[str, Node]]:
        desk, look = self.desk, self.look
        channel = self._channel()
        if channel is not None:
            desk.mark_read(self.person.id, channel)
            yield "head", conversation.head(viewer, channel)
            yield "composer", conversation.foot(viewer, channel, None)
            yield "home", None
        else:
            yield "composer", None
            yield from self._no_channel(viewer)
        if channel is not None and look.thread:
            desk.mark_read(self.person.id, channel, look.thread)
            yield "thread-head", conversation.thread_head(viewer, channel)
            yield "reply", conversation.foot(viewer, channel, look.thread)
        yield from self._behind(viewer)
        yield "sidebar", sidebar.drawn(desk, viewer, look.place)
        beside = stories.strip(desk.backstage.theatre, viewer) if desk.backstage is not None else None
        yield "modal", views.modals(desk.hub.modals.get(self.person.id, []), viewer, beside)
        yield "now", dates.face(viewer)

    def _no_channel(self, viewer: Viewer) -> Iterator[tuple[str, Node]]:
        behind = self.desk.backstage
        if self.look.place == STORIES and behind is not None:
            yield "head", conversation.plain_head("Stories")
            yield "home", stories.chooser(behind, viewer, self.desk.brought)
        elif self.look.place == HOME:
            yield "head", conversation.plain_head(f"{viewer.hub.installation.bot.real_name} Home")
            yield "home", views.home(self.desk.hub.homes.get(self.person.id), viewer)
        else:
            yield "head", conversation.plain_head("Nothing here")
            yield "home", conversation.nothing()

    def _behind(self, viewer: Viewer) -> Iterator[tuple[str, Node]]:
        behind = self.desk.backstage
        if behind is not None:
            yield "story", stories.bar(behind.theatre, viewer)
            yield "bot-state", behind.bot.sentence if behind.bot.name != "running" else None
        if self.look.panel:
            yield "controls", panel.controls(self.desk.hub, behind)

    def _lists(self, viewer: Viewer) -> dict[str, Any]:
        channel = self._channel()
        changed: dict[str, Any] = {}
        rows: Iterable[conversation.Row] = ()
        if channel is not None:
            mark = self.marks.get((channel.id, None), "")
            rows = conversation.rows(viewer, channel, self.look.oldest, mark)
        self._list("messages", rows, viewer, channel, changed)
        rows = ()
        if channel is not None and self.look.thread:
            mark = self.marks.get((channel.id, self.look.thread), "")
            rows = conversation.thread_rows(viewer, channel, self.look.thread, mark)
        self._list("replies", rows, viewer, channel, changed)
        if self.look.panel:
            self._list("traffic", panel.traffic_rows(self.desk.hub, viewer), viewer, None, changed)
        return changed

    def _list(
        self,
        name: str,
        rows: Iterable[conversation.Row],
        viewer: Viewer,
        channel: Conversation | None,
        changed: dict[str, Any],
    ) -> None:
        before = self.lists.get(name, {})
        now: dict[str, str] = {}
        for key, what in rows:
            if not isinstance(what, conversation.Said):
                now[key] = str(fragment[what])
            elif channel is not None:
                now[key] = self._message(f"{name}/{key}", what, viewer, channel)
        self.lists[name] = now
        if now == before and list(now) == list(before):
            return
        new = {key: text for key, text in now.items() if before.get(key) != text}
        changed[name] = {"keys": list(now), "changed": new, "of": self._shown_in(name)}

    def _shown_in(self, name: str) -> str:
        """Return what a list is of. A window that gets the list of something else begins at its end."""
        of = {"messages": self.look.place, "replies": f"{self.look.place}/{self.look.thread}"}
        return of.get(name, name)

    def _message(self, place: str, said: conversation.Said, viewer: Viewer, channel: Conversation) -> str:
        ts = str(said.body["ts"])
        unread = bool(said.body.get("reply_count")) and self.desk.unread(self.person, channel, ts) > 0
        state = viewer.hub.message_state.get((self.person.id, channel.id, ts))
        made_of = json.dumps([said.body, said.again, unread, state, f"{viewer.now:%Y-%m-%d}"], default=str)
        if self.drawn.get(place, ("", ""))[0] != made_of:
            thread = place.startswith("replies/")
            row = messages.row(said.body, channel, viewer, thread=thread, again=said.again, unread=unread)
            self.drawn[place] = (made_of, str(fragment[row]))
        return self.drawn[place][1]

    def _channel(self) -> Conversation | None:
        channel = self.desk.hub.workspace.conversations.get(self.look.place)
        return channel if channel is not None and self.desk.may_see(self.person, channel) else None


async def serve(desk: Desk, socket: WebSocket) -> None:
    """Hold one window from its first message, which must have the run's token, to its end."""
    await socket.accept()
    try:
        hello = await socket.receive_json()
        person = desk.person(hello.get("as"))
        if not desk.trusts(str(hello.get("token"))) or person is None:
            await socket.close(1008)
            return
        await _hold(Window(desk, person), socket, hello)
    except (WebSocketDisconnect, ValueError, AttributeError):
        return


async def _hold(window: Window, socket: WebSocket, hello: Mapping[str, Any]) -> None:
    stirred = asyncio.Event()
    watchers = window.desk.hub.recorder.watchers
    watchers.add(stirred.set)
    window.turn_to(Look.read(hello))
    sending = asyncio.create_task(_send(window, socket, stirred))
    try:
        stirred.set()
        while True:
            window.turn_to(Look.read(await socket.receive_json()))
            stirred.set()
    finally:
        watchers.discard(stirred.set)
        sending.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await sending


async def _send(window: Window, socket: WebSocket, stirred: asyncio.Event) -> None:
    while True:
        await stirred.wait()
        await asyncio.sleep(TOGETHER)
        stirred.clear()
        if changes := window.changes():
            await socket.send_text(json.dumps(changes))  # in ASCII: half a character in a message breaks nothing
