"""How many working days an item has: by priority, and by the severity of its incident."""

import pytest

from bot.domain.action_items import Priority
from bot.domain.due_days import DEFAULT, read_due_days
from bot.settings import SettingsProblem, load

RULES = read_due_days(["high=5", "sev1.high=3", "SEV-2.low=10"])


@pytest.mark.parametrize(
    ("severity", "priority", "days"),
    [
        (None, Priority.HIGH, 5),
        ("SEV1", Priority.HIGH, 3),
        ("sev1", Priority.HIGH, 3),
        ("SEV1", Priority.LOW, 40),
        ("SEV2", Priority.LOW, 10),
        ("SEV3", Priority.HIGH, 5),
        ("something else", Priority.MEDIUM, 20),
    ],
)
def test_the_rule_of_a_severity_goes_before_the_one_of_all(severity: str | None, priority: Priority, days: int) -> None:
    assert RULES.days(severity, priority) == days


def test_without_a_rule_it_is_as_by_default() -> None:
    assert [DEFAULT.days(None, one) for one in Priority] == [8, 20, 40]
    assert read_due_days([]) == DEFAULT


@pytest.mark.parametrize(
    "pair", ["high", "high=0", "high=261", "urgent=3", "foo.high=3", "high=-1", "sev1.=3", "high=3.5"]
)
def test_what_is_no_rule_is_refused_with_the_rule_itself(pair: str) -> None:
    with pytest.raises(ValueError, match=pair.replace(".", r"\.")):
        read_due_days([pair])


def test_the_setting_takes_spaces_or_commas_and_complains_about_what_is_no_rule(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("POSTMORTEM_DUE_DAYS", "high=5, sev1.high=3  low=30")
    assert load(None).due_rules.days("SEV1", Priority.HIGH) == 3

    monkeypatch.setenv("POSTMORTEM_DUE_DAYS", "high=soon")
    with pytest.raises(SettingsProblem, match="POSTMORTEM_DUE_DAYS: 'high=soon' is no rule"):
        load(None)
