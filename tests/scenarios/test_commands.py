"""`/postmortem` and its words: what each answers, to whom, and what is said to a word or number that is not known."""

import pytest

from sandbox.driver import Channel
from tests.scenarios.steps import answers, drafted, play, roots
from tests.scenarios.world import World

HELP = ["create", "note", "list", "show", "help"]


async def general(world: World) -> Channel:
    """Return a public channel without any incident, with Maya and Ben in it."""
    return world.slack.channel("general", members=[world.maya, world.ben])


# Without a word, show


async def test_without_a_word_it_says_what_can_be_done_here(quiet: World) -> None:
    channel = quiet.incident()

    done = await quiet.maya.slash("/postmortem", channel)

    assert answers(done) == [
        [
            "No postmortem here yet.",
            "[ Start one ] [ Find ] [ Help ]",
            "Also: `/postmortem list`, `/postmortem note`, `/postmortem help`",
        ]
    ]


async def test_without_a_word_it_names_the_channels_postmortem_with_the_way_to_it(quiet: World) -> None:
    channel = quiet.incident()
    card = await drafted(quiet, channel)

    done = await quiet.maya.slash("/postmortem", channel)

    [answer] = done.ephemerals
    title = card.lines[0].removeprefix("# PM-1 · ")
    assert answer.lines[0].startswith(f"*PM-1* {title} is this channel's postmortem. Draft, no author yet.")
    assert answer.labels == ["Open the card", "Read", "Comment"]


@pytest.mark.parametrize(
    "line", ["show 1", "show PM-1", "SHOW  pm-1", 'show "1"', "status #1", '"show 1"', "show pm 1"]
)
async def test_show_answers_with_the_card_in_small_anywhere(quiet: World, line: str) -> None:
    card = await drafted(quiet, quiet.incident())

    done = await quiet.maya.slash(f"/postmortem {line}", await general(quiet))

    [answer] = done.ephemerals
    assert answer.lines[:2] == card.lines[:2]
    assert answer.labels == ["Open the card", "Read"]


async def test_show_without_a_number_is_about_this_channel(quiet: World) -> None:
    channel = quiet.incident()
    await drafted(quiet, channel)

    here = await quiet.maya.slash("/postmortem show", channel)
    elsewhere = await quiet.maya.slash("/postmortem show", await general(quiet))

    assert "PM-1" in here.ephemerals[0].shown
    assert elsewhere.ephemerals[0].lines[0] == "No postmortem here yet."


async def test_a_number_that_does_not_exist_and_one_that_is_hidden_are_answered_alike(quiet: World) -> None:
    private = quiet.slack.channel("inc-9-secret", members=[quiet.maya, quiet.noor, quiet.ben], private=True)
    await drafted(quiet, private)
    public = await general(quiet)
    stranger = quiet.slack.person("sam")
    await stranger.join(public)

    hidden = await stranger.slash("/postmortem show 1", public)
    absent = await stranger.slash("/postmortem show 2", public)

    assert [answers(hidden)[0], answers(absent)[0]] == [
        ["There is no PM-1 that you can see.", "[ Find ]"],
        ["There is no PM-2 that you can see.", "[ Find ]"],
    ]
    assert hidden.ephemerals[0].text.replace("PM-1", "PM-2") == absent.ephemerals[0].text


@pytest.mark.parametrize("number", ["0", "999999999", "000"])
async def test_odd_numbers_are_numbers_that_do_not_exist(quiet: World, number: str) -> None:
    done = await quiet.maya.slash(f"/postmortem show {number}", await general(quiet))

    assert answers(done) == [[f"There is no PM-{int(number)} that you can see.", "[ Find ]"]]


# Unknown words and help


@pytest.mark.parametrize(
    ("typed", "meant"), [("shwo 1", "show"), ("lst mine", "list"), ("sho 1", "show"), ("hlep", "help")]
)
async def test_a_word_that_is_mistyped_is_guessed_and_its_button_runs_the_mended_line(
    quiet: World, typed: str, meant: str
) -> None:
    await drafted(quiet, quiet.incident())
    word = typed.partition(" ")[0]

    done = await quiet.maya.slash(f"/postmortem {typed}", await general(quiet))

    [answer] = done.ephemerals
    assert answer.lines == [f"I don't know *{word}*. Did you mean *{meant}*?", f"[ Yes, {meant} ] [ Help ]"]
    run = await quiet.maya.click(answer, f"Yes, {meant}")
    if meant == "list":
        assert run.modal is not None
        assert (run.modal.title, run.modal.text.count("Mine")) == ("Postmortems", 1)
    else:
        assert ("PM-1" if meant == "show" else "/postmortem create") in run.ephemerals[-1].shown


