"""When what is recorded about an officer meets a gate: read by first faces, never by second ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from scheduler.domain.events import FAMILIAR, Event, Gate
from scheduler.domain.spans import ALWAYS, EVER, Spans, joined

Recorded = Mapping[str, Sequence[Event]]
"""One officer's records by kind, in the order of time; at one minute, what was failed comes after what was passed."""


def met_by(records: Recorded, gate: Gate, introduced: Event | None) -> tuple[Spans, Spans]:
    """Return when records meet a gate, its own dates left aside, and when it need not be met yet.

    Parameters
    ----------
    introduced
        The record by which the gate's kit was introduced, if it has been.
    """
    if gate.event == "kit":
        return _familiar(records, gate.subject, introduced)
    about = [one for one in records.get(gate.event, ()) if gate.subject in ("", one.subject)]
    return _good_for(about, gate), ()


def good_until(record: Event, gate: Gate) -> int:
    """Return the instant from which a record that was passed is no longer good for a gate, whatever was failed after it."""
    lapses = gate.lapses_at(record.at)
    end = EVER if lapses is None else lapses
    return end if record.until is None else min(end, record.until)


def _familiar(records: Recorded, kit: str, introduced: Event | None) -> tuple[Spans, Spans]:
    """Return when kit is known or not yet there, and when it need not be known yet.

    New kit may be used without it until the next training day or the deadline, whichever comes first. A training day
    that is only planned does not end that time: what will be taught on it is not recorded.
    """
    if introduced is None:
        return ALWAYS, ()
    known = [one.at for kind in FAMILIAR for one in records.get(kind, ()) if one.subject == kit and one.passed]
    trained = [one for one in records.get("training_day", ()) if one.at >= introduced.at and not one.planned]
    last = min([EVER if introduced.until is None else introduced.until, *(one.at for one in trained)])
    met = joined([(-EVER, introduced.at), *((at, EVER) for at in known)])
    return met, joined([(introduced.at, last)])


def _good_for(records: Sequence[Event], gate: Gate) -> Spans:
    """Return how long records are good for a gate; one that was failed ends those before it."""
    found: list[tuple[int, int]] = []
    for record in records:
        if record.passed:
            found.append((record.at, good_until(record, gate)))
        else:
            found = [(begin, min(end, record.at)) for begin, end in found]
    return joined(found)
