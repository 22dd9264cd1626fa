"""The timeline editor: the list and its pages, one tap on a row, and the window of one entry."""

from typing import Any

from blocks import ids, timeline_editor, timeline_entry
from blocks.ids import Ref
from blocks.timeline_editor import filter_of
from blocks.timeline_entry import EntryForm, Notices
from bot.domain.errors import Conflict, Offer
from bot.domain.surfaces import Told
from bot.domain.timeline_edits import Act, EntryWords, Filter, page_holding, page_of
from bot.domain.words import clock_time, say
from bot.listeners.deeds import Deed
from bot.listeners.tables import Tables
from bot.services import timeline, timeline_acts
from bot.services.timeline import Saved
from bot.services.timeline_acts import Tap
from bot.services.transcripts import shown_again

REDRAWN = frozenset({Act.MERGE, Act.PART})
"""What changes the words of an entry: its window then shows the new ones."""


def register(tables: Tables) -> None:
    """Register what is pressed in the timeline editor and in the window of an entry."""
    tables.opens(ids.TIMELINE_EDIT, on_edit)
    tables.opens(ids.TIMELINE_CHECK, on_check)
    turns = (ids.TIMELINE_SHOW, ids.TIMELINE_GO, ids.TIMELINE_BACK, ids.TIMELINE_NEXT)
    tables.actions.update(dict.fromkeys(turns, on_turn))
    tables.opens(ids.TIMELINE_NEW, on_new)
    tables.opens(ids.TIMELINE_ROW, on_row, lambda ref: ref.kind == timeline_editor.EDIT)
    tables.opens(ids.TIMELINE_CHANGE, on_change)
    taps = (ids.TIMELINE_ACCEPT, ids.TIMELINE_DROP, ids.TIMELINE_UNDO)
    tables.actions.update(dict.fromkeys(taps, on_tap))
    inside = (ids.ENTRY_HIDE, ids.ENTRY_SHOW, ids.ENTRY_MERGE, ids.ENTRY_UP, ids.ENTRY_DOWN, ids.ENTRY_REMOVE)
    tables.actions.update(dict.fromkeys((*inside, ids.ENTRY_UNDO), on_tap_inside))
    tables.forms[ids.ENTRY_FORM] = on_save


async def open_editor(deed: Deed, postmortem: int, which: Filter = Filter.ALL) -> None:
    """Open the editor on what a filter shows, or turn the one that is open to it."""
    here = str(deed.view.get("callback_id", ""))
    ref = Ref(kind=timeline_editor.KIND, postmortem=postmortem, word=which.value)
    if here == ids.TIMELINE_EDITOR_VIEW:
        await deed.redraw(await _list(deed, ref.model_copy(update={"below": deed.window.below})))
    else:
        below = here if here in deed.windows else None
        await deed.open(await _list(deed, ref.model_copy(update={"below": below})))


async def on_edit(deed: Deed) -> None:
    """Open the editor."""
    await open_editor(deed, deed.ref.postmortem or 0, filter_of(deed.ref.word))


async def on_check(deed: Deed) -> None:
    """Show what waits for a decision."""
    await open_editor(deed, deed.ref.postmortem or 0, Filter.UNVERIFIED)


async def on_turn(deed: Deed) -> None:
    """Turn the page, or change the filter."""
    await deed.redraw(await _list(deed, deed.ref.model_copy(update={"below": deed.window.below})))


async def on_new(deed: Deed) -> None:
    """Open the window for a line by hand."""
    facts = await timeline.editor_facts(deed.deps, deed.actor, deed.ref.postmortem or 0, lambda _: ())
    await deed.open(timeline_entry.entry_view(facts, None, deed.window))


async def on_row(deed: Deed) -> None:
    """Do what was chosen in a row's menu. A link is opened by Slack itself."""
    if deed.ref.kind == timeline_editor.EDIT:
        await on_change(deed)
    elif deed.ref.kind != timeline_editor.OPEN:
        await on_tap(deed)


async def on_change(deed: Deed) -> None:
    """Open the window of an entry; where it is gone, the list says so."""
    ref = deed.ref
    facts = await timeline.editor_facts(
        deed.deps, deed.actor, ref.postmortem or 0, lambda all_: [one for one in all_ if one.id == ref.entry]
    )
    entry = facts.entry(ref.entry)
    if entry is None:
        await deed.redraw(await _list(deed, deed.window, Told(sentence=say("tl.gone_meanwhile"))))
    else:
        await deed.open(timeline_entry.entry_view(facts, entry, deed.window))


async def on_tap(deed: Deed) -> None:
    """Do what one tap does to a row, and say so in its place."""
    told = await timeline_acts.tap(deed.deps, deed.actor, _tap(deed.ref))
    await deed.redraw(await _list(deed, deed.window, told))
    await deed.refresh_below()


