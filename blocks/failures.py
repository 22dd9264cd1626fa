"""What keeps failing, in the morning's message to an admin: what it was for, since when, and what to do."""

from collections.abc import Mapping, Sequence
from typing import Final

from slack_sdk.models.blocks import Block

from blocks import kit, text
from bot.domain.failures import Failing, FailuresAsked
from bot.domain.mornings import MorningFacts
from bot.domain.words import say

MOST: Final = 3
CODE: Final = 60
_FOR: Mapping[str, str] = {
    "draft": "draft", "rewriting": "draft",
    "surface": "card", "note": "card", "comment": "card", "timeline": "card", "whisper": "card", "request": "card",
    "dm": "message", "morning": "message", "review": "message",
    "publishing": "publishing", "items": "publishing",
    "digest": "told", "escalation": "told",
    "home": "home",
}  # fmt: skip
"""What a kind of job is for, by the noun that it begins with."""
_ADVICE: Mapping[str, frozenset[str]] = {
    "scopes": frozenset({"missing_scope", "not_allowed_token_type", "no_permission"}),
    "channel": frozenset({"channel_not_found", "not_in_channel", "is_archived", "restricted_action"}),
    "messages": frozenset({"messages_tab_disabled", "cannot_dm_bot"}),
    "away": frozenset({"service_unavailable", "internal_error", "fatal_error", "request_timeout", "unavailable"}),
}
_AWAY = ("no_answer", "http_5")


def lead(_: MorningFacts, owed: Sequence[FailuresAsked]) -> str:
    """Return how many things keep failing."""
    return say("failure.count", n=sum(len(one.found) for one in owed))


def lines(_: MorningFacts, asked: FailuresAsked) -> list[Block]:
    """Return each thing that keeps failing, with what to do. Nothing can be pressed: it is mended elsewhere."""
    blocks: list[Block] = [kit.section(_line(one)) for one in asked.found[:MOST]]
    if (rest := len(asked.found) - MOST) > 0:
        blocks.append(kit.context(say("list.more", n=rest)))
    return blocks


def name(_: FailuresAsked) -> str:
    """Return what it is, for a notification."""
    return say("failure.name")


def _line(one: Failing) -> str:
    what = say(f"failure.of.{_FOR.get(one.kind.partition('.')[0], 'other')}")
    said = say("failure.line", what=text.bold(what), n=one.many, at=text.moment(one.last), code=_code(one))
    return f"{said}\n{text.bold(say('card.next'))} {say(f'failure.next.{_advice(one.code)}')}"


def _code(one: Failing) -> str:
    return text.line(one.code, CODE)


def _advice(code: str) -> str:
    if code.startswith(_AWAY):
        return "away"
    return next((advice for advice, codes in _ADVICE.items() if code in codes), "doctor")
