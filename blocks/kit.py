"""A few constructors over `slack_sdk.models`, with this house's habits: spoken labels, four controls a row.

What goes in as mrkdwn is escaped already (`blocks.text`); what goes in as a label or title is raw and cut here.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from slack_sdk.models.basic_objects import JsonObject
from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    ConfirmObject,
    ContextBlock,
    HeaderBlock,
    InputBlock,
    InteractiveElement,
    MarkdownTextObject,
    Option,
    OptionGroup,
    PlainTextObject,
    SectionBlock,
    StaticSelectElement,
)
from slack_sdk.models.views import View

from blocks import text
from blocks.ids import Fields, Ref
from bot.domain.surfaces import Rendered
from bot.domain.words import say

MOST_CONTROLS: Final = 4
MOST_BLOCKS: Final = 50
MESSAGE_ROOM: Final = 12_000
TEXT_ROOM: Final = 3_000
HEADER: Final = 150
LABEL: Final = 75
TITLE: Final = 24
MOST_OPTIONS: Final = 30
HEADING: Final = 30


def mrkdwn(escaped: str) -> MarkdownTextObject:
    """Return escaped text as a text object in which Slack makes nothing alive by itself."""
    return MarkdownTextObject(text=escaped if escaped.strip() else "…", verbatim=True)


def header(title: str, block_id: str | None = None) -> HeaderBlock:
    """Return a headline of raw text."""
    return HeaderBlock(text=PlainTextObject(text=text.plain(title, HEADER) or "…"), block_id=block_id)


def section(
    escaped: str,
    accessory: InteractiveElement | None = None,
    *,
    block_id: str | None = None,
    expand: bool | None = None,
) -> SectionBlock:
    """Return a paragraph of escaped mrkdwn, with one control beside it if wanted."""
    return SectionBlock(text=mrkdwn(escaped), accessory=accessory, block_id=block_id, expand=expand)


def context(*escaped: str) -> ContextBlock:
    """Return small print of escaped mrkdwn."""
    return ContextBlock(elements=[mrkdwn(one) for one in escaped])


def actions(*elements: InteractiveElement, block_id: str | None = None) -> ActionsBlock:
    """Return a row of controls. Raises ValueError above four: on a phone the row would wrap twice."""
    if len(elements) > MOST_CONTROLS:
        raise ValueError("at most four controls a row")
    return ActionsBlock(elements=list(elements), block_id=block_id)


def button(
    label: str,
    action_id: str,
    ref: Ref,
    about: str,
    *,
    style: str | None = None,
    url: str | None = None,
    spoken: str | None = None,
    confirm: ConfirmObject | None = None,
) -> ButtonElement:
    """Return a button. `about` is what it acts on (PM-42, or a title): whoever hears the button hears that too."""
    shown = text.plain(label, LABEL)
    return ButtonElement(
        text=PlainTextObject(text=shown),
        action_id=action_id,
        value=ref.encode(),
        style=style,
        url=url if url and text.is_safe_url(url) else None,
        accessibility_label=text.plain(spoken or f"{label} {about}", LABEL),
        confirm=confirm,
    )


def turning(turns: Iterable[tuple[str, str, int]], last: int, ref: Ref, about: str) -> list[ButtonElement]:
    """Return a button for each of these turns (key of its word, action id, page) that leads to a page there is.

    Pages count from 0 to `last`. Each button is about what `ref` is about, on its own page.
    """
    return [
        button(say(label), action_id, ref.model_copy(update={"page": page}), about)
        for label, action_id, page in turns
        if 0 <= page <= last
    ]


def confirm(title: str, question: str, yes: str, no: str) -> ConfirmObject:
    """Return the dialog that asks once more, before something leaves the room."""
    return ConfirmObject(
        title=PlainTextObject(text=text.plain(title, 100)),
        text=PlainTextObject(text=text.plain(question, 300)),
        confirm=PlainTextObject(text=text.plain(yes, 30)),
        deny=PlainTextObject(text=text.plain(no, 30)),
    )


def option(label: str, value: str) -> Option:
    """Return a choice of a select or of radio buttons."""
    return Option(text=PlainTextObject(text=text.plain(label, LABEL) or "…"), value=value)


def select(
    action_id: str, placeholder: str, options: Sequence[Option], chosen: Option | None = None
) -> StaticSelectElement:
    """Return a select of at most 30 options."""
    shown = list(options)[:MOST_OPTIONS]
    return StaticSelectElement(
        action_id=action_id, placeholder=text.plain(placeholder, 150), options=shown, initial_option=chosen
    )


def choice(options: Sequence[Option], chosen: Option | None = None) -> StaticSelectElement:
    """Return the select of a field: of as many options as there are, above 30 under headings of 30 each.

    A heading says from which option to which; whoever types into the select finds every one.
    """
    if len(options) <= MOST_OPTIONS:
        return StaticSelectElement(action_id=Fields.VALUE, options=list(options), initial_option=chosen)
    groups = [options[start : start + MOST_OPTIONS] for start in range(0, len(options), MOST_OPTIONS)]
    headed = [OptionGroup(label=_heading(one[0], one[-1]), options=one) for one in groups]
    return StaticSelectElement(action_id=Fields.VALUE, option_groups=headed, initial_option=chosen)


def _heading(first: Option, last: Option) -> str:
    ends = (text.plain(str(one.text), HEADING) for one in (first, last))
    return text.plain(" – ".join(ends), LABEL)  # noqa: RUF001 - it stands for "to"


def field(block_id: str, label: str, element: Any, *, hint: str | None = None, optional: bool = False) -> InputBlock:
    """Return an input with a visible label, and a hint below it."""
    return InputBlock(
        block_id=block_id,
        label=PlainTextObject(text=text.plain(label, 2_000)),
        element=element,
        hint=PlainTextObject(text=text.plain(hint, 2_000)) if hint else None,
        optional=optional,
    )


def dispatched(block_id: str, label: str, element: Any, action_id: str, *, hint: str | None = None) -> InputBlock:
    """Return an input that tells the app as soon as something is chosen in it."""
    element.action_id = action_id
    shown = field(block_id, label, element, hint=hint)
    shown.dispatch_action = True
    return shown


def message(summary: str, *blocks: Block) -> Rendered:
    """Return a message. `summary` is escaped and says on its own what the blocks say."""
    return Rendered(text=summary, blocks=tuple(_plain(block) for block in blocks))


def modal(
    title: str,
    callback_id: str,
    blocks: Sequence[Block],
    *,
    ref: Ref | None = None,
    submit: str | None = None,
) -> dict[str, Any]:
    """Return a window. With `submit` it has inputs and *Cancel*, without it only *Close*."""
    close = say("button.cancel") if submit else say("button.close")
    view = View(
        type="modal",
        callback_id=callback_id,
        title=PlainTextObject(text=text.plain(title, TITLE)),
        submit=PlainTextObject(text=text.plain(submit, TITLE)) if submit else None,
        close=PlainTextObject(text=close),
        blocks=list(blocks),
        private_metadata=ref.encode() if ref else None,
    )
    return dict(_plain(view))


def modal_of(title: str, callback_id: str, shown: Rendered) -> dict[str, Any]:
    """Return a message as a window, for a click in one: there is nothing there to answer beside."""
    view = View(
        type="modal",
        callback_id=callback_id,
        title=PlainTextObject(text=text.plain(title, TITLE)),
        close=PlainTextObject(text=say("button.close")),
        blocks=list(shown.blocks),
    )
    return dict(_plain(view))


def home(callback_id: str, blocks: Sequence[Block]) -> dict[str, Any]:
    """Return a Home view."""
    return dict(_plain(View(type="home", callback_id=callback_id, blocks=list(blocks))))


_HELD: Final = ("value", *(f"selected_{one}" for one in ("conversation", "channel", "user", "date", "time")))
"""Under which names an element's state has a string."""


