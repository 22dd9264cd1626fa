"""Comments written in a window, and discussions closed, opened again and moved, whatever door it came by.

Who may comment may resolve. What a person wrote in the thread is edited and deleted there, never here.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime

from bot.domain import events
from bot.domain.comments import LONGEST_COMMENT, MOST_COMMENTS, About, Comment, Discussion, Said, joined
from bot.domain.errors import Conflict, Denied, Invalid, NotReady, Offer
from bot.domain.people import Actor
from bot.domain.postmortems import Postmortem, Verb
from bot.domain.redaction import admit
from bot.domain.text import normalise, utf16_length
from bot.domain.words import clock_time, say
from bot.ports import Deps, UnitOfWork
from bot.services.access import not_found
from bot.services.changes import Change, change
from bot.services.transcripts import redaction

MOST_TOLD = 10
FIELD = "comment"
TELL = "tell"
_LATE = {"resolve": "comments.faster", "reopen": "comments.open_again"}
"""What is said to who came second, by what was wanted."""


async def write_comment(deps: Deps, actor: Actor, postmortem: int, said: Said) -> int:
    """Store a comment that was written in a window; return how many secrets were covered in it.

    Its copy appears in the thread of the card.

    A comment on a discussion that was resolved opens it again. Raises Invalid at the field where it says nothing, too
    much, or where there are as many comments as a document holds.
    """
    text, covered = _admitted(deps, said.text)
    if len(said.tell) > MOST_TOLD:
        raise Invalid(say("comments.many_told", n=MOST_TOLD), fields={TELL: say("comments.many_told", n=MOST_TOLD)})
    async with change(deps, actor, Verb.COMMENT, postmortem) as it:
        if await is_full(it.uow, postmortem):
            sentence = say("comments.full", pm=it.was.name, n=MOST_COMMENTS)
            raise Invalid(sentence, fields={FIELD: sentence}, postmortem=postmortem)
        discussion = await _meant(it, said)
        made = Comment(discussion=discussion.id, by=actor.member or "", text=text, at=it.at, ours=True)
        comment = await it.uow.comments.add(postmortem, made)
        if comment is None:
            raise not_found()
        tell_made(it, comment, said.tell)
    return covered


async def edit_comment(deps: Deps, actor: Actor, postmortem: int, comment: int, text: str) -> int:
    """Change one's own comment that was written in a window, and its copy in the thread; return what was covered."""
    text, covered = _admitted(deps, text)
    async with change(deps, actor, Verb.COMMENT, postmortem) as it:
        found = await _own(it, actor, comment)
        it.detail = "edit"
        await it.uow.comments.save(postmortem, found.model_copy(update={"text": text, "edited_at": it.at}))
        it.emit(events.CommentChanged(postmortem=postmortem, comment=comment))
        it.emit(events.CommentReworded(postmortem=postmortem, comment=comment))
    return covered


async def delete_comment(deps: Deps, actor: Actor, postmortem: int, comment: int) -> None:
    """Take back one's own comment that was written in a window: its words are gone, its copy says so."""
    async with change(deps, actor, Verb.COMMENT, postmortem) as it:
        found = await _own(it, actor, comment)
        it.detail = "delete"
        await take_away(it.uow, postmortem, found, it.at)
        it.touch()
        it.emit(events.CommentChanged(postmortem=postmortem, comment=comment))
        it.emit(events.CommentReworded(postmortem=postmortem, comment=comment))


async def resolve(
    deps: Deps, actor: Actor, postmortem: int, discussions: Iterable[int], *, by_check: bool = False
) -> tuple[int, ...]:
    """Close these discussions, those of them that are open; return which. `by_check`: with a check mark in the thread.

    Raises Conflict where somebody was faster with all of them.
    """
    closed = {"resolved_at": deps.clock.now(), "resolved_by": actor.member}
    return await _settle(
        deps, actor, postmortem, discussions, lambda one: one.is_open, closed, silent=by_check, detail="resolve"
    )


