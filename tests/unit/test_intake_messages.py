"""A raw Slack message becomes plain text of everything that was said in it, each thing once."""

import time
from typing import Any

import pytest

from bot.domain.incidents import Reaction
from bot.intake.slack_messages import mentioned_ids, read_message

TS = "1700000000.000100"
NAMES = {"U0MAYA": "Maya", "U0BEN": "Ben"}
CHANNELS = {"C0OPS": "ops"}


def names(member: str) -> str:
    return NAMES.get(member, "somebody")


def read(**fields: Any) -> Any:
    return read_message({"type": "message", "ts": TS, "user": "U0MAYA", **fields}, names, CHANNELS.get)


def text(markup: str = "", **fields: Any) -> str:
    found: str = read(text=markup, **fields).text
    return found


def bot(**fields: Any) -> Any:
    return read(**{"user": None, "bot_id": "B0ALERT", "text": "", **fields})


@pytest.mark.parametrize(
    ("markup", "plain"),
    [
        ("hello", "hello"),
        ("ask <@U0BEN> please", "ask @Ben please"),
        ("ask <@U0BEN|somebody else> please", "ask @Ben please"),
        ("ask <@U0GONE>", "ask @somebody"),
        ("see <#C0OPS|wrong>", "see #ops"),
        ("see <#C0SECRET|acquisition>", "see #private channel"),
        ("see <#C0SECRET>", "see #private channel"),
        ("<!here> <!channel> <!everyone>", "@here @channel @everyone"),
        ("<!here|here>", "@here"),
        ("<!subteam^S1|@oncall> <!subteam^S1>", "@oncall @somebody"),
        ("<!date^1700000000^{date_short} {time}^https://x.example|Nov 14, 22:13>", "Nov 14, 22:13"),
        ("<https://x.example/a?b=1&amp;c=2>", "https://x.example/a?b=1&c=2"),
        ("<https://x.example/a|the graph>", "the graph (https://x.example/a)"),
        ("<http://x.example|x.example>", "http://x.example"),
        ("<mailto:a@x.example|a@x.example>", "a@x.example"),
        ("1 &lt; 2 &amp;&amp; 3 &gt; 2", "1 < 2 && 3 > 2"),
        ("&lt;@U0BEN&gt; is no mention", "<@U0BEN> is no mention"),
        ("&amp;lt;", "&lt;"),
        ("<unclosed and <@U0BEN>", "<unclosed and @Ben"),
        ("<>", ""),
        ("two\n\nlines\nlines", "two\n\nlines\nlines"),
    ],
)
def test_markup_becomes_plain_text(markup: str, plain: str) -> None:
    assert text(markup) == plain


def test_what_the_composer_sends_twice_is_read_once() -> None:
    element = {
        "type": "rich_text_section",
        "elements": [{"type": "text", "text": "Rolling "}, {"type": "text", "text": "back"}],
    }
    assert text("Rolling *back*", blocks=[{"type": "rich_text", "elements": [element]}]) == "Rolling *back*"


def test_text_that_stands_only_in_rich_text_is_read() -> None:
    blocks = [
        {
            "type": "rich_text",
            "elements": [
                {
                    "type": "rich_text_section",
                    "elements": [
                        {"type": "text", "text": "Ask "},
                        {"type": "user", "user_id": "U0BEN"},
                        {"type": "text", "text": " in "},
                        {"type": "channel", "channel_id": "C0OPS"},
                        {"type": "text", "text": " "},
                        {"type": "emoji", "name": "fire"},
                        {"type": "broadcast", "range": "here"},
                        {"type": "usergroup", "usergroup_id": "S1"},
                        {"type": "link", "url": "https://x.example/r", "text": "runbook"},
                        {"type": "date", "timestamp": 1700000000, "fallback": "Nov 14"},
                    ],
                },
                {
                    "type": "rich_text_list",
                    "style": "bullet",
                    "elements": [
                        {"type": "rich_text_section", "elements": [{"type": "text", "text": "first"}]},
                        {"type": "rich_text_section", "elements": [{"type": "text", "text": "second"}]},
                    ],
                },
                {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": "kubectl get"}]},
            ],
        }
    ]
    assert text("", blocks=blocks) == (
        "Ask @Ben in #ops :fire:@here@grouprunbook (https://x.example/r)Nov 14\n• first\n• second\nkubectl get"
    )


BLOCKS: list[tuple[dict[str, Any], str]] = [
    ({"type": "header", "text": {"type": "plain_text", "text": "Alert & page"}}, "Alert & page"),
    ({"type": "section", "text": {"type": "mrkdwn", "text": "Errors for <@U0BEN>"}}, "Errors for @Ben"),
    (
        {
            "type": "section",
            "fields": [{"type": "mrkdwn", "text": "*Host*"}, {"type": "plain_text", "text": "cache-1"}],
        },
        "*Host*\ncache-1",
    ),
    ({"type": "context", "elements": [{"type": "mrkdwn", "text": "since 14:02"}]}, "since 14:02"),
    ({"type": "markdown", "text": "**Bold** words"}, "**Bold** words"),
    ({"type": "image", "image_url": "https://x.example/i.png", "alt_text": "error rate"}, "error rate"),
    (
        {"type": "image", "title": {"type": "plain_text", "text": "Graph"}, "alt_text": "error rate"},
        "Graph",
    ),
    (
        {
            "type": "table",
            "rows": [
                [{"type": "raw_text", "text": "node"}, {"type": "raw_text", "text": "state"}],
                [
                    {"type": "raw_text", "text": "cache-1"},
                    {
                        "type": "rich_text",
                        "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "down"}]}],
                    },
                ],
            ],
        },
        "node | state\ncache-1 | down",
    ),
    ({"type": "data_table", "rows": [{"cells": [{"type": "raw_text", "text": "a"}]}]}, "a"),
    ({"type": "alert", "text": {"type": "mrkdwn", "text": "careful"}}, "careful"),
    (
        {
            "type": "container",
            "child_blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": "inside"}}],
        },
        "inside",
    ),
    (
        {
            "type": "task_card",
            "title": {"type": "plain_text", "text": "Drain"},
            "details": {"type": "mrkdwn", "text": "4"},
        },
        "Drain\n4",
    ),
    ({"type": "not_invented_yet", "body": [{"type": "mrkdwn", "text": "still read"}]}, "still read"),
    ({"type": "divider"}, ""),
    ({"type": "actions", "elements": [{"type": "button", "text": {"type": "plain_text", "text": "Ack"}}]}, ""),
    (
        {
            "type": "section",
            "text": {"type": "mrkdwn", "text": "Acknowledge?"},
            "accessory": {"type": "button", "text": {"type": "plain_text", "text": "Yes"}},
        },
        "Acknowledge?",
    ),
]


