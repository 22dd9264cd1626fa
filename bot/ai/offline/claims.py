"""Turns episodes into claims: kind, line, mark, and the times that messages state."""

import re
from datetime import timedelta
from functools import partial

from bot.ai.offline.episodes import Episode
from bot.ai.offline.kinds import kinds, marks, shows
from bot.ai.offline.notes import Note
from bot.ai.offline.phrases import Cue
from bot.ai.offline.wording import gist, line, name_of
from bot.domain.grounding import ground
from bot.domain.incidents import Transcript
from bot.domain.timeline import Claim, EntryKind
from bot.domain.times import StatedTime, stated_times

_WORTH_TELLING = timedelta(minutes=2)
_BEFORE_THE_CHANNEL = timedelta(minutes=30)
_BEGINNING = re.compile(
    r"\b(?:start(?:ed|ing|s)?|began|begin(?:ning|s)?|since|first|from|went|happened|occurred|merged|deployed|released|pushed|"
    r"rolled|restarted|changed|introduced|triggered|opened|stopped|dropped|spiked|crashed|failed|at|last)\b",
    re.IGNORECASE,
)
_QUOTES = str.maketrans("", "", '"`\u201c\u201d')


def claims_of(episodes: list[Episode], notes: list[Note], transcript: Transcript, most: int) -> tuple[Claim, ...]:
    """Return at most `most` claims for the episodes and the times stated in them, ordered by their first message."""
    by_kind = kinds(episodes, notes)
    marked = marks(episodes, by_kind)
    claims = [_claim(episode, by_kind[episode.lead.place]) for episode in episodes]
    claims = [
        claim.model_copy(update={"mark": marked.get(episode.lead.place)})
        for claim, episode in zip(claims, episodes, strict=True)
    ]
    claims += _stated_claims(episodes, notes, by_kind, transcript)
    kept = sorted(claims, key=lambda claim: -claim.weight)[:most]
    return tuple(_grounded(sorted(kept, key=lambda claim: claim.cites[0]), transcript))


def _claim(episode: Episode, kind: EntryKind) -> Claim:
    lead = episode.lead
    return Claim(
        cites=tuple(note.message.ts for note in episode.notes),
        kind=kind,
        text=line(episode.notes, lead, partial(shows, kind)),
        actor=lead.author,
        weight=round(lead.score + 10.0 * lead.is_pinned, 3),
    )


def _stated_claims(
    episodes: list[Episode], notes: list[Note], by_kind: dict[int, EntryKind], transcript: Transcript
) -> list[Claim]:
    """Return a second claim for each message that says when something happened, at the moment that it states."""
    claims: dict[int, Claim] = {}
    for episode in episodes:
        for note in episode.notes:
            stated = _stated(note, notes, transcript)
            minute = int(stated.at.timestamp() // 60) if stated else None
            if stated is None or minute is None or minute in claims:
                continue
            kind = by_kind[episode.lead.place]
            claims[minute] = Claim(
                cites=(note.message.ts,),
                kind=EntryKind.REPORTED if kind in (EntryKind.INVESTIGATING, EntryKind.HYPOTHESIS) else kind,
                text=f"{name_of(note)}: {gist(note, 140 - len(name_of(note)))}",
                actor=note.author,
                stated=stated.at,
                weight=round(note.score - 0.2, 3),
            )
    return list(claims.values())


def _stated(note: Note, notes: list[Note], transcript: Transcript) -> StatedTime | None:
    """Return the earliest time that the prose of a message states as the time of an event."""
    if note.is_question or note.automatic or note.has(Cue.BANTER) or not _BEGINNING.search(note.prose):
        return None
    own, shared = transcript.zones.get(note.author, transcript.zone), transcript.zone
    start = notes[0].message.at - _BEFORE_THE_CHANNEL
    readings: list[list[StatedTime]] = []
    for zone in dict.fromkeys((own, shared)):
        told = stated_times(note.message.text, note.message.at, zone)
        readings.append([s for s in told if note.message.at - s.at >= _WORTH_TELLING and s.text in note.prose])
    # Whoever sits in another zone than the channel may mean either: the reading that falls into the incident is meant.
    likely = [reading for reading in readings if reading and all(stated.at >= start for stated in reading)]
    return min((likely or readings)[0], key=lambda stated: stated.at, default=None)


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
