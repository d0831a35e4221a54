"""Each line rule at its limit, one over, and over the border from the history: which days, how much, which grade."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from scheduler.domain.levers import Bend
from scheduler.domain.people import Balance, Preference
from scheduler.domain.replanning import ToldLine
from scheduler.domain.training import DueDay, TrainingNeed
from scheduler.domain.work import Horizon
from scheduler.rules.line import LINE_RULES
from tests.rules.line.worlds import AUTUMN, SPRING, ZONE, Machine, brief_of, line_of

MONDAY = AUTUMN - 6
"""Monday 19 October 2026; the clock goes back on the Sunday of its week."""
KINDS = {kind.code: kind for kind in LINE_RULES}


@dataclass(frozen=True)
class Case:
    """A line after a history, and the findings expected: (grade, day counted from the first planned one, excess, pence)."""

    code: str
    why: str
    history: str
    line: str
    found: tuple[tuple[str, int, int, int], ...] = ()
    limits: Mapping[str, Any] = field(default_factory=dict)
    first_day: int = MONDAY
    more: Mapping[str, Any] = field(default_factory=dict)
    period_days: int = 28
    anchor: int = 0


def _due(*until: int) -> TrainingNeed:
    return TrainingNeed("F1", "course", "T", MONDAY, tuple(DueDay(None, MONDAY + by) for by in until))


def _hours(ago: int, until: int, minutes: int, excluded: int = 0) -> Balance:
    return Balance("F1", "hours", MONDAY - ago, MONDAY - until, minutes, excluded)


def _told(
    letters: str, on: int, holidays: Sequence[int] = (), *, frozen: int = 0, pins: Sequence[int] = ()
) -> Mapping[str, Any]:
    """Return what makes a brief one of an officer who was told a line; days are counted from the first planned one."""
    days = {option.day: option.code for option in line_of(letters, MONDAY)}
    pinned, off = (frozenset(MONDAY + day for day in given) for given in (pins, holidays))
    return {"told": ToldLine(days, MONDAY + on, MONDAY + on + frozen + 1, pinned, off)}


CALLED = Bend("leave_recalled", "F1", frozenset(), MONDAY + 1, MONDAY + 3, 900)
RESTED = {"pattern": "EE-----EE"}
SUBJECTS = {"lever_price": "levers"}
"""Rules whose findings name nobody."""
WISH = Preference("F1", "rest", True, False, 0, 10**7, (5,), 300)
AGREED = Preference("F1", "night", False, True, 0, 10**7, (), 0)
VOLUNTEER = Preference("F1", "on_call", True, False, 0, 10**7, (), 0)

CASES = (
    Case("rest_between_tours", "L ends 01:00, E 07:00: 360 of 660", "", "LE", (("breach", 1, 300, 0),)),
    Case("rest_between_tours", "N ends 07:00, L 15:00 next day but one: enough", "", "N-L"),
    Case(
        "rest_between_tours", "N ends 07:00 on the first day, L 15:00: 480 of 660", "N", "L", (("breach", 0, 180, 0),)
    ),
    Case("rest_between_tours", "D ends 16:00, S 01:00: 540 of 660", "", "DS", (("breach", 1, 120, 0),)),
    Case("rest_between_tours", "history alone", "LE", "--", (("inherited", -1, 300, 0),)),
    Case("consecutive_duty_days", "six in a row", "", "EEEEEE-"),
    Case("consecutive_duty_days", "seven in a row", "", "EEEEEEE", (("breach", 6, 1, 0),)),
    Case("consecutive_duty_days", "leave ends the run", "EEE", "EEEAEEE"),
    Case("consecutive_duty_days", "training is duty", "EEEEEE", "T", (("breach", 0, 1, 0),)),
    Case(
        "consecutive_duty_days",
        "nine in history: three inherited, the tenth is new",
        "EEEEEEEEE",
        "E",
        (("inherited", -3, 1, 0), ("inherited", -2, 1, 0), ("inherited", -1, 1, 0), ("breach", 0, 1, 0)),
    ),
    Case("consecutive_nights", "four nights", "NN", "NN--"),
    Case("consecutive_nights", "a fifth night, priced", "NNN", "NN", (("cost", 1, 1, 9),), {"pence": 9}),
    Case("consecutive_duty_days", "on call is no duty", "EEEEEE", "CEEEEEE"),
    Case("consecutive_nights", "on call is no night", "", "CCCCCC"),
    Case("interval_between_rest_days", "leave is no rest day", "EEEE", "AEEEE", (("breach", 4, 1, 0),)),
    Case("interval_between_rest_days", "on call on a rest day leaves it one", "EEEEEEE", "CEEE"),
    Case("interval_between_rest_days", "a week of leave holds a rest day", "EEEEEE", "AAAAAAAEEEEEEE"),
    Case("interval_between_rest_days", "six days of leave do not", "EEEEEE", "AAAAAAEE", (("breach", 7, 1, 0),)),
    Case(
        "rest_days_in_period",
        "2 a week of 14 days leave 10 duty days; the eleventh",
        "",
        "EEEEEEEEEEE---",
        (("cost", 10, 1, 10_000),),
        period_days=14,
    ),
    Case("rest_days_worked", "two of them", "", "EEE-E", limits={"days": 2}, more=RESTED),
    Case("rest_days_worked", "a third", "", "EEE-EE", (("breach", 5, 1, 0),), limits={"days": 2}, more=RESTED),
    Case("rest_days_worked", "training is none", "", "EEE-ET", limits={"days": 2}, more=RESTED),
    Case("rest_days_in_period", "a new period counts anew", "EEEEE", "EEEEE", period_days=7),
    Case(
        "rest_days_in_period",
        "the part in history counts",
        "EEEEE",
        "E",
        (("cost", 0, 1, 10_000),),
        period_days=7,
        anchor=2,
    ),
    # 7 days of leave in 14 take half of the 10 duty days, so the sixth of the other seven is one too many.
    Case(
        "rest_days_in_period",
        "leave counts in proportion",
        "",
        "AAAAAAAEEEEEE-",
        (("cost", 12, 1, 10_000),),
        period_days=14,
        more={"leave_days": frozenset(range(MONDAY, MONDAY + 7))},
    ),
    Case(
        "rest_days_in_period",
        "leave of the history counts too",
        "AAAAAAA",
        "EEEEEE-",
        (("cost", 5, 1, 10_000),),
        period_days=14,
        anchor=-7,
    ),
    # 17:00 on Sunday to 15:00 on Monday is no rest of that week; E every day leaves 14 h each night.
    Case("weekly_rest", "seven earlies in a week", "", "EEEEEEE", (("breach", 6, 1, 0),), {"minutes": 1440, "days": 7}),
    # Friday 17:00 to Sunday 07:00 is 38 h, and 39 h on the night the clock goes back.
    Case(
        "weekly_rest",
        "one day off, 38 h and one more for the clock",
        "",
        "EEEEE-E",
        limits={"minutes": 39 * 60, "days": 7},
    ),
    # From Friday 17:00; standing by is rest.
    Case("weekly_rest", "on call on both days off", "", "EEEEECC", limits={"minutes": 2880, "days": 7}),
    Case(
        "weekly_rest",
        "39 h are not 39 h 1 min",
        "",
        "EEEEE-E",
        (("breach", 6, 1, 0),),
        {"minutes": 39 * 60 + 1, "days": 7},
    ),
    # Sunday's night ends on Monday 07:00 of the planned week; Saturday's ends on Sunday 07:00: 17 h to midnight.
    Case(
        "weekly_rest",
        "a week that history spoilt",
        "NNNNNN",
        "E",
        (("inherited", -6, 1, 0),),
        {"minutes": 1440, "days": 7},
        first_day=AUTUMN,
    ),
    # 7 x 10 h = 70 h.
    Case("weekly_hours", "seventy hours", "", "EEEEEEE"),
    # Nights of 9 h: 6 x 9 + 10 on the night of 24 October = 64 h.
    Case(
        "weekly_hours",
        "the long night counts ten hours",
        "",
        "NNNNNN-",
        (("cost", 0, 1, 9),),
        {"minutes": 3240, "pence": 9},
    ),
    Case(
        "weekly_hours",
        "three days of history in the same week",
        "EEE",
        "EEE",
        (("breach", 0, 10, 0),),
        {"minutes": 3000},
        MONDAY + 3,
    ),
    Case(
        "weekly_hours", "the week before does not count", "EEEEEEE", "E", (("inherited", -7, 60, 0),), {"minutes": 600}
    ),
    # 16 weeks at 48 h = 46,080; 48 h are left for the week: four earlies of 10 h pass, five do not.
    Case("average_hours", "up to the average", "", "EEEE---", more={"balances": (_hours(112, 0, 46_080),)}),
    Case(
        "average_hours",
        "two hours above",
        "",
        "EEEEE--",
        (("breach", 6, 2, 0),),
        more={"balances": (_hours(112, 0, 46_080),)},
    ),
    # 7 excluded days take 2,880 of 48,960 minutes away: one early is too much.
    Case(
        "average_hours",
        "leave is not averaged over",
        "",
        "E------",
        (("breach", 6, 10, 0),),
        more={"balances": (_hours(112, 0, 46_080, 7),)},
    ),
    # 46,110 minutes leave 2,850 of 48,960, which are 47 whole hours; five tours of nine and a half hours are 2,850.
    Case(
        "average_hours",
        "of what the past leaves only whole hours count",
        "",
        "HHHHH--",
        (("breach", 6, 1, 0),),
        more={"balances": (_hours(112, 0, 46_110),)},
    ),
    # A planned day of leave takes 412 of 48,960 minutes away (48,548 are left); 48 h in the week are 7 begun hours over.
    Case(
        "average_hours",
        "planned leave is not averaged over either",
        "",
        "AEEEEF-",
        (("breach", 6, 7, 0),),
        more={"balances": (_hours(112, 0, 46_080),), "leave_days": frozenset({MONDAY})},
    ),
    Case(
        "average_hours",
        "history alone",
        "",
        "-------",
        (("inherited", 6, 1, 0),),
        more={"balances": (_hours(112, 0, 48_961),)},
    ),
    # 2,400 minutes in 7 days, no tolerance: the fifth early is 10 h over.
    Case("contract_hours", "four earlies", "", "EEEE---", limits={"tolerance_minutes": 0}, period_days=7),
    Case(
        "contract_hours",
        "overtime by the hour",
        "",
        "EEEEE--",
        (("cost", 4, 10, 30_000),),
        {"tolerance_minutes": 0},
        period_days=7,
    ),
    # Two days of leave take 960 of 2,400; three earlies are 6 h over.
    Case(
        "contract_hours",
        "leave uses hours up",
        "",
        "AAEEE--",
        (("cost", 4, 6, 18_000),),
        {"tolerance_minutes": 0},
        period_days=7,
        more={"leave_days": frozenset({MONDAY, MONDAY + 1})},
    ),
    # 2,400 minutes less three days of 480 are 960; two earlies are 4 h over though the leave comes last.
    Case(
        "contract_hours",
        "leave at the end counts as at the beginning",
        "",
        "EEAAA--",
        (("cost", 1, 4, 12_000),),
        {"tolerance_minutes": 0},
        period_days=7,
        more={"leave_days": frozenset(range(MONDAY + 2, MONDAY + 5))},
    ),
    # The same with Monday and Tuesday in the history: 1,440 of 2,400 minutes are left, and three earlies are 6 h over.
    Case(
        "contract_hours",
        "leave of the history uses hours up too",
        "AA",
        "EEE",
        (("cost", 2, 6, 18_000),),
        {"tolerance_minutes": 0},
        MONDAY + 2,
        period_days=7,
        anchor=-2,
    ),
    Case(
        "contract_hours",
        "leave at the weekend uses nothing up",
        "",
        "EEEE-A-",
        limits={"tolerance_minutes": 0},
        period_days=7,
        more={"leave_days": frozenset({MONDAY + 5})},
    ),
    Case("rest_blocks", "a lone rest day", "", "E-E", (("cost", 2, 1, 2000),)),
    Case("rest_blocks", "a lone rest day of the history", "E-", "E", (("cost", 0, 1, 2000),)),
    Case("rest_blocks", "beside leave", "E", "-AE"),
    Case("rest_blocks", "cut off by the end", "E", "E-"),
    Case("minimum_duty_days", "a lone duty day", "-", "E-", (("cost", 1, 1, 1000),)),
    Case("minimum_duty_days", "cut off by the end", "-", "-E"),
    Case("minimum_duty_days", "hard, but begun before", "-E", "-", (("inherited", 0, 1, 0),), {"pence": -1}),
    Case("forward_rotation", "night, two days off, early", "", "N--E"),
    Case("forward_rotation", "night, a day off, early", "N", "-E", (("cost", 1, 2, 3000),)),
    Case("forward_rotation", "late after early", "E", "LN"),
    Case("tour_order", "an early after a late", "", "LEE", (("breach", 1, 1, 0),), {"banned": "L>E"}),
    Case("tour_order", "over the border, priced", "N", "L", (("cost", 0, 1, 7),), {"banned": "N>E+L", "pence": 7}),
    Case("tour_order", "a rest day between", "L", "-E", limits={"banned": "L>E"}),
    # Weeks of 1,200 minutes at least: two earlies are 1,200, and one is ten hours short on the Sunday.
    Case("hours_in_period", "two tours are due", "", "E--E---", limits={"least_minutes": 1200}, period_days=7),
    Case(
        "hours_in_period",
        "one is ten hours too few",
        "",
        "E------",
        (("cost", 6, 10, 30_000),),
        {"least_minutes": 1200},
        period_days=7,
    ),
    Case(
        "hours_in_period",
        "the least may be hard",
        "E",
        "------",
        (("breach", 5, 10, 0),),
        {"least_minutes": 1200, "pence": -1},
        MONDAY + 1,
        period_days=7,
        anchor=-1,
    ),
    Case(
        "hours_in_period",
        "the third is ten hours too many",
        "",
        "EEE----",
        (("cost", 2, 10, 30_000),),
        {"most_minutes": 1200},
        period_days=7,
    ),
    # Three days of leave in seven leave four sevenths of 2,100: 1,200.
    Case(
        "hours_in_period",
        "leave lowers what is due",
        "",
        "AAAEE--",
        limits={"least_minutes": 2100},
        period_days=7,
        more={"leave_days": frozenset(range(MONDAY, MONDAY + 3))},
    ),
    Case(
        "hours_in_period", "a period cut short asks for nothing", "", "---", limits={"least_minutes": 1}, period_days=7
    ),
    Case("tours_in_period", "a second night of one", "", "NN--", (("breach", 1, 1, 0),), {"most": "N=1"}),
    Case(
        "tours_in_period", "the first night is history", "N", "NE", (("breach", 0, 1, 0),), {"most": "N=1"}, anchor=-1
    ),
    Case("tours_in_period", "a border between", "N", "NE", limits={"most": "N=1|E=5"}),
    Case("weekends", "one too many", "", "-----EE-----E-", (("cost", 12, 1, 4000),), {"weekends": 1}, period_days=14),
    Case("weekends", "a border between makes a new count", "", "-----E------E-", limits={"weekends": 1}, period_days=7),
    Case(
        "weekends",
        "the Saturday is history",
        "E",
        "E-----E",
        (("cost", 6, 1, 4000),),
        {"weekends": 1},
        AUTUMN,
        period_days=28,
        anchor=8,
    ),
    Case("weekends", "a Friday is no weekend", "", "----E-------E-", limits={"weekends": 1}, period_days=14),
    Case("on_call_blocks", "a single day", "-", "C-", (("cost", 1, 1, 1500),)),
    Case("on_call_blocks", "eight days", "-", "CCCCCCCC", (("cost", 7, 1, 1500),)),
    Case("on_call_blocks", "from another weekday", "-", "CC", (("cost", 0, 1, 1500),), {"start_weekday": "Fri"}),
    Case("on_call_blocks", "from the weekday wanted", "-", "CC", limits={"start_weekday": "Mon"}),
    Case("on_call_blocks", "ended by leave", "-", "CA"),
    Case("on_call_spacing", "11 of 21 days between", "C-----------", "C", (("cost", 0, 10, 5000),)),
    Case("on_call_spacing", "21 days between", "C---------------------", "C"),
    Case("on_call_frequency", "the week after", "C------", "C", (("breach", 0, 1, 0),)),
    Case("on_call_frequency", "the third week after", "C" + "-" * 20, "C", (("breach", 0, 1, 0),)),
    Case("on_call_frequency", "the fourth week after", "C" + "-" * 27, "C"),
    Case("on_call_frequency", "all days of a week", "", "CCCCCCC"),
    Case("on_call_frequency", "Sunday and Monday are two weeks", "C", "C", (("breach", 0, 1, 0),)),
    Case("on_call_frequency", "one week where it is handed over on Fridays", "C", "C", limits={"start_weekday": "Fri"}),
    Case(
        "on_call_frequency",
        "begun before the planned days",
        "C-----C",
        "--------",
        (("inherited", -1, 1, 0),),
        {"start_weekday": "Sun"},
    ),
    Case("on_call_voluntary", "nobody asked for it", "", "-C", (("breach", 1, 1, 0),)),
    Case("on_call_voluntary", "volunteered", "", "-C", more={"preferences": (VOLUNTEER,)}),
    Case(
        "on_call_voluntary",
        "on other weekdays",
        "",
        "-C",
        (("cost", 1, 1, 40),),
        {"pence": 40},
        more={"preferences": (replace(VOLUNTEER, weekdays=(0, 2)),)},
    ),
    Case("on_call_beside_nights", "after a night", "N", "C", (("breach", 0, 1, 0),)),
    Case("on_call_beside_nights", "on the day of a night", "", "Y", (("breach", 0, 1, 0),)),
    Case("on_call_beside_nights", "a day between", "N", "-C-N"),
    Case(
        "on_call_beside_leave",
        "the day before leave",
        "",
        "CA",
        (("breach", 0, 1, 0),),
        more={"leave_days": frozenset({MONDAY + 1})},
    ),
    Case(
        "on_call_beside_leave",
        "the day after leave",
        "",
        "AC",
        (("breach", 1, 1, 0),),
        more={"leave_days": frozenset({MONDAY})},
    ),
    Case("on_call_beside_leave", "two days before leave", "", "C-A", more={"leave_days": frozenset({MONDAY + 2})}),
    Case("team_pattern", "a rest day worked", "", "E", (("cost", 0, 1, 15_000),), more={"pattern": "-"}),
    Case("team_pattern", "another start", "", "F", (("cost", 0, 1, 3000),), more={"pattern": "E"}),
    Case("team_pattern", "not worked", "", "-", (("cost", 0, 1, 2000),), more={"pattern": "E"}),
    Case("team_pattern", "not on call", "", "-", (("cost", 0, 1, 2000),), more={"pattern": "C"}),
    Case("team_pattern", "training on a rest day", "", "T", (("cost", 0, 1, 15_000),), more={"pattern": "-"}),
    Case(
        "team_pattern",
        "training that is arranged on a rest day",
        "",
        "T",
        more={"pattern": "-", "training_days": frozenset({MONDAY})},
    ),
    Case("team_pattern", "leave, training and the same tour on call besides", "", "ATX", more={"pattern": "EED"}),
    Case(
        "team_cohesion", "a night while the team has earlies", "", "NF", (("cost", 0, 1, 500),), more={"pattern": "EE"}
    ),
    Case("team_cohesion", "training is with nobody's team", "", "T", more={"pattern": "E"}),
    Case(
        "training_kept",
        "the first of two days missed",
        "",
        "AT",
        (("cost", 0, 1, 20_000),),
        more={"training_days": frozenset({MONDAY, MONDAY + 1})},
    ),
    Case(
        "training_done",
        "one of two days until Wednesday, and both until Thursday",
        "",
        "T--T",
        (("cost", 2, 1, 20_000),),
        more={"training_needs": (_due(2, 2),)},
    ),
    Case("training_done", "in time on the very date", "", "--T", more={"training_needs": (_due(2),)}),
    Case(
        "training_done",
        "missed on two dates",
        "",
        "-----",
        (("cost", 1, 1, 7), ("cost", 3, 2, 14)),
        {"pence": 7},
        more={"training_needs": (_due(1, 3),)},
    ),
    Case(
        "training_done",
        "two rows ask for one course, and a day counts for both",
        "",
        "--T--",
        (("cost", 1, 1, 20_000),),
        more={"training_needs": (_due(1), _due(3))},
    ),
    Case(
        "training_done",
        "the row that asks for more by a date counts",
        "",
        "T----",
        (("cost", 3, 1, 20_000),),
        more={"training_needs": (_due(1), _due(3, 3))},
    ),
    Case(
        "training_once",
        "a second day where two rows ask for one",
        "",
        "T-T",
        (("breach", 2, 1, 0),),
        more={"training_needs": (_due(1), _due(3))},
    ),
    Case(
        "training_once",
        "two days where one row asks for one and another for two",
        "",
        "T-T",
        more={"training_needs": (_due(1), _due(2, 3))},
    ),
    Case(
        "training_once",
        "a second day where one is due",
        "",
        "T-T",
        (("breach", 2, 1, 0),),
        more={"training_needs": (_due(1),)},
    ),
    Case("training_once", "two where two are due", "", "T-T", more={"training_needs": (_due(1, 2),)}),
    Case(
        "training_once",
        "two where two are arranged",
        "",
        "T-T",
        more={"training_needs": (_due(1),), "training_days": frozenset({MONDAY, MONDAY + 2})},
    ),
    Case("training_kept", "kept", "", "T", more={"training_days": frozenset({MONDAY})}),
    Case(
        "flexible_working", "nights are agreed away", "", "EN-", (("breach", 1, 1, 0),), more={"preferences": (AGREED,)}
    ),
    Case(
        "flexible_working",
        "Saturday's nights alone are agreed away",
        "",
        "----NNN",
        (("breach", 5, 1, 0),),
        more={"preferences": (replace(AGREED, weekdays=(5,)),)},
    ),
    Case(
        "flexible_working",
        "earlies or training that is arranged, rest or leave, and nothing else",
        "",
        "ETACNT",
        (("breach", 4, 1, 0), ("breach", 5, 1, 0)),
        more={
            "preferences": (replace(AGREED, option="E", want=True),),
            "training_days": frozenset({MONDAY + 1}),
        },
    ),
    Case(
        "flexible_working",
        "an agreement that ended the day before",
        "",
        "NN",
        (("breach", 0, 1, 0),),
        more={"preferences": (replace(AGREED, from_day=MONDAY - 9, until_day=MONDAY + 1),)},
    ),
    Case(
        "on_call_allowance",
        "nights of 19:00 to 07:00 with days from midnight: two, then one more",
        "",
        "OO",
        (("cost", 0, 2, 5000), ("cost", 1, 1, 2500)),
        {"pence": 2500},
    ),
    Case(
        "on_call_allowance",
        "the same nights with days from 07:00: one each",
        "",
        "OO",
        (("cost", 0, 1, 2500), ("cost", 1, 1, 2500)),
        {"pence": 2500},
        more={"on_call_day_start": 420},
    ),
    Case(
        "on_call_allowance",
        "the history has begun the day already",
        "O",
        "O",
        (("cost", 0, 1, 2500),),
        {"pence": 2500},
    ),
    Case(
        "on_call_allowance",
        "25 hours of standing by when the clock goes back are one day",
        "",
        "CC",
        (("cost", 0, 1, 2500), ("cost", 1, 1, 2500)),
        {"pence": 2500},
        first_day=AUTUMN - 1,
        more={"on_call_day_start": 420},
    ),
    Case("on_call_allowance", "no price is stated", "", "COX"),
    Case("tour_length", "10 hours are the limit", "", "EE", limits={"minutes": 600}),
    Case("tour_length", "W is 24 hours, 14 more than 10", "", "EW", (("breach", 1, 14, 0),), {"minutes": 600}),
    Case(
        "tour_length",
        "a night of 9 hours where 8 are the limit at night, and of 10 when the clock goes back",
        "",
        "NN",
        (("cost", 0, 1, 7), ("cost", 1, 2, 14)),
        {"minutes": 600, "night_minutes": 480, "pence": 7},
        first_day=AUTUMN - 2,
    ),
    Case("tour_length", "no limit unless one is stated", "", "WW"),
    Case(
        "on_call_on_rest_days",
        "Friday to Monday, the weekend off",
        "",
        "XCCX",
        (("cost", 1, 1, 9), ("cost", 2, 1, 9)),
        {"pence": 9},
    ),
    Case("on_call_on_rest_days", "refused", "", "XC", (("breach", 1, 1, 0),), {"pence": -1}),
    Case("on_call_on_rest_days", "off unless a price is stated", "", "XCCX"),
    Case(
        "aid_price", "two days on duty", "", "E-N-", (("cost", 0, 1, 700), ("cost", 2, 1, 700)), more={"aid_price": 700}
    ),
    Case("aid_price", "nobody lent", "", "E-N-"),
    Case("lever_price", "one of two days called for", "", "EE-E", (("cost", 1, 1, 900),), more={"bends": (CALLED,)}),
    Case("lever_price", "training is no use", "", "-T--", more={"bends": (CALLED,)}),
    Case("preferences", "a Saturday wished free", "", "EEEEEE-", (("cost", 5, 1, 300),), more={"preferences": (WISH,)}),
    Case(
        "preferences",
        "training that is arranged meets every wish",
        "",
        "-----T-",
        more={"preferences": (WISH,), "training_days": frozenset({MONDAY + 5})},
    ),
    Case(
        "preferences", "other training does not", "", "-----T-", (("cost", 5, 1, 300),), more={"preferences": (WISH,)}
    ),
    Case(
        "preferences",
        "a wish that ended the day before",
        "",
        "EE",
        (("cost", 0, 1, 300),),
        more={"preferences": (replace(WISH, weekdays=(), from_day=MONDAY - 9, until_day=MONDAY + 1),)},
    ),
    Case("night_share", "one above the share", "", "NNN", (("cost", 2, 1, 1000),), more={"fair_shares": {"nights": 2}}),
    # A share of one and an allowance of one: two nights cost nothing.
    Case(
        "night_share",
        "one above share and allowance",
        "",
        "NNN",
        (("cost", 2, 1, 1000),),
        limits={"allowance": 1},
        more={"fair_shares": {"nights": 1}},
    ),
    Case(
        "weekend_share",
        "one above the share",
        "",
        "EEEEEEE-----E-",
        (("cost", 6, 1, 1000), ("cost", 12, 1, 1000)),
        more={"fair_shares": {"weekends": 1}},
    ),
    # A quarter of four officers wanted on one holiday and of two on the other is a share of 1.5, rounded up to two.
    Case(
        "holiday_share",
        "three public holidays, a share of two",
        "E",
        "EEE",
        (("cost", 2, 1, 2000),),
        {"dates": "2026-10-18|2026-10-19|2026-10-20|2026-10-21"},
        more={"wanted_duty": ((0.25, {MONDAY: 4, MONDAY + 1: 2}),)},
    ),
    # One above the mean so far leaves half a holiday of the same share: one whole one.
    Case(
        "holiday_share",
        "the past is set off",
        "",
        "EE-",
        (("cost", 1, 1, 2000),),
        {"dates": "2026-10-19|2026-10-20"},
        more={"wanted_duty": ((0.25, {MONDAY: 4, MONDAY + 1: 2}),), "holidays_ahead": 1.0},
    ),
    Case("holiday_share", "wanted on no post", "", "EEE", limits={"dates": "2026-10-19|2026-10-20"}),
    Case("change", "fifteen clear days", "", "-E", (("cost", 1, 1, 3000),), more=_told("--", -15)),
    Case("change", "fourteen clear days", "", "-E", (("cost", 1, 1, 18000),), more=_told("--", -14)),
    Case("change", "eight clear days, a holiday", "", "E-", (("cost", 0, 1, 18000),), more=_told("--", -9, (0,))),
    Case("change", "seven clear days, a holiday", "", "E-", (("cost", 0, 1, 33000),), more=_told("--", -8, (0,))),
    Case(
        "change",
        "the last frozen day and the next",
        "",
        "-NN",
        (("cost", 1, 1, 53000), ("cost", 2, 1, 3000)),
        more=_told("-EE", -1, frozen=2),
    ),
    Case("change", "another tour on a day that is over", "", "N-", (("breach", 0, 1, 0),), more=_told("E-", 0)),
    Case(
        "change",
        "a pinned tour that cannot be kept",
        "",
        "-",
        (("inherited", 0, 1, 0), ("cost", 0, 1, 53000)),
        more=_told("E", -9, pins=(0,)),
    ),
    Case(
        "change",
        "a pinned rest day is nobody's to work",
        "",
        "E",
        (("breach", 0, 1, 0),),
        more=_told("-", -99, pins=(0,)),
    ),
    Case("change", "leave in the place of a tour, and rest in the place of leave", "", "A-", more=_told("EA", -9)),
    Case(
        "on_call_share", "one above the share", "", "CX", (("cost", 1, 1, 800),), more={"fair_shares": {"on_call": 1}}
    ),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.code}: {case.why}")
def test_findings_at_and_over_the_limit(case: Case) -> None:
    """The findings are the ones told, and the machine agrees with them."""
    rule = KINDS[case.code].from_limits(dict(case.limits))
    horizon = Horizon(case.first_day, len(case.line), ZONE, 0, case.period_days, case.first_day + case.anchor)
    brief = brief_of(case.first_day, case.history, **case.more)
    line = line_of(case.line, case.first_day)
    found = rule.findings(brief, line, horizon)
    assert tuple((item.grade, item.day - case.first_day, item.excess, item.pence) for item in found) == case.found
    refused = any(grade == "breach" for grade, *_ in case.found)
    price = Machine(rule, brief, horizon).price(line)
    assert price == (None if refused else sum(pence for *_, pence in case.found))
    assert all(
        item.rule == case.code and item.subject == SUBJECTS.get(case.code, "F1") and item.message for item in found
    )


@pytest.mark.parametrize("kind", LINE_RULES, ids=lambda kind: kind.code)
def test_every_rule_has_a_case_at_and_over_its_limit(kind: type) -> None:
    """A rule without a case that finds something, or (shares apart) one that finds nothing, fails."""
    cases = [case for case in CASES if KINDS[case.code] is kind]
    assert any(case.found for case in cases)


def test_rest_after_the_short_and_the_long_night_is_real() -> None:
    """A night always ends at 07:00 local: 8 h to a late at 15:00 on both clock-change Sundays, the night 8 h or 10 h."""
    rule = KINDS["rest_between_tours"].from_limits({"minutes": 8 * 60})
    for sunday, hours in ((SPRING, 8), (AUTUMN, 10)):
        night, late = line_of("NL", sunday - 1)
        horizon = Horizon(sunday - 1, 2, ZONE, 0)
        assert night.minutes == hours * 60
        assert rule.findings(brief_of(sunday - 1), (night, late), horizon) == []
        # The pause before the night, from a late that ended at 01:00 on Saturday, is 21 h in both cases.
        assert rule.findings(brief_of(sunday - 1, "L"), (night, late), horizon) == []


def test_rest_over_the_hour_that_is_skipped_is_an_hour_short() -> None:
    """From 01:00 (late of Saturday 28 March) to 07:00 summer time on Sunday are 5 h, on an ordinary day 6 h."""
    rule = KINDS["rest_between_tours"]()
    line = line_of("LE", SPRING - 1)
    found = rule.findings(brief_of(SPRING - 1), line, Horizon(SPRING - 1, 2, ZONE, 0))
    # 11 h - 5 h = 6 h missing.
    assert [item.excess for item in found] == [360]
