"""`/postmortem` itself: finding the word, help, "did you mean", what can be done here, and the same by mention."""

from blocks import help as ui
from blocks import ids
from bot.domain.grammar import Words, did_you_mean, parse, said_to
from bot.listeners.deeds import Deed
from bot.listeners.tables import Tables
from bot.services import access, surfaces


def register(tables: Tables) -> None:
    """Register the words that belong to no feature, and what finds the others."""
    known = tables.subcommands

    async def run(deed: Deed, words: Words) -> None:
        if not words.word:
            await on_nothing(deed)
        elif found := known.table.get(words.word):
            await found.handler(deed, words)
        else:
            await deed.whisper(ui.unknown(words, did_you_mean(words.word, known.table)))

    async def on_words(deed: Deed) -> None:
        await run(deed, parse(deed.admitted(str(deed.body.get("text") or ""))))

    async def on_suggested(deed: Deed) -> None:
        line = deed.ref.word or ""
        deed.stands(line)
        await run(deed, parse(line))

    async def on_help(deed: Deed, words: Words) -> None:
        await deed.whisper(ui.help_(known.all(), words.rest, is_admin=deed.actor.is_org_admin))

    async def on_help_button(deed: Deed) -> None:
        if deed.view:
            await deed.open(ui.help_view(known.all(), is_admin=deed.actor.is_org_admin))
        else:
            await on_help(deed, Words())

    async def on_mention(deed: Deed) -> None:
        said = said_to(str(deed.body["event"].get("text") or ""), deed.actors.bot_user)
        words = parse(deed.admitted(said))
        await deed.or_by_click(lambda: run(deed, words), ui.by_click(words))

    tables.commands["/postmortem"] = on_words
    tables.actions[ids.SUGGEST_RUN] = on_suggested
    tables.actions[ids.HELP_SHOW] = on_help_button
    tables.events["app_mention"] = on_mention
    known.add("show", on_show, usage="show [PM]", about="a postmortem in small, with the way to it", group="find")
    known.add("help", on_help, usage="help [WORD]", about="this list, or one word with examples", group="find")


async def on_nothing(deed: Deed) -> None:
    """Answer what can be done here and now."""
    await deed.whisper(ui.here(await surfaces.here_facts(deed.deps, deed.actor, deed.channel or "")))


async def on_show(deed: Deed, words: Words) -> None:
    """Answer with a postmortem in small: by number, or this channel's."""
    if words.number is None:
        await on_nothing(deed)
        return
    postmortem = await access.seen_by_number(deed.deps, deed.actor, words.number)
    link = await surfaces.card_link(deed.deps, deed.actor.workspace, postmortem)
    facts = await surfaces.document_facts(deed.deps, deed.actor, postmortem.id)
    await deed.whisper(ui.shown(facts, link))
