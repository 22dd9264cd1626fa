"""The window of discussions, its forms, our copies and messages: inside Slack's limits and as told."""

import json
from datetime import timedelta
from typing import Any

import pytest

from blocks import comments, comments_forms, reading
from blocks.ids import Fields, Ref
from bot.domain.comments import About, Comment, CommentsFacts, CopyFacts, Discussion, News, Thread
from bot.domain.errors import Conflict
from bot.domain.postmortems import Section, Verb, Visibility
from bot.domain.surfaces import Rendered
from bot.domain.text import normalise, utf16_length
from sandbox import validate
from tests.unit.drawn import BEGIN, NAMES, NOW, WORST, a_postmortem, alive, buttons, labels, walk, words, worst_facts

STORED = tuple(normalise(one) for one in WORST)
LINK = "https://example.slack.com/archives/C1/p1794924120000100?thread_ts=1794924000.000100&cid=C1"
REF = Ref(kind="comments", postmortem=2**52, page=6, word="open:contributing_factors", below="pm.comments.view")


def a_comment(**over: Any) -> Comment:
    fields: dict[str, Any] = {
        "id": 1,
        "discussion": 1,
        "by": "U3",
        "text": "Was the pool limit ever tested?",
        "at": BEGIN,
    }
    return Comment(**{**fields, **over})


def a_thread(*said: Comment, place: str = "Root cause", link: str | None = None, **over: Any) -> Thread:
    return Thread(discussion=Discussion(id=1, **over), comments=said or (a_comment(),), place=place, link=link)


def page(*threads: Thread, **over: Any) -> CommentsFacts:
    fields: dict[str, Any] = {
        "now": NOW,
        "postmortem": a_postmortem(),
        "threads": threads,
        "total": len(threads),
        "may_comment": True,
        "reader": "U1",
        "names": NAMES,
    }
    return CommentsFacts(**{**fields, **over})


def worst_page(text: str) -> CommentsFacts:
    """Return a full page of a hundred discussions with `text` wherever somebody wrote something."""
    said = tuple(
        a_comment(id=n, discussion=9_000_000 + n, text=text[:3_000], ours=True, by="U1", edited_at=NOW)
        for n in range(1, 16)
    )
    threads = tuple(
        Thread(
            discussion=Discussion(id=one.discussion, resolved_at=NOW if one.id % 2 else None, resolved_by="U1"),
            comments=(one,) * 9,
            place=text[:60],
            link=LINK,
        )
        for one in said
    )
    sections = tuple(Section(key=f"custom_{n}", title=text[:60] or "x", position=n) for n in range(30))
    return page(
        *threads,
        total=100,
        page=3,
        shown="all",
        section="custom_29",
        filed_under=tuple(one.key for one in sections),
        names=dict.fromkeys(NAMES, text[:80]),
        resolved=tuple(one.discussion for one in said),
        covered=3,
        postmortem=a_postmortem(id=2**52, title=text[:120] or "x", sections=sections),
    )


def a_copy(text: str = "Who was asked before the rollback?", **over: Any) -> CopyFacts:
    fields: dict[str, Any] = {
        "postmortem": a_postmortem(),
        "comment": a_comment(by="U1", text=text, ours=True),
        "discussion": Discussion(id=1),
        "place": "Timeline, 14:31",
        "names": NAMES,
    }
    return CopyFacts(**{**fields, **over})


def windows(text: str) -> list[dict[str, Any]]:
    facts = worst_page(text)
    one = facts.model_copy(update={"threads": facts.threads[:1]})
    return [
        comments.comments_view(facts),
        comments.comments_view(page()),
        comments.gone_view(facts.postmortem),
        comments.covered_view(3),
        comments_forms.add_view(facts.model_copy(update={"threads": ()}), REF),
        comments_forms.add_view(one, REF),
        comments_forms.reply_view(one, REF),
        comments_forms.edit_view(one, 1, REF),
        comments_forms.move_view(one, REF),
    ]


