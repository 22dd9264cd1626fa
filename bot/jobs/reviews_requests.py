"""Change requests on their way: once in the card's thread, once to the author, and the answer once to who asked."""

from blocks import reviews_changes as drawn
from bot.domain.errors import NotFound
from bot.domain.people import Standing
from bot.domain.postmortems import Postmortem, Status, Visibility
from bot.domain.reviewing import RequestFacts
from bot.domain.reviews import ChangeRequest
from bot.domain.surfaces import Rendered
from bot.jobs.surfaces_places import facts_of, is_closed
from bot.jobs.surfaces_sending import show
from bot.ports import ChatError, Deps, Job, Surface
from bot.services import members
from bot.services.access import seen_by
from bot.services.facts import names_of, people_of
from bot.services.reviews_changes import told
from bot.services.reviews_jobs import request_message
from bot.services.reviews_places import answered_kind, owner_of, request_kind
from bot.services.surfaces import owner_of as card_owner


async def refresh(deps: Deps, job: Job) -> None:
    """Show a change request under the card: asked, then answered or dropped."""
    found = await _found(deps, job)
    if found is None or found[0].incident is None:
        return
    postmortem, request = found
    kind = request_kind(request.id)
    async with deps.store.read(job.workspace) as uow:
        card = await uow.surfaces.get(card_owner(postmortem.incident or 0), "card")
        known = await uow.surfaces.get(owner_of(postmortem.id), kind)
    if card is None or card.ts is None:
        raise ChatError("card_not_posted_yet", passing=True)
    about = await facts_of(deps, card.channel)
    if about is None or is_closed(about) or _is_elsewhere(postmortem, card, is_private=about.is_private):
        return
    surface = known or Surface(owner=owner_of(postmortem.id), kind=kind, channel=card.channel, thread_ts=card.ts)
    facts = (await _told(deps, job, *found)).model_copy(update={"is_shared": about.is_shared})
    await show(deps, job.workspace, surface, drawn.in_thread(facts))
    if surface.ts is None:  # the author's message leads to it from now on
        async with deps.store.write(job.workspace) as uow:
            await uow.jobs.add(request_message(postmortem.id, request.id), deps.clock.now())
        deps.nudge()


def _is_elsewhere(postmortem: Postmortem, card: Surface, *, is_private: bool) -> bool:
    """Whether the card stands where not everybody may read the words of a document that is not for all."""
    if postmortem.visibility is Visibility.ORGANISATION or card.channel.startswith("D"):
        return False
    return card.channel != postmortem.channel or not is_private


async def tell(deps: Deps, job: Job) -> None:
    """Tell the author that changes are asked for, and who asked how it was answered. What was told is edited."""
    found = await _found(deps, job)
    if found is None:
        return
    postmortem, request = found
    facts = await _told(deps, job, postmortem, request)
    if postmortem.author is not None:
        await _direct(deps, job, postmortem.author, request_kind(request.id, postmortem.author), drawn.to_author(facts))
    if request.answered_at is not None and not _is_asked_anew(postmortem, request):
        await _direct(deps, job, request.by, answered_kind(request.id, request.by), drawn.to_asker(facts))


def _is_asked_anew(postmortem: Postmortem, request: ChangeRequest) -> bool:
    """Whether a round that began with the answer brings it to who asked."""
    asked, answered = postmortem.round.asked_at, request.answered_at
    if postmortem.status is Status.DRAFT:
        return False
    return asked is not None and answered is not None and asked >= answered and request.by in postmortem.reviewers


async def _direct(deps: Deps, job: Job, member: str, kind: str, message: Rendered) -> None:
    """Send or edit a message to one person, if that is a full member who sees the document now."""
    postmortem = int(job.payload["postmortem"] or 0)
    async with deps.store.read(job.workspace) as uow:
        known = await uow.surfaces.get(owner_of(postmortem), kind)
    person = await members.refresh(deps, job.workspace, member)
    reader = members.reader_of(deps, person, cause=job.cause)
    try:
        await seen_by(deps, reader, postmortem)
    except NotFound:
        message = drawn.lost()
        if known is None:
            return
    if person.standing is not Standing.MEMBER and known is None:
        return
    surface = known or Surface(owner=owner_of(postmortem), kind=kind, channel=await deps.chat.direct(member))
    await show(deps, job.workspace, surface, message)


async def _found(deps: Deps, job: Job) -> tuple[Postmortem, ChangeRequest] | None:
    key = int(job.payload["postmortem"] or 0)
    async with deps.store.read(job.workspace) as uow:
        postmortem = await uow.postmortems.get(key)
        requests = await uow.reviews.requests(key)
    request = next((one for one in requests if one.id == job.payload["request"]), None)
    return None if postmortem is None or request is None else (postmortem, request)


async def _told(deps: Deps, job: Job, postmortem: Postmortem, request: ChangeRequest) -> RequestFacts:
    people = (request.by, request.answered_by, request.dropped_by, postmortem.author)
    async with deps.store.read(job.workspace) as uow:
        names = names_of(await people_of(deps, uow, people))
        thread = await uow.surfaces.get(owner_of(postmortem.id), request_kind(request.id))
    facts = told(postmortem, request, names)
    if thread is None or thread.ts is None:
        return facts
    return facts.model_copy(update={"link": deps.chat.permalink(thread.channel, thread.ts, thread.thread_ts)})
