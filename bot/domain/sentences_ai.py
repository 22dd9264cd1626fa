"""What is said about the model behind a draft: how far it is, why it gave nothing, who allowed it, what was sent."""

from bot.domain.sentences import Forms

_CAUSES: dict[str, str | Forms] = {
    "ai.cause.no_key": "no key is set",
    "ai.cause.bad_key": "its key is not accepted",
    "ai.cause.unpaid": "its account has no credit",
    "ai.cause.private": "this channel is private",
    "ai.cause.gone": "the model is not offered any more",
    "ai.cause.busy": "it has too many requests from here",
    "ai.cause.overloaded": "it is overloaded",
    "ai.cause.unreachable": "it cannot be reached",
    "ai.cause.slow": "it took too long",
    "ai.cause.refused": "it refused",
    "ai.cause.cut": "its answer was cut off",
    "ai.cause.nonsense": "its answer could not be used",
    "ai.cause.too_long": "there is more than it can read",
    "ai.cause.draft_cap": "the limit for one draft is reached",
    "ai.cause.month_cap": "this month's limit is reached",
    "ai.cause.empty": "it found nothing to tell",
    "ai.cause.stopped": "its work was cut off",
}
"""Each as it stands in brackets, or after a colon."""

_CARD: dict[str, str | Forms] = {
    "making.facts": "Gathering the facts",
    "making.facts_some": "Gathering the facts: {done} of {all}",
    "card.ai_part": "The AI wrote only a part ({cause}). The rest holds what the messages say.",
    "card.ai_waits": (
        "The AI does not answer ({cause}). I try again until {at}; timeline and sections hold what the messages say."
    ),
    "card.ai_shared": (
        "Made without AI, this channel is shared with another organisation. "
        "An incident admin can allow it for this one."
    ),
    "card.ai_used": "AI: {used}.",
    "dm.ai_failed": "The AI gave no text ({cause}), so it holds what the messages say by themselves.",
    "dm.ai_private": "It was made without AI, because it is private.",
    "home.ai.off": "AI, optional",
    "home.ai.about": "the AI",
    "home.ai.trouble": "The AI writes nothing: {cause}. Drafts are made by rules until that is mended. {mend}",
    "home.ai.bad_key": "Check {name} and start the bot again. {command} says whether it is right.",
    "home.ai.unpaid": "Its account with Anthropic needs credit.",
    "home.ai.gone": "Choose another one in {facts} or {writing}.",
    "home.ai.what": (
        "Drafts are made by rules. With a key of Anthropic's an AI writes them on from there, and every statement is "
        "checked against its messages. Without one all else works the same."
    ),
    "home.ai.how": "Set {name} in the server's settings and start the bot again. {command} says whether it is right.",
    "home.ai.more": (
        "What leaves the house is told in docs/ai.md. Models, limits of tokens and private channels have settings of "
        "their own, which docs/configuration.md names."
    ),
    "title.ai_how": "AI",
    "button.how": "How",
    "button.ai_again": "Try the AI again",
    "button.ai_allow": "Allow the AI",
    "button.ai_withdraw": "Take it back",
}

_DEEDS: dict[str, str | Forms] = {
    "ai.no_writer": "There is no AI here: no key is set. Everything else works without one.",
    "ai.never": "No private postmortem goes to an AI here, that is set by the server.",
    "ai.at_it": "The draft is being made right now.",
    "ai.done_already": "The AI has written {pm} meanwhile.",
    "ai.often": "The AI was asked often today. It can be asked again tomorrow.",
    "ai.why": "Say why, one sentence is enough.",
    "ai.allowed_already": "The AI is allowed for {pm} already.",
    "ai.withdrawn_already": "The AI is not allowed for {pm}. Nothing left to do.",
    "ai.allow_about": (
        "{pm} is private, so nothing of it went to an AI. If you allow it, its messages go to {models}, without "
        "secrets and with people as aliases. It holds for this one and the channels that it has now, until "
        "somebody takes it back with /postmortem ai."
    ),
    "ai.allow_why": "Why? It is shown in the history of {pm} for good.",
    "title.ai_allow": "Allow the AI",
}

_RUNS: dict[str, str | Forms] = {
    "title.ai": "AI · {pm}",
    "about.ai": "of what the AI did for {pm}",
    "example.ai": "ai | ai PM-42",
    "ai.admins": "Only an incident admin can look at what was sent to the AI.",
    "ai.nothing_sent": "Nothing of {pm} was sent to an AI.",
    "ai.allowed": 'Allowed by {who} on {at}. Why: "{why}"',
    "ai.not_allowed": "It is private, and the AI is not allowed for it.",
    "ai.total": "All of it took {used}.",
    "ai.under_a_cent": "under a cent",
    "ai.month": "This month all of them took {tokens} tokens of {all}.",
    "ai.kind.draft": "The draft",
    "ai.kind.section": "A section",
    "ai.kind.review": "A second look",
    "ai.kind.wording": "Wording",
    "ai.run": "{at} · {kind}, asked for by {who}",
    "ai.run_itself": "{at} · {kind}, by itself",
    "ai.sent": "Sent: {messages} of {people} in {chunks}, {recalled} of them known already.",
    "ai.covered": "Covered in it: {what}.",
    "ai.covered_none": "Nothing had to be covered in it.",
    "ai.model": "{model}: {calls}, {input} tokens in, {output} out, {read} from the cache, {written} into it.",
    "ai.no_model": "No model has answered.",
    "ai.cost": "Cost: {cost}.",
    "ai.prompts": "Prompts: version {version}.",
    "ai.verified": (
        "Borne out by its messages: {claims} of {all_claims} entries, {sentences} of {all_sentences} sentences."
    ),
    "ai.trouble": "It ended early: {cause}.",
    "ai.running": "It is at it.",
    "page.ai": "Runs {first}–{last} of {all}.",  # noqa: RUF001 - a span has an en dash
}

AI: dict[str, str | Forms] = _CAUSES | _CARD | _DEEDS | _RUNS
