"""Small worlds in which every line of every line rule is looked at, and what builds them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import product
from typing import Any

from scheduler.domain.briefs import OfficerBrief
from scheduler.domain.levers import Bend
from scheduler.domain.people import Balance, Officer, Preference
from scheduler.domain.replanning import ToldLine
from scheduler.domain.time import day_of
from scheduler.domain.training import DueDay, TrainingNeed
from scheduler.domain.work import Horizon, Option, Tour, dated_option
from scheduler.rules.line.rule import DayRule, LineRule, MachineRule

ZONE = "Europe/London"
SPRING = day_of(date(2026, 3, 29))
"""The Sunday on which the clock goes forward: the night of the day before lasts eight hours."""
AUTUMN = day_of(date(2026, 10, 25))
"""The Sunday on which the clock goes back: the night of the day before lasts ten hours."""
CHANGES = (SPRING, AUTUMN)
OFFICER = Officer("F1", "county", "base", "crew", "constable")
TOURS = {
    tour.tour: tour
    for tour in (
        Tour("E", "early", 7 * 60, 17 * 60),
        Tour("F", "early", 9 * 60, 17 * 60),
        Tour("D", "day", 8 * 60, 16 * 60),
        Tour("H", "early", 7 * 60, 16 * 60 + 30),
        Tour("S", "early", 1 * 60, 9 * 60),
        Tour("L", "late", 15 * 60, 25 * 60),
        Tour("N", "night", 22 * 60, 31 * 60),
        Tour("W", "day", 7 * 60, 31 * 60),
        Tour("T", "training", 9 * 60, 17 * 60),
        Tour("OC", "on_call", 7 * 60, 31 * 60),
        Tour("ON", "on_call", 19 * 60, 31 * 60),
    )
}
SHORT = {"-": "rest", "A": "leave", "C": "OC", "X": "D+OC", "Y": "N+OC", "O": "ON"}


def line_of(letters: Sequence[str] | str, first_day: int) -> tuple[Option, ...]:
    """Return one option a day for letters such as ``EEN--A``; ``C`` is on call, ``X`` on call beside a day tour."""
    return tuple(
        dated_option(SHORT.get(letter, letter), TOURS, first_day + index, ZONE) for index, letter in enumerate(letters)
    )


def brief_of(first_day: int, history: str = "", pattern: str = "", **more: Any) -> OfficerBrief:
    """Return a brief whose history ends the day before ``first_day`` and whose pattern begins on it."""
    planned = {option.day: option for option in line_of(pattern, first_day)}
    return OfficerBrief(
        more.pop("officer", OFFICER),
        line_of(history, first_day - len(history)),
        {day: option.code for day, option in planned.items()},
        pattern_options=planned,
        **more,
    )


BriefOf = Callable[[int], OfficerBrief]


@dataclass(frozen=True)
class World:
    """Every line over a few days and letters, from several pasts, under several limits, at both clock changes.

    Attributes
    ----------
    before_sunday
        Days from the first planned day to the Sunday of the clock change.
    border
        Days from the first planned day to a border of the reference period.
    """

    letters: str
    briefs: tuple[BriefOf, ...]
    limits: tuple[Mapping[str, Any], ...] = ({},)
    n_days: int = 6
    before_sunday: int = 3
    period_days: int = 28
    border: int = 0
    n_tail_days: int = 1

    def horizons(self) -> Iterator[Horizon]:
        """Yield the planned days around each clock change."""
        for sunday in CHANGES:
            first = sunday - self.before_sunday
            yield Horizon(
                first, self.n_days - self.n_tail_days, ZONE, self.n_tail_days, self.period_days, first + self.border
            )

    def lines(self, horizon: Horizon) -> Iterator[tuple[Option, ...]]:
        """Yield every line of the world."""
        daily = [[line_of(letter, day)[0] for letter in self.letters] for day in horizon.days]
        yield from product(*daily)


@dataclass
class Machine:
    """Runs the first face over lines, remembering what it said of their beginnings."""

    rule: LineRule
    brief: OfficerBrief
    horizon: Horizon
    seen: dict[tuple[Option, ...], tuple[Any, int] | None] = field(default_factory=dict)

    def price(self, line: tuple[Option, ...]) -> int | None:
        """Return the pence of a line, or None where the machine refuses it."""
        if isinstance(self.rule, DayRule):
            prices = [self.rule.price(self.brief, option, self.horizon) for option in line]
            return None if None in prices else sum(price for price in prices if price)
        assert isinstance(self.rule, MachineRule)
        end = self._after(line)
        return None if end is None else end[1] + self.rule.finish(end[0], self.horizon)

    def _after(self, line: tuple[Option, ...]) -> tuple[Any, int] | None:
        assert isinstance(self.rule, MachineRule)
        if line in self.seen:
            return self.seen[line]
        if not line:
            return self.rule.start(self.brief, self.horizon), 0
        before = self._after(line[:-1])
        step = None if before is None else self.rule.step(before[0], line[-1], self.horizon)
        end = None if step is None or before is None else (step.state, before[1] + step.pence)
        if len(line) < len(self.horizon.days):
            self.seen[line] = end
        return end


def audited(rule: LineRule, brief: OfficerBrief, line: Sequence[Option], horizon: Horizon) -> int | None:
    """Return the pence the second face finds on a line, or None where it finds a breach."""
    found = rule.findings(brief, line, horizon)
    if any(finding.grade == "breach" for finding in found):
        return None
    return sum(finding.pence for finding in found if finding.grade == "cost")


def _past(*histories: str, **more: Any) -> tuple[BriefOf, ...]:
    return tuple(lambda first, past=past: brief_of(first, past, **more) for past in histories)


def _wish(option: str, want: bool, binding: bool, price: int = 300, weekdays: tuple[int, ...] = ()) -> Preference:
    return Preference("F1", option, want, binding, 0, 10**7, weekdays, price)


def _bend(first: int, begins: int, ends: int, price: int, *tours: str) -> Bend:
    return Bend("longer_tours", "F1", frozenset(tours), first + begins, first + ends, price)


def _wishing(*wishes: Preference) -> BriefOf:
    return lambda first: brief_of(first, preferences=wishes)


def _due(days: Mapping[str, Sequence[int]], arranged: Sequence[int] = ()) -> BriefOf:
    """Return a brief of an officer to whom training on some tours is due by some days, counted from the first."""
    return lambda first: brief_of(
        first,
        training_days=frozenset(first + day for day in arranged),
        training_needs=tuple(
            TrainingNeed("F1", f"course-{tour}", tour, first, tuple(DueDay(None, first + by) for by in until))
            for tour, until in days.items()
        ),
    )


def _span(wish: Preference, first: int, until: int) -> Preference:
    return replace(wish, from_day=first, until_day=until)


def _hours(first: int, days_ago: int, until_days_ago: int, minutes: int, excluded: int = 0) -> Balance:
    return Balance("F1", "hours", first - days_ago, first - until_days_ago, minutes, excluded)


def _wanting(part: float, *wanted: int, **more: Any) -> BriefOf:
    """Return a brief of an officer with a part of what is wanted on each Saturday and Sunday of a clock change."""
    days = {sunday - 1 + place: n for sunday in CHANGES for place, n in enumerate(wanted)}
    return lambda first: brief_of(first, wanted_duty=((part, days),), **more)


def _told(letters: str, on: int, frozen: int, pins: Sequence[int] = (), holidays: Sequence[int] = ()) -> BriefOf:
    """Return a brief of an officer who was told a line and is told of changes on a day, counted from the first."""
    return lambda first: brief_of(
        first,
        told=ToldLine(
            {first + at: SHORT.get(letter, letter) for at, letter in enumerate(letters) if letter != "."},
            first + on,
            first + on + frozen + 1,
            frozenset(first + day for day in pins),
            frozenset(first + day for day in holidays),
        ),
    )


_HARD = {"pence": -1}
_SHARES = tuple({"nights": share, "weekends": share, "on_call": share} for share in (0, 1, 2, 9))
_SHARED = tuple((lambda first, shares=shares: brief_of(first, fair_shares=shares)) for shares in _SHARES)

WORLDS: dict[str, World] = {
    "rest_between_tours": World(
        "ELN-",
        _past("", "N", "LE", "W-"),
        ({}, {"minutes": 900}, {"minutes": 0}, {"short_minutes": 360, "short_pence": 7}, {"short_minutes": 360}),
        n_days=5,
    ),
    "consecutive_duty_days": World("E-A", _past("", "E", "EEEEE"), ({"days": 2}, {"days": 3, "pence": 7}, {"days": 0})),
    "consecutive_nights": World("EN-", _past("", "NN", "NNNN-"), ({"days": 2}, {"days": 1, "pence": 7})),
    "interval_between_rest_days": World(
        "E-AC",
        (
            *_past("", "EEA", "EEEEE", "AA"),
            lambda first: brief_of(first, "EE", leave_days=frozenset({first + 1})),
            lambda first: brief_of(first, "E", leave_days=frozenset({first, first + 1})),
            lambda first: brief_of(
                first, "E", leave_days=frozenset(range(first, first + 4)), recalled=frozenset({first + 1, first + 3})
            ),
        ),
        ({"days": 2, "leave_days": 3}, {"days": 3, "leave_days": 2, "pence": 7}),
        n_days=5,
    ),
    "rest_days_in_period": World(
        "E-A",
        _past("", "EEA", "EEEE", "AAAA"),
        ({"rest_days_per_week": 2}, {"rest_days_per_week": 4, "pence": 7}, {"rest_days_per_week": 3, **_HARD}),
        period_days=5,
        border=2,
    ),
    "rest_days_worked": World(
        "EN-ATX",
        tuple((lambda first, pattern=pattern: brief_of(first, pattern=pattern)) for pattern in ("", "---E-", "C-E--")),  # type: ignore[misc]
        ({"days": 1}, {"days": 0}, {"days": 1, "pence": 7}),
        n_days=5,
        period_days=3,
        border=1,
    ),
    "weekly_rest": World(
        "EN-A",
        _past("", "EEEEEEEEEE", "NNNNN", "-EENNN"),
        (
            {"minutes": 1440, "days": 7},
            {"minutes": 2880, "days": 7},
            {"pence": 7},
            {"minutes": 3000, "days": 7, "pence": 7},
        ),
        n_days=5,
    ),
    "weekly_hours": World(
        "EN-",
        (*_past("", "EEE", "WWWW"), *_past("EEE", longest_minutes=600), *_past("EEEEEE", longest_minutes=600)),
        ({"minutes": 2400}, {"minutes": 1150, "pence": 7}, {"minutes": 4200}),
    ),
    "average_hours": World(
        "EN-",
        (
            *_past("", "EEEEEE", "AAAEEE", "NNNNNNNNNNNNNN"),
            *_past("EEEE", longest_minutes=600),
            lambda first: brief_of(first, "EEEE", balances=(_hours(first, 14, 2, 5000, 3),), longest_minutes=600),
            lambda first: brief_of(first, "", balances=(_hours(first, 9, 0, 5555),), leave_days=frozenset({first + 1})),
        ),
        ({"minutes": 1200, "weeks": 2}, {"minutes": 2400, "weeks": 1}, {"minutes": 600, "weeks": 1}),
        n_days=5,
        before_sunday=1,
        n_tail_days=2,
    ),
    "contract_hours": World(
        "EN-A",
        (
            *_past("", "EEE", "AAE", minutes_per_week=1260, longest_minutes=600),
            *_past("WWWW", "EN", minutes_per_week=900, longest_minutes=600),
        ),
        ({"tolerance_minutes": 0}, {"tolerance_minutes": 100, **_HARD}, {"tolerance_minutes": 485, "pence": 7}),
        n_days=5,
        period_days=7,
        border=2,
    ),
    "rest_blocks": World("E-AC", _past("", "E", "E-", "A-", "-"), ({}, {"days": 3, "pence": 7}, _HARD), n_days=5),
    "minimum_duty_days": World("E-AC", _past("", "E", "-E", "AE", "-"), ({}, {"days": 3, "pence": 7}, _HARD), n_days=5),
    "forward_rotation": World(
        "ELN-T", _past("", "N-", "L"), ({}, {"rest_days": 1, "pence": 7}, {"rest_days": 3, **_HARD}), n_days=4
    ),
    "weekends": World(
        "E-A",
        _past("", "EEEEEEEEEE", "-E", "E-----"),
        ({"weekends": 0}, {"weekends": 1, "pence": 7}, {"weekends": 1, **_HARD}),
        n_days=7,
        before_sunday=0,
        period_days=20,
        border=7,
    ),
    "on_call_blocks": World(
        "-CXA",
        _past("", "C", "-C", "-CCC", "AC"),
        ({}, {"min_days": 3, "max_days": 3, "start_weekday": "Fri"}, {"min_days": 2, "max_days": 2, **_HARD}),
        n_days=5,
    ),
    "on_call_spacing": World(
        "-CX", _past("", "C", "C-", "XX----"), ({"days": 3}, {"days": 2, **_HARD}, {"days": 0}), n_days=6
    ),
    "on_call_frequency": World(
        "-C",
        _past("", "C", "C-------", "CC" + "-" * 12),
        (
            {"weeks": 2},
            {"weeks": 3, "pence": 7},
            {"weeks": 2, "start_weekday": "Thu"},
            {"weeks": 4, "start_weekday": "Sun", "pence": 7},
            {"weeks": 1},
        ),
        n_days=12,
    ),
    "on_call_voluntary": World(
        "-CXA",
        (
            brief_of,
            _wishing(_wish("on_call", True, False, 0)),
            _wishing(_wish("on_call", True, False, 0, (5, 6)), _wish("on_call", False, False)),
            _wishing(_wish("D+OC", True, True)),
            _wishing(_wish("D", True, False)),
            lambda first: _wishing(_span(_wish("OC", True, False), first + 1, first + 3))(first),
            lambda first: brief_of(first, officer=replace(OFFICER, offer="X")),
        ),
        ({}, {"pence": 7}),
        n_days=4,
        before_sunday=2,
    ),
    "on_call_beside_nights": World("-CNY", _past("", "C", "N", "Y"), ({}, {"pence": 7}), n_days=5),
    "on_call_beside_leave": World(
        "-CXA",
        tuple(
            (lambda first, days=days: brief_of(first, leave_days=frozenset(first + day for day in days)))  # type: ignore[misc]
            for days in ((), (-1,), (3,), (-9, 5, 1))
        ),
        ({}, {"days": 2, "pence": 7}),
        n_days=5,
    ),
    "team_pattern": World(
        "EFN-ATX",
        (
            *((lambda first, pattern=pattern: brief_of(first, pattern=pattern)) for pattern in ("", "EN-X", "FECN")),
            lambda first: brief_of(first, pattern="-E-X", training_days=frozenset((first, first + 1))),
        ),
        ({}, {"rest_day_worked_pence": -1}, {"tour_moved_pence": -1, "not_worked_pence": 5}),
        n_days=4,
    ),
    "team_cohesion": World(
        "EFN-ATX",
        tuple((lambda first, pattern=pattern: brief_of(first, pattern=pattern)) for pattern in ("", "EN-X", "FETN")),  # type: ignore[misc]
        ({}, _HARD),
        n_days=4,
    ),
    "training_kept": World(
        "ETA-",
        tuple(
            (lambda first, days=days: brief_of(first, training_days=frozenset(first + day for day in days)))  # type: ignore[misc]
            for days in ((), (0,), (1, 2), (-1, 3, 9))
        ),
        ({}, {"pence": 7}),
        n_days=4,
    ),
    "training_done": World(
        "TH-",
        (brief_of, _due({"T": (2,)}), _due({"T": (1, 3), "H": (0,)}), _due({"T": (3, 3), "H": (1, 2, 2)})),
        ({}, {"pence": 7}),
        n_days=5,
    ),
    "training_once": World(
        "TH-",
        (
            brief_of,
            _due({"T": (2,)}),
            _due({"T": (1, 3), "H": (4,)}),
            _due({"T": (1,), "H": (4,)}, arranged=(0, 1)),
        ),
        n_days=5,
    ),
    "flexible_working": World(
        "EN-CAT",
        (
            lambda first: replace(_wishing(_wish("duty", False, True))(first), training_days=frozenset((first + 1,))),
            _wishing(_wish("night", False, True)),
            _wishing(_wish("rest", True, True, weekdays=(5, 6))),
            _wishing(_wish("rest", False, True), _wish("duty", True, True), _wish("E", False, False)),
            _wishing(_wish("E", True, True, weekdays=(6,)), _wish("OC", False, True, weekdays=(5,))),
            lambda first: _wishing(_span(_wish("duty", False, True), first + 1, first + 3))(first),
        ),
        n_days=4,
        before_sunday=2,
    ),
    "on_call_allowance": World(
        "-CXO",
        tuple(
            (lambda first, past=past, at=at: brief_of(first, past, on_call_day_start=at))  # type: ignore[misc]
            # From 01:30 on, the clock shows the time at which a day begins twice in autumn and never in spring.
            for past, at in (("", 420), ("C", 420), ("", 0), ("O", 0), ("-C", 480), ("O-", 90), ("", 1200))
        ),
        ({"pence": 7}, {}, {"pence": 2500}),
        n_days=5,
    ),
    "tour_length": World(
        "EFNWA-",
        (brief_of,),
        (
            {"minutes": 540, "pence": 7},
            {"minutes": 600, "night_minutes": 480, "pence": 7},
            {"night_minutes": 540},
            {"minutes": 480},
            {},
        ),
        n_days=4,
    ),
    "on_call_on_rest_days": World("E-CXA", (brief_of,), ({"pence": 7}, _HARD, {}), n_days=4),
    "aid_price": World("EN-CAT", (brief_of, lambda first: brief_of(first, aid_price=700)), n_days=4),
    "lever_price": World(
        "EN-CAXT",
        (
            brief_of,
            lambda first: brief_of(first, bends=(_bend(first, 0, 3, 700),)),
            lambda first: brief_of(first, bends=(_bend(first, 1, 3, 700, "N", "OC"), _bend(first, 2, 9, 50))),
        ),
        n_days=4,
    ),
    "preferences": World(
        "EN-CAT",
        (
            lambda first: replace(_wishing(_wish("rest", True, False))(first), training_days=frozenset((first + 1,))),
            _wishing(_wish("night", False, False)),
            _wishing(_wish("rest", True, False, weekdays=(5, 6)), _wish("duty", False, False, 11)),
            _wishing(_wish("E", True, False), _wish("E", False, True)),
            lambda first: _wishing(_span(_wish("OC", True, False), first + 1, first + 3))(first),
        ),
        n_days=4,
        before_sunday=2,
    ),
    "change": World(
        "EN-AX",
        (
            brief_of,
            _told("E-N-", -20, 3),
            _told("--A.", -2, 0, holidays=(0, 3)),
            _told("X-E-", 0, 1),
            _told("NEA-", -9, 0, pins=(0, 2)),
            _told("-E-A", 5, 0),
        ),
        (
            {
                "pence": 1,
                "rest_day_days": 3,
                "rest_day_pence": 10,
                "rest_day_short_days": 2,
                "rest_day_short_pence": 100,
            },
            {"pence": 1, "holiday_days": 5, "holiday_pence": 10, "frozen_pence": 100, "frozen_refused": True},
            {"pence": 0, "rest_day_pence": 0, "holiday_pence": 0, "frozen_pence": 7},
        ),
        n_days=4,
    ),
    "tour_order": World(
        "ENX-A",
        _past("", "N", "E", "NA", "X"),
        ({"banned": "N>E"}, {"banned": "N>E+D|E>OC", "pence": 7}, {"banned": "OC>D|E>E"}, {}),
        n_days=4,
    ),
    "tours_in_period": World(
        "ENX-",
        _past("", "N", "EEN", "XX"),
        ({"most": "N=1"}, {"most": "E=2|OC=1"}, {"most": "N=0|D=1", "pence": 7}, {}),
        n_days=5,
        period_days=4,
        border=2,
    ),
    "hours_in_period": World(
        "EF-A",
        (
            *_past("", "E", "EEE", "A", longest_minutes=600),
            lambda first: brief_of(first, "EE", longest_minutes=600, leave_days=frozenset({first + 1})),
        ),
        (
            {"least_minutes": 1000, "most_minutes": 1500, "pence": 7},
            {"least_minutes": 900, **_HARD},
            {"most_minutes": 1100, **_HARD},
            {"least_minutes": 480, "most_minutes": 1500, **_HARD},
            {},
        ),
        n_days=5,
        period_days=4,
        border=1,
    ),
    "night_share": World("EN-", (brief_of, *_SHARED), ({}, {"pence": 7}, {"allowance": 1})),
    "weekend_share": World("E-", (brief_of, *_SHARED), ({}, {"pence": 7}, {"allowance": 1}), n_days=8, before_sunday=0),
    # Days 2 and 3 of the world: of both clock changes the Saturday, and of the autumn's the Sunday besides.
    "holiday_share": World(
        "E-A",
        (
            brief_of,
            _wanting(1.0, 2, 1),
            _wanting(0.5, 1, 1),
            _wanting(1.0, 1, 1, holidays_ahead=0.5),
            _wanting(1.0, 1, 1, holidays_ahead=9.0),
        ),
        (
            {"dates": "2026-03-28|2026-10-24|2026-10-25|2027-12-25"},
            {"dates": "2026-03-28|2026-03-29|2026-10-23|2026-10-25", "pence": 7},
            {"dates": ""},
        ),
    ),
    "on_call_share": World("-CX", (brief_of, *_SHARED), ({}, {"pence": 7}, {"allowance": 1})),
}
