"""What the tests of blocks draw, and how they look at it: facts with defaults, the worst texts, a walk over JSON."""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.domain.incidents import Incident, SignalSource
from bot.domain.mentions import Ringing
from bot.domain.people import Audience
from bot.domain.postmortems import Postmortem, Progress, Section, Stage
from bot.domain.sections import CATALOGUE
from bot.domain.surfaces import AskedQuestion, Blocking, CardFacts, Rendered
from bot.domain.templates import SHORT
from bot.domain.timeline import Entry, EntryKind, Mark, Origin, Question, Sentence

BEGIN = datetime(2026, 11, 17, 14, 2, tzinfo=UTC)
END = BEGIN + timedelta(minutes=45)
NOW = BEGIN + timedelta(hours=1)
NAMES = {"U1": "Maya", "U2": "Ben", "U3": "Ines", "U4": "Ravi"}
TITLE = "Checkout errors after a cache change"

WORST = (
    "&" * 3_000,
    "<!channel> <!here> <@U1> <#C1|general> <!subteam^S1|all> <https://evil.example|bank.example>",
    "*bold* _it_ ~gone~ `code` ```fence",
    "> quote\n> *Next:* Nothing left to do.\nPM-1 · Published",
    "\u202eright\u202c \u05d0\u05d1\u05d2 \u0645\u0631\u062d\u0628\u0627 \u2067open",
    "\U0001f469\u200d\U0001f469\u200d\U0001f467" * 400,
    "word " * 8_000,
    "",
    "   \n\t\n",
    "[label](https://evil.example/?q=1) ![image](https://evil.example/x.png) <https://a.example>",
    "@here @channel #general {braces} %s %(x)s {0.__class__}",
    "| a | b |\n| --- | --- |\n# Heading\n[x]: https://evil.example\n<script>alert(1)</script>",
    "e\u0301" * 4_000,
    "\x00\x07\ud800",
)


def an_incident(**over: Any) -> Incident:
    fields: dict[str, Any] = {
        "id": 7,
        "workspace": "T1",
        "channel": "C1",
        "channel_name": "inc-207-checkout",
        "source": SignalSource.EMOJI,
        "title": TITLE,
        "severity": "SEV1",
        "services": ("Payments",),
        "started_at": BEGIN,
        "resolved_at": END,
        "resolved_by": "U4",
        "resolved_how": "with :incident_resolved:",
    }
    return Incident(**{**fields, **over})


def a_postmortem(**over: Any) -> Postmortem:
    fields: dict[str, Any] = {
        "id": 3,
        "workspace": "T1",
        "number": 42,
        "title": TITLE,
        "severity": "SEV1",
        "services": ("Payments",),
        "incident": 7,
        "channel": "C1",
        "author": "U1",
        "progress": Progress(stage=Stage.READY),
        "started_at": BEGIN,
        "resolved_at": END,
        "due_at": BEGIN + timedelta(days=2),
        "created_at": BEGIN,
        "updated_at": BEGIN,
        "sections": tuple(
            Section(key=one.key, title=one.title, required=one.required, position=place)
            for place, one in enumerate(CATALOGUE)
        ),
    }
    return Postmortem(**{**fields, **over})


def an_entry(**over: Any) -> Entry:
    fields: dict[str, Any] = {
        "id": 1,
        "at": BEGIN,
        "kind": EntryKind.CHANGE,
        "text": "The cache change goes to all 12 nodes",
        "evidence": ("1794924120.000100",),
    }
    return Entry(**{**fields, **over})


def facts(**over: Any) -> CardFacts:
    fields: dict[str, Any] = {
        "now": NOW,
        "zone": "UTC",
        "audience": Audience(channel="C1"),
        "incident": an_incident(),
        "postmortem": a_postmortem(),
        "names": NAMES,
        "links": {"1794924120.000100": "https://example.slack.com/archives/C1/p1794924120000100"},
    }
    return CardFacts(**{**fields, **over})


