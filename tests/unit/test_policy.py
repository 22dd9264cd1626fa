"""Who may do what: every state, verb and role against a table in plain text."""

import itertools
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.domain import policy_page
from bot.domain.errors import Denied, NotFound, NotReady, Offer
from bot.domain.lifecycle import RULES
from bot.domain.people import Actor, Role, Standing, system
from bot.domain.policy import POLICY, allowed, can_see, decide, narrowest, require
from bot.domain.policy_page import ROLES, example
from bot.domain.postmortems import Postmortem, Status, Verb, Visibility

NOW = datetime(2026, 11, 17, 15, 0, tzinfo=UTC)
NAMES = {"UMAYA": "Maya", "UBEN": "Ben"}.get

GOLDEN = """
draft     see             author editor commenter reviewer participant owns channel team member incident_admin org_admin
draft     edit            author editor system
draft     manage_items    author editor
draft     work_on_item    author editor owns incident_admin org_admin
draft     undo_item       author editor owns incident_admin org_admin
draft     submit          author editor
draft     comment         author editor commenter reviewer participant
draft     publish         incident_admin org_admin
draft     override        org_admin
draft     break_glass
draft     narrate         author editor incident_admin org_admin system
draft     allow_ai        incident_admin org_admin
draft     follow          system
draft     take_over       participant incident_admin org_admin
draft     rehome          system
draft     help            participant incident_admin org_admin
draft     hand_over       author incident_admin org_admin
draft     discard         author participant incident_admin org_admin
draft     revive          author participant incident_admin org_admin
draft     reclassify      author editor incident_admin org_admin
draft     answer          author editor
draft     drop_request    incident_admin org_admin
in_review see             author editor commenter reviewer participant owns channel team member incident_admin org_admin
in_review edit            author editor
in_review manage_items    author editor
in_review work_on_item    author editor owns incident_admin org_admin
in_review undo_item       author editor owns incident_admin org_admin
in_review follow          system
in_review rehome          system
in_review comment         author editor commenter reviewer participant
in_review approve         reviewer incident_admin org_admin
in_review request_changes reviewer incident_admin org_admin
in_review take_back       reviewer incident_admin org_admin
in_review withdraw        author
in_review publish         incident_admin org_admin
in_review override        org_admin
in_review break_glass
in_review allow_ai        incident_admin org_admin
in_review hand_over       author incident_admin org_admin
in_review reclassify      incident_admin org_admin
in_review answer          author editor
in_review drop_request    incident_admin org_admin
in_review ask_reviewers   author editor incident_admin org_admin
published see             author editor commenter reviewer participant owns channel team member incident_admin org_admin
published manage_items    author editor incident_admin org_admin
published work_on_item    author editor owns incident_admin org_admin
published undo_item       author editor owns incident_admin org_admin
published rehome          system
published follow_up       author editor incident_admin org_admin
published correct         incident_admin org_admin
published reopen          incident_admin org_admin
published announce        incident_admin org_admin
published archive         incident_admin org_admin
published override        org_admin
published break_glass
archived  see             author editor commenter reviewer participant owns channel team member incident_admin org_admin
archived  restore         incident_admin org_admin
archived  override        org_admin
archived  break_glass
"""
SIGHT = """
private       author editor commenter reviewer channel
team          author editor commenter reviewer participant channel team incident_admin org_admin
organisation  author editor commenter reviewer participant owns channel team member incident_admin org_admin
"""
IN_FULL = {
    "owns": "owner of the item",
    "channel": "in its channel",
    "team": "in its team",
    "incident_admin": "incident admin",
    "org_admin": "org admin",
}


def golden() -> dict[tuple[str, str], set[str]]:
    rows = (line.split() for line in GOLDEN.strip().splitlines())
    return {(status, verb): {IN_FULL.get(role, role) for role in roles} for status, verb, *roles in rows}


def sight() -> dict[str, set[str]]:
    rows = (line.split() for line in SIGHT.strip().splitlines())
    return {visibility: {IN_FULL.get(role, role) for role in roles} for visibility, *roles in rows}


def names(member: str) -> str:
    return NAMES(member) or member


