"""The catalogue's part about items that are brought to their channel because they have been late for weeks."""

from bot.domain.sentences import Forms

ESCALATIONS: dict[str, str | Forms] = {
    "escalation.lead": Forms(
        one="{n} action item has been late for two weeks or longer.",
        other="{n} action items have been late for two weeks or longer.",
    ),
    "escalation.late": Forms(one="{text} has been late for {n} day.", other="{text} has been late for {n} days."),
    "escalation.has_it": Forms(one="{who} has it.", other="{who} has them."),
    "escalation.nobody": Forms(one="Nobody has it.", other="Nobody has them."),
    "escalation.next": Forms(
        one="its owner says when, hands it over, or says why it will not be done.",
        other="their owners say when, hand them over, or say why they will not be done.",
    ),
}
