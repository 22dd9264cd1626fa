"""What models did for a document, as an incident admin looks at it: counts, costs and versions, never text."""

from bot.domain.errors import Denied, Offer
from bot.domain.narration import RUNS_A_PAGE
from bot.domain.people import Actor
from bot.domain.windows import AiFacts
from bot.domain.words import say
from bot.ports import Deps
from bot.services.access import seen_by
from bot.services.drafts_consent import is_closed, sources_of
from bot.services.drafts_ledger import spent_this_month


async def ai_facts(deps: Deps, actor: Actor, postmortem: int, page: int = 0) -> AiFacts:
    """Return a page of a document's runs, the last one where there are fewer. Denied to who is no incident admin."""
    seen = await seen_by(deps, actor, postmortem)
    if not actor.is_incident_admin:
        raise Denied(say("ai.admins"), offers=(Offer.READ,), postmortem=postmortem)
    async with deps.store.read(actor.workspace) as uow:
        runs = await uow.ai_runs.of(seen.id)
        spent = await spent_this_month(uow, deps.clock.now())
        page = min(page, max(0, (len(runs) - 1) // RUNS_A_PAGE))
        shown = runs[page * RUNS_A_PAGE : (page + 1) * RUNS_A_PAGE]
        known = await uow.members.many({one for one in (seen.ai.allowed_by, *(run.by for run in shown)) if one})
        closed = is_closed(seen, await sources_of(uow, seen))
    return AiFacts(
        postmortem=seen,
        runs=tuple(shown),
        total=len(runs),
        page=page,
        is_closed=closed,
        spent=spent,
        cap=deps.settings.ai_month_tokens,
        names={one.id: one.name for one in known.values()},
    )
