"""What a message that was changed or deleted in its channel does to what rests on it. Pure.

Machine-made text that nobody has touched follows the message, or waits for a person. What a person wrote or accepted
stays as it is, and is marked.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from bot.domain.incidents import Message, Transcript
from bot.domain.postmortems import Postmortem, Section, Status
from bot.domain.prose import Checker, cites_of, grounded, grounded_claims, prose
from bot.domain.text import shorten
from bot.domain.timeline import MACHINES, Claim, Entry, Origin, SectionText, Sentence, lead_of
from bot.domain.timeline_edits import LONGEST_ENTRY

FOLLOWING: Final = frozenset({Status.DRAFT, Status.IN_REVIEW})
"""The states in which a document follows its channel."""
GONE: Final = "its message was deleted in the channel"


def own_words(message: Message) -> str:
    """Return a message as an entry says it that was made from it alone."""
    return shorten(message.text.strip() or ", ".join(message.files) or "a message without words", LONGEST_ENTRY)


def says_the_same(one: Message, other: Message) -> bool:
    """Whether two readings of a message say the same: reactions and pins are no words."""
    return (one.text, one.files, one.deleted) == (other.text, other.files, other.deleted)


def gone(message: Message) -> Message:
    """Return a message that was deleted in its channel: nothing of what it said is kept."""
    return message.model_copy(update={"text": "", "files": (), "reactions": (), "deleted": True, "pinned": False})


def followed(entry: Entry, was: Message, transcript: Transcript, remade: Sequence[Entry], at: datetime) -> Entry:
    """Return an entry as it stands after one of its messages became another one.

    `was` is the message before, `transcript` the channel as it is now, `remade` what the rules make of that.
    """
    if was.ts not in entry.evidence:
        return entry
    now = next(one for one in transcript.messages if one.ts == was.ts)
    if _is_a_copy(entry, was):
        return _copied(entry, now, at)
    if entry.by is not None or entry.origin in {Origin.PERSON, Origin.PIN}:
        return entry.model_copy(update={"changed_at": at})
    if entry.origin is Origin.RULES and not now.deleted:
        twin = next((one for one in remade if lead_of(one) == lead_of(entry) and was.ts in one.evidence), None)
        if twin is not None:
            return _as(entry, twin, at).model_copy(update={"evidence": twin.evidence, "actor": twin.actor})
    claim = Claim(
        cites=entry.evidence,
        kind=entry.kind,
        text=entry.text,
        actor=entry.actor,
        stated=entry.at if entry.said_at is not None else None,
        mark=entry.mark,
    )
    return _as(entry, grounded_claims([claim], transcript, entry.origin)[0], at)


def section_followed(
    section: Section, was: Message, transcript: Transcript, remade: SectionText | None, at: datetime
) -> Section:
    """Return a section as it stands after one of its messages became another one. A person's text stays, marked.

    Of a model's, each sentence that rests on the message is checked anew; of the rules', the text is made anew.
    """
    if section.origin not in MACHINES:
        return _marked(section, was, transcript, at)
    if section.sentences:
        checker = Checker(transcript)
        sentences = tuple(_checked(one, was.ts, section.key, transcript, checker) for one in section.sentences)
        if sentences == section.sentences:
            return section
        text = {"sentences": sentences, "text": prose(sentences), "evidence": cites_of(sentences)}
        return section.model_copy(update={**text, "at": at})
    if section.origin is Origin.AI or was.ts not in section.evidence:
        return section
    made = remade or SectionText(key=section.key)
    return section.model_copy(update={"text": made.text, "evidence": made.cites, "at": at})


def marked_at(postmortem: Postmortem, section: Section) -> datetime | None:
    """Return when a message changed that a person's text rests on, as long as that is still to be settled.

    What is published was published as it is.
    """
    return section.changed_at if postmortem.status in FOLLOWING else None


def _marked(section: Section, was: Message, transcript: Transcript, at: datetime) -> Section:
    """Mark a person's text that rests on a message; one that is gone stays gone, whatever else is changed."""
    if was.ts not in section.evidence:
        return section
    is_gone = section.is_gone or next(one for one in transcript.messages if one.ts == was.ts).deleted
    return section.model_copy(update={"changed_at": at, "is_gone": is_gone})


def _checked(sentence: Sentence, ts: str, key: str, transcript: Transcript, checker: Checker) -> Sentence:
    """Check a sentence anew that rests on a message; what a person decided about one stays decided."""
    if ts not in sentence.cites or sentence.decided is not None:
        return sentence
    return grounded(SectionText(key=key, sentences=(sentence,)), transcript, checker).sentences[0]


def _is_a_copy(entry: Entry, was: Message) -> bool:
    """Whether an entry is a pinned message in its own words, which nobody has touched since."""
    return entry.origin is Origin.PIN and entry.source is None and entry.text == own_words(was)


def _copied(entry: Entry, now: Message, at: datetime) -> Entry:
    if now.deleted:
        return entry.model_copy(update={"verified": False, "reason": GONE, "changed_at": at})
    return entry.model_copy(update={"text": own_words(now), "changed_at": at})


def _as(entry: Entry, other: Entry, at: datetime) -> Entry:
    """Return an entry that says what another one does; its place in its minute stays, and no mark comes to it."""
    told = {name: getattr(other, name) for name in ("at", "said_at", "kind", "text", "verified", "reason")}
    mark = entry.mark if entry.mark is other.mark else None
    return entry.model_copy(update={**told, "mark": mark, "changed_at": at})
