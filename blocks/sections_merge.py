"""The window that is shown where somebody saved the section first: what changed, and both texts as one."""

from collections.abc import Mapping
from typing import Any, Final

from slack_sdk.models.blocks import Block, CheckboxesElement

from blocks import ids, kit, sections_fields, text
from blocks.ids import Fields, Ref
from blocks.sections_text import Draft, text_inputs
from bot.domain.differences import Passage, passages_between
from bot.domain.mentions import named
from bot.domain.words import capitalised, duration, say
from bot.domain.writing import Clash

MOST_PASSAGES: Final = 4
PASSAGE: Final = 600
KEEP: Final = "theirs"


def merge_view(clash: Clash, *, ref: Ref) -> dict[str, Any]:
    """Return the merge: the person's own words and the other's, to be looked at and saved.

    `ref` is of the window that it takes the place of.
    """
    who = text.name(clash.names.get(clash.by or "", say("merge.bot")))
    blocks: list[Block] = [kit.section(_lead(clash, who))]
    passages = list(passages_between(clash.was, clash.section.text))[:MOST_PASSAGES]
    blocks += [kit.section(_was_and_now(one, clash.names)) for one in passages]
    draft = Draft(
        text=clash.text, fields=clash.fields, base=clash.postmortem.revision, nonce=f"merge{clash.postmortem.revision}"
    )
    blocks += text_inputs(draft, label=say("edit.merged"), required=clash.section.required)
    blocks += sections_fields.inputs(clash.definition, clash.fields)
    keep = CheckboxesElement(action_id=Fields.VALUE, options=[kit.option(say("edit.keep_theirs", who=who), KEEP)])
    blocks.append(kit.field(Fields.KEEP, say("edit.instead"), keep, optional=True))
    carried = ref.model_copy(update={"revision": draft.base})
    title = say("title.merge", pm=clash.postmortem.name)
    return kit.modal(title, ids.SECTION_FORM, blocks, ref=carried, submit=say("button.save_merged"))


def _lead(clash: Clash, who: str) -> str:
    if clash.clashes:
        return say("edit.clash", who=capitalised(who))
    span = clash.now - clash.at if clash.at else None
    ago = say("edit.ago", span=duration(span)) if span and span.total_seconds() >= 60 else say("edit.ago_now")  # noqa: PLR2004 - a minute
    return say("edit.fit", who=capitalised(who), ago=ago)


def _was_and_now(passage: Passage, names: Mapping[str, str]) -> str:
    lines = ((say("edit.was"), named(passage.was, names)), (say("edit.now"), named(passage.now, names)))
    return "\n".join(f"{label} {text.line(words, PASSAGE)}" for label, words in lines if words.strip())