async def on_tap_inside(deed: Deed) -> None:
    """Do what one tap does to the entry of the window; what was typed in it stays."""
    form = timeline_entry.read_entry(deed.view)
    what = _tap(deed.ref).model_copy(update={"reason": form.reason})
    if what.act is Act.MERGE:
        what = what.model_copy(update={"words": form.words})
    told = await timeline_acts.tap(deed.deps, deed.actor, what)
    anew = what.act in REDRAWN and told.entry is not None
    fields = None if anew else timeline_entry.fields_of(deed.view)
    shown = await _entry(deed, form.entry, Notices(told=told), typed=form.words, fields=fields)
    await deed.redraw(shown)
    await _redraw_list(deed)


async def on_save(deed: Deed) -> None:
    """Store an entry; where somebody had changed it, show both. The list below is drawn anew."""
    form = timeline_entry.read_entry(deed.view)
    saved = await _saved(deed, form)
    if saved.is_clash:
        fields = timeline_entry.fields_of(deed.view)
        notices = Notices(sentences=await _clash(deed, form, saved))
        deed.instead(await _entry(deed, form.entry, notices, typed=form.words, fields=fields))
    elif saved.covered and saved.entry is not None:
        notices = Notices(sentences=(say("tl.covered", n=saved.covered),))
        deed.instead(await _entry(deed, saved.entry.id, notices))
    await _redraw_list(deed, saved.entry.id if saved.entry is not None else None)


async def _saved(deed: Deed, form: EntryForm) -> Saved:
    if form.entry is None:
        return await timeline.add_entry(deed.deps, deed.actor, form.postmortem, form.words, reason=form.reason)
    return await timeline.save_entry(
        deed.deps,
        deed.actor,
        form.postmortem,
        form.entry,
        form.words,
        as_seen=form.as_seen,
        reason=form.reason,
    )


async def _list(deed: Deed, ref: Ref, told: Told | None = None, *, entry: int | None = None) -> dict[str, Any]:
    """Draw a page of the list as it is now; with `entry` the page on which that one stands."""
    which, number = filter_of(ref.word), ref.page or 0
    facts = await timeline.editor_facts(
        deed.deps,
        deed.actor,
        ref.postmortem or 0,
        lambda all_: page_of(all_, which, page_holding(all_, which, entry, number)).rows,
    )
    number = page_holding(facts.entries, which, entry, number)
    return timeline_editor.editor_view(facts, which, number, told, below=ref.below)


async def _redraw_list(deed: Deed, entry: int | None = None) -> None:
    """Draw the list under an entry's window anew, and what lies under that: no list shows yesterday."""
    await deed.redraw_below(await _list(deed, deed.window, entry=entry))
    await deed.refresh_lowest()


async def _entry(
    deed: Deed,
    entry: int | None,
    notices: Notices,
    *,
    typed: EntryWords | None = None,
    fields: str | None = None,
) -> dict[str, Any]:
    """Draw the window of an entry as it is now; with `fields` what was typed in it stays."""
    facts = await timeline.editor_facts(
        deed.deps, deed.actor, deed.window.postmortem or 0, lambda all_: [one for one in all_ if one.id == entry]
    )
    words = None
    if typed is not None and fields is not None:
        words = typed.model_copy(update={"text": shown_again(deed.deps, typed.text)})
    found = facts.entry(entry)
    return timeline_entry.entry_view(facts, found, deed.window, notices=notices, typed=words, fields=fields)


async def _clash(deed: Deed, form: EntryForm, saved: Saved) -> tuple[str, ...]:
    """Say that an entry was changed meanwhile, by whom, and how it reads now."""
    if saved.entry is None:
        return (say("tl.clash_gone"),)
    facts = await timeline.editor_facts(deed.deps, deed.actor, form.postmortem, lambda _: (), also=saved.changed_by)
    who = facts.names.get(saved.changed_by or "") or say("who.somebody")
    what = say("tl.what", at=clock_time(saved.entry.at, facts.zone), text=saved.entry.text)
    return say("tl.clash", who=who[:1].upper() + who[1:]), say("tl.clash_now", what=what)


def _tap(ref: Ref) -> Tap:
    act = next((one for one in Act if one.value == ref.kind), None)
    if act is None or ref.postmortem is None or ref.entry is None:
        raise Conflict(say("no.old_bare"), offers=(Offer.HELP,))
    return Tap(
        act=act,
        postmortem=ref.postmortem,
        entry=ref.entry,
        as_seen=ref.seen,
        ts=ref.at,
        revision=ref.revision,
    )
