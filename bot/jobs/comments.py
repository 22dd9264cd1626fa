"""What follows from comments in Slack: the balloon, our copies in the thread, check marks, and who is told.

Everything is drawn from state and decided anew at sending: who may not see the document by then hears nothing.
"""

from blocks import comments as drawn
from blocks.reviews import lost
from bot.domain.comments import MOST_COMMENTS, CopyFacts
from bot.domain.people import Actor, Member, Standing
from bot.domain.surfaces import Rendered
from bot.intake.slack_replies import CHECK, who_checked
from bot.jobs.outcomes import Later
from bot.jobs.surfaces_places import facts_of, is_closed, place_of
from bot.jobs.surfaces_sending import message_to, show
from bot.ports import ChatError, Deps, Job, Surface
from bot.services import comments_facts as gathered
from bot.services import members
from bot.services.access import can_see
from bot.services.channels import members_of
from bot.services.comments_heard import MOST_ASKED, settle
from bot.services.surfaces import may_be_drawn, owner_of

BALLOON = "speech_balloon"
KIND = "comment"
MENTIONED = "dm.mentioned:"
DIRECT = "D"


async def balloon(deps: Deps, job: Job) -> None:
    """Show under a person's reply that it is stored as a comment."""
    facts = await _copy(deps, job)
    if facts is not None and facts.comment.deleted_at is None:
        await _mark(deps, facts, BALLOON, there=True)


async def check(deps: Deps, job: Job) -> None:
    """Show with our check mark on a person's message that its discussion was resolved elsewhere, or take it off."""
    facts = await _copy(deps, job)
    if facts is not None and facts.comment.deleted_at is None:
        await _mark(deps, facts, CHECK, there=facts.discussion.resolved_at is not None)


async def settle_ticked(deps: Deps, job: Job) -> None:
    """Look at who has ticked a comment's message now, and close its discussion or open it again."""
    channel, ts, doer = (str(job.payload[key]) for key in ("channel", "ts", "member"))
    raw = await deps.chat.message(channel, ts)
    if raw is None:
        return
    people = sorted(who_checked(raw), key=lambda one: one != doer)[:MOST_ASKED]
    actors = [_actor(deps, job, await members.refresh(deps, job.workspace, one)) for one in people]
    ticking = [one for one in actors if one.is_full_member]
    untick = _actor(deps, job, await members.refresh(deps, job.workspace, doer)) if doer else None
    await settle(deps, job.workspace, channel, ts, ticking, untick)


async def refresh_comment(deps: Deps, job: Job) -> None:
    """Draw our copy of a comment that was written in a window: posted once under the card, edited after that."""
    facts = await _copy(deps, job)
    if facts is None:
        return
    surface = await _place(deps, job, facts)
    if surface is None:
        return
    is_hidden = await _is_shared(deps, surface.channel)
    if is_hidden is None:
        return
    message = drawn.copy(facts.model_copy(update={"is_hidden": is_hidden}))
    shown = await show(deps, job.workspace, surface, message)
    if shown.ts is not None:
        await gathered.copy_posted(deps, job.workspace, facts, shown.channel, shown.thread_ts, shown.ts)


async def tell_mentioned(deps: Deps, job: Job) -> None:
    """Tell somebody, once, of being mentioned. Who is in the channel has heard a mention in the thread ring already."""
    member = str(job.payload["member"])
    facts = await _copy(deps, job)
    person = await members.refresh(deps, job.workspace, member)
    if facts is None or facts.comment.deleted_at is not None or person.standing is not Standing.MEMBER:
        return
    rang = not facts.comment.ours and member in await members_of(deps, facts.comment.channel or "")
    if rang or not await can_see(deps, _actor(deps, job, person), facts.postmortem):
        return
    await _tell(deps, job, f"comment:{facts.comment.id}", f"{MENTIONED}{member}", member, drawn.mentioned(facts))


