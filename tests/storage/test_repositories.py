"""People, incidents, transcripts, surfaces, notes, steps and Home: what goes in comes out."""

import asyncio
from datetime import timedelta

from bot.domain.incidents import Incident, Reaction, SignalKind
from bot.domain.people import Role, Standing
from storage.members import SqlMembers
from storage.unit_of_work import SqlStore
from tests.factories import (
    WORKSPACE,
    a_member,
    a_message,
    a_note,
    a_signal,
    a_surface,
    an_incident,
)
from tests.fakes import START

A = "a" * 64
B = "b" * 64


async def stored(store: SqlStore, incident: Incident, *keys: str) -> Incident:
    async with store.write(WORKSPACE) as uow:
        made = await uow.incidents.add(incident, keys)
    assert made is not None
    return made


# -- members --------------------------------------------------------------------------------------------------------


async def test_what_slack_says_of_a_member_replaces_what_it_said_before(store: SqlStore) -> None:
    async with store.write(WORKSPACE) as uow:
        await uow.members.put(a_member(role=Role.ORG_ADMIN), START)
        await uow.members.put(a_member(name="Alice B", zone="Asia/Tokyo", standing=Standing.GUEST), START)

        found = await uow.members.get("U0001")

    assert found == a_member(name="Alice B", zone="Asia/Tokyo", standing=Standing.GUEST, role=Role.MEMBER)


async def test_a_role_granted_here_stays_unless_slacks_is_higher(store: SqlStore) -> None:
    async with store.write(WORKSPACE) as uow:
        await uow.members.put(a_member(), START)
        assert isinstance(uow.members, SqlMembers)
        await uow.members.grant("U0001", Role.INCIDENT_ADMIN)
        roles = []
        for role in (Role.MEMBER, Role.ORG_ADMIN, Role.MEMBER):
            await uow.members.put(a_member(role=role), START)
            found = await uow.members.get("U0001")
            assert found is not None
            roles.append(found.role)

    assert roles == [Role.INCIDENT_ADMIN, Role.ORG_ADMIN, Role.INCIDENT_ADMIN]


async def test_admins_are_full_members_with_a_role(store: SqlStore) -> None:
    async with store.write(WORKSPACE) as uow:
        await uow.members.put(a_member("U1", role=Role.ORG_ADMIN), START)
        await uow.members.put(a_member("U2", role=Role.INCIDENT_ADMIN), START)
        await uow.members.put(a_member("U3"), START)
        await uow.members.put(a_member("U4", role=Role.ORG_ADMIN, standing=Standing.DEACTIVATED), START)

        assert [member.id for member in await uow.members.admins()] == ["U1", "U2"]


async def test_many_members_are_found_by_id_and_the_unknown_left_out(store: SqlStore) -> None:
    async with store.write(WORKSPACE) as uow:
        await uow.members.put(a_member("U1"), START)
        await uow.members.put(a_member("U2"), START)

        found = await uow.members.many(["U2", "U9", "U1", "U2"])
        none = await uow.members.many([])

    assert (found, none) == ({"U1": a_member("U1"), "U2": a_member("U2")}, {})


async def test_a_member_of_another_workspace_is_unknown_here(store: SqlStore) -> None:
    async with store.write("T0002") as uow:
        await uow.members.put(a_member(workspace="T0002"), START)

    async with store.read(WORKSPACE) as uow:
        assert await uow.members.get("U0001") is None


# -- incidents ------------------------------------------------------------------------------------------------------


async def test_an_incident_is_found_by_id_key_and_channel(store: SqlStore) -> None:
    incident = await stored(store, an_incident(services=("api", "db")), "channel:C0001", "external:webhook:77")

    async with store.read(WORKSPACE) as uow:
        found = [
            await uow.incidents.get(incident.id),
            await uow.incidents.by_key("channel:C0001"),
            await uow.incidents.by_key("external:webhook:77"),
            *await uow.incidents.in_channel("C0001"),
        ]
        nobody = await uow.incidents.by_key("channel:C9")

    assert found == [incident] * 4
    assert nobody is None


async def test_a_second_incident_with_a_taken_key_leaves_nothing(store: SqlStore) -> None:
    first = await stored(store, an_incident(), "channel:C0001")

    async with store.write(WORKSPACE) as uow:
        second = await uow.incidents.add(an_incident(), ["a:free:key", "channel:C0001"])

    async with store.read(WORKSPACE) as uow:
        assert second is None
        assert await uow.incidents.in_channel("C0001") == [first]
        assert await uow.incidents.by_key("a:free:key") is None


async def test_of_two_who_open_the_same_incident_at_once_one_does(store: SqlStore) -> None:
    async def open_it() -> Incident | None:
        async with store.write(WORKSPACE) as uow:
            return await uow.incidents.add(an_incident(), ["channel:C0001", "external:x:1"])

    made = [one for one in await asyncio.gather(*(open_it() for _ in range(10))) if one is not None]

    async with store.read(WORKSPACE) as uow:
        assert await uow.incidents.in_channel("C0001") == made
        assert len(made) == 1


