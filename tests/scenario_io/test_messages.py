"""What a user reads for each kind of mistake: the whole message, place, value, remedy and nearest name."""

from __future__ import annotations

from pathlib import Path

import pytest

from scheduler.domain.errors import BadInputError
from scheduler.scenario_io import load
from tests.scenario_io.small import FILES, SETTINGS, messages, row, swapped, write

ID = "expected an id: a letter or digit, then at most 63 letters, digits, '_', '.' or '-'"
DATE = "expected a date YYYY-MM-DD or DD/MM/YYYY"
TEXT = (
    "expected one line of at most 200 printable characters that does not begin with = + - @ and holds neither < nor >"
)

CELLS = {
    "empty id": (row("vehicles.csv", ",POOL,,"), ["vehicles.csv:4:vehicle: " + ID + ", not an empty cell"]),
    "formula as id": (
        row("vehicles.csv", "=cmd|' /C calc'!A0,POOL,,"),
        ["vehicles.csv:4:vehicle: \"=cmd|' /C calc'!A0\": " + ID],
    ),
    "path as id": (
        row("vehicles.csv", "../../etc/passwd,POOL,,"),
        ["vehicles.csv:4:vehicle: '../../etc/passwd': " + ID],
    ),
    "control character in id": (
        row("vehicles.csv", "V\x1b[2J,POOL,,"),
        ["vehicles.csv:4:vehicle: 'V<U+001B>[2J': " + ID],
    ),
    "formula as name": (swapped("units.csv", "Armed response", "=1+1"), ["units.csv:2:name: '=1+1': " + TEXT]),
    "script in name": (
        swapped("units.csv", "Armed response", "<script>alert(1)</script>"),
        ["units.csv:2:name: '<script>alert(1)</script>': " + TEXT],
    ),
    "bidirectional override in name": (
        swapped("units.csv", "Armed response", "a\u202eb"),
        ["units.csv:2:name: 'a<U+202E>b': " + TEXT],
    ),
    "two-digit year": (
        swapped("patterns.csv", "2026-10-12", "03-04-26"),
        ["patterns.csv:2:anchor: '03-04-26': " + DATE],
    ),
    "date that does not exist": (
        swapped("patterns.csv", "2026-10-12", "31/02/2026"),
        ["patterns.csv:2:anchor: '31/02/2026': expected a date that exists, YYYY-MM-DD or DD/MM/YYYY"],
    ),
    "year out of reach": (
        swapped("patterns.csv", "2026-10-12", "9999-12-31"),
        ["patterns.csv:2:anchor: '9999-12-31': expected a date of the years 1970 to 2199"],
    ),
    "clock time": (
        swapped("tours.csv", "07:00,17:00", "7am,17:00"),
        ["tours.csv:2:start: '7am': expected a clock time HH:MM from 00:00 to 23:59"],
    ),
    "unknown word": (
        swapped("tours.csv", "E,early", "E,erly"),
        ["tours.csv:2:kind: 'erly': expected one of early, day, late, night, on_call, other, training"],
    ),
    "yes or no": (swapped("units.csv", ",yes", ",true"), ["units.csv:2:armed: 'true': expected yes or no"]),
    "number too large": (
        swapped("cover.csv", ",,,,1,1\n", f",,,,1,{'9' * 5000}\n"),
        [f"cover.csv:2:target: '{'9' * 40}... (5000 characters)': expected a whole number from 0 to 10000"],
    ),
    "negative number": (
        swapped("cover.csv", ",,,,1,1\n", ",,,,-1,1\n"),
        ["cover.csv:2:minimum: '-1': expected a whole number from 0 to 10000"],
    ),
    "hours": (
        swapped("contracts.csv", ",40,", ",40h,"),
        ["contracts.csv:2:hours_per_week: '40h': expected hours such as 40, 37.5 or 37:30"],
    ),
    "hours that are no whole minutes": (
        # 0.01 h is 0.6 minutes.
        swapped("contracts.csv", ",40,", ",40.01,"),
        [
            "contracts.csv:2:hours_per_week: '40.01': expected hours that come to whole minutes: hours such as 40, "
            "37.5 or 37:30"
        ],
    ),
    "weekdays": (
        swapped("cover.csv", "Mon-Sun", "Mo-Su"),
        ["cover.csv:3:weekdays: 'Mo-Su': expected weekdays such as Mon-Fri or Fri|Sat (Mon Tue Wed Thu Fri Sat Sun)"],
    ),
    "off-road span": (
        swapped("vehicles.csv", "2026-10-14..2026-10-15", "2026-10-15..2026-10-14"),
        ["vehicles.csv:2:off_road: '2026-10-15..2026-10-14': expected an until date that is not before its from date"],
    ),
    "option twice": (
        swapped("contracts.csv", "E|N|D|OC", "E|N|E|OC"),
        [
            "contracts.csv:2:options: 'E|N|E|OC|D+OC': expected option codes separated by '|', such as E|L|D+OC, none "
            "of them twice"
        ],
    ),
}