async def retell_mentioned(deps: Deps, job: Job) -> None:
    """Let the messages to those who are mentioned follow the comment: changed, or deleted. It posts nothing.

    A message that is on its way is waited for. Whoever may not see the document any more reads nothing of it.
    """
    facts = await _copy(deps, job)
    if facts is None:
        return
    async with deps.store.read(job.workspace) as uow:
        told = await uow.surfaces.of(f"comment:{facts.comment.id}")
    for one in told:
        if not one.kind.startswith(MENTIONED):
            continue
        if one.ts is None and one.failed is None:
            raise ChatError("not_told_yet", passing=True)
        person = await members.refresh(deps, job.workspace, one.kind.removeprefix(MENTIONED))
        sees = await can_see(deps, _actor(deps, job, person), facts.postmortem)
        if one.ts is not None:
            await show(deps, job.workspace, one, drawn.mentioned(facts) if sees else lost())


async def tell_author(deps: Deps, job: Job) -> None:
    """Tell an author of all the new comments on a document at once. Raises Later while the author talks there."""
    person = await members.refresh(deps, job.workspace, str(job.payload["member"]))
    if person.standing is not Standing.MEMBER:
        return
    news = await gathered.news_for(deps, person, int(job.payload["postmortem"] or 0))
    if news is None:
        return
    if news.wait_until is not None:
        raise Later(news.wait_until, "author_was_told_enough")
    kind = f"dm.comments:{person.id}:{news.told}"
    await _tell(deps, job, f"comments:{news.postmortem.id}", kind, person.id, drawn.news(news))
    await gathered.news_told(deps, person, news)


async def remark(deps: Deps, job: Job) -> None:
    """Tell the writer of a reply, and nobody else, what became of it."""
    channel, thread, member, kind = (str(job.payload[key]) for key in ("channel", "ts", "member", "kind"))
    async with deps.store.read(job.workspace) as uow:
        postmortem = await uow.postmortems.get(int(job.payload["postmortem"] or 0))
    if postmortem is None:
        return
    message = drawn.remark(kind, postmortem, MOST_COMMENTS)
    try:
        await deps.chat.whisper(channel, member, message, thread_ts=thread)
    except ChatError as error:
        if error.passing:
            raise


async def _copy(deps: Deps, job: Job) -> CopyFacts | None:
    postmortem, comment = int(job.payload["postmortem"] or 0), int(job.payload["comment"] or 0)
    return await gathered.copy_of(deps, job.workspace, postmortem, comment)


async def _mark(deps: Deps, facts: CopyFacts, emoji: str, *, there: bool) -> None:
    """Put our emoji on a comment's message or take it off. Where Slack refuses for good, nothing is lost."""
    channel, ts = facts.comment.channel, facts.comment.ts
    if channel is None or ts is None:
        return
    try:
        await (deps.chat.react if there else deps.chat.unreact)(channel, ts, emoji)
    except ChatError as error:
        if error.passing:
            raise


async def _place(deps: Deps, job: Job, facts: CopyFacts) -> Surface | None:
    """Return where our copy stands, or is to stand: under the card, wherever that is now. None where it may not."""
    incident = facts.postmortem.incident
    async with deps.store.read(job.workspace) as uow:
        known = await uow.surfaces.get(f"comment:{facts.comment.id}", KIND)
        card = await uow.surfaces.get(owner_of(incident or 0), "card")
        found = await uow.incidents.get(incident or 0)
    if known is not None and known.ts is not None:
        return known
    if (facts.comment.deleted_at is not None and known is None) or found is None or found.channel is None:
        return None
    audience = await place_of(deps, card, await facts_of(deps, found.channel), found, facts.postmortem)
    if audience is None or not may_be_drawn(found, facts.postmortem, audience):
        return None
    if card is None or card.ts is None or card.channel != audience.channel:
        raise ChatError("card_not_posted_yet", passing=True)
    return known or Surface(owner=f"comment:{facts.comment.id}", kind=KIND, channel=card.channel, thread_ts=card.ts)


async def _is_shared(deps: Deps, channel: str) -> bool | None:
    """Say whether people of other organisations read along where a copy stands; None where we can post nothing now."""
    if channel.startswith(DIRECT):
        return False
    about = await facts_of(deps, channel)
    return None if about is None or is_closed(about) else about.is_shared


async def _tell(deps: Deps, job: Job, owner: str, kind: str, member: str, message: Rendered) -> None:
    surface = await message_to(deps, job.workspace, member, owner, kind)
    await show(deps, job.workspace, surface, message)


def _actor(deps: Deps, job: Job, member: Member) -> Actor:
    return members.reader_of(deps, member, cause=job.cause)
