"""Templates: which sections a postmortem has, in which order, and what its gate asks. Two ship with the bot."""

from bot.domain.sections import CATALOGUE, SectionDefinition
from bot.domain.values import Value


class Template(Value):
    """Sections in their order, and the rule of approval. `review_may_be_skipped` is for the short form only."""

    key: str
    name: str
    sections: tuple[SectionDefinition, ...]
    review_may_be_skipped: bool = False

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
