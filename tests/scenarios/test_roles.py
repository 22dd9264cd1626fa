"""Roles: org admins give and take them, nobody their own; what Slack or the server says stays; it holds at once."""

from tests.scenarios.published import announcements, complete, publish
from tests.scenarios.steps import Worlds, answers
from tests.scenarios.world import World


async def granted(world: World, who: str, role: str = "incident admin") -> dict[str, str]:
    """Let Noor give somebody a role in the window; return what stands at its fields."""
    channel = world.slack.channel(f"any-{len(world.slack.calls)}", members=[world.noor])
    await world.noor.slash("/postmortem roles", channel)
    assert world.noor.modal is not None
    world.noor.modal.fill({"Who?": who, "Which role?": role})
    await world.noor.modal.submit()
    return world.noor.modal.errors


async def test_who_was_made_an_incident_admin_publishes_at_once_and_no_more_when_it_is_taken_back(quiet: World) -> None:
    channel = await complete(quiet)
    refused = await quiet.ben.slash("/postmortem publish", channel)
    assert answers(refused)[0][0].startswith("Only an incident admin")
    assert await granted(quiet, quiet.ben.id) == {}
    assert quiet.noor.modal is not None
    assert quiet.noor.modal.lines[1] == "✓ ben is incident admin now."
    await quiet.ben.slash("/postmortem publish", channel)
    assert quiet.ben.modal is not None
    await quiet.noor.modal.click("Take back")
    assert quiet.noor.modal.lines[1] == "✓ ben has no role here any more."
    await quiet.ben.modal.submit()
    await quiet.work()
    assert announcements(channel) == []


async def test_what_cannot_be_changed_is_said_at_the_field(worlds: Worlds) -> None:
    world = await worlds.with_settings(prepare=lambda made: {"incident_admins": (made.maya.id,)})
    guest = world.slack.person("gus", name="Gus", guest="multi")
    owner = world.slack.person("olga", name="Olga", admin=True)
    await owner.slash("/postmortem roles", world.slack.channel("any", members=[owner]))
    said = [await granted(world, one) for one in (world.noor.id, guest.id, owner.id)]
    assert [next(iter(one.values())) for one in said] == [
        "Nobody changes their own role. Another org admin can.",
        "gus is no full member of this workspace and cannot have a role.",
        "olga is an owner or admin in Slack, so an org admin here. Only Slack can change that.",
    ]
    assert next(iter((await granted(world, world.maya.id)).values())).startswith(
        "maya is an incident admin by the server"
    )


async def test_everybody_reads_who_has_a_role_and_who_could_change_it(worlds: Worlds) -> None:
    world = await worlds.with_settings(prepare=lambda made: {"incident_admins": (made.maya.id,)})
    channel = world.slack.channel("any", members=[world.ben, world.noor])
    await world.noor.slash("/postmortem", channel)
    await granted(world, world.ben.id)
    await world.ben.slash("/postmortem roles", channel)
    window = world.ben.modal
    assert window is not None
    assert window.lines[2:-1] == [
        "*noor* · org admin · by Slack: an owner or admin of the workspace",
        "*ben* · incident admin · granted here",
        "*maya* · incident admin · set by the server",
        "Only an org admin can change roles: noor.",
    ]


async def test_a_guest_reads_nothing(quiet: World) -> None:
    guest = quiet.slack.person("gus", name="Gus", guest="multi")
    channel = quiet.slack.channel("any", members=[guest])
    refused = await guest.slash("/postmortem roles", channel)
    assert answers(refused) == [["Only members of this workspace can do that."]]


async def test_an_org_admin_who_was_granted_the_role_gives_it_on(quiet: World) -> None:
    channel = await complete(quiet)
    await granted(quiet, quiet.ben.id, "org admin")
    await quiet.ben.slash("/postmortem roles", channel)
    assert quiet.ben.modal is not None
    quiet.ben.modal.fill({"Who?": quiet.maya.id})
    await quiet.ben.modal.submit()
    assert quiet.ben.modal.lines[1] == "✓ maya is incident admin now."
    await publish(quiet, channel)
    assert len(announcements(channel)) == 1
