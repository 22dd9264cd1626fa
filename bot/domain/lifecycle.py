"""The state machine of a postmortem as one table, and the step through it. What a gate checks is in `gate`.

A pair of state and verb that is not in the table is not possible. Who may do a verb is `policy`'s, never asked here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from bot.domain import gate
from bot.domain.errors import Conflict, Invalid, NotReady, Offer
from bot.domain.facts import Blocker, Facts
from bot.domain.gate import Check
from bot.domain.people import Standing
from bot.domain.postmortems import Postmortem, Status, Verb
from bot.domain.reviews import approve
from bot.domain.words import capitalised, say


@dataclass(frozen=True, slots=True)
class Rule:
    """Where a verb leads (None: the state stays) and what must hold before."""

    to: Status | None = None
    checks: tuple[Check, ...] = ()


_LIVE = (gate.not_discarded,)

RULES: Mapping[tuple[Status | None, Verb], Rule] = MappingProxyType(
    {
        (None, Verb.CREATE): Rule(to=Status.DRAFT),
        # a draft
        (Status.DRAFT, Verb.SEE): Rule(),
        (Status.DRAFT, Verb.EDIT): Rule(checks=_LIVE),
        (Status.DRAFT, Verb.MANAGE_ITEMS): Rule(checks=_LIVE),
        (Status.DRAFT, Verb.WORK_ON_ITEM): Rule(checks=_LIVE),
        (Status.DRAFT, Verb.UNDO_ITEM): Rule(checks=_LIVE),
        (Status.DRAFT, Verb.COMMENT): Rule(checks=_LIVE),
        (Status.DRAFT, Verb.NARRATE): Rule(checks=_LIVE),
        (Status.DRAFT, Verb.FOLLOW): Rule(checks=_LIVE),
        (Status.DRAFT, Verb.RECLASSIFY): Rule(checks=_LIVE),
        (Status.DRAFT, Verb.TAKE_OVER): Rule(checks=(*_LIVE, gate.has_no_author)),
        (Status.DRAFT, Verb.HELP): Rule(checks=_LIVE),
        (Status.DRAFT, Verb.REHOME): Rule(checks=_LIVE),
        (Status.DRAFT, Verb.HAND_OVER): Rule(checks=_LIVE),
        (Status.DRAFT, Verb.DISCARD): Rule(checks=_LIVE),
        (Status.DRAFT, Verb.REVIVE): Rule(checks=(gate.is_discarded,)),
        (Status.DRAFT, Verb.SUBMIT): Rule(to=Status.IN_REVIEW, checks=_LIVE),
        (Status.DRAFT, Verb.PUBLISH): Rule(
            to=Status.PUBLISHED, checks=(*_LIVE, gate.review_may_be_skipped, *gate.CONTENT)
        ),
        (Status.DRAFT, Verb.ANSWER): Rule(checks=_LIVE),
        (Status.DRAFT, Verb.DROP_REQUEST): Rule(checks=_LIVE),
        (Status.DRAFT, Verb.ALLOW_AI): Rule(checks=_LIVE),
        (Status.DRAFT, Verb.BREAK_GLASS): Rule(),
        (Status.DRAFT, Verb.OVERRIDE): Rule(checks=_LIVE),
        # in review
        (Status.IN_REVIEW, Verb.SEE): Rule(),
        (Status.IN_REVIEW, Verb.EDIT): Rule(),
        (Status.IN_REVIEW, Verb.FOLLOW): Rule(),
        (Status.IN_REVIEW, Verb.REHOME): Rule(),
        (Status.IN_REVIEW, Verb.MANAGE_ITEMS): Rule(),
        (Status.IN_REVIEW, Verb.WORK_ON_ITEM): Rule(),
        (Status.IN_REVIEW, Verb.UNDO_ITEM): Rule(),
        (Status.IN_REVIEW, Verb.COMMENT): Rule(),
        (Status.IN_REVIEW, Verb.HAND_OVER): Rule(),
        (Status.IN_REVIEW, Verb.RECLASSIFY): Rule(),
        (Status.IN_REVIEW, Verb.APPROVE): Rule(checks=(gate.has_not_approved,)),
        (Status.IN_REVIEW, Verb.TAKE_BACK): Rule(checks=(gate.has_approved,)),
        (Status.IN_REVIEW, Verb.REQUEST_CHANGES): Rule(to=Status.DRAFT),
        (Status.IN_REVIEW, Verb.ANSWER): Rule(),
        (Status.IN_REVIEW, Verb.DROP_REQUEST): Rule(),
        (Status.IN_REVIEW, Verb.ASK_REVIEWERS): Rule(),
        (Status.IN_REVIEW, Verb.WITHDRAW): Rule(to=Status.DRAFT),
        (Status.IN_REVIEW, Verb.PUBLISH): Rule(to=Status.PUBLISHED, checks=(*gate.CONTENT, *gate.APPROVALS)),
        (Status.IN_REVIEW, Verb.ALLOW_AI): Rule(),
        (Status.IN_REVIEW, Verb.BREAK_GLASS): Rule(),
        (Status.IN_REVIEW, Verb.OVERRIDE): Rule(),
        # published
        (Status.PUBLISHED, Verb.SEE): Rule(),
        (Status.PUBLISHED, Verb.MANAGE_ITEMS): Rule(),
        (Status.PUBLISHED, Verb.WORK_ON_ITEM): Rule(),
        (Status.PUBLISHED, Verb.UNDO_ITEM): Rule(),
        (Status.PUBLISHED, Verb.REHOME): Rule(),
        (Status.PUBLISHED, Verb.FOLLOW_UP): Rule(),
        (Status.PUBLISHED, Verb.CORRECT): Rule(),
        (Status.PUBLISHED, Verb.REOPEN): Rule(to=Status.DRAFT),
        (Status.PUBLISHED, Verb.ANNOUNCE): Rule(),
        (Status.PUBLISHED, Verb.ARCHIVE): Rule(to=Status.ARCHIVED),
        (Status.PUBLISHED, Verb.BREAK_GLASS): Rule(),
        (Status.PUBLISHED, Verb.OVERRIDE): Rule(),
        # archived
        (Status.ARCHIVED, Verb.SEE): Rule(),
        (Status.ARCHIVED, Verb.RESTORE): Rule(to=Status.PUBLISHED),
        (Status.ARCHIVED, Verb.BREAK_GLASS): Rule(),
        (Status.ARCHIVED, Verb.OVERRIDE): Rule(),
    }
)

_AT_A_GLANCE = frozenset({gate.not_discarded, gate.is_discarded, gate.has_no_author})
"""Checks that look at nothing but the postmortem itself."""

MOST_REVIEWERS = 10
NEEDS_REASON = frozenset({Verb.REQUEST_CHANGES, Verb.CORRECT, Verb.REOPEN, Verb.OVERRIDE})
LATE = frozenset({"has_author", "not_discarded", "approved", "no_approval"})
"""Blockers that mean that somebody was faster, or that the button is old: a `Conflict`, not a state to mend."""


def is_possible(status: Status | None, verb: Verb) -> bool:
    """Say whether the state machine knows the verb in this state, whoever asks and whatever blocks."""
    return (status, verb) in RULES


def looks_further(status: Status, verb: Verb) -> bool:
    """Say whether a check of this verb looks at reviews, entries, items or discussions, so that they must be loaded."""
    rule = RULES.get((status, verb))
    return rule is not None and bool(set(rule.checks) - _AT_A_GLANCE)


def impossible(postmortem: Postmortem, verb: Verb) -> NotReady:
    """Return the refusal of a verb that this state does not know."""
    key = {Status.PUBLISHED: "no.state_reopen", Status.ARCHIVED: "no.state_restore"}.get(postmortem.status, "no.state")
    status = say(f"card.status.{postmortem.status.value}").lower()
    return NotReady(
        say(key, pm=postmortem.name, status=status, doing=say(f"doing.{verb.value}")),
        offers=(Offer.OPEN_CARD,),
        postmortem=postmortem.id,
    )


def blockers(facts: Facts, verb: Verb) -> tuple[Blocker, ...]:
    """Return what stands in the way of `verb` now, in the order of the checklist. Overridden ones are left out.

    Raises NotReady where the state does not know the verb.
    """
    rule = RULES.get((facts.postmortem.status, verb))
    if rule is None:
        raise impossible(facts.postmortem, verb)
    found = (blocker for check in rule.checks for blocker in check(facts))
    return tuple(blocker for blocker in found if not facts.is_overridden(blocker))


def gaps(facts: Facts) -> tuple[Blocker, ...]:
    """Return what the document itself still lacks before publishing, approvals aside (the card's "Before")."""
    found = (blocker for check in gate.CONTENT for blocker in check(facts))
    return tuple(blocker for blocker in found if not facts.is_overridden(blocker))


def checklist(facts: Facts) -> tuple[Blocker, ...]:
    """Return what stands before publishing as people read it: of a draft its gaps, in review approvals too.

    That an admin has to approve is not said beside an admin whose approval is owed: it is the same approval.
    """
    match facts.postmortem.status:
        case Status.DRAFT:
            return gaps(facts)
        case Status.IN_REVIEW:
            found = blockers(facts, Verb.PUBLISH)
            owed = {one.targets[0] for one in found if one.code in {"owed", "stale"} and one.targets}
            said = any(facts.is_admin(member) for member in owed)
            return tuple(one for one in found if not (said and one.code == "admin"))
        case _:
            return ()


def approvals_missing(facts: Facts) -> tuple[Blocker, ...]:
    """Return what is missing of the approvals themselves, the document's own gaps aside."""
    found = (blocker for check in gate.APPROVALS for blocker in check(facts))
    return tuple(blocker for blocker in found if not facts.is_overridden(blocker))


def warnings(facts: Facts) -> tuple[Blocker, ...]:
    """Return what is pointed out and blocks nothing, by the workspace's settings."""
    return tuple(blocker for check in gate.WARNINGS for blocker in check(facts))


def step(facts: Facts, verb: Verb) -> Status:
    """Return the state after `verb`.

    Raises NotReady where the state does not know the verb or something blocks it, Conflict where somebody was faster.
    """
    found = blockers(facts, verb)
    postmortem = facts.postmortem
    if found and found[0].code in LATE:
        raise Conflict(found[0].sentence, offers=(Offer.OPEN_CARD,), postmortem=postmortem.id)
    if verb is Verb.PUBLISH and found:
        parts = (say("pub.blocked", n=len(found)), *(blocker.sentence for blocker in found))
        raise NotReady(" ".join(parts), offers=(Offer.OPEN_CARD,), postmortem=postmortem.id)
    if found:
        raise NotReady(found[0].sentence, offers=(Offer.OPEN_CARD,), postmortem=postmortem.id)
    return RULES[postmortem.status, verb].to or postmortem.status


def publishes_by_itself(facts: Facts) -> bool:
    """Say whether the approval that has just been recorded in `facts` publishes the document.

    Only in review, where the setting allows it and nothing blocks, and never while the incident is open again.
    """
    postmortem = facts.postmortem
    if postmortem.status is not Status.IN_REVIEW or postmortem.held_at is not None:
        return False
    return facts.settings.publishes_by_itself and not blockers(facts, Verb.PUBLISH)


def would_publish(facts: Facts, reviewer: str) -> bool:
    """Say whether an approval of the present text by `reviewer` would publish the document by itself."""
    now = facts.postmortem
    reviews = approve(facts.reviews, reviewer, now.revision, now.updated_at)
    return publishes_by_itself(facts.model_copy(update={"reviews": reviews}))


def check_seen(postmortem: Postmortem, seen_revision: int) -> None:
    """Raise Conflict unless the person saw the present revision: an approval is of a text that one has seen."""
    if seen_revision != postmortem.revision:
        raise Conflict(say("rev.moved"), offers=(Offer.READ,), postmortem=postmortem.id)


def check_reviewers(facts: Facts, reviewers: Sequence[str], field: str = "reviewers") -> None:
    """Raise Invalid at `field` where a chosen reviewer is the author, left, or is not a full member, or are too many.

    Nobody is missing here: sending for review is never blocked by who is not among them.
    """
    problems = [sentence for member in reviewers if (sentence := _unfit(facts, member))]
    if len(set(reviewers)) > MOST_REVIEWERS:
        problems.append(say("rev.many", n=MOST_REVIEWERS))
    if problems:
        sentence = " ".join(problems)
        raise Invalid(sentence, fields={field: sentence}, postmortem=facts.postmortem.id)


def _unfit(facts: Facts, member: str) -> str | None:
    known = facts.people.get(member)
    if known is not None and known.standing is Standing.DEACTIVATED:
        return say("rev.inactive", who=facts.name(member))
    if not facts.is_full_member(member):
        return say("rev.not_member", who=capitalised(facts.name(member)))
    if member == facts.postmortem.author and not facts.settings.teams_of_one:
        return say("rev.self", who=facts.name(member))
    return None


def check_reason(verb: Verb, reason: str, postmortem: Postmortem, field: str = "reason") -> str:
    """Return the reason without outer spaces; raise Invalid at `field` where the verb needs one and there is none."""
    reason = reason.strip()
    if verb not in NEEDS_REASON or reason:
        return reason
    keys = {Verb.REQUEST_CHANGES: "rev.reason", Verb.OVERRIDE: "pub.override"}
    sentence = say(keys.get(verb, "pub.reason"), pm=postmortem.name)
    raise Invalid(sentence, fields={field: sentence}, postmortem=postmortem.id)
