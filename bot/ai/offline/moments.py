"""Gives episodes their kinds with an eye to the whole channel, and marks the moments that durations are measured by."""

from collections.abc import Sequence

from bot.ai.offline.episodes import Episode
from bot.ai.offline.kinds import is_recovery, kind_of, says_mitigated, takes_on
from bot.ai.offline.notes import Note
from bot.ai.offline.phrases import Cue
from bot.domain.timeline import EntryKind, Mark

_EARLY_SHARE = 0.1
_SEEN = (EntryKind.DETECTED, EntryKind.REPORTED)


def kinds(episodes: Sequence[Episode], notes: Sequence[Note]) -> dict[int, EntryKind]:
    """Return the kind of each episode by its lead's place. The first to take it on acknowledges; dead ends show."""
    found = {episode.lead.place: kind_of(episode.lead) for episode in episodes}
    people = (note.place for note in notes if takes_on(note) and not note.automatic)
    taken_on = {next(people, -1)}
    withdrawing = {note.withdrawn_by for note in notes}
    early = max(3, int(_EARLY_SHARE * len(notes)))
    seen = False
    for lead in sorted((episode.lead for episode in episodes), key=lambda lead: lead.place):
        kind = found[lead.place]
        if kind in _SEEN:
            seen = True
        elif not seen and lead.place < early and _reports(lead, kind):
            found[lead.place] = EntryKind.REPORTED
            seen = True
        if lead.place in taken_on and kind in (EntryKind.INVESTIGATING, EntryKind.HYPOTHESIS):
            found[lead.place] = EntryKind.ACKNOWLEDGED
        if lead.withdrawn_by is not None and kind is not EntryKind.CHANGE:
            found[lead.place] = EntryKind.HYPOTHESIS
        elif lead.place in withdrawing and not says_mitigated(lead) and kind is not EntryKind.RESOLVED:
            found[lead.place] = EntryKind.RULED_OUT
    return found


def _reports(lead: Note, kind: EntryKind) -> bool:
    return lead.has(Cue.SYMPTOM, Cue.ALERT) and kind in (
        EntryKind.INVESTIGATING,
        EntryKind.HYPOTHESIS,
        EntryKind.FINDING,
        EntryKind.COMMUNICATION,
    )


def marks(episodes: Sequence[Episode], found: dict[int, EntryKind]) -> dict[int, Mark]:
    """Return which episode (by its lead's place) marks detection, acknowledgement, mitigation, resolution."""
    ordered = sorted((episode.lead for episode in episodes), key=lambda lead: lead.place)

    def of(*wanted: EntryKind) -> list[Note]:
        return [lead for lead in ordered if found[lead.place] in wanted]

    seen = of(*_SEEN)[:1] or [lead for lead in ordered[:3] if lead.has(Cue.SYMPTOM)][:1]
    taken = [lead for lead in ordered if lead not in seen and takes_on(lead)][:1]
    ended = [lead for lead in of(EntryKind.RESOLVED) if not lead.doubtful][-1:]
    eased = [lead for lead in of(EntryKind.MITIGATED) if not ended or lead.place < ended[0].place]
    eased = [lead for lead in eased if lead.automatic or is_recovery(lead)]
    # What is better before anything was seen is better for another reason.
    eased = [lead for lead in eased if not seen or lead.place > seen[0].place]
    stated = [lead for lead in eased if says_mitigated(lead)]
    if not ended:
        cleared = [lead for lead in eased[-1:] if lead.automatic]
        ended, eased = cleared, [lead for lead in eased if lead not in cleared]
    chosen: dict[int, Mark] = {}
    for marked, mark in (
        (ended, Mark.RESOLVED),
        (stated[-1:] or eased[-1:], Mark.MITIGATED),
        (taken, Mark.ACKNOWLEDGED),
        (seen, Mark.DETECTED),
    ):
        for lead in marked:
            chosen[lead.place] = mark
    return chosen
