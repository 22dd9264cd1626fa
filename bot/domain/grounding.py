"""Checks what a narrator says against the messages it cites, and makes timeline entries of it.

Pure. A narrator sets neither time nor speaker: both come from the cited messages. What fails is marked, never mended.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from bot.domain.incidents import Message, Transcript
from bot.domain.links import addresses_of, only_these
from bot.domain.timeline import Claim, Entry
from bot.domain.times import stated_times
from bot.domain.times_zones import ZONE_WORDS, zone_of

_CLOSE_ENOUGH = timedelta(seconds=60)
_NOWHERE = datetime.fromtimestamp(0, UTC)

_LINK = re.compile(r"\b[a-z][a-z0-9+.-]{1,20}://[^\s<>|)\]\"'`]+", re.IGNORECASE)
_IMAGE = re.compile(r"!\[")
_QUOTED = re.compile(r"`([^`\n]+)`|\"([^\"\n]{2,})\"|“([^”\n]{2,})”")
CLOCK = re.compile(r"(?<![\w:.])([01]?\d|2[0-3]):([0-5]\d)(?::[0-5]\d(?:[.,]\d+)?)?(?![\w:])")
_MAY_STATE = re.compile(
    r"\d[:.]\d\d|\d\s?[ap]\.?m|\bago\b|\b(?:past|to)\b|(?:noon|night|day|clock|morning)\b|\d{4}\s?(?:utc|gmt|z)\b",
    re.IGNORECASE,
)
_TOKEN = re.compile(r"[^\W_][\w.,:/@#%+-]*[\w%]|[^\W_]", re.UNICODE)
# A number with at most a unit behind it: the digits of hashes, versions and clock times count for nothing.
_NUMBER = re.compile(r"(?<![\w.])\d+(?:[.,\u00a0\u202f]\d+)*(?=[^\W\d_]{0,5}(?!\w))")
_PLAIN_NUMBER = re.compile(r"[#~<>=]*(\d+(?:[.,\u00a0\u202f]\d+)*)(?:%|st|nd|rd|th|x)?")
_VERSION = re.compile(r"v(\d+(?:\.\d+)+)", re.IGNORECASE)
_WORD = re.compile(r"[^\W_][\w]*(?:['\u2019-]\w+)*", re.UNICODE)
_SENTENCE_START = re.compile(r"(?:[.!?:;…]\s+|\n|[\"“(\[\u2014\u2013-]\s*|[•*]\s|(?:\A|\n)\*\*)$")
_INITIALS = re.compile(r"\b[A-Z]{2,5}\b")
SPELLED = {
    word: str(n)
    for n, word in enumerate(
        ["three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen"], 3
    )
} | {"fifteen": "15", "twenty": "20", "thirty": "30", "forty": "40", "fifty": "50", "sixty": "60", "ninety": "90"}
# Words that a sentence writes with a capital without naming anybody or anything.
_NO_NAMES = frozenset(
    {
        "i",
        "i'm",
        "i'll",
        "i've",
        "i'd",
        "ok",
        "utc",
        "gmt",
        "am",
        "pm",
        "slack",
        "api",
        "cpu",
        "dns",
        "tls",
        "ssl",
        "ip",
    }
    | {"http", "https", "sql", "url", "id", "ids", "ui", "vm", "os", "sla", "slo"}
    | ZONE_WORDS
)
# Display names that are everyday words: lower-case they name nobody.
_EVERYDAY = frozenset(
    {"will", "mark", "may", "art", "rose", "grace", "hope", "joy", "drew", "bill", "rich", "jack", "pat", "rob", "sue"}
    | {"dean", "chase", "summer", "just", "max", "min", "so", "an", "al", "ed"}
)


def ground(claims: Iterable[Claim], transcript: Transcript) -> tuple[Entry, ...]:
    """Return an entry for every claim, ordered by time; those that the transcript does not bear out are not verified.

    The time is that of the message cited first, or the stated time when a cited message really states it. The actor
    is the author of a cited message, whatever the claim says.
    """
    messages = {message.ts: message for message in transcript.messages}
    names = known_names(transcript)
    entries = [_entry(claim, messages, names, transcript) for claim in claims]
    return tuple(sorted(entries, key=lambda entry: entry.at))


def supported(text: str, cited: Sequence[Message], transcript: Transcript) -> str | None:
    """Return None when every number, name, link and quotation of `text` occurs in the cited messages, else the reason.

    The reason is for people: "the number 12 is in none of its messages".
    """
    return lacking(text, cited, known_names(transcript), transcript)


def _entry(claim: Claim, messages: Mapping[str, Message], names: Mapping[str, str], transcript: Transcript) -> Entry:
    told = [messages[ts] for ts in dict.fromkeys(claim.cites) if ts in messages]
    cited = sorted(told, key=lambda message: message.ts)
    actor = _actor(claim, told)
    at, said_at, reason = told[0].at if told else _fallback(transcript), None, _uncited(claim, cited, messages)
    if claim.stated is not None:
        stated = _stated(claim.stated, told, transcript)
        if stated:
            at, said_at = stated
        else:
            reason = reason or "none of its messages states that time"
    return Entry(
        at=at,
        kind=claim.kind,
        text=only_these(claim.text, addresses_of(cited)),
        actor=actor,
        evidence=tuple(message.ts for message in cited),
        verified=(reason := reason or lacking(claim.text, cited, names, transcript)) is None,
        reason=reason,
        said_at=said_at,
        mark=claim.mark,
    )


def _actor(claim: Claim, cited: Sequence[Message]) -> str | None:
    authors = [message.author for message in cited]
    if claim.actor in authors:
        return claim.actor
    return authors[0] if authors else None


def _fallback(transcript: Transcript) -> datetime:
    """Return a time for a claim without messages: the channel's beginning, never a narrator's time."""
    return transcript.messages[0].at if transcript.messages else _NOWHERE


def _uncited(claim: Claim, cited: Sequence[Message], messages: Mapping[str, Message]) -> str | None:
    if not claim.cites:
        return "it cites no message"
    if any(ts not in messages for ts in claim.cites):
        return "it cites a message that is not in the channel"
    if any(message.deleted for message in cited):
        return "one of its messages was deleted"
    return None if claim.text.strip() else "it says nothing"


def _stated(wanted: datetime, cited: Sequence[Message], transcript: Transcript) -> tuple[datetime, datetime] | None:
    """Return the nearest moment that our own reading of the messages gives, and when it was said."""
    # People mostly mean their own zone, and sometimes the one that the channel speaks.
    read = [
        (stated.at, message.at)
        for message in cited
        for zone in dict.fromkeys((transcript.zones.get(message.author, transcript.zone), transcript.zone))
        for stated in stated_times(message.text, message.at, zone)
    ]
    nearest = min(read, key=lambda pair: abs(pair[0] - wanted), default=None)
    return nearest if nearest and abs(nearest[0] - wanted) <= _CLOSE_ENOUGH else None


def known_names(transcript: Transcript) -> dict[str, str]:
    """Return each word of each known person's name, folded, with the name it belongs to."""
    names: dict[str, str] = {}
    people = [*transcript.members.values(), *dict.fromkeys(message.author_name for message in transcript.messages)]
    for name in people:
        for word in _WORD.findall(name):
            names.setdefault(word.casefold(), name)
    return names


