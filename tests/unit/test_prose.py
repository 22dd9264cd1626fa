from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blocks import markdown
from bot.domain.incidents import Message, Transcript
from bot.domain.prose import Checker, Share, grounded, grounded_proposal, inert, prose, share_of
from bot.domain.timeline import Proposal, SectionText, Sentence, Style

# 2023-11-14, a Tuesday: 22:13:20, 22:58:50 and 23:05 UTC; in Berlin the last one is Wednesday's.
FIRST, SECOND, THIRD, FOURTH = "1700000000.000100", "1700002730.000200", "1700003100.000300", "1700100000.000400"
GONE = "1700200000.000500"
TEXTS = {
    FIRST: "Checkout has 2,347 failed orders, 4 of 12 pods run v1.10.8 on 40 nodes, p95 of 22 s, see https://run.example/b",
    SECOND: "rolled back `cart-api` after half an hour, three attempts. both regions are fine, 12k carts wait",
    THIRD: "resolved. it began at 21:50",
    FOURTH: "the review is on Friday, error rate was 18.4 %",
    GONE: "12 users",
}
AUTHORS = {FIRST: "U1", SECOND: "U2", THIRD: "U3", FOURTH: "B1", GONE: "U2"}
NAMES = {"U1": "Priya Shah", "U2": "Jo Berg", "U3": "Noor", "U4": "Will", "B1": "Pager"}
CHANNEL = Transcript(
    channel="C1",
    zone="Europe/Berlin",
    messages=tuple(
        Message(
            ts=ts,
            author=AUTHORS[ts],
            author_name=NAMES[AUTHORS[ts]],
            text=text,
            deleted=ts == GONE,
            is_bot=AUTHORS[ts] == "B1",
        )
        for ts, text in TEXTS.items()
    ),
    members=NAMES,
    zones={"U1": "America/New_York", "U3": "UTC"},
)
CHECKER = Checker(CHANNEL)


def why_not(text: str, *cites: str) -> str | None:
    return CHECKER.reason(text, cites)


