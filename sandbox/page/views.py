"""Modals and the Home tab as they are looked at: the modal on top, what it covers, and what is wrong in its fields."""

from collections.abc import Sequence

from htpy import Node, button, dialog, div, footer, h2, header, li, ol, p

from sandbox.elements import states
from sandbox.hub import OpenView
from sandbox.page import blocks
from sandbox.page.mrkdwn import plain, said
from sandbox.page.viewer import Viewer
from sandbox.workspace import Body

_TITLE = "modal-title"


def modals(stack: Sequence[OpenView], viewer: Viewer, beside: Node = None) -> Node:
    """Return the modal on top of a person's stack, or nothing while none is open; `beside` it, what stays in reach."""
    return modal(stack[-1], viewer, [plain(each.body.get("title")) for each in stack[:-1]], beside) if stack else None


def modal(opened: OpenView, viewer: Viewer, beneath: Sequence[str] = (), beside: Node = None) -> Node:
    """Return a modal; `beneath` are the titles of those that it covers, the lowest first.

    static/windows.js opens it, and sees to it that nothing beside it can be used.
    """
    view = opened.body
    key = str(view["id"])
    return dialog(
        ".modal",
        data_surface="modal",
        data_view=key,
        data_key=key,
        aria_labelledby=_TITLE,
        aria_modal="true",
    )[
        _under(beneath),
        div(".modal-box")[
            header(".modal-head")[
                button(".modal-back", type="button", data_modal="close", aria_label=f"Back to {beneath[-1]}")["←"]
                if beneath
                else None,
                h2(id=_TITLE)[said(view.get("title"), viewer)],
                button(".modal-x", type="button", data_modal="dismiss", aria_label="Close all" if beneath else "Close")[
                    "✕"
                ],
            ],
            div(".modal-body", tabindex="0", role="group", aria_labelledby=_TITLE)[
                blocks.drawn(view["blocks"], viewer, values=states(view["blocks"], opened.typed), errors=opened.errors)
            ],
            _foot(view, viewer),
        ],
        beside,
    ]


def _under(beneath: Sequence[str]) -> Node:
    """Return the edges of the modals beneath, which can be seen but not used."""
    return (
        ol(".modal-under", aria_label="Windows beneath this one")[[li[title] for title in beneath]] if beneath else None
    )


def _foot(view: Body, viewer: Viewer) -> Node:
    submit = view.get("submit")
    return footer(".modal-foot")[
        p(".modal-trouble", role="alert", data_keep="trouble"),
        button(".btn.btn-plain", type="button", data_modal="close")[
            said(view["close"], viewer) if view.get("close") else "Cancel" if submit else "Close"
        ],
        button(".btn.btn-primary", type="button", data_modal="submit")[said(submit, viewer)] if submit else None,
    ]


def home(opened: OpenView | None, viewer: Viewer) -> Node:
    """Return a person's Home tab as the app published it, or that it has not yet."""
    if opened is None:
        return div(".home-empty", data_surface="home")[
            p["Nothing here yet: the app has not published a Home tab for ", viewer.member.real_name, "."],
            p(".about")["It does so when you open this tab. If nothing comes, the bot may be stopped."],
        ]
    view = opened.body
    values = states(view["blocks"], opened.typed)
    return div(".home-view", data_surface="home", data_view=str(view["id"]))[
        blocks.drawn(view["blocks"], viewer, values=values, errors=opened.errors)
    ]
