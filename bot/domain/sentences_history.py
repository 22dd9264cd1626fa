"""What the history and the roles say."""

from bot.domain.sentences import Forms

_HISTORY: dict[str, str | Forms] = {
    "title.history": "History · {pm}",
    "button.history": "History",
    "about.history": "in the history of {pm}",
    "page.history": "Deeds {first}–{last} of {all}.",  # noqa: RUF001 - a span has an en dash
    "history.bot": "Postmortem",
    "history.operator": "{operator}, at the server,",
    "history.operator_as": "{operator}, at the server, as {who}",
    "history.reason": 'Why: "{why}"',
    "did.create": "started it",
    "did.edit": "changed the text",
    "did.manage_items": "changed its items",
    "did.submit": "sent it for review",
    "did.comment": "commented",
    "did.approve": "approved it",
    "did.request_changes": "asked for changes",
    "did.take_back": "took an approval back",
    "did.withdraw": "took it back from review",
    "did.publish": "published it",
    "did.correct": "corrected it",
    "did.reopen": "reopened it",
    "did.archive": "archived it",
    "did.restore": "took it out of the archive",
    "did.override": "set aside what blocked it",
    "did.narrate": "made the draft",
    "did.take_over": "became its author",
    "did.discard": "put it aside as not needed",
    "did.revive": "started it after all",
    "did.reclassify": "changed severity, template or visibility",
    "did.answer": "answered a change request",
    "did.drop_request": "dropped a change request",
    "did.ask_reviewers": "asked the reviewers",
    "did.announce": "had it announced in another channel",
    "did.hold": "put it on hold: the incident was reopened",
    "did.unhold": "went on with it",
    "did.export": "took it as a file",
    "did.other": "did {what}",
}

_ROLES: dict[str, str | Forms] = {
    "title.roles": "Roles",
    "button.revoke": "Take back",
    "button.grant": "Grant",
    "role.org_admin": "org admin",
    "role.incident_admin": "incident admin",
    "role.member": "member",
    "roles.about": (
        "Incident admins publish, reopen and archive. Org admins do that too, set aside what blocks, and give roles."
    ),
    "roles.read": "Only an org admin can change roles: {who}.",
    "roles.read_nobody": "Only an org admin can change roles, and there is none. Slack's owners and admins are.",
    "roles.row": "{who} · {role} · {source}",
    "roles.source.slack": "by Slack: an owner or admin of the workspace",
    "roles.source.server": "set by the server",
    "roles.source.granted": "granted here",
    "roles.none": "Nobody has a role yet.",
    "roles.who": "Who?",
    "roles.which": "Which role?",
    "roles.done": "{who} is {role} now.",
    "roles.taken": "{who} has no role here any more.",
    "roles.self": "Nobody changes their own role. Another org admin can.",
    "roles.no_member": "{who} is no full member of this workspace and cannot have a role.",
    "roles.by_slack": "{who} is an owner or admin in Slack, so an org admin here. Only Slack can change that.",
    "roles.by_server": "{who} is an incident admin by the server's settings. Only there can that be changed.",
    "roles.last": "{who} is the last org admin. Make somebody else one first.",
    "roles.same": "{who} is {role} already. Nothing left to do.",
}

HISTORY: dict[str, str | Forms] = _HISTORY | _ROLES
