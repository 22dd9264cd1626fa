"""Turns episodes into claims: kind, line, mark, and the times that messages state."""

from datetime import timedelta
from statistics import median

from bot.ai.offline.episodes import Episode
from bot.ai.offline.kinds import says_mitigated
from bot.ai.offline.lines import line
from bot.ai.offline.moments import kinds, marks
from bot.ai.offline.notes import Note
from bot.ai.offline.stated import done_at, eased_at, is_learnt, stated_claims
from bot.domain.grounding import ground
from bot.domain.incidents import Transcript
from bot.domain.timeline import Claim, EntryKind

_STATED_SHARE = 5
_MOST_OF_IT = 0.8
_AN_HOUR = timedelta(hours=1)
# Where there is little room, what the line of the statement itself says is not told again at the stated moment.
_SHORT = 20
_QUOTES = str.maketrans("", "", '"`\u201c\u201d')


def claims_of(episodes: list[Episode], notes: list[Note], transcript: Transcript, most: int) -> tuple[Claim, ...]:
    """Return at most `most` claims for the episodes and the times stated in them, ordered by what each cites first."""
    by_kind = kinds(episodes, notes)
    marked = marks(episodes, by_kind)
    claims = [
        _claim(episode, by_kind[episode.lead.place], notes, transcript).model_copy(
            update={"mark": marked.get(episode.lead.place)}
        )
        for episode in episodes
    ]
    leads = [episode.lead for episode in episodes]
    eased = [claim.stated.timestamp() for claim in claims if claim.stated is not None]
    typical = median(claim.weight for claim in claims) if claims else 0.0
    told = {lead.message.ts: lead for lead in leads} if most <= _SHORT else {}
    claims += [
        claim.model_copy(update={"weight": max(claim.weight, typical)})
        for claim in stated_claims(
            notes,
            leads,
            transcript,
            -(-most // _STATED_SHARE),
            wanted=lambda claim: (
                (claim.stated is None or claim.stated.timestamp() not in eased) and not _is_told(claim, told)
            ),
        )
    ]
    # What says nothing but when it was stands at that moment, and not at both.
    whole = {
        claim.cites[0]: len(claim.text)
        for claim in claims
        if claim.stated is not None and claim.mark is None and not is_learnt(claim.text)
    }
    claims = [
        claim
        for claim in claims
        if claim.stated is not None
        or claim.mark
        # That something is not it was found out when it was said.
        or claim.kind is EntryKind.RULED_OUT
        or whole.get(claim.cites[0], 0) < _MOST_OF_IT * len(claim.text)
    ]
    # A marked moment is what the durations hang on: it stays whatever else goes.
    kept = sorted(claims, key=lambda claim: (claim.mark is None, -claim.weight))[:most]
    return tuple(_grounded(sorted(kept, key=lambda claim: claim.cites[0]), transcript))


def _is_told(claim: Claim, told: dict[str, Note]) -> bool:
    """Whether the line of the statement itself, within the hour, says what was stated.

    What began before anything else on the timeline is told at its own moment: durations are counted from there.
    """
    if claim.stated is not None and all(claim.stated < other.message.at for other in told.values()):
        return False
    lead = next((told[ts] for ts in claim.cites if ts in told), None)
    return lead is not None and (claim.stated is None or lead.message.at - claim.stated <= _AN_HOUR)


def _claim(episode: Episode, kind: EntryKind, notes: list[Note], transcript: Transcript) -> Claim:
    lead = episode.lead
    company = [note for note in episode.notes if note is not lead]
    # A guess and what takes it back stay together.
    withdrawn = [note.score for note in notes[max(0, lead.place - 60) : lead.place] if note.withdrawn_by == lead.place]
    withdrawn += [notes[lead.withdrawn_by].score] if lead.withdrawn_by is not None else []
    text = line(lead, company, kind)
    if kind is EntryKind.MITIGATED and says_mitigated(lead):
        stated = eased_at(lead, notes, transcript)
    else:
        stated = done_at(lead, text, notes, transcript)
    return Claim(
        cites=(lead.message.ts, *(note.message.ts for note in company)),
        kind=kind,
        text=text,
        actor=lead.author,
        stated=stated.at if stated else None,
        weight=round(max(episode.score, *withdrawn, 0.0) + 10.0 * lead.is_pinned, 3),
    )


def _grounded(claims: list[Claim], transcript: Transcript) -> list[Claim]:
    """Return the claims with simpler words where the usual ones would not be borne out by their messages."""
    messages = {message.ts: message for message in transcript.messages}
    sound: list[Claim] = []
    for claim in claims:
        # Only the cited messages matter here: the words are theirs, so nobody else can be named by mistake.
        cited = transcript.model_copy(update={"messages": tuple(messages[ts] for ts in claim.cites), "members": {}})
        plainer = claim.model_copy(update={"text": claim.text.translate(_QUOTES)})
        speaker = cited.messages[0].author_name or cited.messages[0].author
        bare = claim.model_copy(update={"text": f"{speaker} wrote a message"})
        sound.append(next((c for c in (claim, plainer) if ground((c,), cited)[0].verified), bare))
    return sound
