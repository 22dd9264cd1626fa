"""Secrets known only by the words before them: `password=…`, "the password is …", `Authorization: Bearer …`.

Prose says "token: expired" and "the password is wrong" far more often than it gives a password away, so what follows
the word is judged: code that fetches a secret, plain words and links are left alone.
"""

import re
from collections.abc import Iterator
from typing import Final

_PHRASES = (
    r"pass(?:word|wort|wd|phrase|code)s?|kennwort|mot de passe|contrase(?:ñ|n)a|senha|pwd|(?<![a-z])pw|(?<![a-z])pass"
)
_NAMED = (
    r"secret|token|credentials?|"
    r"(?:api|secret|access|private|auth|encryption|signing|account|master|admin|deploy|license|app)[ _-]?key"
)
_WORD = rf"(?:(?P<password>{_PHRASES})|(?P<named>{_NAMED}))"
_MORE = r"[0-9]{0,2}(?P<more>[_-][a-z0-9_-]{1,24}|[ ](?:for|of|to|on)[ ][\w.@/-]{1,40}|[ ]?\([^()\n]{1,40}\))?"
_SAYS = (
    r"[\"'`*_\\]{0,4}[\])]?[ \t]{0,6}"
    r"(?P<sep>:=|=>|={1,2}|:|&gt;|>|-&gt;)[ \t\"'*_\\]{0,8}?\n?[ \t]{0,4}"
)
# Looked at, not taken: the next search may begin inside it.
_VALUE = r"(?=(?P<all>(?P<quote>[\"'`])(?P<quoted>[^\"'`\n]{1,300})(?P=quote)|(?P<bare>(?![\\*_'])[^\s<>\"`]{1,2000})))"

_ASSIGNED = re.compile(_WORD + _MORE + _SAYS + _VALUE, re.IGNORECASE)
_SPOKEN = re.compile(
    _WORD + r"\b[^\n<>:=]{0,40}?[ \t](?P<sep>is|was|are|to|ist|est|es|becomes|now)\b[ :]{0,3}[*_]{0,2}" + _VALUE,
    re.IGNORECASE,
)
_OPTION = re.compile(
    r"(?<![\w-])--?(?:[a-z]{1,20}-){0,3}"
    r"(?:(?P<password>password|passwd|pass|passphrase)|(?P<named>token|secret|key))(?P<sep>[ =])" + _VALUE,
    re.IGNORECASE,
)
_BEARER = re.compile(r"(?i:\b(?:bearer|token))[ \t]{1,8}(?P<v>(?=[A-Za-z._~+/=-]{0,80}[0-9])[A-Za-z0-9._~+/=-]{16,}+)")
_HEADER = re.compile(
    r"(?i:(?:proxy-)?authorization)[\"']?[ \t]{0,4}[:=][ \t]{0,4}[\"']?"
    r"(?i:(?P<scheme>bearer|basic|token|apikey|digest|splunk|oauth|negotiate|aws4-hmac-sha256)[ \t]{1,8})?"
    r"(?P<v>[^\s\"'`<>]{4,}+[^\n\"'`<>]{0,400})"
)
_CODE = re.compile(
    r"(?i:(?<![a-z])"
    r"(?:otp|totp|(?:mfa|2fa|one[- ]time|verification|security|backup)[- ](?:code|password|pin)|pin(?: code)?)"
    r"[ \t]{0,2}(?:is|was|:|=)[ \t`*\"']{0,4})(?P<v>[0-9]{3}[ -]?[0-9]{1,5})(?![\w.:])"
)

_NOT_A_VALUE = frozenset(
    """
    none null nil true false undefined empty unset missing required optional unknown yes no ok okay n/a na tbd
    todo redacted hidden masked removed value string str text bytes int and or the a an in is was for from of
    to at by on with as it its this that see ask check use set get reset change changed rotate rotated
    rotation expired expiry invalid incorrect wrong bad old new same leaked revoked policy manager auth
    authentication login access denied failed failure error errors done please not never still again now here
    there below above default we i you they he she if when how why what who where which but so because
    """.split()  # noqa: SIM905 - a list of a hundred quoted words is no easier to read
)
_PLAIN_WORD = re.compile(r"[^\W\d_]{1,40}(?:[-'\u2019/_.][^\W\d_]{1,40}){0,12}")
_FETCHED = re.compile(
    r"\$[A-Z_({]|\$\{|\{\{|%[A-Z(s]|\*{3}|\.{3}|…|[xX]{3,}$|&lt;|\[|os\.|env\.|process\.|self\.|this\.|var\.|vars\.|config\.|settings\.|"
    r"secrets\.|data\.|ENV\[|[A-Za-z_][\w.]{0,60}\(|file://|https?://|op://|vault:|arn:|projects/|(?:\.{0,2}/)[\w.-]{1,60}(?:/|$)"
)
_ON_CHAIN = re.compile(r"0x[0-9A-Fa-f]{6,200}$")
_INNER_CAPITAL = re.compile(r"[a-z][A-Z]")
_TRAILING: Final = ".,:;!?)]}*_~'\u2019\\|"
_SHORTEST_PASSWORD: Final = 3
_SHORTEST_KEY: Final = 6
_LONG: Final = 8