def posts(text: str) -> list[Rendered]:
    long = a_copy(text[:3_000] or "x", names=dict.fromkeys(NAMES, text[:80]), place=text[:200], link=LINK)
    told = News(postmortem=a_postmortem(title=text[:120] or "x"), count=100)
    return [
        comments.copy(long),
        comments.copy(long.model_copy(update={"discussion": Discussion(id=1, resolved_at=NOW, resolved_by="U1")})),
        comments.copy(long.model_copy(update={"is_hidden": True})),
        comments.copy(long.model_copy(update={"comment": a_comment(text="", deleted_at=NOW)})),
        comments.mentioned(long),
        comments.news(told),
        *(comments.remark(kind, a_postmortem(), 100) for kind in ("full", "secret", "long")),
    ]


@pytest.mark.parametrize("text", STORED, ids=range(len(STORED)))
def test_every_window_fits_slack_at_the_legal_maxima_with_the_worst_text(text: str) -> None:
    for drawn in windows(text):
        assert validate.view(drawn) == []
        assert alive(drawn) == []
        assert len(json.dumps(drawn)) <= 100_000
        assert len(drawn["blocks"]) <= 21
        assert len(drawn.get("private_metadata") or "") <= 200


@pytest.mark.parametrize("text", STORED, ids=range(len(STORED)))
def test_every_message_fits_slack_at_the_legal_maxima_with_the_worst_text(text: str) -> None:
    for drawn in posts(text):
        assert validate.message({"text": drawn.text, "blocks": list(drawn.blocks)}) == []
        assert alive(drawn.blocks, drawn.text) == []
        shown = sum(utf16_length(str(one["text"])) for one in walk(drawn.blocks) if isinstance(one.get("text"), str))
        assert shown <= 12_000
        assert utf16_length(drawn.text) <= 4_000


@pytest.mark.parametrize("text", STORED, ids=range(len(STORED)))
def test_a_document_with_a_comment_button_for_each_section_fits_its_window(text: str) -> None:
    full = worst_facts(text).model_copy(update={"may": frozenset(Verb)})
    for number in (0, 1, 10_000):
        drawn = reading.document_view(full, number)
        assert validate.view(drawn) == []
        assert len(drawn["blocks"]) <= 50


def test_the_window_reads_as_the_storyboard_has_it() -> None:
    root_cause = a_thread(a_comment(), a_comment(id=2), a_comment(id=3), link=LINK)
    timeline = a_thread(a_comment(id=4, by="U2", text="Who was asked?"), place="Timeline, 14:31")

    drawn = comments.comments_view(page(root_cause, timeline))

    shown = [one["text"]["text"].split("\n") for one in drawn["blocks"] if one["type"] == "section"]
    assert [[line.partition(" · <!date")[0] for line in lines] for lines in shown] == [
        ["*Ines* on Root cause", "Was the pool limit ever tested?", "2 replies · in the thread"],
        ["*Ben* on Timeline, 14:31", "Who was asked?"],
    ]
    assert drawn["title"]["text"] == "Comments · PM-42"
    assert drawn["blocks"][-1]["elements"][0]["text"] == "Comments 1–2 of 2."
    assert labels(drawn) == ["Add comment", "Resolve all shown"]


def test_who_may_not_comment_reads_without_controls() -> None:
    drawn = comments.comments_view(page(a_thread(link=LINK), may_comment=False))

    assert labels(drawn) == []
    assert menu(drawn) == ["Open in the thread"]


def menu(view: dict[str, Any]) -> list[str]:
    return [one["text"]["text"] for each in walk(view) if each.get("type") == "overflow" for one in each["options"]]


def test_the_menu_offers_what_this_reader_may_do() -> None:
    own = a_comment(by="U1", ours=True)

    assert menu(comments.comments_view(page(a_thread(own, link=LINK)))) == [
        "Resolve", "Reply", "Edit my comment", "Move to a section", "Open in the thread",
    ]  # fmt: skip
    closed = a_thread(resolved_at=NOW, resolved_by="U2")
    assert menu(comments.comments_view(page(closed, shown="all"))) == ["Reopen", "Reply", "Move to a section"]


