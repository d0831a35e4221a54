"""A county force of about ninety authorised firearms officers.

Every size, rate and price below is invented; the rules' limits come from the jurisdiction profile. Where the figures
that are not invented come from is told in ``docs/scenarios/county.md``.
"""

from __future__ import annotations

from datetime import date, timedelta

from scheduler.domain.time import date_of, day_of
from scheduler.scenario_io.templates.absences import Rates, days_away, training_days
from scheduler.scenario_io.templates.due import add_audit, add_meetings
from scheduler.scenario_io.templates.past import add_on_call_past, add_past
from scheduler.scenario_io.templates.patterns import (
    CONTROL_ROOM,
    N_SHIFT_TEAMS,
    OFFICE,
    TWO_TWO_TWO,
    add_on_call_tour,
    add_patterns,
    add_tours,
)
from scheduler.scenario_io.templates.people import (
    Muster,
    Person,
    add_agreement,
    add_officer,
    add_teams,
    add_wish,
    authorise,
    muster,
)
from scheduler.scenario_io.templates.posts import add_cars, add_roles, add_seat
from scheduler.scenario_io.templates.tables import Settings, Tables, add, last_date, settings, sort_by_officer
from scheduler.scenario_io.templates.vehicles import add_pool

FIRST_DAY = date(2026, 10, 12)
DEFAULT_SEED = 1
DEFAULT_DAYS = 28
LONGEST_DAYS = 91
"""The tables reach this far even where fewer days are planned: a published roster shows three months."""

N_AFOS = 90
FORCE = "CTY"

CREW_RATES = Rates(leave=0.12, sickness=0.03, training=0.16, restricted=0.065)
"""Away on leave, sick, on training (of early tours), restricted; sickness and restriction leave 90.5 %
deployable, the national share of March 2024."""
DRIVING, SUPERVISING = 0.7, 0.35
"""Shares of crew officers who may drive and who may supervise."""
N_AGREEMENTS = 3
"""Crew officers with a flexible-working agreement that keeps them off nights."""
DESK_RATES = Rates(leave=0.12, sickness=0.02, training=0.06)

PRICES = {"target_short": 30_000, "uncovered_hour": 1_000}
PAY: dict[str, int | date] = {
    "told_on": FIRST_DAY - timedelta(weeks=5),
    "constable_hour": 2_000,
    "sergeant_hour": 2_400,
    "inspector_hour": 2_800,
    "chief_inspector_hour": 3_000,
}
EXCEPTIONS = {"rest_day_worked_pence": 24_000, "tour_moved_pence": 6_000}
"""A car below target is worth a rest day worked or a few tours moved."""
AWAY_PENCE, WISH_PENCE = 6_000, 4_000
SHARE = {"allowance": 4, "pence": 2_000}
"""Teams on one pattern share nights and weekends by it: only days well above the share have a price."""
RULES: dict[str, dict[str, dict[str, int | bool]]] = {
    "crews": {
        "team_pattern": {**EXCEPTIONS},
        "team_cohesion": {"pence": 2_000},
        "minimum_duty_days": {"pence": 2_000},
        "forward_rotation": {"pence": 2_000},
        "contract_hours": {"pence": 4_000},
        "night_share": {**SHARE},
        "weekend_share": {**SHARE},
    },
    "control_room": {"team_pattern": {**EXCEPTIONS}},
    "commanders": {},
}
"""Prices of the crews are whole multiples of 20 pounds: nobody can state such prices more finely, and what costs less than
one such step more than the bound is proved the best."""

LEVERS = (
    ("longer_tours", {"allowed": "no", "refused_by": "Joint branch board", "tours": "LD|LN", "posts": "ARV-N|ARV-S"}),
    ("attached_officers", {"price": 12_000, "most": 2, "units": "FTU", "to_unit": "ARV"}),
    ("training_recalled", {"price": 10_000, "most": 2, "units": "ARV"}),
    ("leave_recalled", {"price": 40_000, "most": 2, "units": "ARV"}),
    ("exigency", {"price": 15_000, "minutes": 540, "groups": "crews"}),
)
"""Levers and what is stated of them; `rota plan --ladder` pulls those that are allowed. All invented."""
LEVER_OWNER = "Assistant Chief Constable (operations)"

ON_CALL_SEATS = (
    ("SFC", "Strategic firearms commander on call", 10, "superintendent", "sfc"),
    ("CTFC", "Cadre tactical firearms commander on call", 12, "chief inspector", "cadre"),
    ("TACAD", "Tactical adviser on call", 8, "sergeant", "adviser"),
    ("PIM", "Post-incident manager on call", 7, "inspector", "post_incident"),
)
"""Role and post, name, officers, rank, contract; sizes invented."""
N_CONTROL_ROOM = (3, 2, 2, 2, 2)

