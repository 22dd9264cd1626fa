"""The incidents that a document tells of: a list with its own one and those that were added, and the form for more."""

from collections.abc import Mapping
from typing import Any, Final

from slack_sdk.models.blocks import Block, ConversationFilter, ConversationMultiSelectElement

from blocks import ids, kit, text
from blocks.ids import Fields, Ref
from bot.domain.incidents import Incident
from bot.domain.windows import IncidentsFacts
from bot.domain.words import say

MOST: Final = 10
TITLE: Final = 120


def incidents_view(facts: IncidentsFacts, *, ref: Ref) -> dict[str, Any]:
    """Return the incidents of a document; each that was added has its button."""
    postmortem = facts.postmortem
    blocks: list[Block] = [] if facts.own is None else [kit.section(_line(facts.own, own=True))]
    for one in facts.added:
        remove = None
        if facts.may_edit:
            taken = Ref(kind="incident", postmortem=postmortem.id, incident=one.id)
            remove = kit.button(say("button.remove"), ids.INCIDENT_REMOVE, taken, _name(one))
        blocks.append(kit.section(_line(one), remove))
    if not blocks:
        blocks.append(kit.section(say("incidents.none")))
    if facts.may_edit and len(blocks) < MOST:
        carried = Ref(kind="incident", postmortem=postmortem.id, below=ids.INCIDENTS_VIEW)
        blocks.append(kit.actions(kit.button(say("button.add_channel"), ids.INCIDENT_ADD, carried, postmortem.name)))
    if facts.added and facts.may_edit:
        blocks.append(kit.context(say("incidents.stays")))
    return kit.modal(say("title.incidents", pm=postmortem.name), ids.INCIDENTS_VIEW, blocks, ref=ref)


def add_view(facts: IncidentsFacts, *, ref: Ref) -> dict[str, Any]:
    """Return the form that adds the incidents of other channels."""
    element = ConversationMultiSelectElement(
        action_id=Fields.VALUE,
        max_selected_items=MOST - 1,
        filter=ConversationFilter(include=["public", "private"], exclude_bot_users=True),
    )
    blocks: list[Block] = [
        kit.field(Fields.CHANNEL, say("incidents.channels"), element, hint=say("incidents.channels_hint"))
    ]
    title = say("title.incidents", pm=facts.postmortem.name)
    return kit.modal(title, ids.INCIDENT_FORM, blocks, ref=ref, submit=say("button.add"))


def read_channels(view: Mapping[str, Any]) -> tuple[int, tuple[str, ...]]:
    """Read which channels are added: the document's id, and Slack ids. Raises Conflict for an older window."""
    return kit.ref_of(view).postmortem or 0, kit.conversations_of(view, Fields.CHANNEL)


def _line(incident: Incident, *, own: bool = False) -> str:
    parts = [text.bold(text.line(_name(incident), TITLE))]
    if own:
        parts.append(say("incidents.own"))
    at = incident.resolved_at
    parts.append(say("incidents.resolved", at=text.moment(at)) if at is not None else say("incidents.open"))
    title = text.line(incident.title, TITLE)
    return "\n".join(one for one in (" · ".join(parts), title) if one)


def _name(incident: Incident) -> str:
    return f"#{incident.channel_name}" if incident.channel_name else incident.title or say("about.incident")
