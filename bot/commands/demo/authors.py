"""What the pretend model of the demo answers: rules read the numbered lines of the question itself, nothing else.

It knows neither Slack nor the story. What it writes is plain and true, so that the machinery behind it can be seen.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple

from bot.ai.offline.narrator import narrate
from bot.domain.incidents import Message, Transcript
from bot.domain.timeline import Brief, Claim, EntryKind

Answered = Mapping[str, Any]
Answers = Callable[[str], Answered]
_GUESSES: Final = frozenset({EntryKind.HYPOTHESIS})
_MOST: Final = 6
_FOLLOW_UPS: Final = ("should", "action item", "follow up", "follow-up", "todo", "we need to", "ticket for")
_LONGEST: Final = 200


class Told(NamedTuple):
    """The data of a question: messages, facts, what failed, the wish, and sections, each as they came."""

    messages: list[dict[str, Any]]
    facts: list[dict[str, Any]]
    failed: list[dict[str, Any]]
    wish: dict[str, Any]
    sections: list[dict[str, Any]]


def told(prompt: str) -> Told:
    """Read the lines between the marks of a question, of which it may have several."""
    lines = prompt.split("\n")
    values: list[dict[str, Any]] = []
    for begin in (place for place, line in enumerate(lines) if line.startswith("DATA-")):
        end = lines.index(lines[begin].replace("DATA-", "END-", 1))
        values += [json.loads(line) for line in lines[begin + 1 : end]]

    def those(name: str) -> list[dict[str, Any]]:
        return [one for one in values if name in one]

    wishes = those("wish")
    return Told(those("n"), those("fact"), those("id"), wishes[0]["wish"] if wishes else {}, those("section"))


def facts(prompt: str) -> Answered:
    """Answer with what the offline rules see in the messages."""
    messages = told(prompt).messages
    transcript, numbers = _transcript(messages)
    claims = narrate(transcript, Brief()).claims
    weighty = sorted((claim.weight for claim in claims), reverse=True)[: max(1, len(claims) // 2)]
    return {"facts": [_fact(claim, numbers, weighty[-1]) for claim in claims]}


def writing(prompt: str) -> Answered:
    """Answer with a draft made of the facts, each sentence one of them."""
    data = told(prompt)
    found, kept = _by_kind(data.facts), [one for one in data.facts if "corrected_by" not in one]

    def of(*kinds: str, most: int = _MOST) -> list[dict[str, Any]]:
        return [_said(one) for one in kept if one["kind"] in kinds][:most]

    sections = {
        "summary": [*of("detected", "reported", most=1), *of("mitigated", "resolved", most=1)],
        "impact": [_said(one) for one in kept if one["kind"] in {"detected", "reported"} and _counts(one)][:_MOST],
        "detection": of("detected", "reported", most=2),
        "response": of("acknowledged", "declared", "escalated", "decision", "communication"),
        "resolution": of("change", "mitigated", "resolved"),
    }
    styles = {"summary": "run", "resolution": "step"}
    chain = of("finding", most=3)
    return {
        "title": _title(found, kept),
        "sections": [
            {"key": key, "sentences": [{**one, "style": styles.get(key, "bullet")} for one in said]}
            for key, said in sections.items()
        ],
        "root_cause": {"chain": chain, "ruled_out": of("ruled out", most=3)},
        "contributing_factors": [],
        "lessons_learned": {"well": of("mitigated", most=1), "better": [], "lucky": []},
        "proposals": _proposals(data.messages),
        "questions": _questions(data, chain),
    }


def again(prompt: str) -> Answered:
    """Answer with the message itself in place of what failed, where one is cited."""
    data = told(prompt)
    by_number = {one["n"]: one for one in data.messages}
    mended = [
        {"id": one["id"], "text": _short(by_number[one["cites"][0]]["text"]), "cites": one["cites"][:1]}
        for one in data.failed
        if one["cites"] and one["cites"][0] in by_number
    ]
    return {"mended": mended}


def rewrite(prompt: str) -> Answered:
    """Answer with the section's sentences of a new draft, fewer of them where a shorter text is wished."""
    data = told(prompt)
    draft = writing(prompt)
    plain = {one["key"]: one["sentences"] for one in draft["sections"]}
    said = plain.get(data.wish["section"]) or [{**one, "style": "bullet"} for one in draft["root_cause"]["chain"]]
    shorter = "short" in data.wish.get("instruction", "").casefold()
    return {"sentences": [{**one, "head": ""} for one in said[: 1 if shorter else _MOST]]}


