"""What is wrong is said at its place, all at once, with what is allowed.

The table holds cases: a name, the text of a file, and the lines that must be said of it.
"""

from pathlib import Path

import pytest

from guide.sources.yaml_files import read

TABLE = Path(__file__).with_name("bad_schedules.txt").read_text(encoding="utf-8")


def _cases() -> list[tuple[str, str, list[str]]]:
    cases = []
    for case in TABLE.split("=== ")[1:]:
        name, *lines = case.splitlines()
        said = [f"s.yaml:{line[2:]}" for line in lines if line.startswith("! ")]
        text = "\n".join(line for line in lines if not line.startswith("! "))
        cases.append((name, f"{text}\n", said))
    return cases


CASES = _cases()


@pytest.mark.parametrize(("text", "said"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_a_fault_is_said_at_its_place_with_what_is_allowed(text: str, said: list[str]) -> None:
    assert [str(problem) for problem in read({"s.yaml": text.encode()}).problems] == said


def test_every_case_of_the_table_expects_something() -> None:
    assert len(CASES) >= 80
    assert [name for name, _, said in CASES if not said] == []


def test_problems_of_all_files_come_together_and_name_both_places_of_an_id() -> None:
    files = {
        "a.yaml": b"films: {x: {title: X}, y: {title: }}\n",
        "b.yaml": b"films:\n  x: {title: X again}\n",
    }
    assert [str(problem) for problem in read(files).problems] == [
        (
            "a.yaml:1:34: error: title: nothing is written: give a value, or remove the key"
            " [empty-value]"
        ),
        (
            'b.yaml:2:3: error: "x" is already declared at a.yaml:1:9: give one of them another id'
            " [duplicate-id]"
        ),
    ]


def test_a_film_and_a_series_share_no_id_whichever_comes_first() -> None:
    film, series = b"films: {m: {title: M}}", b"series: {m: {title: M}}"
    for files in ({"a.yaml": film, "b.yaml": series}, {"a.yaml": series, "b.yaml": film}):
        assert [p.code for p in read(files).problems] == ["duplicate-id"]


def test_a_value_from_outside_can_not_steer_the_terminal_that_shows_its_problem() -> None:
    text = 'films: {a: {title: A, year: "\\e[31m\\u202e\\r\\n17"}, "\\e[2J": {title: B}}\n'
    assert [str(problem) for problem in read({"s.yaml": text.encode()}).problems] == [
        's.yaml:1:29: error: year: "[31m 17" is not a whole number from 1880 to 2199 [bad-number]',
        's.yaml:1:52: error: "[2J" is not an id: write 1 to 64 of a-z, 0-9 and - [bad-id]',
    ]
