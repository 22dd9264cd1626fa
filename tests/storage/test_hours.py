"""The hours that people chose: one row a person, and none of somebody who has left."""

from datetime import time

from bot.domain.hours import OwnHours
from bot.domain.people import Standing
from storage.unit_of_work import SqlStore
from tests.factories import WORKSPACE, a_member
from tests.fakes import START

NIGHT = OwnHours(member="UINES", country="DE", region="BY", start=time(22), end=time(6), weekdays=(0, 2, 6))
DAY = OwnHours(member="UBEN")


async def test_what_somebody_chose_is_kept_and_replaced(store: SqlStore) -> None:
    async with store.write(WORKSPACE) as uow:
        await uow.hours.put(NIGHT.model_copy(update={"weekdays": None}))
        await uow.hours.put(NIGHT)
        await uow.hours.put(DAY)
    async with store.read(WORKSPACE) as uow:
        assert await uow.hours.many(["UINES", "UBEN", "UNOBODY"]) == {"UINES": NIGHT, "UBEN": DAY}
        assert await uow.hours.get("UNOBODY") is None
    async with store.read("TOTHER") as uow:
        assert await uow.hours.many(["UINES"]) == {}


async def test_what_somebody_chose_can_be_forgotten(store: SqlStore) -> None:
    async with store.write(WORKSPACE) as uow:
        await uow.hours.put(NIGHT)
        await uow.hours.drop("UINES")
        assert await uow.hours.get("UINES") is None


async def test_who_has_left_has_no_hours_any_more(store: SqlStore) -> None:
    async with store.write(WORKSPACE) as uow:
        await uow.hours.put(NIGHT)
        await uow.hours.put(DAY)
        await uow.members.put(a_member("UINES", standing=Standing.DEACTIVATED), START)
        await uow.members.put(a_member("UBEN"), START)
        await uow.hours.drop_gone()
        assert await uow.hours.many(["UINES", "UBEN"]) == {"UBEN": DAY}
