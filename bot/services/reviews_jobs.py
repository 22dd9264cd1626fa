"""What follows from what happens in a review, as jobs: intentions with ids, which `reactions` names by event."""

from datetime import datetime, timedelta

from bot.domain import events
from bot.ports import NewJob

QUIET = timedelta(minutes=15)
"""So long after the last edit somebody hears that an approval is out of date."""


def review_moved(event: events.ReviewMoved, _: datetime) -> list[NewJob]:
    """Return the job that has all messages about a review drawn anew."""
    return [
        NewJob(
            kind="review.refresh",
            payload={"postmortem": event.postmortem},
            lane=f"review:{event.postmortem}",
            coalesce_key=f"review.refresh:{event.postmortem}",
        )
    ]


def review_message(postmortem: int, member: str) -> NewJob:
    """Return the job that draws one reviewer's messages of a document anew."""
    return NewJob(
        kind="review.tell",
        payload={"postmortem": postmortem, "member": member},
        lane=f"review:{postmortem}:{member}",
        coalesce_key=f"review.tell:{postmortem}:{member}",
    )


def morning_message(member: str) -> NewJob:
    """Return the job that draws a person's last message of a morning anew."""
    return NewJob(
        kind="morning.redraw", payload={"member": member}, lane=f"dm:{member}", coalesce_key=f"morning.redraw:{member}"
    )


def deadline_moved(event: events.DeadlineMoved, _: datetime) -> list[NewJob]:
    """Return the jobs that show people how a late document stands that they were asked about."""
    mornings = [morning_message(one) for one in event.people]
    return [*mornings, *(writing_help(event.postmortem, one) for one in event.askers)]


def writing_help(postmortem: int, asker: str) -> NewJob:
    """Return the job that asks whoever can help to write, or draws what was asked anew."""
    return NewJob(
        kind="draft.help",
        payload={"postmortem": postmortem, "member": asker},
        lane=f"help:{postmortem}:{asker}",
        coalesce_key=f"draft.help:{postmortem}:{asker}",
    )


def help_message(postmortem: int, member: str) -> NewJob:
    """Return the job that tells whoever was asked that a reviewer wants help, or draws what was told anew."""
    return NewJob(
        kind="review.help",
        payload={"postmortem": postmortem, "member": member},
        lane=f"help:{postmortem}:{member}",
        coalesce_key=f"review.help:{postmortem}:{member}",
    )


def approval_outdated(event: events.ApprovalOutdated, now: datetime) -> list[NewJob]:
    """Return the job that tells somebody that an approval is out of date, once nobody edits any more."""
    return [
        NewJob(
            kind="review.tell_outdated",
            payload={"postmortem": event.postmortem, "member": event.member},
            lane=f"review:{event.postmortem}:{event.member}",
            coalesce_key=f"review.tell_outdated:{event.postmortem}:{event.member}",
            run_at=now + QUIET,
        )
    ]


def review_nudged(event: events.ReviewNudged, now: datetime) -> list[NewJob]:
    """Return the job that asks a reviewer again."""
    return [
        NewJob(
            kind="review.nudge",
            payload={"postmortem": event.postmortem, "member": event.member},
            lane=f"review:{event.postmortem}:{event.member}",
            once_key=f"review.nudge:{event.postmortem}:{event.member}:{int(now.timestamp())}",
        )
    ]


def request_moved(event: events.RequestMoved, _: datetime) -> list[NewJob]:
    """Return the jobs that show a change request in the thread and to its people."""
    shown = NewJob(
        kind="request.refresh",
        payload={"postmortem": event.postmortem, "request": event.request},
        lane=f"request:{event.request}",
        coalesce_key=f"request.refresh:{event.request}",
    )
    return [shown, request_message(event.postmortem, event.request)]


def request_message(postmortem: int, request: int) -> NewJob:
    """Return the job that draws the direct messages about a change request anew."""
    return NewJob(
        kind="request.tell",
        payload={"postmortem": postmortem, "request": request},
        lane=f"request:{request}:dm",
        coalesce_key=f"request.tell:{request}",
    )
