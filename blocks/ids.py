"""Every action, callback and block id, and `Ref`, the versioned value that buttons and windows carry.

An id has one listener and one place that draws it. A `Ref` is a claim by whoever sends it: rights are decided at the
deed, never by what a `Ref` says.
"""

import re
from typing import Final, Self

from pydantic import ConfigDict, Field, ValidationError

from bot.domain.errors import Conflict, Offer
from bot.domain.values import Value
from bot.domain.words import say

VERSION: Final = 1
LONGEST: Final = 200
CHANNEL_ID: Final = re.compile(r"^[A-Z0-9]{2,30}$")

# Buttons and menus
DRAFT_DISCARD: Final = "pm.draft.discard"
DRAFT_UNDO_DISCARD: Final = "pm.draft.undo_discard"
DRAFT_TAKE: Final = "pm.draft.take"
DRAFT_RESUME: Final = "pm.draft.resume"
DRAFT_SNOOZE: Final = "pm.draft.snooze"
DRAFT_WAKE: Final = "pm.draft.wake"
DRAFT_HELP: Final = "pm.draft.help"
HELP_TAKE: Final = "pm.help.take"
HELP_JOIN: Final = "pm.help.join"
HELP_DECLINE: Final = "pm.help.decline"
IMPORT_RETRY: Final = "pm.import.retry"
CARD_OPEN: Final = "pm.card.open"  # a link; Slack still wants it acknowledged
CARD_SHOW: Final = "pm.card.show"  # answers with the link
DOCUMENT_READ: Final = "pm.document.read"
DOCUMENT_GO: Final = "pm.document.go"
DOCUMENT_BACK: Final = "pm.document.back"
DOCUMENT_NEXT: Final = "pm.document.next"
TIMELINE_READ: Final = "pm.timeline.read"
TIMELINE_EARLIER: Final = "pm.timeline.earlier"
TIMELINE_LATER: Final = "pm.timeline.later"
TIMELINE_EDIT: Final = "pm.timeline.edit"
TIMELINE_CHECK: Final = "pm.timeline.check"
TIMELINE_SHOW: Final = "pm.timeline.show"
TIMELINE_GO: Final = "pm.timeline.go"
TIMELINE_BACK: Final = "pm.timeline.back"
TIMELINE_NEXT: Final = "pm.timeline.next"
TIMELINE_NEW: Final = "pm.timeline.new"
TIMELINE_ROW: Final = "pm.timeline.row"
TIMELINE_ACCEPT: Final = "pm.timeline.accept"
TIMELINE_CHANGE: Final = "pm.timeline.change"
TIMELINE_DROP: Final = "pm.timeline.drop"
TIMELINE_UNDO: Final = "pm.timeline.undo"
ENTRY_HIDE: Final = "pm.entry.hide"
ENTRY_SHOW: Final = "pm.entry.show"
ENTRY_MERGE: Final = "pm.entry.merge"
ENTRY_UP: Final = "pm.entry.up"
ENTRY_DOWN: Final = "pm.entry.down"
ENTRY_REMOVE: Final = "pm.entry.remove"
ENTRY_UNDO: Final = "pm.entry.undo"
QUESTION_ANSWER: Final = "pm.question.answer"
QUESTION_ASK: Final = "pm.question.ask"
QUESTION_UNKNOWN: Final = "pm.question.unknown"
QUESTION_DROP: Final = "pm.question.drop"
OFFER_START: Final = "pm.offer.start"
OFFER_SKIP: Final = "pm.offer.skip"
OFFER_UNDO: Final = "pm.offer.undo"
OFFER_START_AFTER_ALL: Final = "pm.offer.start_after_all"
REASONS: Final = ("false_alarm", "fixed_itself", "known_cause", "nothing_new")
OFFER_REASONS: Final = tuple(f"pm.offer.reason.{reason}" for reason in REASONS)
NOTE_UNDO: Final = "pm.note.undo"
LIST_SHOW: Final = "pm.list.show"
LIST_FILTER: Final = "pm.list.filter"
LIST_EARLIER: Final = "pm.list.earlier"
LIST_LATER: Final = "pm.list.later"
AI_HOW: Final = "pm.ai.how"
AI_HOW_VIEW: Final = "pm.ai.how_view"
HOME_DRAFTS: Final = "pm.home.drafts"
HOME_PUBLISHED: Final = "pm.home.published"
HELP_SHOW: Final = "pm.help.show"
SUGGEST_RUN: Final = "pm.suggest.run"  # a line with its word mended, or one that needs a click
CREATE_OPEN: Final = "pm.create.open"
CHANNEL_JOIN: Final = "pm.channel.join"
PROBLEM_RETRY: Final = "pm.problem.retry"
DM_NOT_MINE: Final = "pm.dm.not_mine"
DM_UNDO: Final = "pm.dm.undo"
HUB_OPEN: Final = "pm.hub.open"
HUB_REFRESH: Final = "pm.hub.refresh"
SECTION_EDIT: Final = "pm.section.edit"
SECTION_TYPED: Final = "pm.section.typed"  # sent while somebody types
SECTION_KEEP: Final = "pm.section.keep"
SECTION_RESTS: Final = "pm.section.rests"
RESTS_EARLIER: Final = "pm.rests.earlier"
RESTS_LATER: Final = "pm.rests.later"
STATEMENT_ADD: Final = "pm.statement.add"
STATEMENT_DROP: Final = "pm.statement.drop"
SECTION_MARKDOWN: Final = "pm.section.markdown"
SUGGESTION_USE: Final = "pm.suggestion.use"
SUGGESTION_ADD: Final = "pm.suggestion.add"
SUGGESTION_DROP: Final = "pm.suggestion.drop"
WORDS_USE: Final = "pm.words.use"
WORDS_DROP: Final = "pm.words.drop"
WHYS_OPEN: Final = "pm.whys.open"
ITEMS_OPEN: Final = "pm.items.open"
ITEMS_NONE: Final = "pm.items.none"
ITEMS_BACK: Final = "pm.items.back"
ITEMS_NEXT: Final = "pm.items.next"
ITEM_ADD: Final = "pm.item.add"
ITEM_MENU: Final = "pm.item.menu"
PROPOSAL_ADD: Final = "pm.proposal.add"
PROPOSAL_DROP: Final = "pm.proposal.drop"

