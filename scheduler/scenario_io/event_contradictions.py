"""Events that cannot all be true: those of one table, or of a table and of the register it is to be added to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from scheduler.domain.events import Event, standing
from scheduler.domain.spans import EVER
from scheduler.scenario_io.overlaps import Dated, overlaps
from scheduler.scenario_io.problems import Problems
from scheduler.scenario_io.table_reader import TableRead, row_words

_LEAVING = ("step_back", "suspension")
_ONE_AT_A_TIME = ("accreditation", "attachment", *_LEAVING)
"""Events of which an officer has one at a time about one thing; a unit is one thing whichever it is."""


class _Record(NamedTuple):
    """An event and where it stands: in a row of the table, or (``row`` is 0) in what is kept already."""

    row: int
    line: int
    event: Event

    @property
    def called(self) -> str:
        if self.row:
            return row_words(self.row)
        return f"line {self.line} of the register" if self.line else self.event.source

    @property
    def told(self) -> str:
        return f"{self.event.officer} {self.event.kind} {self.event.subject}".strip()


class _Away(NamedTuple):
    """An absence from armed duty: when it began and ended, and when it would have ended without a return."""

    kind: str
    begin: int
    end: int
    stated: int


def check_carriers(read: TableRead[Event], held: Mapping[tuple[str, str], str]) -> None:
    """Refuse an accreditation for what a table of authorisations states already.

    Parameters
    ----------
    held
        Officer and role -> where it is stated.
    """
    for number, event in read.placed():
        stated = held.get((event.officer, event.subject)) if event.kind == "accreditation" else None
        if stated is not None and not event.withdrawn:
            expected = f"one carrier for one thing: {stated} states this role already"
            read.problems.add(f"{number}:subject", f"{event.officer} {event.subject}", expected)


def check_events(read: TableRead[Event], kept: Iterable[tuple[int, Event]] = ()) -> None:
    """Refuse events that overlap with others of their kind, a return from where nobody went, a withdrawal of nothing.

    Parameters
    ----------
    kept
        Lines of the register with their numbers, or events of a scenario. What a row makes wrong of them is told
        without a row.
    """
    records = [
        *(_Record(0, number, event) for number, event in kept),
        *(_Record(n, 0, one) for n, one in read.placed()),
    ]
    _check_withdrawals(records, read.problems)
    stand = _standing(records)
    away = _check_overlaps(stand, read.problems)
    for record in stand:
        event = record.event
        if event.kind != "return":
            continue
        open_then = [one for one in away[event.officer, event.subject] if one.begin < event.at <= one.end]
        if not open_then:
            expected = "a step_back or suspension of the same officer and subject before it that has not ended"
            _tell(record, expected, read.problems)
        elif len({one.kind for one in open_then if event.at < one.stated}) > 1:
            # Nobody comes back from a suspension by coming back from something else.
            _tell(
                record,
                "one absence of the same officer and subject to end; state until of the one that is over",
                read.problems,
            )


def clashes(read: Sequence[tuple[int, Event]], kept: Sequence[Event]) -> Iterator[tuple[int, Event]]:
    """Yield the lines of a register that overlap with a scenario's event of which there is one at a time, and that event.

    Parameters
    ----------
    read
        Lines with their numbers; only those that stand.
    kept
        The scenario's events. What either carrier says for itself is not looked at.
    """
    records = [*(_Record(0, 0, event) for event in kept), *(_Record(0, number, event) for number, event in read)]
    returns, away = _returns(records), defaultdict[tuple[str, str], list[_Away]](list)
    for first, later in overlaps(_spans(records, returns, away)):
        one, other = records[first.number], records[later.number]
        if other.line and not one.line:
            yield other.line, one.event


def _returns(records: Iterable[_Record]) -> Mapping[tuple[str, str], list[int]]:
    """Return when officers came back, by officer and subject."""
    returns: dict[tuple[str, str], list[int]] = defaultdict(list)
    for record in records:
        if record.event.kind == "return":
            returns[record.event.officer, record.event.subject].append(record.event.at)
    return returns


def _standing(records: Sequence[_Record]) -> list[_Record]:
    places = {id(record.event): record for record in records}
    return [places[id(event)] for event in standing(record.event for record in records)]


def _check_withdrawals(records: Sequence[_Record], problems: Problems) -> None:
    """Refuse a withdrawal before which nothing stood."""
    alike: dict[tuple[str, str, str, int], list[_Record]] = defaultdict(list)
    for record in records:
        alike[record.event.about].append(record)
    for group in alike.values():
        stands = False
        for record in sorted(group, key=lambda record: record.event.known_at):
            if record.event.withdrawn and not stands:
                expected = "a record of the same officer, event, subject and at that was known before and stands"
                _tell(record, expected, problems)
            stands = not record.event.withdrawn


def _check_overlaps(records: Sequence[_Record], problems: Problems) -> Mapping[tuple[str, str], list[_Away]]:
    """Refuse events of which an officer has one at a time; return when officers were away, by officer and subject."""
    away: dict[tuple[str, str], list[_Away]] = defaultdict(list)
    ordered = sorted(records, key=lambda record: record[:2])
    spans = list(_spans(ordered, _returns(records), away))
    for first, later in overlaps(spans):
        _tell(ordered[later.number], f"no overlap with {ordered[first.number].called}, the same officer", problems)
    return away


def _spans(
    ordered: Sequence[_Record],
    returns: Mapping[tuple[str, str], list[int]],
    away: dict[tuple[str, str], list[_Away]],
) -> Iterator[Dated]:
    """Yield the span of each event that is one at a time, cut short by a return, and note those away."""
    for number, record in enumerate(ordered):
        event = record.event
        if event.kind not in _ONE_AT_A_TIME:
            continue
        subject = "" if event.kind == "attachment" else event.subject
        end = EVER if event.until is None else event.until
        if event.kind in _LEAVING:
            back = (at for at in returns.get((event.officer, subject), ()) if at > event.at)
            stated, end = end, min([end, *back])
            away[event.officer, subject].append(_Away(event.kind, event.at, end, stated))
        yield Dated((event.officer, event.kind, subject), event.at, end, number, record.told)


def _tell(record: _Record, expected: str, problems: Problems) -> None:
    if record.row:
        column = "outcome" if record.event.withdrawn else "at"
        problems.add(f"{record.row}:{column}", record.told, expected)
    else:
        wrong = f"these rows would make {record.called} wrong, which is not changed with them"
        problems.add("", record.told, expected, wrong=wrong)
