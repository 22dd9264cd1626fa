"""What people say of when it was, phrase by phrase, and what looks like a time and is none.

A wrong time on a timeline is worse than none: what may be one of several moments is read as none.
"""

from datetime import UTC, datetime

import pytest

from bot.domain.times import stated_times

SAID = datetime(2023, 11, 14, 16, 1, 30, tzinfo=UTC)  # a Tuesday; 17:01 in Berlin, 09:01 in Denver
IN_JULY = datetime(2023, 7, 14, 20, 0, tzinfo=UTC)


def found(text: str, zone: str = "UTC", said_at: datetime = SAID) -> list[str]:
    return [stated.at.strftime("%d %H:%M:%S") for stated in stated_times(text, said_at, zone)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("it broke at quarter to", ["14 15:45:00"]),
        ("it broke at quarter past, alerts came later", ["14 15:15:00"]),
        ("slow since half past", ["14 15:30:00"]),
        ("slow since about ten to", ["14 15:50:00"]),
        ("it broke 20 past 2", ["14 14:20:00"]),
        ("it broke at twenty-five to four", ["14 15:35:00"]),
        ("around 14:02ish", ["14 14:02:00"]),
        ("around 2pm-ish", ["14 14:00:00"]),
        ("began at 14:02 hrs", ["14 14:02:00"]),
        ("began at 1402 hrs UTC", ["14 14:02:00"]),
        ("it began just after 14:02", ["14 14:02:00"]),
        ("shortly after 2pm it began", ["14 14:00:00"]),
        ("dropped at 14:02:31.250", ["14 14:02:31"]),
        ("T0 is 14:02 UTC", ["14 14:02:00"]),
        ("Impact: 14:02–14:40 UTC", ["14 14:02:00", "14 14:40:00"]),
        ("*14:02* deploy\n*14:10* alerts", ["14 14:02:00", "14 14:10:00"]),
        ("• 9:05 deploy\n• 9:20 alerts", ["14 09:05:00", "14 09:20:00"]),
        ("every request fails since 14:02", ["14 14:02:00"]),
        ("nothing works since 14:02, we'll need to call the vendor", ["14 14:02:00"]),
        ("we will look at what broke at 14:02", ["14 14:02:00"]),
        ("I'm going to roll back what went out at 14:02", ["14 14:02:00"]),
        ("began 1h 20m ago", ["14 14:41:30"]),
        ("began 1 hour and 20 minutes ago", ["14 14:41:30"]),
        ("began 2h30m ago", ["14 13:31:30"]),
        ("began three quarters of an hour ago", ["14 15:16:30"]),
        ("began a quarter of an hour ago", ["14 15:46:30"]),
    ],
)
def test_a_clock_is_read_as_people_say_it(text: str, expected: list[str]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("merged Monday morning at 9:10", ["13 09:10:00"]),
        ("merged last Tuesday at 14:02", ["07 14:02:00"]),
        ("merged yesterday morning at 9:10", ["13 09:10:00"]),
        ("merged yesterday evening around 18:30", ["13 18:30:00"]),
        ("broken since yesterday afternoon, 3:20", ["13 15:20:00"]),
        ("merged the day before yesterday at 14:02", ["12 14:02:00"]),
        ("merged 12.11. 14:02", ["12 14:02:00"]),
        ("merged 12.11.2023 14:02", ["12 14:02:00"]),
        ("merged 2023/11/12 14:02", ["12 14:02:00"]),
        ("merged Nov 12, 2023 14:02", ["12 14:02:00"]),
        ("merged 12 Nov 2023 at 14:02", ["12 14:02:00"]),
        ("merged at 14:02 on Nov 12", ["12 14:02:00"]),
        ("merged at 14:02 on Monday", ["13 14:02:00"]),
        ("14:02 3/12 of the canaries", ["14 14:02:00"]),
        ("since 11pm last night", ["13 23:00:00"]),
        ("last night around 2 am it died", ["14 02:00:00"]),
        ("it died at 00:40 last night", ["14 00:40:00"]),
        ("this afternoon at 2:02", ["14 14:02:00"]),
    ],
)
def test_a_day_beside_the_clock_counts(text: str, expected: list[str]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    ("text", "zone", "expected"),
    [
        ("down since midnight UTC", "America/Denver", ["14 00:00:00"]),
        ("down since noon London time", "America/Denver", ["14 12:00:00"]),
        ("broke at two o'clock UTC", "Europe/Berlin", ["14 14:00:00"]),
        ("broke around 2 o'clock London time", "America/Denver", ["14 14:00:00"]),
        ("broke at 16:02+02:00", "America/Denver", ["14 14:02:00"]),
        ("broke at 16:02 +0200", "America/Denver", ["14 14:02:00"]),
        ("broke at 9:02 -0500", "Europe/Berlin", ["14 14:02:00"]),
        ("log: 2023-11-14 15:02 CET boom", "America/Denver", ["14 14:02:00"]),
        ("log: 2023-11-14 02:02 PM UTC boom", "America/Denver", ["14 14:02:00"]),
        ("log: 2023-11-14T16:02+02 boom", "UTC", ["14 14:02:00"]),
        ("lost 2023-11-14 14:02-15:10", "UTC", ["14 14:02:00", "14 15:10:00"]),
        ("Sun Nov 12 14:02:11 UTC 2023 boom", "Europe/Berlin", ["12 14:02:11"]),
        ("broke 06:02 Pacific Standard Time", "UTC", ["14 14:02:00"]),
        ("broke at 6:02 am Pacific", "Europe/Berlin", ["14 14:02:00"]),
        ("broke 9:02 Eastern", "Europe/Berlin", ["14 14:02:00"]),
        ("broke 15:02 Central European Time", "UTC", ["14 14:02:00"]),
        ("broke 09:02 New York time", "UTC", ["14 14:02:00"]),
        ("broke 17:02 Nairobi time", "Europe/Berlin", ["14 14:02:00"]),
        ("broke 16:02 SAST", "America/Denver", ["14 14:02:00"]),
        ("broke at 15:02 (14:02 UTC)", "Europe/Berlin", ["14 14:02:00"]),
        ("broke at 15:02 (14:02 UTC)", "UTC", ["14 14:02:00"]),
        ("broke at 14:02 UTC / 15:02 CET", "UTC", ["14 14:02:00"]),
        ("broke at 14:02 UTC (06:02 my time)", "UTC", ["14 14:02:00"]),
        ("since 11:20 pm yesterday, Denver time", "Europe/Lisbon", ["14 06:20:00"]),
        ("at 00:40 last night", "Europe/Berlin", ["13 23:40:00"]),
        ("last night at 23:40 it died", "Europe/Berlin", ["13 22:40:00"]),
        ("it closed at 7:30 am here", "America/Denver", ["14 14:30:00"]),
    ],
)
def test_the_zone_is_the_one_that_is_meant(text: str, zone: str, expected: list[str]) -> None:
    assert found(text, zone) == expected


