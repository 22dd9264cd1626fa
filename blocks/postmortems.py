"""Everything else: what can be done with a document beside writing it, a row with one button each."""

from typing import Any, Final

from slack_sdk.models.blocks import Block, ButtonElement

from blocks import controls, ids, kit, people, publishing_controls, text
from blocks.history import history
from blocks.ids import Ref
from blocks.revisions import revisions
from bot.domain.postmortems import Verb
from bot.domain.windows import MoreFacts
from bot.domain.words import listing, say

MOST_SERVICES: Final = 3
SEVERITY: Final = 20
NAME: Final = 60
_DETAILS: Final = frozenset({Verb.EDIT, Verb.CORRECT, Verb.RECLASSIFY})


_LATER: Final = {
    Verb.WITHDRAW: controls.withdraw,
    Verb.REOPEN: publishing_controls.reopen,
    Verb.ARCHIVE: publishing_controls.archive,
    Verb.RESTORE: publishing_controls.restore,
}
"""What leads from one state to another, each with its button."""


def more_view(facts: MoreFacts, *, ref: Ref) -> dict[str, Any]:
    """Return the window: as rights and state allow, nothing that this reader cannot do."""
    blocks: list[Block] = [kit.section(line, button) for line, button in _rows(facts)]
    if not blocks:
        blocks.append(kit.section(say("more.discarded", pm=facts.postmortem.name)))
    return kit.modal(say("title.more"), ids.MORE_VIEW, blocks, ref=ref)


def _rows(facts: MoreFacts) -> list[tuple[str, ButtonElement]]:
    postmortem, may = facts.postmortem, facts.may
    if postmortem.discarded_at is not None:
        put_aside = say("more.discarded", pm=postmortem.name)
        return [(put_aside, controls.undo_not_needed(postmortem))] if Verb.REVIVE in may else []
    rows = [(_people(facts), controls.people(postmortem, below=ids.MORE_VIEW))]
    if may & _DETAILS:
        rows.append((_details(facts), _button(facts, "details", ids.DETAILS_OPEN)))
    if Verb.RECLASSIFY in may:
        rows.append((_template(facts), _button(facts, "template", ids.TEMPLATE_OPEN)))
    rows.append((say("more.incidents", n=facts.incidents), _button(facts, "incidents", ids.INCIDENTS_OPEN)))
    rows.append((say("more.revisions", n=postmortem.revision), revisions(postmortem)))
    rows.append((say("more.history"), history(postmortem)))
    if Verb.EDIT in may:
        rows.append((say("more.proofread"), controls.proofread(postmortem)))
    rows.append((say("more.read"), controls.read(postmortem.id, postmortem.name)))
    rows.append((say("more.files"), publishing_controls.files(postmortem)))
    if postmortem.round.withdrawn_at is not None and Verb.SUBMIT in may:
        rows.append((say("more.withdrawn"), controls.resume(postmortem)))
    rows += [(say(f"more.{verb}"), draw(postmortem)) for verb, draw in _LATER.items() if verb in may]
    if Verb.DISCARD in may:
        rows.append((say("more.discard"), controls.not_needed(postmortem)))
    return rows


def _button(facts: MoreFacts, word: str, action_id: str) -> ButtonElement:
    """Return the button that opens one of the smaller windows; this one is drawn anew when something is saved there."""
    postmortem = facts.postmortem
    ref = Ref(kind=word, postmortem=postmortem.id, below=ids.MORE_VIEW)
    return kit.button(say(f"button.{word}"), action_id, ref, postmortem.name)


def _template(facts: MoreFacts) -> str:
    lines = [say("more.template", template=text.line(facts.template, NAME))]
    if facts.proposed:
        severity = text.line(facts.postmortem.severity or say("card.no_severity"), SEVERITY)
        lines.append(say("template.proposed", severity=severity, template=text.line(facts.proposed, NAME)))
    return "\n".join(lines)


def _people(facts: MoreFacts) -> str:
    postmortem = facts.postmortem
    author = people.who(facts.names, postmortem.author) if postmortem.author else say("card.no_author")
    editors = say("more.editors", n=len(postmortem.editors))
    readers = say(f"people.readers.{postmortem.visibility}", team=text.name(facts.team))
    return say("more.people", author=author, editors=editors, readers=readers)


def _details(facts: MoreFacts) -> str:
    postmortem = facts.postmortem
    severity = text.line(postmortem.severity, SEVERITY) if postmortem.severity else say("card.no_severity")
    services = listing([text.name(one) for one in postmortem.services], MOST_SERVICES)
    return say("more.details", severity=severity, services=services or say("more.no_services"))
