import pytest

from guide.model.airing import Showing, ShowingKind
from guide.model.cell import FIRST_RUN, PREMIERE, REPEAT
from guide.releases.importing.shown import Shown, shown
from guide.releases.rows import from_json

FIRST, AGAIN, UNKNOWN = ShowingKind.FIRST_RUN, ShowingKind.REPEAT, ShowingKind.UNKNOWN


@pytest.mark.parametrize(
    ("told", "showing", "flags"),
    [
        ((None, False, 1, 1, False), Showing(UNKNOWN, UNKNOWN), 0),
        ((None, True, 1, 1, False), Showing(AGAIN, AGAIN), REPEAT),
        (("first_run", False, None, None, False), Showing(FIRST, FIRST), FIRST_RUN),
        (
            ("first_run", True, 2, 1, True),
            Showing(FIRST, FIRST, premiere="season", finale=True),
            FIRST_RUN | PREMIERE,
        ),
    ],
)
def test_columns_say_what_the_showing_is(
    told: tuple[str | None, bool, int | None, int | None, bool], showing: Showing, flags: int
) -> None:
    row = shown(*told)
    assert (from_json(Showing, row.data), row.flags) == (showing, flags)
    assert row == Shown(row.data, flags)
