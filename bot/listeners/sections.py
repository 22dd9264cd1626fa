"""Writing: the hub, a section's window with its merges, suggestions and unsaved words, and the five whys."""

from typing import Any

from blocks import ids, sections_editor, sections_merge, sections_statements, sections_text, sections_whys
from blocks import sections as ui
from blocks.ids import Ref
from blocks.sections_text import Draft
from bot.domain.grammar import Words
from bot.domain.rewriting import as_seen
from bot.domain.sections import BY_KEY, SectionKind
from bot.domain.timeline import Decided
from bot.domain.writing import Clash, EditorFacts
from bot.listeners.deeds import Deed
from bot.listeners.tables import Tables
from bot.listeners.timeline import open_editor
from bot.services import sections, surfaces
from bot.services import sections_statements as statements
from bot.services.transcripts import shown_again


def register(tables: Tables) -> None:
    """Register everything that happens in the hub and in a section's window."""
    tables.opens(ids.HUB_OPEN, on_hub)
    tables.actions[ids.HUB_REFRESH] = on_refresh
    tables.windows[ids.HUB_VIEW] = hub
    tables.opens(ids.SECTION_EDIT, on_section)
    tables.actions[ids.SECTION_TYPED] = on_typed
    tables.forms[ids.SECTION_FORM] = on_save
    tables.actions[ids.SECTION_KEEP] = on_keep
    tables.opens(ids.SECTION_RESTS, on_rests)
    tables.actions.update(dict.fromkeys((ids.RESTS_EARLIER, ids.RESTS_LATER), on_turn))
    tables.actions[ids.STATEMENT_ADD] = on_add_statement
    tables.actions[ids.STATEMENT_DROP] = on_drop_statement
    tables.actions[ids.SECTION_MARKDOWN] = on_markdown
    tables.actions[ids.SUGGESTION_USE] = on_use
    tables.actions[ids.SUGGESTION_ADD] = on_add
    tables.actions[ids.SUGGESTION_DROP] = on_drop
    tables.actions[ids.WORDS_USE] = on_use_words
    tables.actions[ids.WORDS_DROP] = on_drop_words
    tables.actions[ids.WHYS_OPEN] = on_whys
    tables.forms[ids.WHYS_FORM] = on_add_whys
    tables.subcommands.add(
        "edit",
        on_edit,
        usage="edit [PM] [SECTION]",
        about="write the postmortem, or one section of it",
        group="write",
        opens=True,
    )


async def hub(deed: Deed, ref: Ref) -> dict[str, Any]:
    """Return the hub as it is now."""
    facts = await sections.hub_facts(deed.deps, deed.actor, ref.postmortem or 0, covered=deed.covered)
    return ui.hub_view(facts)


async def on_hub(deed: Deed) -> None:
    """Open the hub."""
    await deed.open(await hub(deed, deed.ref))


async def on_refresh(deed: Deed) -> None:
    """Draw the hub anew."""
    await deed.redraw(await hub(deed, deed.ref))


async def on_edit(deed: Deed, words: Words) -> None:
    """Open the hub, or the section that is named."""
    postmortem = await surfaces.named_or_here(deed.deps, deed.actor, words.number, deed.channel)
    key = sections.key_of(postmortem, words.plain)
    if key is None:
        await deed.open(await hub(deed, Ref(kind="hub", postmortem=postmortem.id)))
        return
    if key in BY_KEY and BY_KEY[key].kind is SectionKind.TIMELINE:
        await open_editor(deed, postmortem.id)
        return
    await deed.open(await _editor(deed, Ref(kind="section", postmortem=postmortem.id, word=key)))


async def on_section(deed: Deed) -> None:
    """Open a section's window."""
    await deed.open(await _editor(deed, deed.ref))


async def on_typed(deed: Deed) -> None:
    """Keep a private copy of what stands in the window; it is not touched."""
    typed = sections_editor.read_typed(deed.view)
    if typed is not None:
        await sections.remember(deed.deps, deed.actor, typed)


async def on_save(deed: Deed) -> None:
    """Save a section; where somebody was faster, show both texts as one."""
    written = sections_editor.read_section(deed.view)
    outcome = await sections.save(deed.deps, deed.actor, written)
    if isinstance(outcome, Clash):
        deed.instead(sections_merge.merge_view(outcome, ref=deed.window))
        return
    deed.covered = outcome.covered
    await deed.refresh_below()


async def on_keep(deed: Deed) -> None:
    """Keep a machine's text as it is."""
    await sections.keep(deed.deps, deed.actor, deed.ref.postmortem or 0, deed.ref.word or "")
    await deed.redraw(await _editor(deed, deed.window, typed=True))
    await deed.refresh_below()


async def on_rests(deed: Deed) -> None:
    """Show what a section rests on."""
    await deed.open(await _rests(deed))


async def on_turn(deed: Deed) -> None:
    """Turn the page of what a section rests on."""
    await deed.redraw(await _rests(deed))


