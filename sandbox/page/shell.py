"""The document that the browser gets once; everything in it comes and goes over the WebSocket."""

from htpy import (
    Renderable,
    a,
    aside,
    body,
    button,
    div,
    head,
    header,
    html,
    label,
    link,
    main,
    meta,
    nav,
    noscript,
    ol,
    option,
    script,
    section,
    select,
    span,
    title,
)

from sandbox.page.desk import Desk
from sandbox.workspace import Member

STYLES = ("page", "blocks", "elements", "panel", "stories")


def drawn(desk: Desk, person: Member) -> Renderable:
    """Return the page of a window in which somebody acts as this person."""
    name = desk.hub.workspace.name
    return html(lang="en")[
        head[
            meta(charset="utf-8"),
            meta(name="viewport", content="width=device-width, initial-scale=1"),
            meta(name="color-scheme", content="light dark"),
            meta(name="token", content=desk.token),
            title[f"{name}: a pretend Slack workspace"],
            link(rel="icon", href="/static/icon.svg", type="image/svg+xml"),
            (link(rel="stylesheet", href=f"/static/{each}.css") for each in STYLES),
            script(type="module", src="/static/page.js"),
        ],
        body(data_as=person.id, data_admin=person.admin or person.owner)[
            a(".skip", href="#messages", data_do="skip", data_to="messages")["Skip to the messages"],
            a(".skip", href="#composer", data_do="skip", data_to="composer")[
                "Skip to where you write (F6 leads from part to part)"
            ],
            _bar(desk, person),
            div("#story.story"),
            div("#shell.shell")[
                nav("#sidebar.sidebar", aria_label="Channels and messages"),
                main("#place.place-main")[
                    header("#head.head"),
                    section("#home.home", hidden=True),
                    ol("#messages.messages", aria_label="Messages", aria_live="polite", tabindex="0"),
                    div("#composer"),
                ],
                aside("#thread.thread", aria_label="Thread", hidden=True)[
                    header("#thread-head.head"),
                    ol("#replies.messages", aria_label="Replies", aria_live="polite", tabindex="0"),
                    div("#reply"),
                ],
                aside("#panel.panel", aria_label="For the curious", hidden=True)[
                    div("#controls"),
                    ol("#traffic.traffic", aria_label="What Slack and the bot say to each other", tabindex="0"),
                ],
            ],
            div("#modal"),
            div("#notices.notices", role="status", aria_live="polite"),
            noscript["This page needs JavaScript; nothing is fetched from anywhere but this machine."],
        ],
    ]


def _bar(desk: Desk, person: Member) -> Renderable:
    return div(".bar", role="banner")[
        _tool("menu", "☰", "Channels"),
        span(".bar-name")[desk.hub.workspace.name],
        label(".bar-as")[
            span["Act as"],
            select("#as", name="as", aria_label="Act as")[
                (option(value=each.id, selected=each.id == person.id)[each.real_name] for each in desk.people)
            ],
        ],
        a(".tool.bar-window", href=f"/?as={person.id}", target="_blank", rel="opener")["New window"],
        span("#bot-state.bot-chip", role="status"),
        span("#now.bar-now"),
        _tool("stories", "Stories", "Choose a story"),
        _tool("panel", "Behind the scenes", "Traffic, faults and the clock"),
    ]


def _tool(do: str, words: str, about: str) -> Renderable:
    """Return a button of the bar."""
    names = f"tool bar-{do}"
    return button(class_=names, type="button", data_do=do, aria_label=f"{words}: {about}", title=about)[words]
