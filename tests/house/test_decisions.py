"""What decisions promise and neither an import contract nor a test of behaviour would notice if it went."""

import ast

from tests.house.tree import Source, dotted, python, source


def calls(one: Source, ending: str) -> list[ast.Call]:
    """Return the calls in a file whose dotted name ends so."""
    found = [node for node in ast.walk(one.tree) if isinstance(node, ast.Call)]
    return [call for call in found if f".{dotted(call.func)}".endswith(f".{ending}")]


def keywords(call: ast.Call) -> dict[str | None, str]:
    """Return the keyword arguments of a call as they are written."""
    return {one.arg: ast.unparse(one.value) for one in call.keywords}


def test_bolt_acknowledges_only_what_the_listener_has_stored() -> None:
    apps = [keywords(call) for one in python("bot") for call in calls(one, "AsyncApp")]

    assert [one.get("process_before_response") for one in apps] == ["True"]


def test_nothing_follows_the_ack() -> None:
    functions = [one for one in source("bot/listeners/dispatch.py").functions() if calls_ack(one)]

    assert {one.name: ast.unparse(one.body[-1]) for one in functions} == {
        "on_event": "await ack()",
        "_answer": "await ack(**deed.answer)",
    }


def calls_ack(function: ast.AST) -> bool:
    """Whether a function acknowledges."""
    return any(isinstance(node, ast.Call) and dotted(node.func) == "ack" for node in ast.walk(function))


def test_nobody_acknowledges_but_the_dispatcher() -> None:
    assert {one.path for one in python("bot") if calls_ack(one.tree)} == {"bot/listeners/dispatch.py"}


def test_a_new_postmortem_counts_as_private() -> None:
    made = [keywords(call)["visibility"] for one in python("bot/services") for call in calls(one, "Postmortem")]

    assert set(made) == {"Visibility.PRIVATE"}


def test_only_what_slack_says_of_the_channel_opens_a_postmortem_to_others() -> None:
    opened = {
        f"{one.path}:{function.name}"
        for one in python("bot/services", "bot/jobs", "bot/listeners")
        for function in one.functions()
        if names_wider_sight(function)
    }

    assert opened == {
        "bot/services/drafts.py:describe_channel",
        "bot/services/creation.py:_open_to_all",  # no channel: its author says so in the form
    }


def names_wider_sight(function: ast.AST) -> bool:
    """Whether a function names a wider sight other than to compare with it."""
    compared = {id(part) for node in ast.walk(function) if isinstance(node, ast.Compare) for part in ast.walk(node)}
    named = {
        dotted(node) for node in ast.walk(function) if isinstance(node, ast.Attribute) and id(node) not in compared
    }
    return bool(named & {"Visibility.ORGANISATION", "Visibility.TEAM"})


def test_what_a_narrator_says_is_grounded_before_it_is_stored() -> None:
    asked = [one for one in python("bot") if calls(one, "narrator.narrate")]
    stored = [keywords_and_arguments(call) for one in python("bot") for call in calls(one, "entries.replace_made")]
    functions = {one.name: one for one in source("bot/services/drafts.py").functions()}

    assert [one.path for one in asked] == ["bot/services/drafts.py"]
    assert ast.unparse(functions["compose"].body[-1]) == (
        "return drafted(await narrator.narrate(transcript, brief), transcript)"
    )
    assert [ast.unparse(one) for one in functions["drafted"].body[1:]] == [
        "narrative = grounded_narrative(with_cited_links(said, transcript), transcript)",
        "made = grounded_claims(narrative.claims, transcript, said.origin)",
        "entries = with_picks(made, transcript.messages)",
        "return Draft(entries=entries, narrative=narrative)",
    ]
    assert [one[0] for one in stored] == ["postmortem"]


def keywords_and_arguments(call: ast.Call) -> list[str]:
    """Return what a call is given, as it is written."""
    return [*(ast.unparse(one) for one in call.args), *keywords(call).values()]