@pytest.mark.parametrize(
    "text",
    [
        "It took 45 minutes to roll back the carts",
        "It took forty-five minutes to roll back",
        "46 min later it was rolled back",
        "about 45 minutes later Jo rolled back",
        "within an hour it was rolled back",
        "over 45 minutes",
        "the 22-second p95",
        "22 seconds at p95",
        "after 30 minutes Jo rolled back",
        "the rollback came at 22:58 UTC, 23:58 in the channel's zone and 17:58 EST",
        "the rollback at 22:58:50 UTC",
        "seen at 5:13 pm by Priya, which is 10:13 pm UTC",
        "at 23:13 CET orders failed",
        "on 14 November 2023 checkout failed",
        "On November 14 checkout failed",
        "orders failed on Tuesday, 2023-11-14",
        "at 2023-11-14T22:13Z orders failed",
        "in 2023 orders failed",
        "33 % of the pods run v1.10.8 after the third attempt",
        "33.3 percent of the pods",
        "3 attempts were made",
        "four of twelve pods run 1.10.8",
        "two regions are fine",
        "12,000 carts wait",
        "twelve thousand carts wait",
        "two people looked at the orders, in two messages",
        "see https://run.example/b for the orders",
        "a 12-pod checkout",
    ],
)
def test_what_is_said_or_follows_by_computing_is_borne_out(text: str) -> None:
    assert why_not(text, FIRST, SECOND) is None


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("It took 44 minutes to roll back", "the duration 44 minutes is in none of its messages"),
        ("It took 47 minutes to roll back", "the duration 47 minutes is in none of its messages"),
        ("It took forty-seven minutes to roll back", "the duration 47 minutes is in none of its messages"),
        ("about 50 minutes later", "the duration about 50 minutes is in none of its messages"),
        ("about 46 hours later", "the duration about 46 hours is in none of its messages"),
        ("nearly 44 minutes later", "the duration nearly 44 minutes is in none of its messages"),
        ("within 40 minutes", "the duration within 40 minutes is in none of its messages"),
        ("an hour later it was over", "the duration 1 hour is in none of its messages"),
        ("2 days", "the duration 2 days is in none of its messages"),
        ("40 seconds", "the duration 40 seconds is in none of its messages"),
        ("rolled back at 22:58 CET", "the time 22:58 CET is in none of its messages"),
        ("rolled back at 22:58:51", "the time 22:58:51 is in none of its messages"),
        ("rolled back at 22:59", "the time 22:59 is in none of its messages"),
        ("seen at 10:13 am", "the time 10:13 am is in none of its messages"),
        ("from 22:58 to 22:13 orders failed", "22:13 is before 22:58 in its messages"),
        ("it failed on Wednesday", "the day Wednesday is in none of its messages"),
        ("it failed on 15 November", "the day 15 November is in none of its messages"),
        ("it failed on 2023-11-13", "the day 2023-11-13 is in none of its messages"),
        ("it failed on 14 November 2022", "the day 14 November 2022 is in none of its messages"),
        ("at 2023-11-14T22:14Z it failed", "the time 2023-11-14T22:14Z is in none of its messages"),
        ("34 % of the pods", "the share 34 % is in none of its messages"),
        ("40 % of the pods", "the share 40 % is in none of its messages"),
        ("40 pods run it", "the number 40 is of something else in its messages"),
        ("four attempts", "the number 4 is of something else in its messages"),
        ("five attempts", "the number 5 is in none of its messages"),
        ("the fourth attempt of five", "the number 5 is in none of its messages"),
        ("thousands of orders failed", "the number thousands is in none of its messages"),
        ("orders failed twice", "the number twice is in none of its messages"),
        ("Noor saw failed orders", "the person Noor is in none of its messages"),
        ("the pods run v1.10.9", "“v1.10.9” is in none of its messages"),
        ("it runs on v812", "“v812” is in none of its messages"),
        ("see https://run.example/", "the link https://run.example/ is in none of its messages"),
        ("see evil.example/x for orders", "“evil.example/x” is in none of its messages"),
        ("![orders](https://run.example/b)", "it holds an image"),
        ("somebody wiped a cluster", "none of its words is in its messages"),
        ("they said “never mind”", "the words “never mind” are in none of its messages"),
    ],
)
def test_what_is_neither_said_nor_computed_has_its_reason(text: str, reason: str) -> None:
    assert why_not(text, FIRST, SECOND) == reason


def test_a_stated_moment_may_be_told_and_computed_with() -> None:
    assert why_not("it lasted from 21:50 to 23:05 UTC, 75 minutes", THIRD) is None
    assert why_not("it lasted 74 minutes", THIRD) == "the duration 74 minutes is in none of its messages"


def test_a_day_of_the_authors_zone_and_of_the_channels_is_a_day_of_the_message() -> None:
    assert why_not("Wednesday's rollback", SECOND) == "the day Wednesday is in none of its messages"
    assert why_not("resolved on Wednesday 15 November", THIRD) is None
    assert why_not("resolved on Tuesday 14 November", THIRD) is None


def test_a_day_that_a_message_names_may_be_told() -> None:
    assert why_not("The review is on Friday", FOURTH) is None


def test_of_many_moments_neighbours_and_the_ends_count() -> None:
    told = (FIRST, SECOND, THIRD, FOURTH)
    assert why_not("6 minutes after the rollback it was resolved", *told) is None
    assert why_not("51 minutes after the rollback it was resolved", *told) == (
        "the duration 51 minutes is in none of its messages"
    )


def of(*texts: str, gap: float = 89) -> tuple[Checker, list[str]]:
    """Return a checker of messages by somebody whose name looks like a host's, and their ts."""
    messages = [
        Message(ts=f"{1_700_000_000 + n * gap:.6f}", author="U9", author_name="sky.cactus", text=text)
        for n, text in enumerate(texts)
    ]
    return Checker(Transcript(channel="C1", messages=tuple(messages), members={"U9": "sky.cactus"})), [
        one.ts for one in messages
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("In New Zealand no file came", "no file for the NZ merchants"),
        ("The file for the United States came", "the US file is there"),
        ("sky.cactus restarted the node", "restarted the node"),
        ("Two customers had one hold", "the first hold was gone when the second was made"),
    ],
)
def test_names_that_are_spelled_out_or_look_like_hosts_and_a_second_one_are_borne_out(text: str, said: str) -> None:
    checker, cites = of(said)
    assert checker.reason(text, cites) is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("The file for New Caledonia came", "no file for the NZ merchants"),
        ("It was seen by Oscar Norell", "it was on the node"),
        ("see sky.palm for the node", "restarted the node"),
    ],
)
def test_what_only_looks_like_a_name_of_the_messages_is_not(text: str, said: str) -> None:
    checker, cites = of(said)
    assert checker.reason(text, cites) is not None


