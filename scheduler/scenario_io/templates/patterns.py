"""The shift patterns that ship with every template."""

from __future__ import annotations

from datetime import date

from scheduler.scenario_io.templates.tables import Tables, add

TWO_TWO_TWO = "E E L L N N rest rest rest rest"
"""Five teams, ten days, one team on each of early, late and night every day (recommended to forces by the Home Office,
as the Police Federation of England and Wales quotes it)."""

FIVE_WEEK = (
    "N N N N rest rest rest L L L rest rest E E E E rest rest N N N rest rest rest L L L L rest rest E E E rest rest"
)
"""The five-week variable-shift pattern of Greater Manchester Police (protocol of 2007), Monday to Sunday."""

FOUR_ON_FOUR_OFF = "LD LD LN LN rest rest rest rest"
"""Four teams, eight days, one team on the long day and one on the long night every day."""

OFFICE = "D D D D D rest rest"
"""Monday to Friday: the day job that commanders hold beside their on-call duty."""

CONTROL_ROOM = TWO_TWO_TWO.replace("E", "CE").replace("L", "CL").replace("N", "CN")

N_SHIFT_TEAMS = 5


def add_patterns(tables: Tables, anchor: date) -> None:
    """Add the shipped patterns, all anchored on one Monday.

    Parameters
    ----------
    anchor
        A Monday, since the five-week pattern and the day job are written from Monday on.
    """
    for pattern, cycle in (
        ("2x2x2", TWO_TWO_TWO),
        ("2x2x2-control", CONTROL_ROOM),
        ("five-week", FIVE_WEEK),
        ("4-on-4-off", FOUR_ON_FOUR_OFF),
        ("office", OFFICE),
    ):
        add(tables, "patterns", pattern=pattern, anchor=anchor, cycle=cycle)


def add_tours(tables: Tables) -> None:
    """Add the tours of the shipped patterns, the day job, training and the control room.

    Crew and control-room tours last 9 hours 30 minutes, so that six tours in ten days come to 40 hours a week. With
    15 minutes to draw weapons or take over and 15 to hand back, the seats they fill meet without a hole at 07:15. The
    long tours of 4-on-4-off do not overlap, so between them nobody fills a seat for half an hour.
    """
    hand_over = {"ready_minutes": 15, "stand_down_minutes": 15}
    for tour, kind, start, end, armed in (
        ("E", "early", "07:00", "16:30", True),
        ("L", "late", "15:00", "00:30", True),
        ("N", "night", "22:00", "07:30", True),
        ("LD", "day", "07:00", "19:00", True),
        ("LN", "night", "19:00", "07:00", True),
        ("CE", "early", "07:00", "16:30", False),
        ("CL", "late", "15:00", "00:30", False),
        ("CN", "night", "22:00", "07:30", False),
    ):
        add(tables, "tours", tour=tour, kind=kind, start=start, end=end, armed=armed, **hand_over)
    at_once = {"ready_minutes": 0, "stand_down_minutes": 0}
    for tour, kind in (("D", "other"), ("T", "training")):
        add(tables, "tours", tour=tour, kind=kind, start="08:00", end="16:00", armed=False, **at_once)


def add_on_call_tour(tables: Tables, tour: str, start: str) -> None:
    """Add a day on call that begins and ends with a force day, and let it stand beside the day job."""
    add(
        tables,
        "tours",
        tour=tour,
        kind="on_call",
        start=start,
        end=start,
        ready_minutes=0,
        stand_down_minutes=0,
        armed=False,
    )
    add(tables, "combinations", attended="D", standby=tour)


def pattern_code(cycle: str, anchor: int, offset: int, day: int) -> str:
    """Return the option code a team's pattern gives on a force day."""
    codes = cycle.split()
    return codes[(day - anchor + offset) % len(codes)]
