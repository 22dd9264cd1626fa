"""Comments as use cases: who may, what is refused and how, what follows from an edit, and what an author is told."""

from datetime import timedelta
from typing import Any

import pytest

from bot.domain.comments import MOST_COMMENTS, About, Comment, Discussion, Said
from bot.domain.errors import Conflict, Denied, Invalid, NotFound, NotReady
from bot.domain.incidents import Message
from bot.domain.people import Standing
from bot.domain.postmortems import Postmortem, Status
from bot.ports import Deps, Surface
from bot.services import comments, comments_facts, comments_heard
from tests.factories import CHANNEL, WORKSPACE, a_member, an_actor, an_entry
from tests.fakes import START, FakeClock
from tests.services.conftest import BEN, MAYA, NOOR, PRIVATE, loaded, opened

ROOT = f"{int(START.timestamp()) - 60}.000100"
AUTHOR = an_actor(MAYA)


def ts(seconds: int) -> str:
    return f"{int(START.timestamp()) + seconds}.000200"


def a_reply(text: str, seconds: int = 0, author: str = MAYA, **over: Any) -> Message:
    return Message(**{"ts": ts(seconds), "thread_ts": ROOT, "author": author, "text": text, **over})


async def carded(deps: Deps, **over: Any) -> Postmortem:
    """Return a draft whose card stands in its channel."""
    postmortem = await opened(deps, **over)
    card = Surface(owner=f"incident:{postmortem.incident}", kind="card", channel=postmortem.channel or "", ts=ROOT)
    async with deps.store.write(WORKSPACE) as uow:
        await uow.surfaces.put(card)
    return postmortem


async def said(deps: Deps, postmortem: int) -> tuple[list[Comment], list[Discussion]]:
    async with deps.store.read(WORKSPACE) as uow:
        return await uow.comments.of(postmortem), await uow.comments.discussions(postmortem)


async def jobs(deps: Deps, lane: str) -> bool:
    """Say whether something waits in a lane."""
    async with deps.store.read(WORKSPACE) as uow:
        return not await uow.jobs.lane_is_idle(lane)


async def test_a_comment_on_an_entry_is_stored_under_it_and_named_by_its_time(deps: Deps) -> None:
    postmortem = await opened(deps)
    async with deps.store.write(WORKSPACE) as uow:
        entry = await uow.entries.add_one(postmortem.id, an_entry())

    await comments.write_comment(deps, AUTHOR, postmortem.id, Said(text=" who? ", about=About(entry=entry.id)))

    [comment], [discussion] = await said(deps, postmortem.id)
    facts = await comments_facts.page(deps, AUTHOR, postmortem.id, section="timeline")
    assert (comment.text, comment.by, comment.ours, discussion.entry) == ("who?", MAYA, True, entry.id)
    assert [one.place for one in facts.threads] == ["Timeline, 14:00"]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("  \n\u200b ", "Say something, one word is enough."),
        ("x" * 3_001, "A comment holds 3,000 characters, yours has 3,001."),
    ],
)
async def test_no_words_and_too_many_are_refused_at_the_field(deps: Deps, text: str, sentence: str) -> None:
    postmortem = await opened(deps)

    with pytest.raises(Invalid) as refused:
        await comments.write_comment(deps, AUTHOR, postmortem.id, Said(text=text))

    assert refused.value.fields == {"comment": sentence}


async def test_a_full_document_and_too_many_to_tell_are_refused_at_the_field(deps: Deps) -> None:
    postmortem = await opened(deps)
    with pytest.raises(Invalid) as many:
        await comments.write_comment(
            deps, AUTHOR, postmortem.id, Said(text="x", tell=tuple(f"U{n}" for n in range(11)))
        )
    async with deps.store.write(WORKSPACE) as uow:
        for _ in range(MOST_COMMENTS):
            await uow.comments.add(postmortem.id, Comment(by=MAYA, text="x", at=START))
    with pytest.raises(Invalid) as full:
        await comments.write_comment(deps, AUTHOR, postmortem.id, Said(text="x"))

    assert (list(many.value.fields), list(full.value.fields)) == (["tell"], ["comment"])
    assert len((await said(deps, postmortem.id))[0]) == MOST_COMMENTS