# Items of all documents
ITEM_LIST_OPEN: Final = "pm.item_list.open"
ITEM_LIST_SHOWING: Final = "pm.item_list.showing"
ITEM_LIST_OWNER: Final = "pm.item_list.owner"
ITEM_LIST_PRIORITY: Final = "pm.item_list.priority"
ITEM_LIST_DUE: Final = "pm.item_list.due"
ITEM_LIST_MORE: Final = "pm.item_list.more"
ITEM_LIST_EARLIER: Final = "pm.item_list.earlier"
ITEM_LIST_LATER: Final = "pm.item_list.later"
ITEM_LIST_FORM: Final = "pm.item_list.more_form"
ITEM_LIST_VIEW: Final = "pm.item_list.view"

# Comments
COMMENTS_OPEN: Final = "pm.comments.open"
COMMENTS_FILTER: Final = "pm.comments.filter"
COMMENTS_SECTION: Final = "pm.comments.section"
COMMENTS_EARLIER: Final = "pm.comments.earlier"
COMMENTS_LATER: Final = "pm.comments.later"
COMMENTS_RESOLVE: Final = "pm.comments.resolve_shown"
COMMENTS_UNDO: Final = "pm.comments.undo"
COMMENT_ADD: Final = "pm.comment.add"
COMMENT_MENU: Final = "pm.comment.menu"
COMMENT_RESOLVE: Final = "pm.comment.resolve"
COMMENT_REOPEN: Final = "pm.comment.reopen"
COMMENT_EDIT: Final = "pm.comment.edit"
COMMENT_DELETE: Final = "pm.comment.delete"
COMMENT_FORM: Final = "pm.comment.add_form"
COMMENT_REPLY_FORM: Final = "pm.comment.reply_form"
COMMENT_EDIT_FORM: Final = "pm.comment.edit_form"
COMMENT_MOVE_FORM: Final = "pm.comment.move_form"
COMMENTS_VIEW: Final = "pm.comments.view"
COMMENT_GONE_VIEW: Final = "pm.comment.gone_view"
PUBLISH_OPEN: Final = "pm.publishing.open"
PUBLISH_REOPEN: Final = "pm.publishing.reopen"
PUBLISH_ARCHIVE: Final = "pm.publishing.archive"
PUBLISH_RESTORE: Final = "pm.publishing.restore"
PUBLISH_ELSEWHERE: Final = "pm.publishing.elsewhere"
FILE_SEND: Final = "pm.file.send"
FILES_OPEN: Final = "pm.files.open"
HISTORY_OPEN: Final = "pm.history.open"
HISTORY_EARLIER: Final = "pm.history.earlier"
HISTORY_LATER: Final = "pm.history.later"
ROLES_REVOKE: Final = "pm.roles.revoke"
HOURS_OPEN: Final = "pm.hours.open"
HOURS_COUNTRY: Final = "pm.hours.country"
HOURS_FORM: Final = "pm.hours.form"
HOURS_VIEW: Final = "pm.hours.view"

