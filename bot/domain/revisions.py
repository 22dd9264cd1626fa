"""Revisions: every change of the text, kept in parts, so that any two can be compared and any one restored.

A part is the title, the details (severity, services, template), a section, a shown timeline entry, an action item, or
who can see it where a person decided that; its content is JSON that a restore reads. What is no part of the document
(a hidden entry, an owner, an approval) makes no revision.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime

from bot.domain.action_items import ActionItem
from bot.domain.postmortems import Postmortem, Section
from bot.domain.timeline import Entry
from bot.domain.values import Value

TITLE = "title"
DETAILS = "details"
SIGHT = "sight"
SECTION = "section:"
ENTRY = "entry:"
ITEM = "item:"
_ENTRY_FIELDS = frozenset({"at", "kind", "text", "actor", "evidence", "said_at", "mark", "rank"})

Parts = Mapping[str, str]
"""The content of a document at one moment: part key → JSON. A key that is missing is not in it."""


class Revision(Value):
    """That the text changed: who did it (None: the bot) and when (UTC), by which verb, and which parts it touched.

    `restores` is the number of an earlier revision that this one brought back.
    """

    number: int
    at: datetime
    by: str | None = None
    verb: str = ""
    parts: tuple[str, ...] = ()
    restores: int | None = None


def parts_of_text(postmortem: Postmortem) -> dict[str, str]:
    """Return the parts that the postmortem itself holds: its title, its details and its sections."""
    parts = {TITLE: _json({"text": postmortem.title}), DETAILS: details_part(postmortem)}
    parts.update({f"{SECTION}{one.key}": section_part(one) for one in postmortem.sections})
    return parts


def details_part(postmortem: Postmortem) -> str:
    """Return the details: what a reviewer judges beside the text, since the template and its gate hang on them."""
    known = {"template": postmortem.template, "severity": postmortem.severity, "services": postmortem.services}
    fields = {key: ", ".join(one) if isinstance(one, tuple) else one for key, one in known.items() if one}
    return _json({"text": "", "fields": fields})


def section_part(section: Section) -> str:
    """Return a section's content."""
    return _json({"text": section.text, "fields": section.fields})


def entry_part(entry: Entry) -> str | None:
    """Return an entry's content; None where it is not shown in the document."""
    if entry.hidden or not entry.verified:
        return None
    return entry.model_dump_json(include=set(_ENTRY_FIELDS))


def item_part(item: ActionItem) -> str | None:
    """Return an action item's content; None for a proposal that nobody has accepted."""
    return None if item.proposed else _json({"text": item.text})


def entry_parts(entries: Iterable[Entry]) -> dict[str, str]:
    """Return the parts of all shown entries."""
    return {f"{ENTRY}{one.id}": part for one in entries if (part := entry_part(one)) is not None}


def holds(then: Parts, now: Parts) -> bool:
    """Say whether all that a document said then is said now too, with nothing beside it but items that were added."""
    added = now.keys() - then.keys()
    return bool(then) and all(now.get(key) == one for key, one in then.items()) and all(map(_is_item, added))


def _is_item(key: str) -> bool:
    return key.startswith(ITEM)


def number_in(key: str) -> int:
    """Return the id in the key of an entry or an item."""
    return int(key.rpartition(":")[2])


def text_in(content: str) -> str:
    """Return the text of a title, a section or an item."""
    return str(json.loads(content)["text"])


def fields_in(content: str) -> dict[str, str]:
    """Return the fields of a section."""
    held: dict[str, str] = json.loads(content).get("fields") or {}
    return held


def entry_in(content: str) -> Entry:
    """Return an entry as it was told; what is no part of the document is as in a new one."""
    return Entry.model_validate_json(content)


def with_told(entry: Entry, content: str) -> Entry:
    """Return an entry as it was told in a revision, shown again; what is no part of the document stays as it is."""
    told = entry_in(content)
    fields = {name: getattr(told, name) for name in _ENTRY_FIELDS}
    return entry.model_copy(update={**fields, "hidden": False, "verified": True, "reason": None})


def changed(was: Parts, now: Parts) -> dict[str, str | None]:
    """Return what differs: each part's new content, None for one that went."""
    gone: dict[str, str | None] = dict.fromkeys(key for key in was if key not in now)
    return gone | {key: content for key, content in now.items() if was.get(key) != content}


def in_words(key: str, content: str) -> str:
    """Return a part as a reader sees it: a section's text and fields, an entry's time, kind and words, an item's."""
    held = json.loads(content)
    if key.startswith(ENTRY):
        mark = f" ({held['mark']})" if held["mark"] else ""
        return f"{held['at']} {held['kind']}{mark} {held['text']}"
    lines = [held["text"], *(f"{name}: {value}" for name, value in sorted((held.get("fields") or {}).items()))]
    return "\n".join(line for line in lines if line.strip())


def whole_text(parts: Parts) -> str:
    """Return a document's words in an order that does not depend on who stored them: what an approval was given to."""
    entries = sorted((key for key in parts if key.startswith(ENTRY)), key=lambda key: (in_words(key, parts[key]), key))
    others = sorted(key for key in parts if not key.startswith(ENTRY))
    return "\n\n".join(in_words(key, parts[key]) for key in (*others, *entries))


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
