"""The catalogue of built-in sections: key, title, prompt, kind, required. Everything that lists sections reads it."""

from enum import StrEnum

from bot.domain.values import Value


class SectionKind(StrEnum):
    """How a section is written: free text, one of the special editors, or the entries and items themselves."""

    TEXT = "text"
    TIMELINE = "timeline"
    ITEMS = "items"


class SectionDefinition(Value):
    """What a section is for, before anybody has written it."""

    key: str
    title: str
    prompt: str
    kind: SectionKind = SectionKind.TEXT
    required: bool = False


CATALOGUE: tuple[SectionDefinition, ...] = (
    SectionDefinition(
        key="summary",
        title="Summary",
        prompt="What happened, the impact, how it ended: 2 or 3 sentences a customer would understand.",
        required=True,
    ),
    SectionDefinition(
        key="impact",
        title="Impact",
        prompt="Who could not do what, for how long, and how many of them.",
        required=True,
    ),
    SectionDefinition(
        key="timeline",
        title="Timeline",
        prompt="What happened when, each line with its messages.",
        kind=SectionKind.TIMELINE,
        required=True,
    ),
    SectionDefinition(
        key="root_cause",
        title="Root cause",
        prompt="What failed, why, and why it was not caught before.",
        required=True,
    ),
    SectionDefinition(
        key="contributing_factors",
        title="Contributing factors",
        prompt="What made it more likely, larger or longer. One a line.",
    ),
    SectionDefinition(
        key="detection",
        title="Detection",
        prompt="How it was found, and how it could have been found sooner.",
    ),
    SectionDefinition(key="response", title="Response", prompt="What helped and what hindered."),
    SectionDefinition(
        key="resolution",
        title="Resolution",
        prompt="The steps that ended it: action and result.",
        required=True,
    ),
    SectionDefinition(
        key="lessons_learned",
        title="Lessons learned",
        prompt="What went well, what could be improved, where we got lucky.",
    ),
    SectionDefinition(
        key="action_items",
        title="Action items",
        prompt="What will be done, each with one owner and a date.",
        kind=SectionKind.ITEMS,
        required=True,
    ),
)

BY_KEY = {definition.key: definition for definition in CATALOGUE}