async def test_only_free_keys_are_added(store: SqlStore) -> None:
    first = await stored(store, an_incident(), "k:1")
    second = await stored(store, an_incident(channel="C2"), "k:2")

    async with store.write(WORKSPACE) as uow:
        await uow.incidents.add_keys(second.id, ["k:1", "k:3"])
        owners = [await uow.incidents.by_key(key) for key in ("k:1", "k:3")]

    assert owners == [first, second]


async def test_changed_facts_of_an_incident_are_stored(store: SqlStore) -> None:
    incident = await stored(store, an_incident(), "k:1")
    changed = incident.model_copy(
        update={"title": "Checkout was slow", "severity": "sev1", "services": ("api",), "reopened_at": START}
    )

    async with store.write(WORKSPACE) as uow:
        await uow.incidents.save(changed)

    async with store.read(WORKSPACE) as uow:
        assert await uow.incidents.get(incident.id) == changed


async def test_a_signal_is_heard_once(store: SqlStore) -> None:
    incident = await stored(store, an_incident(), "k:1")

    async with store.write(WORKSPACE) as uow:
        assert await uow.incidents.heard(a_signal(), incident.id) is True
        assert await uow.incidents.heard(a_signal(), incident.id) is False
        assert await uow.incidents.heard(a_signal(key="another"), incident.id) is True


async def test_incidents_resolved_since_are_counted_by_shared_service(store: SqlStore) -> None:
    await stored(store, an_incident(services=("api", "db")), "k:1")
    await stored(store, an_incident(services=("web",)), "k:2")
    await stored(store, an_incident(services=("api",), resolved_at=START - timedelta(days=9)), "k:3")
    await stored(store, an_incident(services=('a"pi', "%"), resolved_at=None), "k:4")

    async with store.read(WORKSPACE) as uow:
        week = START - timedelta(days=7)
        counts = [
            await uow.incidents.resolved_since(week, names) for names in ([], ["api"], ["web", "db"], ["ap"], ["%"])
        ]

    assert counts == [2, 1, 2, 0, 0]


async def test_an_incident_that_not_everybody_may_know_of_is_not_counted(store: SqlStore) -> None:
    one = await stored(store, an_incident(), "k:1")
    await stored(store, an_incident(is_private=True), "k:2")
    await stored(store, an_incident(channel_name=""), "k:3")
    await stored(store, an_incident(), "k:4")

    async with store.read(WORKSPACE) as uow:
        assert await uow.incidents.resolved_since(START, []) == 2
        assert await uow.incidents.resolved_since(START, [], but=one.id) == 1


async def test_who_first_said_that_it_is_over_is_known(store: SqlStore) -> None:
    incident = await stored(store, an_incident(), "k:1")
    later = START + timedelta(minutes=5)
    async with store.write(WORKSPACE) as uow:
        nobody = await uow.incidents.first_resolved(incident.id)
        await uow.incidents.heard(a_signal(key="3", at=later, by="U2"), incident.id)
        await uow.incidents.heard(a_signal(key="2", by="U1"), incident.id)
        await uow.incidents.heard(
            a_signal(key="1", at=START - timedelta(minutes=5), kind=SignalKind.REOPENED), incident.id
        )

        first = await uow.incidents.first_resolved(incident.id)
        since = await uow.incidents.first_resolved(incident.id, since=START + timedelta(minutes=1))

    assert (nobody, first, since) == (None, (START, "U1"), (later, "U2"))


# -- transcripts ----------------------------------------------------------------------------------------------------


async def test_messages_come_back_by_ts_and_a_later_reading_replaces(store: SqlStore) -> None:
    incident = await stored(store, an_incident(), "k:1")
    early = a_message("1767362400.000100", reactions=(Reaction(name="eyes", count=2),), files=("graph.png",))
    late = a_message("1767362401.000000", thread_ts="1767362400.000100", pinned=True)

    async with store.write(WORKSPACE) as uow:
        many = await uow.transcripts.add(incident.id, [late, early])
        edited = late.model_copy(update={"text": "It is fast", "edited": True})
        again = await uow.transcripts.add(incident.id, [edited])

        assert (many, again) == (2, 1)
        assert await uow.transcripts.messages(incident.id) == [early, edited]
        assert await uow.transcripts.some(incident.id, [early.ts, "1.1"]) == {early.ts: early}


async def test_messages_threads_and_files_are_counted(store: SqlStore) -> None:
    incident = await stored(store, an_incident(), "k:1")
    root = "1767362400.000100"
    messages = [
        a_message(root, thread_ts=root, files=("a.png", "b.log")),
        a_message("1767362401.000100", thread_ts=root, files=("c.png",)),
        a_message("1767362402.000100", thread_ts=root),
        a_message("1767362403.000100"),
        a_message("1767362405.000100", thread_ts="1767362404.000100"),
    ]

    async with store.write(WORKSPACE) as uow:
        none = await uow.transcripts.counts(incident.id)
        await uow.transcripts.add(incident.id, messages)

        assert (none, await uow.transcripts.counts(incident.id)) == ((0, 0, 0), (5, 2, 3))