CARS = (
    ("E", "", (1, 2), (1, 2)),
    ("L", "Mon|Tue|Wed|Thu|Sun", (2, 3), (1, 2)),
    ("L", "Fri|Sat", (2, 3), (2, 3)),
    ("N", "Mon|Tue|Wed|Thu|Sun", (2, 2), (1, 2)),
    ("N", "Fri|Sat", (2, 3), (1, 2)),
)
"""Tour, weekdays, (minimum, target) of cars at the northern and at the southern base."""
N_CARS = 14


def county(seed: int | None = None, officers: int | None = None, days: int | None = None) -> tuple[Settings, Tables]:
    """Return settings and tables of the county scenario.

    Parameters
    ----------
    seed
        Seed of everything drawn: absences, team sizes, wishes, the past. Every third seed (3, 6, 9 ...) carries a
        planning mistake that leaves duties uncovered whatever the plan.
    officers
        Authorised firearms officers; cover and cars grow with them.
    days
        Force days to plan.
    """
    seed = DEFAULT_SEED if seed is None else seed
    days = DEFAULT_DAYS if days is None else days
    n_afos = N_AFOS if officers is None else officers
    scale = n_afos / N_AFOS
    n_advisers = max(4, round(8 * scale))
    made = muster(seed, day_of(FIRST_DAY), max(days, LONGEST_DAYS), 100 + 2 * n_afos)
    _add_frame(made.tables)
    _add_posts(made.tables, scale)
    add_pool(made, "CARS", max(4, round(N_CARS * scale)), "V")
    supervisors = _add_crews(made, _team_sizes(made, None if officers is None else officers - n_advisers))
    _add_control_room(made)
    on_call = _add_on_call(made, n_advisers)
    if seed % 3 == 0:
        _add_mistake(made, seed // 3 % 3, supervisors, on_call)
    for lever, stated in LEVERS:
        add(made.tables, "levers", lever=lever, owner=LEVER_OWNER, **stated)
    _add_due(made.tables, on_call)
    sort_by_officer(made.tables)
    return settings("county", seed, FIRST_DAY, days, prices=PRICES, rules=RULES, pay=PAY), made.tables


def _team_sizes(made: Muster, n_crew: int | None) -> list[tuple[int, int]]:
    """Return the officers of each team at the northern and the southern base; about four in seven are northern."""
    if n_crew is None:
        return [(9 + made.rng.randrange(2), made.rng.choice((6, 7, 7, 8, 8))) for _ in range(N_SHIFT_TEAMS)]
    totals = [n_crew // N_SHIFT_TEAMS + (team < n_crew % N_SHIFT_TEAMS) for team in range(N_SHIFT_TEAMS)]
    return [(total - round(total * 0.43), round(total * 0.43)) for total in totals]


def _add_frame(tables: Tables) -> None:
    """Add force, units, roles, patterns, tours and contracts."""
    add(tables, "forces", force=FORCE, name="County force", day_start="07:00", jurisdiction="england_and_wales")
    for unit, name, armed in (
        ("ARV", "Armed response", True),
        ("FTU", "Firearms training", True),
        ("FCR", "Force control room", False),
        ("CMD", "Command cadre", False),
    ):
        add(tables, "units", unit=unit, force=FORCE, name=name, armed=armed)
    add_roles(tables, "AFO", "DRV", "OFC", "SFC", "ITFC", "CTFC", "TACAD", "PIM")
    add_patterns(tables, FIRST_DAY)
    add_tours(tables)
    add_on_call_tour(tables, "OC", "07:00")
    for contract, options, rules in (
        ("crew", "E|L|N|D|T", "crews"),
        ("control_room", "CE|CL|CN|D|T", "control_room"),
        *((contract, "D|OC|D+OC|T", "commanders") for *_, contract in ON_CALL_SEATS),
    ):
        add(tables, "contracts", contract=contract, options=options, hours_per_week=40, rules=rules)


def _add_posts(tables: Tables, scale: float) -> None:
    """Add posts and cover; the counts of cars grow with the scale, the command seats do not."""
    for post, name in (("ARV-N", "Armed response, northern base"), ("ARV-S", "Armed response, southern base")):
        add_cars(
            tables,
            post,
            name,
            FORCE,
            unit="ARV",
            crew_size=2,
            cars_per_supervisor=4,
            pool="CARS",
            away_price=AWAY_PENCE,
        )
    for tour, weekdays, north, south in CARS:
        for post, (minimum, target) in (("ARV-N", north), ("ARV-S", south)):
            low, high = max(1, round(minimum * scale)), max(1, round(target * scale))
            add(tables, "cover", post=post, tour=tour, weekdays=weekdays, minimum=low, target=high)
    add_seat(
        tables, "ITFC", "Initial tactical firearms commander in the control room", FORCE, tours="CE|CL|CN", units="FCR"
    )
    for start, end in (("07:00", "15:00"), ("15:00", "23:00"), ("23:00", "07:00")):
        add(tables, "cover", post="ITFC", from_=start, to=end, minimum=1, target=1)
    for role, name, *_ in ON_CALL_SEATS:
        add_seat(tables, role, name, FORCE, tours="OC", units="FTU" if role == "TACAD" else "CMD")
        add(tables, "cover", post=role, tour="OC", minimum=1, target=1)


def _add_crews(made: Muster, sizes: list[tuple[int, int]]) -> list[Person]:
    """Add the five teams over both bases and return those who may supervise."""
    crews: list[Person] = []
    supervisors: list[Person] = []
    teams = add_teams(made, "ARV", "2x2x2", TWO_TWO_TWO, count=N_SHIFT_TEAMS, step=2)
    for team, bases in zip(teams, sizes, strict=True):
        for base, size in zip(("ARV-N", "ARV-S"), bases, strict=True):
            n_supervisors = max(1, round(size * SUPERVISING))
            drivers = set(made.rng.sample(range(size), round(size * DRIVING)))
            for number in range(size):
                supervises = number < n_supervisors
                rank = "sergeant" if supervises else "constable"
                person = add_officer(made, team, CREW_RATES, force=FORCE, contract="crew", rank=rank, home_post=base)
                authorise(made, person, "AFO", lapses=0.01)
                if number in drivers:
                    authorise(made, person, "DRV", lapses=0.02)
                if supervises:
                    authorise(made, person, "OFC")
                    supervisors.append(person)
                crews.append(person)
    for person in crews:
        add_wish(made, person, WISH_PENCE)
        add_past(made, person, span_days=7)
    for person in made.rng.sample([person for person in crews if person not in supervisors], N_AGREEMENTS):
        add_agreement(made, person, "N")
    return supervisors


def _add_control_room(made: Muster) -> None:
    """Add the inspectors of the control room."""
    teams = add_teams(made, "FCR", "2x2x2-control", CONTROL_ROOM, count=N_SHIFT_TEAMS, step=2)
    for team, size in zip(teams, N_CONTROL_ROOM, strict=True):
        for _ in range(size):
            person = add_officer(made, team, DESK_RATES, force=FORCE, contract="control_room", rank="inspector")
            authorise(made, person, "ITFC")
            add_wish(made, person, WISH_PENCE)
            add_past(made, person, span_days=7)


def _add_on_call(made: Muster, n_advisers: int) -> dict[str, list[Person]]:
    """Add everyone with an on-call duty beside the day job and return them by role."""
    teams = {unit: add_teams(made, unit, "office", OFFICE)[0] for unit in ("CMD", "FTU")}
    found: dict[str, list[Person]] = {}
    for role, _, size, rank, contract in ON_CALL_SEATS:
        advises = role == "TACAD"
        team = teams["FTU" if advises else "CMD"]
        found[role] = [
            add_officer(made, team, DESK_RATES, force=FORCE, contract=contract, rank=rank)
            for _ in range(n_advisers if advises else size)
        ]
        for person in found[role]:
            authorise(made, person, role)
            if advises:
                authorise(made, person, "AFO")
            add_wish(made, person, WISH_PENCE)
            add_past(made, person, span_days=7)
        add_on_call_past(made, found[role])
    return found


def _add_due(tables: Tables, on_call: dict[str, list[Person]]) -> None:
    """Add portfolio meetings, and the audits of two armouries, of which the second is planned too late."""
    strategic = sorted(person.officer for person in on_call["SFC"])
    add_meetings(tables, FIRST_DAY, strategic)
    tactical = sorted(person.officer for person in on_call["CTFC"])
    for name, on, days_since in (("ARMOURY-N", 16, 363), ("ARMOURY-S", 3, 390)):
        add_audit(tables, name, tactical, FIRST_DAY + timedelta(days=on), days_since=days_since)


def _add_mistake(made: Muster, kind: int, supervisors: list[Person], on_call: dict[str, list[Person]]) -> None:
    """Add a planning mistake after which some duties cannot be covered.

    Parameters
    ----------
    kind
        1: all tactical advisers requalify on the same two days. 2: a seminar takes all supervisors but four on one day.
        0: the certificates of all post-incident managers end together and are renewed two days late.
    """
    day = made.first_day + 7 + made.rng.randrange(14)
    if kind == 1:
        _train(made, on_call["TACAD"], range(day, day + 2))
    elif kind == 2:
        _train(made, made.rng.sample(supervisors, len(supervisors) - 4), range(day, day + 1))
    else:
        certificates = made.tables["authorisations"]
        for row in [row for row in certificates if row["role"] == "PIM"]:
            certificates.append(row | {"from": date_of(day + 2).isoformat()})
            row["until"] = last_date(day).isoformat()


def _train(made: Muster, people: list[Person], days: range) -> None:
    """Put everyone who is not away already on training."""
    for person in people:
        for day in sorted(set(days) - days_away(person.absences) - training_days(person.absences)):
            add(
                made.tables,
                "abstractions",
                officer=person.officer,
                kind="training",
                stops="everything",
                from_=date_of(day),
                until=date_of(day),
            )