class Source:
    """What the cited messages hold, prepared for look-ups."""

    def __init__(self, cited: Sequence[Message], transcript: Transcript) -> None:
        said = "\n".join(part for m in cited for part in (m.text, m.author_name, *m.files))
        self.text = _plain(said)
        self.initials = set(_INITIALS.findall(said))
        self.numbers = {number_of(found) for found in _NUMBER.findall(CLOCK.sub(" ", self.text))}
        self.words = {word for token in _WORD.findall(self.text) for word in (token, *re.split(r"['-]", token))}
        self.numbers |= {SPELLED[word] for word in self.words if word in SPELLED}
        self.tokens = {token.strip(".,:-") for token in _TOKEN.findall(self.text)}
        self.clocks = {clock for message in cited for clock in _clocks(message, transcript)}
        self.clocks |= {clock for message in cited for clock in _stated_clocks(message, transcript)}

    def holds(self, identifier: str) -> bool:
        """Whether the identifier stands in the text, not as a piece out of the middle of a longer one."""
        wanted = _plain(identifier)
        place = self.text.find(wanted)
        while place >= 0:
            end = place + len(wanted)
            before, after = self.text[max(0, place - 1) : place], self.text[end : end + 1]
            if not (before.isalnum() and wanted[0].isalnum()) and not (after.isalnum() and wanted[-1].isalnum()):
                return True
            place = self.text.find(wanted, place + 1)
        return False

    def has_version(self, version: str) -> bool:
        """Whether a version or an address stands in the text, whole: "2.3.1" is no part of "2.3.10" or "2.3.1.4"."""
        return re.search(rf"(?<![\d.]){re.escape(version)}(?!\d|\.\d)", self.text) is not None

    def begins(self, stump: str) -> bool:
        """Whether some token begins with what is left of a shortened one ("0x40a656c8…")."""
        return any(token.startswith(stump) for token in self.tokens)


def lacking(text: str, cited: Sequence[Message], names: Mapping[str, str], transcript: Transcript) -> str | None:
    """Return what `supported` does, of names that are known already: see `known_names`."""
    source = Source(cited, transcript)
    if _IMAGE.search(text):
        return "it holds an image"
    allowed = addresses_of(cited)
    for link in _LINK.findall(text):
        if link.rstrip(".,;:!?") not in allowed:
            return f"the link {in_short(link)} is in none of its messages"
    text = _LINK.sub(" ", text)
    for groups in _QUOTED.findall(text):
        quoted = "".join(groups).strip()
        if not (source.begins(_plain(quoted[:-1])) if quoted.endswith("…") else _plain(quoted) in source.text):
            return f"the words “{in_short(quoted)}” are in none of its messages"
    return _foreign_token(text, source) or _foreign_name(text, source, names)


