"""The people of a document: who writes it and who sees it, changed in a window, refused in words, gone when they go."""

from bot.domain.postmortems import Status, Visibility
from sandbox.driver import Channel, Message, Person
from sandbox.driver.windows import Modal
from tests.scenarios.published import complete, publish
from tests.scenarios.reviewing import reviewed, stored
from tests.scenarios.steps import answers, more, ready
from tests.scenarios.test_writing import field, summary, words
from tests.scenarios.world import World

HIDDEN = "There is no such postmortem that you can see."


async def people(person: Person, card: Message) -> Modal:
    """Let somebody open the window of people from a card's menu."""
    done = await person.select(card, "pm.card.menu", "People")
    assert done.modal is not None, answers(done)
    return done.modal


async def change(world: World, person: Person, card: Message, **fields: object) -> Modal:
    """Let somebody change the people of a document; return the window as it is after it was sent."""
    modal = await people(person, card)
    modal.fill({name.replace("_", " "): value for name, value in fields.items()})
    await modal.submit()
    await world.work()
    return modal


async def test_an_editor_is_added_and_writes_and_nobody_is_pinged(quiet: World) -> None:
    _, card = await ready(quiet)
    refused = await summary(quiet.ben, card)
    assert refused.body["submit"] is None
    await refused.dismiss()

    modal = await change(quiet, quiet.maya, card, Editors=[quiet.ben])

    assert not modal.is_open
    assert (await stored(quiet)).editors == (quiet.ben.id,)
    assert quiet.ben.dms() == []
    editor = await summary(quiet.ben, card)
    editor.fill({field(editor): "Written by Ben."})
    assert (await editor.submit()).acked
    assert (await stored(quiet)).sections[0].text == "Written by Ben."


async def test_an_editor_sees_who_is_the_author_and_cannot_become_it(quiet: World) -> None:
    _, card = await ready(quiet)
    await change(quiet, quiet.maya, card, Editors=[quiet.ben])

    shown = await people(quiet.ben, card)

    assert "Author" not in shown.labels
    assert "Author: maya" in shown.text
    assert "Editors" in shown.labels


async def test_an_incident_admin_who_writes_nothing_chooses_another_author(quiet: World) -> None:
    _, card = await ready(quiet)

    modal = await people(quiet.noor, card)
    assert "Editors" not in modal.labels
    await modal.fill({"Author": quiet.ben}).submit()
    await quiet.work()

    found = await stored(quiet)
    assert (found.author, found.editors) == (quiet.ben.id, (quiet.maya.id,))
    assert quiet.maya.dms()[0].lines == ["Handed to ben."]
    await quiet.ben.slash("/postmortem history 1", card.channel)
    assert quiet.ben.modal is not None
    assert "*noor* handed it over to another author" in quiet.ben.modal.text


async def test_a_removed_editor_loses_unsaved_words_and_the_right_at_once(quiet: World) -> None:
    _, card = await ready(quiet)
    await change(quiet, quiet.maya, card, Editors=[quiet.ben])
    late = await summary(quiet.ben, card)
    await late.type(field(late), "half a sentence")

    await change(quiet, quiet.maya, card, Editors=[])
    late.fill({field(late): "Saved too late."})
    await late.submit()

    assert "Only maya (author) or an editor can edit PM-1." in late.text
    assert "Saved too late." not in (await stored(quiet)).sections[0].text
    await change(quiet, quiet.maya, card, Editors=[quiet.ben])
    again = await summary(quiet.ben, card)
    assert "unsaved words" not in again.text
    assert words(again) != "half a sentence"


async def test_two_people_change_the_editors_at_once_and_neither_undoes_the_other(quiet: World) -> None:
    _, card = await ready(quiet)
    olga = quiet.slack.person("olga")
    await change(quiet, quiet.maya, card, Editors=[quiet.ben])
    mine, theirs = await people(quiet.maya, card), await people(quiet.ben, card)

    await mine.fill({"Editors": [quiet.ben, quiet.noor]}).submit()
    await theirs.fill({"Editors": [quiet.ben], "Commenters": [olga]}).submit()

    found = await stored(quiet)
    assert (found.editors, found.commenters) == ((quiet.ben.id, quiet.noor.id), (olga.id,))


