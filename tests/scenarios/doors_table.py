"""Every button, menu, window and word that changes a document, with its verb. Those that change none are next door.

An id that is in neither table fails `test_doors`: whoever adds one says here what it does.
"""

from typing import Any

from blocks import ids
from blocks.ids import Ref
from bot.domain.postmortems import Status, Verb
from tests.scenarios.doors import EDITS, Door
from tests.scenarios.doors_ai import ON_THE_AI
from tests.scenarios.doors_items import ON_ONE_ITEM, REST
from tests.scenarios.stage import Stage

DRAFT, IN_REVIEW, PUBLISHED, ARCHIVED = Status
A_WORD = "The pool was too small."


def _entry(kind: str, place: int, **more: Any) -> Any:
    """Return what names an entry of the stage, and what is done to it."""

    def made(stage: Stage) -> Ref:
        entry = stage.has["entries"][place]
        at = {"at": entry.evidence[0]} if more.get("at") else {}
        return Ref(kind=kind, postmortem=stage.base.id, entry=entry.id, **at)

    return made


def _own(kind: str, **fields: Any) -> Any:
    """Return what names the document and things of the stage by the names of their places there."""

    def made(stage: Stage) -> Ref:
        found = {key: stage.has.get(str(value), value) for key, value in fields.items()}
        return Ref(kind=kind, postmortem=stage.base.id, **found)

    return made


def _seen(kind: str, **fields: Any) -> Any:
    """Return the same with the revision that is shown."""
    return lambda stage: _own(kind, **fields)(stage).model_copy(update={"revision": stage.base.revision})


def _about_a_member(kind: str) -> Any:
    """Return what names the document and somebody who has no part in it."""
    return lambda stage: Ref(kind=kind, postmortem=stage.base.id, word=stage.cast["member"].id)


def _resolved(stage: Stage) -> Ref:
    return Ref(kind="comments", postmortem=stage.base.id, word=str(stage.has["discussion"]))


_QUESTION = _own("question", question="question")
ON_THE_CARD = (
    Door(ids.DRAFT_TAKE, Verb.TAKE_OVER, given="no author"),
    Door(ids.DRAFT_DISCARD, Verb.DISCARD),
    Door(ids.DRAFT_UNDO_DISCARD, Verb.REVIVE, given="discarded"),
    Door(ids.DRAFT_RESUME, Verb.EDIT, given="held"),
    Door(ids.IMPORT_RETRY, Verb.EDIT, blocked=frozenset({IN_REVIEW})),
    Door(ids.DM_UNDO, Verb.HAND_OVER),
    Door(ids.NOT_MINE_FORM, Verb.HAND_OVER, (ids.DM_NOT_MINE,), fill=lambda it: {"Who writes it?": it.cast["editor"]}),
    Door(ids.QUESTION_ASK, Verb.COMMENT, ref=_own("question", question="question", word="knowing")),
    *(Door(one, Verb.COMMENT, ref=_QUESTION) for one in (ids.QUESTION_UNKNOWN, ids.QUESTION_DROP)),
    Door(ids.QUESTION_FORM, Verb.COMMENT, (ids.QUESTION_ANSWER,), fill=lambda _: {"Your answer": A_WORD}),
)

_SUMMARY = f"{ids.SECTION_EDIT}=summary"


def _fix(stage: Stage) -> Ref:
    return Ref(kind="fix", postmortem=stage.base.id, page=30)


ON_FIXES = (
    *(
        Door(one, Verb.FOLLOW_UP, ref=_fix, drawn=PUBLISHED, given="a month later")
        for one in (ids.FIX_HELD, ids.FIX_FAILED)
    ),
    Door(ids.FIX_FORM, Verb.FOLLOW_UP, (ids.FIX_AGAIN,), fill=lambda _: {}, drawn=PUBLISHED, given="a month later"),
)

