"""The card of a published document and of one in the archive, with what became of its items and who heard nothing."""

from datetime import date, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from slack_sdk.models.blocks import InteractiveElement

from blocks import action_items, controls, fixes, people, publishing_controls, text
from blocks.drafts_frame import framed, its_title, plainly, what_next
from blocks.publishing import day_of, items_line, items_of
from bot.domain.action_items import ActionItem
from bot.domain.action_items_deeds import waits_for_confirmation
from bot.domain.action_items_lists import late_of
from bot.domain.facts import Facts
from bot.domain.fixes import ASKED_AFTER, FixAnswer
from bot.domain.postmortems import Postmortem
from bot.domain.publishing import Publishing, Silence
from bot.domain.surfaces import CardFacts, Rendered
from bot.domain.words import Glyph, due_day, is_said, marked, say

SHOWN: Final = 3
SHARED: Final = "shared"


def published(facts: CardFacts, postmortem: Postmortem, gate: Facts) -> Rendered:
    """Return the card of a published document: when, its items, what comes next, and what went not quite as planned."""
    at = postmortem.publication.at
    state = say("card.published_on", day=day_of(facts, at)) if at else say("card.status.published")
    held = fixes.line(postmortem, facts.names, is_shared=facts.audience.is_shared)
    lines = [_items(facts, postmortem, gate), *([held] if held else []), *_remarks(facts, postmortem, gate)]
    name = postmortem.name
    buttons: list[InteractiveElement] = [controls.read(postmortem.id, name), action_items.items(postmortem.id, name)]
    if silent := _shown_silent(facts):
        buttons.append(publishing_controls.elsewhere(postmortem.id, name, silent[0].channel))
    return framed(
        facts,
        postmortem,
        state=state,
        lines=["\n".join(lines)],
        buttons=[*buttons, controls.menu(postmortem)],
        summary=_summary(facts, postmortem, state, lines[0]),
    )


def archived(facts: CardFacts, postmortem: Postmortem) -> Rendered:
    """Return the card of a document in the archive."""
    published_ = postmortem.publication
    at = published_.archived_at or postmortem.updated_at
    if facts.audience.is_shared:
        sentence = say("card.archived_shared", day=day_of(facts, at))
    else:
        sentence = say("card.archived", day=day_of(facts, at), who=people.who(facts.names, published_.archived_by))
    state = say("card.status.archived")
    return framed(
        facts,
        postmortem,
        state=state,
        lines=[f"{sentence} {say('none.left')}"],
        buttons=[
            controls.read(postmortem.id, postmortem.name),
            publishing_controls.restore(postmortem),
            controls.menu(postmortem),
        ],
        summary=_summary(facts, postmortem, state, sentence),
    )


def _summary(facts: CardFacts, postmortem: Postmortem, state: str, line: str) -> str:
    status = f"{state[:1].lower()}{state[1:]}. {plainly(line)}".removesuffix(".")
    return say("card.text", pm=postmortem.name, title=its_title(facts), status=status)


def _items(facts: CardFacts, postmortem: Postmortem, gate: Facts) -> str:
    """Return how far the items are and who is next; in a shared channel without names."""
    items = items_of(gate)
    if not items:
        why = say("pub.no_items") if facts.audience.is_shared else items_line(facts, postmortem, gate)
        return f"{why} {say('none.left')}"
    today = facts.now.astimezone(ZoneInfo(facts.zone)).date()
    open_ = [one for one in items if one.is_open]
    confirms = gate.template.confirms_items
    waiting = sum(waits_for_confirmation(one, confirms=confirms) for one in items)
    if not open_ and not waiting:
        return f"{say('card.items_closed', n=len(items))} {_fix_next(facts, postmortem)}"
    late = late_of(open_, gate.people, facts.now, facts.zone)
    closed = len(items) - len(open_) - waiting
    counted = [("done", closed), ("waits", waiting), ("late", late), ("open", len(open_) - late)]
    states = ", ".join(say(f"card.items_{key}", n=n) for key, n in counted if n)
    line = say("card.items", items=say("pub.items", n=len(items)), states=states)
    return line if facts.audience.is_shared else f"{line} {what_next(_next(facts, gate, open_, today))}"


