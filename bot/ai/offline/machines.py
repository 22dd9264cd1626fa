"""Shortens a machine's post to its fact: which alert fires, what was deployed, who was paged. It invents nothing."""

import re

from bot.ai.offline.notes import Note
from bot.ai.offline.wording import READ_AT_MOST, shorten, tidy

_STATUS = re.compile(
    r"^\W*(?P<status>still firing|firing|triggered|alert(?:ing)?|crit(?:ical)?|warn(?:ing)?|problem|resolved|"
    r"recovered|cleared|ok)\b(?::\s?\d+(?=\]))?[\]\s:|\u2014\u2013-]+(?P<rest>\S.*)$",
    re.IGNORECASE,
)
_SAYS = {
    "still firing": "still fires", "firing": "fires", "triggered": "fires", "alert": "fires", "alerting": "fires",
    "critical": "is critical", "crit": "is critical", "warning": "warns", "warn": "warns",
    "problem": "fires", "resolved": "is resolved",
    "recovered": "has recovered", "cleared": "is cleared", "ok": "is ok again",
}  # fmt: skip
_HEAD = 300
# What an alert is called is one word made of several: checkout-error-rate, QueueOldestJob, db.latency.
_NAME = re.compile(r"^(?:[\w/]+[-_.:/][\w./:-]*\w|[A-Za-z]+[a-z0-9][A-Z]\w*)(?=[:\s,]|$)")
_HEADER = re.compile(r"^\W*(?:[^\W\d_]+ ){0,2}#\d+\W*$")
_ASIDE = re.compile(
    r"^(?:cluster|runbook|dashboard|graph|source|labels?|annotations|link|view|silence|previous|tags?|severity|env(?:ironment)?)\b",
    re.IGNORECASE,
)
_SINCE = re.compile(r",? since [\d:.]+(?: ?(?:[ap]m|utc|gmt|[a-z]{3,4}))?\b", re.IGNORECASE)
_LINK = re.compile(r"\s*\(?\b[a-z]{2,10}://\S+", re.IGNORECASE)
_BULLET = re.compile(r"^\s*[\u2022\u25e6>*-]\s+")


def fact(note: Note, limit: int) -> str:
    """Return the fact of an automatic post in at most `limit` characters, in its own words; empty when it has none."""
    raw = [line for line in note.message.text[:READ_AT_MOST].replace("```", "\n").splitlines() if line.strip()]
    lines = [" ".join(_LINK.sub("", tidy(_BULLET.sub("", line))).split()).strip(" |\u00b7") for line in raw]
    listed = sum(bool(_BULLET.match(line)) for line in raw)
    lines = [line for line in dict.fromkeys(lines) if re.search(r"\w", line)]
    telling = [line for line in lines if not _HEADER.match(line) and not _ASIDE.match(line)] or lines
    if not telling:
        return f"shared {note.message.files[0]}"[:limit] if note.message.files else ""
    status = _STATUS.match(telling[0])
    if status and status["rest"].startswith("by ") and len(telling) > 1:
        return shorten(f"{telling[1].rstrip(' .:')}: {telling[0][:1].lower()}{telling[0][1:].rstrip(' .:')}", limit)
    if status and (text := _alert(status, telling[1:])):
        return shorten(text, limit)
    return _told(telling, limit, listed=listed > 1)


def alert_of(note: Note) -> str:
    """Return the name of the alert that an automatic post is about, folded; empty when it is about none."""
    first = next((line for line in note.message.text[:_HEAD].splitlines() if line.strip()), "")
    status = _STATUS.match(tidy(first)) if note.automatic else None
    named = _NAME.match(status["rest"]) if status else None
    return named.group().casefold() if named else ""


def _alert(status: re.Match[str], more: list[str]) -> str:
    """Return "NAME fires: what the post says of it"."""
    says, rest = _SAYS[status["status"].casefold()], _SINCE.sub("", status["rest"]).strip(" :")
    named = _NAME.match(rest)
    if not named:
        return f"{status['status'].capitalize()}: {rest}" if rest else ""
    details = [rest[named.end() :].strip(" :,"), *(_SINCE.sub("", line).strip(" :,") for line in more[:1])]
    told = ", ".join(detail for detail in details if detail)
    return f"{named.group().rstrip(':')} {says}: {told}" if told else f"{named.group()} {says}"


def _told(lines: list[str], limit: int, *, listed: bool) -> str:
    """Return the lines as one text: the first, and behind it as many others as fit whole."""
    text = lines[0].rstrip(" .:")
    for place, line in enumerate(lines[1:] if listed else lines[1:2]):
        longer = f"{text}{': ' if place == 0 else '; '}{line.rstrip(' .;')}"
        if len(longer) > limit:
            break
        text = longer
    return shorten(text, limit)
