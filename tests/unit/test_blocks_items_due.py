"""Items in the message of a working morning as they are drawn: at their largest, in each of their states."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from blocks import action_items_due, mornings
from bot.domain.action_items_due import ItemAsked, ItemDue, ItemLate
from bot.domain.mornings import Asked, MorningFacts
from bot.domain.people import Actor
from bot.domain.surfaces import Rendered
from bot.domain.text import cut
from tests.factories import a_postmortem
from tests.unit.test_blocks_deadlines import asks as of_documents
from tests.unit.test_blocks_items_work import DONE, ITEM, TODAY, changed, of, shown

READER = Actor(workspace="T1", member="U1", name="Maya")


def morning(*asks: Asked) -> MorningFacts:
    """Return a morning that asks all this."""
    return MorningFacts(day=TODAY, today=TODAY, reader=READER, asks=asks)


def messages(text: str) -> Iterator[Rendered]:
    """Yield the largest message of a morning, each state of an item in it, and what else is said of one."""
    postmortem = a_postmortem(id=2**52, number=12345, title=cut(text, 120))
    item = ITEM.model_copy(update={"id": 2**52, "text": cut(text, 200) or "x"})
    done = item.model_copy(update={**DONE, "evidence": cut(text, 500) or "x"})
    held, was = shown(item, postmortem, cut(text, 80)), shown(done, postmortem, cut(text, 80), was=item)
    documents = [one for one in of_documents(text) if one.is_owed]
    mine = [ItemDue(shown=held, again=TODAY, then=cut(text, 80)) for _ in range(50)]
    late = [ItemLate(shown=held, days=1_234, was_asked=flag) for flag in (False, True)]
    for asks in ([*documents, *mine, *late * 20], [*documents, *mine], mine[:1], late, [*mine[:3], *late]):
        yield mornings.morning(morning(*asks))
        answered = (one.model_copy(update={"is_owed": False, "shown": was}) for one in asks if one in (*mine, *late))
        yield mornings.morning(morning(*answered))
        for texts in (False, True):
            yield mornings.aside(morning(*asks), texts=texts)
    yield mornings.aside(morning(), texts=True)
    for owed in (False, True):
        asked = ItemAsked(shown=held, to="U1", by=cut(text, 80), is_owed=owed)
        yield action_items_due.asked(asked)
        for texts in (False, True):
            yield action_items_due.asked_aside(asked, texts=texts)


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ((-2, -3, 4), "2 of your items are late, 1 is due on Friday."),
        ((-2,), "1 of your items is late."),
        ((0,), "1 of your items is due today."),
        ((0, 4), "2 of your items are due by Friday."),
        ((4,), "1 of your items is due on Friday."),
        ((-1, 1, 4), "1 of your items is late, 2 are due by Friday."),
        ((9,), "1 of your items is due on Wed, Dec 9."),
        ((None, None), "2 of your items wait for you."),
        ((None, -1), "1 of your items is late."),
    ],
)
def test_the_first_line_counts_what_is_late_and_what_comes(days: tuple[int | None, ...], said: str) -> None:
    owed = [ItemDue(shown=of(changed(due=_day(one)))) for one in days]
    assert action_items_due.lead(morning(), owed) == said


def _day(away: int | None) -> date | None:
    return TODAY + timedelta(days=away) if away is not None else None


@pytest.mark.parametrize(
    ("owed", "said"),
    [
        ([], ""),
        ([{"again": None}], ""),
        ([{"again": 3}], "*Next:* I ask again on Thu, Dec 3."),
        ([{"again": 3, "then": "Maya"}, {"again": 2}], "*Next:* I ask again on Wed, Dec 2; then Maya hears of it."),
        ([{"again": 3, "then": "Maya"}, {"again": 4, "then": "Ben"}], "*Next:* I ask again on Thu, Dec 3."),
    ],
)
def test_the_last_line_says_when_it_is_asked_again_and_who_hears_of_it(owed: list[dict[str, Any]], said: str) -> None:
    asked = [ItemDue(shown=of(), **{**one, "again": _day(one["again"])}) for one in owed]
    assert action_items_due.upcoming(asked) == said


def test_what_is_answered_makes_room_for_what_is_owed_and_stays_where_it_stood() -> None:
    open_ = [ItemDue(shown=of(changed(id=number, text=f"Item {number}"))) for number in range(7)]
    done = [ItemDue(shown=of(changed(id=9, text=f"Done {number}", **DONE)), is_owed=False) for number in range(4)]
    drawn = mornings.morning(morning(*done[:2], *open_[:3], *done[2:], *open_[3:]))
    texts = [str(one["text"]["text"]).split("*")[1] for one in drawn.blocks[1:] if one["type"] == "section"]

    assert texts == ["Done 0", *(f"Item {number}" for number in range(7))]
