"""Tables as people and programs see them."""

import io
import sys
from collections.abc import Sequence

import pytest

from guide.cli.terminal import FOLDED, answer_table

HEADS = ("time", "title", "")
ROWS = [("20:40", "Missions", "VF"), ("21:05", "東京", ""), ("21:30", "Été", "VOST")]


class Terminal(io.TextIOWrapper):
    def isatty(self) -> bool:
        return True


def printed(monkeypatch: pytest.MonkeyPatch, rows: Sequence[tuple[str, ...]], *, tty: bool) -> str:
    raw = io.BytesIO()
    kind = Terminal if tty else io.TextIOWrapper
    monkeypatch.setattr(sys, "stdout", kind(raw, encoding="utf-8"))
    monkeypatch.setenv("COLUMNS", "80")
    answer_table(HEADS, rows)
    sys.stdout.flush()
    return raw.getvalue().decode()


def test_a_pipe_gets_one_tabbed_line_a_row(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = printed(monkeypatch, list(ROWS), tty=False).splitlines()
    assert lines == ["20:40\tMissions\tVF", "21:05\t東京\t", "21:30\tÉté\tVOST"]
    assert printed(monkeypatch, [], tty=False) == ""


@pytest.mark.parametrize("tty", [False, True])
@pytest.mark.parametrize("times", [1, FOLDED + 1])
def test_nothing_in_a_cell_steers_the_terminal(
    monkeypatch: pytest.MonkeyPatch, times: int, *, tty: bool
) -> None:
    shown = printed(monkeypatch, [("\x1b[2J\x9b2J", "a\tb\nc", "[bold]d")] * times, tty=tty)
    own = {"\x1b[1m", "\x1b[0m"}
    for code in own:
        shown = shown.replace(code, "")
    assert "[2J 2J" in shown
    assert "a b c" in shown
    assert "[bold]d" in shown
    assert not {"\x1b", "\x9b"} & set(shown)


def test_a_long_table_is_aligned_by_what_letters_take(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = printed(monkeypatch, ROWS * FOLDED, tty=True).splitlines()
    assert lines[0] == "\x1b[1mtime   title\x1b[0m"
    assert lines[1:4] == ["20:40  Missions  VF", "21:05  東京", "21:30  Été       VOST"]
    assert len(lines) == 1 + 3 * FOLDED


def test_a_short_table_is_as_wide_as_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = printed(monkeypatch, [("20:40", "x" * 100, "VF")], tty=True).splitlines()
    assert len(lines) == 3
