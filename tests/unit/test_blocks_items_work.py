"""What is said of an item as it stands, what can be done with it, and its windows."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from blocks import action_items_work as ui
from blocks.action_items_given import given
from blocks.action_items_lines import item_state
from blocks.ids import Ref
from bot.domain.action_items import ActionItem, ItemStatus
from bot.domain.action_items_deeds import GivenFacts, ItemShown
from bot.domain.policy import ON_ITEMS
from bot.domain.postmortems import Postmortem
from bot.domain.surfaces import Rendered
from bot.domain.text import cut

NOW = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
TODAY = NOW.date()
ITEM = ActionItem(id=7, text="Alert on pool use above 80%", owner="U1", due=date(2026, 11, 27))
NAMES = {"U1": "Ines", "U2": "Ben", "U3": "Maya"}
HERE = Ref(kind="item", page=2)
DONE: dict[str, Any] = {
    "status": ItemStatus.COMPLETED,
    "done_at": NOW,
    "closed_by": "U1",
    "evidence": "alert live, PAY-311",
}


def shown(item: ActionItem, postmortem: Postmortem, name: str, **over: Any) -> ItemShown:
    """Return an item as its owner is shown it, who may do everything."""
    known = dict.fromkeys(NAMES, name)
    about = {"postmortem": postmortem.id, "name": postmortem.name, "title": postmortem.title}
    return ItemShown(
        **{"item": item, "may": frozenset(ON_ITEMS), "reader": "U1", "names": known, "today": TODAY, **about, **over}
    )


def windows(text: str, postmortem: Postmortem) -> Iterator[dict[str, Any]]:
    """Yield every window of an item, at its longest."""
    said = cut(text, 500) or "x"
    item = ITEM.model_copy(update={"text": cut(text, 200) or "x", "done_when": cut(text, 200), "created_at": NOW})
    for one in (item, item.model_copy(update={**DONE, "evidence": said}), item.model_copy(update={"due": None})):
        held = shown(one, postmortem, cut(text, 80))
        yield ui.more_view(held, ref=HERE, link="https://a.example/1")
        yield ui.more_view(held.model_copy(update={"may": frozenset(), "was": item, "confirms": True}), ref=HERE)
        yield from (draw(held, ref=HERE) for draw in (ui.complete_view, ui.decline_view, ui.redate_view))
        yield ui.hand_over_view(held, ref=HERE)
    yield ui.removed_view(HERE, None)
    yield ui.removed_view(HERE, ITEM)
    yield ui.told_view(HERE, "Ines has left the workspace. The item is with maya now.")


def messages(text: str, postmortem: Postmortem) -> Iterator[Rendered]:
    """Yield what somebody was given, in each way in which an item can stand."""
    item = ITEM.model_copy(update={"text": cut(text, 200) or "x", "ticket": cut(text, 150)})
    done = item.model_copy(update={**DONE, "evidence": cut(text, 500) or "x"})
    held = [shown(one, postmortem, cut(text, 80), was=was) for one in (item, done) for was in (None, item)]
    facts = GivenFacts(postmortem=postmortem, items=(*held, *held, *held), givers={"U2": 9, "U3": 3}, names={})
    yield given(facts)
    yield given(facts.model_copy(update={"items": ()}))


def of(item: ActionItem = ITEM, **over: Any) -> ItemShown:
    """Return the item as Ines is shown it."""
    about = {"postmortem": 1, "name": "PM-42", "title": "Checkout errors", "names": NAMES}
    return ItemShown(**{"item": item, "may": frozenset(ON_ITEMS), "reader": "U1", "today": TODAY, **about, **over})


def changed(**fields: Any) -> ActionItem:
    """Return the item with these fields."""
    return ITEM.model_copy(update=fields)


@pytest.mark.parametrize(
    ("held", "said"),
    [
        (of(), ""),
        (of(changed(**DONE)), '✓ Done today: "alert live, PAY-311".'),
        (of(changed(**{**DONE, "done_at": NOW - timedelta(days=3)})), '✓ Done on Fri, Nov 27: "alert live, PAY-311".'),
        (
            of(changed(**{**DONE, "evidence": "https://a.example/dash"})),
            "✓ Done today: <https://a.example/dash|https://a.example/dash>.",
        ),
        (
            of(changed(**DONE), confirms=True),
            '○ Done today: "alert live, PAY-311". Waits for a second person to confirm it.',
        ),
        (
            of(changed(**DONE, confirmed_by="U2"), confirms=True),
            '✓ Done today: "alert live, PAY-311". Confirmed by Ben.',
        ),
        (
            of(changed(status=ItemStatus.WONT_DO, justification="moved to the new cluster.")),
            '✓ Closed, won\'t do: "moved to the new cluster".',
        ),
        (of(changed(status=ItemStatus.IN_PROGRESS, started_at=NOW)), "◐ Started today."),
        (of(changed(snoozed_until=date(2026, 12, 7))), "○ Back on Mon, Dec 7."),
        (of(changed(snoozed_until=TODAY)), ""),
        (
            of(changed(due=date(2026, 12, 9)), was=changed(due=date(2026, 11, 25))),
            "○ Now due Dec 9 (was Nov 25).",
        ),
        (of(changed(owner="U2"), was=ITEM), "✓ With Ben now."),
        (of(was=changed(**DONE)), "○ Open again."),
    ],
)
def test_how_an_item_stands_is_said_in_a_sentence(held: ItemShown, said: str) -> None:
    assert item_state(held) == said


def labels(held: ItemShown) -> list[str]:
    """Return the choices of a line's menu."""
    return [one["text"]["text"] for one in ui.item_menu(held, HERE).to_dict()["options"]]


@pytest.mark.parametrize(
    ("held", "choices"),
    [
        (of(), ["Done", "Start", "Snooze a week", "Hand over", "Everything else"]),
        (of(changed(status=ItemStatus.IN_PROGRESS)), ["Done", "Snooze a week", "Hand over", "Everything else"]),
        (of(changed(**DONE)), ["Reopen", "Everything else"]),
        (of(changed(**DONE), confirms=True), ["Reopen", "Everything else"]),
        (of(changed(**DONE), confirms=True, reader="U2"), ["Confirm", "Reopen", "Everything else"]),
        (of(changed(**DONE), was=ITEM), ["Undo", "Reopen", "Everything else"]),
        (of(may=frozenset()), ["Everything else"]),
    ],
)
def test_the_menu_of_a_line_holds_what_fits_how_it_stands(held: ItemShown, choices: list[str]) -> None:
    assert labels(held) == choices


def test_what_a_window_carries_leads_back_to_the_list_and_to_the_item_as_it_was_seen() -> None:
    below = Ref(kind="items", postmortem=9, page=3, below="pm.items.view")
    carried = Ref.decode(ui.complete_view(of(), ref=below)["private_metadata"])

    assert (carried.postmortem, carried.item, carried.seen) == (1, 7, ITEM.seen)
    assert (carried.page, carried.below) == (3, "pm.items.view")
