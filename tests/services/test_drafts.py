"""What is done with a draft outside the main road: held, put away, handed on, answered, read again."""

import asyncio
from typing import Any

import pytest

from bot.domain.errors import Conflict, Denied, Invalid, NotFound, NotReady
from bot.domain.incidents import Message, SignalKind, Transcript
from bot.domain.people import Standing, system
from bot.domain.postmortems import Postmortem, Progress, Stage, Status, Verb, Visibility
from bot.domain.timeline import Claim, EntryKind, Narrative, Origin, Proposal, Question, SectionText, Sentence
from bot.ports import Deps
from bot.services import drafts, questions
from bot.services.changes import change
from bot.services.drafts import Draft
from bot.services.incidents import hear
from tests.factories import WORKSPACE, a_member, a_signal, an_actor
from tests.services.chat import StillChat
from tests.services.conftest import BEN, MAYA, NOOR, PRIVATE, loaded, opened


async def set_(deps: Deps, postmortem: Postmortem, **changed: Any) -> Postmortem:
    async with change(deps, system(WORKSPACE), Verb.NARRATE, postmortem.id) as it:
        it.update(**changed)
    return await loaded(deps, postmortem.id)


async def jobs(deps: Deps, lane: str) -> bool:
    """Say whether a job of that lane waits."""
    async with deps.store.read(WORKSPACE) as uow:
        return not await uow.jobs.lane_is_idle(lane)


async def test_ten_changes_at_once_are_all_done_one_after_another(deps: Deps) -> None:
    postmortem = await opened(deps)

    async def grow(number: int) -> None:
        async with change(deps, system(WORKSPACE), Verb.NARRATE, postmortem.id) as it:
            await asyncio.sleep(0.001)
            it.update(services=(*it.was.services, str(number)))

    await asyncio.gather(*(grow(number) for number in range(10)))

    assert sorted((await loaded(deps, postmortem.id)).services) == sorted(str(one) for one in range(10))


async def test_the_channel_decides_who_sees_it(deps: Deps) -> None:
    assert (await opened(deps)).visibility is Visibility.ORGANISATION
    assert (await opened(deps, channel=PRIVATE)).visibility is Visibility.PRIVATE


async def test_absent_and_hidden_drafts_are_refused_alike(deps: Deps) -> None:
    hidden = await opened(deps, channel=PRIVATE)

    sentences = []
    for number in (hidden.id, hidden.id + 1):
        with pytest.raises(NotFound) as refused:
            await drafts.take_over(deps, an_actor(BEN), number)
        sentences.append(refused.value.sentence)

    assert sentences == ["There is no such postmortem that you can see."] * 2


async def test_what_a_person_wrote_stays_and_the_rules_words_become_a_suggestion(deps: Deps) -> None:
    postmortem = await opened(deps)
    written = [
        one.model_copy(update={"text": "Ours.", "origin": Origin.PERSON}) if one.key == "summary" else one
        for one in postmortem.sections
    ]
    await set_(deps, postmortem, sections=tuple(written))

    narrative = Narrative(sections=(SectionText(key="summary", text="Theirs.", cites=()),))
    await drafts.store_draft(deps, WORKSPACE, postmortem.id, Draft(narrative=narrative))

    summary = (await loaded(deps, postmortem.id)).section("summary")
    assert summary is not None
    assert (summary.text, summary.suggestion, summary.origin) == ("Ours.", "Theirs.", Origin.PERSON)


def of_a_model(*texts: str, proposals: tuple[Proposal, ...] = ()) -> Draft:
    """Return what a model said of a channel where one message says how many orders failed."""
    said = Message(ts="1700000000.000100", author=MAYA, author_name="Maya", text="12 orders failed, alert on them")
    sentences = tuple(Sentence(text=text, cites=(said.ts,)) for text in texts)
    section = SectionText(key="summary", text="A comet did it.", cites=("1",), sentences=sentences)
    narrative = Narrative(
        claims=(Claim(cites=(said.ts,), kind=EntryKind.REPORTED, text="12 orders failed"),),
        sections=(section,),
        proposals=proposals,
        origin=Origin.AI,
    )
    return drafts.drafted(narrative, Transcript(channel="C1", messages=(said,), members={MAYA: "Maya"}))


