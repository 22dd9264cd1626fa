"""The catalogue's part about a second look at a draft: what is missing, and what contradicts what."""

from bot.domain.sentences import Forms

PROOFREADING: dict[str, str | Forms] = {
    "title.proofreading": "Draft check · {pm}",
    "title.blame": "Blameless · {pm}",
    "button.blameless": "Make it blameless",
    "blame.in_words": Forms(one="{n} phrase may read as blame.", other="{n} phrases may read as blame."),
    "blame.found": Forms(
        one="{n} phrase may read as blame.", other="{n} phrases may read as blame.", none="Nothing here reads as blame."
    ),
    "button.ask_ai": "Ask the AI",
    "blame.by_ai": "AI:",
    "blame.waits": "The AI looks for other wordings. They are shown here.",
    "blame.nothing": "The AI has no other wording that the messages bear out.",
    "blame.trouble": "The AI does not answer ({cause}). The wordings above are from the rules.",
    "blame.wish": (
        "Say the same without blame: systems, decisions and circumstances act, nobody is at fault. "
        "One sentence, nothing added."
    ),
    "blame.about": "What you use goes into the window below. It is saved when you save that.",
    "button.proofread": "Review this draft",
    "button.ask_ai_too": "Ask the AI too",
    "proof.ai_none": "The AI has nothing to add.",
    "proof.ai_old": "The AI looked at revision {then}, it is {now} now.",
    "proof.dropped": Forms(
        one="{n} remark of the AI named things that stand nowhere and is left out.",
        other="{n} remarks of the AI named things that stand nowhere and are left out.",
    ),
    "button.look_again": "Look again",
    "more.proofread": "What is missing, and what contradicts what",
    "proof.found": Forms(one="{n} thing to look at", other="{n} things to look at", none="I found nothing to look at"),
    "proof.none": "The rules find no gap and no contradiction. Whether it is true, a person says.",
    "proof.blocks_nothing": "Nothing of this blocks by itself. What blocks is on the checklist.",
    "proof.by_rules": "from the rules",
    "proof.by_ai": "AI",
    "proof.page": "{first} to {last} of {n}",
    "proof.thin": Forms(one="{section} holds {n} word. {prompt}", other="{section} holds {n} words. {prompt}"),
    "proof.prompt": "{section} is empty. {prompt}",
    "proof.no_number": "{section} names no number. {prompt}",
    "proof.no_start": "It is not known when the incident began. Mark its first moment on the timeline as detected.",
    "proof.no_mark": "No entry is marked {marks}, so how long that took is not known.",
    "proof.mark_time": "{section} says {mark} at {said}, the timeline says {at}.",
    "proof.began_time": "{section} says that it began at {said}, the timeline says {at}.",
    "proof.no_entry_at": "{section} speaks of {said}. No entry of the timeline is at that time.",
    "proof.span": "{section} says {said}. By the timeline the impact took {span}.",
    "proof.minutes": "{section} says {said} minutes of impact. By the timeline it was {span}.",
    "proof.count_timeline": "{section} says {said}, the timeline says {there}.",
    "proof.count_section": "{section} says {said}, {other} says {there}.",
    "proof.count_field": "{section} says {said} in words and {there} in its field {field}.",
    "proof.version": "{section} says {said}, the timeline says {there}.",
    "proof.done_when": Forms(
        one="{n} item does not say how one can tell that it is done: {items}.",
        other="{n} items do not say how one can tell that they are done: {items}.",
    ),
    "proof.unsupported": Forms(
        one="{n} sentence of {section} is not borne out by its messages: {why}.",
        other="{n} sentences of {section} are not borne out by their messages, the first because {why}.",
    ),
    "proof.no_evidence": "{section} is AI text that names no message.",
    "proof.blame": 'May read as blame in {section}: "{text}". Maybe: "{maybe}".',
}
