"""A document as files: asked for by a word, from the window that reads it, or chosen in a window of its own."""

from blocks import ids
from blocks import publishing_files as ui
from bot.domain.errors import Invalid
from bot.domain.grammar import Words
from bot.domain.grammar_items import names_items
from bot.domain.words import say
from bot.listeners.action_items_lists import on_export_words
from bot.listeners.deeds import Deed
from bot.listeners.tables import Tables
from bot.services import access, publishing_files, surfaces

BY_BUTTON = ("pdf", "md")


def register(tables: Tables) -> None:
    """Register the word, the button and the window."""
    tables.actions[ids.FILE_SEND] = on_send
    tables.opens(ids.FILES_OPEN, on_open)
    tables.forms[ids.FILES_FORM] = on_chosen
    tables.subcommands.add(
        "export",
        on_export,
        usage="export [PM] [pdf|md|html|json], or actions [csv|json]",
        about="its files, or the action items that you may see, by message",
        group="find",
    )


async def on_export(deed: Deed, words: Words) -> None:
    """Have it sent to who asks, as what was named, or as everything; or the items of all that they may see."""
    if (rest := names_items(words.rest)) is not None:
        await on_export_words(deed, rest)
        return
    found = await surfaces.named_or_here(deed.deps, deed.actor, words.number, deed.channel)
    forms = _forms(words.tail)
    done = await publishing_files.export(deed.deps, deed.actor, found.id, forms)
    await deed.whisper(ui.coming(done))


async def on_send(deed: Deed) -> None:
    """Have PDF and Markdown sent to who reads."""
    done = await publishing_files.export(deed.deps, deed.actor, deed.ref.postmortem or 0, BY_BUTTON)
    if deed.view:
        await deed.open(ui.coming_view(done))
    else:
        await deed.whisper(ui.coming(done))


async def on_open(deed: Deed) -> None:
    """Ask which files, and where to."""
    await deed.open(ui.files_view(await access.seen_for_good(deed.deps, deed.actor, deed.ref.postmortem or 0)))


async def on_chosen(deed: Deed) -> None:
    """Send what was chosen; say in its place what is there already."""
    postmortem, forms, to_thread = ui.read_files(deed.view)
    done = await publishing_files.export(deed.deps, deed.actor, postmortem, forms, to_thread=to_thread)
    if done.there:
        deed.instead(ui.coming_view(done))


def _forms(typed: str) -> tuple[str, ...]:
    """Return the kinds of files that were named, all where none was. Raises Invalid for one that there is not."""
    named = typed.casefold().replace(",", " ").split()
    known = {"markdown": "md", **{one: one for one in publishing_files.FORMS}}
    strange = [one for one in named if one not in known]
    if strange:
        raise Invalid(say("file.unknown", what=strange[0][:40]))
    return tuple(dict.fromkeys(known[one] for one in named)) or publishing_files.FORMS
