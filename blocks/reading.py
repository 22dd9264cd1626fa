"""The windows in which a draft is read: the document, the timeline, and one open question with its answer.

The document is paged and never cut inside a paragraph that fits a page.
"""

from dataclasses import dataclass
from typing import Any, Final

from slack_sdk.models.blocks import Block, ButtonElement, SectionBlock

from blocks import controls, creation, drafts_timeline, ids, kit, publishing_controls, text
from blocks.creation import read_answer
from blocks.drafts_words import title_of
from blocks.ids import Ref
from blocks.reading_body import body, edit_here, merged
from blocks.sections import WRITING, changed_line
from bot.domain.errors import Conflict
from bot.domain.postmortems import Postmortem, Section, Verb
from bot.domain.surfaces import CardFacts
from bot.domain.text import utf16_length
from bot.domain.timeline import Origin
from bot.domain.words import Glyph, marked, say, zone_label

__all__ = ["answer_view", "document_view", "read_answer", "timeline_view"]

MOST_BLOCKS: Final = 45
ROOM: Final = 30_000
TITLE: Final = 120
MOST_SECTIONS: Final = 30


@dataclass(frozen=True)
class Paragraph:
    """What stays together on a page: a headline, mrkdwn pieces, or a row of controls, which counts as one empty piece.

    `part` is the section it belongs to.
    """

    part: int
    pieces: tuple[str, ...]
    is_header: bool = False
    controls: tuple[ButtonElement, ...] = ()

    @property
    def size(self) -> int:
        """Its escaped length in UTF-16 units."""
        return sum(utf16_length(one) for one in self.pieces)


def document_view(facts: CardFacts, page: int = 0) -> dict[str, Any]:
    """Return a page of the document as a window. A page that is not there is the last one."""
    if facts.postmortem is None:
        raise ValueError("there is no document before there is a postmortem")
    pages = _pages(_document(facts, facts.postmortem))
    return _window(facts, facts.postmortem, pages, max(0, min(page, len(pages) - 1)))


def page_count(facts: CardFacts) -> int:
    """Return how many pages the document has in its window."""
    return len(_pages(_document(facts, facts.postmortem))) if facts.postmortem is not None else 0


def timeline_view(facts: CardFacts, page: int = 0) -> dict[str, Any]:
    """Return a page of the timeline as a window. A page that is not there is the last one."""
    return drafts_timeline.page(facts, page)


def answer_view(facts: CardFacts, question: int) -> dict[str, Any]:
    """Return the window that asks one open question. Raises Conflict when it is not there any more."""
    asked = next((one for one in facts.questions if one.id == question), None)
    if facts.postmortem is None or asked is None:
        raise Conflict(say("question.gone"))
    return creation.answer_modal(facts.postmortem.id, facts.postmortem.name, asked)


def _window(facts: CardFacts, postmortem: Postmortem, pages: list[list[Paragraph]], number: int) -> dict[str, Any]:
    zone = zone_label(facts.now, facts.zone)
    about = say(
        "document.about",
        title=text.bold(text.line(title_of(facts), TITLE)),
        status=say(f"card.status.{postmortem.status}"),
        revision=postmortem.revision,
        zone=zone,
    )
    blocks: list[Block] = [kit.actions(_go_to(postmortem, pages)), kit.context(about)]
    if row := _judging(facts, postmortem):
        blocks.append(kit.actions(*row))
    blocks += [one for paragraph in pages[number] for one in _drawn(paragraph)]
    turning = _turning(postmortem, number, len(pages) - 1)
    blocks.append(kit.actions(*turning, publishing_controls.send_file(postmortem)))
    blocks.append(kit.context(say("page.of", page=number + 1, pages=len(pages))))
    ref = Ref(kind="document", postmortem=postmortem.id, page=number, revision=postmortem.revision)
    return kit.modal(postmortem.name, ids.DOCUMENT_VIEW, blocks, ref=ref)


def _judging(facts: CardFacts, postmortem: Postmortem) -> list[ButtonElement]:
    """Return what a requested reviewer may do with the whole of it, bound to the revision that is shown."""
    if facts.audience.member not in postmortem.reviewers:
        return []
    row = [controls.approve(postmortem)] if Verb.APPROVE in facts.may else []
    row += [controls.request_changes(postmortem)] if Verb.REQUEST_CHANGES in facts.may else []
    return [*row, controls.comment(postmortem.id, postmortem.name)] if row else []


