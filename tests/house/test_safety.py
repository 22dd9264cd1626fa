"""What no code may do, whoever asks for it: rewrite the record of deeds, compile people's words, call out."""

import ast
import re

from tests.house.tree import dotted, python, read

NETWORK = {"aiohttp", "httpx", "requests", "urllib3", "websockets", "smtplib", "ftplib"}
ASKS_SLACK = {"bot.chat.calls", "bot.listeners.deeds", "bot.runtime"}
COMPILES = {"eval", "exec", "compile", "from_string"}


def calls(*under: str) -> list[tuple[str, ast.Call]]:
    """Return every call in code under a folder, with the module that it stands in."""
    return [
        (source.module, node)
        for source in python(*under)
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Call)
    ]


def test_no_code_changes_a_deed_that_is_on_record_or_takes_it_away() -> None:
    naming = {
        source.module
        for source in python("bot", "blocks", "storage")
        if any(isinstance(node, ast.Name) and node.id == "AuditRow" for node in ast.walk(source.tree))
    }
    doing = {dotted(node.func).rpartition(".")[2] for module, node in calls("storage") if module == "storage.audit"}
    taking = [
        ast.unparse(node)
        for module, node in calls("storage")
        if module == "storage.retention"
        and dotted(node.func) in {"update", "delete", "text", "insert", "upsert"}
        and ast.unparse(node.args[0]) == "_D"
    ]
    retention = next(one for one in python("storage") if one.module == "storage.retention")
    last_steps = {
        function.name: [ast.unparse(one.func) for one in ast.walk(function) if isinstance(one, ast.Call)]
        for function in retention.functions()
        if "_DROP_DEEDS" in {node.id for node in ast.walk(function) if isinstance(node, ast.Name)}
    }

    assert naming <= {"storage.audit", "storage.retention", "storage.tables", "storage.tables.postmortems"}
    assert doing & {"update", "delete", "text"} == set()
    assert taking == ["delete(_D)"], "the beginning of a chain, when it is old enough"
    assert list(last_steps) == ["_begin_later"]
    assert "first_broken" in last_steps["_begin_later"], "and only of one that is whole"


def test_every_field_of_people_begins_with_those_whom_slack_knows() -> None:
    beginning = {
        f"{source.module}.{function.name}": {
            dotted(node.func).rpartition(".")[2] for node in ast.walk(function) if isinstance(node, ast.Call)
        }
        for source in python("blocks")
        for function in source.functions()
        if any(isinstance(one, ast.keyword) and str(one.arg).startswith("initial_user") for one in ast.walk(function))
    }

    assert len(beginning) > 5
    assert [name for name, called in beginning.items() if "choosable" not in called] == []


def test_words_of_people_are_never_compiled() -> None:
    found = {
        (module, dotted(node.func))
        for module, node in calls("bot", "blocks", "storage")
        if dotted(node.func).rpartition(".")[2] in COMPILES
        and dotted(node.func).partition(".")[0] not in {"re", "compiler"}
    }
    templates = [module for module, node in calls("bot", "blocks") if dotted(node.func).endswith("Environment")]

    assert {one for one in found if not one[0].startswith("storage")} == set()
    assert templates == ["blocks.documents.to_html"]


def test_sql_is_put_together_from_text_in_one_place_only_and_there_from_compiled_parts() -> None:
    excused = {source.path for source in python("bot", "storage") if "S608" in read(source.path)}
    raw = {
        module
        for module, node in calls("storage")
        if dotted(node.func) in {"text", "sqlalchemy.text"} and not isinstance(node.args[0], ast.Constant)
    }

    assert excused == {"storage/columns.py"}
    assert {one for one in raw if "migrations" not in one} == {"storage.tables.work"}, "there: conditions of indexes"


def test_nothing_but_slack_is_asked_for_anything() -> None:
    reaching = {
        source.module
        for source in python("bot", "blocks", "storage")
        if {one.partition(".")[0] for one in source.imports()} & NETWORK
    }

    assert reaching - ASKS_SLACK == set()


def test_slack_is_never_told_to_make_mentions_or_previews_of_what_stands_in_a_text() -> None:
    named = {
        keyword.arg: ast.unparse(keyword.value)
        for _, node in calls("bot")
        for keyword in node.keywords
        if keyword.arg in {"link_names", "parse", "unfurl_links", "unfurl_media"}
    }
    posting = [node for _, node in calls("bot") if dotted(node.func).endswith(".chat_postMessage")]

    assert named == {"unfurl_links": "False", "unfurl_media": "False"}
    assert [one for one in posting if not re.search("unfurl_links=False.*unfurl_media=False", ast.unparse(one))] == []
