"""When it is asked whether a fix has held, and of whom; and how that, and what is told of people who left, is drawn."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from blocks import fixes, members_left, mornings
from blocks.ids import Ref
from bot.domain.action_items import ActionItem
from bot.domain.failures import Failing, FailuresAsked
from bot.domain.fixes import ASKED_AFTER, GIVEN_UP_AFTER, Fix, FixAnswer, FixDuty, fix_plan
from bot.domain.fixes_asked import FixAsked
from bot.domain.leavers import Inherited, LeftFacts
from bot.domain.mornings import Asked, MorningFacts
from bot.domain.nudges import Hours, Sent
from bot.domain.nudges import mornings as owed
from bot.domain.people import Actor
from bot.domain.postmortems import Publication, Visibility
from bot.domain.surfaces import Rendered
from bot.domain.text import cut
from tests.factories import a_postmortem

PUBLISHED = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
EVERYBODY = frozenset({"UMAYA", "UBEN", "UNOOR"})
READER = Actor(workspace="T1", member="U1")
DAY = date(2026, 4, 1)


def duty(days: int = 30, **over: Any) -> FixDuty:
    values: dict[str, Any] = {"postmortem": 7, "days": days, "asks_at": PUBLISHED + timedelta(days=days)}
    return FixDuty(**{**values, "author": "UMAYA", "editors": ("UBEN",), **over})


def plan(*duties: FixDuty, now: datetime, members: frozenset[str] = EVERYBODY, **hours: Hours) -> list[str]:
    found = fix_plan(duties, members, ("UNOOR",), lambda member: hours.get(member, Hours()), now)
    return [f"{one.step} {one.to} {one.day:%a %b %d}" for one in found]


def test_it_is_asked_on_the_first_working_day_after_a_month_and_after_three() -> None:
    assert plan(duty(30), duty(90), now=PUBLISHED) == ["30 UMAYA Wed Apr 01", "90 UMAYA Mon Jun 01"]


def test_days_off_are_left_out() -> None:
    off = Hours(holidays=frozenset({DAY}))

    assert plan(duty(), now=PUBLISHED, UMAYA=off) == ["30 UMAYA Thu Apr 02"]


def test_it_is_asked_of_who_is_still_there() -> None:
    assert plan(duty(), now=PUBLISHED, members=EVERYBODY - {"UMAYA"}) == ["30 UBEN Wed Apr 01"]
    assert plan(duty(), now=PUBLISHED, members=frozenset({"UNOOR"})) == ["30 UNOOR Wed Apr 01"]
    assert plan(duty(), now=PUBLISHED, members=frozenset()) == []


def test_nobody_is_asked_weeks_after_the_day() -> None:
    asks_at = duty().asks_at

    assert plan(duty(), now=asks_at + GIVEN_UP_AFTER) != []
    assert plan(duty(), now=asks_at + GIVEN_UP_AFTER + timedelta(seconds=1)) == []


def test_of_two_questions_that_were_slept_through_the_later_one_is_asked_once() -> None:
    now = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
    sent: dict[str, Sent] = {}
    asked = []
    for minutes in range(0, 600, 10):
        at = now + timedelta(minutes=minutes)
        planned = fix_plan([duty(30), duty(90)], EVERYBODY, (), lambda _: Hours(), at)
        for one in owed(planned, sent=sent, last_morning={}, hours_of=lambda _: Hours(), now=at):
            for ask in one.asks:
                sent[ask.chain] = Sent(step=ask.step, place=ask.place)
                asked.append(ask.step)

    assert asked == ["90"]


def answered(answer: FixAnswer, **over: Any) -> Fix:
    return Fix(days=30, answer=answer, by="U1", at=PUBLISHED, **over)


def asks(text: str) -> Iterator[Asked]:
    """Yield the question in every state."""
    postmortem = a_postmortem(id=2**52, number=12345, title=cut(text, 120))
    for days in ASKED_AFTER:
        yield FixAsked(postmortem=postmortem, days=days)
    for answer in FixAnswer:
        for number in (None, 12345):
            yield FixAsked(postmortem=postmortem, days=30, fix=answered(answer, number=number), is_mine=True)


def messages(text: str) -> Iterator[Rendered]:
    """Yield what is asked about fixes, and what is told of somebody who left, at their largest."""
    every = tuple(asks(text))
    for start in (0, 3):
        yield mornings.morning(MorningFacts(day=DAY, today=DAY, reader=READER, asks=every[start : start + 5]))
    failing = Failing(kind="publishing.announce", code=cut(text, 500) or "x", many=10**6, tries=10**7, last=PUBLISHED)
    kept_failing = FailuresAsked(found=(failing,) * 9)
    yield mornings.morning(MorningFacts(day=DAY, today=DAY, reader=READER, asks=(*every[:4], kept_failing)))
    items = tuple((ActionItem(id=n, text=cut(text, 200) or "x"), f"U{n % 7}") for n in range(50))
    names = {f"U{n}": cut(text, 80) for n in range(7)}
    for visibility in Visibility:
        postmortem = a_postmortem(id=2**52, number=12345, title=cut(text, 120), visibility=visibility)
        for is_nobodys in (True, False):
            inherited = tuple(Inherited(postmortem=postmortem, items=items, was_theirs=is_nobodys) for _ in range(12))
            for is_guest in (True, False):
                facts = LeftFacts(who=cut(text, 80), reader="U1", is_guest=is_guest, names=names, inherited=inherited)
                yield members_left.left(facts)
                alone = (Inherited(postmortem=postmortem, was_theirs=is_nobodys),)
                yield members_left.left(facts.model_copy(update={"inherited": alone}))


def views() -> Iterator[dict[str, Any]]:
    """Yield the window that asks what happened again."""
    yield fixes.again_view(Ref(kind="fix", postmortem=2**52, page=90), "PM-12345")


def test_a_card_says_the_latest_answer_and_in_a_shared_place_by_nobody() -> None:
    later = Fix(days=90, answer=FixAnswer.AGAIN, by="U2", at=PUBLISHED, number=43)
    said = Publication(fixes=(later, answered(FixAnswer.HELD)))
    postmortem = a_postmortem(publication=said)
    names = {"U1": "Maya", "U2": "Ben"}

    assert fixes.line(a_postmortem(), names) is None
    assert fixes.line(postmortem, names) == "✕ Within 90 days it happened again: PM-43. Ben says so."
    assert fixes.line(postmortem, names, is_shared=True) == "✕ Within 90 days it happened again."


def test_a_private_title_is_in_no_notification() -> None:
    private = a_postmortem(id=9, number=9, title="A secret", visibility=Visibility.PRIVATE)
    asked = (FixAsked(postmortem=private, days=30),)
    left = Inherited(postmortem=private, items=((ActionItem(id=1, text="Cap it"), "U1"),))
    drawn = [mornings.morning(MorningFacts(day=DAY, today=DAY, reader=READER, asks=asked))]
    drawn.append(members_left.left(LeftFacts(who="Ines", reader="U1", inherited=(left,))))

    assert ["A secret" in one.text for one in drawn] == [False, False]
    assert all("PM-9" in one.text for one in drawn)
