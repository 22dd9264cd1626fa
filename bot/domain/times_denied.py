"""What makes the face of a clock no moment: a length, a ratio, a plan, a habit, a bound. Pure.

A wrong time on a timeline is worse than none: what is doubtful counts as none.
"""

import re
from typing import Final

_LENGTH_BEFORE: Final = re.compile(
    r"\b(?:took|takes|take|lasted|lasting|lasts|for|(?<!just )(?<!shortly )(?<!right )(?<!soon )after|within|in|"
    r"(?:up|down|run)time|duration|elapsed|ratio(?: of| is| was)?|odds(?: of| are)?|aspect|scaled?(?: of)?|every|"
    r"timeout|ttl|"
    r"(?:rto|rpo|mttr|mttd|ttr|sla|slo)(?: of| is| was)?|time to \w+|(?:outage|delay|lag)(?: of| is| was)?|"
    r"ports?|lines?|rows?|columns?|chapters?|verses?|pages?|sampl(?:ing|ed)(?: at)?|"
    r"scores?(?: was| is)?|mix(?:ed|ing)?|split|diluted)[\s:(]*(?:about |around |~)?$",
    re.IGNORECASE,
)
_LENGTH_AFTER: Final = re.compile(
    r"^[\s)]*(?:min|mins|minutes|hours|hrs|h\b|elapsed|long|ratio|aspect|split|odds|into\b|later\b|earlier\b|left\b|"
    r"remaining|sampl\w+|mark\b|screen|ms\b|s\b|secs?\b|seconds|[kmgt]i?b\b|px\b|%|of downtime|(?:at the )?latest\b)",
    re.IGNORECASE,
)
# "at 14:02 hrs" is a moment, "12:30 h of video" is a length.
_AT: Final = re.compile(r"\b(?:at|since|around|about)\s+$", re.IGNORECASE)
_HOURS_BEHIND: Final = re.compile(r"^\s?(?:h|hrs|hours)\b(?! (?:of|into|long))", re.IGNORECASE)
_PLAN: Final = re.compile(
    r"\b(?:will|shall|going to|gonna|should|let'?s|let us|would|if|whether|unless|remind\w*|(?:re)?scheduled|planned|"
    r"plan to|tomorrow|next (?:update|status|check(?:-?in)?|post|sync|call|try|attempt|step|shift|run|window)|"
    r"next \w{3,6}day|"
    r"(?:until|till|by) (?:next )?\w{3,6}day|office hours|opening hours|business hours|"
    r"usually|normally|typically|daily|nightly|weekly|hourly|"
    r"(?:every|each) (?:day|night|morning|evening|hour|week|month|\w{3,6}day|\d+))\b|"
    r"(?<=\w)['\u2019]ll\b",
    re.IGNORECASE,
)
# These stand right before the time; further away they say nothing about it.
_APPOINTMENT: Final = re.compile(
    r"\b(?:eta|etd|due|deadline|meetings?|meet|stand-?ups?|retros?(?:pective)?|sync|huddle|call|demo|interview|lunch|"
    r"appointment|alarm set|(?:be|i'?m|am) back|back (?=by)|opens?|closes|runs|expires|goes(?: out)?|go out|"
    r"kicks off)\s*(?:is|was|are)?\s*(?:at|by|for|from|around|about|:|@)?\s*$",
    re.IGNORECASE,
)
_BOUND: Final = re.compile(
    r"(?:(?<!just )(?<!shortly )(?<!right )\bbefore|\bsome ?time (?:after|between)|"
    r"\b(?:no |not |any )?(?:later|earlier) than|\bnot (?:until|till)|\blong after)\s*$",
    re.IGNORECASE,
)
_PLAN_AFTER: Final = re.compile(
    r"^[\s,)]*(?:tomorrow|next \w+|every\b|each\b|daily|nightly|on (?:week)?days|a day\b|at the latest|"
    r"or (?:so )?later)",
    re.IGNORECASE,
)
_HAPPENED: Final = re.compile(
    r"(?<!\bbe )\b(?:(?!need|feed|speed|indeed|seed|exceed)\w{2,}ed|was|were|went|had|began|broke|fell|rose|"
    r"sent|saw|got|came|died|hung|ran|took|shut|lost)\b",
    re.IGNORECASE,
)
_DOUBT: Final = re.compile(r"if|whether|unless|would|should|(?:re)?scheduled|planned|(?:every|each) .*", re.IGNORECASE)
# Whatever is planned, "since" is of what has been.
_SINCE: Final = re.compile(r"\bsince\s+(?:about |around |roughly |~\s?)?$", re.IGNORECASE)
_CLAUSE_END: Final = re.compile(r"[.!?;\n]\s|[!?;\n]")
_INTRODUCED: Final = re.compile(
    r"(?:^|[\n(\[\u2022*>~@\u2013\u2014-]|"
    r"\b(?:at|since|around|about|circa|from|by|until|till|to|and|or|between|before|after|day|yesterday|night|today|morning|afternoon|evening|past|time|utc|it'?s|is|was|began|begins|begun|started|starts|"
    r"start|stopped|ended|ago|on|my|our|again|first|last|only|already|still|now|exactly|precisely|"
    r"\d{1,2}|20\d\d)[,:]?)\s*$",
    re.IGNORECASE,
)


def is_no_moment(before: str, after: str) -> bool:
    """Whether what stands around a clock face says that it is no moment that has been."""
    clause = _CLAUSE_END.split(before)[-1]
    is_long = _LENGTH_AFTER.search(after) and not (_AT.search(clause) and _HOURS_BEHIND.search(after))
    if is_long or _LENGTH_BEFORE.search(clause) or _PLAN_AFTER.search(after):
        return True
    if _SINCE.search(clause):
        return False
    if _APPOINTMENT.search(clause) or _BOUND.search(clause):
        return True
    plan = _PLAN.search(clause)
    # "we'll look at what broke at 14:02": what broke has been, whatever is planned about it.
    return bool(plan and (_DOUBT.fullmatch(plan.group()) or not _HAPPENED.search(clause, plan.end())))


def is_introduced(before: str) -> bool:
    """Whether a bare face like "3:16" stands where a time stands: behind "at", "since", a day or nothing at all."""
    return bool(_INTRODUCED.search(before))
