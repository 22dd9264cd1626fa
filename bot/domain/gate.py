"""What stands between a postmortem and its next state: one pure check a reason.

Every check returns blockers in words, with the place that mends them; it never raises and never decides who may.
"""

from collections.abc import Callable

from bot.domain.action_items import ActionItem, ItemStatus
from bot.domain.action_items_deeds import waits_for_confirmation
from bot.domain.facts import Blocker, Facts, Mend, Strictness
from bot.domain.reviews import Review
from bot.domain.sections import SectionKind
from bot.domain.timeline import Origin
from bot.domain.words import capitalised, clock_time, due_day, listing, say, short_day

_SHOWN = 3

Check = Callable[[Facts], tuple[Blocker, ...]]


def _blocker(code: str, mend: Mend, *targets: str, approval: bool = False, count: int = 1, **values: object) -> Blocker:
    return Blocker(
        code=code,
        short=say(f"gate.{code}.short", **values),
        sentence=say(f"gate.{code}", **values),
        mend=mend,
        targets=targets,
        count=count,
        is_about_approval=approval,
    )


def section_titles(facts: Facts, keys: tuple[str, ...]) -> str:
    """Return the titles of sections as a list in words; the whole text where none is named."""
    found = (facts.template.section(key) for key in keys)
    return listing([one.title for one in found if one is not None], _SHOWN) or "the whole text"


def required_sections_are_filled(facts: Facts) -> tuple[Blocker, ...]:
    """One blocker for each required section that nobody wrote. The timeline needs an entry; items have a check."""
    empty = []
    for definition in facts.template.sections:
        section = facts.postmortem.section(definition.key)
        if not (definition.required or (section is not None and section.required)):
            continue
        if definition.kind is SectionKind.TIMELINE:
            is_empty = not any(entry.verified and not entry.hidden for entry in facts.entries)
        else:
            is_empty = definition.kind is SectionKind.TEXT and (
                section is None or not definition.is_written(section.text)
            )
        if is_empty:
            empty.append(_blocker("section", Mend.WRITE, definition.key, section=definition.title))
    return tuple(empty)


def no_entry_is_unverified(facts: Facts) -> tuple[Blocker, ...]:
    """One blocker for all shown entries that failed the check against their messages."""
    found = [entry for entry in facts.entries if not entry.verified and not entry.hidden]
    if not found:
        return ()
    at = listing([clock_time(entry.at, facts.zone) for entry in found], _SHOWN)
    ids = (str(entry.id) for entry in found)
    return (_blocker("unverified", Mend.TRAY, *ids, count=len(found), n=len(found), at=at),)


def items_are_complete(facts: Facts) -> tuple[Blocker, ...]:
    """Each item has an owner who is a full member, and a due date; or somebody said why there are no items."""
    wanted = any(one.kind is SectionKind.ITEMS and one.required for one in facts.template.sections)
    items = [item for item in facts.items if not item.proposed]
    if not items:
        said = bool((facts.no_items_reason or "").strip())
        return () if said or not wanted else (_blocker("no_items", Mend.ADD_ITEM),)
    wanted_items = [item for item in items if item.status is not ItemStatus.WONT_DO]
    ownerless = [item for item in wanted_items if not _is_owned(facts, item)]
    undated = [item for item in wanted_items if item.due is None]
    return (*_about_items("item_owner", ownerless), *_about_items("item_due", undated))


def _is_owned(facts: Facts, item: ActionItem) -> bool:
    return item.owner is not None and (facts.is_full_member(item.owner) or not item.is_open)


def _about_items(code: str, items: list[ActionItem]) -> tuple[Blocker, ...]:
    if not items:
        return ()
    texts = listing([f'"{item.text}"' for item in items], _SHOWN)
    return (_blocker(code, Mend.ITEM, *(str(one.id) for one in items), count=len(items), n=len(items), items=texts),)


def no_change_request_is_open(facts: Facts) -> tuple[Blocker, ...]:
    """One blocker for each request that waits for an answer, whether or not its reviewer is still one."""
    return tuple(
        _blocker("changes", Mend.ANSWER, str(one.id), who=facts.name(one.by), where=section_titles(facts, one.sections))
        for one in facts.requests
        if one.is_open
    )


