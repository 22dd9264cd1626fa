"""Where a reply belongs, and what Slack's events tell of replies and check marks."""

from datetime import timedelta
from typing import Any

import pytest

from bot.domain.comments import About, Discussion, filed, joined
from bot.intake.slack_replies import Happening, checked, read_reply, who_checked
from tests.factories import a_section
from tests.fakes import START

SECTIONS = (a_section("root_cause", title="Root cause"), a_section("impact", title="Impact"))
TS, ROOT = "1772460000.000200", "1772459000.000100"


@pytest.mark.parametrize(
    ("text", "section", "rest"),
    [
        ("Root cause: was it tested?", "root_cause", "Was it tested?"),
        ("  root  CAUSE :was it?", "root_cause", "Was it?"),
        ("*Impact:* how many", "impact", "How many"),
        ("_Impact_: how many", "impact", "How many"),
        ("Impact", None, "Impact"),
        ("Impact:  ", None, "Impact:  "),
        ("Note: impact is unknown", None, "Note: impact is unknown"),
        ("see https://example.com/impact", None, "see https://example.com/impact"),
        ("the impact: unknown", None, "the impact: unknown"),
        ("12:30 it began", None, "12:30 it began"),
    ],
)
def test_a_reply_is_filed_where_its_beginning_says(text: str, section: str | None, rest: str) -> None:
    assert filed(text, SECTIONS) == (section, rest)


def test_a_reply_of_colons_alone_is_read_in_no_time() -> None:
    assert filed("*_~ " * 10_000 + ":" * 10_000, SECTIONS)[0] is None


def a_discussion(key: int, minutes: int, **over: Any) -> Discussion:
    return Discussion(id=key, last_at=START - timedelta(minutes=minutes), **over)


def test_a_reply_goes_on_with_what_was_said_last_within_the_hour() -> None:
    found = [a_discussion(1, 50), a_discussion(2, 10, section="impact"), a_discussion(3, 61)]

    assert joined(found, START, None) == found[1]
    assert joined(found[2:], START, None) is None


def test_one_that_names_a_section_goes_on_with_that_one() -> None:
    found = [a_discussion(1, 50, section="impact"), a_discussion(2, 10)]

    assert joined(found, START, About(section="impact")) == found[0]
    assert joined(found, START, About(section="root_cause")) is None


def test_nothing_goes_on_with_what_was_resolved() -> None:
    found = [a_discussion(1, 50), a_discussion(2, 10, resolved_at=START)]

    assert joined(found, START, None) is None


def a_reply(**over: Any) -> dict[str, Any]:
    fields = {
        "type": "message",
        "channel": "C0001",
        "user": "U0002",
        "ts": TS,
        "thread_ts": ROOT,
        "text": "was it tested?",
    }
    return {**fields, **over}


def changed(now: dict[str, Any], before: dict[str, Any], **over: Any) -> dict[str, Any]:
    told = {"message": now, "previous_message": before, "channel": "C0001", "ts": "1772460100.000300"}
    return {"type": "message", "subtype": "message_changed", **told, **over}


@pytest.mark.parametrize("subtype", [None, "thread_broadcast", "file_share", "me_message"])
def test_a_persons_reply_is_one(subtype: str | None) -> None:
    found = read_reply(a_reply(subtype=subtype, text="<@U0003> was it tested?"))

    assert found is not None
    assert (found.happened, found.channel, found.ts, found.thread) == (Happening.POSTED, "C0001", TS, ROOT)
    assert (found.author, found.mentioned) == ("U0002", frozenset({"U0003"}))


@pytest.mark.parametrize(
    "over",
    [
        {"thread_ts": None},
        {"thread_ts": TS},
        {"bot_id": "B0001"},
        {"subtype": "bot_message"},
        {"subtype": "channel_join"},
        {"user": None},
        {"user": {"id": "U0002"}},
        {"ts": 12},
        {"channel": None},
        {"thread_ts": "0000000001.000000"},
    ],
)
def test_anything_else_is_none(over: dict[str, Any]) -> None:
    assert read_reply(a_reply(**over)) is None


def test_an_edit_tells_the_words_as_they_are_and_whom_they_newly_name() -> None:
    before = a_reply(text="<@U0003> was it testet?")
    now = a_reply(text="<@U0003> <@U0004> was it tested?", edited={"user": "U0002", "ts": "1772460100.000000"})

    found = read_reply(changed(now, before))

    assert found is not None
    assert (found.happened, found.mentioned) == (Happening.EDITED, frozenset({"U0004"}))
    assert found.edited_at is not None


def test_a_preview_a_count_or_a_tombstone_is_no_edit() -> None:
    before = a_reply()
    edited = {"edited": {"user": "U0002", "ts": "1772460100.000000"}}

    assert read_reply(changed(a_reply(reply_count=3), before)) is None
    assert read_reply(changed(a_reply(**edited), before)) is None
    assert read_reply(changed(a_reply(subtype="tombstone", **edited), before)) is None
    assert read_reply({"subtype": "message_changed", "channel": "C0001"}) is None


def test_a_deletion_tells_what_was_deleted() -> None:
    found = read_reply(
        {"type": "message", "subtype": "message_deleted", "channel": "C0001", "previous_message": a_reply()}
    )

    assert found is not None
    assert (found.happened, found.ts, found.mentioned) == (Happening.DELETED, TS, frozenset[str]())
    assert read_reply({"type": "message", "subtype": "message_deleted", "channel": "C0001", "deleted_ts": TS}) is None


def test_only_the_check_mark_on_a_message_counts() -> None:
    item = {"type": "message", "channel": "C0001", "ts": TS}

    assert checked({"reaction": "white_check_mark", "item": item}) == ("C0001", TS)
    assert checked({"reaction": "eyes", "item": item}) is None
    assert checked({"reaction": "white_check_mark", "item": {"type": "file", "file": "F1"}}) is None
    assert checked({"reaction": "white_check_mark"}) is None


def test_who_ticked_is_read_from_the_message() -> None:
    raw = {
        "reactions": [{"name": "eyes", "users": ["U0001"]}, {"name": "white_check_mark", "users": ["U0002", 7, "B1"]}]
    }

    assert who_checked(raw) == ("U0002",)
    assert who_checked({"reactions": "none"}) == ()
