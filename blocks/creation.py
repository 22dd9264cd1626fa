"""The windows that ask for something: a new postmortem, an answer, another author; beside each what reads it back.

A parser raises Invalid with a sentence for each field. What it returns is still what somebody typed: the services'
entrance normalises and redacts it.
"""

from collections.abc import Mapping
from typing import Any, Final

from slack_sdk.models.blocks import Block, ConversationFilter, ConversationMultiSelectElement
from slack_sdk.models.blocks import PlainTextInputElement as Typed
from slack_sdk.models.blocks import RadioButtonsElement as Radio
from slack_sdk.models.blocks import StaticSelectElement as Select
from slack_sdk.models.blocks import UserSelectElement as UserSelect

from blocks import ids, kit, text
from blocks.ids import Fields, Ref
from bot.domain.errors import Invalid
from bot.domain.postmortems import Postmortem
from bot.domain.surfaces import AskedQuestion
from bot.domain.text import normalise, shorten, utf16_length
from bot.domain.values import Value
from bot.domain.words import say

TITLE: Final = 120
SERVICES: Final = 300
MOST_SERVICES: Final = 10
ANSWER: Final = 3_000
QUESTION: Final = 300
SEVERITIES: Final = ("SEV1", "SEV2", "SEV3", "SEV4", "SEV5")
MOST_INCIDENTS: Final = 10
_DIRECT: Final = "D"
_EVERYBODY, _PRIVATE = "everybody", "private"
_INSTEAD: Final = ("unknown", "irrelevant")


class CreateForm(Value):
    """What was typed for a new postmortem. `channel` is a Slack id, `ref` what the window was opened for."""

    ref: Ref
    title: str
    severity: str | None = None
    services: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    private: bool = False


class AnswerForm(Value):
    """An answer to an open question, in the person's own words or one of the two that are offered."""

    postmortem: int
    question: int
    answer: str = ""
    instead: str | None = None


class NotMineForm(Value):
    """Who is to write it instead."""

    postmortem: int
    author: str


def create_view(
    *,
    title: str = "",
    severity: str | None = None,
    services: tuple[str, ...] = (),
    channels: tuple[str, ...] = (),
    ref: Ref | None = None,
) -> dict[str, Any]:
    """Return the form for a new postmortem, filled in with what is known. It needs no channel."""
    options = {one: kit.option(one, one) for one in SEVERITIES}
    blocks: list[Block] = [
        kit.field(
            Fields.TITLE,
            say("create.title"),
            Typed(action_id=Fields.VALUE, max_length=TITLE, initial_value=_start(title, TITLE)),
            hint=say("create.title_hint"),
        ),
        kit.field(
            Fields.SEVERITY,
            say("create.severity"),
            Select(action_id=Fields.VALUE, options=list(options.values()), initial_option=options.get(severity or "")),
            optional=True,
        ),
        kit.field(
            Fields.SERVICES,
            say("create.services"),
            Typed(action_id=Fields.VALUE, max_length=SERVICES, initial_value=_start(", ".join(services), SERVICES)),
            hint=say("create.services_hint"),
            optional=True,
        ),
        kit.field(
            Fields.CHANNEL,
            say("create.channel"),
            _channel_select(channels),
            hint=say("create.channel_hint"),
            optional=True,
        ),
        kit.field(Fields.SIGHT, say("create.sight"), _sight(), hint=say("create.sight_hint")),
    ]
    submit = say("create.submit")
    return kit.modal(say("title.create"), ids.CREATE_FORM, blocks, ref=ref or Ref(kind="create"), submit=submit)


def read_create(view: Mapping[str, Any]) -> CreateForm:
    """Read the form for a new postmortem. Raises Invalid at its fields, Conflict for a window of another version."""
    ref = kit.ref_of(view)
    title = normalise(kit.value_of(view, Fields.TITLE) or "", one_line=True)
    typed = normalise(kit.value_of(view, Fields.SERVICES) or "", one_line=True)
    services = named_services(typed)
    channels = kit.conversations_of(view, Fields.CHANNEL)
    wrong: dict[str, str] = {}
    if not title:
        wrong[Fields.TITLE] = say("create.no_title")
    elif utf16_length(title) > TITLE:
        wrong[Fields.TITLE] = say("create.long_title", n=utf16_length(title))
    if len(services) > MOST_SERVICES:
        wrong[Fields.SERVICES] = say("create.many_services")
    if len(channels) > MOST_INCIDENTS:
        wrong[Fields.CHANNEL] = say("create.many_channels", n=MOST_INCIDENTS)
    _raise(wrong)
    severity = kit.value_of(view, Fields.SEVERITY)
    return CreateForm(
        ref=ref,
        title=title,
        severity=severity if severity in SEVERITIES else None,
        services=services,
        channels=channels,
        private=kit.value_of(view, Fields.SIGHT) == _PRIVATE,
    )


