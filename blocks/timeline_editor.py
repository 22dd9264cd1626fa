"""The window in which the timeline is edited: its list, 20 entries a page, and the tray of what waits for a decision.

Each row says the time first; what can be done stands in its menu. Where it was just pressed, the answer stands.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final
from zoneinfo import ZoneInfo

from slack_sdk.models.blocks import Block, ButtonElement, Option, OverflowMenuElement, PlainTextObject, SectionBlock

from blocks import controls, ids, kit, people, text
from blocks.drafts_words import credit_in_words
from blocks.ids import Ref
from bot.domain.durations import doubts, durations, in_words
from bot.domain.following import own_words
from bot.domain.surfaces import TimelineFacts, Told
from bot.domain.timeline import Entry, lead_of
from bot.domain.timeline_edits import (
    LONGEST_ENTRY,
    Act,
    Filter,
    Page,
    page_of,
    said_in_words,
    seen,
    shown,
)
from bot.domain.words import clock_time, count, due_day, say, short_day, zone_label

KIND: Final = "timeline"
EDIT: Final = "edit"
OPEN: Final = "open"
MOST_OPTIONS: Final = 30
QUOTE: Final = 120
TOLD: Final = 400


def editor_view(
    facts: TimelineFacts, which: Filter, number: int = 0, told: Told | None = None, *, below: str | None = None
) -> dict[str, Any]:
    """Return a page of the editor as a window. A page that is not there is the last one.

    `below` is the callback id of the window that it was opened from.
    """
    page = page_of(facts.entries, which, number)
    blocks: list[Block] = [kit.section(_headline(facts, which)), kit.actions(*_choices(facts, which, page))]
    blocks += _rows(facts, which, page, told)
    if not page.rows and which is not Filter.UNVERIFIED:
        blocks.append(kit.section(_empty(facts)))
    if len(page.pages) > 1:
        blocks.append(kit.actions(*_turning(facts, which, page)))
    if page.rows:
        last = page.first + len(page.rows)
        blocks.append(kit.context(say("editor.rows", first=page.first + 1, last=last, all=page.total)))
    ref = _ref(facts, which, page.number).model_copy(update={"below": below})
    return kit.modal(say("title.timeline", pm=facts.postmortem.name), ids.TIMELINE_EDITOR_VIEW, blocks, ref=ref)


def filter_of(word: str | None) -> Filter:
    """Return the filter that a window or button names; all entries where it names none of now."""
    return next((one for one in Filter if one.value == word), Filter.ALL)


def took(facts: TimelineFacts) -> str:
    """Return the durations in one line, and what the marks contradict; "" where nothing is known."""
    incident = facts.incident
    began = facts.postmortem.started_at or (incident.started_at if incident is not None else None)
    found = durations(facts.entries, began)
    lines = [in_words(found), *doubts(found)]
    return "\n".join(f"{line}." for line in lines if line)


def told_block(facts: TimelineFacts, told: Told, action_id: str) -> SectionBlock:
    """Return what was just done, or why not, with the button that takes it back."""
    undo = None
    if told.undo is not None and told.entry is not None:
        ref = Ref(
            kind=told.undo,
            postmortem=facts.postmortem.id,
            entry=told.entry.id,
            at=told.ts,
            revision=told.revision,
        )
        undo = kit.button(say("button.undo"), action_id, ref, _spoken(facts, told.entry))
    return kit.section(text.line(told.sentence, TOLD), undo)


def act_ref(act: str, facts: TimelineFacts, entry: Entry) -> Ref:
    """Return what a button is about that does something to an entry as it looks now."""
    return Ref(kind=act, postmortem=facts.postmortem.id, entry=entry.id, seen=seen(entry))


def act_button(label: str, action_id: str, act: str, facts: TimelineFacts, entry: Entry) -> ButtonElement:
    """Return a button that does something to an entry; whoever hears it hears which one."""
    return kit.button(say(label), action_id, act_ref(act, facts, entry), _spoken(facts, entry))


def _spoken(facts: TimelineFacts, entry: Entry) -> str:
    return say("entry.at", at=clock_time(entry.at, facts.zone), pm=facts.postmortem.name)


def _headline(facts: TimelineFacts, which: Filter) -> str:
    waiting = _waiting_for_somebody(facts)
    if which is Filter.UNVERIFIED:
        return say("editor.tray", n=waiting)
    said = [_how_many(facts, shown(facts.entries))]
    if waiting:
        said.append(say("editor.unverified", n=waiting))
    if hidden := sum(one.hidden for one in facts.entries):
        said.append(say("editor.hidden", n=hidden))
    return "\n".join(line for line in (" ".join(said), took(facts)) if line)


def _waiting_for_somebody(facts: TimelineFacts) -> int:
    return sum(not one.verified and not one.hidden for one in facts.entries)


def _how_many(facts: TimelineFacts, entries: Sequence[Entry]) -> str:
    """Return how many entries there are, on which days, and whose clock tells their times."""
    counted = count(len(entries), "entry")
    if not entries:
        return say("editor.none", entries=counted, zone=zone_label(facts.now, facts.zone))
    zone, days = zone_label(entries[0].at, facts.zone), (_day(facts, entries[0]), _day(facts, entries[-1]))
    if days[0] == days[1]:
        return say("editor.day", entries=counted, day=due_day(days[0], _today(facts)), zone=zone)
    first, last = (short_day(day, _today(facts)) for day in days)
    return say("editor.days", entries=counted, first=first, last=last, zone=zone)


def _choices(facts: TimelineFacts, which: Filter, page: Page) -> list[Any]:
    options = {one: kit.option(say(f"show.{one}"), _ref(facts, one, 0).encode()) for one in Filter}
    chosen: list[Any] = [kit.select(ids.TIMELINE_SHOW, say("filter.label"), list(options.values()), options[which])]
    if len(page.pages) > 1:
        places = _places(facts, which, page)
        here = next(option for last, option in places if page.number <= last)
        chosen.append(kit.select(ids.TIMELINE_GO, say("editor.go"), [option for _, option in places], here))
    ref = _ref(facts, which, page.number)
    chosen.append(
        kit.button(say("button.add_entry"), ids.TIMELINE_NEW, ref, say("timeline.of", pm=facts.postmortem.name))
    )
    if which is not Filter.UNVERIFIED and (waiting := _waiting_for_somebody(facts)):
        chosen.append(controls.check_unverified(facts.postmortem, waiting))
    return chosen


def _places(facts: TimelineFacts, which: Filter, page: Page) -> list[tuple[int, Option]]:
    """Return an option a page, named by its times, with the last page that it stands for: of many, several are one."""
    step = -(-len(page.pages) // MOST_OPTIONS)
    several = _day(facts, page.pages[0][0]) != _day(facts, page.pages[-1][-1])
    places = []
    for first in range(0, len(page.pages), step):
        last = min(first + step, len(page.pages)) - 1
        label = _span(facts, page.pages[first][0], page.pages[last][-1], dated=several)
        places.append((last, kit.option(label, _ref(facts, which, first).encode())))
    return places


def _span(facts: TimelineFacts, first: Entry, last: Entry, *, dated: bool) -> str:
    """Return from when to when in the document's zone, with the days where the list crosses midnight."""
    start, end = clock_time(first.at, facts.zone), clock_time(last.at, facts.zone)
    if dated:
        days = [short_day(_day(facts, one)) for one in (first, last)]
        start = f"{days[0]}, {start}"
        end = end if days[0] == days[1] else f"{days[1]}, {end}"
    return f"{start}–{end} {zone_label(last.at, facts.zone)}"  # noqa: RUF001 - a span has an en dash


