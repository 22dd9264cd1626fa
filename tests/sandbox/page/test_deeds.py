"""What a window asks for is done by the driver, as the person who acts, and as strictly."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.clock import ManualClock
from sandbox.driver import Person
from sandbox.driver.composer import stored, typed
from sandbox.errors import CannotDo
from sandbox.page.deeds import Nonsense, done
from sandbox.server import Sandbox
from tests.sandbox.conftest import MANIFEST, NOON


async def do(slack: Sandbox, person: Person, name: str, /, **told: Any) -> Mapping[str, Any]:
    return await done(slack.desk, name, {"as": person.id, **told})


async def test_what_is_typed_is_kept_as_slack_keeps_it(slack: Sandbox, maya: Person, ben: Person) -> None:
    channel = slack.channel("ops", members=[maya, ben])

    await do(slack, maya, "post", channel=channel.id, text="*5 < 6* & @ben see #ops at https://example.org/a?b=1")

    message = channel.messages[-1]
    assert message.text == f"*5 &lt; 6* &amp; <@{ben.id}> see <#{channel.id}|ops> at <https://example.org/a?b=1>"
    words = message.blocks[0]["elements"][0]["elements"]
    assert words[0] == {"type": "text", "text": "5 < 6", "style": {"bold": True}}
    assert {"type": "user", "user_id": ben.id} in words


async def test_what_was_written_comes_back_as_it_was_typed_to_be_edited(slack: Sandbox, maya: Person) -> None:
    channel = slack.channel("ops", members=[maya])
    text = "look at [the board](https://example.org/x), @maya & #ops: 1 < 2\n- one\n- two"
    await do(slack, maya, "post", channel=channel.id, text=text)
    ts = channel.messages[-1].ts

    assert (await do(slack, maya, "source", channel=channel.id, ts=ts))["text"] == text
    await do(slack, maya, "edit", channel=channel.id, ts=ts, text="never mind")

    assert channel.messages[-1].text == "never mind"
    assert channel.messages[-1].edited


@settings(max_examples=60)
@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=60))
def test_no_text_is_lost_between_typing_and_editing(text: str) -> None:
    hub = Sandbox(manifest=MANIFEST, clock=ManualClock(NOON)).hub

    assert typed(hub, stored(hub, text)) == text


async def test_a_reaction_and_a_pin_are_given_and_taken_back_by_the_same_button(slack: Sandbox, maya: Person) -> None:
    channel = slack.channel("ops", members=[maya])
    message = await maya.post(channel, "noted")
    where = {"channel": channel.id, "ts": message.ts}

    await do(slack, maya, "react", **where, emoji=":eyes:")
    await do(slack, maya, "pin", **where)
    assert message.reactions == {"eyes": 1}
    assert len(channel.state.pins) == 1

    await do(slack, maya, "react", **where, emoji="eyes")
    await do(slack, maya, "pin", **where)
    assert message.reactions == {}
    assert channel.state.pins == []


async def test_nobody_does_what_slack_would_not_let_them(slack: Sandbox, maya: Person, ben: Person) -> None:
    channel = slack.channel("ops", members=[maya])
    private = slack.channel("secret", members=[maya], private=True)
    message = await maya.post(channel, "mine")
    hidden = await maya.post(private, "nobody else knows")

    asked: dict[str, dict[str, Any]] = {
        "post": {"channel": channel.id, "text": "hi"},
        "edit": {"channel": channel.id, "ts": message.ts, "text": "yours"},
        "delete": {"channel": channel.id, "ts": message.ts},
        "react": {"channel": private.id, "ts": hidden.ts, "emoji": "eyes"},
        "source": {"channel": private.id, "ts": hidden.ts},
        "join": {"channel": private.id},
        "people": {"channel": private.id},
        "shortcut": {"callback_id": "pm.item.take", "channel": private.id, "ts": hidden.ts},
    }
    for deed, told in asked.items():
        with pytest.raises(CannotDo):
            await do(slack, ben, deed, **told)

    assert message.text == "mine"
    assert hidden.reactions == {}


async def test_people_join_invite_and_write_to_each_other(slack: Sandbox, maya: Person, ben: Person) -> None:
    channel = slack.channel("ops", members=[maya])

    await do(slack, ben, "join", channel=channel.id)
    other = slack.person("cleo")
    await do(slack, ben, "invite", channel=channel.id, user=other.id)
    there = await do(slack, ben, "people", channel=channel.id)
    direct = await do(slack, ben, "open_direct", user=maya.id)
    again = await do(slack, maya, "open_direct", user=ben.id)

    assert {maya.id, ben.id, other.id} < {each["id"] for each in there["members"]}
    assert direct == again
    await do(slack, ben, "leave", channel=channel.id)
    assert ben.id not in channel.members


async def test_who_is_named_is_told_with_their_own_time_and_whether_one_can_be_them(
    slack: Sandbox, maya: Person, ben: Person
) -> None:
    sho = slack.person("sho", name="Sho <b>", tz="Asia/Tokyo")

    asked = [await do(slack, maya, "person", user=each) for each in (sho.id, maya.id, slack.bot_user_id)]

    assert asked[0] == {"name": "Sho <b>", "about": ["@sho", "21:00 in Asia/Tokyo"], "app": False, "other": True}
    assert [(each["app"], each["other"]) for each in asked[1:]] == [(False, False), (True, False)]
    with pytest.raises(CannotDo, match="nobody of that name"):
        await do(slack, ben, "person", user="U0NOBODY")


async def test_an_emoji_is_known_by_its_name_or_not_at_all(slack: Sandbox, maya: Person) -> None:
    assert await do(slack, maya, "emoji", name="tada") == {"character": "\N{PARTY POPPER}"}
    assert await do(slack, maya, "emoji", name="nobody-knows") == {"character": None}


async def test_a_command_that_nobody_answers_is_said_to_have_failed(slack: Sandbox, maya: Person) -> None:
    channel = slack.channel("ops", members=[maya])

    assert (await do(slack, maya, "slash", channel=channel.id, line="/postmortem"))["failure"] == "dispatch_failed"
    assert "failed with the error" in maya.ephemerals(channel)[-1].text


async def test_what_is_not_shown_any_more_cannot_be_used(slack: Sandbox, maya: Person) -> None:
    asked: dict[str, dict[str, Any]] = {
        "submit": {"view": "V1"},
        "close": {"view": "V1"},
        "dismiss": {"view": "V1"},
        "act": {"surface": {"kind": "modal", "view": "V1"}, "block": "b", "action": "a"},
        "suggest": {"surface": {"kind": "home"}, "block": "b", "action": "a", "typed": ""},
    }
    for deed, told in asked.items():
        with pytest.raises(CannotDo):
            await do(slack, maya, deed, **told)


async def test_nobody_acts_as_somebody_who_is_not_there_or_as_the_app(slack: Sandbox, maya: Person) -> None:
    channel = slack.channel("ops", members=[maya])

    for who in ("U0NOBODY", slack.bot_user_id, None):
        with pytest.raises(Nonsense):
            await done(slack.desk, "post", {"as": who, "channel": channel.id, "text": "hello"})


async def test_a_page_with_nothing_behind_it_says_so(slack: Sandbox, maya: Person) -> None:
    asked: dict[str, dict[str, Any]] = {"choose": {"name": "x"}, "story": {"deed": "step"}, "clock": {"hours": 1}}
    for deed, told in asked.items():
        with pytest.raises(CannotDo):
            await do(slack, maya, deed, **told)
