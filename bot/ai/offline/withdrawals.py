"""Ties messages to earlier ones: a reason to the why it answers, a withdrawal to the guess that it takes back."""

import re
from collections import Counter

from bot.ai.offline.notes import Note
from bot.ai.offline.phrases import Cue

_AS_FAR_BACK = 60
_SECONDS_BACK = 2 * 3_600
_SURE_ENOUGH = 1.0
_AT_ONCE = 3
_RARE = 8
_ANSWER_SECONDS = 300
_A_REASON = 7
_WHY = re.compile(
    r"\b(?:why|how come|because|how did|what caused|what made)\b[^.!?\n]{0,120}\?|"
    r"^\W*(?:\d+\? )?(?:why|how come|how did)\b|^\W*(?:did|does|was|is|has)n't\b[^.!?\n]{0,120}\?",
    re.IGNORECASE,
)
# Who says so means words of their own, often of the same message.
_OWN = re.compile(r"\b(?:scratch that|never ?mind|nvm|i take (?:it|that) back|i was wrong)\b", re.IGNORECASE)
_CLAIMING = (Cue.GUESS, Cue.CAUSE, Cue.CHANGE, Cue.PROPOSAL)


def answer(notes: list[Note]) -> None:
    """Set `answers_why` on the first statement of somebody else that follows a question for a reason."""
    for question in notes:
        if question.automatic or not question.is_question or not _WHY.search(question.prose):
            continue
        root = question.message.thread_ts or question.message.ts
        for reply in notes[question.place + 1 : question.place + 1 + _AT_ONCE]:
            apart = reply.second - question.second
            if reply.message.is_reply and reply.message.thread_ts != root:
                continue
            if apart <= _ANSWER_SECONDS and reply.author != question.author and not reply.only_asks:
                reply.answers_why = len(reply.tokens) >= _A_REASON and not reply.automatic
                reply.difficulty = reply.difficulty or (reply.answers_why and question.difficulty)
                break


def tie(notes: list[Note]) -> None:
    """Set `withdrawn_by` on each note that a later one takes back."""
    frequency = Counter(word for note in notes for word in note.words)
    for note in notes:
        if Cue.RULED_OUT not in note.said or note.only_asks or note.automatic or Cue.SUMMARY in note.opening:
            continue
        candidates = notes[max(0, note.place - _AS_FAR_BACK) : note.place]
        fit = [
            (strength, earlier)
            for earlier in candidates
            if (strength := _fit(earlier, note, frequency)) >= _SURE_ENOUGH
        ]
        if fit:
            _, guess = max(fit, key=lambda pair: (pair[0], pair[1].place))
            if guess.withdrawn_by is None:
                guess.withdrawn_by = note.place


def _fit(guess: Note, note: Note, frequency: Counter[str]) -> float:
    """Return how likely `note` takes `guess` back: same speaker or thread, near, sharing rare words."""
    apart = note.second - guess.second
    if (
        apart > _SECONDS_BACK
        or (guess.is_question and not guess.has(Cue.GUESS))
        or not guess.has(*_CLAIMING)
        or guess.automatic
    ):
        return 0.0
    if guess.has(Cue.RULED_OUT, Cue.WORKED, Cue.RESOLVED) or (guess.author != note.author and _OWN.search(note.prose)):
        return 0.0
    rare = max(_RARE, len(frequency) // 50)
    shared = sum(1 for word in guess.words & note.words if frequency[word] <= rare)
    steps = note.place - guess.place
    if not shared and steps > _AT_ONCE:
        return 0.0
    strength = 0.5 * min(shared, 3) + 0.8 * guess.has(Cue.GUESS) + max(0.0, 0.3 - 0.05 * steps)
    strength += 0.25 * guess.has(Cue.CHANGE) + 0.4 * (guess.author == note.author) * (apart <= 1_800)  # noqa: PLR2004 - half an hour
    strength += 0.3 * (note.message.thread_ts is not None and guess.message.thread_ts == note.message.thread_ts)
    return strength
