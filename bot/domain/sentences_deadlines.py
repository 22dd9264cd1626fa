"""The catalogue's part about documents that are late, who is asked for help with one, and offers nobody answered."""

from bot.domain.sentences import Forms

DEADLINES: dict[str, str | Forms] = {
    "late.count": Forms(one="{n} postmortem is late.", other="{n} postmortems are late."),
    "late.begin": "nobody has begun it; it was to be begun by {day}.",
    "late.draft": "{pm} was planned for {day}. When will it be ready?",
    "late.publish": "it was to be published by {day}.",
    "late.admin": "it was planned for {day}; {who} has it.",
    "late.admin_nobody": "it was planned for {day}.",
    "late.help": "I asked {who} to help you with {pm}.",
    "late.joined": "{who} helps you with {pm} now.",
    "late.nobody": "There is nobody left whom I could ask.",
    "late.help_already": "I have asked {who} already to help you with {pm}.",
    "late.no_helper": "There is nobody whom I could ask to help you with {pm}. You can name people under People.",
    "late.not_yours": "{pm} does not wait for you any more: it is {state}.",
    "late.ask_lead": "{who} asks for your help.",
    "late.ask_due": "planned for {day}.",
    "late.ask_next": "take it over, or write a part of it.",
    "late.ask_private": "{who} asks for your help with {pm}.",
    "late.asked_take": "You write {pm} now.",
    "late.asked_join": "You help {who} with {pm} now.",
    "late.asked_decline": "You said that you cannot help with {pm} now.",
    "late.asked_over": "{who} needs no help with {pm} any more.",
    "late.too_late": "{pm} needs no help any more: somebody has it.",
    "author.count": Forms(one="{n} postmortem has no author yet.", other="{n} postmortems have no author yet."),
    "author.wanted": "nobody writes it yet. Who was there?",
    "offer.count": Forms(one="{n} incident has no answer yet.", other="{n} incidents have no answer yet."),
    "offer.unanswered": "is resolved. A postmortem is recommended. Start one or skip.",
    "button.help_take": "I'll write it",
    "button.help_join": "I'll help write",
    "button.help_decline": "Not now",
}