def postmortem(**fields: object) -> Postmortem:
    values = {
        "id": 1,
        "workspace": "T1",
        "number": 42,
        "title": "Checkout errors",
        "channel": "C1",
        "author": "UMAYA",
        "created_at": NOW,
        "updated_at": NOW,
    }
    return Postmortem.model_validate(values | fields)


def member(role: Role = Role.MEMBER, standing: Standing = Standing.MEMBER, workspace: str = "T1") -> Actor:
    return Actor(workspace=workspace, member="UBEN", name="Ben", role=role, standing=standing)


def who_may(verb: Verb, status: Status, visibility: Visibility) -> set[str]:
    found = set()
    for role in ROLES:
        case, document = example(role, status, visibility)
        inside, in_team = case.in_channel, case.in_team
        if decide(case.actor, verb, document, in_channel=inside, in_team=in_team, item=case.item).allowed:
            found.add(role)
    return found


def test_each_verb_in_each_state_is_for_the_roles_of_the_table() -> None:
    expected = golden()
    for status, verb in itertools.product(Status, Verb):
        found = who_may(verb, status, Visibility.ORGANISATION)
        assert found == expected.get((status.value, verb.value), set()), (status, verb)


@pytest.mark.parametrize("visibility", [Visibility.PRIVATE, Visibility.TEAM])
def test_a_narrower_document_only_takes_rights_away(visibility: Visibility) -> None:
    expected, reaching = golden(), sight()[visibility.value] | {"system"}
    for status, verb in itertools.product(Status, set(Verb) - {Verb.BREAK_GLASS}):
        found = who_may(verb, status, visibility)
        assert found == expected.get((status.value, verb.value), set()) & reaching, (status, verb)


@pytest.mark.parametrize("visibility", Visibility)
def test_each_visibility_is_for_the_roles_of_the_table(visibility: Visibility) -> None:
    found = set()
    for role in ROLES:
        case, document = example(role, Status.DRAFT, visibility)
        if can_see(case.actor, document, in_channel=case.in_channel, in_team=case.in_team):
            found.add(role)
    assert found == sight()[visibility.value]


def test_policy_and_state_machine_know_the_same_pairs() -> None:
    assert set(POLICY) == set(RULES)
    assert {(status.value, verb.value) for status, verb in POLICY if status is not None} == set(golden())


@pytest.mark.parametrize(
    ("actor", "places", "may"),
    [
        (member(), {"channel"}, True),
        (member(), {"team"}, True),
        (member(), set(), False),
        (member(Role.INCIDENT_ADMIN), set(), True),
        (member(Role.ORG_ADMIN), set(), True),
        (system("T1"), set(), True),
        (member(standing=Standing.GUEST), {"channel", "team"}, False),
        (member(standing=Standing.OUTSIDER), {"channel", "team"}, False),
        (member(standing=Standing.BOT), {"channel", "team"}, False),
        (member(standing=Standing.DEACTIVATED), {"channel", "team"}, False),
    ],
)
def test_a_postmortem_is_started_by_people_of_the_incident(actor: Actor, places: set[str], *, may: bool) -> None:
    decision = decide(actor, Verb.CREATE, None, in_channel="channel" in places, in_team="team" in places)
    assert decision.allowed == may


def test_nothing_but_creating_is_possible_before_it_exists() -> None:
    found = {verb for verb in Verb if decide(member(Role.ORG_ADMIN), verb, None, in_channel=True).allowed}
    assert found == {Verb.CREATE}


def test_allowed_is_the_set_of_the_verbs_that_are_decided_with_yes() -> None:
    maya = Actor(workspace="T1", member="UMAYA")
    assert allowed(maya, postmortem(status=Status.IN_REVIEW)) == {
        Verb.SEE,
        Verb.EDIT,
        Verb.MANAGE_ITEMS,
        Verb.WORK_ON_ITEM,
        Verb.UNDO_ITEM,
        Verb.COMMENT,
        Verb.HAND_OVER,
        Verb.ANSWER,
        Verb.ASK_REVIEWERS,
        Verb.WITHDRAW,
    }
    assert allowed(member(), postmortem(visibility=Visibility.PRIVATE)) == frozenset()


