"""The bundled incident: like a real one in its parts, and whole in itself."""

import json
from collections import Counter
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from sandbox import validate
from sandbox.stories import File, Row, Story

STORY = Story.load("cache-outage")
MESSAGES = [row for row in STORY.rows if row.kind in {"message", "file"}]
BY_ID = {row.id: row for row in STORY.rows}
KEYS = {person.key for person in STORY.people} | {bot.key for bot in STORY.bots}


def shown(row: Row) -> str:
    return row.text + json.dumps([*row.blocks, *row.attachments], ensure_ascii=False)


def test_the_story_is_as_long_and_as_crowded_as_a_real_incident() -> None:
    zones = {person.tz for person in STORY.people}

    assert (STORY.channel, len(STORY.people), len(STORY.bots), len(zones)) == ("inc-207-checkout", 8, 3, 2)
    assert len(MESSAGES) >= 120
    assert {row.who for row in MESSAGES} == KEYS
    assert timedelta(hours=4.5) < STORY.when(STORY.rows[-1]) - STORY.start < timedelta(hours=5.5)


def test_every_zone_is_one_that_exists() -> None:
    assert [str(ZoneInfo(person.tz)) for person in STORY.people] == [person.tz for person in STORY.people]


def test_rows_come_in_the_order_of_time_and_no_two_messages_in_one_second() -> None:
    moments = [row.at for row in STORY.rows]
    of_messages = [row.at for row in MESSAGES]

    assert moments == sorted(moments)
    assert len(set(of_messages)) == len(of_messages)


def test_ids_are_unique_and_what_a_row_refers_to_came_before_it() -> None:
    assert len(BY_ID) == len(STORY.rows)
    for index, row in enumerate(STORY.rows):
        earlier = {other.id for other in STORY.rows[:index] if other.kind in {"message", "file"}}
        assert {row.thread, row.ref} - {None} - earlier == set()


def test_a_reply_answers_a_message_that_is_no_reply() -> None:
    parents = {row.thread for row in STORY.rows if row.thread}

    assert [BY_ID[parent].thread for parent in parents] == [None] * len(parents)


def test_there_are_threads_of_two_to_six_replies() -> None:
    sizes = Counter(row.thread for row in MESSAGES if row.thread)

    assert len([size for size in sizes.values() if 2 <= size <= 6]) >= 8


def test_every_kind_of_thing_happens() -> None:
    assert {row.kind for row in STORY.rows} == {
        "message",
        "file",
        "edit",
        "delete",
        "reaction",
        "pin",
        "topic",
        "join",
    }


def test_people_speak_in_plain_text_and_some_bots_in_blocks_or_attachments_only() -> None:
    people = {person.key for person in STORY.people}

    assert {row.who for row in STORY.rows if row.blocks or row.attachments} == KEYS - people
    assert [row.id for row in MESSAGES if row.who in people and not row.text] == []
    assert len([row for row in MESSAGES if not row.text and row.blocks]) >= 3
    assert len([row for row in MESSAGES if not row.text and row.attachments]) >= 3


def test_every_message_is_one_that_slack_would_take() -> None:
    for row in MESSAGES:
        payload = {"text": row.text, "blocks": list(row.blocks), "attachments": list(row.attachments)}

        assert validate.message(payload) == [], row.id


def test_the_wrong_number_is_corrected_by_an_edit() -> None:
    edit = next(row for row in STORY.rows if row.kind == "edit")

    assert edit.ref is not None
    assert ("3,247" in BY_ID[edit.ref].text, "2,347" in edit.text, "3,247" in edit.text) == (True, True, False)


def test_a_paste_holds_three_pretend_secrets_and_nobody_repeats_them() -> None:
    secrets = ("ghp_FAKE", "AKIAQ7EXAMPLE", "hV7kettle-Drum42")

    assert [[row.id for row in MESSAGES if secret in shown(row)] for secret in secrets] == [["leak"]] * 3


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("alert-errors", "FIRING"),
        ("ack-ravi", "acknowledged"),
        ("sev2", "SEV2"),
        ("sev1", "SEV1"),
        ("guess-cdn", "it's the cdn"),
        ("cdn-out", "ruled out"),
        ("paylane-out", "ruled out"),
        ("deploy-813", "v813"),
        ("deploy-340", "v340"),
        ("rollback-done", "Rollback finished"),
        ("decision", "forward fix takes an hour"),
        ("mitigated", "mitigated"),
        ("errors-resolved", "RESOLVED"),
        ("impact-final", "47 tickets"),
        ("handover", "handing the lead"),
        ("all-clear", "all clear"),
        ("open-limit", "who decided"),
        ("open-pool-alert", "why didn't the pool alert fire?"),
        ("promise-alert", "ticket tomorrow"),
    ],
)
def test_the_turns_of_the_story_are_said(row: str, said: str) -> None:
    assert said in shown(BY_ID[row])


def test_a_row_stands_at_its_offset_from_the_start() -> None:
    assert STORY.when(BY_ID["start-1402"]) == datetime(2026, 3, 10, 14, 12, 40, tzinfo=UTC)


def test_a_mention_gets_the_workspaces_id() -> None:
    row = Row(id="a", at=0, kind="message", who="ben", text="<@maya> look <@U1> <!here>")

    assert row.addressed({"maya": "U777"}) == "<@U777> look <@U1> <!here>"


def test_every_mention_is_of_somebody_in_the_story() -> None:
    ids = {person.key: "U1" for person in STORY.people}

    assert len([row.addressed(ids) for row in STORY.rows]) == len(STORY.rows)


def test_the_file_has_a_name_and_a_size() -> None:
    assert BY_ID["graph"].file == File(
        "checkout-errors-1400-1458.png", "checkout errors and cache connections", "image/png", 182_344
    )


def test_a_story_that_is_not_bundled_is_not_found() -> None:
    with pytest.raises(FileNotFoundError):
        Story.load("no-such-story")


def test_every_bundled_story_loads() -> None:
    names = ["cache-outage", "deploy-dead-ends", "false-alarm", "leaked-key", "slow-corruption"]

    assert [story.name for story in Story.bundled()] == names
