import datetime as dt

import pytest

from guide.model.precision import NOT_DATED, Precision, When


@pytest.mark.parametrize(
    ("precision", "first", "last"),
    [
        (Precision.YEAR, "2018-01-01", "2018-12-31"),
        (Precision.QUARTER, "2018-04-01", "2018-06-30"),
        (Precision.QUARTER, "2018-10-01", "2018-12-31"),
        (Precision.MONTH, "2018-02-01", "2018-02-28"),
        (Precision.MONTH, "2020-02-01", "2020-02-29"),
        (Precision.MONTH, "2018-12-01", "2018-12-31"),
        (Precision.DAY, "2018-06-01", "2018-06-01"),
        (Precision.TIME, "2018-06-01", "2018-06-01"),
    ],
)
def test_a_date_reaches_to_the_last_day_it_may_mean(
    precision: Precision, first: str, last: str
) -> None:
    when = When(precision, dt.date.fromisoformat(first))
    assert when.last_date() == dt.date.fromisoformat(last)


def test_what_is_only_ordered_has_no_last_day_and_is_not_confirmed() -> None:
    assert (NOT_DATED.last_date(), NOT_DATED.confirmed) == (None, False)
