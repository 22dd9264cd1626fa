"""What a message gives for a new item: its first sentence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.action_items_new import first_sentence
from bot.domain.text import utf16_length


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("We need an alert on pool use. I can look at it.", "We need an alert on pool use."),
        ("We need an alert on pool use\nand a runbook", "We need an alert on pool use"),
        ("Yes. We need an alert on pool use. Soon.", "Yes. We need an alert on pool use."),
        ("Can we alert on pool use? I think so", "Can we alert on pool use?"),
        ("Upgrade redis to 7.2.1 and restart", "Upgrade redis to 7.2.1 and restart"),
        ('He said "alert on the pool." Then we left', 'He said "alert on the pool.'),
        ("  spaced   out   words  ", "spaced out words"),
        ("", ""),
    ],
)
def test_the_first_sentence(text: str, sentence: str) -> None:
    assert first_sentence(text, 200) == sentence


@given(st.text(max_size=400))
def test_it_is_never_longer_than_an_item(text: str) -> None:
    assert utf16_length(first_sentence(text, 200)) <= 200
