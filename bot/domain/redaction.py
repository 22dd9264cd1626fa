"""What must not be stored is replaced by a placeholder that says only its kind and number; `admit` is the one entrance.

Pure. Nothing is ever restored from a placeholder, and nothing of the value (no hash, no last digits) is in it. Twice
the text takes about twice the time.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

from bot.domain.personal_shapes import cards, ibans, mails, phones, public_addresses
from bot.domain.secret_shapes import CONTINUATION, KNOWN_BEGINNING, WRAPPED, shapes_in
from bot.domain.spoken_secrets import spoken_secrets
from bot.domain.text import normalise, shorten


@dataclass(frozen=True, slots=True)
class RedactionOptions:
    """What is redacted beside secrets and card numbers, which always are."""

    mails: bool = True
    phones: bool = True
    ibans: bool = True
    public_addresses: bool = False
    """Public IP addresses. Off: in an incident they are machines far more often than people."""
    covered: frozenset[str] = frozenset()
    """Placeholders that the app put there itself on the way of this very text: these are no forgeries."""


@dataclass(frozen=True, slots=True)
class Finding:
    """So many places held something of this kind."""

    kind: str
    count: int


@dataclass(frozen=True, slots=True)
class Redacted:
    """A text that may be stored, and what was taken out of it, in order of first appearance."""

    text: str
    findings: tuple[Finding, ...] = ()


class _Span(NamedTuple):
    start: int
    end: int
    kind: str
    personal: bool


DEFAULT: Final = RedactionOptions()
_PLACEHOLDER = re.compile(r"\[(?:secret|personal):([a-z0-9-]{1,40}) #([0-9]{1,6})\]")
_LOOKS_LIKE_PLACEHOLDER = re.compile(r"\[(?=\s{0,8}(?:secret|personal)\s{0,8}:[^\]\n]{0,80}\])", re.IGNORECASE)
_ID_IN_ENTITY = re.compile(
    r"<(?:@[UW][A-Z0-9]{2,20}|#[CGD][A-Z0-9]{2,20}|!subteam\^S[A-Z0-9]{2,24}|!date\^[0-9]{1,12})(?=[|>^])"
)
_NEXT_PART = re.compile(r"\||&(?:amp;)?[\w.-]{1,60}=")
_ENTITY = re.compile(r"<[^<>\n]*>")
_PEM_BEGIN = re.compile(
    r"-----BEGIN (?P<pgp>PGP )?[A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----|PuTTY-User-Key-File-[0-9]:"
)
_PEM_END = re.compile(r"-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----|Private-MAC: [0-9a-f]{40,64}")
_REST_OF_KEY_LINE = re.compile(r"(?:[ \\n]{0,4}[A-Za-z0-9+/=]{16,}+)*+")
_KEY_LINE = re.compile(
    r"(?:[ \t]|&gt;){0,8}[A-Za-z0-9+/=]{16,}+[ \t]*|[ \t]*|(?:Proc-Type|DEK-Info|Comment|Version|Hash): [^\n]*"
)
_LONGEST_KEY: Final = 20_000
_RANDOM_LOOKING: Final = 8
_MOST_LINES_OF_A_TOKEN: Final = 12
_MOST_ROUNDS: Final = 8
"""Taking one secret out can bare another that was glued to it, so it is looked again until nothing is found."""


def admit(
    text: str,
    *,
    one_line: bool = False,
    limit: int | None = None,
    options: RedactionOptions = DEFAULT,
    known: str = "",
) -> Redacted:
    """Take text in by the one entrance: normalise it, escape what imitates a placeholder, redact, then cut.

    `limit` counts UTF-16 units. `known` is the stored text that somebody has edited: its placeholders are no forgeries.
    Whatever door a text comes through, this is the function it passes.
    """
    clean = normalise(text, one_line=one_line)
    if "[" in clean:
        real = placeholders(known) | options.covered
        clean = _LOOKS_LIKE_PLACEHOLDER.sub(lambda found: "[" if _stands(found, real) else "(", clean)
    redacted = redact(clean, options)
    return redacted if limit is None else Redacted(shorten(redacted.text, limit), redacted.findings)


def placeholders(text: str) -> frozenset[str]:
    """Return what stands in a text in the place of something that was covered."""
    return frozenset(found[0] for found in _PLACEHOLDER.finditer(text))


def _stands(found: re.Match[str], real: frozenset[str]) -> bool:
    whole = _PLACEHOLDER.match(found.string, found.start())
    return whole is not None and whole[0] in real


def redact(text: str, options: RedactionOptions = DEFAULT) -> Redacted:
    """Replace every secret, and the personal data that the options name, by a placeholder.

    The same value gets the same number within one text. Placeholders already there stay, so a stored text can be
    redacted again when a new kind has been learnt. The text is expected to be normalised.
    """
    text = _unwrapped(text)
    counts: dict[str, int] = {}
    for _ in range(_MOST_ROUNDS):
        fixed = sorted((m.start(), m.end()) for p in (_PLACEHOLDER, _ID_IN_ENTITY) for m in p.finditer(text))
        spans = _settled(_without(_trimmed(_all_spans(text, options), text), fixed))
        if not spans:
            break
        text = _replaced(text, spans)
        for span in spans:
            counts[span.kind] = counts.get(span.kind, 0) + 1
    return Redacted(text, tuple(Finding(kind, count) for kind, count in counts.items()))


def _all_spans(text: str, options: RedactionOptions) -> Iterator[_Span]:
    """Everything found, the most telling kinds first; spans may overlap."""
    lowered = text.lower()
    yield from _private_keys(text)
    for shape in shapes_in(lowered):
        for start, end in shape.spans(text):
            yield _Span(start, end, shape.kind, personal=False)
    for start, end, kind in spoken_secrets(text, lowered):
        yield _Span(start, end, kind, personal=False)
    finders = (
        ("card", cards, True),
        ("iban", ibans, options.ibans),
        ("mail", mails, options.mails),
        ("phone", phones, options.phones),
        ("address", public_addresses, options.public_addresses),
    )
    for kind, find, wanted in finders:
        if wanted:
            for start, end in find(text):
                yield _Span(start, end, kind, personal=True)


def _private_keys(text: str) -> Iterator[_Span]:
    if "PRIVATE KEY" not in text and "PuTTY-User-Key-File-" not in text:
        return
    ends = [match.span() for match in _PEM_END.finditer(text)]
    starts = [start for start, _ in ends]
    begun = set[int]()
    done = 0
    for begin in _PEM_BEGIN.finditer(text):
        if begin.start() < done:
            continue
        at = bisect_right(starts, begin.end())
        whole = at < len(ends) and starts[at] - begin.end() <= _LONGEST_KEY
        done = ends[at][1] if whole else _after_key_lines(text, begin.end())
        yield _Span(begin.start(), done, "pgp-private-key" if begin["pgp"] else "private-key", personal=False)
        begun.add(ends[at][0] if whole else -1)
    for start, end in ends:
        # The beginning was in an earlier message: the lines above are still the key.
        if start not in begun:
            yield _Span(_first_key_line(text, start), end, "private-key", personal=False)


def _after_key_lines(text: str, start: int) -> int:
    """Where a key ends that was cut off before its last line."""
    rest = _REST_OF_KEY_LINE.match(text, start)
    end = rest.end() if rest else start
    while text[end : end + 1] == "\n":
        below = text.find("\n", end + 1)
        line_end = len(text) if below < 0 else below
        if not _KEY_LINE.fullmatch(text, end + 1, line_end):
            break
        end = line_end
    return end


def _first_key_line(text: str, end: int) -> int:
    """Where a key begins whose first line is elsewhere."""
    start = end
    while start > 0 and end - start < _LONGEST_KEY:
        above = text.rfind("\n", 0, start - 1) + 1
        if not _KEY_LINE.fullmatch(text, above, start - 1):
            break
        start = above
    return start


def _trimmed(spans: Iterable[_Span], text: str) -> Iterator[_Span]:
    """Keep Slack's `<address|label>` whole: a secret inside ends before the next part of its entity."""
    entities = [match.span() for match in _ENTITY.finditer(text)] if "<" in text else []
    starts = [start for start, _ in entities]
    for span in spans:
        at = bisect_right(starts, span.start) - 1
        if at < 0 or span.start >= entities[at][1]:
            yield span
            continue
        value = text[span.start : min(span.end, entities[at][1] - 1)]
        value = _NEXT_PART.split(value, maxsplit=1)[0]
        if value:
            yield span._replace(end=span.start + len(value))


