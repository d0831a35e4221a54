"""Problems gathered file by file, so that a hostile file cannot drown the others or fill the memory."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from scheduler.domain.findings import Problem
from scheduler.scenario_io.text import nearest, shown

MOST_PER_FILE = 200
OVERLAY = "overlay "
"""How a place in an overlay begins, which is a place of its own wherever it is told."""
_NAMES_SOUGHT = 50


class Problems:
    """What is wrong with one file or sheet: the first 200 problems and a count of the rest.

    Parameters
    ----------
    place
        The file or sheet, as the user knows it.
    """

    def __init__(self, place: str) -> None:
        self.place = place
        self._found: dict[bool, list[Problem]] = {False: [], True: []}
        self._count = {False: 0, True: 0}
        self._nearest: dict[tuple[str, int], str] = {}

    def __bool__(self) -> bool:
        """Whether there is any error; warnings do not count."""
        return self._count[False] > 0

    @property
    def count(self) -> int:
        """How many errors there are."""
        return self._count[False]

    @property
    def full(self) -> bool:
        """Whether further errors are only counted."""
        return self._count[False] >= MOST_PER_FILE

    def add(
        self,
        at: str,
        value: object,
        expected: str = "",
        *,
        wrong: str = "",
        known: Iterable[str] = (),
    ) -> None:
        """Add an error.

        Parameters
        ----------
        at
            Place inside the file, such as ``41:unit``; empty for the whole file. A place in an overlay stands alone.
        expected
            What would be right, as words that can follow "expected".
        wrong
            What is wrong, where that is more than that the value is not what was expected.
        known
            Known names, of which the nearest is suggested.
        """
        self._add(at, value, known, Problem("", "", expected, wrong=wrong))

    def warn(self, at: str, value: object, odd: str, *, known: Iterable[str] = ()) -> None:
        """Add a warning that says what is odd."""
        self._add(at, value, known, Problem("", "", warning=True, wrong=odd))

    def whole_place(self, at: str) -> str:
        """Return a place inside the file with the file's name; one in an overlay as it is."""
        if not at:
            return self.place
        return at if at.startswith(OVERLAY) else f"{self.place}:{at}"

    def _add(self, at: str, value: object, known: Iterable[str], told: Problem) -> None:
        self._count[told.warning] += 1
        if self._count[told.warning] > MOST_PER_FILE:
            return
        place = self.whole_place(at)
        name = self._suggestion(str(value), known) if known else ""
        self._found[told.warning].append(replace(told, place=place, value=shown(value), nearest=shown(name)))

    def add_unseen(self, more: int) -> None:
        """Count further errors that are not looked at any more."""
        self._count[False] += more

    def _suggestion(self, value: str, known: Iterable[str]) -> str:
        """Look a name up, each only once and at most fifty a file: it takes milliseconds among thousands."""
        asked = (value, id(known))
        if asked not in self._nearest and len(self._nearest) < _NAMES_SOUGHT:
            self._nearest[asked] = nearest(value, known)
        return self._nearest.get(asked, "")

    def listed(self, *, warnings: bool) -> list[Problem]:
        """Return the errors or the warnings, and how many more there are."""
        found = list(self._found[warnings])
        if more := self._count[warnings] - len(found):
            what = "warnings" if warnings else "problems"
            found.append(Problem(self.place, "", wrong=f"and {more} more {what} in this file", warning=warnings))
        return found
