"""Reviewing: sending a document, judging it, asking for changes and answering that, seeing what changed."""

from blocks import ids
from blocks import reviews as ui
from blocks import reviews_changes as changes_ui
from blocks import reviews_comparison as comparison_ui
from bot.domain.grammar import Words
from bot.domain.rewriting import WORDING, Watch
from bot.domain.surfaces import Rendered
from bot.domain.times_zones import day_in
from bot.listeners.deeds import Deed
from bot.listeners.tables import Tables
from bot.services import access, reviews, reviews_changes, reviews_facts, rewriting, surfaces


def register(tables: Tables) -> None:
    """Register the buttons, windows and words of a review."""
    tables.opens(ids.REVIEW_OPEN, on_open)
    tables.actions[ids.BLAME_USE] = on_use_wording
    tables.actions[ids.BLAME_KEEP] = on_keep_wording
    tables.actions[ids.BLAME_ASK] = on_ask_wordings
    tables.forms[ids.REVIEW_FORM] = on_submit
    tables.actions[ids.REVIEW_APPROVE] = on_approve
    tables.opens(ids.REVIEW_LOOK, on_look)
    tables.actions[ids.REVIEW_TAKE_BACK] = on_take_back
    tables.actions[ids.REVIEW_WITHDRAW] = on_withdraw_pressed
    tables.actions[ids.REVIEW_RESUME] = on_resume
    tables.opens(ids.REVIEW_COMPARE, on_compare)
    tables.actions.update(dict.fromkeys((ids.COMPARISON_EARLIER, ids.COMPARISON_LATER), on_turn))
    tables.opens(ids.CHANGES_OPEN, on_changes_open)
    tables.forms[ids.CHANGES_FORM] = on_changes
    tables.opens(ids.REQUEST_ANSWER, on_request)
    tables.forms[ids.REQUEST_FORM] = on_answer
    tables.actions[ids.REQUEST_DISCUSS] = on_link
    word = tables.subcommands.add
    group = "review"
    usage = "submit [PM] [@reviewer …] [by DATE]"
    word("submit", on_submit_words, usage=usage, about="send for review", group=group, opens=True)
    word("withdraw", on_withdraw, usage="withdraw [PM] [REASON]", about="take back from review", group=group)
    word("approve", on_approve_words, usage="approve [PM]", about="read what blocks, then approve", group=group)
    word("changes", on_changes_words, usage="changes [PM] [TEXT]", about="ask for changes", group=group, opens=True)


async def on_open(deed: Deed) -> None:
    """Open the window that sends a document for review."""
    facts = await reviews_facts.submit_facts(deed.deps, deed.actor, deed.ref.postmortem or 0)
    await deed.open(ui.review_view(facts))


async def on_submit_words(deed: Deed, words: Words) -> None:
    """Open the same window, filled in with what was typed."""
    postmortem = await surfaces.named_or_here(deed.deps, deed.actor, words.number, deed.channel)
    due = words.day(day_in(deed.deps.clock.now(), deed.deps.settings.zone), after="by")
    facts = await reviews_facts.submit_facts(deed.deps, deed.actor, postmortem.id, reviewers=words.people, due=due)
    await deed.open(ui.review_view(facts, unread="" if due else words.following("by")))


async def on_use_wording(deed: Deed) -> None:
    """Put the suggested wording into the text; what was chosen in the window stays."""
    section, _, mark = (deed.ref.word or "").rpartition(":")
    await reviews.reword(deed.deps, deed.actor, deed.ref.postmortem or 0, section, mark)
    await _redraw(deed, _kept(deed))


async def on_keep_wording(deed: Deed) -> None:
    """Leave a phrase as it is: it is not pointed out again in this window."""
    kept = (*_kept(deed), (deed.ref.word or "").rpartition(":")[2])
    await rewriting.wait_on(deed.deps, deed.actor, deed.window.postmortem or 0, WORDING, _watch(deed, kept))
    await _redraw(deed, kept)


async def on_ask_wordings(deed: Deed) -> None:
    """Have a model look for other wordings; they come into this window, beside the rules'."""
    watch = _watch(deed, _kept(deed))
    await rewriting.ask(deed.deps, deed.actor, deed.window.postmortem or 0, WORDING, wish="", watch=watch)
    await _redraw(deed, watch.kept)


def _watch(deed: Deed, kept: tuple[str, ...]) -> Watch:
    return Watch(view=str(deed.view.get("id", "")), member=deed.actor.member or "", kept=kept)


def _kept(deed: Deed) -> tuple[str, ...]:
    return tuple(filter(None, (deed.window.word or "").split(",")))


async def _redraw(deed: Deed, kept: tuple[str, ...]) -> None:
    facts = await reviews_facts.submit_facts(deed.deps, deed.actor, deed.window.postmortem or 0, kept=kept)
    await deed.redraw(ui.review_view(facts))


async def on_submit(deed: Deed) -> None:
    """Send the document for review."""
    form = ui.read_review(deed.view)
    await reviews.submit(deed.deps, deed.actor, form.postmortem, form.wish)


