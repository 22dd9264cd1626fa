"""What counts as somebody's name in a text, and what does not."""

import pytest

from blocks.people import choosable
from bot.domain.erasure import Erased, Eraser, erased_of

DANA = "U0DANA12"
ERASED = Erased(number=12, id="UERASED12XABCDEFGH")
WORDS = ["dana", "Dana Ferreira", "Renée O'Neill", "mark", 'Dan "D" & Co']


def erased(text: str, *, others: tuple[str, ...] = ("Dana Okoro", "Ben"), kept: tuple[str, ...] = ("mark",)) -> str:
    return str(Eraser(DANA, WORDS, ERASED, others=others, kept=kept).value(text)).replace(ERASED.name, "X")


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Dana Ferreira rolled back", "X rolled back"),
        ("DANA FERREIRA and dana_ferreira and dana.ferreira", "X and X and X"),
        ("write to dana.ferreira+pm@mail.example.com", "write to X"),
        ("dana's plan, (Dana)", "X's plan, (X)"),
        ("Dana  Ferreira\nDana", "X\nX"),
        ("Dana Okoro and Dana", "Dana Okoro and X"),
        ("bandana, Danas, dana2", "bandana, Danas, dana2"),
        ("Mark said: mark it", "X said: mark it"),
        ("Rene\u0301e O'Neill and Ren\u00e9e O'Neill", "X and X"),
        ('{"text": "Dan \\"D\\" & Co"}', '{"text": "X"}'),
        ('Dan &quot;D&quot; said; Dan "D" &amp; Co', "Dan &quot;D&quot; said; X"),
        ("<@U0DANA12> <@U0DANA12|dana> @[U0DANA12]", "@X @X @X"),
        ("dm:U0DANA12:7,U0DANA123", "dm:UERASED12XABCDEFGH:7,U0DANA123"),
        ("nothing", "nothing"),
    ],
)
def test_a_name_is_found_as_whole_words_however_it_is_spelled(text: str, left: str) -> None:
    assert erased(text) == left


def test_erasing_twice_changes_nothing_more() -> None:
    once = erased("Dana Ferreira <@U0DANA12> U0DANA12")
    assert erased(once) == once


def test_values_keep_their_shape_and_what_has_nothing_is_the_same_object() -> None:
    eraser = Eraser(DANA, WORDS, ERASED)
    plain = {"a": [1, None, "nobody"]}
    assert eraser.value({DANA: ["dana", 1, None, {"by": DANA}]}) == {
        ERASED.id: [ERASED.name, 1, None, {"by": ERASED.id}]
    }
    assert eraser.value(plain) is plain


def test_an_id_tells_of_itself_whether_it_is_a_pseudonym() -> None:
    assert erased_of(ERASED.id) == ERASED
    assert [erased_of(one) for one in (DANA, "UERASED12", "UERASEDX1ABCDEFGH")] == [None, None, None]


def test_a_field_begins_with_nobody_whom_slack_does_not_know() -> None:
    assert choosable([DANA, None, ERASED.id]) == [DANA]
