"""Emoji by Slack's names."""

import pytest

from sandbox.page import emoji
from tests.sandbox.page.conftest import drawn


@pytest.mark.parametrize(
    ("name", "tone", "character"),
    [
        ("white_check_mark", "", "✅"),
        ("+1", "", "👍"),
        ("thumbsup", "3", "👍🏼"),
        ("large_green_circle", "", "🟢"),
        ("red_circle", "", "🔴"),
        ("simple_smile", "", "🙂"),
        ("robot_face", "", "🤖"),
        ("flag-us", "", "🇺🇸"),
        ("us", "", "🇺🇸"),
        ("man-shrugging", "2", "🤷🏻‍♂️"),
        ("drum_with_drumsticks", "", "🥁"),
        ("spiral_calendar_pad", "", "🗓️"),
        ("female-technologist", "", "👩‍💻"),
        ("male-doctor", "5", "👨🏾‍⚕️"),
        ("hankey", "", "💩"),
        ("incident_resolved", "", None),
        ("<b>", "", None),
        ("", "", None),
    ],
)
def test_a_name_is_its_character(name: str, tone: str, character: str | None) -> None:
    assert emoji.character(name, tone) == character


def test_a_name_that_nobody_knows_is_shown_as_it_was_typed() -> None:
    assert drawn(emoji.html("o<wn")).endswith(">:o&lt;wn:</span>")


@pytest.mark.parametrize(
    ("text", "large"),
    [
        (":tada:", True),
        ("🎉 :+1::skin-tone-2:", True),
        (":tada: done", False),
        ("", False),
        (":own:", False),
        ("🎉" * 24, False),
    ],
)
def test_a_few_emoji_alone_are_large(text: str, large: bool) -> None:  # noqa: FBT001 -- a column of the table
    assert emoji.is_only(text) == large
