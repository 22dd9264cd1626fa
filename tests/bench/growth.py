"""Whether four times the text takes about four times the time, for everything that reads text from strangers.

Six times is the limit: what is worse grows faster than its input, and somebody can stop the bot with one message. It
is the processor's time that counts, so that whatever else the machine does is not in it.
"""

import gc
import json
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from blocks import markdown
from blocks import text as drawn
from blocks.documents import escaping, prose
from blocks.rich_text import from_rich_text, to_rich_text
from blocks.text_fields import editor_fields
from bot.ai.offline import narrate
from bot.api.shapes import Malformed, checked_form, checked_json
from bot.domain.grounding import ground
from bot.domain.incidents import Message, Transcript
from bot.domain.patterns import matcher
from bot.domain.redaction import admit
from bot.domain.text import normalise
from bot.domain.timeline import Brief
from bot.intake import mrkdwn
from bot.intake.export import read_export
from bot.intake.slack_messages import read_message
from tests.bench.documents import in_sections, pages
from tests.bench.figures import Figure
from tests.bench.places import Places
from tests.bench.shapes import SHAPES, of_length

TIMES = 4
SHORT, LONG = 10_000, 40_000
LIMIT = 6.0
SAMPLES = 3
SAMPLE_SECONDS = 0.002
SHORTEST = 1e-7
SECOND_LOOKS = 3
NOW = datetime(2026, 3, 2, 14, tzinfo=UTC)
TS = "1767362400.000100"
Work = Callable[[], object]


def measure(_: Places) -> Iterator[Figure]:
    """Yield the worst shape of every reader: how many times longer the long text takes than the short one."""
    with TemporaryDirectory(prefix="pm-bench-") as folder:
        for name, prepared in _readers(Path(folder)).items():
            worst, shape, short = max(_grown(prepared, shape) for shape in SHAPES)
            yield Figure(f"growth.{name}", worst, f"× {SHORT:,} characters (ms), of {shape}", LIMIT, short * 1000)


def _grown(prepared: Callable[[str], Work], shape: str) -> tuple[float, str, float]:
    """Return how many times longer the long text of a shape takes, the shape, and the seconds of the short one.

    What looks bad is looked at again, since a disturbance only ever adds. What still looks bad is looked at in larger
    texts: a step, such as from one message to several, is no growth and is not there any more.
    """
    found = [_ratio(prepared, shape, SHORT)]
    while found[-1][0] > LIMIT - 1 and len(found) < SECOND_LOOKS:
        found.append(_ratio(prepared, shape, SHORT))
    if min(found)[0] > LIMIT:
        found.append(_ratio(prepared, shape, LONG))
    return min(found)


def _ratio(prepared: Callable[[str], Work], shape: str, length: int) -> tuple[float, str, float]:
    short, long = (_seconds(prepared(of_length(SHAPES[shape], size))) for size in (length, length * TIMES))
    return long / short, shape, short


def _seconds(work: Work) -> float:
    """Return the seconds that one call takes: the best of some samples, each long enough to be measured."""
    calls = max(1, int(SAMPLE_SECONDS / max(_sample(work, 1), SHORTEST)))
    return min(_sample(work, calls) for _ in range(SAMPLES))


def _sample(work: Work, calls: int) -> float:
    """Return the seconds of one call, without collections of garbage: they cost what the process holds, not the text.

    `timeit` of the standard library leaves them out for the same reason.
    """
    gc.collect()
    gc.disable()
    try:
        started = time.process_time()
        for _ in range(calls):
            work()
        return (time.process_time() - started) / calls
    finally:
        gc.enable()


def _readers(folder: Path) -> dict[str, Callable[[str], Work]]:
    """Return, by name, what turns a text into the work of reading it."""
    known = matcher(("resolved", "*all clear*fixed*"), ("reopened", "not resolved"))
    plain: dict[str, Callable[..., object]] = {
        "redaction": admit,
        "normalise": normalise,
        "patterns": known.kind_of,
        "slack_markup": lambda text: mrkdwn.plain(text, str, str),
        "slack_text": drawn.escape,
        "markdown_to_slack": markdown.paragraphs,
        "markdown_document": escaping.section,
        "rich_text": to_rich_text,
        "text_fields": partial(editor_fields, label="Summary"),
        "markdown_tree": prose.blocks,
        "narrator": _narrated,
    }
    readers: dict[str, Callable[[str], Work]] = {name: partial(partial, read) for name, read in plain.items()}
    readers["pages"] = lambda text: partial(pages, in_sections(text, SHORT))
    readers["rich_text_typed"] = lambda text: partial(from_rich_text, _typed(text))
    readers["slack_message"] = lambda text: partial(read_message, _message(text), str, str)
    readers["request_json"] = lambda text: partial(_checked, checked_json, json.dumps({"type": "x", "text": text}))
    readers["request_form"] = lambda text: partial(
        _checked, checked_form, f"command=%2Fpostmortem&user_id=U1&text={text}"
    )
    readers["export"] = lambda text: partial(read_export, _export(folder, text), "inc", now=NOW)
    return readers


def _checked(check: Callable[[str], object], text: str) -> None:
    """Check a request; refusing it is an answer too."""
    with suppress(Malformed):
        check(text)


def _narrated(text: str) -> None:
    messages = (Message(ts=TS, author="U1", author_name="Maya", text=text),)
    transcript = Transcript(channel="C1", messages=messages, members={"U1": "Maya"})
    ground(narrate(transcript, Brief(sections=("summary", "impact", "root_cause"))).claims, transcript)


def _typed(text: str) -> dict[str, Any]:
    section = {"type": "rich_text_section", "elements": [{"type": "text", "text": text, "style": {"bold": True}}]}
    return {"type": "rich_text", "elements": [section]}


def _message(text: str) -> dict[str, Any]:
    return {"type": "message", "ts": TS, "user": "U0123456789", "text": text}


def _export(folder: Path, text: str) -> Path:
    """Write an export with one message, over the one before."""
    (folder / "inc").mkdir(exist_ok=True)
    files = {
        "channels.json": [{"id": "C0123456789", "name": "inc", "members": ["U0123456789"]}],
        "users.json": [{"id": "U0123456789", "name": "maya", "real_name": "Maya"}],
        "inc/2026-01-02.json": [_message(text)],
    }
    for name, content in files.items():
        (folder / name).write_text(json.dumps(content), encoding="utf-8")
    return folder