@pytest.mark.parametrize(("block", "plain"), BLOCKS, ids=[str(block["type"]) for block, _ in BLOCKS])
def test_each_type_of_block_is_read(block: dict[str, Any], plain: str) -> None:
    assert bot(blocks=[block]).text == plain


def test_a_bots_text_blocks_and_attachments_are_each_said_once() -> None:
    message = bot(
        text="Error rate is above 5%",
        blocks=[
            {"type": "header", "text": {"type": "plain_text", "text": "Error rate"}},
            {"type": "section", "text": {"type": "mrkdwn", "text": "*Error rate* is above 5%"}},
            {"type": "section", "text": {"type": "mrkdwn", "text": "on checkout"}},
        ],
        attachments=[
            {
                "fallback": "[FIRING] never shown where there is more",
                "title": "Checkout",
                "title_link": "https://x.example/d",
                "text": "on checkout",
                "fields": [{"title": "Severity", "value": "SEV1"}],
            }
        ],
    )
    assert message.text == "Error rate is above 5%\non checkout\nCheckout (https://x.example/d)\nSeverity: SEV1"


def test_a_fallback_is_read_where_an_attachment_has_nothing_else() -> None:
    assert bot(attachments=[{"fallback": "disk <https://x.example|full>"}]).text == "disk full (https://x.example)"


def test_an_attachment_made_of_blocks_is_read() -> None:
    inner = [{"type": "section", "text": {"type": "mrkdwn", "text": "from inside"}}]
    assert bot(attachments=[{"blocks": inner, "fallback": "[no preview available]"}]).text == "from inside"


def test_of_a_page_behind_a_persons_link_only_the_title_is_told() -> None:
    preview = {"from_url": "https://x.example", "title": "Status page", "text": "The words of somebody else"}
    assert text("see <https://x.example>", attachments=[preview]) == "see https://x.example\nStatus page"


def test_a_message_forwarded_from_a_hidden_channel_stays_there() -> None:
    secret = {"channel_id": "C0SECRET", "is_share": True, "text": "we will buy them", "fallback": "we will buy them"}
    assert text("fyi", attachments=[secret]) == "fyi\n[a message from a private channel]"


def test_a_message_forwarded_from_a_public_channel_is_read() -> None:
    shared = {"channel_id": "C0OPS", "is_share": True, "text": "pool is full"}
    assert text("fyi", attachments=[shared]) == "fyi\npool is full"


def test_a_bot_has_the_name_that_it_posts_under() -> None:
    found = bot(username="Grafana", bot_profile={"name": "grafana-app"})
    assert (found.author, found.author_name, found.is_bot) == ("B0ALERT", "Grafana", True)
    assert bot(bot_profile={"name": "grafana-app"}).author_name == "grafana-app"
    assert bot().author_name == "a bot"


def test_a_person_keeps_the_name_that_we_know() -> None:
    found = read(text="x", username="<!channel> I am Ben")
    assert (found.author, found.author_name, found.is_bot) == ("U0MAYA", "Maya", False)


