"""Names of people as a surface may show them. A name that is not known is "somebody", never an id."""

from collections.abc import Iterable, Mapping

from blocks import text
from bot.domain.erasure import erased_of
from bot.domain.words import listing, say


def who(names: Mapping[str, str], member: str | None) -> str:
    """Return a person's name for mrkdwn, escaped: "somebody" where it is not known."""
    return text.name(names.get(member or "", "")) or say("who.somebody")


def spoken(names: Mapping[str, str], member: str | None) -> str:
    """Return a person's name for a plain text, a table cell or a document, not escaped."""
    return text.plain(names.get(member or "", ""), text.LONGEST_NAME) or say("who.somebody")


def several(names: Mapping[str, str], members: Iterable[str], limit: int = 3, last: str = "and") -> str:
    """Return names for mrkdwn as a list in words, cut after `limit`; people without a known name are left out."""
    return listing([text.name(names[one]) for one in members if names.get(one, "").strip()], limit, last=last)


def choosable(members: Iterable[str | None]) -> list[str]:
    """Return those whom a field may begin with: Slack refuses a window that begins with somebody it does not know."""
    return [one for one in members if one is not None and erased_of(one) is None]