def _rows(facts: TimelineFacts, which: Filter, page: Page, told: Told | None) -> list[Block]:
    everything = [one for rows in page.pages for one in rows]
    dated = bool(everything) and _day(facts, everything[0]) != _day(facts, everything[-1])
    place = _place_of(told, page.rows)
    blocks: list[Block] = []
    day: date | None = None
    last = next((one.id for one in reversed(facts.entries) if one.verified and not one.hidden), None)
    for number, one in enumerate(page.rows):
        if told is not None and number == place:
            blocks.append(told_block(facts, told, ids.TIMELINE_UNDO))
        if which is Filter.UNVERIFIED:
            blocks += _waiting(facts, one, dated=dated)
            continue
        if dated and (its_day := _day(facts, one)) != day:
            day = its_day
            blocks.append(kit.context(text.bold(due_day(day, _today(facts)))))
        blocks.append(_row(facts, one, is_last=one.id == last))
    if told is not None and place >= len(page.rows):
        blocks.append(told_block(facts, told, ids.TIMELINE_UNDO))
    return blocks


def _place_of(told: Told | None, rows: Sequence[Entry]) -> int:
    """Return before which row the answer stands: where its entry was, else on top."""
    if told is None or told.entry is None:
        return 0
    entry = told.entry
    return sum(one.id != entry.id and (one.at, one.rank) < (entry.at, entry.rank) for one in rows)


def _row(facts: TimelineFacts, entry: Entry, *, is_last: bool) -> SectionBlock:
    head = [text.bold(clock_time(entry.at, facts.zone)), entry.kind.value]
    if entry.mark is not None:
        head.append(say("timeline.mark", mark=entry.mark.value))
    if not entry.verified:
        head.append(say("editor.is_unverified"))
    body = [
        text.line(entry.text, LONGEST_ENTRY),
        _counted(facts, entry),
        credit_in_words(entry, people.who(facts.names, entry.by)),
        said_in_words(entry, facts.zone, text.name(facts.names.get(entry.actor or "", ""))),
        _changed(facts, entry),
    ]
    lines = (" · ".join(head), " · ".join(part for part in body if part))
    return kit.section("\n".join(lines), _menu(facts, entry, is_last=is_last))


def _counted(facts: TimelineFacts, entry: Entry) -> str:
    if not entry.evidence:
        return ""
    counted, url = count(len(entry.evidence), "message"), _link(facts, entry)
    return text.own_link(url, counted) if url else counted


