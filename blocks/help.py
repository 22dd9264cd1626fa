"""`/postmortem`: what can be done here and now, the card in small, help, and a word that is not known."""

from collections.abc import Sequence
from typing import Any, Final, Protocol

from slack_sdk.models.blocks import Block, ButtonElement

from blocks import controls, drafts_card, ids, kit, people, text
from bot.domain.grammar import Words
from bot.domain.postmortems import Postmortem, Verb
from bot.domain.surfaces import CardFacts, HereFacts, Rendered
from bot.domain.words import capitalised, is_said, say

TITLE: Final = 120
WORD: Final = 40


class HelpLine(Protocol):
    """One word of the command: how it is used, what it does, and the heading that it stands under in help."""

    @property
    def word(self) -> str:
        """The word itself."""

    @property
    def usage(self) -> str:
        """The word with its arguments."""

    @property
    def about(self) -> str:
        """What it does, in one line."""

    @property
    def group(self) -> str:
        """Its heading."""

    @property
    def also(self) -> tuple[str, ...]:
        """Its other spellings."""


def here(facts: HereFacts) -> Rendered:
    """Return the answer to `/postmortem` alone."""
    postmortem = facts.postmortem
    also = ", ".join(text.code(one) for one in ("/postmortem list", "/postmortem note", "/postmortem help"))
    small = kit.context(f"{say('here.also')} {also}")
    if postmortem is None:
        sentence = say("here.none") if facts.incident is None else f"{say('here.none')} {say('here.start')}"
        buttons = (controls.new("button.start_one", channel=_channel(facts)), controls.find(), controls.help_())
        return kit.message(sentence, kit.section(sentence), kit.actions(*buttons), small)
    sentence = say("here.is", pm=text.bold(postmortem.name), title=text.line(postmortem.title, TITLE))
    status = f"{say(f'card.status.{postmortem.status}')}, {_author(facts, postmortem)}."
    coming = say("here.nothing")
    return kit.message(
        f"{_plain_name(postmortem)}: {status} {say('here.next')} {coming}",
        kit.section(f"{sentence} {status} {text.bold(say('here.next'))} {coming}"),
        kit.actions(*_reading(postmortem, facts.card_link), *_commenting(facts, postmortem)),
        small,
    )


def _commenting(facts: HereFacts, postmortem: Postmortem) -> list[ButtonElement]:
    return [controls.comment(postmortem.id, postmortem.name)] if Verb.COMMENT in facts.may else []


def shown(facts: CardFacts, link: str | None) -> Rendered:
    """Return the card in small, with a link to it."""
    if facts.postmortem is None:
        raise ValueError("there is nothing to show before there is a postmortem")
    small = drafts_card.card(facts)
    header, status = small.blocks[0], small.blocks[1]
    postmortem = facts.postmortem
    buttons = _reading(postmortem, link)
    last = kit.actions(*buttons).to_dict() if link else kit.section(say("show.elsewhere"), buttons[0]).to_dict()
    return Rendered(text=small.text, blocks=(header, status, last))


def help_(found: Sequence[HelpLine], word: str = "", *, is_admin: bool = False) -> Rendered:
    """Return all words, one line each under their headings; or the line and examples of one word."""
    one = next((one for one in found if word.strip().casefold() in {one.word, *one.also}), None) if word else None
    if one is not None:
        said = f"{_help_line(one)}\n{_examples(one)}".strip()
        return kit.message(said.replace("\n", " "), kit.section(said))
    blocks = _help_blocks(found, is_admin=is_admin)
    return kit.message(f"{say('help.title')}: {', '.join(one.word for one in found)}.", *blocks)


def help_view(found: Sequence[HelpLine], *, is_admin: bool = False) -> dict[str, Any]:
    """Return help as a window, for places without an ephemeral."""
    return kit.modal(say("title.help"), ids.HELP_VIEW, _help_blocks(found, is_admin=is_admin))


def unknown(words: Words, suggestion: str | None = None) -> Rendered:
    """Return what is said to a word that is not known; its button runs the same line with the word mended."""
    shown_word = text.line(words.word, WORD)
    if suggestion is None:
        sentence = say("no.word_bare", word=text.bold(shown_word))
        spoken = say("no.word_bare", word=shown_word)
        return kit.message(spoken, kit.section(sentence), kit.actions(controls.help_()))
    meant = text.line(suggestion, WORD)
    sentence = say("no.word", word=text.bold(shown_word), meant=text.bold(meant))
    spoken = say("no.word", word=shown_word, meant=meant)
    yes = controls.run(f"{suggestion} {words.rest}".strip(), say("button.yes", word=suggestion))
    buttons = [one for one in (yes, controls.help_()) if one is not None]
    return kit.message(spoken, kit.section(sentence), kit.actions(*buttons))


def by_click(words: Words) -> Rendered:
    """Return the answer to a mention that needs a window: one button that runs the line and may open it."""
    sentence = say("click.needed")
    button = controls.run(f"{words.word} {words.rest}".strip(), say("button.open_it"))
    return kit.message(sentence, kit.section(sentence, button or controls.help_()))


def _help_blocks(found: Sequence[HelpLine], *, is_admin: bool) -> list[Block]:
    shown_lines = [one for one in found if is_admin or one.group != say("help.for_admins")]
    blocks: list[Block] = []
    for group in dict.fromkeys(one.group for one in shown_lines):
        said = "\n".join(_help_line(one) for one in shown_lines if one.group == group)
        blocks.append(kit.section(f"{text.bold(capitalised(group))}\n{said}"))
    blocks.append(kit.context(say("help.threads", example=text.code("@Postmortem list"))))
    return blocks


def _examples(one: HelpLine) -> str:
    key = f"example.{one.word}"
    typed = [text.code(f"/postmortem {said}") for said in (say(key).split(" | ") if is_said(key) else ())]
    return f"{say('help.example')} {', '.join(typed)}" if typed else ""


def _help_line(one: HelpLine) -> str:
    return f"{text.code(f'/postmortem {one.usage}')} {text.line(one.about, 200)}"


def _reading(postmortem: Postmortem, link: str | None) -> list[ButtonElement]:
    buttons = [controls.read(postmortem.id, postmortem.name)]
    return [controls.open_card(link, postmortem.name), *buttons] if link else buttons


def _author(facts: HereFacts, postmortem: Postmortem) -> str:
    if postmortem.author is None:
        return say("card.no_author")
    return say("card.author", who=people.who(facts.names, postmortem.author))


def _plain_name(postmortem: Postmortem) -> str:
    return f"{postmortem.name} {text.line(postmortem.title, TITLE)}"


def _channel(facts: HereFacts) -> str | None:
    return facts.incident.channel if facts.incident else None
