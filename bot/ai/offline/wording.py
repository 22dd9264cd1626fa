"""Makes one readable line of messages, out of their own words only, so that it is grounded by construction."""

import re
from collections.abc import Callable

from bot.ai.offline.notes import Note, cues_of
from bot.ai.offline.phrases import Cue

LINE = 160
_CLAUSE = 24
_ROOM = 14
_READABLE = 50

_FENCE = re.compile(r"```(?:\w+\n)?(.*?)(?:```|\Z)", re.DOTALL)
_QUOTED_LINE = re.compile(r"(?m)^\s*>\s?")
_STARS = re.compile(r"\*{1,3}(?!\s)|(?<!\s)\*{1,3}|\s+\(View Message\)|\[?View (?:in|on) \w+\]?")
_LABEL = re.compile(r"(?im)^\s*(?:description|summary|title|message|details|\d{1,2}[.)])\s*:?\s+(?=\S)")
_STRUCK = re.compile(r"~~?[^~\n]{4,}~~?")
_EMOJI = re.compile(
    r"(?<!\w):(?:[a-z_+-][a-z0-9_+-]{1,40}|100|1234):|[\U0001F000-\U0001FAFF\u2600-\u27BF\u2B50\u2B55\uFE0F\u200D\u20E3]+"
)
_LINK = re.compile(r"\b[a-z][a-z0-9+.-]{1,10}://[^\s<>|)\]\"'`]+", re.IGNORECASE)
_HOST = re.compile(r"://(?:www\.)?([^/:?#\s]+)")
_LONG_HEX = re.compile(r"(?<!\w)(0x)?[0-9a-fA-F]{20,}(?!\w)")
_LONG_TOKEN = re.compile(r"(?<!\S)(?!\S{0,200}://)\S{46,}")
_BRIDGED = re.compile(r"^<([^<>\n@#!]{2,40})>\s+")
_OPENING = re.compile(
    r"^(?:(?:hi|hey|hello|morning|good morning|ok|okay|oh|ooo+h|ah|aha|well|hm+|um|yeah|wow|ouch|sorry|btw|fwiw|here|"
    r"lol|so|but|and|thanks|guys|folks|team|also|anyway|oops)\b(?! far\b)"
    r"(?: (?:all|everyone|guys|folks|team|there|@\S+))?[\s,!.:;…-]*)+",
    re.IGNORECASE,
)
_SWEARING = re.compile(r"\b(?:holy )?(?:shit|fuck(?:ing|ed)?|damn|crap|bloody|wtf|goddamn)\b[,!]?\s*", re.IGNORECASE)
_LEADING_MENTIONS = re.compile(r"^(?:@[\w.][\w.-]*(?: [A-Z][\w'-]*){0,2}(?:\s?,)?\s+)+")
_CARBON_COPY = re.compile(r"\s*\b(?:cc|fyi)\s+(?:@[\w.-]+[\s,]*)+$", re.IGNORECASE)
_FIRST_PERSON = (
    (re.compile(r"^(?:i'm|i am|we're|we are|am)(?: now| just| still)? (?=\w+ing\b)", re.IGNORECASE), ""),
    (re.compile(r"^(?:i|we)(?:'ve| have)(?: now| just)? (?=\w+(?:ed|en|wn|nt|lt|un|et)\b)", re.IGNORECASE), ""),
    (re.compile(r"^(?:i|we)(?: just| also)? (?=(?:\w{3,}ed|ran|took|put|saw|found|got|set)\b)", re.IGNORECASE), ""),
)  # fmt: skip
_SENTENCES = re.compile(
    r"(?<=[\w)%][.!?…])(?<!\b\d\.)(?<!\be\.g\.)(?<!\bi\.e\.)(?<!\bvs\.)(?<!\betc\.)\s+|\n+|\s+\u2022\s+"
)
_BLAME = re.compile(
    r"\b(?:your fault|(?:his|her|their|whose) fault|to blame|idiots?|stupid|moron|incompetent|screwed up|messed up|"
    r"you broke|who broke|clueless|careless|useless people)\b",
    re.IGNORECASE,
)
_TELLING = frozenset(Cue) - {Cue.BANTER, Cue.GENERAL, Cue.AGREE, Cue.OBSERVE, Cue.PRAISE, Cue.LUCK}


