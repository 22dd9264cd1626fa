"""The card's buttons and its two replies: taking a draft on, putting it away, reading it, handing it on."""

from blocks import drafts as ui
from blocks import ids, reading
from bot.listeners.deeds import Deed
from bot.listeners.tables import Tables
from bot.services import access, drafts, surfaces


def register(tables: Tables) -> None:
    """Register what is pressed on the card, in its replies, in the reading windows and in the author's message."""
    tables.actions[ids.DRAFT_TAKE] = on_take
    tables.actions[ids.DRAFT_DISCARD] = on_discard
    tables.actions[ids.DRAFT_UNDO_DISCARD] = on_undo_discard
    tables.actions[ids.DRAFT_RESUME] = on_resume
    tables.actions[ids.IMPORT_RETRY] = on_retry
    tables.actions[ids.CARD_OPEN] = on_link
    tables.actions[ids.CARD_SHOW] = on_show_card
    tables.opens(ids.DOCUMENT_READ, on_read)
    tables.actions.update(dict.fromkeys((ids.DOCUMENT_GO, ids.DOCUMENT_BACK, ids.DOCUMENT_NEXT), on_turn))
    tables.opens(ids.TIMELINE_READ, on_timeline)
    tables.actions.update(dict.fromkeys((ids.TIMELINE_EARLIER, ids.TIMELINE_LATER), on_turn_timeline))
    tables.opens(ids.DM_NOT_MINE, on_not_mine)
    tables.forms[ids.NOT_MINE_FORM] = on_new_author
    tables.actions[ids.DM_UNDO] = on_undo_hand_over


async def on_take(deed: Deed) -> None:
    """Become the author."""
    await drafts.take_over(deed.deps, deed.actor, deed.ref.postmortem or 0)


async def on_discard(deed: Deed) -> None:
    """Put the draft away."""
    await drafts.discard(deed.deps, deed.actor, deed.ref.postmortem or 0)
    await deed.refresh_here()


async def on_undo_discard(deed: Deed) -> None:
    """Bring it back."""
    await drafts.bring_back(deed.deps, deed.actor, deed.ref.postmortem or 0)
    await deed.refresh_here()


async def on_resume(deed: Deed) -> None:
    """Go on although the incident was reopened."""
    await drafts.go_on_anyway(deed.deps, deed.actor, deed.ref.postmortem or 0)


async def on_retry(deed: Deed) -> None:
    """Read again what was missing."""
    await drafts.read_again(deed.deps, deed.actor, deed.ref.postmortem or 0)


async def on_link(_: Deed) -> None:
    """Acknowledge a link: Slack opens it by itself and still wants an answer."""


async def on_show_card(deed: Deed) -> None:
    """Answer with the way to the card."""
    postmortem = await access.seen_by(deed.deps, deed.actor, deed.ref.postmortem or 0)
    link = await surfaces.card_link(deed.deps, deed.actor.workspace, postmortem)
    await deed.whisper(ui.card_link(postmortem, link))


async def on_read(deed: Deed) -> None:
    """Open the whole document in a window."""
    facts = await surfaces.document_facts(deed.deps, deed.actor, deed.ref.postmortem or 0)
    await deed.open(reading.document_view(facts, deed.ref.page or 0))


async def on_turn(deed: Deed) -> None:
    """Turn to another page of the document."""
    facts = await surfaces.document_facts(deed.deps, deed.actor, deed.ref.postmortem or 0)
    await deed.redraw(reading.document_view(facts, deed.ref.page or 0))


async def on_timeline(deed: Deed) -> None:
    """Open the whole timeline in a window."""
    facts = await surfaces.document_facts(deed.deps, deed.actor, deed.ref.postmortem or 0)
    await deed.open(reading.timeline_view(facts, deed.ref.page or 0))


async def on_turn_timeline(deed: Deed) -> None:
    """Turn to another page of the timeline."""
    facts = await surfaces.document_facts(deed.deps, deed.actor, deed.ref.postmortem or 0)
    await deed.redraw(reading.timeline_view(facts, deed.ref.page or 0))


async def on_not_mine(deed: Deed) -> None:
    """Ask who writes it instead."""
    postmortem = await access.seen_by(deed.deps, deed.actor, deed.ref.postmortem or 0)
    await deed.open(ui.not_mine_view(postmortem))


async def on_new_author(deed: Deed) -> None:
    """Hand the draft over."""
    form = ui.read_not_mine(deed.view)
    await drafts.hand_over(deed.deps, deed.actor, form.postmortem, form.author)


async def on_undo_hand_over(deed: Deed) -> None:
    """Take the draft back."""
    await drafts.hand_over(deed.deps, deed.actor, deed.ref.postmortem or 0, deed.actor.member or "")
