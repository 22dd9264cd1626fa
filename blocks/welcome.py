"""What the person who invites the bot into a channel is told, and nobody else."""

from blocks import kit, text
from bot.domain.surfaces import Rendered
from bot.domain.words import say


def invited(resolved_emoji: str) -> Rendered:
    """Return the ephemeral answer to an invitation. Which emoji it is (`resolved_emoji`) is told by help, not here."""
    del resolved_emoji
    sentence = say("joined", command=text.code("/postmortem create"))
    return kit.message(sentence, kit.section(sentence))