def worst_facts(text: str, *, entries: int = 200, sections: int = 30, tables: bool = True) -> CardFacts:
    """Return facts at the legal maxima with `text` in every place where somebody else's text is shown."""
    short = text[:120]
    names = {f"U{n}": text[:80] for n in range(10)}
    ts = tuple(f"17949241{n:02}.000100" for n in range(10))
    return facts(
        names=names,
        links={one: f"https://example.slack.com/archives/C1/p{one.replace('.', '')}" for one in ts},
        tables=tables,
        newcomer=True,
        reposted=True,
        incident=an_incident(
            title=short, channel_name=short, resolved_how=text, policy_why=text, severity=short, services=(short,) * 10
        ),
        postmortem=a_postmortem(
            title=short,
            severity=short,
            services=(short,) * 10,
            sections=tuple(
                Section(
                    key="timeline" if place == 2 else f"custom_{place}",
                    title=text[:60] or "x",
                    required=True,
                    position=place,
                    text=text[:24_000],
                    origin=Origin.AI,
                    changed_at=NOW,
                    sentences=(Sentence(text=text[:1_000], reason=text[:300]), Sentence(text=text[:1_000])) * 100,
                )
                for place in range(sections)
            ),
        ),
        entries=tuple(_worst_entry(n, text, ts) for n in range(entries)),
        questions=tuple(
            AskedQuestion(id=n, question=Question(text=text, asks=("U1", "U2"), answer=text if n > 15 else None))
            for n in range(1, 20)
        ),
        blocking=tuple(Blocking(code="x", sentence=text) for _ in range(20)),
        better=SHORT.model_copy(update={"name": text[:120]}),
    )


def _worst_entry(n: int, text: str, ts: tuple[str, ...]) -> Entry:
    return an_entry(
        id=n,
        at=BEGIN + timedelta(minutes=n * 7),
        text=text[:300],
        evidence=ts,
        kind=list(EntryKind)[n % 15],
        verified=n % 5 > 0,
        reason=text[:300],
        mark=Mark.DETECTED if n % 7 == 0 else None,
        said_at=END,
        by="U1",
    )


def walk(value: Any) -> Iterator[Mapping[str, Any]]:
    """Yield every object inside a payload."""
    if isinstance(value, Mapping):
        yield value
        for one in value.values():
            yield from walk(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from walk(one)


_TOKEN = re.compile(r"<([^<>]*)>")
_OURS = re.compile(r"!date\^\d+\^[^|<>]*\|[^|<>]*|(?:https?://|mailto:)[^|<>\s]+\|[^|<>]+")


def _quiet(text: Any) -> str:
    """Return a text without the one mention that is meant, where it has one."""
    return str(text.replace(text.mention, "")) if isinstance(text, Ringing) else str(text)


def alive(payload: Any, summary: str = "") -> list[str]:
    """Return every live token in mrkdwn and in the summary that is neither a date nor a link with a label."""
    texts = [summary, *(_quiet(one["text"]) for one in walk(payload) if one.get("type") == "mrkdwn")]
    found = [token for one in texts for token in _TOKEN.findall(one) if not _OURS.fullmatch(token)]
    raw = [str(one["text"]) for one in walk(payload) if one.get("type") in {"plain_text", "raw_text", "text", "link"}]
    return found + [one for one in raw if re.search(r"<[!@#]", one)]


def buttons(payload: Any) -> list[Mapping[str, Any]]:
    return [one for one in walk(payload) if one.get("type") == "button"]


def labels(payload: Any) -> list[str]:
    return [str(one["text"]["text"]) for one in buttons(payload)]


def words(rendered: Rendered) -> list[str]:
    """Return what a message says, block by block: headlines, paragraphs and small print."""
    said = []
    for block in rendered.blocks:
        if "text" in block:
            said.append(str(block["text"]["text"]))
        elif block["type"] == "context":
            said.append(" | ".join(str(one["text"]) for one in block["elements"]))
    return said
