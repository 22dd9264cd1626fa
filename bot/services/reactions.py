"""What follows from what: every event and the jobs it causes, on one page.

Jobs hold intentions, never rendered blocks.
"""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from bot.domain import events
from bot.ports import NewJob
from bot.services import action_items_jobs, reviews_jobs

BEAT = timedelta(seconds=5)
TALK = timedelta(minutes=30)
CALM = timedelta(minutes=1)
"""So long are items worked on before the places of a published document follow, all at once."""


def jobs_for(happened: Iterable[events.Event], now: datetime, cause: str) -> list[NewJob]:
    """Return the jobs that these events cause, in order. `now` is UTC, `cause` the correlation id."""
    return [
        job.model_copy(update={"cause": cause}) for event in happened for job in _REACTIONS[type(event)](event, now)
    ]


def refresh(incident: int, kind: str, *, at: datetime | None = None) -> NewJob:
    """Return the job that redraws one living message of an incident; ten of them waiting are one."""
    key = f"surface.refresh:{incident}:{kind}"
    return NewJob(
        kind="surface.refresh",
        payload={"incident": incident, "kind": kind},
        lane=f"surface:{incident}",
        coalesce_key=key,
        run_at=at,
    )


def collect(postmortem: int, incident: int, *, at: datetime | None = None, again: bool = False) -> NewJob:
    """Return the job that reads an incident's channel. `again` reads only what was missing."""
    return NewJob(
        kind="draft.collect",
        payload={"postmortem": postmortem, "incident": incident, "again": again},
        lane=f"draft:{postmortem}",
        coalesce_key=f"draft.collect:{postmortem}:{incident}",
        run_at=at,
    )


def narrate(postmortem: int, incident: int) -> NewJob:
    """Return the job that makes timeline and sections of what was read."""
    return NewJob(
        kind="draft.narrate",
        payload={"postmortem": postmortem, "incident": incident},
        lane=f"draft:{postmortem}",
        coalesce_key=f"draft.narrate:{postmortem}",
    )


def write(postmortem: int, incident: int, member: str | None = None) -> NewJob:
    """Return the job that lets a model write the draft. `member` asked for it."""
    return NewJob(
        kind="draft.write",
        payload={"postmortem": postmortem, "incident": incident, "member": member},
        lane=f"draft:{postmortem}",
        coalesce_key=writing_key(postmortem),
    )


def writing_key(postmortem: int) -> str:
    """Return what a waiting job of a document's writer is known by."""
    return f"draft.write:{postmortem}"


def _writer_wanted(event: events.WriterWanted, _: datetime) -> list[NewJob]:
    return [refresh(event.incident, "card"), write(event.postmortem, event.incident, event.member)]


def _writer_done(event: events.WriterDone, _: datetime) -> list[NewJob]:
    jobs = [refresh(event.incident, kind) for kind in ("card", "timeline", "questions")]
    if event.author is not None:
        jobs.append(author_message(event.incident, event.author))
    return jobs


def _draft_opened(event: events.DraftOpened, _: datetime) -> list[NewJob]:
    return [refresh(event.incident, "card"), collect(event.postmortem, event.incident)]


def _offer(event: events.OfferMade | events.OfferChanged, _: datetime) -> list[NewJob]:
    return [refresh(event.incident, "card")]


def _transcript_read(event: events.TranscriptRead, _: datetime) -> list[NewJob]:
    return [refresh(event.incident, "card"), narrate(event.postmortem, event.incident)]


def _progressed(event: events.DraftProgressed, now: datetime) -> list[NewJob]:
    return [refresh(event.incident, "card", at=now + BEAT)]


def _ready(event: events.DraftReady, _: datetime) -> list[NewJob]:
    jobs = [refresh(event.incident, kind) for kind in ("card", "timeline", "questions")]
    if event.author is not None:
        jobs.append(
            NewJob(
                kind="dm.draft_ready",
                payload={"postmortem": event.postmortem, "incident": event.incident, "member": event.author},
                lane=f"dm:{event.author}",
                once_key=f"dm.draft_ready:{event.postmortem}:{event.author}",
            )
        )
        jobs.append(_home(event.author))
    return jobs


def _changed(event: events.PostmortemChanged, _: datetime) -> list[NewJob]:
    jobs = [refresh(event.incident, "card")]
    if event.timeline:
        jobs.append(refresh(event.incident, "timeline"))
    if event.questions:
        jobs.append(refresh(event.incident, "questions"))
    return jobs


def _home(member: str) -> NewJob:
    return NewJob(
        kind="home.refresh", payload={"member": member}, lane=f"home:{member}", coalesce_key=f"home.refresh:{member}"
    )