async def test_who_is_no_full_member_is_refused_at_the_field(quiet: World) -> None:
    _, card = await ready(quiet)
    strangers = [
        (quiet.slack.person("gus", guest="multi"), "gus is a guest here. Choose full members."),
        (
            quiet.slack.person("otto", team="Elsewhere"),
            "Somebody is of another organisation. Choose full members here.",
        ),
        (quiet.slack.person("dora", deactivated=True), "dora's account is deactivated."),
    ]

    for person, sentence in strangers:
        modal = await people(quiet.maya, card)
        modal.forge({"Editors": [person.id]})
        await modal.submit()
        assert modal.errors == {"Editors": sentence}
        await modal.dismiss()

    assert (await stored(quiet)).editors == ()


async def test_the_author_hands_it_over_and_stays_an_editor(quiet: World) -> None:
    channel, card = await ready(quiet)

    await change(quiet, quiet.maya, card, Author=quiet.ben)

    found = await stored(quiet)
    assert (found.author, found.editors) == (quiet.ben.id, (quiet.maya.id,))
    assert "author ben" in channel.card().shown
    assert "Your draft is ready" in quiet.ben.dms()[-1].shown


async def test_who_may_change_nothing_reads_who_it_is(quiet: World) -> None:
    _, card = await ready(quiet)
    olga = quiet.slack.person("olga")

    modal = await people(olga, card)

    assert modal.body["submit"] is None
    assert "Author: maya\nEditors: nobody\nCommenters: nobody" in modal.text
    assert "It is for everybody in the organisation." in modal.text


# Who can see it


async def narrowed(world: World, card: Message, choice: str, **fields: object) -> Modal:
    """Let Maya choose who can see it."""
    return await change(world, world.maya, card, **{"Who_can_see_it": choice, **fields})


def lobby_of(world: World, *others: Person) -> Channel:
    """Return a public channel that has nothing to do with the incident, with everybody and these in it."""
    return world.slack.channel("lobby", members=[world.maya, world.ben, world.noor, *others])


async def reads(person: Person, channel: Channel) -> bool:
    """Whether somebody can read the document by its number."""
    done = await person.slash("/postmortem show 1", channel)
    return "Checkout errors" in "".join("".join(one) for one in answers(done))


async def test_a_document_for_a_user_group_is_seen_by_its_present_people_only(quiet: World) -> None:
    pia, olga = quiet.slack.person("pia"), quiet.slack.person("olga")
    lobby = lobby_of(quiet, pia, olga)
    quiet.slack.usergroup("payments", [pia])
    _, card = await ready(quiet)

    await narrowed(quiet, card, "Team", **{"Team:_a_user_group": "@payments"})

    assert (await stored(quiet)).visibility is Visibility.TEAM
    assert [await reads(one, lobby) for one in (pia, olga, quiet.maya, quiet.ben, quiet.noor)] == [
        True, False, True, True, True,
    ]  # fmt: skip
    listed = await olga.slash("/postmortem list", lobby)
    assert listed.modal is not None
    assert "PM-1" not in listed.modal.text


async def test_every_user_group_can_be_chosen_however_many_there_are(quiet: World) -> None:
    pia = quiet.slack.person("pia")
    last = [quiet.slack.usergroup(f"team-{n:03}", [pia]) for n in range(140)][-1]
    _, card = await ready(quiet)

    await narrowed(quiet, card, "Team", **{"Team:_a_user_group": "@team-139"})

    assert (await stored(quiet)).team == last


