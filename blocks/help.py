"""`/postmortem`: what can be done here and now, the card in small, help, and a word that is not known (ux.md P18)."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Final

from slack_sdk.models.blocks import Block, ButtonElement

from blocks import controls, ids, kit, people, text
from blocks.ids import Ref
from bot.domain.postmortems import Postmortem
from bot.domain.surfaces import HereFacts, Rendered
from bot.domain.values import Value
from bot.domain.words import capitalised, say

TITLE: Final = 120
WORD: Final = 40
LONGEST_LINE: Final = 110


class HelpLine(Value):
    """One word of the command: how it is typed, what it does, which group of help it stands in, and examples."""

    word: str
    usage: str
    about: str
    group: str = "here and now"
    examples: tuple[str, ...] = ()
    also: tuple[str, ...] = ()


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
        kit.actions(*_reading(facts, postmortem)),
        small,
    )


def show(facts: HereFacts) -> Rendered:
    """Return the card in small, with a link to it."""
    postmortem = facts.postmortem
    if postmortem is None:
        return here(facts)
    severity = postmortem.severity or say("card.no_severity")
    parts = (say(f"card.status.{postmortem.status}"), text.line(severity, 30), _author(facts, postmortem))
    line = " · ".join(parts)
    name = f"{text.bold(postmortem.name)} {text.line(postmortem.title, TITLE)}"
    blocks: list[Block] = [kit.section(f"{name}\n{line}"), kit.actions(*_reading(facts, postmortem))]
    if facts.card_link is None:
        blocks.append(kit.context(say("show.elsewhere")))
    return kit.message(f"{_plain_name(postmortem)}: {line}", *blocks)


def help_(lines: Sequence[HelpLine], *, admin: bool = False) -> Rendered:
    """Return all words, one line each, grouped in their order. Admin words are for admins only."""
    shown = [one for one in lines if admin or one.group != say("help.for_admins")]
    order = list(dict.fromkeys(one.group for one in shown))
    blocks: list[Block] = []
    for group, found in groupby(sorted(shown, key=lambda one: order.index(one.group)), key=lambda one: one.group):
        said = "\n".join(_help_line(one) for one in found)
        blocks.append(kit.section(f"{text.bold(capitalised(group))}\n{said}"))
    example = text.code("@Postmortem help")
    blocks.append(kit.context(say("help.threads", example=example)))
    words = ", ".join(one.word for one in shown)
    return kit.message(f"{say('help.title')}: {words}.", *blocks)


def help_word(line: HelpLine) -> Rendered:
    """Return one word's line with its examples."""
    said = [_help_line(line)]
    if line.examples:
        said.append(f"{say('help.example')} {', '.join(text.code(f'/postmortem {one}') for one in line.examples)}")
    shown = "\n".join(said)
    return kit.message(shown.replace("\n", " "), kit.section(shown))


def unknown(word: str, suggestion: str | None = None, line: str | None = None) -> Rendered:
    """Return what is said to a word that is not known. `line` is the whole line with the word mended, to run it."""
    shown = text.bold(text.line(word, WORD))
    if suggestion is None:
        sentence = say("no.word_bare", word=shown)
        return kit.message(sentence.replace("*", ""), kit.section(sentence), kit.actions(controls.help_()))
    meant = text.bold(text.line(suggestion, WORD))
    sentence = say("no.word", word=shown, meant=meant)
    buttons: list[ButtonElement] = [controls.help_()]
    ref = _mended(line or suggestion)
    if ref is not None:
        label = say("button.yes", word=suggestion)
        buttons.insert(0, kit.button(label, ids.SUGGEST_RUN, ref, "", spoken=label))
    spoken = say("no.word", word=text.line(word, WORD), meant=text.line(suggestion, WORD))
    return kit.message(spoken, kit.section(sentence), kit.actions(*buttons))


def lines(found: Iterable[tuple[str, str, str, str]]) -> list[HelpLine]:
    """Return help lines from (word, usage, about, group)."""
    return [HelpLine(word=word, usage=usage, about=about, group=group) for word, usage, about, group in found]


def _help_line(one: HelpLine) -> str:
    typed = " ".join(filter(None, ("/postmortem", one.word, one.usage.removeprefix(one.word).strip())))
    return f"{text.code(typed)} {text.line(one.about, 200)}"


def _mended(line: str) -> Ref | None:
    """Return a `Ref` that carries the line, or None where it is too long: nothing typed is cut and then run."""
    try:
        ref = Ref(kind="line", word=line)
        ref.encode()
    except ValueError:
        return None
    return ref


def _reading(facts: HereFacts, postmortem: Postmortem) -> list[ButtonElement]:
    buttons = [controls.read(postmortem.id, postmortem.name)]
    if facts.card_link:
        buttons.insert(0, controls.open_card(facts.card_link, postmortem.name))
    return buttons


def _author(facts: HereFacts, postmortem: Postmortem) -> str:
    if postmortem.author is None:
        return say("card.no_author")
    return say("card.author", who=people.who(facts.names, postmortem.author))


def _plain_name(postmortem: Postmortem) -> str:
    return f"{postmortem.name} {text.line(postmortem.title, TITLE)}"


def _channel(facts: HereFacts) -> str | None:
    return facts.incident.channel if facts.incident else None