REVIEW_OPEN: Final = "pm.review.open"
REVIEW_APPROVE: Final = "pm.review.approve"
REVIEW_WITHDRAW: Final = "pm.review.withdraw"
REVIEW_TAKE_BACK: Final = "pm.review.take_back"
REVIEW_RESUME: Final = "pm.review.resume"
REVIEW_COMPARE: Final = "pm.review.compare"
COMPARISON_EARLIER: Final = "pm.comparison.earlier"
COMPARISON_LATER: Final = "pm.comparison.later"
BLAME_USE: Final = "pm.blame.use"
BLAME_OPEN: Final = "pm.blame.open"
BLAME_VIEW: Final = "pm.blame.view"
WORDING_USE: Final = "pm.wording.use"
WORDING_ASK: Final = "pm.wording.ask"
BLAME_KEEP: Final = "pm.blame.keep"
BLAME_ASK: Final = "pm.blame.ask"
REVIEW_LOOK: Final = "pm.review.look"
REVIEW_NUDGE: Final = "pm.review.nudge"
REVIEW_SNOOZE: Final = "pm.review.snooze"
REVIEW_WAKE: Final = "pm.review.wake"
REVIEW_HELP: Final = "pm.review.help"
REVIEWERS_OPEN: Final = "pm.reviewers.open"
REVIEWERS_FORM: Final = "pm.reviewers.form"
CHECKLIST_OPEN: Final = "pm.checklist.open"
CHECKLIST_AGAIN: Final = "pm.checklist.again"
CHECKLIST_VIEW: Final = "pm.checklist.view"
OVERRIDE_OPEN: Final = "pm.override.open"
OVERRIDE_FORM: Final = "pm.override.form"
REQUEST_DROP: Final = "pm.request.drop"
CHANGES_OPEN: Final = "pm.changes.open"
REQUEST_ANSWER: Final = "pm.request.answer"
REQUEST_DISCUSS: Final = "pm.request.discuss"  # a link; Slack still wants it acknowledged

# A second look at a draft, and sections that a model writes anew
PROOF_OPEN: Final = "pm.proof.open"
PROOF_ASK: Final = "pm.proof.ask"
PROOF_AGAIN: Final = "pm.proof.again"
PROOF_EARLIER: Final = "pm.proof.earlier"
PROOF_LATER: Final = "pm.proof.later"
PROOF_VIEW: Final = "pm.proof.view"
REWRITE_ASK: Final = "pm.rewrite.ask"
REWRITE_AGAIN: Final = "pm.rewrite.again"
REWRITE_LEAVE: Final = "pm.rewrite.leave"
REWRITE_VIEW: Final = "pm.rewrite.view"
REGENERATE_OPEN: Final = "pm.regenerate.open"
REGENERATE_FORM: Final = "pm.regenerate.form"

