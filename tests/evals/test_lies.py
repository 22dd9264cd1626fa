"""What the measure of truth is worth: of sentences that lie none is verified, of true ones nearly all are."""

import random
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import NamedTuple

from bot.domain.incidents import Message, Transcript
from bot.domain.prose import Checker
from tests.evals.contestants import contestants, draft_of
from tests.evals.convert import read_case, read_gold
from tests.evals.prose import sentences_of
from tests.evals.run import OWN_CASES

CASES = sorted(path.parent for path in OWN_CASES.glob("*/gold.json"))
LIES = 200
NUMBER = re.compile(r"(?<![\w.:,/-])\d{1,6}(?![\w:]|[.,]\d)")
VERSION = re.compile(r"(?<![\w.])v?\d+\.\d+\.(\d+)")
CLOCK = re.compile(r"(?<![\w:])(\d\d):(\d\d)(?![\w:])")


class Case(NamedTuple):
    """A transcript, who checks its sentences, and what its readers wrote of it with the messages they had it from."""

    transcript: Transcript
    checker: Checker
    events: list[tuple[str, tuple[str, ...]]]

    def cited(self, cites: tuple[str, ...]) -> list[Message]:
        """Return the cited messages by time."""
        return sorted((self.checker.messages[ts] for ts in cites), key=lambda one: one.ts)


def cases() -> Iterator[Case]:
    """Yield every case."""
    for folder in CASES:
        transcript = read_case(folder)
        events = [(str(one["event"]), tuple(one["evidence"])) for one in read_gold(folder)]
        yield Case(transcript, Checker(transcript), events)


def lies_of(text: str, cited: list[Message], transcript: Transcript, chance: random.Random) -> Iterator[str]:
    """Yield a true sentence with one thing in it made false: a number by one, a version, a time, a name, a length."""
    said = " ".join(one.text for one in cited).casefold()
    yield from wrong_numbers(text, said)
    yield from wrong_names(text, said, cited, [name.split()[0] for name in transcript.members.values()], chance)
    minutes = int((cited[-1].at - cited[0].at).total_seconds() // 60) + 7
    if not re.search(rf"(?<!\d){minutes}(?!\d)|\d:\d\d", said):  # from a time that is stated, it may be as long
        yield f"{text.rstrip('.')}, for {minutes} minutes."
    swapped = f"{cited[0].at + timedelta(minutes=11):%H:%M}"
    if all(f"{one.at:%H:%M}" != swapped for one in cited):
        yield f"At {swapped} UTC {text}"


def wrong_numbers(text: str, said: str) -> Iterator[str]:
    """Yield a sentence with one number, version or time moved by one."""
    for found in NUMBER.finditer(text):
        for off in (-1, 1):
            wrong = str(int(found[0]) + off)
            if int(wrong) > 1 and not re.search(rf"(?<!\d){wrong}(?!\d)", said) and not is_a_day(text, found):
                yield text[: found.start()] + wrong + text[found.end() :]
    for found in VERSION.finditer(text):
        yield text[: found.start(1)] + str(int(found[1]) + 1) + text[found.end(1) :]
    for found in CLOCK.finditer(text):
        yield f"{text[: found.start()]}{found[1]}:{(int(found[2]) + 1) % 60:02d}{text[found.end() :]}"


def wrong_names(text: str, said: str, cited: list[Message], members: list[str], chance: random.Random) -> Iterator[str]:
    """Yield a sentence that names somebody else of the channel."""
    yield f"Zebulon did it. {text}"
    present = {word for one in cited for word in one.author_name.split()}
    absent = [name for name in members if name not in present and name.casefold() not in said]
    if absent:
        other = chance.choice(absent)
        yield f"{text.rstrip('.')}, as {other} said."
        for name in sorted(present):
            if re.search(rf"\b{re.escape(name)}\b", text):
                yield re.sub(rf"\b{re.escape(name)}\b", other, text)


def is_a_day(text: str, found: re.Match[str]) -> bool:
    """Whether a number is that of a day: the day before may be one in another zone."""
    return bool(re.search(r"(?:January|March|April|May|June|November|December) $", text[: found.start()]))


def truths_of(text: str, cited: list[Message]) -> Iterator[str]:
    """Yield a true sentence with something true added that follows from its messages."""
    told = text.rstrip(".")
    yield f"{told} ({cited[0].at:%H:%M} UTC)."
    yield f"On {cited[0].at:%A %-d %B %Y}: {told}."
    minutes = int((cited[-1].at - cited[0].at).total_seconds() // 60)
    if minutes:
        yield f"{told}, which took {minutes} minutes."


def test_of_sentences_that_lie_none_is_verified() -> None:
    chance = random.Random(11)
    told: list[tuple[Case, str, tuple[str, ...]]] = []
    for case in cases():
        for text, cites in case.events:
            if case.checker.reason(text, cites) is None:
                told += [(case, lie, cites) for lie in lies_of(text, case.cited(cites), case.transcript, chance)]
    assert len(told) > LIES * 3
    verified = [lie for case, lie, cites in told if case.checker.reason(lie, cites) is None]
    assert verified == []


def test_a_true_sentence_under_messages_of_another_event_is_mostly_refused() -> None:
    refused = total = 0
    for case in cases():
        for place, (text, cites) in enumerate(case.events):
            others = case.events[(place + len(case.events) // 2) % len(case.events)][1]
            if set(others) & set(cites):
                continue
            total += 1
            refused += case.checker.reason(text, others) is not None
    assert refused / total > 0.8


def test_what_the_readers_of_the_cases_wrote_is_nearly_always_verified() -> None:
    verified = total = 0
    for case in cases():
        for text, cites in case.events:
            total += 1
            verified += case.checker.reason(text, cites) is None
    assert verified / total >= 0.9


def test_true_sentences_and_what_follows_from_their_messages_are_verified() -> None:
    offline = next(one for one in contestants() if one.name == "offline")
    verified = total = 0
    for case in cases():
        said = [
            (text, s.cites) for s in draft_of(offline, case.transcript).narrative.sections for text in sentences_of(s)
        ]
        for text, cites in case.events:
            if case.checker.reason(text, cites) is None:
                said += [(truth, cites) for truth in truths_of(text, case.cited(cites))]
        reasons = [case.checker.reason(text, cites) for text, cites in said]
        total += len(reasons)
        verified += reasons.count(None)
    assert total > LIES
    assert verified / total >= 0.98
