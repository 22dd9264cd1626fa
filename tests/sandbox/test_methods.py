"""The facts about Web API methods, and what follows from them for the manifest of this repository."""

from pathlib import Path

import pytest

from sandbox.manifest import Manifest
from sandbox.methods import EVENTS, GENERAL_ERRORS, METHODS, SCOPES, needed

MANIFEST = Manifest.load(Path(__file__).parents[2] / "manifest.yml")


def test_exactly_the_methods_that_the_bot_calls_are_known() -> None:
    assert sorted(METHODS) == [
        "apps.connections.open",
        "auth.test",
        "blocks.validate",
        "bookmarks.add",
        "canvases.delete",
        "canvases.edit",
        "chat.postEphemeral",
        "chat.postMessage",
        "chat.update",
        "conversations.canvases.create",
        "conversations.history",
        "conversations.info",
        "conversations.join",
        "conversations.members",
        "conversations.open",
        "conversations.replies",
        "files.completeUploadExternal",
        "files.delete",
        "files.getUploadURLExternal",
        "files.info",
        "reactions.add",
        "reactions.remove",
        "usergroups.list",
        "usergroups.users.list",
        "users.info",
        "views.open",
        "views.publish",
        "views.push",
        "views.update",
    ]


@pytest.mark.parametrize("name", METHODS)
def test_required_arguments_are_arguments_and_errors_are_the_methods_own(name: str) -> None:
    method = METHODS[name]

    assert method.required - method.args == frozenset()
    assert method.per_minute >= 1
    assert all(error == error.lower() and " " not in error for error in method.errors)


@pytest.mark.parametrize(
    ("method", "kind", "scopes"),
    [
        ("conversations.history", "channel", ("channels:history",)),
        ("conversations.history", "group", ("groups:history",)),
        ("conversations.info", "im", ("im:read",)),
        ("conversations.open", "mpim", ("mpim:write",)),
        ("chat.postMessage", "group", ("chat:write",)),
        ("views.open", None, ()),
        ("conversations.replies", None, ("channels:history", "groups:history", "im:history", "mpim:history")),
    ],
)
def test_a_call_needs_the_scope_of_its_channel(method: str, kind: None, scopes: tuple[str, ...]) -> None:
    assert needed(method, kind) == scopes


def test_a_method_that_is_not_served_is_not_known() -> None:
    with pytest.raises(KeyError):
        needed("admin.users.remove")


def test_the_tiers_are_calls_a_minute() -> None:
    names = ("usergroups.list", "conversations.history", "users.info", "auth.test")

    assert [METHODS[name].per_minute for name in names] == [20, 50, 100, 600]


def test_every_scope_of_methods_and_events_is_a_scope() -> None:
    of_methods = {scope for name in METHODS for scope in needed(name)}
    of_events = {scope for scopes in EVENTS.values() for scope in scopes}

    assert (of_methods | of_events) - SCOPES == set()


def test_the_events_of_the_manifest_are_known() -> None:
    assert MANIFEST.events - EVENTS.keys() == set()


def test_general_errors_hold_what_any_method_may_answer() -> None:
    assert {
        "invalid_auth",
        "missing_scope",
        "ratelimited",
        "unknown_method",
        "invalid_arguments",
    } - GENERAL_ERRORS == set()
