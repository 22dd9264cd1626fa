"""Which text may go to a model: what is for everybody, and of the rest what an incident admin allowed, on record."""

from collections.abc import Iterable

from bot.domain.incidents import Incident
from bot.domain.postmortems import Postmortem, Visibility
from bot.ports import Deps, UnitOfWork
from bot.settings import Settings

NEVER = "never"


def is_closed(postmortem: Postmortem, sources: Iterable[Incident], *, shared: bool = False) -> bool:
    """Say whether a document's text needs leave to go to a model: it is private, or one of its sources is.

    `shared`: a source has readers of another organisation, whose words are not ours to pass on.
    """
    return shared or postmortem.visibility is Visibility.PRIVATE or any(one.is_private for one in sources)


def is_allowed(postmortem: Postmortem, sources: Iterable[Incident]) -> bool:
    """Say whether leave was given for all of these sources: one that joined later is not among them."""
    given = postmortem.ai
    return given.allowed_at is not None and {one.id for one in sources} <= set(given.allowed_for)


def may_be_sent(settings: Settings, postmortem: Postmortem, sources: Iterable[Incident], *, shared: bool) -> bool:
    """Say whether a document's text may go to a model now."""
    there = tuple(sources)
    if not is_closed(postmortem, there, shared=shared):
        return True
    return settings.ai_private != NEVER and is_allowed(postmortem, there)


def may_be_written(postmortem: Postmortem, incident: Incident) -> bool:
    """Say whether a model is likely to write a draft that is still being made, as far as its own incident tells."""
    return not is_closed(postmortem, [incident]) or is_allowed(postmortem, [incident])


async def may_be_asked(deps: Deps, uow: UnitOfWork, postmortem: Postmortem) -> bool:
    """Say whether a model may be asked about a document, as far as is known without Slack.

    Whether a channel is shared with another organisation only Slack knows: the work asks that before it sends anything.
    """
    if deps.writer is None or postmortem.incident is None:
        return False
    return may_be_sent(deps.settings, postmortem, await sources_of(uow, postmortem), shared=False)


async def sources_of(uow: UnitOfWork, postmortem: Postmortem) -> list[Incident]:
    """Return every incident that a document tells of."""
    own = await uow.incidents.get(postmortem.incident) if postmortem.incident is not None else None
    return [*([own] if own is not None else []), *await uow.incidents.of_postmortem(postmortem.id)]
