"""Makes readable words of a message: clean sentences, shortened at clauses. Only its own words, so it is grounded."""

import re
from collections.abc import Callable, Sequence

from bot.ai.offline.notes import Note, Sentence, cues_of, is_difficulty, pieces
from bot.ai.offline.phrases import Cue

READ_AT_MOST = 4_000
_ROOM = 14
_LEAST = 24
_A_STUMP = 3
_A_LOG = 3
_ENOUGH_WORDS = 3
_BRIEF = 32
_A_CLAUSE = 4

_FENCE = re.compile(r"```(?:\w+\n)?(.*?)(?:```|\Z)", re.DOTALL)
_QUOTED_LINE = re.compile(r"(?m)^\s*>\s?")
_STARS = re.compile(r"\*{1,3}(?!\s)|(?<!\s)\*{1,3}|\s+\(View Message\)|\[?View (?:in|on) \w+\]?")
_LABEL = re.compile(r"(?im)^\s*(?:description|summary|title|message|details|\d{1,2}[.)])\s*:?\s+(?=\S)")
_STRUCK = re.compile(r"~~?[^~\n]{4,}~~?")
_EMOJI = re.compile(
    r"(?<!\w):(?:[a-z_+-][a-z0-9_+-]{1,40}|100|1234):|"
    r"[\U0001F000-\U0001FAFF\u2600-\u27BF\u2B50\u2B55\uFE0F\u200D\u20E3]+"
)
_SMILEY = re.compile(r"(?<![\w:])(?:[:;]['-]?[()DPp/](?!\w)|\^\^|/s(?!\w))")
_LINK = re.compile(r"\b[a-z][a-z0-9+.-]{1,10}://[^\s<>|)\]\"'`]+", re.IGNORECASE)
_HOST = re.compile(r"://(?:www\.)?([^/:?#\s]+)")
_LONG_HEX = re.compile(r"(?<!\w)(0x)?[0-9a-fA-F]{20,}(?!\w)")
_LONG_TOKEN = re.compile(r"(?<!\S)(?!\S{0,200}://)\S{46,}")
_BRIDGED = re.compile(r"^<([^<>\n@#!]{2,40})>\s+")
_REPLIED = re.compile(r"\s*\(re @[^\n]*$")
_OPENING = re.compile(
    r"^(?:(?:hi|hey|hello|hola|morning|good morning|ok|okay|oh|ooo+h|ah|aha|well|hm+|um|uh|ugh|yeah|yep|yes|wow|ouch|"
    r"sorry(?! (?:for|that|to|about|if|i|we)\b)|btw|fwiw|fyi|here|lol|so(?! far\b)|but|and|thanks|guys|folks|team|also|"
    r"anyway|oops|wait(?! (?:for|until|till|on)\b)|no worries|right|just so you know)(?![\w'-])"
    r"(?: (?:all|everyone|guys|folks|team|there|@\S+))?[\s,!.:;\u2026-]*)+",
    re.IGNORECASE,
)
_PREFIX = re.compile(
    r"^(?:decision|decided|update|news|note|psa|heads[ -]up|tl;?dr|to summari[sz]e|in short|numbers for the write-?up|"
    r"for the (?:write-?up|post-?mortem|record))\s*[:\u2014-]\s+",
    re.IGNORECASE,
)
_ONLY_A_LABEL = re.compile(
    r"^(?:(?:numbers )?for the (?:write-?up|post-?mortem|record)|decision|update|news|note|fyi|psa|question)\W*$",
    re.IGNORECASE,
)
_SWEARING = re.compile(r"\b(?:holy )?(?:shit|fuck(?:ing|ed)?|damn|crap|bloody|wtf|goddamn)\b[,!]?\s*", re.IGNORECASE)
_LEADING_MENTIONS = re.compile(r"^(?:@[\w.][\w.-]*(?: [A-Z][\w'-]*){0,2}(?:\s?,)?\s+)+")
_CARBON_COPY = re.compile(
    r"(?:(?<=[.!?,;:)])\s*|\s*\b(?:cc|fyi)\s+)(?:@[\w.-]+(?: [A-Z][\w'-]*)?[\s,]*)+$", re.IGNORECASE
)
_ONLY_NAMES = re.compile(r"^(?:@[\w.-]+(?: [A-Z][\w'-]*){0,2}[\s,.:]*)+$")
_AT = re.compile(r"(?<![\w.])@(?=\w)")
_FIRST_PERSON = (
    (re.compile(r"^(?:i'm|i am|we're|we are|am)(?: now| just| still)? (?=\w+ing\b)", re.IGNORECASE), ""),
    (re.compile(r"^(?:i|we)(?:'ve| have)(?: now| just)? (?=\w+(?:ed|en|wn|nt|lt|un|et)\b)", re.IGNORECASE), ""),
    (re.compile(r"^(?:i|we)(?: just| also)? (?=(?:\w{3,}ed|ran|took|put|saw|found|got|set)\b)", re.IGNORECASE), ""),
)  # fmt: skip
_BULLETS = re.compile(r"(?:\A|\s)[\u2022\u25e6]\s+")
_BORDER = re.compile(
    r"[,;:](?=\s)|\s(?=[\u2013\u2014(]|--? )|"
    r"\s(?=(?:and|but|because|which|so|while|when|although|whereas|then|or|as|until|after|"
    r"before|since|if|where|with|from)\b)",
    re.IGNORECASE,
)
_DANGLING = re.compile(
    r"(?:[\s,;:(\u2013\u2014-]|\b(?:and|or|but|the|an?|of|to|in|on|at|by|for|with|from|that|"
    r"which|is|are|was|so|as|if))+$",
    re.IGNORECASE,
)
_BLAME = re.compile(
    r"\b(?:your fault|(?:his|her|their|whose) fault|to blame|idiots?|stupid|moron|incompetent|screwed up|messed up|"
    r"you broke|who broke|clueless|careless|useless people)\b",
    re.IGNORECASE,
)
_LOGGED = re.compile(
    r"(?:\b(?:err|error|validation_err|errorMessage|exception|reason|msg|message)\"?\s?[=:]\s?\"([^\"]{8,})\")",
    re.IGNORECASE,
)
_LOG_HEAD = re.compile(
    r"^(?:\[?\d{4}-\d\d-\d\d[T ]?[\d:.,]*Z?\]?|\w{3}[- ]\d\d[ T][\d:.]+|\[[\w :|.,/-]{1,60}\]|\$ .*|"
    r"\[?(?:DEBUG|INFO|WARN(?:ING)?|ERROR|FATAL|TRACE|[WEIDF])\b\]?:?|[\w-]+\[\d+\]:)\s*"
)
_TROUBLE = re.compile(r"error|warn|fail|invalid|fatal|exception|reject", re.IGNORECASE)
_LOG_FIELD = re.compile(r"\s+[\w.]+=\S")
_TELLING = frozenset(Cue) - {Cue.BANTER, Cue.GENERAL, Cue.AGREE, Cue.OBSERVE, Cue.PRAISE, Cue.LUCK, Cue.CALL}
_WISH = re.compile(
    r"(?:(?:i|we)(?:'d| would)? (?:want|need|prefer|hope|wish|love|like|have to|do|can)|that(?:'s|"
    r" was) (?:my|on me)|my (?:bad|fault)|please|"
    r"enjoy|sleep|give me|going for)\b",
    re.IGNORECASE,
)
_CHAT = frozenset({Cue.BANTER, Cue.AGREE, Cue.PRAISE})


