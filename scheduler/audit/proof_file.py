"""The proof document: read with every type and range checked, so that nothing in it is believed unseen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from scheduler.domain.errors import BadInputError
from scheduler.domain.findings import Problem
from scheduler.domain.price import N_LEVELS

SCALE = 1 << 16
_MOST = 1 << 58


@dataclass(frozen=True, slots=True)
class Cut:
    """A cut that says crews are whole: officers outside a set complete the last crew.

    With crews of ``size`` and a set of ``size * whole + spare`` officers, ``0 < spare < size``, it reads
    ``(size - spare) * (cars - whole) <= officers outside the set who are placed there``.

    Attributes
    ----------
    drivers
        It counts drivers only, one to a car, so that ``size`` is one and ``spare`` nought.
    supervised
        With a supervisor for every ``led`` cars and ``whole = led * full + last``, ``0 < last < led``, it reads
        ``(size - spare) * (cars - led * full - last * (supervisors - full)) <= officers outside``.
    """

    post: str
    tour: str
    day: int
    officers: frozenset[str]
    drivers: bool
    supervised: bool
    dual: int


@dataclass(frozen=True, slots=True)
class Rounded:
    """A row price on the rounded form of one of an officer's own rows.

    Attributes
    ----------
    row
        Key of the row that is rounded.
    divisor
        What its sum is counted in.
    shifts
        Planned day (from 0) -> what is taken for granted on it.
    """

    row: str
    divisor: int
    shifts: Mapping[int, int]
    dual: int


@dataclass(frozen=True, slots=True)
class Part:
    """Row prices that prove a bound on one level for some of the officers.

    Attributes
    ----------
    level
        From 0.
    weights
        What one unit of each level counts.
    held
        Level, from 0 -> the value it is held at.
    price
        What the part's rota costs in the level: what a bound closed by search may rise to.
    certified
        The bound these prices are said to prove.
    """

    level: int
    weights: tuple[int, ...]
    held: Mapping[int, int]
    price: int
    certified: int
    by_search: bool
    officers: tuple[str, ...]
    rows: Mapping[str, int]
    cuts: tuple[Cut, ...]
    rounded: tuple[Rounded, ...] = ()


@dataclass(frozen=True, slots=True)
class Proof:
    """A whole proof document.

    Attributes
    ----------
    rules
        Contract -> codes of the machine rules its bounds rest on; a contract not named rests on all of its rules.
        Fewer rules make a bound lower, never wrong.
    """

    scenario_sha256: str
    first_day: int
    n_days: int
    n_tail_days: int
    prices: tuple[int, ...]
    bounds: tuple[int, ...]
    parts: tuple[Part, ...]
    rules: Mapping[str, tuple[str, ...]]


def read_proof(document: Mapping[str, Any]) -> Proof:
    """Return the proof in a document.

    Raises
    ------
    BadInputError
        If anything in it is missing, of another type, out of range or contradictory.
    """
    reader = _Reader()
    levels = reader.listed(document, "levels", "")
    by_level = {reader.whole(entry, "level", f"levels[{at}]", 1): entry for at, entry in enumerate(levels)}
    reader.need(sorted(by_level) == list(range(1, N_LEVELS + 1)), "levels", f"each level from 1 to {N_LEVELS} once")
    reader.need(document.get("scale") == SCALE, "scale", f"the scale {SCALE}")
    ordered = [by_level.get(level, {}) for level in range(1, N_LEVELS + 1)]
    parts = tuple(reader.part(entry, f"parts[{at}]") for at, entry in enumerate(reader.listed(document, "parts", "")))
    proof = Proof(
        reader.text(document, "scenario_sha256", ""),
        reader.whole(document, "first_day", "", 1),
        reader.whole(document, "n_days", "", 1),
        reader.whole(document, "n_tail_days", ""),
        tuple(reader.whole(entry, "price", f"levels[{at}]") for at, entry in enumerate(ordered)),
        tuple(reader.whole(entry, "bound", f"levels[{at}]") for at, entry in enumerate(ordered)),
        parts,
        reader.rules(document),
    )
    reader.need(proof.n_days + proof.n_tail_days <= 800, "n_days", "at most 800 planned days")
    if reader.problems:
        raise BadInputError(reader.problems)
    return proof


class _Reader:
    """Reads values and collects what is wrong with them."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def need(self, holds: bool, where: str, expected: str) -> None:
        """Note a problem unless something holds."""
        if not holds:
            self.problems.append(Problem(f"proof:{where}", "", expected))

    def whole(self, entry: Any, key: str, where: str, least: int = 0) -> int:  # noqa: ANN401
        """Return a whole number of at least so much."""
        value = entry.get(key) if isinstance(entry, Mapping) else None
        stands = isinstance(value, int) and not isinstance(value, bool) and least <= value < _MOST
        self.need(stands, f"{where}.{key}".strip("."), f"a whole number from {least}")
        return value if stands and isinstance(value, int) else least

    def text(self, entry: Any, key: str, where: str) -> str:  # noqa: ANN401
        """Return a text."""
        value = entry.get(key) if isinstance(entry, Mapping) else None
        self.need(isinstance(value, str), f"{where}.{key}".strip("."), "a text")
        return value if isinstance(value, str) else ""

    def flag(self, entry: Any, key: str, where: str) -> bool:  # noqa: ANN401
        """Return whether something is said; older documents say nothing."""
        value = entry.get(key, False) if isinstance(entry, Mapping) else False
        self.need(isinstance(value, bool), f"{where}.{key}".strip("."), "true or false")
        return value is True

    def listed(self, entry: Any, key: str, where: str) -> list[Any]:  # noqa: ANN401
        """Return a list."""
        value = entry.get(key) if isinstance(entry, Mapping) else None
        self.need(isinstance(value, list), f"{where}.{key}".strip("."), "a list")
        return value if isinstance(value, list) else []

    def mapped(self, entry: Any, key: str, where: str) -> Mapping[str, Any]:  # noqa: ANN401
        """Return a table."""
        value = entry.get(key) if isinstance(entry, Mapping) else None
        self.need(isinstance(value, Mapping), f"{where}.{key}".strip("."), "a table")
        return value if isinstance(value, Mapping) else {}

    def names(self, entry: Any, key: str, where: str) -> tuple[str, ...]:  # noqa: ANN401
        """Return different names."""
        values = self.listed(entry, key, where)
        stands = all(isinstance(value, str) for value in values) and len(set(map(str, values))) == len(values)
        self.need(stands, f"{where}.{key}", "different names")
        return tuple(map(str, values))

    def rules(self, document: Mapping[str, Any]) -> Mapping[str, tuple[str, ...]]:
        """Return the rules by contract, none where the document names none."""
        if "rules" not in document:
            return {}
        by_contract = self.mapped(document, "rules", "")
        return {contract: self.names(by_contract, contract, "rules") for contract in by_contract}

    def part(self, entry: Any, where: str) -> Part:  # noqa: ANN401
        """Return one part, its weights such that they prove something about its level alone."""
        level = self.whole(entry, "level", where, 1)
        weights = self.listed(entry, "weights", where)
        numbers = tuple(
            self.whole({"weight": weight}, "weight", f"{where}.weights[{at}]") for at, weight in enumerate(weights)
        )
        self.need(len(numbers) == N_LEVELS and level <= N_LEVELS, f"{where}.weights", f"{N_LEVELS} weights")
        numbers = (*numbers, *[0] * N_LEVELS)[:N_LEVELS]
        level = min(level, N_LEVELS)
        held_at = self.mapped(entry, "held", where)
        held = {int(key) - 1: self.whole(held_at, key, f"{where}.held") for key in held_at if key in "123456" and key}
        self.need(
            len(held) == len(held_at) and all(above < level - 1 for above in held), f"{where}.held", "levels above"
        )
        self.need(numbers[level - 1] > 0, f"{where}.weights", "a weight on the level itself")
        others = [number for number, weight in enumerate(numbers) if weight and number != level - 1]
        self.need(all(number in held for number in others), f"{where}.weights", "weights on held levels only")
        rows = self.mapped(entry, "rows", where)
        return Part(
            level - 1,
            numbers,
            held,
            self.whole(entry, "price", where),
            self.whole(entry, "certified", where),
            bool(entry.get("raised_by_search")) if isinstance(entry, Mapping) else False,
            self.names(entry, "officers", where),
            {key: self.whole(rows, key, f"{where}.rows") for key in rows},
            tuple(self.cut(cut, f"{where}.cuts[{at}]") for at, cut in enumerate(self.listed(entry, "cuts", where))),
            self._roundings(entry, where),
        )

    def _roundings(self, entry: Any, where: str) -> tuple[Rounded, ...]:  # noqa: ANN401
        """Return a part's rounded rows; older documents have none."""
        if not isinstance(entry, Mapping) or "rounded" not in entry:
            return ()
        listed = self.listed(entry, "rounded", where)
        return tuple(self.rounded(one, f"{where}.rounded[{at}]") for at, one in enumerate(listed))

    def rounded(self, entry: Any, where: str) -> Rounded:  # noqa: ANN401
        """Return one rounded row."""
        shifts = self.mapped(entry, "shifts", where)
        days = {key: self.whole(shifts, key, f"{where}.shifts") for key in shifts}
        self.need(all(key.isdecimal() and len(key) < 6 for key in days), f"{where}.shifts", "planned days from 0")
        return Rounded(
            self.text(entry, "row", where),
            self.whole(entry, "divisor", where, 1),
            {int(key): shift for key, shift in days.items() if key.isdecimal() and len(key) < 6},
            self.whole(entry, "dual", where),
        )

    def cut(self, entry: Any, where: str) -> Cut:  # noqa: ANN401
        """Return one cut."""
        return Cut(
            self.text(entry, "post", where),
            self.text(entry, "tour", where),
            self.whole(entry, "day", where, 1),
            frozenset(self.names(entry, "officers", where)),
            self.flag(entry, "drivers", where),
            self.flag(entry, "supervised", where),
            self.whole(entry, "dual", where),
        )
