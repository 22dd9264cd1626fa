"""Comments: the window that lists discussions, our copies in the thread, and what tells people of them.

The forms are in `comments_forms`. What people wrote is escaped here; no mention of theirs comes alive.
"""

from typing import Any, Final

from slack_sdk.models.blocks import (
    Block,
    ButtonElement,
    Option,
    OverflowMenuElement,
    PlainTextObject,
    SectionBlock,
)

from blocks import controls, ids, kit, people, text
from blocks.ids import Ref
from bot.domain.comments import LONGEST_COMMENT, Comment, CommentsFacts, CopyFacts, News, Thread
from bot.domain.postmortems import Postmortem, Visibility
from bot.domain.surfaces import Rendered
from bot.domain.text import utf16_length
from bot.domain.words import Glyph, date_token, marked, say

PREVIEW: Final = 400
PLACE: Final = 80
TITLE: Final = 120
WHOLE: Final = "-"
MOST_SECTIONS: Final = 28
SUMMARY: Final = 600
COPY_ROOM: Final = 10_500
LEAST: Final = 200


def comments_view(facts: CommentsFacts) -> dict[str, Any]:
    """Return a page of a document's discussions as a window."""
    name = facts.postmortem.name
    blocks: list[Block] = [kit.actions(*_choices(facts))]
    if facts.resolved:
        done = marked(Glyph.DONE, say("comments.just_resolved", n=len(facts.resolved)))
        word = ",".join(str(one) for one in facts.resolved)
        undo = Ref(kind="comments", postmortem=facts.postmortem.id, word=word)
        blocks.append(kit.section(done, kit.button(say("button.undo"), ids.COMMENTS_UNDO, undo, name)))
    if facts.covered:
        blocks.append(kit.context(say("comments.covered", n=facts.covered)))
    blocks += [_row(facts, one) for one in facts.threads]
    if not facts.threads:
        blocks.append(kit.section(_empty(facts)))
    if turning := _turning(facts):
        blocks.append(kit.actions(*turning))
    first = facts.page * facts.size
    if facts.threads:
        last = first + len(facts.threads)
        blocks.append(kit.context(say("comments.page", first=first + 1, last=last, all=facts.total)))
    return kit.modal(say("title.comments", pm=name), ids.COMMENTS_VIEW, blocks, ref=_ref(facts, facts.page))


def gone_view(postmortem: Postmortem) -> dict[str, Any]:
    """Return what a comment's window turns into when its writer takes it back."""
    blocks = [kit.section(marked(Glyph.DONE, say("comments.taken")))]
    return kit.modal(say("title.comment", pm=postmortem.name), ids.COMMENT_GONE_VIEW, blocks)


def covered_view(count: int) -> dict[str, Any]:
    """Return what a form turns into where words in it were covered and no list stands under it to say so."""
    blocks = [kit.section(say("comments.covered", n=count))]
    return kit.modal(say("title.comment_stored"), ids.COMMENT_GONE_VIEW, blocks)


def copy(facts: CopyFacts) -> Rendered:
    """Return our copy, in the thread, of a comment that was written in a window."""
    comment, name = facts.comment, facts.postmortem.name
    who = _who_on(facts.names, comment.by, facts.place)
    if comment.deleted_at is not None:
        gone = say("copy.gone", who=who)
        return kit.message(f"{name}: {gone}", kit.section(gone))
    if facts.is_hidden:
        return kit.message(
            f"{name}: {say('copy.hidden', who=who)}", kit.section(say("copy.hidden", who=who), _settle(facts))
        )
    pieces = _pieces(comment.text, f'{who}: "')
    blocks: list[Block] = [kit.section(pieces[0], _settle(facts)), *(kit.section(one) for one in pieces[1:])]
    if facts.discussion.resolved_at is not None:
        blocks.append(kit.context(_resolved(facts.names, facts.discussion.resolved_by)))
    summary = (
        f"{say('copy.text', who=people.who(facts.names, comment.by), pm=name)}: {text.line(comment.text, SUMMARY)}"
    )
    return kit.message(summary, *blocks)