def test_the_bot_itself_makes_drafts_follows_their_channels_and_gives_on_what_people_leave_behind() -> None:
    makes = allowed(system("T1"), postmortem(visibility=Visibility.PRIVATE))
    later = [allowed(system("T1"), postmortem(status=one)) for one in list(Status)[1:]]
    assert makes == {Verb.EDIT, Verb.NARRATE, Verb.FOLLOW, Verb.REHOME}
    assert later == [{Verb.FOLLOW, Verb.REHOME}, {Verb.REHOME}, frozenset()]
    assert allowed(system("T2"), postmortem()) == frozenset()


def test_a_refusal_names_who_can() -> None:
    assert decide(member(), Verb.EDIT, postmortem(), names=names).sentence == (
        "Only Maya (author) or an editor can edit PM-42."
    )
    assert decide(member(), Verb.EDIT, postmortem(author=None), names=names).sentence == (
        "Only an editor can edit PM-42."
    )
    in_review = postmortem(status=Status.IN_REVIEW)
    assert decide(member(), Verb.WITHDRAW, in_review, names=names).sentence == (
        "Only Maya (author) can take PM-42 back from review."
    )
    assert decide(member(), Verb.APPROVE, in_review, names=names).sentence == (
        "Only a requested reviewer or an incident admin can approve PM-42."
    )


def test_a_required_postmortem_is_put_aside_by_an_incident_admin_only() -> None:
    required = postmortem(is_required=True, participants=("UBEN",))
    assert decide(member(), Verb.DISCARD, required, names=names).sentence == (
        "Only an incident admin can put PM-42 aside."
    )
    assert decide(member(Role.INCIDENT_ADMIN), Verb.DISCARD, required).allowed
    assert decide(member(), Verb.DISCARD, postmortem(participants=("UBEN",))).allowed


def test_denied_offers_to_ask_the_author() -> None:
    with pytest.raises(Denied) as caught:
        require(member(), Verb.EDIT, postmortem(), in_channel=False, names=names)
    assert caught.value.sentence == "Only Maya (author) or an editor can edit PM-42."
    assert caught.value.offers == (Offer.ASK_AUTHOR, Offer.READ)
    assert caught.value.postmortem == postmortem().id


def test_denied_without_an_author_offers_to_read() -> None:
    with pytest.raises(Denied) as caught:
        require(member(), Verb.EDIT, postmortem(author=None), in_channel=False, names=names)
    assert caught.value.offers == (Offer.READ,)


@pytest.mark.parametrize("verb", Verb)
def test_without_sight_every_verb_gets_the_answer_of_an_absent_number(verb: Verb) -> None:
    private = postmortem(visibility=Visibility.PRIVATE, title="Layoffs leaked", participants=("UBEN",))
    admins = () if verb is Verb.BREAK_GLASS else (member(Role.ORG_ADMIN),)
    for actor in (
        *admins,
        member(Role.INCIDENT_ADMIN),
        member(standing=Standing.GUEST),
        member(workspace="T2"),
        system("T2"),
    ):
        with pytest.raises(NotFound) as caught:
            require(actor, verb, private, in_channel=False, names=names)
        assert caught.value.sentence == "There is no PM-42 that you can see."
        assert (caught.value.offers, caught.value.postmortem) == ((Offer.FIND,), None)


def test_a_decision_without_sight_has_no_sentence() -> None:
    assert decide(member(), Verb.EDIT, postmortem(visibility=Visibility.PRIVATE)).sentence is None


def test_sight_follows_present_membership() -> None:
    private = postmortem(visibility=Visibility.PRIVATE, participants=("UBEN",))
    assert (can_see(member(), private, in_channel=True), can_see(member(), private, in_channel=False)) == (True, False)


def test_without_a_channel_the_participants_of_a_private_document_see_it() -> None:
    private = postmortem(visibility=Visibility.PRIVATE, participants=("UBEN",), channel=None)
    assert can_see(member(), private, in_channel=False)


def test_a_verb_that_the_state_does_not_know_is_not_ready_rather_than_denied() -> None:
    with pytest.raises(NotReady) as caught:
        require(member(), Verb.SUBMIT, postmortem(status=Status.PUBLISHED), in_channel=False, names=names)
    assert caught.value.sentence == (
        "PM-42 is published, so sending for review is not possible. An admin can reopen it."
    )