async def reopen(deps: Deps, actor: Actor, postmortem: int, discussions: Iterable[int]) -> tuple[int, ...]:
    """Open these discussions again, those of them that are resolved; return which.

    Raises Conflict where somebody was faster with all of them.
    """
    opened = {"resolved_at": None, "resolved_by": None}
    return await _settle(
        deps, actor, postmortem, discussions, lambda one: one.resolved_at is not None, opened, detail="reopen"
    )


async def move(deps: Deps, actor: Actor, postmortem: int, discussion: int, section: str | None) -> None:
    """File a discussion under another section, or under the whole text."""
    async with change(deps, actor, Verb.COMMENT, postmortem) as it:
        [found] = await _must_find(it.uow, postmortem, (discussion,))
        it.detail = "move"
        if section is not None and it.was.section(section) is None:
            raise Conflict(say("no.old_bare"), offers=(Offer.HELP,))
        about = About(section=section).model_dump()
        await it.uow.comments.save_discussion(postmortem, found.model_copy(update=about))
        for comment in await it.uow.comments.of(postmortem):
            if comment.discussion == discussion and comment.ours:
                it.emit(events.CommentChanged(postmortem=postmortem, comment=comment.id))


async def is_full(uow: UnitOfWork, postmortem: int) -> bool:
    """Say whether a document holds as many comments as it may."""
    return len(await uow.comments.of(postmortem)) >= MOST_COMMENTS


async def discussion_for(it: Change, about: About | None, at: datetime) -> Discussion:
    """Return the discussion that something said at `at` (UTC) belongs to, made where there is none to go on with."""
    key = it.was.id
    found = joined(await it.uow.comments.discussions(key), at, about)
    if found is None:
        about = about or About()
        return await it.uow.comments.open_discussion(key, Discussion(**about.model_dump(), last_at=at))
    found = found.model_copy(update={"last_at": max(at, found.last_at or at)})
    await it.uow.comments.save_discussion(key, found)
    return found


def tell_made(it: Change, comment: Comment, mentioned: Iterable[str]) -> None:
    """Say that a comment was made: its sign in the thread, the author's message and those who are told follow."""
    it.touch()
    author = it.was.author if it.was.author != comment.by else None
    it.emit(events.CommentMade(postmortem=it.was.id, comment=comment.id, ours=comment.ours, author=author))
    it.emit(mentions(it.was.id, comment, mentioned))


def mentions(postmortem: int, comment: Comment, people: Iterable[str]) -> events.CommentMentions:
    """Return that these people are named in a comment; at most ten hear of it, its writer never."""
    told = tuple(sorted(set(people) - {comment.by}))[:MOST_TOLD]
    return events.CommentMentions(postmortem=postmortem, comment=comment.id, mentioned=told)


async def take_away(uow: UnitOfWork, postmortem: int, comment: Comment, at: datetime) -> None:
    """Take a comment's words away; a discussion in which nothing is left to read waits for nobody."""
    await uow.comments.save(postmortem, comment.model_copy(update={"text": "", "deleted_at": at}))
    left = [one for one in await uow.comments.of(postmortem) if one.discussion == comment.discussion]
    for discussion in await uow.comments.discussions(postmortem):
        if discussion.id == comment.discussion and not left:
            await uow.comments.save_discussion(postmortem, discussion.model_copy(update={"blocks": False}))


def _admitted(deps: Deps, text: str) -> tuple[str, int]:
    """Return a comment's text as it may be stored, and how many secrets were covered.

    Raises Invalid at the field where it is empty or too long.
    """
    length = utf16_length(normalise(text).strip())
    if length > LONGEST_COMMENT:
        sentence = say("comments.long", most=LONGEST_COMMENT, n=length)
        raise Invalid(sentence, fields={FIELD: sentence})
    safe = admit(text, limit=LONGEST_COMMENT, options=redaction(deps))
    if not safe.text.strip():
        raise Invalid(say("comments.empty"), fields={FIELD: say("comments.empty")})
    return safe.text.strip(), sum(one.count for one in safe.findings)


