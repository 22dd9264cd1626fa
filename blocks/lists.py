"""The window that lists postmortems: 15 a page, with a filter. What a person may not see is not counted either."""

from typing import Any, Final

from slack_sdk.models.blocks import Block, ButtonElement

from blocks import controls, ids, kit, people, text
from blocks.ids import Ref
from bot.domain.postmortems import Status
from bot.domain.surfaces import Listed, ListFacts
from bot.domain.words import due_day, say, short_day

TITLE: Final = 120
WORDS: Final = 80
_WORDS: Final = {
    Status.DRAFT: "draft",
    Status.IN_REVIEW: "review",
    Status.PUBLISHED: "published",
    Status.ARCHIVED: "archived",
}
_FILTERS: Final = ("all", "mine", *_WORDS.values())


def view(facts: ListFacts) -> dict[str, Any]:
    """Return a page of the list as a window."""
    chosen = _chosen(facts)
    options = {one: kit.option(say(f"filter.{one}"), _ref(facts, one).encode()) for one in _FILTERS}
    blocks: list[Block] = [
        kit.actions(kit.select(ids.LIST_FILTER, say("filter.label"), list(options.values()), options[chosen]))
    ]
    blocks += [kit.context(one) for one in _narrowed(facts)]
    blocks += [kit.section(row(one, facts), controls.read(one.id, f"PM-{one.number}")) for one in facts.rows]
    if not facts.rows:
        blocks.append(kit.section(_empty(facts)))
    turning = _turning(facts, chosen)
    if turning:
        blocks.append(kit.actions(*turning))
    first = facts.page * facts.size
    if facts.rows:
        blocks.append(kit.context(say("page.list", first=first + 1, last=first + len(facts.rows), all=facts.total)))
    return kit.modal(say("title.list"), ids.LIST_VIEW, blocks, ref=_ref(facts, chosen, facts.page))


def row(one: Listed, facts: ListFacts) -> str:
    """Return a postmortem in two lines: what it is, then where it stands."""
    status = say(f"card.status.{one.status}")
    author = people.who(facts.names, one.author) if one.author else say("list.nobody")
    if one.due_at is not None and one.status is Status.DRAFT:
        when = say("list.planned", day=due_day(one.due_at.date()))
    else:
        when = say("list.changed", day=short_day(one.updated_at.date()))
    parts = (status, text.line(one.severity or "", 20), author, when)
    return (
        f"{text.bold(f'PM-{one.number}')} {text.line(one.title, TITLE)}\n{' · '.join(part for part in parts if part)}"
    )


def _narrowed(facts: ListFacts) -> list[str]:
    """Return what the list was narrowed to beside its filter, and which words meant nothing."""
    said = []
    if facts.person:
        said.append(say("list.person", who=people.who(facts.names, facts.person)))
    if facts.since:
        said.append(say("list.since", day=due_day(facts.since)))
    if facts.unknown:
        said.append(say("list.unknown", what=text.line(" ".join(facts.unknown), WORDS)))
    return said


def _ref(facts: ListFacts, word: str, page: int = 0) -> Ref:
    """Return the words of the list as the command takes them, so that a turned page is read like a typed one."""
    person = f"<@{facts.person}>" if facts.person else ""
    since = f"since {facts.since:%Y-%m-%d}" if facts.since else ""
    return Ref(kind="list", word=" ".join(filter(None, (word, person, since))), page=page)


def _chosen(facts: ListFacts) -> str:
    if facts.mine:
        return "mine"
    return _WORDS[facts.status] if facts.status else "all"


def _empty(facts: ListFacts) -> str:
    if facts.status is Status.DRAFT:
        return say("empty.list")
    return say("empty.filter") if facts.mine or facts.status else say("empty.list_any")


def _turning(facts: ListFacts, chosen: str) -> list[ButtonElement]:
    page = facts.page
    turns = (("button.earlier", ids.LIST_EARLIER, page - 1), ("button.later", ids.LIST_LATER, page + 1))
    last = max(0, (facts.total - 1) // facts.size)
    return kit.turning(turns, last, _ref(facts, chosen, page), say("list.of"))
