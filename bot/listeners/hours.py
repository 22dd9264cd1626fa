"""The hours in which somebody is asked by the clock: their window, and what is sent from it."""

from blocks import hours as ui
from blocks import ids
from bot.domain.errors import Denied
from bot.domain.grammar import Words
from bot.domain.words import say
from bot.listeners.deeds import Deed
from bot.listeners.tables import Tables
from bot.services import hours


def register(tables: Tables) -> None:
    """Register the word, the button on Home, the choice of a country and the form."""
    tables.opens(ids.HOURS_OPEN, on_hours)
    tables.opens(ids.HOURS_COUNTRY, on_country)
    tables.forms[ids.HOURS_FORM] = on_save

    async def on_word(deed: Deed, _: Words) -> None:
        await on_hours(deed)

    tables.subcommands.add(
        "hours", on_word, usage="hours", about="when and on which days I may ask you", group="find", opens=True
    )


async def on_hours(deed: Deed) -> None:
    """Show when somebody is written to, and what to change about it."""
    if not deed.actor.is_full_member:
        raise Denied(say("no.actor"))
    await deed.open(ui.hours_view(await hours.hours_facts(deed.deps, deed.actor)))


async def on_country(deed: Deed) -> None:
    """Show the regions and the weekend of the country that was chosen."""
    typed = ui.read_country(deed.view)
    await deed.redraw(ui.hours_view(await hours.hours_facts(deed.deps, deed.actor, country=typed)))


async def on_save(deed: Deed) -> None:
    """Store the hours, and say in words what they mean."""
    facts = await hours.choose(deed.deps, deed.actor, ui.read_hours(deed.view))
    deed.instead(ui.saved_view(facts))