def _fix_next(facts: CardFacts, postmortem: Postmortem) -> str:
    """Return when it is asked whether the fix held; that nothing is left where nobody is asked any more."""
    at, said = postmortem.publication.at, {one.days: one.answer for one in postmortem.publication.fixes}
    open_ = [days for days in ASKED_AFTER if days not in said]
    is_over = any(one is not FixAnswer.HELD for one in said.values())
    coming = [at + timedelta(days=days) for days in open_] if at is not None and not is_over else []
    first = next((one for one in coming if one > facts.now), None)
    if first is None or postmortem.author is None or facts.audience.is_shared:
        return say("none.left")
    who = people.who(facts.names, postmortem.author)
    return what_next(say("fix.next", day=day_of(facts, first), who=who))


def _next(facts: CardFacts, gate: Facts, open_: list[ActionItem], today: date) -> str:
    if not open_:
        return say("card.item_confirm")
    first = min(open_, key=lambda one: (one.due is None, one.due or today, one.owner is None, one.position))
    if first.owner is None:
        return say("card.item_next_nobody")
    who = people.who(facts.names, first.owner)
    if first.due is None:
        return say("card.item_next_undated", who=who)
    is_late = late_of([first], gate.people, facts.now, facts.zone) > 0
    return say("card.item_next_late" if is_late else "card.item_next", who=who, day=due_day(first.due, today))


def _remarks(facts: CardFacts, postmortem: Postmortem, gate: Facts) -> list[str]:
    """Return what the card adds: a correction, an override, channels that heard nothing, files that are not there."""
    is_shared, publishing = facts.audience.is_shared, facts.publishing or Publishing()
    lines = []
    if (corrected := _corrected(facts, postmortem)) is not None:
        lines.append(corrected)
    for one in gate.overrides[-SHOWN:]:
        who = people.who(facts.names, one.by)
        said = say("card.overridden", who=who, why=text.line(one.reason, text.REASON))
        lines.append(say("card.overridden_shared") if is_shared else said)
    if not is_shared:
        lines += [marked(Glyph.BLOCKS, not_told(one)) for one in _shown_silent(facts)[:SHOWN]]
        if publishing.no_files not in {None, SHARED}:
            why = why_not(publishing.no_files or "")
            lines.append(marked(Glyph.BLOCKS, say("card.no_files", why=why, button=say("button.send_file"))))
    return list(dict.fromkeys(lines))


def _shown_silent(facts: CardFacts) -> tuple[Silence, ...]:
    """Return the channels that heard nothing, where the card may name them."""
    return () if facts.audience.is_shared or facts.publishing is None else facts.publishing.silent


def _corrected(facts: CardFacts, postmortem: Postmortem) -> str | None:
    done = postmortem.publication
    if done.corrected_at is None or (done.at is not None and done.corrected_at < done.at):
        return None
    day, who = day_of(facts, done.corrected_at), people.who(facts.names, done.corrected_by)
    if facts.audience.is_shared:
        return say("card.corrected_shared", day=day)
    if not done.correction:
        return say("card.corrected_bare", day=day, who=who)
    return say("card.corrected", day=day, who=who, why=text.line(done.correction, text.REASON))


def not_told(silence: Silence) -> str:
    """Return which channel heard nothing, and why."""
    where = text.name(f"#{silence.name}") if silence.name else say("card.silent_somewhere")
    return say("card.silent", where=where, why=why_not(silence.code))


def why_not(code: str) -> str:
    """Return in words why something could not be shown in a channel; Slack's own word where there is no better one."""
    return say(f"why_not.{code}") if is_said(f"why_not.{code}") else say("why_not.slack", code=text.code(code, 60))