def name_of(note: Note) -> str:
    """Return what to call the speaker in a text: never empty, one line; through a bridge, whom the bridge names."""
    bridged = _BRIDGED.match(note.message.text)
    return " ".join((bridged[1] if bridged else note.message.author_name).split())[:60] or note.message.author


def blames(text: str) -> bool:
    """Whether a text puts fault on people; such words are left where they are."""
    return bool(_BLAME.search(text))


def line(notes: list[Note], lead: Note, about: Callable[[str], bool], limit: int = LINE) -> str:
    """Return one line that tells of `notes` in their order: "Ines: restarting cache-1; draining — Ben: it works".

    Of the lead's sentences those come first that `about` holds true of.
    """
    told: dict[int, str] = {}
    left = limit
    for note in sorted(notes, key=lambda note: (note is not lead, -note.score)):
        room = left - len(name_of(note)) - len(" — : ")
        clause = gist(note, max(room, _CLAUSE), about) if note is lead else gist(note, max(room, 1))
        if note is not lead and (room < _ROOM or (clause.endswith("…") and len(clause) < _READABLE)):
            continue
        if clause and clause not in told.values() and not blames(clause):
            told[note.place] = clause
            left -= len(clause) + len(name_of(note)) + len(" — : ")
    parts: list[str] = []
    speaker = None
    for note in sorted(notes, key=lambda note: note.place):
        if note.place not in told:
            continue
        if note.author == speaker:
            parts[-1] = parts[-1].rstrip(".;,") + "; " + told[note.place]
        else:
            parts.append(f"{name_of(note)}: {told[note.place]}")
        speaker = note.author
    return " — ".join(parts) or f"{name_of(lead)} wrote a message"


def gist(note: Note, limit: int, about: Callable[[str], bool] | None = None) -> str:
    """Return the most telling words of a message within `limit` characters, its own words and no others.

    Where `about` is given, a sentence that it holds true of comes first.
    """
    text = note.message.text[:4_000].replace("\u2019", "'")
    outside = _tidy(_FENCE.sub(" ", text)).strip()
    code = _FENCE.search(text)
    if code and (outside.endswith(":") or not re.search(r"\w{2}", _LINK.sub("", outside))):
        outside = f"{outside} {_code(code[1], limit)}".strip()
    sentences = _joined([clean for piece in _SENTENCES.split(outside) if (clean := _sentence(piece))])
    if not sentences:
        return f"shared {note.message.files[0]}"[:limit] if note.message.files else ""
    best = max(
        range(len(sentences)),
        key=lambda place: (about is not None and about(sentences[place]), _worth(sentences[place], place, note)),
    )
    first, last = best, best + 1
    while last < len(sentences) and len(" ".join(sentences[first : last + 1])) <= limit:
        last += 1
    while first > 0 and len(" ".join(sentences[first - 1 : last])) <= limit:
        first -= 1
    return shorten(" ".join(sentences[first:last]), limit)


def _joined(sentences: list[str]) -> list[str]:
    """Return the sentences with each bare link put behind the one before it."""
    joined: list[str] = []
    for sentence in sentences:
        if joined and _LINK.fullmatch(sentence):
            joined[-1] += " " + sentence
        else:
            joined.append(sentence)
    return joined


def headline(note: Note, limit: int) -> str:
    """Return the shortest sentence of a message that names a trouble and neither guesses nor asks, as a title."""
    text = _tidy(_FENCE.sub(" ", note.message.text[:4_000].replace("\u2019", "'")))
    sentences = [clean for piece in _SENTENCES.split(text) if (clean := _sentence(piece))]
    fit = [
        sentence
        for sentence in sentences
        if _ROOM <= len(sentence) <= limit and Cue.SYMPTOM in (cues := cues_of(sentence)) and Cue.GUESS not in cues
    ]
    best = min(fit, key=lambda sentence: ("?" in sentence, len(sentence)), default="")
    return best[:1].upper() + best[1:].rstrip(" .!?")


