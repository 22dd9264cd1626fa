from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.times import stated_times

SAID = datetime(2023, 11, 14, 16, 1, 30, tzinfo=UTC)


def found(text: str, said_at: datetime = SAID, zone: str = "UTC") -> list[str]:
    return [stated.at.strftime("%d %H:%M:%S") for stated in stated_times(text, said_at, zone)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("it started at 14:02", ["14 14:02:00"]),
        ("errors since 14:02:31, all of them", ["14 14:02:31"]),
        ("deploy went out at 14.02 utc", ["14 14:02:00"]),
        ("deploy went out at 2:02pm", ["14 14:02:00"]),
        ("deploy went out at 2:02 p.m. already", ["14 14:02:00"]),
        ("The first error was at 10 am UK time", ["14 10:00:00"]),
        ("alerts began (14:02 UTC)", ["14 14:02:00"]),
        ("began 06:02 PST", ["14 14:02:00"]),
        ("began 6:02am Pacific time", ["14 14:02:00"]),
        ("began 15:02 CET", ["14 14:02:00"]),
        ("began at 16:02 UTC+2", ["14 14:02:00"]),
        ("began at 19:32 UTC+5:30", ["14 14:02:00"]),
        ("it began about ten past two", ["14 14:10:00"]),
        ("it began at quarter to three", ["14 14:45:00"]),
        ("an hour ago we pushed", ["14 15:01:30"]),
        ("20 min ago we pushed", ["14 15:41:30"]),
        ("2h ago we pushed", ["14 14:01:30"]),
        ("half an hour ago we pushed", ["14 15:31:30"]),
        ("merged at 2023-11-14T14:02:11Z", ["14 14:02:11"]),
        ("merged at 2023-11-14 15:02 +01:00", ["14 14:02:00"]),
        ("merged yesterday at 23:50", ["13 23:50:00"]),
        ("merged at 23:50 last night", ["13 23:50:00"]),
        ("merged on Nov 12 at 09:10", ["12 09:10:00"]),
        ("merged on 12 November 09:10", ["12 09:10:00"]),
        ("merged on Monday at 09:10", ["13 09:10:00"]),
        ("moved at half past five on Monday", ["13 17:30:00"]),
        ("moved at 17:20 last Friday", ["10 17:20:00"]),
        ("began at twenty past six this morning", ["14 06:20:00"]),
        ("began at ten to three in the afternoon", ["14 14:50:00"]),
        ("stopped at quarter to five on Sunday morning", ["12 04:45:00"]),
        ("from 14:02 until 14:40", ["14 14:02:00", "14 14:40:00"]),
        ("down from 15:02 to 15:40 CET", ["14 14:02:00", "14 14:40:00"]),
        ("sold twice between Monday 06:50 and today 07:23 PST", ["13 14:50:00", "14 15:23:00"]),
        ("between 14:02 and the rollback at 16:40 CET", ["14 14:02:00", "14 15:40:00"]),
        ("it began at ten past 2", ["14 14:10:00"]),
        ("it began at five minutes past two", ["14 14:05:00"]),
        ("it began at half past 2, quarter to 3 it was gone", ["14 14:30:00", "14 14:45:00"]),
        ("down since two o'clock", ["14 14:00:00"]),
        ("down since 2 o’clock", ["14 14:00:00"]),
        ("down since 9 this morning", ["14 09:00:00"]),
        ("down since noon", ["14 12:00:00"]),
        ("slow since midnight", ["14 00:00:00"]),
        ("errors since about 1402 UTC", ["14 14:02:00"]),
        ("errors from 1402Z on", ["14 14:02:00"]),
        ("began fifteen minutes ago", ["14 15:46:30"]),
        ("began 1.5 hours ago", ["14 14:31:30"]),
        ("began an hour and a half ago", ["14 14:31:30"]),
        ("began two and a half hours ago", ["14 13:31:30"]),
        ("began half an hour ago", ["14 15:31:30"]),
        ("merged two days ago at 14:00", ["12 14:00:00"]),
        ("merged at 14:00 two days ago", ["12 14:00:00"]),
        ("merged on the 12th at 09:10", ["12 09:10:00"]),
        ("merged on the 20th at 09:10", ["20 09:10:00"]),
        ("merged 11/13 14:02", ["13 14:02:00"]),
        ("merged 13/11 at 14:02", ["13 14:02:00"]),
        ("lost 09:02-09:05 EST", ["14 14:02:00", "14 14:05:00"]),
        ("lost between 15:02 and 15:05 CET", ["14 14:02:00", "14 14:05:00"]),
        ("14:02 and again 14:02", ["14 14:02:00"]),
    ],
)
def test_a_stated_time_is_found(text: str, expected: list[str]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "it took 14:02 to restore",
        "uptime 14:02",
        "ran for 01:30 and died",
        "a ratio of 16:09",
        "12:30 min of video",
        "version 1.10.7 is fine, v2.14 too",
        "listening on 10.0.0.1:8080 and db:54",
        "see config.yml:12:30",
        "commit 3f20:14ab and 0x14:02",
        "slot 3711006, block 3419724",
        "14.02 of the orders",
        "14.02% of the orders",
        "score 3:1",
        "14:02 your time",
        "merged 10/11 14:02",
        "see you at noon tomorrow",
        "the mails go out at noon",
        "build 1402 passed",
        "at 1402 requests a second",
        "around 2 of 12 nodes",
        "from one to five nodes",
        "half past caring",
        "quarter to 3.5 % of it",
        "next update at 16:30",
        "meeting tomorrow at 10:00",
        "10:00 tomorrow works",
        "tracing is on until Wednesday 14:00",
        "back at half past seven in the evening",
        "scheduled for 09:00",
        "`14:02:11 ERROR boom`",
        "```\n14:02:11 ERROR boom\n```",
        "<see https://host/14:02/x> https://host/at/14:02",
        "",
    ],
)
def test_what_is_no_time_is_not_taken_for_one(text: str) -> None:
    assert found(text) == []