def _changed(facts: TimelineFacts, entry: Entry) -> str:
    """Return that a message of an entry was changed or deleted in the channel, and when; "" where none was."""
    if entry.changed_at is None:
        return ""
    is_gone = any(facts.messages[ts].deleted for ts in entry.evidence if ts in facts.messages)
    return say("editor.deleted" if is_gone else "editor.changed", at=clock_time(entry.changed_at, facts.zone))


def _has_news(facts: TimelineFacts, entry: Entry) -> bool:
    """Whether the message that an entry was made from says something else by now."""
    message = facts.messages.get(lead_of(entry) or "")
    is_other = message is not None and not message.deleted and own_words(message) != entry.text
    return entry.changed_at is not None and is_other


def _link(facts: TimelineFacts, entry: Entry) -> str:
    return next((facts.links[ts] for ts in entry.evidence if ts in facts.links), "")


def _menu(facts: TimelineFacts, entry: Entry, *, is_last: bool) -> OverflowMenuElement:
    """Return what can be done to an entry. In a published document each change has a reason, which its window asks."""
    deeds = [("row.edit", EDIT)]
    if not facts.is_published:
        deeds += _deeds(entry, is_last=is_last)
        deeds += [("row.take", Act.TAKE)] if _has_news(facts, entry) else []
    ref = act_ref(EDIT, facts, entry)
    options = [_option(say(label), ref.model_copy(update={"kind": str(act)})) for label, act in deeds]
    if url := _link(facts, entry):
        options.append(_option(say("row.open"), ref.model_copy(update={"kind": OPEN}), url))
    return OverflowMenuElement(action_id=ids.TIMELINE_ROW, options=options)


def _deeds(entry: Entry, *, is_last: bool) -> list[tuple[str, str]]:
    if entry.hidden:
        return [("row.show", Act.SHOW)]
    if not entry.verified:
        return [("row.accept", Act.ACCEPT), ("row.drop", Act.HIDE)]
    return [("row.hide", Act.HIDE)] if is_last else [("row.hide", Act.HIDE), ("row.merge", Act.MERGE)]


def _option(label: str, ref: Ref, url: str | None = None) -> Option:
    return Option(
        text=PlainTextObject(text=label), value=ref.encode(), url=url if text.is_safe_url(url or "") else None
    )


def _waiting(facts: TimelineFacts, entry: Entry, *, dated: bool) -> list[Block]:
    """Return an entry that waits, with why, with what its message says, and with its three choices."""
    why = text.line((entry.reason or say("timeline.no_reason")).rstrip("."), LONGEST_ENTRY)
    at = (
        f"{short_day(_day(facts, entry))}, {clock_time(entry.at, facts.zone)}"
        if dated
        else clock_time(entry.at, facts.zone)
    )
    head = f"{text.bold(at)} {text.line(entry.text, LONGEST_ENTRY)}"
    changed = _changed(facts, entry)
    edit = act_button("button.edit", ids.TIMELINE_CHANGE, EDIT, facts, entry)
    buttons = [
        act_button("button.accept", ids.TIMELINE_ACCEPT, Act.ACCEPT, facts, entry),
        edit,
        act_button("button.drop", ids.TIMELINE_DROP, Act.HIDE, facts, entry),
    ]
    return [
        kit.section(f"{head}\n{say('editor.why', why=why)}"),
        kit.context(" · ".join(part for part in (_quoted(facts, entry), changed) if part)),
        kit.actions(*([edit] if facts.is_published else buttons)),
    ]


def _quoted(facts: TimelineFacts, entry: Entry) -> str:
    """Return what its first message says, who wrote it and when; or that it has none."""
    message = next((facts.messages[ts] for ts in entry.evidence if ts in facts.messages), None)
    if message is None:
        return count(len(entry.evidence), "message")
    who = text.name(facts.names.get(message.author, message.author_name)) or say("who.somebody")
    quote = f'"{text.line(message.text, QUOTE) or say("entry.no_words")}"'
    parts = [quote, f"{who}, {clock_time(message.at, facts.zone)}"]
    if url := facts.links.get(message.ts):
        parts.append(text.own_link(url, say("entry.open")))
    return " · ".join(parts)


def _empty(facts: TimelineFacts) -> str:
    return say("editor.nothing") if facts.entries else say("empty.timeline")


def _turning(facts: TimelineFacts, which: Filter, page: Page) -> list[ButtonElement]:
    here = page.number
    turns = (("button.earlier", ids.TIMELINE_BACK, here - 1), ("button.later", ids.TIMELINE_NEXT, here + 1))
    about = say("timeline.of", pm=facts.postmortem.name)
    return kit.turning(turns, len(page.pages) - 1, _ref(facts, which, here), about)


def _ref(facts: TimelineFacts, which: Filter, number: int) -> Ref:
    return Ref(kind=KIND, postmortem=facts.postmortem.id, page=number, word=which.value)


def _day(facts: TimelineFacts, entry: Entry) -> date:
    return entry.at.astimezone(ZoneInfo(facts.zone)).date()


def _today(facts: TimelineFacts) -> date:
    return facts.now.astimezone(ZoneInfo(facts.zone)).date()