def _home_touched(event: events.HomeTouched, _: datetime) -> list[NewJob]:
    return [_home(event.member)]


def _note_changed(event: events.NoteChanged, _: datetime) -> list[NewJob]:
    return [
        NewJob(
            kind="note.refresh",
            payload={"note": event.note},
            lane=f"note:{event.note}",
            coalesce_key=f"note.refresh:{event.note}",
        )
    ]


def author_message(incident: int, member: str) -> NewJob:
    """Return the job that draws an author's message anew; it posts nothing."""
    return NewJob(
        kind="dm.redraw",
        payload={"incident": incident, "member": member},
        lane=f"dm:{member}",
        coalesce_key=f"dm.redraw:{incident}:{member}",
    )


def _author_changed(event: events.AuthorChanged, _: datetime) -> list[NewJob]:
    return [author_message(event.incident, member) for member in (event.was, event.now)]


def _question_moved(event: events.QuestionMoved, _: datetime) -> list[NewJob]:
    return [
        NewJob(
            kind="dm.question",
            payload={"postmortem": event.postmortem, "question": event.question, "member": member},
            lane=f"question:{event.question}:{member}",
            coalesce_key=f"dm.question:{event.question}:{member}",
        )
        for member in event.people
    ]


def _access_asked(event: events.AccessAsked, _: datetime) -> list[NewJob]:
    return [
        NewJob(
            kind="dm.access",
            payload={"postmortem": event.postmortem, "member": event.member},
            lane=f"access:{event.postmortem}:{event.member}",
            coalesce_key=f"dm.access:{event.postmortem}:{event.member}",
        )
    ]


def _glass_broken(event: events.GlassBroken, _: datetime) -> list[NewJob]:
    return [
        NewJob(
            kind="dm.glass",
            payload={"postmortem": event.postmortem, "member": event.member},
            lane=f"glass:{event.postmortem}:{event.member}",
            coalesce_key=f"dm.glass:{event.postmortem}:{event.member}",
        )
    ]


def _left_moved(event: events.LeftMoved, _: datetime) -> list[NewJob]:
    return [action_items_jobs.left_messages(event.postmortem)]


def _readers_changed(event: events.ReadersChanged, _: datetime) -> list[NewJob]:
    return [author_message(event.incident, member) for member in event.people]


def _comment_made(event: events.CommentMade, now: datetime) -> list[NewJob]:
    jobs = [comment_shown(event.postmortem, event.comment) if event.ours else _balloon(event)]
    if event.author is not None:
        jobs.append(comments_told(event.postmortem, event.author, at=now + TALK))
    return jobs


def comment_shown(postmortem: int, comment: int) -> NewJob:
    """Return the job that draws our copy of a comment anew."""
    return NewJob(
        kind="comment.refresh",
        payload={"postmortem": postmortem, "comment": comment},
        lane=f"comment:{comment}",
        coalesce_key=f"comment.refresh:{comment}",
    )


def comments_told(postmortem: int, author: str, *, at: datetime) -> NewJob:
    """Return the job that tells an author of all the new comments on a document in one message."""
    return NewJob(
        kind="dm.comments",
        payload={"postmortem": postmortem, "member": author},
        lane=f"dm:{author}",
        coalesce_key=f"dm.comments:{postmortem}:{author}",
        run_at=at,
    )


def _balloon(event: events.CommentMade) -> NewJob:
    return NewJob(
        kind="comment.balloon",
        payload={"postmortem": event.postmortem, "comment": event.comment},
        lane=f"comment:{event.comment}",
        once_key=f"comment.balloon:{event.comment}",
    )


def _comment_mentions(event: events.CommentMentions, _: datetime) -> list[NewJob]:
    return [
        NewJob(
            kind="dm.mentioned",
            payload={"postmortem": event.postmortem, "comment": event.comment, "member": member},
            lane=f"dm:{member}",
            once_key=f"dm.mentioned:{event.comment}:{member}",
        )
        for member in event.mentioned
    ]


def _comment_changed(event: events.CommentChanged, _: datetime) -> list[NewJob]:
    return [comment_shown(event.postmortem, event.comment)]


def _comment_reworded(event: events.CommentReworded, _: datetime) -> list[NewJob]:
    return [
        NewJob(
            kind="comment.retell",
            payload={"postmortem": event.postmortem, "comment": event.comment},
            lane=f"comment:{event.comment}",
            coalesce_key=f"comment.retell:{event.comment}",
        )
    ]


def _comment_ticked(event: events.CommentTicked, _: datetime) -> list[NewJob]:
    return [
        NewJob(
            kind="comment.settle",
            payload={"channel": event.channel, "ts": event.ts, "member": event.member},
            lane=f"comment:{event.channel}:{event.ts}",
            coalesce_key=f"comment.settle:{event.channel}:{event.ts}:{event.member}",
        )
    ]