def _foreign_token(text: str, source: Source) -> str | None:
    """Return the reason when a number, clock time or identifier is not in the source."""
    for found in CLOCK.finditer(text):
        if f"{int(found[1]):02d}:{found[2]}" not in source.clocks and not source.holds(found.group()):
            return f"the time {found.group()} is in none of its messages"
    text = CLOCK.sub(" ", text)
    for found in _TOKEN.finditer(text):
        shortened = text[found.end() : found.end() + 1] == "…"
        if reason := _foreign(found.group().rstrip(".,:-/"), source, shortened=shortened):
            return reason
    return None


def _foreign(token: str, source: Source, *, shortened: bool) -> str | None:
    if not any(character.isdigit() for character in token):
        spelled = token.casefold() in SPELLED and not _spelled_in(token.casefold(), source)
        return f"the number {token} is in none of its messages" if spelled else None
    if shortened:
        return None if source.begins(_plain(token)) else f"“{in_short(token)}…” is in none of its messages"
    if plain := _PLAIN_NUMBER.fullmatch(token):
        is_version = plain[1].count(".") > 1
        known = number_of(plain[1]) in source.numbers or (is_version and source.has_version(plain[1]))
        return None if known else f"the number {token} is in none of its messages"
    if (version := _VERSION.fullmatch(token)) and source.has_version(version[1]):
        return None
    return None if source.holds(token) else f"“{in_short(token)}” is in none of its messages"


def _spelled_in(word: str, source: Source) -> bool:
    return word in source.words or SPELLED[word] in source.numbers


def _foreign_name(text: str, source: Source, names: Mapping[str, str]) -> str | None:
    """Return the reason when a person's or another proper name is not in the source."""
    spelled_out = _spelled_out(text, source.initials)
    for found in _WORD.finditer(text):
        word = found.group()
        folded = _plain(word).removesuffix("'s")
        if len(word) == 1 or folded in source.words or folded in _NO_NAMES or any(c.isdigit() for c in word):
            continue
        capital = word[0].isupper()
        if folded in names and (capital or folded not in _EVERYDAY) and _is_named(word, names[folded]):
            return f"the person {word} is in none of its messages"
        start = found.start()
        inside = start > 0 and not _SENTENCE_START.search(text[max(0, start - 4) : start])
        if capital and inside and found.start() not in spelled_out and not _related(folded, source.words):
            return f"the name {word} is in none of its messages"
    return None


def _spelled_out(text: str, initials: set[str]) -> set[int]:
    """Return where the words begin that spell out what the source has as initials ("New Zealand" for "NZ")."""
    words = [found for found in _WORD.finditer(text) if initials]
    places: set[int] = set()
    for short in initials:
        for at in range(len(words) - len(short) + 1):
            run = words[at : at + len(short)]
            apart = (text[one.end() : other.start()] for one, other in pairwise(run))
            if all(one.group()[0] == letter for one, letter in zip(run, short, strict=True)) and set(apart) == {" "}:
                places |= {one.start() for one in run}
    return places


def _is_named(word: str, name: str) -> bool:
    """Whether a word means the person: with a capital, or exactly as that person writes it."""
    return word[0].isupper() or word in _WORD.findall(name)


def _related(folded: str, words: set[str]) -> bool:
    """Whether only an ending makes the difference ("Nodes" for "node")."""
    return any(folded == word + "s" or word == folded + "s" for word in (folded[:-1], folded + "s") if word in words)


def _clocks(message: Message, transcript: Transcript) -> set[str]:
    """Return the faces of a clock at the message's own moment, in the zones that a text may speak."""
    zones = {UTC, zone_of(transcript.zone), zone_of(transcript.zones.get(message.author, "UTC"))}
    return {message.at.astimezone(zone).strftime("%H:%M") for zone in zones}


def _stated_clocks(message: Message, transcript: Transcript) -> set[str]:
    """Return the faces of a clock at the moments that the message states, in UTC and in the transcript's zone."""
    if not _MAY_STATE.search(message.text[:8_000]):
        return set()
    own = transcript.zones.get(message.author, transcript.zone)
    told = [s for zone in dict.fromkeys((own, transcript.zone)) for s in stated_times(message.text, message.at, zone)]
    return {s.at.astimezone(zone).strftime("%H:%M") for s in told for zone in (UTC, zone_of(transcript.zone))}


def _plain(text: str) -> str:
    return " ".join(text.casefold().replace("\u2019", "'").split())


def number_of(written: str) -> str:
    """Return one spelling for the many of a number: "2,347" and "2347" are the same, as are "2,5" and "2.50"."""
    written = re.sub(r"[\u00a0\u202f]", "", written)
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", written):
        written = written.replace(",", "")
    written = written.replace(",", ".")
    if written.count(".") == 1:
        written = written.rstrip("0").rstrip(".")
    return written.lstrip("0") or "0"


def in_short(text: str) -> str:
    """Return what is quoted in a reason, short enough for it."""
    return text if len(text) <= 40 else text[:39] + "…"  # noqa: PLR2004 - a reason is one readable line
