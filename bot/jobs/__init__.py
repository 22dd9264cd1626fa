"""Time's edge: what is done later. `JOBS` is the literal table of every kind of job and what handles it."""

from collections.abc import Awaitable, Callable, Mapping

from bot.jobs import (
    access,
    comments,
    delivery,
    digests,
    drafts,
    drafts_writing,
    glass,
    housekeeping,
    mornings,
    publishing,
    publishing_canvas,
    publishing_files,
    questions,
    reviews,
    reviews_due,
    reviews_requests,
    rewriting,
    timeline,
)
from bot.ports import Deps, Job

Handler = Callable[[Deps, Job], Awaitable[None]]

JOBS: Mapping[str, Handler] = {
    "draft.collect": drafts.collect,
    "draft.narrate": drafts.narrate,
    "draft.write": drafts_writing.write,
    "surface.refresh": delivery.refresh_surface,
    "dm.draft_ready": delivery.tell_draft_ready,
    "dm.redraw": delivery.redraw_dm,
    "home.refresh": delivery.refresh_home,
    "note.refresh": delivery.refresh_note,
    "dm.access": access.tell,
    "dm.glass": glass.tell,
    "dm.question": questions.tell,
    "timeline.pick": timeline.pick,
    "timeline.follow": timeline.follow,
    "whisper.welcome": delivery.welcome_inviter,
    "comment.balloon": comments.balloon,
    "comment.check": comments.check,
    "comment.settle": comments.settle_ticked,
    "comment.refresh": comments.refresh_comment,
    "comment.retell": comments.retell_mentioned,
    "dm.mentioned": comments.tell_mentioned,
    "dm.comments": comments.tell_author,
    "whisper.comment": comments.remark,
    "review.refresh": reviews.refresh,
    "review.tell": reviews.tell,
    "review.tell_outdated": reviews.tell_outdated,
    "review.nudge": reviews.nudge,
    "review.help": reviews_due.tell_help,
    "morning.sweep": mornings.sweep,
    "morning.tell": mornings.tell,
    "morning.redraw": mornings.redraw,
    "digest.sweep": digests.sweep,
    "digest.tell": digests.tell,
    "request.refresh": reviews_requests.refresh,
    "request.tell": reviews_requests.tell,
    "publishing.spread": publishing.spread,
    "publishing.announce": publishing.announce,
    "publishing.attach": publishing_files.attach,
    "publishing.export": publishing_files.export,
    "publishing.canvas": publishing_canvas.write,
    "rewriting.write": rewriting.write,
    "rewriting.wait": rewriting.wait,
    "housekeeping.sweep": housekeeping.sweep,
    "housekeeping.note_deeds": housekeeping.note_deeds,
    "housekeeping.let_go": housekeeping.let_go_old,
}

BURIED: Mapping[str, Handler] = {
    "draft.collect": drafts.give_up,
    "draft.narrate": drafts.give_up,
    "draft.write": drafts_writing.give_up,
    "publishing.announce": publishing.give_up,
    "rewriting.write": rewriting.give_up,
}
"""What is done when a job of that kind is given up. The others are counted by `doctor`, and the log has their codes."""
