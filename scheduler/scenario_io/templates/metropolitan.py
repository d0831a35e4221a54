"""A metropolitan force of 2,595 authorised firearms officers.

The total is public; every size below it, every rate and every price is invented. ``docs/scenarios/metropolitan.md``
tells which is which.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from scheduler.domain.time import day_of
from scheduler.scenario_io.templates.absences import Rates
from scheduler.scenario_io.templates.past import add_on_call_past, add_past
from scheduler.scenario_io.templates.patterns import (
    CONTROL_ROOM,
    FIVE_WEEK,
    FOUR_ON_FOUR_OFF,
    N_SHIFT_TEAMS,
    OFFICE,
    TWO_TWO_TWO,
    add_on_call_tour,
    add_patterns,
    add_tours,
)
from scheduler.scenario_io.templates.people import (
    PAST_DAYS,
    Muster,
    Person,
    Team,
    add_agreement,
    add_officer,
    add_teams,
    add_wish,
    authorise,
    muster,
)
from scheduler.scenario_io.templates.posts import add_cars, add_roles, add_seat
from scheduler.scenario_io.templates.tables import Settings, Tables, add, settings, sort_by_officer
from scheduler.scenario_io.templates.vehicles import add_pool

FIRST_DAY = date(2023, 9, 18)
DEFAULT_SEED = 1
DEFAULT_DAYS = 28
N_AFOS = 2_595
"""Authorised firearms officers of the Metropolitan Police in April 2023: the one public size."""
FORCE = "MET"

RATES = Rates(leave=0.13, sickness=0.03, training=0.16, restricted=0.065)
"""Sickness and restriction together leave 90.5 % deployable, the national share of March 2024."""
DESK_RATES = Rates(leave=0.13, sickness=0.02, training=0.06)

N_ARV_BASES = 5
"""Their officers are those whom no other unit has: 600 of 2,595."""
ARV_TEAM = 24
"""Officers of one team at one base, on which the counts of cars rest."""
CREW_SIZE = 3
CARS = {"E": (3, 5), "L": (4, 7), "N": (4, 6)}
"""Tour -> minimum and target of cars at each base."""
CARS_PER_SUPERVISOR = 3
VEHICLES_PER_BASE = 10
"""Fewer than the late and night cars that are wanted out together between 22:00 and 00:30."""
BASES_PER_POOL = 3
ARV_DRIVING, ARV_SUPERVISING = 0.3, 0.125
AVIATION_DRIVING = 0.25

LAPSES = 0.003
"""Share of authorisations that end inside the planned days."""
AGREEMENTS = 0.03
"""Share of officers with a flexible-working agreement that keeps them off nights."""


@dataclass(frozen=True)
class Branch:
    """A unit that fills one post of single seats.

    Attributes
    ----------
    officers
        Its size in a force of 2,595.
    minimum, target
        Seats on each tour, as shares of a team.
    """

    unit: str
    name: str
    role: str
    officers: int
    minimum: float = 0.6
    target: float = 0.74


PROTECTION = (
    *(Branch(f"DIP-{number}", f"Diplomatic protection, sector {number}", "PROT", 175) for number in range(1, 5)),
    *(Branch(f"PAR-{number}", f"Parliamentary protection, sector {number}", "PROT", 175) for number in range(1, 3)),
    *(Branch(f"ROY-{number}", f"Residence protection, group {number}", "PROT", 125) for number in range(1, 3)),
    Branch("AVN-E", "Aviation, eastern airport", "AVN", 95),
)
SPECIALIST = tuple(Branch(f"SPE-{number}", f"Specialist firearms, group {number}", "CTSFO", 100) for number in (1, 2))
AVIATION = Branch("AVN-W", "Aviation, western airport", "AVN", 400, minimum=0.5, target=0.62)
AVIATION_CARS = (0.035, 0.055)
"""Minimum and target of cars at the western airport, as shares of a team."""

PRICES = {"target_short": 20_000, "uncovered_hour": 500}
EXCEPTIONS = {"rest_day_worked_pence": 25_000, "tour_moved_pence": 6_000}
"""A car below target is worth a few tours moved, but not a rest day worked."""
RULES: dict[str, dict[str, dict[str, int | bool]]] = {
    "crews": {"team_pattern": {**EXCEPTIONS}},
    "specialist": {"team_pattern": {**EXCEPTIONS}},
    "control_room": {"team_pattern": {**EXCEPTIONS}},
    "commanders": {},
}

ON_CALL_SEATS = (
    ("SFC", "Strategic firearms commander on call", 16, 1, 1, "superintendent", "sfc"),
    ("CTFC", "Cadre tactical firearms commander on call", 26, 1, 2, "chief inspector", "cadre"),
    ("PIM", "Post-incident manager on call", 12, 1, 1, "inspector", "post_incident"),
)
"""Role and post, name, officers, minimum, target, rank, contract."""
N_CONTROL_ROOM = 3
"""Inspectors to each control-room team."""


def metropolitan(
    seed: int | None = None, officers: int | None = None, days: int | None = None, *, name: str = "metropolitan"
) -> tuple[Settings, Tables]:
    """Return settings and tables of the metropolitan scenario.

    Parameters
    ----------
    seed
        Seed of everything drawn: absences, wishes, the past, who drives, supervises and advises.
    officers
        Authorised firearms officers; units, cover and cars grow with them. Commanders come on top.
    days
        Force days to plan.
    name
        What the scenario is called, and so its page.
    """
    seed = DEFAULT_SEED if seed is None else seed
    days = DEFAULT_DAYS if days is None else days
    n_afos = N_AFOS if officers is None else officers
    scale = n_afos / N_AFOS
    made = muster(seed, day_of(FIRST_DAY), max(days, DEFAULT_DAYS), n_afos + 200)
    _add_frame(made.tables)
    people: list[Person] = []
    for branch in PROTECTION:
        people += _add_branch(made, branch, scale, "five-week")
    for branch in SPECIALIST:
        people += _add_branch(made, branch, scale, "4-on-4-off")
    people += _add_aviation(made, scale)
    people += _add_armed_response(made, n_afos - len(people), scale)
    _add_command(made)
    for person in people:
        add_wish(made, person)
        add_past(made, person, span_days=PAST_DAYS)
    for person in made.rng.sample(people, round(AGREEMENTS * len(people))):
        add_agreement(made, person, "LN" if person.team.unit.startswith("SPE") else "N")
    sort_by_officer(made.tables)
    return settings(name, seed, FIRST_DAY, days, prices=PRICES, rules=RULES), made.tables


def _add_frame(tables: Tables) -> None:
    """Add force, roles, patterns, tours and contracts."""
    add(tables, "forces", force=FORCE, name="Metropolitan force", day_start="07:00", jurisdiction="england_and_wales")
    add_roles(tables, "AFO", "DRV", "OFC", "PROT", "AVN", "CTSFO", "SFC", "ITFC", "CTFC", "TACAD", "PIM")
    add_patterns(tables, FIRST_DAY)
    add_tours(tables)
    add_on_call_tour(tables, "OC", "07:00")
    for contract, options, hours, rules in (
        ("crew", "E|L|N|D|T", 40, "crews"),
        ("specialist", "LD|LN|D|T", 42, "specialist"),
        ("control_room", "CE|CL|CN|D|T", 40, "control_room"),
        *((contract, "D|OC|D+OC|T", 40, "commanders") for *_, contract in ON_CALL_SEATS),
    ):
        add(tables, "contracts", contract=contract, options=options, hours_per_week=hours, rules=rules)


def _shares(total: int, parts: int) -> list[int]:
    """Return a total as whole parts that differ by one at most."""
    return [total // parts + (part < total % parts) for part in range(parts)]


def _people(made: Muster, team: Team, count: int, *, contract: str, n_sergeants: int) -> list[Person]:
    """Add a team's officers, sergeants first, and return them."""
    return [
        add_officer(
            made,
            team,
            RATES,
            force=FORCE,
            contract=contract,
            rank="sergeant" if number < n_sergeants else "constable",
        )
        for number in range(count)
    ]


