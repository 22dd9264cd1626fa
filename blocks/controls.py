"""The buttons that more than one surface has. Each is drawn here and nowhere else, so that an id has one place."""

from slack_sdk.models.blocks import ButtonElement, ConfirmObject, OverflowMenuElement

from blocks import ids, kit
from blocks.ids import Ref
from bot.domain.postmortems import Postmortem
from bot.domain.words import say


def read(postmortem: int, about: str, *, label: str = "button.read") -> ButtonElement:
    """Return *Read*: the whole document in a window. `label` is the key of another word for it."""
    return kit.button(say(label), ids.DOCUMENT_READ, Ref(kind="document", postmortem=postmortem), about)


def edit(postmortem: int, about: str, *, label: str = "button.edit") -> ButtonElement:
    """Return *Edit*: the document as its writers see it, section by section. `label` is the key of another word."""
    return kit.button(say(label), ids.HUB_OPEN, Ref(kind="hub", postmortem=postmortem), about)


def read_timeline(postmortem: Postmortem, label: str, spoken: str | None = None) -> ButtonElement:
    """Return the button that opens the whole timeline in a window."""
    ref = Ref(kind="timeline", postmortem=postmortem.id)
    return kit.button(label, ids.TIMELINE_READ, ref, postmortem.name, spoken=spoken)


def comments(postmortem: int, about: str, label: str = "button.comments") -> ButtonElement:
    """Return *Comments*: the discussions of a document in a window. `label` is the key of its word."""
    return kit.button(say(label), ids.COMMENTS_OPEN, Ref(kind="comments", postmortem=postmortem), about)


def comment(postmortem: int, name: str, on: str = "", *, spoken: str | None = None) -> ButtonElement:
    """Return *Comment*: the form for a new one. `on` is section:<key>, entry:<id>, item:<id>, or the whole text."""
    ref = Ref(kind="comment", postmortem=postmortem, word=on)
    return kit.button(say("button.comment"), ids.COMMENT_ADD, ref, name, spoken=spoken)


def submit(postmortem: Postmortem) -> ButtonElement:
    """Return *Send for review*: the window that asks for its reviewers."""
    ref = Ref(kind="review", postmortem=postmortem.id)
    return kit.button(say("button.submit"), ids.REVIEW_OPEN, ref, postmortem.name)


def approve(
    postmortem: Postmortem,
    label: str = "button.approve",
    *,
    word: str | None = None,
    confirm: ConfirmObject | None = None,
) -> ButtonElement:
    """Return *Approve*, bound to the revision that is shown beside it. `label` is the key of its word."""
    ref = Ref(kind="review", postmortem=postmortem.id, revision=postmortem.revision, word=word)
    return kit.button(say(label), ids.REVIEW_APPROVE, ref, postmortem.name, style="primary", confirm=confirm)


def withdraw(postmortem: Postmortem) -> ButtonElement:
    """Return *Withdraw*, which takes a document back from review."""
    ref = Ref(kind="review", postmortem=postmortem.id)
    return kit.button(say("button.withdraw"), ids.REVIEW_WITHDRAW, ref, postmortem.name)


def resume(postmortem: Postmortem) -> ButtonElement:
    """Return *Undo*, which brings a document back to its reviewers that was taken back from them."""
    ref = Ref(kind="review", postmortem=postmortem.id)
    return kit.button(say("button.undo"), ids.REVIEW_RESUME, ref, postmortem.name)


def request_changes(postmortem: Postmortem) -> ButtonElement:
    """Return *Request changes*: the window that asks what should change."""
    ref = Ref(kind="review", postmortem=postmortem.id, revision=postmortem.revision)
    return kit.button(say("button.request_changes"), ids.CHANGES_OPEN, ref, postmortem.name)


def review(postmortem: Postmortem) -> ButtonElement:
    """Return *Review*: the summary and what blocks, with what a reviewer may do."""
    ref = Ref(kind="review", postmortem=postmortem.id)
    return kit.button(say("button.review"), ids.REVIEW_LOOK, ref, postmortem.name)


def checklist(postmortem: Postmortem) -> ButtonElement:
    """Return *Checklist*: what blocks publishing, each line with what mends it."""
    ref = Ref(kind="checklist", postmortem=postmortem.id)
    return kit.button(say("button.checklist"), ids.CHECKLIST_OPEN, ref, postmortem.name)


def proofread(postmortem: Postmortem) -> ButtonElement:
    """Return *Review this draft*: a second look at what is missing and what contradicts what."""
    ref = Ref(kind="proof", postmortem=postmortem.id)
    return kit.button(say("button.proofread"), ids.PROOF_OPEN, ref, postmortem.name)


def answer_request(postmortem: int, about: str, request: int) -> ButtonElement:
    """Return *Answer*, of a change request."""
    ref = Ref(kind="request", postmortem=postmortem, request=request)
    return kit.button(say("button.answer"), ids.REQUEST_ANSWER, ref, about)


def what_changed(postmortem: Postmortem, then: int) -> ButtonElement:
    """Return *What changed*: the words that went and came since revision `then`."""
    ref = Ref(kind="comparison", postmortem=postmortem.id, revision=then)
    return kit.button(say("button.what_changed"), ids.REVIEW_COMPARE, ref, postmortem.name)


