"""Reading Slack's messages: pages of a thread, and raw messages turned into ours with the names of their people."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from bot.domain.incidents import Message
from bot.domain.people import Standing
from bot.intake.mrkdwn import groups_in
from bot.intake.slack_messages import author_of, is_pushpin, mentioned_ids, pinners_of, read_message
from bot.ports import ChatError, Deps, Page
from bot.services import members

AHEAD = timedelta(days=1)


@dataclass(frozen=True)
class Replies:
    """What was read of a thread. Where it `stopped` before the end, `cursor` says where to go on."""

    messages: tuple[Mapping[str, Any], ...]
    cursor: str | None = None
    stopped: ChatError | None = None


async def thread(deps: Deps, channel: str, ts: str, cursor: str | None = None) -> Replies:
    """Read a thread from its root, or from where an earlier reading of it stopped. Keeps what it has if Slack stops."""
    found: list[Mapping[str, Any]] = []
    while True:
        try:
            page: Page = await deps.chat.replies(channel, ts, cursor)
        except ChatError as error:
            return Replies(tuple(found), cursor, error)
        found.extend(page.messages)
        cursor = page.cursor
        if cursor is None:
            return Replies(tuple(found))


async def understand(deps: Deps, workspace: str, raw: Sequence[Mapping[str, Any]], *, own: str) -> list[Message]:
    """Turn Slack's messages into ours: the people in them are asked for first, once each. Our own are left out.

    Pinned is what a full member of the workspace has pinned, or marked with :pushpin:. What claims to be from another
    age is left out.
    """
    raw = [message for message in raw if not deps.chat.is_ours(message)]
    people = {one for message in raw for one in (*mentioned_ids(message), *author_of(message), *pinners_of(message))}
    known = await members.ensure_known(deps, workspace, people)
    groups = await _groups(deps, raw)

    def name(known_by: str) -> str:
        return known[known_by].name if known_by in known else groups.get(known_by, known_by)

    def channel_name(channel: str) -> str | None:
        return "this channel" if channel == own else None

    trusted = {one for one, member in known.items() if member.standing is Standing.MEMBER}
    read = ((read_message(message, name, channel_name), pinners_of(message) & trusted) for message in raw)
    latest = deps.clock.now() + AHEAD
    return [_pinned(message, by=pinners) for message, pinners in read if message is not None and message.at <= latest]


def _pinned(message: Message, *, by: set[str]) -> Message:
    """Return a message pinned as those want it who may: what others pinned or marked leaves no trace."""
    kept = message.reactions if by else tuple(one for one in message.reactions if not is_pushpin(one.name))
    return message.model_copy(update={"pinned": bool(by), "reactions": kept})


async def _groups(deps: Deps, raw: Sequence[Mapping[str, Any]]) -> Mapping[str, str]:
    """Return the names of user groups, asked for only where a message mentions one without its name."""
    if not any(groups_in(str(message.get("text") or "")) for message in raw):
        return {}
    try:
        return await deps.chat.groups()
    except ChatError as error:
        if error.passing:
            raise
        return {}