async def on_add_statement(deed: Deed) -> None:
    """Add a statement to the text although its messages do not bear it out."""
    await _decide(deed, Decided.ADDED)


async def on_drop_statement(deed: Deed) -> None:
    """Drop a statement that did not pass the check."""
    await _decide(deed, Decided.DROPPED)


async def on_markdown(deed: Deed) -> None:
    """Show the text as Markdown, with what is typed."""
    draft = _typed(deed).as_markdown_now(deed.moment)
    await deed.redraw(sections_editor.editor_view(await _facts(deed, deed.ref), draft, ref=deed.window))


async def on_use(deed: Deed) -> None:
    """Put the suggestion into the field, in the place of the text."""
    facts = await _facts(deed, deed.ref)
    draft = _typed(deed).with_text(as_seen(facts.section, deed.ref.seen), deed.moment)
    await deed.redraw(sections_editor.editor_view(facts, draft, ref=deed.window))


async def on_add(deed: Deed) -> None:
    """Put the suggestion under the text."""
    facts = await _facts(deed, deed.ref)
    draft = _typed(deed).with_below(as_seen(facts.section, deed.ref.seen), deed.moment)
    await deed.redraw(sections_editor.editor_view(facts, draft, ref=deed.window))


async def on_drop(deed: Deed) -> None:
    """Drop the suggestion."""
    await sections.drop_suggestion(deed.deps, deed.actor, deed.ref.postmortem or 0, deed.ref.word or "")
    await deed.redraw(await _editor(deed, deed.window, typed=True))


async def on_use_words(deed: Deed) -> None:
    """Put the unsaved words into the field; what was saved meanwhile is merged when they are saved."""
    facts = await _facts(deed, deed.ref)
    draft = sections_text.unsaved(facts, deed.moment)
    await deed.redraw(sections_editor.editor_view(facts, draft, ref=deed.window))


async def on_drop_words(deed: Deed) -> None:
    """Forget the unsaved words."""
    await sections.forget_words(deed.deps, deed.actor, deed.ref.postmortem or 0, deed.ref.word or "")
    await deed.redraw(await _editor(deed, deed.window, typed=True))


async def on_whys(deed: Deed) -> None:
    """Open the five whys over the section's window; what is typed there is kept."""
    await on_typed(deed)
    facts = await _facts(deed, deed.ref)
    await deed.open(sections_whys.whys_view(facts.postmortem, ref=deed.window))


async def on_add_whys(deed: Deed) -> None:
    """Put the chain under what stands in the section's window."""
    whys = sections_whys.read_whys(deed.view)
    facts = await _facts(deed, whys.ref)
    draft = sections_text.unsaved(facts, deed.moment).with_below(whys.markdown, deed.moment)
    await sections.remember(deed.deps, deed.actor, draft.written(whys.ref))
    facts = await _facts(deed, whys.ref)  # as they were kept: what looks like a secret is covered
    draft = sections_text.unsaved(facts, deed.moment)
    await deed.redraw_below(sections_editor.editor_view(facts, draft, ref=whys.ref))


async def _rests(deed: Deed) -> dict[str, Any]:
    ref = deed.ref
    facts = await statements.rests_facts(deed.deps, deed.actor, ref.postmortem or 0, ref.word or "", ref.page or 0)
    return sections_statements.rests_view(facts)


async def _decide(deed: Deed, how: Decided) -> None:
    """Decide about a statement; what is typed in the window and not saved stays in it."""
    ref = deed.ref
    was, draft = (await _facts(deed, ref)).section, _typed(deed)
    await statements.decide(deed.deps, deed.actor, ref.postmortem or 0, ref.word or "", which=ref.seen or "", how=how)
    facts = await _facts(deed, ref)
    if (draft.text, draft.fields) == (was.text, was.fields):
        draft = draft.with_text(facts.section.text, deed.moment).model_copy(update={"base": facts.postmortem.revision})
    await deed.redraw(sections_editor.editor_view(facts, draft, ref=deed.window))
    await deed.refresh_below()


def _typed(deed: Deed) -> Draft:
    """Return what stands in the window as it may be shown again: what looks like a secret is covered."""
    draft = sections_text.typed(deed.view)
    fields = {key: shown_again(deed.deps, one) for key, one in draft.fields.items()}
    return draft.model_copy(update={"text": shown_again(deed.deps, draft.text), "fields": fields})


async def _facts(deed: Deed, ref: Ref) -> EditorFacts:
    return await sections.editor_facts(deed.deps, deed.actor, ref.postmortem or 0, ref.word or "")


async def _editor(deed: Deed, ref: Ref, *, typed: bool = False) -> dict[str, Any]:
    """Return a section's window; with `typed` what stands in the open one stays in it."""
    draft = _typed(deed) if typed else None
    return sections_editor.editor_view(await _facts(deed, ref), draft, ref=ref)
