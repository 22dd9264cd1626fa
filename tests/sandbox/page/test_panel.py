"""The panel draws what is said and what can be switched; its levers do it, or say in a sentence why not."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from sandbox.clock import ManualClock
from sandbox.errors import CannotDo
from sandbox.page import levers, panel
from sandbox.page.backstage import BotState, Brought, Found, ModelState, Theatre
from sandbox.page.viewer import Viewer
from sandbox.record import LONGEST, Recorder
from tests.sandbox.page.conftest import drawn, words

MOMENT = datetime(2026, 11, 20, 12, tzinfo=UTC)


class Clock(ManualClock):
    def move_to(self, at: datetime) -> None:
        self.advance((at - self.now()).total_seconds())


class Behind:
    """A backstage that notes what it was asked for."""

    def __init__(self) -> None:
        self.clock = Clock(MOMENT)
        self.bot = BotState("running", "The bot is running.")
        self.model = ModelState(present=True, down=False, sentence="A model writes.")
        self.lines = ["ready <b>"]
        self.folder = Path()

    @property
    def theatre(self) -> Theatre:
        raise AssertionError("the panel tells no stories")

    def log(self, lines: int = 20) -> list[str]:
        return self.lines[-lines:]

    async def kill(self) -> None:
        self.bot = BotState("killed", "The bot is dead.")

    async def start(self) -> None:
        self.bot = BotState("starting", "The bot is starting.")

    async def forward(self, by: timedelta) -> None:
        self.clock.move_to(self.clock.now() + by)

    async def to_next_reminder(self) -> str:
        return "The bot wrote to Maya."

    async def rest(self) -> None: ...

    def set_model_down(self, *, down: bool) -> None:
        self.model = ModelState(present=True, down=down, sentence="It is down." if down else "A model writes.")

    async def read_export(self, path: Path) -> list[Found]:
        raise NotImplementedError(path)

    async def bring(self, path: Path, channel: str) -> Brought:
        raise NotImplementedError(path, channel)


@pytest.fixture
def behind() -> Behind:
    return Behind()


def recorded(viewer: Viewer) -> Recorder:
    recorder = viewer.hub.recorder = Recorder(None, viewer.hub.clock, kept=3)
    return recorder


def buttons(text: str) -> list[str]:
    """Return every button that can be pressed, as what it carries and what stands on it."""
    found = re.findall(r"<button ([^>]*)>([^<]*)</button>", text)
    return [
        " ".join([*re.findall(r'data-[a-z]+="[^"]*"', about), label])
        for about, label in found
        if "disabled" not in about
    ]


def test_an_exchange_shows_its_way_its_end_its_time_and_what_was_said_as_text(viewer: Viewer) -> None:
    recorded(viewer).write(
        "to_slack",
        "chat.postMessage",
        {"token": "xoxb-1-2-3", "text": "<script>"},
        {"ok": True},
        took=0.012,
        status=200,
    )
    [(key, row)] = panel.traffic_rows(viewer.hub, viewer)
    text = drawn(row)
    assert (key, f'data-key="{key}"' in text, "<script>" in text, "xoxb" in text) == ("exchange-1", True, False, False)
    assert words(row).split("The bot sent")[0] == "→chat.postMessage20012 ms12:00:00"
    assert "&lt;script&gt;" in text
    assert '"ok": true' in words(row).replace("&#34;", '"')


@pytest.mark.parametrize(
    ("way", "status", "failure", "shown"),
    [
        ("from_slack", 200, "", "acknowledged"),
        ("from_slack", None, "http_timeout", "no ack in time"),
        ("from_slack", None, "connection_failed", "nobody there"),
        ("to_slack", 429, "ratelimited", "429 ratelimited"),
        ("to_slack", 200, "lost_reply", "200 reply lost"),
        ("to_slack", 200, "channel_not_found", "200 channel_not_found"),
    ],
)
def test_how_an_exchange_ended_is_said_in_words(
    viewer: Viewer, way: Any, status: int | None, failure: str, shown: str
) -> None:
    recorded(viewer).write(way, "it", {}, None, took=3.0, status=status, failure=failure)
    [(_, row)] = panel.traffic_rows(viewer.hub, viewer)
    assert f"it{shown}3.0 s" in words(row)
    assert ("is-failed" in drawn(row), "is-slow" in drawn(row)) == (bool(failure), not failure)


def test_the_newest_exchange_comes_first_old_ones_are_forgotten_and_long_ones_are_cut(viewer: Viewer) -> None:
    recorder = recorded(viewer)
    for number in range(5):
        recorder.write("to_slack", f"call.{number}", {"text": "x" * (LONGEST + number)}, {})
    rows = panel.traffic_rows(viewer.hub, viewer)
    assert [key for key, _ in rows] == ["exchange-5", "exchange-4", "exchange-3"]
    assert "more characters" in drawn(rows[0][1])
    assert len(recorder.last[0].payload) < LONGEST + 50


def test_the_controls_say_how_things_are_and_offer_what_is_possible(viewer: Viewer, behind: Behind) -> None:
    made = drawn(panel.controls(viewer.hub, behind))
    assert "It is Friday, Nov 20, 2026, 12:00 UTC" in made
    assert "ready &lt;b&gt;" in made
    assert buttons(made) == [
        'data-do="clock" data-hours="1" An hour on',
        'data-do="clock" data-days="1" A day on',
        'data-do="clock" data-next="next" To the next reminder',
        'data-do="bot" data-deed="kill" Kill it',
        'data-do="fault" data-name="rate_limits" data-on="true" Rate limits',
        'data-do="fault" data-name="lost_replies" data-on="true" Lost replies',
        'data-do="fault" data-name="slow" data-on="true" Slow Slack',
        'data-do="fault" data-name="twice" data-on="true" Everything twice',
        'data-do="fault" data-name="model" data-on="true" Model down',
    ]
    behind.bot, behind.lines = BotState("killed", "The bot is dead."), []
    behind.model = ModelState(present=False, down=False, sentence="Rules write.")
    made = drawn(panel.controls(viewer.hub, behind))
    assert [one for one in buttons(made) if "fault" not in one] == [
        'data-do="clock" data-hours="1" An hour on',
        'data-do="clock" data-days="1" A day on',
        'data-do="bot" data-deed="start" Start it',
    ]
    assert ("Rules write." in made, "Model down" in made, "logged" in made) == (True, False, False)


def test_where_nothing_stands_behind_the_page_only_faults_can_be_switched(viewer: Viewer) -> None:
    viewer.hub.faults.switch("slow", on=True)
    made = drawn(panel.controls(viewer.hub, None))
    assert {one.split()[0] for one in buttons(made)} == {'data-do="fault"'}
    assert re.findall(r'data-name="(\w+)" data-on="(\w+)" aria-pressed="true"', made) == [("slow", "false")]


async def test_the_clock_goes_forward_and_the_bot_dies_and_comes_back(behind: Behind) -> None:
    assert await levers.clock(behind, {"hours": 1}) == "It is Fri 13:00 UTC."
    assert await levers.clock(behind, {"days": 1}) == "It is Sat 13:00 UTC."
    assert await levers.clock(behind, {"next": True}) == "The bot wrote to Maya."
    assert await levers.bot(behind, {"deed": "kill"}) == "The bot is dead."
    assert await levers.bot(behind, {"deed": "start"}) == "The bot is starting."


def test_switches_go_on_and_off(viewer: Viewer, behind: Behind) -> None:
    faults = viewer.hub.faults
    assert "delivered twice" in levers.fault(viewer.hub, behind, {"name": "twice", "on": True})
    assert faults.switched_on == {"twice"}
    assert levers.fault(viewer.hub, behind, {"name": "twice", "on": False}) == "Everything twice: off."
    assert faults.switched_on == set()
    assert levers.fault(viewer.hub, behind, {"name": "model", "on": True}) == "It is down."


@pytest.mark.parametrize("told", [{"hours": -1}, {"days": 121}, {"hours": 1.5}, {"days": True}, {"hours": "1"}, {}])
async def test_a_clock_that_cannot_go_so_is_refused_in_a_sentence(behind: Behind, told: Mapping[str, Any]) -> None:
    with pytest.raises(CannotDo):
        await levers.clock(behind, told)
    assert behind.clock.now() == MOMENT


async def test_levers_that_are_not_there_are_refused_in_a_sentence(viewer: Viewer, behind: Behind) -> None:
    for name in ("nonsense", None, ["slow"]):
        with pytest.raises(CannotDo, match="no such switch"):
            levers.fault(viewer.hub, behind, {"name": name, "on": True})
    with pytest.raises(CannotDo, match="killed and started"):
        await levers.bot(behind, {"deed": "dance"})
    with pytest.raises(CannotDo, match="Nothing stands behind"):
        levers.fault(viewer.hub, None, {"name": "model", "on": True})
    with pytest.raises(CannotDo, match="Nothing stands behind"):
        await levers.clock(None, {"hours": 1})