# Around a document: everything else, its people
AI_AGAIN: Final = "pm.ai.again"
AI_ALLOW: Final = "pm.ai.allow"
AI_WITHDRAW: Final = "pm.ai.withdraw"
AI_EARLIER: Final = "pm.ai.earlier"
AI_LATER: Final = "pm.ai.later"
CARD_MENU: Final = "pm.card.menu"
MORE_VIEW: Final = "pm.more.view"
PEOPLE_OPEN: Final = "pm.people.open"
PEOPLE_FORM: Final = "pm.people.form"
PEOPLE_WIDEN_FORM: Final = "pm.people.widen_form"
ACCESS_ASK: Final = "pm.access.ask"
ACCESS_GRANT: Final = "pm.access.grant"
ACCESS_LATER: Final = "pm.access.later"
DETAILS_OPEN: Final = "pm.details.open"
DETAILS_FORM: Final = "pm.details.form"
TEMPLATE_OPEN: Final = "pm.template.open"
TEMPLATE_SWITCH: Final = "pm.template.switch"
TEMPLATE_FORM: Final = "pm.template.form"
PROPOSAL_VIEW: Final = "pm.template.proposal_view"
INCIDENTS_OPEN: Final = "pm.incidents.open"
INCIDENT_ADD: Final = "pm.incident.add"
INCIDENT_REMOVE: Final = "pm.incident.remove"
INCIDENT_FORM: Final = "pm.incident.form"
INCIDENTS_VIEW: Final = "pm.incidents.view"
REVISIONS_OPEN: Final = "pm.revisions.open"
REVISIONS_EARLIER: Final = "pm.revisions.earlier"
REVISIONS_LATER: Final = "pm.revisions.later"
REVISIONS_VIEW: Final = "pm.revisions.view"
REVISION_MENU: Final = "pm.revision.menu"
REVISION_EARLIER: Final = "pm.revision.earlier"
REVISION_LATER: Final = "pm.revision.later"
REVISION_UNDO: Final = "pm.revision.undo"
REVISION_FORM: Final = "pm.revision.restore_form"
REVISION_VIEW: Final = "pm.revision.view"

# Windows that are sent, and the two shortcuts that start one
QUESTION_FORM: Final = "pm.question.answer_form"
CREATE_FORM: Final = "pm.create.form"
NOT_MINE_FORM: Final = "pm.dm.not_mine_form"
REVIEW_FORM: Final = "pm.review.form"
CHANGES_FORM: Final = "pm.changes.form"
REQUEST_FORM: Final = "pm.request.form"
ENTRY_FORM: Final = "pm.entry.form"
CREATE_GLOBAL: Final = "pm.create.global"
CREATE_MESSAGE: Final = "pm.create.message"
TIMELINE_ADD: Final = "pm.timeline.add"
SECTION_FORM: Final = "pm.section.form"
WHYS_FORM: Final = "pm.whys.form"
ITEM_FORM: Final = "pm.item.form"
ITEMS_NONE_FORM: Final = "pm.items.none_form"
PUBLISH_FORM: Final = "pm.publishing.form"
REOPEN_FORM: Final = "pm.publishing.reopen_form"
ELSEWHERE_FORM: Final = "pm.publishing.elsewhere_form"
FILES_FORM: Final = "pm.files.form"
ROLES_FORM: Final = "pm.roles.form"
GLASS_FORM: Final = "pm.glass.form"
AI_FORM: Final = "pm.ai.form"

# Windows without a submission
REVIEW_VIEW: Final = "pm.review.view"
COMPARISON_VIEW: Final = "pm.comparison.view"
FILES_VIEW: Final = "pm.files.view"
HISTORY_VIEW: Final = "pm.history.view"
ROLES_VIEW: Final = "pm.roles.view"
GLASS_VIEW: Final = "pm.glass.view"
AI_VIEW: Final = "pm.ai.view"
DOCUMENT_VIEW: Final = "pm.document.view"
TIMELINE_VIEW: Final = "pm.timeline.view"
TIMELINE_EDITOR_VIEW: Final = "pm.timeline.editor_view"
LIST_VIEW: Final = "pm.list.view"
PROBLEM_VIEW: Final = "pm.problem.view"
WAIT_VIEW: Final = "pm.wait.view"
HELP_VIEW: Final = "pm.help.view"
HOME_VIEW: Final = "pm.home.view"
HUB_VIEW: Final = "pm.hub.view"
ITEMS_VIEW: Final = "pm.items.view"
SECTION_VIEW: Final = "pm.section.view"
SECTION_RESTS_VIEW: Final = "pm.section.rests_view"

SHORTCUTS: Final = frozenset({CREATE_GLOBAL, CREATE_MESSAGE, TIMELINE_ADD})
"""Everything that arrives as a shortcut; the manifest names the same ones."""
_EVERY: Final = frozenset(
    {*OFFER_REASONS, *(one for one in tuple(globals().values()) if isinstance(one, str) and one.startswith("pm."))}
)
FORMS: Final = frozenset(one for one in _EVERY if one.endswith("form"))
"""Everything that arrives as a view submission and needs a listener: what ends in "form"."""
ACTIONS: Final = frozenset(one for one in _EVERY - FORMS - SHORTCUTS if not one.endswith("view"))
"""Everything that arrives as a block action and needs a listener: all that is no form, shortcut or mere window."""