def value_of(view: Mapping[str, Any], block_id: str) -> Any:
    """Return what was typed or chosen in a field of a sent window: a string, a moment in seconds, or None."""
    element = _element_of(view, block_id)
    if isinstance(option_ := element.get("selected_option"), Mapping):
        return option_.get("value")
    for key in _HELD:
        if isinstance(found := element.get(key), str):
            return found
    at = element.get("selected_date_time")
    return at if isinstance(at, int) else None


def choices_of(view: Mapping[str, Any], block_id: str) -> tuple[str, ...]:
    """Return the values that were chosen in a field with several choices of a sent window."""
    chosen = _element_of(view, block_id).get("selected_options")
    return tuple(str(one["value"]) for one in chosen if isinstance(one, Mapping)) if isinstance(chosen, list) else ()


def people_of(view: Mapping[str, Any], block_id: str) -> tuple[str, ...]:
    """Return the Slack ids that were chosen in a field for several people of a sent window."""
    return _ids(_element_of(view, block_id).get("selected_users"))


def conversations_of(view: Mapping[str, Any], block_id: str) -> tuple[str, ...]:
    """Return the Slack ids that were chosen in a field for several conversations of a sent window."""
    return _ids(_element_of(view, block_id).get("selected_conversations"))


def named(view: Mapping[str, Any], name: str) -> str:
    """Return the block id of a field that has started anew: its name and a word behind a dot, or the name alone."""
    there = (str(block.get("block_id")) for block in view.get("blocks", ()))
    return next((one for one in there if one.partition(".")[0] == name), name)