def _open_discussions(facts: Facts) -> tuple[Blocker, ...]:
    found = [one for one in facts.discussions if one.is_open]
    if not found:
        return ()
    return (_blocker("discussions", Mend.DISCUSSIONS, *(str(one.id) for one in found), count=len(found), n=len(found)),)


def no_discussion_is_open(facts: Facts) -> tuple[Blocker, ...]:
    """Open discussions block by default; a setting makes them a warning."""
    return _open_discussions(facts) if facts.settings.discussions is Strictness.BLOCK else ()


def _unkept_ai_text(facts: Facts) -> tuple[Blocker, ...]:
    found = [one for one in facts.postmortem.sections if one.origin is Origin.AI and not one.is_empty]
    if not found:
        return ()
    where = listing([one.title for one in found], _SHOWN)
    return (_blocker("ai", Mend.KEEP, *(one.key for one in found), count=len(found), n=len(found), where=where),)


def ai_text_is_kept(facts: Facts) -> tuple[Blocker, ...]:
    """AI text that nobody has kept is a warning by default; a setting makes it block."""
    return _unkept_ai_text(facts) if facts.settings.ai_text is Strictness.BLOCK else ()


def discussions_are_pointed_out(facts: Facts) -> tuple[Blocker, ...]:
    """Open discussions where the setting only warns of them."""
    return _open_discussions(facts) if facts.settings.discussions is Strictness.WARN else ()


def ai_text_is_pointed_out(facts: Facts) -> tuple[Blocker, ...]:
    """AI text that nobody has kept, where the setting only warns of it."""
    return _unkept_ai_text(facts) if facts.settings.ai_text is Strictness.WARN else ()


def items_to_confirm_are_pointed_out(facts: Facts) -> tuple[Blocker, ...]:
    """Items that are done and that a second person is to look at; like one that is open they block nothing."""
    confirms = facts.template.confirms_items
    return _about_items("item_waits", [one for one in facts.items if waits_for_confirmation(one, confirms=confirms)])


def every_reviewer_has_approved(facts: Facts) -> tuple[Blocker, ...]:
    """One blocker for each requested reviewer who has not approved the present text."""
    now = facts.postmortem.revision
    found = []
    for one in facts.reviews:
        if not one.requested or one.counts_for(now):
            continue
        who = facts.name(one.reviewer)
        if not facts.is_full_member(one.reviewer):
            found.append(_blocker("left", Mend.ADD_REVIEWER, one.reviewer, approval=True, who=who))
        elif one.has_approved:
            seen = one.revision
            found.append(_blocker("stale", Mend.ASK_AGAIN, one.reviewer, approval=True, who=who, then=seen, now=now))
        else:
            asked = _asked(facts, one)
            found.append(_blocker("owed", Mend.NUDGE, one.reviewer, approval=True, who=who, asked=asked))
    return tuple(found)


def _asked(facts: Facts, review: Review) -> str:
    if review.asked_at is None:
        return ""
    asked = short_day(review.asked_at.date())
    if facts.review_due is None:
        return say("gate.owed.asked", asked=asked)
    return say("gate.owed.due", asked=asked, due=due_day(facts.review_due))


def an_admin_has_approved(facts: Facts) -> tuple[Blocker, ...]:
    """Among the approvals of the present text is one by an incident or org admin."""
    if any(facts.is_admin(one) for one in facts.approvers()):
        return ()
    known = sorted(
        one.name for one in facts.people.values() if facts.is_admin(one.id) and not _is_author(facts, one.id)
    )
    sentence = say("rev.admin", who=known[0]) if known else say("rev.admin_nobody")
    return (
        Blocker(
            code="admin",
            short=say("gate.admin.short"),
            sentence=sentence,
            mend=Mend.ADD_ADMIN,
            is_about_approval=True,
        ),
    )


def _is_author(facts: Facts, member: str) -> bool:
    return member == facts.postmortem.author


