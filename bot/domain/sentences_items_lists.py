"""The catalogue's part about items of all postmortems: their list and its filters, one added in a line, the file."""

from bot.domain.sentences import Forms

_LIST: dict[str, str | Forms] = {
    "title.item_list": "Action items",
    "items.show": "Show",
    "items.show.open": "Open",
    "items.show.overdue": "Overdue",
    "items.show.all": "All",
    "items.show.closed": "Closed",
    "items.owner": "Owner",
    "items.owner.me": "Owner: me",
    "items.owner.any": "Owner: anyone",
    "items.owner.one": "Owner: {who}",
    "items.priority": "Priority",
    "items.priority.any": "Any priority",
    "items.due": "Due",
    "items.due.any": "Due any day",
    "items.due.today": "Due today",
    "items.due.week": "Due this week",
    "items.due.next": "Due next week",
    "items.due.month": "Due this month",
    "items.due.between": "Due {first} to {last}",
    "items.due.until": "Due by {last}",
    "items.due.since": "Due from {first} on",
    "items.count": "{open} open, {late} late",
    "items.count_all": "{items}: {open} open, {late} late",
    "items.team": "what is for this one team",
    "items.authored": "what is in your postmortems",
    "items.only": "Only: {what}.",
    "items.service": "service {name}",
    "items.of": "in the list of items",
    "items.back": "back on {day}",
    "items.just": "Just now, and not on this page:",
    "items.page": "Items {first}\u2013{last} of {all}.",
    "items.more": "More filters",
    "items.more_about": "for the list of items",
    "items.more_service": "Service",
    "items.more_service_hint": "How its name begins, such as pay.",
    "items.more_first": "Due from",
    "items.more_last": "Due until",
    "items.more_owner_hint": "Leave it empty for everybody.",
    "items.more_days": "The last day is before the first one.",
    "home.items": "My items",
    "home.all_items": "all my items",
    "button.show": "Show",
    "button.show_items": "All items",
    "button.add_one": "Add item",
    "button.export": "Export",
}

_EMPTY: dict[str, str | Forms] = {
    "empty.items": "No items. They come from postmortems, or from a message: Add action item.",
    "empty.items_mine": "No open items of yours. Nothing left to do.",
    "empty.items_late": "Nothing is late.",
    "empty.items_closed": "Nothing is closed yet.",
    "empty.items_filter": "No items like that. Choose something wider.",
}

_EXAMPLES: dict[str, str | Forms] = {
    "example.actions": (
        "actions overdue @ben high | actions all service payments due this month | actions add Alert on pool @ines fri"
    ),
}

_FILE: dict[str, str | Forms] = {
    "title.item_file": "Action items",
    "items.form.csv": "CSV",
    "items.form.json": "JSON",
    "items.coming": "The items as {form} are on their way to your messages.",
    "items.file": "The action items that you may see, as {form}: {items}.",
    "items.file_cut": Forms(one="Only the oldest one.", other="Only the oldest {n}: narrow the list for the others."),
    "items.file_alt": "Action items as {form}",
    "items.file_unknown": (
        "I do not know {what}, so I made no file. Items come as CSV or JSON, and are filtered as in the list: overdue, "
        "@ben, high, service pay, due fri."
    ),
    "items.yes": "yes",
    "items.no": "no",
    "items.column.postmortem": "postmortem",
    "items.column.title": "title",
    "items.column.severity": "severity",
    "items.column.item": "item",
    "items.column.owner": "owner",
    "items.column.due": "due",
    "items.column.late": "late",
    "items.column.priority": "priority",
    "items.column.kind": "kind",
    "items.column.status": "status",
    "items.column.ticket": "ticket",
    "items.column.done_when": "done when",
    "items.column.evidence": "evidence",
    "items.column.why_not": "why not",
    "items.column.done": "closed at (UTC)",
}

_NEW: dict[str, str | Forms] = {
    "title.item_new": "New item",
    "item.place": "Of which postmortem?",
    "item.nowhere": "An item belongs to a postmortem, and you write or edit none now. Its author can add it.",
    "item.no_place": "Choose the postmortem that it belongs to.",
    "item.from": "From a {link}.",
    "item.from_private": (
        "This message stands in a place that not everybody reads. Whoever sees the postmortem will read these words."
    ),
    "unread.never": "I left out {what}: there is no such day. Choose one below.",
    "unread.not_soon": "I left out {what}: the next one is in {year}. Choose a day below.",
    "unread.two": "I left out {what}: it can be {days}. Choose the day below.",
    "unread.over": "I left out {what}: that day is over. Choose another one below.",
    "unread.vague": (
        "I left out {what}: days that I know are fri, 28 nov, in 3 days, end of month or 2026-11-28. Choose one below."
    ),
    "unread.kept": "{what} may be a part of the words and stays in them. If you meant the day, choose it below.",
    "item.added": "Added to {pm}: {item} {about}.",
}

ITEM_LISTS: dict[str, str | Forms] = _LIST | _EMPTY | _EXAMPLES | _FILE | _NEW
