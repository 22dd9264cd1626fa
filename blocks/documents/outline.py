"""What a document says and in which order, before it has a format. Each writer turns the same outline into its file."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from blocks.documents.outline_fields import fields_of
from blocks.documents.parts import (
    Block,
    Bullets,
    Cell,
    Note,
    Outline,
    Pairs,
    Paragraph,
    Part,
    Prose,
    Span,
    Table,
    plain,
    said,
)
from blocks.mentions import with_names
from bot.domain.action_items import ActionItem, ItemStatus
from bot.domain.action_items_deeds import waits_for_confirmation
from bot.domain.documents import Document
from bot.domain.fixes import Fix
from bot.domain.incidents import moment
from bot.domain.postmortems import Section
from bot.domain.reviews import Correction, Override, Review
from bot.domain.sections import BY_KEY, SectionDefinition, SectionKind
from bot.domain.text import normalise
from bot.domain.timeline import Entry, Origin, in_order
from bot.domain.timeline_edits import said_in_words
from bot.domain.words import capitalised, clock_time, count, duration, is_said, listing, number, period, say, zone_label

MOST_LINKS = 10
_A_MINUTE = timedelta(minutes=1)
_MENTION = re.compile(r"<([@#!])([^<>\s|^]{1,200})(?:\^[^<>|]{0,300})?(?:\|([^<>\n]{0,300}))?>")

_MARKS = re.compile(r"([\\`*_~\[\]|])")


def outline(document: Document) -> Outline:
    """Return the document as parts with blocks. Times are in the document's zone, which is named."""
    postmortem = document.postmortem
    parts = [
        *_sections(document),
        *_reviews(document),
        *_history(document),
        *_questions(document),
        Part(say("document.import"), tuple(_report(document))),
    ]
    status = say(f"card.status.{postmortem.status}")
    return Outline(
        name=postmortem.name,
        title=normalise(document.title, one_line=True) or say("about.incident"),
        mark=say("file.mark", status=status, sight=say(f"file.sight.{postmortem.visibility}")),
        author=normalise(document.name(postmortem.author), one_line=True),
        severity=normalise(document.severity or "", one_line=True),
        status=status,
        facts=Pairs(look="facts", title=say("file.facts"), rows=tuple(_facts(document, status))),
        parts=tuple(parts),
    )


def _facts(document: Document, status: str) -> Iterator[tuple[str, Cell]]:
    postmortem, published = document.postmortem, document.postmortem.publication
    revision = number(postmortem.revision)
    yield say("file.status"), plain(say("file.status_revision", status=status, revision=revision))
    yield say("file.severity"), plain(document.severity or say("card.no_severity"))
    yield say("file.when"), plain(_when(document))
    for mark, (at, after) in document.marks().items():
        shown = stamp(document, at)
        yield (
            say(f"file.mark.{mark}"),
            plain(shown if after is None or after < _A_MINUTE else say("file.after", at=shown, span=duration(after))),
        )
    if document.services:
        yield say("file.services"), plain(listing(document.services, len(document.services)))
    if incidents := _incidents(document):
        yield (say("file.incidents") if len(document.incidents) > 1 else say("file.channel")), incidents
    yield say("file.author"), plain(document.name(postmortem.author) or say("card.no_author"))
    yield say("file.sight"), plain(say(f"file.sight.{postmortem.visibility}"))
    if published.at is not None:
        shown = stamp(document, published.at)
        by = document.name(published.by)
        yield say("file.published"), plain(say("file.published_by", at=shown, who=by) if by else shown)


def _incidents(document: Document) -> Cell:
    several = len(document.incidents) > 1
    shown = []
    for one in document.incidents:
        parts = [
            f"#{one.channel_name}" if one.channel_name else "",
            one.external_id or "",
            one.title if several else "",
        ]
        shown.append(" · ".join(part for part in parts if part.strip()))
    return plain("; ".join(one for one in shown if one))


