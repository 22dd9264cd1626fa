"""Facts that happened inside a change. `services.reactions` turns each into jobs; nothing else reads them."""

from bot.domain.values import Value


class Event(Value):
    """Something that happened to a postmortem or to an incident's offer."""


class DraftOpened(Event):
    """A postmortem was made for an incident: its channel is to be read."""

    postmortem: int
    incident: int


class OfferMade(Event):
    """A postmortem is recommended: the offer goes to the channel."""

    incident: int


class OfferChanged(Event):
    """An offer was skipped, explained or taken up again."""

    incident: int


class TranscriptRead(Event):
    """The channel was read: the draft can be made."""

    postmortem: int
    incident: int


class DraftProgressed(Event):
    """A step of the making moved."""

    postmortem: int
    incident: int


class WriterWanted(Event):
    """A model is to write the draft. `member` asked for it, nobody where it comes by itself."""

    postmortem: int
    incident: int
    member: str | None = None


class WriterDone(Event):
    """A model wrote, or gave up, after the draft stood already: what its author was told is drawn anew."""

    incident: int
    author: str | None


class DraftReady(Event):
    """The draft stands, and its author hears of it once."""

    postmortem: int
    incident: int
    author: str | None


class PostmortemChanged(Event):
    """Something that the card shows has changed."""

    postmortem: int
    incident: int
    timeline: bool = False
    questions: bool = False


class QuestionMoved(Event):
    """Somebody was asked an open question, or it was answered, passed on or dropped: its `people` are shown that."""

    postmortem: int
    question: int
    people: tuple[str, ...]


class ItemMoved(Event):
    """Something was done with an action item: `people` are those to whom it may be shown, before and after.

    `published` says that its document is, so that it stands elsewhere too.
    """

    postmortem: int
    item: int
    people: tuple[str, ...]
    published: bool = False


class ItemGiven(Event):
    """Somebody gave an action item to this member, who hears of it a while later, with all the others."""

    postmortem: int
    member: str


class HomeTouched(Event):
    """What a member's Home shows has changed."""

    member: str


class ReviewMoved(Event):
    """Something changed that its reviewers' messages show."""

    postmortem: int


class ApprovalOutdated(Event):
    """The text moved on from what this person approved."""

    postmortem: int
    member: str


class ReviewNudged(Event):
    """Somebody wants this reviewer asked again."""

    postmortem: int
    member: str


class RequestMoved(Event):
    """Somebody asked for changes, or a request was answered or dropped."""

    postmortem: int
    request: int


class Published(Event):
    """It is published: the organisation gets to read it."""

    postmortem: int
    incident: int


class AnnouncedElsewhere(Event):
    """Somebody chose a channel that is to be told, beside the configured ones."""

    postmortem: int
    channel: str


class PublicationMoved(Event):
    """What was published was corrected, reopened, archived or restored, or is for other readers now."""

    postmortem: int


class NoteChanged(Event):
    """Somebody wrote a line for the timeline that the bot posts for all, or took it back."""

    note: int


class AuthorChanged(Event):
    """Somebody else writes it now; `was` had been told that it is theirs, and `now` may have been before."""

    incident: int
    was: str
    now: str


class LeftMoved(Event):
    """What was told of a document when somebody left may read otherwise now: who writes it, or who may read it."""

    postmortem: int


class DeadlineMoved(Event):
    """What somebody was asked about a late document may be answered: its `people` are shown how it stands.

    `askers` are those of them who asked somebody for help.
    """

    postmortem: int
    people: tuple[str, ...]
    askers: tuple[str, ...] = ()


class ReadersChanged(Event):
    """People may not see or write it any more: what they were told before is drawn anew."""

    incident: int
    people: tuple[str, ...]


class AccessAsked(Event):
    """Somebody asked the author of a document to be made an editor."""

    postmortem: int
    member: str


class GlassBroken(Event):
    """An org admin opened a private document to read it: its author hears of it at once."""

    postmortem: int
    member: str


class CommentMade(Event):
    """Somebody commented, in the thread or, where the copy is `ours`, in a window; the author hears of it later."""

    postmortem: int
    comment: int
    ours: bool
    author: str | None


class CommentMentions(Event):
    """People were mentioned in a comment, or its writer asked that they be told."""

    postmortem: int
    comment: int
    mentioned: tuple[str, ...]


class CommentChanged(Event):
    """A comment whose copy in the thread is ours was changed, taken back, moved, or its discussion was settled."""

    postmortem: int
    comment: int


class CommentReworded(Event):
    """A comment says something else now, or nothing more: whoever was told of it is told that."""

    postmortem: int
    comment: int


class CommentTicked(Event):
    """A person put a check mark on a comment's message or took it off; `member` is empty where nobody knows who."""

    channel: str
    ts: str
    member: str


class CommentNoted(Event):
    """Something about a reply is to be told to its writer alone, under the card. `kind` says what, once a comment."""

    postmortem: int
    comment: int
    channel: str
    thread: str
    member: str
    kind: str


class DiscussionSettled(Event):
    """A discussion was resolved or opened again, and not by a check mark: the person's message shows it."""

    postmortem: int
    comment: int
