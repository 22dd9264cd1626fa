"""Sentences that are doubted although their names and numbers are said, and names where every word has a capital."""

import pytest

from tests.unit.test_prose import FIRST, SECOND, THIRD, of, why_not


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Mallory rolled back the `cart-api`.", "Mallory"),
        ("Orders failed. Mallory rolled back.", "Mallory"),
        ("Boris's rolled back pods ended it.", "Boris's"),
        ("Orders failed (Zookeeper was down).", "Zookeeper"),
    ],
)
def test_a_name_at_the_beginning_of_a_sentence_is_one_too(text: str, name: str) -> None:
    assert why_not(text, FIRST, SECOND) == f"the name {name} is in none of its messages"


@pytest.mark.parametrize(
    "text",
    [
        "Attempts failed before the rollback.",
        "Rolling back ended it.",
        "Deployments of the cart-api were rolled back.",
        "Resolving it took three attempts.",
        "Regions are fine.",
        "Details and dashboards are fine in both regions.",
        "Jo's attempts ended it.",
        "Nobody knows. However, regions are fine.",
        "I'll see that regions are fine.",
        "Reverted after half an hour, regions are fine.",
    ],
)
def test_a_common_word_at_the_beginning_of_a_sentence_is_no_name(text: str) -> None:
    assert why_not(text, FIRST, SECOND) is None


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Priya rolled back the `cart-api`.", "its messages do not say “rolled” of Priya"),
        ("The `cart-api` was rolled back by Priya.", "its messages do not say “rolled” of Priya"),
        ("Priya had rolled back the `cart-api`.", "its messages do not say “rolled” of Priya"),
        ("It was Priya who rolled back the `cart-api`.", "its messages do not say “rolled” of Priya"),
        ("Priya, who was on call, rolled back the `cart-api`.", "its messages do not say “rolled” of Priya"),
        ("The `cart-api` was rolled by Priya.", "its messages do not say “rolled” of Priya"),
        ("According to Priya the regions are fine.", "its messages do not say that of Priya"),
        ("Priya said that both regions are fine.", "its messages do not say that of Priya"),
        ("Orders worth $2,347 failed.", "the currency $ is in none of its messages"),
        ("2,347 euros failed in orders.", "the currency euros is in none of its messages"),
        ("Two thirds of the pods run v1.10.8.", "the share “third” is in none of its messages"),
        ("Half of the pods run v1.10.8.", "the share “half” is in none of its messages"),
        ("Orders failed since 22:13 yesterday.", "the day yesterday is in none of its messages"),
        ("12 of 4 pods run v1.10.8.", "12 of 4 is more than all"),
        ("Orders failed for several hours.", "the duration several hours is in none of its messages"),
        ("Days later pods failed.", "the duration Days later is in none of its messages"),
    ],
)
def test_what_gives_a_sentence_away_though_its_names_and_numbers_are_said(text: str, reason: str) -> None:
    assert why_not(text, FIRST, SECOND) == reason


@pytest.mark.parametrize(
    "text",
    [
        "Jo rolled back the `cart-api`.",
        "Jo said that both regions are fine, and according to Priya orders failed.",
        "The `cart-api` was rolled back by Jo.",
        "Priya saw failed orders, Jo rolled back.",
        "Orders failed for many minutes.",
    ],
)
def test_who_did_it_a_rough_length_and_a_share_that_follow_are_borne_out(text: str) -> None:
    assert why_not(text, FIRST, SECOND) is None


def test_what_nobody_denied_is_not_denied() -> None:
    assert why_not("It is not resolved.", THIRD) == "none of its messages denies anything"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("They go on the radio if sales did not begin again by noon", "they said noon or they go on the radio"),
        ("No alert looked at orders", "an alert on orders, this would have told us"),
        ("Within a minute and a half of the page somebody came", "page"),
    ],
)
def test_a_condition_a_wish_and_a_length_with_a_half_are_no_lies(text: str, said: str) -> None:
    checker, cites = of(said, "here I am, on the page", gap=77)
    assert checker.reason(text, cites) is None


def test_a_lie_behind_a_condition_is_one() -> None:
    checker, cites = of("they said noon or they go on the radio")
    assert checker.reason("If they go on the radio, nobody listens", cites) == "none of its messages denies anything"
