"""A second person's confirmation cannot be had in any other way: not by who closed it, late, twice, or unseen."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

from bot.domain.action_items import ActionItem
from bot.domain.errors import Conflict, Denied, NotFound, Problem
from bot.domain.people import system
from bot.domain.postmortems import Postmortem, Verb, Visibility
from bot.domain.templates import DEFAULT
from bot.ports import Deps, Repeated
from bot.services import action_items, action_items_work
from bot.services.action_items import ItemWords
from bot.services.changes import change
from tests.factories import WORKSPACE, a_member
from tests.services.chat import StillChat
from tests.services.conftest import BEN, MAYA
from tests.services.test_action_items_work import INES, about, actor, draft, items, one  # noqa: F401 - one is a fixture

work = action_items_work
Play = Callable[[Deps, Postmortem, tuple[int, int]], Awaitable[tuple[str, str | None]]]


@pytest.fixture
def confirming(deps: Deps) -> Deps:
    """Everything, where the template asks for a second person."""
    return replace(deps, templates={"default": DEFAULT.model_copy(update={"confirms_items": True})})


async def closed(deps: Deps, it: tuple[int, int], by: str = BEN) -> ActionItem:
    return await work.complete(deps, actor(by), *it, "it rang")


async def _its_owner(deps: Deps, _: Postmortem, it: tuple[int, int]) -> tuple[str, str | None]:
    return BEN, (await closed(deps, it)).seen


async def _who_closed_it_for_the_owner(deps: Deps, _: Postmortem, it: tuple[int, int]) -> tuple[str, str | None]:
    return MAYA, (await closed(deps, it, MAYA)).seen


async def _who_closed_it_and_gave_it_away_before(
    deps: Deps, _: Postmortem, it: tuple[int, int]
) -> tuple[str, str | None]:
    await work.hand_over(deps, actor(MAYA), *it, INES, as_seen=None)
    return MAYA, (await closed(deps, it, MAYA)).seen


async def _a_stranger(deps: Deps, _: Postmortem, it: tuple[int, int]) -> tuple[str, str | None]:
    return INES, (await closed(deps, it)).seen


async def _who_does_not_see_it(deps: Deps, found: Postmortem, it: tuple[int, int]) -> tuple[str, str | None]:
    seen = (await closed(deps, it)).seen
    async with change(deps, system(WORKSPACE), Verb.EDIT, found.id) as changing:
        changing.update(visibility=Visibility.PRIVATE, participants=(MAYA,))
    return INES, seen


async def _once_it_is_open_again(deps: Deps, _: Postmortem, it: tuple[int, int]) -> tuple[str, str | None]:
    seen = (await closed(deps, it)).seen
    await work.reopen(deps, actor(BEN), *it)
    return MAYA, seen


async def _of_what_was_done_anew_since(deps: Deps, _: Postmortem, it: tuple[int, int]) -> tuple[str, str | None]:
    seen = (await closed(deps, it)).seen
    await work.reopen(deps, actor(BEN), *it)
    await work.complete(deps, actor(BEN), *it, "trust me")
    return MAYA, seen


async def _once_it_was_declined(deps: Deps, _: Postmortem, it: tuple[int, int]) -> tuple[str, str | None]:
    seen = (await closed(deps, it)).seen
    await work.reopen(deps, actor(BEN), *it)
    await work.decline(deps, actor(BEN), *it, "moved away")
    return MAYA, seen


async def _a_second_time(deps: Deps, _: Postmortem, it: tuple[int, int]) -> tuple[str, str | None]:
    seen = (await closed(deps, it)).seen
    await work.confirm(deps, actor(MAYA), *it, as_seen=seen)
    return MAYA, None


async def _of_one_that_is_gone(deps: Deps, found: Postmortem, it: tuple[int, int]) -> tuple[str, str | None]:
    seen = (await closed(deps, it)).seen
    await action_items.remove_item(deps, actor(MAYA), found.id, it[1], as_seen=None)
    return MAYA, seen


@pytest.mark.parametrize(
    ("play", "refusal"),
    [
        (_its_owner, Denied),
        (_who_closed_it_for_the_owner, Denied),
        (_who_closed_it_and_gave_it_away_before, Denied),
        (_a_stranger, Denied),
        (_who_does_not_see_it, NotFound),
        (_once_it_is_open_again, Conflict),
        (_of_what_was_done_anew_since, Conflict),
        (_once_it_was_declined, Conflict),
        (_a_second_time, Conflict),
        (_of_one_that_is_gone, Conflict),
    ],
    ids=lambda one: one.__name__.strip("_"),
)
async def test_no_confirmation_is_had_by(
    confirming: Deps,
    draft: Postmortem,  # noqa: F811 - the fixture
    play: Play,
    refusal: type[Problem],
) -> None:
    it = await about(confirming, draft)
    who, seen = await play(confirming, draft, it)
    before = await items(confirming, draft)

    with pytest.raises(refusal):
        await work.confirm(confirming, actor(who), *it, as_seen=seen)

    assert await items(confirming, draft) == before


async def test_once_the_template_asks_for_none_nothing_is_confirmed(
    confirming: Deps,
    deps: Deps,
    draft: Postmortem,  # noqa: F811 - the fixture
) -> None:
    it = await about(confirming, draft)
    seen = (await closed(confirming, it)).seen

    with pytest.raises(Conflict):
        await work.confirm(deps, actor(MAYA), *it, as_seen=seen)


async def test_a_delivery_that_comes_again_confirms_nothing_that_was_done_since(
    confirming: Deps,
    draft: Postmortem,  # noqa: F811 - the fixture
) -> None:
    it = await about(confirming, draft)
    await closed(confirming, it)
    pressed = actor(MAYA).model_copy(update={"delivery": "action:1:2"})
    await work.confirm(confirming, pressed, *it)
    await work.reopen(confirming, actor(BEN), *it)
    await closed(confirming, it)

    with pytest.raises(Repeated):
        await work.confirm(confirming, pressed, *it)

    assert (await one(confirming, draft)).confirmed_by is None


async def test_what_was_confirmed_by_other_words_is_to_be_confirmed_anew(
    confirming: Deps,
    slack: StillChat,
    draft: Postmortem,  # noqa: F811 - the fixture
) -> None:
    slack.people[BEN] = a_member(BEN, name="Ben")
    it = await about(confirming, draft)
    await closed(confirming, it)
    await work.confirm(confirming, actor(MAYA), *it)
    found = await one(confirming, draft)

    same = ItemWords(postmortem=draft.id, id=it[1], text=found.text, owner=BEN, due=found.due)
    await action_items.put_item(confirming, actor(MAYA), same.model_copy(update={"ticket": "PAY-1"}))
    kept = (await one(confirming, draft)).confirmed_by
    await action_items.put_item(confirming, actor(MAYA), same.model_copy(update={"text": "Something else"}))

    assert (kept, (await one(confirming, draft)).confirmed_by) == (MAYA, None)