def name_of(note: Note) -> str:
    """Return what to call the speaker in a text: never empty, one line; through a bridge, whom the bridge names."""
    bridged = _BRIDGED.match(note.message.text)
    return " ".join((bridged[1] if bridged else note.message.author_name).split())[:60] or note.message.author


def blames(text: str) -> bool:
    """Whether a text puts fault on people; such words are left where they are."""
    return bool(_BLAME.search(text))


def sentences_of(note: Note) -> tuple[Sentence, ...]:
    """Return what a message says, sentence by sentence and cleaned; worked out once a message."""
    if note.sentences is None:
        note.sentences = tuple(_sentences(note.message.text[:READ_AT_MOST].replace("\u2019", "'")))
    return note.sentences


def statements_of(note: Note) -> tuple[Sentence, ...]:
    """Return the sentences that state something: no questions, greetings, thanks or words that blame."""
    if note.statements is None:
        fit = (one for one in sentences_of(note) if not one.asks and not _is_chat(one) and not blames(one.text))
        note.statements = tuple(fit)
    return note.statements


def gist(
    note: Note, limit: int, about: Callable[[str], bool] | None = None, *, first: bool = False, asks: bool = False
) -> str:
    """Return the most telling sentences of a message within `limit` characters, its own words and no others.

    A sentence that `about` holds true of comes first, or with `first` the one that the message opens with. Its
    neighbours follow only whole. Questions are told where `asks` is set, or when the message says nothing else.
    """
    fit: Sequence[Sentence] = statements_of(note)
    if asks or not fit:
        fit = [one for one in sentences_of(note) if not blames(one.text) and (one.asks or not _is_chat(one))] or fit
    if not fit:
        return f"shared {note.message.files[0]}"[:limit] if note.message.files else ""
    best = 0
    if not first:
        best = max(
            range(len(fit)),
            key=lambda place: (about is not None and about(fit[place].text), _worth(fit[place], place, note)),
        )
    chosen = [fit[best]]
    for one in fit[best + 1 :]:
        if not _adds(one, note, join(chosen)) or len(join([*chosen, one])) > limit:
            break
        chosen.append(one)
    for one in reversed(fit[:best]):
        if not _adds(one, note, join(chosen)) or len(join([one, *chosen])) > limit:
            break
        chosen.insert(0, one)
    return shorten(join(chosen), limit)


