"""Slack's rich text block, from lists down to styled words; it must accept only what an app may send."""

from collections.abc import Mapping

from sandbox.validate.checks import Check, array, boolean, by_type, integer, obj, one_of, string, url
from sandbox.validate.composition import CHANNEL_ID, ID, USER_ID

_STYLE = obj({}, dict.fromkeys(("bold", "italic", "strike", "code", "underline", "highlight", "unlink"), boolean))
_STYLED: Mapping[str, Check] = {"style": _STYLE}
_WORD = obj({"text": string()}, _STYLED, constant="text")
_ADDRESS = string(3000, pattern=r"(?i:[a-z][a-z0-9+.-]*):\S+", described="must be a valid url")  # mailto: too
_LINK = obj({"url": _ADDRESS}, {"text": string(), "unsafe": boolean, **_STYLED}, constant="link")
_INLINE = by_type(
    {
        "text": _WORD,
        "link": _LINK,
        "emoji": obj(
            {"name": string(100)},
            {"skin_tone": integer(1, 6), "unicode": string(), "url": url(), **_STYLED},
            constant="emoji",
        ),
        "user": obj({"user_id": USER_ID}, _STYLED, constant="user"),
        "channel": obj({"channel_id": CHANNEL_ID}, _STYLED, constant="channel"),
        "usergroup": obj({"usergroup_id": string(pattern=r"S[A-Z0-9]+")}, _STYLED, constant="usergroup"),
        "team": obj({"team_id": string(pattern=r"[TE][A-Z0-9]+")}, _STYLED, constant="team"),
        "broadcast": obj({"range": one_of("here", "channel", "everyone")}, _STYLED, constant="broadcast"),
        "date": obj(
            {
                "timestamp": integer(0, 9_999_999_999),
                "format": string(pattern=r"(?s:.*)\{[a-z_]+\}(?s:.*)", described="must hold a date token"),
            },
            {"url": url(), "fallback": string(), **_STYLED},
            constant="date",
        ),
        "color": obj({"value": string(7, pattern=r"#[0-9a-fA-F]{6}")}, _STYLED, constant="color"),
    }
)
# An empty list of words is allowed: the composer makes one for an empty line.
_WORDS = array(_INLINE, 0)
_BORDER = integer(0, 1)
_SECTION = obj({"elements": _WORDS}, constant="rich_text_section")
_PARTS = by_type(
    {
        "rich_text_section": _SECTION,
        "rich_text_list": obj(
            {"elements": array(_SECTION, 0), "style": one_of("bullet", "ordered")},
            {"indent": integer(0, 8), "offset": integer(0, 100_000), "border": _BORDER},
            constant="rich_text_list",
        ),
        "rich_text_preformatted": obj(
            {"elements": array(by_type({"text": _WORD, "link": _LINK}), 0)},
            {"border": _BORDER, "language": string(50)},
            constant="rich_text_preformatted",
        ),
        "rich_text_quote": obj({"elements": _WORDS}, {"border": _BORDER}, constant="rich_text_quote"),
    }
)
RICH_TEXT = obj({"elements": array(_PARTS)}, {"block_id": ID}, constant="rich_text")
