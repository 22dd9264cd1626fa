"""What is taken out of a text before it is stored. The secrets here are made up, and put together at run time."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.redaction import Finding, Redacted, RedactionOptions, admit, redact
from bot.domain.secret_shapes import SHAPES

A = "aB3dE6gH9j"  # letters and digits
H = "0a1b2c3d4e5f6789"  # hexadecimal
UUID = "0a1b2c3d-4e5f-6789-0a1b-2c3d4e5f6789"
D = "1234567890"

SECRETS = {
    "aws-access-key": "AKIA" + "Z7Q2X5W3" * 2,
    "aws-session-token": "FwoG" + A * 10,
    "aws-mws-key": "amzn.mws." + UUID,
    "aws-bedrock-key": "ABSK" + A * 8,
    "google-api-key": "AIza" + (A * 4)[:35],
    "google-oauth-secret": "GOCSPX-" + A * 3,
    "google-access-token": "ya29." + A * 4,
    "google-refresh-token": "1//0" + A * 4,
    "azure-client-secret": "abc8Q~" + (A * 4)[:34],
    "azure-devops-token": (A * 8)[:76] + "AZDO" + "a1b2",
    "alibaba-key": "LTAI" + A * 2,
    "tencent-key": "AKID" + (A * 4)[:32],
    "yandex-key": "AQVN" + A * 4,
    "digitalocean-token": "dop_v1_" + H * 4,
    "heroku-key": "HRKU-" + UUID,
    "cloudflare-key": "v1.0-" + (H * 2)[:24] + "-" + H * 9,
    "fly-token": "fm2_" + A * 4,
    "netlify-token": "nfp_" + A * 4,
    "vercel-token": "vcp_" + A * 3,
    "supabase-key": "sbp_" + (H * 3)[:40],
    "planetscale-key": "pscale_tkn_" + A * 4,
    "neon-key": "napi_" + A * 5,
    "github-token": "ghp_" + (A * 4)[:36],
    "gitlab-token": "glpat-" + A * 2,
    "gitlab-runner-token": "GR1348941" + A * 2,
    "bitbucket-token": "ATBB" + A * 3,
    "atlassian-token": "ATATT3" + A * 4,
    "npm-token": "npm_" + (A * 4)[:36],
    "pypi-token": "pypi-AgE" + A * 6,
    "rubygems-key": "rubygems_" + H * 3,
    "nuget-key": "oy2" + ("a1b2c3d4" * 6)[:43],
    "crates-token": "cio" + (A * 4)[:32],
    "docker-token": "dckr_pat_" + A * 3,
    "artifactory-key": "AKCp" + A * 7,
    "sonar-token": "squ_" + (H * 3)[:40],
    "circleci-token": "CCIPAT_" + A * 2 + "_" + H * 2,
    "buildkite-token": "bkua_" + A * 4,
    "terraform-token": (A * 2)[:14] + ".atlasv1." + A * 6,
    "pulumi-token": "pul-" + (H * 3)[:40],
    "doppler-token": "dp.pt." + A * 4,
    "vault-token": "hvs." + A * 3,
    "postman-key": "PMAK-" + (H * 2)[:24] + "-" + (H * 3)[:34],
    "sourcegraph-token": "sgp_" + A * 4,
    "tailscale-key": "tskey-auth-" + "kABC123CNTRL" + "-" + A * 3,
    "1password-key": "A3-" + "ABC123-" + "ABCDEF-GHIJK-LMNOP-QRSTU-VWXYZ",
    "age-key": "AGE-SECRET-KEY-1" + "QPZRY9X8" * 7,
    "slack-token": "xoxb-" + D + "-" + D + "-" + (A * 3)[:24],
    "discord-token": "M" + (A * 3)[:23] + "." + "Gh1jK2" + "." + A * 3,
    "telegram-token": "123456789" + ":AA" + (A * 4)[:33],
    "twilio-key": "SK" + H * 2,
    "sendgrid-key": "SG." + A * 2 + "." + A * 4,
    "mailgun-key": "key-" + H * 2,
    "mailchimp-key": H * 2 + "-us12",
    "brevo-key": "xkeysib-" + H * 4 + "-" + (A * 2)[:16],
    "resend-key": "re_" + "AbCd1234" + "_" + A * 3,
    "stripe-key": "sk_live_" + A * 3,
    "webhook-secret": "whsec_" + A * 3,
    "square-token": "sq0atp-" + A * 3,
    "shopify-token": "shpat_" + H * 2,
    "braintree-token": "access_token$production$" + (A * 2)[:16] + "$" + H * 2,
    "plaid-token": "access-production-" + UUID,
    "razorpay-key": "rzp_live_" + A * 2,
    "flutterwave-key": "FLWSECK_TEST-" + A * 2,
    "easypost-key": "EZAK" + (A * 6)[:54],
    "new-relic-key": "NRAK-" + "ABC123DEF456GHI789JKL012MNO",
    "pagerduty-key": "u+" + (A * 2)[:18],
    "sentry-token": "sntrys_" + A * 6,
    "grafana-token": "glsa_" + A * 4,
    "dynatrace-token": "dt0c01." + "ABC123DEF456GHI789JKL012" + "." + "ABC123DEF4" * 6,
    "honeycomb-key": "hcaik_" + A * 4,
    "incident-io-key": "inc_" + A * 4,
    "rootly-token": "rootly_" + H * 3,
    "anthropic-key": "sk-ant-api03-" + A * 9,
    "openrouter-key": "sk-or-v1-" + H * 4,
    "openai-key": "sk-proj-" + A * 5,
    "hugging-face-token": "hf_" + A * 4,
    "groq-key": "gsk_" + A * 5,
    "xai-key": "xai-" + A * 8,
    "replicate-token": "r8_" + A * 4,
    "perplexity-key": "pplx-" + A * 5,
    "langsmith-key": "lsv2_pt_" + H * 2 + "_" + "0a1b2c3d4e",
    "databricks-token": "dapi" + H * 2,
    "linear-key": "lin_api_" + A * 4,
    "notion-token": "ntn_" + A * 5,
    "figma-token": "figd_" + A * 4,
    "airtable-token": "pat" + (A * 2)[:14] + "." + H * 4,
    "asana-token": "2/" + "1201234567890123" + ":" + H * 2,
    "hubspot-token": "pat-na1-" + UUID,
    "contentful-token": "CFPAT-" + A * 5,
    "mapbox-token": "sk.eyJ" + A * 6 + "." + A * 3,
    "facebook-token": "EAAB" + A * 10,
    "twitter-token": "A" * 20 + "x" + "B9" * 40,
    "jwt": "eyJ" + A * 2 + ".eyJ" + A * 3 + "." + A * 4,
    "password-hash": "$2b$12$" + A * 5,
    "grafana-key": "eyJrIjoi" + A * 6,
}

IN_CONTEXT = [
    (
        "AKIA" + "Z7Q2X5W3" * 2 + " wJalrXUtn/EMI/K7MDENG+bPxRfiCYzzzzzzzzKE",
        "[secret:aws-access-key #1] [secret:aws-secret-key #1]",
    ),
    ('"private_key_id": "' + (H * 3)[:40] + '"', '"private_key_id": "[secret:google-service-account-key #1]"'),
    (
        "AccountName=a;AccountKey=" + A * 8 + "==;Suffix=x",
        "AccountName=a;AccountKey=[secret:azure-storage-key #1];Suffix=x",
    ),
    ("https://b.test/c?sv=1&sig=" + A * 5 + "%3D", "https://b.test/c?sv=1&sig=[secret:azure-signature #1]"),
    ("https://hooks.slack.com/services/T0/B0/" + A * 2, "https://hooks.slack.com/services/[secret:slack-webhook #1]"),
    (
        "https://discord.com/api/webhooks/" + D + "/" + A * 6,
        "https://discord.com/api/webhooks/1234567890/[secret:discord-webhook #1]",
    ),
    ("DD_API_KEY=" + H * 2, "DD_API_KEY=[secret:datadog-key #1]"),
    ("https://" + H * 2 + "@o1.ingest.sentry.io/2", "https://[secret:sentry-dsn #1]@o1.ingest.sentry.io/2"),
    ("postgres://app:s3cr3t!@db:5432/x", "postgres://app:[secret:url-password #1]@db:5432/x"),
    ("<https://joe:pw@host.example/x|docs>", "<https://joe:[secret:url-password #1]@host.example/x|docs>"),
    ("Authorization: Bearer abc.def", "Authorization: Bearer [secret:authorization #1]"),
    ("curl -H 'Authorization: Basic dXNlcjpwYXNz' x", "curl -H 'Authorization: Basic [secret:authorization #1]' x"),
    ("curl -u joe:hunter2 https://x.test", "curl -u joe:[secret:basic-login #1] https://x.test"),
    ("Cookie: sid=abcdef; theme=dark", "Cookie: [secret:cookie #1]"),
    ("JSESSIONID=0123456789ABCDEF", "JSESSIONID=[secret:session #1]"),
    ("password=hunter2", "password=[secret:password #1]"),
    ("the password is hunter2.", "the password is [secret:password #1]."),
    ("Password for prod is `correct-horse`", "Password for prod is `[secret:password #1]`"),
    ("*Password:* tr0ub4dor&3 ok?", "*Password:* [secret:password #1] ok?"),
    ("passwd: swordfish", "passwd: [secret:password #1]"),
    ('DB_PASSWORD="two words" now', 'DB_PASSWORD="[secret:password #1]" now'),
    ('{"password": "p1", "password2": "letmein"}', '{"password": "p1", "password2": "[secret:password #1]"}'),
    ('{\\"password\\": \\"letmein\\"}', '{\\"password\\": \\"[secret:password #1]\\"}'),
    ("Server=x;Password=a1b2c3;Database=y", "Server=x;Password=[secret:password #1];Database=y"),
    ("client_secret=abcd1234efgh", "client_secret=[secret:secret #1]"),
    ("token: 9f8e7d6c5b", "token: [secret:token #1]"),
    ("X-Api-Key: 9f8e7d6c5b4a", "X-Api-Key: [secret:key #1]"),
    ("private key: 0x" + H * 4, "private key: [secret:key #1]"),
    ("mysql --password hunter2 -h db", "mysql --password [secret:password #1] -h db"),
    ("<https://x.test/?token=abc123def&a=1|x>", "<https://x.test/?token=[secret:token #1]&a=1|x>"),
    ("your verification code: 492 817", "your verification code: [secret:one-time-code #1]"),
]

HARMLESS = [
    "token: expired",
    "the password is wrong, resetting it",
    "password is case-sensitive",
    "secret: see vault",
    "password: ${DB_PASSWORD}",
    "token = get_token(user)",
    "tokens: 500, max_token: 4096",
    "we rotated the secret at 14:05",
    "token: 0x6B175474E89094C44Da98b954EedeAC495271d0F",
    "the password was rotated at 14:05 UTC",
    "bearer of bad news-for-everybody",
    "1630069791.623000 and 1630069791623",
    "block 13107545, chain head 13,107,720, 836981603216654336",
    "v1.10.8-stable-26675454, 2024.10.12, 1.2.3.4:8080",
    "commit 3f2a1b4c5d6e7f8091a2b3c4d5e6f708192a3b4c",
    "0x4ab6d1f3a93b1f3dcd0c3a6b4b1a2c3d4e5f60718293a4b5c6d7e8f901234567",
    "12:05:33 2024-02-24 21:30 to 22:45, 10 000 000 000 wei",
    "PR 4155 552 671 and +5000000 gas, +30 blocks",
    "git@github.com:org/repo.git and lodash@4.17.21 @here",
    "<@U0123456789> see <#C0123456789|general> <!date^1630069791^{date}|then>",
    "550e8400-e29b-41d4-a716-446655440000",
    "arn:aws:iam::123456789012:role/deploy task-force-of-the-whole-night",
    "order 4111111111111112 was declined",
    "DE89370400440532013001 is no account",
    "http://localhost:8080/foo@bar",
]


@pytest.mark.parametrize("kind", SECRETS)
def test_a_secret_known_on_sight_is_replaced(kind: str) -> None:
    assert admit(f"look: {SECRETS[kind]}, please rotate") == Redacted(
        f"look: [secret:{kind} #1], please rotate", (Finding(kind, 1),)
    )


@pytest.mark.parametrize(("text", "expected"), IN_CONTEXT)
def test_a_secret_known_by_its_words_is_replaced(text: str, expected: str) -> None:
    assert admit(text).text == expected


@pytest.mark.parametrize("text", HARMLESS)
def test_ordinary_talk_is_left_alone(text: str) -> None:
    assert admit(text) == Redacted(text)


def test_more_than_sixty_kinds_of_secrets_are_known() -> None:
    assert len({shape.kind for shape in SHAPES}) == 115


@pytest.mark.parametrize("hidden", ["\u200b", "\u00ad", "\u2060", "\u202e", "\x00", "\ud800", "\n", "\n> ", "\n&gt; "])
def test_a_token_that_something_splits_is_still_found(hidden: str) -> None:
    token = SECRETS["github-token"]
    assert admit(f"x {token[:20]}{hidden}{token[20:]} y").text.replace("\n", "") == "x [secret:github-token #1] y"


def test_a_long_token_over_three_lines_is_one_secret() -> None:
    token = SECRETS["anthropic-key"]
    assert (
        admit(f"{token[:40]}\n{token[40:80]}\n{token[80:]}\nthen more").text == "[secret:anthropic-key #1]\n\nthen more"
    )


def test_two_tokens_on_two_lines_are_two_secrets() -> None:
    token = SECRETS["github-token"]
    assert admit(f"{token}\n{token[:-1]}X").text == "[secret:github-token #1]\n[secret:github-token #2]"


KEY = "\n".join(["MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7"] * 4)
BEGIN, END = "-----BEGIN RSA PRIVATE KEY-----", "-----END RSA PRIVATE KEY-----"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"a\n{BEGIN}\n{KEY}\n{END}\nb", "a\n[secret:private-key #1]\nb"),
        (f'"key": "{BEGIN}\\n{KEY}\\n{END}\\n"', '"key": "[secret:private-key #1]\\n"'),
        (f"a\n{BEGIN}\nProc-Type: 4,ENCRYPTED\n\n{KEY}\nplease rotate", "a\n[secret:private-key #1]\nplease rotate"),
        (f"rest:\n{KEY}\n{END} ok", "rest:\n[secret:private-key #1] ok"),
        (
            f"-----BEGIN PGP PRIVATE KEY BLOCK-----\n\n{KEY}\n-----END PGP PRIVATE KEY BLOCK-----",
            "[secret:pgp-private-key #1]",
        ),
        (
            "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----",
            "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----",
        ),
    ],
)
def test_a_private_key_goes_from_its_first_line_to_its_last(text: str, expected: str) -> None:
    assert admit(text).text == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("card 4111 1111 1111 1111 exp 12/27", "card [personal:card #1] exp 12/27"),
        ("5555-5555-5555-4444", "[personal:card #1]"),
        ("378282246310005", "[personal:card #1]"),
        ("IBAN DE89 3704 0044 0532 0130 00 BIC COBADEFF", "IBAN [personal:iban #1] BIC COBADEFF"),
        ("GB82WEST12345698765432.", "[personal:iban #1]."),
        ("write joe.doe+x@mail.example.org!", "write [personal:mail #1]!"),
        ("<mailto:a@b.example|a@b.example>", "<mailto:[personal:mail #1]|[personal:mail #1]>"),
        ("<tel:+4930123456|+4930123456>", "<tel:[personal:phone #1]|[personal:phone #1]>"),
        ("call +49 30 1234567 10:35", "call [personal:phone #1] 10:35"),
        ("+1 (415) 555-2671", "[personal:phone #1]"),
        ("415-555-2671 or (415) 555-2672", "[personal:phone #1] or [personal:phone #2]"),
        ("ring me on 0171 1234567", "ring me on [personal:phone #1]"),
        ("020 7946 0958", "[personal:phone #1]"),
    ],
)
def test_what_belongs_to_a_person_is_replaced(text: str, expected: str) -> None:
    assert admit(text).text == expected


def test_card_numbers_go_even_where_everything_else_may_stay() -> None:
    options = RedactionOptions(mails=False, phones=False, ibans=False)
    text = "4111111111111111 a@b.example +49 30 1234567 GB82WEST12345698765432"
    assert admit(text, options=options).text == "[personal:card #1] a@b.example +49 30 1234567 GB82WEST12345698765432"


def test_public_addresses_go_only_when_asked_for() -> None:
    options = RedactionOptions(public_addresses=True)
    assert admit("8.8.8.8 10.0.0.1", options=options).text == "[personal:address #1] 10.0.0.1"
    assert admit("8.8.8.8 10.0.0.1").text == "8.8.8.8 10.0.0.1"


def test_the_same_value_has_the_same_number() -> None:
    assert admit("pw=hunter2 pw=hunter3 pw=hunter2") == Redacted(
        "pw=[secret:password #1] pw=[secret:password #2] pw=[secret:password #1]", (Finding("password", 3),)
    )


@pytest.mark.parametrize(
    "forged", ["[secret:token #1]", "[SECRET :x]", "[personal:mail #22]", "[\u200bsecret:token #1]"]
)
def test_a_forged_placeholder_is_escaped_at_the_entrance(forged: str) -> None:
    assert admit(f"a {forged}").text == "a (" + forged[1:].replace("\u200b", "")


def test_a_stored_text_can_be_redacted_again() -> None:
    stored = "password=[secret:password #1] [secret:github-token #2] new pw=hunter2"
    assert redact(stored) == Redacted(
        "password=[secret:password #1] [secret:github-token #2] new pw=[secret:password #2]", (Finding("password", 1),)
    )


def test_the_cut_comes_after_the_redaction() -> None:
    token = SECRETS["github-token"]
    assert admit(f"see {token}", limit=20).text == "see [secret:github-…"


def test_one_line_is_folded_before_anything_is_looked_for() -> None:
    assert admit("password:\n\n swordfish", one_line=True).text == "password: [secret:password #1]"


PIECES = st.sampled_from([*SECRETS.values(), *HARMLESS, "<", ">", "|", "[", "]", "\n", " ", "&amp;", "password=", "🔥"])


@given(st.lists(PIECES, max_size=5).map("".join))
def test_redacting_what_was_redacted_finds_nothing_more(text: str) -> None:
    once = redact(text).text
    assert redact(once).text == once


@given(
    st.lists(
        st.sampled_from(
            ["<@U0123456789>", "<https://x.test/a|b>", "<mailto:a@b.example|a@b.example>", *SECRETS.values()]
        )
    )
)
def test_the_brackets_of_slack_entities_survive(pieces: list[str]) -> None:
    text = " ".join(pieces)
    assert re.findall("[<>|]", redact(text).text) == re.findall("[<>|]", text)


NASTY = {
    "tokens without end": "ghp_" * 4,
    "letters": "a" * 16,
    "keywords": "password=" * 2,
    "spoken": "password is ",
    "at signs": "a@" * 8,
    "dots": "a@b." + "c." * 6,
    "digits": "4 1 1 1 ",
    "phones": "+49 30 ",
    "keys": BEGIN,
    "jwt": "eyJ.",
    "urls": "://a:",
    "entities": "<https://",
    "bars": "<a|" * 4,
    "brackets": "[secret:",
    "wraps": "sk-a\n",
    "spaces": " " * 16,
    "breaks": "\n" * 16,
    "isolates": "\u2067" * 16,
    "quotes": "pw='" * 4,
    "cookies": "cookie: a=",
    "iban": "DE89 3704 ",
    "zalgo": "e" + "\u0301" * 15,
    "flags": "🇩🇪" * 4,
    "dashes": "a-" * 8,
    "headers": "authorization: ",
    "fffd": "ghp_a\ufffd",
}


@pytest.mark.parametrize("shape", NASTY)
def test_a_nasty_text_of_forty_thousand_characters_is_soon_done(shape: str) -> None:
    text = NASTY[shape] * (40_000 // len(NASTY[shape]))
    began = time.process_time()
    admit(text, limit=40_000)
    assert time.process_time() - began < 5.0  # a quadratic pattern needs minutes; the benchmark measures the growth