def edit_timeline(postmortem: Postmortem, label: str = "") -> ButtonElement:
    """Return the button that opens the timeline editor, *Edit timeline* where it has no other label."""
    ref = Ref(kind="timeline", postmortem=postmortem.id)
    return kit.button(
        label or say("button.edit_timeline"), ids.TIMELINE_EDIT, ref, say("timeline.of", pm=postmortem.name)
    )


def check_unverified(postmortem: Postmortem, unverified: int) -> ButtonElement:
    """Return the button that opens the unverified entries, each with its choices."""
    ref = Ref(kind="timeline", postmortem=postmortem.id)
    return kit.button(
        say("button.check", n=unverified), ids.TIMELINE_CHECK, ref, say("timeline.of", pm=postmortem.name)
    )


def menu(postmortem: Postmortem) -> OverflowMenuElement:
    """Return the menu of a card or a hub: what else there is of a document."""
    options = [
        kit.option(say(f"menu.{one}"), Ref(kind="menu", postmortem=postmortem.id, word=one).encode())
        for one in ("timeline", "items", "comments", "people", "more")
    ]
    return OverflowMenuElement(action_id=ids.CARD_MENU, options=options)


def people(postmortem: Postmortem, *, below: str | None = None) -> ButtonElement:
    """Return *People*: who writes a document and who sees it."""
    ref = Ref(kind="people", postmortem=postmortem.id, below=below)
    return kit.button(say("button.people"), ids.PEOPLE_OPEN, ref, postmortem.name)


def switch_template(postmortem: Postmortem, key: str) -> ButtonElement:
    """Return *Switch template*, to the one with that key."""
    ref = Ref(kind="template", postmortem=postmortem.id, word=key)
    return kit.button(say("button.switch_template"), ids.TEMPLATE_SWITCH, ref, postmortem.name)


def ask(postmortem: int, about: str, who: str) -> ButtonElement:
    """Return *Ask Maya*: to be made an editor by the author, who is called so."""
    ref = Ref(kind="access", postmortem=postmortem)
    return kit.button(say("button.ask", who=who), ids.ACCESS_ASK, ref, about)


def take(postmortem: Postmortem) -> ButtonElement:
    """Return *I'll write it*."""
    return kit.button(
        say("button.take_over"), ids.DRAFT_TAKE, Ref(kind="draft", postmortem=postmortem.id), postmortem.name
    )


def not_needed(postmortem: Postmortem) -> ButtonElement:
    """Return *Not needed*."""
    return kit.button(
        say("button.not_needed"), ids.DRAFT_DISCARD, Ref(kind="draft", postmortem=postmortem.id), postmortem.name
    )


def undo_not_needed(postmortem: Postmortem) -> ButtonElement:
    """Return *Undo*, which brings a draft back that was put aside."""
    ref = Ref(kind="draft", postmortem=postmortem.id)
    return kit.button(say("button.undo"), ids.DRAFT_UNDO_DISCARD, ref, postmortem.name)


def retry_import(postmortem: Postmortem) -> ButtonElement:
    """Return *Retry*, beside what could not be read."""
    return kit.button(
        say("button.retry"), ids.IMPORT_RETRY, Ref(kind="import", postmortem=postmortem.id), postmortem.name
    )


def reasons(ref: Ref, about: str) -> list[ButtonElement]:
    """Return the four reasons why none is written."""
    return [
        kit.button(say(f"skip.{reason}"), action_id, ref, about, spoken=f"{say(f'skip.{reason}')}: {about}")
        for reason, action_id in zip(ids.REASONS, ids.OFFER_REASONS, strict=True)
    ]


def start_after_all(incident: int, about: str) -> ButtonElement:
    """Return *Start it after all*, for an incident whose postmortem was skipped."""
    return kit.button(
        say("button.start_after_all"), ids.OFFER_START_AFTER_ALL, Ref(kind="offer", incident=incident), about
    )


def open_card(url: str, about: str) -> ButtonElement:
    """Return *Open the card*, a link to it."""
    return kit.button(say("button.open_card"), ids.CARD_OPEN, Ref(kind="card"), about, url=url)


def show_card(postmortem: int, about: str) -> ButtonElement:
    """Return *Open the card* where only the document is known: the answer holds the link."""
    return kit.button(say("button.open_card"), ids.CARD_SHOW, Ref(kind="card", postmortem=postmortem), about)


def new(label: str, *, channel: str | None = None) -> ButtonElement:
    """Return the button that opens the form for a new postmortem; `label` is the key of its word."""
    return kit.button(say(label), ids.CREATE_OPEN, Ref(kind="create", channel=channel), say("about.postmortem"))


def find() -> ButtonElement:
    """Return *Find*: the list of what this person may see."""
    return kit.button(say("button.find"), ids.LIST_SHOW, Ref(kind="list"), say("about.postmortem"))


def run(line: str, label: str) -> ButtonElement | None:
    """Return the button that runs a line of the command; None where the line is too long to be carried whole."""
    try:
        return kit.button(label, ids.SUGGEST_RUN, Ref(kind="line", word=line), "", spoken=label)
    except ValueError:
        return None


def help_() -> ButtonElement:
    """Return *Help*."""
    return kit.button(say("button.help"), ids.HELP_SHOW, Ref(kind="help"), say("about.commands"))
