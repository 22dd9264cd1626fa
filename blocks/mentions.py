"""Names instead of the mentions that stand in stored Markdown (`bot.domain.mentions`), for every output but the editor.

A stored mention means nothing to Slack, to Markdown or to a tracker, so that no output can ring anybody by mistake
(decision 13).
"""

from collections.abc import Mapping

from blocks.writing import literal
from bot.domain.mentions import named


def with_names(markdown: str, names: Mapping[str, str]) -> str:
    """Return Markdown with names instead of mentions. `names` is by Slack id; who has none in it is somebody."""
    return named(markdown, names, written=literal)
