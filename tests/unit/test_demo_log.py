"""The end of the bot's log, as the panel for the curious shows it."""

from pathlib import Path

from bot.commands.demo.processes import MOST_LOG, Tail


def test_the_end_of_a_log_grows_with_it_and_only_what_came_since_is_read(tmp_path: Path) -> None:
    path = tmp_path / "bot.log"
    tail = Tail(path)
    assert tail.lines(2) == []
    path.write_text("one\ntwo\nthr")
    assert tail.lines(2) == ["two", "thr"]

    path.write_text("---\n---\n---ee\nfour\n")  # what was read before is not looked at again

    assert tail.lines(9) == ["one", "two", "three", "four"]


def test_of_a_long_log_only_the_end_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "bot.log"
    tail = Tail(path)
    path.write_text("x" * MOST_LOG + "\nlast\n")
    assert tail.lines(1) == ["last"]
    path.write_text("x" * 3 * MOST_LOG + "\nnewer\n")

    assert tail.lines(1) == ["newer"]
    assert len("".join(tail.lines(9))) < MOST_LOG
