"""Reads each message once: its words, cues, identifiers and place in the conversation. It judges nothing."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from bot.ai.offline.phrases import DIFFICULTY, FUNCTION_WORDS, PHRASES, Cue
from bot.ai.offline.speakers import is_automatic, machines_of
from bot.domain.incidents import Message, Transcript
from bot.domain.timeline import EntryKind

READ_AT_MOST = 4_000
_SHORT_WORD = 3
_FENCE = re.compile(r"```.*?(?:```|\Z)", re.DOTALL)
_SPAN = re.compile(r"`([^`\n]{1,200})`")
_QUOTE = re.compile(r"(?m)^\s*>.*$")
_LINK = re.compile(r"\b[a-z][a-z0-9+.-]{1,10}://[^\s<>|)\]\"'`]+", re.IGNORECASE)
_TOKEN = re.compile(r"[^\W_]+(?:['-][^\W_]+|[.,]\d+)*:?|\+\d|[;:]-?[)(dp](?![^\W_])|/s\b")
_STRUCK = re.compile(r"~~?([^~\n]{4,})~~?")
_NAMED = re.compile(r"(?<![\w.])#?[A-Za-z0-9](?:[\w./:-]*\w)?")
_DIGIT = re.compile(r"\d")
_CAMEL = re.compile(r"[a-z]{2,}[A-Z][a-z]")
_NO_IDENTIFIER = re.compile(
    r"\d{1,2}(?:[:.]\d{2}){0,2}|\d{1,2}|\d+(?:st|nd|rd|th|x|ms|s|m|h|d|min|mins|am|pm|k)?|https?:.*"
)
_CHANGE_LINK = re.compile(
    r"/(?:pull|pulls|merge_requests|commit|commits|releases?|tag|compare|builds?|deploy\w*|"
    r"pipelines?|actions/runs|layers|"
    r"changes?|browse/[A-Z]+-\d+)/|/c/\d+|/releases?\b",
    re.IGNORECASE,
)
_MENTION = re.compile(r"(?<![\w.])@([\w.][\w.-]*)")
_GROUP = re.compile(r"(?<!\w)@(?:here|channel|everyone|subteam)\b", re.IGNORECASE)
_EMOJI_CODE = re.compile(r"(?<!\w):(?:[a-z_+-][a-z0-9_+-]{1,40}|100|1234):")
_PUSHPIN = re.compile(r":(?:round_)?pushpin:|[\U0001F4CC\U0001F4CD]")
_PIN_NAMES = frozenset({"pushpin", "round_pushpin"})
# Orders to whoever narrates are no events; a person can still pin one.
_ORDER = re.compile(
    r"\b(?:ignore|disregard|forget|override)\b.{0,30}\b(?:above|previous|prior|earlier|instructions?|prompt|rules)\b|"
    r"\bsystem prompt\b|\byou are (?:now )?(?:an? )?(?:ai|assistant|language model|llm)\b|\bas an ai\b|"
    r"\b(?:dear|attention|note to|hey|hi)[, ]+(?:the )?(?:ai|llm|assistant|language model|narrator|summari[sz]er)\b|"
    r"\bset\b.{0,40}\bto (?:published|archived|verified)\b|"
    r"\b(?:ai|postmortem) (?:team|bot)\b.{0,60}\b(?:must|shall|set|write|mark|publish|say)\b|"
    r"\b(?:write|state|say|put) in the (?:postmortem|summary|timeline|report)\b",
    re.IGNORECASE | re.DOTALL,
)
_NO_EVENTS = frozenset(
    {"channel_join", "channel_leave", "group_join", "group_leave", "channel_topic", "channel_purpose", "channel_name"}
    | {"channel_archive", "channel_unarchive", "pinned_item", "bot_add", "bot_remove", "reminder_add", "huddle_thread"}
)
_STATUS = re.compile(
    r"\W*(?:STILL )?(FIRING|TRIGGERED|ALERT|CRIT(?:ICAL)?|WARN|PROBLEM|DOWN|RESOLVED|RECOVERED|CLEARED|UP|OK)\b"
    r"(?![a-z])\W"
)
# What a machine sends by the clock counts errors on good days as well.
_BY_THE_CLOCK = re.compile(r"\W*(?:hourly|daily|nightly|weekly|monthly)\b", re.IGNORECASE)
_VERSIONS = re.compile(r"\bv?\d+(?:\.\d+)*\s*(?:->|\u2192)\s*\w")
_ENDED = frozenset({"RESOLVED", "RECOVERED", "CLEARED", "UP", "OK"})
_GREETING = re.compile(
    r"^\W*(?:hi|hey|hello|hola|(?:good )?(?:morning|evening|afternoon))(?: (?:all|everyone|"
    r"everybody|team|folks|guys|there))?\b"
    r"[\s,.!:)-]+(?=\w+ \w+ \w+ \w+)",
    re.IGNORECASE,
)
_NOT_IT = re.compile(
    r"\W*(?:(?:so|then|right|ok|okay|no|hm+|and)[,.]? )*(?:it'?s |that'?s |it is |it was )?not (?:the|our|my|us|it)\b",
    re.IGNORECASE,
)
# Said in answer to an alert: "seen." and "seen, looking", not "seen this before".
_SEEN = re.compile(r"\W*(?:ok(?:ay)?|yes|hi)?[,.]?\s?(?:i've )?seen(?: it)?(?:[.,!]|\W*$)", re.IGNORECASE)
# "great work everyone": praise, whatever is called great.
_TO_ALL = re.compile(
    r"\W*(?:good|great|nice|fine|excellent|amazing) \w+,? (?:all|everyone|everybody|team|folks|guys|y'all)\b",
    re.IGNORECASE,
)
_OPENING_WORDS = 4
_PIECES = re.compile(
    r"(?<=[.!?\u2026])(?<!\be\.g\.)(?<!\bi\.e\.)(?<!\bvs\.)(?<!\betc\.)(?<!\bca\.)(?<!\b\d\.)\s+|\n+|"
    r"[,:;]\s+(?=(?:so |and |but )?(?:what|why|who|how|which|can|could|should|would|does|do|did|is|are|right|no|ok)\b"
    r"[^.!?\n]{0,120}\?)",
    re.IGNORECASE,
)
_A_STATEMENT = 7
_FEW_STATED = 2
# "it's the stock import": somebody names what it is.
_NAMES_IT = re.compile(
    r"(?:(?:so|ok|ah|oh|yes|and|found it)[,.:!]? )*(?:it's|it is|it was|that's|that is|"
    r"that was) (?:the|a|an|my|our|their)\b",
    re.IGNORECASE,
)
_ASKING = frozenset(
    {
        "anybody",
        "anyone",
        "does",
        "do",
        "did",
        "is",
        "are",
        "was",
        "were",
        "can",
        "could",
        "should",
        "would",
        "will",
        "has",
    }
    | {"have", "what", "why", "how", "who", "when", "where", "which", "any"}
)


class Sentence(NamedTuple):
    """A sentence of a message, cleaned, with its cues; whether it asks."""

    text: str
    cues: dict[Cue, int]
    asks: bool


@dataclass(slots=True)
class Note:
    """A message as the narrator sees it. `prose` is its text without code and links; `words` carry meaning.

    `cues` are those of the whole message, `said` those of what it states and does not ask.
    """

    place: int
    message: Message
    prose: str
    tokens: list[str]
    cues: dict[Cue, int]
    identifiers: tuple[str, ...]
    links: tuple[str, ...]
    mentions: frozenset[str]
    is_question: bool
    only_asks: bool
    automatic: bool
    has_code: bool
    is_pinned: bool
    group_call: bool
    struck: bool
    second: float
    words: frozenset[str] = frozenset()
    said: dict[Cue, int] = field(default_factory=dict)
    opening: frozenset[Cue] = frozenset()
    new: int = 0
    echoed: int = 0
    difficulty: bool = False
    features: dict[str, float] = field(default_factory=dict)
    score: float = 0.0
    withdrawn_by: int | None = None
    names_it: bool = False
    answers_why: bool = False
    doubtful: bool = False
    kind: EntryKind | None = None
    sentences: tuple[Sentence, ...] | None = None
    statements: tuple[Sentence, ...] | None = None

    @property
    def author(self) -> str:
        """The Slack id of who wrote it."""
        return self.message.author

    @property
    def changes_link(self) -> bool:
        """Whether it points at a change: a pull request, commit, release or build."""
        return any(_CHANGE_LINK.search(link) for link in self.links)

    def has(self, *cues: Cue) -> bool:
        """Whether it shows any of the cues."""
        return any(cue in self.cues for cue in cues)


def read(transcript: Transcript) -> list[Note]:
    """Return a note for every message that could matter: not joins, deleted or empty ones, orders to us."""
    notes: list[Note] = []
    machines = machines_of(transcript.messages)
    for message in transcript.messages:
        if message.deleted or message.subtype in _NO_EVENTS or not (message.text.strip() or message.files):
            continue
        if _ORDER.search(message.text[:READ_AT_MOST]):
            continue
        notes.append(_note(len(notes), message, automatic=is_automatic(message, machines)))
    _trace_identifiers(notes)
    return notes


def _note(place: int, message: Message, *, automatic: bool) -> Note:
    text = message.text[:READ_AT_MOST].replace("\u2019", "'")
    open_text = _SPAN.sub(r" \1 ", _FENCE.sub(" ", text))
    links = tuple(_LINK.findall(text))
    prose = _QUOTE.sub(" ", _LINK.sub(" ", open_text))
    struck = bool(_STRUCK.search(prose))
    prose = _STRUCK.sub(" ", prose)
    tokens = _TOKEN.findall(_EMOJI_CODE.sub(" ", _GREETING.sub("", prose)).casefold())
    named = _LINK.sub(" ", text)
    cues = _with_form(_cues(tokens), text, prose, automatic=automatic)
    is_question = _asks(prose, tokens)
    stated = _stated_tokens(prose) if "?" in prose else tokens
    only_asks = is_question and ("?" not in prose or len(stated) < _FEW_STATED)
    return Note(
        place=place,
        message=message,
        prose=prose.strip(),
        tokens=tokens,
        cues=cues,
        identifiers=tuple(dict.fromkeys(_identifiers(named))),
        links=links,
        mentions=frozenset(name.casefold().rstrip(".") for name in _MENTION.findall(prose)),
        is_question=is_question,
        only_asks=only_asks,
        said=cues if stated is tokens or only_asks else _with_form(_cues(stated), text, prose, automatic=automatic),
        # A bridge to another chat is a bot by its account, but people speak through it.
        automatic=automatic,
        opening=frozenset(_cues(tokens[:_OPENING_WORDS])),
        has_code="```" in text,
        is_pinned=message.pinned or bool(_PUSHPIN.search(text)) or any(r.name in _PIN_NAMES for r in message.reactions),
        group_call=bool(_GROUP.search(prose)),
        struck=struck,
        second=float(message.ts),
        words=frozenset(token for token in tokens if len(token) >= _SHORT_WORD and token not in FUNCTION_WORDS),
        names_it=bool(_NAMES_IT.match(prose)) and len(tokens) >= _A_STATEMENT and not only_asks,
        difficulty=_hits(tokens, _DIFFICULT),
    )


def _with_form(cues: dict[Cue, int], text: str, prose: str, *, automatic: bool) -> dict[Cue, int]:
    """Return the cues with those that lie in how a message opens: a monitor's status, "not the vacuum"."""
    if not automatic:
        formed = ((_NOT_IT, Cue.RULED_OUT), (_TO_ALL, Cue.PRAISE), (_SEEN, Cue.ON_IT))
        return {cue: 1 for pattern, cue in formed if pattern.match(prose)} | cues
    if _BY_THE_CLOCK.match(prose):
        cues = {cue: count for cue, count in cues.items() if cue not in (Cue.SYMPTOM, Cue.ALERT)}
    if _VERSIONS.search(text):
        cues = {Cue.CHANGE: 1} | cues
    status = _STATUS.match(text)
    if not status or cues.keys() & {Cue.CLEARED, Cue.RESOLVED}:
        return cues
    return {Cue.CLEARED if status[1] in _ENDED else Cue.ALERT: 1} | cues


