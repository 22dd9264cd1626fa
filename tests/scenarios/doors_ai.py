"""The doors of the model behind a draft."""

from blocks import ids
from blocks.ids import Ref
from bot.domain.postmortems import Verb
from tests.scenarios.doors import Door
from tests.scenarios.stage import Stage


def _summary(stage: Stage) -> Ref:
    """Return what names the section of a window that waits for a model: whoever tries again asks by its window."""
    return Ref(kind="section", postmortem=stage.base.id, word="summary")


_WHY = {"Why? It is shown in the history of PM-1 for good.": "The customer agreed."}
ON_THE_AI = (
    Door(ids.AI_AGAIN, Verb.NARRATE, given="AI allowed"),
    Door(ids.AI_FORM, Verb.ALLOW_AI, (ids.AI_ALLOW,), fill=lambda _: _WHY, by="org admin"),
    Door(ids.AI_WITHDRAW, Verb.ALLOW_AI, given="AI allowed"),
    Door(ids.REWRITE_ASK, Verb.EDIT, (f"{ids.SECTION_EDIT}=summary", ids.REWRITE_ASK), given="AI allowed"),
    Door(ids.PROOF_ASK, Verb.EDIT, (ids.HUB_OPEN, ids.PROOF_OPEN, ids.PROOF_ASK), given="AI allowed"),
    Door(ids.REWRITE_AGAIN, Verb.EDIT, (f"{ids.SECTION_EDIT}=summary",), ref=_summary, given="AI allowed"),
    Door(
        ids.WORDING_ASK,
        Verb.EDIT,
        (f"{ids.SECTION_EDIT}=contributing_factors", ids.BLAME_OPEN, ids.WORDING_ASK),
        given="AI allowed",
    ),
    Door(ids.BLAME_ASK, Verb.EDIT, (ids.REVIEW_OPEN, ids.BLAME_ASK), given="AI allowed"),
    Door(ids.REGENERATE_FORM, Verb.EDIT, (ids.HUB_OPEN, ids.REGENERATE_OPEN), fill=lambda _: {}, given="AI allowed"),
)
