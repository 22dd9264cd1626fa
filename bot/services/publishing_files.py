"""Documents as files: asking for one, and everything that its files show, gathered in a fixed number of queries."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from bot.domain.documents import Document, document_of
from bot.domain.people import Actor, Audience
from bot.domain.postmortems import Postmortem
from bot.domain.publishing import Handout
from bot.ports import Deps, NewJob, UnitOfWork
from bot.services.access import seen_for_good
from bot.services.facts import template_of
from bot.services.publishing_places import FILES, handed_step, owner_of
from bot.services.surfaces import card_facts
from bot.services.surfaces import owner_of as card_owner

FORMS: Final = ("pdf", "md", "html", "json")
"""What a document can be had as, in the order in which they are named."""
AGAIN: Final = timedelta(minutes=10)
"""For so long a file is not sent to the same place once more."""


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
) -> Handout:
    """Have a document sent to who asks, as these files, or into its thread where all who read there may have it.

    What was sent to that place a moment ago, or stands in the thread, is not sent again. Raises NotFound without sight,
    Denied where it is open for reading only: a file would stay.
    """
    seen = await seen_for_good(deps, actor, postmortem)
    chosen = [one for one in FORMS if one in forms] or list(FORMS)
    place = seen.channel if to_thread and seen.channel else actor.member or ""
    async with deps.store.write(actor.workspace, delivery=actor.delivery) as uow:
        there = await handed(deps, uow, seen, place)
        coming = tuple(one for one in chosen if one not in there)
        card = await uow.surfaces.get(card_owner(seen.incident or 0), "card") if to_thread else None
        if coming:
            await uow.jobs.add(_sending(seen, actor, coming, to_thread=to_thread), deps.clock.now())
    deps.nudge()
    return Handout(
        postmortem=seen,
        coming=coming,
        there=tuple(one for one in chosen if one in there),
        to_thread=to_thread,
        link=deps.chat.permalink(card.channel, card.ts) if card is not None and card.ts is not None else None,
    )


def _sending(postmortem: Postmortem, actor: Actor, forms: Sequence[str], *, to_thread: bool) -> NewJob:
    return NewJob(
        kind="publishing.export",
        payload={
            "postmortem": postmortem.id,
            "member": actor.member,
            "kind": ",".join(forms),
            "channel": postmortem.channel if to_thread else None,
        },
        lane=f"export:{actor.member}",
        cause=actor.cause,
    )


async def handed(deps: Deps, uow: UnitOfWork, postmortem: Postmortem, place: str) -> frozenset[str]:
    """Return as what a document's present revision was sent to a place within `AGAIN`, or stands there for good.

    `place` is a member, or the channel in whose thread the files of what is published stand.
    """
    owner = owner_of(postmortem.id)
    sent = await uow.steps.all(owner, handed_step(place, postmortem.revision, ""))
    since = (deps.clock.now() - AGAIN).timestamp()
    found = {step.rpartition(":")[2] for step, at in sent.items() if float(at.get("at", 0)) > since}
    files = await uow.surfaces.get(owner, FILES) if place == postmortem.channel else None
    if files is not None and files.failed is None and files.digest == str(postmortem.revision):
        found |= set(FORMS)
    return frozenset(found)
