from datetime import UTC, datetime

import pytest

from bot.domain.grounding import ground, supported
from bot.domain.incidents import Message, Transcript
from bot.domain.timeline import Claim, Entry, EntryKind

FIRST, SECOND, THIRD, GONE = "1700000000.000100", "1700000060.000200", "1700003600.000300", "1700003700.000400"
STATED_EXACTLY = datetime(2023, 11, 14, 22, 2, 20, tzinfo=UTC)
# 1700000000 is 2023-11-14 22:13:20 UTC


def transcript(**texts: str) -> Transcript:
    said = {
        FIRST: "Checkout has 2,347 failed orders, 4 of 12 pods (33%) run v1.10.8",
        SECOND: "rolled back <deploy> `cart-api` to 3f20ab9c77, it started at 22:02. Noor saw it",
        THIRD: "block hash 0x40a656c88b9ceb7d6251adc8819228a98ae26511 see https://host.example/runbook",
        GONE: "12 users",
    } | texts
    authors = {FIRST: ("U1", "Priya Shah"), SECOND: ("U2", "Jo"), THIRD: ("U1", "Priya Shah"), GONE: ("U2", "Jo")}
    messages = tuple(
        Message(ts=ts, author=authors[ts][0], author_name=authors[ts][1], text=text, deleted=ts == GONE)
        for ts, text in said.items()
    )
    members = {"U1": "Priya Shah", "U2": "Jo", "U3": "Noor", "U4": "Will", "U5": "closer__"}
    return Transcript(channel="C1", messages=messages, members=members, zones={"U2": "Europe/Berlin"})


def one(text: str, *cites: str, stated: datetime | None = None, actor: str | None = None) -> Entry:
    claim = Claim(cites=cites, kind=EntryKind.FINDING, text=text, stated=stated, actor=actor)
    (entry,) = ground([claim], transcript())
    return entry


def why_not(text: str, *cites: str) -> str | None:
    channel = transcript()
    return supported(text, [m for m in channel.messages if m.ts in cites], channel)


@pytest.mark.parametrize(
    "text",
    [
        "2347 orders failed",
        "Orders failed: 2,347",
        "4 of 12 pods run 1.10.8",
        "33 % of pods",
        "four of twelve pods run v1.10.8",
        "Priya Shah: checkout has failed orders",
        "Priya saw it at 22:13",
        "PODS and Pod",
    ],
)
def test_what_the_message_says_is_supported(text: str) -> None:
    assert why_not(text, FIRST) is None


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("2348 orders failed", "the number 2348 is in none of its messages"),
        ("half a million: 10 orders", "the number 10 is in none of its messages"),
        ("eleven pods", "the number eleven is in none of its messages"),
        ("it runs v1.10.7", "“v1.10.7” is in none of its messages"),
        ("it runs 1.10.7", "the number 1.10.7 is in none of its messages"),
        ("it runs cart-v2", "“cart-v2” is in none of its messages"),
        ("Noor saw it", "the person Noor is in none of its messages"),
        ("it was seen by Noor", "the person Noor is in none of its messages"),
        ("it was seen by @closer__", "the person closer__ is in none of its messages"),
        ("the orders of Redis failed", "the name Redis is in none of its messages"),
        ("they said “all is lost”", "the words “all is lost” are in none of its messages"),
        ("they ran `rm -rf`", "the words “rm -rf” are in none of its messages"),
        ("see https://evil.example/x?d=1", "the link https://evil.example/x?d=1 is in none of its messages"),
        ("![x](y)", "it holds an image"),
        ("at 21:07 orders failed", "the time 21:07 is in none of its messages"),
    ],
)
def test_what_the_message_does_not_say_is_refused_with_its_reason(text: str, reason: str) -> None:
    assert why_not(text, FIRST) == reason


def test_names_and_quotations_of_the_message_are_supported() -> None:
    assert why_not("Jo: “rolled back” `cart-api` to 3f20ab9c77 as Noor saw", SECOND) is None


def test_a_shortened_hash_is_supported_by_its_beginning_only() -> None:
    assert why_not("block 0x40a656c8…", THIRD) is None
    assert why_not("block 0x40a656c9…", THIRD) == "“0x40a656c9…” is in none of its messages"


def test_a_piece_of_a_hash_is_not_a_number_of_it() -> None:
    assert why_not("40 users", THIRD) == "the number 40 is in none of its messages"


def test_an_exact_link_is_supported_and_a_longer_one_is_not() -> None:
    assert why_not("see https://host.example/runbook", THIRD) is None
    assert why_not("see https://host.example/runbook2", THIRD) == (
        "the link https://host.example/runbook2 is in none of its messages"
    )


