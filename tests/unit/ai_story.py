"""A small incident, and short ways to say what a model answers about it."""

from datetime import UTC, datetime, timedelta
from typing import Any

from bot.domain.incidents import Message, Transcript
from bot.domain.timeline import Narrative, SectionText
from tests.factories import a_message
from tests.writers import nothing_written

START = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)
NAMES = {"U0MAYA000": "Maya Lindqvist", "U0BEN0000": "Ben Achterberg", "U0INES000": "Ines Duarte"}
MAYA, BEN, INES = NAMES


def said(minute: float, author: str, text: str, **over: Any) -> Message:
    at = START + timedelta(minutes=minute)
    return a_message(f"{at.timestamp():.6f}", author=author, author_name=NAMES.get(author, author), text=text, **over)


def a_channel(*messages: Message, **over: Any) -> Transcript:
    return Transcript(**{"channel": "C1", "messages": messages, "members": NAMES, **over})


STORY = a_channel(
    said(0, MAYA, "checkout answers 5xx for 18% of requests since 13:51"),
    said(4, BEN, "it is 4.2.1, that went out this morning"),
    said(9, INES, "no, 4.2.1 is only on staging. 4.1.9 is in production and its pool is exhausted"),
    said(20, BEN, "rolled back to 4.1.8, errors are at 0.2%"),
    said(30, MAYA, "all clear, we are done here. Ines will add an alert on the pool"),
)


def sentence(text: str, *cites: int, style: str = "run") -> dict[str, Any]:
    return {"text": text, "cites": list(cites), "style": style}


def writing(*sentences: dict[str, Any], key: str = "summary", **over: Any) -> dict[str, Any]:
    return nothing_written(sections=[{"key": key, "sentences": list(sentences)}], **over)


def section(narrative: Narrative, key: str) -> SectionText:
    return next(one for one in narrative.sections if one.key == key)
