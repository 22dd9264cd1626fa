"""Rows of a story: what happens in its channel during the incident, as the driver's people and bots do it."""

from sandbox.driver import Message
from sandbox.stories.stage import Stage
from sandbox.stories.steps import Step
from sandbox.stories.story import Row

LONGEST = 120
_SAID = {
    "edit": "{who} edits a message: {text}",
    "delete": "{who} deletes a message",
    "reaction": "{who} puts :{emoji}: on a message",
    "pin": "{who} pins a message",
    "topic": "{who} sets the topic: {text}",
    "join": "{who} joins",
}


async def happen(stage: Stage, row: Row) -> Step:
    """Let a row happen at its own time. Raises CannotDo; what somebody did by hand before is left as it is."""
    stage.clock.move_to(stage.story.when(row))
    if row.kind in {"message", "file"}:
        message = stage.posted[row.id] = await _post(stage, row)
        return Step(_caption(stage, row), message.user, message.channel.id, message.ts)
    changed = await _change(stage, row)
    return Step(_caption(stage, row), stage.people[row.who].id, stage.channel.id, changed.ts if changed else "")


async def _post(stage: Stage, row: Row) -> Message:
    thread = stage.message(row.thread) if row.thread else None
    text = row.addressed(stage.ids)
    if row.who in stage.bots:
        blocks, attachments = [dict(one) for one in row.blocks], [dict(one) for one in row.attachments]
        bot = stage.bots[row.who]
        return await bot.post(stage.channel, text, thread=thread, blocks=blocks, attachments=attachments)
    files = [row.file.name] if row.file else None
    return await stage.people[row.who].post(stage.channel, text, thread=thread, files=files)


async def _change(stage: Stage, row: Row) -> Message | None:
    person = stage.people[row.who]
    if row.kind == "topic":
        await person.set_topic(stage.channel, row.text)
        return None
    if row.kind == "join":
        await _join(stage, row)
        return None
    message = stage.message(row.ref or "")
    if row.kind == "edit":
        await person.edit(message, row.addressed(stage.ids))
    elif row.kind == "delete":
        await person.delete(message)
    elif row.kind == "reaction":
        if not has_reacted(message, person.id, row.emoji or ""):
            await person.react(message, row.emoji or "")
    elif not message.body.get("pinned_to"):
        await person.pin(message)
    return message


async def _join(stage: Stage, row: Row) -> None:
    person, channel = stage.people[row.who], stage.channel
    if person.id in channel.members:
        return
    if channel.state.private:
        there = next(one for one in stage.people.values() if one.id in channel.members)
        await there.invite(channel, person)
    else:
        await person.join(channel)


def has_reacted(message: Message, user: str, emoji: str) -> bool:
    """Say whether somebody has put this emoji on a message."""
    given = message.body.get("reactions", [])
    return any(one["name"] == emoji and user in one["users"] for one in given)


def _caption(stage: Stage, row: Row) -> str:
    names = {f"<@{one.id}>": f"@{one.member.name}" for one in stage.people.values()}
    text = " ".join(row.addressed(stage.ids).split())
    if not text and row.id in stage.posted:
        text = " ".join(stage.posted[row.id].lines)
    for mention, name in names.items():
        text = text.replace(mention, name)
    text = text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
    return _SAID.get(row.kind, "{who}: {text}").format(who=stage.name(row.who), text=text, emoji=row.emoji)
