"""What all sections are written from: claims, believable notes, and how a cited line is put. It decides no content."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, tzinfo
from typing import NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.ai.offline.machines import fact
from bot.ai.offline.notes import Note, Sentence
from bot.ai.offline.wording import blames, gist, name_of, sentence_case, shorten, statements_of
from bot.domain.incidents import Transcript, moment
from bot.domain.timeline import Claim, EntryKind, Mark

CLAUSE = 200


class Harm(NamedTuple):
    """A statement about harm: its note and text, what it counts, and the share that it names."""

    note: Note
    text: str
    counts: tuple[frozenset[str], ...]
    share: float


Lines = tuple[list[str], list[str]]
NOTHING: Lines = ([], [])


class Desk:
    """The claims and notes of one transcript, and its clock."""

    def __init__(self, claims: Sequence[Claim], notes: list[Note], transcript: Transcript) -> None:
        """Leave out what blames, what is doubtful, and guesses that were taken back."""
        self.all_notes = notes
        lines = {claim.cites[0] for claim in claims if claim.stated is None}
        # What a message states beside its own line is told once, by that line.
        self.claims = sorted(
            (claim for claim in claims if claim.stated is None or claim.mark or claim.cites[0] not in lines),
            key=self.at,
        )
        self.stated = [claim for claim in claims if claim.stated is not None]
        self.notes = [n for n in notes if n.withdrawn_by is None and not n.doubtful and not blames(n.prose)]
        self.harms: list[Harm] | None = None
        self.taken_back = [n for n in notes if n.withdrawn_by is not None]
        self.by_ts = {note.message.ts: note for note in notes}
        self.zone = _zone(transcript.zone)

    def marked(self, mark: Mark) -> Claim | None:
        """Return the claim that marks a moment."""
        return next((claim for claim in self.claims if claim.mark is mark), None)

    def of(self, *kinds: EntryKind) -> list[Claim]:
        """Return the claims of some kinds, in order of time."""
        return [claim for claim in self.claims if claim.kind in kinds]

    def at(self, claim: Claim) -> datetime:
        """Return the moment of a claim: the stated one, or that of the message cited first."""
        return claim.stated or moment(claim.cites[0])

    def clock(self, at: datetime) -> str:
        """Return the clock time of a moment in the transcript's zone."""
        return at.astimezone(self.zone).strftime("%H:%M %Z")

    def day_and_clock(self, at: datetime) -> str:
        """Return day and clock time of a moment in the transcript's zone."""
        return at.astimezone(self.zone).strftime("%Y-%m-%d %H:%M %Z")

    def line(self, note: Note, text: str, bullet: str = "-") -> str:
        """Return a line of a list: what is said, by whom and when."""
        by = "" if note.automatic else f"{name_of(note)}, "
        return f"{bullet} {sentence_case(text).rstrip(' .')} ({by}{self.clock(note.message.at)})"

    def told(self, claims: Sequence[Claim], *, numbered: bool = False) -> Lines:
        """Return a line for each claim."""
        lines = []
        for place, claim in enumerate(claims, start=1):
            note = self.by_ts[claim.cites[0]]
            text = claim.text.removeprefix(f"{name_of(note)}: ")
            by = "" if note.automatic else f"{name_of(note)}, "
            lines.append(
                f"{f'{place}.' if numbered else '-'} {sentence_case(shorten(text, CLAUSE))} "
                f"({by}{'about ' if claim.stated else ''}{self.clock(self.at(claim))})"
            )
        return lines, [ts for claim in claims for ts in claim.cites]

    def listed(self, notes: Sequence[Note], about: Callable[[str], bool] | None = None) -> Lines:
        """Return a line for each note, with the sentence first that `about` holds true of."""
        lines = [
            self.line(n, fact(n, CLAUSE) if n.automatic else gist(n, CLAUSE, about, first=about is None)) for n in notes
        ]
        return lines, [note.message.ts for note in notes]

    def strongest(self, wanted: Callable[[Note], bool], most: int) -> list[Note]:
        """Return the weightiest believable notes of some sort, in order of time."""
        ranked = sorted((note for note in self.notes if wanted(note)), key=lambda note: (-note.score, note.place))
        return sorted(ranked[:most], key=lambda note: note.place)


def states(note: Note, about: Callable[[Sentence], bool]) -> Sentence | None:
    """Return the first statement of a note that `about` holds true of."""
    return next((one for one in statements_of(note) if about(one)), None)


def joined(*parts: Lines) -> Lines:
    """Return lines behind lines, each message cited once."""
    return [line for lines, _ in parts for line in lines], list(dict.fromkeys(ts for _, cites in parts for ts in cites))


def _zone(name: str) -> tzinfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC
