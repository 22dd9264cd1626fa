"""docs/policy.md, written from the tables themselves: `python -m bot.domain.policy_page` prints it."""

import sys
from collections.abc import Mapping
from datetime import UTC, datetime

from bot.domain.action_items import ActionItem
from bot.domain.lifecycle import RULES
from bot.domain.people import Actor, Role, Standing, system
from bot.domain.policy import GLASS_HOLDS, can_see, decide
from bot.domain.postmortems import Postmortem, Status, Verb, Visibility
from bot.domain.predicates import Case
from bot.domain.typos import SMALL_EDITS

_HERE = "T1"
_CREATED = datetime(2026, 1, 1, tzinfo=UTC)


def _member(role: Role = Role.MEMBER, *, member: str = "U0", standing: Standing = Standing.MEMBER) -> Actor:
    return Actor(workspace=_HERE, member=member, role=role, standing=standing)


_EVERYTHING = {"author": "U0", "editors": ("U0",), "commenters": ("U0",), "reviewers": ("U0",), "participants": ("U0",)}
"""Who has no verb is shown named in every role: it changes nothing."""

ROLES: Mapping[str, tuple[Actor, Mapping[str, object], bool, bool]] = {
    "author": (_member(), {"author": "U0"}, False, False),
    "editor": (_member(), {"editors": ("U0",)}, False, False),
    "commenter": (_member(), {"commenters": ("U0",)}, False, False),
    "reviewer": (_member(), {"reviewers": ("U0",)}, False, False),
    "participant": (_member(), {"participants": ("U0",)}, False, False),
    "owner of the item": (_member(), {}, False, False),
    "in its channel": (_member(), {}, True, False),
    "in its team": (_member(), {}, False, True),
    "member": (_member(), {}, False, False),
    "incident admin": (_member(Role.INCIDENT_ADMIN), {}, False, False),
    "org admin": (_member(Role.ORG_ADMIN), {}, False, False),
    "guest": (_member(Role.ORG_ADMIN, standing=Standing.GUEST), _EVERYTHING, True, True),
    "outsider": (_member(Role.ORG_ADMIN, standing=Standing.OUTSIDER), _EVERYTHING, True, True),
    "bot": (_member(Role.ORG_ADMIN, standing=Standing.BOT), _EVERYTHING, True, True),
    "deactivated": (_member(Role.ORG_ADMIN, standing=Standing.DEACTIVATED), _EVERYTHING, True, True),
    "other workspace": (
        Actor(workspace="T2", member="U0", role=Role.ORG_ADMIN),
        _EVERYTHING,
        True,
        True,
    ),
    "system": (system(_HERE), {}, False, False),
}
"""Each role: the actor, what the postmortem says of that person, and membership of the channel and of the team."""
OWNS_THE_ITEM = "owner of the item"


def item_for(role: str) -> ActionItem:
    """Return an example item: of whoever owns it in this role, else of somebody else."""
    is_theirs = role == OWNS_THE_ITEM or ROLES[role][1] is _EVERYTHING
    return ActionItem(id=1, text="Example", owner="U0" if is_theirs else "U9")


def example(role: str, status: Status, visibility: Visibility = Visibility.ORGANISATION) -> tuple[Case, Postmortem]:
    """Return somebody in `role` before an example document. Without the role's own word its author is somebody else."""
    actor, named, in_channel, in_team = ROLES[role]
    fields = {"author": "U9", **named, "status": status, "visibility": visibility, "channel": "C1"}
    postmortem = Postmortem.model_validate(
        {"id": 1, "workspace": _HERE, "number": 42, "title": "Example", "created_at": _CREATED, "updated_at": _CREATED}
        | fields
    )
    return Case(actor, postmortem, in_channel=in_channel, in_team=in_team, item=item_for(role)), postmortem


def who_may(status: Status | None, verb: Verb) -> tuple[str, ...]:
    """Return the roles that may do `verb` in `status` with a document that everybody in the organisation sees.

    Breaking the glass is for a private one: elsewhere there is none.
    """
    visibility = Visibility.PRIVATE if verb is Verb.BREAK_GLASS else Visibility.ORGANISATION
    found = []
    for role, (actor, _, in_channel, in_team) in ROLES.items():
        if status is None and actor.workspace != _HERE:
            continue  # what does not exist yet has no workspace but the actor's own
        postmortem = None if status is None else example(role, status, visibility)[1]
        item = None if status is None else item_for(role)
        if decide(actor, verb, postmortem, in_channel=in_channel, in_team=in_team, item=item).allowed:
            found.append(role)
    return tuple(found)


def who_sees(visibility: Visibility) -> tuple[str, ...]:
    """Return the roles that see a document of this visibility whose incident has a channel."""
    found = []
    for role in ROLES:
        case, postmortem = example(role, Status.DRAFT, visibility)
        if can_see(case.actor, postmortem, in_channel=case.in_channel, in_team=case.in_team):
            found.append(role)
    return tuple(found)


_CONDITIONS = (
    "Somebody who is in the channel of an incident takes part in it. These conditions belong to the document:",
    "`take_over` needs that there is no author yet, `help` that the author asked this person for help, and `discard`",
    "of a required postmortem is an incident admin's.",
    "Who handed it over may take it back (`hand_over`) until the new author has done something with it; who handed",
    "an action item over (`undo_item`), until somebody has done something with that.",
)


def page() -> str:
    """Return the whole page as Markdown."""
    lines = [
        "# Who may do what",
        "",
        "Written by `python -m bot.domain.policy_page`; a test compares it with the code. Do not edit it by hand.",
        "",
        "What is not listed is refused. Guests, people of other organisations or workspaces, bots and deactivated",
        "accounts have no verb, whatever they are named in a document.",
        "",
        "## Verbs",
        "",
        "| state | verb | leads to | who |",
        "| --- | --- | --- | --- |",
    ]
    for (status, verb), rule in RULES.items():
        leads = rule.to.value if rule.to is not None else "the same"
        start = status.value if status is not None else "none yet"
        lines.append(f"| {start} | {verb.value} | {leads} | {', '.join(who_may(status, verb))} |")
    lines += [
        "",
        *_CONDITIONS,
        "",
        "## Sight",
        "",
        "A person without sight gets the answer of a number that does not exist, whatever the verb.",
        "",
        "| visibility | who sees it |",
        "| --- | --- |",
    ]
    lines += [f"| {visibility.value} | {', '.join(who_sees(visibility))} |" for visibility in Visibility]
    lines += [
        "",
        "Membership of channel and team is looked up at the moment of reading. A private document is for the people",
        "who are in its channel now and for those named in it; where it has no channel, its participants see it.",
        "",
        "`break_glass` is for a private document that an org admin does not see: with a reason, which stands in its",
        f"history, and its author is told at once. Then this admin reads it for {GLASS_HOLDS} hours and has no other",
        "verb there; no file of it is sent, and nothing of it comes by message or stands in Home.",
        "",
        "## Small edits",
        "",
        "An edit of the text makes approvals go stale, unless it is typo-sized. It is, where all of this holds:",
        "",
        *(f"- {rule}" for rule in SMALL_EDITS),
        "",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.stdout.write(page())
