"""A listener reads what was said, calls one use case, and answers: wiring, rights and failure are done around it."""

import ast

import pytest

from tests.house.tree import Function, Source, dotted, python, statements

MOST_STATEMENTS = 12
MACHINERY = {"__init__", "actors", "deeds", "dispatch", "errors", "subcommands"}
FEATURES = [one for one in python("bot/listeners") if one.module.rpartition(".")[2] not in MACHINERY]
BLOCK_WORDS = {"mrkdwn", "plain_text", "section", "actions", "context", "divider", "header", "modal", "rich_text"}


def test_there_are_features_to_look_at() -> None:
    assert len(FEATURES) >= 2


def handlers(source: Source) -> list[Function]:
    """Return the functions of a feature, without `register`, which only fills tables."""
    return [one for one in source.functions() if one.name != "register"]


@pytest.mark.parametrize("feature", FEATURES, ids=lambda one: one.module)
def test_no_handler_has_more_than_twelve_statements(feature: Source) -> None:
    long = {one.name: count for one in handlers(feature) if (count := statements(one)) > MOST_STATEMENTS}

    assert long == {}


@pytest.mark.parametrize("feature", FEATURES, ids=lambda one: one.module)
def test_no_listener_catches_anything(feature: Source) -> None:
    assert [node.lineno for node in ast.walk(feature.tree) if isinstance(node, ast.Try | ast.TryStar)] == []


@pytest.mark.parametrize("feature", FEATURES, ids=lambda one: one.module)
def test_no_listener_reaches_into_the_store(feature: Source) -> None:
    reached = {dotted(node) for node in ast.walk(feature.tree) if isinstance(node, ast.Attribute)}

    assert {name for name in reached if {"store", "uow"} & set(name.split("."))} == set()


@pytest.mark.parametrize("feature", FEATURES, ids=lambda one: one.module)
def test_no_listener_draws_blocks_itself(feature: Source) -> None:
    literals = [
        node.lineno
        for node in ast.walk(feature.tree)
        if isinstance(node, ast.Dict)
        for key, value in zip(node.keys, node.values, strict=True)
        if isinstance(key, ast.Constant)
        and (
            key.value in {"blocks", "elements", "block_id", "action_id"}
            or (key.value == "type" and isinstance(value, ast.Constant) and value.value in BLOCK_WORDS)
        )
    ]

    assert literals == []


@pytest.mark.parametrize("feature", FEATURES, ids=lambda one: one.module)
def test_no_listener_speaks_to_a_database(feature: Source) -> None:
    foreign = {"storage", "sqlalchemy", "sqlmodel", "sqlite3", "asyncpg", "aiosqlite"}

    assert {name for name in feature.imports() if name.partition(".")[0] in foreign} == set()