class Fields:
    """Block ids of form fields. A field's element has the action id `value`."""

    VALUE: Final = "value"
    TITLE: Final = "title"
    SEVERITY: Final = "severity"
    SERVICES: Final = "services"
    CHANNEL: Final = "channel"
    SIGHT: Final = "sight"
    ANSWER: Final = "answer"
    INSTEAD: Final = "instead"
    AUTHOR: Final = "author"
    EDITORS: Final = "editors"
    COMMENTERS: Final = "commenters"
    TEAM: Final = "team"
    TEAM_CHANNEL: Final = "team_channel"
    TEMPLATE: Final = "template"
    REASON: Final = "reason"
    KEEP: Final = "keep"
    FORMATS: Final = "formats"
    PLACE: Final = "place"
    PERSON: Final = "person"
    ROLE: Final = "role"
    TEXT: Final = "text"
    OWNER: Final = "owner"
    DUE: Final = "due"
    PRIORITY: Final = "priority"
    KIND: Final = "kind"
    TICKET: Final = "ticket"
    COMMENT: Final = "comment"
    TELL: Final = "tell"
    SECTION: Final = "section"
    REVIEWERS: Final = "reviewers"
    NOTE: Final = "note"
    SECTIONS: Final = "sections"
    AGAIN: Final = "again"
    TIME: Final = "time"
    MARK: Final = "mark"
    WHO: Final = "who"
    DONE: Final = "done"
    WISH: Final = "wish"
    COUNTRY: Final = "country"
    REGION: Final = "region"
    START: Final = "start"
    END: Final = "end"
    WEEKDAYS: Final = "weekdays"
    FIRST: Final = "first"
    LAST: Final = "last"
    SERVICE: Final = "service"


class Ref(Value):
    """What a button or window is about: ids only. `word` is a short choice, such as a filter, or a mended line.

    `at` is the `ts` of a message, `channel` a Slack channel id, `page` counts from 0. `below` is the callback id of the
    window under the one that carries it, so that it can be drawn anew. `seen` is a print of how
    an entry looked when the button was drawn.
    """

    model_config = ConfigDict(populate_by_name=True, strict=True)

    version: int = Field(default=VERSION, alias="v")
    kind: str = Field(alias="k", pattern=r"^[a-z_.]{1,24}$")
    postmortem: int | None = Field(default=None, alias="p", ge=1, lt=2**53)
    incident: int | None = Field(default=None, alias="i", ge=1, lt=2**53)
    question: int | None = Field(default=None, alias="q", ge=1, lt=2**53)
    note: int | None = Field(default=None, alias="n", ge=1, lt=2**53)
    item: int | None = Field(default=None, alias="a", ge=1, lt=2**53)
    discussion: int | None = Field(default=None, alias="d", ge=1, lt=2**53)
    comment: int | None = Field(default=None, alias="m", ge=1, lt=2**53)
    request: int | None = Field(default=None, alias="x", ge=1, lt=2**53)
    revision: int | None = Field(default=None, alias="r", ge=0, lt=2**53)
    entry: int | None = Field(default=None, alias="e", ge=1, lt=2**53)
    seen: str | None = Field(default=None, alias="s", pattern=r"^[0-9a-f]{12}$")
    page: int | None = Field(default=None, alias="g", ge=0, lt=100_000)
    channel: str | None = Field(default=None, alias="c", pattern=CHANNEL_ID.pattern)
    at: str | None = Field(default=None, alias="t", pattern=r"^\d{10}\.\d{6}$")
    word: str | None = Field(default=None, alias="w", max_length=160)
    below: str | None = Field(default=None, alias="b", pattern=r"^pm\.[a-z_.]{1,30}$")

    def encode(self) -> str:
        """Return it as a button's value. Raises ValueError when it is over 200 characters."""
        encoded = self.model_dump_json(by_alias=True, exclude_none=True)
        if len(encoded) > LONGEST:
            raise ValueError("a Ref holds ids, not texts: it is over 200 characters")
        return encoded

    @classmethod
    def decode(cls, value: str | None) -> Self:
        """Return the `Ref` in a button's value or a window's metadata. Raises Conflict when it is not one of now."""
        try:
            ref = cls.model_validate_json((value or "")[: LONGEST * 2])
        except ValidationError:
            raise _old() from None
        if ref.version != VERSION:
            raise _old()
        return ref


def _old() -> Conflict:
    return Conflict(say("no.old_bare"), offers=(Offer.HELP,))
