"""The smaller windows around a document: at their legal maxima, with the worst text, and what is read back."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from blocks import access, details, glass, ids, incidents, people_windows, postmortems, revisions
from blocks.ids import Fields, Ref
from blocks.kit import choice, option
from bot.domain.differences import Part, differences
from bot.domain.errors import Conflict, Invalid
from bot.domain.postmortems import Status, Verb, Visibility
from bot.domain.revisions import Revision
from bot.domain.surfaces import Rendered
from bot.domain.text import normalise
from bot.domain.windows import (
    AccessFacts,
    Choice,
    DetailsFacts,
    GlassFacts,
    IncidentsFacts,
    MoreFacts,
    PeopleFacts,
    Restored,
    RevisionFacts,
    RevisionsFacts,
    Sight,
    TemplateFacts,
    Widening,
)
from sandbox import validate
from tests.unit.drawn import NOW, WORST, a_postmortem, alive, an_incident

STORED = tuple(normalise(one) for one in WORST)
MANY = tuple(f"U{n:09}" for n in range(50))


def a_people(text: str = "payments", **over: Any) -> PeopleFacts:
    """Return who writes and sees a document at the legal maxima."""
    postmortem = a_postmortem(
        title=text[:120],
        author=MANY[0],
        editors=MANY[:20],
        commenters=MANY,
        reviewers=MANY[:10],
        visibility=Visibility.TEAM,
        team="S7",
    )
    fields: dict[str, Any] = {
        "postmortem": postmortem,
        "names": dict.fromkeys(MANY, text[:80]),
        "groups": {f"S{n}": text[:80] for n in range(2_000)},
        "team": text[:80],
        "in_team": 2_347,
        "channel": f"#{text[:80]}",
        "in_channel": 12,
    }
    return PeopleFacts(**{**fields, **over})


def a_revisions(text: str = "x", **over: Any) -> RevisionsFacts:
    """Return a full page of revisions, each of many parts."""
    parts = ("title", "details", "sight", *(f"section:s{n}" for n in range(30)), *(f"entry:{n}" for n in range(200)))
    rows = tuple(Revision(number=n, at=NOW, by=MANY[n % 50], verb="edit", parts=parts) for n in range(116, 101, -1))
    fields: dict[str, Any] = {
        "postmortem": a_postmortem(revision=116),
        "rows": rows,
        "total": 116,
        "page": 3,
        "titles": {f"s{n}": text[:60] for n in range(30)},
        "names": dict.fromkeys(MANY, text[:80]),
        "restored": Restored(number=7, was=115, now=116),
    }
    return RevisionsFacts(**{**fields, **over})


def a_difference(text: str) -> RevisionFacts:
    """Return what differs between two revisions of which every part has another text."""
    was = tuple(Part(key=f"section:s{n}", name=text[:60] or "x", text=f"{n} {text}") for n in range(30))
    now = tuple(one.model_copy(update={"text": f"now {one.text[::-1]}"}) for one in was)
    return RevisionFacts(postmortem=a_postmortem(), then=1, now=116, differences=differences(was, now), page=0)


def a_broken_glass(text: str) -> GlassFacts:
    """Return that somebody broke the glass of the document, with a reason of any length."""
    return GlassFacts(
        postmortem=a_postmortem(), member="U2", name=text[:80], at=NOW, until=NOW, reason=text[:600], author=text[:80]
    )


def messages(text: str) -> list[Rendered]:
    """Return what is said about asking to write with somebody, in each state."""
    facts = {"postmortem": a_postmortem(), "asker": "U2", "name": text[:80], "at": NOW, "again": NOW}
    asked = [access.message(AccessFacts(state=one, **facts)) for one in ("asked", "later", "granted")]
    return [*asked, access.asked(NOW), glass.message(a_broken_glass(text))]


def history(text: str) -> list[Mapping[str, Any]]:
    """Return the windows about revisions, and what is told who asks."""
    none = a_postmortem()
    return [
        revisions.revisions_view(a_revisions(text)),
        revisions.revisions_view(RevisionsFacts(postmortem=none)),
        revisions.revision_view(a_difference(text)),
        revisions.revision_view(RevisionFacts(postmortem=none, then=1, now=2)),
        revisions.restore_view(none, 7, ref=Ref(kind="revision", postmortem=3)),
        access.asked_view(NOW),
        glass.ask_view(10**9 - 1, text),
        glass.open_view(a_broken_glass(text)),
        glass.open_view(a_broken_glass(text).model_copy(update={"author": None})),
    ]


def views(text: str) -> list[Mapping[str, Any]]:
    """Return every window with this text wherever somebody else's text is shown."""
    full = a_people(text)
    postmortem = full.postmortem.model_copy(update={"severity": text[:60], "services": (text[:80],) * 10})
    ref = Ref(kind="people", postmortem=3, below="pm.more.view")
    names = {f"t{n}": text[:60] for n in range(120)} | {"default": text[:60]}
    template = TemplateFacts(postmortem=postmortem, templates=names, proposed="t3")
    details_facts = DetailsFacts(postmortem=postmortem, needs_reason=True)
    reading = {"may_name": False, "may_classify": False}
    told = IncidentsFacts(
        now=NOW,
        postmortem=postmortem,
        own=an_incident(title=text[:120], channel_name=text[:80]),
        added=tuple(an_incident(id=n, title=text[:120], channel_name=text[:80]) for n in range(2, 11)),
    )
    widening = Widening(
        postmortem=postmortem,
        sight=Sight(visibility="team", team="S" + "0" * 29),
        channels=(f"#{text[:80]}",) * 10,
        readers=text[:80],
    )
    more = MoreFacts(
        postmortem=postmortem,
        may=frozenset(Verb),
        names=full.names,
        team=text,
        template=text,
        proposed=text,
        incidents=10,
    )
    return [
        *history(text),
        people_windows.people_view(full.model_copy(update={"needs_reason": True}), ref=ref),
        people_windows.people_view(full.model_copy(update={"may_write": False, "may_show": False}), ref=ref),
        people_windows.widening_view(widening, ref=ref),
        details.details_view(details_facts, ref=ref),
        details.details_view(details_facts.model_copy(update=reading), ref=ref),
        details.template_view(template, ref=ref),
        details.template_view(template.model_copy(update={"may_switch": False}), ref=ref),
        details.proposal_view(template, ref=ref),
        incidents.incidents_view(told, ref=ref),
        incidents.add_view(told, ref=ref),
        postmortems.more_view(more, ref=ref),
        postmortems.more_view(more.model_copy(update={"postmortem": a_postmortem(discarded_at=NOW)}), ref=ref),
        postmortems.more_view(MoreFacts(postmortem=a_postmortem(discarded_at=NOW)), ref=ref),
    ]


