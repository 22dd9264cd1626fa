"""A message as a row: who, when, what, and what people did with it."""

import re
from typing import Any

import pytest

from sandbox import happenings, posting
from sandbox.page import messages
from sandbox.page.viewer import Viewer
from sandbox.uploads import attach, delete
from sandbox.workspace import Body, Conversation, Member
from tests.sandbox.page.conftest import drawn, key, words

ALERT: Body = {
    "color": "danger",
    "title": "CPU <b>",
    "title_link": "https://x.org",
    "text": "98 %",
    "fields": [{"title": "Host", "value": "`db-1`", "short": True}],
    "footer": "Watcher",
    "ts": "1795176000",
}


@pytest.fixture
def inc(viewer: Viewer) -> Conversation:
    return viewer.hub.workspace.conversations[key(viewer, "inc-207")]


@pytest.fixture
def ben(viewer: Viewer) -> Member:
    return viewer.hub.workspace.members[key(viewer, "ben")]


def row(body: Body, channel: Conversation, viewer: Viewer, **how: Any) -> str:
    return drawn(messages.row(body, channel, viewer, **how))


def read(shown: str) -> str:
    spaced = re.sub(r"</(?:span|time|div|button|p|a|b)>", " ", shown)
    return " ".join(re.sub(r"<[^>]*>", "", spaced).split())


def test_a_row_says_who_and_when_in_the_viewers_zone_and_what(viewer: Viewer, inc: Conversation, ben: Member) -> None:
    body = posting.post(viewer.hub, inc, ben, text="It is <!here> &lt;b&gt;")

    shown = row(body, inc, viewer)

    assert read(shown) == "BH Ben &lt;b&gt; O&#39;Hara 12:00 It is @here &lt;b&gt;"
    assert 'title="Friday, November 20th, 2026 at 12:00:00 UTC"' in shown
    assert f'data-surface="message" data-channel="{inc.id}" data-ts="{body["ts"]}" data-key="{body["ts"]}"' in shown
    assert "data-typed" not in shown


def test_what_a_person_wrote_as_mrkdwn_is_read_as_such(viewer: Viewer, inc: Conversation, ben: Member) -> None:
    body = posting.post(viewer.hub, inc, ben, text="`pool` is *empty* :eyes: &lt;b&gt;")

    shown = row(body, inc, viewer)

    assert "<code>pool</code> is <b>empty</b>" in shown
    assert read(shown).endswith("pool is empty 👀 &lt;b&gt;")


def test_rich_text_that_a_client_has_made_is_kept(viewer: Viewer, inc: Conversation, ben: Member) -> None:
    words = [{"type": "text", "text": "loud", "style": {"bold": True}}, {"type": "text", "text": " *quiet*"}]
    section = {"type": "rich_text_section", "elements": words}
    blocks: list[Body] = [{"type": "rich_text", "elements": [section]}]
    body = posting.post(viewer.hub, inc, ben, text="*loud* *quiet*", blocks=blocks)

    assert "<b>loud</b> *quiet*" in row(body, inc, viewer)


def test_an_app_has_a_badge_and_no_mark_of_edits_where_it_draws_blocks_anew(viewer: Viewer, inc: Conversation) -> None:
    blocks = [{"type": "header", "text": {"type": "plain_text", "text": "PM-42"}}]
    bot = viewer.hub.installation.bot
    body = posting.post(viewer.hub, inc, bot, text="fallback", blocks=blocks)
    posting.edit(viewer.hub, inc, body["ts"], bot, {"text": "other"})

    shown = row(inc.messages[body["ts"]], inc, viewer)

    assert '<span class="app-badge">APP</span>' in shown
    assert read(shown).endswith("APP 12:00 PM-42")


def test_what_a_person_edited_says_so_and_brings_along_what_was_typed(viewer: Viewer, inc: Conversation) -> None:
    body = posting.post(viewer.hub, inc, viewer.member, text="one")
    posting.edit(viewer.hub, inc, body["ts"], viewer.member, {"text": '*two* "', "blocks": None})

    shown = row(body, inc, viewer)

    assert read(shown).endswith("two &#34; (edited)")
    assert 'data-typed="*two* &#34;"' in shown


