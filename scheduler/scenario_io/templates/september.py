"""The metropolitan force in September 2023, and what happened to it as overlays.

Dates, totals and who lent are from the press of those days; every size below them is invented and fixed here, before any
run. ``docs/scenarios/met-september-2023.md`` tells which is which, and where the sources disagree.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from scheduler.scenario_io.templates.metropolitan import (
    CREW_SIZE,
    FORCE,
    N_AFOS,
    SPECIALIST,
    metropolitan,
)
from scheduler.scenario_io.templates.overlay_files import OverlayFile, Row
from scheduler.scenario_io.templates.tables import Settings, Tables

NAME = "met-september-2023"
ZONE = ZoneInfo("Europe/London")
SEED = 20230920
"""Seed of who hands in, in which order and when, whatever the scenario's own."""

HAND_INS = (100, 300)
"""Over 100 (Police Oracle; CTN News) or around 300 (i, unconfirmed), of 2,595: the force gave no figure."""
SPREADS = ("spread", "clustered")
CLUSTER_SHARE = (6, 7)
"""At most so much of a unit hands in: one of seven counter-terrorism teams was said to be left (a weak report)."""
HAND_IN_DAYS = ((20, 1), (21, 2), (22, 4), (23, 3))
"""Dates of September and how many hand in, as shares: since Wednesday 20 (Financial Times), scores on Friday 22
(Independent); the shares are invented."""
FIRST_HOUR, HOURS = 7, range(7, 23)
NOON = 12
"""No hand-in before noon of the 20th; the hour of the charge was not found."""

RETURN_DATES = (23, 24)
"""The first of them comes back on 23 or 24 September: reports disagree."""
SHARE_BACK = 0.6
"""Share that comes back at all within the planned days; invented."""
DAYS_OF_RETURN = 6
"""Days over which they come back, evenly; invented."""

AID_ASKED, AID_FROM, AID_UNTIL = "2023-09-22 12:00", "2023-09-23", "2023-10-15"
"""First arrivals on Saturday 23 in the evening (Financial Times); when they were asked for, and when aid ended, was not
found."""
INDUCTION_HOURS = 4
SIZES = {"low": (6, 4), "high": (20, 12)}
"""Officers Kent lends, and each other willing force; no headcount was found, so both ends of a range are invented."""
AID_PENCE = {"neighbour": 40_000, "region": 42_000, "national": 45_000}
LEAD_HOURS = {"neighbour": 30, "region": 30, "national": 48}
"""Hours from the request: with Kent's the first are there at 18:00 on the 23rd; invented."""
WILLING = (
    ("KENT", "neighbour"),
    *((f"FORCE-{name}", "region") for name in "ABC"),
    *((f"FORCE-{name}", "national") for name in "DE"),
)
UNWILLING = (*((f"FORCE-{name}", "region") for name in "FGH"), *((f"FORCE-{name}", "national") for name in "IJK"))
"""Twelve forces, six of each: as many as were named. Which of the others is near is invented."""

SURGE = ("2023-09-23", "2023-09-25")
"""Days for which military help was held ready."""
SURGE_SHARE = 0.17
"""Seats the surge adds on each tour, as a share of a team; invented."""
GUARDED, PATROLLED = ("PROT", "AFO"), "CTSFO"
"""Roles whose posts get static guards, and counter-terrorism patrols. Bases of armed response give guards too, so that
officers lent to them can set the force's own free for that."""
GUARD_UNIT, GUARD_TOURS = "CT-GUARD", ("E", "L", "N")
SOLDIERS = 60
SOLDIERS_PENCE = 30_000
SOLDIERS_ASKED, SOLDIERS_LEAD_HOURS, SOLDIERS_FROM, SOLDIERS_UNTIL = (
    "2023-09-23 06:00",
    12,
    "2023-09-23 18:00",
    "2023-09-25 13:00",
)
"""Agreed by the evening of the 23rd and stood down at midday of the 25th (Financial Times; Metro; NationalWorld); the
hours and the number are invented. Twelve hours of notice are the least of Operation Temperer in 2017."""

