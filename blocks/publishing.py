"""A published document in the channels that are told of it. Nobody is mentioned, everything is escaped."""

from collections import Counter
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from slack_sdk.models.blocks import Block

from blocks import action_items, controls, kit, people, text
from blocks.drafts_words import bounds, length, span, title_of
from blocks.markdown import inline
from blocks.mentions import with_names
from bot.domain.action_items import ActionItem
from bot.domain.facts import Facts
from bot.domain.postmortems import Postmortem, Section
from bot.domain.publishing import Showing, approvers
from bot.domain.surfaces import CardFacts, Rendered
from bot.domain.timeline import Origin
from bot.domain.words import Glyph, due_day, listing, marked, say, short_day

TITLE: Final = 120
SUMMARY: Final = 900
OWNERS: Final = 6
APPROVERS: Final = 10
LONGEST_NUMBER: Final = 12


def announcement(facts: CardFacts, showing: Showing) -> Rendered:
    """Return what a channel is told of a published document: all of it, or title, state and length."""
    postmortem, gate = facts.postmortem, facts.gate
    if postmortem is None or gate is None:
        raise ValueError("nothing is announced before it is published")
    if showing is Showing.SHORT:
        return _short(facts, postmortem)
    blocks: list[Block] = [kit.header(f"{postmortem.name} · {title_of(facts)}")]
    blocks.append(kit.section(_status_line(facts, postmortem)))
    summary = postmortem.section("summary")
    if summary is not None and not summary.is_empty:
        blocks.append(kit.section(_summary(facts, summary)))
    blocks.append(kit.section(items_line(facts, postmortem, gate)))
    about = postmortem.name
    blocks.append(kit.actions(controls.read(postmortem.id, about), action_items.items(postmortem.id, about)))
    blocks.append(kit.context(" ".join(_small(facts, postmortem, gate))))
    counted = [length(facts, postmortem), _harmed(postmortem), say("pub.items", n=len(items_of(gate)))]
    return kit.message(_text(facts, postmortem, ", ".join(one for one in counted if one)), *blocks)


def withdrawn() -> Rendered:
    """Return what an announcement turns into where its readers may not know of the document any more."""
    sentence = say("pub.withdrawn")
    return kit.message(sentence, kit.section(sentence))


def _short(facts: CardFacts, postmortem: Postmortem) -> Rendered:
    took = length(facts, postmortem)
    return kit.message(
        _text(facts, postmortem, took),
        kit.header(f"{postmortem.name} · {title_of(facts)}"),
        kit.section(f"{text.bold(say('pub.published'))} · {took}"),
        kit.actions(controls.read(postmortem.id, postmortem.name)),
    )


def _text(facts: CardFacts, postmortem: Postmortem, counted: str) -> str:
    return say("pub.text", pm=postmortem.name, title=text.line(title_of(facts), TITLE), facts=counted)


def _status_line(facts: CardFacts, postmortem: Postmortem) -> str:
    severity = postmortem.severity or facts.incident.severity
    services = postmortem.services or facts.incident.services
    parts = [
        text.bold(say("pub.published")),
        text.line(severity, 20) if severity else "",
        _when(facts, postmortem),
        listing([text.name(one) for one in services], 3),
    ]
    return " · ".join(part for part in parts if part)


def _when(facts: CardFacts, postmortem: Postmortem) -> str:
    """Return the span with its day: "Nov 17, 14:02-14:47 UTC, 45 min". Over midnight the span has its days already."""
    zone = ZoneInfo(facts.zone)
    start, end = (at.astimezone(zone).date() if at else None for at in bounds(facts, postmortem))
    shown = span(facts, postmortem)
    if start is None or start != end:
        return shown
    return f"{short_day(start, facts.now.astimezone(zone).date())}, {shown}"


def _summary(facts: CardFacts, summary: Section) -> str:
    drawn = inline(with_names(summary.text.strip(), facts.names), SUMMARY)
    return f"{marked(Glyph.AI, say('document.ai'))}\n{drawn}" if summary.origin is Origin.AI else drawn


def items_line(facts: CardFacts, postmortem: Postmortem, gate: Facts) -> str:
    """Return how many items there are, whose they are, and when the first one is due."""
    items = items_of(gate)
    if not items:
        why = text.line(postmortem.no_items_reason or "", text.REASON)
        return say("pub.no_items_why", why=why) if why else say("pub.no_items")
    owners = Counter(one.owner for one in items)
    ranked = sorted(owners.items(), key=lambda one: (one[0] is None, -one[1], people.spoken(facts.names, one[0])))
    named = [
        say("pub.owner", who=people.who(facts.names, owner), n=n) if owner else say("pub.nobody", n=n)
        for owner, n in ranked
    ]
    shown = ", ".join(named) if len(named) <= OWNERS else listing(named, OWNERS)
    line = f"{text.bold(say('pub.items_of', n=len(items)))} {shown}."
    due = min((one.due for one in items if one.is_open and one.due is not None), default=None)
    today = facts.now.astimezone(ZoneInfo(facts.zone)).date()
    return f"{line} {say('pub.first_due', day=due_day(due, today))}" if due else line


def items_of(gate: Facts) -> list[ActionItem]:
    """Return a document's items; what was only proposed is none yet."""
    return [one for one in gate.items if not one.proposed]


def _harmed(postmortem: Postmortem) -> str:
    """Return how many people it reached, as the impact says in its field; empty where nobody knows."""
    impact = postmortem.section("impact")
    users = impact.fields.get("users", "").strip() if impact is not None else ""
    is_number = users.isascii() and users.isdigit() and len(users) <= LONGEST_NUMBER
    return say("pub.people", n=int(users)) if is_number else ""


def _small(facts: CardFacts, postmortem: Postmortem, gate: Facts) -> list[str]:
    published = postmortem.publication
    lines = []
    approved_by = people.several(facts.names, approvers(postmortem, gate.reviews), APPROVERS)
    if approved_by:
        lines.append(say("pub.approved", who=approved_by))
    elif published.by is not None:
        lines.append(say("pub.by", who=people.who(facts.names, published.by)))
    lines.append(say("pub.revision", revision=published.revision or postmortem.revision))
    if published.at and published.reopened_at and published.reopened_at < published.at:
        lines.append(say("pub.again", day=day_of(facts, published.at)))
    if published.corrected_at and published.at and published.corrected_at >= published.at:
        lines.append(say("pub.corrected", day=day_of(facts, published.corrected_at)))
    if facts.publishing is not None and facts.publishing.canvas is not None:
        lines.append(text.own_link(facts.publishing.canvas, say("pub.canvas")))
    return lines


def day_of(facts: CardFacts, at: datetime) -> str:
    """Return the day of a moment in the document's zone: "Nov 23"."""
    zone = ZoneInfo(facts.zone)
    return short_day(at.astimezone(zone).date(), facts.now.astimezone(zone).date())
