"""What is said of open questions: on the card, and to who is asked."""

from bot.domain.sentences import Forms

QUESTIONS: dict[str, str | Forms] = {
    "button.pass": "I don't know",
    "button.irrelevant": "Does not matter",
    "did.comment.ask": "asked who could know",
    "did.comment.pass": "could not answer an open question",
    "did.comment.drop": "said that an open question does not matter",
    "question.ask_spoken": "Ask {who} question {n} of {pm}",
    "question.asked": "Asked {who} on {at}, by {by}.",
    "question.passed": "{who} does not know.",
    "question.nobody_left": "Nobody is left to ask.",
    "question.credited": "{who}, asked: {answer}",
    "question.asks_you": "{by} asks you about {what}:",
    "question.evidence": "It was left open here: {links}",
    "question.next": "one sentence is enough; it goes into {pm} with your name.",
    "question.next_in": "one sentence is enough; it goes into {section} with your name.",
    "question.dm_spoken": "{pm}: a question for you",
    "question.dm_answered": "You answered it. {pm} has it with your name.",
    "question.dm_answered_by": "{who} answered it.",
    "question.dm_dropped": "{who} said that it does not matter.",
    "question.dm_passed": "You don't know, and {pm} says so. If it comes back to you, you can still answer.",
    "question.dm_late": "{pm} is {status} by now.",
    "question.dm_gone": "This question is answered or gone.",
    "question.dm_lost": "This is not for you any more.",
    "question.again": "{who} was asked on {at} already. Nobody is asked twice.",
    "question.yourself": "This one is for you: press Answer.",
    "question.cannot": "{who} cannot see {pm}, or is not here any more. Ask somebody else.",
    "question.not_asked": "{who} was not part of it, so I do not ask. You can write to them yourself.",
}