async def test_who_has_no_right_no_sight_or_no_standing_is_refused(deps: Deps) -> None:
    postmortem, hidden = await opened(deps), await opened(deps, channel=PRIVATE)
    nobody = a_member("U0009")
    async with deps.store.write(WORKSPACE) as uow:
        await uow.members.put(nobody, START)

    for actor, key, kind in (
        (an_actor("U0009"), postmortem.id, Denied),
        (an_actor(MAYA, standing=Standing.GUEST), postmortem.id, NotFound),
        (an_actor(BEN), hidden.id, NotFound),
        (an_actor(BEN), 4_711, NotFound),
    ):
        with pytest.raises(kind):
            await comments.write_comment(deps, actor, key, Said(text="x"))
        with pytest.raises(kind):
            await comments.resolve(deps, actor, key, (1,))
    with pytest.raises(NotFound):
        await comments_facts.page(deps, an_actor(BEN), hidden.id)


async def test_a_published_document_takes_no_comment(deps: Deps) -> None:
    postmortem = await opened(deps)
    async with deps.store.write(WORKSPACE) as uow:
        await uow.postmortems.save(postmortem.model_copy(update={"status": Status.PUBLISHED}))

    with pytest.raises(NotReady):
        await comments.write_comment(deps, AUTHOR, postmortem.id, Said(text="x"))


async def test_a_discussion_of_another_document_is_not_found(deps: Deps) -> None:
    mine, other = await opened(deps), await opened(deps, channel=PRIVATE)
    await comments.write_comment(deps, AUTHOR, other.id, Said(text="secret"))
    _, [discussion] = await said(deps, other.id)

    for attempt in (
        comments.resolve(deps, AUTHOR, mine.id, (discussion.id,)),
        comments.move(deps, AUTHOR, mine.id, discussion.id, "impact"),
        comments_facts.discussion(deps, AUTHOR, mine.id, discussion.id),
        comments.write_comment(deps, AUTHOR, mine.id, Said(text="x", discussion=discussion.id)),
    ):
        with pytest.raises(Conflict):
            await attempt
    assert (await said(deps, other.id))[1] == [discussion]


async def test_only_its_writer_changes_a_comment_and_only_where_it_was_written(deps: Deps) -> None:
    postmortem = await carded(deps)
    async with deps.store.write(WORKSPACE) as uow:
        await uow.postmortems.save(postmortem.model_copy(update={"commenters": (BEN,)}))
    await comments.write_comment(deps, AUTHOR, postmortem.id, Said(text="mine"))
    await comments_heard.hear_reply(deps, AUTHOR, CHANNEL, a_reply("in the thread"))
    ours, theirs = (await said(deps, postmortem.id))[0]

    with pytest.raises(Denied):
        await comments.edit_comment(deps, an_actor(BEN), postmortem.id, ours.id, "yours")
    with pytest.raises(NotReady):
        await comments.edit_comment(deps, AUTHOR, postmortem.id, theirs.id, "other words")
    await comments.delete_comment(deps, AUTHOR, postmortem.id, ours.id)
    with pytest.raises(Conflict):
        await comments.edit_comment(deps, AUTHOR, postmortem.id, ours.id, "again")


async def test_secrets_are_covered_and_counted(deps: Deps) -> None:
    postmortem = await opened(deps)

    covered = await comments.write_comment(
        deps, AUTHOR, postmortem.id, Said(text="the key AKIAIOSFODNN7EXAMPLE leaked")
    )

    assert covered == 1
    assert "AKIA" not in (await said(deps, postmortem.id))[0][0].text


async def test_a_comment_moved_to_a_section_that_is_not_there_is_refused(deps: Deps) -> None:
    postmortem = await opened(deps)
    await comments.write_comment(deps, AUTHOR, postmortem.id, Said(text="x"))
    _, [discussion] = await said(deps, postmortem.id)

    with pytest.raises(Conflict):
        await comments.move(deps, AUTHOR, postmortem.id, discussion.id, "nowhere")
    for about in (About(section="nowhere"), About(entry=4_711), About(item=4_711)):
        with pytest.raises(Conflict):
            await comments.write_comment(deps, AUTHOR, postmortem.id, Said(text="x", about=about))


# What happens in the thread


async def test_the_newest_of_two_edits_stays_in_whatever_order_they_come(deps: Deps) -> None:
    postmortem = await carded(deps)
    await comments_heard.hear_reply(deps, AUTHOR, CHANNEL, a_reply("first"))

    for text, minutes in (("third", 3), ("second", 2)):
        edit = a_reply(text), START + timedelta(minutes=minutes)
        await comments_heard.follow_edit(deps, AUTHOR, CHANNEL, *edit)

    assert [one.text for one in (await said(deps, postmortem.id))[0]] == ["third"]


async def test_a_long_reply_is_kept_in_its_beginning_and_its_writer_hears_of_it(deps: Deps) -> None:
    postmortem = await carded(deps)

    await comments_heard.hear_reply(deps, AUTHOR, CHANNEL, a_reply("word " * 1_000))

    [comment], _ = await said(deps, postmortem.id)
    assert (len(comment.text) <= 3_000, comment.text[-1]) == (True, "…")
    assert await jobs(deps, f"whisper:{CHANNEL}")


