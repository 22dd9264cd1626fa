"""App Home: what waits for this person, duty first."""

from collections.abc import Sequence
from typing import Any, Final

from slack_sdk.models.blocks import Block

from blocks import controls, ids, kit, publishing_controls, text
from blocks.action_items_lists import menu_of, short_row, show_items
from blocks.hours import hours_button
from blocks.ids import Ref
from blocks.lists import row
from blocks.publishing_card import not_told
from bot.domain.narration import AiTrouble
from bot.domain.surfaces import HomeFacts, Listed, ListFacts, SetUp
from bot.domain.words import Glyph, due_day, marked, say

MOST_ROWS: Final = 8
MOST_ITEMS: Final = 12
MOST_NOTES: Final = 5
TITLE: Final = 120
CODE: Final = 60


def view(facts: HomeFacts) -> dict[str, Any]:
    """Return a member's Home."""
    blocks: list[Block] = [kit.header(say("home.title"))]
    buttons = (controls.new("button.new"), controls.find(), controls.help_())
    if facts.drafts or facts.waiting or (facts.items is not None and facts.items.rows):
        blocks.append(kit.actions(*buttons))
        blocks += _waiting(facts)
        blocks += _items(facts)
    else:
        blocks.append(kit.section(f"{text.bold(say('home.nothing'))} {say('home.how')}"))
        blocks.append(kit.actions(*buttons))
        blocks.append(kit.context(say("home.start", command=text.code("/postmortem create"))))
    if facts.drafts:
        blocks += _list(facts, say("home.drafts"), facts.drafts, facts.more_drafts, ids.HOME_DRAFTS, "mine")
    if facts.published:
        blocks += _list(
            facts, say("home.published"), facts.published, facts.more_published, ids.HOME_PUBLISHED, "published"
        )
    notes = _setup(facts.setup) if facts.setup is not None else []
    if notes or facts.unheard:
        blocks.append(kit.header(say("home.admins")))
        blocks += notes
        blocks += _unheard(facts, MOST_NOTES - len(notes))
    blocks.append(kit.actions(hours_button()))
    blocks.append(kit.context(say("home.as_of", at=text.time_of_day(facts.now))))
    return kit.home(ids.HOME_VIEW, blocks)


def closed() -> dict[str, Any]:
    """Return the Home of somebody who is no full member of this workspace: no data, no control."""
    return kit.home(ids.HOME_VIEW, [kit.header(say("home.title")), kit.section(say("home.closed"))])


def how_view() -> dict[str, Any]:
    """Return how the AI is set up, and what it does and does not."""
    blocks = [kit.section(say("home.ai.what")), kit.section(say("home.ai.how", **_settings()))]
    return kit.modal(say("title.ai_how"), ids.AI_HOW_VIEW, [*blocks, kit.context(say("home.ai.more"))])


def _setup(setup: SetUp) -> list[Block]:
    """Return what is still to be set up; once all is there only what keeps the AI from writing, if anything does."""
    if setup.is_done:
        return [kit.section(marked(Glyph.BLOCKS, _trouble(setup.trouble)))] if setup.trouble is not None else []
    lines = [
        marked(Glyph.DONE if done else Glyph.WAITS, say(f"home.setup.{name}")) for name, done in setup.steps.items()
    ]
    if setup.trouble is not None:
        lines.append(marked(Glyph.BLOCKS, say("home.setup.ai")))
    else:
        lines.append(marked(Glyph.DONE, say("home.setup.ai")) if setup.ai else marked(Glyph.WAITS, say("home.ai.off")))
    done = sum(setup.steps.values()) + (setup.ai and setup.trouble is None)
    said = say("home.setup", n=done, all=len(lines), lines=" · ".join(lines))
    if setup.trouble is not None:
        return [kit.section(f"{said}\n{_trouble(setup.trouble)}")]
    how = kit.button(say("button.how"), ids.AI_HOW, Ref(kind="home"), say("home.ai.about"))
    return [kit.section(said, None if setup.ai else how)]