def test_require_lets_pass_who_may() -> None:
    require(Actor(workspace="T1", member="UMAYA"), Verb.EDIT, postmortem(), in_channel=False, names=names)
    require(system("T1"), Verb.EDIT, postmortem(visibility=Visibility.PRIVATE), in_channel=False, names=names)
    require(member(), Verb.CREATE, None, in_channel=True, names=names)


def test_starting_without_the_right_is_denied_in_words() -> None:
    with pytest.raises(Denied) as caught:
        require(member(), Verb.CREATE, None, in_channel=False, names=names)
    assert caught.value.sentence == (
        "Only people of the incident, its team or an incident admin can start its postmortem."
    )
    with pytest.raises(Denied) as caught:
        require(member(standing=Standing.GUEST), Verb.CREATE, None, in_channel=True, names=names)
    assert caught.value.sentence == "Only members of this workspace can do that."


def test_the_narrowest_visibility_wins_and_none_is_private() -> None:
    everything = [Visibility.ORGANISATION, Visibility.PRIVATE, Visibility.TEAM]
    assert narrowest(everything) is Visibility.PRIVATE
    assert narrowest(everything[::2]) is Visibility.TEAM
    assert narrowest([]) is Visibility.PRIVATE


def test_the_page_in_the_docs_is_what_the_code_prints() -> None:
    page = Path(__file__).parents[2] / "docs" / "policy.md"
    assert page.read_text(encoding="utf-8") == policy_page.page()


PRIVATE = {"visibility": Visibility.PRIVATE}
BEHIND_GLASS = member(Role.ORG_ADMIN).model_copy(update={"opened": frozenset({1})})


@pytest.mark.parametrize("status", Status)
def test_the_glass_is_broken_only_by_an_org_admin_who_does_not_see_it(status: Status) -> None:
    assert who_may(Verb.BREAK_GLASS, status, Visibility.PRIVATE) == {"org admin"}
    assert who_may(Verb.BREAK_GLASS, status, Visibility.TEAM) == set()
    assert decide(member(Role.ORG_ADMIN), Verb.BREAK_GLASS, postmortem(status=status, **PRIVATE)).allowed
    assert not decide(
        member(Role.ORG_ADMIN, workspace="T2"), Verb.BREAK_GLASS, postmortem(status=status, **PRIVATE)
    ).allowed


@pytest.mark.parametrize("status", Status)
def test_behind_the_glass_there_is_reading_and_no_other_verb(status: Status) -> None:
    assert allowed(BEHIND_GLASS, postmortem(status=status, **PRIVATE)) == {Verb.SEE}
    assert allowed(BEHIND_GLASS, postmortem(id=2, status=status, **PRIVATE)) == {Verb.BREAK_GLASS}


def test_what_was_opened_is_seen_only_by_who_is_an_org_admin_of_that_workspace_still() -> None:
    private = postmortem(**PRIVATE)
    opened = {"opened": frozenset({1})}
    others = (
        member(),
        member(Role.INCIDENT_ADMIN),
        member(Role.ORG_ADMIN, Standing.GUEST),
        member(Role.ORG_ADMIN, Standing.DEACTIVATED),
        member(Role.ORG_ADMIN, workspace="T2"),
    )

    assert can_see(BEHIND_GLASS, private, in_channel=False)
    assert [one for one in others if can_see(one.model_copy(update=opened), private, in_channel=False)] == []


def test_behind_the_glass_a_refusal_says_so_and_offers_to_read() -> None:
    with pytest.raises(Denied) as caught:
        require(BEHIND_GLASS, Verb.EDIT, postmortem(**PRIVATE), in_channel=False, names=names)
    assert (caught.value.sentence, caught.value.offers) == ("PM-42 is open to you for reading only.", (Offer.READ,))


def test_who_sees_a_document_has_no_glass_to_break() -> None:
    with pytest.raises(Denied) as caught:
        require(member(Role.ORG_ADMIN), Verb.BREAK_GLASS, postmortem(), in_channel=False, names=names)
    assert (caught.value.sentence, caught.value.offers) == ("You can read PM-42 already.", (Offer.READ,))


def test_for_one_of_its_people_the_glass_takes_no_right_away() -> None:
    private = postmortem(editors=("UBEN",), **PRIVATE)
    assert allowed(BEHIND_GLASS, private) == allowed(member(Role.ORG_ADMIN), private)
    assert Verb.EDIT in allowed(BEHIND_GLASS, private)
