from itertools import pairwise
from random import Random

import pytest

from bot.ai.chunks import Chunk, chunked
from bot.ai.encoding import Encoded
from bot.domain.incidents import Message, Transcript
from tests.factories import a_message

START = 1_767_362_400


def encoded(*messages: Message) -> Encoded:
    return Encoded(Transcript(channel="C1", messages=tuple(sorted(messages, key=lambda one: one.ts))))


def message(second: int, *, thread: int | None = None, text: str = "something happened here") -> Message:
    root = None if thread is None else f"{START + thread}.000000"
    return a_message(f"{START + second}.000000", author="U1", author_name="", text=text, thread_ts=root)


def a_channel(seed: int, count: int) -> Encoded:
    random = Random(seed)
    roots = [n * 30 + random.choice((0, 0, 0, 900)) * n for n in range(count)]
    messages = [message(second) for second in roots]
    for second in random.sample(roots, count // 5):
        messages += [message(second + 1 + n, thread=second) for n in range(random.randrange(1, 9))]
    return encoded(*{one.ts: one for one in messages}.values())


@pytest.mark.parametrize("seed", range(8))
def test_every_message_is_in_one_piece_and_no_thread_in_two(seed: int) -> None:
    lines = a_channel(seed, 120).lines
    chunks = chunked(lines, 800)
    threads = [{line.message.thread_ts or line.message.ts for line in chunk.lines} for chunk in chunks]

    assert sorted(line.number for chunk in chunks for line in chunk.lines) == [line.number for line in lines]
    assert all(not one & other for one, other in pairwise(threads))
    assert len(set().union(*threads)) == sum(map(len, threads))
    assert all(chunk.tokens <= 800 for chunk in chunks)
    assert all(chunk.tokens > 250 for chunk in chunks[:-1])
    assert [list(chunk.lines) for chunk in chunks] == [
        sorted(chunk.lines, key=lambda line: line.number) for chunk in chunks
    ]


def test_a_piece_ends_where_it_was_quiet() -> None:
    seconds = [*range(0, 900, 30), *range(20_000, 20_900, 30)]
    lines = encoded(*map(message, seconds)).lines
    first, *_ = chunked(lines, int(sum(line.tokens for line in lines[:34])))

    assert first.lines[-1].message.ts == f"{START + 870}.000000"


def test_the_same_channel_has_the_same_pieces_and_more_at_its_end_changes_only_the_last() -> None:
    lines = a_channel(3, 200).lines
    short, whole = chunked(lines[:150], 900), chunked(lines, 900)

    assert chunked(lines, 900) == whole
    assert whole[: len(short) - 2] == short[:-2]


def test_a_thread_longer_than_a_piece_is_cut_and_no_other() -> None:
    messages = [message(0), *(message(n, thread=0) for n in range(1, 100)), message(5_000)]
    chunks = chunked(encoded(*messages).lines, 1_000)

    assert len(chunks) > 2
    assert all(chunk.tokens <= 1_000 for chunk in chunks)


def test_a_piece_can_be_halved_down_to_its_lines() -> None:
    lines = encoded(*(message(n * 10) for n in range(7)), message(80, text="x" * 3_000)).lines
    left, count = [Chunk(lines)], 0
    while left:
        chunk = left.pop()
        if len(chunk.lines) == 1:
            count += 1
        else:
            assert len(chunk.halves) > 1
            left += chunk.halves

    assert count == len(lines)


def test_nothing_has_no_pieces() -> None:
    assert chunked(()) == ()
