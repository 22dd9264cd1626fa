"""The catalogue's part about whether a fix has held."""

from bot.domain.sentences import Forms

FIXES: dict[str, str | Forms] = {
    "fix.count": Forms(one="{n} fix to look back at.", other="{n} fixes to look back at."),
    "fix.all_answered": "What you said of the fix is noted.",
    "fix.question": Forms(
        one="it was published {n} day ago. Did the fix hold?", other="it was published {n} days ago. Did the fix hold?"
    ),
    "fix.held": Forms(one="After {n} day the fix holds.", other="After {n} days the fix holds."),
    "fix.failed": Forms(one="After {n} day the fix did not hold.", other="After {n} days the fix did not hold."),
    "fix.again": Forms(one="Within {n} day it happened again.", other="Within {n} days it happened again."),
    "fix.again_in": Forms(
        one="Within {n} day it happened again: {pm}.", other="Within {n} days it happened again: {pm}."
    ),
    "fix.says": "{who} says so.",
    "fix.next": "on {day} I ask {who} whether the fix held.",
    "fix.answered": "Whether the fix of {pm} held is answered already.",
    "fix.which": "Which postmortem tells of it?",
    "fix.which_hint": "Its number, 43 for PM-43. Leave it empty where there is none yet.",
    "fix.channel": "The incident's channel",
    "fix.no_number": "A number such as 43.",
    "fix.itself": "{pm} is the one that this is about. Which other one?",
    "fix.not_for_all": "{pm} is not for everybody, so it is not named here. Leave it empty.",
    "fix.hidden": "I cannot see that channel. Choose another one, or none.",
    "title.fix": "Again · {pm}",
    "button.fix_held": "Yes",
    "button.fix_failed": "No",
    "button.fix_again": "It happened again",
}
