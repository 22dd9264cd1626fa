"""Where one writes: a field that grows, what it suggests while one types, and the shortcuts beside it."""

import json

from htpy import Node, button, div, form, label, span, textarea, ul

from sandbox.page.desk import Thread
from sandbox.page.viewer import Viewer
from sandbox.workspace import Conversation


def drawn(viewer: Viewer, channel: Conversation, thread: Thread, *, place: str) -> Node:
    """Return the composer of a conversation, or of a thread in it."""
    ident = "reply" if thread else "composer"
    name = f"#{place}" if channel.kind in ("channel", "group") else place
    words = "Reply…" if thread else f"Message {name}"
    return form(
        ".composer", id=ident, data_key=f"{channel.id}-{thread or ''}", data_channel=channel.id, data_ts=thread
    )[
        label(".sr-only", for_=f"{ident}-text")[words],
        textarea(
            id=f"{ident}-text",
            name="text",
            rows="1",
            placeholder=words,
            autocomplete="off",
            role="combobox",
            aria_autocomplete="list",
            aria_expanded="false",
            aria_controls=f"{ident}-suggested",
            data_suggest=json.dumps(_suggested(viewer, thread), ensure_ascii=False),
        ),
        div(".composer-foot")[
            None if thread else _shortcuts(viewer, channel),
            span(".composer-note")["Enter sends, Shift+Enter begins a new line"],
            button(".send", type="submit", aria_label="Send")["➤"],
        ],
        ul(".suggested", id=f"{ident}-suggested", role="listbox", aria_label="Suggestions", hidden=True),
    ]


def _shortcuts(viewer: Viewer, channel: Conversation) -> Node:
    declared = viewer.hub.installation.manifest.shortcuts
    names = [{"name": each.name, "id": each.callback_id} for each in declared if each.type == "global"]
    if not names:
        return None
    return button(
        ".tool",
        type="button",
        data_do="shortcuts",
        data_channel=channel.id,
        data_names=json.dumps(names, ensure_ascii=False),
        aria_haspopup="menu",
    )["⚡ Shortcuts"]


def _suggested(viewer: Viewer, thread: Thread) -> list[dict[str, str]]:
    """Return what is offered after `/`, `@` and `#`. Slack takes no commands in threads."""
    hub = viewer.hub
    commands = {} if thread else hub.installation.manifest.commands
    members = [each for each in hub.workspace.members.values() if not each.deleted]
    channels = [each for each in hub.workspace.conversations.values() if each.kind == "channel" and not each.archived]
    return [
        *({"word": name, "hint": each.usage_hint, "about": each.description} for name, each in commands.items()),
        *({"word": f"@{each.name}", "hint": each.real_name, "about": ""} for each in members),
        *({"word": f"#{each.name}", "hint": "", "about": ""} for each in channels),
    ]
