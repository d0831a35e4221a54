"""Finding the duty a user names: as it is written, by the clock times a page shows, or counted past midnight."""

from __future__ import annotations

import difflib
import re
from collections import defaultdict
from collections.abc import Iterator

from scheduler.domain.duties import duties_of
from scheduler.domain.errors import BadInputError
from scheduler.domain.findings import Problem
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import iso_day, local
from scheduler.domain.work import Duty

_NAME = re.compile(r"([^/]+)/(.+)/(\d{4}-\d\d-\d\d|\d\d/\d\d/\d{4})", re.ASCII)
_CLOCK = r"(\d{1,2}):(\d\d)(?: [A-Z]{2,5})?"
_SPAN = re.compile(rf"{_CLOCK}\s*(?:-|to)\s*{_CLOCK}", re.ASCII)
_SHOWN = 200


def named_duty(scenario: Scenario, name: str) -> Duty:
    """Return the duty of a name, ``POST/TOUR/YYYY-MM-DD`` or ``POST/HH:MM-HH:MM/YYYY-MM-DD``.

    A span may also be written as pages write it (``19:00 to 07:00``, with the zone's short names) or with hours that
    count past midnight (``07:00-31:00``), and a duty on a tour by the times from which until which it can be filled.

    Raises
    ------
    BadInputError
        If the scenario has no such duty on the planned days, or several.
    """
    duties = {duty.duty: duty for duty in duties_of(scenario)}
    plain = _plain(name)
    if plain in duties:
        return duties[plain]
    by_times: dict[str, list[Duty]] = defaultdict(list)
    for duty in duties.values():
        for other in set(_times(scenario, duty)):
            by_times[other].append(duty)
    found = by_times.get(plain, [])
    if len(found) == 1:
        return found[0]
    near = difflib.get_close_matches(plain[:_SHOWN], duties, n=1)
    wrong = "several duties have these times" if found else "no such duty on the planned days"
    nearest = found[0].duty if found else near[0] if near else ""
    raise BadInputError([Problem("DUTY", name[:_SHOWN], "POST/TOUR-OR-SPAN/YYYY-MM-DD", nearest, wrong=wrong)])


def _plain(name: str) -> str:
    """Return a name as ids are written: the date year first, a span with hours up to 23."""
    match = _NAME.fullmatch(name)
    if match is None:
        return name
    post, label, day = match.groups()
    span = _SPAN.fullmatch(label)
    if span:
        begin_hour, begin_minute, end_hour, end_minute = (int(part) for part in span.groups())
        label = f"{begin_hour % 24:02d}:{begin_minute:02d}-{end_hour % 24:02d}:{end_minute:02d}"
    if "/" in day:
        day = "-".join(reversed(day.split("/")))
    return f"{post}/{label}/{day}"


def _times(scenario: Scenario, duty: Duty) -> Iterator[str]:
    """Yield a duty's name by the wall clock: its own span and, on a tour, that of the tour."""
    zone = scenario.horizon.zone
    spans = [(duty.start_at, duty.end_at)]
    if duty.tour is not None:
        tour = scenario.tours_by_code[duty.tour]
        spans.append((tour.start_at(duty.day, zone), tour.end_at(duty.day, zone)))
    for begin, end in spans:
        yield f"{duty.post}/{local(begin, zone):%H:%M}-{local(end, zone):%H:%M}/{iso_day(duty.day)}"