def _document(facts: CardFacts, postmortem: Postmortem) -> list[Paragraph]:
    drawn: list[Paragraph] = []
    for place, section in enumerate(_sections(postmortem)):
        title = say("document.part", place=place + 1, title=section.title)
        if section.origin is Origin.AI and not section.is_empty:
            title = f"{title} · {marked(Glyph.AI, say('document.ai'))}"
        drawn.append(Paragraph(part=place, pieces=(title,), is_header=True))
        if row := _controls(facts, postmortem, section):
            drawn.append(Paragraph(part=place, pieces=("",), controls=row))
        if mark := changed_line(postmortem, section):
            drawn.append(Paragraph(part=place, pieces=(mark,)))
        drawn.extend(Paragraph(part=place, pieces=tuple(one)) for one in body(facts, section))
    drawn.extend(_questions(facts, len(_sections(postmortem))))
    return drawn


def _controls(facts: CardFacts, postmortem: Postmortem, section: Section) -> tuple[ButtonElement, ...]:
    """Return what this reader may do with a section."""
    row: list[ButtonElement] = []
    if facts.may & WRITING:
        row.append(edit_here(facts, postmortem, section))
    if Verb.COMMENT in facts.may:
        spoken = say("comments.spoken", section=section.title, pm=postmortem.name)
        row.append(controls.comment(postmortem.id, postmortem.name, f"section:{section.key}", spoken=spoken))
    return tuple(row)


def _sections(postmortem: Postmortem) -> list[Section]:
    return sorted(postmortem.sections, key=lambda one: one.position)[:MOST_SECTIONS]


def _questions(facts: CardFacts, part: int) -> list[Paragraph]:
    if not facts.questions:
        return []
    lines = []
    for place, one in enumerate(facts.questions, 1):
        answer = f"\n{text.escape(one.question.answer, 1_000, 1_300)}" if one.question.answer else ""
        lines.append([f"{place}. {text.line(one.question.text, 300)}{answer}"])
    title = Paragraph(part=part, pieces=(say("document.questions"),), is_header=True)
    return [title, *(Paragraph(part=part, pieces=tuple(one)) for one in merged(lines, "\n"))]


def _pages(document: list[Paragraph]) -> list[list[Paragraph]]:
    """Fill pages in order. A headline moves on with what follows it; a paragraph is split only if no page holds it."""
    pages: list[list[Paragraph]] = [[]]
    blocks = size = 0
    for place, one in enumerate(document):
        ahead = [_parts(each)[0] for each in _following(document, place)]
        for part in _parts(one):
            needed = len(part.pieces) + sum(len(each.pieces) for each in ahead)
            room = part.size + sum(each.size for each in ahead)
            if pages[-1] and (blocks + needed > MOST_BLOCKS or size + room > ROOM):
                pages.append([])
                blocks = size = 0
            pages[-1].append(part)
            blocks += len(part.pieces)
            size += part.size
    return pages


def _following(document: list[Paragraph], place: int) -> list[Paragraph]:
    """Return what must stand on the same page: after a headline its controls, if any, and the first words."""
    if not document[place].is_header:
        return []
    following = document[place + 1 : place + 3]
    return following if following and following[0].controls else following[:1]


def _parts(paragraph: Paragraph) -> list[Paragraph]:
    """Return a paragraph as one part, or piece by piece where it is longer than a whole page."""
    if len(paragraph.pieces) < MOST_BLOCKS and paragraph.size <= ROOM - kit.HEADER:
        return [paragraph]
    return [Paragraph(part=paragraph.part, pieces=(one,)) for one in paragraph.pieces]


def _drawn(paragraph: Paragraph) -> list[Block]:
    if paragraph.controls:
        return [kit.actions(*paragraph.controls, block_id=f"part.{paragraph.part}")]
    if paragraph.is_header:
        return [kit.header(paragraph.pieces[0])]
    return [_expanded(one) for one in paragraph.pieces]


def _expanded(piece: str) -> SectionBlock:
    return kit.section(piece, expand=True)


def _go_to(postmortem: Postmortem, pages: list[list[Paragraph]]) -> Any:
    """Return the select of sections. Each choice carries the page where the section begins."""
    begins = {one.part: place for place, page in reversed([*enumerate(pages)]) for one in reversed(page)}
    options = []
    for place, section in enumerate(_sections(postmortem)):
        ref = Ref(kind="document", postmortem=postmortem.id, page=begins.get(place, 0), word=f"part.{place}")
        options.append(kit.option(say("document.part", place=place + 1, title=section.title), ref.encode()))
    if not options:
        options = [kit.option(postmortem.name, Ref(kind="document", postmortem=postmortem.id, page=0).encode())]
    return kit.select(ids.DOCUMENT_GO, say("document.go"), options)


def _turning(postmortem: Postmortem, number: int, last: int) -> list[ButtonElement]:
    turns = (("button.back", ids.DOCUMENT_BACK, number - 1), ("button.next", ids.DOCUMENT_NEXT, number + 1))
    ref = Ref(kind="document", postmortem=postmortem.id)
    return kit.turning(turns, last, ref, say("document.page", pm=postmortem.name))
