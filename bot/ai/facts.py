"""Puts together what the pieces of a channel say: the same told twice is one fact, what was corrected is none.

All of it is code. A model says what a message states; when that was, by whom, and whether it still holds is found here.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from bot.ai.corrections import Corrections, Reading
from bot.ai.encoding import Encoded, as_line
from bot.ai.schema import LONGEST_FACT, MOST_FACTS, Fact, Facts, line, numbers, some
from bot.domain.timeline import Claim, EntryKind, Mark, budget

MOST_CLAIMS: Final = 200
_LABEL: Final = 60
_ALIKE: Final = 0.6
_MOST_CORRECTED: Final = 10
_WEIGHTS: Final = {"key": 3.0, "useful": 2.0, "minor": 1.0}
_TURN: Final = 0.5
_BY_RULES: Final = 0.2
_TURNS: Final = frozenset(
    {
        EntryKind.DECLARED,
        EntryKind.FINDING,
        EntryKind.DECISION,
        EntryKind.CHANGE,
        EntryKind.MITIGATED,
        EntryKind.RESOLVED,
    }
)
_HOLDS_NO_GUESS: Final = frozenset({EntryKind.FINDING, EntryKind.MITIGATED, EntryKind.RESOLVED})
_OF_THE_SPEAKER = re.compile(
    r",? (?:my|our|local) time\b|,? (?:yesterday|today|last night|this morning)\b", re.IGNORECASE
)
_NUMBER = re.compile(r"(?<![^\W_])\d")
_FIRST: Final = frozenset({Mark.DETECTED, Mark.ACKNOWLEDGED})


@dataclass(frozen=True)
class Known:
    """A fact as code sees it: what a model said, cleaned, and what became of it.

    `stated` is the moment that one of its messages names. `corrected_by` are the numbers of those that took it back.
    """

    fact: Fact
    kind: EntryKind
    mark: Mark | None
    weight: float
    stated: datetime | None = None
    corrected_by: tuple[int, ...] = ()

    def line(self, place: int, encoded: Encoded) -> str:
        """Return it as a line of data for whoever writes."""
        fields: dict[str, Any] = {
            "fact": place,
            "kind": self.kind.value,
            "says": self.fact.statement,
            "cites": self.fact.cites,
            "certainty": self.fact.certainty,
        }
        if self.stated is not None:
            fields["at"] = encoded.when(self.stated)
        if self.corrected_by:
            fields["corrected_by"] = list(self.corrected_by)
        return as_line(fields)


class Merged:
    """The facts of a whole channel, in order of their messages."""

    def __init__(self, answers: Iterable[tuple[frozenset[int], Facts]], encoded: Encoded) -> None:
        """`answers`: the numbers of the messages of each piece, and what was answered about it."""
        facts = _once(one for own, answer in answers for one in _cleaned(answer, own, encoded))
        self._reading = reading = Reading(encoded)
        self._encoded = encoded
        self.corrections = Corrections(facts, encoded, reading.withdrawn)
        known = [_known(fact, self.corrections.of(place), reading) for place, fact in enumerate(facts)]
        self.known = _marked(known)

    def claims(self) -> tuple[Claim, ...]:
        """Return what goes to the timeline: no more than it holds, the weightiest first to stay."""
        most = min(MOST_CLAIMS, budget(len(self._encoded.lines)))
        kept = self.known if len(self.known) <= most else self._weightiest(most)
        return tuple(claim_of(one, self._encoded) for one in kept)

    def _weightiest(self, most: int) -> list[Known]:
        """Return so many facts, in their order: the marked ones, and those that weigh most.

        A model calls much key: what turned the incident counts for more, and what the rules see in the messages.
        """

        def rank(one: Known) -> tuple[bool, float]:
            by_rules = max(map(self._reading.weight, one.fact.cites), default=0.0)
            return (one.mark is None, -(one.weight + _TURN * (one.kind in _TURNS) + _BY_RULES * by_rules))

        kept = {id(one) for one in sorted(self.known, key=rank)[:most]}
        return [one for one in self.known if id(one) in kept]


def claim_of(known: Known, encoded: Encoded) -> Claim:
    """Return a fact as a claim: names in place of labels, `ts` in place of numbers, the speaker one of its authors.

    What takes it back is another event, at its own time, and no evidence for this one.
    """
    text = encoded.aliases.reveal(_with_speaker(known, encoded), encoded.cited(known.fact.cites))
    if known.stated is not None:
        # Whose day and whose time it was is settled: the entry stands at its moment.
        text = _OF_THE_SPEAKER.sub("", text)
    return Claim(
        cites=tuple(encoded.ts(number) for number in known.fact.cites),
        kind=known.kind,
        text=text,
        actor=encoded.aliases.author(known.fact.said_by),
        stated=known.stated,
        mark=known.mark,
        weight=known.weight,
    )


def _with_speaker(known: Known, encoded: Encoded) -> str:
    """Return what a fact says, with who says it where that is a person who speaks of numbers or of others.

    "Half of all accounts are gone" is what somebody said, not what is known.
    """
    said, named = known.fact.statement, encoded.aliases.named_in(known.fact.statement)
    first = next(iter(encoded.cited(known.fact.cites)), None)
    label = encoded.aliases.label(first.author) if first is not None and not first.is_bot else ""
    tells = bool(named) or bool(_NUMBER.search(encoded.aliases.without(said)))
    speaker = label if tells and label not in named and encoded.aliases.has_name(label) else ""
    if known.corrected_by:
        return f"{speaker}, corrected later: {said}" if speaker else f"Corrected later: {said}"
    return f"{speaker}: {said}" if speaker else said


def _cleaned(answer: Facts, own: frozenset[int], encoded: Encoded) -> list[Fact]:
    """Return the facts of one piece within our limits. A number that is not of the piece's is one of no message."""
    facts = []
    # Of too many the weightiest are read, not the first: what ended an incident stands at the end.
    weighty = sorted(answer.facts, key=lambda one: -_WEIGHTS[one.weight])
    for fact in some(weighty, MOST_FACTS):
        statement = line(fact.statement, LONGEST_FACT)
        if not statement:
            continue
        cites = [number if number in own or not encoded.knows(number) else 0 for number in numbers(fact.cites)]
        corrects = [number for number in some(fact.corrects, _MOST_CORRECTED) if number in own]
        changed = {"statement": statement, "said_by": line(fact.said_by, _LABEL)}
        facts.append(fact.model_copy(update={**changed, "cites": cites, "corrects": corrects}))
    return facts


