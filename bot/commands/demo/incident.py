"""The first part of the story: an incident plays out in a channel, is resolved, and the draft is there."""

from collections.abc import Mapping
from datetime import datetime

from bot.commands.demo.stage import WIDTH, Stage, show, tell, until
from sandbox.driver import Channel, Message, OtherApp, Person
from sandbox.stories import Row

RESOLVED = "incident_resolved"
HEAD, TAIL = 14, 8


async def happen(stage: Stage) -> None:
    """Let the incident happen and be resolved, and show the draft."""
    channel, people = stage.channel, stage.people
    tell(f"#{channel.name} · {stage.story.title}", "=" * WIDTH)
    posted = await _tell(stage)
    maya, ravi, ben = people["maya"], people["ravi"], people["ben"]
    last = posted[next(row.id for row in reversed(stage.story.rows) if row.kind == "message")]
    tell("", f"Ravi puts :{RESOLVED}: on the last message.", "")
    await ravi.react(last, RESOLVED)
    card = await until(lambda: _ready(channel))
    await until(lambda: card if len(channel.thread(card)) >= 2 else None)  # noqa: PLR2004 - two living replies
    await until(lambda: maya.dms() or None)
    show("Everybody in the channel sees the card:", card)
    for reply in channel.thread(card):
        show("In its thread:", reply, most=14)
    show("Maya, and only she, gets one direct message:", maya.dms()[-1])
    done = await ben.slash("/postmortem", channel)
    for seen in done.ephemerals:
        show("Ben types /postmortem:", seen)


async def _tell(stage: Stage) -> dict[str, Message]:
    """Let everything of the story happen at its own time, and print its beginning and its end."""
    story = stage.story
    bots = {one.key: stage.slack.app(one.name) for one in story.bots}
    posted: dict[str, Message] = {}
    ids = {key: one.id for key, one in stage.people.items()}
    roots = [row for row in story.rows if row.kind in {"message", "file"} and row.thread is None]
    shown = {row.id for row in (*roots[:HEAD], *roots[-TAIL:])}
    names = {one.key: one.name for one in story.people} | {one.key: one.name for one in story.bots}
    for row in story.rows:
        at = story.when(row)
        stage.clock.move_to(at)
        await _happen(row, at, stage.channel, stage.people, bots, posted, ids)
        if row.id in shown:
            text = " ".join(posted[row.id].lines) or row.text
            tell(f"{at:%H:%M} {names[row.who]:<14} {text}"[:WIDTH])
        if row.id == roots[HEAD].id:
            tell(f"      … {len(story.rows) - len(shown)} more messages, replies, edits and reactions …")
    return posted


async def _happen(
    row: Row,
    at: datetime,
    channel: Channel,
    people: Mapping[str, Person],
    bots: Mapping[str, OtherApp],
    posted: dict[str, Message],
    ids: Mapping[str, str],
) -> None:
    if row.kind in {"message", "file"}:
        thread = posted[row.thread] if row.thread else None
        text = row.addressed(ids)
        blocks, attachments = [dict(one) for one in row.blocks], [dict(one) for one in row.attachments]
        if row.who in bots:
            posted[row.id] = await bots[row.who].post(
                channel, text, thread=thread, at=at, blocks=blocks or None, attachments=attachments or None
            )
            return
        files = [row.file.name] if row.file else None
        posted[row.id] = await people[row.who].post(channel, text, thread=thread, at=at, files=files)
    elif row.kind == "edit":
        await people[row.who].edit(posted[row.ref or ""], row.addressed(ids))
    elif row.kind == "delete":
        await people[row.who].delete(posted[row.ref or ""])
    elif row.kind == "reaction":
        await people[row.who].react(posted[row.ref or ""], row.emoji or "")
    elif row.kind == "pin":
        await people[row.who].pin(posted[row.ref or ""])
    elif row.kind == "topic":
        await people[row.who].set_topic(channel, row.text)


def _ready(channel: Channel) -> Message | None:
    for message in reversed(channel.by_bot):
        if "*Draft*" in str(message.blocks):
            return message
    return None
