"""The manifest as Slack reads it, and the problems it would name."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from sandbox.manifest import Command, Manifest, ManifestError, Shortcut

ROOT = Path(__file__).parents[2]


def document(**parts: Any) -> dict[str, Any]:
    return {"display_information": {"name": "App"}, **parts}


def app(**parts: Any) -> dict[str, Any]:
    """A small app that is right: each test spoils one thing."""
    return document(
        features={
            "bot_user": {"display_name": "Bot"},
            "app_home": {"home_tab_enabled": True},
            "slash_commands": [{"command": "/go", "description": "goes", "usage_hint": "[far]", "should_escape": True}],
            "shortcuts": [{"name": "Go", "type": "global", "callback_id": "go", "description": "goes"}],
        },
        oauth_config={"scopes": {"bot": ["commands", "channels:history"]}},
        settings={
            "socket_mode_enabled": True,
            "event_subscriptions": {
                "bot_events": ["message.channels", "app_home_opened"],
                "metadata_subscriptions": [{"app_id": "*", "event_type": "done"}],
            },
            **parts,
        },
    )


def problems(value: Any) -> tuple[str, ...]:
    with pytest.raises(ManifestError) as caught:
        Manifest.parse(value)
    return caught.value.problems


def test_every_part_that_a_workspace_acts_on_is_read() -> None:
    assert Manifest.parse(app()) == Manifest(
        bot_scopes=frozenset({"commands", "channels:history"}),
        events=frozenset({"message.channels", "app_home_opened"}),
        metadata_subscriptions=(("*", "done"),),
        commands={"/go": Command("[far]", should_escape=True, description="goes")},
        shortcuts=(Shortcut("Go", "global", "go"),),
        home_tab=True,
        bot_name="Bot",
    )


def test_the_smallest_manifest_is_a_name() -> None:
    manifest = Manifest.parse(document())

    assert (manifest.bot_name, manifest.home_tab, manifest.commands) == ("App", False, {})


def test_the_manifest_of_this_repository_is_right() -> None:
    manifest = Manifest.load(ROOT / "manifest.yml")
    raw = yaml.safe_load((ROOT / "manifest.yml").read_text(encoding="utf-8"))

    assert manifest.bot_scopes == set(raw["oauth_config"]["scopes"]["bot"])
    assert manifest.events == set(raw["settings"]["event_subscriptions"]["bot_events"])
    assert list(manifest.commands) == [command["command"] for command in raw["features"]["slash_commands"]]


def test_all_problems_come_at_once() -> None:
    bad = app()
    bad["display_information"] = {"name": "x" * 36, "description": "x" * 141}
    bad["features"]["shortcuts"][0]["name"] = "x" * 25
    bad["oauth_config"]["scopes"]["bot"].append("postmortems:write")
    bad["settings"]["event_subscriptions"]["bot_events"].append("incident_resolved")

    assert problems(bad) == (
        "/display_information/name: must be less than 36 characters",
        "/display_information/description: must be less than 141 characters",
        "/features/shortcuts/0/name: must be less than 25 characters",
        "/oauth_config/scopes/bot/2: 'postmortems:write' is not a bot scope that Slack has",
        "/settings/event_subscriptions/bot_events/2: 'incident_resolved' is not a bot event that Slack has",
    )


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, ("/: must provide an object",)),
        ({}, ("/: missing required field: display_information",)),
        (document(setings={}), ("/setings: invalid additional property: setings",)),
        (document(features={"slash_commands": []}), ("/features/slash_commands: no fewer than 1 items allowed",)),
        (
            document(features={"slash_commands": [{"command": "go", "description": "d"}]}),
            ("/features/slash_commands/0/command: must begin with a slash",),
        ),
        (
            document(features={"slash_commands": [{"command": "/go", "description": "d", "usage_hint": "x" * 1001}]}),
            ("/features/slash_commands/0/usage_hint: must be less than 1001 characters",),
        ),
        (document(oauth_config={"scopes": {"bot": [["commands"]]}}), None),
    ],
)
def test_a_wrong_manifest_is_refused(value: Any, expected: tuple[str, ...] | None) -> None:
    found = problems(value)

    assert found == (expected or ("/oauth_config/scopes/bot/0: ['commands'] is not a bot scope that Slack has",))


def test_an_event_needs_one_of_its_scopes() -> None:
    bad = app()
    bad["oauth_config"]["scopes"]["bot"].remove("channels:history")

    assert problems(bad) == (
        "/settings/event_subscriptions/bot_events/0: message.channels needs the bot scope channels:history",
    )


def test_commands_and_shortcuts_need_their_scope() -> None:
    bad = app()
    bad["oauth_config"]["scopes"]["bot"].remove("commands")

    assert problems(bad) == (
        "/features/slash_commands: needs the bot scope commands",
        "/features/shortcuts: needs the bot scope commands",
    )


def test_bot_scopes_need_a_bot() -> None:
    bad = app()
    del bad["features"]["bot_user"]

    assert problems(bad) == ("/features: bot scopes need a bot_user",)


def test_a_command_that_is_there_twice_is_refused() -> None:
    bad = app()
    bad["features"]["slash_commands"] *= 2

    assert problems(bad) == ("/features/slash_commands/1/command: /go is there twice",)


def test_without_socket_mode_slack_needs_addresses() -> None:
    assert problems(app(socket_mode_enabled=False, interactivity={"is_enabled": True})) == (
        "/settings/event_subscriptions: needs a request_url without Socket Mode",
        "/settings/interactivity: needs a request_url without Socket Mode",
        "/features/slash_commands/0: needs a url without Socket Mode",
    )


def test_a_file_that_is_not_yaml_is_told_so(tmp_path: Path) -> None:
    path = tmp_path / "manifest.yml"
    path.write_text("a: [", encoding="utf-8")

    with pytest.raises(ManifestError, match="it is not YAML"):
        Manifest.load(path)


def test_json_is_read_too(tmp_path: Path) -> None:
    path = tmp_path / "manifest.json"
    path.write_text('{"display_information": {"name": "App"}}', encoding="utf-8")

    assert Manifest.load(path).bot_name == "App"
