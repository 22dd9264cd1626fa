"""Everybody there can be, and what docs/policy.md says that each of them may do and see."""

import re
from pathlib import Path

from sandbox.driver import Person
from tests.scenarios.world import World

POLICY_PAGE = Path(__file__).parents[2] / "docs" / "policy.md"
STRANGERS = ("guest", "outsider", "bot", "deactivated", "other workspace")
_ROW = re.compile(r"^\| (\w+) \| (\w+) \| [\w ]+ \| (.+) \|$", re.MULTILINE)
_SIGHT = re.compile(r"^\| (private|team|organisation) \| (.+) \|$", re.MULTILINE)


def policy_table() -> dict[tuple[str, str], frozenset[str]]:
    """Return who may do which verb in which state, as docs/policy.md tells it."""
    page = POLICY_PAGE.read_text()
    return {(state, verb): frozenset(who.split(", ")) for state, verb, who in _ROW.findall(page)}


def sight_table() -> dict[str, frozenset[str]]:
    """Return who sees what, as docs/policy.md tells it."""
    return {visibility: frozenset(who.split(", ")) for visibility, who in _SIGHT.findall(POLICY_PAGE.read_text())}


def everybody(made: World) -> dict[str, Person]:
    """Put somebody in every role into the workspace; return them by role."""
    slack = made.slack
    machine = slack.app("Robo")
    return {
        "author": made.maya,
        "editor": slack.person("eve"),
        "commenter": slack.person("cole"),
        "reviewer": slack.person("rita"),
        "participant": made.ben,
        "owner of the item": slack.person("otto"),
        "in its channel": slack.person("ines"),
        "in its team": slack.person("tess"),
        "member": slack.person("mel"),
        "incident admin": slack.person("ada"),
        "org admin": made.noor,
        "guest": slack.person("gus", guest="multi"),
        "outsider": slack.person("olga", team="Customer"),
        "bot": Person(slack.hub, machine.member),
        "deactivated": slack.person("dora", deactivated=True),
        "other workspace": slack.person("walt", team="Elsewhere", admin=True),
    }