async def _meant(it: Change, said: Said) -> Discussion:
    """Return the discussion that a window's comment belongs to."""
    if said.discussion is None:
        await _must_be_there(it, said.about)
        return await discussion_for(it, said.about, it.at)
    [found] = await _must_find(it.uow, it.was.id, (said.discussion,))
    changed = found.model_copy(update={"last_at": it.at, "resolved_at": None, "resolved_by": None})
    await it.uow.comments.save_discussion(it.was.id, changed)
    if found.resolved_at is not None:
        await _show_settled(it, {found.id}, silent=False)
    return changed


async def _must_be_there(it: Change, about: About) -> None:
    """Return where the document has what a comment is about; what a button names may be gone, or another document's."""
    entries = await it.uow.entries.of(it.was.id) if about.entry is not None else []
    items = await it.uow.action_items.of(it.was.id) if about.item is not None else []
    is_there = (
        about.section is None or it.was.section(about.section) is not None,
        about.entry is None or about.entry in {one.id for one in entries},
        about.item is None or about.item in {one.id for one in items},
    )
    if not all(is_there):
        raise Conflict(say("no.old_bare"), offers=(Offer.HELP,))


async def _own(it: Change, actor: Actor, comment: int) -> Comment:
    found = await it.uow.comments.get(it.was.id, comment)
    if found is None or found.deleted_at is not None:
        raise Conflict(say("comments.gone"), postmortem=it.was.id)
    if found.by != actor.member:
        raise Denied(say("comments.not_yours"), postmortem=it.was.id)
    if not found.ours:
        raise NotReady(say("comments.in_thread"), postmortem=it.was.id)
    return found


async def _settle(
    deps: Deps,
    actor: Actor,
    postmortem: int,
    discussions: Iterable[int],
    concerns: Callable[[Discussion], bool],
    becomes: Mapping[str, object],
    *,
    detail: str,
    silent: bool = False,
) -> tuple[int, ...]:
    async with change(deps, actor, Verb.COMMENT, postmortem) as it:
        named = await _must_find(it.uow, postmortem, tuple(discussions))
        found = [one for one in named if concerns(one)]
        if not found:
            raise await _late(deps, it.uow, it.was, named, _LATE[detail])
        for one in found:
            await it.uow.comments.save_discussion(postmortem, one.model_copy(update=becomes))
        it.detail = detail if len(found) == 1 else f"{detail}_several"
        it.touch()
        await _show_settled(it, {one.id for one in found}, silent=silent)
    return tuple(one.id for one in found)


async def _show_settled(it: Change, discussions: set[int], *, silent: bool) -> None:
    """Have the thread show it: our copies are drawn anew, and what a person wrote gets our check mark or loses it.

    `silent`: a person's own check mark is there already.
    """
    marked: set[int] = set()
    for comment in await it.uow.comments.of(it.was.id):
        if comment.discussion not in discussions:
            continue
        if comment.ours:
            it.emit(events.CommentChanged(postmortem=it.was.id, comment=comment.id))
        elif comment.discussion not in marked and not silent:
            marked.add(comment.discussion)
            it.emit(events.DiscussionSettled(postmortem=it.was.id, comment=comment.id))


async def _must_find(uow: UnitOfWork, postmortem: int, discussions: Sequence[int]) -> list[Discussion]:
    known = {one.id: one for one in await uow.comments.discussions(postmortem)}
    found = [known[one] for one in discussions if one in known]
    if not found:
        raise Conflict(say("comments.gone"), postmortem=postmortem)
    return found


async def _late(deps: Deps, uow: UnitOfWork, postmortem: Postmortem, named: Sequence[Discussion], key: str) -> Conflict:
    """Return what is said to whoever came second: who was faster, and when."""
    first = named[0]
    who = await uow.members.get(first.resolved_by) if first.resolved_by else None
    at = clock_time(first.resolved_at, deps.settings.zone) if first.resolved_at else ""
    sentence = say(key, who=who.name if who else say("who.somebody"), at=at)
    return Conflict(sentence, postmortem=postmortem.id)
