"""Registry of living messages: kind → how it is drawn. A kind that is not here is not kept up to date."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from slack_sdk.errors import SlackObjectFormationError

from blocks import drafts
from bot.domain.surfaces import CardFacts, Rendered

Drawing = Callable[[CardFacts], Rendered]

RENDER: Mapping[str, Drawing] = MappingProxyType(
    {
        "offer": drafts.card,
        "card": drafts.card,
        "timeline": drafts.timeline,
        "questions": drafts.questions,
        "dm.draft_ready": drafts.ready_dm,
    }
)


def draw(kind: str, facts: CardFacts, *, code: str, render: Mapping[str, Drawing] = RENDER) -> Rendered:
    """Return a living message; where Slack's own limits refuse it, the title alone and `code` for an admin."""
    try:
        return render[kind](facts)
    except SlackObjectFormationError:
        return drafts.bare_card(facts, code)
