"""The catalogue's part about what channels hear of the clock: the weekly digest."""

from bot.domain.sentences import Forms

DIGESTS: dict[str, str | Forms] = {
    "digest.title": "Postmortems this week",
    "digest.published": Forms(one="{n} published", other="{n} published"),
    "digest.in_review": Forms(one="{n} in review", other="{n} in review"),
    "digest.drafts": Forms(one="{n} draft", other="{n} drafts"),
    "digest.items": "Items: {done}; {open}.",
    "digest.done": Forms(one="{n} done", other="{n} done", none="none done"),
    "digest.on_time": Forms(one="{n} of them on time", other="{n} of them on time", none="none of them on time"),
    "digest.open": Forms(one="{n} open", other="{n} open", none="none open"),
    "digest.late": Forms(one="{n} of them late", other="{n} of them late", none="none of them late"),
    "digest.item": "item",
    "digest.owner": "owner",
    "digest.due": "due",
    "digest.priority": "priority",
    "button.all_items": "All items",
    "about.items_here": "of this digest",
    "digest.waiting": "Waiting longest:",
    "digest.waits": Forms(one="{pm}, {n} day for a review.", other="{pm}, {n} days for a review."),
    "digest.published_are": "Published:",
    "digest.every": "Every {weekday} for {channel}; an admin can change that in the settings.",
    "digest.private": "Private postmortems are not counted.",
    "digest.weekday.0": "Monday",
    "digest.weekday.1": "Tuesday",
    "digest.weekday.2": "Wednesday",
    "digest.weekday.3": "Thursday",
    "digest.weekday.4": "Friday",
    "digest.weekday.5": "Saturday",
    "digest.weekday.6": "Sunday",
}
