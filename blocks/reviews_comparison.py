"""What changed since a revision, part by part, as *was* and *now* lines; no sense of it depends on formatting."""

from collections.abc import Mapping
from typing import Any, Final

from slack_sdk.models.blocks import Block, ButtonElement, InteractiveElement

from blocks import controls, ids, kit, text
from blocks.ids import Ref
from blocks.reviews import approve
from bot.domain.differences import Change, Difference
from bot.domain.mentions import named
from bot.domain.postmortems import Status, Verb
from bot.domain.reviewing import ComparisonFacts
from bot.domain.words import count, listing, say

MOST_PIECES: Final = 12
ROOM: Final = 24_000
PASSAGE: Final = 1_100
NAME: Final = 100
MOST_NAMES: Final = 3


def comparison_view(facts: ComparisonFacts) -> dict[str, Any]:
    """Return a page of what changed, with what a reviewer may do then, bound to the revision that is shown."""
    review = facts.review
    postmortem = review.postmortem
    pages = pages_of(facts.differences, review.gate.names)
    page = max(0, min(facts.page, len(pages) - 1))
    blocks: list[Block] = [kit.context(_about(facts))]
    blocks += [kit.section(one) for one in pages[page]]
    if len(pages) > 1:
        blocks.append(kit.actions(*_turning(facts, page, len(pages) - 1)))
        blocks.append(kit.context(say("page.of", page=page + 1, pages=len(pages))))
    deeds: list[InteractiveElement] = []
    mine = review.mine
    if Verb.APPROVE in review.may and not (mine is not None and mine.counts_for(postmortem.revision)):
        deeds.append(approve(review, "button.approve_this"))
    if Verb.REQUEST_CHANGES in review.may:
        deeds.append(controls.request_changes(postmortem))
    if deeds and postmortem.status is Status.IN_REVIEW:
        blocks.append(kit.actions(*deeds))
    ref = Ref(kind="comparison", postmortem=postmortem.id, revision=facts.then, page=page)
    return kit.modal(say("title.changed", pm=postmortem.name), ids.COMPARISON_VIEW, blocks, ref=ref)


def pages_of(found: tuple[Difference, ...], names: Mapping[str, str]) -> list[list[str]]:
    """Return what changed as paragraphs of escaped mrkdwn, in pages; one page without any where nothing did.

    `names` is by Slack id: people are told by them where the text mentions them.
    """
    return _pages([_piece(one) for one in _passages(found, names)])


def _about(facts: ComparisonFacts) -> str:
    gate = facts.review.gate
    now = facts.review.postmortem.revision
    by = [say("rev.bot") if one is None else text.name(gate.name(one)) for one in facts.by]
    if not facts.differences:
        return say("comparison.none", then=facts.then, now=now)
    who = listing(by, MOST_NAMES) or say("who.somebody")
    parts = count(len(facts.differences), "part")
    return say("comparison.about", then=facts.then, now=now, parts=parts, who=who)


def _passages(found: tuple[Difference, ...], names: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """Return every changed passage: the name of its part, what it was, what it is; empty where there is nothing."""
    told: list[tuple[str, str, str]] = []
    for one in found:
        name = one.name if one.was_named is None else say("comparison.renamed", now=one.name, was=one.was_named)
        if not one.passages:
            told.append((name, "", ""))
        for passage in one.passages:
            was = "" if one.change is Change.ADDED else named(passage.was, names)
            now = "" if one.change is Change.REMOVED else named(passage.now, names)
            told.append((name, was, now))
    return told


def _piece(passage: tuple[str, str, str]) -> str:
    name, was, now = passage
    lines = [text.bold(text.line(name, NAME))]
    if was.strip():
        lines.append(f"{say('comparison.was')} {text.escape(was.strip(), PASSAGE, PASSAGE)}")
    if now.strip():
        lines.append(f"{say('comparison.now')} {text.escape(now.strip(), PASSAGE, PASSAGE)}")
    if was.strip() and not now.strip():
        lines.append(say("comparison.gone"))
    return "\n".join(lines)


def _pages(pieces: list[str]) -> list[list[str]]:
    pages: list[list[str]] = [[]]
    for one in pieces:
        if pages[-1] and (len(pages[-1]) >= MOST_PIECES or sum(map(len, pages[-1])) + len(one) > ROOM):
            pages.append([])
        pages[-1].append(one)
    return pages


def _turning(facts: ComparisonFacts, page: int, last: int) -> list[ButtonElement]:
    postmortem = facts.review.postmortem
    turns = (("button.earlier", ids.COMPARISON_EARLIER, page - 1), ("button.later", ids.COMPARISON_LATER, page + 1))
    ref = Ref(kind="comparison", postmortem=postmortem.id, revision=facts.then)
    return kit.turning(turns, last, ref, postmortem.name)
