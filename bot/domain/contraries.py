"""What says the opposite of its messages, or something graver than they do, in words that are in them. Pure.

A denial that is left out, a direction or a place that is turned round, harm that nobody spoke of. As with every rule of
words a false alarm costs a look by a person, so each speaks only where the messages say the other thing.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from bot.domain.incidents import Message
from bot.domain.stems import stems

_LIKE: Final = 0.5
"""So much of a sentence's words a part of a message has to have for being what it tells."""
DENIES: Final = re.compile(
    r"\b(?:not|never|no|none|nobody|nothing|neither|nor|without|cannot|no-one|ruled out|unrelated)\b|n['\u2019]t\b",
    re.IGNORECASE,
)
_TOLD_AS_DENIAL: Final = re.compile(
    rf"{DENIES.pattern}|\b(?:fail\w*|un\w+|in\w+ble|missing|lack\w*|empty|denied|refus\w*|reject\w*|stop\w*|gone|out|off"
    r"|down|broke\w*|instead|free of|hardly|barely|zero|0|wrong)\b",
    re.IGNORECASE,
)
"""How a sentence may tell what was denied: nobody could log in, the log-in failed, it was down."""
_NO_DENIAL: Final = re.compile(
    r"\bno (?:doubt|problem|prob|worries|idea why)\b|\bnot (?:only|just)\b|\bnothing but\b"
    r"|\bwhy (?:not|don['\u2019]t)\b|\bcan['\u2019]?t (?:wait|help)\b|\bno longer\b",
    re.IGNORECASE,
)
_CLAUSE: Final = re.compile(
    r"(?<!\d)[.,](?!\d)|[;:!\n\u2026()]+|\s[-\u2013\u2014]+\s"
    r"|\b(?:but|though|although|because|so|and|however|while|since|until|if)\b|(?<=\?)",
    re.IGNORECASE,
)


def _pair(one: str, other: str, one_said: str = "", other_said: str = "") -> tuple[re.Pattern[str], ...]:
    """Return the words of two contraries, and the wider ones by which messages say each of them."""
    forms = (one, other, f"{one}|{one_said}" if one_said else one, f"{other}|{other_said}" if other_said else other)
    return tuple(re.compile(rf"\b(?:{form})\b", re.IGNORECASE) for form in forms)


_CONTRARIES: Final = (
    _pair(
        r"rose|rises?|rising|risen|increas\w*|grew|grow\w*|climb\w*|(?:went|goes|going|gone) up",
        r"fell|falls?|falling|fallen|decreas\w*|declin\w*|sank|shrank|(?:went|goes|going|gone) down",
        r"up|spik\w*|jump\w*|more|higher|back|worse|above|add\w*|\w+ed to|creep\w*|doubl\w*",
        r"down|drop\w*|low\w*|less|reced\w*|reduc\w*|better|below|under|back|clear\w*|recover\w*|gone|halv\w*|drain\w*",
    ),
    _pair(
        r"(?:enabled|(?:switched|turned) on)", r"(?:disabled|(?:switched|turned) off)", r"on|enabl\w*", r"off|disabl\w*"
    ),
    _pair(r"prod(?:uction)?", r"staging", "live", "stage|stg"),
    _pair(
        r"primar(?:y|ies)|leader", r"replicas?|secondar(?:y|ies)|standbys?|followers?", "main|master", "slaves?|copy"
    ),
    _pair(r"(?-i:USA?)|us[ -](?:region|east|west|cluster|customers|users)\w*|americ\w*", r"eu|europe\w*", "us"),
    _pair(r"east\w*", r"west\w*"),
    _pair(r"north\w*", r"south\w*"),
    _pair(r"inbound|ingress|incoming", r"outbound|egress|outgoing"),
    _pair(r"upstream", r"downstream"),
    _pair(r"the first", r"the second", r"first|1st|one|initial\w*", r"second|2nd|again|other"),
    _pair(
        r"(?:all|every|each) (?:of )?(?:the |our |its )?\w+|everybody|everyone|most \w+|the majority",
        r"some \w+|a few|few|certain|several|handful|partial\w*|part of",
        r"all|every\w*|each|whole|entire\w*|100 ?%|most\w*|major\w*|any|none|no|both|half|everywhere",
    ),
)
# Harm that a reader would act on: nobody is told of it whose messages do not speak of it in some way.
_GRAVE: Final = (
    (r"leak\w*|exfiltrat\w*|disclos\w*|data breach\w*", r"leak|exfil|disclos|breach|public|expos|visible|seen|access"),
    (
        r"delet\w*|eras(?:ed?|ing)|wip(?:ed|ing|e)|destroy\w*",
        r"delet|eras|wip|destroy|drop|remov|\brm\b|purg|trunc|clean|clear|gone|los[et]|trash|prun|expir|evict|flush|kill",
    ),
    (
        r"stole|stolen|steal\w*|hack(?:ed|er\w*|ing)|attack\w*|malicious\w*|compromised|intru\w*|sabotag\w*",
        r"stole|steal|hack|attack|malicious|compromis|intru|sabotag|ddos|exploit|phish|abus|bad actor|breach|flood|bot",
    ),
    (
        r"corrupt(?:ed|s|ion|ing)?",
        r"corrupt|garbage|garbled|broken|damag|wrong|invalid|mismatch|inconsist|checksum|bad",
    ),
)
_HARM: Final = tuple(
    (re.compile(rf"\b(?:{told})\b", re.IGNORECASE), re.compile(said, re.IGNORECASE)) for told, said in _GRAVE
)


def contrary(text: str, cited: Sequence[Message]) -> str | None:
    """Return a reason where a sentence says the opposite of its messages or worse, or None."""
    said = " ".join(one.text for one in cited)
    for one, other, one_said, other_said in _CONTRARIES:
        sides = ((one, other, one_said, other_said), (other, one, other_said, one_said))
        for mine, theirs, mine_said, theirs_said in sides:
            found = mine.search(text)
            if found and not theirs.search(text) and theirs_said.search(said) and not mine_said.search(said):
                return f"its messages say the contrary of “{found[0]}”"
    for told, heard in _HARM:
        if (found := told.search(text)) and not heard.search(said):
            return f"none of its messages speaks of “{found[0]}”"
    if not _TOLD_AS_DENIAL.search(text) and _leaves_a_denial_out(text, cited):
        return "its messages deny it"
    return None


def _leaves_a_denial_out(text: str, cited: Sequence[Message]) -> bool:
    """Whether the parts of the messages that a sentence is most like are all denials."""
    if not any(DENIES.search(one.text) for one in cited):
        return False
    told = stems(text)
    shared = [(len(told & stems(part)), part) for part in _parts(cited)]
    most = max((count for count, _ in shared), default=0)
    likest = (part for count, part in shared if count == most)
    is_like = most > 0 and most >= _LIKE * len(told)
    return is_like and all(DENIES.search(_NO_DENIAL.sub(" ", part)) for part in likest)


def _parts(cited: Sequence[Message]) -> Iterator[str]:
    """Yield the parts of sentences; of questions nobody knows how they are meant."""
    for message in cited:
        for part in _CLAUSE.split(message.text):
            if part.strip() and not part.rstrip().endswith("?"):
                yield part
