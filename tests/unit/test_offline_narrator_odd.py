"""Channels as they should not be, and are: empty, all machines, one second, another script, another language."""

import time
from collections.abc import Sequence

import pytest

from bot.ai.offline import narrate
from bot.domain.grounding import ground
from bot.domain.incidents import Message, Reaction, Transcript
from bot.domain.timeline import Brief, Entry, EntryKind, Mark, Narrative, budget
from tests.unit.offline_stories import CERTIFICATE, PIPELINE, START, TILLS, transcript

SECTIONS = (
    "summary", "impact", "root_cause", "contributing_factors", "detection", "response", "resolution", "lessons_learned"
)  # fmt: skip
Spoken = tuple[float, str, str]


def channel(*spoken: Spoken, **fields: object) -> Transcript:
    messages = [
        Message.model_validate(
            {
                "ts": f"{START + int(after)}.{place:06d}",
                "author": f"U{who}",
                "author_name": who,
                "text": text,
                "is_bot": who == "monitor",
            }
            | fields
        )
        for place, (after, who, text) in enumerate(spoken, start=1)
    ]
    return Transcript(channel="C1", messages=tuple(messages), members={f"U{who}": who for _, who, _ in spoken})


def read(*spoken: Spoken, **fields: object) -> tuple[Narrative, tuple[Entry, ...]]:
    heard = channel(*spoken, **fields)
    narrative = narrate(heard, Brief(sections=SECTIONS))
    return narrative, ground(narrative.claims, heard)


def told(entries: Sequence[Entry]) -> list[tuple[EntryKind, str]]:
    return [(entry.kind, entry.text) for entry in entries]


def test_an_empty_channel_says_nothing() -> None:
    narrative, entries = read()
    assert (entries, {one.text for one in narrative.sections}) == ((), {""})


def test_one_message_is_one_entry() -> None:
    narrative, entries = read((0, "ann", "checkout is down for everyone"))
    assert told(entries) == [(EntryKind.REPORTED, "ann: checkout is down for everyone")]
    assert narrative.sections[0].text == (
        "Checkout is down for everyone. It began at 08:00 UTC; the channel does not say that it is over."
    )


def test_emoji_alone_tell_nothing() -> None:
    assert read(*((n, "ann", text) for n, text in enumerate([":fire:", "🔥🔥", ":eyes: :tada:", "✅"])))[1] == ()


def test_machines_alone_are_told_by_their_alerts() -> None:
    _, entries = read(
        (0, "monitor", "FIRING disk-full node-7 91%"),
        (60, "monitor", "nightly report: all fine"),
        (180, "monitor", "RESOLVED disk-full node-7 60%"),
    )
    assert [(e.kind, e.text, e.mark) for e in entries] == [
        (EntryKind.DETECTED, "disk-full fires: node-7 91%", Mark.DETECTED),
        (EntryKind.MITIGATED, "disk-full is resolved: node-7 60%", Mark.RESOLVED),
    ]


def test_messages_of_one_second_keep_their_order() -> None:
    _, entries = read(
        (0, "ann", "checkout is down"),
        (0, "bob", "on it"),
        (0, "ann", "found it: v12 removed the route"),
        (0, "bob", "rolled back to v11"),
        (0, "ann", "works again, resolved"),
    )
    assert [e.kind for e in entries if e.mark] == [EntryKind.REPORTED, EntryKind.ACKNOWLEDGED, EntryKind.RESOLVED]


def test_a_channel_that_is_one_thread_is_read() -> None:
    _, entries = read(
        (0, "ann", "payments fail for all users since the deploy"),
        (60, "bob", "looking"),
        (150, "bob", "rolled back the config"),
        (240, "ann", "works again, no more errors"),
        thread_ts=f"{START}.000001",
    )
    assert told(entries) == [
        (EntryKind.REPORTED, "ann: payments fail for all users since the deploy"),
        (EntryKind.ACKNOWLEDGED, "bob: looking"),
        (EntryKind.CHANGE, "bob: rolled back the config"),
        (EntryKind.MITIGATED, "ann: works again, no more errors"),
    ]