def enough_have_approved(facts: Facts) -> tuple[Blocker, ...]:
    """As many have approved the present text as the template asks for."""
    least, have = facts.template.approvals, len(facts.approvers())
    if have >= least or least <= 1:  # one is what the admin's own check asks for
        return ()
    name = facts.template.name
    return (_blocker("few", Mend.ADD_REVIEWER, approval=True, n=least - have, have=have, least=least, template=name),)


def author_is_not_sole_approver(facts: Facts) -> tuple[Blocker, ...]:
    """Somebody besides the author has approved, unless the workspace is a team of one."""
    approvers = set(facts.approvers())
    if facts.settings.teams_of_one or not approvers or approvers != {facts.postmortem.author}:
        return ()
    author = facts.postmortem.author or ""
    return (_blocker("sole", Mend.ADD_REVIEWER, author, approval=True, who=facts.name(author)),)


def last_edit_is_seen_by_another(facts: Facts) -> tuple[Blocker, ...]:
    """Who edited the text since the last approval by somebody else is not its only approver."""
    approvers = set(facts.approvers())
    if facts.settings.teams_of_one or len(approvers) != 1:
        return ()
    (only,) = approvers
    others = [one.revision or 0 for one in facts.reviews if one.reviewer != only and one.has_approved]
    seen = max(others, default=0)
    if not any(edit.by == only and edit.revision > seen for edit in facts.edits):
        return ()
    who = capitalised(facts.name(only))
    return (_blocker("own_edit", Mend.ADD_REVIEWER, only, approval=True, who=who),)


def review_may_be_skipped(facts: Facts) -> tuple[Blocker, ...]:
    """Check that the template is a short form that an incident admin may publish without a review."""
    if facts.template.review_may_be_skipped:
        return ()
    return (_blocker("review", Mend.SUBMIT, approval=True),)


def not_discarded(facts: Facts) -> tuple[Blocker, ...]:
    """Check that it was not put aside as not needed."""
    if facts.postmortem.discarded_at is None:
        return ()
    return (_blocker("discarded", Mend.START_AFTER_ALL, pm=facts.postmortem.name),)


def is_discarded(facts: Facts) -> tuple[Blocker, ...]:
    """Check that it was put aside, so it can be started after all."""
    if facts.postmortem.discarded_at is not None:
        return ()
    return (_blocker("not_discarded", Mend.NOTHING, pm=facts.postmortem.name),)


def has_no_author(facts: Facts) -> tuple[Blocker, ...]:
    """Nobody is its author yet."""
    author = facts.postmortem.author
    return () if author is None else (_blocker("has_author", Mend.NOTHING, who=facts.name(author)),)


def has_not_approved(facts: Facts) -> tuple[Blocker, ...]:
    """Check that the person who acts has no approval of the present text yet."""
    for one in facts.reviews:
        if one.reviewer == facts.actor and one.counts_for(facts.postmortem.revision):
            return (_blocker("approved", Mend.NOTHING, approval=True, revision=one.revision),)
    return ()


def has_approved(facts: Facts) -> tuple[Blocker, ...]:
    """Check that the person who acts has an approval to take back."""
    if any(one.reviewer == facts.actor and one.has_approved for one in facts.reviews):
        return ()
    sentence = say("rev.none")
    return (Blocker(code="no_approval", short=sentence, sentence=sentence, mend=Mend.NOTHING, is_about_approval=True),)


CONTENT: tuple[Check, ...] = (
    required_sections_are_filled,
    no_entry_is_unverified,
    items_are_complete,
    no_change_request_is_open,
    no_discussion_is_open,
    ai_text_is_kept,
)
APPROVALS: tuple[Check, ...] = (
    every_reviewer_has_approved,
    an_admin_has_approved,
    enough_have_approved,
    author_is_not_sole_approver,
    last_edit_is_seen_by_another,
)
WARNINGS: tuple[Check, ...] = (
    discussions_are_pointed_out,
    ai_text_is_pointed_out,
    items_to_confirm_are_pointed_out,
)