ON_SECTIONS = (
    Door(ids.SECTION_KEEP, Verb.EDIT, (_SUMMARY, ids.SECTION_KEEP)),
    Door(ids.SUGGESTION_DROP, Verb.EDIT, (_SUMMARY, ids.SUGGESTION_DROP)),
    Door(ids.STATEMENT_ADD, Verb.EDIT, (_SUMMARY, ids.STATEMENT_ADD)),
    Door(ids.STATEMENT_DROP, Verb.EDIT, (_SUMMARY, ids.STATEMENT_DROP)),
    Door(
        ids.SECTION_FORM,
        EDITS,
        (_SUMMARY,),
        fill=lambda _: {"Summary": A_WORD},
        blocked=frozenset({PUBLISHED}),
        newer="asked",
    ),
    Door(
        ids.SECTION_FORM,
        EDITS,
        (_SUMMARY,),
        fill=lambda _: {"Summary": A_WORD, "Why is it corrected?": "It was wrong."},
        name="of a published one",
        drawn=PUBLISHED,
        by="org admin",
        newer="asked",
    ),
    Door(
        ids.WHYS_FORM,
        EDITS,
        (f"{ids.SECTION_EDIT}=root_cause", ids.WHYS_OPEN),
        fill=lambda _: {"What happened?": "It fell over.", "1. Why?": A_WORD},
        effect="unsaved",
        silent=True,
    ),
)

_LIST, _ROW = ids.TIMELINE_EDIT, f"{ids.TIMELINE_ROW}=Edit this entry"
_INSIDE = (_LIST, _ROW)
_NEEDS_WHY = frozenset({PUBLISHED})
ON_THE_TIMELINE = (
    Door(ids.TIMELINE_ROW, EDITS, (_LIST, f"{ids.TIMELINE_ROW}=Hide this entry"), blocked=_NEEDS_WHY, newer="asked"),
    Door(ids.TIMELINE_ACCEPT, EDITS, (ids.TIMELINE_CHECK, ids.TIMELINE_ACCEPT), blocked=_NEEDS_WHY, newer="asked"),
    Door(ids.TIMELINE_DROP, EDITS, (ids.TIMELINE_CHECK, ids.TIMELINE_DROP), blocked=_NEEDS_WHY, newer="asked"),
    Door(ids.TIMELINE_UNDO, EDITS, (_LIST,), ref=_entry("show", 0), blocked=_NEEDS_WHY),
    Door(ids.ENTRY_HIDE, EDITS, (*_INSIDE, ids.ENTRY_HIDE), blocked=_NEEDS_WHY, newer="asked"),
    Door(ids.ENTRY_SHOW, EDITS, _INSIDE, ref=_entry("show", 0), blocked=_NEEDS_WHY),
    Door(ids.ENTRY_MERGE, EDITS, (*_INSIDE, ids.ENTRY_MERGE), blocked=_NEEDS_WHY, newer="asked"),
    Door(ids.ENTRY_UP, EDITS, _INSIDE, ref=_entry("up", 3), blocked=_NEEDS_WHY),
    Door(ids.ENTRY_DOWN, EDITS, _INSIDE, ref=_entry("down", 2), blocked=_NEEDS_WHY),
    Door(ids.ENTRY_REMOVE, EDITS, _INSIDE, ref=_entry("remove", 2, at=True), blocked=_NEEDS_WHY),
    Door(ids.ENTRY_UNDO, EDITS, _INSIDE, ref=_entry("show", 0), blocked=_NEEDS_WHY),
    Door(ids.ENTRY_FORM, EDITS, _INSIDE, fill=lambda _: {"What happened": A_WORD}, blocked=_NEEDS_WHY, newer="asked"),
    Door(
        ids.ENTRY_FORM,
        EDITS,
        (_LIST, ids.TIMELINE_NEW),
        fill=lambda _: {"What happened": A_WORD},
        name="of a new one",
        blocked=_NEEDS_WHY,
    ),
    Door(
        ids.ENTRY_FORM,
        EDITS,
        _INSIDE,
        fill=lambda _: {"What happened": A_WORD, "Why is it corrected?": "It was wrong."},
        name="of a published one",
        drawn=PUBLISHED,
        by="org admin",
        newer="asked",
    ),
)

