"""What a writer makes of a model's good answers: nothing true is doubted, lost or put at a wrong moment."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.commands.demo.authors import told
from bot.domain.incidents import Message, Transcript
from bot.domain.prose import CORRECTED
from bot.domain.timeline import EntryKind, Mark, budget
from tests.factories import a_message
from tests.writers import BRIEF, a_fact, answering, drafted, nothing_written

START = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)
MAYA, BEN, INES = NAMES = {"U0MAYA000": "Maya Lind", "U0BEN0000": "Ben Acht", "U0INES000": "Ines Duarte"}


def said(minute: float, author: str, text: str) -> Message:
    at = START + timedelta(minutes=minute)
    return a_message(f"{at.timestamp():.6f}", author=author, author_name=NAMES[author], text=text)


def a_channel(*messages: Message) -> Transcript:
    return Transcript(channel="C1", messages=messages, members=NAMES)


def sentence(text: str, *cites: int) -> dict[str, Any]:
    return {"text": text, "cites": list(cites), "style": "run"}


def written(*sentences: dict[str, Any], **over: Any) -> dict[str, Any]:
    return nothing_written(sections=[{"key": "summary", "sentences": list(sentences)}], **over)


def mended(number: int, text: str, *cites: int) -> dict[str, Any]:
    return {"mended": [{"id": number, "text": text, "cites": list(cites)}]}


LONG = a_channel(*(said(n, MAYA, f"step {n} of the repair on node {n}") for n in range(150)))
QUEUE = a_channel(
    said(0, MAYA, "orders wait, the queue is at 41,000 since 13:40"),
    said(5, BEN, "i think it is release 7.2.0"),
    said(6, INES, "release 7.1.4 went to all nodes at noon"),
    said(11, BEN, "not 7.2.0, ruled out, that is only in the lab"),
    said(20, BEN, "restarting the broker"),
    said(26, BEN, "that did not help"),
    said(40, INES, "the disk of the broker was full. freed it"),
    said(50, MAYA, "resolved"),
)


async def test_of_too_many_facts_the_weightiest_are_read_and_not_the_first() -> None:
    facts = [a_fact(n % 100 + 1, f"Step {n % 100} was done, part {n}", weight="minor") for n in range(130)]
    end = a_fact(150, "Node 149 was repaired", weight="key", mark="resolved")
    narrative, _ = await drafted(LONG, answering(Facts={"facts": [*facts, end]}))

    assert narrative.claims[-1].text.endswith("Node 149 was repaired")


async def test_where_all_facts_are_key_those_stay_that_matter_and_the_end_is_not_cut_off() -> None:
    noise = [said(60 + n, MAYA, f"still here, reading along, coffee {n}") for n in range(72)]
    story = a_channel(
        *noise, *(one.model_copy(update={"ts": f"{float(one.ts) + 9_000:.6f}"}) for one in QUEUE.messages)
    )
    last = len(story.messages)
    facts = [a_fact(n + 1, f"Maya was reading along, coffee {n}") for n in range(72)]
    facts += [a_fact(last - 1, "The disk of the broker was full"), a_fact(last, "It was resolved", kind="resolved")]
    narrative, _ = await drafted(story, answering(Facts={"facts": facts}))

    assert len(narrative.claims) == budget(last)
    assert [one.text for one in narrative.claims][-2:] == ["The disk of the broker was full", "It was resolved"]


async def test_what_turned_an_incident_stays_before_what_was_only_seen() -> None:
    alerts = [said(n, MAYA, f"alert: errors on node {n}, queue {n}, replicas {n}") for n in range(20)]
    story = a_channel(*alerts, said(30, BEN, "the new key emptied it"), said(31, BEN, "rolled it back"))
    facts = [a_fact(n + 1, f"Errors were seen on node {n}", kind="detected") for n in range(20)]
    facts += [a_fact(21, "The new key emptied it"), a_fact(22, "Ben rolled it back", kind="change")]
    narrative, _ = await drafted(story, answering(Facts={"facts": facts}))

    assert len(narrative.claims) == budget(len(story.messages)) < len(facts)
    assert [one.kind for one in narrative.claims][-2:] == [EntryKind.FINDING, EntryKind.CHANGE]


async def test_an_entry_at_its_moment_speaks_of_nobodys_own_day_or_time() -> None:
    story = a_channel(said(0, MAYA, "it began yesterday at 23:10, my time"), said(1, BEN, "ok"))
    fact = a_fact(1, "It began yesterday at 23:10, my time", states_time=True)
    narrative, _ = await drafted(story, answering(Facts={"facts": [fact]}))

    assert [(one.text.removeprefix("Maya Lind: "), one.stated) for one in narrative.claims] == [
        ("It began at 23:10", datetime(2026, 3, 1, 23, 10, tzinfo=UTC))
    ]


async def test_an_end_that_one_voice_states_is_the_end_and_a_step_without_effect_was_done() -> None:
    facts = [
        a_fact(5, "Ben restarted the broker", kind="change"),
        a_fact(8, "Maya called it resolved", kind="resolved", mark="resolved"),
    ]
    narrative, _ = await drafted(QUEUE, answering(Facts={"facts": facts}))

    assert [(one.kind, one.mark, one.text) for one in narrative.claims] == [
        (EntryKind.CHANGE, None, "Ben restarted the broker"),
        (EntryKind.RESOLVED, Mark.RESOLVED, "Maya called it resolved"),
    ]


async def test_an_end_that_one_voice_mentions_by_the_way_is_none() -> None:
    fact = a_fact(8, "Maya spoke of it as resolved", kind="resolved", mark="resolved", weight="useful")
    narrative, _ = await drafted(QUEUE, answering(Facts={"facts": [fact]}))

    assert [(one.kind, one.mark) for one in narrative.claims] == [(EntryKind.HYPOTHESIS, None)]


async def test_what_was_counted_up_to_now_is_of_now_and_what_began_is_of_its_beginning() -> None:
    facts = [
        a_fact(1, "The queue was at 41,000 since 13:40", states_time=True),
        a_fact(1, "Orders waited since 13:40", states_time=True),
    ]
    narrative, model = await drafted(QUEUE, answering(Facts={"facts": facts}))
    stated = {one.text.removeprefix("Maya Lind: "): one.stated for one in narrative.claims}

    assert stated["The queue was at 41,000 since 13:40"] is None
    assert stated["Orders waited since 13:40"] == datetime(2026, 3, 2, 13, 40, tzinfo=UTC)
    assert [one.get("at") for one in told(model.asked[1].data).facts] == ["2026-03-02T13:40:00Z", None]


GUESS = a_fact(2, "Ben suspected release 7.2.0", kind="hypothesis", certainty="guessed")
NOT_IT = a_fact(4, "Release 7.2.0 was ruled out", certainty="denied", corrects=[2])


async def test_a_sentence_that_told_what_was_corrected_can_be_mended() -> None:
    authors = answering(
        Facts={"facts": [GUESS, NOT_IT]},
        Writing=written(sentence("Release 7.2.0 was the cause.", 2)),
        Mended=mended(1, "Release 7.2.0 was suspected first and ruled out.", 2, 4),
    )
    narrative, model = await drafted(QUEUE, authors)
    failed = told(model.asked[2].data)

    assert [one["failed"] for one in failed.failed] == [CORRECTED]
    assert 4 in [one["n"] for one in failed.messages]
    assert [one.text for one in narrative.sections[0].sentences if one.reason is None] == [
        "Release 7.2.0 was suspected first and ruled out."
    ]


@pytest.mark.parametrize("contrast", ["explained what it was", "spoke, although it is in the lab alone"])
async def test_a_sentence_that_says_that_it_was_not_so_does_not_revive_it(contrast: str) -> None:
    authors = answering(
        Facts={"facts": [GUESS, NOT_IT]}, Writing=written(sentence(f"Of release 7.2.0 Ben {contrast}.", 2, 4))
    )
    narrative, _ = await drafted(QUEUE, authors)

    assert [one.reason for one in narrative.sections[0].sentences] == [None]


async def test_who_is_asked_once_more_sees_the_messages_that_hold_what_is_missing() -> None:
    away = a_channel(
        QUEUE.messages[0], *(said(60 + n, BEN, "looking") for n in range(9)), said(90, INES, "freed the disk")
    )
    authors = answering(
        Writing=written(sentence("The disk was freed, the queue was at 41,000.", 11)),
        Mended=mended(1, "The disk was freed, the queue was at 41,000.", 1, 11),
    )
    narrative, model = await drafted(away, authors)

    assert [one["n"] for one in told(model.asked[2].data).messages] == [1, 9, 10, 11]
    assert [one.reason for one in narrative.sections[0].sentences] == [None]


async def test_a_title_rests_on_its_messages_or_the_summarys_and_may_be_mended() -> None:
    brief = BRIEF.model_copy(update={"title": None})
    summary = sentence("The disk of the broker was full.", 7)
    found = []
    for title, mend in (
        ("Full disk", {"mended": []}),
        ("Full disk of 7.1.4", mended(1, "Full disk on all nodes", 3, 7)),
    ):
        writing = written(summary, title={"text": title, "cites": [1]})
        narrative, model = await drafted(QUEUE, answering(Writing=writing, Mended=mend), brief=brief)
        found.append((narrative.title, model.titles[-1]))

    assert found == [("Full disk", "Writing"), ("Full disk on all nodes", "Mended")]


async def test_a_question_may_name_what_stands_elsewhere_in_the_channel_and_cites_it_then() -> None:
    asked = {"text": "Why was 7.1.4 on all nodes?", "section": "root_cause", "asks": [], "cites": [7]}
    lied = {**asked, "text": "Why was 9.9.9 on all nodes?"}
    narrative, _ = await drafted(QUEUE, answering(Writing=nothing_written(questions=[asked, lied])))

    assert [(one.text, len(one.cites)) for one in narrative.questions] == [
        ("Why was 7.1.4 on all nodes?", 2), ("What failed, and why was it not caught before?", 1),
    ]  # fmt: skip


async def test_who_scratches_own_words_takes_back_nobody_elses() -> None:
    story = a_channel(
        said(0, MAYA, "orders fail on node 7"),
        said(2, BEN, "apparently node 7 is the stuck one, node 8 is the one that goes on"),
        said(3, INES, "node 7 may be on an old block. scratch that, it is stuck too"),
        said(4, INES, "ok"),
    )
    narrative, _ = await drafted(story, answering(Facts={"facts": [a_fact(2, "Node 7 was stuck and node 8 went on")]}))

    assert narrative.claims[0].text == "Ben Acht: Node 7 was stuck and node 8 went on"
