"""The catalogue's part about work that keeps failing: what it was for, and what whoever runs the bot can do."""

from bot.domain.sentences import Forms

FAILURES: dict[str, str | Forms] = {
    "failure.count": Forms(one="{n} thing keeps failing.", other="{n} things keep failing."),
    "failure.line": Forms(
        one="{what}: given up once, at {at}. Code: {code}.",
        other="{what}: given up {n} times, last at {at}. Code: {code}.",
    ),
    "failure.name": "what keeps failing",
    "failure.of.draft": "Making drafts",
    "failure.of.card": "Cards and messages in channels",
    "failure.of.message": "Messages to people",
    "failure.of.publishing": "Announcements, files and canvases",
    "failure.of.told": "What channels hear every week",
    "failure.of.home": "Home",
    "failure.of.other": "Work in the background",
    "failure.next.scopes": "install the app again with the scopes of its manifest.",
    "failure.next.channel": "look whether a channel was archived, or has taken me out; invite me again.",
    "failure.next.messages": "switch the app's messages tab on, in its settings at Slack.",
    "failure.next.away": "Slack or the database did not answer for long. Where both do again, nothing is left to do.",
    "failure.next.doctor": "run the command postmortem doctor on the server; its log has this code.",
}