ON_ITEMS = (
    Door(
        ids.ITEM_FORM,
        Verb.MANAGE_ITEMS,
        (ids.ITEM_ADD,),
        fill=lambda it: {"What will be done?": A_WORD, "Owner": it.cast["author"]},
    ),
    Door(
        ids.ITEM_FORM,
        Verb.MANAGE_ITEMS,
        (ids.ITEMS_OPEN, REST, ids.ITEM_EDIT),
        fill=lambda _: {"What will be done?": A_WORD},
        name="of one that there is",
        newer="asked",
    ),
    Door(
        ids.ITEM_NEW_FORM,
        Verb.MANAGE_ITEMS,
        ("/postmortem actions add PM-1 It falls over",),
        fill=lambda it: {"What will be done?": A_WORD, "Owner": it.cast["author"]},
    ),
    Door(ids.ITEM_TAKE_BACK, Verb.MANAGE_ITEMS, ref=_own("item", item="second")),
    Door(ids.ITEM_REMOVE, Verb.MANAGE_ITEMS, (ids.ITEMS_OPEN, REST, ids.ITEM_REMOVE), newer="asked"),
    Door(ids.ITEM_DOWN, Verb.MANAGE_ITEMS, (ids.ITEMS_OPEN, REST, ids.ITEM_DOWN)),
    Door(ids.ITEM_UP, Verb.MANAGE_ITEMS, (ids.ITEMS_OPEN, REST), ref=_own("item", item="second", word="up")),
    Door(
        ids.ITEM_FORM,
        Verb.MANAGE_ITEMS,
        (ids.ITEMS_OPEN, ids.PROPOSAL_ADD),
        fill=lambda it: {"Owner": it.cast["author"]},
        name="of one that is proposed",
        newer="asked",
    ),
    Door(ids.PROPOSAL_DROP, Verb.MANAGE_ITEMS, (ids.ITEMS_OPEN, ids.PROPOSAL_DROP), newer="asked"),
    Door(ids.ITEMS_NONE_FORM, Verb.MANAGE_ITEMS, (ids.ITEMS_NONE,), fill=lambda _: {"Why are there no items?": A_WORD}),
)


_COMMENTS = f"{ids.COMMENTS_OPEN}=open"
_MINE = f"{ids.COMMENT_MENU}=Edit my comment"
_SAY = {"Your comment": "It was the client."}
ON_COMMENTS = (
    Door(ids.COMMENT_FORM, Verb.COMMENT, (ids.COMMENT_ADD,), fill=lambda _: _SAY),
    Door(ids.COMMENT_REPLY_FORM, Verb.COMMENT, (_COMMENTS, f"{ids.COMMENT_MENU}=Reply"), fill=lambda _: _SAY),
    Door(ids.COMMENT_EDIT_FORM, Verb.COMMENT, (_COMMENTS, _MINE), fill=lambda _: _SAY, own=True),
    Door(ids.COMMENT_DELETE, Verb.COMMENT, (_COMMENTS, _MINE, ids.COMMENT_DELETE), own=True),
    Door(
        ids.COMMENT_MOVE_FORM,
        Verb.COMMENT,
        (_COMMENTS, f"{ids.COMMENT_MENU}=Move to a section"),
        fill=lambda _: {"Move to": "Summary"},
    ),
    Door(ids.COMMENT_MENU, Verb.COMMENT, (_COMMENTS, f"{ids.COMMENT_MENU}=Resolve"), name="resolve"),
    Door(
        ids.COMMENT_MENU,
        Verb.COMMENT,
        (f"{ids.COMMENTS_OPEN}=all", f"{ids.COMMENT_MENU}=Reopen"),
        name="reopen",
        given="resolved",
    ),
    Door(ids.COMMENTS_RESOLVE, Verb.COMMENT, (_COMMENTS, ids.COMMENTS_RESOLVE)),
    Door(ids.COMMENTS_UNDO, Verb.COMMENT, (_COMMENTS,), ref=_resolved, given="resolved"),
    Door(ids.COMMENT_RESOLVE, Verb.COMMENT),
    Door(ids.COMMENT_REOPEN, Verb.COMMENT, given="resolved"),
)