def named_services(typed: str) -> tuple[str, ...]:
    """Return the services that were typed, separated by commas, each once and cut to a name's length."""
    names = (one.strip() for one in typed.replace(";", ",").split(","))
    return tuple(dict.fromkeys(shorten(one, text.LONGEST_NAME) for one in names if one))


def answer_modal(postmortem: int, name: str, asked: AskedQuestion) -> dict[str, Any]:
    """Return the window that asks one open question. `name` is the postmortem's, such as PM-42."""
    choices = [kit.option(say(f"answer.{one}"), one) for one in _INSTEAD]
    blocks: list[Block] = [
        kit.section(text.line(asked.question.text, QUESTION) or "…"),
        kit.field(
            Fields.ANSWER,
            say("answer.field"),
            _long_text(asked.question.answer or "", ANSWER),
            optional=True,
        ),
        kit.field(Fields.INSTEAD, say("answer.instead"), Radio(action_id=Fields.VALUE, options=choices), optional=True),
    ]
    ref = Ref(kind="question", postmortem=postmortem, question=asked.id)
    return kit.modal(say("title.answer", pm=name), ids.QUESTION_FORM, blocks, ref=ref, submit=say("button.answer_send"))


def read_answer(view: Mapping[str, Any]) -> AnswerForm:
    """Read an answer. What is written counts before what is chosen. Raises Invalid where there is neither."""
    ref = kit.ref_of(view)
    written = normalise(kit.value_of(view, Fields.ANSWER) or "").strip()
    if utf16_length(written) > ANSWER:
        _raise({Fields.ANSWER: say("answer.long", n=utf16_length(written))})
    chosen = kit.value_of(view, Fields.INSTEAD)
    if not written and chosen not in _INSTEAD:
        _raise({Fields.ANSWER: say("answer.none")})
    instead = None if written else str(chosen)
    return AnswerForm(postmortem=ref.postmortem or 0, question=ref.question or 0, answer=written, instead=instead)


def not_mine_view(postmortem: Postmortem) -> dict[str, Any]:
    """Return the window that asks who writes it instead."""
    blocks: list[Block] = [
        kit.context(f"{postmortem.name} {text.line(postmortem.title, TITLE)}"),
        kit.field(
            Fields.AUTHOR,
            say("author.field"),
            UserSelect(action_id=Fields.VALUE, focus_on_load=True),
            hint=say("author.hint"),
        ),
    ]
    ref = Ref(kind="author", postmortem=postmortem.id)
    return kit.modal(say("title.hand_over"), ids.NOT_MINE_FORM, blocks, ref=ref, submit=say("button.hand_over"))


def read_not_mine(view: Mapping[str, Any]) -> NotMineForm:
    """Read who writes it instead. Raises Invalid where nobody was chosen."""
    ref = kit.ref_of(view)
    author = kit.value_of(view, Fields.AUTHOR)
    if not author:
        _raise({Fields.AUTHOR: say("author.none")})
    return NotMineForm(postmortem=ref.postmortem or 0, author=str(author))


def _channel_select(channels: tuple[str, ...]) -> ConversationMultiSelectElement:
    named = [one for one in channels if not one.startswith(_DIRECT)]
    return ConversationMultiSelectElement(
        action_id=Fields.VALUE,
        initial_conversations=named or None,
        default_to_current_conversation=None if named else True,
        max_selected_items=MOST_INCIDENTS,
        filter=ConversationFilter(include=["public", "private"], exclude_bot_users=True),
    )


def _sight() -> Radio:
    options = [kit.option(say(f"create.sight.{one}"), one) for one in (_EVERYBODY, _PRIVATE)]
    return Radio(action_id=Fields.VALUE, options=options, initial_option=options[0])


def _long_text(value: str, limit: int) -> Typed:
    start = normalise(value, limit=limit) or None
    return Typed(action_id=Fields.VALUE, multiline=True, max_length=limit, initial_value=start)


def _start(value: str, limit: int) -> str | None:
    return normalise(value, one_line=True, limit=limit) or None


def _raise(wrong: Mapping[str, str]) -> None:
    if wrong:
        raise Invalid(" ".join(wrong.values()), fields=wrong)
