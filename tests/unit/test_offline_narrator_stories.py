"""What people read of three small incidents in other registers, and of claims that nothing bears out."""

import re

import pytest

from bot.ai.offline import narrate
from bot.domain.grounding import ground, supported
from bot.domain.incidents import Transcript
from bot.domain.timeline import Brief, Entry, EntryKind, Mark, Narrative
from tests.unit.offline_stories import CERTIFICATE, FORGED, JOKE, PIPELINE, TILLS, Line, transcript

SECTIONS = (
    "summary", "impact", "root_cause", "contributing_factors", "detection", "response", "resolution", "lessons_learned"
)  # fmt: skip
NUMBERED = re.compile(r"^\d\. ", re.MULTILINE)
STORIES = {"tills": TILLS, "pipeline": PIPELINE, "certificate": CERTIFICATE, "forged": FORGED, "joke": JOKE}


def told(lines: tuple[Line, ...]) -> tuple[Transcript, Narrative]:
    channel = transcript(lines)
    return channel, narrate(channel, Brief(sections=SECTIONS))


def section(lines: tuple[Line, ...], key: str) -> str:
    _, narrative = told(lines)
    return next(one.text for one in narrative.sections if one.key == key)


def entries(lines: tuple[Line, ...]) -> tuple[Entry, ...]:
    channel, narrative = told(lines)
    return ground(narrative.claims, channel)


def clocks(lines: tuple[Line, ...], kind: EntryKind) -> list[str]:
    return [f"{entry.at:%H:%M:%S}" for entry in entries(lines) if entry.kind is kind]


@pytest.mark.parametrize("lines", STORIES.values(), ids=STORIES)
def test_every_line_is_short_and_borne_out(lines: tuple[Line, ...]) -> None:
    assert [entry for entry in entries(lines) if not entry.verified or len(entry.text) > 160] == []


@pytest.mark.parametrize("lines", STORIES.values(), ids=STORIES)
def test_every_section_is_borne_out_by_what_it_cites(lines: tuple[Line, ...]) -> None:
    channel, narrative = told(lines)
    reasons = [
        (one.key, supported(NUMBERED.sub("- ", one.text), [m for m in channel.messages if m.ts in one.cites], channel))
        for one in narrative.sections
        if one.cites
    ]
    assert [pair for pair in reasons if pair[1]] == []


@pytest.mark.parametrize(
    ("lines", "title"),
    [
        (TILLS, "Stores in the north are ringing: tills freeze when a card is put in"),
        (PIPELINE, "Morning dashboard shows zero revenue for yesterday"),
        (CERTIFICATE, "Partners see it too, two tickets, all api clients get handshake errors"),
        (JOKE, "The eu gateway lost its config after the restart"),
    ],
)
def test_the_title_says_what_failed(lines: tuple[Line, ...], title: str) -> None:
    assert told(lines)[1].title == title


def test_the_summary_says_what_failed_when_how_much_and_what_ended_it() -> None:
    assert section(TILLS, "summary") == (
        "Stores in the north are ringing: tills freeze when a card is put in. It began at 08:02 UTC, it was mitigated "
        "at 08:44 UTC and was over at 08:47 UTC. Hull reckons about 900 baskets abandoned, 64 stores were hit in the "
        "end. The last step before it got better: we open the firewall for the lookup host now instead of rolling back "
        "118 shops … (08:21 UTC)."
    )


def test_the_root_cause_is_the_finding_and_no_joke() -> None:
    tills = (
        "7.14 waits for a loyalty lookup before it lets the card through, and the lookup host is blocked on the store"
    )
    certificate = (
        "the DNS challenge fails: the TXT record can't be written, token of the DNS account was revoked in may"
    )
    assert [section(lines, "root_cause") for lines in (TILLS, PIPELINE, CERTIFICATE, JOKE)] == [
        f"- {tills} firewall (Hetty Moss, 08:18 UTC)",
        "- A notebook session of the growth team holds the lock, an open transaction since 02:51 (Ayşe, 06:27 UTC)",
        f"- It ran, but {certificate} (ruth, 11:04 UTC)",
        "- The eu gateway lost its config after the restart (bob, 08:10 UTC)",
    ]


