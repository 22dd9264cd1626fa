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
