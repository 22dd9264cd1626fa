"""The command line from outside: quick help, clear ends, nothing that drives the terminal."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot import cli
from storage.migrate import HEAD

ROOT = Path(__file__).parents[2]
HEAVY = {
    *("aiohttp", "aiosqlite", "alembic", "anthropic", "apscheduler", "asyncpg", "jinja2", "pydantic", "slack_bolt"),
    *(
        "slack_sdk",
        "sqlalchemy",
        "sqlmodel",
        "starlette",
        "structlog",
        "uvicorn",
        "yaml",
        "storage",
        "sandbox",
        "blocks",
    ),
}
COMMANDS = ("serve", "worker", "demo", "draft", "export", "migrate", "manifest", "templates", "doctor")


def run(folder: Path, *words: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """Run `postmortem WORDS` in an empty folder with these settings and no others."""
    env = {"PATH": os.defpath, "HOME": str(folder), "PYTHONPATH": str(ROOT)} | settings
    command = [sys.executable, "-m", "bot", *words]
    return subprocess.run(command, env=env, cwd=folder, capture_output=True, text=True, timeout=60, check=False)


def test_help_names_every_command_with_one_line(tmp_path: Path) -> None:
    done = run(tmp_path, "--help")
    listed = [line.split()[0] for line in done.stdout.splitlines() if line.startswith("  ") and line.split()]
    assert (done.returncode, done.stderr, [one for one in listed if one in COMMANDS]) == (0, "", list(COMMANDS))


def test_without_a_word_it_shows_help(tmp_path: Path) -> None:
    assert "Usage:" in run(tmp_path).stdout + run(tmp_path).stderr


@pytest.mark.parametrize("words", [(), *((one,) for one in COMMANDS)], ids=["all", *COMMANDS])
def test_help_imports_nothing_that_takes_time_and_reads_no_setting(tmp_path: Path, words: tuple[str, ...]) -> None:
    program = (
        "import sys; from bot import cli; sys.argv = ['postmortem', *sys.argv[1:], '--help']\n"
        "try: cli.main()\n"
        "except SystemExit as ended: code = ended.code\n"
        "sys.stderr.write(' '.join(sorted({one.partition('.')[0] for one in sys.modules})))"
    )
    env = {"PATH": os.defpath, "HOME": str(tmp_path), "PYTHONPATH": str(ROOT), "POSTMORTEM_PORT": "no number"}
    command = [sys.executable, "-c", program, *words]
    done = subprocess.run(command, env=env, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=True)
    imported = set(done.stderr.split())
    # the command line catches our own problems: these two are all it needs for that
    assert ("Usage" in done.stdout, imported & HEAVY - {"pydantic"}) == (True, set())


def test_a_word_that_is_none_is_said_without_a_trace(tmp_path: Path) -> None:
    done = run(tmp_path, "publish")
    assert (done.returncode, "No such command 'publish'" in done.stderr, "Traceback" in done.stderr) == (2, True, False)


@pytest.mark.parametrize("command", ["serve", "worker", "migrate", "doctor"])
def test_settings_that_cannot_be_used_are_all_named_and_nothing_is_done(tmp_path: Path, command: str) -> None:
    wrong = {"POSTMORTEM_PORT": "x", "POSTMORTEM_ZONE": "Mars", "SLACK_BOT_TOKEN": "xoxp-swordfish"}
    done = run(tmp_path, command, **wrong)
    said = done.stdout + done.stderr
    assert (done.returncode, [one in said for one in wrong]) == (1, [True] * 3)
    assert ("swordfish" in said, "Traceback" in said, list(tmp_path.iterdir())) == (False, False, [])


def test_migrating_twice_is_as_good_as_once(tmp_path: Path) -> None:
    done = [run(tmp_path, "migrate") for _ in range(2)]
    assert [(one.returncode, one.stdout, one.stderr) for one in done] == [(0, f"The database is at {HEAD}.\n", "")] * 2
    assert (tmp_path / "postmortem.db").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    "url",
    ["sqlite+aiosqlite:////nowhere/at/all.db", "postgresql+asyncpg://bot:swordfish@127.0.0.1:1/pm"],
    ids=["sqlite", "postgres"],
)
def test_a_database_that_cannot_be_reached_is_one_sentence(tmp_path: Path, url: str) -> None:
    done = run(tmp_path, "migrate", POSTMORTEM_DATABASE_URL=url)
    last = done.stderr.splitlines()[-1]
    assert (done.returncode, done.stdout) == (1, "")
    assert last == "I cannot reach my database, so nothing was done. Try again in a minute."
    assert ("Traceback" in done.stderr, "swordfish" in done.stderr) == (False, False)


def test_the_manifest_is_the_file_of_this_version(tmp_path: Path) -> None:
    done = run(tmp_path, "manifest")
    assert (done.returncode, done.stdout, done.stderr) == (0, (ROOT / "manifest.yml").read_text(), "")


def test_what_is_printed_never_drives_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    cli._say("a\x1b]52;c;eA==\x07b\u202ec\x00d\r\ne\u2028f\x9bg\tok é ✓")
    assert capsys.readouterr().out == "a]52;c;eA==bcdefg\tok é ✓\n"


def test_what_fails_never_drives_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli._fail("There is no channel \x1b[2J\u202eevil.")
    assert (ended.value.code, capsys.readouterr().err) == (1, "There is no channel [2Jevil.\n")


def test_templates_are_listed_and_a_wrong_file_is_told_with_its_line(tmp_path: Path) -> None:
    folder = tmp_path / "ours"
    folder.mkdir()
    (folder / "short.yaml").write_text("key: short\nname: Short\nlike: short\nfor: {severities: [SEV4]}\n")
    (folder / "notes.txt").write_text("not a template")
    done = run(tmp_path, "templates", POSTMORTEM_TEMPLATES="ours")
    assert (done.returncode, done.stderr, done.stdout.splitlines()) == (
        0,
        "",
        [
            "default: Postmortem, 10 sections, built in, for all that no other one is for",
            "short: Short, 6 sections, from a file, for SEV4",
        ],
    )

    (folder / "zwrong.yml").write_text("key: x\nnmae: X\n")
    done = run(tmp_path, "templates", POSTMORTEM_TEMPLATES="ours")
    assert (done.returncode, done.stderr.splitlines()) == (
        1,
        [
            "These files cannot be used:",
            "  - zwrong.yml, line 1: a template needs `name`.",
            "  - zwrong.yml, line 2: a template has no `nmae`. Did you mean name?",
        ],
    )


def test_serve_does_not_start_with_templates_that_are_wrong(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("key: x\nnmae: X\n")
    tokens = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1"}
    assert run(tmp_path, "migrate").returncode == 0
    done = run(tmp_path, "serve", POSTMORTEM_TEMPLATES=".", **tokens)
    assert (done.returncode, done.stderr.splitlines()) == (
        1,
        [
            "The settings cannot be used:",
            "  - POSTMORTEM_TEMPLATES: a.yaml, line 1: a template needs `name`.",
            "  - POSTMORTEM_TEMPLATES: a.yaml, line 2: a template has no `nmae`. Did you mean name?",
        ],
    )
    missing = run(tmp_path, "serve", POSTMORTEM_TEMPLATES="nowhere", **tokens)
    assert missing.stderr.splitlines()[1] == (
        "  - POSTMORTEM_TEMPLATES: the folder cannot be read (No such file or directory)."
    )