LARGE = {ids.REVISION_VIEW, ids.PEOPLE_FORM, ids.TEMPLATE_FORM}
"""A whole page of a text, and choices of which there are as many as the workspace has."""


@pytest.mark.parametrize("text", STORED, ids=range(len(STORED)))
def test_every_window_fits_slack_at_the_legal_maxima_with_the_worst_text(text: str) -> None:
    for drawn in views(text):
        assert validate.view(drawn) == []
        assert alive(drawn) == []
        assert len(json.dumps(drawn)) <= (200_000 if drawn["callback_id"] in LARGE else 60_000)
        assert len(drawn["blocks"]) <= 18
        assert len(drawn.get("private_metadata") or "") <= 200


def sent(view: Mapping[str, Any], **values: Mapping[str, Any]) -> dict[str, Any]:
    """Return a window as Slack sends it: its blocks, and what its fields hold."""
    return {**view, "state": {"values": {field: {Fields.VALUE: value} for field, value in values.items()}}}


def untouched() -> dict[str, Any]:
    """Return what the fields of the window of people hold where nobody touched them."""
    full = a_people()
    return {
        "author": {"selected_user": full.postmortem.author},
        "editors": {"selected_users": list(full.postmortem.editors)},
        "commenters": {"selected_users": list(full.postmortem.commenters)},
        "sight": {"selected_option": {"value": "team"}},
        "team": {"selected_option": {"value": "S7"}},
        "team_channel": {"selected_conversation": None},
    }


def test_what_was_not_touched_is_not_read() -> None:
    view = people_windows.people_view(a_people(), ref=Ref(kind="people", postmortem=3))

    read = people_windows.read_people(sent(view, **untouched()))

    assert (read.postmortem, read.names_people, read.sight) == (3, False, None)


