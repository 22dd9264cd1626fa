"""The steps of the schema are one row: each has its own number and follows the one before, also where two were made."""

import re
from pathlib import Path

from storage import migrate

STEPS = sorted((Path(migrate.__file__).parent / "migrations" / "versions").glob("0*.py"))


def test_every_step_has_the_next_number_and_follows_the_one_before() -> None:
    names = [one.name[:4] for one in STEPS]
    said = [re.findall(r'^(?:down_)?revision = (?:"(\d+)"|None)$', one.read_text(), re.MULTILINE) for one in STEPS]

    assert names == [f"{number:04}" for number in range(1, len(STEPS) + 1)]
    assert said == [[name, before] for name, before in zip(names, ["", *names], strict=False)]
    assert names[-1] == migrate.HEAD