def _identifiers(text: str) -> Iterator[str]:
    """Yield what names one thing exactly: hashes, versions, long numbers, snake_case, camelCase, hosts with digits."""
    for token in _NAMED.findall(text):
        if token.lstrip("#").isdigit():
            named = len(token) > _SHORT_WORD
        elif _DIGIT.search(token):
            named = len(token) >= _SHORT_WORD and not _NO_IDENTIFIER.fullmatch(token)
        else:
            named = "_" in token.strip("_") or bool(_CAMEL.search(token))
        if named:
            yield token.casefold()


def _asks(prose: str, tokens: list[str]) -> bool:
    if "?" in prose:
        return sum(len(_TOKEN.findall(piece)) for piece in _PIECES.split(prose) if "?" not in piece) < _A_STATEMENT
    # "what changed: the calendar": it says so.
    answers = any(token.endswith(":") for token in tokens[1:4])
    return bool(tokens) and tokens[0] in _ASKING and len(tokens) > _SHORT_WORD and "." not in prose and not answers


def _stated_tokens(prose: str) -> list[str]:
    """Return the words of what a message states beside its questions: "mitigated then, 15:42. why isn't it zero?"."""
    return [token for piece in pieces(prose) if "?" not in piece for token in _TOKEN.findall(piece.casefold())]