def asked(note: Note, limit: int) -> str:
    """Return the longest sentence of a message that ends with a question mark; empty when it asks nothing."""
    text = _tidy(_FENCE.sub(" ", note.message.text[:4_000].replace("\u2019", "'")))
    sentences = [clean for piece in _SENTENCES.split(text) if "?" in piece and (clean := _sentence(piece))]
    return shorten(max(sentences, key=len, default=""), limit)


def shorten(text: str, limit: int) -> str:
    """Return `text` cut at a word's end so that it has at most `limit` characters; links are never cut through."""
    if len(text) <= limit:
        return text
    rest = " ".join(_LINK.sub("", text).split())
    text = rest if len(rest) > 2 * _ROOM else _LINK.sub(_host, text)
    if len(text) <= limit:
        return text
    cut = text[: limit - 1]
    whole = cut[: cut.rfind(" ")] if " " in cut[limit // 3 :] else cut
    return whole.rstrip(' ,;:-(`"“') + "…"


def _outside_links(pattern: re.Pattern[str], text: str) -> str:
    """Shorten what the pattern finds to its first ten characters, but never within a link."""
    pieces: list[str] = []
    end = 0
    for link in _LINK.finditer(text):
        pieces += [pattern.sub(lambda found: found.group()[:10] + "…", text[end : link.start()]), link.group()]
        end = link.end()
    return "".join([*pieces, pattern.sub(lambda found: found.group()[:10] + "…", text[end:])])


def _host(link: re.Match[str]) -> str:
    host = _HOST.search(link.group())
    return host[1] if host else ""


def _tidy(text: str) -> str:
    text = _QUOTED_LINE.sub("", _BRIDGED.sub("", text))
    text = _EMOJI.sub(" ", _STRUCK.sub(" ", text)).replace("`", "")
    text = _STARS.sub("", _LABEL.sub("", text))
    text = _outside_links(_LONG_HEX, text)
    return _LONG_TOKEN.sub(lambda found: found.group()[:24] + "…", text)


def _sentence(piece: str) -> str:
    text = " ".join(piece.split())
    text = _CARBON_COPY.sub("", _SWEARING.sub("", text)).strip(" *_-\u2022>|")
    for pattern in (_LEADING_MENTIONS, _OPENING):
        shorter = pattern.sub("", text)
        text = shorter if len(shorter) > _ROOM else text
    for pattern, replacement in _FIRST_PERSON:
        text = pattern.sub(replacement, text)
    return text if re.search(r"\w", text) else ""


def _worth(sentence: str, place: int, note: Note) -> float:
    """Return how telling a sentence is: cue words in it, identifiers, links, not too short, early."""
    folded = sentence.casefold()
    worth = 0.6 * any(identifier in folded for identifier in note.identifiers) + 0.5 * bool(_LINK.search(sentence))
    worth += sum(0.5 for word in _cue_words(folded)) - 0.1 * place - 1.5 * blames(sentence)
    return worth - (1.0 if len(sentence) < _ROOM else 0.0) - (0.4 if sentence.endswith("?") else 0.0)


def _cue_words(folded: str) -> list[Cue]:
    return [cue for cue in cues_of(folded) if cue in _TELLING]


def _code(code: str, limit: int) -> str:
    """Return the line of a code block or log that says most, shortened."""
    lines = [" ".join(line.split()) for line in code.splitlines() if line.strip()]
    telling = next((line for line in lines if re.search(r"(?i)error|warn|fail|invalid|fatal|exception", line)), "")
    return shorten(_LONG_HEX.sub(lambda found: found.group()[:10] + "…", telling or (lines[0] if lines else "")), limit)