def _when(document: Document) -> str:
    start, end, length = document.started_at, document.resolved_at, document.length
    if start is None or end is None or length is None:
        return say("card.no_length")
    zone = ZoneInfo(document.zone)
    first, last = start.astimezone(zone).date().isoformat(), end.astimezone(zone).date().isoformat()
    if first == last:
        return f"{first}, {period(start, end, document.zone)}"
    return f"{stamp(document, start)} to {stamp(document, end)}, {duration(length)}"


def stamp(document: Document, at: datetime) -> str:
    """Return a moment in the document's zone: "2026-11-17 14:02 UTC"."""
    day = at.astimezone(ZoneInfo(document.zone)).date().isoformat()
    return f"{day} {clock_time(at, document.zone)} {zone_label(at, document.zone)}"


def _sections(document: Document) -> Iterator[Part]:
    known = {one.key: one for one in document.definitions}
    for section in sorted(document.postmortem.sections, key=lambda one: one.position):
        definition = known.get(section.key) or BY_KEY.get(section.key)
        blocks = tuple(_section(document, section, definition))
        if blocks:
            yield Part(_title(section), blocks)
        elif section.required:
            yield Part(_title(section), (Note(say("document.unstated")),))


def _title(section: Section) -> str:
    return normalise(section.title, one_line=True) or section.key


def _section(document: Document, section: Section, definition: SectionDefinition | None) -> Iterator[Block]:
    kind = definition.kind if definition else SectionKind.TEXT
    if section.origin is Origin.AI and not section.is_empty:
        yield Note(say("document.ai"))
    starts_with = definition.default.strip() if definition else ""
    if normalise(section.text).strip() not in {"", starts_with}:  # what the template starts with is nobody's text
        yield Prose(spoken(document, section.text))
    yield from fields_of(document, section, definition)
    if kind is SectionKind.TIMELINE:
        yield from _timeline(document, is_required=section.required)
    elif kind is SectionKind.ITEMS:
        yield from _items(document, section)


def spoken(document: Document, text: str) -> str:
    """Return Markdown with Slack's mentions as names. They are nobody's mention outside of Slack."""

    def named(found: re.Match[str]) -> str:
        sign, what, label = found[1], found[2], (found[3] or "").strip()
        if sign == "@":
            return f"@{_literally(document.name(what) or label or say('file.somebody'))}"
        if sign == "#":
            return f"#{_literally(label or document.names.get(what, '') or say('about.channel'))}"
        if what in {"here", "channel", "everyone"}:
            return f"@{what}"
        return _literally(label) if label else found[0]

    return _MENTION.sub(named, with_names(text, document.names))


def _literally(name: str) -> str:
    """Return a name for the middle of Markdown that is escaped later."""
    return _MARKS.sub(r"\\\1", normalise(name, one_line=True))


def _timeline(document: Document, *, is_required: bool) -> Iterator[Block]:
    if document.entries:
        yield Note(_clock(document))
        head = (zone_of(document), say("timeline.kind"), say("timeline.what"), say("file.head.messages"))
        is_dated = not _day(document)
        rows = tuple(_entry(document, one, is_dated=is_dated) for one in _ordered(document.entries))
        yield Table(look="timeline", title=say("timeline.title"), head=tuple(plain(one) for one in head), rows=rows)
    elif is_required:
        yield Note(say("document.entries", n=0))
    if document.unverified:
        title, about = say("document.unverified"), say("document.unverified_about")
        yield Paragraph((said(f"{title}.", is_bold=True), said(f" {about}")))
        yield Bullets(tuple((Paragraph(_unverified(document, one)),) for one in _ordered(document.unverified)))


def _ordered(entries: tuple[Entry, ...]) -> list[Entry]:
    return in_order(entries)


def zone_of(document: Document) -> str:
    """Return how the document's zone is called when its timeline begins."""
    return zone_label(document.entries[0].at if document.entries else document.changed_at, document.zone)