def begun(view: Mapping[str, Any], block_id: str, key: str) -> Any:
    """Return what a field held when the window was drawn, by the name that its kind of element has for that.

    A sent window brings its blocks along, so that what others changed meanwhile is not undone by who did not touch it.
    """
    for block in view.get("blocks", ()):
        if block.get("block_id") == block_id:
            return (block.get("element") or {}).get(key)
    return None


def filled_in(view: Mapping[str, Any]) -> str:
    """Return all the words that stood in a window's fields when it was drawn."""
    return " ".join(str((block.get("element") or {}).get("initial_value") or "") for block in view.get("blocks", ()))


def _ids(chosen: Any) -> tuple[str, ...]:
    return tuple(dict.fromkeys(str(one) for one in chosen)) if isinstance(chosen, list) else ()


def _element_of(view: Mapping[str, Any], block_id: str) -> Mapping[str, Any]:
    """Return the state of a field's element as it was sent; nothing where there is none."""
    state = view.get("state")
    values = state.get("values") if isinstance(state, Mapping) else None
    block = values.get(block_id) if isinstance(values, Mapping) else None
    element = next(iter(block.values()), None) if isinstance(block, Mapping) else None
    return element if isinstance(element, Mapping) else {}


def ref_of(view: Mapping[str, Any]) -> Ref:
    """Return the `Ref` that a window carries. Raises Conflict when it is from an older version."""
    metadata = view.get("private_metadata")
    return Ref.decode(metadata if isinstance(metadata, str) else None)


def _plain(value: Any) -> Any:
    """Return what `to_dict` of slack_sdk returns, with the same checks, in a third of the time.

    There each object looks through all it has for its checks and its keys; here that is looked up once a class.
    """
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if not isinstance(value, JsonObject):
        return value
    kind = type(value)
    if kind not in _SHAPES:
        _SHAPES[kind] = _shape(value)
    checks, keys = _SHAPES[kind]
    if keys is None:
        return value.to_dict()
    for check in checks:
        getattr(value, check)()
    if isinstance(value, Option):
        described = {"text": value.description, "type": "plain_text"} if value.description else None
        more = {"description": described, "url": value.url}
        shown: dict[str, Any] = {"text": {"text": value.text, "type": "plain_text"}, "value": value.value}
        return shown | {key: one for key, one in more.items() if one}
    found = {key: getattr(value, key, None) for key in keys}
    return {key: _plain(one) for key, one in found.items() if one is not None and (one or not hasattr(one, "__len__"))}


def _shape(value: JsonObject) -> tuple[tuple[str, ...], tuple[str, ...] | None]:
    """Return the names of an object's checks and keys; no keys where its class has a way of its own."""
    kind = type(value)
    checks = tuple(name for name in dir(kind) if hasattr(getattr(kind, name, None), "validator"))
    has_own_way = kind.to_dict is not JsonObject.to_dict and kind is not Option
    if has_own_way or str(getattr(value, "type", "")).startswith("rich_text"):
        return (), None
    return checks, tuple(sorted(value.attributes))


_SHAPES: dict[type[JsonObject], tuple[tuple[str, ...], tuple[str, ...] | None]] = {}
