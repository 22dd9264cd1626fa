"""What is said, changed, deleted and ticked in the thread of a card, followed in the comments.

A reply passes the same door as a window's comment; who has no right stays chat. What a person takes away or changes in
Slack is followed in every state: the words are theirs.
"""

import contextlib
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from bot.domain import events
from bot.domain.comments import LONGEST_COMMENT, About, Comment, filed
from bot.domain.errors import Denied, NotFound, NotReady
from bot.domain.incidents import Message
from bot.domain.people import Actor
from bot.domain.postmortems import Postmortem, Verb
from bot.domain.redaction import admit
from bot.domain.text import normalise, utf16_length
from bot.ports import Deps, UnitOfWork
from bot.services.access import permitted
from bot.services.changes import change
from bot.services.comments import discussion_for, is_full, mentions, reopen, resolve, take_away, tell_made
from bot.services.reactions import jobs_for
from bot.services.transcripts import redaction

CARD = "card"
LATE = timedelta(seconds=10)
EARLY = timedelta(hours=1)
AHEAD = timedelta(days=1)
MOST_ASKED = 10


async def concerns_us(deps: Deps, workspace: str, channel: str, thread: str) -> bool:
    """Say whether a thread is one of a card's. One indexed look; nothing is written."""
    async with deps.store.read(workspace) as uow:
        return await _incident_of(uow, channel, thread) is not None


async def is_comment(deps: Deps, workspace: str, channel: str, ts: str) -> bool:
    """Say whether a message is a comment that can be ticked. One indexed look; nothing is written."""
    async with deps.store.read(workspace) as uow:
        found = await uow.comments.at(channel, ts)
    return found is not None and found[1].deleted_at is None


async def hear_reply(deps: Deps, actor: Actor, channel: str, message: Message, mentioned: Iterable[str] = ()) -> None:
    """Store a reply in a card's thread as a comment. Raises what the door raises for who may not comment now."""
    if message.at > deps.clock.now() + AHEAD:
        return
    async with deps.store.read(actor.workspace) as uow:
        postmortem = await _document_of(uow, channel, message.thread_ts or "")
        if postmortem is None or await uow.comments.at(channel, message.ts) is not None:
            return
        full = await is_full(uow, postmortem.id)
    section, text = filed(_words(message), postmortem.sections)
    safe = admit(text, limit=LONGEST_COMMENT, options=redaction(deps))
    if not safe.text.strip():
        return
    if full:
        await _refuse(deps, actor, postmortem, channel, message)
        return
    async with change(deps, actor, Verb.COMMENT, postmortem.id) as it:
        about = None if section is None else About(section=section)
        discussion = await discussion_for(it, about, message.at)
        made = Comment(
            discussion=discussion.id,
            by=actor.member or "",
            text=safe.text.strip(),
            at=message.at,
            ts=message.ts,
            channel=channel,
            thread=message.thread_ts,
        )
        if (comment := await it.uow.comments.add(postmortem.id, made)) is None:
            return
        tell_made(it, comment, mentioned)
        for kind in _remarks(text, covered=bool(safe.findings)):
            it.emit(_noted(postmortem.id, comment.id, channel, message, kind))
        if it.at - message.at > LATE:  # somebody may have ticked it before we knew of it
            it.emit(events.CommentTicked(channel=channel, ts=message.ts, member=""))


async def follow_edit(
    deps: Deps, actor: Actor, channel: str, message: Message, edited_at: datetime | None, mentioned: Iterable[str] = ()
) -> None:
    """Let a comment say what its message says now. An edit that comes before its message is the message."""
    async with deps.store.read(actor.workspace) as uow:
        known = await uow.comments.at(channel, message.ts)
    if known is None:
        if deps.clock.now() - message.at <= EARLY:
            await hear_reply(deps, actor, channel, message, mentioned)
        return
    at = edited_at or deps.clock.now()
    async with deps.store.write(actor.workspace, delivery=actor.delivery) as uow:
        postmortem = await uow.postmortems.get(known[0])  # one edit after another
        found = await uow.comments.get(known[0], known[1].id)
        if postmortem is None or found is None or not _follows(found, message, at):
            return
        section, text = filed(_words(message), postmortem.sections)
        text = admit(text, limit=LONGEST_COMMENT, options=redaction(deps)).text.strip()
        await uow.comments.save(postmortem.id, found.model_copy(update={"text": text, "edited_at": at}))
        if section is not None:
            await _file(uow, postmortem.id, found, section)
        reworded = events.CommentReworded(postmortem=postmortem.id, comment=found.id)
        await _schedule(deps, uow, actor, [mentions(postmortem.id, found, mentioned), reworded])
    deps.nudge()


async def follow_deletion(deps: Deps, actor: Actor, channel: str, message: Message) -> None:
    """Take away the comment whose message was deleted, whoever deleted it.

    Where its message has not come yet, it is remembered as gone, so that it never becomes one.
    """
    now = deps.clock.now()
    async with deps.store.write(actor.workspace, delivery=actor.delivery) as uow:
        known = await uow.comments.at(channel, message.ts)
        if known is None:
            await _remember_gone(uow, channel, message, now)
            return
        postmortem = await uow.postmortems.get(known[0])
        if postmortem is None or known[1].deleted_at is not None or known[1].ours:
            return
        await take_away(uow, postmortem.id, known[1], now)
        changed = events.PostmortemChanged(postmortem=postmortem.id, incident=postmortem.incident or 0)
        reworded = events.CommentReworded(postmortem=postmortem.id, comment=known[1].id)
        await _schedule(deps, uow, actor, [changed, reworded])
    deps.nudge()


