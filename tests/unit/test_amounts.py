"""Amounts without a number, versions and spoken clock times: they are in the messages, or they are none of theirs."""

import pytest

from tests.unit.test_contraries import reason


@pytest.mark.parametrize(
    ("text", "said", "why"),
    [
        ("Traffic was 3x the normal.", "3 nodes, traffic above the normal", "the number 3x"),
        ("Traffic grew tenfold.", "traffic grew", "the number tenfold"),
        ("Traffic halved.", "traffic doubled", "the number halved"),
        ("Several hundred orders failed.", "some orders failed", "the number hundred"),
        ("One in three orders failed.", "3 orders failed", "the share “one in 3”"),
        ("Every second order failed.", "some orders failed", "the share “every second”"),
        ("The outage lasted a fortnight.", "outage over", "the duration fortnight"),
        ("The outage lasted months.", "outage over", "the duration months"),
        ("Cost was 1.5 million.", "cost was 1.5 thousand", "the number 1500000"),
        ("It cost 1M.", "it cost 1k", "the number 1000000"),
        ("It began at quarter to two.", "it began at quarter past two", "the time at quarter to two"),
        ("It began at half past three.", "it began at half past two", "the time half past three"),
        ("Version 2.3.1 is affected.", "2.3.10 is affected", "the number 2.3.1"),
        ("Version 2.3.1 is affected.", "2.3.1.7 is affected", "the number 2.3.1"),
        ("Node 10.0.0.1 failed.", "node 10.0.0.12 failed", "the number 10.0.0.1"),
        ("Version v2.3.1 is affected.", "2.3.10 is affected", "“v2.3.1”"),
    ],
)
def test_an_amount_of_which_nobody_spoke_is_found(text: str, said: str, why: str) -> None:
    assert reason(text, said) == f"{why} is in none of its messages"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Traffic was three times the normal.", "traffic is 3x"),
        ("Traffic grew threefold.", "traffic tripled"),
        ("Half of the traffic was gone, it halved.", "traffic is at 50 %"),
        ("Several hundred orders failed.", "hundreds of orders failed"),
        ("One in three orders failed.", "1 of 3 orders failed"),
        ("Every second order failed.", "half the orders failed"),
        ("It was valid for a year.", "it was issued in 2025, valid for a year"),
        ("About 1.2 million requests failed.", "1.2M requests failed"),
        ("1,200,000 requests failed.", "1.2M requests failed"),
        ("It began at quarter past two.", "it began at 14:15"),
        ("At quarter past ten it was over.", "it was over"),
        ("Pods went from five to ten.", "pods: from five to ten"),
        ("Version v2.3.1 is affected.", "2.3.1 is affected."),
        ("Version 2.3.1 is affected.", "v2.3.1, affected"),
    ],
)
def test_an_amount_that_is_told_in_another_way_is_borne_out(text: str, said: str) -> None:
    assert reason(text, said) is None