async def test_of_a_models_sentences_those_that_are_borne_out_are_the_text_and_the_others_are_kept(deps: Deps) -> None:
    postmortem = await opened(deps)

    await drafts.store_draft(deps, WORKSPACE, postmortem.id, of_a_model("12 orders failed.", "13 orders failed."))

    summary = (await loaded(deps, postmortem.id)).section("summary")
    assert summary is not None
    assert (summary.text, summary.origin, summary.evidence) == (
        "12 orders failed.",
        Origin.AI,
        ("1700000000.000100",),
    )
    assert [(one.text, one.reason) for one in summary.sentences] == [
        ("12 orders failed.", None),
        ("13 orders failed.", "the number 13 is in none of its messages"),
    ]
    async with deps.store.read(WORKSPACE) as uow:
        assert [one.origin for one in await uow.entries.of(postmortem.id)] == [Origin.AI]


async def test_a_secret_in_a_models_words_is_covered_before_they_are_stored(deps: Deps) -> None:
    postmortem = await opened(deps)
    key = "AKIA" + "IOSFODNN7EXAMPLQ"

    await drafts.store_draft(deps, WORKSPACE, postmortem.id, of_a_model(f"12 orders failed with {key}."))

    summary = (await loaded(deps, postmortem.id)).section("summary")
    assert summary is not None
    assert [key in one.text for one in summary.sentences] == [False]


async def test_what_a_model_proposes_is_offered_once_and_is_nobodys_task(deps: Deps) -> None:
    postmortem = await opened(deps)
    proposed = (Proposal(text="Alert on failed orders", owner=MAYA, cites=("1700000000.000100",)),)

    for _ in range(2):
        await drafts.store_draft(deps, WORKSPACE, postmortem.id, of_a_model("12 orders failed.", proposals=proposed))
        await drafts.store_draft(deps, WORKSPACE, postmortem.id, Draft())

    async with deps.store.read(WORKSPACE) as uow:
        items = await uow.action_items.of(postmortem.id)
    assert [(one.text, one.is_offered, one.is_open, one.source, one.doubt) for one in items] == [
        ("Alert on failed orders", True, False, "1700000000.000100", None)
    ]


async def test_a_trouble_stands_on_the_card_and_loses_nothing(deps: Deps) -> None:
    postmortem = await opened(deps)

    await drafts.report_trouble(deps, WORKSPACE, postmortem.id, "The channel is gone.")

    found = await loaded(deps, postmortem.id)
    assert (found.progress.stage, found.progress.trouble) == (Stage.FAILED, "The channel is gone.")
    assert found.title == postmortem.title


async def test_reading_again_is_for_writers_and_for_drafts(deps: Deps) -> None:
    postmortem = await opened(deps)
    with pytest.raises(Denied):
        await drafts.read_again(deps, an_actor(BEN), postmortem.id)

    await drafts.read_again(deps, an_actor(MAYA), postmortem.id)
    assert (await loaded(deps, postmortem.id)).progress.stage is Stage.READING
    await set_(deps, postmortem, status=Status.IN_REVIEW)

    with pytest.raises(NotReady):
        await drafts.read_again(deps, an_actor(MAYA), postmortem.id)


async def test_going_on_needs_a_hold(deps: Deps) -> None:
    postmortem = await opened(deps)
    with pytest.raises(Conflict):
        await drafts.go_on_anyway(deps, an_actor(MAYA), postmortem.id)

    later = a_signal(kind=SignalKind.REOPENED, key="r", at=deps.clock.now())
    await hear(deps, system(WORKSPACE), later.model_copy(update={"at": later.at.replace(minute=30)}))
    assert (await loaded(deps, postmortem.id)).held_at is not None
    await drafts.go_on_anyway(deps, an_actor(MAYA), postmortem.id)

    assert (await loaded(deps, postmortem.id)).held_at is None
    assert await jobs(deps, f"draft:{postmortem.id}")