ON_REVIEWS = (
    Door(ids.REVIEW_FORM, Verb.SUBMIT, (ids.REVIEW_OPEN,), fill=lambda it: {"Reviewers": [it.cast["reviewer"]]}),
    Door(ids.BLAME_USE, Verb.EDIT, (ids.REVIEW_OPEN, ids.BLAME_USE)),
    Door(ids.REVIEW_RESUME, Verb.SUBMIT, given="withdrawn"),
    Door(ids.REVIEW_APPROVE, Verb.APPROVE, ref=_seen("review"), newer="asked", drawn=IN_REVIEW, by="reviewer"),
    Door(ids.REVIEW_TAKE_BACK, Verb.TAKE_BACK, given="approved", drawn=IN_REVIEW, by="reviewer"),
    Door(
        ids.CHANGES_FORM,
        Verb.REQUEST_CHANGES,
        (ids.CHANGES_OPEN,),
        fill=lambda _: {"What should change?": "Say why."},
        drawn=IN_REVIEW,
        by="reviewer",
    ),
    Door(
        ids.REQUEST_FORM,
        Verb.ANSWER,
        (ids.REQUEST_ANSWER,),
        fill=lambda _: {"What did you change, or why not?": "All of it.", "After that": []},
    ),
    Door(ids.REQUEST_DROP, Verb.DROP_REQUEST, (ids.CHECKLIST_OPEN, ids.REQUEST_DROP), by="org admin"),
    Door(
        ids.OVERRIDE_FORM,
        Verb.OVERRIDE,
        (ids.CHECKLIST_OPEN, ids.OVERRIDE_OPEN),
        fill=lambda _: {"Why does it not count?": "It is known."},
        by="org admin",
        blocked=frozenset({PUBLISHED, ARCHIVED}),
    ),
    Door(
        ids.REVIEWERS_FORM,
        Verb.ASK_REVIEWERS,
        (f"{ids.REVIEWERS_OPEN}=x",),
        fill=lambda it: {"Reviewers": [it.cast["member"]]},
        drawn=IN_REVIEW,
        newer="asked",
    ),
    Door(
        ids.REVIEW_NUDGE,
        Verb.ASK_REVIEWERS,
        (ids.CHECKLIST_OPEN,),
        ref=lambda it: Ref(kind="review", postmortem=it.base.id, word=it.cast["reviewer"].id),
        drawn=IN_REVIEW,
    ),
    Door("/postmortem withdraw 1", Verb.WITHDRAW),
    Door(ids.REVIEW_WITHDRAW, Verb.WITHDRAW),
)

ON_PUBLISHING = (
    Door(
        ids.PUBLISH_FORM,
        Verb.PUBLISH,
        (ids.PUBLISH_OPEN,),
        fill=lambda _: {},
        given="complete",
        by="org admin",
        newer="asked",
    ),
    Door(
        ids.REOPEN_FORM,
        Verb.REOPEN,
        (ids.PUBLISH_REOPEN,),
        fill=lambda _: {"Why is it reopened?": "New findings."},
        drawn=PUBLISHED,
        by="org admin",
    ),
    Door(
        ids.ELSEWHERE_FORM,
        Verb.ANNOUNCE,
        (ids.PUBLISH_ELSEWHERE,),
        ref=lambda it: Ref(kind="elsewhere", postmortem=it.base.id),
        fill=lambda it: {"Where should it be announced instead?": it.channel},
        drawn=PUBLISHED,
        by="org admin",
    ),
    Door(ids.PUBLISH_ARCHIVE, Verb.ARCHIVE),
    Door(ids.PUBLISH_RESTORE, Verb.RESTORE),
    Door("/postmortem archive 1 old", Verb.ARCHIVE),
    Door("/postmortem restore 1", Verb.RESTORE),
)