def _day(document: Document) -> str:
    """Return the day that all entries are on; "" where there are several."""
    days = {one.at.astimezone(ZoneInfo(document.zone)).date().isoformat() for one in document.entries}
    return days.pop() if len(days) == 1 else ""


def _clock(document: Document) -> str:
    day, zone = _day(document), zone_of(document)
    return say("file.clock_day", zone=zone, day=day) if day else say("document.clock", zone=zone)


def _entry(document: Document, entry: Entry, *, is_dated: bool) -> tuple[Cell, ...]:
    told = said_in_words(entry, document.zone, document.name(entry.actor))
    stated = f" ({told})" if told else ""
    at = _local(document, entry.at) if is_dated else clock_time(entry.at, document.zone)
    kind = said(entry.kind.value, is_bold=entry.mark is not None)
    return plain(at), (kind,), plain(entry.text + stated), _evidence(document, entry)


def _local(document: Document, at: datetime) -> str:
    return f"{at.astimezone(ZoneInfo(document.zone)).date().isoformat()} {clock_time(at, document.zone)}"


def _evidence(document: Document, entry: Entry) -> Cell:
    if not entry.evidence:
        return plain(count(0, "message"))
    shown: list[Span] = []
    for ts in entry.evidence[:MOST_LINKS]:
        shown += [said(", ")] if shown else []
        shown.append(said(_sent_at(document, ts), url=document.links.get(ts, "")))
    if rest := len(entry.evidence) - MOST_LINKS:
        shown += [said(f", {say('list.more', n=rest)}")] if rest > 0 else []
    return tuple(shown)


def _sent_at(document: Document, ts: str) -> str:
    try:
        at = moment(ts)
    except ValueError:
        return ts
    return f"{clock_time(at, document.zone)}:{at.second:02}"


def _unverified(document: Document, entry: Entry) -> Cell:
    why = (entry.reason or say("timeline.no_reason")).rstrip(".")
    return (
        said(f"{_local(document, entry.at)} · {entry.kind.value} · {entry.text} ("),
        *_evidence(document, entry),
        said(f"). {say('tl.unverified', why=why)}"),
    )


def _items(document: Document, section: Section) -> Iterator[Block]:
    items = sorted((one for one in document.items if not one.proposed), key=lambda one: (one.position, one.id))
    why = (document.postmortem.no_items_reason or "").strip()
    if items:
        keys = ("item", "owner", "due", "priority", "state")
        head = tuple(plain(say(f"file.head.{key}")) for key in keys)
        yield Table(look="items", title=section.title, head=head, rows=tuple(_item(document, one) for one in items))
    elif why:
        yield Paragraph(plain(say("file.no_items", why=why)))
    elif section.required:
        yield Note(say("document.items"))


def _item(document: Document, item: ActionItem) -> tuple[Cell, ...]:
    text = [said(item.text)]
    if item.ticket:
        text += [said(" ("), said(item.ticket, url=item.ticket), said(")")]
    if item.done_when:
        text.append(said(f" · {say('item.done_when_is', what=item.done_when)}"))
    state = " ".join((say(f"file.item.{item.status}"), *_looked_at(document, item)))
    because = (item.justification or item.evidence or "").strip()
    return (
        tuple(text),
        plain(document.name(item.owner) or (say("file.somebody") if item.owner else say("file.no_owner"))),
        plain(item.due.isoformat() if item.due else say("file.no_due")),
        plain(item.priority.value),
        plain(f"{state}: {because}" if because else state),
    )


def _looked_at(document: Document, item: ActionItem) -> list[str]:
    """Return whether a second person has looked at what is done, where the template wants that."""
    if waits_for_confirmation(item, confirms=document.confirms_items):
        return [say("file.item_waits")]
    if item.status is not ItemStatus.COMPLETED or item.confirmed_by is None:
        return []
    return [say("file.item_confirmed", who=document.name(item.confirmed_by) or say("file.somebody"))]