async def test_a_word_that_is_like_no_other_gets_help(quiet: World) -> None:
    done = await quiet.maya.slash("/postmortem xyzzy", await general(quiet))

    [answer] = done.ephemerals
    assert answer.lines == ["I don't know *xyzzy*. Type help to see what I know.", "[ Help ]"]
    helped = await quiet.maya.click(answer, "Help")
    assert all(f"/postmortem {word}" in helped.ephemerals[-1].shown for word in HELP)


async def test_help_names_every_word_with_one_line_each(quiet: World) -> None:
    done = await quiet.maya.slash("/postmortem help", await general(quiet))

    [answer] = done.ephemerals
    assert [answer.shown.count(f"`/postmortem {word}") for word in HELP] == [1] * len(HELP)
    assert answer.lines[-1] == "In a thread Slack takes no commands: mention me there, `@Postmortem list`."


@pytest.mark.parametrize("word", [*HELP, "ls", "NEW", "todo"])
async def test_help_with_a_word_gives_its_line_and_examples(quiet: World, word: str) -> None:
    done = await quiet.maya.slash(f"/postmortem help {word}", await general(quiet))

    lines = done.ephemerals[0].shown.split("\n")
    assert lines[0].startswith("`/postmortem ")
    assert lines[1].startswith("Examples: `/postmortem ")


# create


async def test_create_opens_the_form_for_this_channel_filled_in(quiet: World) -> None:
    channel = quiet.incident()

    done = await quiet.maya.slash("/postmortem create Slow login  sev2", channel)

    assert done.modal is not None
    assert done.modal.title == "New postmortem"
    assert done.modal.fields == {
        "What happened?": "Slow login",
        "Severity": "SEV2",
        "Services": None,
        "Channels of the incident": [channel.id],
        "Who can see it": "Everybody in the organisation",
    }


async def test_create_from_anywhere_for_another_channel(quiet: World) -> None:
    channel = quiet.incident()
    await play(quiet, channel)

    done = await quiet.maya.slash("/postmortem NEW Slow login #inc-207-checkout SEV-1", await general(quiet))
    assert done.modal is not None
    assert done.modal.fields["Channels of the incident"] == [channel.id]
    sent = await done.modal.fill({"Services": "login, api; login"}).submit()
    await quiet.work()
    await quiet.later(6)

    assert sent.acked
    assert quiet.maya.modal is None
    card = channel.card()
    assert card.lines[0] == "# PM-1 · Slow login"
    assert card.lines[1].startswith("*Draft* · SEV1 · ")
    assert "login and api" in card.lines[1]
    assert card.lines[1].endswith("author maya")


async def test_create_in_a_direct_message_asks_for_a_channel(quiet: World) -> None:
    done = await quiet.maya.slash("/postmortem create Slow login", quiet.maya.dm)

    assert done.modal is not None
    assert done.modal.fields["Channels of the incident"] == []


async def test_create_where_there_is_one_already_says_so_with_the_way_to_it(quiet: World) -> None:
    channel = quiet.incident()
    await drafted(quiet, channel)

    await quiet.maya.slash("/postmortem create Again", channel)
    assert quiet.maya.modal is not None
    await quiet.maya.modal.submit()

    assert quiet.maya.modal is not None
    assert quiet.maya.modal.title == "Not possible"
    assert quiet.maya.modal.text.count("PM-1 is this channel's postmortem already.") == 1
    assert quiet.maya.modal.labels == ["Read", "Open the card"]
    assert len(roots(channel)) == 1


async def test_create_for_a_channel_of_others_is_refused(quiet: World) -> None:
    channel = quiet.slack.channel("inc-9-theirs", members=[quiet.ben])

    await quiet.maya.slash("/postmortem create Mine #inc-9-theirs", await general(quiet))
    assert quiet.maya.modal is not None
    await quiet.maya.modal.submit()
    await quiet.work()

    assert quiet.maya.modal is not None
    assert "Only people of the incident, its team or an incident admin" in quiet.maya.modal.text
    assert roots(channel) == []


