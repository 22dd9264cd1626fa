"""Only spelling is typo-sized: whatever may change what a text says is not, however small it looks."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.typos import MOST_WORDS, PAIRS, SMALL_EDITS, is_one_slip, is_typo_sized

NAMES = frozenset({"ines", "payments", "checkout"})
TEXT = (
    "The deployment was rolled back because connections were refused.\n"
    "\n"
    "- Customers received errors during several minutes\n"
    "- It happened `afterwards` again, see [the dashboard](https://a.example/dashboard)"
)


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ("the conection failed.", "the connection failed."),
        ("the connecction failed", "the connection failed"),
        ("they recieved errors", "they received errors"),
        ("a seperate occurence", "a seperate occurrence"),
        ("the deploment broke", "the deployment broke"),
        ("the deploymment broke", "the deployment broke"),
        ("it was (accidentaly) stopped", "it was (accidentally) stopped"),
        ("it was **accidentaly** stopped", "it was **accidentally** stopped"),
        ("it stopped", "it stopped."),
        ("- it stopped.\n- it began", "- it stopped\n- it began"),
        ("recieved  at noon", "received at  noon"),
        ("recieved and occured and sucessful", "received and occurred and successful"),
        ("mit überlasteten Servvern", "mit überlasteten Servvern"),
        ("die verbindug brach", "die verbindung brach"),
        ("größenbeschränkug", "größenbeschränkung"),
        (TEXT, TEXT),
        ("", ""),
    ],
)
def test_spelling_is_typo_sized_in_both_directions(was: str, now: str) -> None:
    assert is_typo_sized(was, now, NAMES)
    assert is_typo_sized(now, was, NAMES)


@pytest.mark.parametrize(
    ("was", "now"),
    [
        # negation
        ("it was safe to restart", "it was unsafe to restart"),
        ("the pool can refuse", "the pool can't refuse"),
        ("the pool can refuse", "the pool cannot refuse"),
        ("alerts were enabled", "alerts were disabled"),
        ("it did help", "it didn't help"),
        ("it was known", "it wasn't known"),
        ("it is now over", "it is not over"),
        ("the pool refused connections", "the pool did not refuse connections"),
        ("it could happen again", "it could never again"),
        ("everything failed", "nothing failed"),
        ("within the limits", "without the limits"),
        ("the available nodes", "the unavailable nodes"),
        ("a responsible change", "an irresponsible change"),
        ("it was possible", "it was impossible"),
        ("nobody did notice", "nobody didnt notice"),
        ("it had an effect, not there", "it had an effect, note there"),
        # another word
        ("the increase hurt", "the decrease hurt"),
        ("it was seen before", "it was seen after"),
        ("the latency doubled", "the throughput doubled"),
        ("the traffic was inbound", "the traffic was outbound"),
        ("nodes were stopped", "nodes were stepped"),
        ("tests passed", "tests paused"),
        ("the session was protected", "the session was projected"),
        ("the queue was detected", "the queue was defected"),
        ("the config was inserted", "the config was inverted"),
        ("we restarted it", "we restated it"),
        ("the api is deprecated", "the api is depreciated"),
        ("the complaint one", "the compliant one"),
        ("they were needles", "they were needless"),
        ("errors were causally linked", "errors were casually linked"),
        ("it was lost", "it was last"),
        ("a request", "a requests"),
        ("the customer saw it", "the customers saw it"),
        ("it deployed", "it deploys"),
        ("it is with that", "it is with not"),
        ("it was on then", "it was off then"),
        # numbers, dates, ids, versions, units
        ("about 2,300 people", "about 2,700 people"),
        ("about 2300 people", "about 23000 people"),
        ("on 2026-11-17", "on 2026-11-71"),
        ("at 14:02", "at 14:20"),
        ("see INC-207", "see INC-270"),
        ("version v1.10.7", "version v1.10.8"),
        ("five٣ people", "five٤ people"),
        ("for 45min", "for 45mins"),
        ("5% of it", "5‰ of it"),
        # names and capitals
        ("rolled back by Ben", "rolled back by Ken"),
        ("rolled back by ines", "rolled back by inea"),
        ("the paymments service", "the payments service"),
        ("Recieved at noon", "Received at noon"),
        ("the IMPORTANTT one", "the IMPORTANT one"),
        ("received at noon", "Received at noon"),
        # links, addresses, code
        ("see https://a.example/x", "see https://b.example/x"),
        ("see https://a.example/recieved", "see https://a.example/received"),
        ("see [recieved](https://a.example)", "see [received](https://a.example)"),
        ("see [the recieved list](https://a.example)", "see [the received list](https://a.example)"),
        ("see [the [1] recieved list](https://a.example)", "see [the [1] received list](https://a.example)"),
        (
            "see [a](https://a.example) recieved [b](https://b.example)",
            "see [a](https://a.example) received [b](https://b.example)",
        ),
        ("see <https://a.example|recieved list>", "see <https://a.example|received list>"),
        ("write to ops@a.example", "write to ops@b.example"),
        ("run `restart recieved nodes` now", "run `restart received nodes` now"),
        ("```\nkubectl recieved\n```", "```\nkubectl received\n```"),
        ("```\n~~~\nrecieved\n```", "```\n~~~\nreceived\n```"),
        ("~~~\nkubectl recieved", "~~~\nkubectl received"),
        ("```\nx\n```\n```\nrecieved", "```\nx\n```\n```\nreceived"),
        ("    recieved by code", "    received by code"),
        ("\trecieved by code", "\treceived by code"),
        ("cache-connectionn failed", "cache-connection failed"),
        ("max_connectionns", "max_connections"),
        # signs
        ("it failed", "it failed?"),
        ("it failed.", "it failed!"),
        ("it failed, then", "it failed then"),
        ("nodes that failed", "nodes, that failed"),
        ("it (never) failed", "it never failed"),
        ("it **failed** then", "it failed then"),
        ("it ~~failed~~ then", "it failed then"),
        ("> it failed", "it failed"),
        ("- one", "* one"),
        ("it failed. then it came", "it failed then. it came"),
        ("3.", "3"),
        ("failed...", "failed.."),
        # words and lines moved, added, taken away
        ("one two three", "one three two"),
        ("alpha beta", "beta alpha"),
        ("one line\nanother line", "one line another line"),
        ("one line\nanother line", "one\nline another line"),
        ("a\n\nb c", "a b\n\nc"),
        ("- a\n  - b", "- a\n- b"),
        ("one", "one two"),
        ("one two", "one"),
        ("a\nb", "a\nb\n"),
        ("it broke", ""),
        # what cannot be seen, and what only looks alike
        ("the connection failed", "the conne\u200bction failed"),
        ("the connection failed", "the connectiоn failed"),
        ("the connection failed", "the connectıion failed"),
        ("the connection failed", "the connection\u00a0failed x"),
        ("the connection failed", "the con\u00adnection failed"),
        ("the ﬁnished deployment", "the finished deployment"),
        ("überlastetes", "überlästetes"),
        ("geldiler yapmadılar", "geldiler yaptılar"),
        ("連接失敗", "連接成功"),
        ("соединение", "соедиинение"),
        # both are meant
        ("recieved here and recieved there", "received here and recieved there"),
        ("accepted connections, not connecctions", "accepted connections, not connections of connecctions"),
    ],
)
def test_what_may_change_the_meaning_is_never_typo_sized(was: str, now: str) -> None:
    assert not is_typo_sized(was, now, NAMES)
    assert not is_typo_sized(now, was, NAMES) or was.count("recieved") == 2


def test_five_words_are_small_and_six_are_not() -> None:
    words = ["connection", "deployment", "successful", "especially", "environment", "afterwards"]
    slips = [f"{word[:2]}{word[1:]}" for word in words]
    for count in range(len(words) + 1):
        now = " ".join(words[:count] + slips[count:])
        assert is_typo_sized(" ".join(slips), now) == (count <= MOST_WORDS)


@pytest.mark.parametrize("pair", sorted(map(sorted, PAIRS)))
def test_a_pair_of_words_is_listed_only_where_it_would_pass_for_a_slip(pair: list[str]) -> None:
    assert is_one_slip(pair[0], pair[1])
    assert not is_typo_sized(pair[0], pair[1])


MEANING = [
    "not",
    "never",
    "no",
    "without",
    "un",
    "dis",
    "3",
    "Ben",
    "https://a.example",
    "`x`",
    "ines",
    "\u200b",
    "é",
    "–",
]


@given(st.integers(0, len(TEXT)), st.sampled_from(MEANING), st.sampled_from(["", " "]), st.sampled_from(["", " "]))
def test_nothing_that_bears_meaning_can_be_put_in_anywhere(place: int, what: str, before: str, after: str) -> None:
    assert not is_typo_sized(TEXT, f"{TEXT[:place]}{before}{what}{after}{TEXT[place:]}", NAMES)


@given(st.integers(0, len(TEXT.split()) - 1))
def test_no_word_can_be_taken_out(number: int) -> None:
    words = TEXT.split(" ")
    number %= len(words)
    assert not is_typo_sized(TEXT, " ".join(words[:number] + words[number + 1 :]), NAMES)


@given(st.integers(0, len(TEXT) - 1), st.characters(exclude_categories=["Cs"]))
def test_no_letter_can_become_another_one(place: int, letter: str) -> None:
    now = f"{TEXT[:place]}{letter}{TEXT[place + 1 :]}"
    same_words = now.split() == TEXT.split() and now.count("\n") == TEXT.count("\n")
    swapped = sorted(now) == sorted(TEXT)
    assert now == TEXT or same_words or swapped or not is_typo_sized(TEXT, now, NAMES)


@given(st.text(max_size=60), st.text(max_size=60))
def test_what_is_typo_sized_is_about_as_long(was: str, now: str) -> None:
    assert is_typo_sized(was, was)
    if is_typo_sized(was, now):
        assert abs(len(was) - len(now)) <= MOST_WORDS + was.count("\n") + 1


@given(st.lists(st.sampled_from(["recieved", "received", "not", "it", ".", "\n", "`", "12"]), max_size=12), st.data())
def test_digits_and_negations_are_the_same_before_and_after(words: list[str], data: st.DataObject) -> None:
    other = data.draw(st.permutations(words))
    was, now = " ".join(words), " ".join(other)
    if is_typo_sized(was, now):
        assert [one for one in was.split() if one in {"not", "12", "`"}] == [
            one for one in now.split() if one in {"not", "12", "`"}
        ]


@pytest.mark.parametrize("unit", ["recieved ", "`", "[", "[a](b) ", "<", "x", "\n", ".", "a.", "(", "```\n"])
def test_the_longest_document_takes_a_moment(unit: str) -> None:
    text = (unit * 720_000)[:720_000]
    begun = time.process_time()
    is_typo_sized(text, f"{text[:-9]}conection")
    is_typo_sized(f"{text[:-9]}conection", f"{text[:-9]}connection")
    assert time.process_time() - begun < 5


def test_the_rule_is_said_in_whole_sentences() -> None:
    assert all(rule.endswith(".") for rule in SMALL_EDITS)
