"""The command line. Everything heavy is imported inside the command that needs it, so that `--help` answers at once."""

import asyncio
import gc
import sys
from collections.abc import Coroutine
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from bot.settings import Settings, SettingsProblem

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="Carries incident postmortems through their whole life in Slack.",
)
Out = Annotated[Path, typer.Option("--out", help="Folder for the documents.")]


def main() -> None:
    """Run the command line; a Problem becomes a sentence and exit code 1."""
    from bot.domain.errors import Problem  # noqa: PLC0415 - --help is quick

    gc.disable()  # while a command is imported there is no garbage: looking for it is a quarter of a start
    try:
        app()
    except Problem as problem:
        _fail(problem.sentence)
    except _settings_problem() as problem:  # asked only where something went wrong: most commands need no settings yet
        _fail("The settings cannot be used:", *(f"  - {one}" for one in problem.problems))


@app.command()
def serve(
    http: Annotated[bool, typer.Option("--http", help="Take Slack's requests over HTTP instead of a socket.")] = False,  # noqa: FBT002 - a flag
    no_worker: Annotated[bool, typer.Option("--no-worker", help="Leave the jobs to `postmortem worker`.")] = False,  # noqa: FBT002 - a flag
) -> None:
    """Run the bot: Socket Mode by default, `--http` for the Events API."""
    from bot.commands.serve import serve as run  # noqa: PLC0415 - --help is quick

    _run(run(_settings(), http=http, worker=not no_worker))


@app.command()
def worker() -> None:
    """Do the jobs only: PostgreSQL takes any number of these beside `serve --no-worker`."""
    from bot.commands.serve import work  # noqa: PLC0415 - --help is quick

    _run(work(_settings()))


@app.command()
def demo(
    once: Annotated[bool, typer.Option("--once", help="Play the story once, print it and end.")] = False,  # noqa: FBT002 - a flag
    record: Annotated[
        Path | None, typer.Option("--record", help="Write every exchange to FILE, one JSON a line.")
    ] = None,
    ai: Annotated[bool, typer.Option("--ai", help="Let a pretend model write the draft.")] = False,  # noqa: FBT002 - a flag
    port: Annotated[int | None, typer.Option("--port", min=0, max=65535, help="Port of the page.")] = None,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Only print the page's address.")] = False,  # noqa: FBT002 - a flag
) -> None:
    """Show the bot at work in a pretend workspace, as a page to click in. Needs no account and no key."""
    if once:
        from bot.commands.demo.once import play  # noqa: PLC0415 - --help is quick

        _run(play(record=record, ai=ai))
    else:
        from bot.commands.demo.page import show_page  # noqa: PLC0415 - --help is quick

        _run(show_page(port=port, browser=not no_browser, record=record, ai=ai))


@app.command()
def draft(
    export: Annotated[Path, typer.Argument(help="A Slack export: the zip, or its unpacked folder.")],
    channel: Annotated[str, typer.Option("--channel", help="The incident's channel, by name or id.")],
    out: Out = Path("postmortem-out"),
    offline: Annotated[bool, typer.Option("--offline", help="Use no model, whatever the settings say.")] = False,  # noqa: FBT002 - a flag
) -> None:
    """Make a draft of a channel in your own Slack export, without any Slack."""
    from bot.commands.draft import draft_export  # noqa: PLC0415 - --help is quick

    for line in _run(draft_export(export, channel, out, offline=offline)):
        _say(line)


@app.command()
def export(
    postmortem: Annotated[str, typer.Argument(help="Which one, such as PM-42.")],
    form: Annotated[str, typer.Argument(help="pdf, md, html or json.")] = "pdf",
    out: Annotated[Path | None, typer.Option("--out", help="File to write; PM-42.pdf here without it.")] = None,
    as_user: Annotated[str | None, typer.Option("--as", help="Slack id of the person whose sight counts.")] = None,
) -> None:
    """Write a postmortem from the database into a file. It is recorded in its history, with who asked."""
    from bot.commands.export import export as run  # noqa: PLC0415 - --help is quick

    _say(_run(run(_settings(), postmortem, form, out, as_user=as_user)))


@app.command()
def erase(
    member: Annotated[str | None, typer.Argument(help="Slack id of the person, such as U0123ABCD.")] = None,
    again: Annotated[bool, typer.Option("--again", help="Erase whom a restored backup brought back.")] = False,  # noqa: FBT002 - a flag
    also: Annotated[
        list[str] | None, typer.Option("--also", help="Another name or an address of theirs; may be repeated.")
    ] = None,
    keep: Annotated[
        list[str] | None, typer.Option("--keep", help="Spelling of a name that is a word too; it stays.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask first.")] = False,  # noqa: FBT002 - a flag
) -> None:
    """Take a person out of everything that is kept, and list what of theirs lies elsewhere."""
    from bot.commands.erase import Wish, carry_out, look, must_be_one  # noqa: PLC0415 - --help is quick

    must_be_one(member, again=again)
    settings = _settings()
    plan = _run(look(settings, Wish(member, tuple(also or ()), tuple(keep or ()))))
    for line in plan.told():
        _say(line)
    if plan.erased and (yes or typer.confirm("This cannot be taken back. Erase them?")):
        for line in _run(carry_out(settings, plan)):
            _say(line)


@app.command()
def migrate() -> None:
    """Bring the database to the newest schema."""
    from storage.migrate import current, upgrade  # noqa: PLC0415 - --help is quick

    url = _settings().database_url
    upgrade(url)
    _say(f"The database is at {current(url)}.")


@app.command()
def manifest() -> None:
    """Print the Slack app manifest that fits this version."""
    from bot.commands.manifest import rendered  # noqa: PLC0415 - --help is quick

    sys.stdout.write(rendered())


@app.command()
def templates() -> None:
    """List the templates with what each is for, and check the files of POSTMORTEM_TEMPLATES."""
    from bot.commands.templates import told  # noqa: PLC0415 - --help is quick

    lines, problems = told(_settings())
    for line in lines:
        _say(line)
    if problems:
        _fail("These files cannot be used:", *(f"  - {one}" for one in problems))


@app.command()
def doctor() -> None:
    """Check Python, settings, database, templates, tokens, scopes, events and clock, and say what to do about each."""
    from bot.commands.doctor import examine  # noqa: PLC0415 - --help is quick

    findings = _run(examine())
    for finding in findings:
        _say(f"{finding.glyph} {finding.name}: {finding.sentence}")
    if any(finding.is_bad for finding in findings):
        raise typer.Exit(1)


def _settings_problem() -> "type[SettingsProblem]":
    from bot.settings import SettingsProblem  # noqa: PLC0415 - as above

    return SettingsProblem


def _settings() -> "Settings":
    from bot import log  # noqa: PLC0415 - --help is quick
    from bot.settings import load  # noqa: PLC0415 - --help is quick

    settings = load()
    log.configure(settings.log_level, json=settings.log_json, secrets=settings.secrets())
    return settings


def _say(line: str) -> None:
    sys.stdout.write(_tame(line) + "\n")


def _fail(*lines: str) -> None:
    for line in lines:
        sys.stderr.write(_tame(line) + "\n")
    raise SystemExit(1)


def _tame(line: str) -> str:
    """Return a line without control characters: text from people must not drive the terminal."""
    return "".join(one for one in line if one.isprintable() or one == "\t")


def _run(command: Coroutine[Any, Any, Any]) -> Any:
    """Run a command to its end. What is imported by now stays: the collector of garbage leaves it alone."""
    gc.freeze()
    gc.enable()
    return asyncio.run(command)
