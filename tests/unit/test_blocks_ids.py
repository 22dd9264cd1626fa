"""Ids have one form, and a Ref is either one of now or a clear refusal."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blocks import ids
from blocks.ids import Ref
from blocks.refs import VERSION
from bot.domain.errors import Conflict


def test_a_ref_comes_back_as_it_went() -> None:
    ref = Ref(kind="question", postmortem=3, question=9, page=2, revision=14, channel="C1", at="1794924120.000100")
    assert Ref.decode(ref.encode()) == ref


def test_the_largest_ids_fit_in_two_hundred_characters() -> None:
    most = 2**53 - 1
    ref = Ref(kind="x" * 24, postmortem=most, question=most, page=99_999, revision=most, channel="C" * 12)
    assert len(ref.encode()) <= 200


def test_a_text_does_not_fit_into_a_ref() -> None:
    with pytest.raises(ValueError, match="ids, not texts"):
        Ref(kind="line", word="x" * 160, channel="C1", at="1794924120.000100").encode()


@pytest.mark.parametrize(
    "value",
    [
        None,
        "",
        "3",
        "[]",
        "null",
        "not json",
        '{"v":2,"k":"card","p":3}',
        '{"v":1,"p":3}',
        '{"v":1,"k":"card","p":"3"}',
        '{"v":1,"k":"card","p":true}',
        '{"v":1,"k":"card","p":-1}',
        '{"v":1,"k":"card","p":1e99}',
        '{"v":1,"k":"card","c":"<!channel>"}',
        '{"v":1,"k":"card","more":1}',
        "[" * 10_000,
    ],
)
def test_a_value_of_another_version_is_an_old_button(value: str | None) -> None:
    with pytest.raises(Conflict, match="This button is from an older state"):
        Ref.decode(value)


@given(value=st.text(max_size=500))
def test_no_value_breaks_the_decoder(value: str) -> None:
    try:
        ref = Ref.decode(value)
    except Conflict:
        return
    assert ref.version == VERSION


def test_every_id_is_a_noun_and_a_verb_of_ours() -> None:
    everything = ids.ACTIONS | ids.FORMS | ids.SHORTCUTS
    assert [one for one in everything if not re.fullmatch(r"pm(\.[a-z_]+){2,3}", one)] == []


def test_no_id_is_used_for_two_things() -> None:
    assert len(ids.ACTIONS | ids.FORMS | ids.SHORTCUTS) == len(ids.ACTIONS) + len(ids.FORMS) + len(ids.SHORTCUTS)
