"""Modals and Home tabs: triggers, the stack, hashes, what typing survives, and the answers to a submission."""

from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from starlette.responses import JSONResponse, PlainTextResponse

from sandbox.clock import ManualClock
from sandbox.driver import Channel, Modal, Person
from sandbox.errors import CannotDo
from sandbox.server import Sandbox
from tests.sandbox.conftest import Receiver, opened


def plain(text: str) -> dict[str, str]:
    return {"type": "plain_text", "text": text}


def field(block_id: str, label: str, **element: Any) -> dict[str, Any]:
    made = {"type": "plain_text_input", "action_id": "value"} | element
    return {"type": "input", "block_id": block_id, "label": plain(label), "element": made}


def form(title: str = "Create", blocks: list[dict[str, Any]] | None = None, **more: Any) -> dict[str, Any]:
    inputs = blocks if blocks is not None else [field("title", "Title")]
    return {"type": "modal", "title": plain(title), "submit": plain("Save"), "blocks": inputs} | more


async def error_of(call: Any) -> str:
    with pytest.raises(SlackApiError) as refused:
        await call
    return str(refused.value.response["error"])


@pytest.fixture
def alice(slack: Sandbox) -> Person:
    return slack.person("alice", name="Alice Ito")


@pytest.fixture
def inc(slack: Sandbox, alice: Person) -> Channel:
    return slack.channel("inc", members=[alice])


async def trigger(alice: Person, inc: Channel, receiver: Receiver) -> str:
    await alice.slash("/postmortem create", inc)
    return str(receiver.got[-1].payload["trigger_id"])


async def show(alice: Person, inc: Channel, receiver: Receiver, client: AsyncWebClient, view: dict[str, Any]) -> Modal:
    await client.views_open(trigger_id=await trigger(alice, inc, receiver), view=view)
    return opened(alice)


async def test_a_trigger_opens_one_modal_and_is_used_up(
    alice: Person, inc: Channel, receiver: Receiver, client: AsyncWebClient
) -> None:
    key = await trigger(alice, inc, receiver)
    await client.views_open(trigger_id=key, view=form())
    assert opened(alice).title == "Create"
    assert await error_of(client.views_open(trigger_id=key, view=form())) == "exchanged_trigger_id"
    assert await error_of(client.views_open(trigger_id="1.2.3", view=form())) == "invalid_trigger_id"


async def test_a_trigger_lives_for_three_seconds(
    alice: Person, inc: Channel, receiver: Receiver, client: AsyncWebClient, clock: ManualClock
) -> None:
    key = await trigger(alice, inc, receiver)
    clock.advance(3.01)
    assert await error_of(client.views_open(trigger_id=key, view=form())) == "expired_trigger_id"


async def test_a_bad_view_is_refused_and_leaves_the_trigger(
    alice: Person, inc: Channel, receiver: Receiver, client: AsyncWebClient
) -> None:
    key = await trigger(alice, inc, receiver)
    assert await error_of(client.views_open(trigger_id=key, view=form("x" * 25))) == "invalid_arguments"
    await client.views_open(trigger_id=key, view=form())


async def test_at_most_three_modals_lie_on_each_other(
    alice: Person, inc: Channel, receiver: Receiver, client: AsyncWebClient
) -> None:
    button = {"type": "button", "action_id": "more", "text": plain("More")}
    blocks = [{"type": "actions", "elements": [button]}]
    await show(alice, inc, receiver, client, form("1", blocks))
    errors = []
    for title in ("2", "3", "4"):
        await opened(alice).click("More")
        key = receiver.got[-1].payload["trigger_id"]
        try:
            await client.views_push(trigger_id=key, view=form(title, blocks))
        except SlackApiError as refused:
            errors.append(refused.response["error"])
    assert (opened(alice).title, errors) == ("3", ["push_limit_reached"])
    await opened(alice).close()
    assert opened(alice).title == "2"


async def test_a_push_needs_a_trigger_from_inside_a_modal(
    alice: Person, inc: Channel, receiver: Receiver, client: AsyncWebClient
) -> None:
    await show(alice, inc, receiver, client, form())
    key = await trigger(alice, inc, receiver)
    assert await error_of(client.views_push(trigger_id=key, view=form())) == "invalid_trigger_id"


async def test_an_update_with_an_old_hash_is_refused(
    alice: Person, inc: Channel, receiver: Receiver, client: AsyncWebClient
) -> None:
    modal = await show(alice, inc, receiver, client, form())
    old = modal.body["hash"]
    await client.views_update(view_id=modal.id, view=form("Second"), hash=old)
    assert opened(alice).title == "Second"
    assert await error_of(client.views_update(view_id=modal.id, view=form(), hash=old)) == "hash_conflict"
    assert await error_of(client.views_update(view_id="V0NOTHING", view=form())) == "not_found"