CONTRADICTIONS = {
    "duplicate key": (
        row("officers.csv", "P002,F,U,C,Sergeant,,"),
        ["officers.csv:5:officer: 'P002': expected each officer once; row 3 has it already"],
    ),
    "duplicate key in two writings": (
        row("history.csv", "P001,11/10/2026,rest"),
        ["history.csv:5:officer: 'P001 11/10/2026': expected each officer + force_day once; row 2 has it already"],
    ),
    "overlapping authorisations": (
        row("authorisations.csv", "P001,ARO,2027-12-31,2028-06-30"),
        ["authorisations.csv:6:from: 'P001 ARO': expected no overlap with row 2, the same officer and role"],
    ),
    "overlapping abstractions": (
        row("abstractions.csv", "P002,sickness,everything,2026-10-21,2026-10-30"),
        [
            "abstractions.csv:3:from: 'P002 sickness': expected no overlap with row 2: an officer is away altogether "
            "for one thing at a time"
        ],
    ),
    "target below minimum": (
        swapped("cover.csv", ",,,,1,1\n", ",,,,3,2\n"),
        ["cover.csv:2:target: '2': expected a target not below the minimum, 3"],
    ),
    "cover on tour and span": (
        swapped("cover.csv", "ARV,,07:00", "ARV,E,07:00"),
        ["cover.csv:2:tour: 'E': expected either a tour or a span from and to, not both"],
    ),
    "cover on neither": (
        swapped("cover.csv", "ARV,,07:00,07:00", "ARV,,,"),
        ["cover.csv:2:tour: expected either a tour or a span from and to"],
    ),
    "half a span": (
        swapped("cover.csv", "ARV,,07:00,07:00", "ARV,,07:00,"),
        ["cover.csv:2:to: expected both from and to, or neither"],
    ),
    "cover twice on a day": (
        row("cover.csv", "TAC,OC,,,Sat|Sun,2026-10-17,2026-10-17,2,2"),
        ["cover.csv:4:post: 'TAC': expected days other than those of row 3, the same post and tour or span"],
    ),
    "tour not of the post": (
        row("cover.csv", "TAC,N,,,,,,1,1"),
        ["cover.csv:4:tour: 'N': expected a tour of post TAC: OC"],
    ),
    "driver without car": (
        swapped("posts.csv", "OC,,,,,,,5,", "OC,,0,DRV,,,,5,"),
        ["posts.csv:3:driver_role: 'DRV': expected an empty cell, since crew_size 0 means the post has no cars"],
    ),
    "supervisor of no cars": (
        swapped("posts.csv", ",DRV,,,POOL", ",DRV,ARO,,POOL"),
        ["posts.csv:2:cars_per_supervisor: expected a number of cars, since a supervisor_role is stated"],
    ),
    "cars of no supervisor": (
        swapped("posts.csv", ",DRV,,,POOL", ",DRV,,3,POOL"),
        ["posts.csv:2:supervisor_role: expected a role, since cars_per_supervisor is stated"],
    ),
    "until before from": (
        swapped("abstractions.csv", "2026-10-21", "18/10/2026"),
        ["abstractions.csv:2:until: '18/10/2026': expected a date not before from"],
    ),
    "tour without time": (
        # 22:00 to 07:00 is 540 minutes.
        swapped("tours.csv", "22:00,07:00,30,15", "22:00,07:00,500,40"),
        ["tours.csv:3:ready_minutes: '500': expected less time to get ready and stand down than the tour lasts"],
    ),
    "reserved code": (
        row("tours.csv", "rest,day,08:00,16:00,,,"),
        [
            "tours.csv:6:tour: 'rest': expected a code other than rest, leave and duty, which have a meaning of their own"
        ],
    ),
    "standby not on call": (
        row("combinations.csv", "OC,D"),
        [
            "combinations.csv:3:attended: 'OC': expected an attended tour, not one of kind on_call",
            "combinations.csv:3:standby: 'D': expected a tour of kind on_call",
        ],
    ),
}