def test_reactions_are_switches_that_say_who_pressed_them(viewer: Viewer, inc: Conversation, ben: Member) -> None:
    body = posting.post(viewer.hub, inc, ben, text="mended")
    happenings.react(viewer.hub, inc, body["ts"], ben, "eyes")
    happenings.react(viewer.hub, inc, body["ts"], viewer.member, "eyes")
    happenings.react(viewer.hub, inc, body["ts"], ben, "own_emoji")

    shown = row(body, inc, viewer)

    assert re.findall(r'data-emoji="(\w+)" aria-pressed="(\w+)" aria-label="([^"]*)"', shown) == [
        ("eyes", "true", "Ben &lt;b&gt; O&#39;Hara, you reacted with :eyes:, 2 in all"),
        ("own_emoji", "false", "Ben &lt;b&gt; O&#39;Hara reacted with :own_emoji:, 1 in all"),
    ]


def test_a_thread_is_summed_up_in_the_channel_and_not_inside_itself(
    viewer: Viewer, inc: Conversation, ben: Member
) -> None:
    body = posting.post(viewer.hub, inc, ben, text="why")
    for text in ("one", "two"):
        posting.post(viewer.hub, inc, viewer.member, text=text, thread_ts=body["ts"])

    assert read(row(body, inc, viewer)).endswith("why MI 2 replies last today at 12:00")
    assert read(row(body, inc, viewer, unread=True)).endswith("2 replies new last today at 12:00")
    assert read(row(body, inc, viewer, thread=True)).endswith("why")


def test_a_reply_that_was_sent_to_the_channel_names_its_thread(viewer: Viewer, inc: Conversation, ben: Member) -> None:
    root = posting.post(viewer.hub, inc, ben, text="why <https://x.org|this>")
    body = posting.post(viewer.hub, inc, ben, text="so", thread_ts=root["ts"], broadcast=True)

    assert "Replied to a thread: why this" in read(row(body, inc, viewer))
    assert read(row(body, inc, viewer, thread=True)).startswith("Also sent to the channel")
    opening = re.findall(r'data-do="thread"[^>]* data-thread="([^"]*)"', row(body, inc, viewer))
    assert opening == [root["ts"]] * 2


def test_what_only_one_person_sees_says_so_and_offers_nothing(viewer: Viewer, inc: Conversation) -> None:
    body = posting.whisper(viewer.hub, inc.id, viewer.member.id, {"text": "psst"})

    shown = row(body, inc, viewer)

    assert read(shown).startswith("Only visible to you")
    assert " data-ephemeral " in shown.replace(">", " ")
    assert f'data-key="only-{body["ts"]}"' in shown
    assert "toolbar" not in shown


def test_a_deleted_message_with_replies_leaves_a_mark(viewer: Viewer, inc: Conversation, ben: Member) -> None:
    body = posting.post(viewer.hub, inc, ben, text="oops")
    posting.post(viewer.hub, inc, ben, text="reply", thread_ts=body["ts"])
    posting.delete(viewer.hub, inc, body["ts"])

    shown = row(inc.messages[body["ts"]], inc, viewer)

    assert read(shown) == "This message was deleted. BH 1 reply last today at 12:00"
    assert "oops" not in shown


def test_slacks_own_lines_do_not_name_their_person_twice(viewer: Viewer, inc: Conversation, ben: Member) -> None:
    happenings.set_topic(viewer.hub, inc, ben, "Lead: <@U0MAYA|maya> *now*")

    shown = read(row(inc.messages[inc.roots[-1]], inc, viewer))

    assert shown == "BH Ben &lt;b&gt; O&#39;Hara 12:00 set the channel topic: Lead: @maya now"


