"""Publishing by hand, and what happens to a published document: reopened, archived, restored."""

from blocks import ids
from blocks import publishing_windows as ui
from blocks.reviews_checklist import checklist_view
from bot.domain.grammar import Words
from bot.domain.surfaces import Rendered
from bot.listeners.deeds import Deed
from bot.listeners.tables import Tables
from bot.services import publishing, surfaces
from bot.services.reviews_checklist import checklist_facts


def register(tables: Tables) -> None:
    """Register the buttons, windows and words of publishing."""
    tables.opens(ids.PUBLISH_OPEN, on_publish)
    tables.forms[ids.PUBLISH_FORM] = on_published
    tables.opens(ids.PUBLISH_REOPEN, on_reopen)
    tables.forms[ids.REOPEN_FORM] = on_reopened
    tables.actions[ids.PUBLISH_ARCHIVE] = on_archive
    tables.actions[ids.PUBLISH_RESTORE] = on_restore
    tables.opens(ids.PUBLISH_ELSEWHERE, on_elsewhere)
    tables.forms[ids.ELSEWHERE_FORM] = on_chosen
    word = tables.subcommands.add
    group = "publish"
    word(
        "publish",
        on_publish_words,
        usage="publish [PM]",
        about="publish it, or see what blocks",
        group=group,
        opens=True,
    )
    word("archive", on_archive_words, usage="archive [PM] [REASON]", about="put it into the archive", group=group)
    word("restore", on_restore_words, usage="restore [PM] [REASON]", about="take it out of the archive", group=group)
    word(
        "reopen", on_reopen_words, usage="reopen [PM] [REASON]", about="make it a draft again", group=group, opens=True
    )


async def on_publish(deed: Deed) -> None:
    """Show where it will go; where something blocks, the checklist."""
    await _open(deed, deed.ref.postmortem or 0)


async def on_publish_words(deed: Deed, words: Words) -> None:
    """Show the same for the postmortem that is named, or this channel's."""
    found = await surfaces.named_or_here(deed.deps, deed.actor, words.number, deed.channel)
    await _open(deed, found.id)


async def on_published(deed: Deed) -> None:
    """Publish it."""
    await publishing.publish(deed.deps, deed.actor, deed.window.postmortem or 0, deed.window.revision or 0)


async def on_reopen(deed: Deed) -> None:
    """Ask why it is reopened."""
    found = await publishing.reopening(deed.deps, deed.actor, deed.ref.postmortem or 0)
    await deed.open(ui.reopen_view(found))


async def on_reopen_words(deed: Deed, words: Words) -> None:
    """Ask the same, with what was typed already."""
    found = await surfaces.named_or_here(deed.deps, deed.actor, words.number, deed.channel)
    found = await publishing.reopening(deed.deps, deed.actor, found.id)
    await deed.open(ui.reopen_view(found, await deed.plainly(words.tail)))


async def on_reopened(deed: Deed) -> None:
    """Reopen it."""
    await publishing.reopen(deed.deps, deed.actor, *ui.read_reopen(deed.view))


async def on_elsewhere(deed: Deed) -> None:
    """Ask for another channel to announce it in."""
    instead = deed.ref.channel
    found, is_known = await publishing.announcing(deed.deps, deed.actor, deed.ref.postmortem or 0, instead)
    await deed.open(ui.elsewhere_view(found, instead, is_known=is_known))


async def on_chosen(deed: Deed) -> None:
    """Have it announced there."""
    await publishing.announce_elsewhere(deed.deps, deed.actor, *ui.read_elsewhere(deed.view))


async def on_archive(deed: Deed) -> None:
    """Put it into the archive."""
    done = await publishing.archive(deed.deps, deed.actor, deed.ref.postmortem or 0)
    await _say(deed, ui.archived(done))


async def on_archive_words(deed: Deed, words: Words) -> None:
    """Put the one that is named into the archive."""
    found = await surfaces.named_or_here(deed.deps, deed.actor, words.number, deed.channel)
    done = await publishing.archive(deed.deps, deed.actor, found.id, await deed.plainly(words.tail))
    await deed.whisper(ui.archived(done))


async def on_restore(deed: Deed) -> None:
    """Take it out of the archive."""
    done = await publishing.restore(deed.deps, deed.actor, deed.ref.postmortem or 0)
    await _say(deed, ui.restored(done))


async def on_restore_words(deed: Deed, words: Words) -> None:
    """Take the one that is named out of the archive."""
    found = await surfaces.named_or_here(deed.deps, deed.actor, words.number, deed.channel)
    done = await publishing.restore(deed.deps, deed.actor, found.id, await deed.plainly(words.tail))
    await deed.whisper(ui.restored(done))


async def _open(deed: Deed, postmortem: int) -> None:
    facts = await publishing.publish_facts(deed.deps, deed.actor, postmortem)
    if facts.is_blocked:
        await deed.open(checklist_view(await checklist_facts(deed.deps, deed.actor, postmortem)))
    else:
        await deed.open(ui.publish_view(facts))


async def _say(deed: Deed, message: Rendered) -> None:
    """Answer in the place of a private message, or beside a public one; a window's own answer is what it shows next."""
    if deed.is_ephemeral:
        await deed.replace(message)
    elif not deed.view:
        await deed.whisper(message)
