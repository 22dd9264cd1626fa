import re
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from htpy import Node, fragment

from sandbox.clock import ManualClock
from sandbox.driver import Person
from sandbox.page.viewer import Viewer
from sandbox.server import Sandbox
from tests.sandbox.conftest import MANIFEST

MOMENT = datetime(2026, 11, 20, 12, tzinfo=UTC)
Drawn = Callable[[Node], str]


def drawn(node: Node) -> str:
    """What the browser gets."""
    return str(fragment[node])


def words(node: Node) -> str:
    """What a person reads of it."""
    return re.sub(r"<[^>]*>", "", drawn(node))


def eyes(tz: str = "Etc/UTC", now: datetime = MOMENT) -> Viewer:
    """The eyes of Maya, in a workspace with Ben, #inc-207 and a private channel that she is not in."""
    slack = Sandbox(manifest=MANIFEST, clock=ManualClock(now))
    maya, ben = slack.person("maya", name="Maya Ito", tz=tz), slack.person("ben", name="Ben <b> O'Hara")
    slack.channel("inc-207", members=[maya, ben])
    slack.channel("secret", members=[ben], private=True)
    slack.usergroup("payments", [maya])
    return Viewer(slack.hub, maya.member)


@pytest.fixture
def viewer() -> Viewer:
    return eyes()


def key(viewer: Viewer, name: str) -> str:
    """The id of a person, channel or group."""
    workspace = viewer.hub.workspace
    member, channel = workspace.by_handle(name), workspace.by_channel_name(name)
    groups = {each["handle"]: str(each["id"]) for each in workspace.usergroups}
    return member.id if member else channel.id if channel else groups[name]


@pytest.fixture
def maya(slack: Sandbox) -> Person:
    return slack.person("maya", name="Maya")


@pytest.fixture
def ben(slack: Sandbox) -> Person:
    return slack.person("ben", name="Ben")
