"""Reads a case folder (channel.json, users.json, meta.json, gold.json) into a transcript and its gold events."""

import json
from pathlib import Path
from typing import Any

from bot.domain.incidents import Transcript
from bot.intake.slack_messages import read_message


def read_case(folder: Path) -> Transcript:
    """Return the transcript of the case in `folder`. Raises OSError or ValueError when a file is missing or broken."""
    raw = json.loads((folder / "channel.json").read_text(encoding="utf-8"))
    users = json.loads((folder / "users.json").read_text(encoding="utf-8"))
    meta = read_meta(folder)
    names = {uid: str(user.get("real_name") or user["name"]) for uid, user in users.items()}
    bots = {uid for uid, user in users.items() if user.get("is_bot")}
    read = (read_message(row, lambda uid: names.get(uid, uid), lambda _: None) for row in raw)
    messages = (m.model_copy(update={"is_bot": m.is_bot or m.author in bots}) for m in read if m)
    return Transcript(
        channel="C0CASE00001",
        channel_name=meta.get("channel_name", folder.name),
        zone=meta.get("timezone") or "UTC",
        messages=tuple(sorted(messages, key=lambda message: message.ts)),
        members=names,
        zones={uid: user["tz"] for uid, user in users.items() if user.get("tz")},
    )


def read_meta(folder: Path) -> dict[str, Any]:
    """Return what is known of the case as a whole; `corrected` lists what was said wrongly and put right later."""
    found: dict[str, Any] = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
    return found


def read_gold(folder: Path) -> list[dict[str, Any]]:
    """Return the gold events that are evidenced in the chat."""
    gold = json.loads((folder / "gold.json").read_text(encoding="utf-8"))
    return [event for event in gold if event["in_chat"] and event["evidence"]]
