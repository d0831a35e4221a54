"""Reads any file as a calendar: content lines and components, each with its line number, whatever is wrong with it.

Nothing here refuses anything: what is odd is kept for the rules to find. The work grows with the size of the file
alone, nothing calls itself, and what is beyond `MOST_LINES` is not looked at.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

from scheduler.domain.files import MEBIBYTE

MOST_BYTES = 8 * MEBIBYTE
MOST_LINES = 400_000
MOST_VALUE = 64 * 1024
"""Octets of one content line, unfolded, that are looked at."""
DEEPEST = 8
"""Components inside each other; a calendar has three."""


@dataclass(frozen=True, slots=True)
class Found:
    """One thing found by a rule.

    Attributes
    ----------
    line
        Line of the file, counted from 1; 0 for the file as a whole.
    message
        What is wrong and what would be right, in one sentence.
    """

    line: int
    message: str


@dataclass(frozen=True, slots=True)
class PhysicalLine:
    """One line of the file as it stands there, its end left out; ``ending`` is that end."""

    number: int
    octets: bytes
    ending: bytes


@dataclass(frozen=True, slots=True)
class Property:
    """One content line, unfolded.

    Attributes
    ----------
    line
        Where it begins.
    name
        In capitals; empty where the line is none.
    parameters
        Names in capitals with their values, quotes taken off.
    fault
        What keeps it from being a content line; empty where nothing does.
    """

    line: int
    name: str
    parameters: tuple[tuple[str, str], ...]
    value: str
    fault: str = ""

    def parameter(self, name: str) -> str:
        """Return a parameter's value, empty where it is not stated."""
        return next((value for stated, value in self.parameters if stated == name), "")


@dataclass(slots=True)
class Component:
    """What stands between a BEGIN and its END."""

    name: str
    line: int
    parent: Component | None = None
    properties: list[Property] = field(default_factory=list)
    children: list[Component] = field(default_factory=list)
    closed: bool = False

    def all(self, name: str) -> list[Property]:
        """Return the properties of a name, in order."""
        return [one for one in self.properties if one.name == name]

    def first(self, name: str) -> Property | None:
        """Return the first property of a name."""
        return next((one for one in self.properties if one.name == name), None)


class Reading:
    """A file read as a calendar.

    Attributes
    ----------
    lines
        Its lines as they stand.
    properties
        Its content lines, BEGIN and END among them.
    components
        Every component, in the order in which they begin.
    faults
        What is wrong with how components are nested.
    cut
        Line from which on nothing was looked at; nought where all was.
    """

    def __init__(self, data: bytes) -> None:
        self.size = len(data)
        self.lines, self.cut = _lines(data)
        self.properties = [_property(line, octets) for line, octets in _unfolded(self.lines)]
        self.components: list[Component] = []
        self.faults: list[Found] = []
        self._nest()

    def named(self, name: str) -> list[Component]:
        """Return the components of a name."""
        return [one for one in self.components if one.name == name]

    @cached_property
    def calendars(self) -> list[Component]:
        """The calendars of the file."""
        return [one for one in self.components if one.name == "VCALENDAR" and one.parent is None]

    @cached_property
    def events(self) -> list[Component]:
        """Every entry."""
        return self.named("VEVENT")

    @cached_property
    def zones(self) -> dict[str, Component]:
        """The rules of each zone by its name."""
        stated = ((zone.first("TZID"), zone) for zone in reversed(self.named("VTIMEZONE")))
        return {name.value: zone for name, zone in stated if name is not None}

    def _nest(self) -> None:
        inside: Component | None = None
        depth = 0
        for one in self.properties:
            if one.name == "BEGIN":
                depth += 1
                if depth > DEEPEST:
                    self.faults.append(Found(one.line, f"more than {DEEPEST} components inside each other"))
                    return
                inside = Component(one.value.strip().upper(), one.line, inside)
                if inside.parent is not None:
                    inside.parent.children.append(inside)
                self.components.append(inside)
            elif one.name == "END":
                if inside is None or inside.name != one.value.strip().upper():
                    opened = f"BEGIN:{inside.name} of line {inside.line} is open" if inside else "nothing is open"
                    self.faults.append(Found(one.line, f"END:{one.value[:40]} closes nothing here, as {opened}"))
                    continue
                inside.closed, inside, depth = True, inside.parent, depth - 1
            elif inside is not None:
                inside.properties.append(one)
            elif one.name:
                self.faults.append(Found(one.line, f"{one.name[:40]} stands outside BEGIN:VCALENDAR and its END"))
        for left in self.components:
            if not left.closed:
                self.faults.append(Found(left.line, f"BEGIN:{left.name[:40]} has no END of its own"))


def _lines(data: bytes) -> tuple[list[PhysicalLine], int]:
    lines: list[PhysicalLine] = []
    begin = 0
    while begin < len(data):
        if len(lines) == MOST_LINES:
            return lines, MOST_LINES + 1
        end = data.find(b"\n", begin)
        stop = len(data) if end < 0 else end
        ending = b"" if end < 0 else b"\n"
        if ending and data[stop - 1 : stop] == b"\r" and stop > begin:
            stop, ending = stop - 1, b"\r\n"
        lines.append(PhysicalLine(len(lines) + 1, data[begin:stop], ending))
        begin = stop + len(ending) if ending else len(data)
    return lines, 0


def _unfolded(lines: list[PhysicalLine]) -> Iterator[tuple[int, bytes]]:
    """Yield each content line with the number of its first line; empty ones are none."""
    number, parts, length = 0, list[bytes](), 0
    for line in lines:
        if parts and line.octets[:1] in (b" ", b"\t"):
            # What is longer is not looked at, so that a file of one line costs no more than one of many.
            if length < MOST_VALUE:
                parts.append(line.octets[1:])
                length += len(line.octets)
            continue
        if parts:
            yield number, b"".join(parts)[:MOST_VALUE]
        number, parts, length = line.number, [line.octets] if line.octets else [], len(line.octets)
    if parts:
        yield number, b"".join(parts)[:MOST_VALUE]


def _property(line: int, octets: bytes) -> Property:
    """Return a content line taken apart in one pass, quotes respected."""
    text = octets.decode("utf-8", errors="replace").removeprefix("\ufeff")
    cuts, quoted = [], False
    for place, char in enumerate(text):
        if char == '"':
            quoted = not quoted
        elif not quoted and char in ";:":
            cuts.append(place)
            if char == ":":
                break
    if not cuts or text[cuts[-1]] != ":":
        return Property(line, "", (), text, "an open quote" if quoted else "no colon after the name")
    name = text[: cuts[0]].upper()
    parameters, fault = [], "" if _is_name(name) else "a name of other characters than letters, digits and dashes"
    for begin, end in pairwise(cuts):
        key, equals, value = text[begin + 1 : end].partition("=")
        if not equals or not _is_name(key.upper()):
            fault = fault or "a parameter that is not NAME=value"
        parameters.append((key.upper(), value.strip('"')))
    return Property(line, name if _is_name(name) else "", tuple(parameters), text[cuts[-1] + 1 :], fault)


def _is_name(text: str) -> bool:
    return bool(text) and text.isascii() and text.replace("-", "").isalnum()
