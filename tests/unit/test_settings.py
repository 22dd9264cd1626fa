"""Settings: read once, complaining completely, and showing no secret to anybody."""

import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from pydantic import ValidationError

from bot import log
from bot.domain.incidents import SignalSource
from bot.settings import Settings, SettingsProblem, load

SECRETS = {
    "SLACK_BOT_TOKEN": "xoxb-0000-swordfish-bot",
    "SLACK_APP_TOKEN": "xapp-0000-swordfish-app",
    "SLACK_SIGNING_SECRET": "swordfish-signing-secret-0000",
    "POSTMORTEM_HOOK_SECRET": "swordfish-hook-secret-0000",
    "POSTMORTEM_DATABASE_URL": "postgresql+asyncpg://bot:swordfish%21password@db.example/pm",
}
WRONG = {
    "SLACK_BOT_TOKEN": ("xoxp-swordfish", "must start with xoxb-"),
    "SLACK_APP_TOKEN": ("xoxb-swordfish", "must start with xapp-"),
    "SLACK_SIGNING_SECRET": ("swordfish", "must have at least 20 characters"),
    "POSTMORTEM_HOOK_SECRET": ("swordfish          ", "must have at least 20 characters"),
    "SLACK_API_URL": ("http://slack.example/api", "must start with https:// (http:// only for this machine itself)"),
    "POSTMORTEM_DATABASE_URL": (
        "mysql://bot:swordfish@db/pm",
        "must start with sqlite+aiosqlite: or postgresql+asyncpg:",
    ),
    "POSTMORTEM_PORT": ("70000", "Input should be less than or equal to 65535"),
    "POSTMORTEM_LOG_LEVEL": ("loud", "Input should be 'debug', 'info', 'warning' or 'error'"),
    "POSTMORTEM_ZONE": ("Mars/Base", "there is no time zone 'Mars/Base'; use a name such as Europe/Berlin"),
    "POSTMORTEM_SIGNALS": (
        "emoji,telepathy",
        "there is no source telepathy; there are " + ", ".join(one for one in SignalSource if one != "export"),
    ),
    "POSTMORTEM_VENDOR_APPS": ("nonsense", "'nonsense' is no pair of an app id and a pattern, such as A1=*resolved*"),
    "POSTMORTEM_RENAMED_PATTERN": ("***", "A pattern of only stars would match everything."),
    "POSTMORTEM_TOPIC_PATTERN": ("...", "A pattern needs a letter or a number."),
    "POSTMORTEM_HOOK_CHANNELS": (
        "C1,#incidents",
        "'#incidents' is no Slack id; names change, so an id such as C0123ABCD is needed",
    ),
    "POSTMORTEM_INCIDENT_ADMINS": (
        "@maya",
        "'@maya' is no Slack id; names change, so an id such as C0123ABCD is needed",
    ),
    "POSTMORTEM_CHANNEL": (
        "general",
        "'general' is no Slack id; names change, so an id such as C0123ABCD is needed",
    ),
    "POSTMORTEM_SLOW_HISTORY": ("maybe", "Input should be a valid boolean, unable to interpret input"),
    "POSTMORTEM_COUNTRY": ("Germany", "'Germany' is no country such as DE, or country and region such as DE-BY"),
    "POSTMORTEM_REMINDERS": ("high=3,1", "the days of 'high=3,1' must rise, each once"),
    "POSTMORTEM_EVENING": ("after dusk", "Input should be in a valid time format, invalid character in hour"),
    "POSTMORTEM_MORNING": ("at nine o'clock", "Input should be in a valid time format, invalid character in hour"),
}


@pytest.fixture(autouse=True)
def _nothing_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, field in Settings.model_fields.items():
        monkeypatch.delenv(str(field.validation_alias or name.upper()), raising=False)


@pytest.fixture
def logs() -> Iterator[None]:
    """Logging as it was, once the test is over."""
    root, configured = logging.getLogger(), structlog.get_config()
    handlers, level = root.handlers[:], root.level
    yield
    structlog.configure(**configured)
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.captureWarnings(capture=False)
    for name in ("bot", "blocks", "storage", "sandbox"):
        logging.getLogger(name).setLevel(logging.NOTSET)


def problems(monkeypatch: pytest.MonkeyPatch, values: dict[str, str]) -> list[str]:
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SettingsProblem) as raised:
        load(None)
    return raised.value.problems


