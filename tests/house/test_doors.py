"""Nobody adds a button, a window or a verb without saying here who may press it and what it does."""

from blocks import ids
from bot.domain.policy import POLICY
from bot.domain.postmortems import Status, Verb
from bot.listeners import tables
from tests.scenarios.doors_aside import (
    CHANGES_NOTHING,
    IN_STORIES,
    OF_A_CHANNEL,
    OF_AN_INCIDENT,
    OF_THE_WORKSPACE,
    PRIVATE_COPY,
)
from tests.scenarios.doors_table import DOORS

NO_DOOR_OF_ITS_OWN = {Verb.SEE, Verb.CREATE, Verb.NARRATE, Verb.FOLLOW, Verb.BREAK_GLASS, Verb.HELP, Verb.REHOME}
"""Seeing, creating and breaking the glass have tables of their own; the bot itself narrates, follows a channel and
gives on what people left behind.

Whoever helps is asked first, one at a time: tests/scenarios/test_deadlines.py tells it.
"""
OPENS_A_WINDOW = {
    "actions",
    "ai",
    "approve",
    "changes",
    "create",
    "edit",
    "glass",
    "help",
    "history",
    "hours",
    "list",
    "publish",
    "reopen",
    "roles",
    "show",
    "submit",
}
OF_THE_CHANNEL = {"note"}


def test_every_button_menu_and_window_says_what_it_does() -> None:
    doing = {door.id for door in DOORS if not door.id.startswith("/")}
    whole = (OF_AN_INCIDENT, OF_A_CHANNEL, OF_THE_WORKSPACE, CHANGES_NOTHING)
    groups = (doing, IN_STORIES, PRIVATE_COPY, *whole)

    assert set().union(*groups) == ids.ACTIONS | ids.FORMS
    assert sum(len(one) for one in groups) == len(ids.ACTIONS | ids.FORMS), "an id is in two groups"


def test_every_word_after_the_command_says_what_it_does() -> None:
    doing = {door.id.split()[1] for door in DOORS if door.id.startswith("/")}

    assert doing | OPENS_A_WINDOW | OF_THE_CHANNEL == set(tables().subcommands.table)


def test_every_verb_of_every_state_can_be_done_through_slack() -> None:
    through = {(status, door.verb_in(status)) for door in DOORS for status in Status if status not in door.blocked}

    assert {pair for pair in POLICY if pair[1] not in NO_DOOR_OF_ITS_OWN} - through == {
        (Status.PUBLISHED, Verb.OVERRIDE),
        (Status.ARCHIVED, Verb.OVERRIDE),
    }, "overriding needs something that blocks, and nothing blocks what is published"