def test_within_two_minutes_is_more_than_one() -> None:
    checker, cites = of("please look at the node", "looking at the node")
    assert checker.reason("within two minutes somebody looked at the node", cites) is None
    assert checker.reason("within four minutes somebody looked at the node", cites) is not None


def test_nobody_is_counted_who_is_a_machine() -> None:
    assert why_not("2 people saw the review of failed orders", FIRST, FOURTH) is not None


@pytest.mark.parametrize(
    ("cites", "reason"),
    [
        ((), "it cites no message"),
        ((FIRST, "1700000000.999999"), "it cites a message that is not in the channel"),
        ((FIRST, GONE), "one of its messages was deleted"),
    ],
)
def test_a_sentence_needs_messages_that_are_there(cites: tuple[str, ...], reason: str) -> None:
    assert why_not("orders failed", *cites) == reason


def section(*sentences: Sentence) -> SectionText:
    return grounded(SectionText(key="summary", text="whatever a writer says", sentences=sentences), CHANNEL)


def test_a_sections_text_and_messages_are_those_of_its_verified_sentences() -> None:
    found = section(
        Sentence(text="2,347 orders failed.", cites=(FIRST,)),
        Sentence(text="9,000 orders failed.", cites=(FIRST,)),
        Sentence(text="Jo rolled back\nthe `cart-api`.", cites=(SECOND, SECOND)),
        Sentence(text="A comet did it.", cites=("1700000000.999999", THIRD)),
    )
    assert found.text == "2,347 orders failed. Jo rolled back the `cart-api`."
    assert found.cites == (FIRST, SECOND)
    assert [one.reason for one in found.sentences] == [
        None,
        "the number 9,000 is in none of its messages",
        None,
        "it cites a message that is not in the channel",
    ]
    assert found.sentences[3].cites == (THIRD,)
    assert share_of([found]) == Share(verified=2, total=4)


def test_whoever_cites_everything_proves_nothing() -> None:
    many = tuple(f"17000000{n:02}.000100" for n in range(40))
    said = tuple(Message(ts=ts, author="U1", text=f"{n} orders failed") for n, ts in enumerate(many))
    everything = CHANNEL.model_copy(update={"messages": said})
    sentence = Sentence(text="13 orders failed.", cites=many)
    found = grounded(SectionText(key="summary", sentences=(sentence,)), everything).sentences[0]
    assert (found.reason, len(found.cites)) == ("it cites more than 12 messages", 12)
    assert grounded_proposal(Proposal(text="13 orders", cites=many), everything).reason == found.reason


def test_what_a_writer_calls_verified_or_not_does_not_count() -> None:
    found = section(Sentence(text="2,347 orders failed.", cites=(FIRST,), reason="the writer says no"))
    assert found.sentences[0].reason is None


def test_an_address_that_no_message_has_is_not_kept_in_what_waits_for_a_person() -> None:
    found = section(Sentence(text="see https://evil.example/x and ![y](https://evil.example/y)", cites=(FIRST,)))
    assert found.text == ""
    assert "evil.example" not in found.sentences[0].text


def test_a_section_without_sentences_is_left_as_it_is() -> None:
    rules = SectionText(key="summary", text="- by rules", cites=(FIRST,))
    assert grounded(rules, CHANNEL) is rules


