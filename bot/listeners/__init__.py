"""Slack's edge: what people press, type and send. `register` fills the tables of listeners, feature by feature."""

from bot.listeners import channels, creation, drafts, help, lists, notes, offers, signals  # noqa: A004 - the word itself
from bot.listeners.tables import Tables
from bot.settings import Settings


def register(tables: Tables, settings: Settings) -> None:
    """Fill the tables. Raises ValueError for a pattern in the settings that cannot be used."""
    heard = signals.Signals(settings)
    creation.register(tables)
    notes.register(tables, heard)
    lists.register(tables)
    help.register(tables)
    offers.register(tables)
    drafts.register(tables)
    signals.register(tables, heard)
    channels.register(tables)


def tables() -> Tables:
    """Return the filled tables without a bot behind them: for the manifest, the docs and the house tests."""
    filled = Tables()
    register(filled, Settings.model_construct())
    return filled
