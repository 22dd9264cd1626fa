"""What people do at the page: JSON comes in, the driver does it as whoever acts, and what came of it goes out."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.driver import Channel, Home, Interaction, Message, Modal, Person
from sandbox.driver.composer import composed, stored, typed
from sandbox.errors import CannotDo, Gone
from sandbox.page import emoji, levers
from sandbox.page.desk import EXPORT, Desk
from sandbox.page.viewer import Viewer

Told = Mapping[str, Any]


class Nonsense(Exception):  # noqa: N818 -- what the page sent is no deed at all
    """A request that no window of ours sends."""


@dataclass(frozen=True)
class Doing:
    """Somebody who does something, with what their window told of it."""

    desk: Desk
    me: Person
    told: Told

    def text(self, name: str) -> str:
        """Return a field that must be text. Raises Nonsense."""
        found = self.told.get(name)
        if not isinstance(found, str):
            raise Nonsense(f"{name} must be text")
        return found

    def maybe(self, name: str) -> str | None:
        """Return a field that may be missing."""
        return self.text(name) if self.told.get(name) is not None else None

    def flag(self, name: str) -> bool | None:
        """Return yes, no, or that it was not asked."""
        found = self.told.get(name)
        return found if isinstance(found, bool) else None

    @property
    def channel(self) -> Channel:
        """Return the conversation it is about. Raises CannotDo where this person sees none of that id."""
        return self._seen(self.text("channel"))

    @property
    def message(self) -> Message:
        """Return the message it is about."""
        channel, ts = self.channel, self.text("ts")
        if ts not in channel.state.messages:
            raise CannotDo("This message is gone.")
        return channel.message(ts)

    @property
    def surface(self) -> Message | Modal | Home:
        """Return what a control stands on. Raises CannotDo when it is not there any more."""
        where = self.told.get("surface")
        if not isinstance(where, dict):
            raise Nonsense("surface must say where")
        kind = where.get("kind")
        if kind == "message":
            channel, ts = self._seen(str(where.get("channel"))), str(where.get("ts"))
            only = next((each for each in self.me.ephemerals(channel) if each.ts == ts), None)
            return only or channel.message(ts)
        if kind == "home" and self.me.home is not None:
            return self.me.home
        return self.modal(str(where.get("view"))) if kind == "modal" else _gone()

    def modal(self, view: str) -> Modal:
        """Return the modal on top, which must be this one."""
        found = self.me.modal
        return found if found is not None and found.id == view else _gone()

    def _seen(self, key: str) -> Channel:
        channel = self.desk.hub.workspace.conversations.get(key)
        if channel is None or not self.desk.may_see(self.me.member, channel):
            raise CannotDo("There is no such channel here.")
        return Channel(self.desk.hub, channel.id)


def _gone() -> Any:
    raise Gone("This is not shown any more.")


Deed = Callable[[Doing], Awaitable[Interaction | Mapping[str, Any] | None]]


async def _post(do: Doing) -> None:
    text = do.text("text").strip("\n")
    if not text.strip():
        raise CannotDo("There is nothing to send.")
    hub = do.desk.hub
    blocks = [composed(hub, text)]
    await do.me.post(
        do.channel,
        stored(hub, text),
        thread=do.maybe("thread"),
        broadcast=bool(do.flag("broadcast")),
        blocks=blocks,
    )


async def _slash(do: Doing) -> Interaction:
    return await do.me.slash(do.text("line").strip(), do.channel)


async def _edit(do: Doing) -> None:
    text = do.text("text").strip("\n")
    if not text.strip():
        raise CannotDo("A message needs words; delete it instead.")
    await do.me.edit(do.message, stored(do.desk.hub, text), blocks=[composed(do.desk.hub, text)])


async def _source(do: Doing) -> Mapping[str, Any]:
    return {"text": typed(do.desk.hub, do.message.text)}


async def _delete(do: Doing) -> None:
    await do.me.delete(do.message)


async def _react(do: Doing) -> None:
    emoji, message = do.text("emoji").strip(": "), do.message
    given = (each for each in message.body.get("reactions", []) if each["name"] == emoji)
    if any(do.me.id in each["users"] for each in given):
        await do.me.unreact(message, emoji)
    else:
        await do.me.react(message, emoji)


async def _pin(do: Doing) -> None:
    message = do.message
    await (do.me.unpin(message) if message.body.get("pinned_to") else do.me.pin(message))


async def _act(do: Doing) -> Interaction:
    block, action = do.text("block"), do.text("action")
    value, enter = do.told.get("value"), bool(do.flag("enter"))
    return await do.me.use(do.surface, block, action, value, confirm=do.flag("confirm"), enter=enter)


async def _suggest(do: Doing) -> Mapping[str, Any]:
    offered = await do.me.suggest(do.surface, do.text("block"), do.text("action"), do.text("typed"))
    return {"options": offered}


async def _submit(do: Doing) -> Interaction:
    return await do.modal(do.text("view")).submit()


async def _close(do: Doing) -> Interaction:
    return await do.modal(do.text("view")).close()


async def _dismiss(do: Doing) -> Interaction:
    return await do.modal(do.text("view")).dismiss()


async def _shortcut(do: Doing) -> Interaction:
    message = do.message if do.told.get("ts") else None
    return await do.me.shortcut(do.text("callback_id"), message=message)


async def _open_home(do: Doing) -> None:
    await do.me.open_home()


async def _open_direct(do: Doing) -> Mapping[str, Any]:
    hub, other = do.desk.hub, do.text("user")
    if other not in hub.workspace.members:
        raise CannotDo("There is nobody of that name here.")
    people = list(dict.fromkeys([do.me.id, other]))
    found = hub.workspace.direct(*people) or hub.start_direct(people)
    return {"channel": found.id}


async def _person(do: Doing) -> Mapping[str, Any]:
    member = do.desk.hub.workspace.members.get(do.text("user"))
    if member is None:
        raise CannotDo("There is nobody of that name here.")
    there = f"{Viewer(do.desk.hub, member).now:%H:%M} in {member.tz.replace('_', ' ')}"
    return {
        "name": member.real_name,
        "about": [f"@{member.name}", "An app" if member.is_bot else there],
        "app": member.id == do.desk.hub.installation.bot.id,
        "other": do.desk.person(member.id) is not None and member.id != do.me.id,
    }


async def _emoji(do: Doing) -> Mapping[str, Any]:
    return {"character": emoji.character(do.text("name"))}


async def _join(do: Doing) -> None:
    await do.me.join(do.channel)


async def _leave(do: Doing) -> None:
    await do.me.leave(do.channel)


async def _invite(do: Doing) -> None:
    member = do.desk.hub.workspace.members.get(do.text("user"))
    if member is None:
        raise CannotDo("There is nobody of that name here.")
    await do.me.invite(do.channel, member)


async def _people(do: Doing) -> Mapping[str, Any]:
    hub, channel = do.desk.hub, do.channel
    there = [hub.workspace.members[each] for each in channel.members]
    others = [each for each in hub.workspace.members.values() if each.id not in channel.members and not each.deleted]
    return {
        "members": [{"id": each.id, "name": each.real_name} for each in there],
        "others": [{"id": each.id, "name": each.real_name} for each in others],
    }


async def _clock(do: Doing) -> Mapping[str, Any]:
    return {"said": await levers.clock(do.desk.backstage, do.told)}


async def _bot(do: Doing) -> Mapping[str, Any]:
    return {"said": await levers.bot(do.desk.backstage, do.told)}


async def _fault(do: Doing) -> Mapping[str, Any]:
    return {"said": levers.fault(do.desk.hub, do.desk.backstage, do.told)}


async def _choose(do: Doing) -> Mapping[str, Any]:
    now = await do.desk.behind.theatre.choose(do.text("name"))
    channel = do.desk.hub.workspace.conversations[now.channel]
    me, was = do.me.member, do.desk.person(do.told.get("was"))
    if was is not None and was is not me and do.desk.may_see(was, channel):
        return {"channel": now.channel, "as": was.id, "said": f"You act as {was.real_name} again."}
    inside = [each for each in do.desk.people if each.id in channel.members]
    if do.desk.may_see(me, channel) or not inside:
        return {"channel": now.channel, "as": me.id}
    said = f"You act as {inside[0].real_name} now: {channel.name} is private, and {me.real_name} is not in it."
    return {"channel": now.channel, "as": inside[0].id, "said": said}


async def _story(do: Doing) -> None:
    theatre, deed = do.desk.behind.theatre, do.text("deed")
    if deed == "step":
        await theatre.step()
    else:
        deeds = {"play": theatre.play, "hurry": theatre.hurry, "skip": theatre.skip, "pause": theatre.pause}
        if deed not in deeds:
            raise Nonsense("a story knows step, play, hurry, skip and pause")
        deeds[deed]()


async def _bring(do: Doing) -> Mapping[str, Any]:
    behind = do.desk.behind
    brought = await behind.bring(behind.folder / EXPORT, do.text("channel"))
    channel = Channel(do.desk.hub, brought.channel)
    if do.me.id not in channel.members:
        channel.state.members[do.me.id] = None
    return {
        "channel": brought.channel,
        "said": " ".join((f"{brought.messages} messages are here now.", *brought.notes)),
    }


DEEDS: Mapping[str, Deed] = {
    "post": _post,
    "slash": _slash,
    "edit": _edit,
    "source": _source,
    "delete": _delete,
    "react": _react,
    "pin": _pin,
    "act": _act,
    "suggest": _suggest,
    "submit": _submit,
    "close": _close,
    "dismiss": _dismiss,
    "shortcut": _shortcut,
    "open_home": _open_home,
    "open_direct": _open_direct,
    "person": _person,
    "emoji": _emoji,
    "join": _join,
    "leave": _leave,
    "invite": _invite,
    "people": _people,
    "clock": _clock,
    "bot": _bot,
    "fault": _fault,
    "choose": _choose,
    "story": _story,
    "bring": _bring,
}
"""What a window may ask for, by its name in the address."""


async def done(desk: Desk, name: str, told: Any) -> Mapping[str, Any]:
    """Let somebody do something, and return what their window is told. Raises CannotDo or Nonsense."""
    deed = DEEDS.get(name)
    if deed is None or not isinstance(told, dict):
        raise Nonsense("there is no such deed")
    member = desk.person(told.get("as"))
    if member is None:
        raise Nonsense("nobody of that id is here")
    try:
        came = await deed(Doing(desk, Person(desk.hub, member), told))
    finally:
        desk.hub.recorder.stir()
    if isinstance(came, Interaction):
        return {"failure": came.failure, "detail": came.detail}
    return came or {}