PRESS = "dates and total from the press of September 2023; who, when in the day and in which unit is drawn by lot"


def september(seed: int | None = None, officers: int | None = None, days: int | None = None) -> tuple[Settings, Tables]:
    """Return settings and tables of the scenario: the metropolitan force, whose first day is Monday 18 September 2023."""
    return metropolitan(seed, officers, days, name=NAME)


def files(settings: Settings, tables: Tables, sha256: str) -> dict[str, str]:
    """Return the overlays and a page that lists them, by path; they are made for the scenario with this hash.

    In a smaller force everything shrinks alike.
    """
    made = overlays(tables)
    found = {f"overlays/{overlay.name}.toml": overlay.text(sha256) for overlay in made}
    found["README.md"] = _page(settings, tables, made, sha256)
    return found


def overlays(tables: Tables) -> list[OverlayFile]:
    """Return every overlay."""
    force = _Force(tables)
    found = []
    for number in HAND_INS:
        for spread in SPREADS:
            leavers = force.leavers(number, spread)
            found.append(_hand_in(number, spread, leavers))
            found.extend(_return(number, spread, leavers, date) for date in RETURN_DATES)
    found.extend(_aid(force, size) for size in SIZES)
    found.append(_surge(force))
    found.extend(_military(force, state) for state in ("standing_by", "deployed"))
    return found


