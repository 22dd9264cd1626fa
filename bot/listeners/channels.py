"""What happens around a channel: somebody joins or leaves, invites the bot, presses Join; and news about people."""

from bot.listeners.deeds import Deed
from bot.listeners.tables import Tables
from bot.services import channels, home, members_left, questions, reviews

LEFT = ("deleted", "is_restricted", "is_ultra_restricted")
"""What Slack says of somebody who is no full member."""


def register(tables: Tables) -> None:
    """Register the events about members of channels and of the workspace."""

    async def on_member_joined(deed: Deed) -> None:
        event = deed.body["event"]
        deed.deps.chat.forget_members(str(event["channel"]))
        await home.look_again(deed.deps, deed.actor, str(event.get("user") or ""))
        if event.get("user") == deed.actors.bot_user and event.get("inviter"):
            await channels.welcome(deed.deps, deed.actor, str(event["channel"]), str(event["inviter"]))

    async def on_member_left(deed: Deed) -> None:
        event = deed.body["event"]
        deed.deps.chat.forget_members(str(event["channel"]))
        await questions.look_again(deed.deps, deed.actor, str(event.get("user") or ""))
        await reviews.look_again(deed.deps, deed.actor, str(event.get("user") or ""))
        await home.look_again(deed.deps, deed.actor, str(event.get("user") or ""))

    async def on_user_change(deed: Deed) -> None:
        user = deed.body["event"].get("user") or {}
        deed.actors.forget(str(user.get("id", "")))
        if any(user.get(one) for one in LEFT):
            await members_left.look_again(deed.deps, deed.actor, str(user.get("id", "")))
        await questions.look_again(deed.deps, deed.actor, str(user.get("id", "")))
        await reviews.look_again(deed.deps, deed.actor, str(user.get("id", "")))

    tables.events["member_joined_channel"] = on_member_joined
    tables.events["member_left_channel"] = on_member_left
    tables.events["user_change"] = on_user_change
