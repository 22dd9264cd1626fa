"""Every case here can be scored: its gold events point at messages that exist, at the times that they have."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.domain.timeline import EntryKind
from sandbox.stories import Story
from tests.evals.cases import from_story

CASES = sorted(path.parent for path in Path(__file__).parent.glob("*/gold.json"))


def read(case: Path, name: str) -> Any:
    return json.loads((case / f"{name}.json").read_text(encoding="utf-8"))


def moment(ts: str) -> str:
    return datetime.fromtimestamp(int(float(ts)), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def test_there_is_a_case_of_each_kind() -> None:
    """Which one is which: long, short, unresolved, two incidents, several zones, mostly bots, and three usual ones."""
    sizes = {case.name: len(read(case, "channel")) for case in CASES}
    gold = {case.name: read(case, "gold") for case in CASES}
    users = {case.name: read(case, "users") for case in CASES}
    spoken = [
        users["alert-storm"][message["user"]] for message in read(Path(CASES[0].parent / "alert-storm"), "channel")
    ]

    assert sizes["seats-sold-twice"] >= 250
    assert sizes["gateway-certificate"] <= 25
    assert [event["id"] for event in gold["battery-drift"] if "resolved" in event["kinds"]] == []
    assert {event["incident"] for event in gold["warehouse-two"]} == {"sorter", "login"}
    assert len({user["tz"] for user in users["settlement-zones"].values() if "tz" in user}) == 4
    assert sum(user.get("is_bot", False) for user in spoken) > 0.8 * len(spoken)
    assert len(CASES) >= 9


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_case_says_where_it_comes_from(case: Path) -> None:
    assert "Written for this project" in (case / "SOURCE.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_what_a_case_says_was_corrected_stands_in_it_wrongly_and_rightly(case: Path) -> None:
    said = "\n".join(message["text"] for message in read(case, "channel"))

    for one in read(case, "meta").get("corrected", ()):
        assert (one["wrong"] in said, one["right"] in said) == (True, True)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_kinds_of_gold_events_are_kinds_of_entries(case: Path) -> None:
    assert {kind for event in read(case, "gold") for kind in event.get("kinds", ())} <= set(EntryKind)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_messages_come_in_order_from_people_who_are_known(case: Path) -> None:
    messages, users, meta = read(case, "channel"), read(case, "users"), read(case, "meta")
    stamps = [message["ts"] for message in messages]

    assert stamps == sorted(set(stamps))
    assert {message["user"] for message in messages} == set(users)
    assert (meta["messages"], meta["first_ts"], meta["last_ts"]) == (len(messages), stamps[0], stamps[-1])


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_gold_events_cite_messages_and_take_their_time_from_the_first(case: Path) -> None:
    stamps = {message["ts"] for message in read(case, "channel")}
    gold = read(case, "gold")

    assert len({event["id"] for event in gold}) == len(gold)
    assert {ts for event in gold for ts in event["evidence"]} - stamps == set()
    assert [event["chat_at"] for event in gold] == [moment(event["evidence"][0]) for event in gold]
    assert all(event["at"] <= event["chat_at"] for event in gold)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_replies_answer_messages_of_the_case(case: Path) -> None:
    messages = read(case, "channel")
    stamps = {message["ts"] for message in messages}

    assert {message["thread_ts"] for message in messages if "thread_ts" in message} - stamps == set()


def test_the_bundled_story_and_its_case_tell_the_same() -> None:
    case, story = Path(__file__).parent / "cache-outage", Story.load("cache-outage")

    assert read(case, "channel") == from_story.channel(story)
    assert read(case, "users") == from_story.users(story)
    assert read(case, "meta") == from_story.meta(story)


def test_a_case_made_of_a_story_shows_how_it_ended() -> None:
    told = {message["ts"]: message for message in from_story.channel(Story.load("cache-outage"))}
    corrected = next(message for message in told.values() if "edited" in message)

    assert [message["text"] for message in told.values() if "charger" in message["text"]] == []
    assert ("2,347" in corrected["text"], "3,247" in corrected["text"]) == (True, False)
    assert [message["files"][0]["name"] for message in told.values() if "files" in message] == [
        "checkout-errors-1400-1458.png"
    ]
    assert len([message for message in told.values() if "pinned_to" in message]) == 2
