"""Structured logs: one record a line, secrets masked, control characters escaped, no local variables.

What people wrote is in no line: errors say their kind and place, and their own words only where these quote no value.
It knows only `bot.domain`.
"""

import json as jsons
import logging
import re
import sys
import traceback
from collections.abc import Iterable, Mapping, MutableMapping
from typing import Any, Final

import structlog

from bot.domain.errors import Problem
from bot.domain.redaction import RedactionOptions, redact

_SHORTEST_SECRET: Final = 6
_SHORTEST_SPEAKING: Final = 6
_LONGEST_VALUE: Final = 2_000
_LONGEST_FOREIGN: Final = 300
_MOST_FRAMES: Final = 12
_MOST_CAUSES: Final = 4
_DEEPEST: Final = 12
_OURS: Final = ("bot", "blocks", "storage", "sandbox")
_SECRET_NAME = re.compile(
    r"(?:^|_|-)(?:token|secret|password|passwd|passphrase|authorization|cookie|api_?key|private_?key)$", re.IGNORECASE
)
_UNPRINTABLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff\U000e0000-\U000e0fff]"
)
_PLAIN = re.compile(r"[\w./:@+#-]{1,200}", re.ASCII)
_OPTIONS: Final = RedactionOptions(mails=True, phones=False, ibans=False)
_TELLING: Final[tuple[type[BaseException], ...]] = (
    Problem,
    OSError,
    ImportError,
    AttributeError,
    TypeError,
    NameError,
    RecursionError,
)
"""Errors whose own words never quote a value. ValueError, KeyError, pydantic's and SQLAlchemy's do."""


class _Known:
    """The secrets of this process, as one pattern."""

    pattern: re.Pattern[str] | None = None


def configure(level: str, *, json: bool = False, secrets: Iterable[str] = ()) -> None:
    """Send all logs of this process to stderr, from `level` ("debug" to "error") on, as JSON or for a person to read.

    `secrets` are values that must never appear; those under six characters cannot be told from ordinary words and are
    left to their names. Other people's libraries are heard from warnings on: below that some print what people wrote.
    """
    number = logging.getLevelNamesMapping()[level.upper()]
    known = sorted({secret for secret in secrets if len(secret) >= _SHORTEST_SECRET}, key=len, reverse=True)
    _Known.pattern = re.compile("|".join(map(re.escape, known))) if known else None
    render = _as_json if json else _as_text
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _name_logger,
            _explain_error,
            _mask_all,
            render,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=_Line,
        cache_logger_on_first_use=False,
    )
    root = logging.getLogger()
    root.handlers[:] = [_FromLibraries()]
    root.setLevel(max(number, logging.WARNING))
    for name in _OURS:
        logging.getLogger(name).setLevel(number)
    logging.captureWarnings(capture=True)


def bind_correlation(correlation: str) -> None:
    """Put this id on every line that the current task logs from now on: what belongs together is found together."""
    structlog.contextvars.bind_contextvars(correlation=correlation)


def correlation() -> str:
    """Return the id that the current task logs under, "" where none was bound."""
    return str(structlog.contextvars.get_contextvars().get("correlation", ""))


def mask(text: str) -> str:
    """Return the text without this process's secrets, and without anything that looks like a secret of anybody's."""
    if _Known.pattern is not None:
        text = _Known.pattern.sub("[secret:setting #1]", text)
    return redact(text, _OPTIONS).text if len(text) >= _SHORTEST_SPEAKING else text


def mask_data(value: Any, *, _depth: int = 0) -> Any:
    """Return JSON-like data with every string masked; what stands under a name like "token" goes whole.

    For recordings, which are written as JSON afterwards: masking the written line could break it.
    """
    if isinstance(value, str):
        return mask(value)
    if isinstance(value, Mapping):
        return {mask(str(key)): _named(str(key), inner, _depth + 1) for key, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_deeper(inner, _depth + 1) for inner in value]
    if value is None or isinstance(value, bool | int | float):
        return value
    return mask(str(value))


def _named(name: str, value: Any, depth: int) -> Any:
    if isinstance(value, str) and value and _SECRET_NAME.search(name):
        return "[secret:setting #1]"
    return _deeper(value, depth)