def test_nothing_there_says_so() -> None:
    said = [comments.comments_view(page(**over))["blocks"][1]["text"]["text"] for over in ({}, {"shown": "all"})]

    assert said == ["No open discussion. Nothing left to do.", "No comments yet. A reply in the thread is one."]


def test_a_copy_says_who_on_what_and_offers_to_resolve_or_reopen() -> None:
    drawn = comments.copy(a_copy())
    closed = comments.copy(a_copy(discussion=Discussion(id=1, resolved_at=NOW, resolved_by="U3")))

    assert words(drawn) == ['*Maya* on Timeline, 14:31: "Who was asked before the rollback?"']
    assert labels(drawn.blocks) == ["Resolve"]
    assert words(closed)[1:] == ["✓ Resolved by Ines."]
    assert labels(closed.blocks) == ["Reopen"]


def test_a_long_comment_is_whole_in_its_copy() -> None:
    text = " ".join(f"word{n}" for n in range(400))[:3_000]

    said = "".join(words(comments.copy(a_copy(text))))

    assert said == f'*Maya* on Timeline, 14:31: "{text}"'


def test_in_a_channel_shared_with_others_the_words_are_not_shown() -> None:
    drawn = comments.copy(a_copy(is_hidden=True))

    assert "asked before" not in json.dumps([drawn.text, drawn.blocks])


def test_messages_about_a_private_document_say_only_its_number_on_a_lock_screen() -> None:
    private = a_postmortem(visibility=Visibility.PRIVATE)

    told = comments.mentioned(a_copy(postmortem=private)).text, comments.news(News(postmortem=private, count=2)).text

    assert told == ("Maya mentions you in a comment on PM-42.", "2 new comments on PM-42.")


def test_every_button_is_heard_with_the_documents_number() -> None:
    drawn = [*windows("Checkout"), *(one.blocks for one in posts("Checkout"))]

    assert [one for each in drawn for one in buttons(each) if "PM-42" not in one["accessibility_label"]] == []


def sent(view: dict[str, Any], **typed: Any) -> dict[str, Any]:
    return {**view, "state": {"values": {block: {Fields.VALUE: value} for block, value in typed.items()}}}


def test_what_was_typed_is_read_with_what_it_is_about() -> None:
    ref = Ref(kind="comment", postmortem=3, word="entry:7")
    form = comments_forms.add_view(page(a_thread(place="Timeline, 14:31")), ref)

    said = comments_forms.read_said(sent(form, comment={"value": "Why?"}, tell={"selected_users": ["U2", "U3", "U2"]}))

    assert (said.text, said.about, said.tell, said.discussion) == ("Why?", About(entry=7), ("U2", "U3"), None)


def test_a_chosen_section_is_what_it_is_about_and_a_reply_goes_where_it_belongs() -> None:
    form = comments_forms.add_view(page(), Ref(kind="comments", postmortem=3, word="open:"))
    reply = comments_forms.reply_view(page(a_thread()), REF.model_copy(update={"discussion": 5}))

    chosen = sent(form, comment={"value": "Why?"}, section={"selected_option": {"value": "impact"}})
    assert comments_forms.read_said(chosen).about == About(section="impact")
    assert comments_forms.read_said(sent(reply, comment={"value": "Yes"})).discussion == 5


@pytest.mark.parametrize("word", ["entry:x", "item:²", "entry:-1"])
def test_a_button_about_nothing_that_can_be_is_old(word: str) -> None:
    with pytest.raises(Conflict):
        comments_forms.about_of(word)


def test_a_form_for_a_comment_that_is_gone_says_so() -> None:
    with pytest.raises(Conflict):
        comments_forms.edit_view(page(a_thread()), 99, REF)


def test_a_discussion_shows_its_newest_words_and_how_many_came_before() -> None:
    said = tuple(a_comment(id=n, text=f"word {n}", at=BEGIN + timedelta(minutes=n)) for n in range(12))

    drawn = comments_forms.reply_view(page(a_thread(*said)), REF)

    assert drawn["blocks"][0]["elements"][0]["text"] == "and 4 earlier comments."
    assert drawn["blocks"][-3]["text"]["text"].endswith("word 11")