def _comment_noted(event: events.CommentNoted, _: datetime) -> list[NewJob]:
    return [
        NewJob(
            kind="whisper.comment",
            payload={
                "postmortem": event.postmortem,
                "channel": event.channel,
                "ts": event.thread,
                "member": event.member,
                "kind": event.kind,
            },
            lane=f"whisper:{event.channel}",
            once_key=f"whisper.comment:{event.kind}:{event.postmortem}:{event.comment}:{event.member}",
        )
    ]


def _discussion_settled(event: events.DiscussionSettled, _: datetime) -> list[NewJob]:
    return [
        NewJob(
            kind="comment.check",
            payload={"postmortem": event.postmortem, "comment": event.comment},
            lane=f"comment:{event.comment}",
            coalesce_key=f"comment.check:{event.comment}",
        )
    ]


def _published(event: events.Published, _: datetime) -> list[NewJob]:
    return [refresh(event.incident, "card"), spread(event.postmortem)]


def _publication_moved(event: events.PublicationMoved, _: datetime) -> list[NewJob]:
    return [spread(event.postmortem)]


def _announced_elsewhere(event: events.AnnouncedElsewhere, _: datetime) -> list[NewJob]:
    return [announce(event.postmortem, event.channel)]


def _item_moved(event: events.ItemMoved, now: datetime) -> list[NewJob]:
    places = [spread(event.postmortem, at=now + CALM)] if event.published else []
    return [*action_items_jobs.item_moved(event, now), *places]


def spread(postmortem: int, *, at: datetime | None = None) -> NewJob:
    """Return the job that has every place of a published document brought up to date."""
    return NewJob(
        kind="publishing.spread",
        payload={"postmortem": postmortem},
        lane=f"publishing:{postmortem}",
        coalesce_key=f"publishing.spread:{postmortem}",
        run_at=at,
    )


def attach(postmortem: int) -> NewJob:
    """Return the job that has the files of a published document in its thread, and no others."""
    return NewJob(
        kind="publishing.attach",
        payload={"postmortem": postmortem},
        lane=f"publishing:{postmortem}:files",
        coalesce_key=f"publishing.attach:{postmortem}",
    )


def write_canvas(postmortem: int) -> NewJob:
    """Return the job that has the incident channel's canvas show a published document."""
    return NewJob(
        kind="publishing.canvas",
        payload={"postmortem": postmortem},
        lane=f"publishing:{postmortem}:canvas",
        coalesce_key=f"publishing.canvas:{postmortem}",
    )


def announce(postmortem: int, channel: str) -> NewJob:
    """Return the job that tells one channel of a published document; a channel that fails holds up no other."""
    return NewJob(
        kind="publishing.announce",
        payload={"postmortem": postmortem, "channel": channel},
        lane=f"publishing:{postmortem}:{channel}",
        coalesce_key=f"publishing.announce:{postmortem}:{channel}",
    )


_REACTIONS: dict[type[events.Event], Callable[..., list[NewJob]]] = {
    events.DraftOpened: _draft_opened,
    events.OfferMade: _offer,
    events.OfferChanged: _offer,
    events.TranscriptRead: _transcript_read,
    events.DraftProgressed: _progressed,
    events.WriterWanted: _writer_wanted,
    events.WriterDone: _writer_done,
    events.DraftReady: _ready,
    events.PostmortemChanged: _changed,
    events.HomeTouched: _home_touched,
    events.ItemMoved: _item_moved,
    events.ItemGiven: action_items_jobs.item_given,
    events.NoteChanged: _note_changed,
    events.AuthorChanged: _author_changed,
    events.PublicationMoved: _publication_moved,
    events.AnnouncedElsewhere: _announced_elsewhere,
    events.ReadersChanged: _readers_changed,
    events.LeftMoved: _left_moved,
    events.DeadlineMoved: reviews_jobs.deadline_moved,
    events.AccessAsked: _access_asked,
    events.QuestionMoved: _question_moved,
    events.GlassBroken: _glass_broken,
    events.CommentMade: _comment_made,
    events.CommentMentions: _comment_mentions,
    events.CommentChanged: _comment_changed,
    events.CommentReworded: _comment_reworded,
    events.CommentTicked: _comment_ticked,
    events.CommentNoted: _comment_noted,
    events.DiscussionSettled: _discussion_settled,
    events.ReviewMoved: reviews_jobs.review_moved,
    events.ApprovalOutdated: reviews_jobs.approval_outdated,
    events.ReviewNudged: reviews_jobs.review_nudged,
    events.RequestMoved: reviews_jobs.request_moved,
    events.Published: _published,
}
