from datetime import UTC, datetime

import pytest

from bot.commands.demo.authors import told
from bot.domain.prose import CORRECTED, grounded
from bot.domain.timeline import EntryKind, Mark
from bot.services.drafts import drafted as stored
from tests.unit.ai_story import BEN, INES, MAYA, START, STORY, a_channel, said, section, sentence, writing
from tests.writers import a_fact, answering, drafted


async def test_a_time_that_a_message_states_is_read_by_code_in_the_speakers_zone() -> None:
    late = a_channel(
        said(0, MAYA, "it started about ten past two, my time"), said(1, BEN, "ok"), zones={MAYA: "Europe/London"}
    )
    early = late.model_copy(update={"zones": {MAYA: "Europe/Berlin"}, "zone": "Europe/Berlin"})
    fact = a_fact(1, "It started about ten past two, my time", states_time=True)
    for channel, hour in ((early, 13), (late, 14)):
        narrative, _ = await drafted(channel, answering(Facts={"facts": [fact]}))
        claim = narrative.claims[0]

        if hour == 13:
            assert claim.stated == datetime(2026, 3, 2, 13, 10, tzinfo=UTC)
            assert stored(narrative, channel).entries[0].at == claim.stated
        else:
            assert claim.stated is None or claim.stated <= START


async def test_a_model_that_says_a_time_is_stated_where_none_is_sets_none() -> None:
    fact = a_fact(3, "The pool was exhausted at 03:14", states_time=True)
    narrative, _ = await drafted(STORY, answering(Facts={"facts": [fact]}))

    assert narrative.claims[0].stated is None
    assert [one.verified for one in stored(narrative, STORY).entries] == [False]


WRONG = a_fact(2, "Version 4.2.1 was the cause", said_by="P2")
RIGHT = a_fact(3, "4.2.1 was only on staging; the pool of 4.1.9 was exhausted", certainty="stated", corrects=[2])


@pytest.mark.parametrize("corrects", [[2], []], ids=["the model says so", "the rules see it"])
async def test_what_was_corrected_is_no_fact_and_no_sentence_may_tell_it_as_one(corrects: list[int]) -> None:
    story = a_channel(
        said(0, MAYA, "errors everywhere"),
        said(4, BEN, "i think it's version 4.2.1, the new pool code"),
        said(9, BEN, "not the pool code in 4.2.1, ruled out, that is only on staging"),
    )
    right = {**RIGHT, "statement": "4.2.1 was only on staging, ruled out", "corrects": corrects}
    told_so = [
        sentence("Version 4.2.1 was the cause.", 2),
        sentence("Version 4.2.1 was the cause.", 2, 3),
        sentence("Version 4.2.1 was suspected first; it was only on staging.", 2, 3),
    ]
    authors = answering(Facts={"facts": [WRONG, right]}, Writing=writing(*told_so))
    narrative, model = await drafted(story, authors)
    first = narrative.claims[0]

    assert '"corrected_by":[3]' in model.asked[1].data
    assert (first.kind, first.text) == (
        EntryKind.HYPOTHESIS,
        "Ben Achterberg, corrected later: Version 4.2.1 was the cause",
    )
    assert first.cites == (story.messages[1].ts,)
    assert [one.reason for one in section(narrative, "summary").sentences] == [CORRECTED, CORRECTED, None]
    again = grounded(section(narrative, "summary"), story)
    assert again.text == "Version 4.2.1 was suspected first; it was only on staging."


async def test_who_speaks_of_numbers_or_of_others_is_named_and_a_machine_is_not() -> None:
    story = a_channel(
        said(0, "Lookout", "5xx rate is 18%", is_bot=True),
        said(1, MAYA, "half of all accounts are gone, 4000 of them"),
        said(2, INES, "Ben ran the script"),
        said(3, BEN, "looking at it"),
    )
    who = [one["who"] for one in told((await drafted(story))[1].asked[0].data).messages]
    facts = [
        a_fact(1, "The 5xx rate was 18%"),
        a_fact(2, "Half of all accounts, 4000, were gone"),
        a_fact(3, f"{who[3]} ran the script"),
        a_fact(4, f"{who[3]} looked at it"),
    ]
    narrative, _ = await drafted(story, answering(Facts={"facts": facts}))

    assert [one.text for one in narrative.claims] == [
        "The 5xx rate was 18%",
        "Maya Lindqvist: Half of all accounts, 4000, were gone",
        "Ines Duarte: Ben ran the script",
        "Ben Achterberg looked at it",
    ]
    assert all(one.verified for one in stored(narrative, story).entries)


async def test_a_correction_takes_back_what_it_is_about_and_not_all_that_its_message_said() -> None:
    facts = [WRONG, a_fact(2, "Ben went to look at it this morning"), RIGHT]
    narrative, _ = await drafted(STORY, answering(Facts={"facts": facts}))

    assert ["corrected later" in one.text for one in narrative.claims] == [False, True, False]


async def test_a_guess_is_no_finding_and_what_is_denied_is_ruled_out() -> None:
    facts = [
        a_fact(2, "It may be 4.2.1", certainty="guessed", mark="resolved"),
        a_fact(3, "It was not 4.2.1", certainty="denied", kind="finding"),
    ]
    narrative, _ = await drafted(STORY, answering(Facts={"facts": facts}))

    assert [(one.kind, one.mark) for one in narrative.claims] == [
        (EntryKind.HYPOTHESIS, None), (EntryKind.RULED_OUT, None),
    ]  # fmt: skip


async def test_the_same_told_twice_is_one_fact_and_each_moment_is_marked_once() -> None:
    facts = [
        a_fact(1, "Checkout answered 5xx for 18% of requests", mark="detected"),
        a_fact(1, "Checkout answered 5xx for 18% of all requests", weight="minor", cites=[1, 2]),
        a_fact(2, "Ben saw it too", mark="detected"),
        a_fact(4, "Errors were at 0.2%", mark="resolved"),
        a_fact(5, "It was over", mark="resolved"),
    ]
    narrative, _ = await drafted(STORY, answering(Facts={"facts": facts}))

    assert [(len(one.cites), one.mark) for one in narrative.claims] == [
        (2, Mark.DETECTED), (1, None), (1, None), (1, Mark.RESOLVED),
    ]  # fmt: skip
