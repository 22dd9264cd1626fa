"""The catalogue's part about who sees and writes a document, its details, its incidents, and asking for access."""

from bot.domain.sentences import Forms

_SIGHT: dict[str, str | Forms] = {
    "closed.card": "This postmortem is only for its own people now. They read it in a window that only they see.",
    "closed.reply": "What stood here is shown to its own people only, in the document.",
    "people.readers.private": "its own people",
    "people.readers.team": "the people of {team}",
    "people.readers.organisation": "everybody in the organisation",
    "people.a_group": "a user group",
    "people.a_channel": "a private channel",
}

_PLACES: dict[str, str | Forms] = {
    "place.title": "the title",
    "place.details": "the details",
    "place.sight": "who can see it",
}

_MORE: dict[str, str | Forms] = {
    "title.more": "Everything else",
    "button.more": "More",
    "button.people": "People",
    "button.details": "Details",
    "button.template": "Template",
    "button.incidents": "Incidents",
    "menu.timeline": "Timeline",
    "menu.items": "Action items",
    "menu.comments": "Comments",
    "menu.people": "People",
    "menu.more": "Everything else",
    "more.people": "{author}, {editors} · seen by {readers}",
    "more.editors": Forms(one="{n} editor", other="{n} editors", none="no editors"),
    "more.details": "{severity} · {services}",
    "more.no_services": "no services named",
    "more.template": "Template: {template}",
    "more.incidents": Forms(one="{n} incident", other="{n} incidents", none="no incident"),
    "more.read": "The whole document, as its readers see it",
    "more.files": "As a file: PDF, Markdown, HTML or JSON",
    "button.withdraw": "Withdraw",
    "more.withdraw": "Take it back from review. Approvals stay as long as the text does",
    "more.withdrawn": "It was taken back from review",
    "more.reopen": "Make it a draft again",
    "more.archive": "Put it into the archive",
    "more.restore": "Take it out of the archive",
    "more.discard": "This incident needs no postmortem",
    "more.discarded": "{pm} was put aside: none is needed.",
}

_PEOPLE: dict[str, str | Forms] = {
    "title.people": "People · {pm}",
    "people.author": "Author",
    "people.editors": "Editors",
    "people.editors_hint": "They write and send it, as the author does.",
    "people.commenters": "Commenters",
    "people.commenters_hint": "They read and comment. New people may see it at once; nobody is pinged.",
    "people.role": "{role}: {who}",
    "people.reviewers": "Reviewers: {who}. They are chosen when it is sent for review.",
    "people.nobody": "nobody",
    "people.sight": "Who can see it",
    "people.sight_now": "It is for {readers}.",
    "people.sight.private": "Private",
    "people.sight.team": "Team",
    "people.sight.organisation": "Organisation",
    "people.sight_private": Forms(
        one="Only its own people and the {n} person of {channel}",
        other="Only its own people and the {n} people of {channel}",
        none="Only its author, editors, commenters and reviewers",
    ),
    "people.sight_team": Forms(
        one="{n} person of {team}", other="{n} people of {team}", none="A user group or a channel, chosen below"
    ),
    "people.sight_organisation": "Every full member of this workspace",
    "people.group": "Team: a user group",
    "people.channel": "Team: or the people of a channel",
    "people.channel_hint": "Only for a team. You have to be in that channel.",
    "people.reason": "Why? It is shown in the history.",
    "people.why": "Say why, one sentence is enough.",
    "people.no_team": "Choose the user group or the channel that it is for.",
    "people.two_teams": "Choose a user group or a channel, not both.",
    "people.not_in_team": "You are not in that channel. Choose one that you are in.",
    "people.not.guest": "{who} is a guest here. Choose full members.",
    "people.not.outsider": "{who} is of another organisation. Choose full members here.",
    "people.not.bot": "{who} is an app. Choose a person.",
    "people.not.deactivated": "{who}'s account is deactivated.",
    "people.most.editors": "A postmortem has at most {n} editors.",
    "people.most.commenters": "A postmortem has at most {n} commenters.",
    "people.widen": (
        "{pm} tells of {channels}, which is private. If you go on, {readers} can read it, what was said there included."
    ),
    "people.widen_no": (
        "{pm} tells of {channels}, which is private. Only {who} or an incident admin who is in there "
        "can open it to more people."
    ),
    "people.widen_reason": "Why? It is shown in the history of {pm} for good.",
    "button.widen": "Open it",
}

