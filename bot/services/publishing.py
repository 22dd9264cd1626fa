"""Publishing by hand, and what happens to a published document: reopened, archived, restored. One use case a deed."""

from bot.domain import events, lifecycle
from bot.domain.errors import Conflict, Invalid, NotReady, Offer
from bot.domain.people import Actor
from bot.domain.postmortems import Postmortem, Status, Verb, Visibility
from bot.domain.publishing import LONGEST_WHY, PublishFacts, Showing, showing
from bot.domain.redaction import admit
from bot.domain.words import say
from bot.ports import ChannelFacts, Deps, Surface
from bot.services import members
from bot.services.access import is_inside, not_found, permit, permitted
from bot.services.changes import change
from bot.services.channels import Reach, must_be_readable, reach
from bot.services.facts import facts_of
from bot.services.publishing_places import (
    REPLACED,
    announced_kind,
    audience_of,
    is_of_team,
    owner_of,
    places_as_seen,
)
from bot.services.transcripts import redaction


async def publish_facts(deps: Deps, actor: Actor, postmortem: int) -> PublishFacts:
    """Return where a document would go, for who may publish it now. Raises as the publishing would."""
    inside = await is_inside(deps, actor, postmortem)
    async with deps.store.read(actor.workspace) as uow:
        found = await uow.postmortems.get(postmortem)
        if found is None:
            raise not_found()
        await permit(uow, actor, Verb.PUBLISH, found, inside=inside)
        facts = await facts_of(deps, uow, found, actor.member)
    blockers = lifecycle.blockers(facts, Verb.PUBLISH)
    if any(one.code in lifecycle.LATE for one in blockers):
        lifecycle.step(facts, Verb.PUBLISH)  # raises: nothing of that can be mended
    if blockers:
        return PublishFacts(postmortem=found, is_blocked=True)
    return PublishFacts(
        postmortem=found,
        places=await places_as_seen(deps, actor, found),
        warnings=tuple(one.sentence for one in lifecycle.warnings(facts)),
        unreviewed=found.status is Status.DRAFT,
    )


async def publish(deps: Deps, actor: Actor, postmortem: int, seen: int) -> Postmortem:
    """Publish by hand the revision that was `seen`: after its reviews, or without one where its template allows that.

    Raises NotReady with everything that blocks, Conflict where the text is another one by now. Whose approvals count is
    asked of Slack first: a role counts as it is at the deed.
    """
    async with deps.store.read(actor.workspace) as uow:
        reviewers = [one.reviewer for one in await uow.reviews.of(postmortem) if one.reviewer != actor.member]
    for one in reviewers[: lifecycle.MOST_REVIEWERS]:
        await members.refresh(deps, actor.workspace, one)
    async with change(deps, actor, Verb.PUBLISH, postmortem) as it:
        if seen != it.was.revision:
            raise Conflict(say("pub.moved"), offers=(Offer.READ, Offer.OPEN_CARD), postmortem=postmortem)
        published = {"at": it.at, "by": actor.member, "revision": it.was.revision}
        it.update(publication=it.was.publication.model_copy(update=published))
        it.emit(events.Published(postmortem=it.was.id, incident=it.was.incident or 0))
    return it.now


async def reopening(deps: Deps, actor: Actor, postmortem: int) -> Postmortem:
    """Return a document that this person may reopen now. Raises as the reopening would."""
    return await permitted(deps, actor, Verb.REOPEN, postmortem)


async def reopen(deps: Deps, actor: Actor, postmortem: int, reason: str) -> Postmortem:
    """Make a published document a draft again, with a reason. What was published stays readable."""
    why = _admitted(deps, reason)
    async with change(deps, actor, Verb.REOPEN, postmortem) as it:
        it.reason = lifecycle.check_reason(Verb.REOPEN, why, it.was)
        reopened = {"reopened_at": it.at, "reopened_by": actor.member, "reopened_why": it.reason}
        it.update(publication=it.was.publication.model_copy(update={**reopened, "revision": it.was.revision}))
    return it.now


async def archive(deps: Deps, actor: Actor, postmortem: int, reason: str = "") -> Postmortem:
    """Put a published document into the archive, where it stays readable."""
    why = _admitted(deps, reason)
    async with change(deps, actor, Verb.ARCHIVE, postmortem) as it:
        it.reason = why or None
        archived = {"archived_at": it.at, "archived_by": actor.member}
        it.update(publication=it.was.publication.model_copy(update=archived))
    return it.now


async def restore(deps: Deps, actor: Actor, postmortem: int, reason: str = "") -> Postmortem:
    """Take a document out of the archive again."""
    why = _admitted(deps, reason)
    async with change(deps, actor, Verb.RESTORE, postmortem) as it:
        it.reason = why or None
        restored = {"archived_at": None, "archived_by": None}
        it.update(publication=it.was.publication.model_copy(update=restored))
    return it.now


async def announcing(deps: Deps, actor: Actor, postmortem: int, instead: str | None) -> tuple[Postmortem, bool]:
    """Return a document that this person may have announced elsewhere, and if that is one who sees the failed channel.

    Raises as the announcing would.
    """
    seen = await permitted(deps, actor, Verb.ANNOUNCE, postmortem)
    return seen, instead is not None and await reach(deps, actor, instead) is not Reach.HIDDEN


async def announce_elsewhere(deps: Deps, actor: Actor, postmortem: int, channel: str, instead: str | None) -> None:
    """Have a document announced, once, in a channel that somebody chose; `instead` of one that could not be told.

    Raises Invalid at the field where that channel cannot be told, or may not be.
    """
    seen = await permitted(deps, actor, Verb.ANNOUNCE, postmortem)
    place = await _readable(deps, actor, channel)
    of_team = await is_of_team(deps, seen, place)
    async with change(deps, actor, Verb.ANNOUNCE, postmortem) as it:
        how = showing(it.was, audience_of(place), is_of_team=of_team and it.was.team == seen.team)
        if how is Showing.NOTHING:
            key = "private" if it.was.visibility is Visibility.PRIVATE else "team"
            raise _at_channel(say(f"elsewhere.{key}", pm=it.was.name), postmortem)
        owner = owner_of(postmortem)
        known = await it.uow.surfaces.get(owner, announced_kind(channel))
        if known is not None and known.ts is not None:
            raise _at_channel(say("elsewhere.told"), postmortem)
        await it.uow.surfaces.put(known or Surface(owner=owner, kind=announced_kind(channel), channel=channel))
        failed = await it.uow.surfaces.get(owner, announced_kind(instead)) if instead and instead != channel else None
        if failed is not None and failed.ts is None:
            await it.uow.surfaces.put(failed.model_copy(update={"failed": REPLACED}))
        it.touch()
        it.emit(events.AnnouncedElsewhere(postmortem=postmortem, channel=channel))


async def _readable(deps: Deps, actor: Actor, channel: str) -> ChannelFacts:
    """Return a channel that we can post in and this person knows of."""
    if await reach(deps, actor, channel) is Reach.HIDDEN:
        raise _at_channel(say("why_not.channel_not_found"))
    try:
        return await must_be_readable(deps, channel, retry=False)
    except (NotReady, Invalid) as refusal:
        raise _at_channel(refusal.sentence) from None


def _at_channel(sentence: str, postmortem: int | None = None) -> Invalid:
    return Invalid(sentence, fields={"channel": sentence}, postmortem=postmortem)


def _admitted(deps: Deps, reason: str) -> str:
    return admit(reason, one_line=True, limit=LONGEST_WHY, options=redaction(deps)).text.strip()
