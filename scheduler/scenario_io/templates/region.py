"""Specialist firearms commanders of five forces on one rota, with too few tactical ones to fill it.

All forces, sizes and rates are invented; ``docs/scenarios/region.md`` tells what is not.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from scheduler.domain.time import day_of
from scheduler.scenario_io.templates.absences import Rates
from scheduler.scenario_io.templates.due import add_audit, add_meetings
from scheduler.scenario_io.templates.past import add_on_call_past, add_past
from scheduler.scenario_io.templates.patterns import OFFICE, add_on_call_tour, add_patterns, add_tours
from scheduler.scenario_io.templates.people import Muster, Person, Team, add_officer, add_teams, authorise, muster
from scheduler.scenario_io.templates.posts import add_roles, add_seat
from scheduler.scenario_io.templates.tables import Settings, Tables, add, settings, sort_by_officer

FIRST_DAY = date(2026, 10, 12)
DEFAULT_SEED = 5
DEFAULT_DAYS = 28
RATES = Rates(leave=0.12, sickness=0.02, training=0.06)
LEAD_FORCE = "REG"


@dataclass(frozen=True)
class Member:
    """A force of the region.

    Attributes
    ----------
    day_start
        Clock time its force day, and with it its day on call, begins.
    strategic, tactical
        Specialist commanders it has.
    """

    force: str
    day_start: str
    strategic: int
    tactical: int

    @property
    def tour(self) -> str:
        """The force's own day on call."""
        return f"OC-{self.force}"


MEMBERS = (
    Member("A", "06:00", 2, 1),
    Member("B", "07:00", 3, 1),
    Member("C", "07:00", 2, 1),
    Member("D", "08:00", 2, 1),
    Member("E", "07:00", 2, 0),
)
SEATS = (
    ("SSFC", "Specialist strategic firearms commander on call for the region", "superintendent"),
    ("STFC", "Specialist tactical firearms commander on call for the region", "chief inspector"),
)
RULES: dict[str, dict[str, int | bool]] = {"on_call_blocks": {"pence": -1}, "on_call_spacing": {"pence": -1}}
"""Blocks of two to seven days and three weeks between them, as the profile has them; here they may not be bent."""


def region(seed: int | None = None, officers: int | None = None, days: int | None = None) -> tuple[Settings, Tables]:
    """Return settings and tables of the regional scenario.

    Parameters
    ----------
    seed
        Seed of everything drawn: absences, certificates and the past.
    officers
        Commanders in all; they are shared out as in the committed scenario, at least one of each kind.
    days
        Force days to plan.
    """
    seed = DEFAULT_SEED if seed is None else seed
    days = DEFAULT_DAYS if days is None else days
    members = _members(officers)
    made = muster(seed, day_of(FIRST_DAY), max(days, DEFAULT_DAYS), 200 + (officers or 0))
    _add_frame(made.tables, members)
    seats: dict[str, list[tuple[Person, str]]] = {role: [] for role, *_ in SEATS}
    for member in members:
        unit = f"CMD-{member.force}"
        add(made.tables, "units", unit=unit, force=member.force, name=f"Command cadre {member.force}", armed=False)
        team = add_teams(made, unit, "office", OFFICE)[0]
        for (role, _, rank), count in zip(SEATS, (member.strategic, member.tactical), strict=True):
            seats[role] += [(_add_commander(made, team, member, role, rank), member.tour) for _ in range(count)]
    for holders in seats.values():
        add_on_call_past(made, [person for person, _ in holders], codes=[tour for _, tour in holders], weekly=True)
    strategic = sorted(person.officer for person, _ in seats[SEATS[0][0]])
    add_meetings(made.tables, FIRST_DAY, strategic)
    add_audit(made.tables, "ARMOURY-A", strategic[1:] or strategic, FIRST_DAY + timedelta(days=16), days_since=360)
    sort_by_officer(made.tables)
    prices = {"target_short": 30_000, "uncovered_hour": 500}
    return settings("region", seed, FIRST_DAY, days, prices=prices, rules={"specialist": RULES}), made.tables


def _members(officers: int | None) -> tuple[Member, ...]:
    """Return the forces with so many commanders in all, the tactical ones never more than one in three."""
    if officers is None:
        return MEMBERS
    n_tactical = max(1, round(officers * 0.27))
    n_strategic = max(1, officers - n_tactical)
    count = len(MEMBERS)
    return tuple(
        Member(
            member.force,
            member.day_start,
            n_strategic // count + (place < n_strategic % count),
            n_tactical // count + (place < n_tactical % count),
        )
        for place, member in enumerate(MEMBERS)
    )


def _add_frame(tables: Tables, members: tuple[Member, ...]) -> None:
    """Add forces, roles, tours, contracts, and the two posts with a day's cover from 07:00 to 07:00."""
    add(
        tables,
        "forces",
        force=LEAD_FORCE,
        name="Regional collaboration",
        day_start="07:00",
        jurisdiction="england_and_wales",
    )
    add_roles(tables, *(role for role, *_ in SEATS))
    add_patterns(tables, FIRST_DAY)
    add_tours(tables)
    for member in members:
        add(
            tables,
            "forces",
            force=member.force,
            name=f"Force {member.force}",
            day_start=member.day_start,
            jurisdiction="england_and_wales",
        )
        add_on_call_tour(tables, member.tour, member.day_start)
        for (role, *_), count in zip(SEATS, (member.strategic, member.tactical), strict=True):
            if count:
                options = f"D|{member.tour}|D+{member.tour}|T"
                contract = f"{role}-{member.force}"
                add(tables, "contracts", contract=contract, options=options, hours_per_week=40, rules="specialist")
    tours = "|".join(member.tour for member in members)
    for role, name, _ in SEATS:
        add_seat(tables, role, name, LEAD_FORCE, tours=tours)
        add(tables, "cover", post=role, from_="07:00", to="07:00", minimum=1, target=1)


def _add_commander(made: Muster, team: Team, member: Member, role: str, rank: str) -> Person:
    person = add_officer(made, team, RATES, force=member.force, contract=f"{role}-{member.force}", rank=rank)
    authorise(made, person, role)
    add_past(made, person, span_days=7)
    return person
