"""What a log line may say and how: one line, no secret, no control character, nothing that people wrote."""

import json
import logging
import re
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from bot.domain.errors import Invalid
from bot.log import bind_correlation, configure, mask, mask_data

SECRET = "a-setting-nobody-may-see"
TOKEN = "xoxb-" + "1234567890-1234567890-" + "aB3dE6gH9jaB3dE6gH9jaB3d"


@pytest.fixture(autouse=True)
def _as_it_was() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    ours = {name: logging.getLogger(name).level for name in ("bot", "blocks", "storage", "sandbox")}
    configured = structlog.get_config()
    yield
    configure("info")
    structlog.contextvars.clear_contextvars()
    structlog.configure(**configured)
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.captureWarnings(capture=False)
    for name, before in ours.items():
        logging.getLogger(name).setLevel(before)


def logged(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


def test_a_record_is_one_json_line_with_its_correlation(capsys: pytest.CaptureFixture[str]) -> None:
    configure("info", json=True)
    bind_correlation("Ev42")
    structlog.get_logger("worker").info("job done", kind="draft", took=1.5)
    (line,) = logged(capsys)
    line.pop("timestamp")
    assert line == {
        "correlation": "Ev42",
        "event": "job done",
        "kind": "draft",
        "level": "info",
        "logger": "worker",
        "took": 1.5,
    }


def test_below_the_level_nothing_is_written(capsys: pytest.CaptureFixture[str]) -> None:
    configure("warning", json=True)
    structlog.get_logger("worker").info("job done")
    assert logged(capsys) == []


@pytest.mark.parametrize("as_json", [True, False], ids=["json", "text"])
@pytest.mark.parametrize(
    "hostile", ["a\nforged=1", "\x1b]52;c;eA==\x07", "\u2028x", "\u202eevil", "nul\x00", "\x85", "\ud800", "[/x]"]
)
def test_no_control_character_leaves_in_any_form(
    capsys: pytest.CaptureFixture[str], hostile: str, *, as_json: bool
) -> None:
    configure("info", json=as_json)
    structlog.get_logger(hostile).info(hostile, **{hostile: hostile, "list": [hostile], "map": {hostile: hostile}})
    out = capsys.readouterr().err
    assert (out.count("\n"), out.rstrip("\n").isprintable()) == (1, True)


@pytest.mark.parametrize("as_json", [True, False], ids=["json", "text"])
def test_no_secret_leaves_in_any_place(capsys: pytest.CaptureFixture[str], *, as_json: bool) -> None:
    configure("debug", json=as_json, secrets=[SECRET, ""])
    log = structlog.get_logger("x")
    log.info(SECRET, a=SECRET, b=[{"c": f"x {SECRET} y"}], **{SECRET: 1}, d=TOKEN, e=("t", {TOKEN}))
    log.info("named", password="short", bot_token="abc", api_key="k", Authorization="x")
    bind_correlation(SECRET)
    log.info("bound")
    logging.getLogger("slack_sdk").error("sending %s with %s", SECRET, TOKEN)
    out = capsys.readouterr().err
    found = [word for word in (SECRET, TOKEN, "short", '"abc"', "=abc", "=k ", '"k"') if word in out]
    assert (found, out.count("\n")) == ([], 4)


def test_a_traceback_names_places_and_no_values(capsys: pytest.CaptureFixture[str]) -> None:
    configure("info", json=True)
    local = "words of a tired person"
    try:
        try:
            int(local)
        except ValueError as error:
            raise KeyError(local) from error
    except KeyError:
        structlog.get_logger("x").exception("job failed")
    (line,) = logged(capsys)
    here = r"tests\.unit\.test_log:\d+ test_a_traceback_names_places_and_no_values"
    assert "tired" not in json.dumps(line)
    assert re.fullmatch(rf"builtins\.KeyError at {here} <- builtins\.ValueError at {here}", line["error"])


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (Invalid("There is no such channel."), "bot.domain.errors.Invalid: There is no such channel."),
        (FileNotFoundError(2, "No such file"), "builtins.FileNotFoundError: [Errno 2] No such file"),
        (ValueError("text of a message"), "builtins.ValueError"),
    ],
)
def test_only_errors_that_quote_nothing_are_quoted(
    capsys: pytest.CaptureFixture[str], error: Exception, words: str
) -> None:
    configure("info", json=True)
    structlog.get_logger("x").error("failed", exc_info=error)
    assert [line["error"] for line in logged(capsys)] == [words]


def test_libraries_are_heard_from_warnings_on_and_say_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    configure("debug", json=True)
    logging.getLogger("slack_bolt").debug("body: words of a tired person")
    logging.getLogger("slack_bolt").error("Failed to run listener (error: words of a tired person)")
    logging.getLogger("asyncio").error("Task exception was never retrieved\nfuture: words of a tired person")
    assert [(line["logger"], line["event"], line["said"]) for line in logged(capsys)] == [
        ("slack_bolt", "library", "Failed to run listener"),
        ("asyncio", "library", "Task exception was never retrieved"),
    ]


def test_a_library_line_that_cannot_be_formatted_is_only_mentioned(capsys: pytest.CaptureFixture[str]) -> None:
    configure("info")
    logging.getLogger("aiohttp").error("%d", "words")
    assert capsys.readouterr().err == "a log line of 'aiohttp' could not be written\n"


def test_a_long_value_is_cut(capsys: pytest.CaptureFixture[str]) -> None:
    configure("info", json=True)
    structlog.get_logger("x").info("long", value="word " * 10_000)
    assert [len(line["value"]) for line in logged(capsys)] == [2001]


def test_a_line_for_people_reads_from_left_to_right(capsys: pytest.CaptureFixture[str]) -> None:
    configure("info")
    structlog.get_logger("worker").info("job done", kind="draft", said="two words", n=3)
    assert capsys.readouterr().err.partition(" ")[2] == 'info    worker job done kind=draft said="two words" n=3\n'


def test_mask_leaves_ordinary_words_alone() -> None:
    assert mask("Card of PM-42 drawn at 10:35, 1727827200.000100") == "Card of PM-42 drawn at 10:35, 1727827200.000100"


def test_recordings_are_masked_and_stay_json() -> None:
    configure("info", secrets=[SECRET])
    recorded = {
        "token": "v",
        "response_url": "https://hooks.slack.com/commands/T1/2/abcdefghij",
        "n": 1,
        "blocks": [SECRET],
    }
    assert mask_data(recorded) == {
        "token": "[secret:setting #1]",
        "response_url": "https://hooks.slack.com/commands/[secret:slack-webhook #1]",
        "n": 1,
        "blocks": ["[secret:setting #1]"],
    }
