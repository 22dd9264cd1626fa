"""What else people do in a channel (react, pin, come and go, rename, archive) and the events that follow."""

from sandbox.clock import ts_of
from sandbox.composing import user_body
from sandbox.events import emit
from sandbox.hub import Hub
from sandbox.posting import say
from sandbox.workspace import Body, Conversation, Member


def react(hub: Hub, channel: Conversation, ts: str, person: Member, emoji: str) -> bool:
    """Add a reaction; False when this person had already given it."""
    reactions = channel.messages[ts].setdefault("reactions", [])
    found = next((each for each in reactions if each["name"] == emoji), None)
    if found is None:
        found = {"name": emoji, "users": [], "count": 0}
        reactions.append(found)
    if person.id in found["users"]:
        return False
    found["users"].append(person.id)
    found["count"] += 1
    _emit_reaction(hub, channel, ts, person, ("reaction_added", emoji))
    return True


def unreact(hub: Hub, channel: Conversation, ts: str, person: Member, emoji: str) -> bool:
    """Take a reaction back; False when there was none."""
    body = channel.messages[ts]
    found = next((each for each in body.get("reactions", []) if each["name"] == emoji), None)
    if found is None or person.id not in found["users"]:
        return False
    found["users"].remove(person.id)
    found["count"] -= 1
    body["reactions"] = [each for each in body["reactions"] if each["count"]]
    if not body["reactions"]:
        del body["reactions"]
    _emit_reaction(hub, channel, ts, person, ("reaction_removed", emoji))
    return True


def _emit_reaction(hub: Hub, channel: Conversation, ts: str, person: Member, what: tuple[str, str]) -> None:
    item = {"type": "message", "channel": channel.id, "ts": ts}
    event: Body = {"type": what[0], "user": person.id, "reaction": what[1], "item": item}
    author = channel.messages[ts].get("user")
    emit(hub, event | ({"item_user": author} if author else {}), channel)


def pin(hub: Hub, channel: Conversation, ts: str, person: Member) -> bool:
    """Pin a message; False when it was pinned before."""
    body = channel.messages[ts]
    if body.get("pinned_to"):
        return False
    now = hub.seconds()
    body["pinned_to"] = [channel.id]
    body["pinned_info"] = {"channel": channel.id, "pinned_by": person.id, "pinned_ts": now}
    item = {"type": "message", "channel": channel.id, "created": now, "created_by": person.id, "message": body}
    channel.pins.insert(0, item)
    _emit_pin(hub, channel, "pin_added", person, item)
    return True


def unpin(hub: Hub, channel: Conversation, ts: str, person: Member) -> bool:
    """Take a pin off; False when there was none."""
    item = next((each for each in channel.pins if each["message"]["ts"] == ts), None)
    if item is None:
        return False
    channel.pins.remove(item)
    for key in ("pinned_to", "pinned_info"):
        channel.messages[ts].pop(key, None)
    _emit_pin(hub, channel, "pin_removed", person, item)
    return True


def _emit_pin(hub: Hub, channel: Conversation, kind: str, person: Member, item: Body) -> None:
    event: Body = {"type": kind, "user": person.id, "channel_id": channel.id, "item": {**item}}
    event |= {"item_user": item["message"].get("user"), "pin_count": len(channel.pins)}
    if kind == "pin_removed":
        event["has_pins"] = bool(channel.pins)
    emit(hub, event, channel)


def join(hub: Hub, channel: Conversation, member: Member, inviter: Member | None = None) -> bool:
    """Let somebody into a channel; False when they were in it."""
    if member.id in channel.members:
        return False
    channel.members[member.id] = None
    extra: Body = {"inviter": inviter.id} if inviter else {}
    if channel.kind in ("channel", "group"):
        subtype = "channel_join" if channel.kind == "channel" else "group_join"
        say(hub, channel, member, subtype, f"<@{member.id}> has joined the channel", **extra)
    emit(hub, _membership("member_joined_channel", channel, member) | extra, channel)
    return True


def leave(hub: Hub, channel: Conversation, member: Member) -> bool:
    """Let somebody out of a channel; False when they were not in it. The app hears of its own leaving, too."""
    if member.id not in channel.members:
        return False
    subtype = "channel_leave" if channel.kind == "channel" else "group_leave"
    say(hub, channel, member, subtype, f"<@{member.id}> has left the channel")
    emit(hub, _membership("member_left_channel", channel, member), channel)
    del channel.members[member.id]
    return True


def _membership(kind: str, channel: Conversation, member: Member) -> Body:
    letter = "C" if channel.kind == "channel" else "G"
    return {
        "type": kind,
        "user": member.id,
        "channel": channel.id,
        "channel_type": letter,
        "team": member.team_id,
    }


def archive(hub: Hub, channel: Conversation, person: Member) -> None:
    """Archive a channel: a line in it, the event, and every bot is thrown out."""
    kind = "channel_archive" if channel.kind == "channel" else "group_archive"
    say(hub, channel, person, kind, f"<@{person.id}> archived the channel")
    emit(hub, {"type": kind, "channel": channel.id, "user": person.id, "is_moved": 0}, channel)
    channel.archived = True
    members = hub.workspace.members
    channel.members = {each: None for each in channel.members if not members[each].is_bot}


def unarchive(hub: Hub, channel: Conversation, person: Member) -> None:
    """Bring a channel back: a line in it and the event. The bots that were thrown out stay out until invited."""
    channel.archived = False
    kind = "channel_unarchive" if channel.kind == "channel" else "group_unarchive"
    say(hub, channel, person, kind, f"<@{person.id}> un-archived the channel")
    emit(hub, {"type": kind, "channel": channel.id, "user": person.id}, channel)


def rename(hub: Hub, channel: Conversation, person: Member, name: str) -> None:
    """Rename a channel: a line in it and the event."""
    old, channel.name = channel.name, name
    channel.previous_names.insert(0, old)
    prefix = "channel" if channel.kind == "channel" else "group"
    text = f'<@{person.id}> has renamed the channel from "{old}" to "{name}"'
    say(hub, channel, person, f"{prefix}_name", text, old_name=old, name=name)
    facts = {
        "id": channel.id,
        "is_channel": channel.kind == "channel",
        "is_mpim": False,
        "name": name,
        "name_normalized": name,
        "created": channel.created,
    }
    emit(hub, {"type": f"{prefix}_rename", "channel": facts}, channel)


def set_topic(hub: Hub, channel: Conversation, person: Member, topic: str) -> None:
    """Set a channel's topic: a line in it."""
    channel.topic = {"value": topic, "creator": person.id, "last_set": hub.seconds()}
    prefix = "channel" if channel.kind == "channel" else "group"
    say(hub, channel, person, f"{prefix}_topic", f"<@{person.id}> set the channel topic: {topic}", topic=topic)


def changed(hub: Hub, member: Member) -> None:
    """Tell the app that somebody's name, zone, role or account changed."""
    member.updated = hub.seconds()
    email = "users:read.email" in hub.installation.scopes
    body = user_body(hub.workspace, member, hub.clock, email=email)
    emit(hub, {"type": "user_change", "user": body, "cache_ts": hub.seconds(), "event_ts": ts_of(hub.clock.now())})


def uninstall(hub: Hub) -> None:
    """Remove the app from the workspace: its tokens die, and it is told so."""
    hub.installation.revoked = True
    emit(hub, {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [hub.installation.bot.id]}})
    emit(hub, {"type": "app_uninstalled"})
