"""Reads a case folder (channel.json, users.json, meta.json, gold.json) into a transcript and its gold events."""

import html
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bot.domain.incidents import Message, Reaction, Transcript

_REF = re.compile(r"<([^<>\n]{1,2000})>")


def read_case(folder: Path) -> Transcript:
    """Return the transcript of the case in `folder`. Raises OSError or ValueError when a file is missing or broken."""
    raw = json.loads((folder / "channel.json").read_text(encoding="utf-8"))
    users = json.loads((folder / "users.json").read_text(encoding="utf-8"))
    meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
    names = {uid: str(user.get("real_name") or user["name"]) for uid, user in users.items()}
    bots = {uid for uid, user in users.items() if user.get("is_bot")}
    messages = (read_message(row, names, is_bot=row.get("user") in bots or "bot_id" in row) for row in raw)
    return Transcript(
        channel="C0CASE00001",
        channel_name=meta.get("channel_name", folder.name),
        zone=meta.get("timezone") or "UTC",
        messages=tuple(sorted(messages, key=lambda message: message.ts)),
        members=names,
        zones={uid: user["tz"] for uid, user in users.items() if user.get("tz")},
    )


def read_gold(folder: Path) -> list[dict[str, Any]]:
    """Return the gold events that are evidenced in the chat."""
    gold = json.loads((folder / "gold.json").read_text(encoding="utf-8"))
    return [event for event in gold if event["in_chat"] and event["evidence"]]


def read_message(raw: Mapping[str, Any], names: Mapping[str, str], *, is_bot: bool) -> Message:
    """Return a raw Slack message in the domain's words: mentions and links as a reader sees them."""
    author = str(raw.get("user") or raw.get("bot_id") or "USLACKBOT")
    return Message(
        ts=raw["ts"],
        author=author,
        author_name=names.get(author) or str(raw.get("username") or author),
        text=plain(str(raw.get("text") or ""), names),
        is_bot=is_bot,
        thread_ts=raw.get("thread_ts"),
        edited="edited" in raw,
        pinned=bool(raw.get("pinned_to")),
        files=tuple(str(file.get("name", "file")) for file in raw.get("files") or ()),
        reactions=tuple(Reaction(name=r["name"], count=r.get("count", 1)) for r in raw.get("reactions") or ()),
        subtype=raw.get("subtype"),
    )


def plain(text: str, names: Mapping[str, str]) -> str:
    """Return Slack's text as a reader sees it."""

    def shown(found: re.Match[str]) -> str:
        target, _, label = found[1].partition("|")
        if target.startswith("@"):
            return "@" + (label or names.get(target[1:], target[1:]))
        if target.startswith("#"):
            return "#" + (label or target[1:])
        if target.startswith("!"):
            return "@" + (label or target[1:].partition("^")[0]).removeprefix("@")
        return label or target

    return html.unescape(_REF.sub(shown, text))
