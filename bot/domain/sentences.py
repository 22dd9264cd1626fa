"""The English catalogue: every sentence the bot says about an incident and its draft, by key.

Wording is decided in one place and spoken through `bot.domain.words.say`. No sentence depends on a glyph, and none
holds formatting of a surface.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Forms:
    """One sentence in its plural forms, chosen by the value `n`."""

    one: str
    other: str
    none: str | None = None

    def choose(self, n: int) -> str:
        """Return the form for `n`; without a form for none, 0 is said like many."""
        if n == 0 and self.none is not None:
            return self.none
        return self.one if n == 1 else self.other


_WAIT: dict[str, str | Forms] = {
    "wait.open": "One moment. Nothing is lost if you close this window.",
    "wait.long": "Still at it: {what}. You can close this window.",
    "wait.failed": "I waited a minute and got no answer from {who}. Nothing was changed.",
}

_MAKING: dict[str, str | Forms] = {
    "making.title": "Making the draft",
    "making.reading": "Reading the channel",
    "making.reading_some": "Reading the channel: {so_far} so far",
    "making.read": "Reading the channel: {read}",
    "making.wait": "Reading the channel: {so_far} so far. Slack asked me to wait; I go on at {at}.",
    "making.timeline": "Building the timeline",
    "making.timeline_some": "Building the timeline: {done} of {all} messages looked at",
    "making.sections": "Writing the sections",
    "making.sections_wait": (
        "Writing the sections: the AI does not answer. I try again until {at}; the timeline is ready."
    ),
    "making.checking": "Checking every line against its messages",
    "making.next": "the draft is ready in about {span}. {who} gets it first.",
    "making.next_nobody": "the draft is ready in about {span}.",
    "making.next_offline": "I fill in what the messages say by themselves.",
    "making.text": "{pm} {title}: resolved. I am making the draft, ready in about {span}.",
    "making.gave_up": "I tried several times, and an admin can look up {code}",
    "making.failed": "I could not finish the draft: {cause}. What is there is safe.",
    "making.resolved": "Resolved by {who} {how} on {at}. Reply in the thread to comment.",
    "making.resolved_plain": "Resolved {how} on {at}. Reply in the thread to comment.",
}

_CARD: dict[str, str | Forms] = {
    "card.next": "Next:",
    "card.before": "Before publishing:",
    "card.author": "author {who}",
    "card.no_author": "no author yet",
    "card.nobody": "No author yet.",
    "card.next_nobody": "somebody who was there takes it.",
    "card.next_ready": "{who} looks it through and sends it by {day}.",
    "card.next_ready_undated": "{who} looks it through and sends it for review.",
    "card.filled": "Everything is filled in.",
    "card.counts": "{done} of {all} required sections · {entries} · {items}",
    "card.status.draft": "Draft",
    "card.status.in_review": "In review",
    "card.status.published": "Published",
    "card.status.archived": "Archived",
    "card.status.held": "On hold",
    "card.status.discarded": "Not needed",
    "card.held": "On hold: the incident was reopened at {at}. I keep collecting and go on when it is resolved.",
    "card.late": "Planned for {day}. Next: {who} sends it, or names a day.",
    "card.changes": "{who} asked for changes in {where}. Next: {author} answers.",
    "card.withdrawn": "Taken back by {who}. Approvals stay as long as the text does.",
    "card.reopened": 'Reopened by {who}: "{reason}". Published revision {revision} stays readable.',
    "card.published": "Published on {day}.",
    "card.archived": "Archived on {day} by {who}. It stays readable.",
    "card.ai_text": Forms(
        one="{n} section is AI text until a person keeps or edits it.",
        other="{n} sections are AI text until a person keeps or edits them.",
    ),
    "card.ai_failed": "The AI gave no text ({cause}). Timeline and sections hold what the messages say.",
    "card.ai_private": "Made without AI, this channel is private. An incident admin can allow it for this one.",
    "card.reply": "Reply in the thread to comment.",
    "card.new_here": (
        "New here: everything happens on this card and in its thread. "
        "Nothing leaves this channel before it is published."
    ),
    "card.cannot_draw": "I can show only the title. An admin can look up {ref}.",
    "card.again": "Posted again; the first card was deleted.",
    "card.text_ready": "{pm} {title}: draft ready. {gaps} Next: {who} sends it for review by {day}.",
    "card.text": "{pm} {title}: {status}.",
    "card.similar": "Similar: {what}.",
    "card.timeline_clock": "Times are {zone}.",
    "card.timeline_shown": "{shown} of {all} shown",
    "card.questions": Forms(one="Open question · {n}", other="Open questions · {n}", none="No open questions"),
    "card.may_know": "{who} may know.",
    "dm.ready": "Your draft is ready: {pm} {title}.",
    "dm.ready_next": "send it for review by {day}.",
    "dm.handed": "Handed to {who}.",
}

_OFFER: dict[str, str | Forms] = {
    "offer.recommended": "{title} is resolved. A postmortem is recommended: {why}.",
    "offer.text": "{title} is resolved. A postmortem is recommended: {why}. Start one or skip.",
    "offer.next": "without an answer I ask {who} once, tomorrow morning.",
    "offer.skipped": "Skipped by {who}. Why? One tap helps next time.",
    "offer.reason": "Skipped by {who}: {reason}. Nothing left to do.",
    "offer.no_reason": "Skipped by {who}: reason not given. Nothing left to do.",
    "offer.race": "{who} was faster: skipped at {at}.",
    "offer.race_started": "{who} was faster: {pm} was started at {at}.",
    "offer.discarded": "Not needed, says {who}. Why? One tap helps next time.",
    "skip.false_alarm": "False alarm",
    "skip.fixed_itself": "Fixed itself",
    "skip.known_cause": "Known cause",
    "skip.nothing_new": "Nothing new",
    "why.severity": "{severity} is a high severity",
    "why.customers": "customers were affected",
    "why.data_loss": "data was lost",
    "why.security": "it is a security incident",
    "why.long": "it took {span}",
    "why.recurring": "{nth} time in {days} days",
    "why.pattern": "it has happened before",
    "why.near_miss": "it was a near miss",
    "why.novel": "it failed in a new way",
    "why.cross_team": "several teams took part",
    "why.false_alarm": "it was a false alarm",
    "why.fixed_itself": "it resolved itself at once",
    "why.setting": "the settings say so for {what}",
    "why.wanted": "somebody asked for it",
    "why.unknown": "its severity is not known",
    "why.nothing": "nothing speaks against one",
}

_EDIT: dict[str, str | Forms] = {
    "ai.mark": Forms(
        one="AI text, from {n} message. Nobody has kept it yet.",
        other="AI text, from {n} messages. Nobody has kept it yet.",
    ),
    "ai.kept": "Kept by {who}.",
    "ai.none": "I found nothing about this in the messages. Your turn.",
    "ai.private": "The AI is off, this channel is private. An incident admin can allow it for this one, on record.",
    "tl.unverified": "It did not pass the check: {why}.",
    "tl.edited": "Its message was changed in the channel at {at}.",
    "tl.gone": "Its message was deleted in the channel. The line stays until you decide.",
    "tl.said": "Said at {said} about {about}.",
    "tl.full": "A document shows 200 entries. Hide or merge some first; nothing is deleted.",
    "tl.note": "For the timeline, from {who}: {text}",
    "import.ok": "I read {read}. Nothing is missing.",
    "import.read": "I read {read}.",
    "import.missing": "Missing: {what}.",
    "import.again": "Reading again: {what}",
    "import.secret": Forms(
        one="I covered {n} thing that looks like a secret before anything was stored.",
        other="I covered {n} things that look like secrets before anything was stored.",
    ),
    "edit.toolong": "A section holds 24,000 characters, yours has {n}. Put details into a file in the thread.",
}

_REVIEW: dict[str, str | Forms] = {
    "rev.asked": "{who} asks for your review by {day}.",
    "rev.self": "{who} is the author and cannot review their own postmortem.",
    "rev.inactive": "{who}'s account is deactivated.",
    "rev.not_member": "{who} is not a full member of this workspace and cannot review.",
    "rev.many": "A postmortem has at most {n} reviewers.",
    "rev.admin": "One approval must come from an incident admin, for example {who}.",
    "rev.admin_nobody": "One approval must come from an incident admin.",
    "rev.done": "You approved revision {revision} on {at}.",
    "rev.none": "You have no approval to take back.",
    "rev.stale": "{who} changed {where} after you approved.",
    "rev.moved": "The text changed a minute ago. Look at what changed, then approve.",
    "rev.reason": "Say what should change, one sentence is enough.",
    "rev.back": "Back with {who}: {by} asked for changes.",
    "pub.blocked": Forms(one="{n} thing blocks publishing.", other="{n} things block publishing."),
    "pub.override": "Say why. It is shown in the history of {pm} for good.",
    "pub.reason": "Say why, one sentence is enough.",
}

_GATE: dict[str, str | Forms] = {
    "gate.section": "{section} is empty. It is required.",
    "gate.section.short": "{section} is empty",
    "gate.unverified": Forms(one="{n} entry is unverified: {at}.", other="{n} entries are unverified: {at}."),
    "gate.unverified.short": Forms(one="{n} unverified entry", other="{n} unverified entries"),
    "gate.item_owner": Forms(one="{n} item has no owner: {items}.", other="{n} items have no owner: {items}."),
    "gate.item_owner.short": Forms(one="{n} item without owner", other="{n} items without owner"),
    "gate.item_due": Forms(one="{n} item has no due date: {items}.", other="{n} items have no due date: {items}."),
    "gate.item_due.short": Forms(one="{n} item without due date", other="{n} items without due date"),
    "gate.no_items": "There are no action items, and no reason why none.",
    "gate.no_items.short": "No action items",
    "gate.changes": "{who} asked for changes in {where}.",
    "gate.changes.short": "{who} asked for changes",
    "gate.discussions": Forms(one="{n} discussion is open.", other="{n} discussions are open."),
    "gate.discussions.short": Forms(one="{n} open discussion", other="{n} open discussions"),
    "gate.owed": "{who} has not approved yet.{asked}",
    "gate.owed.asked": " Asked on {asked}.",
    "gate.owed.due": " Asked on {asked}, due on {due}.",
    "gate.owed.short": "{who} has not approved yet",
    "gate.left": "{who}'s account is deactivated, so somebody else has to review.",
    "gate.left.short": "{who} has left",
    "gate.stale": "{who} approved revision {then}, it is {now} now.",
    "gate.stale.short": "{who} approved an earlier text",
    "gate.admin.short": "No admin has approved",
    "gate.few": Forms(
        one="{n} more approval is needed: {template} asks for {least}.",
        other="{n} more approvals are needed: {template} asks for {least}.",
    ),
    "gate.few.short": "{have} of {least} approvals",
    "gate.sole": "{who} is the author and the only approver.",
    "gate.sole.short": "The author is the only approver",
    "gate.own_edit": "{who} changed the text since somebody else approved it, and is now its only approver.",
    "gate.own_edit.short": "The last edit needs another approver",
    "gate.ai": Forms(
        one="{n} section is AI text that nobody has kept: {where}.",
        other="{n} sections are AI text that nobody has kept: {where}.",
    ),
    "gate.ai.short": Forms(one="{n} section of AI text", other="{n} sections of AI text"),
    "gate.review": "It has not been reviewed, and its template asks for a review.",
    "gate.review.short": "Not reviewed yet",
    "gate.discarded": "{pm} was put aside as not needed. It can be started after all.",
    "gate.discarded.short": "Put aside as not needed",
    "gate.not_discarded": "{pm} was not put aside. Nothing left to do.",
    "gate.not_discarded.short": "Not put aside",
    "gate.has_author": "{who} is the author already. Nothing left to do.",
    "gate.has_author.short": "It has an author",
    "gate.approved": "You approved revision {revision} already. Nothing left to do.",
    "gate.approved.short": "Approved already",
}

_NO: dict[str, str | Forms] = {
    "no.right": "Only {who} can {deed}.",
    "no.state": "{pm} is {status}, so {doing} is not possible.",
    "no.state_reopen": "{pm} is {status}, so {doing} is not possible. An admin can reopen it.",
    "no.state_restore": "{pm} is {status}, so {doing} is not possible. An admin can restore it.",
    "no.old": "This button is from an older state of {pm}. It stands now at: {state}.",
    "no.found": "There is no {pm} that you can see. The newest is {newest}.",
    "no.found_bare": "There is no {pm} that you can see.",
    "no.slow": "That took longer than Slack allows, so the window did not open. Nothing was lost.",
    "no.database": "I cannot reach my database, so nothing was done. Try again in a minute.",
    "no.database_form": (
        "I cannot reach my database, so nothing was done. Keep this window open and press Save again in a minute."
    ),
    "no.mine": "Something broke on my side and nothing was changed. An admin can look up {code}.",
    "no.race": "{who} was faster: {what}. Nothing left to do.",
    "no.not_in": "I am not in {channel}, so I cannot read it. Type {invite} there, then press Retry.",
    "no.not_in_bare": "I am not in {channel}. Type {invite} there, then say it again.",
    "no.archived": "{channel} is archived, so I cannot post there. {pm} lives on; I read the channel up to {at}.",
    "no.archived_bare": "{channel} is archived, so I cannot read it.",
    "no.ai": "The AI does not answer ({cause}). Your text is untouched.",
    "no.rate": "Saved. Slack asked me to wait, so the card follows at {at}.",
    "no.actor": "Only members of this workspace can do that.",
    "no.create": "Only people of the incident, its team or an incident admin can start its postmortem.",
    "no.direct": "A direct message is no incident channel. Choose a channel.",
    "no.exists": "{pm} is this channel's postmortem already.",
    "no.by_hand": "Starting in this way is switched off here. An admin can switch it on in the settings.",
    "no.word": "I don't know {word}. Did you mean {meant}?",
    "no.word_bare": "I don't know {word}. Type help to see what I know.",
    "none.left": "Nothing left to do.",
    "done.undo": "Undone.",
    "done.asked": "Asked {at}.",
}

_VERBS: dict[str, str | Forms] = {
    "deed.create": "start {pm}",
    "deed.see": "read {pm}",
    "deed.edit": "edit {pm}",
    "deed.manage_items": "change the items of {pm}",
    "deed.work_on_item": "work on this item of {pm}",
    "deed.undo_item": "take back what was done with this item of {pm}",
    "deed.submit": "send {pm} for review",
    "deed.comment": "comment on {pm}",
    "deed.approve": "approve {pm}",
    "deed.request_changes": "ask for changes in {pm}",
    "deed.take_back": "take back an approval of {pm}",
    "deed.withdraw": "take {pm} back from review",
    "deed.publish": "publish {pm}",
    "deed.correct": "correct {pm}",
    "deed.reopen": "reopen {pm}",
    "deed.archive": "archive {pm}",
    "deed.restore": "restore {pm}",
    "deed.announce": "announce {pm}",
    "deed.override": "override what blocks {pm}",
    "deed.narrate": "have the draft of {pm} made",
    "deed.take_over": "become the author of {pm}",
    "deed.help": "help with {pm}",
    "deed.hand_over": "hand {pm} over to another author",
    "deed.discard": "put {pm} aside",
    "deed.revive": "start {pm} after all",
    "deed.reclassify": "change severity, template or visibility of {pm}",
    "deed.answer": "answer a change request of {pm}",
    "deed.drop_request": "drop a change request of {pm}",
    "deed.ask_reviewers": "ask the reviewers of {pm}",
    "deed.allow_ai": "allow the AI for {pm}",
    "deed.follow": "follow the channel of {pm}",
    "deed.break_glass": "break the glass of {pm}",
    "doing.create": "creating it again",
    "doing.see": "reading it",
    "doing.edit": "editing",
    "doing.manage_items": "changing its items",
    "doing.work_on_item": "working on its items",
    "doing.undo_item": "taking back what was done with its items",
    "doing.submit": "sending for review",
    "doing.comment": "commenting",
    "doing.approve": "approving",
    "doing.request_changes": "asking for changes",
    "doing.take_back": "taking an approval back",
    "doing.withdraw": "taking it back from review",
    "doing.publish": "publishing",
    "doing.correct": "correcting the published text",
    "doing.reopen": "reopening",
    "doing.archive": "archiving",
    "doing.restore": "restoring",
    "doing.announce": "announcing it",
    "doing.override": "overriding what blocks",
    "doing.narrate": "making the draft",
    "doing.take_over": "becoming its author",
    "doing.help": "helping with it",
    "doing.hand_over": "handing it over",
    "doing.discard": "putting it aside",
    "doing.revive": "starting it after all",
    "doing.reclassify": "changing severity, template or visibility",
    "doing.answer": "answering a change request",
    "doing.drop_request": "dropping a change request",
    "doing.ask_reviewers": "asking its reviewers",
    "doing.allow_ai": "allowing the AI",
    "doing.follow": "following its channel",
    "doing.break_glass": "breaking its glass",
}

_HERE: dict[str, str | Forms] = {
    "here.is": "{pm} {title} is this channel's postmortem.",
    "here.next": "Next for you:",
    "here.nothing": "nothing is owed; you can read and comment.",
    "here.none": "No postmortem here yet.",
    "here.also": "Also:",
    "home.title": "Postmortems",
    "home.empty": (
        "Nothing waits for you. When an incident is resolved, its draft appears in the incident channel and here."
    ),
    "home.start": "Three ways to start: an emoji on a message, {command}, or the message menu.",
    "home.waiting": "Waiting for you",
    "home.drafts": "My drafts",
    "home.published": "Recently published",
    "home.more": "and {n} more",
    "home.as_of": "As of {at} for you",
    "joined": (
        "I am in. When this incident is resolved (emoji, your incident bot, or {command}) I make the draft. "
        "Pin a message and it is on the timeline."
    ),
    "empty.timeline": "No entries. Pin messages, add one by hand, or read the channel again.",
    "empty.list": "No drafts. Everything is published.",
    "empty.list_any": "No postmortems yet that you can see.",
    "empty.comments": "No comments yet. A reply in the thread is one.",
    "help.threads": "In a thread Slack takes no commands: mention me there, {example}.",
    "help.create": "opens a form to start a postmortem, filled in",
    "help.show": "the card in small, with a link to it",
    "help.list": "postmortems that you can see",
    "help.note": "adds a line to the timeline, seen by all here",
    "help.help": "what I know; with a word, its line and two examples",
}

_LABELS: dict[str, str | Forms] = {
    "button.write_now": "Write something now",
    "button.not_needed": "Not needed",
    "button.take_over": "I'll write it",
    "button.start": "Start a postmortem",
    "button.start_after_all": "Start it after all",
    "button.skip": "Skip",
    "button.undo": "Undo",
    "button.retry": "Retry",
    "button.edit": "Edit",
    "button.read": "Read",
    "button.submit": "Send for review",
    "button.open_card": "Open the card",
    "button.find": "Find",
    "button.help": "Help",
    "button.new": "New postmortem",
    "button.join": "Join",
    "button.go_on": "Go on anyway",
    "button.go_on_offline": "Go on without AI",
    "button.try_again": "Try again",
    "title.wait": "One moment",
    "title.no": "Not possible",
    "title.list": "Postmortems",
}

SENTENCES: dict[str, str | Forms] = (
    _WAIT | _MAKING | _CARD | _OFFER | _EDIT | _REVIEW | _GATE | _NO | _VERBS | _HERE | _LABELS
)
