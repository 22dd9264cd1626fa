"""Slack's composition objects: texts, options, confirmations, images; it knows nothing of elements and blocks."""

from collections.abc import Iterator
from typing import Any

from sandbox.validate.checks import (
    At,
    Check,
    Finding,
    array,
    boolean,
    by_type,
    exactly_one_of,
    obj,
    one_of,
    string,
    url,
)

# Slack's ids are a letter for the kind and then capitals and digits.
USER_ID = string(pattern=r"[UW][A-Z0-9]+", described="must be a user id")
CHANNEL_ID = string(pattern=r"[CG][A-Z0-9]+", described="must be a channel id")
CONVERSATION_ID = string(pattern=r"[CGDUW][A-Z0-9]+", described="must be a conversation id")
ID = string(255)


def plain(maximum: int = 3000) -> Check:
    """Return a check of a text object without markup."""
    return obj({"text": string(maximum)}, {"emoji": boolean}, constant="plain_text")


def mrkdwn(maximum: int = 3000) -> Check:
    """Return a check of a text object with markup; broken markup in it is shown as it is, never refused."""
    return obj({"text": string(maximum)}, {"verbatim": boolean}, constant="mrkdwn")


def text(maximum: int = 3000) -> Check:
    """Return a check of a text object of either kind."""
    return by_type({"plain_text": plain(maximum), "mrkdwn": mrkdwn(maximum)})


CONFIRM = obj(
    {"title": plain(100), "text": text(300), "confirm": plain(30), "deny": plain(30)},
    {"style": one_of("primary", "danger")},
)
DISPATCH = obj(
    {"trigger_actions_on": array(one_of("on_enter_pressed", "on_character_entered"), 1, 2, unique=True)},
)
CONVERSATION_FILTER = obj(
    {},
    {
        "include": array(one_of("im", "mpim", "private", "public"), 1, 4, unique=True),
        "exclude_external_shared_channels": boolean,
        "exclude_bot_users": boolean,
    },
    lambda value, at: iter(() if value else (at.broken("must have at least one property"),)),
)

_SLACK_FILE = obj({}, {"id": string(pattern=r"F[A-Z0-9]+"), "url": url()}, exactly_one_of("id", "url"))
IMAGE_FIELDS = {"image_url": url(3000), "slack_file": _SLACK_FILE}
ALT_TEXT = string(2000)
IMAGE = obj({"alt_text": ALT_TEXT}, IMAGE_FIELDS, exactly_one_of("image_url", "slack_file"), constant="image")

_PLAIN_OPTION = {"text": plain(75), "value": string(150)}
OPTION = obj(_PLAIN_OPTION, {"description": plain(75)})
OVERFLOW_OPTION = obj(_PLAIN_OPTION, {"description": plain(75), "url": url(3000, "[a-z][a-z0-9+.-]*")})
MARKED_OPTION = obj({"text": text(75), "value": string(150)}, {"description": text(75)})
OPTION_GROUP = obj({"label": plain(75), "options": array(OPTION, 1, 100)})


def _offered(value: Any) -> list[Any]:
    groups = value.get("option_groups")
    return (
        list(value.get("options", ()))
        if groups is None
        else [option for group in groups for option in group["options"]]
    )


def initial_among_options(value: Any, at: At) -> Iterator[Finding]:
    """Rule: what is chosen at the start is one of the options, to the letter."""
    offered = _offered(value)
    if "initial_option" in value and value["initial_option"] not in offered:
        yield at.down("initial_option").broken("must exactly match one of the options")
    for index, chosen in enumerate(value.get("initial_options", ())):
        if chosen not in offered:
            yield at.down("initial_options", index).broken("must exactly match one of the options")


def not_more_than_selectable(value: Any, at: At) -> Iterator[Finding]:
    """Rule: no more is chosen at the start than may be chosen at all."""
    most = value.get("max_selected_items")
    for name, chosen in value.items():
        if most is not None and name.startswith("initial_") and len(chosen) > most:
            yield at.down(name).broken(f"no more than {most} items allowed")