def _once(facts: Iterable[Fact]) -> list[Fact]:
    """Return facts in order of their messages, those that are told twice of the same messages put together."""
    kept: list[Fact] = []
    by_first: dict[int, list[int]] = {}
    for fact in sorted(facts, key=lambda one: (min(one.cites, default=0), one.statement)):
        first = min(fact.cites, default=0)
        same = next((place for place in by_first.get(first, ()) if _alike(kept[place], fact)), None)
        if same is None:
            by_first.setdefault(first, []).append(len(kept))
            kept.append(fact)
        else:
            kept[same] = _together(kept[same], fact)
    return kept


def _alike(one: Fact, other: Fact) -> bool:
    if one.kind is not other.kind or one.certainty != other.certainty:
        return False
    mine, theirs = (set(fact.statement.casefold().split()) for fact in (one, other))
    return len(mine & theirs) >= _ALIKE * len(mine | theirs)


def _together(one: Fact, other: Fact) -> Fact:
    better, worse = sorted((one, other), key=lambda fact: -_WEIGHTS[fact.weight])
    cites = numbers((*better.cites, *worse.cites))
    return better.model_copy(update={"cites": cites, "corrects": [*better.corrects, *worse.corrects]})


def _known(fact: Fact, corrected_by: tuple[int, ...], reading: Reading) -> Known:
    """Return a fact with the kind that it can have: a guess is a hypothesis, and so is what was taken back."""
    kind, mark = fact.kind, None if fact.mark == "none" else Mark(fact.mark)
    weight = _WEIGHTS[fact.weight] + bool(mark)
    doubtful = bool(fact.cites) and all(reading.doubtful(number, is_key=fact.weight == "key") for number in fact.cites)
    if fact.certainty == "denied" and not corrected_by:
        kind, mark = EntryKind.RULED_OUT, None
    elif corrected_by or doubtful or (fact.certainty == "guessed" and kind in _HOLDS_NO_GUESS):
        kind, mark = EntryKind.HYPOTHESIS, None
    known = Known(fact, kind, mark, weight - doubtful, corrected_by=corrected_by)
    told = reading.stated(fact) if fact.states_time else None
    if told is None:
        return known
    first, stated = told
    cites = [first, *(number for number in fact.cites if number != first)]
    return replace(known, fact=fact.model_copy(update={"cites": cites}), stated=stated)


def _marked(known: Sequence[Known]) -> list[Known]:
    """Return the facts with each moment marked once: the first to see and to take on, the last to ease and to end."""
    chosen: dict[Mark, int] = {}
    for place, one in enumerate(known):
        if one.mark is not None and not (one.mark in _FIRST and one.mark in chosen):
            chosen[one.mark] = place
    return [one if one.mark is None or chosen[one.mark] == place else replace(one, mark=None)
            for place, one in enumerate(known)]  # fmt: skip