async def test_ten_thousand_messages_go_in_and_out(store: SqlStore) -> None:
    incident = await stored(store, an_incident(), "k:1")
    messages = [
        a_message(f"{1767362400 + number}.000100", text=f"Line {number} 🚨 <!channel>") for number in range(10_000)
    ]

    async with store.write(WORKSPACE) as uow:
        await uow.transcripts.add(incident.id, messages)
    async with store.read(WORKSPACE) as uow:
        found = await uow.transcripts.messages(incident.id)
        some = await uow.transcripts.some(incident.id, [message.ts for message in messages[::3]])

    assert found == messages
    assert list(some.values()) == messages[::3]


async def test_the_transcript_of_another_workspace_cannot_be_reached(store: SqlStore) -> None:
    incident = await stored(store, an_incident(), "k:1")
    async with store.write(WORKSPACE) as uow:
        await uow.transcripts.add(incident.id, [a_message()])

    async with store.read("T0002") as uow:
        assert await uow.transcripts.messages(incident.id) == []
        assert await uow.incidents.get(incident.id) is None


# -- surfaces, notes, steps, Home -----------------------------------------------------------------------------------


async def test_a_surface_is_inserted_and_then_replaced(store: SqlStore) -> None:
    tried = a_surface(attempted_at=START)
    posted = tried.model_copy(update={"ts": "1767362400.000100", "digest": "d", "reposted": True})

    async with store.write(WORKSPACE) as uow:
        nothing = await uow.surfaces.get("incident:1", "card")
        await uow.surfaces.put(tried)
        first = await uow.surfaces.get("incident:1", "card")
        await uow.surfaces.put(posted)
        await uow.surfaces.put(a_surface(kind="timeline"))

        assert (nothing, first) == (None, tried)
        assert await uow.surfaces.of("incident:1") == [posted, a_surface(kind="timeline")]


async def test_surfaces_that_could_not_be_posted_are_found_by_how_their_kind_begins(store: SqlStore) -> None:
    async with store.write(WORKSPACE) as uow:
        refused = [a_surface(owner=f"publishing:{n}", kind="announced:C1", failed="is_archived") for n in (1, 2)]
        others = [
            a_surface(owner="publishing:1", kind="announced:C2"),
            a_surface(owner="publishing:1", kind="announced:C3", failed="is_archived", ts="1.0"),
            a_surface(owner="publishing:1", kind="files", failed="readers"),
        ]
        for one in (*refused[::-1], *others):
            await uow.surfaces.put(one)

    async with store.read(WORKSPACE) as uow:
        assert await uow.surfaces.unposted("announced:") == refused
    async with store.read("T0OTHER") as uow:
        assert await uow.surfaces.unposted("announced:") == []


async def test_notes_of_a_channel_are_those_posted_and_not_withdrawn(store: SqlStore) -> None:
    async with store.write(WORKSPACE) as uow:
        late = await uow.notes.add(a_note(ts="2.0", at=START + timedelta(minutes=1)))
        early = await uow.notes.add(a_note(ts="1.0"))
        unsent = await uow.notes.add(a_note())
        gone = await uow.notes.add(a_note(ts="3.0"))
        await uow.notes.save(gone.model_copy(update={"withdrawn": True}))

        assert await uow.notes.in_channel("C0001") == [early, late]
        assert await uow.notes.get(unsent.id) == unsent
        assert await uow.notes.get(gone.id) == gone.model_copy(update={"withdrawn": True})


async def test_steps_are_recorded_found_by_prefix_and_forgotten(store: SqlStore) -> None:
    async with store.write(WORKSPACE) as uow:
        await uow.steps.put("draft:1", "page:2", {"cursor": "b", "messages": [1, 2]})
        await uow.steps.put("draft:1", "page:1", {"cursor": "a"})
        await uow.steps.put("draft:1", "page:1", {"cursor": "c"})
        await uow.steps.put("draft:1", "PAGE:1", {})
        await uow.steps.put("draft:1", "page%", {})
        await uow.steps.put("draft:2", "page:1", {})

        pages = await uow.steps.all("draft:1", "page:")
        assert list(pages.items()) == [("page:1", {"cursor": "c"}), ("page:2", {"cursor": "b", "messages": [1, 2]})]
        assert await uow.steps.get("draft:1", "page:3") is None
        assert await uow.steps.all("draft:1", "page%") == {"page%": {}}
        await uow.steps.forget("draft:1")
        assert (await uow.steps.all("draft:1"), await uow.steps.all("draft:2")) == ({}, {"page:1": {}})


async def test_those_who_opened_home_lately_are_known(store: SqlStore) -> None:
    async with store.write(WORKSPACE) as uow:
        await uow.home_views.opened("U1", START - timedelta(days=30))
        await uow.home_views.opened("U2", START - timedelta(days=30))
        await uow.home_views.opened("U2", START)

        assert await uow.home_views.opened_since(START - timedelta(days=7)) == ["U2"]
