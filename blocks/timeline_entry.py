"""The window of one timeline entry: its fields, the messages it rests on, and what one tap does to it.

What a person has typed stays in the fields whatever is pressed: their block ids change only where the fields have to
show something else, and then what was typed has been stored.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from slack_sdk.models.blocks import (
    Block,
    ButtonElement,
    DateTimePickerElement,
    Option,
    PlainTextInputElement,
    SectionBlock,
    StaticSelectElement,
    UserMultiSelectElement,
)

from blocks import ids, kit, people, text
from blocks.ids import Fields, Ref
from blocks.timeline_editor import act_button, act_ref, told_block
from bot.domain.surfaces import TimelineFacts, Told
from bot.domain.text import LONGEST_REASON, cut
from bot.domain.timeline import Entry, EntryKind, Mark
from bot.domain.timeline_edits import (
    LONGEST_ENTRY,
    MOST_MESSAGES,
    Act,
    EntryWords,
    beside,
    can_rest_on_nothing,
    next_shown,
    own_time,
    seen,
)
from bot.domain.words import clock_time, say, short_day, zone_label

KIND: Final = "entry"
NEW: Final = "new"
QUOTE: Final = 250
NOTICE: Final = 700
_NO_MARK: Final = "none"
_KEPT: Final = "kept"
"""Stands in the block id of *Who* where the field cannot show who it is: then an empty one changes nothing."""


@dataclass(frozen=True)
class EntryForm:
    """What was sent: which entry (None: a new one) as it was seen, the words, and the reason where one was asked."""

    postmortem: int
    entry: int | None
    as_seen: str | None
    words: EntryWords
    reason: str | None


@dataclass(frozen=True)
class Notices:
    """What the window has to say above its fields: about what was pressed, and other sentences as raw text."""

    told: Told | None = None
    sentences: tuple[str, ...] = ()


def entry_view(
    facts: TimelineFacts,
    entry: Entry | None,
    below: Ref,
    *,
    notices: Notices | None = None,
    typed: EntryWords | None = None,
    fields: str | None = None,
) -> dict[str, Any]:
    """Return the window of an entry; of a new one where there is none.

    `below` names the list that it was opened from, and what lies under that. `typed` are words to show in the place of
    the stored ones. `fields` names the fields of the window that is shown now, so that what stands in them stays;
    without it they start anew.
    """
    notices = notices or Notices()
    fields = fields or (seen(entry) if entry is not None else NEW)
    said = [*notices.sentences, *_about(facts, entry)]
    blocks: list[Block] = [kit.section(text.line(one, NOTICE)) for one in said]
    if notices.told is not None and notices.told.sentence:
        blocks.append(told_block(facts, notices.told, ids.ENTRY_UNDO))
    blocks += _fields(facts, entry, typed, fields)
    if entry is not None:
        blocks += [_evidence(facts, entry, ts) for ts in sorted(entry.evidence)[:MOST_MESSAGES]]
        if buttons := _buttons(facts, entry):
            blocks.append(kit.actions(*buttons))
    ref = Ref(
        kind=KIND,
        postmortem=facts.postmortem.id,
        entry=entry.id if entry is not None else None,
        seen=seen(entry) if entry is not None else None,
        page=below.page,
        word=below.word,
        below=below.below,
    )
    submit = say("button.add") if entry is None else say("button.save")
    return kit.modal(say("title.entry", pm=facts.postmortem.name), ids.ENTRY_FORM, blocks, ref=ref, submit=submit)


def read_entry(view: Mapping[str, Any]) -> EntryForm:
    """Read what was typed and chosen. What is missing or strange is left to the use case to refuse."""
    ref = kit.ref_of(view)
    names = _names(view)
    kind, mark = kit.value_of(view, names.get(Fields.KIND, "")), kit.value_of(view, names.get(Fields.MARK, ""))
    who = kit.people_of(view, names.get(Fields.WHO, ""))
    words = EntryWords(
        text=kit.value_of(view, names.get(Fields.TEXT, "")) or "",
        at=_moment(view, names.get(Fields.TIME, "")),
        kind=next((one for one in EntryKind if one.value == kind), EntryKind.FINDING),
        mark=next((one for one in Mark if one.value == mark), None),
        actor=next(iter(who), None),
        keeps_actor=not who and names.get(Fields.WHO, "").endswith(_KEPT),
    )
    reason = kit.value_of(view, names.get(Fields.REASON, ""))
    return EntryForm(ref.postmortem or 0, ref.entry, ref.seen, words, reason)


def fields_of(view: Mapping[str, Any]) -> str | None:
    """Return what names the fields of a window, so that it can be drawn again around what was typed."""
    return next((name.split(".")[1] for name in _names(view).values() if "." in name), None)


def _names(view: Mapping[str, Any]) -> dict[str, str]:
    """Return the block ids of a window's fields by what the field is."""
    blocks = [str(one.get("block_id")) for one in view.get("blocks", ()) if one.get("type") == "input"]
    return {one.partition(".")[0]: one for one in blocks}


