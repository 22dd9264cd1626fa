"""The sandbox serves what the bot calls, and nothing else."""

from sandbox.methods import METHODS
from sandbox.web_api.table import HANDLERS
from tests.house.slack_calls import called_methods


def test_the_sandbox_serves_every_method_that_the_bot_calls() -> None:
    assert called_methods() - HANDLERS.keys() == frozenset()


def test_the_bot_calls_every_method_that_the_sandbox_serves() -> None:
    assert HANDLERS.keys() - called_methods() == frozenset()


def test_every_served_method_has_its_facts_and_every_fact_is_served() -> None:
    assert HANDLERS.keys() == METHODS.keys()
