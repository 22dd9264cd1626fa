"""What is said about erasing a person, to whoever has the server, and what readers see in the person's place."""

from bot.domain.sentences import Forms

ERASURE: dict[str, str | Forms] = {
    "erased.name": "Erased person {number}",
    "erase.whom": "Say whom: the Slack id of a person, or --again for those whom a restored backup brought back.",
    "erase.no_id": "{what} is no Slack id of a person. Use one such as U0123ABCD.",
    "erase.nobody": "Nobody who was erased is back. Nothing left to do.",
    "erase.would": "{who} becomes {name}. Rows that speak of them: {rows}.",
    "erase.present": "They are active in Slack: what they do and where they are named from now on is kept as before.",
    "erase.spelling": "{word}: {n}",
    "erase.done": "{name} it is now, with the id {id}. Rows that changed: {rows}.",
    "erase.documents": "These documents changed, and show in their history that they did: {pms}.",
    "erase.elsewhere": "This lies in Slack. What says so is made anew by the bot; the rest is yours to deal with:",
    "erase.list": "It is written down in {file}, which says of nobody who it was. Keep it apart from the backups.",
    "erase.backups": "Backups still hold the person. After a restore run postmortem erase --again.",
    "erase.still_open": (
        "The database is open elsewhere, so its file may still hold what was deleted. Stop the bot and run this again. "
        "Backups hold the person too: after a restore run postmortem erase --again."
    ),
}
