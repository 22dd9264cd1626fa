"""The timeline as a living reply with a table, and as a window of pages that shows every line with its messages.

Nothing to act on lives in the table. What did not pass the check stands apart, with the reason.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final
from zoneinfo import ZoneInfo

from slack_sdk.models.blocks import (
    Block,
    ButtonElement,
    RawTextObject,
    RichTextBlock,
    RichTextElementParts,
    RichTextSectionElement,
    TableBlock,
)

from blocks import controls, ids, kit, people, text
from blocks.drafts_words import bounds, credit_in_words, shown_entries, title_of, unverified_entries
from blocks.ids import Ref
from bot.domain.durations import durations, in_words
from bot.domain.postmortems import Postmortem, Status
from bot.domain.surfaces import CardFacts, Rendered
from bot.domain.text import utf16_length
from bot.domain.timeline import Entry, EntryKind, in_order
from bot.domain.timeline_edits import said_in_words
from bot.domain.words import capitalised, clock_beside, clock_time, count, due_day, say, short_day, zone_label

MOST_ROWS: Final = 40
CELL: Final = 120
TABLE_ROOM: Final = 7_000
ADDRESS_ROOM: Final = 9_500
"""Cells and the addresses behind them together: Slack's 10,000 may count both."""
PAGE: Final = 20
ENTRY: Final = 300
LINES_ROOM: Final = 2_900
SPOKEN: Final = 5
_FIRST_SHOWN = {EntryKind.DECISION, EntryKind.CHANGE, EntryKind.COMMUNICATION}


def timeline(facts: CardFacts) -> Rendered:
    """Return the reply under the card that holds the timeline: a table, or lines where Slack takes no table."""
    postmortem = facts.postmortem
    if postmortem is None:
        raise ValueError("there is no timeline before there is a postmortem")
    entries = shown_entries(facts)
    if not entries and not unverified_entries(facts):
        empty = say("empty.timeline")
        edit = [kit.actions(*buttons)] if (buttons := _edit(postmortem)) else []
        said = kit.section(f"{text.bold(say('timeline.title'))}\n{empty}")
        return kit.message(f"{postmortem.name}: {empty}", said, *edit)
    if facts.audience.is_shared:
        return _kept_back(facts, postmortem)
    rows = _most_telling(entries)
    table, rows = _table(facts, rows) if facts.tables and rows else (None, rows)
    body = [table] if table is not None else [kit.section(one) for one in _lines(facts, rows)]
    found = in_words(durations(entries, bounds(facts, postmortem)[0]))
    took = [f"{found}."] if found else []
    blocks: list[Block] = [
        kit.section(_headline(facts, len(rows))),
        *body,
        kit.context(*took, clock_line(facts, entries)),
        kit.actions(_read_all(postmortem), *_edit(postmortem)),
    ]
    return kit.message(_summary(facts, postmortem, entries), *blocks)


