"""What Home tells admins until all is set up, and of an AI that cannot write."""

from typing import Any

import pytest

from blocks import home
from bot.domain.narration import AiTrouble
from bot.domain.people import Member
from bot.domain.surfaces import HomeFacts, SetUp
from tests.unit.drawn import NOW, labels

MAYA = Member(workspace="T1", id="U1", name="Maya")


@pytest.mark.parametrize(
    ("setup", "said"),
    [
        (SetUp(), "○ AI, optional"),
        (SetUp(ai=True), "✓ AI"),
        (SetUp(ai=True, trouble=AiTrouble.BAD_KEY), "✕ AI"),
    ],
)
def test_admins_see_what_is_still_to_be_set_up_and_how_the_ai_is(setup: SetUp, said: str) -> None:
    steps = {"running": True, "channel": False, "admin": True}
    view = home.view(HomeFacts(now=NOW, member=MAYA, setup=setup.model_copy(update={"steps": steps})))

    note = next(one["text"]["text"] for one in view["blocks"] if one["type"] == "section" and "Set up" in str(one))
    is_on = setup.ai and setup.trouble is None
    assert note.startswith(f"Set up, {2 + is_on} of 4: ✓ tokens and database · ○ a channel where cards of archived")
    assert f"Slack's own admins · {said}." in note
    assert ("How" in labels(view)) is not setup.ai
    assert ("its key is not accepted" in note) is (setup.trouble is not None)


def test_once_all_is_set_up_only_an_ai_that_cannot_write_is_told() -> None:
    def drawn(**how: Any) -> list[str]:
        view = home.view(HomeFacts(now=NOW, member=MAYA, setup=SetUp(steps={"admin": True}, **how)))
        without = home.view(HomeFacts(now=NOW, member=MAYA))["blocks"]
        return [one["text"]["text"] for one in view["blocks"] if one not in without]

    assert drawn() == drawn(ai=True) == []
    assert drawn(ai=True, trouble=AiTrouble.UNPAID) == [
        "For admins",
        (
            "✕ The AI writes nothing: its account has no credit. Drafts are made by rules until that is mended. "
            "Its account with Anthropic needs credit."
        ),
    ]
