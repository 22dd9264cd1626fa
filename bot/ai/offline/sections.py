"""Fills sections with what the channel says, each line with its speaker and time; where it is silent it says so."""

from collections.abc import Callable, Sequence
from datetime import UTC, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.ai.offline.notes import Note, cues_of, is_difficulty
from bot.ai.offline.phrases import Cue
from bot.ai.offline.wording import blames, gist, headline, name_of, shorten
from bot.domain.incidents import Transcript, moment
from bot.domain.timeline import Brief, Claim, EntryKind, Mark, SectionText

NOT_STATED = "Not stated in the channel."
_MOST_LINES = 6
_CLAUSE = 220
_TITLE = 80
_FIRST_NOTES = 15
_QUESTIONS = {
    "summary": "What happened, in two sentences a customer would understand?",
    "impact": "Who could not do what, for how long, and how many were they?",
    "root_cause": "What failed, and why was it not caught before?",
    "contributing_factors": "What made it more likely, larger or longer?",
    "detection": "How was it found, and how could it have been found sooner?",
    "response": "What helped the response, and what hindered it?",
    "resolution": "Which steps ended it, and what did each do?",
    "lessons_learned": "What went well, what could be improved, where did we get lucky?",
}
Lines = tuple[list[str], list[str]]


def sections_of(
    claims: Sequence[Claim], notes: list[Note], transcript: Transcript, brief: Brief
) -> tuple[tuple[SectionText, ...], list[tuple[str, str]]]:
    """Return the sections asked for in `brief`, and (key, question) for those about which the channel says nothing."""
    desk = _Desk(claims, notes, transcript)
    writers: dict[str, Callable[[], Lines]] = {
        "summary": desk.summary,
        "impact": desk.impact,
        "root_cause": desk.root_cause,
        "contributing_factors": desk.contributing_factors,
        "detection": desk.detection,
        "response": desk.response,
        "resolution": desk.resolution,
        "lessons_learned": desk.lessons_learned,
    }
    sections: list[SectionText] = []
    silent: list[tuple[str, str]] = []
    for key in brief.sections:
        if key not in writers:
            continue
        lines, cites = writers[key]()
        if not lines:
            silent.append((key, _QUESTIONS[key]))
        sections.append(SectionText(key=key, text="\n".join(lines) or NOT_STATED, cites=tuple(dict.fromkeys(cites))))
    return tuple(sections), silent


def title_of(claims: Sequence[Claim], notes: list[Note]) -> str | None:
    """Return the words in which the trouble was first told, as a title; None when nothing tells of trouble."""
    by_ts = {note.message.ts: note for note in notes}
    first = [claim for claim in claims if claim.mark is Mark.DETECTED and claim.stated is None]
    told = [by_ts[ts] for claim in first for ts in claim.cites if ts in by_ts]
    told += [note for note in notes[:_FIRST_NOTES] if note.has(Cue.ALERT, Cue.SYMPTOM) and not note.has(Cue.BANTER)]
    titles = [title for note in told if (title := headline(note, _TITLE))]
    return titles[0] if titles else None