async def test_an_admin_does_not_get_into_a_private_channel_by_starting_its_postmortem(quiet: World) -> None:
    private = quiet.slack.channel("inc-9-secret", members=[quiet.ben], private=True)
    await play_alone(quiet, private)

    await quiet.noor.slash("/postmortem create Mine", await quiet_home(quiet))
    assert quiet.noor.modal is not None
    quiet.noor.modal.forge({"Channels of the incident": [private.id]})
    await quiet.noor.modal.submit()
    await quiet.work()

    assert quiet.noor.modal is not None
    assert "I am not in that channel" in quiet.noor.modal.text
    assert roots(private) == []


async def play_alone(world: World, channel: Channel) -> None:
    await world.ben.post(channel, "the vault is open")


async def quiet_home(world: World) -> Channel:
    return world.slack.channel("home", members=[world.noor])


async def test_create_by_a_guest_is_refused(quiet: World) -> None:
    channel = quiet.incident()
    guest = quiet.slack.person("gus", guest="multi")
    channel.state.members[guest.id] = None

    await guest.slash("/postmortem create Mine", channel)
    assert guest.modal is not None
    await guest.modal.submit()
    await quiet.work()

    assert guest.modal is not None
    assert "Only members of this workspace can do that." in guest.modal.text
    assert roots(channel) == []


# list


async def listed(world: World, line: str) -> list[str]:
    """Return the numbers that a list shows to Maya."""
    found = world.slack.hub.workspace.by_channel_name("general")
    where = Channel(world.slack.hub, found.id) if found else await general(world)
    done = await world.maya.slash(f"/postmortem {line}", where)
    assert done.modal is not None
    return [line.split("*")[1] for line in done.modal.lines if line.startswith("*PM-")]


async def test_list_shows_the_newest_first_and_narrows_by_its_words(quiet: World) -> None:
    first, second = quiet.incident(), quiet.incident("inc-208-search")
    card = await drafted(quiet, first)
    await quiet.ben.click(card, "I'll write it")
    await quiet.work()
    quiet.clock.advance(days=3)
    card = await drafted(quiet, second)
    await quiet.maya.click(card, "I'll write it")
    await quiet.work()

    assert await listed(quiet, "list") == ["PM-2", "PM-1"]
    assert await listed(quiet, "ls MINE") == ["PM-2"]
    assert await listed(quiet, "list @ben") == ["PM-1"]
    assert await listed(quiet, "list draft") == ["PM-2", "PM-1"]
    assert await listed(quiet, "list published") == []
    assert await listed(quiet, "list since 2026-03-04") == ["PM-2"]
    assert await listed(quiet, "list draft @ben since 2026-03-04") == []


async def test_list_says_which_words_it_left_out(quiet: World) -> None:
    await drafted(quiet, quiet.incident())

    done = await quiet.maya.slash("/postmortem list everything please", await general(quiet))

    assert done.modal is not None
    assert "I left out what I do not know: everything please." in done.modal.text
    assert "PM-1" in done.modal.text


async def test_the_filter_and_the_pages_of_a_list_turn_in_the_same_window(quiet: World) -> None:
    for number in range(17):
        channel = quiet.slack.channel(f"inc-{number}-x", members=[quiet.maya])
        await quiet.maya.react(await quiet.maya.post(channel, "all clear"), "incident_resolved")
        await quiet.work()
    where = await general(quiet)

    done = await quiet.maya.slash("/postmortem list since 2026-03-01", where)
    assert done.modal is not None
    assert "Postmortems 1–15 of 17." in done.modal.text
    await done.modal.click("Later")
    assert "Postmortems 16–17 of 17." in quiet.maya.modal.text  # type: ignore[union-attr]
    assert "Only those changed since" in quiet.maya.modal.text  # type: ignore[union-attr]
    await quiet.maya.modal.select("pm.list.filter", "Mine")  # type: ignore[union-attr]
    assert "Nothing here." in quiet.maya.modal.text  # type: ignore[union-attr]


async def test_read_opens_the_document_on_top_of_the_list(quiet: World) -> None:
    await drafted(quiet, quiet.incident())
    done = await quiet.maya.slash("/postmortem list", await general(quiet))
    assert done.modal is not None

    await done.modal.click("Read")

    assert quiet.maya.modal is not None
    assert quiet.maya.modal.title == "PM-1"
    await quiet.maya.modal.close()
    assert quiet.maya.modal.title == "Postmortems"


async def test_who_leaves_before_the_answer_to_a_mention_is_asked_no_more(quiet: World) -> None:
    channel = quiet.incident()
    await quiet.ben.mention_bot(channel, "help")
    await quiet.ben.leave(channel)
    await quiet.work()
    assert quiet.ben.ephemerals(channel) == []
