"""A raw Slack message as the domain's `Message`: plain text of everything that was said in it, whatever block it is in.

The text is not yet redacted or normalised: whoever stores it admits it first. Payloads may come from a hostile export.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from bot.domain.incidents import Message, Reaction
from bot.intake.mrkdwn import Channels, Names, is_person, plain, text_of
from bot.intake.slack_blocks import Reader, people_in

LONGEST_TEXT = 40_000
PUSHPINS = frozenset({"pushpin", "round_pushpin"})
_LONGEST_NAME = 80
_LONGEST_FILE_NAME = 200
_MOST_FILES = 20
_MOST_REACTIONS = 50
_MOST_LINES = 2_000
_MOST_ATTACHMENTS = 50
_EARLIEST = "1356998400"
_TS = re.compile(r"[0-9]{10}(?:\.[0-9]{1,6})?", re.ASCII)
_MARKS = str.maketrans(dict.fromkeys("*_~`•>|:", " "))


def read_message(raw: Mapping[str, Any], names: Names, channels: Channels) -> Message | None:
    """Return the message, or None where `raw` is none: no time, one before 2013, or a wrapper like message_changed.

    `names` gives the name of a member id. `channels` gives the name of a channel id only where everybody may know it.
    """
    ts = raw.get("ts")
    subtype = one_line(raw.get("subtype"), 40) or None
    if not is_ts(ts) or raw.get("type", "message") != "message" or subtype in {"message_changed", "message_deleted"}:
        return None
    deleted = subtype == "tombstone"
    is_bot = bool(raw.get("bot_id")) or subtype == "bot_message"
    author = raw.get("user") if is_person(raw.get("user")) else raw.get("bot_id")
    thread_ts = raw.get("thread_ts")
    return Message(
        ts=ts,
        author=one_line(author, 30),
        author_name=_author_name(raw, names, is_bot=is_bot),
        text="" if deleted else _all_text(raw, names, channels, is_bot=is_bot),
        is_bot=is_bot,
        thread_ts=thread_ts if is_ts(thread_ts) else None,
        edited=isinstance(raw.get("edited"), Mapping),
        deleted=deleted,
        pinned=bool(raw.get("pinned_to")),
        files=tuple(_files(raw.get("files"))),
        reactions=tuple(_reactions(raw.get("reactions"))),
        subtype=subtype,
    )


def author_of(raw: Mapping[str, Any]) -> set[str]:
    """Return the id of the person who wrote a raw message; nobody for a bot's."""
    user = raw.get("user")
    return {user} if isinstance(user, str) and not raw.get("bot_id") else set()


def mentioned_ids(raw: Mapping[str, Any]) -> set[str]:
    """Return the ids of the people that a raw message mentions, in text, blocks and attachments. Not its author."""
    return people_in([raw.get("text"), raw.get("blocks"), raw.get("attachments")])


def pinners_of(raw: Mapping[str, Any]) -> set[str]:
    """Return the ids of the people who pinned a raw message or marked it with :pushpin:."""
    info, reactions = raw.get("pinned_info"), raw.get("reactions")
    pinned = {info.get("pinned_by")} if raw.get("pinned_to") and isinstance(info, Mapping) else set()
    for one in reactions[:_MOST_REACTIONS] if isinstance(reactions, list) else ():
        if isinstance(one, Mapping) and is_pushpin(one.get("name")):
            pinned.update(one["users"] if isinstance(one.get("users"), list) else ())
    return {one for one in pinned if isinstance(one, str) and is_person(one)}


def is_pushpin(emoji: Any) -> bool:
    """Say whether an emoji's name is one that puts a message on the timeline."""
    return one_line(emoji, _LONGEST_NAME).partition("::")[0] in PUSHPINS


def is_ts(value: Any) -> bool:
    """Say whether `value` is a Slack ts of 2013 or later, when there was a Slack."""
    return isinstance(value, str) and _TS.fullmatch(value) is not None and value[:10] >= _EARLIEST


def one_line(value: Any, longest: int) -> str:
    """Return text as one line of at most `longest` characters; anything else is empty."""
    return " ".join(value[: longest * 4].split())[:longest] if isinstance(value, str) else ""


def _author_name(raw: Mapping[str, Any], names: Names, *, is_bot: bool) -> str:
    user = raw.get("user")
    known = one_line(names(user), _LONGEST_NAME) if isinstance(user, str) and is_person(user) else ""
    if known and not is_bot:
        return known
    profile = raw.get("bot_profile")
    profile = profile if isinstance(profile, Mapping) else {}
    for candidate in (raw.get("username"), profile.get("name")):
        if name := one_line(candidate, _LONGEST_NAME):
            return name
    return known or ("a bot" if is_bot else "somebody")


def _all_text(raw: Mapping[str, Any], names: Names, channels: Channels, *, is_bot: bool) -> str:
    """Return text, then what stands only in blocks, then what stands only in attachments."""
    reader = Reader(names, channels)
    gathered = _Gathered()
    gathered.add(plain(text_of(raw.get("text")), names, channels))
    blocks = raw.get("blocks")
    if is_bot or not gathered.lines or not _is_composed(blocks):
        gathered.add_all(reader.lines(blocks))
    attachments = raw.get("attachments")
    for one in attachments[:_MOST_ATTACHMENTS] if isinstance(attachments, list) else ():
        gathered.add_all(reader.attachment(one, by_person=not is_bot))
    return "\n".join(gathered.lines)[:LONGEST_TEXT]


def _is_composed(blocks: Any) -> bool:
    """Say whether these are the blocks that Slack's composer makes of a person's text, and so hold nothing else."""
    return isinstance(blocks, list) and all(
        isinstance(one, Mapping) and one.get("type") == "rich_text" for one in blocks
    )


class _Gathered:
    """Lines in the order they were found, each once: bots say the same in text, blocks and fallback."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self._said = " "

    def add_all(self, pieces: Iterable[str]) -> None:
        for piece in pieces:
            self.add(piece)

    def add(self, piece: str) -> None:
        """Take a piece as it is when it is the first; of later ones only the lines that nobody has said yet."""
        is_first = not self.lines
        for line in piece.strip().split("\n") if piece.strip() else ():
            if len(self.lines) >= _MOST_LINES or len(self._said) >= LONGEST_TEXT:
                return
            words = _words(line)
            if is_first or (words and f" {words} " not in self._said):
                self.lines.append(line.rstrip())
                self._said += f"{words} " if words else ""


def _words(text: str) -> str:
    return " ".join(text.translate(_MARKS).casefold().split())


def _files(value: Any) -> Iterable[str]:
    for one in value[:_MOST_FILES] if isinstance(value, list) else ():
        if isinstance(one, Mapping):
            yield (
                one_line(one.get("name"), _LONGEST_FILE_NAME)
                or one_line(one.get("title"), _LONGEST_FILE_NAME)
                or "file"
            )


def _reactions(value: Any) -> Iterable[Reaction]:
    for one in value[:_MOST_REACTIONS] if isinstance(value, list) else ():
        name = one_line(one.get("name"), _LONGEST_NAME) if isinstance(one, Mapping) else ""
        if not name:
            continue
        users, count = one.get("users"), one.get("count")
        heads = len(users) if isinstance(users, list) else 1
        yield Reaction(name=name, count=count if type(count) is int and 0 < count < 100_000 else heads)  # noqa: PLR2004 - more than a workspace reacts
