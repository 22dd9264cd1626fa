"""Phrases that read as blame are found, with a grammatical wording instead; what is said of things is left alone."""

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.blame import Phrase, find_blame, reworded, sentence_of
from bot.domain.blame_wording import participle

NAMES = ("Ravi Patel", "Ben", "Ines Costa", "Will", "Al Gore")
FOUND = [
    ("Ravi forgot to drain the node", "The node was not drained"),
    ("Then Ravi forgot to drain the nodes before the restart.", "Then the nodes were not drained before the restart."),
    ("Ravi Patel had forgotten to turn the alert off.", "The alert was not turned off."),
    ("Ben forgot to turn off the alert.", "The alert was not turned off."),
    ("Ben forgot to check whether the node drained.", "No step said to check whether the node drained."),
    ("Ben forgot to drain the node and restarted it.", "The node was not drained, and somebody restarted it."),
    ("Ben forgot to commit the fix and the test.", "No step said to commit the fix and the test."),
    ("Ben forgot to add a test for the limit.", "No test was added for the limit."),
    ("Ben forgot to write down all of the steps.", "All of the steps were not written down."),
    ("Ben forgot to tell them.", "They were not told."),
    ("Ben forgot to be careful.", "No step said to be careful."),
    ("Ben forgot to deploy.", "No step said to deploy."),
    ("Ben forgot the drain step.", "The drain step was left out."),
    ("Ben forgot about the freeze.", "The freeze was overlooked."),
    ("Ben forgot that the pool was full.", "It was not visible that the pool was full."),
    ("He forgot.", "This step was left out."),
    ("I forgot to notify the team.", "The team was not notified."),
    ("<@U123> failed to notify the team.", "The team was not notified."),
    ("@ravi failed to run `make deploy` first.", "`make deploy` was not run first."),
    ("The on-call engineer failed to acknowledge the page in time.", "The page was not acknowledged in time."),
    ("The on-call failed to look at the dashboard.", "The dashboard was not looked at."),
    ("The operator forgot to reconcile the state.", "The state was not reconciled."),
    ("The platform team neglected to update the runbook.", "The runbook was not updated."),
    ("Ravi should have checked the dashboard.", "The dashboard was not checked."),
    ("Ravi should’ve known better.", "It was not known at the time."),
    ("He should have known that the pool was full.", "It was not known at the time that the pool was full."),
    ("Ravi should have waited.", "What to do was not clear at the time."),
    ("Ravi should not have deployed the change on Friday.", "Nothing kept the change from being deployed on Friday."),
    ("Ravi shouldn't have deployed on Friday.", "Nothing prevented this on Friday."),
    ("The reviewer should have caught this.", "This was not caught."),
    ("Ravi was supposed to watch the dashboards.", "The dashboards were not watched."),
    ("Ravi did not bother to check the logs.", "The logs were not checked."),
    ("Ravi didn't bother checking the logs.", "Checking the logs was left out."),
    ("Nobody bothered to check the logs.", "The logs were not checked."),
    ("Ravi was careless when he restarted it.", "The step had no safeguard when he restarted it."),
    ("Ravi broke the checkout with a config change.", "The checkout broke with a config change."),
    ("Ravi crashed the database.", "The database crashed."),
    ("Ravi took down the site.", "The site went down."),
    ("Ravi caused the outage by restarting cache-1.", "The outage was caused by restarting cache-1."),
    ("Ravi caused the outage.", "The outage happened."),
    ("Ravi made a mistake in the config.", "Something went wrong in the config."),
    ("Ravi messed up the migration.", "The migration went wrong."),
    ("Ravi dropped the ball.", "This was missed."),
    ("Ravi did not follow the runbook.", "The runbook was not followed."),
    ("Ravi ignored the alerts.", "The alerts were not acted on."),
    ("Ravi missed the page.", "The page went unnoticed."),
    ("It was Ravi's mistake.", "It was a gap in the process."),
    ("This is Ravi Patel’s fault.", "This is a gap in the process."),
    ("Ravi's failure to drain the node.", "The missing step to drain the node."),
    ("Ravi is to blame for the outage.", "The process allowed the outage."),
    ("Ravi is responsible for this outage.", "The process allowed this outage."),
    ("Ravi was at fault.", "The process let this happen."),
    ("We blame Ravi for the outage.", "We look at what led to the outage."),
    ("Blame Ben.", "Look at what let it happen."),
    ("It happened because of Ravi.", "It happened because of how the work was set up."),
    ("The fault lies with Ben.", "The cause lies in the process."),
    ("It was the mistake of Ben.", "It was a gap in the process."),
    ("It was pure negligence of the engineer.", "It was a gap in the process."),
    ("The outage was due to human error.", "The outage was due to a gap in the process."),
    ("A human error caused it.", "A gap in the process caused it."),
    ("There were operator errors.", "There were gaps in the process."),
    ("It was a stupid mistake.", "It was a mistake."),
    ("It was a careless oversight.", "It was an oversight."),
    ("A lazy engineer did it.", "An engineer did it."),
    ("It carelessly deployed the change.", "It deployed the change."),
    ("It was deployed carelessly.", "It was deployed."),
    ("It was my fault.", "It was a gap in the process."),
    ("Some idiot pushed to main.", "Somebody pushed to main."),
    ("This is inexcusable.", "This is costly."),
]
QUIET = [
    "The node failed to start.",
    "The alert should have fired.",
    "The operator failed to reconcile the state.",
    "The admin failed to load.",
    "It was not Ravi's fault.",
    "Nobody is to blame.",
    "DNS is to blame.",
    "Run git blame Ravi to see.",
    "A blameless review.",
    "Because of Ravi's deploy it was found.",
    "It was due to Ben being on leave.",
    "Ravi's error log was full.",
    "Ravi is responsible for the checkout.",
    "She should have access to the board.",
    "We should have two nodes by then.",
    "Ravi missed the train.",
    "Ben killed the process and rolled it back.",
    "Ines forgave him.",
    "lazy loading of images",
    "They are lazy loaded.",
    "a page fault in the fault-tolerant pool",
    "It will fail to start.",
    "Will the node start?",
    "`Ravi forgot to drain the node`",
    "> Ravi forgot to drain the node",
    "```\nRavi forgot to drain\n```",
    "The cause was a negligible delay.",
    "Ravi broke the news.",
    "They failed to start.",
    "Raviolo forgot to drain the node.",
]
WORDS = st.sampled_from(
    ["Ravi", "Ravi Patel", "he", "the engineer", "forgot", "to", "drain", "the node", "and", "should have", "failed",
     "drained", "because of", "blame", "for", "'s", "fault", "`x`", "```", "\n", "> ", "not", ".", ",", "carelessly",
     "human error", "a", "stupid", "of", "\u01c3", "é", "漢", "<@U123>", "@", "broke", "it"]
)  # fmt: skip


