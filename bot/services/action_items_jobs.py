"""What follows from a deed on an item, as jobs: intentions with ids, which `reactions` names by event."""

from datetime import datetime, timedelta

from bot.domain import events
from bot.ports import NewJob
from bot.services.reviews_jobs import morning_message

GATHERED = timedelta(minutes=10)
"""So long are items gathered that somebody is given, so that ten of them are one message."""


def item_moved(event: events.ItemMoved, _: datetime) -> list[NewJob]:
    """Return the jobs that draw anew what these people were told about the item."""
    jobs = [
        job for member in event.people for job in (morning_message(member), given_message(event.postmortem, member))
    ]
    return [*jobs, channel_message(event.postmortem), left_messages(event.postmortem)]


def left_messages(postmortem: int) -> NewJob:
    """Return the job that draws anew what was told of a document when somebody left."""
    return NewJob(
        kind="dm.left_redraw",
        payload={"postmortem": postmortem},
        lane=f"left.redraw:{postmortem}",
        coalesce_key=f"dm.left_redraw:{postmortem}",
    )


def channel_message(postmortem: int) -> NewJob:
    """Return the job that draws anew what a channel was told of late items."""
    return NewJob(
        kind="escalation.redraw",
        payload={"postmortem": postmortem},
        lane=f"escalation.redraw:{postmortem}",
        coalesce_key=f"escalation.redraw:{postmortem}",
    )


def item_given(event: events.ItemGiven, now: datetime) -> list[NewJob]:
    """Return the job that tells an owner of everything that they were given meanwhile."""
    return [
        NewJob(
            kind="dm.items_given",
            payload={"postmortem": event.postmortem, "member": event.member},
            lane=f"dm:{event.member}",
            coalesce_key=f"dm.items_given:{event.postmortem}:{event.member}",
            run_at=now + GATHERED,
        )
    ]


def given_message(postmortem: int, member: str) -> NewJob:
    """Return the job that draws anew what somebody was told of items that they were given."""
    return NewJob(
        kind="dm.items_redraw",
        payload={"postmortem": postmortem, "member": member},
        lane=f"dm:{member}",
        coalesce_key=f"dm.items_redraw:{postmortem}:{member}",
    )
