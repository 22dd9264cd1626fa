"""The model behind a draft: having it try again, allowing it for a private one, and looking at what was sent."""

from blocks import drafts_ai as ui
from blocks import ids
from bot.domain.grammar import Words
from bot.listeners.deeds import Deed
from bot.listeners.tables import Tables
from bot.services import drafts_ai, drafts_runs, surfaces


def register(tables: Tables) -> None:
    """Register the card's two buttons, the form, the word and what is pressed in its window."""
    tables.actions[ids.AI_AGAIN] = on_again
    tables.opens(ids.AI_ALLOW, on_ask)
    tables.forms[ids.AI_FORM] = on_allow
    tables.actions[ids.AI_WITHDRAW] = on_withdraw
    tables.actions.update(dict.fromkeys((ids.AI_EARLIER, ids.AI_LATER), on_turn))
    about = "what was sent to the AI, what it took, and taking leave back"
    tables.subcommands.add("ai", on_words, usage="ai [PM]", about=about, group="admin", opens=True)


async def on_again(deed: Deed) -> None:
    """Have the model write once more."""
    await drafts_ai.try_again(deed.deps, deed.actor, deed.ref.postmortem or 0)


async def on_ask(deed: Deed) -> None:
    """Ask an incident admin why the model may read it."""
    postmortem = await drafts_ai.asking(deed.deps, deed.actor, deed.ref.postmortem or 0)
    settings = deed.deps.settings
    await deed.open(ui.allow_view(postmortem, (settings.ai_facts_model, settings.ai_writing_model)))


async def on_allow(deed: Deed) -> None:
    """Allow it."""
    postmortem, reason = ui.read_allow(deed.view)
    await drafts_ai.allow(deed.deps, deed.actor, postmortem, reason)


async def on_withdraw(deed: Deed) -> None:
    """Take that back, and show what was sent until then."""
    postmortem = await drafts_ai.withdraw(deed.deps, deed.actor, deed.ref.postmortem or 0)
    await deed.redraw(ui.runs_view(await drafts_runs.ai_facts(deed.deps, deed.actor, postmortem.id)))


async def on_words(deed: Deed, words: Words) -> None:
    """Show what was sent of the one that is named, or of this channel's."""
    found = await surfaces.named_or_here(deed.deps, deed.actor, words.number, deed.channel)
    await deed.open(ui.runs_view(await drafts_runs.ai_facts(deed.deps, deed.actor, found.id)))


async def on_turn(deed: Deed) -> None:
    """Turn the page."""
    ref = deed.ref
    await deed.redraw(
        ui.runs_view(await drafts_runs.ai_facts(deed.deps, deed.actor, ref.postmortem or 0, ref.page or 0))
    )
