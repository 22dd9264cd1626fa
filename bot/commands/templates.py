"""`templates`: which templates there are, what each is for, and what is wrong with their files."""

from bot.domain.templates import BUILT_IN, Template
from bot.domain.words import count, say
from bot.runtime import templates_in
from bot.settings import Settings


def told(settings: Settings) -> tuple[list[str], tuple[str, ...]]:
    """Return a line for each template that can be used, and every problem of the files."""
    registry = templates_in(settings.templates)
    return [_line(one) for _, one in sorted(registry.templates.items())], registry.problems


def _line(template: Template) -> str:
    origin = say("templates.built_in") if BUILT_IN.get(template.key) is template else say("templates.file")
    scope = template.scope
    meant = "; ".join(", ".join(one) for one in (scope.severities, scope.services, scope.teams) if one)
    sections = count(len(template.sections), "section")
    return say(
        "templates.line",
        template=template.key,
        name=template.name,
        sections=sections,
        origin=origin,
        meant=meant or say("templates.by_hand" if template.key != "default" else "templates.otherwise"),
    )