def mentioned(facts: CopyFacts) -> Rendered:
    """Return the message to somebody who is mentioned in a comment: no words of it, so that none outlive it.

    Of a comment that was deleted it says that.
    """
    postmortem = facts.postmortem
    if facts.comment.deleted_at is not None:
        gone = f"{say('dm.mentioned_gone', pm=postmortem.name)} {say('none.left')}"
        return kit.message(gone, kit.section(gone))
    who, title = people.who(facts.names, facts.comment.by), text.line(postmortem.title, TITLE)
    said = say("dm.mentioned", who=who, pm=postmortem.name, title=title)
    is_private = postmortem.visibility is Visibility.PRIVATE
    spoken = say("dm.mentioned_private", who=who, pm=postmortem.name) if is_private else said
    if facts.comment.edited_at is not None:
        said = f"{said} {say('dm.mentioned_edited')}"
    shown = f"{said} {text.own_link(facts.link, say('dm.thread'))}" if facts.link else said
    return kit.message(spoken, kit.section(shown), kit.actions(*_ways(postmortem)))


def news(facts: News) -> Rendered:
    """Return the message to the author: how many comments are new."""
    postmortem = facts.postmortem
    said = say("dm.comments", n=facts.count, pm=postmortem.name, title=text.line(postmortem.title, TITLE))
    is_private = postmortem.visibility is Visibility.PRIVATE
    spoken = say("dm.comments_private", n=facts.count, pm=postmortem.name) if is_private else said
    return kit.message(spoken, kit.section(said), kit.actions(*_ways(postmortem)))


def remark(kind: str, postmortem: Postmortem, most: int) -> Rendered:
    """Return what the writer of a reply alone is told of it."""
    said = say(f"whisper.comment.{kind}", pm=postmortem.name, n=most, most=LONGEST_COMMENT)
    return kit.message(said, kit.section(said))


def said_by(facts: CommentsFacts, comment: Comment) -> str:
    """Return who wrote a comment and when, with its words in one line."""
    who = text.bold(people.who(facts.names, comment.by))
    parts = [who, date_token(comment.at), say("comments.edited") if comment.edited_at else ""]
    return f"{' · '.join(part for part in parts if part)}\n{text.line(comment.text, PREVIEW) or '…'}"


def _ref(facts: CommentsFacts, page: int, *, shown: str | None = None, section: str | None = None) -> Ref:
    """Return which page of which filter: `word` is "open" or "all", then the section's key after a colon."""
    section = facts.section if section is None else section
    word = f"{shown or facts.shown}:{section or ''}"
    return Ref(kind="comments", postmortem=facts.postmortem.id, page=page, word=word)


def _choices(facts: CommentsFacts) -> list[Any]:
    shown = {
        one: kit.option(say(f"comments.show.{one}"), _ref(facts, 0, shown=one).encode()) for one in ("open", "all")
    }
    sections = {"": kit.option(say("comments.section.all"), _all_sections(facts).encode())}
    titles = {WHOLE: say("comments.whole"), **{one.key: one.title for one in facts.postmortem.sections}}
    wanted = [one for one in titles if one in facts.filed_under or one == facts.section]
    for key in wanted[:MOST_SECTIONS]:
        label = say("comments.section.one", section=titles[key])
        sections[key] = kit.option(label, _ref(facts, 0, section=key).encode())
    chosen = sections.get(facts.section or "", sections[""])
    elements: list[Any] = [
        kit.select(ids.COMMENTS_FILTER, say("comments.show"), list(shown.values()), shown[facts.shown]),
        kit.select(ids.COMMENTS_SECTION, say("comments.section"), list(sections.values()), chosen),
    ]
    if facts.may_comment:
        ref = _ref(facts, facts.page).model_copy(update={"below": ids.COMMENTS_VIEW})
        elements.append(kit.button(say("button.comment_add"), ids.COMMENT_ADD, ref, facts.postmortem.name))
    return elements


def _all_sections(facts: CommentsFacts) -> Ref:
    return _ref(facts.model_copy(update={"section": None}), 0)


