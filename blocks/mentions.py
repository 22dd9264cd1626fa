"""The written form of a mention in stored Markdown: `@[U012AB]` for people and groups, `#[C012AB]` for channels.

It means nothing to Slack, to Markdown or to a tracker, so that no output can ring anybody by mistake (decision 13).
Every output but the editor shows names instead.
"""

import re
from collections.abc import Mapping
from typing import Final

from blocks.spans import MENTION_FORM
from blocks.writing import literal
from bot.domain.text import normalise, shorten
from bot.domain.words import say

_LONGEST: Final = 80
_GROUP: Final = "S"


def with_names(markdown: str, names: Mapping[str, str]) -> str:
    """Return Markdown with names instead of mentions. `names` is by Slack id; who has none in it is somebody.

    Channels are named only where `names` has them: whoever draws decides which ones may be told.
    """

    def said(found: re.Match[str]) -> str:
        slack_id = found[1] or found[2]
        name = shorten(normalise(names.get(slack_id, ""), one_line=True), _LONGEST)
        return f"{found[0][0]}{literal(name or _unknown(slack_id))}"

    return MENTION_FORM.sub(said, markdown) if "[" in markdown else markdown


def _unknown(slack_id: str) -> str:
    if slack_id[0] in "CGD":
        return say("who.channel")
    return say("who.group") if slack_id[0] == _GROUP else say("who.somebody")
