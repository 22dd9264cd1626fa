"""Who sees which document, as a condition of SQL: what is listed is filtered by it before anything is counted."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, false, or_, true

from bot.domain.people import Actor
from bot.domain.postmortems import Visibility
from storage.columns import holds
from storage.tables import PostmortemRow, table_of

_T = table_of(PostmortemRow)


def in_sight(actor: Actor, places: Sequence[str], workspace: str) -> ColumnElement[bool]:
    """Return the condition of sight, as `policy.can_see` has it: what is for all, and by place, name or role.

    `places` are the closed places that the actor is in now. The bot itself is nobody's reader: it gets no more than
    the places it names.
    """
    if actor.workspace != workspace or not (actor.is_full_member or actor.is_system):
        return false()
    is_for_team = _T.c.visibility == Visibility.TEAM
    ways = [_T.c.visibility == Visibility.ORGANISATION]
    if places:
        ways += [_T.c.channel.in_(list(places)), and_(is_for_team, _T.c.team.in_(list(places)))]
    if actor.member is not None:
        ways.append(_T.c.author == actor.member)
        ways += [holds(people, actor.member) for people in (_T.c.editors, _T.c.commenters, _T.c.reviewers)]
        was_there = holds(_T.c.participants, actor.member)
        ways.append(and_(was_there, or_(is_for_team, _T.c.channel.is_(None))))
    if actor.is_incident_admin:
        ways.append(is_for_team)
    if actor.is_org_admin and actor.opened:
        ways.append(_T.c.id.in_(sorted(actor.opened)))
    return and_(true(), or_(*ways))
