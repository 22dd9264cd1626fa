"""The panel for the curious: what Slack and the app say to each other, the clock, the process, what goes wrong.

It draws; what its buttons do is in `levers`.
"""

from functools import lru_cache
from zoneinfo import ZoneInfo

from htpy import Node, button, code, details, div, h2, h3, li, p, pre, section, span, summary, time, ul

from sandbox.faults import SWITCHES
from sandbox.hub import Hub
from sandbox.page.backstage import Backstage
from sandbox.page.viewer import Viewer
from sandbox.record import Exchange

MOST_ROWS = 200
LATE = 2.0
"""Seconds from which on an ack is shown as a slow one: Slack takes none after three."""
_FAILURES = {
    "http_timeout": "no ack in time",
    "connection_failed": "nobody there",
    "http_error": "refused",
    "lost_reply": "reply lost",
    "lost_reply_500": "reply lost",
}


def traffic_rows(hub: Hub, viewer: Viewer) -> list[tuple[str, Node]]:
    """Return the last exchanges by key, the newest first."""
    newest = list(hub.recorder.last)[: -MOST_ROWS - 1 : -1]
    return [(f"exchange-{one.number}", _row(one, viewer.zone)) for one in newest]


@lru_cache(maxsize=5 * MOST_ROWS)  # as finished HTML: what was said does not change, and every window looks at all
def _row(one: Exchange, zone: ZoneInfo) -> Node:
    to_slack = one.direction == "to_slack"
    at = one.at.astimezone(zone)
    slow = one.took >= LATE and not one.failure
    return div(  # the list puts it into a row of its own
        class_=["exchange", {"to-slack": to_slack, "is-failed": bool(one.failure), "is-slow": slow}],
        data_key=f"exchange-{one.number}",
    )[
        details[
            summary[
                span(".exchange-way", role="img", aria_label="to Slack" if to_slack else "from Slack")[
                    "→" if to_slack else "←"
                ],
                code(".exchange-kind")[one.kind],
                span(".exchange-end")[_ending(one)],
                span(".exchange-took")[_took(one.took)],
                time(".exchange-at", datetime=at.isoformat(timespec="seconds"))[f"{at:%H:%M:%S}"],
            ],
            h3["The bot sent" if to_slack else "Slack sent"],
            pre(tabindex="0")[one.payload],
            h3["Slack answered" if to_slack else "The bot answered"],
            pre(tabindex="0")[one.response],
        ]
    ].__html__()


def _ending(one: Exchange) -> str:
    words = _FAILURES.get(one.failure, one.failure)
    if one.direction == "from_slack" and not words:
        return "acknowledged"
    return " ".join(str(part) for part in (one.status, words) if part)


def _took(seconds: float) -> str:
    return f"{seconds:.1f} s" if seconds >= 1 else f"{seconds * 1000:.0f} ms"


def controls(hub: Hub, backstage: Backstage | None) -> Node:
    """Return everything that can be switched, moved, killed and started."""
    return [
        _clock(backstage) if backstage is not None else None,
        _bot(backstage) if backstage is not None else None,
        section(".controls-part", aria_labelledby="controls-faults")[
            h2("#controls-faults")["What goes wrong"],
            ul(".switches")[
                (
                    _switch(name, label, about, on=name in hub.faults.switched_on)
                    for name, (label, about) in SWITCHES.items()
                ),
                _model(backstage) if backstage is not None else None,
            ],
        ],
        h2(".controls-traffic")["What is said"],
    ]


def _clock(backstage: Backstage) -> Node:
    now = backstage.clock.now()
    return section(".controls-part", aria_labelledby="controls-clock")[
        h2("#controls-clock")["The clock"],
        p[f"It is {now:%A}, {now:%b} {now.day}, {now:%Y}, {now:%H:%M} UTC for Slack and the bot."],
        div(".controls-row")[
            button(type="button", data_do="clock", data_hours="1")["An hour on"],
            button(type="button", data_do="clock", data_days="1")["A day on"],
            button(type="button", data_do="clock", data_next="next", disabled=backstage.bot.name != "running")[
                "To the next reminder"
            ],
        ],
    ]


def _bot(backstage: Backstage) -> Node:
    state, lines = backstage.bot, backstage.log()
    dead = state.name == "killed"
    return section(".controls-part", aria_labelledby="controls-bot")[
        h2("#controls-bot")["The bot"],
        p(class_=["bot-state", f"is-{state.name}"], role="status")[state.sentence],
        div(".controls-row")[
            button(".is-danger", type="button", data_do="bot", data_deed="kill", disabled=dead)["Kill it"],
            button(type="button", data_do="bot", data_deed="start", disabled=not dead)["Start it"],
        ],
        details(".bot-log")[summary["What it logged last"], pre(tabindex="0")["\n".join(lines)]] if lines else None,
    ]


def _model(backstage: Backstage) -> Node:
    model = backstage.model
    if not model.present:
        return li[p(".switch-about")[model.sentence]]
    return _switch("model", "Model down", model.sentence, on=model.down)


def _switch(name: str, label: str, about: str, *, on: bool) -> Node:
    return li[
        button(
            ".switch",
            type="button",
            data_do="fault",
            data_name=name,
            data_on="false" if on else "true",
            aria_pressed="true" if on else "false",
            aria_describedby=f"about-{name}",
        )[label],
        p(".switch-about", id=f"about-{name}")[about],
    ]