def test_sentences_run_on_stand_apart_or_are_listed_under_their_headings() -> None:
    said = [
        Sentence(text="One."),
        Sentence(text="Two."),
        Sentence(text="Apart.", style=Style.PARAGRAPH),
        Sentence(text="left", style=Style.BULLET),
        Sentence(text="right", style=Style.BULLET),
        Sentence(text="first", style=Style.STEP),
        Sentence(text="hidden", style=Style.STEP, reason="no"),
        Sentence(text="second", style=Style.STEP),
        Sentence(text="After."),
        Sentence(text="well", style=Style.BULLET, head="What went well"),
        Sentence(text="badly", style=Style.BULLET, head="What could be improved"),
        Sentence(text="End."),
    ]
    assert prose(said) == (
        "One. Two.\n\nApart.\n\n- left\n- right\n\n1. first\n2. second\n\nAfter.\n\n"
        "**What went well**\n- well\n\n**What could be improved**\n- badly\n\nEnd."
    )


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("# not a heading", "\\# not a heading"),
        ("- no item", "\\- no item"),
        ("* no item", "\\* no item"),
        ("> no quote", "\\> no quote"),
        ("| no | table |", "\\| no | table |"),
        ("1. no step", "1\\. no step"),
        ("12) no step", "12\\) no step"),
        ("--- ", "\\---"),
        ("~~~ no fence", "\\~\\~~ no fence"),
        ("``` no fence", "\\`\\`\\` no fence"),
        ("<b>no</b> markup", "\\<b>no\\</b> markup"),
        ("[ref]: https://x.example", "\\[ref\\]: https://x.example"),
        ("![no image](https://x.example/a.png)", "no image (https://x.example/a.png)"),
        ("[bank.example](https://evil.example/)", "bank.example (https://evil.example/)"),
        ("<https://x.example/a_b*c>", "https://x.example/a_b*c"),
        ("`a*b[c]` stays, so does https://x.example/*", "`a*b[c]` stays, so does https://x.example/*"),
        ("two\nlines\u2028and three", "two lines and three"),
    ],
)
def test_a_sentence_is_one_line_without_structure(text: str, line: str) -> None:
    assert inert(text) == line


@given(st.text(st.sampled_from("#->|*_`~[]()<>!\\ab 1.\n:/@") | st.characters(), max_size=60))
def test_whatever_a_sentence_holds_it_is_one_paragraph_of_words(text: str) -> None:
    drawn = markdown.paragraphs(f"before\n\n{inert(text) or 'x'}\n\nafter")
    assert [len(drawn), drawn[0], drawn[-1]] == [3, ["before"], ["after"]]
    assert not drawn[1][0].startswith(("•", "```", "&gt;"))


@given(st.lists(st.tuples(st.text(max_size=80), st.sampled_from([FIRST, SECOND, THIRD, GONE, "x"])), max_size=6))
def test_what_is_verified_is_verified_again_and_nothing_is_dropped(said: list[tuple[str, str]]) -> None:
    once = section(*(Sentence(text=text, cites=(ts,)) for text, ts in said))
    assert len(once.sentences) == len(said)
    assert {ts for one in once.sentences for ts in one.cites} <= {FIRST, SECOND, THIRD, GONE}
    again = grounded(once, CHANNEL)
    assert again.text == once.text or any(one.reason for one in once.sentences)


def test_a_hostile_sentence_is_checked_in_linear_time() -> None:
    for hostile in (
        "1 of " * 9_000,
        "[" * 40_000,
        "12:30 to " * 5_000,
        "a." * 20_000,
        "`" * 30_000,
        "half an " * 5_000,
    ):
        assert section(Sentence(text=hostile, cites=(FIRST, SECOND))).sentences[0].reason != ""


def test_a_proposal_is_checked_too_and_its_owner_must_be_known() -> None:
    said = Proposal(text="Pin checkout to v1.10.8\nin all pods", owner="U9", done_when="all\npods", cites=(FIRST,))
    found = grounded_proposal(said, CHANNEL)
    assert (found.text, found.done_when, found.owner, found.reason) == (
        "Pin checkout to v1.10.8 in all pods",
        "all pods",
        None,
        None,
    )
    wrong = grounded_proposal(Proposal(text="Pin it to v9.9.9", owner="U4", cites=(FIRST,)), CHANNEL)
    assert (wrong.owner, wrong.reason) == ("U4", "“v9.9.9” is in none of its messages")


def test_the_moment_of_a_message_is_its_own() -> None:
    assert CHANNEL.messages[1].at.replace(microsecond=0) == datetime(2023, 11, 14, 22, 58, 50, tzinfo=UTC)