def test_the_speakers_zone_is_used_when_none_is_named() -> None:
    assert found("since 8:02 my time", zone="America/Chicago") == ["14 14:02:00"]


def test_an_unknown_zone_is_read_as_utc() -> None:
    assert found("since 14:02", zone="Mars/Olympus") == ["14 14:02:00"]


def test_a_clock_time_just_before_midnight_belongs_to_the_day_before() -> None:
    assert found("it began at 23:50", datetime(2023, 11, 14, 0, 20, tzinfo=UTC)) == ["13 23:50:00"]


def test_a_single_digit_hour_is_the_nearest_past_one() -> None:
    assert found("it began at 2:05", datetime(2023, 11, 14, 3, 0, tzinfo=UTC)) == ["14 02:05:00"]
    assert found("it began at 2:05") == ["14 14:05:00"]


def test_a_dated_stamp_inside_code_counts() -> None:
    assert found("```\n[W 2023-11-14 14:06:44.540 hub] gave up\n```") == ["14 14:06:44"]


def test_an_undated_zone_in_code_is_read_as_the_freshest() -> None:
    assert found("```\n[2023-11-14 08:00:44] gave up\n```", zone="America/Los_Angeles") == ["14 16:00:44"]


def test_rough_words_make_a_time_approximate() -> None:
    exact, rough, hour = (
        stated_times(text, SAID, "UTC")[0].approximate for text in ("at 14:02", "at about 14:02", "at 2 pm")
    )
    assert (exact, rough, hour) == (False, True, True)
    assert stated_times("since noon", SAID, "UTC")[0].approximate


def test_a_rough_time_in_words_is_read_in_the_speakers_zone_in_summer_and_in_winter() -> None:
    words = "since about ten past two, my time"
    winter = found(words, zone="America/New_York", said_at=datetime(2023, 11, 14, 20, 0, tzinfo=UTC))
    summer = found(words, zone="America/New_York", said_at=datetime(2023, 7, 14, 20, 0, tzinfo=UTC))
    assert (winter, summer) == (["14 19:10:00"], ["14 18:10:00"])


def test_a_time_of_the_night_in_which_the_clocks_change_is_the_one_that_was() -> None:
    after = datetime(2023, 10, 29, 3, 0, tzinfo=UTC)  # 04:00 in Berlin, where 02:30 came twice
    assert found("it began at 02:30", after, "Europe/Berlin") == ["29 00:30:00"]
    assert found("it began at 01:30", after, "Europe/Berlin") == ["28 23:30:00"]
    assert found("it began at 03:30", after, "Europe/Berlin") == ["29 02:30:00"]


def test_just_behind_midnight_the_evening_is_that_of_the_speakers_yesterday() -> None:
    said_at = datetime(2023, 11, 14, 23, 20, tzinfo=UTC)  # 00:20 of the 15th in Berlin
    assert found("since ten to twelve", said_at, "Europe/Berlin") == ["14 22:50:00"]
    assert found("since midnight", said_at, "Europe/Berlin") == ["14 23:00:00"]


def test_the_words_are_kept_as_they_stand() -> None:
    assert [s.text for s in stated_times("at 10 am UK time or so", SAID, "UTC")] == ["10 am UK time"]


def test_summer_time_of_a_place_is_respected() -> None:
    assert found("at 3 pm UK time", datetime(2023, 7, 1, 18, 0, tzinfo=UTC)) == ["01 14:00:00"]


@pytest.mark.parametrize(
    ("text", "at"),
    [("at 8:20 am Denver time", ["14 15:20:00"]), ("since 4 pm Lisbon time", ["14 16:00:00"])],
)
def test_a_time_is_read_in_the_place_that_it_names(text: str, at: list[str]) -> None:
    assert found(text) == at


@given(st.text(alphabet="0123456789:. apmutcg-TZ+Nov`yesterday(", max_size=120))
def test_nothing_is_ever_stated_about_the_future(text: str) -> None:
    times = [stated.at for stated in stated_times(text, SAID, "Europe/Berlin")]
    assert [at for at in times if at > SAID + timedelta(minutes=2)] == []


def test_a_very_long_text_is_read_quickly() -> None:
    assert found("1" * 40_000 + "```" * 9_000) == []
