"""Comments: what is said and ticked under a card, the window that lists discussions, and the forms over it."""

from typing import Any

from blocks import comments as ui
from blocks import comments_forms as forms
from blocks import ids
from blocks.ids import Ref
from bot.domain.incidents import Message
from bot.domain.people import Actor
from bot.intake.slack_messages import read_message
from bot.intake.slack_replies import Happening, Reply, checked, read_reply
from bot.listeners.deeds import Deed
from bot.listeners.tables import Ear, Tables
from bot.services import comments, comments_heard, members
from bot.services import comments_facts as gathered


def register(tables: Tables) -> None:
    """Register what happens in the thread, in the window and in its forms."""
    said = Ear(on_reply, worth=lambda event: read_reply(event) is not None, ours=_is_below_a_card)
    ticked = Ear(on_tick, worth=lambda event: checked(event) is not None, ours=_is_on_a_comment)
    tables.hear("message", said)
    tables.hear("reaction_added", ticked)
    tables.hear("reaction_removed", ticked)
    tables.windows[ids.COMMENTS_VIEW] = window
    tables.opens(ids.COMMENTS_OPEN, on_comments)
    turns = (ids.COMMENTS_FILTER, ids.COMMENTS_SECTION, ids.COMMENTS_EARLIER, ids.COMMENTS_LATER)
    tables.actions.update(dict.fromkeys(turns, on_turn))
    tables.actions[ids.COMMENTS_RESOLVE] = on_resolve_shown
    tables.actions[ids.COMMENTS_UNDO] = on_undo
    tables.opens(ids.COMMENT_MENU, on_menu, lambda ref: ref.word in {"reply", "edit", "move"})
    tables.opens(ids.COMMENT_ADD, on_add)
    tables.actions[ids.COMMENT_RESOLVE] = on_resolve
    tables.actions[ids.COMMENT_REOPEN] = on_reopen
    tables.actions[ids.COMMENT_EDIT] = on_edit
    tables.actions[ids.COMMENT_DELETE] = on_delete
    tables.forms[ids.COMMENT_FORM] = on_said
    tables.forms[ids.COMMENT_REPLY_FORM] = on_said
    tables.forms[ids.COMMENT_EDIT_FORM] = on_changed
    tables.forms[ids.COMMENT_MOVE_FORM] = on_moved


async def on_reply(deed: Deed) -> None:
    """Follow a reply that was posted, edited or deleted under a card."""
    reply = read_reply(deed.body["event"])
    if reply is None:
        return
    if reply.happened is Happening.DELETED:
        gone = Message(ts=reply.ts, author=reply.author, thread_ts=reply.thread)
        await comments_heard.follow_deletion(deed.deps, deed.actor, reply.channel, gone)
        return
    message, actor = await _read(deed, reply), await _writer(deed, reply)
    if reply.happened is Happening.EDITED:
        edit = (message, reply.edited_at, reply.mentioned)
        await comments_heard.follow_edit(deed.deps, actor, reply.channel, *edit)
    else:
        await comments_heard.hear_reply(deed.deps, actor, reply.channel, message, reply.mentioned)


async def on_tick(deed: Deed) -> None:
    """Have it looked at who ticked a comment."""
    found = checked(deed.body["event"])
    if found is not None and deed.actor.is_full_member:
        await comments_heard.tick(deed.deps, deed.actor, *found)


async def window(deed: Deed, ref: Ref, resolved: tuple[int, ...] = ()) -> dict[str, Any]:
    """Return a page of the discussions as it is now."""
    shown, _, section = (ref.word or "").partition(":")
    facts = await gathered.page(
        deed.deps,
        deed.actor,
        ref.postmortem or 0,
        shown="all" if shown == "all" else "open",
        section=section or None,
        number=ref.page or 0,
        resolved=resolved,
        covered=deed.covered,
    )
    return ui.comments_view(facts)


async def on_comments(deed: Deed) -> None:
    """Open the window of discussions."""
    await deed.open(await window(deed, deed.ref))


async def on_turn(deed: Deed) -> None:
    """Turn the page, or change a filter."""
    await deed.redraw(await window(deed, deed.ref))


async def on_resolve_shown(deed: Deed) -> None:
    """Resolve every open discussion of the page."""
    done = await comments.resolve(deed.deps, deed.actor, deed.ref.postmortem or 0, _named(deed.ref))
    await deed.redraw(await window(deed, deed.window, done))


async def on_undo(deed: Deed) -> None:
    """Open again what was resolved just now."""
    await comments.reopen(deed.deps, deed.actor, deed.ref.postmortem or 0, _named(deed.ref))
    await deed.redraw(await window(deed, deed.window))


async def on_menu(deed: Deed) -> None:
    """Do with a discussion what was chosen in its menu. A link opens by itself."""
    ref = deed.ref
    postmortem, discussion, word = ref.postmortem or 0, ref.discussion or 0, ref.word
    if word == "resolve":
        done = await comments.resolve(deed.deps, deed.actor, postmortem, (discussion,))
        await deed.redraw(await window(deed, deed.window, done))
    elif word == "reopen":
        await comments.reopen(deed.deps, deed.actor, postmortem, (discussion,))
        await deed.redraw(await window(deed, deed.window))
    elif word in {"reply", "edit", "move"}:
        await _open_form(deed, word, ref)


