"""The weekly digest as it is drawn: figures in words, a table that repeats them, lines where Slack takes no table."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from blocks import digests
from blocks.ids import Ref
from bot.domain.action_items import ActionItem, Priority
from bot.domain.digests import DigestFacts, Done, Figures
from bot.domain.grammar_items import ItemsWanted, wanted_by
from bot.domain.postmortems import Round, Status
from bot.domain.surfaces import Rendered
from bot.domain.text import cut
from tests.factories import a_postmortem
from tests.unit.drawn import NOW

WEEK = date(2026, 3, 9)
ITEM = ActionItem(text="Cap the pool", owner="U1", due=WEEK, priority=Priority.HIGH)


def facts(figures: Figures | None = None, **over: Any) -> DigestFacts:
    values: dict[str, Any] = {
        "channel": "C1",
        "channel_name": "payments",
        "weekday": 0,
        "week": WEEK,
        "today": WEEK,
        "zone": "UTC",
        "figures": figures or Figures(),
        "names": {"U1": "Ines"},
    }
    return DigestFacts(**{**values, **over})


def messages(text: str) -> Iterator[Rendered]:
    """Yield digests at their largest, with and without a table."""
    waiting = a_postmortem(number=12345, status=Status.IN_REVIEW, round=Round(asked_at=NOW - timedelta(days=4000)))
    published = tuple(a_postmortem(number=12345 + n, title=cut(text, 120)) for n in range(9))
    figures = Figures(
        published=published,
        in_review=(waiting,),
        drafts=12_345,
        done=(Done(due=None, done_at=NOW),) * 200,
        open=12_345,
        late=12_345,
        rows=(ITEM.model_copy(update={"text": cut(text, 200) or "x"}),) * 10,
    )
    for tables in (True, False):
        yield digests.digest(facts(figures, tables=tables, is_for_all=tables))
        yield digests.digest(facts(figures, tables=tables, names={"U1": cut(text, 80)}, channel_name=cut(text, 80)))


def said(figures: Figures, **over: Any) -> list[str]:
    return [one["text"]["text"] for one in digests.digest(facts(figures, **over)).blocks if one["type"] == "section"]


def test_without_tables_the_items_come_as_lines_that_say_the_same() -> None:
    nobodys = ActionItem(text="Page on pool use", priority=Priority.LOW)

    assert said(Figures(open=2, late=0, rows=(ITEM, nobodys)), tables=False) == [
        "Items: none done; 2 open, none of them late.",
        "*Cap the pool* · Ines · Mar 9 · HIGH\n*Page on pool use* · no owner · no due date · LOW",
    ]


def test_figures_of_nothing_are_left_out() -> None:
    assert said(Figures(drafts=2)) == ["2 drafts."]
    assert said(Figures(done=(Done(due=None, done_at=NOW),))) == ["Items: 1 done, on time; none open."]


def test_the_longest_waiting_is_named_with_its_days_and_nothing_that_was_asked_for_today() -> None:
    def waiting(number: int, days: int) -> Any:
        asked = Round(asked_at=NOW.replace(month=3, day=9) - timedelta(days=days))
        return a_postmortem(number=number, status=Status.IN_REVIEW, round=asked)

    assert said(Figures(in_review=(waiting(1, 1), waiting(2, 6), waiting(3, 6)))) == [
        "3 in review.",
        "*Waiting longest:* PM-2, 6 days for a review.",
    ]
    assert said(Figures(in_review=(waiting(1, 0),))) == ["1 in review."]


def test_of_many_published_ones_some_are_named_and_the_rest_is_counted() -> None:
    published = tuple(a_postmortem(number=n, title=f"No {n}") for n in range(1, 8))

    assert said(Figures(published=published))[1] == (
        "*Published:* PM-1 No 1, PM-2 No 2, PM-3 No 3, PM-4 No 4, PM-5 No 5 and 2 others."
    )


def test_the_list_opens_on_what_the_digest_is_about() -> None:
    def opened(**over: Any) -> Any:
        drawn = digests.digest(facts(Figures(open=1, rows=(ITEM,)), channel="C0TEAM", **over))
        [row] = [one for one in drawn.blocks if one["type"] == "actions"]
        return wanted_by(Ref.decode(row["elements"][0]["value"]).word)

    assert opened() == ItemsWanted()
    assert opened(is_for_all=False) == ItemsWanted(team="C0TEAM")
    assert [one["type"] for one in digests.digest(facts(Figures(drafts=1))).blocks] == ["header", "section", "context"]
