"""How far a long command has come: for eyes only."""

import io
import sys
import threading

import pytest

from guide.cli import progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def a_terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """Put a terminal in place of stderr; not by a fixture, for capturing begins after those."""
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(sys, "stderr", one := Terminal())
    return one


def test_a_pipe_is_told_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", pipe := io.StringIO())
    with progress.shown() as tell:
        tell("reading", 10)
    assert pipe.getvalue() == ""


def test_a_terminal_sees_each_step_and_no_thread_draws_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    terminal = a_terminal(monkeypatch)
    before = threading.active_count()
    with progress.shown() as tell:
        tell("reading", 2000)
        assert threading.active_count() == before
        tell("settling", 0)
    seen = terminal.getvalue()
    assert "reading 2,000 programmes" in seen
    assert "settling" in seen


def test_drawing_does_not_hold_up_the_work(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = a_terminal(monkeypatch)
    with progress.shown() as tell:
        for _ in range(10_000):
            tell("reading", 1)
    assert 0 < terminal.getvalue().count("reading") < 100


@pytest.mark.parametrize(
    ("what", "count", "words"),
    [
        ("fetching", 1_250_000, "fetching 1.2 MB"),
        ("reading", 1_234_567, "reading 1,234,567 programmes"),
        ("settling", 0, "settling"),
        ("settling", 2000, "settling 2,000"),
    ],
)
def test_a_step_says_how_far_it_is(what: str, count: int, words: str) -> None:
    assert progress.words(what, count) == words
