"""What is odd about a scenario that can be planned all the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from scheduler.scenario_io import load
from tests.scenario_io.small import FILES, row, swapped, write

CASES = {
    "rota told after its first day": (
        {"scenario.toml": FILES["scenario.toml"] + "[pay]\ntold_on = 2026-10-13\n"},
        [
            "scenario.toml:13:11: '2026-10-13': officers are told after the first day; work on the days before it is "
            "without notice"
        ],
    ),
    "rota told on its first day": (
        {"scenario.toml": FILES["scenario.toml"] + "[pay]\ntold_on = 2026-10-12\n"},
        [],
    ),
    "contract without its team's tours": (
        {
            **swapped("contracts.csv", "C,E|N|", "C,E|"),
            "preferences.csv": None,
            "history.csv": None,
        },
        ["officers.csv:2:team: 'T1': contract C does not offer N of pattern 2x2"],
    ),
    "authorisation that expires on the last planned day but one": (
        # 14 days and a tail of 7 from 12 October: 1 November is the last, and ending with it would be no matter.
        swapped("authorisations.csv", "P003,TFC,2026-01-01,2027-12-31", "P003,TFC,2026-01-01,2026-10-31"),
        ["authorisations.csv:5:until: '2026-10-31': P003's authorisation as TFC expires inside the planned days"],
    ),
    "authorisation that lasts as long as the tail": (
        swapped("authorisations.csv", "P003,TFC,2026-01-01,2027-12-31", "P003,TFC,2026-01-01,2026-11-01"),
        [],
    ),
    "authorisation that is renewed": (
        swapped(
            "authorisations.csv",
            "P003,TFC,2026-01-01,2027-12-31",
            "P003,TFC,2026-01-01,2026-10-20\nP003,TFC,2026-10-21,",
        ),
        [],
    ),
    "officer no post can take": (
        row("officers.csv", "P004,F,U,C,Constable,,"),
        [
            "officers.csv:5:officer: 'P004': no post can be filled by this officer (authorisations, unit and contract "
            "together)"
        ],
    ),
    "unit of another force": (
        {
            **row("forces.csv", "G,Gorseshire,06:00,scotland"),
            **swapped("officers.csv", "P003,F", "P003,G"),
        },
        ["officers.csv:4:unit: 'U': the unit belongs to force F, the officer to G"],
    ),
    "team of another unit": (
        {
            **row("units.csv", "U2,F,Other,no"),
            **swapped("officers.csv", "P002,F,U,C,Constable,T1,\n", "P002,F,U2,C,Constable,T1,\n"),
            **swapped("posts.csv", "E|N,U,", "E|N,U|U2,"),
        },
        ["officers.csv:3:team: 'T1': the team belongs to unit U, the officer to U2"],
    ),
    "history that is not past": (
        row("history.csv", "P001,2026-10-12,E"),
        ["history.csv:5:force_day: '2026-10-12': not before the first planned day, and so not used"],
    ),
    "balance that reaches into the horizon": (
        swapped("balances.csv", "2026-10-11", "2026-10-12"),
        ["balances.csv:2:until: '2026-10-12': a balance that reaches into the planned days; it should end before them"],
    ),
    "pool nobody drives": (
        row("vehicles.csv", "V3,SPARE,,"),
        ["vehicles.csv:4:pool: 'SPARE': no post takes cars of this pool"],
    ),
    "ids alike": (
        {
            **row("officers.csv", "p001,F,U,C,Constable,,"),
            **row("authorisations.csv", "p001,ARO,2026-01-01,"),
        },
        ["officers.csv:5:officer: 'p001': differs from the id of row 2 in capitals only"],
    ),
    "more cars than crews": (
        # P001 and P002 together make one crew of two, P001 drives, and the pool has two cars.
        swapped("cover.csv", ",,,,1,1\n", ",,,,1,2\n"),
        ["cover.csv:2:target: '2': all officers and cars there are for it make 1 car at most"],
    ),
    "more cars than vehicles": (
        {
            **row("officers.csv", "P004,F,U,C,Constable,T1,", "P005,F,U,C,Constable,T1,"),
            **row(
                "authorisations.csv",
                *(f"{who},{role},2026-01-01," for who in ("P004", "P005") for role in ("ARO", "DRV")),
            ),
            **swapped("cover.csv", ",,,,1,1\n", ",,,,1,2\n"),
            "vehicles.csv": "vehicle,pool\nV1,POOL\n",
        },
        ["cover.csv:2:target: '2': all officers and cars there are for it make 1 car at most"],
    ),
    "as many cars as crews and vehicles": (
        {
            **row("officers.csv", "P004,F,U,C,Constable,T1,", "P005,F,U,C,Constable,T1,"),
            **row(
                "authorisations.csv",
                *(f"{who},{role},2026-01-01," for who in ("P004", "P005") for role in ("ARO", "DRV")),
            ),
            **swapped("cover.csv", ",,,,1,1\n", ",,,,1,2\n"),
        },
        [],
    ),
    "more seats than commanders": (
        swapped("cover.csv", "Mon-Sun,,,1,1", "Mon-Sun,,,1,2"),
        ["cover.csv:3:target: '2': all officers and cars there are for it make 1 officer at most"],
    ),
    "name of the link to the newest run": (
        swapped("scenario.toml", '"small"', '"Latest"'),
        [
            "scenario.toml:2:8: 'Latest': the link to the newest of some runs has this name; call the scenario something "
            "else"
        ],
    ),
    "no authorisations at all": (
        {
            "authorisations.csv": "officer,role,from,until\n",
            "officers.csv": "officer,force,unit,contract,rank\n",
            **{f"{name}.csv": None for name in ("abstractions", "preferences", "balances", "history")},
        },
        ["officers.csv: the table has no rows", "authorisations.csv: the table has no rows"],
    ),
}


@pytest.mark.parametrize(
    ("changes", "expected"), [pytest.param(*case, id=name.replace(" ", "-")) for name, case in CASES.items()]
)
def test_one_oddity_is_one_warning(tmp_path: Path, changes: dict[str, str | None], expected: list[str]) -> None:
    """Each oddity is told once, at its row, and the scenario is loaded."""
    assert [str(warning) for warning in load(write(tmp_path / "s", changes)).warnings] == expected


def test_warnings_are_marked(tmp_path: Path) -> None:
    """A warning knows that it is none of the errors."""
    changes = row("vehicles.csv", "V3,SPARE,,")
    (warning,) = load(write(tmp_path / "s", changes)).warnings
    assert warning.warning


def test_optional_tables_may_be_missing(tmp_path: Path) -> None:
    """Tables that may be missing are empty then."""
    missing = ("abstractions", "preferences", "balances", "history")
    scenario = load(write(tmp_path / "s", {f"{name}.csv": None for name in missing})).scenario
    assert [len(getattr(scenario, name)) for name in missing] == [0, 0, 0, 0]


def test_a_column_with_a_default_may_be_left_out(tmp_path: Path) -> None:
    """A vehicle is tracked and on the road unless its row says otherwise."""
    loaded = load(write(tmp_path / "s", {"vehicles.csv": "pool,vehicle\nPOOL,V9\n"}))
    (vehicle,) = loaded.scenario.vehicles
    assert (vehicle.vehicle, vehicle.tracked, vehicle.off_road) == ("V9", True, ())


def test_hash_covers_names_and_bytes(tmp_path: Path) -> None:
    """One byte more in a table changes the hash; a stray file and the order of writing do not."""
    first = load(write(tmp_path / "a")).scenario.sha256
    assert (
        load(write(tmp_path / "b", {"notes.md": "x", **dict(reversed(list(FILES.items())))})).scenario.sha256 == first
    )
    assert load(write(tmp_path / "c", row("history.csv", ""))).scenario.sha256 != first