async def test_putting_away_twice_and_bringing_back_twice_are_late(deps: Deps) -> None:
    postmortem = await opened(deps)
    await drafts.discard(deps, an_actor(MAYA), postmortem.id)
    with pytest.raises(NotReady):
        await drafts.discard(deps, an_actor(MAYA), postmortem.id)

    await drafts.bring_back(deps, an_actor(MAYA), postmortem.id)
    with pytest.raises(Conflict):
        await drafts.bring_back(deps, an_actor(MAYA), postmortem.id)

    found = await loaded(deps, postmortem.id)
    assert found.discarded_at is None
    async with deps.store.read(WORKSPACE) as uow:
        incident = await uow.incidents.get(postmortem.incident or 0)
    assert incident is not None
    assert (incident.skipped_by, incident.skipped_at) == (None, None)


async def test_a_draft_without_an_author_is_taken_once(deps: Deps) -> None:
    postmortem = await set_(deps, await opened(deps), author=None, participants=(MAYA, BEN))

    await drafts.take_over(deps, an_actor(BEN), postmortem.id)

    assert (await loaded(deps, postmortem.id)).author == BEN
    with pytest.raises(Conflict):
        await drafts.take_over(deps, an_actor(MAYA), postmortem.id)


@pytest.mark.parametrize("standing", [Standing.GUEST, Standing.BOT, Standing.DEACTIVATED, Standing.OUTSIDER])
async def test_it_is_handed_to_full_members_only(deps: Deps, slack: StillChat, standing: Standing) -> None:
    postmortem = await opened(deps)
    slack.people["U0009"] = a_member("U0009", standing=standing)

    with pytest.raises(Invalid) as refused:
        await drafts.hand_over(deps, an_actor(MAYA), postmortem.id, "U0009")

    assert refused.value.fields == {"author": "Choose a person of this workspace."}


async def test_a_private_one_is_handed_to_people_of_its_channel_only(deps: Deps) -> None:
    postmortem = await opened(deps, channel=PRIVATE)

    for stranger in (BEN, NOOR):
        with pytest.raises(Invalid) as refused:
            await drafts.hand_over(deps, an_actor(MAYA), postmortem.id, stranger)
        assert refused.value.fields == {"author": "It is private: choose somebody of its channel."}


async def test_who_hands_it_over_stays_an_editor_once(deps: Deps) -> None:
    postmortem = await opened(deps)

    for to in (BEN, MAYA, BEN, BEN):
        author = (await loaded(deps, postmortem.id)).author
        await drafts.hand_over(deps, an_actor(author), postmortem.id, to)

    found = await loaded(deps, postmortem.id)
    assert (found.author, found.editors) == (BEN, (MAYA, BEN))


async def test_an_answer_is_redacted_and_another_persons_is_not_overwritten(deps: Deps) -> None:
    postmortem = await set_(deps, await opened(deps), participants=(MAYA, BEN), progress=Progress(stage=Stage.READY))
    narrative = Narrative(questions=(Question(text="Who rolled back?"),))
    await drafts.store_draft(deps, WORKSPACE, postmortem.id, Draft(narrative=narrative))
    async with deps.store.read(WORKSPACE) as uow:
        [(number, _)] = await uow.questions.of(postmortem.id)

    await questions.answer(deps, an_actor(BEN), postmortem.id, number, "Ben, with ghp_" + "aB3dE6gH9j" * 4)
    with pytest.raises(Conflict):
        await questions.answer(deps, an_actor(MAYA), postmortem.id, number, "I did")
    with pytest.raises(Conflict):
        await questions.answer(deps, an_actor(MAYA), postmortem.id, number + 1, "I did")

    async with deps.store.read(WORKSPACE) as uow:
        [(_, question)] = await uow.questions.of(postmortem.id)
    assert (question.answer, question.answered_by) == ("Ben, with [secret:github-token #1]", BEN)
