"""The buttons, menus and windows that do no verb to a document: what they do instead, and those that change nothing."""

from blocks import ids

IN_STORIES = frozenset(
    {
        ids.PEOPLE_WIDEN_FORM,
        ids.ACCESS_ASK,
        ids.GLASS_FORM,
        ids.REVIEW_SNOOZE,
        ids.ITEM_ASK,
        ids.REVIEW_WAKE,
        ids.REVIEW_HELP,
        ids.DRAFT_SNOOZE,
        ids.FIX_UNDO,
        ids.DRAFT_WAKE,
        ids.DRAFT_HELP,
        ids.HELP_TAKE,
        ids.HELP_JOIN,
        ids.HELP_DECLINE,
        ids.REWRITE_LEAVE,
    }
)
"""What another form turns into, and what is asked of somebody: who may, and when, is told as a story.

The glass is for what one does not see: tests/scenarios/test_glass_matrix.py has its table.
"""
PRIVATE_COPY = frozenset({ids.SECTION_TYPED, ids.WHYS_OPEN, ids.WORDS_DROP, ids.BLAME_OPEN, ids.WORDING_USE})
"""What keeps or forgets the presser's own unsaved words and nothing else."""
OF_AN_INCIDENT = frozenset(
    {ids.OFFER_START, ids.OFFER_START_AFTER_ALL, ids.OFFER_SKIP, ids.OFFER_UNDO, *ids.OFFER_REASONS, ids.CREATE_FORM}
)
"""What is done before there is a document: for the people of the channel."""
OF_THE_WORKSPACE = frozenset({ids.HOURS_FORM, ids.ROLES_FORM, ids.ROLES_REVOKE})
"""Roles and hours are nobody's verb on a document: tests/scenarios/test_roles.py and test_hours.py try them."""
OF_A_CHANNEL = frozenset({ids.ITEM_LIST_EXPORT, ids.CHANNEL_JOIN, ids.NOTE_UNDO, ids.SUGGEST_RUN})
"""What is done to a channel or to one's own note, or says a command for somebody."""
CHANGES_NOTHING = frozenset(
    {
        ids.AI_ALLOW, ids.AI_HOW, ids.AI_EARLIER, ids.AI_LATER,
        ids.FIX_AGAIN,
        ids.CARD_OPEN, ids.CARD_SHOW, ids.DOCUMENT_READ, ids.DOCUMENT_GO, ids.DOCUMENT_BACK, ids.DOCUMENT_NEXT,
        ids.TIMELINE_READ, ids.TIMELINE_EARLIER, ids.TIMELINE_LATER, ids.TIMELINE_EDIT, ids.TIMELINE_CHECK,
        ids.TIMELINE_SHOW, ids.TIMELINE_GO, ids.TIMELINE_BACK, ids.TIMELINE_NEXT, ids.TIMELINE_NEW,
        ids.TIMELINE_CHANGE, ids.QUESTION_ANSWER, ids.LIST_SHOW, ids.LIST_FILTER, ids.LIST_EARLIER, ids.LIST_LATER,
        ids.HOME_DRAFTS, ids.HOME_PUBLISHED, ids.HELP_SHOW, ids.CREATE_OPEN, ids.PROBLEM_RETRY, ids.DM_NOT_MINE,
        ids.HUB_OPEN, ids.HUB_REFRESH, ids.SECTION_EDIT, ids.SECTION_RESTS, ids.SECTION_MARKDOWN,
        ids.RESTS_EARLIER, ids.RESTS_LATER,
        ids.SUGGESTION_USE, ids.SUGGESTION_ADD, ids.WORDS_USE, ids.ITEMS_OPEN, ids.ITEMS_NONE, ids.ITEM_ADD,
        ids.PROPOSAL_ADD, ids.ITEMS_BACK, ids.ITEMS_NEXT,
        ids.ITEM_NEW, ids.ITEM_CHOICE,
        ids.ITEM_LIST_OPEN, ids.ITEM_LIST_SHOWING, ids.ITEM_LIST_OWNER, ids.ITEM_LIST_PRIORITY, ids.ITEM_LIST_DUE,
        ids.ITEM_LIST_MORE, ids.ITEM_LIST_EARLIER, ids.ITEM_LIST_LATER, ids.ITEM_LIST_FORM,
        ids.ITEM_COMPLETE, ids.ITEM_REDATE, ids.ITEM_HAND_OVER, ids.ITEM_DECLINE, ids.ITEM_EDIT,
        ids.COMMENTS_OPEN, ids.COMMENTS_FILTER, ids.COMMENTS_SECTION, ids.COMMENTS_EARLIER, ids.COMMENTS_LATER,
        ids.COMMENT_ADD, ids.COMMENT_EDIT, ids.REVIEW_OPEN, ids.REVIEW_LOOK, ids.REVIEW_COMPARE,
        ids.COMPARISON_EARLIER, ids.COMPARISON_LATER, ids.REVIEWERS_OPEN, ids.CHECKLIST_OPEN, ids.CHECKLIST_AGAIN,
        ids.PROOF_OPEN, ids.PROOF_AGAIN, ids.PROOF_EARLIER, ids.PROOF_LATER, ids.REGENERATE_OPEN,
        ids.OVERRIDE_OPEN, ids.CHANGES_OPEN, ids.REQUEST_ANSWER, ids.REQUEST_DISCUSS, ids.PUBLISH_OPEN,
        ids.PUBLISH_REOPEN, ids.PUBLISH_ELSEWHERE, ids.FILES_OPEN, ids.HISTORY_OPEN, ids.HISTORY_EARLIER,
        ids.HISTORY_LATER, ids.BLAME_KEEP,
        ids.HOURS_OPEN, ids.HOURS_COUNTRY,
        ids.CARD_MENU, ids.PEOPLE_OPEN, ids.DETAILS_OPEN, ids.TEMPLATE_OPEN, ids.INCIDENTS_OPEN, ids.INCIDENT_ADD,
        ids.REVISIONS_OPEN, ids.REVISIONS_EARLIER, ids.REVISIONS_LATER, ids.REVISION_EARLIER, ids.REVISION_LATER,
    }
)  # fmt: skip
"""What shows, opens, turns or fills in: whoever presses it, nothing is stored."""