REFERENCES = {
    "officer": (
        row("history.csv", "P0O3,2026-10-10,rest"),
        # P003 differs in one character of four; P001 and P002 in two.
        ["history.csv:5:officer: 'P0O3': unknown officer; did you mean 'P003'?"],
    ),
    "capitals": (
        row("abstractions.csv", "p001,leave,everything,2026-11-01,2026-11-02"),
        ["abstractions.csv:3:officer: 'p001': unknown officer; did you mean 'P001'?"],
    ),
    "role": (
        swapped("posts.csv", "F,ARO,E|N", "F,AROO,E|N"),
        ["posts.csv:2:role: 'AROO': unknown role; did you mean 'ARO'?"],
    ),
    "one tour of several": (
        swapped("posts.csv", "E|N,U", "E|X,U"),
        ["posts.csv:2:tours: 'X': unknown tour"],
    ),
    "vehicle pool": (
        swapped("posts.csv", "POOL", "POLL"),
        ["posts.csv:2:vehicle_pool: 'POLL': unknown vehicle pool; did you mean 'POOL'?"],
    ),
    "rule group": (
        swapped("contracts.csv", "crews", "crew"),
        ["contracts.csv:2:rules: 'crew': unknown rule group; did you mean 'crews'?"],
    ),
    "pattern code": (
        swapped("patterns.csv", "E E N N", "E E X N"),
        ["patterns.csv:2:cycle: 'X': unknown option code; expected rest, a tour or a combination"],
    ),
    "combination the wrong way round": (
        swapped("contracts.csv", "|D+OC", "|OC+D"),
        [
            "contracts.csv:2:options: 'OC+D': unknown option code; expected a row of combinations that lets them stand "
            "together, the attended tour first",
        ],
    ),
    "leave in a contract": (
        swapped("contracts.csv", "E|N|D|OC", "E|N|leave|D|OC"),
        ["contracts.csv:2:options: 'leave': leave comes from abstractions; expected rest or a tour"],
    ),
}
FOLLOW_UPS = {
    "officer who is stated nowhere": (
        # ZZ is in two more rows of authorisations.csv and in one of history.csv.
        {
            **row("authorisations.csv", "ZZ,ARO,2026-01-01,", "ZZ,DRV,2026-01-01,", "ZZ,TFC,2026-01-01,"),
            **row("history.csv", "ZZ,2026-10-10,rest"),
        },
        ["authorisations.csv:6:officer: 'ZZ': unknown officer, also in 3 more rows (authorisations.csv, history.csv)"],
    ),
    "id that is none where it is stated and used": (
        # P003 is in one row each of officers.csv, authorisations.csv and history.csv.
        {name: FILES[name].replace("P003", "P 3") for name in ("officers.csv", "authorisations.csv", "history.csv")},
        [
            "officers.csv:4:officer: 'P 3': also in 2 more rows (authorisations.csv, history.csv); expected an id: a "
            "letter or digit, then at most 63 letters, digits, '_', '.' or '-'"
        ],
    ),
    "id that is none where it is used alone": (
        row("history.csv", "P 3,2026-10-10,rest", "P 3,2026-10-09,rest"),
        [
            "history.csv:5:officer: 'P 3': also in 1 more row (history.csv); expected an id: a letter or digit, then at "
            "most 63 letters, digits, '_', '.' or '-'"
        ],
    ),
    "tour code that is stated nowhere": (
        row("history.csv", "P001,2026-10-09,X", "P001,2026-10-08,X", "P002,2026-10-08,X"),
        [
            "history.csv:5:option: 'X': unknown option code, also in 2 more rows (history.csv); expected rest, a tour or "
            "a combination"
        ],
    ),
}
SHAPES = {
    "missing table": (
        {"roles.csv": None},
        [
            "roles.csv: expected this table; it may not be missing: A function a duty needs, for which officers are "
            "authorised."
        ],
    ),
    "empty file": ({"units.csv": ""}, ["units.csv:1: expected a header row: unit,force,name,armed,roles,weapons"]),
    "missing column": (
        {"teams.csv": "team,unit,offset\nT1,U,0\n"},
        ["teams.csv:1: expected a column 'pattern'"],
    ),
    "column twice": (
        {"teams.csv": "team,unit,pattern,unit\nT1,U,2x2,U\n"},
        ["teams.csv:1:D: 'unit': expected each column once"],
    ),
    "unknown column": (
        swapped("teams.csv", "offset", "ofset"),
        [
            "teams.csv:1:D: 'ofset': unknown column; expected team, unit, pattern, offset, most_on_leave; did you mean 'offset'?"
        ],
    ),
    "reason of an abstraction": (
        {"abstractions.csv": "officer,kind,stops,from,until,Reason\n"},
        [
            "abstractions.csv:1:F: 'Reason': expected no column for a reason or a note: why someone is away is never "
            "kept"
        ],
    ),
    "reason of an authorisation": (
        {"authorisations.csv": "officer,role,from,until,reason\nP001,ARO,2026-01-01,,x\n"},
        [
            "authorisations.csv:1:E: 'reason': expected no column for a reason or a note: why someone is away is never "
            "kept"
        ],
    ),
    "too many cells": (
        row("units.csv", "U2,F,Name,no,more"),
        ["units.csv:3:E: expected 4 cells, as in the header, not 5"],
    ),
    "too few cells": (row("units.csv", "U2,F"), ["units.csv:3:C: expected 4 cells, as in the header, not 2"]),
    "semicolons": (
        {"units.csv": "unit;force;name;armed\nU;F;Name;yes\n"},
        ["units.csv:1: 'unit;force;name;armed': expected columns separated by commas"],
    ),
    "quote never closed": (
        row("units.csv", 'U2,F,"Name,no'),
        [
            "units.csv:3: expected a row of cells separated by commas, a quote inside a quoted cell doubled (unexpected "
            "end of data)"
        ],
    ),
}
TOML = {
    "syntax": (
        SETTINGS.replace("days = 14", "days 14"),
        ["scenario.toml:4:6: expected TOML (Expected '=' after a key in a key/value pair)"],
    ),
    "missing key": (
        SETTINGS.replace("days = 14\n", ""),
        ["scenario.toml:1:2: expected days in [scenario]: a whole number from 1 to 366"],
    ),
    "unknown key": (
        SETTINGS.replace("days = 14", "days = 14\ntail_day = 7"),
        [
            "scenario.toml:5:12: 'tail_day': unknown key of [scenario]; expected name, first_day, days, tail_days, "
            "zone, period_days, period_anchor, marking, seed, most_on_leave; did you mean 'tail_days'?"
        ],
    ),
    "wrong type": (
        SETTINGS.replace("days = 14", 'days = "14"'),
        ["scenario.toml:4:8: '14': expected a whole number from 1 to 366"],
    ),
    "number of endless digits": (
        SETTINGS.replace("days = 14", f"days = 0x{'f' * 9000}"),
        # 9,000 hexadecimal digits are 36,000 bits.
        ["scenario.toml:4:8: 'a number of 36000 bits': expected a whole number from 1 to 366"],
    ),
    "zone": (
        SETTINGS.replace("Europe/London", "Europe/Londom"),
        [
            "scenario.toml:5:8: 'Europe/Londom': expected a time zone such as Europe/London; did you mean 'Europe/London'?"
        ],
    ),
    "path as zone": (
        SETTINGS.replace("Europe/London", "../../etc/passwd"),
        ["scenario.toml:5:8: '../../etc/passwd': expected a time zone such as Europe/London"],
    ),
    "unknown section": (
        SETTINGS + "[price]\n",
        [
            "scenario.toml:12:2: 'price': unknown section; expected scenario, prices, pay, profiles, rules; did you mean 'prices'?"
        ],
    ),
    "date told of that is none": (
        SETTINGS + "[pay]\ntold_on = 1\n",
        ["scenario.toml:13:11: '1': expected a date YYYY-MM-DD or DD/MM/YYYY"],
    ),
    "on-call day that begins at no time": (
        SETTINGS + "[pay]\non_call_day_start = 7\n",
        ["scenario.toml:13:21: '7': expected a clock time HH:MM from 00:00 to 23:59, in quotes"],
    ),
    "pay of an hour below nothing": (
        SETTINGS + "[pay]\nconstable_hour = -1\n",
        ["scenario.toml:13:18: '-1': expected a whole number from 0 to 1000000"],
    ),
    "pay of a rank that has none": (
        SETTINGS + "[pay]\nsergant_hour = 2000\n",
        [
            "scenario.toml:13:16: 'sergant_hour': unknown key of [pay]; expected told_on, on_call_day_start, "
            "constables_and_sergeants_on_call_day_start, inspecting_ranks_on_call_day_start, "
            "superintending_ranks_on_call_day_start, constable_hour, sergeant_hour, inspector_hour, chief_inspector_hour, "
            "held_in_reserve, hardship; did you mean 'sergeant_hour'?"
        ],
    ),
    "post of no table that holds officers in reserve": (
        SETTINGS + '[pay]\nheld_in_reserve = "ARW"\n',
        ["scenario.toml:13:19: 'ARW': unknown post; did you mean 'ARV'?"],
    ),
    "hardship without being held in reserve": (
        SETTINGS + '[pay]\nhardship = "ARV"\n',
        ["scenario.toml:13:12: 'ARV': expected a post that held_in_reserve names as well"],
    ),
    "posts in reserve that are no text": (
        SETTINGS + "[pay]\nheld_in_reserve = 7\n",
        ["scenario.toml:13:19: '7': expected posts separated by '|', in quotes"],
    ),
    "group for ranks that are none": (
        SETTINGS.replace("[rules.crews]\n", '[rules.crews]\nranks = "inspecting_rank"\n'),
        [
            "scenario.toml:8:9: 'inspecting_rank': expected constables_and_sergeants, inspecting_ranks, "
            "superintending_ranks; did you mean 'inspecting_ranks'?"
        ],
    ),
    "limit of a wrong type": (
        SETTINGS.replace("minutes = 660", "minutes = 6.5"),
        ["scenario.toml:11:11: '6.5': expected a whole number of at most 1000000000, true, false or one line of text"],
    ),
    "group without profile": (
        SETTINGS.replace('profile = "england_and_wales"\n', ""),
        ["scenario.toml:7:2: expected a profile such as england_and_wales"],
    ),
    "rule that is no section": (
        SETTINGS.replace('profile = "england_and_wales"', 'profile = "scotland"\nweekends = 2'),
        ["scenario.toml:9:12: 'weekends': expected a section [rules.crews.RULE]"],
    ),
}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param(changes, expected, id=f"{group}: {name}".replace(" ", "-"))
        for group, cases in (
            ("cell", CELLS),
            ("contradiction", CONTRADICTIONS),
            ("reference", REFERENCES),
            ("follow-up", FOLLOW_UPS),
            ("shape", SHAPES),
            ("toml", {name: ({"scenario.toml": text}, told) for name, (text, told) in TOML.items()}),
        )
        for name, (changes, expected) in cases.items()
    ],
)
def test_one_mistake_is_one_message(tmp_path: Path, changes: dict[str, str | None], expected: list[str]) -> None:
    """One mistake gives exactly its own message: nothing that follows from it is reported besides."""
    assert messages(write(tmp_path / "s", changes)) == expected