def _without(spans: Iterable[_Span], fixed: list[tuple[int, int]]) -> Iterator[_Span]:
    """Leave out what begins inside a fixed place, and end what runs into one."""
    starts = [start for start, _ in fixed]
    for span in spans:
        at = bisect_right(starts, span.start) - 1
        if at >= 0 and span.start < fixed[at][1]:
            continue
        end = min(span.end, fixed[at + 1][0]) if at + 1 < len(fixed) else span.end
        if end > span.start:
            yield span._replace(end=end)


def _settled(found: Iterable[_Span]) -> list[_Span]:
    """Order the spans and merge those that overlap: the wider place, the more telling kind. People's data yields."""
    order: dict[str, int] = {}
    settled: list[_Span] = []
    spans = list(found)
    for span in spans:
        order.setdefault(span.kind, len(order))
    for span in sorted(spans, key=lambda span: (span.start, span.personal, -span.end)):
        last = settled[-1] if settled else None
        if last is None or span.start >= last.end:
            settled.append(span)
        elif last.personal and not span.personal:
            settled[-1] = span._replace(start=last.start, end=max(last.end, span.end))
        elif last.personal == span.personal:
            kind = min(last.kind, span.kind, key=order.__getitem__)
            settled[-1] = last._replace(end=max(last.end, span.end), kind=kind)
    return settled


