"""Patterns that people set are words or globs, and none of them can stop the event loop."""

import time

import pytest

from bot.domain.incidents import SignalKind
from bot.domain.patterns import PatternError, compile_pattern, matcher


def matches(pattern: str, text: str) -> bool:
    return compile_pattern(pattern).first_in(text) is not None


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("resolved", "Resolved"),
        ("resolved", "inc-207-resolved"),
        ("resolved", "Status: RESOLVED (by Ravi)"),
        ("all clear", "It is all   clear now"),
        ("resolved", "If in doubt, ask. Resolved"),
        ("resolved", "Page me if not: resolved"),
        ("it's over", "I think it's over"),
        ("inc-*-resolved", "inc-207-checkout-resolved"),
        ("*-resolved", "inc-207-resolved"),
        ("*resolved*", "now resolved, thanks"),
        ("inc-???-done", "inc-207-done"),
        ("inc-*-?one", "inc-207-done"),
        ("a*b*c", "a-b-b-c"),
        ("a*", "a"),
        ("*ab*", "aab"),
        ("*a?c*", "xxabcxx"),
    ],
)
def test_a_pattern_matches(pattern: str, text: str) -> None:
    assert matches(pattern, text)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("resolved", "unresolved"),
        ("resolved", "resolvedness"),
        ("resolved", "not resolved"),
        ("resolved", "not yet resolved"),
        ("resolved", "will post when resolved"),
        ("resolved", "isn't resolved"),
        ("resolved", "tell me once it is resolved"),
        ("all clear", "all is clear"),
        ("inc-*-resolved", "inc-resolved"),
        ("inc-*-resolved", "my-inc-207-resolved"),
        ("*-resolved", "inc-207-resolved-2"),
        ("inc-???-done", "inc-7-done"),
        ("ab*ba", "aba"),
        ("*ab*ab*", "aab"),
        (".*", "anything"),
        ("(a+)+$", "aaaa!"),
        ("[a-z]*", "abc"),
    ],
)
def test_a_pattern_does_not_match(pattern: str, text: str) -> None:
    assert not matches(pattern, text)


@pytest.mark.parametrize("pattern", ["", "   ", "*", "**?", "x" * 101, "*a*b*c*d*e*", "!!!"])
def test_a_pattern_that_says_nothing_or_too_much_is_refused(pattern: str) -> None:
    with pytest.raises(PatternError):
        compile_pattern(pattern)


def test_the_earlier_word_wins_and_the_first_line_that_says_anything() -> None:
    known = matcher(["resolved"], ["reopened"])
    assert known.kind_of("Reopened (was resolved)") is SignalKind.REOPENED
    assert known.kind_of("Resolved. It can be reopened.") is SignalKind.RESOLVED
    assert known.kind_of("INC-207\nresolved\nreopened") is SignalKind.RESOLVED
    assert known.kind_of("INC-207") is None
    assert matcher([]).kind_of("resolved") is None


def test_nasty_patterns_and_texts_take_linear_time() -> None:
    patterns = [compile_pattern(one) for one in ("*a?a?a?a?a?*b", "a*a*a*a*a*b", "?a?" * 20 + "*x*", "a a a a b")]

    def seconds(size: int) -> float:
        start = time.perf_counter()
        for pattern in patterns:
            for text in ("a" * size, "a " * (size // 2), "not " * (size // 4)):
                pattern.first_in(text)
        return time.perf_counter() - start

    small, large = (min(seconds(size) for _ in range(5)) for size in (1_000, 4_000))
    assert large < 12 * max(small, 0.002)