def _trouble(trouble: AiTrouble) -> str:
    return say("home.ai.trouble", cause=say(f"ai.cause.{trouble}"), mend=say(f"home.ai.{trouble}", **_settings()))


def _settings() -> dict[str, str]:
    """Return what to set and what to run, as the sentences about the AI name it."""
    names = {
        "name": "ANTHROPIC_API_KEY",
        "command": "postmortem doctor",
        "facts": "POSTMORTEM_AI_FACTS_MODEL",
        "writing": "POSTMORTEM_AI_WRITING_MODEL",
    }
    return {key: text.code(one) for key, one in names.items()}


def _waiting(facts: HomeFacts) -> list[Block]:
    """Return what waits for this person: reviews until their day, and what somebody wants changed."""
    if not facts.waiting:
        return []
    blocks: list[Block] = [kit.header(f"{say('home.waiting')} · {len(facts.waiting) + facts.more_waiting}")]
    for one in facts.waiting[:MOST_ROWS]:
        pm = f"PM-{one.row.number}"
        named = f"{text.bold(pm)} {text.line(one.row.title, TITLE)}"
        if one.request is not None:
            who = text.name(facts.names.get(one.who or "") or say("who.somebody"))
            answer = controls.answer_request(one.row.id, pm, one.request)
            blocks.append(kit.section(f"{named}\n{say('home.asked', who=who)}", answer))
        else:
            due = say("home.review_by", day=due_day(one.due)) if one.due else say("home.review")
            blocks.append(kit.section(f"{named}\n{due}", controls.read(one.row.id, pm, label="button.review")))
    if facts.more_waiting:
        blocks.append(kit.context(say("home.more", n=facts.more_waiting)))
    return blocks


def _items(facts: HomeFacts) -> list[Block]:
    """Return this person's open items, the late ones first, and the way to all of them."""
    if facts.items is None or not facts.items.rows:
        return []
    counts, shown = facts.items.counts, facts.items.rows[:MOST_ITEMS]
    counted = say("items.count", open=counts.open, late=counts.late)
    blocks: list[Block] = [kit.header(f"{say('home.items')} · {counted}")]
    blocks += [kit.section(short_row(one, facts.items), menu_of(one, facts.items)) for one in shown]
    rest = counts.total - len(shown)
    show_all = show_items(facts.items.wanted, say("home.all_items"), "button.show_all")
    return [*blocks, kit.section(say("home.more", n=rest), show_all)] if rest > 0 else blocks


def _unheard(facts: HomeFacts, room: int) -> list[Block]:
    """Return the channels that heard nothing, each with its reason, Slack's or our code for it, and what mends it."""
    shown = facts.unheard[: max(0, room)]
    blocks: list[Block] = []
    for one in shown:
        pm = f"PM-{one.row.number}"
        said = marked(Glyph.BLOCKS, not_told(one.silence))
        about = f"{text.bold(pm)} {text.line(one.row.title, TITLE)} · {text.code(one.silence.code, CODE)}"
        mend = publishing_controls.elsewhere(one.row.id, pm, one.silence.channel, "button.mend")
        blocks.append(kit.section(f"{said}\n{about}", mend))
    rest = facts.more_unheard + len(facts.unheard) - len(shown)
    return [*blocks, kit.context(say("home.more", n=rest))] if rest else blocks


def _list(facts: HomeFacts, title: str, rows: Sequence[Listed], more: int, action_id: str, word: str) -> list[Block]:
    shown = rows[:MOST_ROWS]
    rest = more + len(rows) - len(shown)
    blocks: list[Block] = [kit.header(f"{title} · {len(shown) + rest}")]
    names = ListFacts(names={**facts.names, facts.member.id: facts.member.name})
    button = controls.edit if word == "mine" else controls.read
    blocks += [kit.section(row(one, names), button(one.id, f"PM-{one.number}")) for one in shown]
    if rest:
        about = say("home.all_drafts") if word == "mine" else say("home.all_published")
        show_all = kit.button(say("button.show_all"), action_id, Ref(kind="list", word=word), about)
        blocks.append(kit.section(say("home.more", n=rest), show_all))
    return blocks
