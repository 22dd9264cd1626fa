"""Emoji by the names that Slack gives them: the library knows most, Slack's own names and skin tones are here."""

import re
from collections.abc import Mapping
from functools import cache

import emoji
from htpy import Node, span

_SHORT = re.compile(r":([a-z0-9_+'&()-]+):(?::skin-tone-([2-6]):)?")
_TONES = {"2": "\U0001f3fb", "3": "\U0001f3fc", "4": "\U0001f3fd", "5": "\U0001f3fe", "6": "\U0001f3ff"}
_VARIANT = "\N{VARIATION SELECTOR-16}"
_FLAG = re.compile(r"flag-([a-z]{2})")
_SEX = re.compile(r"^(fe)?male-")
_REGIONAL = 0x1F1E6  # the letter A of flags
_FEW = 23  # emoji that Slack still shows large
# Slack's names that the library calls otherwise
_OWN: Mapping[str, str] = {
    "drum_with_drumsticks": "drum",
    "face_palm": "facepalm",
    "face_with_cowboy_hat": "cowboy_hat_face",
    "female-doctor": "woman_health_worker",
    "first_place_medal": "1st_place_medal",
    "hankey": "poop",
    "i_love_you_hand_sign": "love_you_gesture",
    "keycap_star": "keycap_*",
    "large_red_square": "red_square",
    "lightning": "cloud_with_lightning",
    "male-doctor": "man_health_worker",
    "man-woman-boy": "family",
    "medal": "military_medal",
    "rain_cloud": "cloud_with_rain",
    "robot_face": "robot",
    "second_place_medal": "2nd_place_medal",
    "shopping_trolley": "shopping_cart",
    "shrug": "person_shrugging",
    "simple_smile": "slightly_smiling_face",
    "snow_cloud": "cloud_with_snow",
    "spiral_calendar_pad": "spiral_calendar",
    "spock-hand": "vulcan_salute",
    "the_horns": "metal",
    "third_place_medal": "3rd_place_medal",
    "thumbsup_all": "thumbsup",
    "waving_black_flag": "black_flag",
    "waving_white_flag": "white_flag",
}


@cache
def character(name: str, tone: str = "") -> str | None:
    """Return the character of a name such as `tada` and a skin tone from 2 to 6; None for a name that nobody knows."""
    flag = _FLAG.fullmatch(name)
    if flag:
        return "".join(chr(_REGIONAL + ord(letter) - ord("a")) for letter in flag[1])
    neat = _SEX.sub(lambda found: f"{'wo' if found[1] else ''}man_", name)
    for tried in (_OWN.get(name, name), neat.replace("-", "_"), name.removeprefix("large_")):
        found = emoji.emojize(f":{tried}:", language="alias")
        if not found.startswith(":"):
            return _toned(found, _TONES.get(tone, ""))
    return None


def _toned(found: str, tone: str) -> str:
    """Put a skin tone behind the first character, before what joins others to it."""
    return found if not tone else found[0] + tone + found[1:].removeprefix(_VARIANT)


def html(name: str, tone: str = "") -> Node:
    """Return one emoji by its name; an unknown one as its name between colons."""
    found = character(name, tone)
    label = f":{name}:"
    if found is None:
        return span(".emoji.unknown", title="An emoji of its own workspace")[label]
    return span(".emoji", role="img", aria_label=name.replace("_", " "), title=label)[found]


def inline(text: str) -> list[Node]:
    """Return a text whose names between colons are emoji; a name that nobody knows stays as typed."""
    drawn: list[Node] = []
    end = 0
    for found in _SHORT.finditer(text):
        if character(found[1]) is None:
            continue
        drawn += [text[end : found.start()], html(found[1], found[2] or "")]
        end = found.end()
    return [*drawn, text[end:]] if text[end:] else drawn


def is_only(text: str) -> bool:
    """Say whether a text is a few emoji and nothing else, which Slack shows large."""
    shown = _SHORT.sub(lambda found: character(found[1], found[2] or "") or found[0], text)
    bare = "".join(shown.split())
    return emoji.purely_emoji(bare) and 0 < emoji.emoji_count(bare) <= _FEW
