"""What was said and taken back: by what a model says of the messages, and by the offline rules as a backstop.

A statement that was corrected is no fact any more, whoever wrote it down as one.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final

from bot.ai.encoding import Encoded
from bot.ai.offline.notes import Note, read
from bot.ai.offline.phrases import Cue
from bot.ai.offline.salience import weigh
from bot.ai.offline.stated import moments_of
from bot.ai.offline.trust import doubt
from bot.ai.offline.withdrawals import answer, tie
from bot.ai.schema import Fact
from bot.domain.timeline import EntryKind

_ALL: Final = frozenset(EntryKind)
_BELIEFS: Final = frozenset(
    {EntryKind.FINDING, EntryKind.HYPOTHESIS, EntryKind.INVESTIGATING, EntryKind.REPORTED, EntryKind.RULED_OUT}
)
_BEFORE_THE_CHANNEL: Final = timedelta(minutes=30)
_WORD = re.compile(r"[^\W_]{4,}|[^\W\d_]*\d[\w.]*")
_FIGURE: Final = re.compile(r"(?<![\w.])\d")
_SINCE: Final = re.compile(r"\bsince(?: \w+){0,2} ?$")
_SAYS_SO: Final = re.compile(
    r"\b(?:not|n't|never|no longer|wrong(?:ly)?|at first|first|initially|suspected|suspicion|ruled out|"
    r"correct(?:ed|ion)|instead|thought|taken for|mistak\w+|turned out|dead end|guess\w*|retracted|withdrawn|"
    r"rather than|assumed|belie(?:f|ved)|seemed|appeared|looked like|explained|clarified|denied|disproved|in fact|"
    r"actually|but (?:it|that|this) was|although|though|despite)\b",
    re.IGNORECASE,
)


class Reading:
    """What the offline rules know of a channel: who took what back, what nothing bears out, which times are stated."""

    def __init__(self, encoded: Encoded) -> None:
        self._encoded = encoded
        self._notes = read(encoded.transcript)
        answer(self._notes)
        tie(self._notes)
        doubt(self._notes)
        self._weighed = False
        self._by_ts = {note.message.ts: note for note in self._notes}

    @property
    def withdrawn(self) -> dict[int, set[int]]:
        """The numbers of messages that the rules see taken back, with those that take them back."""
        found: dict[int, set[int]] = defaultdict(set)
        for note in self._notes:
            if note.withdrawn_by is not None:
                guess = self._encoded.number(note.message.ts)
                correction = self._encoded.number(self._notes[note.withdrawn_by].message.ts)
                if guess is not None and correction is not None:
                    found[guess].add(correction)
        return dict(found)

    def doubtful(self, number: int, *, is_key: bool) -> bool:
        """Whether a message claims a cause that nothing bears out, not even a figure, or an end by the way.

        An end that a model holds for key is one: "resolved" is often all that anybody says of it.
        """
        note = self._note(number)
        if note is None or not note.doubtful:
            return False
        if Cue.RESOLVED in note.said:
            return not is_key
        return not any(token[0].isdigit() for token in note.tokens)

    def stated(self, fact: Fact) -> tuple[int, datetime] | None:
        """Return the earlier moment that a cited message states for a fact, and the message's number.

        The moment is our own reading of the message; of several it is the one that the fact repeats in its words.
        """
        start = self._notes[0].message.at if self._notes else None
        for number in fact.cites:
            note = self._note(number)
            if note is None or start is None:
                continue
            moments = moments_of(note, note.message.at - start + _BEFORE_THE_CHANNEL, self._encoded.transcript)
            named = [one for one in moments if one.text.casefold() in fact.statement.casefold()]
            if any(_counts_up_to_now(fact.statement, one.text) for one in named):
                return None
            if found := named[:1] or (moments if len(moments) == 1 else []):
                return number, found[0].at
        return None

    def weight(self, number: int) -> float:
        """Return how much the rules think that a message matters to a reader."""
        if not self._weighed:
            weigh(self._notes)
            self._weighed = True
        note = self._note(number)
        return note.score if note else 0.0

    def _note(self, number: int) -> Note | None:
        return self._by_ts.get(self._encoded.ts(number)) if self._encoded.knows(number) else None


class Corrections:
    """The facts that were taken back, by their place in the list, and the messages of which nothing is left.

    What takes a message back may stand in several, of which each will do for a sentence that tells of it.
    """

    def __init__(self, facts: Sequence[Fact], encoded: Encoded, withdrawn: dict[int, set[int]]) -> None:
        by_message: dict[int, list[int]] = defaultdict(list)
        for place, fact in enumerate(facts):
            for number in fact.cites:
                by_message[number].append(place)
        self._by: dict[int, set[int]] = defaultdict(set)
        for guess, by, words, kinds in _named(facts, encoded, withdrawn):
            there = (place for place in by_message.get(guess, ()) if by not in facts[place].cites)
            about = [place for place in there if facts[place].kind in kinds]
            alike = [place for place in about if words & _words(facts[place].statement)]
            for place in alike or about:
                self._by[place].add(by)
        told: dict[int, set[int]] = defaultdict(set)
        for fact in facts:
            for number in fact.cites[:1]:
                told[number] |= set(fact.cites)
        self.gone: dict[str, set[str]] = {
            encoded.ts(number): {
                encoded.ts(one) for place in places for by in self._by[place] for one in told[by] | {by}
            }
            for number, places in by_message.items()
            if encoded.knows(number) and places and all(place in self._by for place in places)
        }

    def of(self, place: int) -> tuple[int, ...]:
        """Return the numbers of the messages that took a fact back."""
        return tuple(sorted(self._by.get(place, ())))

    def revived(self, text: str, cites: Iterable[str], *, ruled_out: bool) -> bool:
        """Whether a sentence tells as true what was taken back."""
        cited = set(cites)
        for ts in cited & self.gone.keys():
            if not cited & self.gone[ts] and not ruled_out:
                return True
            if not (ruled_out or _SAYS_SO.search(text)):
                return True
        return False


def _named(
    facts: Sequence[Fact], encoded: Encoded, withdrawn: dict[int, set[int]]
) -> Iterable[tuple[int, int, set[str], frozenset[EntryKind]]]:
    """Yield the number of each message taken back, of the one that does it, its words, and which facts it may mean.

    The rules see as taken back also what was tried without effect; it was done nevertheless.
    """
    for fact in facts:
        by = next((number for number in fact.cites if encoded.knows(number)), None)
        for guess in fact.corrects:
            if by is not None and encoded.knows(guess) and guess < by:
                yield guess, by, _words(fact.statement), _ALL
    for guess, all_by in withdrawn.items():
        for by in all_by:
            yield guess, by, _words(encoded.cited([by])[0].text), _BELIEFS


def _counts_up_to_now(statement: str, time: str) -> bool:
    """Whether a statement counts what there was by then ("14 pairs since 08:40"): that is of when it was said."""
    before, _, after = statement.casefold().partition(time.casefold())
    return bool(_SINCE.search(before) and _FIGURE.search(before + after))


def _words(text: str) -> set[str]:
    return {word.casefold().strip(".") for word in _WORD.findall(text)}
