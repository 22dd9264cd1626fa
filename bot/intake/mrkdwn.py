"""Slack's markup as plain text: mentions become names, links keep their address, entities become letters.

Nothing is redacted or normalised here; that is the text entrance's task, later. Every pattern takes linear time.
"""

import re
from collections.abc import Callable
from typing import Any

from bot.domain.people import is_member_id

Names = Callable[[str], str]
Channels = Callable[[str], "str | None"]

_TOKEN = re.compile(r"<([^<>]*)>")
_MENTION = re.compile(r"<@([UW][A-Z0-9]{2,20})(?=[|>])")
_NAMED_CHANNEL = re.compile(r"<#([CG][A-Z0-9]{2,20})\|([^<>|]+)>")
_GROUP = re.compile(r"<!subteam\^(S[A-Z0-9]{2,20})>")
_WIDE = frozenset({"here", "channel", "everyone"})
_HIDDEN_CHANNEL = "#private channel"
_LONGEST = 40_000


def text_of(value: Any) -> str:
    """Return `value` where it is text, cut at Slack's own limit; anything else is empty."""
    return value[:_LONGEST] if isinstance(value, str) else ""


def plain(markup: str, names: Names, channels: Channels) -> str:
    """Return mrkdwn as plain text. A channel is named only where `channels` gives its name."""
    parts: list[str] = []
    end = 0
    for match in _TOKEN.finditer(markup):
        parts.append(unescape(markup[end : match.start()]))
        parts.append(_token(match[1], names, channels))
        end = match.end()
    parts.append(unescape(markup[end:]))
    return "".join(parts)


def unescape(text: str) -> str:
    """Return `text` with Slack's three entities as letters."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _token(inside: str, names: Names, channels: Channels) -> str:
    target, _, label = inside.partition("|")
    label = unescape(label).strip()
    match target[:1]:
        case "@" if is_member_id(target[1:]):
            return person(target[1:], names)
        case "#":
            return channel(target[1:], channels)
        case "!":
            return _special(target[1:], label, names)
    return link(unescape(target), label)


def _special(target: str, label: str, names: Names) -> str:
    command, _, about = target.partition("^")
    if command in _WIDE:
        return f"@{command}"
    if command == "subteam":
        return label or group(about, names)
    return label or command


def person(member: str, names: Names) -> str:
    """Return a person as text: "@Maya"."""
    return f"@{names(member)}"


def group(group_id: str, names: Names) -> str:
    """Return a user group as text: "@on-call", or that it is some group where its name is not known."""
    found = names(group_id)
    return f"@{found}" if found and found != group_id else "@group"


def groups_in(markup: str) -> set[str]:
    """Return the ids of the groups that markup mentions without their name."""
    return set(_GROUP.findall(markup))


def channel(channel_id: str, channels: Channels) -> str:
    """Return a channel as text: "#general", or that it is private where its name is not ours to tell."""
    name = channels(channel_id)
    return f"#{name}" if name else _HIDDEN_CHANNEL


def link(url: str, label: str) -> str:
    """Return a link as text: its label and address, or the address alone where the label says nothing else."""
    scheme, _, address = url.partition(":")
    bare = address.removeprefix("//")
    if scheme in {"mailto", "tel"}:
        return label or bare
    if not label or label in {url, bare, bare.rstrip("/")}:
        return url
    return f"{label} ({url})" if address else label


def labels(markup: str) -> dict[str, str]:
    """Return the names of the channels that markup mentions together with their names, by id."""
    return {found[1]: unescape(found[2]) for found in _NAMED_CHANNEL.finditer(markup)}


def mentions(markup: str) -> set[str]:
    """Return the ids of the people that mrkdwn mentions."""
    return set(_MENTION.findall(markup))


def is_person(member: Any) -> bool:
    """Say whether `member` has the shape of a member id."""
    return isinstance(member, str) and is_member_id(member)
