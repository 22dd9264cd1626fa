"""A postmortem as JSON with a named schema, for machines. Fields are only added, never renamed, within one schema."""

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from blocks.drafts_words import bounds
from bot.domain.surfaces import AskedQuestion, CardFacts
from bot.domain.timeline import Entry

SCHEMA: Final = "postmortem/1"


def timeline_json(entries: Iterable[Entry]) -> list[Mapping[str, Any]]:
    """Return a timeline by time: `at` (UTC, ISO with Z), `kind`, `text`, `evidence` (ts) and `verified`.

    Hidden entries are left out.
    """
    return [_moment(one) for one in sorted(entries, key=lambda one: one.at) if not one.hidden]


def timeline_text(facts: CardFacts) -> str:
    """Return the timeline as a JSON list."""
    return _text(timeline_json(facts.entries))


def to_json(facts: CardFacts) -> str:
    """Return the whole document as JSON. Raises ValueError where there is no postmortem."""
    postmortem = facts.postmortem
    if postmortem is None:
        raise ValueError("there is no document before there is a postmortem")
    started, resolved = bounds(facts, postmortem)
    report = postmortem.report
    return _text(
        {
            "schema": SCHEMA,
            "name": postmortem.name,
            "title": postmortem.title,
            "status": postmortem.status.value,
            "severity": postmortem.severity or facts.incident.severity,
            "services": list(postmortem.services or facts.incident.services),
            "visibility": postmortem.visibility.value,
            "revision": postmortem.revision,
            "zone": facts.zone,
            "channel": facts.incident.channel_name or postmortem.channel,
            "author": _person(facts, postmortem.author),
            "participants": [_person(facts, one) for one in postmortem.participants],
            "started_at": stamp(started),
            "resolved_at": stamp(resolved),
            "duration_minutes": _minutes(started, resolved),
            "updated_at": stamp(postmortem.updated_at),
            "sections": [
                {
                    "key": one.key,
                    "title": one.title,
                    "required": one.required,
                    "text": one.text,
                    "origin": one.origin.value if one.origin else None,
                    "evidence": list(one.evidence),
                }
                for one in sorted(postmortem.sections, key=lambda one: one.position)
            ],
            "timeline": [_entry(facts, one) for one in sorted(facts.entries, key=lambda one: one.at) if not one.hidden],
            "questions": [_question(facts, one) for one in facts.questions],
            "import": {
                "messages": report.messages,
                "threads": report.threads,
                "files": report.files,
                "secrets_covered": report.secrets,
                "missing": [{"what": one.what, "count": one.count, "reason": one.reason} for one in report.gaps],
            },
        }
    )


def stamp(at: datetime | None) -> str | None:
    """Return a moment in UTC as ISO 8601 with Z, or None."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z") if at else None


def _moment(entry: Entry) -> dict[str, Any]:
    return {
        "at": stamp(entry.at),
        "kind": entry.kind.value,
        "text": entry.text,
        "evidence": list(entry.evidence),
        "verified": entry.verified,
    }


def _entry(facts: CardFacts, entry: Entry) -> dict[str, Any]:
    return _moment(entry) | {
        "actor": facts.names.get(entry.actor or "", entry.actor),
        "mark": entry.mark.value if entry.mark else None,
        "said_at": stamp(entry.said_at),
        "reason": entry.reason,
        "links": [facts.links[ts] for ts in entry.evidence if ts in facts.links],
    }


def _question(facts: CardFacts, asked: AskedQuestion) -> dict[str, Any]:
    question = asked.question
    return {
        "text": question.text,
        "may_know": [facts.names.get(one, one) for one in question.asks],
        "evidence": list(question.cites),
        "answer": question.answer,
        "answered_by": _person(facts, question.answered_by),
    }


def _person(facts: CardFacts, member: str | None) -> str | None:
    return facts.names.get(member, member) if member else None


def _minutes(start: datetime | None, end: datetime | None) -> int | None:
    return int((end - start).total_seconds() // 60) if start and end and end >= start else None


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