@dataclass(frozen=True)
class _Force:
    """What the overlays have to know of the scenario they are made for."""

    tables: Tables

    @property
    def armed(self) -> dict[str, str]:
        """Unit of each authorised firearms officer, in the order of their ids."""
        held = {row["officer"] for row in self.tables["authorisations"] if row["role"] == "AFO"}
        return {row["officer"]: row["unit"] for row in self.tables["officers"] if row["officer"] in held}

    def scaled(self, number: int) -> int:
        """Return a number of officers of the whole force in one of this size."""
        return max(1, round(number * len(self.armed) / N_AFOS))

    def leavers(self, number: int, spread: str) -> list[tuple[str, datetime]]:
        """Return who hands in when, the earliest first; the fewer are among the more."""
        rng = Random(f"{SEED} {spread}")
        order = self._by_lot(rng) if spread == "spread" else self._by_unit(rng)
        dates, shares = zip(*HAND_IN_DAYS, strict=True)
        told = []
        for officer in order[: self.scaled(max(HAND_INS))]:
            (date,) = rng.choices(dates, shares)
            hour = rng.choice([hour for hour in HOURS if date > dates[0] or hour >= NOON])
            told.append((officer, datetime(2023, 9, date, hour, tzinfo=ZONE)))
        return sorted(told[: self.scaled(number)], key=lambda leaver: (leaver[1], leaver[0]))

    def _by_lot(self, rng: Random) -> list[str]:
        return rng.sample(list(self.armed), len(self.armed))

    def _by_unit(self, rng: Random) -> list[str]:
        """Return officers unit by unit: first the specialist firearms units, then the bases of armed response."""
        units = sorted(set(self.armed.values()))
        specialist = [branch.unit for branch in SPECIALIST]
        response = [unit for unit in units if unit.startswith("ARV")]
        found: list[str] = []
        for unit in (*rng.sample(specialist, len(specialist)), *rng.sample(response, len(response))):
            officers = [officer for officer, held in self.armed.items() if held == unit]
            share, of = CLUSTER_SHARE
            found += rng.sample(officers, len(officers) * share // of)
        return found

    def posts(self, *roles: str) -> list[dict[str, str]]:
        """Return the posts of some roles which the unit they are named after staffs."""
        return [row for row in self.tables["posts"] if row["role"] in roles and row["units"] == row["post"]]

    def seats(self, unit: str) -> int:
        """Return how many seats the surge adds on each tour for a unit, at least one."""
        teams = sum(row["unit"] == unit for row in self.tables["teams"])
        officers = sum(row["unit"] == unit for row in self.tables["officers"])
        return max(1, int(SURGE_SHARE * officers / teams))

    @property
    def bases(self) -> list[str]:
        """The bases of armed response."""
        return [row["unit"] for row in self.tables["units"] if row["unit"].startswith("ARV")]


def _hand_in(number: int, spread: str, leavers: Sequence[tuple[str, datetime]]) -> OverlayFile:
    how = "over all units" if spread == "spread" else "in specialist firearms, then armed response, unit by unit"
    return OverlayFile(
        f"hand-in-{number}-{spread}",
        f"{len(leavers)} officers hand in from 20 to 23 September, {how} ({number} of 2,595 to scale).",
        PRESS,
        {"events": [_event(officer, "step_back", at) for officer, at in leavers]},
    )


def _return(number: int, spread: str, leavers: Sequence[tuple[str, datetime]], date: int) -> OverlayFile:
    back = leavers[: max(1, round(SHARE_BACK * len(leavers)))]
    begin = datetime(2023, 9, date, FIRST_HOUR, tzinfo=ZONE)
    rows = []
    for at, (officer, left) in enumerate(back):
        due = begin + timedelta(hours=24 * DAYS_OF_RETURN * at // len(back))
        rows.append(_event(officer, "return", max(due, left + timedelta(days=1))))
    return OverlayFile(
        f"return-{date}-of-{number}-{spread}",
        f"{len(back)} of those of hand-in-{number}-{spread} return, the first of them on {date} September.",
        "reports name 23 or 24 September; how many return and over how many days is invented; order is that of leaving",
        {"events": rows},
    )


def _event(officer: str, kind: str, at: datetime) -> Row:
    return {"officer": officer, "event": kind, "at": f"{at:%Y-%m-%d %H:%M}"}


def _aid(force: _Force, size: str) -> OverlayFile:
    """Return six forces that lend and six that do not; what they lend keeps out of counter-terrorism."""
    neighbour, other = (force.scaled(number) for number in SIZES[size])
    bases = force.bases
    offers: list[Row] = []
    for at, (lender, relation) in enumerate(WILLING):
        offers.append(_offer(lender, relation, bases[at % len(bases)]) | {"officers": neighbour if at == 0 else other})
    offers += [_offer(lender, relation, bases[0]) | {"answer": "refused"} for lender, relation in UNWILLING]
    return OverlayFile(
        f"aid-{size}",
        f"Kent lends {neighbour} officers and five other forces {other} each, from 23 September; six forces refuse.",
        "six named willing, six not, named by the press; Kent by name (Financial Times); sizes, hours and prices invented",
        {
            "forces": [
                {
                    "force": lender,
                    "name": lender.replace("-", " ").title(),
                    "day_start": "07:00",
                    "jurisdiction": "england_and_wales",
                }
                for lender, _ in (*WILLING, *UNWILLING)
            ],
            "contracts": [{"contract": "lent", "options": ("E", "L", "N"), "hours_per_week": 40, "rules": "lent"}],
            "mutual_aid": offers,
        },
        {"lent": "england_and_wales"},
    )


def _offer(lender: str, relation: str, base: str) -> dict[str, str | int | bool | Sequence[str]]:
    return {
        "offer": f"AID-{lender}",
        "lender": lender,
        "relation": relation,
        "contract": "lent",
        "unit": base,
        "roles": ("AFO", "DRV"),
        "posts": (base,),
        "counter_terrorism": False,
        "asked": AID_ASKED,
        "lead_hours": LEAD_HOURS[relation],
        "induction_hours": INDUCTION_HOURS,
        "from": AID_FROM,
        "until": AID_UNTIL,
        "price": AID_PENCE[relation],
    }


def _surge(force: _Force) -> OverlayFile:
    """Return static guards beside the protection posts, and patrols of the specialist units."""
    posts, cover = list[Row](), list[Row]()
    for roles, prefix, purpose in ((GUARDED, "GUARD", "static_guard"), ((PATROLLED,), "CT", "counter_terrorism")):
        for post in force.posts(*roles):
            unit, name = post["units"], f"{prefix}-{post['units']}"
            units = (unit, GUARD_UNIT) if purpose == "static_guard" else (unit,)
            tours = post["tours"].split("|")
            posts.append(
                {
                    "post": name,
                    "name": f"{'Static guard' if units[1:] else 'Counter-terrorism patrol'} of {unit}",
                    "force": FORCE,
                    "role": post["role"],
                    "tours": tours,
                    "units": units,
                    "purpose": purpose,
                }
            )
            cover += [
                {
                    "post": name,
                    "tour": tour,
                    "from_date": SURGE[0],
                    "until_date": SURGE[1],
                    "minimum": force.seats(unit),
                    "target": force.seats(unit),
                }
                for tour in tours
            ]
    return OverlayFile(
        "ct-surge",
        "A surge of counter-terrorism cover from 23 to 25 September: static guards and patrols on every tour.",
        "that military help was for counter-terrorism alone (Financial Times); that there was a surge, and its size, is invented",
        {
            "units": [{"unit": GUARD_UNIT, "force": FORCE, "name": "Static guards from elsewhere", "armed": True}],
            "posts": posts,
            "cover": cover,
        },
    )


def _military(force: _Force, state: str) -> OverlayFile:
    soldiers = force.scaled(SOLDIERS)
    done = "stand by" if state == "standing_by" else "are deployed to static guards"
    return OverlayFile(
        f"military-{state.replace('_', '-')}",
        f"{soldiers} soldiers {done} from 23 to 25 September; lies over ct-surge, which has their posts.",
        "agreed as a contingency, stood down on the 25th, never used (Financial Times, Metro, NationalWorld); number invented",
        {
            "contracts": [
                {"contract": "soldiers", "options": GUARD_TOURS, "hours_per_week": 40, "rules": "soldiers"},
            ],
            "military_aid": [
                {
                    "offer": "MACA",
                    "lender": FORCE,
                    "state": state,
                    "approval": "MACA-SYNTHETIC",
                    "officers": soldiers,
                    "contract": "soldiers",
                    "unit": GUARD_UNIT,
                    "roles": GUARDED,
                    "posts": [f"GUARD-{post['units']}" for post in force.posts(*GUARDED)],
                    "asked": SOLDIERS_ASKED,
                    "lead_hours": SOLDIERS_LEAD_HOURS,
                    "from": SOLDIERS_FROM,
                    "until": SOLDIERS_UNTIL,
                    "price": SOLDIERS_PENCE,
                }
            ],
        },
        {"soldiers": "england_and_wales"},
    )


def _page(settings: Settings, tables: Tables, made: Sequence[OverlayFile], sha256: str) -> str:
    """Return the page that fixes sizes, seeds and hash."""
    return "".join(f"{line}\n" for line in _lines(settings["scenario"], tables, made, sha256))


def _lines(scenario: Mapping[str, object], tables: Tables, made: Sequence[OverlayFile], sha256: str) -> Iterator[str]:
    force = _Force(tables)
    sizes: dict[str, int] = {}
    for unit in force.armed.values():
        sizes[unit] = sizes.get(unit, 0) + 1
    yield f"# `{NAME}`: sizes and seeds, fixed before any run"
    yield ""
    yield "Written by `rota init DIR --template met-september-2023`. Every officer and every size below the total is invented."
    yield "The tables are those of the template `metropolitan`; `docs/scenarios/met-september-2023.md` says what this is for."
    yield ""
    yield f"- scenario: first day {scenario['first_day']}, {scenario['days']} days, seed {scenario['seed']}"
    yield f"- SHA-256 of settings and tables: `{sha256}`; every overlay is made for it and laid over no other"
    yield f"- seed of who hands in and when: {SEED}"
    yield f"- authorised firearms officers: {len(force.armed):,}; crews of {CREW_SIZE}"
    yield ""
    yield "| unit | authorised firearms officers |"
    yield "|---|---|"
    yield from (f"| {unit} | {count} |" for unit, count in sorted(sizes.items()))
    yield ""
    yield "| overlay | rows | what it changes |"
    yield "|---|---|---|"
    for overlay in made:
        rows = ", ".join(f"{table} {len(held)}" for table, held in overlay.rows.items())
        yield f"| {overlay.name} | {rows} | {overlay.description} |"