def test_text_from_right_to_left_is_quoted_as_it_is() -> None:
    _, entries = read((0, "dana", "הקופה נפלה בשעה 14:02, שגיאה 500 בכל הבקשות"), (60, "omar", "رأيت ذلك"))
    assert [(e.text, e.verified) for e in entries] == [("dana: הקופה נפלה בשעה 14:02, שגיאה 500 בכל הבקשות", True)]


def test_a_message_of_forty_thousand_characters_is_told_in_a_line() -> None:
    long = "checkout is down. " + "and then the pool of connections was exhausted again " * 800
    _, entries = read((0, "ann", long[:40_000]), (60, "bob", "on it"))
    assert [(e.text, e.verified) for e in entries] == [("ann: checkout is down", True), ("bob: on it", True)]


def test_another_language_is_drafted_by_its_structure_and_nothing_is_invented() -> None:
    heard = channel(
        (0, "monitor", "FIRING kasse-fehlerrate: 22 %, Schwelle 2 %"),
        (60, "Jana", "ich schaue es mir an"),
        (200, "Tom", "die Kunden können seit 07:58 nicht mehr bezahlen, 140 Anrufe bisher"),
        (400, "Jana", "in den Protokollen steht überall abgelehnt von db-kasse-2"),
        (600, "Tom", "hat jemand Kaffee für mich übrig"),
        (800, "Jana", "wir haben gestern 3.4.1 ausgerollt, ich gehe zurück auf 3.4.0"),
        (1_200, "monitor", "RESOLVED kasse-fehlerrate: 0,3 %"),
        (1_300, "Tom", "die Anrufe haben aufgehört, danke euch allen"),
    )
    narrative = narrate(heard, Brief(sections=SECTIONS))
    assert told(ground(narrative.claims, heard)) == [
        (EntryKind.DETECTED, "kasse-fehlerrate fires: 22 %, Schwelle 2 %"),
        (EntryKind.INVESTIGATING, "Tom: die Kunden können seit 07:58 nicht mehr bezahlen, 140 Anrufe bisher"),
        (EntryKind.INVESTIGATING, "Jana: in den Protokollen steht überall abgelehnt von db-kasse-2"),
        (EntryKind.INVESTIGATING, "Jana: wir haben gestern 3.4.1 ausgerollt, ich gehe zurück auf 3.4.0"),
        (EntryKind.MITIGATED, "kasse-fehlerrate is resolved: 0,3 %"),
    ]
    assert (narrative.title, narrative.sections[2].text) == ("Kasse fehlerrate", "")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (
            (
                "FIRING checkout-error-rate\n18.4 % of `POST /checkout` answer 5xx, threshold 2 %, since 14:04 UTC\n"
                "cluster eu-1 · runbook RB-31"
            ),
            "checkout-error-rate fires: 18.4 % of POST /checkout answer 5xx, threshold 2 %",
        ),
        ("[FIRING:1] DiskLatency pg-1 await=180ms", "DiskLatency fires: pg-1 await=180ms"),
        ("RESOLVED checkout-error-rate\n0.4 %, was firing for 117 min", "checkout-error-rate is resolved: 0.4 %, was "),
        ("*STILL FIRING* api-errors: 24.0 %, for 78 min", "api-errors still fires: 24.0 %, for 78 min"),
        ("Page #4411\nPaged Ravi (primary): api-errors", "Paged Ravi (primary): api-errors"),
        (
            "Triggered by Sarah.\nDescription: hub cannot scale (View Message)\nINCIDENT #36\nhub cannot scale",
            "hub cannot scale: triggered by Sarah",
        ),
    ],
)
def test_a_machines_post_is_shortened_to_its_fact(text: str, line: str) -> None:
    (entry,) = read((0, "monitor", text))[1]
    assert entry.text[: len(line)] == line


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("calling this SEV2. @ann can you lead? i want to sit down", "bob: calling this SEV2"),
        ("status page says Investigating since 07:38: some users cannot pay", "bob: status page says Investigating "),
        (
            "morning! deployed v12 to all pods (e.g. the eu ones). thanks all",
            "bob: deployed v12 to all pods (e.g. the ",
        ),
        ("we see this:\n```2024-06-03 07:59:01 ERROR db: pool is exhausted host=a port=1```", "bob: we see this: db: "),
    ],
)
def test_a_persons_line_is_the_sentence_that_carries_the_event(text: str, line: str) -> None:
    (entry,) = read((0, "bob", text))[1]
    assert entry.text[: len(line)] == line