def page(facts: CardFacts, number: int = 0) -> dict[str, Any]:
    """Return a page of 20 entries as a window, the unverified ones last. A page that is not there is the last one."""
    postmortem = facts.postmortem
    if postmortem is None:
        raise ValueError("there is no timeline before there is a postmortem")
    shown, apart = shown_entries(facts), unverified_entries(facts)
    entries = [*shown, *apart]
    last = max(0, (len(entries) - 1) // PAGE)
    number = min(number, last)
    rows = entries[number * PAGE : (number + 1) * PAGE]
    blocks: list[Block] = [kit.section(_headline(facts, len(shown)))]
    day: date | None = None
    told_apart = False
    for one in rows:
        if not one.verified and not told_apart:
            blocks.append(kit.section(text.bold(say("timeline.apart"))))
            told_apart, day = True, None
        if _several_days(entries, facts.zone) and (its_day := _day(one, facts)) != day:
            day = its_day
            blocks.append(kit.context(text.bold(due_day(day, facts.now.astimezone(ZoneInfo(facts.zone)).date()))))
        blocks.append(kit.section(entry_lines(facts, one)))
    if not entries:
        blocks.append(kit.section(say("empty.timeline")))
    if last:
        blocks.append(kit.actions(*_turning(postmortem, number, last)))
    where = say("page.entries", first=number * PAGE + 1, last=number * PAGE + len(rows), all=len(entries))
    blocks.append(kit.context(f"{where} {clock_line(facts, entries)}" if entries else clock_line(facts, entries)))
    ref = Ref(kind="timeline", postmortem=postmortem.id, page=number)
    return kit.modal(say("title.timeline", pm=postmortem.name), ids.TIMELINE_VIEW, blocks, ref=ref)


def entry_lines(facts: CardFacts, entry: Entry) -> str:
    """Return an entry in mrkdwn: time, kind, text, its messages, and what a reader must know about it."""
    mark = f" · {say('timeline.mark', mark=entry.mark.value)}" if entry.mark else ""
    head = f"{text.bold(clock_time(entry.at, facts.zone))} · {entry.kind.value}{mark}"
    body = [f"{head}\n{text.line(entry.text, ENTRY)} · {messages(facts, entry)}".rstrip(" ·")]
    if entry.said_at is not None:
        said, about = clock_beside(entry.said_at, entry.at, facts.zone), clock_time(entry.at, facts.zone)
        body.append(say("tl.said", said=said, about=about))
    if entry.by is not None and not facts.audience.is_shared:
        body.append(f"{capitalised(credit_in_words(entry, people.who(facts.names, entry.by)))}.")
    if not entry.verified:
        why = text.line((entry.reason or say("timeline.no_reason")).rstrip("."), ENTRY)
        body.append(say("tl.unverified", why=why))
    return "\n".join(body)


def messages(facts: CardFacts, entry: Entry) -> str:
    """Return "2 messages" for mrkdwn, a link to the first of them where it is known; "" without evidence."""
    if not entry.evidence:
        return ""
    counted = count(len(entry.evidence), "message")
    url = next((facts.links[ts] for ts in entry.evidence if ts in facts.links), "")
    return text.own_link(url, counted) if url else counted


def clock_line(facts: CardFacts, entries: Sequence[Entry]) -> str:
    """Return which clock the document speaks, and what it is for the reader: "14:00 UTC is 15:00 for you."."""
    if not entries:
        return say("card.timeline_clock", zone=zone_label(facts.now, facts.zone))
    at = entries[0].at.replace(minute=0, second=0, microsecond=0)
    zone = zone_label(at, facts.zone)
    here = f"{clock_time(at, facts.zone)} {zone}"
    return say("timeline.clock", zone=zone, here=here, there=text.time_of_day(at))


def _headline(facts: CardFacts, shown: int) -> str:
    all_, apart = len(shown_entries(facts)), len(unverified_entries(facts))
    parts = [text.bold(say("timeline.title")), f"{count(all_, 'entry')}"]
    if apart:
        parts[1] += f", {say('timeline.unverified', n=apart)}"
    if shown < all_:
        parts.append(say("card.timeline_shown", shown=shown, all=all_))
    return " · ".join(parts)


def _summary(facts: CardFacts, postmortem: Postmortem, entries: Sequence[Entry]) -> str:
    first = [f"{clock_time(one.at, facts.zone)} {text.line(one.text, CELL).rstrip('.')}" for one in entries[:SPOKEN]]
    head = f"{postmortem.name}: {count(len(entries), 'timeline entry')}."
    rest = len(entries) - len(first)
    return " ".join(
        [head, *(f"{one}." for one in first), *([capitalised(say("list.more", n=rest)) + "."] if rest else [])]
    )


def _most_telling(entries: Sequence[Entry]) -> list[Entry]:
    """Keep 40: marks first, then decisions, changes and communications, then the rest; shown by time."""
    if len(entries) <= MOST_ROWS:
        return list(entries)
    ranked = sorted(entries, key=_rank)
    return in_order(ranked[:MOST_ROWS])


def _rank(entry: Entry) -> int:
    if entry.mark is not None:
        return 0
    return 1 if entry.kind in _FIRST_SHOWN else 2


def _table(facts: CardFacts, rows: list[Entry]) -> tuple[TableBlock | None, list[Entry]]:
    """Return the table, with the least telling rows left out until its cells fit."""
    while rows:
        cells = [_row(facts, one, dated=_several_days(rows, facts.zone)) for one in rows]
        size = sum(_size(cell) for row in cells for cell in row)
        addresses = sum(len(_address(facts, one)) for one in rows)
        if size <= TABLE_ROOM and size + addresses <= ADDRESS_ROOM:
            zone = zone_label(rows[0].at, facts.zone)
            head = [RawTextObject(text=one) for one in (zone, say("timeline.kind"), say("timeline.what"))]
            wrapped = [None, None, {"is_wrapped": True}]
            return TableBlock(rows=[head, *cells], column_settings=wrapped), rows
        weakest = max(rows, key=_rank)
        rows = [one for one in rows if one is not weakest]
    return None, rows


def _row(facts: CardFacts, entry: Entry, *, dated: bool) -> list[RawTextObject | RichTextBlock]:
    at = clock_time(entry.at, facts.zone)
    if dated:
        at = f"{short_day(_day(entry, facts))}, {at}"
    what: list[Any] = [RichTextElementParts.Text(text=text.plain(entry.text, CELL) or "…")]
    if stated := _stated(facts, entry):
        what.append(RichTextElementParts.Text(text=f" · {stated}"))
    if entry.evidence:
        counted, url = count(len(entry.evidence), "message"), _address(facts, entry)
        what.append(RichTextElementParts.Text(text=" · "))
        what.append(
            RichTextElementParts.Link(url=url, text=counted) if url else RichTextElementParts.Text(text=counted)
        )
    return [
        RawTextObject(text=at),
        RawTextObject(text=entry.kind.value),
        RichTextBlock(elements=[RichTextSectionElement(elements=what)]),
    ]


def _stated(facts: CardFacts, entry: Entry) -> str:
    """Return when a time was said that no message has as its own; "" where the time is the message's."""
    return said_in_words(entry, facts.zone)


def _address(facts: CardFacts, entry: Entry) -> str:
    url = next((facts.links[ts] for ts in entry.evidence if ts in facts.links), "")
    return url if text.is_safe_url(url) else ""


def _size(cell: Any) -> int:
    if isinstance(cell, RawTextObject):
        return utf16_length(cell.text or "")
    return sum(utf16_length(part.text or "") for section in cell.elements for part in section.elements)


def _lines(facts: CardFacts, rows: Sequence[Entry]) -> list[str]:
    """Return the rows as lines in at most four section blocks, for workspaces where Slack takes no table."""
    dated = _several_days(rows, facts.zone)
    blocks, size = [""], 0
    for one in rows:
        day = f"{short_day(_day(one, facts))}, " if dated else ""
        at = text.bold(f"{day}{clock_time(one.at, facts.zone)}")
        parts = (at, one.kind.value, text.line(one.text, CELL), _stated(facts, one), messages(facts, one))
        shown = " · ".join(part for part in parts if part)
        if size + utf16_length(shown) > TABLE_ROOM:
            break
        if blocks[-1] and utf16_length(blocks[-1]) + utf16_length(shown) > LINES_ROOM:
            blocks.append("")
        blocks[-1] = f"{blocks[-1]}\n{shown}".strip()
        size += utf16_length(shown) + 1
    return [one for one in blocks if one]


def _several_days(entries: Sequence[Entry], zone: str) -> bool:
    return len({one.at.astimezone(ZoneInfo(zone)).date() for one in entries}) > 1


def _day(entry: Entry, facts: CardFacts) -> date:
    return entry.at.astimezone(ZoneInfo(facts.zone)).date()


def _read_all(postmortem: Postmortem) -> Any:
    ref = Ref(kind="timeline", postmortem=postmortem.id, page=0)
    label = say("button.read_all")
    spoken = say("timeline.read_all", pm=postmortem.name)
    return kit.button(label, ids.TIMELINE_READ, ref, postmortem.name, spoken=spoken)


def _edit(postmortem: Postmortem) -> list[ButtonElement]:
    """Return *Edit timeline* as long as the document is written; a published one is corrected elsewhere."""
    is_written = postmortem.status in {Status.DRAFT, Status.IN_REVIEW} and postmortem.discarded_at is None
    return [controls.edit_timeline(postmortem)] if is_written else []


def _turning(postmortem: Postmortem, number: int, last: int) -> list[ButtonElement]:
    turns = (("button.earlier", ids.TIMELINE_EARLIER, number - 1), ("button.later", ids.TIMELINE_LATER, number + 1))
    ref = Ref(kind="timeline", postmortem=postmortem.id)
    return kit.turning(turns, last, ref, say("timeline.of", pm=postmortem.name))


def _kept_back(facts: CardFacts, postmortem: Postmortem) -> Rendered:
    """Name the number of entries only: the channel has readers of another organisation."""
    sentence = say("shared.timeline")
    return kit.message(
        f"{postmortem.name} {text.line(title_of(facts), CELL)}: {sentence}",
        kit.section(f"{_headline(facts, len(shown_entries(facts)))}\n{sentence}"),
        kit.actions(_read_all(postmortem), *_edit(postmortem)),
    )