async def on_add(deed: Deed) -> None:
    """Open the form for a new comment."""
    ref = deed.ref
    about = forms.about_of(ref.word) if ref.kind == "comment" else forms.about_of(None)
    facts = await gathered.place_in_words(deed.deps, deed.actor, ref.postmortem or 0, about)
    await deed.open(forms.add_view(facts, ref))


async def on_resolve(deed: Deed) -> None:
    """Resolve a discussion by the button under its copy in the thread."""
    await comments.resolve(deed.deps, deed.actor, deed.ref.postmortem or 0, (deed.ref.discussion or 0,))


async def on_reopen(deed: Deed) -> None:
    """Open a discussion again by the button under its copy in the thread."""
    await comments.reopen(deed.deps, deed.actor, deed.ref.postmortem or 0, (deed.ref.discussion or 0,))


async def on_edit(deed: Deed) -> None:
    """Turn the reply's window into that of one's own comment."""
    ref = deed.window.model_copy(update={"comment": deed.ref.comment})
    facts = await gathered.discussion(deed.deps, deed.actor, ref.postmortem or 0, ref.discussion or 0)
    await deed.redraw(forms.edit_view(facts, ref.comment or 0, ref))


async def on_delete(deed: Deed) -> None:
    """Take one's own comment back."""
    await comments.delete_comment(deed.deps, deed.actor, deed.ref.postmortem or 0, deed.ref.comment or 0)
    await deed.refresh_below()
    seen = await gathered.place_in_words(deed.deps, deed.actor, deed.ref.postmortem or 0, forms.about_of(None))
    await deed.redraw(ui.gone_view(seen.postmortem))


async def on_said(deed: Deed) -> None:
    """Store a new comment or a reply."""
    said = forms.read_said(deed.view)
    deed.covered = await comments.write_comment(deed.deps, deed.actor, deed.window.postmortem or 0, said)
    await _stored(deed)


async def on_changed(deed: Deed) -> None:
    """Store the new words of one's own comment."""
    ref = deed.window
    words = forms.words_of(deed.view)
    deed.covered = await comments.edit_comment(deed.deps, deed.actor, ref.postmortem or 0, ref.comment or 0, words)
    await _stored(deed)


async def on_moved(deed: Deed) -> None:
    """File a discussion under another section."""
    ref = deed.window
    section = forms.section_of(deed.view)
    await comments.move(deed.deps, deed.actor, ref.postmortem or 0, ref.discussion or 0, section)
    await deed.refresh_below()


async def _stored(deed: Deed) -> None:
    """Show below what was stored. Where nothing there could say that words were covered, the form says it."""
    await deed.refresh_below()
    if deed.covered and not deed.window.below:
        deed.instead(ui.covered_view(deed.covered))


async def _open_form(deed: Deed, word: str, ref: Ref) -> None:
    facts = await gathered.discussion(deed.deps, deed.actor, ref.postmortem or 0, ref.discussion or 0)
    over = deed.window.model_copy(
        update={"discussion": ref.discussion, "comment": ref.comment, "below": ids.COMMENTS_VIEW}
    )
    if word == "edit":
        await deed.open(forms.edit_view(facts, ref.comment or 0, over))
    else:
        await deed.open((forms.reply_view if word == "reply" else forms.move_view)(facts, over))


async def _read(deed: Deed, reply: Reply) -> Message:
    """Turn a reply into ours: the people in it are asked for first. A channel is named where it is this one."""
    known = await members.ensure_known(deed.deps, deed.actor.workspace, reply.people)
    message = read_message(reply.raw, lambda one: known[one].name if one in known else one, lambda _: None)
    return message or Message(ts=reply.ts, author=reply.author, thread_ts=reply.thread)


async def _writer(deed: Deed, reply: Reply) -> Actor:
    """Return who wrote a reply: an edit does not say by itself whose it is."""
    return await deed.actors.of_person(reply.author, delivery=deed.actor.delivery, cause=deed.actor.cause)


def _named(ref: Ref) -> tuple[int, ...]:
    return tuple(int(one) for one in (ref.word or "").split(",") if one.isascii() and one.isdigit())


async def _is_below_a_card(deed: Deed) -> bool:
    """Say whether a reply is about something of ours: in a card's thread, or a comment already."""
    reply = read_reply(deed.body["event"])
    if reply is None or reply.says_first(deed.actors.bot_user):  # words of the command in a thread
        return False
    workspace = deed.actor.workspace
    if await comments_heard.concerns_us(deed.deps, workspace, reply.channel, reply.thread):
        return True
    return reply.happened is not Happening.POSTED and await comments_heard.is_comment(
        deed.deps, workspace, reply.channel, reply.ts
    )


async def _is_on_a_comment(deed: Deed) -> bool:
    found = checked(deed.body["event"])
    if found is None or deed.body["event"].get("user") == deed.actors.bot_user:
        return False
    return await comments_heard.is_comment(deed.deps, deed.actor.workspace, *found)