def test_a_long_sentence_is_cut_where_a_clause_ends() -> None:
    text = (
        "rolled back the checkout service to the release of last week in all regions, because the new one opens far "
        "too many connections to the cache and nobody could say how long a forward fix would take to build"
    )
    (entry,) = read((0, "bob", text))[1]
    whole = "the new one opens far too many connections to the cache …"
    assert entry.text == (
        f"bob: rolled back the checkout service to the release of last week in all regions, because {whole}"
    )


def test_reactions_of_others_bear_out_a_cause() -> None:
    cause = (500, "cy", "root cause: somebody unplugged it")
    talk = [(n * 20.0, "ann", f"checkout is down, attempt {n} failed") for n in range(10)]
    alone = narrate(channel(*talk, cause), Brief(sections=("root_cause",))).sections[0].text
    heard = channel(*talk, cause)
    agreed = heard.messages[-1].model_copy(update={"reactions": (Reaction(name="+1", count=3),)})
    approved = heard.model_copy(update={"messages": (*heard.messages[:-1], agreed)})
    assert alone == ""
    assert narrate(approved, Brief(sections=("root_cause",))).sections[0].text == (
        "- Somebody unplugged it (cy, 08:08 UTC)"
    )


def test_ten_thousand_messages_are_read_in_linear_time() -> None:
    def seconds(days: int) -> float:
        messages: list[Message] = []
        for day in range(days):
            for story in (TILLS, PIPELINE, CERTIFICATE):
                messages += [
                    m.model_copy(update={"ts": f"{int(m.ts[:10]) + day * 86_400}{m.ts[10:]}"})
                    for m in transcript(story).messages
                ]
        whole = Transcript(channel="C1", messages=tuple(sorted(messages, key=lambda m: m.ts)))
        begun = time.process_time()
        narrative = narrate(whole, Brief(sections=SECTIONS))
        assert len(narrative.claims) <= budget(len(messages))
        return time.process_time() - begun

    few = seconds(22)
    assert seconds(176) < 16 * max(few, 0.05)


def test_whoever_only_posts_in_set_forms_is_a_machine_though_nobody_says_so() -> None:
    _, entries = read(
        (0, "depot", "cart v12 → prod (ann) done in 41 s"),
        (300, "ann", "checkout is down, errors since the deploy"),
        (360, "depot", "cart v12 → v11 (ann) done in 38 s"),
        (420, "depot", "cart scaled 6 → 12 (ann)"),
        (480, "ann", "works again"),
    )
    assert [(e.kind, e.text) for e in entries if e.actor == "Udepot"] == [
        (EntryKind.CHANGE, "cart v12 → prod (ann) done in 41 s"),
        (EntryKind.CHANGE, "cart v12 → v11 (ann) done in 38 s; cart scaled 6 → 12 (ann)"),
    ]


def test_ok_from_a_person_is_no_monitors_status() -> None:
    assert told(read((0, "ann", "OK. checkout is down for everyone"))[1]) == [
        (EntryKind.REPORTED, "ann: checkout is down for everyone")
    ]


