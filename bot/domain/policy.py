"""Who may do which verb in which state, as one table, and who may see what. What is not listed is refused.

Rights are computed at the deed, from who somebody is now; they never come from a button, an id or an earlier answer.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from bot.domain import lifecycle
from bot.domain.action_items import ActionItem
from bot.domain.errors import Denied, NotFound, Offer
from bot.domain.people import Actor
from bot.domain.postmortems import Postmortem, Status, Verb, Visibility
from bot.domain.predicates import (
    Case,
    Names,
    Predicate,
    gave_item_away,
    has_handed_it_over,
    in_channel,
    in_team,
    is_author,
    is_commenter,
    is_editor,
    is_incident_admin,
    is_org_admin,
    is_participant,
    is_person,
    is_reviewer,
    is_system,
    may_be_put_aside,
    owns_item,
)
from bot.domain.words import listing, say

_WRITERS = is_author | is_editor
_TALKERS = _WRITERS | is_commenter | is_reviewer | is_participant
_WORKERS = owns_item | _WRITERS | is_incident_admin
_OWNERS = is_author | has_handed_it_over | is_incident_admin
_JUDGES = is_reviewer | is_incident_admin
_PEOPLE_OF_THE_INCIDENT = in_channel | in_team | is_incident_admin

POLICY: Mapping[tuple[Status | None, Verb], Predicate] = MappingProxyType(
    {
        (None, Verb.CREATE): _PEOPLE_OF_THE_INCIDENT | is_system,
        # a draft
        (Status.DRAFT, Verb.SEE): is_person,
        (Status.DRAFT, Verb.EDIT): _WRITERS | is_system,
        (Status.DRAFT, Verb.MANAGE_ITEMS): _WRITERS,
        (Status.DRAFT, Verb.WORK_ON_ITEM): _WORKERS,
        (Status.DRAFT, Verb.UNDO_ITEM): _WORKERS | gave_item_away,
        (Status.DRAFT, Verb.COMMENT): _TALKERS,
        (Status.DRAFT, Verb.NARRATE): _WRITERS | is_incident_admin | is_system,
        (Status.DRAFT, Verb.ALLOW_AI): is_incident_admin,
        (Status.DRAFT, Verb.FOLLOW): is_system,
        (Status.DRAFT, Verb.RECLASSIFY): _WRITERS | is_incident_admin,
        (Status.DRAFT, Verb.TAKE_OVER): is_participant | is_incident_admin,
        (Status.DRAFT, Verb.HELP): is_participant | is_incident_admin,
        (Status.DRAFT, Verb.REHOME): is_system,
        (Status.DRAFT, Verb.HAND_OVER): _OWNERS,
        (Status.DRAFT, Verb.DISCARD): (is_author | is_participant) & may_be_put_aside | is_incident_admin,
        (Status.DRAFT, Verb.REVIVE): is_author | is_participant | is_incident_admin,
        (Status.DRAFT, Verb.SUBMIT): _WRITERS,
        (Status.DRAFT, Verb.PUBLISH): is_incident_admin,
        (Status.DRAFT, Verb.ANSWER): _WRITERS,
        (Status.DRAFT, Verb.DROP_REQUEST): is_incident_admin,
        (Status.DRAFT, Verb.OVERRIDE): is_org_admin,
        (Status.DRAFT, Verb.BREAK_GLASS): is_org_admin,
        # in review
        (Status.IN_REVIEW, Verb.SEE): is_person,
        (Status.IN_REVIEW, Verb.EDIT): _WRITERS,
        (Status.IN_REVIEW, Verb.FOLLOW): is_system,
        (Status.IN_REVIEW, Verb.REHOME): is_system,
        (Status.IN_REVIEW, Verb.MANAGE_ITEMS): _WRITERS,
        (Status.IN_REVIEW, Verb.WORK_ON_ITEM): _WORKERS,
        (Status.IN_REVIEW, Verb.UNDO_ITEM): _WORKERS | gave_item_away,
        (Status.IN_REVIEW, Verb.COMMENT): _TALKERS,
        (Status.IN_REVIEW, Verb.HAND_OVER): _OWNERS,
        (Status.IN_REVIEW, Verb.RECLASSIFY): is_incident_admin,
        (Status.IN_REVIEW, Verb.APPROVE): _JUDGES,
        (Status.IN_REVIEW, Verb.TAKE_BACK): _JUDGES,
        (Status.IN_REVIEW, Verb.REQUEST_CHANGES): _JUDGES,
        (Status.IN_REVIEW, Verb.ANSWER): _WRITERS,
        (Status.IN_REVIEW, Verb.DROP_REQUEST): is_incident_admin,
        (Status.IN_REVIEW, Verb.ASK_REVIEWERS): _WRITERS | is_incident_admin,
        (Status.IN_REVIEW, Verb.ALLOW_AI): is_incident_admin,
        (Status.IN_REVIEW, Verb.WITHDRAW): is_author,
        (Status.IN_REVIEW, Verb.PUBLISH): is_incident_admin,
        (Status.IN_REVIEW, Verb.OVERRIDE): is_org_admin,
        (Status.IN_REVIEW, Verb.BREAK_GLASS): is_org_admin,
        # published
        (Status.PUBLISHED, Verb.SEE): is_person,
        (Status.PUBLISHED, Verb.MANAGE_ITEMS): _WRITERS | is_incident_admin,
        (Status.PUBLISHED, Verb.WORK_ON_ITEM): _WORKERS,
        (Status.PUBLISHED, Verb.UNDO_ITEM): _WORKERS | gave_item_away,
        (Status.PUBLISHED, Verb.REHOME): is_system,
        (Status.PUBLISHED, Verb.FOLLOW_UP): _WRITERS | is_incident_admin,
        (Status.PUBLISHED, Verb.CORRECT): is_incident_admin,
        (Status.PUBLISHED, Verb.REOPEN): is_incident_admin,
        (Status.PUBLISHED, Verb.ANNOUNCE): is_incident_admin,
        (Status.PUBLISHED, Verb.ARCHIVE): is_incident_admin,
        (Status.PUBLISHED, Verb.OVERRIDE): is_org_admin,
        (Status.PUBLISHED, Verb.BREAK_GLASS): is_org_admin,
        # archived
        (Status.ARCHIVED, Verb.SEE): is_person,
        (Status.ARCHIVED, Verb.RESTORE): is_incident_admin,
        (Status.ARCHIVED, Verb.OVERRIDE): is_org_admin,
        (Status.ARCHIVED, Verb.BREAK_GLASS): is_org_admin,
    }
)

ON_ITEMS = (Verb.MANAGE_ITEMS, Verb.WORK_ON_ITEM, Verb.UNDO_ITEM)
"""What is done with the action items of a document: all of them, or one."""
GLASS_HOLDS = 24
"""For how many hours an org admin who broke the glass reads a private document."""
_NARROW_TO_WIDE = (Visibility.PRIVATE, Visibility.TEAM, Visibility.ORGANISATION)
_WHO_SHOWN = 6


@dataclass(frozen=True, slots=True)
class Decision:
    """Yes, or no with a sentence. A no without a sentence is for people who may not even know that it exists."""

    allowed: bool
    sentence: str | None = None


def can_see(actor: Actor, postmortem: Postmortem, *, in_channel: bool, in_team: bool = False) -> bool:
    """Say whether this person may read the document now: it is for them, or they broke the glass as an org admin."""
    if is_for(actor, postmortem, in_channel=in_channel, in_team=in_team):
        return True
    return actor.workspace == postmortem.workspace and actor.is_org_admin and postmortem.id in actor.opened


def is_for(actor: Actor, postmortem: Postmortem, *, in_channel: bool, in_team: bool = False) -> bool:
    """Say whether a document is for this person, as long as nothing changes. `in_channel`, `in_team`: membership now.

    Guests, people of other organisations or workspaces, bots and deactivated accounts see nothing through us, and the
    system reads on nobody's behalf. Admins see what is for a team, but a private document only as one of its people.
    """
    if actor.workspace != postmortem.workspace or not actor.is_full_member:
        return False
    if postmortem.visibility is Visibility.ORGANISATION or in_channel:
        return True
    named = (postmortem.author, *postmortem.editors, *postmortem.commenters, *postmortem.reviewers)
    if actor.member in named:
        return True
    if actor.member in postmortem.participants and (
        postmortem.channel is None or postmortem.visibility is Visibility.TEAM
    ):
        return True
    return postmortem.visibility is Visibility.TEAM and (in_team or actor.is_incident_admin)


def decide(
    actor: Actor,
    verb: Verb,
    postmortem: Postmortem | None,
    *,
    in_channel: bool = False,
    in_team: bool = False,
    names: Names = str,
    item: ActionItem | None = None,
) -> Decision:
    """Say yes or no to a verb, with who can instead. `postmortem` is None only for CREATE. `names`: member id to name.

    `item` is the action item that it is done to.

    Without sight the no has no sentence. The state's own "not possible" is a no as well.
    """
    status = None if postmortem is None else postmortem.status
    if postmortem is not None and (found := _by_sight(actor, verb, postmortem, in_channel=in_channel, in_team=in_team)):
        return found
    predicate = POLICY.get((status, verb))
    if predicate is None:
        sentence = None if postmortem is None else lifecycle.impossible(postmortem, verb).sentence
        return Decision(allowed=False, sentence=sentence)
    case = Case(actor, postmortem, in_channel=in_channel, in_team=in_team, item=item)
    if predicate(case):
        return Decision(allowed=True)
    if postmortem is None:
        return Decision(allowed=False, sentence=say("no.create" if actor.is_full_member else "no.actor"))
    who = listing(predicate.who(case, names) or ("nobody",), _WHO_SHOWN, last="or")
    deed = say(f"deed.{verb.value}", pm=postmortem.name)
    return Decision(allowed=False, sentence=say("no.right", who=who, deed=deed))


def _by_sight(actor: Actor, verb: Verb, postmortem: Postmortem, *, in_channel: bool, in_team: bool) -> Decision | None:
    """Return what is decided by sight alone; None where the document is for this person, so that the table decides.

    The glass is broken only by who does not see the document. Behind it there is reading and nothing else.
    """
    if not _may_reach(actor, postmortem, in_channel=in_channel, in_team=in_team):
        is_here = actor.workspace == postmortem.workspace
        return Decision(allowed=verb is Verb.BREAK_GLASS and is_here and actor.is_org_admin)
    if verb is Verb.BREAK_GLASS:
        return Decision(allowed=False, sentence=say("glass.sees", pm=postmortem.name))
    if verb is Verb.SEE or actor.is_system or is_for(actor, postmortem, in_channel=in_channel, in_team=in_team):
        return None
    return Decision(allowed=False, sentence=say("glass.reads", pm=postmortem.name))


def who_can(actor: Actor, verb: Verb, postmortem: Postmortem, names: Names = str) -> str:
    """Return in words who may do a verb in the present state: "Maya (author) or an editor"."""
    predicate = POLICY.get((postmortem.status, verb))
    found = predicate.who(Case(actor, postmortem), names) if predicate is not None else ()
    return listing(found or ("nobody",), _WHO_SHOWN, last="or")


def _may_reach(actor: Actor, postmortem: Postmortem, *, in_channel: bool, in_team: bool) -> bool:
    if actor.is_system:
        return actor.workspace == postmortem.workspace
    return can_see(actor, postmortem, in_channel=in_channel, in_team=in_team)


def allowed(
    actor: Actor, postmortem: Postmortem, *, in_channel: bool = False, in_team: bool = False
) -> frozenset[Verb]:
    """Return every verb this person may do in the present state, whatever blocks it."""
    return frozenset(
        verb for verb in Verb if decide(actor, verb, postmortem, in_channel=in_channel, in_team=in_team).allowed
    )


def allowed_on(
    actor: Actor, postmortem: Postmortem, item: ActionItem, *, in_channel: bool = False, in_team: bool = False
) -> frozenset[Verb]:
    """Return what this person may do with one action item now, whatever it is at."""
    return frozenset(
        verb
        for verb in ON_ITEMS
        if decide(actor, verb, postmortem, in_channel=in_channel, in_team=in_team, item=item).allowed
    )


def require(
    actor: Actor,
    verb: Verb,
    postmortem: Postmortem | None,
    *,
    in_channel: bool,
    names: Names,
    in_team: bool = False,
    item: ActionItem | None = None,
) -> None:
    """Return where the verb is allowed; else raise.

    NotFound without sight, in the words of a number that does not exist. NotReady where the state does not know the
    verb. Denied where the person sees the document and has no right.
    """
    decision = decide(actor, verb, postmortem, in_channel=in_channel, in_team=in_team, names=names, item=item)
    if decision.allowed:
        return
    if postmortem is None:
        raise Denied(decision.sentence or say("no.actor"))
    if not _may_reach(actor, postmortem, in_channel=in_channel, in_team=in_team):
        raise not_found(postmortem.name)
    if not lifecycle.is_possible(postmortem.status, verb):
        raise lifecycle.impossible(postmortem, verb)
    own = is_for(actor, postmortem, in_channel=in_channel, in_team=in_team)
    asks = own and postmortem.author is not None and _helps_to_be_editor(actor, verb, postmortem)
    raise Denied(
        decision.sentence or say("no.actor"),
        offers=(Offer.ASK_AUTHOR, Offer.READ) if asks else (Offer.READ,),
        postmortem=postmortem.id,
        who=names(postmortem.author) if asks and postmortem.author is not None else "",
    )


def _helps_to_be_editor(actor: Actor, verb: Verb, postmortem: Postmortem) -> bool:
    """Say whether this person could do it as one of the document's editors."""
    if actor.member is None:
        return False
    as_editor = postmortem.model_copy(update={"editors": (*postmortem.editors, actor.member)})
    return decide(actor, verb, as_editor).allowed


def not_found(name: str, newest: str | None = None) -> NotFound:
    """Return the one refusal for what is absent and for what is hidden. `newest` is the newest that the person sees."""
    sentence = say("no.found", pm=name, newest=newest) if newest else say("no.found_bare", pm=name)
    return NotFound(sentence, offers=(Offer.FIND,))


def narrowest(visibilities: Iterable[Visibility]) -> Visibility:
    """Return the narrowest of them: a document is at most as visible as its narrowest source. Of none: PRIVATE."""
    return min(visibilities, key=_NARROW_TO_WIDE.index, default=Visibility.PRIVATE)