def _deeper(value: Any, depth: int) -> Any:
    return mask_data(value, _depth=depth) if depth < _DEEPEST or not isinstance(value, Mapping | list | tuple) else "…"


class _Line:
    """A structlog logger that writes finished lines to whatever stderr is at that moment."""

    def __init__(self, name: str = "", *_: object) -> None:
        self.name = name

    def msg(self, line: str) -> None:
        sys.stderr.write(line + "\n")
        sys.stderr.flush()

    debug = info = warning = error = critical = exception = log = msg


class _FromLibraries(logging.Handler):
    """Brings records of the standard library's logging into the same lines."""

    def emit(self, record: logging.LogRecord) -> None:
        """Log the first line of a library's message; what follows, or stands after "(error:", may quote anything."""
        try:
            lines = record.getMessage().splitlines() or [""]
            said = lines[0].partition("(error:")[0].strip()[:_LONGEST_FOREIGN]
            logger = structlog.get_logger(record.name)
            logger.log(max(record.levelno, logging.DEBUG), "library", said=said, exc_info=record.exc_info or None)
        except (ValueError, TypeError, LookupError, AttributeError, OSError):  # a lost line must not stop the work
            self.handleError(record)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - the standard library's name
        """Say only that a line was lost; the default would print its text and a traceback."""
        sys.stderr.write(f"a log line of {record.name!r} could not be written\n")


_Event = MutableMapping[str, Any]


def _name_logger(logger: Any, _method: str, event: _Event) -> _Event:
    if name := getattr(logger, "name", ""):
        event.setdefault("logger", name)
    return event


def _explain_error(_logger: Any, _method: str, event: _Event) -> _Event:
    """Turn `exc_info` into one string: kinds and places, own words only where they quote nothing."""
    info = event.pop("exc_info", None)
    error = info if isinstance(info, BaseException) else sys.exc_info()[1] if info is True else None
    if isinstance(info, tuple) and isinstance(info[1], BaseException):
        error = info[1]
    parts: list[str] = []
    while error is not None and len(parts) < _MOST_CAUSES:
        parts.append(_described(error))
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if parts:
        event["error"] = " <- ".join(parts)
    return event


def _described(error: BaseException) -> str:
    kind = type(error)
    words = ""
    if isinstance(error, _TELLING) or kind.__module__ == "sqlite3":
        words = f": {error}"
    elif isinstance(code := _slack_code(error), str):
        words = f": {code}"
    frames = list(traceback.walk_tb(error.__traceback__))[-_MOST_FRAMES:]
    places = [f"{frame.f_globals.get('__name__', '?')}:{line} {frame.f_code.co_name}" for frame, line in frames]
    return f"{kind.__module__}.{kind.__qualname__}{words}" + (f" at {' > '.join(places)}" if places else "")


def _slack_code(error: BaseException) -> object:
    response = getattr(error, "response", None)
    try:
        return response["error"] if response is not None else None
    except (KeyError, TypeError, IndexError):
        return None


def _mask_all(_logger: Any, _method: str, event: _Event) -> _Event:
    return {mask(key): _cut(_named(key, value, 0)) for key, value in event.items()}


def _cut(value: Any) -> Any:
    return value[:_LONGEST_VALUE] + "…" if isinstance(value, str) and len(value) > _LONGEST_VALUE else value


def _as_json(_logger: Any, _method: str, event: _Event) -> str:
    return jsons.dumps(event, ensure_ascii=True, default=str)


def _as_text(_logger: Any, _method: str, event: _Event) -> str:
    event = dict(event)
    head = (event.pop("timestamp", ""), event.pop("level", ""), event.pop("logger", ""), event.pop("event", ""))
    pairs = (f"{_escaped(str(key))}={_shown(value)}" for key, value in event.items())
    time, level, logger, name = (_escaped(str(part)) for part in head)
    return " ".join(part for part in (time, f"{level:<7}", logger, name, *pairs) if part)


def _shown(value: Any) -> str:
    if isinstance(value, str):
        return value if _PLAIN.fullmatch(value) else f'"{_escaped(value)}"'
    return _escaped(jsons.dumps(value, ensure_ascii=False, default=str))


def _escaped(text: str) -> str:
    return _UNPRINTABLE.sub(lambda match: match[0].encode("unicode_escape", "surrogatepass").decode("ascii"), text)
