"""When one of our own generic webhooks counts as genuine."""

import hashlib
import hmac

import pytest

from bot.api.guard import verify_hook

NOW = 1_700_000_000
HOOK_SECRET = "a secret of our own hook"


def _hook(body: bytes, stamp: bytes = str(NOW).encode()) -> bytes:
    return b"v1=" + hmac.new(HOOK_SECRET.encode(), stamp + b"." + body, hashlib.sha256).hexdigest().encode()


@pytest.mark.parametrize(
    ("signatures", "genuine"),
    [
        ([_hook(b"{}")], True),
        ([b"v1=" + b"0" * 64 + b", " + _hook(b"{}")], True),
        ([b",".join([b"v1=00"] * 9 + [_hook(b"{}")])], True),
        ([b",".join([b"v1=00"] * 10 + [_hook(b"{}")])], False),
        ([_hook(b"{}")] * 2, False),
        ([_hook(b"[]")], False),
        ([_hook(b"{}")[3:]], False),
        ([b"v1=\xff"], False),
        ([b""], False),
        ([], False),
    ],
)
def test_our_own_webhook_needs_one_of_ten_signatures(signatures: list[bytes], genuine: bool) -> None:  # noqa: FBT001 - a table's column
    headers = [
        (b"X-Postmortem-Timestamp", str(NOW).encode()),
        *((b"X-Postmortem-Signature", value) for value in signatures),
    ]
    assert verify_hook(HOOK_SECRET, headers, b"{}", NOW) is genuine


@pytest.mark.parametrize("stamp", [b"1699999699", b"1700000002", b"NaN", b"17e8", b""])
def test_our_own_webhook_must_be_fresh(stamp: bytes) -> None:
    headers = [(b"x-postmortem-timestamp", stamp), (b"x-postmortem-signature", _hook(b"{}", stamp))]
    assert verify_hook(HOOK_SECRET, headers, b"{}", NOW) is False


def test_an_empty_secret_verifies_nothing() -> None:
    stamp = str(NOW).encode()
    digest = hmac.new(b"", stamp + b".{}", hashlib.sha256).hexdigest().encode()
    headers = [(b"x-postmortem-timestamp", stamp), (b"x-postmortem-signature", b"v1=" + digest)]
    assert verify_hook("", headers, b"{}", NOW) is False