def spoken_secrets(text: str, lowered: str) -> Iterator[tuple[int, int, str]]:
    """Give begin, end and kind of what the words around it call a secret. `lowered` is the text in lower case."""
    words = ("pass", "pwd", "pw", "secret", "token", "credential", "key", "kennwort", "contrase", "senha", "mot de")
    if any(word in lowered for word in words):
        yield from _judged(_ASSIGNED, text)
        yield from _judged(_SPOKEN, text)
        if "-" in text:
            yield from _judged(_OPTION, text)
    if "bearer" in lowered or "token" in lowered:
        yield from ((*match.span("v"), "bearer-token") for match in _BEARER.finditer(text))
    if "authorization" in lowered:
        for match in _HEADER.finditer(text):
            if match["scheme"] or _is_random(match["v"].split()[0]):
                yield (*match.span("v"), "authorization")
    if any(word in lowered for word in ("otp", "code", "pin", "one-time", "one time", "2fa", "mfa")):
        yield from ((*match.span("v"), "one-time-code") for match in _CODE.finditer(text))


def _judged(pattern: re.Pattern[str], text: str) -> Iterator[tuple[int, int, str]]:
    for match in pattern.finditer(text):
        quoted = match["quoted"] is not None
        start = match.start("quoted" if quoted else "bare")
        value = match["quoted"].rstrip("\\") if quoted else _ended(match["bare"])
        if value and _is_secret(value, match, quoted=quoted):
            kind = "password" if match["password"] else _kind(match["named"])
            yield start, start + len(value), kind


def _kind(word: str) -> str:
    word = word.lower()
    return word if word in ("secret", "token") else "credential" if word.startswith("cred") else "key"


def _ended(value: str) -> str:
    """Without the next field of a connection string or query, and without the sentence's own punctuation."""
    value = re.split(r"[;&](?:amp;)?[A-Za-z][\w .]{0,40}=|[\"'],|\\[\"n]|&lt;", value, maxsplit=1)[0]
    return value.rstrip(_TRAILING)


def _is_secret(value: str, match: re.Match[str], *, quoted: bool) -> bool:
    if value.lower() in _NOT_A_VALUE or _FETCHED.match(value):
        return False
    if "\n" in match.group() and not _is_random(value):
        return False
    return _is_password(value, match, quoted=quoted) if match["password"] else _is_named_secret(value, match)


def _is_password(value: str, match: re.Match[str], *, quoted: bool) -> bool:
    if len(value) < _SHORTEST_PASSWORD:
        return False
    if match.re is not _SPOKEN and (quoted or match["sep"] != ":" or not _goes_on_in_prose(value, match)):
        return not value.startswith(("http://", "https://"))
    return _is_random(value) or (quoted and " " not in value)


def _is_named_secret(value: str, match: re.Match[str]) -> bool:
    """Judge what follows "token", "key" or "secret", which also stand before ordinary words and numbers."""
    on_chain = _ON_CHAIN.match(value) and _kind(match["named"]) in ("token", "credential")
    if on_chain or " " in value or len(value) < _SHORTEST_KEY or (value.isdecimal() and len(value) <= _LONG):
        return False
    if match.re is not _SPOKEN and match["sep"] == "=":
        return not _PLAIN_WORD.fullmatch(value) or len(value) >= _LONG
    return len(value) >= _LONG and _is_random(value)


def _goes_on_in_prose(value: str, match: re.Match[str]) -> bool:
    """Tell a sentence from a password: a plain word, and more words after it."""
    text, end = match.string, match.end("all")
    return bool(_PLAIN_WORD.fullmatch(value)) and bool(re.match(r"[ \t]+[^\W\d_]{1,}", text[end : end + 40]))


def _is_random(value: str) -> bool:
    """Neither a word nor a plain number: what people choose or machines make."""
    if _PLAIN_WORD.fullmatch(value):
        return bool(_INNER_CAPITAL.search(value)) and "/" not in value and len(value) >= _LONG
    if re.fullmatch(r"[0-9][0-9.,:%-]*[a-zA-Z%]{0,3}|v?[0-9]+(?:\.[0-9]+)+\S{0,12}|#?[A-Z]{1,6}-?[0-9]{1,6}", value):
        return False
    has_letter, has_digit = re.search(r"[^\W\d_]", value), re.search(r"[0-9]", value)
    has_sign = re.search(r"[^\w\s.,:'\u2019/-]", value)
    return bool(has_letter and (has_digit or has_sign)) or bool(has_digit and has_sign and len(value) >= 6)  # noqa: PLR2004 - "12%" is none
