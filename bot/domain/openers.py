"""Names at the beginning of sentences, where every word has a capital: which words can name nobody. Pure.

Inside a sentence a capital gives a name away. At its beginning a word is taken for a name unless the channel writes it
small somewhere, or it is one of the words that reports begin with, or it is built like a common word.
"""

import re
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from typing import Final

_WORD = re.compile(r"[^\W\d_][\w'\u2019-]*")
_OPENS = re.compile(r"(?:\A|[.!?;:…]\s+|\n|[\"“(]\s*|[\u2014\u2013]\s+)\s*([^\W\d_a-z][\w'\u2019-]{2,})")
_BUILT = re.compile(r"(?:ing|[ts]ion|[ts]ions|ment|ments|ity|ness|ous|ful|able|ives?|\w{4}(?<!fr|hm|am|mm)ed)\Z")
_COMMON: Final = frozenset(
    """
    a about above access according action add after afterwards again against alert alerts all almost already also
    although always an and another any anybody anyone anything apart approximately around as at back bad because
    before began beginning behind below beside best better between beyond both briefly but by call calls capacity
    case cause caused causes change changed changes check checks client clients code connection connections
    consequently cost could customer customers data database day days decided decision deploy deployed deploys
    despite did disk done down due during each earlier early eight eighteen eighty either eleven engineer engineers
    enough error errors especially even eventually every everybody everyone everything except fail failed fails
    failure failures few fewer fifteen fifty final finally first five fix fixed for fortunately forty found four
    fourteen from full fully further get good gradually half harm have he help helped hence her here high his hour
    hours how however hundred hundreds i if immediately impact in incident incidents increased initially instead
    into issue issues it item items its itself just keep large last late latency later left less lessons like likely
    little load log logs long longer look low luck luckily made mail mainly make many may maybe meanwhile memory
    message messages metrics mind minute minutes missing moments more most mostly move much must nearly need neither
    network never nevertheless new next nine nineteen ninety no nobody none nor normal not note noted nothing now
    number numbers of off often old on once one only open or order orders other others otherwise our out outage over
    overall own page paged pages part partial partially parts pay payment payments people per perhaps phase please
    possible possibly post potential presumably previous probably problem problems process production proposed queue
    quick quickly raise raised rather read real reason reasons recent recovered recovery reduced release report
    reported reports request requests resolved response restart restarted restore restored result results retries
    returned review right rise rollback rolled root roughly row run same second see seen separate service services
    set seven seventeen seventy several severity shared she shortly should show similar simple since six sixteen
    sixty slow small so some somebody someone something soon start started status step steps still stop stopped
    subsequently such suddenly support suspected switch system systems team teams ten test tests than thanks that
    the their them then there thereafter therefore these they third thirteen thirty this those though thousand
    thousands three through throughout thus time times to today together tomorrow too took total traffic tried try
    twelve twenty twice two under unfortunately unknown unlike until up upon use used user users usually version
    very via wait was we week weeks well went were what when where whether which while who whole whose why will with
    within without work work-around worked worse worst would wrong year years yes yesterday yet you your zero
    """.split()  # noqa: SIM905 - a page of words is read as one
)


def common_words(texts: Iterable[str]) -> frozenset[str]:
    """Return the words that texts write small: they name nobody."""
    return frozenset(word for text in texts for word in _WORD.findall(text) if word.islower())


def foreign_opener(text: str, said: AbstractSet[str], common: AbstractSet[str]) -> str | None:
    """Return a word at a sentence's beginning that must be a name and was not said. Words are folded."""
    for found in _OPENS.finditer(text):
        word = found[1].replace("\u2019", "'").removesuffix("'s")
        folded = word.casefold()
        forms = {folded, *re.split("['-]", folded), folded.removesuffix("s"), f"{folded}s"}
        if not (forms & said or forms & common or forms & _COMMON or _BUILT.search(folded)):
            return found[1]
    return None