def review(prompt: str) -> Answered:
    """Answer with a remark on every section that is empty although there are facts."""
    data = told(prompt)
    cites = data.facts[0]["cites"][:1] if data.facts else []
    return {
        "remarks": [
            {"kind": "gap", "section": one["section"], "text": "The section is empty.", "cites": cites}
            for one in data.sections
            if not one["reads"].strip()
        ]
    }


HONEST: Final[Mapping[str, Answers]] = {
    "Facts": facts,
    "Writing": writing,
    "Mended": again,
    "Rewritten": rewrite,
    "Review": review,
}
"""Who answers, by the title of the schema."""


def _transcript(messages: Sequence[Mapping[str, Any]]) -> tuple[Transcript, dict[str, int]]:
    """Return the messages as a transcript, and the number of each by its ts."""
    numbers: dict[str, int] = {}
    by_number: dict[int, str] = {}
    read = []
    for one in messages:
        ts = f"{int(datetime.fromisoformat(one['t']).timestamp())}.{one['n'] % 1_000_000:06d}"
        numbers[ts], by_number[one["n"]] = one["n"], ts
        read.append(
            Message(
                ts=ts,
                author=one["who"],
                author_name=one["who"],
                text=one["text"],
                is_bot=one.get("bot", False),
                thread_ts=by_number.get(one.get("in", 0)),
                pinned=one.get("pinned", False),
            )
        )
    return Transcript(channel="", messages=tuple(sorted(read, key=lambda one: one.ts))), numbers


def _fact(claim: Claim, numbers: Mapping[str, int], weighty: float) -> dict[str, Any]:
    guessed = claim.kind in _GUESSES
    denied = claim.kind is EntryKind.RULED_OUT
    return {
        "cites": [numbers[ts] for ts in claim.cites],
        "kind": claim.kind.value,
        "statement": _sentence(claim.text.removeprefix(f"{claim.actor}: ")),
        "said_by": claim.actor or "",
        "certainty": "guessed" if guessed else "denied" if denied else "stated",
        "corrects": [],
        "states_time": claim.stated is not None,
        "mark": claim.mark.value if claim.mark else "none",
        "weight": "key" if claim.weight >= weighty else "useful",
    }


def _by_kind(found: Sequence[Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    return {one["kind"]: one for one in reversed(found)}


def _said(fact: Mapping[str, Any]) -> dict[str, Any]:
    return {"text": fact["says"], "cites": fact["cites"]}


def _counts(fact: Mapping[str, Any]) -> bool:
    return any(sign.isdigit() for sign in fact["says"])


def _title(found: Mapping[str, Mapping[str, Any]], kept: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    first = found.get("detected") or found.get("reported") or (kept[0] if kept else {"says": "", "cites": []})
    return {"text": first["says"].rstrip("."), "cites": first["cites"]}


def _proposals(messages: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    wanted = [one for one in messages if not one.get("bot") and any(word in one["text"] for word in _FOLLOW_UPS)]
    return [
        {"text": _short(one["text"]), "kind": "prevent", "owner": one["who"], "done_when": "", "cites": [one["n"]]}
        for one in wanted[:3]
    ]


def _questions(data: Told, chain: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    people = list(dict.fromkeys(one["who"] for one in reversed(data.messages) if not one.get("bot")))[:2]
    asked = [("root_cause", "Why was it not caught before?")]
    asked += [] if chain else [("root_cause", "What failed, and why?")]
    asked += [("impact", "Who could not do what, and how many were they?")]
    return [{"text": text, "section": section, "asks": people, "cites": []} for section, text in asked]


def _sentence(text: str) -> str:
    text = text.strip()
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "!", "?", "…")) else ".")


def _short(text: str) -> str:
    first = " ".join(text.split())
    return _sentence(first if len(first) <= _LONGEST else first[: _LONGEST - 1].rsplit(" ", 1)[0])
