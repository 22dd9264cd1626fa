"""Items as a file by direct message: what somebody may see of them, once, from the list or by a word."""

import csv
import io
import json

import pytest

from bot.domain.postmortems import Visibility
from sandbox.driver import Person
from tests.scenarios.steps import answers
from tests.scenarios.test_items_lists import put, some, texts, top
from tests.scenarios.world import World


def files(person: Person) -> list[tuple[str, bytes]]:
    """Return the files that were sent to somebody, by name."""
    return [(one.name, one.content) for message in person.dms() for one in message.files]


def items(content: bytes) -> list[str]:
    return [row["item"] for row in csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""))]


async def test_all_items_come_as_a_table_by_message(quiet: World) -> None:
    channel = await some(quiet)

    done = await quiet.ben.slash("/postmortem export actions", channel)
    await quiet.work()

    assert answers(done) == [["The items as CSV are on their way to your messages."]]
    [(name, content)] = files(quiet.ben)
    assert name == "action-items-2026-03-02.csv"
    assert items(content) == ["Alert on pool use", "Runbook", "Review limits", "Ask the vendor"]
    [sent] = [one for one in quiet.ben.dms() if one.files]
    assert sent.text == "The action items that you may see, as CSV: 4 items."


async def test_json_and_filters_are_taken_from_the_words(quiet: World) -> None:
    channel = await some(quiet)

    await quiet.ben.slash("/postmortem export items json high", channel)
    await quiet.work()

    [(name, content)] = files(quiet.ben)
    assert name.endswith(".json")
    found = json.loads(content)
    assert (found["schema"], [one["item"] for one in found["items"]]) == ("action-items/1", ["Alert on pool use"])


async def test_the_button_sends_what_the_list_shows(quiet: World) -> None:
    channel = await some(quiet)
    await quiet.maya.slash("/postmortem actions", channel)
    shown = texts(quiet.maya)

    await top(quiet.maya).click("Export")
    await quiet.work()

    assert "The items as CSV are on their way to your messages." in top(quiet.maya).text
    [(_, content)] = files(quiet.maya)
    assert items(content) == shown


async def test_a_file_holds_nothing_that_its_reader_may_not_see(quiet: World) -> None:
    await some(quiet)
    await put(quiet, visibility=Visibility.PRIVATE)
    outside = quiet.slack.channel("general", members=[quiet.maya])
    stranger = quiet.slack.person("sam", name="Sam")
    await stranger.join(outside)

    await stranger.slash("/postmortem export actions csv", outside)
    await quiet.work()

    [(_, content)] = files(stranger)
    assert items(content) == []


async def test_what_became_private_before_the_file_was_made_is_not_in_it(quiet: World) -> None:
    await some(quiet)
    outside = quiet.slack.channel("general", members=[quiet.maya])
    stranger = quiet.slack.person("sam", name="Sam")
    await stranger.join(outside)
    await stranger.slash("/postmortem export actions csv", outside)

    await put(quiet, visibility=Visibility.PRIVATE)
    await quiet.work()

    assert [items(content) for _, content in files(stranger)] in ([], [[]])


async def test_asked_for_twice_before_it_is_made_it_comes_once(quiet: World) -> None:
    channel = await some(quiet)

    for _ in range(2):
        await quiet.ben.slash("/postmortem export actions", channel)
    await quiet.work()

    assert len(files(quiet.ben)) == 1


async def test_a_lost_answer_of_slack_shows_the_file_once(quiet: World) -> None:
    channel = await some(quiet)
    quiet.slack.faults.on("files.completeUploadExternal", "lost_reply")

    await quiet.ben.slash("/postmortem export actions", channel)
    await quiet.work()
    await quiet.later(600)

    assert len(files(quiet.ben)) == 1


@pytest.mark.parametrize("words", ["xml", "csv due 30 feb"])
async def test_what_is_no_form_and_no_filter_is_said(quiet: World, words: str) -> None:
    channel = await some(quiet)

    done = await quiet.ben.slash(f"/postmortem export actions {words}", channel)

    unknown = words.removeprefix("csv ")
    assert answers(done)[0][0].startswith(f"I do not know {unknown}, so I made no file. Items come as CSV or JSON, ")
