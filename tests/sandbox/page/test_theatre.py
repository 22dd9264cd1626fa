"""Stories as the page offers them: chosen, played step by step or by themselves, stopped, and left to people."""

import asyncio
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import cast

import pytest
from markupsafe import escape

from sandbox.driver import Person
from sandbox.errors import CannotDo
from sandbox.modals import open_modal
from sandbox.page import stories
from sandbox.page.backstage import Backstage, BotState
from sandbox.page.deeds import done
from sandbox.page.live import Window
from sandbox.page.viewer import Viewer
from sandbox.server import Sandbox
from sandbox.stories.theatre import Theatre
from tests.sandbox.page.conftest import drawn

STORY = "false-alarm"
PRIVATE = "leaked-key"


class Clock:
    """A clock that a story moves."""

    def __init__(self) -> None:
        self.at = datetime(2026, 11, 20, 12, tzinfo=UTC)

    def now(self) -> datetime:
        return self.at

    def move_to(self, at: datetime) -> None:
        self.at = max(self.at, at)


class NoApp:
    """An app that has never anything left to do."""

    async def rest(self) -> None:
        await asyncio.sleep(0)

    async def forward(self, by: timedelta) -> None:
        del by


@pytest.fixture
def theatre(slack: Sandbox) -> Theatre:
    slack.channel("incidents")
    return Theatre(slack.hub, Clock(), NoApp())


async def until_it_stops(theatre: Theatre) -> None:
    async with asyncio.timeout(20):
        await asyncio.sleep(0.05)
        while theatre.now is not None and theatre.now.playing:  # noqa: ASYNC110 - as a window does, by looking
            await asyncio.sleep(0.02)


def test_at_least_five_stories_can_be_chosen_and_each_says_whom_to_be_and_what_to_try(theatre: Theatre) -> None:
    assert len(theatre.stories) >= 5
    for each in theatre.stories:
        assert each.about
        assert each.act_as
        assert len(each.by_hand) == 3
    assert any(each.private for each in theatre.stories)


async def test_a_story_happens_a_step_at_a_time(slack: Sandbox, theatre: Theatre) -> None:
    begun = await theatre.choose(STORY)
    assert (begun.position, begun.caption) == (0, "")

    await theatre.step()

    assert theatre.now is not None
    assert theatre.now.position == 1
    assert theatre.now.caption
    assert slack.hub.workspace.conversations[begun.channel].messages


async def test_whoever_chooses_a_story_stays_who_they_are_and_is_told_where_only_somebody_else_can_look(
    slack: Sandbox, theatre: Theatre
) -> None:
    slack.desk.backstage = cast("Backstage", SimpleNamespace(theatre=theatre))
    stranger = slack.person("zoe", name="Zoe Day")

    public = await done(slack.desk, "choose", {"as": stranger.id, "name": STORY})
    begun = drawn(stories.bar(theatre, Viewer(slack.hub, stranger.member)))
    private = await done(slack.desk, "choose", {"as": stranger.id, "name": PRIVATE})
    later = await done(slack.desk, "choose", {"as": private["as"], "name": STORY, "was": stranger.id})

    assert (public["as"], "said" in public) == (stranger.id, False)
    assert "you act as Zoe Day, who is not in it yet." in begun
    assert private["as"] in slack.hub.workspace.conversations[str(private["channel"])].members
    assert private["said"] == "You act as Abena Mensah now: sec-31-build-key is private, and Zoe Day is not in it."
    assert (later["as"], later["said"]) == (stranger.id, "You act as Zoe Day again.")


async def test_it_goes_on_to_the_next_chapter_and_stops_there(theatre: Theatre) -> None:
    await theatre.choose(STORY)
    first = theatre.now.chapter if theatre.now else ""

    theatre.hurry()
    await until_it_stops(theatre)

    assert theatre.now is not None
    assert theatre.now.chapter != first
    assert not theatre.now.playing


async def test_it_stops_where_somebody_stops_it_and_goes_on_from_there(theatre: Theatre) -> None:
    await theatre.choose(STORY)
    theatre.play()
    await asyncio.sleep(0.05)
    theatre.pause()
    await until_it_stops(theatre)
    assert theatre.now is not None
    stopped = theatre.now.position
    assert 0 < stopped < theatre.now.total

    await theatre.step()

    assert theatre.now.position == stopped + 1


async def test_what_cannot_be_done_says_why_and_breaks_nothing(slack: Sandbox, theatre: Theatre) -> None:
    await theatre.choose(STORY)
    theatre.hurry()
    await until_it_stops(theatre)
    for _ in range(6):
        await theatre.step()

    assert theatre.now is not None
    assert theatre.now.problem, "without an app nobody answers"
    assert not theatre.now.over
    maya = next(each for each in slack.hub.workspace.members.values() if not each.is_bot and each.id != "USLACKBOT")
    bar = drawn(stories.bar(theatre, Viewer(slack.hub, maya)))
    assert "cannot be done now" in bar
    assert "Skip this step" in bar

    position = theatre.now.position
    theatre.skip()

    assert theatre.now.position > position
    bar = drawn(stories.bar(theatre, Viewer(slack.hub, maya)))
    assert ("Left out: " in bar, "Skip this step" in bar, "Next step" in bar) == (True, False, True)


async def test_a_window_that_is_open_has_the_story_beside_it(slack: Sandbox, theatre: Theatre, maya: Person) -> None:
    title = {"type": "plain_text", "text": "Edit"}
    open_modal(slack.hub, maya.id, {"type": "modal", "title": title, "blocks": []})
    slack.desk.backstage = cast(
        "Backstage", SimpleNamespace(theatre=theatre, bot=BotState("running", "The bot is running."))
    )
    assert "Next step" not in Window(slack.desk, maya.member).changes()["regions"]["modal"]

    await theatre.choose(STORY)
    await theatre.step()

    modal = Window(slack.desk, maya.member).changes()["regions"]["modal"]
    assert theatre.now is not None
    assert "Next step" in modal
    assert str(escape(theatre.now.caption)) in modal


async def test_what_happens_in_a_private_channel_is_not_told_in_the_windows_of_others(
    slack: Sandbox, theatre: Theatre
) -> None:
    await theatre.choose(PRIVATE)
    await theatre.step()
    now = theatre.now
    assert now is not None
    insider = slack.hub.workspace.members[next(iter(slack.hub.workspace.conversations[now.channel].members))]
    outsider = slack.person("zoe", name="Zoe Day").member

    told = [drawn(stories.bar(theatre, Viewer(slack.hub, each))) for each in (insider, outsider)]

    assert [str(escape(now.caption)) in each for each in told] == [True, False]
    assert "Something happened in a private channel that Zoe Day is not in." in told[1]


async def test_there_is_no_story_of_another_name_and_none_goes_on_before_one_is_chosen(theatre: Theatre) -> None:
    with pytest.raises(CannotDo, match="no story"):
        await theatre.choose("nothing")
    with pytest.raises(CannotDo, match="Choose a story"):
        await theatre.step()
    with pytest.raises(CannotDo, match="Choose a story"):
        theatre.play()
