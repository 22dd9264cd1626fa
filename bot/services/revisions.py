"""What a change of the text leaves behind: a revision in parts, and approvals that count for it or have gone stale."""

from datetime import datetime

from bot.domain.people import Actor
from bot.domain.postmortems import Postmortem
from bot.domain.reviews import ReviewState, after_edit
from bot.domain.revisions import ITEM, Revision, entry_parts, item_part, parts_of_text, whole_text
from bot.ports import UnitOfWork


async def record(
    uow: UnitOfWork,
    was: Postmortem,
    number: int,
    parts: dict[str, str | None],
    *,
    actor: Actor,
    verb: str,
    at: datetime,
    restores: int | None = None,
) -> None:
    """Record that these parts changed, as revision `number`. Before the first one, what was there is recorded too."""
    if not await uow.revisions.exist(was.id):
        before = await _text_of(uow, was)
        first = Revision(number=was.revision, at=was.created_at, by=None, verb="create", parts=tuple(sorted(before)))
        await uow.revisions.add(was.id, first, dict(before))
    revision = Revision(number=number, at=at, by=actor.member, verb=verb, parts=tuple(sorted(parts)), restores=restores)
    await uow.revisions.add(was.id, revision, parts)


async def reconsider(uow: UnitOfWork, postmortem: Postmortem) -> tuple[str, ...]:
    """Judge every approval against the text as it is now; return those whose approval went stale by this change.

    A typo-sized difference to the approved text, in sum, moves the approval on; anything else makes it stale.
    """
    reviews = await uow.reviews.of(postmortem.id)
    seen = {one.revision for one in reviews if one.has_approved and one.revision is not None}
    if not seen:
        return ()
    approved = {number: whole_text(await uow.revisions.text_at(postmortem.id, number)) for number in seen}
    text = whole_text(await uow.revisions.text_at(postmortem.id, postmortem.revision))
    people = await uow.members.many((*postmortem.participants, *postmortem.editors, *postmortem.reviewers))
    names = {word.lower() for member in people.values() for word in member.name.split()}
    names |= {word.lower() for service in postmortem.services for word in service.split()}
    after = after_edit(reviews, postmortem.revision, approved, text, frozenset(names))
    await uow.reviews.put(postmortem.id, after)
    return tuple(
        now.reviewer
        for was, now in zip(reviews, after, strict=True)
        if was.state is ReviewState.APPROVED and now.state is ReviewState.STALE
    )


async def _text_of(uow: UnitOfWork, postmortem: Postmortem) -> dict[str, str]:
    items = {f"{ITEM}{one.id}": part for one in await uow.action_items.of(postmortem.id) if (part := item_part(one))}
    return parts_of_text(postmortem) | entry_parts(await uow.entries.of(postmortem.id)) | items
