"""The window of people: who writes a document and who sees it, and the one that asks before a private one is opened."""

import json
from collections.abc import Iterable, Mapping
from itertools import accumulate
from typing import Any, Final

from slack_sdk.models.blocks import (
    Block,
    ConversationFilter,
    ConversationSelectElement,
    Option,
    PlainTextInputElement,
    PlainTextObject,
    RadioButtonsElement,
    UserMultiSelectElement,
    UserSelectElement,
)

from blocks import ids, kit, people, text
from blocks.ids import Fields, Ref
from bot.domain.errors import Conflict, Invalid, Offer
from bot.domain.postmortems import Visibility
from bot.domain.text import LONGEST_REASON, normalise
from bot.domain.windows import MOST_COMMENTERS, MOST_EDITORS, Choice, PeopleFacts, PeopleWords, Sight, Widening
from bot.domain.words import say

ROOM_FOR_GROUPS: Final = 120_000
"""What the user groups may weigh as JSON: about a thousand of ordinary names."""
MOST_NAMES: Final = 15
DESCRIPTION: Final = 75
_GROUP: Final = "S"


def people_view(facts: PeopleFacts, *, ref: Ref) -> dict[str, Any]:
    """Return who writes a document and who sees it; what this reader may not change is only shown."""
    postmortem = facts.postmortem
    blocks: list[Block] = [*_author(facts), *(_writers(facts) if facts.may_write else _shown(facts))]
    if postmortem.reviewers:
        who = people.several(facts.names, postmortem.reviewers, MOST_NAMES)
        blocks.append(kit.context(say("people.reviewers", who=who)))
    blocks += _sight(facts) if facts.may_show else [kit.section(say("people.sight_now", readers=_readers(facts)))]
    may = facts.may_write or facts.may_hand_over or facts.may_show
    if may and facts.needs_reason:
        blocks.append(kit.field(Fields.REASON, say("people.reason"), _typed()))
    submit = say("button.save") if may else None
    return kit.modal(say("title.people", pm=postmortem.name), ids.PEOPLE_FORM, blocks, ref=ref, submit=submit)


def read_people(view: Mapping[str, Any]) -> PeopleWords:
    """Read what was changed in the window of people, and nothing that was left as it was.

    Raises Invalid where a user group and a channel are chosen, Conflict for a window of another version.
    """
    ref = kit.ref_of(view)
    author = kit.value_of(view, Fields.AUTHOR)
    return PeopleWords(
        postmortem=ref.postmortem or 0,
        author=author if author != kit.begun(view, Fields.AUTHOR, "initial_user") else None,
        editors=_choice(view, Fields.EDITORS),
        commenters=_choice(view, Fields.COMMENTERS),
        sight=_read_sight(view),
        reason=normalise(kit.value_of(view, Fields.REASON) or "", one_line=True),
    )


def widening_view(found: Widening, *, ref: Ref) -> dict[str, Any]:
    """Return the window that asks why a document is opened that tells of private channels."""
    name = found.postmortem.name
    channels = text.line(", ".join(found.channels), text.REASON)
    told = say("people.widen", pm=name, channels=channels, readers=text.line(found.readers, text.REASON))
    blocks: list[Block] = [
        kit.section(told),
        kit.field(Fields.REASON, say("people.widen_reason", pm=name), _typed()),
    ]
    word = f"{found.sight.visibility}:{found.sight.team or ''}"
    carried = ref.model_copy(update={"word": word})
    return kit.modal(
        say("title.people", pm=name), ids.PEOPLE_WIDEN_FORM, blocks, ref=carried, submit=say("button.widen")
    )


def read_widening(view: Mapping[str, Any]) -> tuple[int, Sight, str]:
    """Read why a document is opened: its id, to whom, and the words. Raises Conflict for what we did not draw."""
    ref = kit.ref_of(view)
    visibility, _, team = (ref.word or "").partition(":")
    if visibility not in set(Visibility):
        raise Conflict(say("no.old_bare"), offers=(Offer.HELP,))
    reason = normalise(kit.value_of(view, Fields.REASON) or "", one_line=True)
    return ref.postmortem or 0, Sight(visibility=visibility, team=team or None), reason


def _author(facts: PeopleFacts) -> list[Block]:
    author = facts.postmortem.author
    if not facts.may_hand_over:
        return [_role(facts, "author", (author,))]
    start = next(iter(people.choosable([author])), None)
    element = UserSelectElement(action_id=Fields.VALUE, initial_user=start)
    return [kit.field(Fields.AUTHOR, say("people.author"), element, optional=author is None)]


def _writers(facts: PeopleFacts) -> list[Block]:
    postmortem = facts.postmortem
    return [
        _several(Fields.EDITORS, postmortem.editors, MOST_EDITORS),
        _several(Fields.COMMENTERS, postmortem.commenters, MOST_COMMENTERS),
    ]


def _several(field: str, chosen: tuple[str, ...], most: int) -> Block:
    element = UserMultiSelectElement(
        action_id=Fields.VALUE, initial_users=people.choosable(chosen) or None, max_selected_items=most
    )
    return kit.field(field, say(f"people.{field}"), element, hint=say(f"people.{field}_hint"), optional=True)


