"""The stories on the page: the place where one is chosen or an export is brought, and the bar of the one that plays."""

from htpy import (
    Node,
    a,
    button,
    code,
    details,
    div,
    form,
    h2,
    h3,
    label,
    li,
    ol,
    p,
    progress,
    section,
    span,
    strong,
    summary,
    ul,
)
from htpy import (
    input as field,
)

from sandbox.page.backstage import Backstage, Found, Playable, Playing, Theatre
from sandbox.page.viewer import Viewer


def chooser(backstage: Backstage, viewer: Viewer, brought: tuple[Found, ...]) -> Node:
    """Return what can be played, and where one's own export goes; `brought` are the channels of one that came."""
    return div(".stories")[
        p(".lead")[
            "This is a pretend Slack workspace on your own machine, and the bot in it is the real one. Choose a story, "
            "play it step by step, and take over whenever you like: write, click, act as anybody."
        ],
        ul(".cards")[(_card(each) for each in backstage.theatre.stories)],
        section(".bring", aria_labelledby="bring-title")[
            h2("#bring-title")["Bring your own"],
            p["An export of your Slack workspace, as a zip. It stays in this run's temporary folder on this machine."],
            form("#bring.bring-form", data_keep="bring")[
                label(for_="bring-file")["Slack export (zip)"],
                field("#bring-file", type="file", accept=".zip,application/zip", name="export"),
            ],
            _channels(brought),
        ],
        p(".hint")[f"You act as {viewer.member.real_name}; change that at the top. Each window can be somebody else."],
    ]


def _card(story: Playable) -> Node:
    sign = "🔒 " if story.private else "# "
    return li(".card-story", data_key=story.name)[
        h2[story.title],
        p[story.about],
        p(".card-channel")[code[f"{sign}{story.channel}"]],
        div(".card-foot")[
            ul[(li[strong[name], f": {why}"] for name, why in story.act_as)],
            button(".tool.is-primary", type="button", data_do="choose", data_name=story.name)["Play this story"],
        ],
    ]


def _channels(brought: tuple[Found, ...]) -> Node:
    if not brought:
        return None
    return [
        h3["Which channel had the incident?"],
        ul(".choices")[
            (
                li(data_key=each.id)[
                    button(".tool", type="button", data_do="bring", data_channel=each.id)[
                        f"{'🔒 ' if each.private else '#'}{each.name}"
                    ]
                ]
                for each in brought
            )
        ],
    ]


def bar(theatre: Theatre, viewer: Viewer) -> Node:
    """Return the bar of the story that plays; nothing where none was chosen."""
    now = theatre.now
    if now is None:
        return None
    return section(".story-bar", aria_label=f"Story: {now.title}")[
        div(".story-head")[
            strong[now.title],
            span(".story-chapter")[now.chapter],
            progress(value=str(now.position), max=str(now.total), aria_label="How far the story is")[
                f"{now.position} of {now.total}"
            ],
            span(".story-count")[f"{now.position} of {now.total}"],
        ],
        p(".story-caption", role="status", aria_live="polite")[_caption(now, viewer)],
        div(".story-tools")[_by_hand(now), _buttons(now)],
    ]


def strip(theatre: Theatre, viewer: Viewer) -> Node:
    """Return the story as it stands beside an open window, out of which nothing else of the page can be pressed."""
    now = theatre.now
    if now is None or now.over:
        return None
    return div(".modal-story", role="group", aria_label="The story")[
        p(".story-caption", role="status")[_trouble(now) if now.problem else _told(now, viewer)],
        div(".story-tools")[_buttons(now)],
    ]


def _trouble(now: Playing) -> Node:
    return span(".story-problem")[f"{now.caption} This cannot be done now: {now.problem}"]


def _caption(now: Playing, viewer: Viewer) -> Node:
    if now.problem:
        return _trouble(now)
    if not now.caption:
        return f"Nothing has happened yet. It plays in {viewer.name(now.channel)}, and you act as {_self(now, viewer)}."
    return [_told(now, viewer), " ", _there(now, viewer)]


def _told(now: Playing, viewer: Viewer) -> str:
    """Return what happened; of a private channel others hear no more than that something did."""
    channel = viewer.hub.workspace.conversations.get(now.where)
    if channel is None or channel.kind != "group" or _sees(now, viewer):
        return now.caption
    return f"Something happened in a private channel that {viewer.member.real_name} is not in."


def _self(now: Playing, viewer: Viewer) -> str:
    inside = viewer.member.id in viewer.hub.workspace.conversations[now.channel].members
    return viewer.member.real_name + ("" if inside else ", who is not in it yet")


def _there(now: Playing, viewer: Viewer) -> Node:
    """Return the way to where something can be seen, as somebody who sees it."""
    if not now.where:
        return None
    message = f"/p{now.ts.replace('.', '')}" if now.ts else ""
    if _sees(now, viewer):
        return a(href=f"#/{now.where}{message}")["Look"]
    channel = viewer.hub.workspace.conversations.get(now.where)
    who = now.who or next(iter(channel.members), "") if channel else now.who
    return a(href=f"/?as={who}#/{now.where}{message}")[f"Look as {viewer.name(who)}"] if who else None


def _sees(now: Playing, viewer: Viewer) -> bool:
    channel = viewer.hub.workspace.conversations.get(now.where)
    return channel is not None and (not channel.private or viewer.member.id in channel.members)


def _by_hand(now: Playing) -> Node:
    """Return what is worth trying oneself in this story."""
    return details(".by-hand")[summary["Try by hand"], ol[(li[each] for each in now.by_hand)]]


def _buttons(now: Playing) -> Node:
    if now.over:
        return [span["The story is over. Everything is still yours to click."], _tool("stories", "Another story")]
    if now.playing:
        return _tool("story", "Pause", "pause")
    return [
        _tool("story", "Skip this step", "skip") if now.stuck else None,
        _tool("story", "Try it again" if now.stuck else "Next step", "step", primary=True),
        _tool("story", "Play", "play"),
        _tool("story", "To the next chapter", "hurry"),
    ]


def _tool(do: str, words: str, deed: str | None = None, *, primary: bool = False) -> Node:
    return button(class_=["tool", {"is-primary": primary}], type="button", data_do=do, data_deed=deed)[words]