def test_impact_holds_the_last_count_and_no_early_guess() -> None:
    assert section(TILLS, "impact").splitlines() == [
        "- Stores in the north are ringing: tills freeze when a card is put in (Gwen Pryce, 08:02 UTC)",
        "- Hull reckons about 900 baskets abandoned, 64 stores were hit in the end (Gwen Pryce, 08:44 UTC)",
    ]


def test_resolution_numbers_the_steps_and_tells_what_each_did() -> None:
    opened = "We open the firewall for the lookup host now instead of rolling back 118 shops"
    counted = "Hull reckons about 900 baskets abandoned, 64 stores were hit in the end"
    result = "Result: Hull and York are taking cards again (08:31 UTC)"
    assert section(TILLS, "resolution").splitlines() == [
        f"1. {opened}, rollback needs a till restart each (Hetty Moss, 08:21 UTC)",
        f"2. Firewall rule is out to all northern stores (Idris Bale, 08:26 UTC). {result}",
        f"3. All 31 back. {counted} (Gwen Pryce, 08:44 UTC)",
        "4. Closing the incident, portal updated (Noel Fry, 08:47 UTC)",
    ]


def test_a_guess_and_its_end_are_two_entries() -> None:
    found = [(e.kind, e.text) for e in entries(PIPELINE) if e.kind in (EntryKind.HYPOTHESIS, EntryKind.RULED_OUT)]
    assert found == [
        (EntryKind.HYPOTHESIS, "Bo: maybe the vacuum job?"),
        (EntryKind.RULED_OUT, "Ayşe: not the vacuum, it finished at 02:10"),
    ]


def test_a_stated_moment_holds_only_the_clause_about_it() -> None:
    stated = [(f"{e.at:%d %H:%M}", e.kind, e.text) for e in entries(TILLS) if e.said_at is not None]
    assert stated == [
        (
            "02 23:30",
            EntryKind.CHANGE,
            "Hetty Moss: pushed 7.14 to the northern stores last night; went out at 23:30 UTC",
        )
    ]


def test_a_stated_mitigation_stands_at_its_moment_and_is_marked() -> None:
    marked = {e.mark: f"{e.at:%H:%M:%S}" for e in entries(CERTIFICATE) if e.mark}
    assert marked == {
        Mark.DETECTED: "11:00:07",
        Mark.ACKNOWLEDGED: "11:01:10",
        Mark.MITIGATED: "11:17:00",
        Mark.RESOLVED: "11:30:00",
    }


def test_a_machines_post_is_told_as_its_fact() -> None:
    assert [e.text for e in entries(FORGED) if e.actor == "U1"] == [
        "api-errors fires: 30% of requests fail",
        "api-errors still fires: 33%",
        "api-errors is resolved: 0.2%",
    ]


def test_an_all_clear_amid_firing_alerts_ends_nothing() -> None:
    assert clocks(FORGED, EntryKind.RESOLVED) == ["08:20:00"]
    assert clocks(FORGED, EntryKind.COMMUNICATION) == ["08:05:00"]


def test_a_joke_is_no_entry() -> None:
    assert [e.text for e in entries(JOKE) if "cat" in e.text.split()] == []


def test_questions_for_the_record_come_first_and_name_who_could_know() -> None:
    assert [(q.text, q.asks) for q in told(TILLS)[1].questions][:1] == [
        ("Hetty Moss asked: Who signed off the rollout without a store pilot?", ("U4", "U2"))
    ]


def test_sections_that_say_something_are_not_asked_about() -> None:
    _, narrative = told(PIPELINE)
    silent = [one.key for one in narrative.sections if one.text == ""]
    asked = [question.text for question in narrative.questions if not question.cites]
    assert len(asked) == len(silent)
