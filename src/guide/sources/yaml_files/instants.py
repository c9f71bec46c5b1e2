"""Local times become UTC instants: here, and nowhere else."""

import datetime as dt

from guide.model.day import AmbiguousTimeError, Fold, MissingTimeError, resolve
from guide.model.precision import NOT_DATED, Precision, When
from guide.model.problems import Place, Problem, error
from guide.sources.yaml_files.times import Point

_DAY = dt.timedelta(days=1)


class Instants:
    """Resolves wall clock readings; what names no instant, or two, becomes a Problem."""

    def __init__(self, problems: list[Problem]) -> None:
        self._problems = problems

    def at(
        self,
        date: dt.date,
        clock: dt.timedelta,
        *,
        zone: str,
        place: Place,
        fold: str | None = None,
        hint: str = "choose another time",
    ) -> dt.datetime | None:
        """Return the UTC instant; a clock of 24:00 or more is the night after `date`.

        `hint` says what to do about a time that comes twice.
        """
        try:
            return resolve(date, clock, zone, fold=Fold(fold) if fold else None)
        except MissingTimeError as fault:
            self._refuse(place, "missing-time", f"{fault}: choose another time")
        except AmbiguousTimeError as fault:
            self._refuse(place, "ambiguous-time", f"{fault}: {hint}")
        return None

    def when(self, point: Point | None, *, zone: str | None, place: Place) -> When | None:
        """Return a date of any precision; None if there is none, or a fault in it."""
        if point is None or point.date is None:
            return None if point is None else NOT_DATED
        if point.clock is None:
            return When(point.precision, point.date, None, point.confirmed)
        if zone is None:
            self._refuse(place, "missing-key", "a time needs a zone: give the file one, `zone: …`")
            return None
        at = self.at(point.date, point.clock, zone=zone, place=place)
        civil = point.date + (_DAY if point.clock >= _DAY else dt.timedelta(0))
        return None if at is None else When(Precision.TIME, civil, at, point.confirmed)

    def _refuse(self, place: Place, code: str, text: str) -> None:
        self._problems.append(error(place, code, text))
