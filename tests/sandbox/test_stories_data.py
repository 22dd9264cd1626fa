"""Every bundled story is whole in itself: what it names is there, times go forward, and nothing in it has a date."""

import json
import re
from calendar import day_name
from collections import Counter
from collections.abc import Iterator
from datetime import time
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from sandbox import validate
from sandbox.stories import Move, Row, Story

STORIES = Story.bundled()
PLACES = {"card", "thread", "dm", "offer", "announcement", "aside", "modal", "home", "incidents"}
NEEDS: dict[str, set[str]] = {
    "react": {"who", "on", "emoji"},
    "say": {"who", "text", "id"},
    "topic": {"who", "text"},
    "slash": {"who", "text"},
    "shortcut": {"who", "label"},
    "home": {"who"},
    "press": {"who", "on", "label"},
    "choose": {"who", "on", "option"},
    "fill": {"who", "values"},
    "submit": {"who"},
    "close": {"who"},
    "dismiss": {"who"},
    "forward": {"at"},
    "look": {"who", "on", "sees"},
}
MONTHS = "jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec"
A_DATE = re.compile(
    rf"\d{{4}}-\d\d-\d\d|\b(?:{MONTHS})[a-z]* \d{{1,2}}\b|\b\d{{1,2}}(?:st|nd|rd|th)? (?:{MONTHS})\b", re.IGNORECASE
)
TODAY = re.compile(rf"\b(?:it's|im up\.|on a|for a) ({'|'.join(day.lower() for day in day_name)})\b", re.IGNORECASE)

of_every_story = pytest.mark.parametrize("story", STORIES, ids=lambda story: story.name)


def moves(story: Story) -> list[Move]:
    return [move for chapter in story.chapters for move in chapter.moves]


def keys(story: Story) -> list[str]:
    """Return the keys of its people and bots."""
    return [*(one.key for one in story.people), *(one.key for one in story.bots)]


def texts(value: Any) -> Iterator[str]:
    """Yield every string in the values of a move, or in a row's blocks."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from texts(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from texts(each)


def said(row: Row) -> str:
    return row.text + json.dumps([*row.blocks, *row.attachments], ensure_ascii=False)


@of_every_story
def test_it_says_what_it_is_whom_to_act_as_and_three_things_to_try(story: Story) -> None:
    assert all((story.title, story.about, story.purpose, story.channel))
    assert len(story.by_hand) == 3
    assert {role.who for role in story.act_as} <= {one.key for one in story.people}
    assert [role.why for role in story.act_as if not role.why] == []


@of_every_story
def test_its_people_and_bots_have_names_and_zones_of_their_own(story: Story) -> None:
    names = Counter([*(one.handle for one in story.people), *keys(story)])

    assert [name for name, times in names.items() if times > 1] == []
    assert [str(ZoneInfo(one.tz)) for one in story.people] == [one.tz for one in story.people]
    assert {row.who for row in story.rows} <= set(keys(story))


def test_somebody_who_is_in_several_stories_is_the_same_everywhere() -> None:
    cast = {(one.handle, one.name, one.tz, one.admin) for story in STORIES for one in story.people}

    assert len({handle for handle, *_ in cast}) == len(cast)


@of_every_story
def test_rows_come_in_the_order_of_time_and_refer_to_what_came_before(story: Story) -> None:
    moments = [row.at for row in story.rows]
    before: dict[str, Row] = {}

    assert moments == sorted(moments)
    for row in story.rows:
        assert {row.thread, row.ref} - {None} <= before.keys(), row.id
        assert row.thread is None or before[row.thread].thread is None, row.id
        assert row.id not in before
        before[row.id] = row


@of_every_story
def test_people_join_before_they_do_anything_and_only_once(story: Story) -> None:
    comers = [row.who for row in story.rows if row.kind == "join"]
    first: dict[str, str] = {}
    for row in story.rows:
        first.setdefault(row.who, row.kind)

    assert len(set(comers)) == len(comers)
    assert {first[who] for who in comers} <= {"join"}
    assert {one.key for one in story.people if one.outside} & first.keys() == set()


@of_every_story
def test_a_weekday_that_is_named_as_that_of_the_day_is_that_of_the_day(story: Story) -> None:
    for row in story.rows:
        if named := TODAY.search(row.text):
            assert f"{story.when(row):%A}".lower() == named[1].lower(), row.id


@of_every_story
def test_it_has_forty_rows_or_more_threads_bots_edits_and_reactions(story: Story) -> None:
    kinds = Counter(row.kind for row in story.rows)

    assert len(story.rows) >= 40
    assert {"message", "join", "reaction"} <= kinds.keys()
    assert len({row.thread for row in story.rows if row.thread}) >= 3
    assert {row.who for row in story.rows} & {bot.key for bot in story.bots}


@of_every_story
def test_every_message_is_one_that_slack_would_take(story: Story) -> None:
    for row in story.rows:
        if row.kind in {"message", "file"}:
            payload = {"text": row.text, "blocks": list(row.blocks), "attachments": list(row.attachments)}
            assert validate.message(payload) == [], row.id


@of_every_story
def test_every_mention_is_of_somebody_in_it(story: Story) -> None:
    people = {one.key for one in story.people}
    written = [*(row.text for row in story.rows), *(move.text for move in moves(story))]

    assert {key for text in written for key in re.findall(r"<@([^>]+)>", text)} <= people
    assert {move.who for move in moves(story)} - {""} <= people


@of_every_story
def test_nothing_in_it_has_a_date_because_it_is_moved_by_weeks(story: Story) -> None:
    written = [*(said(row) for row in story.rows), story.about, *story.by_hand]
    written += [text for move in moves(story) for text in (move.caption, move.text, move.sees, *texts(move.values))]

    assert [text for text in written if A_DATE.search(text)] == []


@of_every_story
def test_every_move_has_what_its_kind_needs_and_a_caption(story: Story) -> None:
    for move in moves(story):
        assert [name for name in NEEDS[move.kind] if not getattr(move, name)] == [], move
        assert move.caption.endswith((".", "?", "!")), move
        assert len(move.caption) <= 120, move


@of_every_story
def test_moves_are_about_places_or_messages_that_are_there_by_then(story: Story) -> None:
    known = {row.id for row in story.rows if row.kind in {"message", "file"}}
    for move in moves(story):
        assert {move.on, move.thread} - PLACES - {""} <= known, move
        known |= {move.id} - {""}


@of_every_story
def test_time_goes_forward_in_its_moves(story: Story) -> None:
    times = [(move.day, time.fromisoformat(move.at)) for move in moves(story) if move.kind == "forward"]
    last = story.when(story.rows[-1])

    assert times == sorted(set(times))
    assert [move.caption for move in moves(story) if move.kind == "forward" and story.moment(move) <= last] == []