def test_without_anything_set_there_are_defaults() -> None:
    settings = load(None)
    assert (settings.slack_api_url, settings.is_sqlite, settings.port) == ("https://slack.com/api/", True, 8080)
    assert settings.secrets() == ()


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_named_with_its_setting(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    value, sentence = WRONG[name]
    assert problems(monkeypatch, {name: value}) == [f"{name}: {sentence}"]


@pytest.mark.parametrize(
    ("morning", "evening"), [("09:00", "09:30"), ("16:30", None), (None, "09:59"), ("23:50", "00:10")]
)
def test_a_day_of_work_has_an_hour_at_least(
    monkeypatch: pytest.MonkeyPatch, morning: str | None, evening: str | None
) -> None:
    both = {"POSTMORTEM_MORNING": morning, "POSTMORTEM_EVENING": evening}
    values = {name: value for name, value in both.items() if value is not None}
    said = f"{evening or '17:00'} is less than an hour after POSTMORTEM_MORNING, {morning or '09:00'}"
    assert problems(monkeypatch, values) == [f"POSTMORTEM_EVENING: {said}; nobody could be asked"]


@pytest.mark.parametrize(("morning", "evening"), [("16:00", "17:00"), ("22:00", "06:00"), ("09:00", "09:00")])
def test_a_day_of_work_may_end_after_midnight_or_never(
    monkeypatch: pytest.MonkeyPatch, morning: str, evening: str
) -> None:
    monkeypatch.setenv("POSTMORTEM_MORNING", morning)
    monkeypatch.setenv("POSTMORTEM_EVENING", evening)
    assert (f"{load(None).morning:%H:%M}", f"{load(None).evening:%H:%M}") == (morning, evening)


def test_every_problem_is_named_at_once_and_none_repeats_a_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    found = problems(monkeypatch, {name: value for name, (value, _) in WRONG.items()})
    assert sorted(one.partition(":")[0] for one in found) == sorted(WRONG)
    assert [one for one in found if "swordfish" in one] == []


def test_a_trace_of_a_wrong_setting_shows_no_value(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxp-swordfish")
    with pytest.raises(SettingsProblem) as raised:
        load(None)
    assert (raised.value.__cause__, raised.value.__suppress_context__) == (None, True)


def test_a_file_is_read_and_the_environment_wins(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("POSTMORTEM_PORT=1\nPOSTMORTEM_ZONE=Europe/Berlin\nSLACK_BOT_TOKEN=\nOTHER_THING=7\n")
    monkeypatch.setenv("POSTMORTEM_PORT", "2")
    settings = load(file)
    assert (settings.port, settings.zone, settings.slack_bot_token.get_secret_value()) == (2, "Europe/Berlin", "")


def test_a_file_that_is_not_there_is_no_problem(tmp_path: Path) -> None:
    assert load(tmp_path / "none").port == 8080


def test_the_example_file_can_be_used_as_it_is() -> None:
    assert load(Path(".env.example")).secrets() == ()


def test_settings_cannot_be_changed() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        load(None).port = 1  # type: ignore[misc]


@pytest.mark.parametrize(
    ("value", "read"),
    [("a, b ,,c", ("A1=a", "A2=b")), ("", ())],
)
def test_lists_are_separated_by_commas(monkeypatch: pytest.MonkeyPatch, value: str, read: tuple[str, ...]) -> None:
    monkeypatch.setenv("POSTMORTEM_VENDOR_APPS", "A1=a, A2=b ,," if value else "")
    assert load(None).vendor_apps == read


@pytest.mark.parametrize("value", [":incident_resolved:", " incident_resolved ", "incident_resolved"])
def test_emoji_may_be_given_with_colons(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("POSTMORTEM_RESOLVED_EMOJI", value)
    assert load(None).resolved_emoji == "incident_resolved"


@pytest.mark.parametrize(
    ("value", "read"),
    [
        ("https://slack.example/api", "https://slack.example/api/"),
        ("http://127.0.0.1:8000/api/", "http://127.0.0.1:8000/api/"),
        ("http://localhost:8000/api", "http://localhost:8000/api/"),
        ("http://[::1]:8000/api", "http://[::1]:8000/api/"),
    ],
)
def test_slacks_address_ends_with_a_slash_and_may_be_this_machine(
    monkeypatch: pytest.MonkeyPatch, value: str, read: str
) -> None:
    monkeypatch.setenv("SLACK_API_URL", value)
    assert load(None).slack_api_url == read


@pytest.mark.parametrize(
    "value",
    ["http://10.0.0.1/api", "http://localhost.evil.example/api", "ftp://slack.com", "slack.com/api", "http://["],
)
def test_our_token_goes_nowhere_else_in_the_clear(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    assert len(problems(monkeypatch, {"SLACK_API_URL": value})) == 1


def test_no_secret_shows_where_settings_are_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)
    settings = load(None)
    shown = "".join((repr(settings), str(settings), f"{settings}", repr(settings.model_fields_set)))
    dumped = json.dumps(settings.model_dump(mode="json", exclude={"database_url"}))
    assert [one for one in (shown, dumped) if "swordfish" in one] == []


@pytest.mark.usefixtures("logs")
@pytest.mark.parametrize("level", ["debug", "info", "warning", "error"])
@pytest.mark.parametrize("as_json", [True, False], ids=["json", "text"])
def test_no_secret_of_the_settings_is_in_any_log_line_at_any_level(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], level: str, *, as_json: bool
) -> None:
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)
    settings = load(None)
    secrets = settings.secrets()
    assert len(secrets) == 6  # the password as it is written in the address, and as it is
    log.configure(level, json=as_json, secrets=secrets)
    logger = structlog.get_logger("test")
    for one in secrets:
        for say in (logger.debug, logger.info, logger.warning, logger.error):
            say(one, value=one, inside=[{"deep": f"x{one}y"}], **{one: one})
        logger.error("failed", exc_info=ConnectionError(f"cannot reach {one}"))
    written = capsys.readouterr().err
    assert ([one for one in secrets if one in written], written != "") == ([], True)
