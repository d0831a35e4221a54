"""A small valid scenario as text, and what loading a changed one of it says."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from scheduler.domain.errors import BadInputError
from scheduler.domain.findings import Problem
from scheduler.scenario_io import load

SETTINGS = """[scenario]
name = "small"
first_day = 2026-10-12
days = 14
zone = "Europe/London"

[rules.crews]
profile = "england_and_wales"

[rules.crews.rest_between_tours]
minutes = 660
"""

FILES: Mapping[str, str] = {
    "scenario.toml": SETTINGS,
    "forces.csv": "force,name,day_start,jurisdiction\nF,Fenshire,07:00,england_and_wales\n",
    "units.csv": "unit,force,name,armed\nU,F,Armed response,yes\n",
    "roles.csv": "role,name,armed,command,driving,supervising\n"
    "ARO,Armed response officer,yes,no,no,no\n"
    "DRV,Driver,yes,no,yes,no\n"
    "TFC,Tactical firearms commander,no,yes,no,no\n",
    "patterns.csv": "pattern,anchor,cycle\n2x2,2026-10-12,E E N N rest rest\n",
    "teams.csv": "team,unit,pattern,offset\nT1,U,2x2,0\n",
    "contracts.csv": "contract,options,hours_per_week,rules\nC,E|N|D|OC|D+OC,40,crews\n",
    "tours.csv": "tour,kind,start,end,ready_minutes,stand_down_minutes,armed\n"
    "E,early,07:00,17:00,30,15,yes\n"
    "N,night,22:00,07:00,30,15,yes\n"
    "D,day,08:00,16:00,0,0,no\n"
    "OC,on_call,07:00,07:00,0,0,no\n",
    "combinations.csv": "attended,standby\nD,OC\n",
    "posts.csv": "post,name,force,role,tours,units,crew_size,driver_role,supervisor_role,cars_per_supervisor,"
    "vehicle_pool,priority,away_price\n"
    "ARV,North base,F,ARO,E|N,U,2,DRV,,,POOL,1,0\n"
    "TAC,Cadre commander,F,TFC,OC,,,,,,,5,\n",
    "cover.csv": "post,tour,from,to,weekdays,from_date,until_date,minimum,target\n"
    "ARV,,07:00,07:00,,,,1,1\n"
    "TAC,OC,,,Mon-Sun,,,1,1\n",
    "vehicles.csv": "vehicle,pool,off_road,tracked\nV1,POOL,2026-10-14..2026-10-15,yes\nV2,POOL,,\n",
    "officers.csv": "officer,force,unit,contract,rank,team,home_post\n"
    "P001,F,U,C,Constable,T1,ARV\n"
    "P002,F,U,C,Constable,T1,\n"
    "P003,F,U,C,Inspector,,\n",
    "authorisations.csv": "officer,role,from,until\n"
    "P001,ARO,2026-01-01,2027-12-31\n"
    "P001,DRV,2026-01-01,\n"
    "P002,ARO,01/01/2026,31/12/2027\n"
    "P003,TFC,2026-01-01,2027-12-31\n",
    "abstractions.csv": "officer,kind,stops,from,until\nP002,leave,everything,2026-10-19,2026-10-21\n",
    "preferences.csv": "officer,option,want,binding,from,until,weekdays,price\n"
    "P001,night,no,no,2026-10-12,2026-10-25,Fri|Sat,500\n",
    "balances.csv": "officer,kind,from,until,amount,excluded_days\nP001,hours,2026-06-15,2026-10-11,40800,5\n",
    "history.csv": "officer,force_day,option\nP001,2026-10-11,N\nP002,2026-10-11,leave\nP003,2026-10-11,D+OC\n",
}
"""File name -> text of a scenario without errors or warnings."""


def write(folder: Path, changes: Mapping[str, str | bytes | None] | None = None) -> Path:
    """Write the small scenario with some files changed (None leaves one out), and return its folder."""
    folder.mkdir(exist_ok=True)
    for name, content in {**FILES, **(changes or {})}.items():
        if content is not None:
            (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def row(name: str, *added: str) -> dict[str, str]:
    """Return a file with rows added at its end."""
    return {name: FILES[name] + "".join(f"{line}\n" for line in added)}


def swapped(name: str, old: str, new: str) -> dict[str, str]:
    """Return a file with one piece of text replaced; the piece must be there once."""
    assert FILES[name].count(old) == 1
    return {name: FILES[name].replace(old, new)}


def problems_of(path: Path) -> tuple[Problem, ...]:
    """Return what is wrong with a scenario; it must be refused."""
    with pytest.raises(BadInputError) as refused:
        load(path)
    return refused.value.problems


def messages(path: Path) -> list[str]:
    """Return what is wrong with a scenario, as a user reads it."""
    return [str(problem) for problem in problems_of(path)]