def test_the_small_scenario_is_right(tmp_path: Path) -> None:
    """The scenario all these cases start from has neither errors nor warnings."""
    assert load(write(tmp_path / "s")).warnings == ()


def test_all_mistakes_of_all_files_come_at_once(tmp_path: Path) -> None:
    """Settings, two tables and a cross reference are all reported by one reading, in file order."""
    changes = {
        "scenario.toml": SETTINGS.replace("days = 14", "days = 0"),
        **swapped("units.csv", ",yes", ",y"),
        **swapped("officers.csv", "P003,F,U,C", "P003,F,U,Q"),
        **swapped("cover.csv", ",,,,1,1\n", ",,,,1,two\n"),
    }
    assert [message.split(": ")[0] for message in messages(write(tmp_path / "s", changes))] == [
        "scenario.toml:4:8",
        "units.csv:2:armed",
        "cover.csv:2:target",
        "officers.csv:4:contract",
    ]


def test_two_hundred_problems_a_file_and_a_count_of_the_rest(tmp_path: Path) -> None:
    """A file with 1,000 wrong rows gives 200 messages and says how many more there are, and other files are heard."""
    changes = {
        "history.csv": "officer,force_day,option\n" + "P001,yesterday,rest\n" * 1_000,
        **swapped("units.csv", ",yes", ",y"),
    }
    found = messages(write(tmp_path / "s", changes))
    assert found[0].startswith("units.csv:2:armed")
    assert len(found) == 1 + 200 + 1
    assert found[-1] == "history.csv: and 800 more problems in this file"