def pieces(prose: str) -> list[str]:
    """Return the sentences of a text, a question that hangs on a statement apart from it."""
    return [piece for piece in _PIECES.split(prose) if piece.strip()]


_Index = dict[str, list[tuple[list[str], Cue]]]


def _index(phrases: dict[Cue, list[str]]) -> _Index:
    """Return the phrases as words by their first word. A colon counts only where a phrase itself ends with one."""
    index: _Index = defaultdict(list)
    for cue, listed in phrases.items():
        for phrase in dict.fromkeys(listed):
            words = _TOKEN.findall(phrase.casefold())
            if words:
                index[_bare(words[0])].append((words, cue))
    return dict(index)


def _bare(token: str) -> str:
    return token[:-1] if token[-1] == ":" and len(token) > 2 else token  # noqa: PLR2004 - ":)" stays whole


_BY_FIRST = _index(PHRASES)
_DIFFICULT = _index({Cue.SYMPTOM: DIFFICULTY})
_NOT = frozenset(
    {"0", "not", "no", "never", "isn't", "aren't", "don't", "doesn't", "didn't", "wasn't", "without", "nothing"}
)
# Negated, these say the opposite or nothing at all.
_NEGATABLE = frozenset({Cue.WORKED, Cue.RESOLVED, Cue.SYMPTOM, Cue.CAUSE, Cue.FINDING, Cue.CLEARED})


