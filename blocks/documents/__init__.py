"""Registry of the files that a postmortem can be had as: kind → a function of its facts that returns the text.

Files are read outside Slack: they hold no mention and no mrkdwn, load nothing, and name their time zone.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from blocks.documents.to_json import timeline_json, timeline_text, to_json
from blocks.documents.to_markdown import to_markdown
from bot.domain.surfaces import CardFacts

__all__ = ["DOCUMENTS", "timeline_json", "to_json", "to_markdown"]

DOCUMENTS: Mapping[str, Callable[[CardFacts], str]] = MappingProxyType(
    {"md": to_markdown, "json": to_json, "timeline": timeline_text}
)
