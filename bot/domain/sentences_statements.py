"""The catalogue's part about a model's statements: what their messages bear out, what waits, and what each rests on."""

from bot.domain.sentences import Forms

STATEMENTS: dict[str, str | Forms] = {
    "statement.share": Forms(
        one="{done} of {n} statement is borne out by its messages.",
        other="{done} of {n} statements are borne out by their messages.",
    ),
    "statement.shown": Forms(one="{n} is shown as unverified.", other="{n} are shown as unverified."),
    "statement.waiting": Forms(
        one=(
            "{n} statement did not pass the check against its messages. It stays out of the text until somebody "
            "decides."
        ),
        other=(
            "{n} statements did not pass the check against their messages. They stay out of the text until somebody "
            "decides."
        ),
    ),
    "statement.more": Forms(one="and {n} more after this", other="and {n} more after these"),
    "statement.gone": "Somebody else has decided about this statement already, or it reads otherwise now.",
    "statement.full": "There is no room for it: a section holds {most} characters.",
    "statement.added": "A person added this. {why}",
    "statement.rests": Forms(
        one="{n} statement stands as it was written.", other="{n} statements stand as they were written."
    ),
    "statement.no_message": "Its messages cannot be found any more.",
    "statement.said": "{at} {who}: {text}",
    "item.not_offered": "Somebody else has decided about this proposal already.",
    "item.proposed": Forms(
        one="{n} proposal of the AI. It is an item once somebody adds it.",
        other="{n} proposals of the AI. Each is an item once somebody adds it.",
    ),
    "item.proposed_about": Forms(one="from {n} message", other="from {n} messages"),
    "item.proposed_by_ai": "Proposed by the AI, {about}. Who does it is for you to say.",
    "item.perhaps": "{who} may be the one.",
    "item.done_when_is": "Done when: {what}",
    "card.proposed": Forms(one="{n} proposed", other="{n} proposed"),
    "about.rests": "in what {section} rests on",
    "did.edit.statement_added": "added a statement that its messages do not bear out",
    "did.edit.statement_dropped": "dropped an unverified statement",
    "did.manage_items.proposal": "dropped a proposed item",
}
