"""The forms for comments: a new one, a reply under what was said, a change of one's own, and another section for all.

Each has its parser beside it.
"""

from collections.abc import Mapping
from typing import Any, Final

from slack_sdk.models.blocks import Block, ConfirmObject, StaticSelectElement, UserMultiSelectElement
from slack_sdk.models.blocks import PlainTextInputElement as Typed

from blocks import comments, ids, kit, text
from blocks.ids import Fields, Ref
from bot.domain.comments import LONGEST_COMMENT, About, Comment, CommentsFacts, Said
from bot.domain.errors import Conflict, Offer
from bot.domain.text import normalise
from bot.domain.words import say

MOST_TOLD: Final = 10
SHOWN: Final = 8
_KINDS: Final = ("section", "entry", "item")


def add_view(facts: CommentsFacts, ref: Ref) -> dict[str, Any]:
    """Return the form for a new comment. Where it is not said what it is about, a section can be chosen."""
    blocks: list[Block] = []
    if place := facts.threads[0].place if facts.threads else "":
        blocks.append(kit.context(say("comments.about", place=text.bold(text.line(place, comments.PLACE)))))
    blocks.append(_words(say("comments.hint")))
    if not place:
        blocks.append(_sections(facts, say("comments.where"), hint=say("comments.where_hint")))
    blocks.append(_tell())
    title = say("title.comment", pm=facts.postmortem.name)
    return kit.modal(title, ids.COMMENT_FORM, blocks, ref=ref, submit=say("button.comment_add_it"))


def reply_view(facts: CommentsFacts, ref: Ref) -> dict[str, Any]:
    """Return what was said in a discussion, the newest of it, with a field for what one says to that."""
    thread = facts.threads[0]
    shown = thread.comments[-SHOWN:]
    blocks: list[Block] = []
    if earlier := len(thread.comments) - len(shown):
        blocks.append(kit.context(say("comments.earlier_ones", n=earlier)))
    blocks += [kit.section(comments.said_by(facts, one), _edit(facts, one)) for one in shown]
    blocks += [_words(say("comments.hint_reply")), _tell()]
    title = say("title.reply", pm=facts.postmortem.name)
    return kit.modal(title, ids.COMMENT_REPLY_FORM, blocks, ref=ref, submit=say("button.comment_add_it"))


def edit_view(facts: CommentsFacts, comment: int, ref: Ref) -> dict[str, Any]:
    """Return one's own comment to be changed, or taken back. Raises Conflict where it is gone."""
    found = next((one for thread in facts.threads for one in thread.comments if one.id == comment), None)
    if found is None:
        raise Conflict(say("comments.gone"), offers=(Offer.HELP,))
    name = facts.postmortem.name
    back = kit.button(
        say("button.comment_delete"),
        ids.COMMENT_DELETE,
        Ref(kind="comment", postmortem=facts.postmortem.id, comment=comment),
        name,
        style="danger",
    )
    back.confirm = ConfirmObject(
        title=say("button.comment_delete"),
        text=kit.mrkdwn(say("comments.delete_ask")),
        confirm=say("button.comment_delete"),
        deny=say("button.comment_keep"),
        style="danger",
    )
    blocks: list[Block] = [_words(None, found.text), kit.actions(back)]
    title = say("title.comment", pm=name)
    return kit.modal(title, ids.COMMENT_EDIT_FORM, blocks, ref=ref, submit=say("button.comment_save"))


def move_view(facts: CommentsFacts, ref: Ref) -> dict[str, Any]:
    """Return the form that asks where a discussion belongs."""
    thread = facts.threads[0]
    blocks: list[Block] = [
        kit.section(comments.said_by(facts, thread.comments[0])),
        _sections(facts, say("comments.move_to"), hint=say("comments.where_hint"), chosen=thread.discussion.section),
    ]
    title = say("title.move", pm=facts.postmortem.name)
    return kit.modal(title, ids.COMMENT_MOVE_FORM, blocks, ref=ref, submit=say("button.comment_move"))


def read_said(view: Mapping[str, Any]) -> Said:
    """Read a new comment or a reply: its words, what it is about, and who is to be told."""
    ref = kit.ref_of(view)
    about = about_of(ref.word) if ref.kind == "comment" and ref.discussion is None else About()
    chosen = kit.value_of(view, Fields.SECTION)
    if chosen:
        about = About(section=chosen)
    return Said(text=words_of(view), about=about, tell=kit.people_of(view, Fields.TELL), discussion=ref.discussion)


def words_of(view: Mapping[str, Any]) -> str:
    """Read what stands in the field of a comment."""
    return kit.value_of(view, Fields.COMMENT) or ""


def section_of(view: Mapping[str, Any]) -> str | None:
    """Read which section was chosen; None for the whole text."""
    return kit.value_of(view, Fields.SECTION) or None


def about_of(word: str | None) -> About:
    """Read what a button's comment is about: "section:impact", "entry:7", "item:3", or the whole text."""
    kind, _, key = (word or "").partition(":")
    if kind not in _KINDS or not key:
        return About()
    if kind == "section":
        return About(section=key)
    if not (key.isascii() and key.isdigit()):
        raise Conflict(say("no.old_bare"), offers=(Offer.HELP,))
    return About(**{kind: int(key)})


def _words(hint: str | None, value: str = "") -> Block:
    start = normalise(value, limit=LONGEST_COMMENT) or None
    typed = Typed(
        action_id=Fields.VALUE, multiline=True, max_length=LONGEST_COMMENT, initial_value=start, focus_on_load=True
    )
    return kit.field(Fields.COMMENT, say("comments.field"), typed, hint=hint)


def _tell() -> Block:
    chosen = UserMultiSelectElement(action_id=Fields.VALUE, max_selected_items=MOST_TOLD)
    return kit.field(Fields.TELL, say("comments.tell"), chosen, hint=say("comments.tell_hint"), optional=True)


def _sections(facts: CommentsFacts, label: str, *, hint: str, chosen: str | None = None) -> Block:
    options = {one.key: kit.option(one.title, one.key) for one in facts.postmortem.sections}
    select = StaticSelectElement(
        action_id=Fields.VALUE, options=list(options.values())[:30], initial_option=options.get(chosen or "")
    )
    return kit.field(Fields.SECTION, label, select, hint=hint, optional=True)


def _edit(facts: CommentsFacts, comment: Comment) -> Any:
    """Return *Edit* beside one's own comment that was written in a window."""
    if not (facts.may_comment and comment.ours and comment.by == facts.reader):
        return None
    ref = Ref(kind="comment", postmortem=facts.postmortem.id, discussion=comment.discussion, comment=comment.id)
    return kit.button(say("button.comment_edit"), ids.COMMENT_EDIT, ref, facts.postmortem.name)
