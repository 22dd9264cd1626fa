"""A postmortem as a Markdown file that stands alone: sections, timeline with its messages, questions, what was read."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from blocks.documents.escaping import field, link, section
from blocks.drafts_words import bounds, shown_entries, title_of, unverified_entries
from bot.domain.postmortems import Postmortem, Section
from bot.domain.sections import BY_KEY, SectionKind
from bot.domain.surfaces import CardFacts
from bot.domain.timeline import Entry
from bot.domain.words import clock_time, count, duration, listing, number, period, say, zone_label

MOST_LINKS = 10


def to_markdown(facts: CardFacts) -> str:
    """Return the document as Markdown. Times are in the document's zone, which is named.

    Raises ValueError where there is no postmortem.
    """
    postmortem = facts.postmortem
    if postmortem is None:
        raise ValueError("there is no document before there is a postmortem")
    shown = shown_entries(facts)
    zone = zone_label(shown[0].at if shown else facts.now, facts.zone)
    return _template().render(
        name=postmortem.name,
        title=field(title_of(facts)),
        about=_about(facts, postmortem),
        sections=[_section(one) for one in sorted(postmortem.sections, key=lambda one: one.position)],
        entries=[_entry(facts, one) for one in shown],
        unverified=[_entry(facts, one) for one in unverified_entries(facts)],
        zone=field(zone),
        clock=say("document.clock", zone=field(zone)),
        no_entries=say("document.entries", n=0),
        unverified_title=say("document.unverified"),
        unverified_about=say("document.unverified_about"),
        questions=_questions(facts),
        questions_title=say("document.questions"),
        import_title=say("document.import"),
        report=_report(postmortem),
    )


@cache
def _template() -> Template:
    """Compile once. Autoescape is for HTML; here `field` and `section` escape, before the template sees a text."""
    environment = Environment(  # noqa: S701 - Markdown, not HTML: every value passes blocks.documents.escaping
        loader=PackageLoader("blocks.documents"), undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.get_template("postmortem.md.j2")


def _about(facts: CardFacts, postmortem: Postmortem) -> list[str]:
    start, end = bounds(facts, postmortem)
    severity = postmortem.severity or facts.incident.severity
    services = postmortem.services or facts.incident.services
    author = facts.names.get(postmortem.author or "", "")
    lines = [
        f"{say(f'card.status.{postmortem.status}')}, revision {number(postmortem.revision)}",
        field(severity) if severity else say("card.no_severity"),
        _when(facts, start, end),
        listing([field(one) for one in services], len(services)),
        say("card.author", who=field(author)) if author else say("card.no_author"),
    ]
    if facts.incident.channel_name:
        lines.append(f"Channel #{field(facts.incident.channel_name)}")
    return [line for line in lines if line]


def _when(facts: CardFacts, start: datetime | None, end: datetime | None) -> str:
    if start is None or end is None or end < start:
        return say("card.no_length")
    first, last = (at.astimezone(ZoneInfo(facts.zone)).date().isoformat() for at in (start, end))
    if first == last:
        return f"{first}, {period(start, end, facts.zone)}"
    opening, closing = f"{first} {clock_time(start, facts.zone)}", f"{last} {clock_time(end, facts.zone)}"
    return f"{opening} to {closing} {zone_label(end, facts.zone)}, {duration(end - start)}"


def _section(one: Section) -> dict[str, Any]:
    kind = BY_KEY[one.key].kind if one.key in BY_KEY else SectionKind.TEXT
    return {
        "title": field(one.title),
        "text": section(one.text),
        "is_timeline": kind is SectionKind.TIMELINE,
        "empty": say("document.items") if kind is SectionKind.ITEMS else say("document.unstated"),
    }


def _entry(facts: CardFacts, entry: Entry) -> dict[str, str]:
    local = entry.at.astimezone(ZoneInfo(facts.zone))
    stated = ""
    if entry.said_at is not None:
        stated = f" ({say('timeline.said_at', at=clock_time(entry.said_at, facts.zone))})"
    return {
        "at": f"{local.date().isoformat()} {clock_time(entry.at, facts.zone)}",
        "kind": field(entry.kind.value),
        "text": field(entry.text) + stated,
        "evidence": _evidence(facts, entry.evidence),
        "why": say("tl.unverified", why=field((entry.reason or say("timeline.no_reason")).rstrip("."))),
    }


def _evidence(facts: CardFacts, cited: Sequence[str]) -> str:
    if not cited:
        return count(0, "message")
    shown = [link(facts.links[ts], ts) if ts in facts.links else field(ts) for ts in cited[:MOST_LINKS]]
    rest = len(cited) - len(shown)
    return ", ".join([*shown, say("list.more", n=rest)] if rest else shown)


def _questions(facts: CardFacts) -> list[dict[str, str]]:
    found = []
    for one in facts.questions:
        names = [field(facts.names[who]) for who in one.question.asks if facts.names.get(who)]
        knowing = f" {say('card.may_know', who=listing(names, 3, last='or'))}" if names else ""
        answer = section(one.question.answer or "")
        found.append({"text": field(one.question.text) + knowing, "answer": _indented(answer)})
    return found


def _indented(text: str) -> str:
    return "\n".join(f"   {line}" if line else line for line in text.split("\n"))


def _report(postmortem: Postmortem) -> list[str]:
    report = postmortem.report
    parts = [count(report.messages, "message"), count(report.threads, "thread"), count(report.files, "file")]
    lines = [say("import.read" if report.gaps else "import.ok", read=listing(parts, len(parts)))]
    for gap in report.gaps:
        counted = f"{number(gap.count)} {field(gap.what)}" if gap.count else field(gap.what)
        what = f"{counted} ({field(gap.reason.rstrip('.'))})"
        lines.append(say("import.missing", what=what))
    if report.secrets:
        lines.append(say("import.secret", n=report.secrets))
    return lines
