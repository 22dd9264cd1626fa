"""The catalogue of built-in sections: key, title, prompt, kind, required. Everything that lists sections reads it."""

from enum import StrEnum

from bot.domain.values import Value


class SectionKind(StrEnum):
    """How a section is written: free text, one of the special editors, or the entries and items themselves."""

    TEXT = "text"
    TIMELINE = "timeline"
    ITEMS = "items"


class FieldKind(StrEnum):
    """How a field of a section is asked for and shown. LINES holds one thing a line, PEOPLE Slack ids."""

    TEXT = "text"
    LINES = "lines"
    STEPS = "steps"
    NUMBER = "number"
    MONEY = "money"
    DATE = "date"
    CHOICE = "choice"
    PEOPLE = "people"
    YES_NO = "yes_no"


class FieldDefinition(Value):
    """A field beside a section's text. Its value is kept as a string (`Section.fields`); empty is "not known yet".

    STEPS has one step a line, action and result with an arrow (→) between them. `choices` are for CHOICE only.
    """

    key: str
    title: str
    kind: FieldKind = FieldKind.TEXT
    hint: str = ""
    choices: tuple[str, ...] = ()


class SectionDefinition(Value):
    """What a section is for, before anybody has written it. `default` is the Markdown that it starts with."""

    key: str
    title: str
    prompt: str
    kind: SectionKind = SectionKind.TEXT
    required: bool = False
    fields: tuple[FieldDefinition, ...] = ()
    default: str = ""

    def is_written(self, text: str) -> bool:
        """Whether a text says more than nothing and than what the section starts with."""
        return text.strip() not in {"", self.default.strip()}

    def field(self, key: str) -> FieldDefinition | None:
        """Return the definition of one of its fields, or None."""
        return next((one for one in self.fields if one.key == key), None)


IMPACT_FIELDS = (
    FieldDefinition(key="minutes", title="Minutes of impact", kind=FieldKind.NUMBER),
    FieldDefinition(key="users", title="Users affected", kind=FieldKind.NUMBER),
    FieldDefinition(key="transactions", title="Failed transactions", kind=FieldKind.NUMBER),
    FieldDefinition(
        key="revenue", title="Revenue", kind=FieldKind.MONEY, hint="With its currency, such as 12,500 USD."
    ),
    FieldDefinition(key="tickets", title="Support tickets", kind=FieldKind.NUMBER),
    FieldDefinition(key="sla", title="SLA breached", kind=FieldKind.YES_NO),
)
LESSONS_FIELDS = (
    FieldDefinition(key="well", title="What went well", kind=FieldKind.LINES, hint="One a line."),
    FieldDefinition(key="better", title="What could be improved", kind=FieldKind.LINES, hint="One a line."),
    FieldDefinition(key="lucky", title="Where we got lucky", kind=FieldKind.LINES, hint="One a line."),
)
RESOLUTION_FIELDS = (
    FieldDefinition(
        key="steps",
        title="Steps",
        kind=FieldKind.STEPS,
        hint="One step a line: what was done → what came of it.",
    ),
)


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
        fields=IMPACT_FIELDS,
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
        fields=RESOLUTION_FIELDS,
    ),
    SectionDefinition(
        key="lessons_learned",
        title="Lessons learned",
        prompt="What went well, what could be improved, where we got lucky.",
        fields=LESSONS_FIELDS,
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