_DETAILS: dict[str, str | Forms] = {
    "title.details": "Details · {pm}",
    "title.template": "Template · {pm}",
    "title.incidents": "Incidents · {pm}",
    "details.title": "Title",
    "details.in_review": "It is in review: this makes the approvals out of date.",
    "template.now": "Its template is {template}.",
    "template.field": "Template",
    "template.hint": "Every text that is written stays. Sections without a text go where the template has none.",
    "template.proposed": "Now {severity}: {template} would do.",
    "template.gone": "This template is not there any more. Choose another one.",
    "template.same": "It has the template {template} already.",
    "template.long": "It would have {n} sections, and a postmortem has at most {most}. Empty some of them first.",
    "button.switch": "Switch",
    "button.switch_template": "Switch template",
    "button.add_channel": "Add a channel",
    "incidents.own": "its own",
    "incidents.resolved": "resolved on {at}",
    "incidents.open": "not resolved yet",
    "incidents.none": "No incident. Its timeline is written by hand.",
    "incidents.gone": "It is no part of {pm} any more.",
    "incidents.in_review": "{pm} is in review. Take it back first: its incidents are read before it is judged.",
    "incidents.stays": "Taking one out leaves the entries that were made of its messages.",
    "incidents.channels": "Channels",
    "incidents.channels_hint": "I read them, and their messages merge into the timeline by time.",
}

_ACCESS: dict[str, str | Forms] = {
    "title.access": "Asked",
    "button.ask": "Ask {who}",
    "button.make_editor": "Make editor",
    "button.not_now": "Not now",
    "access.asks": "{who} asks to edit {pm}.",
    "access.granted": "{who} is an editor of {pm} now.",
    "access.later": "{who} is no editor of {pm}, and can ask again on {at}.",
    "access.has": "You can edit {pm} already.",
    "access.nobody": "{pm} has no author yet who could be asked. Somebody who was there takes it on its card.",
}

_REVISIONS: dict[str, str | Forms] = {
    "title.revisions": "Revisions · {pm}",
    "button.revisions": "Revisions",
    "button.bring_back": "Bring back",
    "about.revisions": "in the revisions of {pm}",
    "more.revisions": "It is at revision {n}. Any of them can be compared and brought back.",
    "more.history": "Who did what to it, and why",
    "page.revisions": "Revisions {first}–{last} of {all}.",  # noqa: RUF001 - a span has an en dash
    "revisions.none": "Nothing was changed yet: it is at revision {n}.",
    "revisions.first": "as it began",
    "revisions.brings_back": "brought revision {n} back",
    "revisions.now": "Compare it with now",
    "revisions.before": "Compare it with the one before",
    "revisions.restore": "Bring this revision back",
    "revisions.restored": "Revision {n} is back, as revision {now}.",
    "revisions.undone": "Revision {n} is taken back.",
    "revisions.differ": "Between revision {then} and revision {now}: {parts}.",
    "revisions.alike": "Revision {then} and revision {now} read the same.",
    "revisions.same": "{pm} reads like revision {n} already. Nothing left to do.",
    "revisions.gone": "There is no revision {n} of {pm}.",
    "revisions.moved": "{pm} was changed since. Choose from its revisions what is to come back.",
    "revisions.hint": "{pm} is published: bringing revision {n} back is a correction.",
}

PEOPLE: dict[str, str | Forms] = _SIGHT | _PLACES | _MORE | _PEOPLE | _DETAILS | _ACCESS | _REVISIONS
