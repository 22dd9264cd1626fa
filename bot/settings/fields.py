"""What an operator decides about Slack, the database, incidents, models and publishing, field by field."""

import re
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.domain.facts import Strictness
from bot.domain.incidents import SignalSource
from bot.domain.patterns import compile_pattern

SECRET_LENGTH = 20
_PRICE = re.compile(r"[\w.:-]+=\d+(?:\.\d+)?/\d+(?:\.\d+)?")
_SLACK_ID = re.compile(r"[A-Z0-9]{2,30}")
_LOOPBACK = {"127.0.0.1", "::1", "localhost"}
Words = Annotated[tuple[str, ...], NoDecode]


class Fields(BaseSettings):
    """All but what the clock does. Each field's description is what docs/configuration.md shows."""

    model_config = SettingsConfigDict(
        env_file=".env", frozen=True, extra="ignore", env_ignore_empty=True, populate_by_name=True
    )

    slack_bot_token: SecretStr = Field(
        default=SecretStr(""), description="Bot token of your Slack app, starts with xoxb-."
    )
    slack_app_token: SecretStr = Field(
        default=SecretStr(""), description="App-level token for Socket Mode, starts with xapp-."
    )
    slack_signing_secret: SecretStr = Field(
        default=SecretStr(""), description="Signing secret, needed for `serve --http`."
    )
    slack_api_url: str = Field(default="https://slack.com/api/", description="Base address of the Web API.")

    database_url: str = Field(
        default="sqlite+aiosqlite:///postmortem.db",
        validation_alias="POSTMORTEM_DATABASE_URL",
        repr=False,  # it may hold a password
        description="SQLite (one process) or postgresql+asyncpg://… (any number).",
    )
    host: str = Field(
        default="127.0.0.1", validation_alias="POSTMORTEM_HOST", description="Address that `serve --http` binds."
    )
    port: int = Field(
        default=8080, ge=0, le=65535, validation_alias="POSTMORTEM_PORT", description="Port that `serve --http` binds."
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", validation_alias="POSTMORTEM_LOG_LEVEL", description="How much is logged."
    )
    log_json: bool = Field(
        default=False, validation_alias="POSTMORTEM_LOG_JSON", description="One JSON object a log line."
    )

    zone: str = Field(
        default="UTC",
        validation_alias="POSTMORTEM_ZONE",
        description="The zone that documents speak, such as Europe/Berlin.",
    )
    announce_channel: str | None = Field(
        default=None,
        validation_alias="POSTMORTEM_CHANNEL",
        description="Channel id where cards of archived channels go on.",
    )
    announce_in: Words = Field(
        default=(),
        validation_alias="POSTMORTEM_ANNOUNCE",
        description="Channel ids where published postmortems are announced; without any, POSTMORTEM_CHANNEL.",
    )
    canvas: Literal["auto", "off"] = Field(
        default="auto",
        validation_alias="POSTMORTEM_CANVAS",
        description="Whether a published postmortem becomes its channel's canvas, where there are canvases.",
    )
    resolved_emoji: str = Field(
        default="incident_resolved",
        validation_alias="POSTMORTEM_RESOLVED_EMOJI",
        description="Emoji that marks an incident resolved, without colons.",
    )
    reopened_emoji: str = Field(
        default="incident_reopened",
        validation_alias="POSTMORTEM_REOPENED_EMOJI",
        description="Emoji that says an incident is back, without colons.",
    )
    signals: Words = Field(
        default=("metadata", "emoji", "vendor", "renamed", "topic", "archived", "command", "shortcut", "webhook"),
        validation_alias="POSTMORTEM_SIGNALS",
        description="Which sources of “resolved” count, separated by commas.",
    )
    metadata_apps: Words = Field(
        default=(),
        validation_alias="POSTMORTEM_METADATA_APPS",
        description="App ids whose message metadata is believed.",
    )
    vendor_apps: Words = Field(
        default=(),
        validation_alias="POSTMORTEM_VENDOR_APPS",
        description="Vendor bots: app id=glob pairs, such as A1=*resolved*, separated by commas.",
    )
    renamed_pattern: str = Field(
        default="*-resolved",
        validation_alias="POSTMORTEM_RENAMED_PATTERN",
        description="Glob of a resolved channel's name.",
    )
    topic_pattern: str = Field(
        default="resolved",
        validation_alias="POSTMORTEM_TOPIC_PATTERN",
        description="Word or glob in the topic of a resolved channel.",
    )
    hook_secret: SecretStr = Field(
        default=SecretStr(""),
        validation_alias="POSTMORTEM_HOOK_SECRET",
        description="Secret of the signed incident webhook.",
    )
    hook_channels: Words = Field(
        default=(), validation_alias="POSTMORTEM_HOOK_CHANNELS", description="Channel ids that the webhook may name."
    )
    incident_admins: Words = Field(
        default=(),
        validation_alias="POSTMORTEM_INCIDENT_ADMINS",
        description="Slack ids of people who are incident admins.",
    )
    redact_contacts: bool = Field(
        default=True,
        validation_alias="POSTMORTEM_REDACT_CONTACTS",
        description="Cover mail addresses and phone numbers.",
    )
    slow_history: bool = Field(
        default=False,
        validation_alias="POSTMORTEM_SLOW_HISTORY",
        description="Read 15 rows a call, for apps that Slack limits to one history call a minute.",
    )
    discussions: Strictness = Field(
        default=Strictness.BLOCK,
        validation_alias="POSTMORTEM_DISCUSSIONS",
        description="Whether open discussions block publishing (block) or are only pointed out (warn).",
    )
    ai_text: Strictness = Field(
        default=Strictness.WARN,
        validation_alias="POSTMORTEM_AI_TEXT",
        description="Whether AI text that nobody has kept blocks publishing (block) or is only pointed out (warn).",
    )
    anthropic_api_key: SecretStr = Field(
        default=SecretStr(""),
        description="Key of the Anthropic API. Without it drafts are made by rules alone, and everything else works.",
    )
    anthropic_base_url: str = Field(
        default="https://api.anthropic.com", description="Base address of the Anthropic API, or of a gateway before it."
    )
    ai_facts_model: str = Field(
        default="claude-haiku-5-5",
        validation_alias="POSTMORTEM_AI_FACTS_MODEL",
        description="Model that gathers the facts, piece by piece of a channel: a small one does.",
    )
    ai_writing_model: str = Field(
        default="claude-sonnet-5-5",
        validation_alias="POSTMORTEM_AI_WRITING_MODEL",
        description="Model that writes the sections from the facts.",
    )
    ai_people: Literal["aliases", "roles"] = Field(
        default="aliases",
        validation_alias="POSTMORTEM_AI_PEOPLE",
        description="How people stand in what a model reads and writes: aliases, put back into names, or roles.",
    )
    ai_draft_tokens: int = Field(
        default=2_000_000,
        ge=1_000,
        validation_alias="POSTMORTEM_AI_DRAFT_TOKENS",
        description="Tokens that one draft may take at most; what is over is made by rules.",
    )
    ai_month_tokens: int = Field(
        default=50_000_000,
        ge=0,
        validation_alias="POSTMORTEM_AI_MONTH_TOKENS",
        description="Tokens that all drafts of a calendar month (UTC) may take together.",
    )
    ai_prices: Words = Field(
        default=(),
        validation_alias="POSTMORTEM_AI_PRICES",
        description="model=input/output pairs, in dollars a million tokens, separated by commas: then costs are shown.",
    )
    ai_seconds: int = Field(
        default=90,
        ge=5,
        le=600,
        validation_alias="POSTMORTEM_AI_SECONDS",
        description="Seconds that one answer of a model is waited for.",
    )
    ai_draft_seconds: int = Field(
        default=900,
        ge=1,
        le=7_200,
        validation_alias="POSTMORTEM_AI_DRAFT_SECONDS",
        description="Seconds that a model may work on one draft altogether; after that the rules' draft stands.",
    )
    ai_private: Literal["ask", "never"] = Field(
        default="ask",
        validation_alias="POSTMORTEM_AI_PRIVATE",
        description="Whether an incident admin can allow a model to read a private channel (ask), or nobody (never).",
    )
    ai_at_once: int = Field(
        default=3,
        ge=1,
        le=16,
        validation_alias="POSTMORTEM_AI_AT_ONCE",
        description="Questions that are asked at the same time.",
    )
    publishes_by_itself: bool = Field(
        default=True,
        validation_alias="POSTMORTEM_PUBLISHES_BY_ITSELF",
        description="Whether the last approval publishes where nothing blocks.",
    )
    teams_of_one: bool = Field(
        default=False,
        validation_alias="POSTMORTEM_TEAMS_OF_ONE",
        description="Whether an author may approve alone, for workspaces of one person.",
    )
    templates: Path | None = Field(
        default=None,
        validation_alias="POSTMORTEM_TEMPLATES",
        description="Folder with templates of your own, one YAML file each.",
    )
    erasures: Path = Field(
        default=Path("postmortem-erasures.txt"),
        validation_alias="POSTMORTEM_ERASURES",
        description="File with the list of erasures, which says of nobody who it was; keep it apart from backups.",
    )
    keep_transcripts: int = Field(
        default=365,
        ge=1,
        le=36500,
        validation_alias="POSTMORTEM_KEEP_TRANSCRIPTS",
        description="Days that a channel's messages are kept after the incident and its document are done.",
    )
    keep_deeds: int = Field(
        default=1095,
        ge=1,
        le=36500,
        validation_alias="POSTMORTEM_KEEP_DEEDS",
        description="Days that the record of who did what is kept.",
    )

    @field_validator(
        "signals",
        "metadata_apps",
        "vendor_apps",
        "hook_channels",
        "incident_admins",
        "announce_in",
        "ai_prices",
        mode="before",
    )
    @classmethod
    def _split(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @field_validator("renamed_pattern", "topic_pattern")
    @classmethod
    def _pattern_is_usable(cls, value: str) -> str:
        compile_pattern(value)
        return value

    @field_validator("vendor_apps")
    @classmethod
    def _vendors_are_pairs(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for pair in value:
            app, equals, pattern = pair.partition("=")
            if not equals or not app.strip():
                raise ValueError(f"{pair!r} is no pair of an app id and a pattern, such as A1=*resolved*")
            compile_pattern(pattern.strip().removeprefix("!"))
        return value

    @field_validator("signals")
    @classmethod
    def _signals_are_known(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        known = [one.value for one in SignalSource if one is not SignalSource.EXPORT]
        if strange := sorted(set(value) - set(known)):
            raise ValueError(f"there is no source {', '.join(strange)}; there are {', '.join(known)}")
        return value

    @field_validator("zone")
    @classmethod
    def _zone_exists(cls, value: str) -> str:
        from zoneinfo import ZoneInfo, ZoneInfoNotFoundError  # noqa: PLC0415 - keeps `postmortem --help` quick

        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise ValueError(f"there is no time zone {value!r}; use a name such as Europe/Berlin") from error
        return value

    @field_validator("slack_api_url", "anthropic_base_url")
    @classmethod
    def _api_is_safe(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _LOOPBACK):
            raise ValueError("must start with https:// (http:// only for this machine itself)")
        return value if value.endswith("/") else value + "/"

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, value: str) -> str:
        if not value.startswith(("sqlite+aiosqlite:", "postgresql+asyncpg:")):
            raise ValueError("must start with sqlite+aiosqlite: or postgresql+asyncpg:")
        return value

    @field_validator("slack_bot_token", "slack_app_token")
    @classmethod
    def _tokens_look_right(cls, value: SecretStr, info: ValidationInfo) -> SecretStr:
        start = "xoxb-" if info.field_name == "slack_bot_token" else "xapp-"
        if value.get_secret_value() and not value.get_secret_value().startswith(start):
            raise ValueError(f"must start with {start}")
        return value

    @field_validator("slack_signing_secret", "hook_secret")
    @classmethod
    def _secrets_cannot_be_guessed(cls, value: SecretStr) -> SecretStr:
        if 0 < len(value.get_secret_value().strip()) < SECRET_LENGTH:
            raise ValueError(f"must have at least {SECRET_LENGTH} characters")
        return value

    @field_validator("metadata_apps", "hook_channels", "incident_admins", "announce_channel", "announce_in")
    @classmethod
    def _ids_are_ids(cls, value: tuple[str, ...] | str | None) -> tuple[str, ...] | str | None:
        for one in (value,) if isinstance(value, str) else value or ():
            if not _SLACK_ID.fullmatch(one):
                raise ValueError(f"{one!r} is no Slack id; names change, so an id such as C0123ABCD is needed")
        return value

    @field_validator("resolved_emoji", "reopened_emoji")
    @classmethod
    def _emoji_are_bare(cls, value: str) -> str:
        return value.strip().strip(":")

    @field_validator("ai_prices")
    @classmethod
    def _prices_are_numbers(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for pair in value:
            if not _PRICE.fullmatch(pair):
                raise ValueError(f"{pair!r} is no price such as claude-haiku-5-5=1/5")
        return value