async def test_a_reply_from_another_age_is_none(deps: Deps, clock: FakeClock) -> None:
    postmortem = await carded(deps)

    await comments_heard.hear_reply(deps, AUTHOR, CHANNEL, a_reply("from the future", seconds=90_000))
    clock.advance(hours=2)
    await comments_heard.follow_edit(deps, AUTHOR, CHANNEL, a_reply("an old message, edited"), clock.now())
    await comments_heard.follow_deletion(deps, AUTHOR, CHANNEL, a_reply("", seconds=5))
    await comments_heard.hear_reply(deps, AUTHOR, CHANNEL, a_reply("said at last", seconds=5))

    assert [one.text for one in (await said(deps, postmortem.id))[0]] == ["said at last"]


async def test_a_deletion_is_followed_when_the_document_is_published(deps: Deps) -> None:
    postmortem = await carded(deps)
    await comments_heard.hear_reply(deps, AUTHOR, CHANNEL, a_reply("Sam pressed it"))
    async with deps.store.write(WORKSPACE) as uow:
        await uow.postmortems.save((await loaded(deps, postmortem.id)).model_copy(update={"status": Status.PUBLISHED}))

    await comments_heard.follow_deletion(deps, AUTHOR, CHANNEL, a_reply(""))

    async with deps.store.read(WORKSPACE) as uow:
        found = await uow.comments.at(CHANNEL, ts(0))
    assert found is not None
    assert (found[1].text, found[1].deleted_at) == ("", START)


async def test_a_message_of_files_is_a_comment_by_their_names(deps: Deps) -> None:
    postmortem = await carded(deps)

    await comments_heard.hear_reply(deps, AUTHOR, CHANNEL, a_reply("", files=("graph.png",)))

    assert [one.text for one in (await said(deps, postmortem.id))[0]] == ["graph.png"]


async def test_ticks_of_people_who_may_not_comment_close_and_open_nothing(deps: Deps) -> None:
    postmortem = await carded(deps)
    stranger = an_actor("U0009")
    await comments_heard.hear_reply(deps, AUTHOR, CHANNEL, a_reply("was it tested?"))

    await comments_heard.settle(deps, WORKSPACE, CHANNEL, ts(0), [stranger], stranger)
    untouched = (await said(deps, postmortem.id))[1][0].is_open
    await comments_heard.settle(deps, WORKSPACE, CHANNEL, ts(0), [stranger, AUTHOR], AUTHOR)
    await comments_heard.settle(deps, WORKSPACE, CHANNEL, ts(0), [stranger], stranger)

    [discussion] = (await said(deps, postmortem.id))[1]
    assert (untouched, discussion.resolved_by) == (True, MAYA)


async def test_only_a_cards_thread_concerns_us(deps: Deps) -> None:
    postmortem = await carded(deps)
    other = Surface(owner=f"incident:{postmortem.incident}", kind="timeline", channel=CHANNEL, ts=ts(9))
    async with deps.store.write(WORKSPACE) as uow:
        await uow.surfaces.put(other)

    found = [
        await comments_heard.concerns_us(deps, WORKSPACE, *where)
        for where in ((CHANNEL, ROOT), (CHANNEL, ts(9)), (CHANNEL, ts(1)), ("C0ELSE", ROOT))
    ]

    assert found == [True, False, False, False]


# What the author is told


async def test_an_author_is_told_of_what_is_open_and_came_after_the_last_word(deps: Deps, clock: FakeClock) -> None:
    postmortem = await opened(deps, author=NOOR)
    async with deps.store.write(WORKSPACE) as uow:
        await uow.postmortems.save(postmortem.model_copy(update={"commenters": (MAYA, BEN)}))
    noor = a_member(NOOR)
    for actor, text in ((MAYA, "one"), (NOOR, "mine"), (MAYA, "two"), (BEN, "three")):
        clock.advance(minutes=1)
        await comments.write_comment(deps, an_actor(actor), postmortem.id, Said(text=text))
    talking = await comments_facts.news_for(deps, noor, postmortem.id)
    clock.advance(minutes=40)
    quiet = await comments_facts.news_for(deps, noor, postmortem.id)
    assert talking is not None
    assert quiet is not None
    await comments_facts.news_told(deps, noor, quiet)

    assert (talking.wait_until, quiet.count, quiet.wait_until) == (START + timedelta(minutes=32), 2, None)
    assert await comments_facts.news_for(deps, noor, postmortem.id) is None
    assert await comments_facts.news_for(deps, a_member(MAYA), postmortem.id) is None