async def on_withdraw_pressed(deed: Deed) -> None:
    """Take a document back from review, by its button."""
    await reviews.withdraw(deed.deps, deed.actor, deed.ref.postmortem or 0)
    await deed.refresh_here()


async def on_withdraw(deed: Deed, words: Words) -> None:
    """Take the document back from review."""
    postmortem = await surfaces.named_or_here(deed.deps, deed.actor, words.number, deed.channel)
    taken = await reviews.withdraw(deed.deps, deed.actor, postmortem.id, await deed.plainly(words.plain))
    await deed.whisper(ui.withdrawn_message(taken))


async def on_resume(deed: Deed) -> None:
    """Undo that: it goes to the same reviewers again."""
    postmortem = deed.ref.postmortem or 0
    await reviews.undo_withdraw(deed.deps, deed.actor, postmortem)
    await deed.replace(ui.sent_message(await access.seen_by(deed.deps, deed.actor, postmortem)))
    await deed.refresh_here()


async def on_approve(deed: Deed) -> None:
    """Approve what was seen; where the text is another one, or it would publish, ask first."""
    ref, seen = deed.ref, deed.ref.revision or 0
    confirmed = ref.word == ui.CONFIRMED
    halt = await reviews.approve(deed.deps, deed.actor, ref.postmortem or 0, seen, confirmed=confirmed)
    facts = await reviews_facts.review_facts(deed.deps, deed.actor, ref.postmortem or 0, since=seen if halt else None)
    if halt is not None:
        await _say(deed, ui.halted(facts, halt, seen))
    elif deed.view or deed.is_ephemeral:
        await _say(deed, ui.approved_message(facts))


async def on_approve_words(deed: Deed, words: Words) -> None:
    """Answer with the summary, what blocks, and the button: never a blind approval."""
    postmortem = await surfaces.named_or_here(deed.deps, deed.actor, words.number, deed.channel)
    await deed.whisper(ui.approval_asked(await reviews_facts.review_facts(deed.deps, deed.actor, postmortem.id)))


async def on_look(deed: Deed) -> None:
    """Open the same in a window."""
    facts = await reviews_facts.review_facts(deed.deps, deed.actor, deed.ref.postmortem or 0)
    await deed.open(ui.as_window(ui.approval_asked(facts)))


async def on_take_back(deed: Deed) -> None:
    """Take one's approval back."""
    await reviews.take_back(deed.deps, deed.actor, deed.ref.postmortem or 0)


async def on_compare(deed: Deed) -> None:
    """Show what changed since a revision."""
    ref = deed.ref
    facts = await reviews_facts.comparison_facts(deed.deps, deed.actor, ref.postmortem or 0, ref.revision or 0)
    await deed.open(comparison_ui.comparison_view(facts))


async def on_turn(deed: Deed) -> None:
    """Turn the page of what changed."""
    ref = deed.ref
    facts = await reviews_facts.comparison_facts(
        deed.deps, deed.actor, ref.postmortem or 0, ref.revision or 0, ref.page or 0
    )
    await deed.redraw(comparison_ui.comparison_view(facts))


async def on_changes_open(deed: Deed) -> None:
    """Open the window that asks what should change."""
    facts = await reviews_changes.changes_facts(deed.deps, deed.actor, deed.ref.postmortem or 0)
    await deed.open(changes_ui.changes_view(facts))


async def on_changes_words(deed: Deed, words: Words) -> None:
    """Open the same window with what was typed."""
    postmortem = await surfaces.named_or_here(deed.deps, deed.actor, words.number, deed.channel)
    facts = await reviews_changes.changes_facts(deed.deps, deed.actor, postmortem.id)
    await deed.open(changes_ui.changes_view(facts, await deed.plainly(words.tail)))


async def on_changes(deed: Deed) -> None:
    """Ask for changes."""
    form = changes_ui.read_changes(deed.view)
    await reviews_changes.request_changes(deed.deps, deed.actor, form.postmortem, form.reason, form.sections)


async def on_request(deed: Deed) -> None:
    """Open the window that answers a change request."""
    ref = deed.ref
    facts = await reviews_changes.request_facts(deed.deps, deed.actor, ref.postmortem or 0, ref.request or 0)
    await deed.open(changes_ui.request_view(facts))


async def on_answer(deed: Deed) -> None:
    """Answer a change request."""
    form = changes_ui.read_request(deed.view)
    await reviews_changes.answer(deed.deps, deed.actor, form.postmortem, form.request, form.answer, resend=form.resend)


async def on_link(_: Deed) -> None:
    """Acknowledge a link: Slack opens it by itself and still wants an answer."""


async def _say(deed: Deed, message: Rendered) -> None:
    """Answer where the click was: in a window, in place of the private message, or beside it."""
    if deed.view:
        await deed.redraw(ui.as_window(message))
    elif deed.is_ephemeral:
        await deed.replace(message)
    else:
        await deed.whisper(message)