async def tick(deps: Deps, actor: Actor, channel: str, ts: str) -> None:
    """Have it looked at who has ticked a comment now, so that the order of ticks and unticks does not matter."""
    async with deps.store.write(actor.workspace, delivery=actor.delivery) as uow:
        await _schedule(deps, uow, actor, [events.CommentTicked(channel=channel, ts=ts, member=actor.member or "")])
    deps.nudge()


async def settle(
    deps: Deps, workspace: str, channel: str, ts: str, ticking: Sequence[Actor], doer: Actor | None
) -> None:
    """Close the discussion of a comment that one of these has ticked, or open it again where nobody has.

    `doer` put a tick on or took it off. Ticks of people who may not comment count for nothing.
    """
    async with deps.store.read(workspace) as uow:
        known = await uow.comments.at(channel, ts)
        if known is None or known[1].deleted_at is not None:
            return
        postmortem, comment = known
        discussion = next(one for one in await uow.comments.discussions(postmortem) if one.id == comment.discussion)
    allowed = [one for one in ticking[:MOST_ASKED] if await _may(deps, one, postmortem)]
    with contextlib.suppress(NotReady):  # discarded or published meanwhile: a tick is chat there
        if allowed and discussion.is_open:
            await resolve(deps, allowed[0], postmortem, (discussion.id,), by_check=True)
        elif not allowed and doer is not None and discussion.resolved_at and await _may(deps, doer, postmortem):
            await reopen(deps, doer, postmortem, (discussion.id,))


async def _may(deps: Deps, actor: Actor, postmortem: int) -> bool:
    try:
        await permitted(deps, actor, Verb.COMMENT, postmortem)
    except (Denied, NotFound, NotReady):
        return False
    return True


async def _incident_of(uow: UnitOfWork, channel: str, thread: str) -> int | None:
    card = await uow.surfaces.at(channel, thread)
    if card is None or card.kind != CARD:
        return None
    kind, _, key = card.owner.partition(":")
    return int(key) if kind == "incident" else None


async def _document_of(uow: UnitOfWork, channel: str, thread: str) -> Postmortem | None:
    incident = await _incident_of(uow, channel, thread)
    return None if incident is None else await uow.postmortems.of_incident(incident)


def _words(message: Message) -> str:
    return message.text.strip() or ", ".join(message.files)


def _follows(comment: Comment, message: Message, at: datetime) -> bool:
    """Say whether an edit is news about this comment: its own writer's, and the newest."""
    is_news = comment.edited_at is None or at > comment.edited_at
    return is_news and comment.deleted_at is None and not comment.ours and comment.by == message.author


async def _file(uow: UnitOfWork, postmortem: int, comment: Comment, section: str) -> None:
    """File a discussion under the section that its first words name now."""
    first = next((one for one in await uow.comments.of(postmortem) if one.discussion == comment.discussion), None)
    if first is None or first.id != comment.id:
        return
    about = About(section=section).model_dump()
    for discussion in await uow.comments.discussions(postmortem):
        if discussion.id == comment.discussion:
            await uow.comments.save_discussion(postmortem, discussion.model_copy(update=about))


async def _remember_gone(uow: UnitOfWork, channel: str, message: Message, now: datetime) -> None:
    postmortem = await _document_of(uow, channel, message.thread_ts or "")
    if postmortem is None or now - message.at > EARLY or message.at > now + AHEAD:
        return
    gone = Comment(
        by=message.author,
        text="",
        at=message.at,
        ts=message.ts,
        channel=channel,
        thread=message.thread_ts,
        deleted_at=now,
    )
    await uow.comments.add(postmortem.id, gone)


async def _refuse(deps: Deps, actor: Actor, postmortem: Postmortem, channel: str, message: Message) -> None:
    """Tell somebody once that the reply stays chat, because the document is full; nobody who may not comment."""
    if not await _may(deps, actor, postmortem.id):
        return
    async with deps.store.write(actor.workspace, delivery=actor.delivery) as uow:
        await _schedule(deps, uow, actor, [_noted(postmortem.id, 0, channel, message, "full")])
    deps.nudge()


def _remarks(text: str, *, covered: bool) -> list[str]:
    """Return what the writer of a reply is told of it: that words were covered, or that only a part is kept."""
    is_long = utf16_length(normalise(text).strip()) > LONGEST_COMMENT
    return ["secret"] * covered + ["long"] * is_long


def _noted(postmortem: int, comment: int, channel: str, message: Message, kind: str) -> events.CommentNoted:
    return events.CommentNoted(
        postmortem=postmortem,
        comment=comment,
        channel=channel,
        thread=message.thread_ts or "",
        member=message.author,
        kind=kind,
    )


async def _schedule(deps: Deps, uow: UnitOfWork, actor: Actor, happened: Iterable[events.Event]) -> None:
    now = deps.clock.now()
    for job in jobs_for(happened, now, actor.cause):
        await uow.jobs.add(job, now)