MACHINES: tuple[Spoken, ...] = (
    (0, "monitor", "daily: 41,200 requests, errors 0.02 %"),
    (60, "monitor", "[WARN] mail-relay backlog 1,200 > 1,000"),
    (120, "monitor", "thumbnailer 4.8.0 → prod 3/3 done"),
    (180, "monitor", "[CRIT] db-store connections 4,800 of 5,000"),
    (240, "monitor", "[OK] mail-relay backlog 310"),
    (300, "monitor", "build-agents disk 86 %"),
    (360, "ann", "seen. the store ran out of connections because the cache is cold"),
    (420, "monitor", "[WARN] build-agents disk 86 %"),
    (480, "monitor", "invoice-mailer 1.3.3 → prod 2/2 done"),
    (540, "ben", "warming the cache with half of the traffic"),
    *((600.0 + place * 60, "monitor", f"[OK] probe {place} of region eu-{place}") for place in range(30)),
    (2500, "monitor", "[OK] db-store connections 900 of 5,000"),
    (2560, "monitor", "daily: 39,100 requests, errors 1.1 %"),
)


def test_where_machines_do_the_talking_people_weigh_most_and_what_nobody_speaks_of_least() -> None:
    narrative, _ = read(*MACHINES)
    by_text = {claim.text: claim.weight for claim in narrative.claims}

    def weight(part: str) -> float:
        return next(weight for text, weight in by_text.items() if part in text)

    assert weight("because the cache is cold") > weight("connections 4,800") > weight("invoice-mailer")


def test_what_a_machine_sends_by_the_clock_detects_nothing() -> None:
    narrative, entries = read(*MACHINES)
    assert [entry.text for entry in entries if entry.kind is EntryKind.DETECTED and "daily" in entry.text] == []
    assert [entry.text for entry in entries if entry.mark is Mark.DETECTED] == [
        "db-store is critical: connections 4,800 of 5,000"
    ]
    assert "It began at 08:03 UTC" in narrative.sections[0].text


def test_nothing_is_mitigated_before_anything_was_seen() -> None:
    _, entries = read(
        (0, "monitor", "RESOLVED: disk-usage of build-7"),
        (600, "ann", "checkout is down for everyone, i'm looking"),
        (900, "ann", "all clear, incident resolved"),
    )
    assert [(entry.mark, entry.at.minute) for entry in entries if entry.mark] == [
        (Mark.DETECTED, 10),
        (Mark.RESOLVED, 15),
    ]


def test_seen_takes_an_alert_on_and_seen_before_does_not() -> None:
    alert: Spoken = (0, "monitor", "FIRING: checkout error rate 31 %")
    (answered,) = (
        entry.kind for entry in read(alert, (60, "ann", "seen. it is all of eu-1"))[1] if "eu-1" in entry.text
    )
    (asked,) = (
        entry.kind for entry in read(alert, (60, "ann", "seen this in eu-1 last week"))[1] if "eu-1" in entry.text
    )
    assert (answered, asked is EntryKind.ACKNOWLEDGED) == (EntryKind.ACKNOWLEDGED, False)


@pytest.mark.parametrize(
    ("post", "line"),
    [
        ("[CRIT] store-connections 4,800 of 5,000", "store-connections is critical: 4,800 of 5,000"),
        ("[WARN] feed-cache hit ratio 71 %", "feed-cache warns: hit ratio 71 %"),
    ],
)
def test_short_words_of_monitors_are_understood(post: str, line: str) -> None:
    _, entries = read((0, "monitor", post))
    assert told(entries) == [(EntryKind.DETECTED, line)]


def test_when_somebody_says_since_when_it_is_the_trouble_began_then() -> None:
    narrative, entries = read(
        (600, "ann", "no orders come in. they have been missing since ten past seven"),
        (700, "ben", "looking"),
        (900, "ben", "restarted the importer"),
        (1200, "ann", "all clear, incident resolved"),
    )
    assert (entries[0].at.strftime("%H:%M"), entries[0].said_at is not None) == ("07:10", True)
    assert "It began at 07:10 UTC" in narrative.sections[0].text