def test_an_everyday_word_that_is_also_somebodys_name_is_no_person() -> None:
    assert why_not("the orders will fail", FIRST) is None


def test_a_grounded_claim_takes_time_and_actor_from_the_message_that_it_cites_first() -> None:
    entry = one("Jo rolled back", SECOND, FIRST, actor="U3")
    assert entry == Entry(
        at=datetime(2023, 11, 14, 22, 14, 20, 200, tzinfo=UTC),
        kind=EntryKind.FINDING,
        text="Jo rolled back",
        actor="U2",
        evidence=(FIRST, SECOND),
    )


def test_an_actor_who_wrote_one_of_the_messages_is_kept() -> None:
    assert one("rolled back", FIRST, SECOND, actor="U2").actor == "U2"


def test_a_claim_without_messages_is_unverified() -> None:
    entry = one("it rained")
    assert (entry.verified, entry.reason, entry.evidence) == (False, "it cites no message", ())


def test_a_claim_on_an_unknown_message_is_unverified_and_keeps_the_known_one() -> None:
    entry = one("orders failed", FIRST, "1700000000.999999")
    assert (entry.verified, entry.reason, entry.evidence) == (
        False,
        "it cites a message that is not in the channel",
        (FIRST,),
    )


def test_a_claim_on_a_deleted_message_is_unverified() -> None:
    entry = one("12 users", GONE)
    assert (entry.verified, entry.reason) == (False, "one of its messages was deleted")


def test_an_empty_claim_is_unverified() -> None:
    assert one("  ", FIRST).reason == "it says nothing"


def test_a_claim_with_a_foreign_number_is_unverified_with_the_reason() -> None:
    entry = one("12 users", SECOND)
    assert (entry.verified, entry.reason) == (False, "the number 12 is in none of its messages")


def test_a_stated_time_counts_when_the_message_states_it_in_its_speakers_zone() -> None:
    entry = one("Jo: it started at 22:02", SECOND, stated=datetime(2023, 11, 14, 21, 2, 30, tzinfo=UTC))
    assert (entry.verified, entry.at, entry.said_at) == (
        True,
        datetime(2023, 11, 14, 21, 2, tzinfo=UTC),
        datetime(2023, 11, 14, 22, 14, 20, 200, tzinfo=UTC),
    )


def test_a_stated_time_that_no_message_states_is_unverified_at_the_messages_own_time() -> None:
    entry = one("Jo: it started", SECOND, stated=datetime(2023, 11, 14, 20, 0, tzinfo=UTC))
    assert (entry.verified, entry.reason, entry.at, entry.said_at) == (
        False,
        "none of its messages states that time",
        datetime(2023, 11, 14, 22, 14, 20, 200, tzinfo=UTC),
        None,
    )


def test_entries_come_ordered_by_time() -> None:
    claims = [Claim(cites=(ts,), kind=EntryKind.FINDING, text="it happened") for ts in (THIRD, FIRST, SECOND)]
    assert [entry.evidence for entry in ground(claims, transcript())] == [(FIRST,), (SECOND,), (THIRD,)]


def test_a_claim_in_an_empty_channel_is_unverified() -> None:
    (entry,) = ground([Claim(cites=(FIRST,), kind=EntryKind.FINDING, text="x")], Transcript(channel="C1"))
    assert (entry.verified, entry.evidence) == (False, ())


def test_a_hostile_text_is_checked_in_linear_time() -> None:
    assert why_not("a." * 20_000 + "`" * 3_000 + "“" * 3_000, FIRST) is None


def test_of_several_statements_the_nearest_one_counts_and_the_first_cited_said_it() -> None:
    channel = transcript(**{THIRD: "first error at 22:02:20, noted at 23:00"})
    claim = Claim(cites=(THIRD, SECOND), kind=EntryKind.FINDING, text="first error", stated=STATED_EXACTLY)
    (entry,) = ground([claim], channel)
    assert (entry.at, entry.said_at, entry.evidence) == (STATED_EXACTLY, channel.messages[2].at, (SECOND, THIRD))


def test_a_clock_time_that_a_message_states_may_be_told_in_the_transcripts_zone() -> None:
    channel = transcript(**{SECOND: "it started at 22:02"}).model_copy(update={"zone": "America/New_York"})
    cited = [m for m in channel.messages if m.ts == SECOND]
    assert supported("began at 16:02, said 17:14", cited, channel) is None
    assert supported("began at 16:03", cited, channel) == "the time 16:03 is in none of its messages"
    assert supported("began at 16:02 EST, said 17:14 EST", cited, channel) is None
