"""Action items that a model proposes: above the list, each with what may become of it, and as a new one begins."""

from typing import Final

from slack_sdk.models.blocks import Block, ButtonElement

from blocks import ids, kit, text
from blocks.ids import Ref
from bot.domain.action_items import ActionItem
from bot.domain.words import Glyph, capitalised, marked, say
from bot.domain.writing import ItemsFacts

MOST_SHOWN: Final = 5
ITEM: Final = 200
MOST_LINKS: Final = 3


def proposals(facts: ItemsFacts) -> list[Block]:
    """Return what is proposed, some at a time: what is decided makes room for the next."""
    left = facts.proposals
    if not left or not facts.may_edit:
        return []
    blocks: list[Block] = [kit.context(marked(Glyph.AI, say("item.proposed", n=len(left))))]
    for one in left[:MOST_SHOWN]:
        blocks.append(kit.section(_shown(facts, one)))
        blocks.append(
            kit.actions(
                _decide(facts, one, "add", ids.PROPOSAL_ADD),
                _decide(facts, one, "drop", ids.PROPOSAL_DROP),
            )
        )
    if len(left) > MOST_SHOWN:
        blocks.append(kit.context(say("statement.more", n=len(left) - MOST_SHOWN)))
    return blocks


def as_new(facts: ItemsFacts, item: ActionItem | None) -> ActionItem | None:
    """Return an item as its window begins: a proposed one has a day, and nobody who does it."""
    if item is None or not item.proposed:
        return item
    return item.model_copy(update={"owner": None, "due": facts.due})


def proposed_by(facts: ItemsFacts, item: ActionItem) -> Block:
    """Return who proposes it and who may be the one to do it, in words only: a person is chosen, not assumed."""
    told = [
        say("item.proposed_by_ai", about=say("item.proposed_about", n=len(item.source.split()))),
        *_who(facts, item),
    ]
    return kit.context(marked(Glyph.AI, " ".join(told)))


def _shown(facts: ItemsFacts, item: ActionItem) -> str:
    about = [say(f"item.kind.{item.kind}")] if item.kind else []
    sources = item.source.split()
    links = [text.own_link(facts.links[ts], say("edit.open")) for ts in sources[:MOST_LINKS] if ts in facts.links]
    about.append(" ".join((say("item.proposed_about", n=len(sources)), *links)))
    lines = [text.bold(text.line(item.text, ITEM))]
    if item.done_when:
        lines.append(say("item.done_when_is", what=text.line(item.done_when, ITEM)))
    lines.append(" · ".join((capitalised(" · ".join(about)), *_who(facts, item))))
    if item.doubt:
        lines.append(say("tl.unverified", why=text.line(item.doubt, text.DOUBT).rstrip(".")))
    return "\n".join(lines)


def _who(facts: ItemsFacts, item: ActionItem) -> list[str]:
    name = facts.names.get(item.owner or "")
    return [say("item.perhaps", who=text.name(name))] if name else []


def _decide(facts: ItemsFacts, item: ActionItem, label: str, action: str) -> ButtonElement:
    ref = Ref(kind="item", postmortem=facts.postmortem.id, item=item.id, seen=item.seen, page=0, below=ids.ITEMS_VIEW)
    return kit.button(say(f"button.{label}"), action, ref, item.text)