def _cues(tokens: list[str]) -> dict[Cue, int]:
    found: Counter[Cue] = Counter()
    for place, cue in _found(tokens, _BY_FIRST):
        if cue in _NEGATABLE and any(word in _NOT for word in tokens[max(0, place - 3) : place]):
            # What did not work was a dead end; the other negated phrases say nothing.
            if cue is Cue.WORKED:
                found[Cue.RULED_OUT] += 1
        else:
            found[cue] += 1
    return dict(found)


def cues_of(text: str) -> dict[Cue, int]:
    """Return the cues that a piece of text shows, with how often."""
    return _cues(_TOKEN.findall(text.casefold()))


def is_difficulty(text: str) -> bool:
    """Whether a piece of text says that something made the response harder or the incident possible."""
    return _hits(_TOKEN.findall(text.casefold()), _DIFFICULT)


def _hits(tokens: list[str], index: _Index) -> bool:
    if index.keys().isdisjoint(tokens):
        return False
    return any(True for _ in _found(tokens, index))


def _found(tokens: list[str], index: _Index) -> Iterator[tuple[int, Cue]]:
    """Yield the place and cue of every phrase that occurs in the tokens."""
    bare = [_bare(token) if ":" in token else token for token in tokens]
    for place, word in enumerate(bare):
        if word not in index:
            continue
        for words, cue in index[word]:
            last = place + len(words) - 1
            if last >= len(bare) or words[-1] not in (bare[last], tokens[last]):
                continue
            if last == place or bare[place:last] == words[:-1]:
                yield place, cue


def _trace_identifiers(notes: list[Note]) -> None:
    """Count for each message the identifiers that it brings up first, and those that other people take up later."""
    first: dict[str, Note] = {}
    echoed: set[str] = set()
    for note in notes:
        for identifier in note.identifiers:
            source = first.setdefault(identifier, note)
            if source is note:
                note.new += 1
            elif source.author != note.author and identifier not in echoed:
                echoed.add(identifier)
                source.echoed += 1
