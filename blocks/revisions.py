"""A document's revisions in a window, each with what can be done with it, and what differs between two of them."""

from collections.abc import Mapping
from typing import Any, Final

from slack_sdk.models.blocks import Block, ButtonElement, OverflowMenuElement, PlainTextInputElement

from blocks import ids, kit, people, text
from blocks.ids import Fields, Ref
from blocks.reviews_comparison import pages_of
from blocks.reviews_words import places_in_words
from bot.domain.postmortems import Postmortem
from bot.domain.revisions import SECTION, Revision
from bot.domain.text import LONGEST_REASON, normalise
from bot.domain.windows import Restored, RevisionFacts, RevisionsFacts
from bot.domain.words import count, say

PAGE: Final = 15
LONGEST_NUMBER: Final = 9
NOW, BEFORE, RESTORE = "now", "before", "restore"


def revisions_view(facts: RevisionsFacts) -> dict[str, Any]:
    """Return a page of revisions, newest first; what was brought back just now stands above it with its way back."""
    postmortem = facts.postmortem
    blocks: list[Block] = []
    if facts.restored is not None:
        done = facts.restored
        sentence = say("revisions.restored", n=done.number, now=done.now)
        blocks.append(kit.section(sentence, _undo(postmortem, done)))
    blocks += [
        kit.section(_row(facts, one), _menu(facts, one), block_id=f"revision.{one.number}") for one in facts.rows
    ]
    if not facts.rows:
        blocks.append(kit.section(say("revisions.none", n=postmortem.revision)))
    if turning := _turning(facts):
        blocks.append(kit.actions(*turning))
    if facts.rows:
        first = facts.page * PAGE + 1
        last = facts.page * PAGE + len(facts.rows)
        blocks.append(kit.context(say("page.revisions", first=first, last=last, all=facts.total)))
    ref = Ref(kind="revisions", postmortem=postmortem.id, page=facts.page)
    return kit.modal(say("title.revisions", pm=postmortem.name), ids.REVISIONS_VIEW, blocks, ref=ref)


def revisions(postmortem: Postmortem) -> ButtonElement:
    """Return *Revisions*: every state of a document's text."""
    ref = Ref(kind="revisions", postmortem=postmortem.id)
    return kit.button(say("button.revisions"), ids.REVISIONS_OPEN, ref, postmortem.name)


def revision_view(facts: RevisionFacts) -> dict[str, Any]:
    """Return a page of what differs between two revisions, as *was* and *now* lines by section."""
    postmortem = facts.postmortem
    pages = pages_of(facts.differences, facts.names)
    page = max(0, min(facts.page, len(pages) - 1))
    key = "revisions.differ" if facts.differences else "revisions.alike"
    parts = count(len(facts.differences), "part")
    blocks: list[Block] = [kit.context(say(key, then=facts.then, now=facts.now, parts=parts))]
    blocks += [kit.section(one) for one in pages[page]]
    if len(pages) > 1:
        turns = (
            ("button.earlier", ids.REVISION_EARLIER, page - 1),
            ("button.later", ids.REVISION_LATER, page + 1),
        )
        blocks.append(kit.actions(*kit.turning(turns, len(pages) - 1, _between(facts, page), postmortem.name)))
        blocks.append(kit.context(say("page.of", page=page + 1, pages=len(pages))))
    ref = _between(facts, page)
    return kit.modal(say("title.revisions", pm=postmortem.name), ids.REVISION_VIEW, blocks, ref=ref)


def restore_view(postmortem: Postmortem, number: int, *, ref: Ref) -> dict[str, Any]:
    """Return the window that asks why a published document is brought back to a revision."""
    field = kit.field(
        Fields.REASON,
        say("people.reason"),
        PlainTextInputElement(action_id=Fields.VALUE, max_length=LONGEST_REASON),
        hint=say("revisions.hint", n=number, pm=postmortem.name),
    )
    carried = ref.model_copy(update={"revision": number, "below": ids.REVISIONS_VIEW})
    title = say("title.revisions", pm=postmortem.name)
    return kit.modal(title, ids.REVISION_FORM, [field], ref=carried, submit=say("button.bring_back"))


def read_restore(view: Mapping[str, Any]) -> tuple[int, int, str]:
    """Read why it is brought back: the document's id, the revision, and the words. Conflict for an older window."""
    ref = kit.ref_of(view)
    reason = normalise(kit.value_of(view, Fields.REASON) or "", one_line=True)
    return ref.postmortem or 0, ref.revision or 0, reason


def newer(ref: Ref) -> int:
    """Return the newer one of two revisions that a button is about; 0 for what we did not draw."""
    word = ref.word or ""
    return int(word) if word.isascii() and word.isdecimal() and len(word) <= LONGEST_NUMBER else 0


def _row(facts: RevisionsFacts, revision: Revision) -> str:
    who = people.who(facts.names, revision.by) if revision.by else say("history.bot")
    titles = {f"{SECTION}{key}": title for key, title in facts.titles.items()}
    what = places_in_words(revision.parts, titles)
    if revision.verb == "create":
        what = say("revisions.first")
    if revision.restores is not None:
        what = say("revisions.brings_back", n=revision.restores)
    row = f"{text.bold(str(revision.number))} · {text.moment(revision.at)} · {who} · {what}"
    reason = facts.reasons.get(revision.number)
    return f"{row}\n{say('history.reason', why=text.line(reason, text.REASON))}" if reason else row


def _menu(facts: RevisionsFacts, revision: Revision) -> OverflowMenuElement | None:
    is_now = revision.number == facts.postmortem.revision
    wanted = {
        NOW: not is_now,
        BEFORE: revision.verb != "create",
        RESTORE: not is_now and facts.may_restore,
    }
    options = [
        kit.option(say(f"revisions.{word}"), _ref(facts, revision, word).encode())
        for word, is_there in wanted.items()
        if is_there
    ]
    return OverflowMenuElement(action_id=ids.REVISION_MENU, options=options) if options else None


def _ref(facts: RevisionsFacts, revision: Revision, word: str) -> Ref:
    return Ref(kind="revision", postmortem=facts.postmortem.id, revision=revision.number, word=word, page=facts.page)


def _between(facts: RevisionFacts, page: int) -> Ref:
    return Ref(kind="revision", postmortem=facts.postmortem.id, revision=facts.then, word=str(facts.now), page=page)


def _undo(postmortem: Postmortem, done: Restored) -> ButtonElement:
    """Return *Undo*, which brings back what was there before, as long as nothing else was changed."""
    ref = Ref(kind="revision", postmortem=postmortem.id, revision=done.was, word=str(done.now))
    return kit.button(say("button.undo"), ids.REVISION_UNDO, ref, postmortem.name)


def _turning(facts: RevisionsFacts) -> list[ButtonElement]:
    postmortem, page = facts.postmortem, facts.page
    turns = (("button.later", ids.REVISIONS_LATER, page - 1), ("button.earlier", ids.REVISIONS_EARLIER, page + 1))
    last = max(0, (facts.total - 1) // PAGE)
    ref = Ref(kind="revisions", postmortem=postmortem.id)
    return kit.turning(turns, last, ref, say("about.revisions", pm=postmortem.name))
