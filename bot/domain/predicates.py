"""The conditions that policy is made of: who somebody is to a postmortem. They compose with `|` and `&`.

A predicate also says in words whom it lets through, so that a refusal can name who can. It knows no verb and no state.
"""

from collections.abc import Callable
from dataclasses import dataclass

from bot.domain.action_items import ActionItem
from bot.domain.people import Actor
from bot.domain.postmortems import Postmortem

Names = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Case:
    """One question to the policy. `postmortem` is None while it does not exist yet.

    `in_channel` and `in_team` say whether the actor is, now, a member of the incident's channel, and of its team.
    `item` is the action item that it is about, where it is about one.
    """

    actor: Actor
    postmortem: Postmortem | None
    in_channel: bool = False
    in_team: bool = False
    item: ActionItem | None = None


Test = Callable[[Case], bool]
Who = Callable[[Case, Names], "tuple[str, ...] | None"]


@dataclass(frozen=True, slots=True)
class Predicate:
    """A condition and whom it lets through: a tuple of phrases, or None for everybody (a condition on the document)."""

    test: Test
    who: Who

    def __call__(self, case: Case) -> bool:
        """Say whether it holds."""
        return self.test(case)

    def __or__(self, other: "Predicate") -> "Predicate":
        """Return the condition that holds where either does."""

        def who(case: Case, names: Names) -> tuple[str, ...] | None:
            mine, theirs = self.who(case, names), other.who(case, names)
            return None if mine is None or theirs is None else tuple(dict.fromkeys((*mine, *theirs)))

        return Predicate(lambda case: self(case) or other(case), who)

    def __and__(self, other: "Predicate") -> "Predicate":
        """Return the condition that holds where both do. In words it is the narrower of the two."""

        def who(case: Case, names: Names) -> tuple[str, ...] | None:
            mine, theirs = self.who(case, names), other.who(case, names)
            if mine is None or theirs is None:
                return theirs if mine is None else mine
            return mine if theirs else ()

        return Predicate(lambda case: self(case) and other(case), who)


def _person(phrase: str, test: Callable[[str, Postmortem], bool]) -> Predicate:
    """Return a condition on a full member and an existing postmortem."""

    def holds(case: Case) -> bool:
        member = case.actor.member
        if member is None or case.postmortem is None or not case.actor.is_full_member:
            return False
        return test(member, case.postmortem)

    return Predicate(holds, lambda _case, _names: (phrase,))


def _author_in_words(case: Case, names: Names) -> tuple[str, ...]:
    author = None if case.postmortem is None else case.postmortem.author
    return () if author is None else (f"{names(author)} (author)",)


is_author = Predicate(_person("the author", lambda member, it: member == it.author).test, _author_in_words)
has_handed_it_over = Predicate(
    _person("who handed it over", lambda member, it: member == it.handed_by).test, lambda _case, _names: ()
)
"""Who was its author until just now, and may take it back. Nobody is told of that right who does not have it."""
is_editor = _person("an editor", lambda member, it: member in it.editors)
owns_item = Predicate(
    lambda case: case.actor.is_full_member and case.item is not None and case.actor.member == case.item.owner,
    lambda case, names: (f"{names(case.item.owner)} (owner)",) if case.item is not None and case.item.owner else (),
)
gave_item_away = Predicate(
    lambda case: case.actor.is_full_member and case.item is not None and case.actor.member == case.item.handed_by,
    lambda _case, _names: (),
)
"""Who handed an item over just now, and may take it back. Nobody is told of that right who does not have it."""
is_commenter = _person("a commenter", lambda member, it: member in it.commenters)
is_reviewer = _person("a requested reviewer", lambda member, it: member in it.reviewers)
is_participant = _person("a participant", lambda member, it: member in it.participants)
in_channel = Predicate(
    lambda case: case.actor.is_full_member and case.in_channel, lambda _case, _names: ("somebody of its channel",)
)
in_team = Predicate(
    lambda case: case.actor.is_full_member and case.in_team, lambda _case, _names: ("somebody of its team",)
)
is_incident_admin = Predicate(lambda case: case.actor.is_incident_admin, lambda _case, _names: ("an incident admin",))
is_org_admin = Predicate(lambda case: case.actor.is_org_admin, lambda _case, _names: ("an org admin",))
is_person = Predicate(lambda case: case.actor.is_full_member, lambda _case, _names: ("a member",))
is_system = Predicate(lambda case: case.actor.is_system, lambda _case, _names: ())
may_be_put_aside = Predicate(
    lambda case: case.postmortem is not None and not case.postmortem.is_required,
    lambda case, _names: None if case.postmortem is not None and not case.postmortem.is_required else (),
)
