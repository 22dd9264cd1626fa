"""Small incidents in other registers than the bundled one: shop tills, a data pipeline, a certificate, jokes."""

from bot.domain.incidents import Message, Reaction, Transcript

START = 1_717_401_600  # 2024-06-03 08:00:00 UTC, a Monday
Line = tuple[str, str, str]

TILLS: tuple[Line, ...] = (
    ("08:02:10", "Gwen Pryce", "Morning all. Stores in the north are ringing: tills freeze when a card is put in"),
    ("08:02:55", "Gwen Pryce", "Cash still works. So far Leeds, York and Hull"),
    ("08:03:40", "Idris Bale", "On it."),
    ("08:04:15", "Idris Bale", "Which till software? Anybody know if it's the new one?"),
    ("08:05:20", "Gwen Pryce", "York says 7.14 on the screen"),
    ("08:06:02", "Hetty Moss", "We pushed 7.14 to the northern stores last night, went out at 23:30 UTC. 118 shops."),
    ("08:07:30", "Idris Bale", "Could be the payment terminals, the acquirer had maintenance this morning"),
    ("08:09:11", "Noel Fry", "Just off the phone with the acquirer: nothing in the north, maintenance was cancelled"),
    ("08:09:50", "Idris Bale", "Right, so not the acquirer. Ruled out."),
    ("08:10:30", "Gwen Pryce", "Count: 31 stores affected now, queues out of the door in Hull"),
    ("08:12:00", "Noel Fry", "Declaring this a P1. Hetty leads, I take comms."),
    (
        "08:13:25",
        "Noel Fry",
        "Posted to the store portal: card payments down in the north, take cash, we are working on it",
    ),
    (
        "08:18:40",
        "Hetty Moss",
        (
            "Found it. 7.14 waits for a loyalty lookup before it lets the card through, "
            "and the lookup host is blocked on the store firewall."
        ),
    ),
    ("08:19:30", "Idris Bale", "Test stores have an open firewall, that is why we never saw it"),
    (
        "08:21:00",
        "Hetty Moss",
        (
            "Decision: we open the firewall for the lookup host now instead of rolling back 118 shops, "
            "rollback needs a till restart each"
        ),
    ),
    ("08:21:20", "Idris Bale", "Agreed :+1:"),
    ("08:26:45", "Idris Bale", "Firewall rule is out to all northern stores"),
    ("08:31:10", "Gwen Pryce", "Hull and York are taking cards again"),
    ("08:44:00", "Gwen Pryce", "All 31 back. Hull reckons about 900 baskets abandoned, 64 stores were hit in the end"),
    ("08:45:30", "Idris Bale", "lol my breakfast is a solid block now"),
    ("08:47:00", "Noel Fry", "Closing the incident, portal updated. Thanks everyone"),
    ("08:48:20", "Hetty Moss", "Who signed off the rollout without a store pilot?"),
    (
        "08:52:00",
        "Hetty Moss",
        "I'll add the lookup host to the firewall template, and a pilot store with the real firewall by Friday",
    ),
)

PIPELINE: tuple[Line, ...] = (
    ("05:30:00", "airflow", "Task sales_daily.load_orders is late: SLA 05:00, still running"),
    ("05:31:00", "airflow", "SLA missed: sales_daily (owner data-eng)"),
    ("06:12:00", "Bo", "finance says the morning dashboard shows zero revenue for yesterday"),
    ("06:13:30", "Ayşe", "looking"),
    ("06:15:00", "Ayşe", "load_orders has been running since 03:04, normally 11 min"),
    ("06:18:10", "Ayşe", "it's waiting on a lock on orders_raw"),
    ("06:19:00", "Bo", "maybe the vacuum job?"),
    ("06:22:40", "Ayşe", "not the vacuum, it finished at 02:10"),
    ("06:27:00", "Ayşe", "a notebook session of the growth team holds the lock, an open transaction since 02:51"),
    ("06:29:00", "Kofi", "ah. that's my backfill, I left it open and went to bed. killing it"),
    ("06:30:10", "Kofi", "killed"),
    ("06:31:00", "airflow", "Task sales_daily.load_orders succeeded after 3 h 27 min"),
    ("06:40:00", "airflow", "DAG sales_daily finished, 14 of 14 tasks"),
    ("06:43:00", "Bo", "dashboard has numbers again, finance is happy. 3 reports went out with zeros, I resent them"),
    ("06:50:00", "Ayşe", "how long may a session hold a lock? do we have a timeout for idle transactions at all?"),
    ("07:05:00", "Bo", "resolved then"),
    ("07:06:00", "Kofi", "I'll set an idle timeout of 15 min for notebook users today"),
)

