"""The windows of a document's details, of its template, and of what template would do better now."""

from collections.abc import Mapping
from typing import Any, Final

from slack_sdk.models.blocks import Block, PlainTextInputElement, StaticSelectElement

from blocks import controls, ids, kit, text
from blocks.creation import MOST_SERVICES, SEVERITIES, named_services
from blocks.ids import Fields, Ref
from bot.domain.errors import Invalid
from bot.domain.postmortems import Status
from bot.domain.text import LONGEST_REASON, normalise
from bot.domain.windows import DetailsFacts, DetailsWords, TemplateFacts
from bot.domain.words import listing, say

TITLE: Final = 120
SERVICES: Final = 300
NAME: Final = 60


def details_view(facts: DetailsFacts, *, ref: Ref) -> dict[str, Any]:
    """Return title, severity and services; what this reader may not change is only shown."""
    postmortem = facts.postmortem
    blocks: list[Block] = [_title(facts), *_classes(facts)]
    may = facts.may_name or facts.may_classify
    if may and facts.needs_reason:
        blocks.append(kit.field(Fields.REASON, say("people.reason"), _typed("", LONGEST_REASON)))
    if facts.may_classify and postmortem.status is Status.IN_REVIEW:
        blocks.append(kit.context(say("details.in_review")))
    submit = say("button.save") if may else None
    return kit.modal(say("title.details", pm=postmortem.name), ids.DETAILS_FORM, blocks, ref=ref, submit=submit)


def read_details(view: Mapping[str, Any]) -> DetailsWords:
    """Read what was changed of the details. Raises Invalid for too many services, Conflict for an older window."""
    ref = kit.ref_of(view)
    title, typed = (normalise(kit.value_of(view, one) or "", one_line=True) for one in (Fields.TITLE, Fields.SERVICES))
    severity, services = kit.value_of(view, Fields.SEVERITY) or "", named_services(typed)
    if len(services) > MOST_SERVICES:
        raise Invalid(say("create.many_services"), fields={Fields.SERVICES: say("create.many_services")})
    began = kit.begun(view, Fields.SEVERITY, "initial_option") or {}
    return DetailsWords(
        postmortem=ref.postmortem or 0,
        title=title if _is_typed(view, Fields.TITLE, title) else None,
        severity=severity if _is_shown(view, Fields.SEVERITY) and severity != began.get("value", "") else None,
        services=services if _is_typed(view, Fields.SERVICES, typed) else None,
        reason=normalise(kit.value_of(view, Fields.REASON) or "", one_line=True),
    )


def template_view(facts: TemplateFacts, *, ref: Ref) -> dict[str, Any]:
    """Return the choice of a template, with the one that would do better chosen already."""
    postmortem = facts.postmortem
    named = sorted(facts.templates.items(), key=lambda one: (one[1].casefold(), one[0]))
    options = {key: kit.option(name, key) for key, name in named}
    present = text.line(facts.templates.get(postmortem.template, postmortem.template), NAME)
    blocks: list[Block] = [kit.section(say("template.now", template=present))]
    if not facts.may_switch:
        return kit.modal(say("title.template", pm=postmortem.name), ids.TEMPLATE_FORM, blocks, ref=ref)
    if facts.proposed is not None:
        blocks.append(kit.section(_proposal(facts)))
    chosen = options.get(facts.proposed or postmortem.template)
    element = kit.choice(list(options.values()), chosen)
    blocks.append(kit.field(Fields.TEMPLATE, say("template.field"), element, hint=say("template.hint")))
    if postmortem.status is Status.IN_REVIEW:
        blocks.append(kit.context(say("details.in_review")))
    return kit.modal(
        say("title.template", pm=postmortem.name), ids.TEMPLATE_FORM, blocks, ref=ref, submit=say("button.switch")
    )


def read_template(view: Mapping[str, Any]) -> tuple[int, str]:
    """Read which template was chosen: the document's id, and the key. Raises Conflict for an older window."""
    return kit.ref_of(view).postmortem or 0, kit.value_of(view, Fields.TEMPLATE) or ""


def proposal_view(facts: TemplateFacts, *, ref: Ref) -> dict[str, Any]:
    """Return what template would do now, after the severity or the services were changed."""
    postmortem = facts.postmortem
    blocks: list[Block] = [kit.section(_proposal(facts), controls.switch_template(postmortem, facts.proposed or ""))]
    return kit.modal(say("title.template", pm=postmortem.name), ids.PROPOSAL_VIEW, blocks, ref=ref)


def _proposal(facts: TemplateFacts) -> str:
    severity = text.line(facts.postmortem.severity or say("card.no_severity"), NAME)
    name = text.line(facts.templates.get(facts.proposed or "", ""), NAME)
    return say("template.proposed", severity=severity, template=name)


def _title(facts: DetailsFacts) -> Block:
    title = facts.postmortem.title
    if facts.may_name:
        return kit.field(Fields.TITLE, say("details.title"), _typed(title, TITLE))
    return kit.section(text.bold(text.line(title, TITLE)))


def _classes(facts: DetailsFacts) -> list[Block]:
    severity, services = facts.postmortem.severity, facts.postmortem.services
    if not facts.may_classify:
        named = listing([text.name(one) for one in services], MOST_SERVICES) or say("more.no_services")
        shown = text.line(severity, NAME) if severity else say("card.no_severity")
        return [kit.section(say("more.details", severity=shown, services=named))]
    known = dict.fromkeys((*SEVERITIES, *((severity,) if severity else ())))
    options = {one: kit.option(one, one[: kit.LABEL]) for one in known}
    element = StaticSelectElement(
        action_id=Fields.VALUE, options=list(options.values()), initial_option=options.get(severity or "")
    )
    return [
        kit.field(Fields.SEVERITY, say("create.severity"), element, optional=True),
        kit.field(
            Fields.SERVICES,
            say("create.services"),
            _typed(", ".join(services), SERVICES),
            hint=say("create.services_hint"),
            optional=True,
        ),
    ]


def _typed(value: str, limit: int) -> PlainTextInputElement:
    start = normalise(value, one_line=True, limit=limit) or None
    return PlainTextInputElement(action_id=Fields.VALUE, max_length=limit, initial_value=start)


def _is_shown(view: Mapping[str, Any], field: str) -> bool:
    return any(block.get("block_id") == field for block in view.get("blocks", ()))


def _is_typed(view: Mapping[str, Any], field: str, value: str) -> bool:
    """Whether a field holds something else than when the window was drawn."""
    return _is_shown(view, field) and value != (kit.begun(view, field, "initial_value") or "")
