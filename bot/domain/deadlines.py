"""Until when a document is to be begun, completed, reviewed, published, and who is asked when that is over. Pure.

The days come from the workspace's settings, by severity. What is on hold or put aside has no deadline, and after some
weeks nobody is asked any more: then only the card says that it is late.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from pydantic import Field

from bot.domain.incidents import Incident
from bot.domain.mornings import Asked
from bot.domain.nudges import Hours, HoursOf, Planned, nearest_working_day, place_of
from bot.domain.postmortems import Postmortem
from bot.domain.values import Value

KIND_DRAFT: Final = "draft"
KIND_NOBODY: Final = "nobody"
KIND_OFFER: Final = "offer"
DEFAULT: Final = "24h/48h/7d/14d"
GIVEN_UP_AFTER: Final = timedelta(days=30)
LATE_AFTER: Final = timedelta(days=2)
ADMINS_AFTER: Final = timedelta(days=5)
_SPAN: Final = re.compile(r"(\d{1,4})([hd])")
_UNITS: Final = {"h": timedelta(hours=1), "d": timedelta(days=1)}
_PARTS: Final = 4
_SENTENCE: Final = "are no deadlines; four spans are needed, such as 24h/48h/7d/14d or sev1=12h/24h/3d/7d"


class Step(StrEnum):
    """Which deadline is over, and who hears of it."""

    BEGIN = "begin"
    COMPLETE = "complete"
    LATE = "late"
    PUBLISH = "publish"
    ADMIN = "admin"
    RESOLVER = "resolver"
    SNOOZED = "snoozed"


class Deadlines(Value):
    """How long after the incident was resolved a document is to be begun, completed, reviewed and published."""

    begun: timedelta
    completed: timedelta
    reviewed: timedelta
    published: timedelta


def deadlines_of(settings: Iterable[str]) -> Mapping[str, Deadlines]:
    """Return the deadlines by severity ("" for all others). Raises ValueError with a sentence."""
    found = {"": _deadlines(DEFAULT)}
    for one in settings:
        severity, equals, spans = one.rpartition("=")
        if equals and not severity.strip():
            raise ValueError(f"{one!r} {_SENTENCE}")
        found[_plain(severity)] = _deadlines(spans)
    return found


def deadlines_for(settings: Iterable[str], severity: str | None) -> Deadlines:
    """Return the deadlines of a document of this severity."""
    found = deadlines_of(settings)
    return found.get(_plain(severity or ""), found[""])


def _plain(severity: str) -> str:
    return re.sub(r"[\s_-]+", "", severity).casefold()


def _deadlines(spans: str) -> Deadlines:
    found = [_SPAN.fullmatch(one.strip().lower()) for one in spans.split("/")]
    if len(found) != _PARTS or not all(found):
        raise ValueError(f"{spans!r} {_SENTENCE}")
    begun, completed, reviewed, published = (int(one[1]) * _UNITS[one[2]] for one in found if one is not None)
    if not timedelta() < begun <= completed <= reviewed <= published:
        raise ValueError(f"{spans!r} are deadlines of which one comes before an earlier one")
    return Deadlines(begun=begun, completed=completed, reviewed=reviewed, published=published)


class Draft(Value):
    """A document that is not published yet, as the clock looks at it. Moments are UTC, people Slack ids.

    `since` is when its incident was resolved or, where that was long before, when it was begun with. `is_sent` says
    that it was in review, `is_begun` that a person has written in it. `named` are its own people, `snoozed` says by
    person until which day of theirs somebody wants to hear nothing of it.
    """

    postmortem: int
    severity: str | None = None
    author: str | None = None
    resolved_by: str | None = None
    named: frozenset[str] = frozenset()
    is_private: bool = False
    is_sent: bool = False
    is_begun: bool = False
    since: datetime
    due_at: datetime | None = None
    snoozed: Mapping[str, date] = Field(default_factory=dict)

    def admins(self, admins: Sequence[str]) -> tuple[str, ...]:
        """Return the incident admins whom it concerns: of a private one only those who are among its people."""
        return tuple(one for one in admins if one != self.author and (not self.is_private or one in self.named))


def work_of(postmortem: int) -> str:
    """Return under what it is recorded who was asked about a late document, and what they answered to that."""
    return f"draft.due:{postmortem}"


def begin_chain(postmortem: int) -> str:
    """Return the chain of the question why nobody has begun."""
    return f"draft:{postmortem}:begin"


def due_of(draft: Draft, deadlines: Deadlines) -> datetime:
    """Return until when it is to be completed: as its author said, or as the rules have it."""
    return draft.due_at or draft.since + deadlines.completed


def draft_plan(
    draft: Draft, deadlines: Deadlines, admins: Sequence[str], hours_of: HoursOf, now: datetime
) -> tuple[Planned, ...]:
    """Return what is asked about a document that has an author: three times at most, and then once of the admins.

    The author hears that nobody has begun, that it was to be completed, and two days later that it still is; of one
    that was in review, that it was to be published.
    """
    due = draft.since + deadlines.published if draft.is_sent else due_of(draft, deadlines)
    if draft.author is None or now - due > GIVEN_UP_AFTER:
        return ()
    hours, plan = hours_of(draft.author), list[Planned]()
    chain, day = f"draft:{draft.postmortem}:{due:%Y-%m-%d}", hours.local(due).date()
    if draft.is_sent:
        steps = [(Step.PUBLISH, _morning_after(due, hours))]
    else:
        late = nearest_working_day(_morning_after(due, hours) + LATE_AFTER, hours, 1)
        steps = [(Step.COMPLETE, _morning_after(due, hours)), (Step.LATE, late)]
        begin = draft.since + deadlines.begun
        if not draft.is_begun and begin < due and now < due:
            beginning = (str(Step.BEGIN), _morning_after(begin, hours))
            plan += _for(draft, [beginning], begin_chain(draft.postmortem), hours.local(begin).date())
    plan += _for(draft, [(str(step), one) for step, one in steps], chain, day)
    if not draft.is_sent:
        for admin in draft.admins(admins):
            theirs = hours_of(admin)
            asked = nearest_working_day(_morning_after(due, theirs) + ADMINS_AFTER, theirs, 1)
            plan.append(_planned(draft, f"{chain}:{admin}", Step.ADMIN, 0, admin, asked, day))
    return tuple(plan)


def author_plan(draft: Draft, admins: Sequence[str], hours_of: HoursOf, now: datetime) -> tuple[Planned, ...]:
    """Return who is asked to find an author for a document that has none: one a morning, on the next two mornings."""
    if draft.author is not None or draft.is_sent or now - draft.since > GIVEN_UP_AFTER:
        return ()
    chain = f"author:{draft.postmortem}:{draft.since:%Y-%m-%d}"
    return tuple(
        Planned(
            kind=KIND_NOBODY,
            work=work_of(draft.postmortem),
            chain=f"{chain}:{member}",
            step=step,
            place=place_of(day, 0),
            to=member,
            day=day,
            postmortem=draft.postmortem,
        )
        for member, step, day in _next_two_mornings(draft.since, draft.resolved_by, draft.admins(admins), hours_of)
    )


def offer_plan(incident: Incident, admins: Sequence[str], hours_of: HoursOf, now: datetime) -> tuple[Planned, ...]:
    """Return who is asked about an offer that nobody has answered: who marked it resolved, then the admins."""
    since = incident.resolved_at
    if since is None or now - since > GIVEN_UP_AFTER:
        return ()
    others = () if incident.is_private else [one for one in admins if one != incident.resolved_by]
    return tuple(
        Planned(
            kind=KIND_OFFER,
            work=f"offer:{incident.id}",
            chain=f"offer:{incident.id}:{since:%Y-%m-%d}:{member}",
            step=step,
            place=place_of(day, 0),
            to=member,
            day=day,
            incident=incident.id,
        )
        for member, step, day in _next_two_mornings(since, incident.resolved_by, others, hours_of)
    )


def _next_two_mornings(
    since: datetime, first: str | None, admins: Iterable[str], hours_of: HoursOf
) -> Iterable[tuple[str, Step, date]]:
    if first is not None:
        hours = hours_of(first)
        yield first, Step.RESOLVER, nearest_working_day(hours.local(since).date() + timedelta(days=1), hours, 1)
    for admin in admins:
        if admin != first:
            hours = hours_of(admin)
            days = timedelta(days=1 if first is None else 2)
            yield admin, Step.ADMIN, nearest_working_day(hours.local(since).date() + days, hours, 1)


def _for(draft: Draft, steps: list[tuple[str, date]], chain: str, due: date) -> Iterable[Planned]:
    """Return the author's steps of a chain: none before the day until which it was snoozed, and one on that day."""
    author = draft.author or ""
    until = draft.snoozed.get(author)
    if until is not None and any(day < until for _, day in steps):
        steps = [*((step, day) for step, day in steps if day >= until), (f"{Step.SNOOZED}:{until}", until)]
    for number, (step, day) in enumerate(steps):
        yield _planned(draft, chain, step, place_of(day, number), author, day, due)


