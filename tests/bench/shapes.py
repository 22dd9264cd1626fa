"""Nasty texts of any length: each is the worst that somebody thought of for one kind of code that reads text."""

from collections.abc import Callable

SHAPES: dict[str, str] = {
    "letters": "a",
    "words": "checkout is slow again ",
    "digits": "1",
    "spaces": " ",
    "line breaks": "\n",
    "open brackets": "[",
    "open angles": "<",
    "open angles with a sign": "<@",
    "mentions": "<@U0123456789> ",
    "links without an end": "<https://example.com/a?b=c|",
    "links": "[a](https://example.com/) ",
    "images": "![",
    "stars": "*",
    "underscores": "_a",
    "backticks": "`",
    "fences": "```\n",
    "backslashes": "\\",
    "ampersands": "&amp;",
    "bare ampersands": "&",
    "short lines": "&a\n",
    "quotes": "> ",
    "lists": "- 1. ",
    "tables": "|-",
    "headings": "# ",
    "pairs without values": "password=",
    "half a token": "xoxb-1",
    "tokens": "xoxb-123456789012-123456789012-abcdefghijklmnopqrstuvwx ",
    "wrapped tokens": "ghp_0123456789abcdef\n",
    "keys without an end": "-----BEGIN RSA PRIVATE KEY-----\nMIIEowIBAAKCAQEA0123456789abcdef\n",
    "ends of keys": "-----END RSA PRIVATE KEY-----\n",
    "base64": "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVo0",
    "dotted words": "eyJhbGciOi.",
    "addresses": "a.b-c@d.",
    "mail addresses": "maya@example.com,",
    "addresses of machines": "10.0.0.1:",
    "phones": "+49 30 1234567 ",
    "cards": "4111 1111 1111 111 ",
    "ibans": "DE89 3704 0044 0532 ",
    "placeholders": "[secret:token #1]",
    "credentials in links": "https://a:b@",
    "combining marks": "e\u0301\u0323",
    "joiners": "\U0001f468\u200d",
    "overrides": "\u202e\u2066",
    "flags": "\U0001f1e9",
    "tags": "\U000e0061",
    "right to left": "\u05d0\u05d1 ",
    "stars of a pattern": "*a",
}
"""What is repeated, by what it is."""

Reader = Callable[[str], object]


def of_length(unit: str, length: int) -> str:
    """Return a shape of that many characters."""
    return (unit * (length // len(unit) + 1))[:length]