async def test_a_view_that_is_none_is_refused(
    slack: Sandbox, alice: Person, inc: Channel, receiver: Receiver, client: AsyncWebClient
) -> None:
    key = await trigger(alice, inc, receiver)
    for view in ("{", "[]", '{"type": "home", "blocks": []}'):
        call = client.api_call("views.open", json={"trigger_id": key, "view": view})
        assert await error_of(call) == "invalid_arguments"
    home = {"type": "home", "blocks": []}
    for user in ("U0NOBODY", slack.bot_user_id):
        assert await error_of(client.views_publish(user_id=user, view=home)) == "invalid_arguments"
    assert await error_of(client.api_call("views.update", json={"view": form()})) == "invalid_arguments"


async def test_a_push_over_a_closed_modal_is_refused(
    alice: Person, inc: Channel, receiver: Receiver, client: AsyncWebClient
) -> None:
    button = {"type": "button", "action_id": "more", "text": plain("More")}
    modal = await show(alice, inc, receiver, client, form(blocks=[{"type": "actions", "elements": [button]}]))
    await modal.click("More")
    await modal.close()
    key = receiver.got[-1].payload["trigger_id"]
    assert await error_of(client.views_push(trigger_id=key, view=form())) == "not_found"


async def test_a_closed_view_cannot_be_updated(
    alice: Person, inc: Channel, receiver: Receiver, client: AsyncWebClient
) -> None:
    modal = await show(alice, inc, receiver, client, form())
    await modal.close()
    assert await error_of(client.views_update(view_id=modal.id, view=form())) == "not_found"


async def test_a_view_is_found_by_its_external_id_which_is_unique(
    slack: Sandbox, alice: Person, inc: Channel, receiver: Receiver, client: AsyncWebClient
) -> None:
    await show(alice, inc, receiver, client, form(external_id="pm-42"))
    await client.views_update(external_id="pm-42", view=form("Second", external_id="pm-42"))
    assert opened(alice).title == "Second"
    ben = slack.person("ben")
    await ben.join(inc)
    key = await trigger(ben, inc, receiver)
    call = client.views_open(trigger_id=key, view=form(external_id="pm-42"))
    assert await error_of(call) == "duplicate_external_id"


async def test_typing_survives_an_update_where_the_ids_stay(
    alice: Person, inc: Channel, receiver: Receiver, client: AsyncWebClient
) -> None:
    two = [field("title", "Title"), field("cause", "Cause")]
    modal = await show(alice, inc, receiver, client, form(blocks=two))
    modal.fill({"Title": "kept", "Cause": "lost"})
    await client.views_update(view_id=modal.id, view=form(blocks=[two[0], field("cause2", "Cause")]))
    assert opened(alice).fields == {"Title": "kept", "Cause": None}


async def test_a_submission_carries_every_input(
    alice: Person, inc: Channel, receiver: Receiver, client: AsyncWebClient
) -> None:
    options = [{"text": plain(name), "value": name.lower()} for name in ("SEV1", "SEV2")]
    blocks = [
        field("title", "Title", initial_value="Checkout"),
        field("severity", "Severity", type="static_select", options=options),
        field("owner", "Owner", type="users_select"),
        field("people", "People", type="multi_users_select"),
        field("day", "Day", type="datepicker"),
        field("note", "Note", multiline=True) | {"optional": True},
    ]
    modal = await show(alice, inc, receiver, client, form(blocks=blocks))
    done = await modal.fill({"Severity": "SEV2", "Owner": alice, "People": [alice], "Day": "2026-11-28"}).submit()
    assert done.acked
    payload = receiver.got[-1].payload
    values = {block: state["value"] for block, state in payload["view"]["state"]["values"].items()}
    assert values == {
        "title": {"type": "plain_text_input", "value": "Checkout"},
        "severity": {"type": "static_select", "selected_option": options[1]},
        "owner": {"type": "users_select", "selected_user": alice.id},
        "people": {"type": "multi_users_select", "selected_users": [alice.id]},
        "day": {"type": "datepicker", "selected_date": "2026-11-28"},
        "note": {"type": "plain_text_input", "value": None},
    }
    assert alice.modal is None


async def test_the_client_sends_no_form_with_an_empty_required_field(
    alice: Person, inc: Channel, receiver: Receiver, client: AsyncWebClient
) -> None:
    modal = await show(alice, inc, receiver, client, form())
    sent = len(receiver.got)
    done = await modal.submit()
    assert (done.failure, modal.errors) == ("not_sent", {"Title": "Please complete this required field."})
    assert len(receiver.got) == sent


