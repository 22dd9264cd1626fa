"""What stands in a section's window: the stored text, unsaved words or a suggestion, and the inputs that hold it."""

from collections.abc import Mapping
from typing import Any, Self

from pydantic import Field
from slack_sdk.models.blocks import Block

from blocks import ids, kit, sections_fields
from blocks.ids import Ref
from blocks.text_fields import editor_fields, read_text
from bot.domain.values import Value
from bot.domain.writing import EditorFacts, Written


class Draft(Value):
    """Text and fields as they stand in a window. `base` is the revision that they began at.

    `nonce` makes the fields new ones, which forget what was typed. `as_markdown` shows Markdown as it is written.
    """

    text: str = ""
    fields: dict[str, str] = Field(default_factory=dict)
    base: int = 0
    nonce: str = ""
    as_markdown: bool = False

    def with_text(self, text: str, nonce: str) -> Self:
        """Return it with another text, in new fields."""
        return self.model_copy(update={"text": text, "nonce": nonce})

    def with_below(self, text: str, nonce: str) -> Self:
        """Return it with more text under what is there, in new fields."""
        joined = f"{self.text.rstrip()}\n\n{text}" if self.text.strip() else text
        return self.with_text(joined, nonce)

    def as_markdown_now(self, nonce: str) -> Self:
        """Return it as Markdown, in new fields."""
        return self.model_copy(update={"as_markdown": True, "nonce": nonce})

    def written(self, ref: Ref) -> Written:
        """Return it as words of the section that `ref` names."""
        return Written(
            postmortem=ref.postmortem or 0, section=ref.word or "", text=self.text, fields=self.fields, base=self.base
        )


def stored(facts: EditorFacts) -> Draft:
    """Return what is stored."""
    return Draft(text=facts.section.text, fields=facts.section.fields, base=facts.postmortem.revision)


def unsaved(facts: EditorFacts, nonce: str) -> Draft:
    """Return this person's unsaved words; what is stored where there are none."""
    words = facts.unsaved
    if words is None:
        return stored(facts).model_copy(update={"nonce": nonce})
    return Draft(text=words.text, fields=words.fields, base=words.revision, nonce=nonce)


def typed(view: Mapping[str, Any]) -> Draft:
    """Return what stands in an open window."""
    ref = kit.ref_of(view)
    return Draft(text=read_text(view), fields=sections_fields.read(view), base=ref.revision or 0)


def text_inputs(draft: Draft, *, label: str, required: bool) -> list[Block]:
    """Return the inputs of the text, which tell what is typed at once. A required text is not sent empty."""
    return editor_fields(
        draft.text,
        label=label,
        action_id=ids.SECTION_TYPED,
        nonce=draft.nonce,
        as_markdown=draft.as_markdown,
        required=required,
    )
