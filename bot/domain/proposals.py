"""What of proposed action items joins those that a document has: nothing twice, nothing that a person dropped. Pure."""

import re
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from bot.domain.action_items import ActionItem
from bot.domain.timeline import Proposal

MOST_PROPOSED: Final = 20
_ALIKE: Final = 0.75
_ALIKE_FROM_THE_SAME: Final = 0.4
_WORD = re.compile(r"\w{3,}")


class Renewal(NamedTuple):
    """Which open proposals (ids) go, and which ones come."""

    gone: tuple[int, ...]
    new: tuple[ActionItem, ...]


def renewed(proposals: Iterable[Proposal], standing: Sequence[ActionItem]) -> Renewal:
    """Return how a document's proposals change with a new draft. `standing` are all its items, dropped ones too.

    What a person wrote, added or dropped is never proposed again, in these words or in ones like them. An open
    proposal that is made again stays the same one; the others give way to the new ones.
    """
    place = max((one.position for one in standing), default=0)
    decided = [one for one in standing if not one.is_offered]
    offered = [one for one in standing if one.is_offered]
    stays: list[ActionItem] = []
    new: list[ActionItem] = []
    for one in proposals:
        item = _item(one, place + len(new) + 1)
        if not item.text or any(_is_same(item, other) for other in (*decided, *stays, *new)):
            continue
        if len(stays) + len(new) >= MOST_PROPOSED:
            break
        again = next((other for other in offered if other.text == item.text), None)
        if again is not None:
            stays.append(again)
        else:
            new.append(item)
    kept = {one.id for one in stays}
    return Renewal(tuple(one.id for one in offered if one.id not in kept), tuple(new))


def _item(proposal: Proposal, place: int) -> ActionItem:
    return ActionItem(
        text=proposal.text,
        owner=proposal.owner,
        kind=proposal.kind,
        done_when=proposal.done_when,
        source=" ".join(proposal.cites),
        doubt=proposal.reason,
        proposed=True,
        position=place,
    )


def _is_same(one: ActionItem, other: ActionItem) -> bool:
    """Whether two items ask for the same: alike in words, or somewhat alike and from a common message."""
    mine, its = (set(_WORD.findall(item.text.casefold())) for item in (one, other))
    if not mine or not its:
        return one.text.casefold() == other.text.casefold()
    alike = len(mine & its) / min(len(mine), len(its))
    common = set(one.source.split()) & set(other.source.split())
    return alike >= (_ALIKE_FROM_THE_SAME if common else _ALIKE)
