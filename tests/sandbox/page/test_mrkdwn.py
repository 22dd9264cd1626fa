"""Slack's mrkdwn in a browser: what it means is drawn, and nothing in it becomes a tag or a dangerous link."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sandbox.page import markdown, mrkdwn
from sandbox.page.viewer import Viewer
from tests.sandbox.page.conftest import drawn, eyes, key, words


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("*bold* _italic_ ~strike~", "<b>bold</b> <i>italic</i> <s>strike</s>"),
        ("*bold _and italic_*", "<b>bold <i>and italic</i></b>"),
        ("snake_case_name and 2*3*4 and a~b~c", "snake_case_name and 2*3*4 and a~b~c"),
        ("* not bold * and *not\nbold*", "* not bold * and *not\nbold*"),
        ("(*bold*), *bold*.", "(<b>bold</b>), <b>bold</b>."),
        ("`*not bold* &lt;b&gt;`", "<code>*not bold* &lt;b&gt;</code>"),
        ("a\n```x = 1\n*y*```\nb", 'a<pre class="preformatted">x = 1\n*y*</pre>b'),
        ("&gt; said\n&gt; more\nanswer", "<blockquote>said\nmore</blockquote>answer"),
        ("&gt;&gt;&gt; said\nto the end", "<blockquote>said\nto the end</blockquote>"),
        ("• *one*\nend", '<span class="typed-bullet depth-0">• <b>one</b></span>end'),
        ("&lt;b&gt; &amp;amp; &nbsp;", "&lt;b&gt; &amp;amp; &amp;nbsp;"),
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("one\n\ntwo", "one\n\ntwo"),
        ("", ""),
    ],
)  # fmt: skip
def test_styles_code_quotes_and_bullets_are_drawn_as_slack_does(viewer: Viewer, text: str, shown: str) -> None:
    assert drawn(mrkdwn.html(text, viewer)) == shown


def test_people_channels_and_groups_are_named_as_the_viewer_may_read_them(viewer: Viewer) -> None:
    text = (
        "<@{maya}> <@{ben}|old> <#{inc}|old> <#{secret}|secret> <!subteam^{group}> <!here> <@U0NOBODY|gone> <#C0NO|far>"
    )
    ids = {"maya": "maya", "ben": "ben", "inc": "inc-207", "secret": "secret", "group": "payments"}

    shown = mrkdwn.html(text.format(**{name: key(viewer, handle) for name, handle in ids.items()}), viewer)

    assert words(shown) == (
        "@Maya Ito @Ben &lt;b&gt; O&#39;Hara #inc-207 🔒 private channel @payments @here @gone #far"
    )
    own = f'data-do="person" data-user="{key(viewer, "maya")}" aria-haspopup="menu" class="mention me"'
    assert f'<button {own} type="button">@Maya Ito</button>' in drawn(shown)
    assert f'<a class="mention" href="/#/{key(viewer, "inc-207")}" data-go data-channel=' in drawn(shown)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("<https://x.org/?a&amp;b|the *log*>", '<a class="link" href="https://x.org/?a&amp;b" {out}>the *log*</a>'),
        ("see https://x.org/a_b_c.", 'see <a class="link" href="https://x.org/a_b_c" {out}>https://x.org/a_b_c</a>.'),
        ("*https://x.org*", '<b><a class="link" href="https://x.org" {out}>https://x.org</a></b>'),
        ("<mailto:a@x.org|a@x.org>", '<a class="link" href="mailto:a@x.org" {out}>a@x.org</a>'),
        ("<javascript:alert(1)|click>", '<span class="no-link">click (javascript:alert(1))</span>'),
        ("<data:text/html,x>", '<span class="no-link">data:text/html,x</span>'),
        ("<https:/x.org|x>", '<span class="no-link">x (https:/x.org)</span>'),
        ('<https://x.org/"onclick="x|x>', '<span class="no-link">x (https://x.org/&#34;onclick=&#34;x)</span>'),
    ],
)  # fmt: skip
def test_links_lead_out_only_by_addresses_that_are_harmless(viewer: Viewer, text: str, shown: str) -> None:
    out = 'target="_blank" rel="noopener noreferrer"'
    assert drawn(mrkdwn.html(text, viewer)) == shown.format(out=out)


def test_addresses_that_are_not_marked_are_left_alone_in_verbatim_text(viewer: Viewer) -> None:
    told = {"type": "mrkdwn", "text": "https://x.org", "verbatim": True}
    assert drawn(mrkdwn.said(told, viewer)) == "https://x.org"


def test_a_permalink_of_this_workspace_leads_to_its_message_on_the_page(viewer: Viewer) -> None:
    channel = key(viewer, "inc-207")
    link = viewer.hub.workspace.permalink(channel, "1763640000.000200", "1763640000.000100")

    assert drawn(mrkdwn.html(f"<{link.replace('&', '&amp;')}|there>", viewer)) == (
        f'<a class="link" href="/#/{channel}/p1763640000000200" data-go data-channel="{channel}"'
        ' data-ts="1763640000.000200" data-thread="1763640000.000100">there</a>'
    )


def test_a_link_to_a_canvas_or_a_file_of_this_workspace_opens_it_here(viewer: Viewer) -> None:
    base = f"https://{viewer.hub.workspace.domain}.slack.com"

    shown = drawn(mrkdwn.html(f"<{base}/docs/T1/F0CANVAS|Canvas> <{base}/files/U1/F0FILE/a.pdf|file>", viewer))

    assert re.findall(r'href="([^"]*)"', shown) == [f"/canvas/F0CANVAS?as={viewer.member.id}", "/files/F0FILE/file"]


def test_emoji_are_characters_with_their_tone_and_unknown_ones_stay_words(viewer: Viewer) -> None:
    assert words(mrkdwn.html(":tada: :+1::skin-tone-4: :large_green_circle: :flag-jp: 12:30:45 :dunno:", viewer)) == (
        "🎉 👍🏽 🟢 🇯🇵 12:30:45 :dunno:"
    )


def test_markdown_is_drawn_and_its_html_is_text(viewer: Viewer) -> None:
    text = "# Sum\n\n**bold** *it* ~~no~~ `c` <b>x</b>\n\n- a\n- b\n\n|A|B|\n|:-|-:|\n|1|2|\n\n[x](javascript:alert(1))"

    shown = drawn(markdown.html(text, viewer))

    assert "<h3>Sum</h3>" in shown
    assert "<b>bold</b> <i>it</i> <s>no</s> <code>c</code> &lt;b&gt;x&lt;/b&gt;" in shown
    assert '<td class="to-right">2</td>' in shown
    assert "javascript" not in re.findall(r'href="([^"]*)"', shown)


MAYA = eyes()
TAGS = "a|b|i|s|br|hr|code|pre|blockquote|span|div|p|h[345]|ul|ol|li|table|thead|tbody|tr|th|td|time"
OURS = re.compile(rf"</?(?:{TAGS})(?: [a-z-]+(?:=\"[^\"<>]*\")?)*>")
PIECES = st.sampled_from(
    [
        *"<>&|*_~`!@#^: \"'\n\u0000\u2028é🔥",
        *(
            "```",
            "</p>",
            "<script>",
            "javascript:",
            "JaVa\tscript:",
            "data:text/html,",
            "onerror=",
            "https://",
            "x.org",
        ),
        *(
            "&lt;",
            "&gt;",
            "&amp;",
            "&#60;",
            "<!date^1763640000^{time}^",
            "|x>",
            "](",
            "[x",
            "![",
            "<@U1",
            "<#C1",
            "tada",
        ),
    ]
)
TEXTS = st.one_of(st.text(max_size=40), st.lists(PIECES, max_size=25).map("".join))


@given(TEXTS)
@example("<javascript:alert(1)>")
@example('<https://x.org" onmouseover="x>')
@example("<!date^1^{time}^javascript:x|y>")
@example("[a](javascript:x) <img src=x onerror=x>")
def test_no_text_can_make_a_tag_or_a_dangerous_link(text: str) -> None:
    for shown in (drawn(mrkdwn.html(text, MAYA)), drawn(markdown.html(text, MAYA))):
        assert "<" not in OURS.sub("", shown)
        for address in re.findall(r'(?:href|src)="([^"]*)"', shown):
            assert re.match(r"(?:https?://|mailto:|/#/|/files/|/canvas/)", address, re.IGNORECASE)
