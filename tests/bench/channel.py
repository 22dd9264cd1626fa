"""A long incident channel out of a few dozen kinds of lines, the same in every run. It knows no sandbox and no bot."""

from collections.abc import Sequence
from random import Random
from typing import Any

START = 1_767_362_400
SECONDS = 7
LINES = (
    "ALERT checkout-api error rate {n}.4 % over 5 minutes, threshold 2 %",
    "I am looking at the pool metrics of db-{n} now",
    "deploy of checkout-api 4.{n}.1 finished",
    "rolling back checkout-api to 4.{n}.0",
    "could be the cache again, hit rate fell to {n} %",
    "it is not the cache, hit rate is normal on all {n} nodes",
    "status page updated: some payments fail",
    "severity raised to SEV2",
    "<@{who}> can you take over as incident lead?",
    "thanks",
    "ok",
    "connections on replica {n} are at the limit of 500",
    "raised the limit to {n}00, error rate goes down",
    "error rate is back to 0.{n} % since 14:{n:02}",
    "does anybody know who owns the billing queue?",
    "see https://grafana.example.com/d/abc{n}?from=now-1h for the graph",
    "curl -H 'Authorization: Bearer xoxb-{n}23456789012-abcdefghijklmnop' fails with 503",
    "```\nTimeoutError: pool exhausted after {n} s\n  at acquire (pool.js:{n})\n```",
    "customers in region eu-west-{n} report that they cannot pay",
    "lunch?",
    ":eyes: :thinking_face: hm",
    "paging the database team, {n} minutes without an answer",
    "queue depth {n}432 and growing",
    "all clear, we watch it for another {n} minutes",
)


def rows(messages: int, threads: int, people: Sequence[str]) -> list[dict[str, Any]]:
    """Return rows for `Sandbox.seed`: so many messages of these people, that many of them roots of threads."""
    random = Random(messages)
    replies = int(messages * 0.3)
    roots = messages - replies
    parents = sorted(random.sample(range(roots), threads))
    answers = [replies // threads + (place < replies % threads) for place in range(threads)]
    expected = dict(zip(parents, answers, strict=True))
    made: list[dict[str, Any]] = []
    for place in range(roots):
        root = _row(random, place * SECONDS, people)
        made.append(root)
        made += [
            _row(random, place * SECONDS + 60 * (number + 1), people) | {"thread_ts": root["ts"]}
            for number in range(expected.get(place, 0))
        ]
    return made


def _row(random: Random, second: int, people: Sequence[str]) -> dict[str, Any]:
    line = random.choice(LINES).format(n=random.randrange(1, 60), who=random.choice(people))
    return {"user": random.choice(people), "ts": f"{START + second}.{random.randrange(1_000_000):06}", "text": line}