def test_what_is_around_the_text_is_kept() -> None:
    found = read(
        text="x",
        thread_ts="1699999999.000001",
        edited={"user": "U0MAYA", "ts": TS},
        pinned_to=["C1"],
        files=[{"name": "graph.png"}, {"title": "Post\nmortem"}, {"mode": "tombstone"}, "odd"],
        reactions=[
            {"name": "eyes", "count": 3, "users": ["U0BEN"]},
            {"name": "fire", "users": ["U1", "U2"]},
            {"count": 1},
        ],
        subtype="thread_broadcast",
    )
    assert (found.thread_ts, found.is_reply, found.edited, found.pinned) == ("1699999999.000001", True, True, True)
    assert found.files == ("graph.png", "Post mortem", "file")
    assert found.reactions == (Reaction(name="eyes", count=3), Reaction(name="fire", count=2))
    assert found.subtype == "thread_broadcast"


def test_a_tombstone_is_a_deleted_message_without_text() -> None:
    found = read(subtype="tombstone", text="This message was deleted.", user="USLACKBOT")
    assert (found.deleted, found.text) == (True, "")


@pytest.mark.parametrize(
    "raw",
    [
        {},
        {"ts": None},
        {"ts": 1700000000.0001},
        {"ts": "1700000000.0001\n"},
        {"ts": "٠٧٠٠٠٠٠٠٠٠.000100"},
        {"ts": "0000000001.000100"},
        {"ts": "99999999999.000100"},
        {"ts": TS, "type": "channel_join"},
        {"ts": TS, "type": "message", "subtype": "message_changed"},
        {"ts": TS, "type": "message", "subtype": "message_deleted"},
    ],
)
def test_what_is_no_message_is_none(raw: dict[str, Any]) -> None:
    assert read_message(raw, names, CHANNELS.get) is None


@pytest.mark.parametrize("junk", [None, 1, True, "x", [], {}, [[]], [None], [{"type": None}], {"a": {"b": [1]}}])
@pytest.mark.parametrize(
    "field",
    ["text", "blocks", "attachments", "files", "reactions", "user", "edited", "pinned_to", "bot_profile", "subtype"],
)
def test_odd_shapes_are_passed_over(field: str, junk: Any) -> None:
    assert read(**{"text": "hello", "bot_id": "B1", field: junk}).ts == TS


@pytest.mark.parametrize(
    "block",
    [
        {"type": "rich_text", "elements": "x"},
        {"type": "rich_text", "elements": [None, 1, {"type": "rich_text_section", "elements": None}]},
        {"type": "rich_text", "elements": [{"type": "rich_text_list", "elements": 5}]},
        {
            "type": "rich_text",
            "elements": [{"type": "rich_text_section", "elements": [{"type": "user", "user_id": 5}]}],
        },
        {"type": "table", "rows": "x"},
        {"type": "table", "rows": [None, {"cells": None}]},
        {"type": ["section"], "text": "no text object"},
        {"type": "section", "text": {"type": "mrkdwn", "text": 5}},
    ],
)
def test_blocks_of_odd_shapes_say_nothing(block: dict[str, Any]) -> None:
    assert bot(blocks=[block]).text == ""


def test_fields_and_attachments_of_odd_shapes_say_nothing() -> None:
    assert bot(attachments=[{"fields": [None, {"title": 1}]}, {"fields": "x"}, 5]).text == ""


def test_mentions_deep_inside_are_looked_for_only_so_far() -> None:
    deep: Any = "<@U0DEEP>"
    for _ in range(200):
        deep = [deep]
    assert mentioned_ids({"blocks": deep}) == set()


def test_nesting_and_length_have_an_end() -> None:
    deep: Any = {"type": "mrkdwn", "text": "bottom"}
    for _ in range(200):
        deep = {"type": "container", "blocks": [deep]}
    assert bot(blocks=[deep]).text == ""
    wide = [{"type": "section", "text": {"type": "mrkdwn", "text": f"line {n} " + "x" * 60}} for n in range(10_000)]
    assert len(bot(blocks=wide).text) <= 40_000
    assert len(text("x" * 100_000)) == 40_000


def test_hostile_markup_takes_linear_time() -> None:
    def seconds(size: int) -> float:
        start = time.perf_counter()
        for shape in ("<", "<@", "<!date^", "&amp;", "<a|", ">"):
            text(shape * (size // len(shape)))
        return time.perf_counter() - start

    small, large = (min(seconds(size) for _ in range(5)) for size in (10_000, 40_000))
    assert large < 12 * max(small, 0.002)


def test_mentions_are_found_wherever_they_stand() -> None:
    raw = {
        "user": "U0AUTHOR",
        "text": "<@U0AAA> <@U0BBB|b> &lt;@U0NOT&gt; <@not>",
        "blocks": [
            {
                "type": "rich_text",
                "elements": [{"type": "rich_text_section", "elements": [{"type": "user", "user_id": "U0CCC"}]}],
            }
        ],
        "attachments": [{"text": "<@W0DDD>", "fields": [{"value": "<@U0EEE>"}]}],
    }
    assert mentioned_ids(raw) == {"U0AAA", "U0BBB", "U0CCC", "W0DDD", "U0EEE"}