def _add_armed_response(made: Muster, total: int, scale: float) -> list[Person]:
    """Add the armed response bases, the pools of cars they share, and the advisers drawn from their crews."""
    n_bases = max(2, round(N_ARV_BASES * scale))
    n_pools = -(-n_bases // BASES_PER_POOL)
    size = total / n_bases / N_SHIFT_TEAMS / ARV_TEAM
    people = []
    for base, officers in enumerate(_shares(total, n_bases)):
        unit, pool = f"ARV-{base + 1}", f"CARS-{base % n_pools + 1}"
        add(made.tables, "units", unit=unit, force=FORCE, name=f"Armed response base {base + 1}", armed=True)
        add_cars(
            made.tables,
            unit,
            f"Armed response vehicles, base {base + 1}",
            FORCE,
            unit=unit,
            crew_size=CREW_SIZE,
            cars_per_supervisor=CARS_PER_SUPERVISOR,
            pool=pool,
            away_price=0,
        )
        for tour, (minimum, target) in CARS.items():
            low, high = max(1, round(minimum * size)), max(1, round(target * size))
            add(made.tables, "cover", post=unit, tour=tour, minimum=low, target=high)
        people += _add_base(made, unit, officers)
    for number in range(n_pools):
        n_sharing = len(range(number, n_bases, n_pools))
        add_pool(made, f"CARS-{number + 1}", max(2, round(VEHICLES_PER_BASE * n_sharing * size)), f"V{number + 1}-")
    add_seat(made.tables, "TACAD", "Tactical adviser on duty, drawn from armed response", FORCE, tours="E|L|N")
    for tour in ("E", "L", "N"):
        add(made.tables, "cover", post="TACAD", tour=tour, minimum=1, target=2)
    return people


def _add_base(made: Muster, unit: str, officers: int) -> list[Person]:
    """Add the five teams of a base: who drives, who supervises, and one tactical adviser in each team."""
    people = []
    teams = add_teams(made, unit, "2x2x2", TWO_TWO_TWO, count=N_SHIFT_TEAMS, step=2)
    for team, size in zip(teams, _shares(officers, N_SHIFT_TEAMS), strict=True):
        n_supervisors = max(1, round(size * ARV_SUPERVISING))
        crew = _people(made, team, size, contract="crew", n_sergeants=n_supervisors)
        for person in crew:
            authorise(made, person, "AFO", lapses=LAPSES)
        for person in crew[:n_supervisors]:
            authorise(made, person, "OFC")
        for person in made.rng.sample(crew, min(size, max(2, round(size * ARV_DRIVING)))):
            authorise(made, person, "DRV", lapses=LAPSES)
        for person in made.rng.sample(crew[: 2 * n_supervisors], 1):
            authorise(made, person, "TACAD")
        people += crew
    return people


def _teams(made: Muster, unit: str, pattern: str) -> list[Team]:
    """Add the teams a pattern needs for one of them on each tour every day."""
    if pattern == "4-on-4-off":
        return add_teams(made, unit, pattern, FOUR_ON_FOUR_OFF, count=4, step=2)
    if pattern == "five-week":
        return add_teams(made, unit, pattern, FIVE_WEEK, count=N_SHIFT_TEAMS, step=7)
    return add_teams(made, unit, pattern, TWO_TWO_TWO, count=N_SHIFT_TEAMS, step=2)


def _add_branch(made: Muster, branch: Branch, scale: float, pattern: str) -> list[Person]:
    """Add a unit, its post of single seats, and its teams."""
    tours, contract = (("LD", "LN"), "specialist") if pattern == "4-on-4-off" else (("E", "L", "N"), "crew")
    add(made.tables, "units", unit=branch.unit, force=FORCE, name=branch.name, armed=True)
    add_seat(made.tables, branch.unit, branch.name, FORCE, tours="|".join(tours), units=branch.unit, role=branch.role)
    teams = _teams(made, branch.unit, pattern)
    sizes = _shares(int(branch.officers * scale), len(teams))
    for tour in tours:
        _add_seats(made, branch, branch.unit, tour, sum(sizes) / len(sizes))
    people = []
    for team, size in zip(teams, sizes, strict=True):
        crew = _people(made, team, size, contract=contract, n_sergeants=size // 8)
        for person in crew:
            authorise(made, person, "AFO")
            authorise(made, person, branch.role, lapses=LAPSES)
        people += crew
    return people


def _add_seats(made: Muster, branch: Branch, post: str, tour: str, team_size: float) -> None:
    minimum = max(1, int(branch.minimum * team_size))
    target = max(minimum, round(branch.target * team_size))
    add(made.tables, "cover", post=post, tour=tour, minimum=minimum, target=target)


def _add_aviation(made: Muster, scale: float) -> list[Person]:
    """Add the western airport, whose officers both patrol on foot and crew cars of a pool of their own."""
    people = _add_branch(made, AVIATION, scale, "2x2x2")
    team_size = len(people) / N_SHIFT_TEAMS
    minimum, target = (max(1, round(share * team_size)) for share in AVIATION_CARS)
    add_cars(
        made.tables,
        "AVN-W-CARS",
        "Armed vehicles, western airport",
        FORCE,
        unit=AVIATION.unit,
        crew_size=CREW_SIZE,
        cars_per_supervisor=CARS_PER_SUPERVISOR,
        pool="CARS-AVN",
        away_price=0,
    )
    for tour in ("E", "L", "N"):
        add(made.tables, "cover", post="AVN-W-CARS", tour=tour, minimum=minimum, target=target)
    add_pool(made, "CARS-AVN", 2 * target + 1, "VA-")
    sergeants = {row["officer"] for row in made.tables["officers"] if row["rank"] == "sergeant"}
    for person in people:
        if person.officer in sergeants:
            authorise(made, person, "OFC")
        if made.rng.random() < AVIATION_DRIVING:
            authorise(made, person, "DRV")
    return people


def _add_command(made: Muster) -> None:
    """Add the control room and the on-call commanders, who are not among the authorised firearms officers."""
    for unit, name in (("FCR", "Force control room"), ("CMD", "Command cadre")):
        add(made.tables, "units", unit=unit, force=FORCE, name=name, armed=False)
    add_seat(
        made.tables,
        "ITFC",
        "Initial tactical firearms commander in the control room",
        FORCE,
        tours="CE|CL|CN",
        units="FCR",
    )
    for start, end in (("07:00", "15:00"), ("15:00", "23:00"), ("23:00", "07:00")):
        add(made.tables, "cover", post="ITFC", from_=start, to=end, minimum=1, target=2)
    for team in add_teams(made, "FCR", "2x2x2-control", CONTROL_ROOM, count=N_SHIFT_TEAMS, step=2):
        for _ in range(N_CONTROL_ROOM):
            _add_commander(made, team, "ITFC", "inspector", "control_room")
    team = add_teams(made, "CMD", "office", OFFICE)[0]
    for role, name, size, minimum, target, rank, contract in ON_CALL_SEATS:
        add_seat(made.tables, role, name, FORCE, tours="OC", units="CMD")
        add(made.tables, "cover", post=role, tour="OC", minimum=minimum, target=target)
        add_on_call_past(made, [_add_commander(made, team, role, rank, contract) for _ in range(size)])


def _add_commander(made: Muster, team: Team, role: str, rank: str, contract: str) -> Person:
    person = add_officer(made, team, DESK_RATES, force=FORCE, contract=contract, rank=rank)
    authorise(made, person, role)
    add_wish(made, person)
    add_past(made, person, span_days=PAST_DAYS)
    return person
