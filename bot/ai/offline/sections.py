"""Fills sections with what the channel says, each line cited; where it is silent they stay empty, and it asks."""

from collections.abc import Callable, Sequence
from datetime import timedelta

from bot.ai.offline.causes import factors, root_cause
from bot.ai.offline.desk import NOTHING, Desk, Lines, joined
from bot.ai.offline.harm import impact
from bot.ai.offline.notes import Note, cues_of, is_difficulty
from bot.ai.offline.phrases import Cue
from bot.ai.offline.steps import steps_of
from bot.ai.offline.summary import began, summary
from bot.ai.offline.wording import statements_of
from bot.domain.incidents import Transcript
from bot.domain.questions import QUESTION_OF
from bot.domain.timeline import Brief, Claim, EntryKind, Mark, SectionText

_MOST_LINES = 6
_MOST_LESSONS = 3
_SUBSTANCE = 6
_SOON = timedelta(hours=2)


def sections_of(
    claims: Sequence[Claim], notes: list[Note], transcript: Transcript, brief: Brief
) -> tuple[tuple[SectionText, ...], list[tuple[str, str]]]:
    """Return the sections asked for in `brief`, and (key, question) for those about which the channel says nothing."""
    desk = Desk(claims, notes, transcript)
    writers: dict[str, Callable[[Desk], Lines]] = {
        "summary": summary,
        "impact": impact,
        "root_cause": root_cause,
        "contributing_factors": factors,
        "detection": _detection,
        "response": _response,
        "resolution": steps_of,
        "lessons_learned": _lessons,
    }
    sections: list[SectionText] = []
    silent: list[tuple[str, str]] = []
    for key in brief.sections:
        if key not in writers:
            continue
        lines, cites = writers[key](desk)
        if not lines:
            silent.append((key, QUESTION_OF[key]))
        sections.append(SectionText(key=key, text="\n".join(lines), cites=tuple(dict.fromkeys(cites))))
    return tuple(sections), silent


def _detection(desk: Desk) -> Lines:
    """Return how it was first seen, by whom else, since when it had been going on, and what did not see it."""
    found = desk.of(EntryKind.DETECTED, EntryKind.REPORTED)
    seen = desk.told([claim for claim in found if desk.at(claim) - desk.at(found[0]) <= _SOON][:2])
    first, marked = began(desk), desk.marked(Mark.DETECTED)
    if first is not None and marked is not None and first[1] is not marked:
        seen = joined(desk.told([first[1]]), seen)
    unseen = desk.strongest(lambda n: n.difficulty and n.has(Cue.ALERT, Cue.OBSERVE) and not n.is_question, 2)
    return joined(seen, desk.listed(unseen, is_difficulty))


def _response(desk: Desk) -> Lines:
    found = desk.of(
        EntryKind.ACKNOWLEDGED, EntryKind.ESCALATED, EntryKind.DECLARED, EntryKind.DECISION, EntryKind.RULED_OUT
    )
    kept = sorted(found, key=lambda claim: (claim.mark is None, -claim.weight))[:_MOST_LINES]
    return desk.told(sorted(kept, key=desk.at))


def _lessons(desk: Desk) -> Lines:
    heads = (
        ("**What went well**", _lesson(desk, Cue.PRAISE)),
        ("**What could be improved**", _improvable(desk)),
        ("**Where we got lucky**", _lesson(desk, Cue.LUCK)),
    )
    if not any(lines for _, (lines, _) in heads):
        return NOTHING
    told = [text for head, (lines, _) in heads if lines for text in (head, *lines, "")]
    return told[:-1], [ts for _, (_, cites) in heads for ts in cites]


def _lesson(desk: Desk, cue: Cue) -> Lines:
    """Return the statements that praise or tell of luck and say of what."""

    def tells(note: Note) -> bool:
        return cue in note.said and any(
            cue in one.cues and len(one.text.split()) >= _SUBSTANCE for one in statements_of(note)
        )

    return desk.listed(desk.strongest(tells, _MOST_LESSONS), lambda text: cue in cues_of(text))


def _improvable(desk: Desk) -> Lines:
    found = desk.strongest(lambda n: n.difficulty and not n.is_question and bool(statements_of(n)), _MOST_LESSONS)
    return desk.listed(found, is_difficulty)
