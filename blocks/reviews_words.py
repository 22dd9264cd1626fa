"""What the reviewing surfaces say in words: who has approved and who is owed, where the text moved, what comes next."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate

from blocks import text
from bot.domain import gate as checks
from bot.domain.facts import Facts
from bot.domain.postmortems import Status
from bot.domain.reviewing import Moved, ReviewFacts
from bot.domain.reviews import ChangeRequest, Review, ReviewState
from bot.domain.revisions import DETAILS, ENTRY, ITEM, SECTION, SIGHT, TITLE
from bot.domain.text import utf16_length
from bot.domain.words import Glyph, count, listing, marked, say, short_day

MOST_NAMES = 3
REVIEWERS_ROOM = 1_300
LONGEST_SECTION = 60
MOST_PLACES = 3
MOST_BLOCKERS = 6
BLOCKER = 160
BLOCKER_ROOM = 200


def who(gate: Facts, member: str | None) -> str:
    """Return a person's name for mrkdwn; "somebody" where it is not known."""
    return text.name(gate.name(member)) or say("who.somebody")


def several(gate: Facts, members: Iterable[str | None], last: str = "and") -> str:
    """Return names for mrkdwn as a list in words."""
    return listing([who(gate, one) for one in members], MOST_NAMES, last=last)


def requested(gate: Facts) -> list[Review]:
    """Return the reviews that were asked for."""
    return [one for one in gate.reviews if one.requested]


def owed(gate: Facts) -> list[Review]:
    """Return the reviews that full members still owe for the present text."""
    now = gate.postmortem.revision
    return [one for one in requested(gate) if not one.counts_for(now) and gate.is_full_member(one.reviewer)]


def reviewers_line(gate: Facts, reader: str | None = None) -> str:
    """Return what each reviewer has said: "✓ Ines approved · ○ waits for Noor · ○ waits for you"."""
    shown = [*requested(gate), *(one for one in gate.reviews if not one.requested and one.has_approved)]
    said = [_state(gate, one, reader) for one in shown]
    fitting = _fitting(said, REVIEWERS_ROOM)
    if rest := len(said) - fitting:
        return " · ".join((*said[:fitting], say("list.more", n=rest)))
    return " · ".join(said)


def _fitting(lines: list[str], room: int) -> int:
    """Return how many of these lines, one at least, fit into so much room."""
    used = list(accumulate(utf16_length(one) + 3 for one in lines))
    return max(1, sum(one <= room for one in used))


def _state(gate: Facts, review: Review, reader: str | None) -> str:
    name = say("rev.you") if review.reviewer == reader else who(gate, review.reviewer)
    now = gate.postmortem.revision
    if review.counts_for(now):
        return marked(Glyph.DONE, say("rev.state.approved", who=name))
    if review.has_approved:
        return marked(Glyph.STALE, say("rev.state.stale", who=name, then=review.revision, now=now))
    if review.state is ReviewState.ASKED_CHANGES:
        return marked(Glyph.BLOCKS, say("rev.state.asked", who=name))
    return marked(Glyph.WAITS, say("rev.state.owed", who=name))


def blocking_line(gaps: Iterable[str], *, most: int = MOST_BLOCKERS) -> str:
    """Return what the document itself still lacks, cut to a few; empty where that is nothing."""
    found = list(gaps)
    shown = [marked(Glyph.BLOCKS, text.line(one, BLOCKER, BLOCKER_ROOM)) for one in found[:most]]
    if rest := len(found) - len(shown):
        shown.append(say("list.more", n=rest))
    return " · ".join(shown)


def where(gate: Facts, request: ChangeRequest) -> str:
    """Return the sections that a change request names, escaped; the whole text where it names none."""
    return text.line(checks.section_titles(gate, request.sections), BLOCKER)


def moved_places(gate: Facts, moved: Moved) -> str:
    """Return which parts of the text changed: "Root cause and 2 entries"."""
    titles = {f"{SECTION}{one.key}": one.title for one in gate.template.sections}
    titles |= {f"{SECTION}{one.key}": one.title for one in gate.postmortem.sections}
    return places_in_words(moved.parts, titles)


def places_in_words(parts: Sequence[str], titles: Mapping[str, str]) -> str:
    """Return which parts of a document these are: "Root cause and 2 entries". `titles` are of sections, by part."""
    places = [say(f"place.{one}") for one in (TITLE, DETAILS, SIGHT) if one in parts]
    places += [
        text.line(titles.get(one, ""), LONGEST_SECTION, LONGEST_SECTION + 20) for one in parts if titles.get(one)
    ]
    for prefix, noun in ((ENTRY, "entry"), (ITEM, "item")):
        if number := sum(one.startswith(prefix) for one in parts):
            places.append(count(number, noun))
    return listing(places, MOST_PLACES) or say("rev.the_text")


def moved_by(gate: Facts, moved: Moved) -> str:
    """Return who changed the text."""
    return listing([say("rev.bot") if one is None else who(gate, one) for one in moved.by], MOST_NAMES)


def next_step(facts: ReviewFacts) -> str:
    """Return what comes next once this reader has approved."""
    gate = facts.gate
    missing = [one.reviewer for one in owed(gate) if one.reviewer != facts.reader.member]
    if missing:
        key = "rev.still_owed_one" if len(missing) == 1 else "rev.still_owed"
        return say(key, who=several(gate, missing))
    return after_approvals(gate)


def after_approvals(gate: Facts) -> str:
    """Return what comes next where every reviewer has approved: an admin, whoever mends what blocks, or publishing."""
    now = gate.postmortem.revision
    missing = [one.reviewer for one in requested(gate) if not one.counts_for(now)]
    if left := [one for one in missing if not gate.is_full_member(one)]:
        return say("rev.replaces", who=who(gate, gate.postmortem.author), left=several(gate, left))
    if checks.an_admin_has_approved(gate):
        return _an_admin(gate)
    if checks.author_is_not_sole_approver(gate) or checks.last_edit_is_seen_by_another(gate):
        return say("rev.needs_other")
    if any(check(gate) for check in checks.CONTENT):
        return say("rev.mends", who=who(gate, gate.postmortem.author))
    return say("rev.by_hand")


def _an_admin(gate: Facts) -> str:
    known = sorted(one for one in gate.people if gate.is_admin(one) and one != gate.postmortem.author)
    if not known:
        return say("rev.needs_admin_bare")
    return say("rev.needs_admin", who=several(gate, known, last="or"))


def is_open(gate: Facts) -> bool:
    """Whether it is in review now."""
    return gate.postmortem.status is Status.IN_REVIEW


def published_line(facts: ReviewFacts) -> str:
    """Return when it was published."""
    at = facts.postmortem.publication.at
    return say("rev.published", day=short_day((at or facts.now).date(), facts.today))
