"""What is said of a document's files: above them, beside them, and in the window that asks for some."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from slack_sdk.models.blocks import Block, CheckboxesElement, RadioButtonsElement

from blocks import ids, kit, text
from blocks.ids import Fields, Ref
from bot.domain.postmortems import Postmortem
from bot.domain.publishing import Handout
from bot.domain.surfaces import Rendered
from bot.domain.words import listing, say

FORMS: Final = ("pdf", "md", "html", "json")
TO_ME: Final = "me"
TO_THREAD: Final = "thread"
TITLE: Final = 120


def in_words(forms: Sequence[str]) -> str:
    """Return kinds of files as a list in words: "PDF and Markdown"."""
    return listing([say(f"file.{one}") for one in forms], len(FORMS))


def comment(postmortem: Postmortem, forms: Sequence[str], *, instead: bool = False) -> Rendered:
    """Return what stands above the files. `instead`: they were to go into the thread, where not all may read them."""
    key = "file.revision" if postmortem.publication.at is not None else "file.draft"
    sentence = say(key, pm=postmortem.name, forms=in_words(forms), revision=postmortem.revision)
    return Rendered(text=f"{sentence} {say('file.instead')}" if instead else sentence)


def alt(name: str, form: str, revision: int) -> str:
    """Return what a screen reader says of a file."""
    return say("file.alt", pm=name, form=say(f"file.{form}"), revision=revision)


def coming(handout: Handout) -> Rendered:
    """Return the private answer: the files are on their way, or where they stand already."""
    said = []
    where = "_thread" if handout.to_thread else ""
    for forms, key in ((handout.coming, "file.coming"), (handout.there, "file.there")):
        if forms:
            said.append(say(f"{key}{where}", pm=handout.postmortem.name, forms=in_words(forms), n=len(forms)))
    sentence = " ".join(said)
    link = text.own_link(handout.link, say("file.look")) if handout.there and handout.link else ""
    return kit.message(sentence, kit.section(f"{sentence} {link}".strip()))


def coming_view(handout: Handout) -> dict[str, Any]:
    """Return the same as a window, for a click in one."""
    return kit.modal_of(say("title.files", pm=handout.postmortem.name), ids.FILES_VIEW, coming(handout))


def files_view(postmortem: Postmortem) -> dict[str, Any]:
    """Return the window that asks for files: which, and where to."""
    forms = [kit.option(say(f"file.{one}"), one) for one in FORMS]
    places = [kit.option(say(f"file.to_{one}"), one) for one in (TO_ME, TO_THREAD)]
    blocks: list[Block] = [
        kit.section(text.bold(text.line(postmortem.title, TITLE) or postmortem.name)),
        kit.field(
            Fields.FORMATS,
            say("file.forms"),
            CheckboxesElement(action_id=Fields.VALUE, options=forms, initial_options=forms[:2]),
        ),
        kit.field(
            Fields.PLACE,
            say("file.place"),
            RadioButtonsElement(action_id=Fields.VALUE, options=places, initial_option=places[0]),
            hint=say("file.place_hint"),
        ),
    ]
    ref = Ref(kind="files", postmortem=postmortem.id)
    return kit.modal(say("title.files", pm=postmortem.name), ids.FILES_FORM, blocks, ref=ref, submit=say("button.send"))


def read_files(view: Mapping[str, Any]) -> tuple[int, tuple[str, ...], bool]:
    """Read the window: of which document, which files, and whether they go into the thread."""
    chosen = kit.choices_of(view, Fields.FORMATS)
    to_thread = kit.value_of(view, Fields.PLACE) == TO_THREAD
    return kit.ref_of(view).postmortem or 0, tuple(one for one in FORMS if one in chosen), to_thread
