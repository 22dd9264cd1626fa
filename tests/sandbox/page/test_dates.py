"""Moments in a browser: every token that Slack has, in the zone of whoever looks."""

from datetime import UTC, datetime

import pytest

from sandbox.page import dates
from tests.sandbox.page.conftest import drawn, eyes, words

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def stamp(at: datetime) -> str:
    return str(int(at.timestamp()))


def shown(form: str, at: datetime, *, tz: str = "Etc/UTC", now: datetime = NOON) -> str:
    return words(dates.html(stamp(at), form, "fallback", eyes(tz, now)))


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("{date_num}", "2026-03-02"),
        ("{date_slash}", "03/02/2026"),
        ("{date}", "March 2nd, 2026"),
        ("{date_pretty}", "March 2nd, 2026"),
        ("{date_short}", "Mar 2, 2026"),
        ("{date_short_pretty}", "Mar 2, 2026"),
        ("{date_long}", "Monday, March 2nd, 2026"),
        ("{date_long_full}", "March 2, 2026"),
        ("{date_long_pretty}", "Monday, March 2nd, 2026"),
        ("{day_divider_pretty}", "Monday, March 2nd"),
        ("{time}", "09:05"),
        ("{time_secs}", "09:05:07"),
        ("{ago}", "8 months ago"),
        ("On {date_short} at {time}", "On Mar 2, 2026 at 09:05"),
        ("{date_unknown}", "fallback"),
        ("<b>", "&lt;b&gt;"),
    ],
)
def test_every_token_is_said_as_slack_says_it(form: str, expected: str) -> None:
    assert shown(form, datetime(2026, 3, 2, 9, 5, 7, tzinfo=UTC)) == expected


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (18, "Nov 18, 2026"),
        (19, "Yesterday"),
        (20, "Today"),
        (21, "Tomorrow"),
        (22, "Nov 22, 2026"),
    ],
)
def test_days_that_are_near_are_called_so(day: int, expected: str) -> None:
    assert shown("{date_short_pretty}", datetime(2026, 11, day, 23, 59, tzinfo=UTC)) == expected


@pytest.mark.parametrize(
    ("day", "ending"),
    [(1, "st"), (2, "nd"), (3, "rd"), (4, "th"), (11, "th"), (12, "th"), (13, "th"), (22, "nd"), (31, "st")],
)
def test_days_of_a_month_have_their_endings(day: int, ending: str) -> None:
    assert shown("{date}", datetime(2026, 10, day, tzinfo=UTC)) == f"October {day}{ending}, 2026"


def test_what_day_it_is_depends_on_where_one_looks_from() -> None:
    late = datetime(2026, 11, 20, 23, 30, tzinfo=UTC)

    assert shown("{date_pretty} at {time}", late, tz="Asia/Tokyo") == "Tomorrow at 08:30"
    assert shown("{date_pretty} at {time}", late, tz="Europe/Berlin") == "Tomorrow at 00:30"
    assert shown("{date_pretty} at {time}", late, tz="America/Los_Angeles") == "Today at 15:30"
    assert shown("{date_pretty} at {time}", late, tz="Asia/Kathmandu", now=late) == "Today at 05:15"


def test_clocks_that_are_put_back_say_the_same_hour_twice() -> None:
    first, second = (datetime(2026, 10, 25, hour, 30, tzinfo=UTC) for hour in (0, 1))

    assert [shown("{time}", at, tz="Europe/Berlin") for at in (first, second)] == ["02:30", "02:30"]
    titles = [drawn(dates.html(stamp(at), "{time}", "", eyes("Europe/Berlin"))) for at in (first, second)]
    assert ["+02:00" in titles[0], "CEST" in titles[0], "+01:00" in titles[1], "CET" in titles[1]] == [True] * 4


def test_a_day_that_was_skipped_by_summer_time_counts_as_a_day() -> None:
    now = datetime(2026, 3, 29, 12, tzinfo=UTC)

    assert shown("{date_pretty}", datetime(2026, 3, 28, 23, 30, tzinfo=UTC), tz="Europe/Berlin", now=now) == "Today"
    assert shown("{date_pretty}", datetime(2026, 3, 28, 22, 30, tzinfo=UTC), tz="Europe/Berlin", now=now) == "Yesterday"


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (0, "just now"),
        (59, "just now"),
        (60, "1 minute ago"),
        (7200, "2 hours ago"),
        (-3600, "in 1 hour"),
        (86_400, "1 day ago"),
    ],
)
def test_how_long_ago_it_was_is_counted_in_real_time(seconds: int, expected: str) -> None:
    at = datetime.fromtimestamp(NOON.timestamp() - seconds, UTC)

    assert shown("{ago}", at, tz="Pacific/Chatham") == expected


@pytest.mark.parametrize("wrong", ["", "soon", "-1", "1e9", "9" * 15, "9" * 4000, "²", "１２"])
def test_what_is_no_moment_shows_its_fallback(wrong: str) -> None:
    assert words(dates.html(wrong, "{time}", "<then>", eyes())) == "&lt;then&gt;"


def test_the_whole_moment_is_a_tooltip_and_a_link_only_a_harmless_one() -> None:
    at, viewer = stamp(NOON), eyes("Asia/Tokyo")

    assert drawn(dates.html(at, "{time}", "", viewer, "https://x.org")) == (
        '<a class="link" href="https://x.org" target="_blank" rel="noopener noreferrer">'
        '<time class="date" datetime="2026-11-20T21:00:00+09:00" title="Friday, November 20th, 2026 at 21:00:00 JST">'
        "21:00</time></a>"
    )
    assert "<a" not in drawn(dates.html(at, "{time}", "", viewer, "javascript:alert(1)"))
    assert dates.near(at, viewer) == "today at 21:00"
    assert dates.near("", viewer) == ""
    assert dates.near(stamp(datetime(2026, 3, 10, tzinfo=UTC)), viewer) == "March 10th at 09:00"
    assert dates.near(stamp(datetime(2025, 3, 10, tzinfo=UTC)), viewer) == "March 10th, 2025 at 09:00"
