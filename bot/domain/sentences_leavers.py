"""The catalogue's part about people who left: what is with whom now."""

from bot.domain.sentences import Forms

LEAVERS: dict[str, str | Forms] = {
    "left.who": "{who} has left the workspace.",
    "left.guest": "{who} is a guest now.",
    "left.now": "{shares} now.",
    "left.share": Forms(one="{n} item is with {who}", other="{n} items are with {who}"),
    "left.you": "you",
    "left.next": "hand over what somebody else should do. Nothing is asked before its day.",
    "left.moved_on": "with {who} now",
    "author.wanted_of": "{pm} has no author now.",
    "author.found_of": "{who} writes {pm} now.",
}