def test_a_pinned_message_says_by_whom(viewer: Viewer, inc: Conversation, ben: Member) -> None:
    body = posting.post(viewer.hub, inc, ben, text="keep")
    happenings.pin(viewer.hub, inc, body["ts"], viewer.member)

    shown = row(body, inc, viewer)

    assert read(shown).startswith("Pinned by Maya Ito")
    assert " data-pinned " in shown


def test_an_attachment_has_its_colour_its_words_and_its_fields(viewer: Viewer, inc: Conversation, ben: Member) -> None:
    body = posting.post(viewer.hub, inc, ben, attachments=[ALERT, {"fallback": "only this"}])

    shown = row(body, inc, viewer)

    assert read(shown).endswith("CPU &lt;b&gt; 98 % Host db-1 Watcher · today at 12:00 only this")
    assert 'fill="#e01e5a"' in shown
    assert shown.count('class="attachment-bar"') == 2


def test_files_open_where_there_is_something_to_open(viewer: Viewer, inc: Conversation, ben: Member) -> None:
    hub = viewer.hub
    given: list[str | Body] = [
        {"name": "a b.pdf", "content": b"x" * 2048},
        {"name": "g.png", "content": b"x", "alt_txt": "load"},
        "named.log",
    ]
    files = [attach(hub, each, ben) for each in given]
    body = posting.post(hub, inc, ben, text="see", files=files)

    shown = row(body, inc, viewer)

    assert (
        f'<a class="file" href="/files/{files[0]["id"]}/a%20b.pdf" target="_blank" rel="noopener noreferrer">' in shown
    )
    assert f'<img src="/files/{files[1]["id"]}/g.png" alt="load" loading="lazy">' in shown
    assert "a b.pdf PDF · 2 KB" in read(shown)
    assert shown.count("<a ") == 2
    delete(hub, hub.workspace.files[files[0]["id"]])
    assert "This file was deleted." in row(inc.messages[body["ts"]], inc, viewer)


def test_what_was_chosen_in_a_message_is_what_its_controls_are_drawn_with(viewer: Viewer, inc: Conversation) -> None:
    menu = {"type": "users_select", "action_id": "v", "placeholder": {"type": "plain_text", "text": "Who"}}
    blocks: list[Body] = [{"type": "actions", "block_id": "b", "elements": [menu]}]
    body = posting.post(viewer.hub, inc, viewer.hub.installation.bot, text="x", blocks=blocks)

    assert 'data-action="v"' in row(body, inc, viewer)


def test_the_tools_of_a_row_depend_on_who_looks_and_where(viewer: Viewer, inc: Conversation, ben: Member) -> None:
    body = posting.post(viewer.hub, inc, ben, text="x")

    assert re.findall(r'data-do="([\w-]+)"', row(body, inc, viewer)) == ["react", "thread", "more"]
    assert re.findall(r'data-do="([\w-]+)"', row(body, inc, viewer, thread=True)) == ["react", "more"]
    inc.members.pop(viewer.member.id)
    assert re.findall(r'data-do="([\w-]+)"', row(body, inc, viewer)) == ["thread", "more"]


def test_one_author_is_named_once_for_what_follows_closely(viewer: Viewer, inc: Conversation, ben: Member) -> None:
    one, two = (posting.post(viewer.hub, inc, ben, text=text) for text in ("one", "two"))
    other = posting.post(viewer.hub, inc, viewer.member, text="three")

    assert not messages.continues(one, None, viewer)
    assert messages.continues(two, one, viewer)
    assert not messages.continues(other, two, viewer)
    assert read(row(two, inc, viewer, again=True)) == "12:00 two"


def test_a_face_keeps_its_colour_and_has_two_letters_at_most() -> None:
    faces = [messages.Author("U1", name, app=False) for name in ("Maya van der Berg", "ben", "😀")]

    assert [words(messages.avatar(face)) for face in faces] == ["MB", "B", "?"]
    assert len({re.sub(r">.*", "", drawn(messages.avatar(face))) for face in faces}) == 1
