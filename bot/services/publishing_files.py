"""Documents as files: asking for one, and everything that its files show, gathered in a fixed number of queries."""

from collections.abc import Sequence
from typing import Final

from bot.domain.documents import Document, document_of
from bot.domain.people import Actor, Audience
from bot.domain.postmortems import Postmortem
from bot.ports import Deps, NewJob
from bot.services.access import seen_for_good
from bot.services.facts import template_of
from bot.services.surfaces import card_facts

FORMS: Final = ("pdf", "md", "html", "json")
"""What a document can be had as, in the order in which they are named."""


async def document(deps: Deps, workspace: str, postmortem: Postmortem) -> Document | None:
    """Return all that a document's files show; None where its incident is gone.

    Whoever hands it on has decided who may read it.
    """
    audience = Audience(channel=postmortem.channel or "", member=postmortem.author or "")
    facts = await card_facts(deps, workspace, postmortem.incident or 0, audience, of=postmortem.id)
    if facts is None or facts.postmortem is None:
        return None
    made = document_of(facts, template_of(deps, facts.postmortem))
    async with deps.store.read(workspace) as uow:
        merged = await uow.incidents.of_postmortem(postmortem.id)
    return made.model_copy(update={"incidents": (*made.incidents, *merged)})


async def export(
    deps: Deps, actor: Actor, postmortem: int, forms: Sequence[str], *, to_thread: bool = False
) -> Postmortem:
    """Have a document sent to who asks, as these files, or into its thread where all who read there may have it.

    Raises NotFound without sight, Denied where it is open for reading only: a file would stay.
    """
    seen = await seen_for_good(deps, actor, postmortem)
    chosen = [one for one in FORMS if one in forms] or list(FORMS)
    job = NewJob(
        kind="publishing.export",
        payload={
            "postmortem": seen.id,
            "member": actor.member,
            "kind": ",".join(chosen),
            "channel": seen.channel if to_thread else None,
        },
        lane=f"export:{actor.member}",
        cause=actor.cause,
    )
    async with deps.store.write(actor.workspace, delivery=actor.delivery) as uow:
        await uow.jobs.add(job, deps.clock.now())
    deps.nudge()
    return seen
