"""One's own Slack export in the pretend workspace: the bot works on it as on any channel; hostile ones do no harm."""

import json
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.commands.demo import exports
from sandbox.driver import Channel, Person
from sandbox.errors import CannotDo
from sandbox.page.backstage import Brought
from tests.fakes import FakeClock
from tests.scenarios.world import World

START = datetime(2026, 2, 20, 9, tzinfo=UTC)
PEOPLE = [
    {"id": "U0GRETA", "name": "greta", "real_name": "Greta Falk", "tz": "Europe/Oslo"},
    {"id": "U0MAYA2", "name": "maya", "real_name": "Maya the second", "tz": "Not/AZone"},
    {"id": "U0GONE", "name": "gone", "real_name": "Gone Long", "deleted": True},
    {"id": "U0ELSE", "name": "else", "real_name": "Somebody Else"},
    {"id": "U0ROBOT", "name": "robot", "real_name": "Robot", "is_bot": True},
]
CHANNEL = {"id": "C0EXPORT", "name": "inc-42", "members": ["U0GRETA", "U0MAYA2", "U0GONE"], "topic": {"value": "DB"}}


class Clock(FakeClock):
    def move_to(self, at: datetime) -> None:
        self.set(max(at, self.now()))


def ts(minute: int, micros: int = 0) -> str:
    return f"{int(START.timestamp()) + 60 * minute}.{micros:06d}"


def message(minute: int, text: str, user: Any = "U0GRETA", **more: Any) -> dict[str, Any]:
    return {"type": "message", "user": user, "text": text, "ts": ts(minute)} | more


SAID = [
    message(0, "error rate is 18.4 %, looking with <@U0ELSE>", reactions=[{"name": "eyes", "users": ["U0GONE"]}]),
    message(1, "rolling back to v811", thread_ts=ts(0)),
    message(2, "", "U0ROBOT", bot_id="B0ROBOT", attachments=[{"title": "FIRING", "text": "p99 4 s", "actions": [1]}]),
    message(3, "here is the graph", "U0MAYA2", files=[{"name": "graph.png", "url_private": "https://evil.example/x"}]),
    message(30, "error rate is back to 0.2 %, all clear"),
]  # fmt: skip


def exported(folder: Path, said: list[Any], **channel: Any) -> Path:
    path = folder / "export.zip"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("channels.json", json.dumps([CHANNEL | channel, {"id": "C0EMPTY", "name": "empty"}]))
        packed.writestr("users.json", json.dumps(PEOPLE))
        packed.writestr(f"{(CHANNEL | channel)['name']}/2026-02-20.json", json.dumps(said))
    return path


def brought(world: World, path: Path, clock: Clock | None = None, channel: str = "C0EXPORT") -> Brought:
    clock = clock or Clock(world.clock.now())
    found = exports.read(path, channel, clock)
    return exports.put(world.slack, found, exports.rows_of(found), clock)


def person(world: World, key: str) -> Person:
    return Person(world.slack.hub, world.slack.hub.workspace.members[key])


async def test_the_bot_drafts_what_somebody_brought_from_their_own_slack(quiet: World, tmp_path: Path) -> None:
    path = exported(tmp_path, SAID)
    assert [one.name for one in exports.choices(path)] == ["empty", "inc-42"]

    done = brought(quiet, path)
    channel = Channel(quiet.slack.hub, done.channel)
    assert (done, channel.name, channel.topic) == (Brought("C0EXPORT", 5, ()), "inc-42", "DB")
    assert [one.ts for one in channel.messages] == [ts(0), ts(2), ts(3), ts(30)]
    assert [one.text for one in channel.thread(ts(0))] == ["rolling back to v811"]
    await quiet.resolve(channel, channel.messages[-1], person(quiet, "U0GRETA"))

    assert "Draft" in channel.card().shown
    assert "5 messages" in channel.card().shown
    assert "greta: error rate" in channel.thread(channel.card())[0].shown


