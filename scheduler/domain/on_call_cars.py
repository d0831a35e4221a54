"""Cars that on-call officers take home, and what is recorded about who allowed it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OnCallCar:
    """An officer takes a car home while on call, over some force days, half-open.

    Attributes
    ----------
    marked
        It is a marked car.
    reference
        Of the authorisation as it is recorded elsewhere; empty where none is on record.
    authorised_by
        Role or rank that gave it, never a name.
    authorised_from, authorised_until
        Force days for which it was given, half-open.
    authorised_marked
        It says that the car may be a marked one.
    """

    officer: str
    from_day: int
    until_day: int
    marked: bool = False
    reference: str = ""
    authorised_by: str = ""
    authorised_from: int = 0
    authorised_until: int = 0
    authorised_marked: bool = False
    source: str = ""
