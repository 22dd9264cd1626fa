"""The app manifest as Slack reads it: what the app may do, hears, and offers to people.

It checks a manifest by Slack's published limits and reports every problem at once; it must not repair anything.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, Self

import yaml

from sandbox.methods import EVENTS, SCOPES
from sandbox.validate.checks import At, Check, Finding, array, boolean, obj, one_of, string, url


class ManifestError(ValueError):
    """A manifest that Slack would refuse; `problems` has one sentence each."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("The app manifest is not valid:\n" + "\n".join(f"- {problem}" for problem in problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Command:
    """What the composer shows of a slash command, and whether Slack escapes names in its text."""

    usage_hint: str
    should_escape: bool
    description: str = ""


@dataclass(frozen=True, slots=True)
class Shortcut:
    """An entry of the shortcuts menu."""

    name: str
    type: Literal["global", "message"]
    callback_id: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """The parts of a manifest that a workspace acts on."""

    bot_scopes: frozenset[str]
    events: frozenset[str]
    metadata_subscriptions: tuple[tuple[str, str], ...]
    commands: Mapping[str, Command]
    shortcuts: tuple[Shortcut, ...]
    home_tab: bool
    bot_name: str

    @classmethod
    def load(cls, path: str | Path) -> Self:
        """Read a YAML or JSON manifest. Raises ManifestError with all problems; OSError when there is no such file."""
        try:
            document = yaml.safe_load(Path(path).read_text(encoding="utf-8"))
        except (yaml.YAMLError, UnicodeDecodeError) as error:
            raise ManifestError((f"it is not YAML: {error}",)) from error
        return cls.parse(document)

    @classmethod
    def parse(cls, document: Any) -> Self:
        """Check a manifest that was already read. Raises ManifestError with all problems."""
        findings = list(_MANIFEST(document, At("", "message")))
        if not findings:
            findings = list(_across(document))
        if findings:
            raise ManifestError(tuple(f"{found.pointer or '/'}: {found.message}" for found in findings))
        features = document.get("features", {})
        settings = document.get("settings", {})
        heard = settings.get("event_subscriptions", {})
        return cls(
            bot_scopes=frozenset(document.get("oauth_config", {}).get("scopes", {}).get("bot", ())),
            events=frozenset(heard.get("bot_events", ())),
            metadata_subscriptions=tuple(
                (entry["app_id"], entry["event_type"]) for entry in heard.get("metadata_subscriptions", ())
            ),
            commands=MappingProxyType(dict(map(_command, features.get("slash_commands", ())))),
            shortcuts=tuple(
                Shortcut(entry["name"], entry["type"], entry["callback_id"]) for entry in features.get("shortcuts", ())
            ),
            home_tab=features.get("app_home", {}).get("home_tab_enabled", False),
            bot_name=features.get("bot_user", {}).get("display_name", document["display_information"]["name"]),
        )


def _command(entry: Mapping[str, Any]) -> tuple[str, Command]:
    command = Command(entry.get("usage_hint", ""), entry.get("should_escape", False), entry["description"])
    return entry["command"], command


def _anything(_value: Any, _at: At) -> Iterator[Finding]:
    """Accept what the sandbox has no use for."""
    yield from ()


def _known(names: frozenset[str], what: str) -> Check:
    def check(value: Any, at: At) -> Iterator[Finding]:
        if not isinstance(value, str) or value not in names:
            yield at.broken(f"{value!r} is not a {what} that Slack has")

    return check