def _planned(draft: Draft, chain: str, step: str, place: int, to: str, day: date, due: date) -> Planned:
    return Planned(
        kind=KIND_DRAFT,
        work=work_of(draft.postmortem),
        chain=chain,
        step=step,
        place=place,
        to=to,
        day=day,
        postmortem=draft.postmortem,
        due=due,
    )


def _morning_after(moment: datetime, hours: Hours) -> date:
    """Return the first working day on whose morning a moment lies behind somebody."""
    local = hours.local(moment)
    is_before = local.time().replace(tzinfo=None) <= hours.start
    return nearest_working_day(local.date() + timedelta(days=0 if is_before else 1), hours, 1)


class LateDraft(Asked):
    """That a document is late, as its author or an admin is asked about it. `day` is until when it was planned.

    `until` is set while the reader has put it off, `helper` and `author` are names; `author` is whose it is for others.
    `helps` says that the helper does, `is_alone` that nobody is left whom one could ask.
    """

    postmortem: Postmortem
    step: str
    day: date
    until: date | None = None
    helper: str = ""
    helps: bool = False
    is_alone: bool = False
    author: str = ""


class NoAuthor(Asked):
    """That nobody writes a document. `may_take` says whether the reader may do so."""

    postmortem: Postmortem
    may_take: bool = False


class Unanswered(Asked):
    """That nobody has said whether an incident gets a postmortem."""

    incident: Incident


class HelpWanted(Value):
    """That an author asked somebody for help with a document, as it stands now.

    `asker` is a name. `answer` is what this person said: take, join, decline, or nothing yet. `is_open` as long as it
    is the asker's and not in review.
    """

    postmortem: Postmortem
    to: str
    asker: str
    due: date | None
    today: date
    answer: str = ""
    is_open: bool = True