@pytest.mark.parametrize(
    ("answer", "titles"),
    [
        ({"response_action": "update", "view": form("Updated")}, ["First", "Updated"]),
        ({"response_action": "push", "view": form("Third")}, ["First", "Second", "Third"]),
        ({"response_action": "clear"}, []),
        ({}, ["First"]),
    ],
)
async def test_the_answer_to_a_submission_moves_the_stack(
    slack: Sandbox,
    alice: Person,
    inc: Channel,
    receiver: Receiver,
    client: AsyncWebClient,
    answer: dict[str, Any],
    titles: list[str],
) -> None:
    await show(alice, inc, receiver, client, form("First", [field("a", "A", initial_value="x")]))
    receiver.answers = [JSONResponse({"response_action": "push", "view": form("Second")})]
    await opened(alice).submit()
    receiver.answers = [JSONResponse(answer)]
    done = await opened(alice).fill({"Title": "x"}).submit()
    assert done.acked
    assert [view.body["title"]["text"] for view in slack.hub.modals[alice.id]] == titles


async def test_errors_may_name_input_blocks_only(
    alice: Person, inc: Channel, receiver: Receiver, client: AsyncWebClient
) -> None:
    modal = await show(alice, inc, receiver, client, form())
    receiver.answers = [
        JSONResponse({"response_action": "errors", "errors": {"title": "Too short."}}),
        JSONResponse({"response_action": "errors", "errors": {"elsewhere": "?"}}),
        PlainTextResponse("nonsense"),
    ]
    first = await modal.fill({"Title": "x"}).submit()
    assert (first.acked, modal.errors) == (True, {"Title": "Too short."})
    assert [(await modal.submit()).failure for _ in range(2)] == ["invalid_response"] * 2
    assert modal.is_open


async def test_a_late_or_broken_answer_leaves_the_modal_open(
    alice: Person, inc: Channel, receiver: Receiver, client: AsyncWebClient
) -> None:
    modal = await show(alice, inc, receiver, client, form())
    receiver.answers = [PlainTextResponse("", 500)]
    done = await modal.fill({"Title": "x"}).submit()
    assert (done.failure, modal.is_open) == ("dispatch_failed", True)


async def test_closing_is_told_only_where_the_view_asks(
    alice: Person, inc: Channel, receiver: Receiver, client: AsyncWebClient
) -> None:
    quiet = await show(alice, inc, receiver, client, form())
    await quiet.close()
    assert receiver.got[-1].payload.get("type") is None
    first = await show(alice, inc, receiver, client, form(notify_on_close=True))
    await first.fill({"Title": "x"}).close()
    told = receiver.got[-1].payload
    assert (told["type"], told["is_cleared"], told["view"]["state"]["values"]) == ("view_closed", False, {})
    second = await show(alice, inc, receiver, client, form(notify_on_close=True))
    await second.dismiss()
    assert receiver.got[-1].payload["is_cleared"] is True
    with pytest.raises(CannotDo):
        await second.submit()


async def test_an_input_tells_the_app_only_when_it_dispatches(
    alice: Person, inc: Channel, receiver: Receiver, client: AsyncWebClient
) -> None:
    options = [{"text": plain("Deploy"), "value": "deploy"}]
    loud = field("kind", "Kind", type="static_select", options=options) | {"dispatch_action": True}
    modal = await show(alice, inc, receiver, client, form(blocks=[loud, field("title", "Title")]))
    await modal.fill({"Kind": "Deploy", "Title": "x"}).submit()
    assert [received.payload.get("type") for received in receiver.got] == [None, "block_actions", "view_submission"]
    assert receiver.got[1].payload["actions"][0]["selected_option"]["value"] == "deploy"


async def test_an_external_select_asks_the_app_for_options(
    alice: Person, inc: Channel, receiver: Receiver, client: AsyncWebClient
) -> None:
    picker = field("pm", "Postmortem", type="external_select", min_query_length=0)
    modal = await show(alice, inc, receiver, client, form(blocks=[picker]))
    options = [{"text": plain("PM-42"), "value": "42"}]
    receiver.answers = [JSONResponse({"options": options}), JSONResponse({"options": options}), PlainTextResponse("x")]
    assert await modal.suggestions("Postmortem", "PM") == ["PM-42"]
    await modal.select("Postmortem", "PM-42")
    assert modal.fields == {"Postmortem": "PM-42"}
    assert receiver.got[-1].payload["value"] == "PM-42"
    assert await modal.suggestions("Postmortem", "") == []


async def test_a_home_tab_is_published_and_clicked(
    slack: Sandbox, alice: Person, receiver: Receiver, client: AsyncWebClient
) -> None:
    await alice.open_home()
    await slack.settle()
    assert (receiver.kinds, receiver.events[0]["tab"], alice.home) == (["app_home_opened"], "home", None)
    button = {"type": "button", "action_id": "new", "text": plain("New")}
    view = {"type": "home", "blocks": [{"type": "actions", "elements": [button]}]}
    published = await client.views_publish(user_id=alice.id, view=view)
    home = alice.home
    assert home is not None
    assert (home.lines, home.labels) == (["[ New ]"], ["New"])
    await home.click("New")
    container = receiver.got[-1].payload["container"]
    assert container == {"type": "view", "view_id": published["view"]["id"]}
    stale = client.views_publish(user_id=alice.id, view=view, hash="1.00000000")
    assert await error_of(stale) == "hash_conflict"