def _replaced(text: str, spans: list[_Span]) -> str:
    highest: dict[str, int] = {}
    for match in _PLACEHOLDER.finditer(text):
        highest[match[1]] = max(highest.get(match[1], 0), int(match[2]))
    numbers: dict[tuple[str, str], int] = {}
    parts: list[str] = []
    done = 0
    for span in spans:
        value = (span.kind, text[span.start : span.end])
        if value not in numbers:
            numbers[value] = highest[span.kind] = highest.get(span.kind, 0) + 1
        family = "personal" if span.personal else "secret"
        parts += (text[done : span.start], f"[{family}:{span.kind} #{numbers[value]}]")
        done = span.end
    parts.append(text[done:])
    return "".join(parts)


def _unwrapped(text: str) -> str:
    """Join a token that a line break cut in two, if the whole is a known shape; the break moves behind it."""
    if "\n" not in text and "\ufffd" not in text:
        return text
    parts: list[str] = []
    done = 0
    for match in WRAPPED.finditer(text):
        if match.start() < done:
            continue
        token, end, gap = _with_continuations(text, match)
        if end > match.end():
            parts += (text[done : match.start()], token, "\n" if "\n" in gap else "")
            done = end
    parts.append(text[done:])
    return "".join(parts)


def _with_continuations(text: str, match: re.Match[str]) -> tuple[str, int, str]:
    token, end, gaps = match.group(), match.end(), ""
    longest, longest_end, longest_gaps = token, end, ""
    for _ in range(_MOST_LINES_OF_A_TOKEN):
        more = CONTINUATION.match(text, end)
        if more is None or KNOWN_BEGINNING.match(more["rest"]):
            break
        if _known_length(token) == len(token) and not _looks_random(more["rest"]):
            break
        token, end, gaps = token + more["rest"], more.end(), gaps + more["gap"]
        if _known_length(token) == len(token):
            longest, longest_end, longest_gaps = token, end, gaps
    return longest, longest_end, longest_gaps


def _known_length(token: str) -> int:
    """How far a known shape reaches that begins where the token begins; 0 if none does."""
    tried = shapes_in(token.lower())
    return max((end for shape in tried for start, end in shape.spans(token) if start == 0), default=0)


def _looks_random(piece: str) -> bool:
    return len(piece) >= _RANDOM_LOOKING and bool(re.search("[0-9]", piece) and re.search("[A-Za-z]", piece))
