"""A model's statements: those that wait for a decision, in their section's window, and what the others rest on."""

from typing import Any, Final

from slack_sdk.models.blocks import Block, ButtonElement

from blocks import ids, kit, text
from blocks.ids import Ref
from bot.domain.incidents import Message
from bot.domain.mentions import named
from bot.domain.postmortems import Postmortem, Section
from bot.domain.statements import print_of, waiting
from bot.domain.text import utf16_length
from bot.domain.timeline import Entry, Sentence
from bot.domain.words import Glyph, marked, say
from bot.domain.writing import EditorFacts, RestsFacts

PAGE: Final = 10
MOST_SHOWN: Final = 5
LONG: Final = 12_000
SENTENCE: Final = 300
SAID: Final = 160
SHORT: Final = 120
"""How much is shown of one that waits, and of its reason, beside a text longer than `LONG`, and then of one at a time:
a window stays below 200 KB."""
MOST_MESSAGES: Final = 10
MOST_ENTRIES: Final = 20


def waiting_blocks(facts: EditorFacts) -> list[Block]:
    """Return what did not pass the check, each with its reason, and with what a person may do with it."""
    left = waiting(facts.section)
    if not left or facts.needs_reason:
        return []
    held = sum(utf16_length(one) for one in (facts.section.text, *facts.section.fields.values()))
    is_long = held > LONG
    shown = left[: 1 if is_long else MOST_SHOWN]
    blocks: list[Block] = [kit.context(marked(Glyph.AI, say("statement.waiting", n=len(left))))]
    for one in shown:
        links = [text.own_link(facts.links[ts], say("edit.open")) for ts in one.cites[:3] if ts in facts.links]
        said = " ".join((text.line(named(one.text, facts.names), SHORT if is_long else SENTENCE), *links))
        blocks.append(kit.section(f"{said}\n{_why(one, SHORT if is_long else text.DOUBT)}"))
        blocks.append(
            kit.actions(
                _decide(facts, one, "add", ids.STATEMENT_ADD),
                _decide(facts, one, "drop", ids.STATEMENT_DROP),
            )
        )
    if len(left) > len(shown):
        blocks.append(kit.context(say("statement.more", n=len(left) - len(shown))))
    return blocks


def rests_view(facts: RestsFacts) -> dict[str, Any]:
    """Return a page of what a section rests on: statement by statement, or the entries on the same messages."""
    last = max(0, (len(facts.statements) - 1) // PAGE)
    page = max(0, min(facts.page, last))
    blocks: list[Block] = []
    if facts.statements:
        blocks.append(kit.context(say("statement.rests", n=len(facts.statements))))
        for one in facts.statements[page * PAGE : (page + 1) * PAGE]:
            blocks += _statement(facts, one)
    else:
        blocks += [_entry(facts, one) for one in facts.evidence[:MOST_ENTRIES]]
    ref = Ref(kind="rests", postmortem=facts.postmortem.id, word=facts.section.key, page=page)
    if last:
        turns = (("button.earlier", ids.RESTS_EARLIER, page - 1), ("button.later", ids.RESTS_LATER, page + 1))
        about = say("about.rests", section=facts.section.title)
        blocks.append(kit.actions(*kit.turning(turns, last, ref, about)))
        blocks.append(kit.context(say("page.of", page=page + 1, pages=last + 1)))
    if not blocks:
        blocks.append(kit.section(say("edit.rests_none")))
    return kit.modal(say("title.rests", pm=facts.postmortem.name), ids.SECTION_RESTS_VIEW, blocks, ref=ref)


def rests(postmortem: Postmortem, section: Section) -> ButtonElement:
    """Return *What it rests on*."""
    ref = Ref(kind="section", postmortem=postmortem.id, word=section.key)
    return kit.button(say("button.rests"), ids.SECTION_RESTS, ref, section.title)


def _statement(facts: RestsFacts, one: Sentence) -> list[Block]:
    said = text.bold(text.line(named(one.text, facts.names), SENTENCE))
    if one.reason is not None:
        said = f"{said}\n{say('statement.added', why=_why(one, text.DOUBT))}"
    told = [facts.messages[ts] for ts in one.cites[:MOST_MESSAGES] if ts in facts.messages]
    lines = [_message(facts, each) for each in told] or [say("statement.no_message")]
    return [kit.section(said), kit.context(*lines)]


def _message(facts: RestsFacts, message: Message) -> str:
    said = say(
        "statement.said",
        at=text.moment(message.at),
        who=text.name(facts.names.get(message.author) or message.author_name or say("who.somebody")),
        text=text.line(named(message.text, facts.names), SAID),
    )
    link = facts.links.get(message.ts)
    return f"{said} {text.own_link(link, say('edit.open'))}" if link else said


def _entry(facts: RestsFacts, entry: Entry) -> Block:
    links = " ".join(text.own_link(facts.links[ts], say("edit.open")) for ts in entry.evidence if ts in facts.links)
    return kit.section(f"{text.moment(entry.at)} {text.line(entry.text, SENTENCE)} {links}".rstrip())


def _why(one: Sentence, limit: int) -> str:
    return say("tl.unverified", why=text.line(one.reason or "", limit).rstrip("."))


def _decide(facts: EditorFacts, one: Sentence, label: str, action: str) -> ButtonElement:
    key = facts.section.key
    ref = Ref(kind="statement", postmortem=facts.postmortem.id, word=key, seen=print_of(one))
    return kit.button(say(f"button.{label}"), action, ref, one.text)
