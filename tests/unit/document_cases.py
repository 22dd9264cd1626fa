"""The documents of the golden files: an ordinary one, Chinese, Arabic, emoji, 300 entries, and the texts of an enemy.

`python -m tests.unit.document_cases` writes tests/unit/golden anew; look at the difference before it is kept.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

from pypdf import PdfReader

from blocks.documents import DOCUMENTS
from bot.domain.action_items import ActionItem, ItemKind, ItemStatus, Priority
from bot.domain.documents import Document
from bot.domain.incidents import Gap, ImportReport
from bot.domain.postmortems import Postmortem, Publication, Section, Status
from bot.domain.reviews import Override, Review, ReviewState
from bot.domain.sections import CATALOGUE
from bot.domain.timeline import Entry, EntryKind, Mark, Origin, Question, Sentence
from tests.unit.drawn import BEGIN, END, a_postmortem, an_incident

GOLDEN = Path(__file__).parent / "golden"
NAMES = {"U1": "Maya Lindqvist", "U2": "Ben Okafor", "U3": "Ines Marín", "U4": "Ravi Patel", "U5": "Noor Haddad"}

SUMMARY = (
    "On Nov 17 the checkout failed for **about 2,300 people** for 45 minutes. A change of the cache's connection pool "
    "went to all nodes at once; rolling it back ended the outage."
)
CAUSE = """The new pool limit was **12 connections a node**, sized for the *average* and not for the peak.