def test_who_was_added_and_removed_is_read_and_nobody_else() -> None:
    view = people_windows.people_view(a_people(), ref=Ref(kind="people", postmortem=3))
    changed = {"selected_users": [*MANY[1:20], "U_NEW"]}

    read = people_windows.read_people(sent(view, **{**untouched(), "editors": changed}))

    assert read.editors == Choice(added=("U_NEW",), removed=(MANY[0],))
    assert read.editors.of(("U_OTHER", MANY[0], MANY[1])) == ("U_OTHER", MANY[1], "U_NEW")
    assert read.commenters == Choice()


def test_a_channel_that_is_chosen_takes_the_place_of_the_group_that_was_there() -> None:
    view = people_windows.people_view(a_people(), ref=Ref(kind="people", postmortem=3))
    channel = {"selected_conversation": "C7"}

    read = people_windows.read_people(sent(view, **{**untouched(), "team_channel": channel}))

    assert read.sight == Sight(visibility="team", team="C7")


def test_a_new_group_and_a_new_channel_are_one_too_many() -> None:
    view = people_windows.people_view(a_people(), ref=Ref(kind="people", postmortem=3))
    both = {"team": {"selected_option": {"value": "S8"}}, "team_channel": {"selected_conversation": "C7"}}

    with pytest.raises(Invalid) as refused:
        people_windows.read_people(sent(view, **{**untouched(), **both}))

    assert refused.value.fields == {"team_channel": "Choose a user group or a channel, not both."}


def test_a_team_is_forgotten_where_it_is_for_everybody() -> None:
    view = people_windows.people_view(a_people(), ref=Ref(kind="people", postmortem=3))
    everybody = {"selected_option": {"value": "organisation"}}

    read = people_windows.read_people(sent(view, **{**untouched(), "sight": everybody}))

    assert read.sight == Sight(visibility="organisation")


def test_a_widening_that_we_did_not_draw_is_refused() -> None:
    metadata = Ref(kind="people", postmortem=3, word="everybody:").encode()

    with pytest.raises(Conflict):
        people_windows.read_widening({"private_metadata": metadata})


def test_the_people_of_a_public_channel_are_counted_and_a_document_without_one_says_so() -> None:
    def described(**over: Any) -> list[str]:
        postmortem = a_postmortem(visibility=Visibility.ORGANISATION)
        view = people_windows.people_view(a_people("x", postmortem=postmortem, **over), ref=Ref(kind="people"))
        element = next(one["element"] for one in view["blocks"] if one.get("block_id") == "sight")
        return [one["description"]["text"] for one in element["options"]]

    assert described() == [
        "Only its own people and the 12 people of #x",
        "A user group or a channel, chosen below",
        "Every full member of this workspace",
    ]
    assert described(channel="")[0] == "Only its author, editors, commenters and reviewers"


def test_only_what_was_changed_of_the_details_is_read() -> None:
    facts = DetailsFacts(postmortem=a_postmortem(severity="SEV2", services=("api", "web")))
    view = details.details_view(facts, ref=Ref(kind="details", postmortem=3))
    values: dict[str, Any] = {
        "title": {"value": facts.postmortem.title},
        "severity": {"selected_option": {"value": "SEV2"}},
        "services": {"value": "api, web"},
    }

    same = details.read_details(sent(view, **values))
    cleared = details.read_details(sent(view, **{**values, "severity": {"selected_option": None}}))
    named = details.read_details(sent(view, **{**values, "services": {"value": "web; web, db"}}))

    assert (same.title, same.classifies) == (None, False)
    assert (cleared.severity, cleared.services) == ("", None)
    assert named.services == ("web", "db")


def test_who_may_not_change_a_detail_reads_it_and_sends_nothing_of_it() -> None:
    facts = DetailsFacts(postmortem=a_postmortem(status=Status.IN_REVIEW), may_name=False)
    view = details.details_view(facts, ref=Ref(kind="details", postmortem=3))

    read = details.read_details(sent(view, title={"value": "Mine"}))

    assert read.title is None


def test_more_choices_than_a_list_holds_stand_under_headings_and_none_is_left_out() -> None:
    element = choice([option(f"@team-{n:03}", f"S{n:03}") for n in range(70)], option("@team-069", "S069")).to_dict()
    groups = element["option_groups"]
    assert [one["label"]["text"] for one in groups] == [
        "@team-000 – @team-029",
        "@team-030 – @team-059",
        "@team-060 – @team-069",
    ]
    assert [one["value"] for group in groups for one in group["options"]] == [f"S{n:03}" for n in range(70)]
    assert element["initial_option"]["value"] == "S069"
