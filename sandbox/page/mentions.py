"""People, channels and groups that a text names, by the names that the viewer may read."""

from htpy import Node, a, button, span

from sandbox.page import links
from sandbox.page.viewer import Viewer


def user(user_id: str, viewer: Viewer, label: str = "") -> Node:
    """Return a person's name as a mention, which leads to who that is; one's own stands out."""
    if user_id not in viewer.hub.workspace.members:
        return span(".mention")[f"@{_named(user_id, viewer, label)}"]
    own = user_id == viewer.member.id
    about = {"data-do": "person", "data-user": user_id, "aria-haspopup": "menu"}
    return button(about, class_=["mention", {"me": own}], type="button")[f"@{_named(user_id, viewer, label)}"]


def channel(channel_id: str, viewer: Viewer, label: str = "") -> Node:
    """Return a channel as a link to it; a private one that the viewer is not in has no name."""
    found = viewer.hub.workspace.conversations.get(channel_id)
    if found is None:
        return span(".mention")[f"#{label or channel_id}"]
    if found.private and viewer.member.id not in found.members:
        return span(".mention.hidden")["🔒 private channel"]
    link = links.to_channel(channel_id)
    return a(".mention", href=link, data_go=True, data_channel=channel_id)[f"#{found.name}"]


def group(group_id: str, viewer: Viewer, label: str = "") -> Node:
    """Return a user group as a mention."""
    groups = (each for each in viewer.hub.workspace.usergroups if each["id"] == group_id)
    own = any(viewer.member.id in each.get("users", ()) for each in groups)
    return span(class_=["mention", {"me": own}])[f"@{_named(group_id, viewer, label).removeprefix('@')}"]


def everyone(whom: str) -> Node:
    """Return @here, @channel or @everyone."""
    return span(".mention.me")[f"@{whom}"]


def _named(key: str, viewer: Viewer, label: str) -> str:
    known = viewer.name(key)
    return label.removeprefix("@") if known == key and label else known
