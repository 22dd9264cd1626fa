"""What the person who invites the bot into a channel is told, and nobody else."""

from blocks import kit, text
from bot.domain.surfaces import Rendered
from bot.domain.words import say


def invited(resolved_emoji: str) -> Rendered:
    """Return the ephemeral answer to an invitation. `resolved_emoji` is the emoji's name without colons."""
    emoji = f":{text.plain(resolved_emoji, 100)}:"
    sentence = say("joined", command=text.code("/postmortem create"), emoji=emoji)
    return kit.message(sentence, kit.section(sentence))
