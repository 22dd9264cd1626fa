"""What of a new draft joins a timeline that people have worked on: theirs stays, and nothing of it is doubled. Pure."""

from collections.abc import Iterable, Sequence
from typing import Final

from bot.domain.timeline import Entry, EntryKind, Origin, in_order, lead_of
from bot.domain.timeline_edits import MOST_ENTRIES, MOST_SHOWN, shown

_ENOUGH: Final = 0.5
_FIRST_SHOWN: Final = frozenset({EntryKind.DECISION, EntryKind.CHANGE, EntryKind.COMMUNICATION})


def is_a_persons(entry: Entry) -> bool:
    """Whether a person has put it there or touched it: then no machine replaces it."""
    return entry.origin in {Origin.PIN, Origin.PERSON} or entry.by is not None


def renewed(made: Iterable[Entry], standing: Sequence[Entry], kept: Sequence[Entry]) -> list[Entry]:
    """Return what of `made` is to be stored in the place of the machine's entries among `standing`.

    `kept` is what people put there or touched. What they dropped is not made again; a mark that they set is theirs;
    the order that they gave to a minute stays; what there is no room for is hidden.
    """
    ranks = {_name(one): one.rank for one in standing if not is_a_persons(one)}
    marks = {one.mark for one in kept if one.by is not None and not one.hidden and one.mark is not None}
    new = [
        one.model_copy(update={"rank": ranks.get(_name(one), 0), "mark": None if one.mark in marks else one.mark})
        for one in _not_there(made, kept)
    ]
    return _within_limit(new, len(shown(kept)), len(kept))


def joined(made: Iterable[Entry], standing: Sequence[Entry], *, whole: bool) -> list[Entry]:
    """Return what becomes of a model's draft and of what machines made before it.

    It takes the place of all that, unless it bears out less than half as many moments: then it joins them. Where it
    knows a part of the channel (not `whole`), what is told of behind that part stays as well.
    """
    new = list(made)
    told = [one for one in new if one.verified and one.origin is Origin.AI]
    before = [one for one in standing if not is_a_persons(one) and (one.verified or one.origin is Origin.RULES)]
    if len(told) < _ENOUGH * sum(one.verified for one in before):
        kept = before
    else:
        end = max((lead_of(one) or "" for one in told), default="")
        kept = [] if whole else [one for one in before if (lead_of(one) or "") > end]
    leads, marks = {lead_of(one) for one in kept}, {one.mark for one in kept}
    more = (one for one in new if one not in told or lead_of(one) not in leads)
    return in_order([*kept, *(one.model_copy(update={"mark": None}) if one.mark in marks else one for one in more)])


def _not_there(made: Iterable[Entry], kept: Sequence[Entry]) -> list[Entry]:
    """Leave out what people have already: all of what a pin, a note or a person's line rests on, and each touched one.

    A message may have led to several entries. Of those that a person has not touched, each stays.
    """
    whole = {_name(one) for one in kept if one.source is None}
    left = [one for one in made if _name(one) not in whole]
    for one in kept:
        twins = [twin for twin in left if one.source is not None and _name(twin) == one.source]
        if twins:
            left.remove(max(twins, key=lambda twin: _likeness(twin, one)))
    return left


def _name(entry: Entry) -> str:
    """Return what an entry is known by from one draft to the next: its message, else its words."""
    return lead_of(entry) or entry.text


def _likeness(one: Entry, other: Entry) -> tuple[bool, bool, bool]:
    return one.text == other.text, one.at == other.at, one.kind is other.kind


def _within_limit(entries: Sequence[Entry], shown_already: int, there_already: int) -> list[Entry]:
    """Hide the weakest of what is over 200; leave out only what is over the thousand that a timeline holds.

    Marks stay first, then decisions, changes and communications; of the others those that come first.
    """
    ranked = sorted(shown(entries), key=_weight)
    hidden = {id(one) for one in ranked[max(0, MOST_SHOWN - shown_already) :]}
    kept = [one.model_copy(update={"hidden": True}) if id(one) in hidden else one for one in entries]
    strongest = sorted(kept, key=lambda one: (one.hidden, _weight(one)))[: max(0, MOST_ENTRIES - there_already)]
    return in_order(strongest)


def _weight(entry: Entry) -> int:
    if entry.mark is not None:
        return 0
    return 1 if entry.kind in _FIRST_SHOWN else 2
