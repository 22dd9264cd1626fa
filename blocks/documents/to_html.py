"""A postmortem as one HTML file: no script, no request, light and dark, on screen and on paper.

Elements and attributes come from our template alone. Texts are escaped by it, also those that were Markdown: they come
as a tree of blocks, never as HTML.
"""

import base64
import hashlib
import re
from functools import cache
from importlib import resources
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from blocks.documents.outline import outline, stamp
from blocks.documents.parts import Block, Prose, direction, words
from blocks.documents.prose import blocks
from blocks.documents.scripts import language
from blocks.text import is_safe_url
from bot.domain.documents import Document
from bot.domain.words import number, say

_TONES: Final = {"1": "grave", "2": "middle", "3": "mild"}
_RANK = re.compile(r"(?i)^(?:sev|p|s|level)?[ -]?([0-9])$")


def to_html(document: Document) -> str:
    """Return the document as HTML."""
    made = outline(document)
    style = _style()
    labels = {
        "skip": say("file.skip"),
        "contents": say("file.contents"),
        "table": say("file.table"),
        "made": say(
            "file.made",
            pm=made.name,
            revision=number(document.postmortem.revision),
            at=stamp(document, document.changed_at),
        ),
    }
    template = environment().get_template("postmortem.html.j2")
    return template.render(made=made, style=style, policy=_policy(style), labels=labels, tone=tone(made.severity))


def tone(severity: str) -> str:
    """Return how grave a severity looks. The colour only repeats the word; strange words have none."""
    found = _RANK.match(severity.strip())
    return _TONES.get(found[1], "") if found else ""


@cache
def environment() -> Environment:
    """Return where templates come from. Everything that they show is escaped, whatever their files are called."""
    made = Environment(
        autoescape=True,
        loader=PackageLoader("blocks.documents"),
        undefined=StrictUndefined,
        keep_trailing_newline=True,
    )
    made.filters.update(
        kind=_kind, parsed=_parsed, direction=_direction, is_safe=is_safe_url, words=words, language=language
    )
    return made


def _kind(block: Block) -> str:
    return type(block).__name__


def _direction(block: Block) -> str:
    return direction((block,))


def _parsed(prose: Prose) -> tuple[Block, ...]:
    return blocks(prose.source)


@cache
def _style() -> Markup:
    sheet = resources.files("blocks.documents").joinpath("templates", "postmortem.css").read_text(encoding="utf-8")
    return Markup(sheet)  # noqa: S704 - our own style sheet, the only thing in the file that is not escaped


@cache
def _policy(style: str) -> str:
    """Nothing is loaded from anywhere, and of all styles only ours is applied."""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
