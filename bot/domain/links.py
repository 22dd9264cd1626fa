"""Addresses in texts: which of them a machine may use, and whether a label says where its link leads.

Pure. What a narrator writes is steered by whoever wrote in the channel: an address that nobody wrote could carry away
what was read, so a machine's text links only to what stands, as it is, in a message that it cites.
"""

import re
import unicodedata
from collections.abc import Iterable
from typing import Final
from urllib.parse import urlsplit

from bot.domain.incidents import Message, Transcript
from bot.domain.timeline import Narrative
from bot.domain.words import say

_STOPS: Final = r"\s<>|\"`)\]"
"""What no address of ours goes beyond: the same for every parser that makes links of bare ones."""
ADDRESS: Final = re.compile(rf"(?:[a-z][a-z0-9+.-]{{0,30}}://|mailto:|www\.)[^{_STOPS}]{{1,4000}}", re.IGNORECASE)
_TAIL: Final = ".,;:!?'*_~"
_IMAGE = re.compile(r"!+(?=\[)")
_LINK = re.compile(
    r"\[([^\[\]\n]{0,1000})\]"
    r"\(([^()\s]{0,4000}(?:\([^()\s]{0,4000}\)[^()\s]{0,4000})*)(?:\s[^()\n]{0,1000})?\)"
)
_GOAL = re.compile(r"\]\((?=\s*<?([^\s<>)]*))")
_ANGLED = re.compile(r"<([A-Za-z][A-Za-z0-9+.-]{1,31}:[^\s<>]*|[^\s<>@]{1,300}@[^\s<>]{1,300})>")
_DOTS = re.compile("[\u3002\uff0e\uff61]")
_PLACE = re.compile(
    r"(?:[a-z][a-z0-9+.-]{0,30}://)?([\w-]+(?:\.[\w-]+)+)(?::\d+)?(?:[/?#][^\s<>()\[\]]*)?", re.IGNORECASE
)


def addresses_of(messages: Iterable[Message]) -> frozenset[str]:
    """Return the addresses that stand in messages, each as it was written."""
    found = (one[0] for message in messages for one in ADDRESS.finditer(message.text))
    return frozenset(form for one in found for form in (one, one.rstrip(_TAIL)))


def with_cited_links(narrative: Narrative, transcript: Transcript) -> Narrative:
    """Return a narrative whose title, sections and questions have no image, and no address but cited ones.

    Its claims are left as they are: grounding looks at them whole.
    """
    messages = {one.ts: one for one in transcript.messages}

    def within(text: str, cites: Iterable[str]) -> str:
        return only_these(text, addresses_of(messages[ts] for ts in cites if ts in messages))

    return narrative.model_copy(
        update={
            "title": within(narrative.title, ()) if narrative.title else narrative.title,
            "sections": tuple(
                one.model_copy(update={"text": within(one.text, one.cites)}) for one in narrative.sections
            ),
            "questions": tuple(
                one.model_copy(update={"text": within(one.text, one.cites)}) for one in narrative.questions
            ),
        }
    )


def only_these(markdown: str, allowed: frozenset[str]) -> str:
    """Return Markdown without images and with no address but the allowed ones: a label stays, as words.

    A link whose form is not clear is broken, since parsers differ in what they take for one.
    """
    text = _IMAGE.sub("", markdown)
    text = _LINK.sub(lambda found: found[0] if found[2].strip("<>") in allowed else found[1], text)
    text = _GOAL.sub(lambda found: found[0] if found[1] in allowed else "] (", text)
    text = _ANGLED.sub(lambda found: found[0] if found[1] in allowed else found[1], text)
    text = text.replace("]:", "] :")  # or it could say for other words where they lead
    return ADDRESS.sub(lambda found: _left(found[0], allowed), text)


def _left(address: str, allowed: frozenset[str]) -> str:
    bare = address.rstrip(_TAIL)
    if bare in allowed:
        return address
    return f"{say('link.left_out')}{address[len(bare) :]}"


def unsaid_goal(url: str, label: str) -> str:
    """Return where a link leads if its label does not say so or says something else; empty where it does.

    Whatever in a label looks like a host has to be the link's own. `url` is a safe one.
    """
    parts = urlsplit(url)
    goal = (parts.hostname or parts.path).lower()
    said = _DOTS.sub(".", unicodedata.normalize("NFC", label)).lower()
    if goal == parts.path.lower() and not parts.hostname:  # a mail address
        rest = said.replace(goal, " ")
        return goal if rest == said or _PLACE.search(rest) else ""
    hosts = {found[1] for found in _PLACE.finditer(said)} or ({goal} & set(said.split()))
    return "" if hosts == {goal} and "@" not in said else goal
