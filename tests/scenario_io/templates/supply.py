"""How many officers a template's patterns put on duty, counted from the tables' text alone."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from scheduler.scenario_io.templates.tables import Settings, Tables


@dataclass
class Present:
    """Officers of one post on one tour and force day who are on their pattern and not away."""

    officers: int = 0
    drivers: int = 0
    supervisors: int = 0

    def cars(self, crew_size: int, cars_per_supervisor: int) -> int:
        """Return the cars they can crew."""
        return min(self.officers // crew_size, self.drivers, self.supervisors * cars_per_supervisor)


@dataclass
class Against:
    """A post's tour over the planned days: cars crewed on pattern (up to the target) against the cover."""

    post: str
    tour: str
    cars: int = 0
    minimum: int = 0
    target: int = 0
    below_minimum: int = 0
    below_target: int = 0


def _day(text: str) -> int:
    return date.fromisoformat(text).toordinal()


def planned_days(settings: Settings) -> range:
    """Return the planned force days, the tail included."""
    scenario = settings["scenario"]
    first = scenario["first_day"].toordinal()
    return range(first, first + scenario["days"] + scenario["tail_days"])


def on_pattern(settings: Settings, tables: Tables) -> dict[tuple[str, str, int], Present]:
    """Return who is present by unit or home post, tour and force day."""
    patterns = {row["pattern"]: (_day(row["anchor"]), row["cycle"].split()) for row in tables["patterns"]}
    teams = {row["team"]: row for row in tables["teams"]}
    away: dict[str, set[int]] = defaultdict(set)
    for row in tables["abstractions"]:
        away[row["officer"]].update(range(_day(row["from"]), _day(row["until"]) + 1))
    holders: dict[str, set[str]] = defaultdict(set)
    for row in tables["authorisations"]:
        holders[row["role"]].add(row["officer"])
    found: dict[tuple[str, str, int], Present] = defaultdict(Present)
    for row in tables["officers"]:
        anchor, cycle = patterns[teams[row["team"]]["pattern"]]
        offset = int(teams[row["team"]]["offset"])
        for day in planned_days(settings):
            if day not in away[row["officer"]]:
                code = cycle[(day - anchor + offset) % len(cycle)]
                present = found[row["home_post"] or row["unit"], code, day]
                present.officers += 1
                present.drivers += row["officer"] in holders["DRV"]
                present.supervisors += row["officer"] in holders["OFC"]
    return found


def cars_against_cover(settings: Settings, tables: Tables) -> list[Against]:
    """Return, for each base and tour, the cars the patterns crew against those wanted."""
    present = on_pattern(settings, tables)
    posts = {row["post"]: row for row in tables["posts"] if int(row["crew_size"])}
    weekdays = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
    found: dict[tuple[str, str], Against] = {}
    for row in tables["cover"]:
        if row["post"] not in posts:
            continue
        post = posts[row["post"]]
        base = row["post"] if (row["post"], row["tour"], planned_days(settings)[0]) in present else post["units"]
        against = found.setdefault((row["post"], row["tour"]), Against(row["post"], row["tour"]))
        minimum, target = int(row["minimum"]), int(row["target"])
        for day in planned_days(settings):
            if row["weekdays"] and weekdays[date.fromordinal(day).weekday()] not in row["weekdays"].split("|"):
                continue
            crewed = present[base, row["tour"], day].cars(int(post["crew_size"]), int(post["cars_per_supervisor"]))
            cars = min(crewed, target)
            against.cars += cars
            against.minimum += minimum
            against.target += target
            against.below_minimum += max(0, minimum - cars)
            against.below_target += target - cars
    return list(found.values())