def test_people_keep_their_names_and_those_who_were_there_stay_who_they_were(quiet: World, tmp_path: Path) -> None:
    brought(quiet, exported(tmp_path, SAID))
    members = quiet.slack.hub.workspace.members
    seen = {key: (members[key].name, members[key].tz, members[key].is_bot, members[key].deleted) for key in members}
    assert {key: seen[key] for key in ("U0GRETA", "U0MAYA2", "U0GONE", "U0ELSE", "U0ROBOT")} == {
        "U0GRETA": ("greta", "Europe/Oslo", False, False),
        "U0MAYA2": ("maya-u0maya2", "Etc/UTC", False, False),
        "U0GONE": ("gone", "Etc/UTC", False, True),
        "U0ELSE": ("else", "Etc/UTC", False, False),
        "U0ROBOT": ("robot", "Etc/UTC", True, False),
    }
    assert seen[quiet.maya.id][:2] == ("maya", "Europe/Berlin")
    present = set(quiet.slack.hub.workspace.conversations["C0EXPORT"].members)
    assert present == {"U0GRETA", "U0MAYA2", "U0GONE", "U0ROBOT", quiet.slack.bot_user_id}


def test_the_clock_goes_on_to_the_end_of_an_export_and_never_back(quiet: World, tmp_path: Path) -> None:
    path = exported(tmp_path, SAID)
    early, late = Clock(START), Clock(datetime(2026, 6, 1, tzinfo=UTC))
    brought(quiet, path, early)
    again = brought(quiet, path, late)
    assert (early.now(), late.now()) == (START.replace(minute=30), datetime(2026, 6, 1, tzinfo=UTC))
    assert quiet.slack.hub.workspace.conversations[again.channel].name == "inc-42-2"


def test_only_what_is_known_and_of_the_right_shape_is_taken_over(quiet: World, tmp_path: Path) -> None:
    odd = [
        message(0, "x" * 50_000, files=[{"name": 1}, 7, {"title": "t"}], reactions=[{"name": "<b>", "users": ["U1"]}]),
        message(1, "parent is not here", thread_ts=ts(-5)),
        message(2, "later parent", thread_ts=ts(9)),
        message(3, "blocks", blocks=[{"type": "section", "text": {"type": "mrkdwn", "text": ["no"]}}], subtype="<b>"),
        message(4, "strange author", user="<script>"),
        message(5, "no author", user=["U0GRETA"], bot_id="nobody", bot_profile={"name": "Bot"}),
        {"type": "message", "user": "U0NOBODY", "text": 7, "ts": ts(6), "attachments": "all", "room": {"deep": []}},
    ]  # fmt: skip
    done = brought(quiet, exported(tmp_path, odd, name="INC 42 <b>!"), channel="C0EXPORT")
    state = quiet.slack.hub.workspace.conversations[done.channel]
    bodies = [state.messages[one] for one in state.roots]
    assert (state.name, len(bodies), state.threads) == ("inc-42-b", 7, {})
    assert (len(bodies[0]["text"]), bodies[0]["files"]) == (
        40_000,
        [{"name": "file", "title": "file", "mode": "hosted"}, {"name": "t", "title": "t", "mode": "hosted"}],
    )
    assert [sorted(set(one) - {"type", "ts", "text", "team", "client_msg_id"}) for one in bodies] == [
        ["files", "user"],
        ["user"],
        ["user"],
        ["user"],
        [],
        ["username"],
        ["user"],
    ]


def test_where_nobody_of_the_export_can_act_the_people_who_are_there_come_in(quiet: World, tmp_path: Path) -> None:
    done = brought(quiet, exported(tmp_path, [message(0, "alone", "U0GONE")], members=["U0GONE"], is_private=True))
    channel = Channel(quiet.slack.hub, done.channel)
    assert channel.state.private
    assert {quiet.maya.id, quiet.ben.id, "U0GONE"} < set(channel.members)


@pytest.mark.parametrize(
    ("channel", "sentence"),
    [("empty", "#empty has no messages in this export"), ("inc-43", r"no channel #inc-43\. Did you mean #inc-42")],
)
def test_a_channel_with_nothing_to_show_is_refused_in_a_sentence(tmp_path: Path, channel: str, sentence: str) -> None:
    with pytest.raises(CannotDo, match=sentence):
        exports.read(exported(tmp_path, SAID), channel, Clock(START))


def test_what_is_no_export_or_too_much_is_refused_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "not.zip").write_bytes(b"PK\x03\x04 and no more")
    for name, sentence in (("not.zip", "no zip that can be read"), ("missing.zip", "nothing at")):
        with pytest.raises(CannotDo, match=sentence):
            exports.choices(tmp_path / name)
    many = [message(0, "x") | {"ts": ts(0, number)} for number in range(exports.MOST_MESSAGES + 1)]
    with pytest.raises(CannotDo, match="more than 20,000 messages"):
        exports.read(exported(tmp_path, many), "inc-42", Clock(START))
