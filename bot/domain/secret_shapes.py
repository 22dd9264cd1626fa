"""The shapes by which secrets are known on sight: vendors' prefixes, addresses with credentials, private keys.

A table and nothing else. Every pattern ends in at most one open run, so looking for it takes time in proportion to the
text; `redaction` adds what needs a check or the words around it (passwords in prose, cards, people's addresses).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Shape:
    """One kind of secret. `anchors` are lower-case words of which one must occur before the pattern is tried at all.

    Where the pattern has a group `v`, only that part is secret.
    """

    kind: str
    anchors: tuple[str, ...]
    pattern: re.Pattern[str]

    def spans(self, text: str) -> Iterator[tuple[int, int]]:
        """Give begin and end of each secret of this kind, from left to right."""
        group = "v" if "v" in self.pattern.groupindex else 0
        for match in self.pattern.finditer(text):
            yield match.span(group)


# Short words that the table repeats: B and E stop a token from beginning or ending inside a longer word.
_B = r"(?<![A-Za-z0-9])"
_E = r"(?![A-Za-z0-9])"
_W = r"[A-Za-z0-9_-]"
_A = r"[A-Za-z0-9]"
_H = r"[0-9a-f]"
_UUID = f"{_H}{{8}}-{_H}{{4}}-{_H}{{4}}-{_H}{{4}}-{_H}{{12}}"

_TABLE: Final = (
    # clouds
    ("aws-access-key", "akia asia abia acca", f"{_B}(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{{16}}{_E}"),
    (
        "aws-secret-key",
        "akia asia",
        r"(?<![A-Za-z0-9/+=])(?=[0-9a-f]{0,39}[^0-9a-f])[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=])",
    ),
    ("aws-session-token", "fwog iqoj", f"{_B}(?:FwoG|IQoJ)[A-Za-z0-9/+=]{{80,}}+"),
    ("aws-mws-key", "amzn.mws.", rf"amzn\.mws\.{_UUID}"),
    ("aws-bedrock-key", "absk", f"{_B}ABSK[A-Za-z0-9+/=]{{60,}}+"),
    ("google-api-key", "aiza", f"AIza{_W}{{35}}"),
    ("google-oauth-secret", "gocspx-", f"GOCSPX-{_W}{{20,}}+"),
    ("google-access-token", "ya29.", rf"{_B}ya29\.[\w.-]{{20,}}+"),
    ("google-refresh-token", "1//0", f"{_B}1//0{_W}{{30,}}+"),
    ("google-service-account-key", "private_key_id", rf'private_key_id\\?"\s{{0,9}}:\s{{0,9}}\\?"(?P<v>{_H}{{20,64}})'),
    ("azure-storage-key", "accountkey=", r"(?i:AccountKey)=(?P<v>[A-Za-z0-9+/]{40,}+={0,2})"),
    ("azure-shared-access-key", "sharedaccesskey=", r"(?i:SharedAccessKey)=(?P<v>[A-Za-z0-9+/]{30,}+={0,2})"),
    ("azure-client-secret", "q~", r"(?<![\w~.-])[\w~.-]{3}[0-9]Q~[\w~.-]{31,}+"),
    ("azure-signature", "sig=", r"(?<![a-z])sig=(?P<v>[A-Za-z0-9%/+]{40,}+=?)"),
    ("azure-devops-token", "azdo", f"{_B}[A-Za-z0-9]{{76}}AZDO[A-Za-z0-9]{{4}}{_E}"),
    ("alibaba-key", "ltai", f"{_B}LTAI[A-Za-z0-9]{{17,26}}{_E}"),
    ("tencent-key", "akid", f"{_B}AKID[A-Za-z0-9]{{32}}{_E}"),
    ("yandex-key", "aqvn", f"{_B}AQVN{_W}{{35,}}+"),
    ("digitalocean-token", "_v1_", f"{_B}do[opr]_v1_{_H}{{40,}}+"),
    ("heroku-key", "hrku-", f"{_B}HRKU-{_W}{{30,}}+"),
    ("heroku-key", "heroku", rf"(?i:heroku)[^\n]{{0,40}}?{_B}(?P<v>{_UUID})"),
    ("cloudflare-key", "v1.0-", rf"{_B}v1\.0-{_H}{{24}}-{_H}{{100,}}+"),
    ("scaleway-key", "scw_secret", rf"(?i:SCW_SECRET_KEY)[^\n]{{0,6}}?(?P<v>{_UUID})"),
    ("fly-token", "fm1 fm2_ fo1_", rf"{_B}(?:fm1[ar]_|fm2_|fo1_)[A-Za-z0-9+/=_-]{{30,}}+"),
    ("netlify-token", "nfp_", f"{_B}nfp_{_A}{{30,}}+"),
    ("vercel-token", "vcp_ vci_ vca_ vcr_ vck_", f"{_B}vc[piark]_{_A}{{24,}}+"),
    ("supabase-key", "sbp_ sb_secret_", f"{_B}(?:sbp_{_H}{{40}}|sb_secret_{_W}{{20,}}+)"),
    ("planetscale-key", "pscale_", "pscale_(?:tkn|pw|oauth)_[A-Za-z0-9=._-]{30,}+"),
    ("neon-key", "napi_", f"{_B}napi_{_A}{{40,}}+"),
    # code and its delivery
    ("github-token", "ghp_ gho_ ghu_ ghs_ ghr_", f"gh[pousr]_{_A}{{30,}}+"),
    ("github-token", "github_pat_", r"github_pat_[A-Za-z0-9_]{40,}+"),
    ("gitlab-token", "gl", rf"{_B}gl(?:pat|dt|rt|cbt|ptt|ft|imt|agent|soat|ffct|oas|wt)-[A-Za-z0-9_.-]{{20,}}+"),
    ("gitlab-runner-token", "gr1348941", f"GR1348941{_W}{{20,}}+"),
    ("bitbucket-token", "atbb", f"{_B}ATBB{_A}{{24,}}+"),
    ("atlassian-token", "atatt3 atctt3", r"AT[AC]TT3[A-Za-z0-9_=-]{20,}+"),
    ("npm-token", "npm_", f"{_B}npm_{_A}{{30,}}+"),
    ("pypi-token", "pypi-age", f"pypi-AgE{_W}{{40,}}+"),
    ("rubygems-key", "rubygems_", f"rubygems_{_H}{{40,}}+"),
    ("nuget-key", "oy2", f"{_B}oy2[a-z0-9]{{43}}{_E}"),
    ("crates-token", "cio", f"{_B}cio{_A}{{32}}{_E}"),
    ("docker-token", "dckr_", f"dckr_[po]at_{_W}{{20,}}+"),
    ("artifactory-key", "akc cmvmdgtu", f"{_B}(?:AKC[a-z0-9]{_A}{{60,}}+|cmVmdGtu{_A}{{50,}}+)"),
    ("sonar-token", "sqp_ squ_ sqa_", f"{_B}sq[pua]_{_H}{{40}}"),
    ("circleci-token", "ccipat_ ccipr", f"CCIP(?:AT|RJ)_{_A}{{10,}}+_{_H}{{20,}}+"),
    ("buildkite-token", "bkua_ bkct_ bkaj_", f"{_B}bk(?:ua|ct|aj)_{_A}{{20,}}+"),
    ("terraform-token", ".atlasv1.", rf"{_B}{_A}{{14}}\.atlasv1\.[\w=-]{{40,}}+"),
    ("pulumi-token", "pul-", f"{_B}pul-{_H}{{40}}"),
    ("doppler-token", "dp.", rf"{_B}dp\.(?:pt|st|ct|sa|scim|audit)\.[\w.-]{{30,}}+"),
    ("vault-token", "hvs. hvb. hvr.", rf"{_B}hv[sbr]\.{_W}{{20,}}+"),
    ("vault-token", "s.", rf"(?<![\w.])s\.(?=[A-Za-z]{{0,23}}[0-9]){_A}{{24}}{_E}"),
    ("postman-key", "pmak-", f"PMAK-{_H}{{24}}-{_H}{{34}}"),
    ("sourcegraph-token", "sgp_", f"{_B}sgp_[A-Za-z0-9_]{{40,}}+"),
    ("ngrok-token", "ngrok", rf"(?i:ngrok)[^\n]{{0,40}}?{_B}(?P<v>[12]{_A}{{26}}_{_A}{{20,}}+)"),
    ("tailscale-key", "tskey-", rf"tskey-[a-z]{{1,12}}-{_A}{{6,}}+(?:-{_A}{{6,}}+)?"),
    ("1password-key", "a3- ops_ey", rf"{_B}(?:A3-[A-Z0-9]{{6}}-[A-Z0-9-]{{24,}}+|ops_eyJ[\w+/=-]{{50,}}+)"),
    ("age-key", "age-secret-key-1", r"AGE-SECRET-KEY-1[A-Z0-9]{30,}+"),
    # chat, mail and telephone
    ("slack-token", "xox xapp- xwfp-", r"(?:xox[a-z](?:\.xox[a-z])?|xapp|xwfp)-[A-Za-z0-9%/+=_-]{10,}+"),
    (
        "slack-webhook",
        "hooks.slack",
        r"hooks\.slack(?:-gov)?\.com/(?:services|workflows|triggers|commands|actions|app|shortcuts)/(?P<v>[\w/+-]{15,}+)",
    ),
    ("discord-token", ".", rf"{_B}[MNO]{_W}{{23,27}}\.{_W}{{6}}\.{_W}{{27,}}+"),
    ("discord-webhook", "/api/webhooks/", rf"discord(?:app)?\.com/api/webhooks/[0-9]{{10,25}}/(?P<v>{_W}{{40,}}+)"),
    ("teams-webhook", "webhook.office.com", r"webhook\.office\.com/webhookb2/(?P<v>[\w@/-]{30,}+)"),
    ("telegram-token", ":aa", rf"(?<![\w.])[0-9]{{8,10}}:AA{_W}{{32,}}+"),
    ("twilio-key", "sk", f"{_B}SK{_H}{{32}}{_E}"),
    ("sendgrid-key", "sg.", rf"{_B}SG\.{_W}{{16,}}+\.{_W}{{16,}}+"),
    ("mailgun-key", "key-", f"{_B}key-{_H}{{32}}{_E}"),
    ("mailchimp-key", "-us", f"{_B}{_H}{{32}}-us[0-9]{{1,2}}{_E}"),
    ("brevo-key", "xkeysib- xsmtpsib-", f"x(?:key|smtp)sib-{_H}{{40,}}+-{_A}{{16}}"),
    ("resend-key", "re_", f"{_B}re_{_A}{{8}}_{_A}{{20,}}+"),
    # money
    ("stripe-key", "_live_ _test_", f"{_B}[srp]k_(?:live|test)_{_A}{{16,}}+"),
    ("webhook-secret", "whsec_", r"whsec_[A-Za-z0-9+/=]{16,}+"),
    ("square-token", "sq0 eaaa", f"{_B}(?:sq0(?:atp|csp|idp)-{_W}{{22,}}+|EAAA{_W}{{60,}}+)"),
    ("shopify-token", "shp", f"{_B}shp(?:at|ca|pa|ss|tka)_[0-9A-Fa-f]{{32,}}+"),
    ("braintree-token", "access_token$", rf"access_token\$(?:production|sandbox)\${_A}{{16}}\${_H}{{32}}"),
    ("plaid-token", "access-", f"{_B}access-(?:sandbox|development|production)-{_UUID}"),
    ("razorpay-key", "rzp_", f"{_B}rzp_(?:live|test)_{_A}{{14,}}+"),
    ("flutterwave-key", "flwseck", rf"FLWSECK(?:_TEST)?-{_A}{{12,}}+(?:-X)?"),
    ("easypost-key", "ezak ezt", f"{_B}EZ[AT]K{_A}{{54}}"),
    # watching and waking
    (
        "datadog-key",
        "dd",
        rf"(?i:(?<![a-z])(?:dd|datadog)[ _-]?(?:api|app|application)[ _-]?key)[^\n]{{0,6}}?(?P<v>{_H}{{32,40}}){_E}",
    ),
    ("datadog-key", "ddapp_ ddpat_", f"{_B}dd(?:app|pat)_{_A}{{30,}}+"),
    ("new-relic-key", "nra nri nrj nrs", f"{_B}NR(?:AK|II|IQ|JS|SP|AA|RA)-{_W}{{19,}}+"),
    ("new-relic-key", "nral", f"{_B}{_A}{{32,40}}NRAL{_E}"),
    ("pagerduty-key", "u+", rf"(?<![\w+])u\+{_W}{{18}}(?![\w-])"),
    ("pagerduty-key", "pagerduty.com", rf"pagerduty\.com/(?:integration|x-ere)/(?P<v>{_A}{{20,}}+)"),
    ("opsgenie-key", "geniekey", r"(?i:GenieKey)[ \t]{1,9}(?P<v>[\w-]{20,}+)"),
    ("sentry-dsn", "://", rf"(?<=://)(?P<v>{_H}{{32}}(?::{_H}{{32}})?)@"),
    ("sentry-token", "sntry", r"sntry[su]_[A-Za-z0-9+/=_-]{40,}+"),
    ("grafana-token", "glsa_ glc_", r"gl(?:sa|c)_[A-Za-z0-9+/=_-]{30,}+"),
    ("grafana-key", "eyjrijoi", r"eyJrIjoi[A-Za-z0-9+/=]{40,}+"),
    ("dynatrace-token", "dt0", rf"{_B}dt0[a-z][0-9]{{2}}\.[A-Z0-9]{{24}}\.[A-Z0-9]{{40,}}+"),
    ("honeycomb-key", "hcaik_ hcamk_ hcxik_", f"hc(?:aik|amk|xik)_{_A}{{30,}}+"),
    ("incident-io-key", "inc_", f"{_B}inc_{_A}{{32,}}+"),
    ("rootly-token", "rootly_", f"{_B}rootly_{_H}{{40,}}+"),
    # models
    ("anthropic-key", "sk-ant-", f"sk-ant-{_W}{{16,}}+"),
    ("openrouter-key", "sk-or-", f"sk-or-{_W}{{20,}}+"),
    ("openai-key", "sk-", f"(?<![A-Za-z0-9_-])sk-(?:(?:proj|svcacct|admin|None)-{_W}{{20,}}+|{_A}{{20,}}+)"),
    ("hugging-face-token", "hf_ api_org_", f"{_B}(?:hf_|api_org_){_A}{{28,}}+"),
    ("groq-key", "gsk_", f"{_B}gsk_{_A}{{40,}}+"),
    ("xai-key", "xai-", f"{_B}xai-{_A}{{60,}}+"),
    ("replicate-token", "r8_", f"{_B}r8_{_A}{{36,}}+"),
    ("perplexity-key", "pplx-", f"{_B}pplx-{_A}{{40,}}+"),
    ("langsmith-key", "lsv2_", f"{_B}lsv2_[ps][tk]_{_H}{{32}}_{_H}{{10}}"),
    ("databricks-token", "dapi", f"{_B}dapi{_H}{{32}}(?:-[0-9])?{_E}"),
    # work
    ("linear-key", "lin_api_ lin_oauth_", f"{_B}lin_(?:api|oauth)_{_A}{{30,}}+"),
    ("notion-token", "ntn_ secret_", f"{_B}(?:ntn_{_A}{{40,}}+|secret_{_A}{{43}}{_E})"),
    ("figma-token", "figd_ figo_", f"{_B}fig[do]_{_W}{{36,}}+"),
    ("airtable-token", "pat", rf"{_B}pat{_A}{{14}}\.{_H}{{64}}"),
    ("asana-token", "/1", rf"(?<![\w/])[0-9]/[0-9]{{12,20}}(?:/[0-9]{{12,20}})?:{_H}{{32}}"),
    ("hubspot-token", "pat-", f"{_B}pat-(?:na|eu|ap)[0-9]-{_UUID}"),
    ("contentful-token", "cfpat-", f"CFPAT-{_W}{{40,}}+"),
    ("mapbox-token", "sk.ey", rf"{_B}sk\.eyJ{_W}{{40,}}+\.{_W}{{18,}}+"),
    ("facebook-token", "eaa", f"{_B}EAA[A-Z]{_A}{{80,}}+"),
    ("twitter-token", "aaaaaaaaaa", rf"{_B}A{{18,22}}[A-Za-z0-9%]{{60,}}+"),
    ("okta-token", "ssws", rf"(?<![A-Za-z])SSWS[ \t]{{1,9}}(?P<v>{_W}{{20,}}+)"),
    # whatever the vendor
    ("jwt", "eyj", rf"(?<![\w-])eyJ{_W}{{8,}}+\.eyJ{_W}{{8,}}+(?:\.{_W}{{0,2000}}+)?"),
    ("jwt", "eyj", rf"(?<![\w-])eyJ{_W}{{15,}}+\.(?:{_W}{{0,2000}}+\.){{2,3}}{_W}{{10,}}+"),
    (
        "password-hash",
        "$",
        r"\$(?:2[aby]|argon2(?:i|d|id)|[156y]|pbkdf2-sha\d+)\$(?:[A-Za-z0-9./=+$]|,(?=[tp]=)){20,}+",
    ),
    ("url-password", "://", r"://[^\s/:@<>|\"]{0,100}:(?P<v>(?!//)[^\s/<>|\"]{1,256})@"),
    ("url-token", "://", r"://(?P<v>(?=[A-Za-z_-]{0,60}[0-9])[\w-]{16,200})@"),
    ("signed-url", "signature=", r"[?&;](?:X-Amz-|X-Goog-)?Signature=(?P<v>[A-Za-z0-9%/+_~-]{20,}+)"),
    ("aws-session-token", "x-amz-security-token=", r"(?i:X-Amz-Security-Token)=(?P<v>[A-Za-z0-9%/+=_-]{20,}+)"),
    ("cookie", "cookie", r"(?i:(?<![a-z])cookie)[\"']?[ \t]{0,4}:[ \t]{0,4}[\"']?(?P<v>[\w.-]{1,60}=[^\n\"'<>]{4,})"),
    (
        "session",
        "sess",
        r"(?i:PHPSESSID|JSESSIONID|ASP\.NET_SessionId|connect\.sid|sessionid|session_id)=(?P<v>[\w%.+/-]{12,}+)",
    ),
    ("basic-login", "-u --user", r"(?<!\S)(?:-u|--user)[ =][\"']?[^\s:\"'<>]{1,100}:(?P<v>[^\s\"'<>]{3,256})"),
)

SHAPES: Final = tuple(Shape(kind, tuple(anchors.split()), re.compile(pattern)) for kind, anchors, pattern in _TABLE)

_ANCHORS: Final = tuple((anchor, place) for place, shape in enumerate(SHAPES) for anchor in shape.anchors)


def shapes_in(lowered: str) -> list[Shape]:
    """Give the shapes, in the table's order, that a text may hold; `lowered` is the text in lower case."""
    places = {place for anchor, place in _ANCHORS if anchor in lowered}
    return [SHAPES[place] for place in sorted(places)]


_BEGINNINGS: Final = (
    r"gh[pousr]_|github_pat_|glpat-|xox[a-z]-|xapp-|sk-|[srp]k_(?:live|test)_|AKIA|ASIA|AIza|ya29\.|npm_|pypi-|hf_|dapi|"
    r"SG\.|hvs\.|do[opr]_v1_|glsa_|eyJ|shp[a-z]{2,3}_|dckr_|whsec_|ATATT3|lin_api_|sntry"
)
KNOWN_BEGINNING: Final = re.compile(_BEGINNINGS)
WRAPPED: Final = re.compile(rf"(?<![A-Za-z0-9_.+/-])(?:{_BEGINNINGS})[A-Za-z0-9_.+/-]*+(?=[ \t]{{0,4}}[\n\ufffd])")
"""A known beginning that runs up to the end of its line, or up to a character that came broken."""
CONTINUATION: Final = re.compile(
    r"(?P<gap>[ \t]{0,4}[\n\ufffd][ \t]{0,8}(?:(?:&gt;|>)[ \t]?)?)(?P<rest>[A-Za-z0-9_.+/-]{4,}+={0,2})"
)
"""What may be the rest of a token that `WRAPPED` found."""