def _moment(view: Mapping[str, Any], block_id: str) -> datetime | None:
    chosen = kit.value_of(view, block_id)
    return datetime.fromtimestamp(chosen, UTC) if isinstance(chosen, int) else None


def _about(facts: TimelineFacts, entry: Entry | None) -> list[str]:
    """Return what a reader must know of an entry before saving it, as raw sentences."""
    if entry is None:
        return []
    said = []
    if not entry.verified:
        why = (entry.reason or say("timeline.no_reason")).rstrip(".")
        said.append(f"{say('tl.unverified', why=why)} {say('entry.save_verifies')}")
    if entry.hidden:
        said.append(say("entry.is_hidden"))
    if entry.changed_at is not None:
        is_gone = any(facts.messages[ts].deleted for ts in entry.evidence if ts in facts.messages)
        at = clock_time(entry.changed_at, facts.zone)
        said.append(say("tl.gone") if is_gone else say("tl.edited", at=at))
    return said


def _fields(facts: TimelineFacts, entry: Entry | None, typed: EntryWords | None, fields: str) -> list[Block]:
    words = typed or _words_of(entry)
    written = kit.field(f"{Fields.TEXT}.{fields}", say("entry.text"), _text(words, is_new=entry is None))
    drawn: list[Block] = [
        written,
        kit.field(f"{Fields.TIME}.{fields}", say("entry.time"), _time(facts, entry, words), hint=_hint(facts, entry)),
        kit.field(f"{Fields.KIND}.{fields}", say("entry.kind"), _chosen([_kind(one) for one in EntryKind], words.kind)),
        kit.field(
            f"{Fields.MARK}.{fields}",
            say("entry.mark"),
            _chosen([_option(say("entry.no_mark"), _NO_MARK), *(_kind(one) for one in Mark)], words.mark or _NO_MARK),
            hint=say("entry.mark_hint"),
        ),
        _who(facts, entry, words, fields),
    ]
    if facts.is_published:
        asked = PlainTextInputElement(action_id=Fields.VALUE, max_length=LONGEST_REASON)
        drawn.append(kit.field(f"{Fields.REASON}.{fields}", say("entry.reason"), asked, hint=say("entry.reason_hint")))
    return drawn


def _words_of(entry: Entry | None) -> EntryWords:
    if entry is None:
        return EntryWords(text="")
    return EntryWords(text=entry.text, kind=entry.kind, mark=entry.mark, actor=entry.actor)


def _text(words: EntryWords, *, is_new: bool) -> PlainTextInputElement:
    return PlainTextInputElement(
        action_id=Fields.VALUE,
        initial_value=cut(words.text, LONGEST_ENTRY) or None,
        max_length=LONGEST_ENTRY,
        multiline=True,
        focus_on_load=True if is_new else None,
    )


def _time(facts: TimelineFacts, entry: Entry | None, words: EntryWords) -> DateTimePickerElement:
    at = words.at or (entry.at if entry is not None else facts.postmortem.started_at or facts.now)
    return DateTimePickerElement(action_id=Fields.VALUE, initial_date_time=int(at.timestamp()))


