"""Turns a bundled story into a case folder: the channel as a reader finds it when all is over.

`python -m tests.evals.cases.from_story NAME` writes channel.json, users.json and meta.json; gold.json is by hand.
"""

import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from sandbox.stories import Row, Story

FOLDER = Path(__file__).parent


def user_id(key: str) -> str:
    return f"U0{key.upper()}"


def ts_of(story: Story, row: Row) -> str:
    return f"{int(story.when(row).timestamp())}.000100"


def channel(story: Story) -> list[dict[str, Any]]:
    """Return the messages that are left at the end, with edits, pins and reactions in place."""
    ids = {person.key: user_id(person.key) for person in story.people}
    gone = {row.ref for row in story.rows if row.kind == "delete"}
    rows = {row.id: row for row in story.rows}
    messages: dict[str, dict[str, Any]] = {}
    for row in story.rows:
        if row.kind in {"message", "file", "topic"} and row.id not in gone:
            messages[row.id] = message(story, row, rows, ids)
        elif row.ref in messages:
            after(story, row, messages[row.ref], ids)
    return list(messages.values())


def message(story: Story, row: Row, rows: Mapping[str, Row], ids: Mapping[str, str]) -> dict[str, Any]:
    text = row.addressed(ids) or "\n".join(shown([*row.blocks, *row.attachments]))
    told: dict[str, Any] = {"ts": ts_of(story, row), "user": user_id(row.who), "text": text}
    if row.thread:
        told["thread_ts"] = ts_of(story, rows[row.thread])
    if row.file:
        told["files"] = [asdict(row.file)]
    if row.kind == "topic":
        told |= {"subtype": "channel_topic", "text": f"set the channel topic: {row.text}"}
    return told


def after(story: Story, row: Row, told: dict[str, Any], ids: Mapping[str, str]) -> None:
    """Do to a message what a later row does to it."""
    who = user_id(row.who)
    if row.kind == "edit":
        told |= {"text": row.addressed(ids), "edited": {"user": who, "ts": ts_of(story, row)}}
    elif row.kind == "pin":
        told["pinned_to"] = ["C0CASE00001"]
    elif row.kind == "reaction":
        given = told.setdefault("reactions", [])
        same = next((reaction for reaction in given if reaction["name"] == row.emoji), None)
        if same is None:
            given.append({"name": row.emoji, "count": 1, "users": [who]})
        else:
            same |= {"count": same["count"] + 1, "users": [*same["users"], who]}


def shown(parts: Any) -> Iterator[str]:
    """Yield the texts of blocks and attachments in reading order; an attachment's fallback only repeats them."""
    for part in parts:
        for name in ("title", "text"):
            value = part.get(name)
            if isinstance(value, str):
                yield value
            elif isinstance(value, Mapping):
                yield from shown([value])
        yield from shown(part.get("elements", ()))


def users(story: Story) -> dict[str, dict[str, Any]]:
    people = {user_id(p.key): {"name": p.key, "real_name": p.name, "tz": p.tz} for p in story.people}
    return people | {user_id(b.key): {"name": b.key, "real_name": b.name, "is_bot": True} for b in story.bots}


def meta(story: Story) -> dict[str, Any]:
    told = channel(story)
    return {
        "name": story.name,
        "channel_name": story.channel,
        "timezone": "UTC",
        "first_ts": told[0]["ts"],
        "last_ts": told[-1]["ts"],
        "messages": len(told),
    }


def main(name: str) -> None:
    story = Story.load(name)
    for file, value in (("channel", channel(story)), ("users", users(story)), ("meta", meta(story))):
        text = json.dumps(value, indent=1, ensure_ascii=False)
        (FOLDER / name / f"{file}.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
