"""Slack's edge: what people press, type and send. `register` fills the tables of listeners, feature by feature."""

from bot.listeners import (
    access,
    action_items,
    action_items_asked,
    action_items_lists,
    action_items_new,
    action_items_work,
    blame,
    channels,
    comments,
    creation,
    deadlines,
    details,
    drafts,
    drafts_ai,
    fixes,
    glass,
    history,
    hours,
    incidents,
    lists,
    notes,
    offers,
    people,
    postmortems,
    proofreading,
    publishing,
    publishing_files,
    questions,
    reviews,
    reviews_checklist,
    reviews_due,
    revisions,
    rewriting,
    roles,
    sections,
    signals,
    timeline,
    transcripts,
)
from bot.listeners import help as help_
from bot.listeners.tables import Tables
from bot.settings import Settings


def register(tables: Tables, settings: Settings) -> None:
    """Fill the tables. Raises ValueError for a pattern in the settings that cannot be used."""
    heard = signals.Signals(settings)
    creation.register(tables)
    notes.register(tables, heard)
    lists.register(tables)
    help_.register(tables)
    offers.register(tables)
    drafts.register(tables)
    questions.register(tables)
    drafts_ai.register(tables)
    sections.register(tables)
    action_items.register(tables)
    action_items_asked.register(tables)
    action_items_lists.register(tables)
    action_items_new.register(tables)
    action_items_work.register(tables)
    comments.register(tables)
    transcripts.register(tables, heard)
    reviews.register(tables)
    reviews_due.register(tables)
    deadlines.register(tables)
    fixes.register(tables)
    timeline.register(tables)
    postmortems.register(tables)
    people.register(tables)
    access.register(tables)
    details.register(tables)
    incidents.register(tables)
    revisions.register(tables)
    reviews_checklist.register(tables)
    proofreading.register(tables)
    rewriting.register(tables)
    blame.register(tables)
    publishing.register(tables)
    publishing_files.register(tables)
    history.register(tables)
    roles.register(tables)
    hours.register(tables)
    glass.register(tables)
    signals.register(tables, heard)
    channels.register(tables)


def tables() -> Tables:
    """Return the filled tables without a bot behind them: for the manifest, the docs and the house tests."""
    filled = Tables()
    register(filled, Settings.model_construct())
    return filled