async def test_a_document_for_a_channel_follows_who_is_in_it_now(quiet: World) -> None:
    pia = quiet.slack.person("pia")
    lobby = lobby_of(quiet, pia)
    team = quiet.slack.channel("team-payments", members=[quiet.maya, pia], bot=True)
    _, card = await ready(quiet)

    await narrowed(quiet, card, "Team", **{"Team:_or_the_people_of_a_channel": team})
    before = await reads(pia, lobby)
    await pia.leave(team)
    await quiet.work()

    assert (before, await reads(pia, lobby)) == (True, False)


async def test_a_team_needs_a_group_or_a_channel_that_one_is_in(quiet: World) -> None:
    foreign = quiet.slack.channel("team-search", members=[quiet.ben], bot=True)
    _, card = await ready(quiet)

    none = await narrowed(quiet, card, "Team")
    assert list(none.errors.values()) == ["Choose the user group or the channel that it is for."]
    await none.dismiss()
    other = await narrowed(quiet, card, "Team", **{"Team:_or_the_people_of_a_channel": foreign})

    assert list(other.errors.values()) == ["You are not in that channel. Choose one that you are in."]
    assert (await stored(quiet)).visibility is Visibility.ORGANISATION


async def test_what_stands_in_a_public_channel_says_nothing_of_a_narrowed_document(quiet: World) -> None:
    channel, card = await ready(quiet)
    olga = quiet.slack.person("olga")
    before = [one.shown for one in (card, *channel.thread(card))]

    await narrowed(quiet, card, "Private")

    shown = [one.shown for one in (card, *channel.thread(card))]
    assert "Checkout errors" in before[0]
    assert "This postmortem is only for its own people now." in shown[0]
    assert all("Checkout" not in one and "PM-1" not in one and "cache" not in one for one in shown)
    assert answers(await olga.click(card, "Read")) == [[HIDDEN]]
    assert (await quiet.maya.click(card, "Read")).modal is not None
    await quiet.maya.slash("/postmortem edit", channel)
    assert quiet.maya.modal is not None
    await quiet.maya.select(quiet.maya.modal, "pm.card.menu", "People")
    await quiet.maya.modal.fill({"Who can see it": "Organisation"}).submit()
    await quiet.work()
    assert [one.shown for one in (card, *channel.thread(card))] == before


async def test_a_private_incident_is_opened_only_by_its_own_people_with_a_reason(quiet: World) -> None:
    channel, card = await private(quiet)
    olga = quiet.slack.person("olga")
    lobby = lobby_of(quiet, olga)

    asked = await people(quiet.maya, card)
    await asked.fill({"Who can see it": "Organisation"}).submit()
    why = quiet.maya.modal
    assert why is not None
    assert "PM-1 tells of #inc-9-vault, which is private." in why.text
    before = (await stored(quiet)).visibility
    await why.fill({"Why? It is shown in the history of PM-1 for good.": "the customer asked for it"}).submit()
    await quiet.work()

    assert (before, (await stored(quiet)).visibility) == (Visibility.PRIVATE, Visibility.ORGANISATION)
    assert await reads(olga, lobby)
    async with quiet.bot.deps.store.read(quiet.bot.workspace) as uow:
        deeds, _ = await uow.audit.of((await stored(quiet)).id)
    assert (deeds[0].verb, deeds[0].actor, deeds[0].reason) == (
        "reclassify", quiet.maya.id, "the customer asked for it",
    )  # fmt: skip
    await quiet.maya.post(channel, "one more thing")
    await quiet.work()
    assert (await stored(quiet)).visibility is Visibility.ORGANISATION


async def test_an_editor_outside_the_private_channel_cannot_open_it(quiet: World) -> None:
    _, card = await private(quiet)
    await change(quiet, quiet.maya, card, Editors=[quiet.ben])
    lobby = lobby_of(quiet)
    await quiet.ben.slash("/postmortem edit 1", lobby)
    assert quiet.ben.modal is not None
    await quiet.ben.select(quiet.ben.modal, "pm.card.menu", "People")

    assert quiet.ben.modal is not None
    await quiet.ben.modal.fill({"Who can see it": "Organisation"}).submit()

    assert quiet.ben.modal is not None
    assert "Only maya or an incident admin who is in there can open it to more people." in quiet.ben.modal.text
    assert (await stored(quiet)).visibility is Visibility.PRIVATE


