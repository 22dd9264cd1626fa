"""At which moment an entry stands: that of what it tells, and of nothing else that it cites."""

from bot.ai.offline import narrate
from bot.domain.grounding import ground
from bot.domain.timeline import Brief, Entry
from tests.unit.offline_stories import Line, transcript


def entries(*lines: Line) -> tuple[Entry, ...]:
    channel = transcript(lines)
    return ground(narrate(channel, Brief()).claims, channel)


def test_where_there_is_room_what_was_said_minutes_later_is_told_at_its_own_time() -> None:
    told = entries(
        ("08:00:00", "Ayla", "checkout fails for everyone, error rate is 31 %"),
        ("08:11:40", "Beno", "found it: the new pool size of 20 in v8.1.2 is too small"),
        ("08:14:20", "Beno", "the queue of checkout is now 84 jobs long and growing"),
        ("08:41:40", "Beno", "rolled back to v8.1.1, error rate is back to normal"),
    )
    assert [(f"{one.at:%H:%M:%S}", len(one.evidence)) for one in told] == [
        ("08:00:00", 1), ("08:11:40", 1), ("08:14:20", 1), ("08:41:40", 1)
    ]  # fmt: skip


def stated(*lines: Line) -> list[tuple[str, str]]:
    return [(f"{one.at:%d %H:%M:%S}", one.text) for one in entries(*lines) if one.said_at is not None]


CLEAR = ("10:00:00", "Beno", "all clear, incident resolved")


def test_a_deed_stands_when_it_was_done_and_not_when_it_was_told() -> None:
    line = ("09:04:22", "Ayla", "the second file went out at 09:02, 204 lines")
    assert stated(("08:00:00", "Ayla", "no files go out"), line, CLEAR) == [
        ("03 09:02:00", "Ayla: the second file went out at 09:02, 204 lines")
    ]


def test_what_somebody_found_out_stands_when_it_was_found_out() -> None:
    line = ("09:06:00", "Ayla", "found it: the log says that the certificate was updated at 08:58 today")
    told = entries(("09:00:00", "Beno", "login is down for everyone"), line, CLEAR)
    found = [f"{one.at:%H:%M:%S}" for one in told if one.text.startswith("Ayla") and one.said_at is None]
    assert found == ["09:06:00"]


def test_a_line_of_two_deeds_stands_when_it_was_told() -> None:
    line = ("09:10:00", "Ayla", "restarted the job at 09:02 and restarted the importer at 09:06")
    told = entries(("08:00:00", "Beno", "no files go out"), line, CLEAR)
    found = [f"{one.at:%H:%M:%S}" for one in told if "at 09:02 and" in one.text]
    assert found == ["09:10:00"]


def test_what_was_long_before_is_an_entry_of_its_own_by_whatever_verb() -> None:
    said = (
        ("08:00:00", "Ayla", "no files go out. they have been missing since about ten past seven"),
        ("08:20:00", "Beno", "looking"),
        ("08:41:00", "Beno", "what changed: the calendar was updated yesterday at 11:20 pm"),
        ("09:00:00", "Beno", "the first empty file is sunday, around twenty to six in the evening"),
        CLEAR,
    )
    assert stated(*said) == [
        ("02 17:40:00", "Beno: the first empty file is sunday, around twenty to six in the evening"),
        ("02 23:20:00", "Beno: the calendar was updated yesterday at 11:20 pm"),
        ("03 07:10:00", "Ayla: they have been missing since about ten past seven"),
    ]


def test_where_it_began_is_what_began_and_nothing_that_ended() -> None:
    channel = transcript(
        (
            ("08:00:00", "Ayla", "the files are missing, all of them are down"),
            ("08:20:00", "Beno", "the job has run. it ended without error at 07:08 and wrote 0 lines"),
            CLEAR,
        )
    )
    summary = narrate(channel, Brief(sections=("summary",))).sections[0].text
    assert "It began at 08:00 UTC" in summary
