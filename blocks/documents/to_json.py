"""A postmortem as JSON with a named schema, for machines."""

import json
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from blocks.documents.outline import spoken
from blocks.documents.schema import PostmortemFile, stamp
from bot.domain.action_items import ActionItem
from bot.domain.documents import Document
from bot.domain.incidents import Incident
from bot.domain.postmortems import Section
from bot.domain.reviews import Override, Review
from bot.domain.statements import resting
from bot.domain.timeline import Entry, Question, Sentence, in_order


def timeline_json(entries: Iterable[Entry]) -> list[Mapping[str, Any]]:
    """Return a timeline by time: `at` (UTC, ISO with Z), `kind`, `text`, `evidence` (ts) and `verified`.

    Hidden entries are left out.
    """
    return [
        {
            "at": stamp(one.at),
            "kind": one.kind.value,
            "text": one.text,
            "evidence": list(one.evidence),
            "verified": one.verified,
        }
        for one in in_order(entries)
        if not one.hidden
    ]


def timeline_text(document: Document) -> str:
    """Return the timeline as a JSON list."""
    return _text(timeline_json((*document.entries, *document.unverified)))


def to_json(document: Document) -> str:
    """Return the whole document as JSON."""
    return _text(_file(document).model_dump(mode="json", by_alias=True))


def _file(document: Document) -> PostmortemFile:
    postmortem, published, report = document.postmortem, document.postmortem.publication, document.postmortem.report
    first = next((one for one in document.incidents if one.channel_name), None)
    entries = in_order((*document.entries, *document.unverified))
    return PostmortemFile.model_validate(
        {
            "name": postmortem.name,
            "title": postmortem.title,
            "status": postmortem.status,
            "severity": document.severity,
            "services": document.services,
            "visibility": postmortem.visibility,
            "revision": postmortem.revision,
            "zone": document.zone,
            "channel": first.channel_name if first else postmortem.channel,
            "author": _person(document, postmortem.author),
            "participants": _people(document, postmortem.participants),
            "started_at": document.started_at,
            "resolved_at": document.resolved_at,
            "duration_minutes": _minutes(document.length),
            "minutes_to": {mark.value: _minutes(after) for mark, (_, after) in document.marks().items()},
            "updated_at": postmortem.updated_at,
            "publication": _publication(document) if published.at else None,
            "incidents": [_incident(one) for one in document.incidents],
            "sections": [_section(document, one) for one in sorted(postmortem.sections, key=lambda one: one.position)],
            "timeline": [_entry(document, one) for one in entries],
            "items": [_item(document, one) for one in document.items if not one.proposed],
            "no_items_reason": postmortem.no_items_reason,
            "reviews": [_review(document, one) for one in document.reviews],
            "overrides": [_override(document, one) for one in document.overrides],
            "questions": [_question(document, one) for one in document.questions],
            "import": {
                "messages": report.messages,
                "threads": report.threads,
                "files": report.files,
                "secrets_covered": report.secrets,
                "missing": [{"what": one.what, "count": one.count, "reason": one.reason} for one in report.gaps],
            },
        }
    )


def _publication(document: Document) -> dict[str, Any]:
    published = document.postmortem.publication
    return {
        "at": published.at,
        "by": _person(document, published.by),
        "revision": published.revision,
        "corrected_at": published.corrected_at,
        "corrected_by": _person(document, published.corrected_by),
        "correction": published.correction,
    }


def _incident(incident: Incident) -> dict[str, Any]:
    return {
        "title": incident.title,
        "channel": incident.channel_name,
        "external_id": incident.external_id,
        "severity": incident.severity,
        "started_at": incident.started_at,
        "resolved_at": incident.resolved_at,
    }


def _section(document: Document, section: Section) -> dict[str, Any]:
    return {
        "key": section.key,
        "title": section.title,
        "required": section.required,
        "text": spoken(document, section.text),
        "origin": section.origin.value if section.origin else None,
        "evidence": section.evidence,
        "fields": {key: spoken(document, value) for key, value in section.fields.items() if value.strip()},
        "statements": [_statement(document, one) for one in resting(section)],
    }


def _statement(document: Document, one: Sentence) -> dict[str, Any]:
    return {
        "text": spoken(document, one.text),
        "evidence": one.cites,
        "verified": one.reason is None,
        "reason": one.reason,
    }


def _entry(document: Document, entry: Entry) -> dict[str, Any]:
    return {
        "at": entry.at,
        "kind": entry.kind.value,
        "text": entry.text,
        "evidence": entry.evidence,
        "verified": entry.verified,
        "actor": _person(document, entry.actor),
        "mark": entry.mark.value if entry.mark else None,
        "said_at": entry.said_at,
        "reason": entry.reason,
        "links": [document.links[ts] for ts in entry.evidence if ts in document.links],
    }


def _item(document: Document, item: ActionItem) -> dict[str, Any]:
    return {
        "text": item.text,
        "owner": _person(document, item.owner),
        "due": item.due,
        "priority": item.priority.value,
        "status": item.status.value,
        "kind": item.kind.value if item.kind else None,
        "justification": item.justification,
        "evidence": item.evidence,
        "ticket": item.ticket,
        "done_when": item.done_when,
        "started_at": item.started_at,
        "done_at": item.done_at,
        "closed_by": _person(document, item.closed_by),
        "confirmed_at": item.confirmed_at,
        "confirmed_by": _person(document, item.confirmed_by),
    }


def _review(document: Document, review: Review) -> dict[str, Any]:
    return {
        "reviewer": _person(document, review.reviewer),
        "state": review.state.value,
        "revision": review.revision,
        "at": review.at,
        "requested": review.requested,
        "note": review.note,
    }


def _override(document: Document, override: Override) -> dict[str, Any]:
    what = override.key.partition(":")[0]
    return {"what": what, "by": _person(document, override.by), "reason": override.reason, "at": override.at}


def _question(document: Document, question: Question) -> dict[str, Any]:
    return {
        "text": question.text,
        "may_know": _people(document, question.asks),
        "evidence": question.cites,
        "answer": question.answer,
        "answered_by": _person(document, question.answered_by),
    }


def _people(document: Document, members: Iterable[str]) -> list[str]:
    return [name for one in members if (name := _person(document, one))]


def _person(document: Document, member: str | None) -> str | None:
    return document.names.get(member, member) if member else None


def _minutes(span: timedelta | None) -> int | None:
    return None if span is None else int(span.total_seconds() // 60)


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
