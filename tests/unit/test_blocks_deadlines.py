"""What the clock asks about documents as it is drawn, at its largest and in each of its states."""

from collections.abc import Iterator
from datetime import date

from blocks import deadlines, mornings
from bot.domain.deadlines import HelpWanted, LateDraft, NoAuthor, Step, Unanswered
from bot.domain.mornings import Asked, MorningFacts
from bot.domain.people import Actor
from bot.domain.postmortems import Visibility
from bot.domain.surfaces import Rendered
from bot.domain.text import cut
from tests.factories import a_postmortem, an_incident

DAY = date(2026, 3, 5)
READER = Actor(workspace="T1", member="U1")


def asks(text: str) -> Iterator[Asked]:
    """Yield every question about documents in every state."""
    postmortem = a_postmortem(id=2**52, number=12345, title=cut(text, 120))
    for step in Step:
        yield LateDraft(postmortem=postmortem, step=step, day=DAY, author=cut(text, 80))
        yield LateDraft(postmortem=postmortem, step=step, day=DAY, until=DAY)
        for helps in (False, True):
            yield LateDraft(postmortem=postmortem, step=step, day=DAY, helper=cut(text, 80), helps=helps)
    yield LateDraft(postmortem=postmortem, step=Step.LATE, day=DAY, is_alone=True)
    for flag in (False, True):
        yield NoAuthor(postmortem=postmortem, may_take=flag)
        yield Unanswered(incident=an_incident(id=2**52, title=cut(text, 120), is_private=flag))


def helping(text: str, **over: object) -> Rendered:
    """Return the message to somebody who is asked for help."""
    postmortem = a_postmortem(id=2**52, number=12345, title=cut(text, 120))
    values = {"postmortem": postmortem, "to": "U1", "asker": cut(text, 80), "due": DAY, "today": DAY}
    return deadlines.help_wanted(HelpWanted.model_validate(values | over))


def messages(text: str) -> Iterator[Rendered]:
    """Yield every message about deadlines."""
    every = list(asks(text))
    for start in range(0, len(every), 5):
        yield mornings.morning(MorningFacts(day=DAY, today=DAY, reader=READER, asks=tuple(every[start : start + 5])))
    yield mornings.morning(MorningFacts(day=DAY, today=DAY, reader=READER, asks=tuple(every)))
    for answer in ("", "take", "join", "decline"):
        for is_open in (True, False):
            yield helping(text, answer=answer, is_open=is_open, due=DAY if is_open else None)


def test_a_private_title_is_in_no_notification() -> None:
    private = a_postmortem(id=9, number=9, title="A secret", visibility=Visibility.PRIVATE)
    late: tuple[Asked, ...] = (
        LateDraft(postmortem=private, step=Step.LATE, day=DAY),
        NoAuthor(postmortem=private),
        Unanswered(incident=an_incident(id=9, title="A secret", is_private=True)),
    )
    drawn = [mornings.morning(MorningFacts(day=DAY, today=DAY, reader=READER, asks=late)), helping("x")]
    drawn.append(helping("A secret", postmortem=private, asker="Maya"))

    assert [one for one in drawn if "A secret" in one.text] == []
    assert "PM-9" in drawn[0].text