def _row(facts: CommentsFacts, thread: Thread) -> SectionBlock:
    first, replies = thread.comments[0], len(thread.comments) - 1
    head = [_who_on(facts.names, first.by, thread.place), date_token(first.at)]
    if first.edited_at:
        head.append(say("comments.edited"))
    foot = [say("comments.replies", n=replies)] if replies else []
    if thread.link:
        foot.append(say("comments.in_thread_too"))
    if thread.discussion.resolved_at is not None:
        foot.append(_resolved(facts.names, thread.discussion.resolved_by))
    lines = (" · ".join(head), text.line(first.text, PREVIEW) or "…", " · ".join(foot))
    return kit.section("\n".join(one for one in lines if one), _menu(facts, thread))


def _menu(facts: CommentsFacts, thread: Thread) -> OverflowMenuElement | None:
    """Return what can be done with a discussion: five things at most, as whole phrases."""
    own = next((one.id for one in reversed(thread.comments) if one.ours and one.by == facts.reader), None)
    words: list[str] = []
    if facts.may_comment:
        settle = "resolve" if thread.discussion.resolved_at is None else "reopen"
        words = [settle, "reply", *(["edit"] if own else []), "move"]
    ref = Ref(kind="comment", postmortem=facts.postmortem.id, discussion=thread.discussion.id, comment=own)
    options = [_phrase(one, ref) for one in words]
    if thread.link:
        options.append(_phrase("link", ref, thread.link))
    return OverflowMenuElement(action_id=ids.COMMENT_MENU, options=options) if options else None


def _phrase(word: str, ref: Ref, url: str | None = None) -> Option:
    value = ref.model_copy(update={"word": word}).encode()
    return Option(text=PlainTextObject(text=say(f"menu.{word}")), value=value, url=url)


def _turning(facts: CommentsFacts) -> list[ButtonElement]:
    name, page = facts.postmortem.name, facts.page
    turns = (("button.earlier", ids.COMMENTS_EARLIER, page - 1), ("button.later", ids.COMMENTS_LATER, page + 1))
    last = max(0, (facts.total - 1) // facts.size)
    buttons = kit.turning(turns, last, _ref(facts, page), name)
    open_ones = [str(one.discussion.id) for one in facts.threads if one.discussion.is_open]
    if facts.may_comment and open_ones:
        ref = Ref(kind="comments", postmortem=facts.postmortem.id, word=",".join(open_ones))
        buttons.append(kit.button(say("button.resolve_shown"), ids.COMMENTS_RESOLVE, ref, name))
    return buttons


def _empty(facts: CommentsFacts) -> str:
    if facts.section is not None:
        return say("comments.nothing_here")
    return say("empty.comments") if facts.shown == "all" else say("comments.nothing_open")


def _settle(facts: CopyFacts) -> ButtonElement:
    ref = Ref(kind="comment", postmortem=facts.postmortem.id, discussion=facts.discussion.id)
    if facts.discussion.resolved_at is None:
        return kit.button(say("button.resolve"), ids.COMMENT_RESOLVE, ref, facts.postmortem.name)
    return kit.button(say("button.reopen"), ids.COMMENT_REOPEN, ref, facts.postmortem.name)


def _who_on(names: dict[str, str], by: str, place: str) -> str:
    who = text.bold(people.who(names, by))
    return say("comments.on", who=who, place=text.line(place, PLACE)) if place else who


def _resolved(names: dict[str, str], by: str | None) -> str:
    return marked(Glyph.DONE, say("comments.resolved_bare", who=people.who(names, by)))


def _ways(postmortem: Postmortem) -> tuple[ButtonElement, ...]:
    return controls.comments(postmortem.id, postmortem.name), controls.read(postmortem.id, postmortem.name)


def _pieces(source: str, lead: str) -> list[str]:
    """Return a comment in pieces that each fit a block: all of it, unless it is longer than a message may be."""
    pieces: list[str] = []
    left = COPY_ROOM
    while source and left > LEAST:
        part = text.room_for(source, min(text.SECTION_ROOM, left) - utf16_length(lead) - 2)
        source = source[len(part) :]
        pieces.append(f"{lead}{text.escape(part)}")
        left -= utf16_length(pieces[-1])
        lead = ""
    pieces[-1] = f'{pieces[-1].rstrip()}{"…" if source else ""}"'
    return pieces
