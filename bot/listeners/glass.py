"""Breaking the glass of a private document: the word that asks why, and the window that it opens."""

from blocks import glass as ui
from blocks import ids
from bot.domain.errors import Invalid
from bot.domain.grammar import Words
from bot.domain.words import say
from bot.listeners.deeds import Deed
from bot.listeners.tables import Tables
from bot.services import glass


def register(tables: Tables) -> None:
    """Register the word and the form."""
    tables.forms[ids.GLASS_FORM] = on_break
    about = "read a private one that you do not see, with a reason, on record"
    tables.subcommands.add("glass", on_words, usage="glass PM", about=about, group="admin")


async def on_words(deed: Deed, words: Words) -> None:
    """Ask an org admin why, whether there is such a number or not: that is told only on record."""
    if words.number is None:
        raise Invalid(say("glass.which"))
    await glass.must_be_hidden(deed.deps, deed.actor, words.number)
    await deed.open(ui.ask_view(words.number, words.tail))


async def on_break(deed: Deed) -> None:
    """Break it, and say what is open until when."""
    number, reason = ui.read_ask(deed.view)
    deed.instead(ui.open_view(await glass.break_glass(deed.deps, deed.actor, number, reason)))