class _Desk:
    """What all sections are written from."""

    def __init__(self, claims: Sequence[Claim], notes: list[Note], transcript: Transcript) -> None:
        self.claims = [claim for claim in claims if claim.stated is None]
        self.notes = [note for note in notes if not blames(note.prose)]
        self.zone = _zone(transcript.zone)
        self.ruled_out = {note.place for note in notes if note.withdrawn_by is not None}

    def summary(self) -> Lines:
        seen = self._marked(Mark.DETECTED) or self.claims[:1]
        causes = {note.message.ts for note in self.notes if self._names_cause(note)}
        named = [claim for claim in self.claims if causes & set(claim.cites) and claim.kind is EntryKind.FINDING]
        cause = sorted(named, key=lambda claim: -claim.weight)[:1]
        ended = self._marked(Mark.RESOLVED) or self._marked(Mark.MITIGATED)
        parts = [("It was first noticed", seen), ("The cause that the channel names", cause), ("It ended", ended)]
        told = [(words, claim) for words, claims in parts for claim in claims]
        lines = [f"{words} ({self._clock(claim.cites[0])}): {claim.text}" for words, claim in told]
        return ["\n\n".join(lines)] if lines else [], [ts for _, claim in told for ts in claim.cites]

    def impact(self) -> Lines:
        def tells(note: Note) -> bool:
            share = "%" in note.prose and note.has(Cue.SYMPTOM)
            harm = note.has(Cue.IMPACT) and (note.has(Cue.SYMPTOM, Cue.ALERT) or _counts(note))
            return (share or harm) and not note.is_question and not note.has(Cue.GENERAL, Cue.GUESS, Cue.WORKED)

        return self._listed(tells, about=lambda text: "%" in text or Cue.IMPACT in cues_of(text))

    def root_cause(self) -> Lines:
        sure = [note for note in self.notes if self._names_cause(note) and not note.has(Cue.GUESS)]
        return self._listed(
            lambda n: self._names_cause(n) and (not sure or not n.has(Cue.GUESS)),
            most=3,
            about=lambda text: Cue.CAUSE in cues_of(text),
        )

    def contributing_factors(self) -> Lines:
        return self._listed(lambda n: n.difficulty and not n.has(Cue.BANTER), most=4, about=is_difficulty)

    def detection(self) -> Lines:
        kinds = (EntryKind.DETECTED, EntryKind.REPORTED)
        return self._told([claim for claim in self.claims if claim.kind in kinds][:3])

    def response(self) -> Lines:
        kinds = (
            EntryKind.ACKNOWLEDGED,
            EntryKind.ESCALATED,
            EntryKind.DECLARED,
            EntryKind.DECISION,
            EntryKind.RULED_OUT,
        )
        return self._told(self._strongest([claim for claim in self.claims if claim.kind in kinds]))

    def resolution(self) -> Lines:
        kinds = (EntryKind.CHANGE, EntryKind.MITIGATED, EntryKind.RESOLVED)
        sure = {n.message.ts for n in self.notes if not n.is_question and not n.has(Cue.GUESS, Cue.GENERAL, Cue.BANTER)}
        steps = [claim for claim in self.claims if claim.kind in kinds and sure & set(claim.cites)]
        return self._told(self._strongest(steps), numbered=True)

    def lessons_learned(self) -> Lines:
        heads = (
            (
                "**What went well**",
                self._listed(lambda n: n.has(Cue.PRAISE) and not n.is_question, most=3, about=_praises),
            ),
            ("**What could be improved**", self._listed(lambda n: n.difficulty, most=3, about=is_difficulty)),
            (
                "**Where we got lucky**",
                self._listed(lambda n: n.has(Cue.LUCK) and not n.is_question, most=3, about=_lucky),
            ),
        )
        if not any(lines for _, (lines, _) in heads):
            return [], []
        told = [text for head, (lines, _) in heads for text in (head, *(lines or [NOT_STATED]), "")]
        return told[:-1], [ts for _, (_, cites) in heads for ts in cites]

    def _listed(
        self, wanted: Callable[[Note], bool], most: int = _MOST_LINES, about: Callable[[str], bool] | None = None
    ) -> Lines:
        strongest = sorted((note for note in self.notes if wanted(note)), key=lambda note: (-note.score, note.place))
        chosen = sorted(strongest[:most], key=lambda note: note.place)
        lines = [f"- {self._clock(n.message.ts)}, {name_of(n)}: {gist(n, _CLAUSE, about)}" for n in chosen]
        return lines, [note.message.ts for note in chosen]

    def _told(self, claims: Sequence[Claim], *, numbered: bool = False) -> Lines:
        lines = [
            f"{f'{n}.' if numbered else '-'} {self._clock(claim.cites[0])}, {shorten(claim.text, _CLAUSE)}"
            for n, claim in enumerate(claims, start=1)
        ]
        return lines, [ts for claim in claims for ts in claim.cites]

    def _strongest(self, claims: list[Claim]) -> list[Claim]:
        kept = sorted(claims, key=lambda claim: (claim.mark is None, -claim.weight))[:_MOST_LINES]
        return sorted(kept, key=lambda claim: claim.cites[0])

    def _marked(self, mark: Mark) -> list[Claim]:
        return [claim for claim in self.claims if claim.mark is mark][:1]

    def _names_cause(self, note: Note) -> bool:
        withdrawn = note.place in self.ruled_out or note.has(Cue.RULED_OUT)
        return note.has(Cue.CAUSE) and not note.has(Cue.GENERAL) and not note.is_question and not withdrawn

    def _clock(self, ts: str) -> str:
        return moment(ts).astimezone(self.zone).strftime("%H:%M %Z")


def _praises(text: str) -> bool:
    return Cue.PRAISE in cues_of(text)


def _lucky(text: str) -> bool:
    return Cue.LUCK in cues_of(text)


def _counts(note: Note) -> bool:
    return any(token.isdigit() for token in note.tokens) or "%" in note.prose


def _zone(name: str) -> tzinfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC
