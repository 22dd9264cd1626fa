"""A story plays in a workspace where others are already, goes on from wherever people left things, never breaks."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from sandbox.clock import ManualClock
from sandbox.errors import CannotDo
from sandbox.server import Sandbox
from sandbox.stories import Chapter, Move, Player, Row, Story

BUNDLED = Story.load("cache-outage")
START = BUNDLED.start
FIRST = START + timedelta(seconds=20)


class Movable:
    """A clock that stands still, over the one that the workspace was made with."""

    def __init__(self, clock: ManualClock) -> None:
        self._clock = clock

    def now(self) -> datetime:
        return self._clock.now()

    def move_to(self, at: datetime) -> None:
        self._clock.advance(max((at - self.now()).total_seconds(), 0))


class Resting:
    """An app that has nothing to do. It counts how often it was waited for."""

    def __init__(self, clock: ManualClock | None = None) -> None:
        self.times = 0
        self._clock = clock

    async def forward(self, by: timedelta) -> None:
        assert self._clock is not None
        self._clock.advance(by.total_seconds())

    async def rest(self) -> None:
        self.times += 1


def row(key: str, at: float, who: str, **fields: Any) -> Row:
    told: dict[str, Any] = {"kind": "message", "text": f"{key} is said"} | fields
    return Row(id=key, at=at, who=who, **told)


def story(*moves: Move, rows: tuple[Row, ...] = (), **fields: Any) -> Story:
    told = rows or (row("one", 0, "ben"), row("two", 60, "maya", thread="one"))
    chapters = (Chapter("Writing", moves),) if moves else ()
    return replace(BUNDLED, rows=told, chapters=chapters, **fields)


def player(slack: Sandbox, clock: ManualClock, played: Story, app: Resting | None = None) -> Player:
    return Player(played, slack.hub, Movable(clock), app or Resting(clock))


def moved(played: Player) -> timedelta:
    return played.story.start - START


async def test_rows_happen_at_their_own_times_and_say_who_did_what(slack: Sandbox, clock: ManualClock) -> None:
    played = player(slack, clock, story(start=START + timedelta(weeks=60)))

    captions = [(await played.step()).caption for _ in range(2)]

    [root] = played.stage.channel.messages
    [reply] = played.stage.channel.thread(root)
    assert captions == ["Ben: one is said", "Maya: two is said"]
    assert [float(root.ts), float(reply.ts)] == [played.story.start.timestamp() + second for second in (0, 60)]
    assert (played.position, played.total, played.is_over) == (2, 2, True)
    assert (await played.step()).caption == "The story is over."


async def test_a_story_whose_time_is_over_begins_on_the_same_weekday_of_a_later_week(
    slack: Sandbox, clock: ManualClock
) -> None:
    played = player(slack, clock, story())

    assert moved(played) % timedelta(weeks=1) == timedelta(0)
    assert timedelta(0) <= played.story.start - clock.now() < timedelta(weeks=1)


async def test_a_story_that_is_still_to_come_keeps_its_time(slack: Sandbox, clock: ManualClock) -> None:
    later = START + timedelta(weeks=60)

    assert player(slack, clock, story(start=later)).story.start == later


async def test_people_and_bots_who_are_there_take_part_as_they_are(slack: Sandbox, clock: ManualClock) -> None:
    ben = slack.person("Ben", tz="Asia/Tokyo")

    first, second = (player(slack, clock, story()) for _ in range(2))

    assert first.stage.people["ben"].id == second.stage.people["ben"].id == ben.id
    assert first.stage.bots["lookout"].id == second.stage.bots["lookout"].id
    assert first.stage.readers == second.stage.readers
    assert [one.stage.channel.name for one in (first, second)] == ["inc-207-checkout", "inc-207-checkout-2"]


async def test_who_joins_later_is_not_there_before(slack: Sandbox, clock: ManualClock) -> None:
    for private in (False, True):
        rows = (row("one", 0, "ben"), row("in", 5, "maya", kind="join", text=""))
        played = player(slack, clock, story(rows=rows, private=private))
        maya, channel = played.stage.people["maya"].id, played.stage.channel
        before = maya in channel.members
        steps = [await played.step() for _ in range(2)]

        assert (before, maya in channel.members, channel.state.private) == (False, True, private)
        assert [one.problem for one in steps] == ["", ""]
        assert steps[1].caption == "Maya joins"


async def test_a_move_that_cannot_be_done_says_why_and_is_tried_again(slack: Sandbox, clock: ManualClock) -> None:
    cases: Mapping[str, Move] = {
        "There is no card in #inc-207-checkout yet.": Move("press", "She looks.", "maya", on="card", label="Edit"),
        "Maya has no window open.": Move("submit", "She saves.", "maya"),
        "Maya has no Home yet.": Move("press", "She looks.", "maya", on="home", label="Find"),
        "Maya finds no 'Edit' in a message of the app.": Move("press", "She edits.", "maya", on="dm", label="Edit"),
        "'more' does not stand on the message.": Move("look", "She reads.", "maya", on="one", sees="more"),
    }
    for number, (problem, move) in enumerate(cases.items()):
        played = player(slack, clock, story(move, channel=f"inc-207-checkout{f'-{number + 1}' if number else ''}"))
        await played.rest()
        steps = [await played.step() for _ in range(2)]

        assert [one.problem for one in steps] == [problem] * 2
        assert (played.position, played.last) == (2, steps[1])


async def test_what_somebody_did_by_hand_before_is_left_as_it_is(slack: Sandbox, clock: ManualClock) -> None:
    react = Move("react", "He reacts.", "ben", on="two", emoji="eyes")
    rows = (
        row("one", 0, "ben"),
        row("two", 60, "maya"),
        row("seen", 70, "ben", kind="reaction", ref="one", emoji="eyes", text=""),
        row("kept", 80, "ben", kind="pin", ref="one", text=""),
    )
    played = player(slack, clock, story(react, rows=rows))
    for _ in range(2):
        await played.step()
    ben, (one, two) = played.stage.people["ben"], played.stage.channel.messages
    await ben.react(one, "eyes")
    await ben.react(two, "eyes")
    await ben.pin(one)

    assert [(await played.step()).problem for _ in range(3)] == ["", "", ""]


async def test_a_message_that_was_deleted_by_hand_stops_what_is_about_it(slack: Sandbox, clock: ManualClock) -> None:
    played = player(slack, clock, story())
    await played.step()
    await played.stage.people["ben"].delete(played.stage.channel.messages[0])

    assert (await played.step()).problem == "The message that this is about (one) is not there."
    assert played.position == 1


async def test_a_step_that_cannot_be_done_is_left_out_with_what_is_done_in_its_window_and_it_goes_on(
    slack: Sandbox, clock: ManualClock
) -> None:
    moves = (
        Move("press", "She edits.", "maya", on="card", label="Edit", opens="Edit"),
        Move("fill", "She fills it in.", "maya", values={"Text": "x"}),
        Move("submit", "She saves.", "maya"),
        Move("say", "He says it.", "ben", text="so it goes", id="said"),
    )
    played = player(slack, clock, story(*moves))
    with pytest.raises(CannotDo, match="No step is in the way"):
        played.skip()
    await played.play(pace=0)
    assert (played.position, played.stuck) == (2, True)

    played.skip()

    assert played.last is not None
    assert (played.last.caption, played.position, played.stuck) == ("Left out: She edits.", 5, False)
    await played.play(pace=0)
    assert (played.is_over, played.stage.posted["said"].text) == (True, "so it goes")


async def test_a_row_that_cannot_happen_stops_it_and_breaks_nothing(slack: Sandbox, clock: ManualClock) -> None:
    played = player(slack, clock, story())
    await played.step()
    await played.stage.people["ben"].archive(played.stage.channel)

    await played.play(pace=0)

    assert played.last is not None
    assert (played.last.problem, played.position, played.playing) == ("#inc-207-checkout is archived.", 1, False)


async def test_it_goes_on_from_a_time_that_somebody_moved_by_hand(slack: Sandbox, clock: ManualClock) -> None:
    played = player(slack, clock, story(Move("forward", "A day later.", day=1, at="08:00")))
    await played.step()
    clock.advance(timedelta(days=3).total_seconds())
    now = clock.now()

    steps = [await played.step() for _ in range(2)]

    assert [one.problem for one in steps] == ["", ""]
    assert clock.now() == now


async def test_it_rests_at_each_chapter_and_waits_for_the_app_after_the_incident_and_each_move(
    slack: Sandbox, clock: ManualClock
) -> None:
    app = Resting(clock)
    says = Move("say", "He says it.", "ben", text="at {day 1}", id="said")
    waits = Move("forward", "A day later.", day=1, at="08:00")
    played = player(slack, clock, story(says, waits), app)
    assert (played.chapters, played.chapter) == ((("The incident", 0), ("Writing", 2)), "The incident")

    await played.rest()
    assert (played.position, played.chapter, app.times) == (2, "Writing", 1)

    await played.rest()
    assert (played.position, played.chapter, app.times, played.is_over) == (4, "Writing", 2, True)
    assert played.stage.posted["said"].text == f"at {played.story.day(1):%b %d}".lower()
    assert clock.now() == datetime.combine(played.story.day(1), datetime.min.time(), tzinfo=UTC) + timedelta(hours=8)


async def test_it_plays_by_itself_until_it_is_paused(slack: Sandbox, clock: ManualClock) -> None:
    class Pausing(Resting):
        async def rest(self) -> None:
            played.pause()

    played = player(slack, clock, story(Move("say", "He says it.", "ben", text="more", id="said")), Pausing())

    await played.play(pace=0)
    assert (played.position, played.playing) == (2, False)

    await played.play(pace=0)
    assert played.is_over


async def test_an_app_that_does_not_come_to_rest_stops_it_after_what_was_done(
    slack: Sandbox, clock: ManualClock
) -> None:
    class Restless(Resting):
        async def rest(self) -> None:
            raise CannotDo("The app is still at work.")

    says = [Move("say", "He says it.", "ben", text=word, id=word) for word in ("this", "that")]
    played = player(slack, clock, story(*says), Restless())
    for _ in range(3):
        await played.play(pace=0)

    assert played.last is not None
    assert (played.last.problem, played.position) == ("The app is still at work.", 4)
    assert [one.text for one in played.stage.channel.messages] == ["one is said", "this", "that"]