def rewritten(text: str) -> str:
    for phrase in reversed(find_blame(text, NAMES)):
        after = reworded(text, phrase)
        assert after is not None
        text = after
    return text


@pytest.mark.parametrize(("text", "instead"), FOUND)
def test_blame_is_found_and_said_of_what_happened(text: str, instead: str) -> None:
    assert rewritten(text) == instead


@pytest.mark.parametrize(("text", "instead"), FOUND)
def test_what_is_suggested_is_not_found_again(text: str, instead: str) -> None:
    assert text != instead
    assert find_blame(instead, NAMES) == ()


@pytest.mark.parametrize("text", QUIET)
def test_what_is_said_of_things_and_what_others_said_is_left_alone(text: str) -> None:
    assert find_blame(text, NAMES) == ()


def test_a_phrase_stands_where_it_says() -> None:
    assert find_blame("On Monday Ravi forgot to drain the node, then we left.", NAMES) == (
        Phrase(start=10, end=39, text="Ravi forgot to drain the node", suggestion="the node was not drained"),
    )


def test_several_phrases_come_in_order() -> None:
    text = "- Ravi forgot to drain the node.\n- It was human error.\n- Ben broke the checkout."
    assert rewritten(text) == "- The node was not drained.\n- It was a gap in the process.\n- The checkout broke."


def test_a_name_that_nobody_told_is_only_a_word() -> None:
    assert find_blame("Zoe forgot to drain the node") == ()
    assert len(find_blame("Zoe forgot to drain the node", ["Zoe"])) == 1


def test_a_first_name_counts_unless_it_is_too_short_to_be_sure() -> None:
    assert len(find_blame("Ines forgot to drain it", NAMES)) == 1
    assert find_blame("Al forgot to drain it", NAMES) == ()
    assert len(find_blame("Al Gore forgot to drain it", NAMES)) == 1


def test_a_phrase_that_moved_is_still_reworded_and_one_that_is_gone_is_not() -> None:
    (phrase,) = find_blame("Ravi forgot to drain the node.", NAMES)
    assert reworded("At noon: Ravi forgot to drain the node.", phrase) == "At noon: The node was not drained."
    assert reworded("It was drained.", phrase) is None
    assert reworded(" Ravi forgot to drain the node. Ravi forgot to drain the node.", phrase) is None


@pytest.mark.parametrize(
    ("verb", "done"),
    [
        ("drain", "drained"), ("stop", "stopped"), ("notify", "notified"), ("deploy", "deployed"), ("scale", "scaled"),
        ("run", "run"), ("rerun", "rerun"), ("re-run", "re-run"), ("undo", "undone"), ("commit", "committed"),
        ("fix", "fixed"), ("open", "opened"), ("check", "checked"), ("rewrite", "rewritten"), ("be", None),
        ("unplug", "unplugged"), ("overwrite", "overwritten"), ("plan", "planned"), ("review", "reviewed"),
    ],
)  # fmt: skip
def test_a_verb_has_its_participle(verb: str, done: str | None) -> None:
    assert participle(verb) == done


@given(st.lists(WORDS, max_size=30).map(" ".join) | st.lists(WORDS, max_size=30).map("".join) | st.text(max_size=80))
def test_phrases_are_passages_of_the_text_in_order_and_apart(text: str) -> None:
    found = find_blame(text, NAMES)
    assert all(text[one.start : one.end] == one.text and one.suggestion.strip() for one in found)
    assert all(one.end <= other.start for one, other in pairwise(found))
    assert found == find_blame(text, NAMES)


@pytest.mark.parametrize(
    "unit",
    ["Ravi ", "Ravi forgot to drain the node ", "the the engineer ", "should have ", "because of ", "a stupid ", "`",
     "a ", "> ", "@a", "'s fault of ", "x"],
)  # fmt: skip
def test_the_longest_section_takes_a_moment(unit: str) -> None:
    text = (unit * 24_000)[:24_000]
    begun = time.process_time()
    find_blame(text, [f"Ravi {number}" for number in range(400)])
    assert time.process_time() - begun < 3


@pytest.mark.parametrize(
    "text",
    [
        "It was 4.2 before. {} Then it was fine.",
        "- one thing\n{}\n- another one",
        "{}",
        "Was it slow? {}",
        "{} And 4.1 came back!",
    ],
)
def test_the_sentence_of_a_phrase_is_the_whole_one_and_no_other(text: str) -> None:
    sentence = "After 4.2 Ravi forgot to drain the node at 14:02."
    whole = text.format(sentence)
    [phrase] = find_blame(whole, NAMES)
    assert sentence_of(whole, phrase) == sentence
