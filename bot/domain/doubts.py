"""What gives a sentence away although its names and numbers are in its messages. Pure.

It denies what nobody denied, says who did or said what another one did, puts a currency, a fraction or another day to
a number, or a rough length of time that was not. Each of these is a rule of words: it errs on the side of asking a
person. What says the contrary of its messages is in `contraries`.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Final

from bot.domain.contraries import DENIES, contrary
from bot.domain.incidents import Message
from bot.domain.stems import stems

# "if it did not restart by noon" denies nothing.
_CONDITION = re.compile(r"\b(?:if|unless|whether)\b[^,.;:]*", re.IGNORECASE)
_DENIED = re.compile(
    r"\b(?:not|never|no|none|nobody|nothing|neither|nor|without|cannot|cant|dont|didnt|isnt|wasnt|doesnt|wont|zero|0"
    r"|fail\w*|un\w+|in\w+ble|ruled out|missing|empty|los[et]\w*|dead|clean|fine|only|denied|refus\w*|reject\w*|stop\w*"
    r"|gone|out|off|down|clear\w*|innocent|same|nope|still|wrong|would['\u2019 ](?:ha)?ve"
    r"|broke\w*|less|few|hardly|barely|until|yet|instead|ok)\b|n['\u2019]t\b",
    re.IGNORECASE,
)
_MONEY = re.compile(r"[$€£¥₹]|\b(?:dollars?|euros?|pounds|usd|eur|gbp|yen|rupees?)\b", re.IGNORECASE)
_SAME_MONEY: Final = ("$ dollar usd", "€ euro eur", "£ pound gbp", "¥ yen", "₹ rupee")
_PARTS: Final = {
    "half": (
        r"\bhal[fv]\w*\b(?! an? hour)|½|50 ?%|\b50 per",
        re.compile(r"(?<!and a )\bhalf (?:of|the|a|all|its|our|their)\b", re.IGNORECASE),
    ),
    "third": (
        r"\bthirds?\b|\b3[34](?:\.\d+)? ?%|\b6[67](?:\.\d+)? ?%|⅓|⅔",
        re.compile(r"\bthirds? of\b", re.IGNORECASE),
    ),
    "quarter": (r"\bquarters?\b|\b[27]5 ?%|¼|¾", re.compile(r"\bquarters? of\b(?! an hour)", re.IGNORECASE)),
}
_OTHER_DAY = re.compile(r"\b(yesterday|tomorrow|last night|last week|last month|next week|next month)\b", re.IGNORECASE)
_MORE_THAN_ALL = re.compile(r"(?<![\w.,/])(\d{1,9}) (?:out )?of (?:the )?(\d{1,9})(?![\w/]|[.,]\d)")
_NAME = r"(?<![\w'-])([^\W\d_a-z][\w'\u2019-]+)(?: [^\W\d_a-z][\w'\u2019-]+)?"
_DONE_BY = re.compile(r"\b(?!(?:was|were|been|being|are|got)\b)([a-z]{3,}) (?:\w+ )?by ([^\W\d_a-z][\w'\u2019-]+)")
_DID = re.compile(
    rf"{_NAME}(?:, who [^,.;]{{1,60}},)? "
    r"(?:(?:who|had|has|have|then|also|later|first|again|quickly|soon|\w+ly) )*([a-z]{4,})\b"
)
_SAYS = (
    r"said|says|reported|wrote|noted|confirmed|announced|suggested|suspected|thought|believed|mentioned|observed"
    r"|noticed|found|saw|explained|proposed|warned|added|replied|answered|asked|told"
)
_SAID = re.compile(
    rf"(?:(?<!\w)[Aa]ccording to {_NAME},?|{_NAME} (?:(?:had|has|then|also|later) )?(?:{_SAYS})\b)(?P<what>[^.;]*)"
)
_STEM: Final = 4


def doubt(text: str, cited: Sequence[Message], known: frozenset[str]) -> str | None:
    """Return a reason to doubt a sentence, or None. `known` are the words of the names of people, folded."""
    said = " ".join(one.text for one in cited)
    if DENIES.search(_CONDITION.sub(" ", text)) and not _DENIED.search(said):
        return "none of its messages denies anything"
    if (money := _other_money(text, said)) is not None:
        return f"the currency {money} is in none of its messages"
    for word, (told, of_it) in _PARTS.items():
        if of_it.search(text) and not re.search(told, said, re.IGNORECASE):
            return f"the share “{word}” is in none of its messages"
    for found in _OTHER_DAY.finditer(text):
        if found[1].casefold() not in said.casefold():
            return f"the day {found[1]} is in none of its messages"
    for found in _MORE_THAN_ALL.finditer(text):
        if int(found[1]) > int(found[2]):
            return f"{found[1]} of {found[2]} is more than all"
    return _said_by_another(text, cited, known) or _done_by_another(text, cited, known) or contrary(text, cited)


def _other_money(text: str, said: str) -> str | None:
    heard = said.casefold()
    for found in _MONEY.finditer(text):
        names = next(
            (one for one in _SAME_MONEY if found[0].casefold().rstrip("s") in one.split()), found[0].casefold()
        )
        if not any(name in heard for name in names.split()):
            return found[0]
    return None


def _done_by_another(text: str, cited: Sequence[Message], known: frozenset[str]) -> str | None:
    """Return a reason where a sentence says of a person what only messages of others say that do not name them."""
    pairs = [(found[1], found[2]) for found in _DID.finditer(text)]
    pairs += [(found[2], found[1]) for found in _DONE_BY.finditer(text)]
    for name, deed in pairs:
        who = _folded(name)
        if who not in known:
            continue
        told = [one for one in cited if deed[:_STEM] in one.text.casefold()]
        if told and not any(_is_about(one, who) for one in told):
            return f"its messages do not say “{deed}” of {name}"
    return None


def _said_by_another(text: str, cited: Sequence[Message], known: frozenset[str]) -> str | None:
    """Return a reason where a sentence says that a person said what only messages of others say."""
    for found in _SAID.finditer(text):
        name = found[1] or found[2]
        who = _folded(name)
        what = stems(found["what"])
        theirs = [one for one in cited if _is_about(one, who)]
        if who not in known or what & _told_in(theirs):
            continue
        if what & _told_in(one for one in cited if one not in theirs):
            return f"its messages do not say that of {name}"
    return None


def _told_in(messages: Iterable[Message]) -> set[str]:
    return {stem for one in messages for stem in stems(one.text)}


def _folded(name: str) -> str:
    return name.replace("\u2019", "'").removesuffix("'s").casefold()


def _is_about(message: Message, who: str) -> bool:
    said = f"{message.author_name} {message.text}".casefold()
    return re.search(rf"(?<![^\W_]){re.escape(who)}(?![^\W_])", said) is not None
