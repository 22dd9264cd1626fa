"""Starting a postmortem by hand: the command, the two shortcuts, the buttons that say so, and the form behind them."""

from blocks import creation as ui
from blocks import ids, problems
from blocks.ids import Ref
from bot.domain.grammar import Words, read_create
from bot.domain.incidents import SignalSource
from bot.domain.words import say
from bot.listeners.deeds import Deed
from bot.listeners.tables import Tables
from bot.services import channels, creation


def register(tables: Tables) -> None:
    """Register every way of starting one."""
    tables.opens(ids.CREATE_OPEN, on_button)
    tables.shortcuts[ids.CREATE_GLOBAL] = on_shortcut
    tables.shortcuts[ids.CREATE_MESSAGE] = on_shortcut
    tables.forms[ids.CREATE_FORM] = on_form
    tables.actions[ids.CHANNEL_JOIN] = on_join
    tables.opens(ids.PROBLEM_RETRY, on_button)
    tables.subcommands.add(
        "create",
        on_create,
        usage="create [TITLE] [#channel …] [sev1] [into PM]",
        about="start a postmortem, here or of another channel",
        group="here and now",
    )


async def on_create(deed: Deed, words: Words) -> None:
    """Open the form, filled in with what was typed; with `into` add the incident to a postmortem that there is."""
    typed = read_create(words.rest)
    here = (deed.channel,) if deed.channel else ()
    channels = typed.channels or here
    creation.must_be_on(deed.deps, SignalSource.COMMAND)
    if typed.into is not None:
        postmortem = await creation.add_incidents(deed.deps, deed.actor, typed.into, channels)
        await deed.whisper(problems.done(say("create.added", pm=postmortem.name)))
        return
    await deed.open(ui.create_view(channels=channels, title=await deed.plainly(typed.title), severity=typed.severity))


async def on_button(deed: Deed) -> None:
    """Open the form for the channel that the button is about, or the one it stands in."""
    channel = deed.ref.channel or deed.channel
    await deed.open(ui.create_view(channels=(channel,) if channel else ()))


async def on_shortcut(deed: Deed) -> None:
    """Open the form; from a message, for its channel."""
    creation.must_be_on(deed.deps, SignalSource.SHORTCUT)
    ref = Ref(kind="create", word=SignalSource.SHORTCUT)
    await deed.open(ui.create_view(channels=(deed.channel,) if deed.channel else (), ref=ref))


async def on_join(deed: Deed) -> None:
    """Join a public channel, then offer the form for it."""
    channel = deed.ref.channel or ""
    await channels.join(deed.deps, deed.actor, channel)
    await deed.open(ui.create_view(channels=(channel,)))


async def on_form(deed: Deed) -> None:
    """Start the postmortem."""
    form = ui.read_create(deed.view)
    source = SignalSource.SHORTCUT if form.ref.word == SignalSource.SHORTCUT else SignalSource.COMMAND
    request = creation.Request(
        channels=form.channels,
        title=form.title,
        severity=form.severity,
        services=form.services,
        private=form.private,
        source=source,
    )
    await creation.create(deed.deps, deed.actor, request)