_GIVES = dict.fromkeys(Status, Verb.HAND_OVER) | {PUBLISHED: Verb.CORRECT}
_CLASSES = dict.fromkeys(Status, Verb.RECLASSIFY) | {PUBLISHED: Verb.CORRECT}
AROUND_IT = (
    Door(
        ids.PEOPLE_FORM,
        EDITS,
        (ids.PEOPLE_OPEN,),
        fill=lambda it: {"Editors": [it.cast["editor"], it.cast["member"]]},
        blocked=_NEEDS_WHY,
    ),
    Door(
        ids.PEOPLE_FORM,
        _GIVES,
        (ids.PEOPLE_OPEN,),
        fill=lambda it: {"Author": it.cast["editor"]},
        name="who writes it",
        blocked=_NEEDS_WHY,
    ),
    Door(
        ids.PEOPLE_FORM,
        _CLASSES,
        (ids.PEOPLE_OPEN,),
        fill=lambda _: {"Who can see it": "Team", "Team: a user group": "@payments"},
        name="who sees it",
        blocked=_NEEDS_WHY,
    ),
    Door(ids.ACCESS_GRANT, Verb.EDIT, ref=_about_a_member("access")),
    Door(ids.ACCESS_LATER, Verb.EDIT, ref=_about_a_member("access"), effect="steps"),
    Door(ids.DETAILS_FORM, EDITS, (ids.DETAILS_OPEN,), fill=lambda _: {"Title": A_WORD}, blocked=_NEEDS_WHY),
    Door(
        ids.DETAILS_FORM,
        _CLASSES,
        (ids.DETAILS_OPEN,),
        fill=lambda _: {"Severity": "SEV4"},
        name="severity",
        blocked=_NEEDS_WHY,
    ),
    Door(ids.TEMPLATE_FORM, Verb.RECLASSIFY, (ids.TEMPLATE_OPEN,), fill=lambda _: {"Template": "Postmortem"}),
    Door(ids.TEMPLATE_SWITCH, Verb.RECLASSIFY, ref=_own("template", word="default")),
    Door(
        ids.INCIDENT_FORM,
        Verb.EDIT,
        (ids.INCIDENT_ADD,),
        fill=lambda it: {"Channels": [it.has["elsewhere"]]},
        blocked=frozenset({IN_REVIEW}),
    ),
    Door(
        ids.INCIDENT_REMOVE,
        Verb.EDIT,
        (ids.INCIDENTS_OPEN,),
        ref=lambda it: Ref(kind="incident", postmortem=it.base.id, incident=it.has["added"]),
        given="two incidents",
        blocked=frozenset({IN_REVIEW}),
    ),
)

_BRING_BACK = f"{ids.REVISION_MENU}=Bring this revision back"
ON_REVISIONS = (
    Door(ids.REVISION_MENU, EDITS, (ids.REVISIONS_OPEN, _BRING_BACK), blocked=_NEEDS_WHY),
    Door(
        ids.REVISION_UNDO,
        EDITS,
        (ids.REVISIONS_OPEN,),
        ref=lambda it: Ref(
            kind="revision", postmortem=it.base.id, revision=it.base.revision - 1, word=str(it.base.revision)
        ),
        newer="asked",
    ),
    Door(
        ids.REVISION_FORM,
        EDITS,
        (ids.REVISIONS_OPEN, _BRING_BACK),
        fill=lambda _: {"Why? It is shown in the history.": "It was wrong."},
        drawn=PUBLISHED,
        by="org admin",
    ),
)

ON_FILES = (
    Door(ids.FILE_SEND, Verb.SEE, effect="jobs"),
    Door(ids.FILES_FORM, Verb.SEE, (ids.FILES_OPEN,), fill=lambda _: {}, effect="jobs"),
    Door("/postmortem export 1 md", Verb.SEE, effect="jobs"),
)
"""They go to whoever asks, who sees it."""

DOORS = (
    *ON_THE_CARD, *ON_SECTIONS, *ON_THE_TIMELINE, *ON_ITEMS, *ON_ONE_ITEM, *ON_COMMENTS, *ON_REVIEWS, *ON_PUBLISHING,
    *ON_FIXES, *AROUND_IT, *ON_REVISIONS, *ON_FILES, *ON_THE_AI,
)  # fmt: skip
"""Everything that does a verb to a document."""
