"""Tells machines from people: by account, by name, and by how all that they post looks. It judges no text."""

import re
from collections import defaultdict

from bot.domain.incidents import Message

_READ_AT_MOST = 400
_ENOUGH = 3
_MOSTLY = 0.6
_ROBOT = re.compile(
    r"(?i)bot$|\bbot\b|alert|pager|monitor|opsgenie|prometheus|grafana|datadog|sentry|status ?page|jenkins|github"
)
# How a monitor opens. "OK." and "up" people say as well: there it takes a colon or a bracket.
_REPORT = re.compile(
    r"\W*(?:STILL )?(?:(?:FIRING|RESOLVED|TRIGGERED|ALERT|CRITICAL|WARNING|RECOVERED|PROBLEM)\b(?![a-z])\W|"
    r"(?:DOWN|UP|OK)(?::\d+)?[\]:](?!\)))"
)
_FORM = re.compile(
    r"\A\W*\*[^*\n]{3,60}\*|\u2192|->|\b[\w.]+=\S|#\d+|\b\d+ of \d+\b|\b\d+/\d+\b|"
    r"\b\d[\d.,]*\s?(?:%|ms|s|min|h|[KMG]i?B)(?!\w)|"
    r"\Av?\d+(?:\.\d+)+\b"
)
_PERSON = re.compile(
    r"\?|\b(?:i|i'm|i'll|we|we're|you|your|me|my|us|our|let's|lol|okay|thanks|sorry|yes|yep|no worries|hi|hey|hello|"
    r"please|pls|maybe|hm+|ugh|oh|wait)\b|@\w|:[a-z_]+:|[\U0001F300-\U0001FAFF]",
    re.IGNORECASE,
)
_BRIDGED = re.compile(r"^<([^<>\n@#!]{2,40})>\s")


def machines_of(messages: tuple[Message, ...]) -> frozenset[str]:
    """Return the ids of those who post like machines: three times or more, in set forms, never as one talks.

    An export does not always say who is a bot.
    """
    posts: dict[str, list[str]] = defaultdict(list)
    for message in messages:
        if not message.subtype and not message.deleted:
            posts[message.author].append(message.text[:_READ_AT_MOST].replace("\u2019", "'"))
    return frozenset(author for author, texts in posts.items() if _looks_made(texts))


def is_automatic(message: Message, machines: frozenset[str]) -> bool:
    """Whether a machine speaks: by its account, its name, its forms, or its way to open. Through a bridge: a person."""
    account = message.is_bot or message.author in machines
    looks = account or _ROBOT.search(message.author_name) or _REPORT.match(message.text)
    return bool(looks) and not _BRIDGED.match(message.text)


def _looks_made(texts: list[str]) -> bool:
    if len(texts) < _ENOUGH or any(_PERSON.search(text) for text in texts):
        return False
    return sum(bool(_FORM.search(text) or _REPORT.match(text)) for text in texts) >= _MOSTLY * len(texts)