def _shown(facts: PeopleFacts) -> list[Block]:
    postmortem = facts.postmortem
    return [_role(facts, "editors", postmortem.editors), _role(facts, "commenters", postmortem.commenters)]


def _role(facts: PeopleFacts, role: str, members: tuple[str | None, ...]) -> Block:
    who = people.several(facts.names, (one for one in members if one), MOST_NAMES)
    return kit.section(say("people.role", role=say(f"people.{role}"), who=who or say("people.nobody")))


def _sight(facts: PeopleFacts) -> list[Block]:
    postmortem = facts.postmortem
    options = {one: _option(facts, one) for one in Visibility}
    group = _groups(facts)
    team = postmortem.team if postmortem.visibility is Visibility.TEAM else None
    blocks: list[Block] = [
        kit.field(
            Fields.SIGHT,
            say("people.sight"),
            RadioButtonsElement(
                action_id=Fields.VALUE, options=list(options.values()), initial_option=options[postmortem.visibility]
            ),
        )
    ]
    if group:
        chosen = group.get(team or "")
        element = kit.choice(list(group.values()), chosen)
        blocks.append(kit.field(Fields.TEAM, say("people.group"), element, optional=True))
    channel = ConversationSelectElement(
        action_id=Fields.VALUE,
        initial_conversation=team if team is not None and not team.startswith(_GROUP) else None,
        filter=ConversationFilter(include=["public", "private"], exclude_bot_users=True),
    )
    hint = say("people.channel_hint")
    blocks.append(kit.field(Fields.TEAM_CHANNEL, say("people.channel"), channel, hint=hint, optional=True))
    return blocks


def _option(facts: PeopleFacts, which: Visibility) -> Option:
    match which:
        case Visibility.PRIVATE:
            told = say("people.sight_private", n=facts.in_channel if facts.channel else 0, channel=facts.channel)
        case Visibility.TEAM:
            is_now = facts.postmortem.visibility is Visibility.TEAM
            told = say("people.sight_team", n=facts.in_team if is_now else 0, team=facts.team)
        case Visibility.ORGANISATION:
            told = say("people.sight_organisation")
    return Option(
        text=PlainTextObject(text=say(f"people.sight.{which}")),
        value=which.value,
        description=PlainTextObject(text=text.plain(told, DESCRIPTION)),
    )


def _groups(facts: PeopleFacts) -> dict[str, Option]:
    """Return the user groups as choices by name: as many as a window holds, the present one among them."""
    options = {key: kit.option(f"@{handle}", key) for key, handle in facts.groups.items()}
    weights = {key: len(json.dumps(one.to_dict())) for key, one in options.items()}
    found = sorted(options, key=lambda one: (one != facts.postmortem.team, facts.groups[one].casefold()))
    sizes = accumulate(weights[one] for one in found)
    fitting = [one for one, size in zip(found, sizes, strict=True) if size <= ROOM_FOR_GROUPS]
    return {key: options[key] for key in sorted(fitting, key=lambda one: (facts.groups[one].casefold(), one))}


def _readers(facts: PeopleFacts) -> str:
    return say(f"people.readers.{facts.postmortem.visibility}", team=text.name(facts.team))


def _typed() -> PlainTextInputElement:
    return PlainTextInputElement(action_id=Fields.VALUE, max_length=LONGEST_REASON)


def _choice(view: Mapping[str, Any], field: str) -> Choice:
    began, chosen = kit.begun(view, field, "initial_users") or (), kit.people_of(view, field)
    return Choice(added=_without(chosen, began), removed=_without(began, chosen))


def _without(these: Iterable[str], those: Iterable[str]) -> tuple[str, ...]:
    gone = set(those)
    return tuple(one for one in these if one not in gone)


def _read_sight(view: Mapping[str, Any]) -> Sight | None:
    chosen = kit.value_of(view, Fields.SIGHT)
    if chosen not in set(Visibility):
        return None
    group, channel = kit.value_of(view, Fields.TEAM), kit.value_of(view, Fields.TEAM_CHANNEL)
    began = (
        (kit.begun(view, Fields.SIGHT, "initial_option") or {}).get("value"),
        (kit.begun(view, Fields.TEAM, "initial_option") or {}).get("value"),
        kit.begun(view, Fields.TEAM_CHANNEL, "initial_conversation"),
    )
    if (chosen, group, channel) == began:
        return None
    if chosen != Visibility.TEAM:
        return Sight(visibility=chosen)
    if group is not None and channel is not None:
        # of two that are there, the one that was there before is the one to let go
        group, channel = (
            (None, channel) if group == began[1] else (group, None) if channel == began[2] else (group, channel)
        )
    if group is not None and channel is not None:
        sentence = say("people.two_teams")
        raise Invalid(sentence, fields={Fields.TEAM_CHANNEL: sentence})
    return Sight(visibility=chosen, team=group or channel)
