"""The windows around publishing: where it would go, and why it is reopened; and the short answers to these deeds."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from slack_sdk.models.blocks import (
    Block,
    ButtonElement,
    ConversationFilter,
    ConversationSelectElement,
    PlainTextInputElement,
)

from blocks import ids, kit, publishing_controls, text
from blocks.ids import Fields, Ref
from bot.domain.errors import Invalid
from bot.domain.postmortems import Postmortem, Visibility
from bot.domain.publishing import LONGEST_WHY, Place, PublishFacts, Showing
from bot.domain.surfaces import Rendered
from bot.domain.text import shorten
from bot.domain.words import listing, say

TITLE: Final = 120
MOST_PLACES: Final = 6
WARNINGS: Final = 6
WARNING: Final = 160


def publish_view(facts: PublishFacts) -> dict[str, Any]:
    """Return the window that says where a document will go, and publishes it when it is sent."""
    postmortem = facts.postmortem
    blocks: list[Block] = [kit.section(text.bold(text.line(postmortem.title, TITLE) or postmortem.name))]
    blocks.append(kit.section("\n".join(_where(facts))))
    small = [say("publish.unreviewed")] if facts.unreviewed else []
    small += [say("publish.warning", what=text.line(one, WARNING)) for one in facts.warnings[:WARNINGS]]
    if small:
        blocks.append(kit.context("\n".join(small)))
    ref = Ref(kind="publish", postmortem=postmortem.id, revision=postmortem.revision)
    title = say("title.publish", pm=postmortem.name)
    return kit.modal(title, ids.PUBLISH_FORM, blocks, ref=ref, submit=say("button.publish"))


def _where(facts: PublishFacts) -> list[str]:
    told = told_in(facts.places)
    own = [one for one in facts.places if one.is_own]
    if facts.postmortem.visibility is Visibility.PRIVATE:
        lines = [say("publish.private", where=_names(own))]
    elif not told or told == own:
        lines = [say("publish.stays", where=_names(own))]
    else:
        lines = [say("publish.goes", where=_names(told))]
    if any(one.showing is Showing.WHOLE and not one.is_closed for one in own):
        lines.append(say("publish.files"))
    for key, found in (
        ("publish.short", [one for one in told if one.showing is Showing.SHORT]),
        ("publish.closed", [one for one in facts.places if one.is_closed]),
    ):
        if found:
            lines.append(say(key, n=len(found), where=_names(found)))
    return lines


def told_in(places: Sequence[Place]) -> list[Place]:
    """Return the places that hear of it."""
    return [one for one in places if one.showing is not Showing.NOTHING and not one.is_closed]


def called(places: Sequence[Place], limit: int, shown: Callable[[str], str]) -> str:
    """Return what places are called: "#a, #b and 3 others", "#a and a private channel". `shown` dresses a name."""
    names = [shown(f"#{one.name}") if one.name else say("publish.own") for one in places if one.name or one.is_own]
    hidden = len(places) - len(names)
    if len(names) > limit:
        return listing([*names, *("" for _ in range(hidden))], limit)
    return listing([*names, *([say("publish.hidden", n=hidden)] if hidden else [])], limit + 1)


def _names(places: Sequence[Place]) -> str:
    return called(places, MOST_PLACES, text.name) or say("publish.own")


def reopen_view(postmortem: Postmortem, reason: str = "") -> dict[str, Any]:
    """Return the window that asks why a document is reopened."""
    field = kit.field(
        Fields.REASON,
        say("reopen.reason"),
        PlainTextInputElement(
            action_id=Fields.VALUE,
            max_length=LONGEST_WHY,
            multiline=True,
            initial_value=shorten(reason, LONGEST_WHY) or None,
        ),
        hint=say("reopen.hint", pm=postmortem.name),
    )
    ref = Ref(kind="reopen", postmortem=postmortem.id)
    title = say("title.reopen", pm=postmortem.name)
    return kit.modal(title, ids.REOPEN_FORM, [field], ref=ref, submit=say("button.reopen"))


def read_reopen(view: Mapping[str, Any]) -> tuple[int, str]:
    """Read why a document is reopened: its id and the words."""
    return kit.ref_of(view).postmortem or 0, str(kit.value_of(view, Fields.REASON) or "")


def elsewhere_view(postmortem: Postmortem, instead: str | None, *, is_known: bool = False) -> dict[str, Any]:
    """Return the window that asks for another channel. `instead` is the one that could not be told.

    Where its reader `is_known` to see that one it is chosen beforehand: trying it again may be all that it takes.
    """
    again = instead if is_known else None
    select = ConversationSelectElement(
        action_id=Fields.VALUE,
        filter=ConversationFilter(include=["public", "private"], exclude_bot_users=True),
        initial_conversation=again,
    )
    hint = f"{say('elsewhere.hint')} {say('elsewhere.again')}" if again else say("elsewhere.hint")
    field = kit.field(Fields.CHANNEL, say("elsewhere.where"), select, hint=hint)
    ref = Ref(kind="elsewhere", postmortem=postmortem.id, channel=instead)
    title = say("title.elsewhere", pm=postmortem.name)
    return kit.modal(title, ids.ELSEWHERE_FORM, [field], ref=ref, submit=say("button.announce"))


def read_elsewhere(view: Mapping[str, Any]) -> tuple[int, str, str | None]:
    """Read the other channel: of which document, which one, and the one that could not be told."""
    ref = kit.ref_of(view)
    chosen = kit.value_of(view, Fields.CHANNEL)
    if not chosen:
        raise Invalid(say("elsewhere.none"), fields={Fields.CHANNEL: say("elsewhere.none")})
    return ref.postmortem or 0, str(chosen), ref.channel


def archived(postmortem: Postmortem) -> Rendered:
    """Return the private answer to archiving, with the way back."""
    return _done(say("archived.done", pm=postmortem.name), publishing_controls.restore(postmortem, "button.undo"))


def restored(postmortem: Postmortem) -> Rendered:
    """Return the private answer to taking it out of the archive, with the way back."""
    return _done(say("restored.done", pm=postmortem.name), publishing_controls.archive(postmortem, "button.undo"))


def _done(sentence: str, undo: ButtonElement) -> Rendered:
    return kit.message(sentence, kit.section(sentence, undo))
