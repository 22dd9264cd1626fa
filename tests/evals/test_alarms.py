"""What the covering of secrets costs where there are none: of all that people say in the cases it covers nothing."""

from bot.domain.redaction import admit
from tests.evals.convert import read_case
from tests.evals.run import OWN_CASES

CASES = sorted(path.parent for path in OWN_CASES.glob("*/gold.json"))
PASTED = {"url-password", "github-token", "aws-access-key"}
"""What somebody pastes in one of them, all of it in one message."""
MOST = 0.01


def test_of_what_people_say_less_than_a_hundredth_is_covered_and_only_what_is_secret() -> None:
    said = [(folder.name, message.text) for folder in CASES for message in read_case(folder).messages]
    covered = [(case, {one.kind for one in admit(text).findings}) for case, text in said if admit(text).findings]

    assert len(said) > 800
    assert covered == [("cache-outage", PASTED)]
    assert len(covered) / len(said) < MOST
