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
    a about above access according account accounts action add after afterwards again against alert alerts all almost
    already also although always an and another any anybody anyone anything apart approximately around as at attempt
    attempts back backup backups bad banks because before began beginning behind below beside best better between
    beyond blocks bookings both briefly but by cache caches call callers calls capacity case cause caused causes
    certificate certificates chance change changed changes check checks clear client clients clocks code colleagues
    connection connections consequently contracts correct correctly cost could credentials customer customers daily
    dashboard dashboards data database day days decided decision dependencies deploy deployed deploys despite details
    devices diagnosis did disk disks documents done doors down drivers due duplicate duplicates during each earlier
    early eight eighteen eighty either eleven engineer engineers enough error errors especially even eventually every
    everybody everyone everything evidence except existing external externally fail failed fails failure failures
    faster feeds few fewer fifteen fifty file files final finally first five fix fixed flights for form forms
    fortunately forty found four fourteen frequent from full fully further get good gradually guesses guests half harm
    have he help helped hence her here high higher his hosts hour hours how however human hundred hundreds i if images
    immediately impact in incident incidents incorrect increased initially instead internal internally into invoices
    issue issues it item items its itself jobs just keep key keys large larger last late latency later leadership left
    less lessons like likely links lists little load log logins logs long longer look low lower luck luckily machines
    made mail mainly make manual manually many may maybe meanwhile memory merchants message messages metrics mind
    miners minute minutes missing moments more most mostly move much must nearly need neither network never
    nevertheless new newer next nightly nine nineteen ninety no nobody nodes none nor normal not note noted nothing
    now number numbers of off often old older on once one only open operators or order orders other others otherwise
    our out outage over overall own ownership package packages page paged pages parcels part partial partially
    partners parts passengers passwords patients pay payment payments people per perhaps phase pictures please pods
    possible possibly post potential presumably previous probably problem problems process production profiles
    progress proposed publicly queue quick quickly raise raised rather read readers real reason reasons recent
    recovered recovery reduced refunds region regions regular release replicas report reported reports request
    requests resolved responders response restart restarted restore restored result results retries retry returned
    review right rise rollback rolled root roughly row run runbook runbooks sales same script scripts search searches
    seats second see seen sensors separate service services set seven seventeen seventy several severity shared she
    shortly should show silence similar simple since sites six sixteen sixty slow slower small smaller so software
    some somebody someone something soon staff start started status step steps still stop stopped storage stores
    streams students subsequently such suddenly suppliers support suspected suspicion suspicions switch system systems
    team teams ten test tests than thanks that the their them then there thereafter therefore these they third
    thirteen thirty this those though thousand thousands three through throughout thus tickets time timeouts times to
    today together tokens tomorrow too took tool tools total traffic trains tried trucks try twelve twenty twice two
    under unfortunately unknown unlike until up updates uploads upon use used user users usually validators vehicles
    version very via video visitors voice wait warehouses warnings was we week weekly weeks well went were what
    whatever when where whether which whichever while who whoever whole whose why will with within without work
    work-around worked workers worse worst would writers wrong wrongly year years yes yesterday yet you your zero zone
    zones
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