1. The pool was exhausted within a minute, see [the dashboard](https://grafana.example.com/d/pool?from=now-1h).
2. Each request then waited `30s` for a connection:
   - the checkout retried, which doubled the load
   - the queue workers shared the same pool

> We had no alert on pool use, only on errors.

```
pool.max = 12   # was 64
pool.wait = 30s
```

| setting | before | after |
| --- | ---: | ---: |
| `pool.max` | 64 | 12 |
| `pool.wait` | 2s | 30s |"""
FACTORS = """- The change went to **all** nodes at once
- The canary has no checkout traffic
- On a Friday, ~~as always~~ again"""
WELL = "The pager rang within two minutes\nThe rollback was rehearsed last month"
BETTER = "Ask before the next step, not after\nAlert on pool use, not only on errors"
STEPS = """Rolled the cache change back on one node → its errors stopped
Rolled it back everywhere → errors at zero after 4 min"""

TEXTS: Mapping[str, str] = {"summary": SUMMARY, "root_cause": CAUSE, "contributing_factors": FACTORS}
FIELDS: Mapping[str, Mapping[str, str]] = {
    "impact": {"minutes": "45", "users": "2300", "revenue": "12,500 USD", "sla": "yes"},
    "lessons_learned": {"well": WELL, "better": BETTER, "lucky": "It was not the week of the sale"},
    "resolution": {"steps": STEPS},
}


def ts(minute: int) -> str:
    """Return the ts of a message that many minutes after the beginning."""
    return f"{int((BEGIN + timedelta(minutes=minute)).timestamp())}.000100"


def entry(minute: int, kind: EntryKind, text: str, **over: Any) -> Entry:
    """Return an entry with one message at the same minute."""
    fields: dict[str, Any] = {"at": BEGIN + timedelta(minutes=minute), "kind": kind, "text": text}
    return Entry(**{"evidence": (ts(minute),), **fields, **over})


ENTRIES = (
    entry(0, EntryKind.CHANGE, "The cache change goes to all 12 nodes (pool.max 64 → 12)", said_at=END),
    entry(2, EntryKind.DETECTED, "Alert: checkout errors above 5%", mark=Mark.DETECTED),
    entry(4, EntryKind.ACKNOWLEDGED, "Ravi takes the page", actor="U4", mark=Mark.ACKNOWLEDGED),
    entry(9, EntryKind.HYPOTHESIS, "Ben suspects the payment provider", actor="U2"),
    entry(14, EntryKind.RULED_OUT, "The provider answers normally", actor="U2", evidence=(ts(13), ts(14))),
    entry(23, EntryKind.FINDING, "Each checkout node waits for a cache connection", actor="U3"),
    entry(29, EntryKind.DECISION, "Maya decides to roll the cache change back", actor="U1"),
    entry(34, EntryKind.MITIGATED, "Errors fall under 1% on the first node", mark=Mark.MITIGATED),
    entry(45, EntryKind.RESOLVED, "Errors at zero for five minutes", mark=Mark.RESOLVED, evidence=()),
)
ITEMS = (
    ActionItem(
        id=1,
        text="Alert on pool use above 80%",
        owner="U3",
        due=date(2026, 11, 27),
        priority=Priority.HIGH,
        kind=ItemKind.DETECT,
        ticket="https://tracker.example.com/OPS-311",
    ),
    ActionItem(
        id=2,
        text="Send changes of the cache to one node first",
        owner="U2",
        done_when="A cold start is part of every test | run.",
        due=date(2026, 12, 4),
        priority=Priority.HIGH,
        kind=ItemKind.PREVENT,
        status=ItemStatus.IN_PROGRESS,
    ),
    ActionItem(
        id=3,
        text="Give the canary checkout traffic",
        owner="U1",
        due=date(2026, 12, 11),
        status=ItemStatus.COMPLETED,
        evidence="https://ci.example.com/run/88",
    ),
    ActionItem(
        id=4,
        text="Separate pools for queue workers",
        owner=None,
        due=None,
        priority=Priority.LOW,
        status=ItemStatus.WONT_DO,
        justification="The queue moves to another cluster in January.",
    ),
)
REVIEWS = (
    Review(
        reviewer="U5",
        state=ReviewState.APPROVED,
        revision=16,
        covers=16,
        at=END + timedelta(days=3, hours=2),
        note="Clear and fair.",
    ),
    Review(reviewer="U2", state=ReviewState.APPROVED, revision=15, covers=16, at=END + timedelta(days=3)),
    Review(reviewer="U4", state=ReviewState.OWED, asked_at=END + timedelta(days=1)),
)
REPORT = ImportReport(
    messages=412, threads=37, files=9, secrets=3, gaps=(Gap(what="threads", count=2, reason="access was refused"),)
)


def postmortem(texts: Mapping[str, str], fields: Mapping[str, Mapping[str, str]], **over: Any) -> Postmortem:
    """Return a postmortem with the default template's sections, filled with these texts and fields."""
    sections = tuple(
        Section(
            key=one.key,
            title=one.title,
            required=one.required,
            position=place,
            text=texts.get(one.key, ""),
            fields=dict(fields.get(one.key, {})),
            origin=Origin.PERSON,
        )
        for place, one in enumerate(CATALOGUE)
    )
    values: dict[str, Any] = {"revision": 16, "sections": sections, "report": REPORT, "updated_at": END}
    return a_postmortem(**{**values, **over})


def links(entries: Iterable[Entry]) -> dict[str, str]:
    """Return a permalink for each message of the entries."""
    cited = {one for entry in entries for one in entry.evidence}
    return {one: f"https://example.slack.com/archives/C1/p{one.replace('.', '')}" for one in sorted(cited)}


def ordinary() -> Document:
    """Return a published postmortem with everything that one can have."""
    published = Publication(
        at=END + timedelta(days=3, hours=2),
        by=None,
        revision=16,
        corrected_at=END + timedelta(days=5),
        corrected_by="U5",
        correction="The number of people was 2,300, not 3,200.",
    )
    lifted = Override(key="owed:U4", by="U5", reason="Ravi is on leave until January.", at=END + timedelta(days=3))
    return Document(
        postmortem=postmortem(
            TEXTS, FIELDS, status=Status.PUBLISHED, publication=published, services=("Payments", "Checkout")
        ),
        incidents=(
            an_incident(),
            an_incident(id=8, channel="C2", channel_name="inc-208-queue", title="Queue workers stall"),
        ),
        entries=ENTRIES,
        items=ITEMS,
        reviews=REVIEWS,
        overrides=(lifted,),
        names=NAMES,
        links=links(ENTRIES[:-2]),
    )


STATEMENTS = (
    Sentence(text="rolling it back ended the outage.", cites=("1794924120.000100",)),
    Sentence(text="It waits for somebody.", reason="the number 12 is in none of its messages"),
)


def draft() -> Document:
    """Return a draft with gaps, unverified entries, questions and unkept AI text, over midnight in Tokyo."""
    made = postmortem({"summary": SUMMARY, "impact": ""}, {}, author=None, severity=None, revision=1)
    unkept = {"origin": Origin.AI, "sentences": STATEMENTS}
    sections = tuple(one.model_copy(update=unkept) if one.key == "summary" else one for one in made.sections)
    unverified = entry(
        40,
        EntryKind.FINDING,
        "12 of 40 nodes were hit",
        verified=False,
        reason="the number 40 is in none of its messages.",
    )
    later = entry(70, EntryKind.FOLLOW_UP, "Ben looks whether orders were lost")
    return Document(
        postmortem=made.model_copy(update={"sections": sections}),
        zone="Asia/Tokyo",
        incidents=(an_incident(severity=None),),
        entries=(*ENTRIES, later),
        unverified=(unverified,),
        questions=(
            Question(text="Who was asked before the rollback?", asks=("U1", "U2")),
            Question(text="Were orders lost?", answer="No: **all** of them were retried.", answered_by="U2"),
        ),
        names=NAMES,
        links=links(ENTRIES),
    )


def in_words(title: str, texts: Mapping[str, str], said: str, names: Mapping[str, str], lesson: str) -> Document:
    """Return a document whose people write in one language only."""
    entries = tuple(
        entry(n * 5, kind, said, mark=Mark(kind.value) if kind.value in set(Mark) else None)
        for n, kind in enumerate((EntryKind.DETECTED, EntryKind.FINDING, EntryKind.RESOLVED))
    )
    return Document(
        postmortem=postmortem(
            texts, {"lessons_learned": {"well": lesson}, "resolution": {"steps": f"{said} → {lesson}"}}, title=title
        ),
        incidents=(an_incident(title=title, channel_name=lesson[:20]),),
        entries=entries,
        items=(ActionItem(id=1, text=said, owner="U1", due=date(2026, 12, 1)),),
        reviews=(Review(reviewer="U2", state=ReviewState.APPROVED, revision=16, covers=16, at=END, note=lesson),),
        names=names,
        links=links(entries),
    )


def chinese() -> Document:
    """Return a Chinese document, with Japanese and Korean in it."""
    texts = {
        "summary": "11月17日，缓存配置变更导致**结账服务**中断45分钟，约2,300名用户受到影响。回滚后恢复正常。",
        "root_cause": "连接池上限设置为 `12`，低于峰值需求。\n\n"
        "- 变更同时推送到所有节点\n- 没有针对连接池使用率的告警\n\n"
        "> 日本語：接続プールが枯渇しました。\n\n한국어: 연결 풀이 고갈되었습니다.",
        "impact": "结账页面返回错误；客服收到37张工单。",
    }
    return in_words(
        "缓存变更后结账失败", texts, "连接池耗尽，结账请求超时", {"U1": "王小明", "U2": "李雷"}, "告警在两分钟内响起"
    )


def arabic() -> Document:
    """Return an Arabic document, with English and Hebrew in it."""
    texts = {
        "summary": "في 17 نوفمبر تعطلت خدمة **الدفع** لمدة 45 دقيقة وتأثر نحو 2,300 مستخدم. "
        "انتهى العطل بعد التراجع عن التغيير.",
        "root_cause": "كان الحد الأقصى لمجموعة الاتصالات `pool.max = 12` أقل من ذروة الطلب.\n\n"
        "1. وصل التغيير إلى جميع العقد دفعة واحدة\n2. لا يوجد تنبيه على استخدام المجموعة\n\n"
        "עברית: מאגר החיבורים התרוקן.",
        "impact": "فشلت عمليات الدفع في المتجر checkout.example.com",
    }
    return in_words(
        "أخطاء الدفع بعد تغيير ذاكرة التخزين",
        texts,
        "نفدت اتصالات ذاكرة التخزين المؤقت",
        {"U1": "مايا", "U2": "بن"},
        "وصل التنبيه خلال دقيقتين",
    )


def emoji() -> Document:
    """Return a document full of emoji, and of signs that few fonts have."""
    texts = {
        "summary": "🔥 Checkout down → 🚒 rollback → ✅ fixed. 👩‍👩‍👧 👍🏽 🇩🇪 🏴󠁧󠁢󠁥󠁮󠁧󠁿 1️⃣ ❤️ ☃ ⚙️ ✔ ✓ ⬆ ⇧ ∑ ≤ ≠ ½ € ₿",
        "root_cause": "Rare: ༄ ᚠᚢᚦ 𓀀 𐎠 ꙮ 🫨 \ue000 \U0010fffd ⟦x⟧ 𝔘𝔫𝔦 ẞ ﷽\n\n```\n└── pool 🫠\n    ├── max: 12 ✂\n```",
    }
    return in_words(
        "🔥 Checkout on fire 🔥", texts, "Errors 📈 then 📉", {"U1": "Maya 🌸", "U2": "Ben 🎧"}, "🎉 pager rang ☎️"
    )


def long() -> Document:
    """Return 300 entries over two days, and as many messages."""
    kinds = list(EntryKind)
    entries = tuple(
        entry(
            n * 7,
            kinds[n % len(kinds)],
            f"Step {n}: node {n % 12} of the cache answers again after {n} seconds, the queue gets shorter",
        )
        for n in range(300)
    )
    return ordinary().model_copy(update={"entries": entries, "links": links(entries)})


WRITTEN = (
    "summary",
    "impact",
    "root_cause",
    "contributing_factors",
    "detection",
    "response",
    "resolution",
    "lessons_learned",
)
HOSTILE = (
    '#read("/etc/passwd") #panic("x") $x^2$ @ref <label> *b* _i_ \\u{41} #link("javascript:alert(1)")[x]',
    "<script>alert(1)</script> <img src=x onerror=alert(1)> </style></title></main> {{ 7*7 }} {% raw %}",
    "[click](javascript:alert(1)) [bank.example](https://evil.example/) ![](https://evil.example/x.png)",
    "<!channel> <@U1> <@U9|somebody> <#C9|secret-room> <!subteam^S1|@ops> <!date^1^{date}|then> @here closes #12",
    "\u202eright\u202c \x00\x07\x1b]52;c;eA==\x07 \ud800 e" + "\u0301" * 40,
    '# Heading\n## Another\n\nSetext\n===\n\n---\n\n[a]: https://evil.example "t"\n\n' + "> " * 40 + "deep quote",
    "- " * 40 + "deep list\n\n| a | b |\n|---|---|\n| 1 | 2 | 3 lost? |\n\n```\nnever closed <b>",
    "\n".join(f"{'  ' * n}- level {n}" for n in range(40)),
)


def hostile() -> Document:
    """Return a document by somebody who hates every parser."""
    texts = dict(zip(WRITTEN, HOSTILE, strict=True))
    line = " ".join(HOSTILE[:4])
    names = {f"U{n}": HOSTILE[n] for n in range(4)}
    entries = tuple(
        entry(n, list(EntryKind)[n], text, evidence=(ts(n), "not a ts", "<b>")) for n, text in enumerate(HOSTILE)
    )
    fields = {
        "impact": {"users": HOSTILE[1], "#read": "#read", "minutes": "9" * 5000},
        "lessons_learned": {"well": "\n".join(HOSTILE)},
        "resolution": {"steps": "\n".join(f"{one} → {one}" for one in HOSTILE[:4])},
    }
    return Document(
        postmortem=postmortem(
            texts, fields, title=line[:120], severity=HOSTILE[1], services=HOSTILE[:3], no_items_reason=line
        ),
        incidents=(an_incident(title=line, channel_name=HOSTILE[1], external_id=HOSTILE[0]),),
        entries=entries,
        unverified=tuple(one.model_copy(update={"verified": False, "reason": HOSTILE[2]}) for one in entries),
        items=(
            ActionItem(
                id=1,
                text=HOSTILE[0],
                owner="U1",
                ticket="javascript:alert(1)",
                justification=HOSTILE[3],
                status=ItemStatus.WONT_DO,
            ),
        ),
        reviews=(
            Review(reviewer="U1", state=ReviewState.ASKED_CHANGES, at=datetime(2026, 11, 18, tzinfo=UTC), note=line),
        ),
        overrides=(Override(key="what:ever", by="U2", reason=line),),
        questions=(Question(text=line, asks=("U1",), answer=HOSTILE[5]),),
        names=names,
        links={
            ts(0): "javascript:alert(1)",
            ts(1): "",
            "not a ts": 'https://x.example/"><script>',
            "<b>": "https://ok.example/b",
        },
    )


CASES: Mapping[str, Callable[[], Document]] = {
    "ordinary": ordinary,
    "draft": draft,
    "chinese": chinese,
    "arabic": arabic,
    "emoji": emoji,
    "long": long,
    "hostile": hostile,
}


def as_text(pdf: bytes) -> str:
    """Return what can be read on the pages of a PDF, page by page."""
    pages = PdfReader(BytesIO(pdf)).pages
    return "\n".join(f"=== {n} of {len(pages)} ===\n{page.extract_text()}" for n, page in enumerate(pages, 1)) + "\n"


def main() -> None:
    """Write every golden file."""
    GOLDEN.mkdir(exist_ok=True)
    for name, make in CASES.items():
        for kind in ("md", "html", "json"):
            (GOLDEN / f"{name}.{kind}.txt").write_bytes(DOCUMENTS[kind].made(make()))
        (GOLDEN / f"{name}.pdf.txt").write_text(as_text(DOCUMENTS["pdf"].made(make())), encoding="utf-8")


if __name__ == "__main__":
    main()