_DISPLAY = obj(
    {"name": string(35)},
    {
        "description": string(140),
        "background_color": string(
            7, pattern=r"#[0-9a-fA-F]{3}([0-9a-fA-F]{3})?", described="must be a colour: #rrggbb"
        ),
        "long_description": string(4000, minimum=175),
    },
)
_COMMAND = obj(
    {
        "command": string(32, minimum=2, pattern=r"/\S+", described="must begin with a slash"),
        "description": string(2000),
    },
    {"url": url(), "usage_hint": string(1000), "should_escape": boolean},
)
_SHORTCUT = obj(
    {
        "name": string(24),
        "type": one_of("message", "global"),
        "callback_id": string(255),
        "description": string(150),
    }
)
_FEATURES = obj(
    {},
    {
        "app_home": obj(
            {},
            dict.fromkeys(("home_tab_enabled", "messages_tab_enabled", "messages_tab_read_only_enabled"), boolean),
        ),
        "bot_user": obj({"display_name": string(80)}, {"always_online": boolean}),
        "shortcuts": array(_SHORTCUT, 1, 10),
        "slash_commands": array(_COMMAND, 1, 50),
        **dict.fromkeys(("functions", "workflow_steps", "unfurl_domains", "assistant_view", "agent_view"), _anything),
    },
)
_BOT_SCOPES = array(_known(SCOPES, "bot scope"), 0, 255, unique=True)
_OAUTH = obj(
    {},
    {
        "redirect_urls": array(string(2500), 0, 1000, unique=True),
        "scopes": obj(
            {}, {"bot": _BOT_SCOPES, "bot_optional": _BOT_SCOPES, "user": _anything, "user_optional": _anything}
        ),
        "token_management_enabled": boolean,
        "pkce_enabled": boolean,
    },
)
_SUBSCRIPTIONS = obj(
    {},
    {
        "request_url": url(3500),
        "user_events": _anything,
        "bot_events": array(_known(frozenset(EVENTS), "bot event"), 0, 100, unique=True),
        "metadata_subscriptions": array(obj({"app_id": string(), "event_type": string(50)}), 1, 20, unique=True),
    },
)
_SETTINGS = obj(
    {},
    {
        "event_subscriptions": _SUBSCRIPTIONS,
        "interactivity": obj(
            {"is_enabled": boolean}, {"request_url": url(3500), "message_menu_options_url": url(3500)}
        ),
        **dict.fromkeys(
            ("org_deploy_enabled", "socket_mode_enabled", "is_hosted", "token_rotation_enabled", "is_mcp_enabled"),
            boolean,
        ),
        **dict.fromkeys(
            ("allowed_ip_address_ranges", "incoming_webhooks", "siws_links", "hermes_app_type", "function_runtime"),
            _anything,
        ),
    },
)
_UNUSED_SECTIONS = (
    "$schema",
    "_metadata",
    "app_directory",
    "functions",
    "workflows",
    "datastores",
    "outgoing_domains",
    "types",
    "external_auth_providers",
    "mcp_servers",
)
_MANIFEST = obj(
    {"display_information": _DISPLAY},
    {
        "features": _FEATURES,
        "oauth_config": _OAUTH,
        "settings": _SETTINGS,
        **dict.fromkeys(_UNUSED_SECTIONS, _anything),
    },
)


def _across(document: Mapping[str, Any]) -> Iterator[Finding]:
    """Yield what is wrong between parts that are right by themselves."""
    root = At("", "message")
    features = document.get("features", {})
    settings = document.get("settings", {})
    scopes = set(document.get("oauth_config", {}).get("scopes", {}).get("bot", ()))
    if scopes and "bot_user" not in features:
        yield root.down("features").broken("bot scopes need a bot_user")
    for feature in ("slash_commands", "shortcuts"):
        if feature in features and "commands" not in scopes:
            yield root.down("features", feature).broken("needs the bot scope commands")
    heard = settings.get("event_subscriptions", {})
    for index, event in enumerate(heard.get("bot_events", ())):
        if EVENTS[event] and not EVENTS[event] & scopes:
            place = root.down("settings", "event_subscriptions", "bot_events", index)
            yield place.broken(f"{event} needs the bot scope {' or '.join(sorted(EVENTS[event]))}")
    yield from _repeated(features, root.down("features"))
    if not settings.get("socket_mode_enabled", False):
        yield from _addresses(features, settings, root)


def _repeated(features: Mapping[str, Any], at: At) -> Iterator[Finding]:
    for feature, key in (("slash_commands", "command"), ("shortcuts", "callback_id")):
        values = [entry[key] for entry in features.get(feature, ())]
        for index, value in enumerate(values):
            if value in values[:index]:
                yield at.down(feature, index, key).finding("duplicate", f"{value} is there twice")


def _addresses(features: Mapping[str, Any], settings: Mapping[str, Any], root: At) -> Iterator[Finding]:
    """Yield where Slack would have no address to send to: without Socket Mode each needs one."""
    heard = settings.get("event_subscriptions", {})
    if heard.get("bot_events") and "request_url" not in heard:
        yield root.down("settings", "event_subscriptions").broken("needs a request_url without Socket Mode")
    pressed = settings.get("interactivity", {})
    if pressed.get("is_enabled") and "request_url" not in pressed:
        yield root.down("settings", "interactivity").broken("needs a request_url without Socket Mode")
    for index, command in enumerate(features.get("slash_commands", ())):
        if "url" not in command:
            yield root.down("features", "slash_commands", index).broken("needs a url without Socket Mode")