def _reviews(document: Document) -> Iterator[Part]:
    if document.reviews:
        keys = ("who", "word", "when", "note")
        head = tuple(plain(say(f"file.head.{key}")) for key in keys)
        rows = tuple(_review(document, one) for one in document.reviews)
        yield Part(say("file.approvals"), (Table("approvals", say("file.approvals"), head, rows),))


def _review(document: Document, review: Review) -> tuple[Cell, ...]:
    revision = number(review.revision) if review.revision is not None else ""
    word = say(f"file.review.{review.state}", revision=revision)
    at = review.at if review.at is not None else review.asked_at
    return (
        plain(document.name(review.reviewer) or say("file.somebody")),
        plain(word),
        plain(stamp(document, at) if at else ""),
        plain(review.note),
    )


def _history(document: Document) -> Iterator[Part]:
    lines = [_lifted(document, one) for one in document.overrides]
    for one in document.corrections or _last_correction(document):
        what = say("file.corrected", who=_who(document, one.by))
        lines.append(_dated(document, one.at, what, one.reason))
    for fix in document.postmortem.publication.fixes:
        said = say("file.fix", what=_fix(fix), who=_who(document, fix.by))
        lines.append(_dated(document, fix.at, said, ""))
    if lines:
        yield Part(say("file.history"), (Bullets(tuple((Paragraph(plain(one)),) for one in lines)),))


def _fix(fix: Fix) -> str:
    """Return what was answered to whether it held."""
    if fix.number is not None:
        return say("fix.again_in", n=fix.days, pm=f"PM-{fix.number}")
    return say(f"fix.{fix.answer.value}", n=fix.days)


def _last_correction(document: Document) -> tuple[Correction, ...]:
    """Return the correction that the document itself knows of, where the record of deeds holds none any more."""
    last = document.postmortem.publication
    if last.corrected_at is None:
        return ()
    return (Correction(by=last.corrected_by, at=last.corrected_at, reason=last.correction),)


def _lifted(document: Document, override: Override) -> str:
    key = f"file.lifted.{override.key.partition(':')[0]}"
    what = say(key if is_said(key) else "file.lifted.other")
    return _dated(
        document, override.at, say("file.lifted", who=_who(document, override.by), what=what), override.reason
    )


def _dated(document: Document, at: datetime | None, what: str, reason: str) -> str:
    dated = say("file.dated", at=stamp(document, at), what=what) if at else what
    return f"{dated} {say('file.reason', reason=reason)}" if reason.strip() else dated


def _who(document: Document, member: str | None) -> str:
    return capitalised(document.name(member) or say("file.somebody"))


def _questions(document: Document) -> Iterator[Part]:
    if not (document.is_in_work and document.questions):
        return
    items: list[tuple[Block, ...]] = []
    for one in document.questions:
        names = [name for who in one.asks if (name := document.name(who))]
        knowing = f" {say('card.may_know', who=listing(names, 3, last='or'))}" if names else ""
        asked = Paragraph(plain(one.text + knowing))
        items.append((asked, Prose(spoken(document, one.answer))) if one.answer else (asked,))
    yield Part(say("document.questions"), (Bullets(tuple(items), start=1),))


def _report(document: Document) -> Iterator[Block]:
    report = document.postmortem.report
    parts = [count(report.messages, "message"), count(report.threads, "thread"), count(report.files, "file")]
    lines = [say("import.read" if report.gaps else "import.ok", read=listing(parts, len(parts)))]
    for gap in report.gaps:
        counted = f"{number(gap.count)} {gap.what}" if gap.count else gap.what
        lines.append(say("import.missing", what=f"{counted} ({gap.reason.rstrip('.')})"))
    if report.secrets:
        lines.append(say("import.secret", n=report.secrets))
    yield Bullets(tuple((Paragraph(plain(one)),) for one in lines))
