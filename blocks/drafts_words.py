"""What the surfaces of a draft say of it in words: its title, entries, gaps, days, and the report of its import."""

from datetime import datetime
from zoneinfo import ZoneInfo

from blocks import text
from bot.domain.action_items_lists import late_of
from bot.domain.gate import items_are_complete
from bot.domain.incidents import ImportReport
from bot.domain.postmortems import Postmortem
from bot.domain.sections import BY_KEY, SectionKind
from bot.domain.statements import share, waiting
from bot.domain.surfaces import CardFacts
from bot.domain.timeline import Entry
from bot.domain.timeline_edits import credit, shown, unverified
from bot.domain.words import count, due_day, duration, listing, number, period, say

MOST_GAPS = 6


def title_of(facts: CardFacts) -> str:
    """Return the title as raw text; an incident without one is called by its channel, then "an incident"."""
    found = facts.postmortem.title if facts.postmortem and facts.postmortem.title.strip() else facts.incident.title
    channel = f"#{facts.incident.channel_name}" if facts.incident.channel_name else say("about.incident")
    return found if found.strip() else channel


def shown_entries(facts: CardFacts) -> list[Entry]:
    """Return the verified entries that nobody has hidden, by time."""
    return shown(facts.entries)


def unverified_entries(facts: CardFacts) -> list[Entry]:
    """Return the entries that wait for a person, by time."""
    return unverified(facts.entries)


def credit_in_words(entry: Entry, who: str) -> str:
    """Return what a person did with an entry: "by Maya", "accepted by Maya", "kept by Maya"; "" where nobody has."""
    known = credit(entry)
    return "" if known is None else say(f"credit.{known}", who=who)


def required_sections(facts: CardFacts) -> tuple[int, int]:
    """Return how many required sections are filled, and how many there are."""
    required = [one for one in facts.postmortem.sections if one.required] if facts.postmortem else []
    filled = 0
    for one in required:
        kind = BY_KEY[one.key].kind if one.key in BY_KEY else SectionKind.TEXT
        if kind is SectionKind.TIMELINE:
            filled += bool(shown_entries(facts))
        elif kind is SectionKind.ITEMS:
            filled += not one.is_empty or (facts.gate is not None and not items_are_complete(facts.gate))
        else:
            filled += not one.is_empty
    return filled, len(required)


def due_in_words(facts: CardFacts, at: datetime) -> str:
    """Return a due day in the document's zone: "Thu, Nov 19"."""
    zone = ZoneInfo(facts.zone)
    return due_day(at.astimezone(zone).date(), facts.now.astimezone(zone).date())


def gaps_in_words(facts: CardFacts) -> str:
    """Return what is missing in one sentence: "2 required sections are empty, 3 questions are open."."""
    filled, required = required_sections(facts)
    open_questions = sum(one.question.answer is None for one in facts.questions)
    parts = []
    if required > filled:
        parts.append(say("gaps.sections", n=required - filled))
    if open_questions:
        parts.append(say("gaps.questions", n=open_questions))
    return f"{', '.join(parts)}." if parts else say("card.filled")


def import_report(report: ImportReport) -> tuple[str, str]:
    """Return what was read, and what is missing ("" where nothing is), in escaped sentences."""
    parts = [count(report.messages, "message")]
    parts += [count(n, noun) for n, noun in ((report.threads, "thread"), (report.files, "file")) if n]
    if not report.gaps:
        return say("import.ok", read=listing(parts, len(parts))), ""
    missing = []
    for gap in report.gaps[:MOST_GAPS]:
        reason = text.line(gap.reason.rstrip("."), 160)
        what = text.line(count(gap.count, _singular(gap.what)) if gap.count else gap.what, 60)
        missing.append(f"{what} ({reason})" if reason else what)
    rest = len(report.gaps) - len(missing)
    what = ", ".join([*missing, say("list.more", n=rest)] if rest else missing)
    return say("import.read", read=", ".join(parts)), say("import.missing", what=what)


def items_in_words(facts: CardFacts) -> str:
    """Return " · 4 items, 1 late · 2 proposed"; "" where there are none."""
    items = facts.gate.items if facts.gate is not None else ()
    real, proposed = sum(not one.proposed for one in items), sum(one.is_offered for one in items)
    told = [count(real, "item")] if real else []
    late = late_of(items, facts.gate.people, facts.now, facts.zone) if facts.gate is not None else 0
    if late:
        told = [f"{told[0]}, {say('card.items_late', n=late)}"]
    return "".join(f" · {one}" for one in (*told, *([say("card.proposed", n=proposed)] if proposed else [])))


def borne_out(postmortem: Postmortem) -> list[str]:
    """Return how many of a model's statements their messages bear out; nothing where no model wrote."""
    done, all_ = share(postmortem.sections)
    left = sum(len(waiting(one)) for one in postmortem.sections)
    told = [say("statement.share", done=number(done), n=all_)] if all_ else []
    return [*told, say("statement.shown", n=left)] if left else told


def length(facts: CardFacts, postmortem: Postmortem) -> str:
    """Return how long it took: "45 min"."""
    start, end = bounds(facts, postmortem)
    return duration(end - start) if start and end and end >= start else say("card.no_length")


def span(facts: CardFacts, postmortem: Postmortem) -> str:
    """Return from when to when, in the document's zone, and how long it took."""
    start, end = bounds(facts, postmortem)
    return period(start, end, facts.zone) if start and end and end >= start else say("card.no_length")


def bounds(facts: CardFacts, postmortem: Postmortem) -> tuple[datetime | None, datetime | None]:
    """Return when it began and when it was resolved (UTC), None where it is not known."""
    incident = facts.incident
    return postmortem.started_at or incident.started_at, postmortem.resolved_at or incident.resolved_at


def _singular(what: str) -> str:
    return f"{what[:-3]}y" if what.endswith("ies") else what.removesuffix("s")
