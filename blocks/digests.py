"""The weekly digest of a channel: figures in a sentence, the items that come first, and nobody mentioned."""

from typing import Final

from slack_sdk.models.blocks import Block, RawTextObject, TableBlock

from blocks import kit, people, text
from blocks.action_items_lists import show_items
from bot.domain.action_items import ActionItem
from bot.domain.digests import DigestFacts
from bot.domain.grammar_items import ItemsWanted
from bot.domain.surfaces import Rendered
from bot.domain.words import listing, say, short_day

ITEM: Final = 120
TITLE: Final = 80
MOST_PUBLISHED: Final = 5
LINES: Final = 5
_WRAPPED: Final = ({"is_wrapped": True}, None, None, None)


def digest(facts: DigestFacts) -> Rendered:
    """Return the message: its figures say it all, the table below them may scroll."""
    figures = _figures(facts)
    blocks: list[Block] = [kit.header(say("digest.title")), kit.section(figures)]
    if facts.figures.rows:
        blocks += [_table(facts)] if facts.tables else [kit.section(one) for one in _lines(facts)]
    if notable := _notable(facts):
        blocks.append(kit.section(notable))
    if facts.figures.open:
        wanted = ItemsWanted(team=None if facts.is_for_all else facts.channel)
        blocks.append(kit.actions(show_items(wanted, say("about.items_here"), "button.all_items")))
    weekday = say(f"digest.weekday.{facts.weekday}")
    every = say("digest.every", weekday=weekday, channel=text.name(f"#{facts.channel_name}"))
    blocks.append(kit.context(f"{every} {say('digest.private')}"))
    return kit.message(figures, *blocks)


def _figures(facts: DigestFacts) -> str:
    """Return "2 published · 1 in review · 1 draft. Items: 6 done, 5 of them on time; 9 open, 2 of them late."."""
    found = facts.figures
    counted = (("published", len(found.published)), ("in_review", len(found.in_review)), ("drafts", found.drafts))
    documents = " · ".join(say(f"digest.{key}", n=n) for key, n in counted if n)
    said = [f"{documents}."] if documents else []
    if found.done or found.open:
        done, open_ = say("digest.done", n=len(found.done)), say("digest.open", n=found.open)
        done += f", {_share('on_time', facts.on_time, len(found.done))}" if found.done else ""
        open_ += f", {_share('late', found.late, found.open)}" if found.open else ""
        said.append(say("digest.items", done=done, open=open_))
    return " ".join(said)


def _share(key: str, n: int, of: int) -> str:
    """Return how many of some items are on time, or late; of a single one, whether it is."""
    return say(f"digest.{key}", n=n) if of > 1 else say(f"digest.{key}_{'yes' if n else 'no'}")


def _table(facts: DigestFacts) -> TableBlock:
    head = [RawTextObject(text=say(f"digest.{one}")) for one in ("item", "owner", "due", "priority")]
    rows = [[RawTextObject(text=cell) for cell in _cells(facts, one)] for one in facts.figures.rows]
    return TableBlock(rows=[head, *rows], column_settings=list(_WRAPPED))


def _cells(facts: DigestFacts, item: ActionItem) -> tuple[str, str, str, str]:
    owner = people.spoken(facts.names, item.owner) if item.owner else say("item.no_owner")
    return text.plain(item.text, ITEM) or "…", owner, _due(facts, item), say(f"item.priority.{item.priority.value}")


def _lines(facts: DigestFacts) -> list[str]:
    """Return the rows as lines, for workspaces where Slack takes no table; as many together as fit for sure."""
    lines = [_line(facts, one) for one in facts.figures.rows]
    return ["\n".join(lines[start : start + LINES]) for start in range(0, len(lines), LINES)]


def _line(facts: DigestFacts, item: ActionItem) -> str:
    owner = people.who(facts.names, item.owner) if item.owner else say("item.no_owner")
    parts = (owner, _due(facts, item), say(f"item.priority.{item.priority.value}"))
    return " · ".join((text.bold(text.line(item.text, ITEM)), *parts))


def _due(facts: DigestFacts, item: ActionItem) -> str:
    return short_day(item.due, facts.today) if item.due is not None else say("item.no_due")


def _notable(facts: DigestFacts) -> str:
    """Return what waits longest, and what was published."""
    said = []
    if (found := facts.waiting_longest) is not None:
        waiting, days = found
        said.append(f"{text.bold(say('digest.waiting'))} {say('digest.waits', pm=waiting.name, n=days)}")
    if facts.figures.published:
        named = [f"{one.name} {text.line(one.title, TITLE)}" for one in facts.figures.published]
        shown = ", ".join(named) if len(named) <= MOST_PUBLISHED else listing(named, MOST_PUBLISHED)
        said.append(f"{text.bold(say('digest.published_are'))} {shown}.")
    return " ".join(said)
