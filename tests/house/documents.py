"""The pages of docs/ that are written from the code, so that they cannot be wrong: settings and commands.

`python -m tests.house.documents` writes them; a house test compares. It must not decide anything about the bot.
"""

import json
from collections.abc import Callable, Mapping
from datetime import time
from types import MappingProxyType
from typing import Any

import typer
from pydantic import SecretStr
from pydantic.fields import FieldInfo

from blocks.action_items_files import ItemsFile
from blocks.documents.schema import PostmortemFile
from bot.cli import app
from bot.domain.grammar import ALSO
from bot.listeners import tables
from bot.settings import Settings
from tests.house.tree import ROOT

BY_HAND = "Written by `python -m tests.house.documents`; a test compares it with the code. Do not edit it by hand."
FIRST = ("slack_bot_token", "slack_app_token")


def setting_name(field: str, info: FieldInfo) -> str:
    """Return the name of a setting in the environment."""
    return info.validation_alias if isinstance(info.validation_alias, str) else field.upper()


def setting_value(value: Any) -> str:
    """Return a default as it would be written in the environment; nothing where there is none."""
    if isinstance(value, SecretStr):
        return value.get_secret_value()
    if isinstance(value, tuple):
        return ",".join(str(one) for one in value)
    if isinstance(value, time):
        return value.strftime("%H:%M")
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)


def configuration() -> str:
    """Return docs/configuration.md."""
    rows = [
        f"| `{setting_name(field, info)}` | {_default(info)} | {info.description} |"
        for field, info in Settings.model_fields.items()
    ]
    return "\n".join(
        [
            "# Settings",
            "",
            "Read once, from the environment or from a file `.env` in the folder where the bot starts; the environment",
            "wins. Every problem is named at once, and `postmortem doctor` says what to do about each. An empty value",
            "counts as not set. Lists are separated by commas. Start from `.env.example`.",
            "",
            "| Setting | Default | What it decides |",
            "| --- | --- | --- |",
            *rows,
            "",
            "Secrets are never printed: not in logs, not in recordings, not by `doctor`. Which sources of “resolved”",
            "these settings switch on is told in [integrations.md](integrations.md).",
            "",
            BY_HAND,
            "",
        ]
    )


def _default(info: FieldInfo) -> str:
    value = setting_value(info.default)
    return f"`{value}`" if value else "not set"


def env_example() -> str:
    """Return .env.example: the two tokens to fill in, and everything else as a comment with its default."""
    lines = [
        "# Copy to .env and fill in the two tokens; the rest has defaults. docs/configuration.md has it as a table.",
        "",
    ]
    for field, info in Settings.model_fields.items():
        mark = "" if field in FIRST else "# "
        lines += [f"# {info.description}", f"{mark}{setting_name(field, info)}={setting_value(info.default)}", ""]
    return "\n".join(lines)


def commands() -> str:
    """Return docs/commands.md: the words in Slack and the commands of the shell."""
    words = tables().subcommands.all()
    return "\n".join(
        [
            "# Commands",
            "",
            "## In Slack",
            "",
            "The same words work after `/postmortem` and after a mention of the bot, which is the way in threads.",
            "`PM` is a number such as `PM-7` or `7`; without one, the postmortem of the channel is meant.",
            "",
            "| Word | What it does | Also |",
            "| --- | --- | --- |",
            *(f"| `/postmortem {_cell(one.usage)}` | {_cell(one.about)} | {_also(one.word)} |" for one in words),
            "",
            "A word that is not known is answered with the nearest ones that are.",
            "",
            "## In the shell",
            "",
            *_shell(),
            BY_HAND,
            "",
        ]
    )


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _also(word: str) -> str:
    return ", ".join(f"`{one}`" for one, meant in ALSO.items() if meant.partition(" ")[0] == word)


def _shell() -> list[str]:
    group: Any = typer.main.get_command(app)
    lines = []
    for name, command in group.commands.items():
        options = [one for one in command.params if one.name != "help"]
        lines += [f"### `postmortem {_usage(name, options)}`", "", str(command.help), ""]
        described = [f"- `{_option(one)}` — {one.help}" for one in options]
        lines += [*described, ""] if described else []
    return lines


def _usage(name: str, options: list[Any]) -> str:
    return " ".join([name, *(_option(one) if one.required else f"[{_option(one)}]" for one in options)])


def _option(option: Any) -> str:
    if option.param_type_name == "argument":
        return str(option.name).upper()
    return str(option.opts[0]) + ("" if option.is_flag else f" {str(option.name).upper()}")


def file_schema() -> str:
    """Return docs/postmortem.schema.json: what the JSON file of a postmortem holds."""
    return json.dumps(PostmortemFile.model_json_schema(mode="serialization"), ensure_ascii=False, indent=2) + "\n"


def items_schema() -> str:
    """Return docs/action-items.schema.json: what the JSON file of action items holds."""
    return json.dumps(ItemsFile.model_json_schema(mode="serialization"), ensure_ascii=False, indent=2) + "\n"


PAGES: Mapping[str, Callable[[], str]] = MappingProxyType(
    {
        "docs/configuration.md": configuration,
        "docs/commands.md": commands,
        "docs/postmortem.schema.json": file_schema,
        "docs/action-items.schema.json": items_schema,
        ".env.example": env_example,
    }
)


def main() -> None:
    """Write every page."""
    for path, page in PAGES.items():
        (ROOT / path).write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