async def test_opening_is_decided_anew_when_the_reason_is_sent(quiet: World) -> None:
    channel, card = await private(quiet)
    asked = await people(quiet.maya, card)
    await asked.fill({"Who can see it": "Organisation"}).submit()
    why = quiet.maya.modal
    assert why is not None
    await quiet.maya.leave(channel)
    await quiet.work()

    await why.fill({"Why? It is shown in the history of PM-1 for good.": "because"}).submit()

    assert (await stored(quiet)).visibility is Visibility.PRIVATE


async def test_in_review_only_an_incident_admin_says_who_sees_it_and_approvals_go_stale(quiet: World) -> None:
    _, card = await reviewed(quiet, quiet.ben, quiet.noor)
    await quiet.ben.click(quiet.ben.dms()[-1], "Approve")
    await quiet.work()
    mine = await people(quiet.maya, card)
    assert "Who can see it" not in mine.fields
    await mine.dismiss()

    await change(quiet, quiet.noor, card, Who_can_see_it="Private")
    await quiet.later(1_000)

    assert "who can see it" in quiet.ben.dms()[-1].shown
    found = await stored(quiet)
    assert found.visibility is Visibility.PRIVATE


async def private(world: World) -> tuple[Channel, Message]:
    """Return a private incident's channel of Maya's and Noor's with its card."""
    channel = world.slack.channel("inc-9-vault", private=True, members=[world.maya, world.noor], bot=True)
    await world.maya.post(channel, "the vault is open")
    await world.maya.slash("/postmortem create Checkout errors", channel)
    assert world.maya.modal is not None
    await world.maya.modal.submit()
    await world.work()
    await world.later(6)
    return channel, channel.card()


async def test_home_shows_at_once_what_coming_and_leaving_changes(quiet: World) -> None:
    pia = quiet.slack.person("pia")
    team = quiet.slack.channel("team-payments", members=[quiet.maya, quiet.noor])
    channel = await complete(quiet)
    card = channel.card()
    await publish(quiet, channel)
    modal = await people(quiet.noor, card)
    reason = {"Why? It is shown in the history.": "names a customer"}
    chosen = {"Who can see it": "Team", "Team: or the people of a channel": team}
    await modal.fill({**chosen, **reason}).submit()
    await quiet.work()
    await pia.open_home()
    await quiet.work()
    assert pia.home is not None
    seen = ["PM-1" in pia.home.text]

    await quiet.maya.invite(team, pia)
    await quiet.work()
    seen.append("PM-1" in pia.home.text)
    await pia.leave(team)
    await quiet.work()
    seen.append("PM-1" in pia.home.text)

    assert seen == [False, True, False]
    assert "This postmortem is only for its own people now." in card.shown
    assert all("2,300 people" not in one.shown for one in channel.by_bot)


async def test_a_document_is_taken_back_from_review_there_and_sent_again(quiet: World) -> None:
    _, card = await reviewed(quiet, quiet.ben, quiet.noor)
    window = await more(quiet.maya, card)

    await window.click("Withdraw")
    await quiet.work()
    assert (await stored(quiet)).status is Status.DRAFT
    await window.click("Undo")
    await quiet.work()

    assert (await stored(quiet)).status is Status.IN_REVIEW
    assert "Withdraw" in window.labels


async def test_everything_else_leads_to_the_windows_and_shows_what_was_saved(quiet: World) -> None:
    _, card = await ready(quiet)
    window = await more(quiet.maya, card)
    assert window.labels == [
        "People", "Details", "Template", "Incidents", "Revisions", "History", "Review this draft", "Read", "Files",
        "Not needed",
    ]  # fmt: skip
    await window.click("People")
    top = quiet.maya.modal
    assert top is not None

    await top.fill({"Editors": [quiet.ben]}).submit()

    assert "maya, 1 editor · seen by everybody in the organisation" in window.text
