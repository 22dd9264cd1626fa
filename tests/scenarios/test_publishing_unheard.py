"""A channel that heard nothing of what was published: admins read it at Home, with a button that mends it."""

import pytest

from sandbox.driver import Channel, Modal
from tests.fakes import FakeClock
from tests.scenarios.published import announcements, complete, publish
from tests.scenarios.steps import Worlds
from tests.scenarios.test_home import opened
from tests.scenarios.world import World, world

WHERE = "Where should it be announced instead?"


async def failing(worlds: Worlds, *, private: bool = False) -> tuple[World, Channel]:
    """Publish where one channel that is to be told of it has no bot in it, while an admin has Home open."""
    made: list[Channel] = []

    def prepare(world: World) -> dict[str, object]:
        made.append(world.slack.channel("payments", members=[world.ben], bot=False, private=private))
        return {"announce_in": (made[0].id,)}

    it = await worlds.with_settings(prepare=prepare)
    channel = await complete(it)
    await opened(it, it.noor)
    await publish(it, channel)
    return it, made[0]


def chosen(form: Modal) -> str | None:
    """Return the channel that is chosen beforehand in a window."""
    [place] = [one["element"] for one in form.blocks if one["type"] == "input"]
    found: str | None = place.get("initial_conversation")
    return found


async def test_an_admin_reads_at_home_what_failed_and_tries_the_same_channel_again(worlds: Worlds) -> None:
    it, silent = await failing(worlds)
    home = it.noor.home  # it was open: nobody had to open it again
    assert home is not None
    assert home.lines[-4:-2] == [
        "✕ Not announced in #payments: I am not in it.",
        "*PM-1* Checkout errors · `not_in_channel`  [ Mend ]",
    ]
    await it.ben.invite(silent, it.slack.bot)
    await it.noor.click(home, "Mend")
    form = it.noor.modal
    assert form is not None
    assert chosen(form) == silent.id
    await form.submit()
    await it.work()
    assert len(announcements(silent)) == 1
    assert "Not announced" not in (await opened(it, it.noor)).text


async def test_another_channel_is_chosen_at_home_and_nothing_waits_there_any_more(worlds: Worlds) -> None:
    it, silent = await failing(worlds)
    other = it.slack.channel("payments-2", members=[it.noor])
    await it.noor.click(await opened(it, it.noor), "Mend")
    assert it.noor.modal is not None
    it.noor.modal.fill({WHERE: other})
    await it.noor.modal.submit()
    await it.work()
    assert (len(announcements(other)), len(announcements(silent))) == (1, 0)
    assert "Not announced" not in (await opened(it, it.noor)).text


async def test_a_private_channel_that_failed_has_no_name_for_those_outside(worlds: Worlds) -> None:
    it, _ = await failing(worlds, private=True)
    home = await opened(it, it.noor)
    assert "✕ Not announced in a private channel: I cannot see it." in home.text
    assert "payments" not in home.text
    await it.noor.click(home, "Mend")
    assert it.noor.modal is not None
    assert chosen(it.noor.modal) is None


async def test_who_is_no_admin_reads_nothing_of_it(worlds: Worlds) -> None:
    it, _ = await failing(worlds)
    assert "Not announced" not in (await opened(it, it.maya)).text


@pytest.mark.usefixtures("clean")
async def test_what_is_given_up_after_many_tries_is_said_on_the_card_and_at_home(
    database_url: str, clock: FakeClock
) -> None:
    async with world(database_url, clock) as made:
        channel = await complete(made)
        card = channel.card()
        made.slack.faults.on("chat.postMessage", "server_error", times=1_000)
        await publish(made, channel)
        for _ in range(62):
            await made.later(601)
        assert "✕ Not announced in #inc-207-checkout: I tried again and again, and gave up." in card.shown
        home = await opened(made, made.noor)
        assert "`gave_up`" in home.text
        made.slack.faults.clear()
        await made.noor.click(home, "Mend")
        assert made.noor.modal is not None
        await made.noor.modal.submit()
        await made.work()
        assert len(announcements(channel)) == 1
        assert "Not announced" not in card.shown
