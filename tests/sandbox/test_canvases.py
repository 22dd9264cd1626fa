"""Channel canvases: one a channel, what Slack refuses in them, and workspaces that have none."""

from typing import Any, Literal

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.canvases import wrong_with
from sandbox.driver import Channel, Person
from sandbox.errors import CannotDo
from sandbox.server import Sandbox


def markdown(text: str) -> dict[str, str]:
    return {"type": "markdown", "markdown": text}


async def error_of(call: Any) -> str:
    with pytest.raises(SlackApiError) as refused:
        await call
    return str(refused.value.response["error"])


def held(channel: Channel) -> tuple[str, str] | None:
    """Title and text of a channel's canvas."""
    return (channel.canvas.title, channel.canvas.markdown) if channel.canvas else None


@pytest.fixture
def ben(slack: Sandbox) -> Person:
    return slack.person("ben")


@pytest.fixture
def inc(slack: Sandbox, ben: Person) -> Channel:
    return slack.channel("inc", members=[ben])


async def test_a_channel_has_one_canvas_whose_id_it_tells(slack: Sandbox, client: AsyncWebClient, inc: Channel) -> None:
    assert "properties" not in (await client.conversations_info(channel=inc.id))["channel"]
    made = await client.conversations_canvases_create(
        channel_id=inc.id, title="PM-42", document_content=markdown("# One")
    )
    assert held(inc) == ("PM-42", "# One")
    about = (await client.conversations_info(channel=inc.id))["channel"]["properties"]["canvas"]
    assert about == {"file_id": made["canvas_id"], "is_empty": False}
    file = (await client.files_info(file=made["canvas_id"]))["file"]
    assert (file["user"], file["title"], file["filetype"]) == (slack.bot_user_id, "PM-42", "quip")
    again = client.conversations_canvases_create(channel_id=inc.id, document_content=markdown("two"))
    assert await error_of(again) == "channel_canvas_already_exists"


async def test_a_canvas_is_changed_by_one_change_a_call(client: AsyncWebClient, inc: Channel, ben: Person) -> None:
    await ben.write_canvas(inc, "Notes", "ours")
    assert inc.canvas is not None
    canvas = inc.canvas.id
    for change in (
        {"operation": "insert_at_start", "document_content": markdown("before")},
        {"operation": "insert_at_end", "document_content": markdown("after")},
        {"operation": "rename", "title_content": markdown("Renamed")},
    ):
        await client.canvases_edit(canvas_id=canvas, changes=[change])
    assert held(inc) == ("Renamed", "before\n\nours\n\nafter")
    replace = {"operation": "replace", "document_content": markdown("all new")}
    await client.canvases_edit(canvas_id=canvas, changes=[replace])
    assert held(inc) == ("Renamed", "all new")
    for changes, error in (
        ([replace, replace], "invalid_arguments"),
        ([{"operation": "burn"}], "invalid_arguments"),
        ([{"operation": "replace", "document_content": "text"}], "invalid_arguments"),
        ([replace | {"section_id": "temp:C:1"}], "canvas_editing_failed"),
        ([{"operation": "replace", "document_content": markdown("> - a")}], "canvas_editing_failed"),
    ):
        assert await error_of(client.canvases_edit(canvas_id=canvas, changes=changes)) == error
    assert held(inc) == ("Renamed", "all new")
    assert await error_of(client.canvases_edit(canvas_id="F0NOTHING", changes=[replace])) == "canvas_not_found"


async def test_a_canvas_is_made_and_seen_only_where_the_app_is(
    slack: Sandbox, client: AsyncWebClient, ben: Person
) -> None:
    far = slack.channel("far", members=[ben], bot=False)
    await ben.write_canvas(far, "Notes", "ours")
    assert far.canvas is not None
    assert await error_of(client.canvases_delete(canvas_id=far.canvas.id)) == "canvas_not_found"
    empty = slack.channel("empty", bot=False)
    make = client.conversations_canvases_create(channel_id=empty.id, document_content=markdown("x"))
    assert await error_of(make) == "restricted_action"


async def test_the_app_deletes_its_own_canvas_and_people_any(client: AsyncWebClient, inc: Channel, ben: Person) -> None:
    await ben.write_canvas(inc, "Notes", "ours")
    await ben.write_canvas(inc, "Notes", "ours, longer")
    assert inc.canvas is not None
    assert await error_of(client.canvases_delete(canvas_id=inc.canvas.id)) == "restricted_action"
    await ben.delete_canvas(inc)
    assert held(inc) is None
    made = await client.conversations_canvases_create(channel_id=inc.id, document_content=markdown("x"))
    await client.canvases_delete(canvas_id=made["canvas_id"])
    assert held(inc) is None
    assert await error_of(client.files_info(file=made["canvas_id"])) == "file_deleted"
    with pytest.raises(CannotDo):
        await ben.delete_canvas(inc)


@pytest.mark.parametrize(
    ("error", "edit"),
    [
        ("team_tier_cannot_create_channel_canvases", None),
        ("free_team_canvas_tab_already_exists", None),
        ("canvas_disabled_user_team", "canvas_disabled_user_team"),
    ],
)
async def test_a_workspace_may_have_no_canvases(
    slack: Sandbox,
    client: AsyncWebClient,
    inc: Channel,
    ben: Person,
    error: Literal["team_tier_cannot_create_channel_canvases", "canvas_disabled_user_team"],
    edit: str | None,
) -> None:
    await ben.write_canvas(inc, "Notes", "ours")
    assert inc.canvas is not None
    other = slack.channel("other", members=[ben])
    slack.set_no_canvases(error)
    make = client.conversations_canvases_create(channel_id=other.id, document_content=markdown("x"))
    assert await error_of(make) == error
    changes = [{"operation": "replace", "document_content": markdown("x")}]
    call = client.canvases_edit(canvas_id=inc.canvas.id, changes=changes)
    if edit is None:
        await call
    else:
        assert await error_of(call) == edit
    with pytest.raises(CannotDo):
        await ben.write_canvas(other, "Notes", "x")
    slack.set_no_canvases(None)
    await client.conversations_canvases_create(channel_id=other.id, document_content=markdown("x"))


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("# a\n## b\n### c", ""),
        ("#### d", "headings have three levels"),
        ("```\n#### d\n> - a\n```", ""),
        ("> said\n- a", ""),
        ("> - a", "a list cannot stand in a block quote"),
        (">> 1. a", "a list cannot stand in a block quote"),
        ("\n".join(["| a | b | c |", "|---|---|---|", *["| 1 | 2\\| | 3 |"] * 99]), ""),
        ("\n".join(["| a | b | c |", "|---|---|---|", *["| 1 | 2 | 3 |"] * 100]), "a table has at most 300 cells"),
        ("\n\n".join(["| a | b |\n|---|---|\n" + "| 1 | 2 |\n" * 100] * 3), ""),
    ],
)
def test_some_markdown_is_refused_in_a_canvas(text: str, wrong: str) -> None:
    assert wrong_with(text) == wrong