@pytest.mark.parametrize(
    ("text", "zone", "expected"),
    [
        ("began 06:02 PDT", "UTC", ["14 13:02:00"]),
        ("began 06:02 PST", "America/Los_Angeles", ["14 13:02:00"]),
        ("began 06:02 PST", "UTC", []),  # an hour off from what is meant, or not
        ("began 08:02 IST", "Europe/Dublin", ["14 07:02:00"]),
        ("began 22:02 IST", "Asia/Kolkata", ["14 16:32:00"]),
    ],
)
def test_a_short_name_that_is_not_in_force_is_read_only_from_who_lives_by_it(
    text: str, zone: str, expected: list[str]
) -> None:
    assert found(text, zone, IN_JULY) == expected


@pytest.mark.parametrize("zone", ["UTC", "Europe/Berlin", "America/Denver"])
@pytest.mark.parametrize(
    "text",
    [
        # A day or a stretch, and no clock.
        "since yesterday evening", "since this morning", "since last night", "since Monday", "on 14 November",
        "2023-11-12", "12/11", "a few minutes ago", "a couple of hours ago", "three days ago", "2 days ago we deployed",
        "more than two hours ago", "less than an hour ago", "at least 20 minutes ago", "over an hour ago",
        "20-30 minutes ago", "an hour or two ago", "1 to 2 hours ago", "a while ago",
        # What is ahead.
        "next update at 15:30", "next update at 9:30", "the next status comes at 9:30", "meeting at 3",
        "meeting at 3pm", "we'll be back up at 9:30", "will post again at 9:30", "it will be fixed by 14:02",
        "ETA 9:30", "eta is 09:30 UTC", "back by 9:30", "standup at 10:00", "the retro is at 10:00", "due 9:00",
        "deadline 10:00", "by 10:00 at the latest", "going to restart it at 9:30", "let's meet at 9:30", "call at 9:30",
        "we should roll out at 9:30", "remind me at 14:02", "it would have expired at 14:02", "if it breaks at 14:02",
        "tomorrow morning at 9:10", "next Tuesday at 14:02", "alarm set for 14:02",
        # What is so on every day.
        "the job runs daily at 02:00", "the backup runs every night at 02:00", "it runs at 02:00 every night",
        "cron fires at 02:00 each day", "we open at 08:00", "opens at 9 am", "office hours are 09:00-17:00",
        "usually at 14:02", "the window closes at 14:30 every day",
        # Counts, ranges, ratios, scores.
        "five to ten nodes", "ten to twelve customers", "from five to ten percent", "five to ten minutes",
        "about five to ten nodes", "went from five to ten errors", "retries up from five to ten", "10-20 users",
        "10 to 20 users", "3:1", "ratio 3:1", "scaled 3:10", "2:10 split", "odds 1:20", "1:10 sampling",
        "sampling at 1:10", "16:9 screen", "aspect 16:10", "we won 3:20", "score was 11:09", "mixed 1:50 with water",
        "John 3:16", "see chapter 12:30", "between one and two", "two to four nodes", "at 3 of 5 nodes",
        # Versions, addresses, prices, places in files.
        "v14.02", "Ubuntu 22.04", "python 3.11", "10.0.0.1:8080", "fe80::10:20", "00:1a:2b:10:20:30",
        "10:20:30:40:50:60", "$14.02", "14.02 EUR", "14.50 pt", "1.10 est", "port 10:20", "line 12:30", "app.py:12:30",
        # Lengths.
        "took 2:05", "took 2h 05m", "for 01:30", "5:30 into the run", "1:30 later", "lasted 00:45", "p99 at 12:30 ms",
        "exit after 02:10", "T+00:14", "RTO of 04:00", "downtime: 02:10", "duration 02:10", "02:10 h", "lag 02:10",
        "time to recovery 02:10",
        # Bounds, and clocks that nobody can read from here.
        "sometime before 14:02", "some time after 14:02", "no later than 14:02", "not before 14:02", "14:02 their time",
        "14:02 server time", "14:02 customer time", "14:02 over there", "at 14:02 Atlantis time", "14:02 XYT",
        "à 14:02 et après", "um 14:02 ist es passiert", "closed at 4:30 pm in Tokyo", "merged last week at 14:02",
        "merged the other day at 14:02", "merged the same day at 14:02", "24:00", "25:10", "12:60", "half past caring",
    ],
)  # fmt: skip
def test_what_is_no_moment_or_may_be_several_is_none(text: str, zone: str) -> None:
    assert found(text, zone) == []


def test_a_log_without_a_zone_counts_only_where_it_is_fresh_or_one_reading_fits() -> None:
    log = "```\n2023-11-14 14:06:44 gave up\n```"
    assert (found(log, "UTC"), found(log, "Europe/Berlin")) == (["14 14:06:44"], [])
    assert found("```\n2023-11-14 16:01:02 gave up\n```", "Europe/Berlin") == ["14 16:01:02"]
