"""Tokens, scopes, argument names, unknown methods, and who may reach the port at all."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import yaml
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.manifest import Manifest
from sandbox.methods import METHODS
from sandbox.server import Sandbox
from sandbox.web_api.table import HANDLERS
from tests.sandbox.conftest import MANIFEST


async def ask(slack: Sandbox, method: str, headers: Mapping[str, str] | None = None, **kwargs: Any) -> dict[str, Any]:
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{slack.api_url}{method}", headers=headers, **kwargs) as response,
    ):
        return dict(await response.json())


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def test_every_method_that_is_documented_is_served_and_no_other() -> None:
    assert set(HANDLERS) == set(METHODS)


async def test_an_unknown_method_is_refused_by_name(slack: Sandbox) -> None:
    assert (await ask(slack, "chat.delete", bearer(slack.bot_token)))["error"] == "unknown_method"


async def test_a_call_without_a_token_is_not_authed(slack: Sandbox) -> None:
    assert (await ask(slack, "auth.test"))["error"] == "not_authed"


async def test_a_wrong_token_is_invalid(slack: Sandbox) -> None:
    assert (await ask(slack, "auth.test", bearer("xoxb-1-2-3")))["error"] == "invalid_auth"


async def test_the_app_token_opens_connections_and_nothing_else(slack: Sandbox) -> None:
    opened = await ask(slack, "apps.connections.open", bearer(slack.app_token))
    assert opened["url"].startswith("ws://127.0.0.1:")
    assert (await ask(slack, "auth.test", bearer(slack.app_token)))["error"] == "not_allowed_token_type"
    by_bot = await ask(slack, "apps.connections.open", bearer(slack.bot_token))
    assert by_bot["error"] == "not_allowed_token_type"


async def test_arguments_come_from_query_form_or_json_alike(slack: Sandbox) -> None:
    alice = slack.person("alice", name="Alice Ito")
    headers = bearer(slack.bot_token)
    answers = [
        await ask(slack, "users.info", headers, params={"user": alice.id}),
        await ask(slack, "users.info", headers, data={"user": alice.id}),
        await ask(slack, "users.info", headers, json={"user": alice.id}),
        await ask(slack, "users.info", data={"user": alice.id, "token": slack.bot_token}),
    ]
    assert [answer["user"]["real_name"] for answer in answers] == ["Alice Ito"] * 4


async def test_an_argument_that_the_method_does_not_have_is_refused(slack: Sandbox) -> None:
    answer = await ask(slack, "users.info", bearer(slack.bot_token), json={"user": "U1", "usr": "U1"})
    assert answer["error"] == "invalid_arguments"
    assert answer["response_metadata"]["messages"] == ["[ERROR] unknown argument: usr"]


async def test_a_missing_argument_is_named(slack: Sandbox) -> None:
    answer = await ask(slack, "conversations.history", bearer(slack.bot_token))
    assert answer["response_metadata"]["messages"] == ["[ERROR] missing required field: channel"]


@pytest.mark.parametrize("body", [b"{", b"[]", b"\xff"])
async def test_a_body_that_is_no_json_object_is_refused(slack: Sandbox, body: bytes) -> None:
    headers = bearer(slack.bot_token) | {"Content-Type": "application/json"}
    assert (await ask(slack, "auth.test", headers, data=body))["error"] == "invalid_arguments"


async def test_scopes_are_told_in_headers(slack: Sandbox, client: AsyncWebClient) -> None:
    answer = await client.auth_test()
    assert answer.headers["x-oauth-scopes"].split(",") == sorted(Manifest.load(MANIFEST).bot_scopes)
    assert answer["user_id"] == slack.bot_user_id


async def manifest_without(folder: Path, *scopes: str) -> Path:
    document = yaml.safe_load(MANIFEST.read_text())
    bot = document["oauth_config"]["scopes"]["bot"]
    document["oauth_config"]["scopes"]["bot"] = [scope for scope in bot if scope not in scopes]
    document["settings"].pop("event_subscriptions")
    path = folder / "manifest.yml"
    path.write_text(yaml.safe_dump(document))
    return path


async def test_a_missing_scope_is_named_with_what_is_there(tmp_path: Path) -> None:
    async with Sandbox(manifest=await manifest_without(tmp_path, "usergroups:read")) as slack:
        answer = await ask(slack, "usergroups.list", bearer(slack.bot_token))
        assert (answer["error"], answer["needed"]) == ("missing_scope", "usergroups:read")
        assert "usergroups:read" not in answer["provided"].split(",")


async def test_a_scope_is_asked_for_the_kind_of_channel(tmp_path: Path) -> None:
    async with Sandbox(manifest=await manifest_without(tmp_path, "groups:history")) as slack:
        public, private = slack.channel("inc"), slack.channel("secret", private=True)
        headers = bearer(slack.bot_token)
        assert (await ask(slack, "conversations.history", headers, data={"channel": public.id}))["ok"]
        answer = await ask(slack, "conversations.history", headers, data={"channel": private.id})
        assert (answer["error"], answer["needed"]) == ("missing_scope", "groups:history")


async def test_the_bot_reads_no_direct_messages_without_their_scope(tmp_path: Path) -> None:
    async with Sandbox(manifest=await manifest_without(tmp_path, "im:history")) as slack:
        channel = {"channel": slack.person("alice").dm.id}
        answer = await ask(slack, "conversations.history", bearer(slack.bot_token), data=channel)
        assert (answer["error"], answer["needed"]) == ("missing_scope", "im:history")


async def test_a_group_message_needs_its_own_scope(slack: Sandbox, client: AsyncWebClient) -> None:
    people = [slack.person(name).id for name in ("alice", "ben")]
    with pytest.raises(SlackApiError) as refused:
        await client.conversations_open(users=people)
    assert refused.value.response["needed"] == "mpim:write"


async def test_another_name_or_icon_needs_its_own_scope(slack: Sandbox, client: AsyncWebClient) -> None:
    inc = slack.channel("inc")
    with pytest.raises(SlackApiError) as refused:
        await client.chat_postMessage(channel=inc.id, text="hi", username="somebody else")
    assert refused.value.response["needed"] == "chat:write.customize"


async def test_an_uninstalled_app_is_inactive(slack: Sandbox) -> None:
    await slack.uninstall()
    assert (await ask(slack, "auth.test", bearer(slack.bot_token)))["error"] == "account_inactive"


@pytest.mark.parametrize("headers", [{"Host": "evil.example"}, {"Origin": "http://127.0.0.1"}])
async def test_web_pages_and_foreign_host_names_are_kept_out(slack: Sandbox, headers: dict[str, str]) -> None:
    async with aiohttp.ClientSession() as session:
        url = f"{slack.api_url}auth.test"
        async with session.post(url, headers=headers | bearer(slack.bot_token)) as response:
            assert response.status == 403
    assert slack.calls == []


async def test_secrets_are_new_in_every_run_and_ids_are_not(slack: Sandbox) -> None:
    async with Sandbox(manifest=MANIFEST) as other:
        assert (other.bot_token, other.signing_secret) != (slack.bot_token, slack.signing_secret)
        assert (other.team_id, other.bot_user_id) == (slack.team_id, slack.bot_user_id)
