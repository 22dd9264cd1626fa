"""The catalogue's part about having sections written anew: what is asked, what it does, and why it did not."""

from bot.domain.sentences import Forms

REWRITING: dict[str, str | Forms] = {
    "title.regenerate": "Regenerate · {pm}",
    "title.rewriting": "Rewrite · {pm}",
    "button.suggest": "Suggest a rewrite",
    "button.write_myself": "Write it myself",
    "button.regenerate": "Regenerate all",
    "button.regenerate_submit": "Regenerate",
    "did.edit.ask_ai": "asked the AI for another text",
    "did.edit.rewrite": "took in what the AI wrote",
    "rewrite.wish": "What should a rewrite by the AI change?",
    "rewrite.wish_hint": 'In your own words, such as "shorter" or "for customers". Then press Suggest a rewrite.',
    "rewrite.wish_all": "What should be different?",
    "rewrite.wish_all_hint": 'In your own words, such as "shorter" or "for customers".',
    "rewrite.joined": "{who} has asked for it already. What comes is shown here too.",
    "rewrite.no_messages": "There are no messages to write from.",
    "rewrite.not_this": "The timeline and the action items are not written anew.",
    "rewrite.often": "The AI was asked often for {pm} today. It can be asked again tomorrow.",
    "rewrite.answer": "the AI has not answered yet",
    "rewrite.who": "the AI",
    "rewrite.trouble": "The AI does not answer ({cause}). Your text is untouched.",
    "rewrite.trouble_all": "The AI does not answer ({cause}). The texts of people are untouched.",
    "rewrite.right": "You cannot change this any more, so nothing was changed.",
    "rewrite.other": "This suggestion has been replaced by another one. Look at it, then choose.",
    "regenerate.about": "The AI writes the sections anew from the messages. Timeline and items stay as they are.",
    "regenerate.replaced": "Replaced, as nobody has touched them: {sections}.",
    "regenerate.beside": "Left as people wrote them, with a suggestion beside: {sections}.",
    "regenerate.none": "There is no section to write anew.",
    "regenerate.done": Forms(
        one="{n} section is written anew.", other="{n} sections are written anew.", none="No section was written anew."
    ),
    "regenerate.done_beside": Forms(
        one="Beside {n} text of a person stands a suggestion.",
        other="Beside {n} texts of people stands a suggestion.",
    ),
}
