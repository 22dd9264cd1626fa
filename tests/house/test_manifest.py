"""manifest.yml is what the code makes; its scopes are those that the calls and events need, neither more nor less."""

import yaml

from bot.commands.manifest import EVENT_NAMES, SCOPES, manifest, rendered
from bot.listeners import tables
from sandbox.methods import EVENTS, METHODS, needed
from tests.house.slack_calls import called_methods
from tests.house.tree import read

ALWAYS = frozenset({"commands"})  # slash command and shortcuts
INCIDENT_CHANNELS = ("channel", "group")
KINDS: dict[str, tuple[str, ...]] = {
    "conversations.open": ("im",),
    "conversations.history": (*INCIDENT_CHANNELS, "im"),  # a retry looks there for what an earlier attempt left behind
}


def scopes_of(method: str) -> frozenset[str]:
    """Return the scopes that a method needs in the kinds of channels where the bot calls it."""
    kinds = KINDS.get(method, INCIDENT_CHANNELS)
    return frozenset(scope for kind in kinds for scope in needed(method, kind))  # type: ignore[arg-type]


def subscribed() -> frozenset[str]:
    """Return the events by the names that a manifest has for them."""
    return frozenset(name for event in tables().events for name in EVENT_NAMES.get(event, (event,)))


def needed_scopes() -> frozenset[str]:
    """Return every scope that a call or an event needs. For an event one of its scopes is enough, if it is asked for.

    An event that belongs to public and private channels alike needs the scope of both.
    """
    by_calls = frozenset(scope for method in called_methods() & METHODS.keys() for scope in scopes_of(method))
    by_events = frozenset(scope for event in subscribed() for scope in EVENTS[event] if not scope.startswith("mpim"))
    return by_calls | by_events | ALWAYS


def test_the_file_is_what_the_code_makes() -> None:
    assert yaml.safe_load(read("manifest.yml")) == manifest()


def test_the_file_is_written_as_the_command_prints_it() -> None:
    assert read("manifest.yml") == rendered()


def test_every_event_is_one_that_slack_has() -> None:
    assert subscribed() - EVENTS.keys() == frozenset()


def test_every_scope_is_needed_by_a_call_or_an_event() -> None:
    assert SCOPES.keys() - needed_scopes() == frozenset()


def test_no_scope_is_missing() -> None:
    assert needed_scopes() - SCOPES.keys() == frozenset()


def test_every_scope_says_what_it_is_for() -> None:
    assert [name for name, why in SCOPES.items() if len(why.split()) < 2] == []
