"""Sentences whose words are all in their messages, and that say the opposite of them, or worse."""

import pytest

from bot.domain.prose import Checker, grounded_claims
from bot.domain.timeline import Claim, EntryKind, Origin
from tests.unit.test_prose import of


def reason(text: str, *said: str) -> str | None:
    """Return why a sentence is not borne out by messages that say this."""
    checker, cites = of(*said)
    return checker.reason(text, cites)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("The deploy was the cause.", "the deploy is not the cause"),
        ("The deploy caused it.", "I don't think the deploy caused it"),
        ("It was resolved.", "it is not resolved, still looking"),
        ("Most customers lost data.", "a few customers saw slow pages, no data lost"),
        ("The backup was restored.", "never restored the backup; no need"),
    ],
)
def test_a_denial_that_is_left_out_is_missed(text: str, said: str) -> None:
    assert reason(text, said) == "its messages deny it"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("The spool disk was at 100%.", "not the driver, 8.2 is only on the bench. spool disk is at 100%"),
        ("The log-in failed.", "people can't log in"),
        ("The cluster was down.", "the cluster is not up"),
        ("The node was restarted.", "why not restart the node? done, node restarted"),
        ("The deploy caused it.", "no doubt the deploy caused it"),
        ("The deploy caused it.", "first I thought the deploy did not cause it. now I know: the deploy caused it"),
        ("The cache was full.", "isn't the cache full? yes, the cache is full"),
    ],
)
def test_what_is_said_beside_a_denial_is_borne_out(text: str, said: str) -> None:
    assert reason(text, said) is None


@pytest.mark.parametrize(
    ("text", "said", "word"),
    [
        ("Errors rose.", "errors fell at last", "rose"),
        ("Latency went up to 900 ms.", "latency went down to 900 ms", "went up"),
        ("The flag was enabled.", "the flag is disabled", "enabled"),
        ("The staging database failed.", "the production database failed", "staging"),
        ("The replica failed over.", "the primary failed over", "replica"),
        ("Hit was the us region.", "hit is the eu region", "us region"),
        ("The west cluster was drained.", "drained the east cluster", "west"),
        ("All outbound traffic was blocked.", "all inbound traffic is blocked", "outbound"),
        ("The first deploy broke it.", "the second deploy broke it", "The first"),
        ("All customers were affected.", "some customers are affected", "All customers"),
    ],
)
def test_a_direction_or_a_place_that_is_turned_round_is_found(text: str, said: str, word: str) -> None:
    assert reason(text, said) == f"its messages say the contrary of “{word}”"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Errors rose before they fell.", "errors fell at last"),
        ("The error rate rose.", "the error rate is up again, the queue fell"),
        ("It told us that the EU region was hit.", "the eu region was hit, it told people"),
        ("All customers were affected.", "every customer is affected, some more than others"),
        ("The staging database failed.", "staging and production: the database failed"),
    ],
)
def test_what_the_messages_say_in_both_ways_or_in_another_one_is_borne_out(text: str, said: str) -> None:
    assert reason(text, said) is None


@pytest.mark.parametrize(
    ("text", "said", "word"),
    [
        ("The database was deleted.", "the database was restarted", "deleted"),
        ("Customer data was leaked.", "customer data is safe, checked", "leaked"),
        ("The attacker used the service.", "the service is used a lot", "attacker"),
        ("The index was corrupted.", "the index was rebuilt", "corrupted"),
    ],
)
def test_nobody_is_told_of_harm_that_no_message_speaks_of(text: str, said: str, word: str) -> None:
    assert reason(text, said) == f"none of its messages speaks of “{word}”"


def test_harm_is_told_in_the_messages_in_many_ways() -> None:
    assert reason("Ten orders were deleted.", "ten orders are gone") is None
    assert reason("The index was corrupted.", "the index has a bad checksum") is None


def entries_of(text: str, origin: Origin, *said: str) -> list[str | None]:
    checker, cites = of(*said)
    claim = Claim(cites=tuple(cites), kind=EntryKind.FINDING, text=text)
    return [one.reason for one in grounded_claims([claim], checker.transcript, origin, Checker(checker.transcript))]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Everybody was asleep", "none of its words is in its messages"),
        ("The pool was not exhausted", "none of its messages denies anything"),
        ("The pool was deleted", "none of its messages speaks of “deleted”"),
        ("The pool was exhausted twice", "the number twice is in none of its messages"),
        ("The pool was exhausted", None),
    ],
)
def test_a_models_entry_is_looked_at_as_its_sentences_are(text: str, reason: str | None) -> None:
    assert entries_of(text, Origin.AI, "the pool is exhausted") == [reason]


def test_the_rules_quote_and_are_believed() -> None:
    assert entries_of("Everybody was asleep", Origin.RULES, "the pool is exhausted") == [None]