def test_rows_are_numbered_as_a_spreadsheet_numbers_them(tmp_path: Path) -> None:
    """A quoted cell over two lines is one row, and an empty line is one."""
    changes = {"units.csv": 'unit,force,name,armed\nU,F,"two\nlines",yes\n\nU2,F,Name,y\n'}
    assert [message.split(": ")[0] for message in messages(write(tmp_path / "s", changes))] == [
        "units.csv:2:name",
        "units.csv:4:armed",
    ]


@pytest.mark.parametrize("days", [0, 367])
def test_days_asked_for_are_bounded(tmp_path: Path, days: int) -> None:
    """`--days` must be 1 to 366 whatever the command line lets through."""
    with pytest.raises(Exception, match=f"--days: '{days}': expected 1 to 366 force days"):
        load(write(tmp_path / "s"), days=days)


def test_a_limit_knows_its_own_key_and_line(tmp_path: Path) -> None:
    """Limits in a section of their own and in dotted keys are placed at file, line and key, for the rules to name."""
    text = SETTINGS + "\n[rules.others]\nprofile = 'scotland'\nweekends.weekends = 2\n"
    groups = {group.group: group for group in load(write(tmp_path / "s", {"scenario.toml": text})).scenario.rules}
    # SETTINGS has 11 lines, `minutes = 660` the last of them; then an empty one, the header and the profile.
    assert groups["crews"].place("rest_between_tours", "minutes") == (
        "scenario.toml:11:rules.crews.rest_between_tours.minutes"
    )
    assert groups["others"].place("weekends", "weekends") == "scenario.toml:15:rules.others.weekends.weekends"


def test_no_problem_says_expected_twice(tmp_path: Path) -> None:
    """What was expected is stated without the word, which whoever prints it adds."""
    changes: dict[str, str | bytes | None] = {
        "scenario.toml": SETTINGS.replace("days = 14", "days = 0\ntail = 7"),
        **swapped("units.csv", ",yes", ",y"),
        **row("officers.csv", "P 4,F,U,C,Constable,,", "P005,F,U,Q,Constable"),
        **row("history.csv", "P0O3,2026-10-10,X"),
    }
    with pytest.raises(BadInputError) as raised:
        load(write(tmp_path / "s", changes))
    assert len(raised.value.problems) == 7
    assert [problem for problem in raised.value.problems if "expected" in problem.expected + problem.wrong] == []
