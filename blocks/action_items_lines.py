"""An action item in lines of mrkdwn: what it is, who does it until when, and what became of it."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from blocks import people, text
from bot.domain.action_items import ActionItem, ItemStatus
from bot.domain.action_items_deeds import ItemShown
from bot.domain.words import Glyph, due_day, marked, say, short_day

LONGEST: Final = 200
TICKET: Final = 150
DONE_WHEN: Final = 200
SAID: Final = 300


def item_line(item: ActionItem, names: Mapping[str, str], today: date | None = None, *, name: str = "") -> str:
    """Return an item in lines of escaped mrkdwn: what; who, how much it matters, until when; and when it is done.

    `name` is the postmortem's, where items of several stand together.
    """
    done = f"\n{say('item.done_when_is', what=text.line(item.done_when, DONE_WHEN))}" if item.done_when else ""
    return f"{text.bold(text.line(item.text, LONGEST))}\n{item_about(item, names, today, name=name)}{done}"


def item_about(item: ActionItem, names: Mapping[str, str], today: date | None = None, *, name: str = "") -> str:
    """Return what stands under an item's words: who, how much it matters, until when, how far it is, its ticket."""
    owner = text.name(names.get(item.owner or "", say("who.somebody"))) if item.owner else say("item.no_owner")
    key = "item.late" if today is not None and item.is_late(today) else "item.due"
    due = say(key, day=due_day(item.due, today)) if item.due else say("item.no_due")
    about = say("item.line", owner=owner, priority=say(f"item.priority.{item.priority}"), due=due)
    state = [] if item.proposed else [say(f"item.state.{item.status}")]
    ticket = [_ticket(item.ticket)] if item.ticket else []
    return " · ".join([*([name] if name else []), about, *state, *ticket])


def _ticket(said: str) -> str:
    """Return a ticket's number, or its link under what its address ends with: "PAY-311 (jira.example.com)"."""
    ends = said.rstrip("/").rpartition("/")[2] or said
    return text.link(said, ends) if text.is_safe_url(said) else text.line(said, TICKET)


def item_state(shown: ItemShown) -> str:
    """Return what became of an item, with its sign, and how it was before this reader's last deed; empty: nothing."""
    item = shown.item
    if item.status is ItemStatus.COMPLETED:
        return marked(Glyph.WAITS if shown.waits else Glyph.DONE, _completed(shown))
    if item.status is ItemStatus.WONT_DO:
        why = say("item.did_decline", why=_quoted(item.justification)) if item.justification else ""
        return marked(Glyph.DONE, why or say("item.did_decline_bare"))
    if shown.is_snoozed and item.snoozed_until is not None:
        return marked(Glyph.WAITS, say("item.did_snooze", day=due_day(item.snoozed_until, shown.today)))
    return _just_done(shown) or _started(shown)


def _just_done(shown: ItemShown) -> str:
    """Return what this reader's last deed made of an open item."""
    item, was = shown.item, shown.was
    if was is None:
        return ""
    if was.owner != item.owner:
        return marked(Glyph.DONE, say("item.did_hand_over", who=people.who(shown.names, item.owner)))
    if was.due != item.due and item.due is not None:
        key = "item.did_redate" if was.due else "item.did_redate_first"
        before = short_day(was.due, shown.today) if was.due else ""
        return marked(Glyph.WAITS, say(key, day=short_day(item.due, shown.today), was=before))
    return "" if was.is_open else marked(Glyph.WAITS, say("item.did_reopen"))


def _started(shown: ItemShown) -> str:
    item = shown.item
    if item.status is not ItemStatus.IN_PROGRESS or item.started_at is None:
        return ""
    day = shown.day(item.started_at)
    said = say("item.did_start_today") if day == shown.today else say("item.did_start", day=due_day(day, shown.today))
    return marked(Glyph.RUNNING, said)


def evidence_of(item: ActionItem) -> str:
    """Return how one can tell that an item is done: a link whose label is its address, or the words in quotes."""
    said = item.evidence or ""
    return f"{text.link(said, said)}." if text.is_safe_url(said) else _quoted(said)


def _completed(shown: ItemShown) -> str:
    item = shown.item
    if not item.evidence or item.done_at is None:
        said = say("item.did_complete_bare")
    elif (day := shown.day(item.done_at)) == shown.today:
        said = say("item.did_complete_today", evidence=evidence_of(item))
    else:
        said = say("item.did_complete", day=due_day(day, shown.today), evidence=evidence_of(item))
    if shown.waits:
        return f"{said} {say('item.waits')}"
    if item.confirmed_by is None:
        return said
    return f"{said} {say('item.did_confirm', who=people.who(shown.names, item.confirmed_by))}"


def _quoted(said: str | None) -> str:
    return say("item.quoted", said=text.line((said or "").rstrip(" ."), SAID))
