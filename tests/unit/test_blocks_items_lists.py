"""The list of all items at the legal maxima, and what its lines say."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from blocks import action_items_files, action_items_lists, action_items_new, ids
from blocks.ids import Ref
from bot.domain.action_items import ActionItem, ItemKind, ItemStatus, Priority
from bot.domain.action_items_deeds import ItemShown
from bot.domain.action_items_lists import ItemCounts, ItemsListFacts, ListedItem
from bot.domain.action_items_new import AddedItem, ItemPlace, NewItemFacts, ProposedDay
from bot.domain.grammar_items import ItemsWanted, Showing
from bot.domain.postmortems import Status, Verb, Visibility
from bot.domain.surfaces import Rendered
from bot.domain.text import cut
from tests.unit.drawn import NOW

TODAY = NOW.date()
YESTERDAY = TODAY - timedelta(days=1)
NARROW = ItemsWanted(
    showing=Showing.OVERDUE,
    person="U0123456789",
    priority=Priority.MEDIUM,
    kind=ItemKind.MITIGATE,
    since=date(2026, 1, 1),
    until=date(2027, 12, 31),
)


def listed(text: str, number: int, **over: Any) -> ListedItem:
    """Return a line with an item of the longest words."""
    item = ActionItem(
        id=2**52 + number,
        text=cut(text, 200) or "x",
        owner="U0123456789",
        due=TODAY - timedelta(days=number),
        ticket=cut(text, 150) or None,
        done_when=cut(text, 200),
        status=list(ItemStatus)[number % 4],
        justification=cut(text, 300),
        evidence=cut(text, 500),
        done_at=NOW,
        closed_by="U2",
    )
    item = item.model_copy(update=over)
    return ListedItem(
        item=item,
        is_late=item.is_late(TODAY),
        postmortem=2**52,
        number=12345,
        title=cut(text, 120),
        status=Status.PUBLISHED,
        visibility=Visibility.PRIVATE,
    )


def worst(text: str) -> ItemsListFacts:
    """Return a page in the middle of a long list, narrowed by everything there is."""
    rows = tuple(listed(text, number) for number in range(15))
    shown = {
        one.item.id: ItemShown(
            item=one.item,
            postmortem=one.postmortem,
            name=one.pm,
            title=one.title,
            may=frozenset({Verb.WORK_ON_ITEM, Verb.MANAGE_ITEMS, Verb.UNDO_ITEM}),
            reader="U2",
            was=one.item.model_copy(update={"status": ItemStatus.IN_PROGRESS, "due": NARROW.since}),
            names={"U0123456789": cut(text, 80)},
            today=TODAY,
        )
        for one in rows
    }
    wanted = NARROW.model_copy(update={"service": cut(text, 200), "unknown": (cut(text, 200),) * 9})
    return ItemsListFacts(
        wanted=wanted,
        rows=rows,
        just=rows[0].model_copy(update={"item": rows[0].item.model_copy(update={"id": 2**51})}),
        shown=shown,
        counts=ItemCounts(total=99_999, open=99_999, late=99_999),
        page=3,
        reader="U2",
        today=TODAY,
        names={"U0123456789": cut(text, 80)},
    )


def windows(text: str) -> Iterator[dict[str, Any]]:
    """Yield the list and its form, full and empty."""
    full = worst(text)
    empty = full.model_copy(update={"rows": (), "counts": ItemCounts(), "page": 0})
    for facts in (full, empty):
        yield action_items_lists.view(facts)
        for showing in Showing:
            wanted = ItemsWanted(showing=showing, mine=True)
            yield action_items_lists.view(facts.model_copy(update={"wanted": wanted}))
    yield from (action_items_files.coming_view(form) for form in ("csv", "json"))
    ref = Ref(kind="items", word=full.wanted.code, page=99_999, postmortem=2**52, item=2**52, below=ids.ITEM_LIST_VIEW)
    yield from _of_new(text, full.rows[0].item, ref)
    yield action_items_lists.more_view(full.wanted, ref.model_copy(update={"seen": "0" * 12}), "U0BEN")
    yield action_items_lists.more_view(ItemsWanted(mine=True), ref, "U0BEN")


def _of_new(text: str, item: ActionItem, ref: Ref) -> Iterator[dict[str, Any]]:
    """Yield the window of a new item: with a choice of places and without, and with another proposed day."""
    places = tuple(ItemPlace(id=2**52 + n, name="PM-12345", title=cut(text, 120)) for n in range(30))
    link = "https://example.slack.com/archives/C1/p1794924120000100"
    facts = NewItemFacts(start=item, places=places, days=260, link=link, tells=True)
    message = Ref(kind="item", channel="C0123456789", at="1794924120.000100")
    for shown in (facts, facts.model_copy(update={"places": places[:1], "chosen": places[0].id, "days": None})):
        yield from (action_items_new.new_view(shown, one) for one in (ref, message))
    drawn = action_items_new.new_view(facts.model_copy(update={"start": item.model_copy(update={"due": None})}), ref)
    moved = action_items_new.with_day(drawn, ProposedDay(due=TODAY, days=8))
    assert moved is not None
    yield moved


def messages(text: str) -> Iterator[Rendered]:
    """Yield what is said of a file, and of an item that was added in a line."""
    added = AddedItem(item=listed(text, 1).item, postmortem=2**52, pm="PM-12345", today=TODAY)
    yield action_items_new.added(added, cut(text, 80))
    for form in ("csv", "json"):
        yield action_items_files.coming(form)
        yield from (action_items_files.comment(form, n, 50_000) for n in (0, 1, 50_000))


def test_a_page_of_fifteen_has_at_most_twenty_blocks_and_two_for_what_was_done_just_now() -> None:
    facts = worst("Alert on pool use")

    page, just = (action_items_lists.view(one) for one in (facts.model_copy(update={"just": None}), facts))
    assert (len(page["blocks"]), len(just["blocks"])) == (20, 22)
    plain = worst("Alert").model_copy(update={"wanted": ItemsWanted(mine=True), "just": None})
    assert len(action_items_lists.view(plain)["blocks"]) == 19


@pytest.mark.parametrize(
    ("over", "line"),
    [
        ({"due": YESTERDAY, "ticket": "PAY-311"}, "Ines · HIGH · late since {yesterday} · open · PAY-311"),
        (
            {"due": None, "ticket": "https://jira.example/browse/PAY-311/"},
            "Ines · HIGH · no due date · open · <https://jira.example/browse/PAY-311/|PAY-311 (jira.example)>",
        ),
        ({"due": None, "ticket": "javascript:alert(1)"}, "Ines · HIGH · no due date · open · javascript:alert(1)"),
        ({"due": TODAY, "status": ItemStatus.IN_PROGRESS, "ticket": None}, "Ines · HIGH · due {today} · started"),
        ({"due": None, "owner": None, "ticket": None}, "no owner · HIGH · no due date · open"),
        ({"owner": "U404", "due": None, "ticket": None}, "somebody · HIGH · no due date · open"),
        ({"due": None, "status": ItemStatus.COMPLETED, "ticket": None}, "Ines · HIGH · no due date · done"),
    ],
)  # fmt: skip
def test_a_line_says_of_what_whose_how_much_it_matters_and_until_when(over: dict[str, Any], line: str) -> None:
    one = listed("Alert", 0, priority=Priority.HIGH, **over)
    facts = ItemsListFacts(rows=(one,), today=TODAY, names={"U0123456789": "Ines"})
    days = {"yesterday": "Mon, Nov 16", "today": "Tue, Nov 17"}

    assert action_items_lists.row(one, facts) == f"*Alert*\nPM-12345 · {line.format(**days)}"


def test_a_line_says_that_what_is_done_waits_for_a_second_person() -> None:
    one = listed("Alert", 0, status=ItemStatus.COMPLETED, evidence="it rang", done_at=NOW)
    shown = ItemShown(item=one.item, postmortem=1, name="PM-1", confirms=True, today=TODAY)
    facts = ItemsListFacts(rows=(one,), shown={one.item.id: shown}, today=TODAY)

    assert 'Done today: "it rang". Waits for a second person to confirm it.' in action_items_lists.row(one, facts)


def test_an_item_that_is_late_where_its_owner_lives_is_late_for_every_reader() -> None:
    one = listed("Alert", 0, due=TODAY).model_copy(update={"is_late": True})
    facts = ItemsListFacts(rows=(one,), today=TODAY, names={})

    assert "late since" in action_items_lists.row(one, facts)
