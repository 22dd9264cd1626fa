"""Registry of living messages: kind → how it is drawn. A kind that is not here is not kept up to date."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from blocks import drafts
from bot.domain.surfaces import CardFacts, Rendered

RENDER: Mapping[str, Callable[[CardFacts], Rendered]] = MappingProxyType(
    {
        "offer": drafts.card,
        "card": drafts.card,
        "timeline": drafts.timeline,
        "questions": drafts.questions,
        "dm.draft_ready": drafts.ready_dm,
    }
)