def _hint(facts: TimelineFacts, entry: Entry | None) -> str | None:
    """Return what time the message has that it was made from, to the second, in the document's zone."""
    own = own_time(entry) if entry is not None else None
    if entry is None or own is None:
        return None
    zone = ZoneInfo(facts.zone)
    at = f"{own.astimezone(zone):%H:%M:%S} {zone_label(own, facts.zone)}"
    day = own.astimezone(zone).date()
    return say("entry.time_said", at=at if day == entry.at.astimezone(zone).date() else f"{short_day(day)}, {at}")


def _chosen(options: Sequence[Option], value: str) -> StaticSelectElement:
    chosen = next((one for one in options if one.value == value), options[0])
    return StaticSelectElement(action_id=Fields.VALUE, options=list(options), initial_option=chosen)


def _kind(one: EntryKind | Mark) -> Option:
    return _option(one.value, one.value)


def _option(label: str, value: str) -> Option:
    return kit.option(label, value)


def _who(facts: TimelineFacts, entry: Entry | None, words: EntryWords, fields: str) -> Block:
    """Return the field for who did it: one person, or nobody. An app cannot be chosen there, so it is left alone."""
    actor = entry.actor if entry is not None else None
    can_be_chosen = actor is None or (actor in facts.names and people.choosable([actor]) == [actor])
    name = f"{Fields.WHO}.{fields}" if can_be_chosen else f"{Fields.WHO}.{fields}.{_KEPT}"
    shown = people.choosable([words.actor]) if words.actor in facts.names else None
    chosen = UserMultiSelectElement(action_id=Fields.VALUE, initial_users=shown or None, max_selected_items=1)
    return kit.field(name, say("entry.who"), chosen, optional=True)


def _evidence(facts: TimelineFacts, entry: Entry, ts: str) -> SectionBlock:
    """Return a message that it rests on, quoted, so that nobody has to leave the window to read it."""
    message = facts.messages.get(ts)
    if message is None:
        return kit.section(say("entry.no_message"), _remove(facts, entry, ts))
    at = f"{message.at.astimezone(ZoneInfo(facts.zone)):%H:%M:%S}"
    who = text.name(facts.names.get(message.author, message.author_name)) or say("who.somebody")
    quote = text.line(message.text, QUOTE) or say("entry.no_words")
    said = [f'{text.bold(at)} {who}: "{quote}"']
    if url := facts.links.get(ts):
        said.append(text.own_link(url, say("entry.open")))
    lines = [" · ".join(said), *([say("tl.gone")] if message.deleted else [])]
    return kit.section("\n".join(lines), _remove(facts, entry, ts))


def _remove(facts: TimelineFacts, entry: Entry, ts: str) -> ButtonElement | None:
    """Return *Remove*, where something is left for the entry to rest on, or nothing has to be."""
    if len(entry.evidence) == 1 and not can_rest_on_nothing(entry):
        return None
    ref = act_ref(Act.REMOVE, facts, entry).model_copy(update={"at": ts, "seen": None})
    about = say("entry.at", at=clock_time(entry.at, facts.zone), pm=facts.postmortem.name)
    return kit.button(say("button.remove"), ids.ENTRY_REMOVE, ref, about)


def _buttons(facts: TimelineFacts, entry: Entry) -> list[ButtonElement]:
    """Return what one tap does: at most four, and none that would do nothing."""
    if entry.hidden:
        return [act_button("button.show_again", ids.ENTRY_SHOW, Act.SHOW, facts, entry)]
    hide = "button.hide" if entry.verified else "button.drop"
    buttons = [act_button(hide, ids.ENTRY_HIDE, Act.HIDE, facts, entry)]
    if next_shown(facts.entries, entry.id) is not None:
        buttons.append(act_button("button.merge", ids.ENTRY_MERGE, Act.MERGE, facts, entry))
    row = [one.id for one in beside(facts.entries, entry)]
    if row[0] != entry.id:
        buttons.append(act_button("button.up", ids.ENTRY_UP, Act.UP, facts, entry))
    if row[-1] != entry.id:
        buttons.append(act_button("button.down", ids.ENTRY_DOWN, Act.DOWN, facts, entry))
    return buttons