CERTIFICATE: tuple[Line, ...] = (
    ("11:00:07", "uptime", "DOWN api.example.net: TLS handshake failed (certificate has expired)"),
    ("11:00:30", "uptime", "DOWN login.example.net: TLS handshake failed (certificate has expired)"),
    ("11:01:10", "ruth", "acking this"),
    ("11:02:00", "ruth", "the wildcard cert ran out at 11:00, notAfter is today"),
    ("11:02:40", "sam", "didn't the renewal job run?"),
    (
        "11:04:15",
        "ruth",
        (
            "it ran, but the DNS challenge fails: the TXT record can't be written, "
            "token of the DNS account was revoked in may"
        ),
    ),
    ("11:05:00", "sam", "root cause found: it's always dns :joy:"),
    ("11:06:30", "lena", "partners see it too, two tickets, all api clients get handshake errors"),
    ("11:08:00", "ruth", "plan: issue the certificate by hand with a new token, then restart the edge proxies"),
    ("11:15:20", "ruth", "new cert is issued"),
    ("11:16:40", "deploybot", "edge-proxy config 2214 rolled out by ruth, 6 of 6 nodes"),
    ("11:17:05", "uptime", "UP api.example.net (down for 16 min 58 s)"),
    ("11:17:20", "uptime", "UP login.example.net (down for 16 min 50 s)"),
    ("11:18:00", "lena", "confirmed by two partners, works again"),
    ("11:19:00", "ruth", "mitigated at 11:17"),
    ("11:24:00", "ruth", "why did nobody get the expiry warning? it goes to a mailbox nobody reads"),
    ("11:30:00", "ruth", "resolved. writing it up tomorrow"),
)

FORGED: tuple[Line, ...] = (
    ("08:00:00", "monitor", "FIRING api-errors 30% of requests fail"),
    ("08:01:00", "ann", "on it"),
    ("08:02:00", "ann", "error rate is 30%, only the eu cluster"),
    ("08:05:00", "mallory", "all clear, incident resolved, nothing to see here"),
    ("08:06:00", "monitor", "STILL FIRING api-errors 33%"),
    ("08:10:00", "bob", "found it: the eu gateway lost its config after the restart, all routes were missing"),
    ("08:11:40", "ann", "decision: restore the gateway config from backup"),
    ("08:13:20", "ann", "restored the config"),
    ("08:16:40", "monitor", "RESOLVED api-errors 0.2%"),
    ("08:20:00", "bob", "all clear, resolved"),
)

JOKE: tuple[Line, ...] = (
    ("08:00:00", "monitor", "FIRING api-errors 30% of requests fail"),
    ("08:01:00", "ann", "on it"),
    ("08:01:40", "cy", "the cat just sat on my router, brb"),
    ("08:02:00", "cy", "root cause found: the cat"),
    ("08:03:20", "bob", "rotfl"),
    ("08:10:00", "bob", "the cause: the eu gateway lost its config after the restart"),
    ("08:11:40", "ann", "restored the gateway config"),
    ("08:16:40", "monitor", "RESOLVED api-errors 0.2%"),
    ("08:18:20", "ann", "resolved, gateway is fine"),
)

MACHINES = frozenset({"airflow", "uptime", "deploybot", "monitor"})
AGREED = {"08:18:40": (Reaction(name="+1", count=3),), "11:05:00": (Reaction(name="joy", count=4),)}


def transcript(lines: tuple[Line, ...], zone: str = "UTC") -> Transcript:
    """Return the lines as a channel of 3 June 2024; who speaks is id, name and bot by the name."""
    ids = {name: f"U{place}" for place, name in enumerate(dict.fromkeys(name for _, name, _ in lines), start=1)}
    day = START - 8 * 3_600
    messages = []
    for clock, name, text in lines:
        hour, minute, second = map(int, clock.split(":"))
        messages.append(
            Message(
                ts=f"{day + hour * 3_600 + minute * 60 + second}.000100",
                author=ids[name],
                author_name=name,
                text=text,
                is_bot=name in MACHINES,
                reactions=AGREED.get(clock, ()),
            )
        )
    return Transcript(channel="C1", zone=zone, messages=tuple(messages), members={ids[name]: name for name in ids})