def join(sentences: list[Sentence]) -> str:
    """Return sentences as one text, each ending with a stop but the last."""
    ended = [one.text if one.text[-1:] in ".!?:\u2026" else f"{one.text}." for one in sentences[:-1]]
    return " ".join([*ended, *(one.text.rstrip(" .;,") or one.text for one in sentences[-1:])])


def shorten(text: str, limit: int) -> str:
    """Return `text` cut at the end of a clause, at worst of a word, to at most `limit` characters; links stay whole."""
    if len(text) <= limit:
        return text
    rest = " ".join(_LINK.sub("", text).split())
    text = rest if len(rest) > 2 * _ROOM else _LINK.sub(_host, text)
    if len(text) <= limit:
        return text
    room = text[: limit - 2]
    ends = [found.start() for found in _BORDER.finditer(room) if found.start() >= max(_LEAST, limit // 3)]
    if not ends:
        ends = [place for place in (room.rfind(" "),) if place >= limit // 3] or [len(room)]
    cut = room[: ends[-1]]
    if cut.count("(") > cut.count(")"):
        cut = cut[: cut.rfind("(")] or cut
    return (_DANGLING.sub("", cut) or cut).rstrip("\"'`\u201c(") + (" \u2026" if " " in cut else "\u2026")


def sentence_case(text: str) -> str:
    """Return `text` with a capital where it opens with an ordinary word; names of things keep their own spelling."""
    word = re.match(r"[^\W\d_]+(?=[\s,.:;!?'\u2026)]|\Z)(?!://)", text)
    return text[:1].upper() + text[1:] if word and word.group().islower() else text


def asked(note: Note, limit: int) -> str:
    """Return the questions of a message that belong together, as asked; empty when it asks nothing."""
    questions = [one.text for one in sentences_of(note) if one.asks and "?" in one.text]
    longest = max(questions, key=len, default="")
    together = " ".join(questions)
    return together if len(together) <= limit else shorten(longest, limit)


def tidy(text: str) -> str:
    """Return a text without markup, emoji, code marks and machine noise; lines stay."""
    text = _REPLIED.sub("", _QUOTED_LINE.sub("", _BRIDGED.sub("", text)))
    text = _SMILEY.sub(" ", _EMOJI.sub(" ", _STRUCK.sub(" ", text))).replace("`", "")
    text = _STARS.sub("", _LABEL.sub("", text))
    text = _outside_links(_LONG_HEX, text)
    return _LONG_TOKEN.sub(lambda found: found.group()[:24] + "\u2026", text)


def _sentences(text: str) -> list[Sentence]:
    alone = not re.search(r"\w{2}", _LINK.sub("", tidy(_FENCE.sub(" ", text))))
    # A log is told where words lead to it ("we see this:") or where there are no words.
    inline = _FENCE.sub(
        lambda code: f" {_code(code[1])}\n" if alone or text[: code.start()].rstrip().endswith(":") else "\n", text
    )
    found: list[Sentence] = []
    for piece in (part for item in _BULLETS.split(tidy(inline).strip()) for part in pieces(item)):
        clean = _sentence(piece)
        if clean and found and _LINK.fullmatch(clean):
            found[-1] = found[-1]._replace(text=f"{found[-1].text} {clean}")
        elif clean:
            found.append(Sentence(clean, cues_of(clean), "?" in clean))
    return found


def _sentence(piece: str) -> str:
    text = " ".join(piece.split())
    if len(_LOG_FIELD.findall(text)) >= _A_LOG:
        text = _log(text)
    if _ONLY_NAMES.match(text):
        return ""
    text = _CARBON_COPY.sub("", _SWEARING.sub("", text)).strip(" *_-\u2022>|")
    for pattern in (_LEADING_MENTIONS, _OPENING, _PREFIX):
        shorter = pattern.sub("", text)
        if not shorter and pattern is _OPENING:
            return ""
        text = shorter if len(shorter) > _ROOM or (pattern is _OPENING and len(shorter) > _A_STUMP) else text
    for pattern, replacement in _FIRST_PERSON:
        text = pattern.sub(replacement, text)
    text = _AT.sub("", text)
    return "" if _ONLY_A_LABEL.match(text) or not re.search(r"\w", text) else text


def _is_chat(one: Sentence) -> bool:
    """Whether a sentence is talk between people and tells nothing: thanks, agreement, a greeting."""
    if one.cues.keys() & _TELLING or not one.cues.keys() & _CHAT:
        return False
    if not one.cues.keys() & {Cue.BANTER, Cue.PRAISE} and len(one.text.split()) > _A_STUMP:
        return False
    return not re.search(r"\d", one.text) and not is_difficulty(one.text)


def _adds(one: Sentence, note: Note, told: str) -> bool:
    """Whether a sentence beside what is told already is worth its room."""
    folded = one.text.casefold()
    if Cue.BANTER in one.cues and not one.cues.keys() & _TELLING:
        return False
    if one.cues.keys() & _TELLING or re.search(r"\d", one.text) or any(i in folded for i in note.identifiers):
        return True
    return len(one.text.split()) >= (_ENOUGH_WORDS if len(told) < _BRIEF else _A_CLAUSE) and not _WISH.match(one.text)


def _worth(one: Sentence, place: int, note: Note) -> float:
    """Return how telling a sentence is: cue words in it, identifiers, links, not too short, early."""
    folded = one.text.casefold()
    worth = 0.6 * any(identifier in folded for identifier in note.identifiers) + 0.5 * bool(_LINK.search(one.text))
    worth += 0.5 * len(one.cues.keys() & _TELLING) - 0.1 * place
    return worth - (1.0 if len(one.text) < _ROOM else 0.0) - (0.4 if one.asks else 0.0)


def _outside_links(pattern: re.Pattern[str], text: str) -> str:
    """Shorten what the pattern finds to its first ten characters, but never within a link."""
    parts: list[str] = []
    end = 0
    for link in _LINK.finditer(text):
        parts += [pattern.sub(lambda found: found.group()[:10] + "\u2026", text[end : link.start()]), link.group()]
        end = link.end()
    return "".join([*parts, pattern.sub(lambda found: found.group()[:10] + "\u2026", text[end:])])


def _host(link: re.Match[str]) -> str:
    host = _HOST.search(link.group())
    return host[1] if host else ""


def _code(code: str) -> str:
    """Return the line of a code block or log that says most: what it says, without stamps, levels and fields."""
    lines = [" ".join(line.split()) for line in code.splitlines() if line.strip()]
    telling = next((line for line in lines if _TROUBLE.search(line)), lines[0] if lines else "")
    said = _log(telling)
    return _LONG_HEX.sub(lambda found: found.group()[:10] + "\u2026", said) if re.search(r"\w{3}", said) else ""


def _log(line: str) -> str:
    """Return what a line of a log says."""
    told = max((found[1] for found in _LOGGED.finditer(line)), key=len, default="")
    said, before = line, ""
    while said != before:
        before, said = said, _LOG_HEAD.sub("", said)
    said = _LOG_FIELD.split(said)[0]
    lead = re.split(r"\s\[", said)[0] if said != line else ""
    return f"{lead} {told}" if told and lead.endswith(":") else told or said
