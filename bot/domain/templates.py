"""Templates: which sections a postmortem has, in which order, what its gate asks, and which incidents it is for.

Two ship with the bot. More are read from files by `bot.intake.templates`. A template's texts are data, never compiled.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from bot.domain.postmortems import Section
from bot.domain.sections import CATALOGUE, SectionDefinition
from bot.domain.triage import normalise_severity
from bot.domain.values import Value

MOST_APPROVALS: Final = 10
SMALL: Final = frozenset({"SEV3", "SEV4", "SEV5"})
"""Severities for which the short form would do."""


class Scope(Value):
    """The incidents that a template is for. Severities are normalised (SEV1), services and teams lower case.

    An empty list asks nothing; of the others each must fit. A scope with nothing in it fits no incident by itself.
    """

    severities: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()

    def fits(self, severity: str | None, services: Iterable[str], team: str | None) -> bool:
        """Whether an incident of this severity, these services and this team is meant."""
        asked = (
            (self.severities, {severity} if severity else set[str]()),
            (self.services, {one.casefold() for one in services}),
            (self.teams, {team.casefold()} if team else set[str]()),
        )
        return any(wanted for wanted, _ in asked) and all(not wanted or there & set(wanted) for wanted, there in asked)

    @property
    def rank(self) -> tuple[bool, bool, bool]:
        """How narrow it is: a service counts for more than a team, a team for more than a severity."""
        return (bool(self.services), bool(self.teams), bool(self.severities))


class Template(Value):
    """Sections in their order, the rule of approval, and what it is for.

    `approvals` is how many must have approved at least; every reviewer who was asked, and one admin, must anyway.
    `review_may_be_skipped` lets an incident admin publish without a review. `confirms_items` asks a second person to
    look at each action item that is done.
    """

    key: str
    name: str
    sections: tuple[SectionDefinition, ...]
    approvals: int = 1
    review_may_be_skipped: bool = False
    confirms_items: bool = False
    scope: Scope = Scope()

    def section(self, key: str) -> SectionDefinition | None:
        """Return the definition of a section of this template, or None."""
        return next((one for one in self.sections if one.key == key), None)


_SHORT = ("summary", "impact", "timeline", "root_cause", "resolution", "action_items")
_SHORT_REQUIRED = {"summary", "timeline", "resolution"}

DEFAULT = Template(key="default", name="Postmortem", sections=CATALOGUE)
SHORT = Template(
    key="short",
    name="Short form",
    sections=tuple(
        one.model_copy(update={"required": one.key in _SHORT_REQUIRED}) for one in CATALOGUE if one.key in _SHORT
    ),
    review_may_be_skipped=True,
)
BUILT_IN = {template.key: template for template in (DEFAULT, SHORT)}


def choose(
    templates: Mapping[str, Template], severity: str | None, services: Iterable[str] = (), team: str | None = None
) -> Template:
    """Return the template for an incident: of those whose scope fits the narrowest, of equals the first by key.

    Where none fits it is "default". The answer depends on nothing but the arguments, whatever their order.
    """
    named, severity = tuple(services), normalise_severity(severity)
    fitting = [one for one in templates.values() if one.scope.fits(severity, named, team)]
    if not fitting:
        return templates.get(DEFAULT.key, DEFAULT)
    narrowest = max(one.scope.rank for one in fitting)
    return min((one for one in fitting if one.scope.rank == narrowest), key=lambda one: one.key)


def proposed(
    templates: Mapping[str, Template], present: str, severity: str | None, services: Iterable[str] = ()
) -> Template | None:
    """Return the template that would do better for an incident than its present one; None where that is right.

    One whose scope fits counts first. Without one, the short form would do for small incidents, and not for others.
    """
    found = choose(templates, severity, services)
    severity = normalise_severity(severity)
    if found.scope != Scope():
        return found if found.key != present else None
    if severity is None or present not in {DEFAULT.key, SHORT.key}:
        return None
    wanted = templates.get(SHORT.key if severity in SMALL else DEFAULT.key)
    return wanted if wanted is not None and wanted.key != present else None


def reshaped(sections: Iterable[Section], was: Template, now: Template) -> tuple[Section, ...]:
    """Return a document's sections in another template: every text stays, what it has no section for stands last.

    Sections that the other one does not have go where nothing is written in them.
    """
    known = {one.key: one for one in sections}
    made = [_in_place(known.get(one.key), one, place, was) for place, one in enumerate(now.sections)]
    others = sorted((one for one in known.values() if now.section(one.key) is None), key=lambda one: one.position)
    kept = [one for one in others if _is_written(one, was)]
    return (
        *made,
        *(one.model_copy(update={"position": len(made) + place, "required": False}) for place, one in enumerate(kept)),
    )


def _in_place(section: Section | None, definition: SectionDefinition, place: int, was: Template) -> Section:
    stands = {"title": definition.title, "required": definition.required, "position": place}
    if section is None:
        return Section(key=definition.key, text=definition.default, **stands)
    text = section.text if _is_written(section, was) else definition.default
    return section.model_copy(update={**stands, "text": text})


def _is_written(section: Section, template: Template) -> bool:
    definition = template.section(section.key)
    text = section.text.strip()
    is_own = definition.is_written(text) if definition is not None else bool(text)
    return is_own or bool(section.suggestion) or any(value.strip() for value in section.fields.values())
