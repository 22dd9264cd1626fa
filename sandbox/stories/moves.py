"""Moves of a story: what people do with the app, through the driver, so that nothing happens that Slack does not offer.

A move that cannot be done raises CannotDo with a sentence for whoever reads along.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from sandbox import render
from sandbox.driver import Home, Interaction, Message, Modal, Person, Rich
from sandbox.driver.handles import names_of
from sandbox.elements import Found, elements, options
from sandbox.errors import CannotDo
from sandbox.stories.rows import has_reacted
from sandbox.stories.stage import READERS, Stage
from sandbox.stories.steps import Step
from sandbox.stories.story import Move, addressed

Target = Message | Modal | Home
_PLACES = {
    "card": "the card",
    "thread": "the thread below the card",
    "dm": "a message of the app",
    "offer": "a message of the app in the channel",
    "announcement": "the announcement",
    "aside": "what only they see",
    "modal": "the window",
    "home": "Home",
}
_IN_A_WINDOW = frozenset({"modal", "fill", "submit", "close", "dismiss"})
_IN_FRONT = _IN_A_WINDOW | {"look"}
"""What needs no window to be closed before it."""


async def make(stage: Stage, move: Move) -> Step:
    """Let somebody make a move. Raises CannotDo."""
    person = stage.people[move.who]
    if person.modal is not None and not {move.kind, move.on} & _IN_FRONT:
        await person.modal.dismiss()  # somebody may have opened it by hand; Slack shows nothing else beside it
    done, target = await _DOING[move.kind](stage, person, move)
    if done is not None and done.failure is not None:
        told = " ".join(done.detail) or f"it was answered with {done.failure}"
        raise CannotDo(f"{person.member.name} could not do it: {told}")
    place = target if isinstance(target, Message) else None
    return Step(move.caption, person.id, place.channel.id if place else "", place.ts if place else "")


def is_in_a_window(move: Move) -> bool:
    """Say whether a move is made in the window that is open."""
    return bool({move.kind, move.on} & _IN_A_WINDOW)


def check(stage: Stage, move: Move) -> None:
    """Look whether the window came up that a move opens, once the app has rested. Raises CannotDo."""
    if not move.opens:
        return
    person = stage.people[move.who]
    title = person.modal.title if person.modal else ""
    if not title.startswith(move.opens):
        seen = [*person.ephemerals(stage.channel), *person.ephemerals(stage.readers)]
        said = f" {' '.join(seen[-1].lines)}" if seen and not title else ""
        found = f"{title!r} is open" if title else "no window is"
        raise CannotDo(f"{person.member.name} should see the window {move.opens!r} now, but {found}.{said}")


_Came = tuple[Interaction | None, Target | None]
_Doing = Callable[[Stage, Person, Move], Awaitable[_Came]]


async def _react(stage: Stage, person: Person, move: Move) -> _Came:
    message = _message(stage, person, move)
    if not has_reacted(message, person.id, move.emoji):
        await person.react(message, move.emoji)
    return None, message


async def _say(stage: Stage, person: Person, move: Move) -> _Came:
    thread = None if not move.thread else stage.card if move.thread == "card" else stage.message(move.thread)
    said = await person.post(stage.channel, addressed(stage.story.dated(move.text), stage.ids), thread=thread)
    stage.posted[move.id] = said
    return None, said


async def _topic(stage: Stage, person: Person, move: Move) -> _Came:
    await person.set_topic(stage.channel, move.text)
    return None, None


async def _slash(stage: Stage, person: Person, move: Move) -> _Came:
    channel = stage.readers if move.on == READERS else stage.channel
    done = await person.slash(addressed(stage.story.dated(move.text), stage.ids), channel)
    return done, done.ephemerals[-1] if done.ephemerals else None


async def _shortcut(stage: Stage, person: Person, move: Move) -> _Came:
    message = _message(stage, person, move) if move.on else None
    return await person.shortcut(move.label, message=message), message


async def _home(stage: Stage, person: Person, move: Move) -> _Came:
    del stage, move
    await person.open_home()
    return None, None


async def _press(stage: Stage, person: Person, move: Move) -> _Came:
    target = _target(stage, person, move)
    found = _control(stage, person, move, target, lambda one: one.label in _labels(move))
    return await person.click(target, found.label, block=found.key[0], confirm=move.confirm), target


async def _choose(stage: Stage, person: Person, move: Move) -> _Came:
    target = _target(stage, person, move)

    def offers(one: Found) -> bool:
        texts = (each["text"]["text"] for each in options(one.element))
        return move.option in texts and move.label in ("", one.label)

    found = _control(stage, person, move, target, offers)
    block, action = found.key
    if found.element["type"] == "overflow":
        return await person.choose(target, block, move.option, confirm=move.confirm), target
    return await person.select(target, action, move.option, block=block, confirm=move.confirm), target


async def _fill(stage: Stage, person: Person, move: Move) -> _Came:
    modal = _modal(person)
    stage.filled[move.who] = modal.fill({name: _value(stage, value) for name, value in move.values.items()})
    return None, modal


async def _submit(stage: Stage, person: Person, move: Move) -> _Came:
    modal = _modal(person)
    filled = stage.filled.pop(move.who, None)
    if filled is not None and filled.opened is modal.opened:
        modal = filled  # it knows what the app has not heard of yet
    done = await modal.submit()
    if done.acked and modal.is_open and modal.errors:
        done.failure, done.detail = "errors", [f"{name}: {text}" for name, text in modal.errors.items()]
    return done, modal


async def _close(stage: Stage, person: Person, move: Move) -> _Came:
    del stage, move
    return await _modal(person).close(), None


async def _dismiss(stage: Stage, person: Person, move: Move) -> _Came:
    del stage, move
    if person.modal is None:
        return None, None
    return await person.modal.dismiss(), None


async def _look(stage: Stage, person: Person, move: Move) -> _Came:
    target = _target(stage, person, move)
    if move.sees not in "\n".join(target.lines):
        raise CannotDo(f"{move.sees!r} does not stand on {_PLACES.get(move.on, 'the message')}.")
    return None, target


_DOING: Mapping[str, _Doing] = {
    "react": _react,
    "say": _say,
    "topic": _topic,
    "slash": _slash,
    "shortcut": _shortcut,
    "home": _home,
    "press": _press,
    "choose": _choose,
    "fill": _fill,
    "submit": _submit,
    "close": _close,
    "dismiss": _dismiss,
    "look": _look,
}


def _labels(move: Move) -> list[str]:
    return move.label.split("|")


def _target(stage: Stage, person: Person, move: Move) -> Target:
    """Return what a move is about: a window, Home, or a message."""
    if move.on == "modal":
        return _modal(person)
    if move.on == "home":
        if person.home is None:
            raise CannotDo(f"{person.member.name} has no Home yet.")
        return person.home
    return _message(stage, person, move)


def _modal(person: Person) -> Modal:
    if person.modal is None:
        raise CannotDo(f"{person.member.name} has no window open.")
    return person.modal


def _message(stage: Stage, person: Person, move: Move) -> Message:
    """Return the newest message of a place in which this can be done. Raises CannotDo."""
    if move.on == "card":
        return stage.card
    places: Mapping[str, Callable[[], list[Message]]] = {
        "thread": lambda: stage.channel.thread(stage.card),
        "dm": lambda: [one for one in person.dms() if stage.number in one.shown],
        "offer": lambda: stage.channel.by_bot,
        "announcement": lambda: stage.readers.by_bot,
        "aside": lambda: person.ephemerals(stage.channel),
    }
    if move.on not in places:
        return stage.message(move.on)
    there = [one for one in places[move.on]() if move.words in one.shown and _fits(one, move)]
    if not there:
        wanted = move.label or move.option or move.sees or move.words
        raise CannotDo(f"{person.member.name} finds no {wanted!r} in {_PLACES[move.on]}.")
    return there[-1]


def _fits(message: Message, move: Move) -> bool:
    if move.sees and move.on != "card":
        return move.sees in message.shown
    if move.option:
        return any(
            move.option == one["text"]["text"] for found in elements(message.blocks) for one in options(found.element)
        )
    return not move.label or not set(_labels(move)).isdisjoint(message.labels)


def _control(stage: Stage, person: Person, move: Move, target: Target, fits: Callable[[Found], bool]) -> Found:
    """Return the control that is meant: the only one that fits, or the one beside or right below some words."""
    blocks = target.blocks
    if move.near:
        names = names_of(stage.hub)
        near = move.near.replace("{pm}", stage.number)
        there = [at for at, block in enumerate(blocks) if near in "\n".join(render.blocks([block], names))]
        below = (list(elements([block])) for block in (blocks[there[0] :] if there else []))
        found = [one for one in next(filter(None, below), []) if fits(one)]
    else:
        found = [one for one in elements(blocks) if fits(one)]
    if len(found) != 1:
        how = f"beside {move.near!r} " if move.near else ""
        many = "several" if found else "no"
        wanted = move.label or move.option
        place = _PLACES.get(move.on, "the message")
        raise CannotDo(f"{person.member.name} sees {many} {wanted!r} {how}on {place}.")
    return found[0]


def _value(stage: Stage, value: Any) -> Any:
    match value:
        case {"rich": words}:
            return Rich(stage.story.dated(words))
        case {"person": key}:
            return stage.people[key]
        case {"people": keys}:
            return [stage.people[key] for key in keys]
        case {"day": number}:
            return stage.story.day(number)
        case str():
            return stage.story.dated(value)
        case _:
            return value
