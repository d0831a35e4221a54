"""What a search left, as a file the next plan can begin with."""

from __future__ import annotations

import gzip
import io
import json
import zlib
from collections.abc import Mapping
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from scheduler.domain.errors import BadInputError
from scheduler.domain.findings import Problem
from scheduler.domain.work import Horizon
from scheduler.engine.before import Before, KnownCut, KnownLine

NAME = "pool.json.gz"

MOST_BYTES = 512 * 2**20
"""Largest pool read back, unpacked: a force of 5,000 has some 20 MiB."""

_MOST_PRICE = 1 << 58

_Number = Annotated[int, Field(ge=0)]
_Price = Annotated[int, Field(ge=0, le=_MOST_PRICE)]


class _Line(BaseModel):
    """A line: numbers of option codes, one a planned day, and [post, tour, planned day] of each seat."""

    model_config = ConfigDict(extra="forbid", strict=True)

    codes: list[_Number]
    seats: list[tuple[_Number, _Number, _Number]]


class _Cut(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    post: _Number
    tour: _Number
    day: _Number
    officers: list[str]
    drivers: bool
    supervised: bool
    price: _Price


class _Document(BaseModel):
    """The whole file; ``rota`` has the line of each officer in the rota, ``lines`` others worth knowing."""

    model_config = ConfigDict(extra="forbid", strict=True)

    first_day: int
    n_planned_days: int
    names: list[str]
    rota: dict[str, _Line]
    lines: dict[str, list[_Line]]
    row_prices: dict[str, _Price]
    cuts: list[_Cut]


def pool_bytes(left: Before, horizon: Horizon) -> bytes:
    """Return what a search left as a packed file, the same bytes for the same search."""
    numbers = _Numbers()
    lines: dict[str, list[_Line]] = {}
    for line in left.lines:
        lines.setdefault(line.officer, []).append(numbers.line(line, horizon))
    document = _Document(
        first_day=horizon.first_day,
        n_planned_days=len(horizon.days),
        names=[],
        rota={officer: numbers.line(line, horizon) for officer, line in left.rota.items()},
        lines=lines,
        row_prices=dict(left.row_prices),
        cuts=[
            _Cut(
                post=numbers.number(cut.place[0]),
                tour=numbers.number(cut.place[1]),
                day=cut.place[2] - horizon.first_day,
                officers=sorted(cut.officers),
                drivers=cut.drivers,
                supervised=cut.supervised,
                price=cut.price,
            )
            for cut in left.cuts
        ],
    )
    document.names = list(numbers.numbers)
    text = json.dumps(document.model_dump(), separators=(",", ":"))
    return gzip.compress(text.encode(), compresslevel=6, mtime=0)


def read_pool(data: bytes, place: str, horizon: Horizon) -> Before:
    """Return what an earlier search left.

    Parameters
    ----------
    place
        What messages call the file.
    horizon
        Of the plan that begins with it.

    Raises
    ------
    BadInputError
        If the file is none of ours, or of a plan of other days.
    """
    try:
        document = _Document.model_validate_json(_unpacked(data))
    except (OSError, EOFError, ValueError, zlib.error, ValidationError) as error:
        expected = f"{NAME} as `rota plan` writes it; plan without it, or name another run"
        raise BadInputError([Problem(place, "", expected)]) from error
    if (document.first_day, document.n_planned_days) != (horizon.first_day, len(horizon.days)):
        expected = "a run of the same planned days; plan without it, or name another run"
        raise BadInputError([Problem(place, "", expected)])
    try:
        return _before(document, horizon)
    except IndexError as error:
        raise BadInputError([Problem(place, "names", "every name that its lines have numbers of")]) from error


def _unpacked(data: bytes) -> bytes:
    with gzip.GzipFile(fileobj=io.BytesIO(data)) as packed:
        text = packed.read(MOST_BYTES + 1)
    if len(text) > MOST_BYTES:
        message = "too large"
        raise ValueError(message)
    return text


def _before(document: _Document, horizon: Horizon) -> Before:
    names, first = document.names, horizon.first_day

    def line(officer: str, kept: _Line) -> KnownLine:
        seats = tuple((names[post], names[tour], first + day) for post, tour, day in kept.seats)
        return KnownLine(officer, tuple(names[code] for code in kept.codes), seats)

    rota: Mapping[str, KnownLine] = {officer: line(officer, kept) for officer, kept in document.rota.items()}
    return Before(
        rota,
        [line(officer, kept) for officer, several in document.lines.items() for kept in several],
        document.row_prices,
        [
            KnownCut(
                (names[cut.post], names[cut.tour], first + cut.day),
                frozenset(cut.officers),
                cut.drivers,
                cut.supervised,
                cut.price,
            )
            for cut in document.cuts
        ],
    )


class _Numbers:
    """Numbers given to names, so that none is written twice."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}

    def number(self, name: str) -> int:
        """Return the number of a name."""
        return self.numbers.setdefault(name, len(self.numbers))

    def line(self, line: KnownLine, horizon: Horizon) -> _Line:
        """Return a line in numbers."""
        seats = [(self.number(post), self.number(tour), day - horizon.first_day) for post, tour, day in line.seats]
        return _Line(codes=[self.number(code) for code in line.codes], seats=seats)
