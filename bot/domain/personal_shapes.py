"""Numbers and addresses of people: cards, bank accounts, mail, telephones.

Each finder gives begin and end of what it is sure of. Incident channels are full of other numbers (timestamps, blocks,
hashes, versions, ids), so a checksum or a telephone's own form is demanded before anything is called personal.
"""

import ipaddress
import re
from collections.abc import Iterator
from typing import Final

_CARD = re.compile(
    r"(?<![0-9A-Za-z.])(?<![0-9A-Za-z][-_])"
    r"(?:[2-6][0-9]{12,18}|[2-6][0-9]{3}([ -])[0-9]{4}\1[0-9]{4}\1[0-9]{1,4}(?:\1[0-9]{1,3})?"
    r"|3[0-9]{3}([ -])[0-9]{6}\2[0-9]{4,5})"
    r"(?![0-9A-Za-z]|[.-][0-9A-Za-z])"
)
_ISSUERS: Final = (
    (re.compile(r"4"), {13, 16, 19}),
    (re.compile(r"5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720"), {16}),
    (re.compile(r"3[47]"), {15}),
    (re.compile(r"6011|65|64[4-9]|62|352[89]|35[3-8]"), {16, 17, 18, 19}),
    (re.compile(r"30[0-5]|3[689]"), {14, 16}),
    (re.compile(r"5018|5020|5038|5893|6304|6759|676[1-3]"), {16, 18, 19}),
)
_IBAN = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{2}[0-9]{2}(?=((?:[ \u00a0-]?[A-Za-z0-9]){11,30}))")
_IBAN_LENGTHS: Final = {
    country: length
    for length, countries in {
        15: "NO", 16: "BE BI", 18: "DK FI FO GL NL", 19: "MK SI", 20: "AT BA EE KZ LT LU XK",
        21: "CH CR HR LI LV", 22: "BG BH DE GB GE IE ME RS", 23: "AE GI IL IQ OM TL",
        24: "AD CZ ES MD PK RO SA SE SK TN VG", 25: "LY PT ST", 26: "IS TR", 27: "BF BJ CI FR GR IT MC MR SM SN",
        28: "AL AZ BY CY DO GT HU LB NI PL SV", 29: "BR EG PS QA UA", 30: "JO KW MU", 31: "MT SC", 32: "LC",
        33: "RU",
    }.items()
    for country in countries.split()
}  # fmt: skip
_MAIL = re.compile(
    r"(?<![A-Za-z0-9._%+'-])(?!git@)[A-Za-z0-9._%+'-]{1,64}@(?!v?[0-9]+\.[0-9])"
    r"[^\W_][\w-]{0,62}(?:\.[\w-]{1,63}){0,8}\.[^\W\d_]{2,24}(?![\w@])"
)
_COUNTRY = (
    r"(?:1|7|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|2[1-689][0-9]|3[578][0-9]|42[0-9]|5[09][0-9]|6[7-9][0-9]"
    r"|8[0578][0-9]|9[679][0-9])"
)
_GAP = r"(?:[ .\u00a0/-]|[ ]?\(|\)[ ]?){1,2}"
_PHONES: Final = (
    # +49 30 1234567, +1 (415) 555-2671, +14155552671
    re.compile(rf"(?<![\w./=&?#+-])\+{_COUNTRY}(?:(?:{_GAP}[0-9]{{2,8}}){{2,5}}|[0-9]{{7,12}})(?![\w:]|[.,-][0-9])"),
    # 415-555-2671, (415) 555-2671, 415.555.2671
    re.compile(
        r"(?<![\w./=:&?#+-])(?:\([2-9][0-9]{2}\)[ ]?|[2-9][0-9]{2}([.-]))[2-9][0-9]{2}(?(1)\1|[ .-])[0-9]{4}"
        r"(?![\w:]|[.,-][0-9])"
    ),
    # 0171 1234567, 020 7946 0958, 030/1234567
    re.compile(r"(?<![\w.,/=:&?#+-])0[1-9][0-9]{1,3}[ /-][0-9]{3,4}[ -]?[0-9]{3,5}(?![\w:]|[.,/-][0-9])"),
    # whatever follows a word for telephone
    re.compile(
        r"(?i:(?<![a-z])(?:phone|tel|telefon|telephone|mobile|mobil|handy|cell|cellphone|fax|whatsapp|"
        r"(?:call|ring|text|dial|reach)(?: (?:me|him|her|us|them))?(?: (?:at|on|under))?)(?: (?:number|no|nr|is))?)"
        r"[.:]{0,2}[ \t]{0,3}(?P<v>[+(]?[0-9](?:[ ./()-]{0,2}[0-9]){6,14})(?![\w:]|[.,-][0-9])"
    ),
    re.compile(r"<tel:(?P<v>[^<>|\s]{3,40})"),
)  # fmt: skip
_FEWEST_DIGITS: Final = 8
_IPV4 = re.compile(r"(?<![\w.])(?:[0-9]{1,3}\.){3}[0-9]{1,3}(?![\w]|\.[0-9])")


def cards(text: str) -> Iterator[tuple[int, int]]:
    """Find payment cards: an issuer's prefix and length, and the Luhn digit."""
    for match in _CARD.finditer(text):
        digits = re.sub("[ -]", "", match.group())
        if any(prefix.match(digits) and len(digits) in lengths for prefix, lengths in _ISSUERS) and _luhn(digits):
            yield match.span()


def ibans(text: str) -> Iterator[tuple[int, int]]:
    """Find bank accounts whose country, length and check digits agree."""
    for match in _IBAN.finditer(text):
        length = _IBAN_LENGTHS.get(match.group()[:2].upper(), 0)
        seen, end = 0, match.start()
        while seen < length and end < match.end(1):
            seen += text[end].isalnum()
            end += 1
        compact = re.sub("[ \u00a0-]", "", text[match.start() : end]).upper()
        if length and seen == length and not text[end : end + 1].isalnum() and _mod97(compact):
            yield match.start(), end


def mails(text: str) -> Iterator[tuple[int, int]]:
    """Find mail addresses; `git@host`, `package@1.2` and the like are none."""
    if "@" in text:
        for match in _MAIL.finditer(text):
            yield match.span()


def phones(text: str) -> Iterator[tuple[int, int]]:
    """Find telephone numbers written as such: with a country code, in a national form, or after a word that says so."""
    for pattern in _PHONES:
        group = "v" if "v" in pattern.groupindex else 0
        for match in pattern.finditer(text):
            if group or sum(character.isdigit() for character in match.group()) >= _FEWEST_DIGITS:
                yield match.span(group)


def public_addresses(text: str) -> Iterator[tuple[int, int]]:
    """Find IPv4 addresses that belong to somebody on the internet; private and reserved ones are nobody's."""
    for match in _IPV4.finditer(text):
        try:
            address = ipaddress.IPv4Address(match.group())
        except ValueError:
            continue
        if address.is_global:
            yield match.span()


def _luhn(digits: str) -> bool:
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value  # noqa: PLR2004 - the rule of the Luhn digit
    return total % 10 == 0 and len(set(digits)) > 1


def _mod97(account: str) -> bool:
    turned = account[4:] + account[:4]
    if not turned.isascii():
        return False
    return int("".join(str(int(character, 36)) for character in turned)) % 97 == 1
