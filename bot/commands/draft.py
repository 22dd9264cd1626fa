"""`draft EXPORT --channel NAME`: a draft of a channel in somebody's own Slack export.

Without Slack and without a database.
"""

import asyncio
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from blocks.documents import DOCUMENTS, timeline_json
from bot.ai.offline import OfflineNarrator
from bot.domain.documents import Document, document_of
from bot.domain.errors import Invalid
from bot.domain.incidents import ImportReport, Incident, SignalSource, Transcript
from bot.domain.people import Audience
from bot.domain.postmortems import Postmortem, Progress, Stage, Visibility
from bot.domain.sections import SectionKind
from bot.domain.surfaces import AskedQuestion, CardFacts
from bot.domain.templates import DEFAULT
from bot.domain.timeline import Brief
from bot.intake.export import ExportedChannel, read_export
from bot.intake.slack_messages import read_message
from bot.runtime import SystemClock
from bot.services.drafts import Draft, blank_sections, compose, filled, title_of
from bot.services.transcripts import Admitted, admit_all
from bot.settings import Settings, load

FILES = {"postmortem.md": "md", "postmortem.html": "html", "postmortem.pdf": "pdf", "postmortem.json": "json"}


async def draft_export(export: Path, channel: str, out: Path, *, offline: bool) -> list[str]:
    """Read a channel of an export, draft it, and write the documents into `out`; return what to tell the person.

    Raises Invalid with a sentence when the export cannot be used. Writes nothing outside `out`.
    """
    settings = load()
    now = SystemClock().now()
    found = await asyncio.to_thread(lambda: read_export(export, channel, now=now))
    admitted = await asyncio.to_thread(_admitted, found, settings)
    if not admitted.messages:
        raise Invalid(f"#{found.name} has no messages in this export, so there is nothing to draft.")
    transcript = _transcript(found, admitted, settings.zone)
    draft = await compose(OfflineNarrator(), transcript, _brief())
    facts = _facts(found, transcript, draft, settings)
    await asyncio.to_thread(_write, out, document_of(facts), draft)
    del offline  # there is no model yet: every draft is made offline
    shown = [one for one in draft.entries if one.verified]
    return [
        _sentence(found.name, transcript.report, len(shown), len(draft.entries) - len(shown)),
        *found.notes,
        *(f"written: {out / name}" for name in (*FILES, "timeline.json")),
    ]


def _admitted(found: ExportedChannel, settings: Settings) -> Admitted:
    def name(member: str) -> str:
        person = found.users.get(member)
        return (person.display_name or person.real_name or person.name) if person else member

    def channel_name(channel: str) -> str | None:
        return found.name if channel == found.id else None

    machines = {one.id for one in found.users.values() if one.is_bot}
    read = (read_message(raw, name, channel_name) for raw in found.messages)
    # Some apps post with a user id of their own: only users.json tells that nobody types there.
    known = (one.model_copy(update={"is_bot": one.is_bot or one.author in machines}) for one in read if one is not None)
    return admit_all(known, contacts=settings.redact_contacts)


def _transcript(found: ExportedChannel, admitted: Admitted, zone: str) -> Transcript:
    messages = admitted.messages
    return Transcript(
        channel=found.id,
        channel_name=found.name,
        zone=zone,
        messages=messages,
        members={one.id: one.display_name or one.real_name or one.name for one in found.users.values()},
        zones={one.id: one.tz for one in found.users.values() if one.tz},
        report=ImportReport(
            messages=len(messages),
            threads=len({one.thread_ts for one in messages if one.is_reply}),
            files=sum(len(one.files) for one in messages),
            secrets=admitted.secrets,
        ),
    )


def _brief() -> Brief:
    keys = tuple(one.key for one in DEFAULT.sections if one.kind is SectionKind.TEXT)
    return Brief(sections=keys)


def _facts(found: ExportedChannel, transcript: Transcript, draft: Draft, settings: Settings) -> CardFacts:
    now = SystemClock().now()
    title = title_of(found.name) or found.name
    last = transcript.messages[-1].at
    incident = Incident(
        id=1,
        workspace="export",
        channel=found.id,
        channel_name=found.name,
        is_private=found.is_private,
        source=SignalSource.EXPORT,
        title=title,
        resolved_at=last,
    )
    postmortem = Postmortem(
        id=1,
        workspace="export",
        number=1,
        title=title,
        incident=1,
        channel=found.id,
        visibility=Visibility.PRIVATE,  # nobody has said yet who may see it
        progress=Progress(stage=Stage.READY),
        report=transcript.report,
        created_at=now,
        updated_at=now,
        sections=blank_sections(DEFAULT),
    )
    postmortem = filled(postmortem, incident, draft, {one.ts: one for one in transcript.messages}, now)
    return CardFacts(
        now=now,
        zone=settings.zone,
        audience=Audience(channel=found.id, is_private=found.is_private),
        incident=incident,
        postmortem=postmortem,
        entries=draft.entries,
        questions=tuple(AskedQuestion(id=i, question=one) for i, one in enumerate(draft.narrative.questions, 1)),
        names=transcript.members,
    )


def _write(out: Path, document: Document, draft: Draft) -> None:
    try:
        out.mkdir(parents=True, exist_ok=True)
        for name, kind in FILES.items():
            (out / name).write_bytes(DOCUMENTS[kind].made(document))
        rows: list[Mapping[str, Any]] = timeline_json(draft.entries)
        (out / "timeline.json").write_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        raise Invalid(f"I cannot write into {out}: {error.strerror}. Choose another folder with --out.") from None


def _sentence(channel: str, report: ImportReport, shown: int, unverified: int) -> str:
    read = f"#{channel}: {report.messages} messages, {report.threads} threads read"
    made = f"{shown} timeline entries, {unverified} unverified"
    return f"{read}; {made}; {report.secrets} secrets covered."
