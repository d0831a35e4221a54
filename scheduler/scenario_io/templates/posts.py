"""Roles and posts as the templates share them."""

from __future__ import annotations

from scheduler.scenario_io.templates.tables import Tables, add

_ROLES = {
    "AFO": ("Authorised firearms officer", "armed"),
    "DRV": ("Armed response driver", "driving"),
    "OFC": ("Operational firearms commander", "supervising"),
    "SFC": ("Strategic firearms commander", "command"),
    "ITFC": ("Initial tactical firearms commander", "command"),
    "CTFC": ("Cadre tactical firearms commander", "command"),
    "SSFC": ("Specialist strategic firearms commander", "command"),
    "STFC": ("Specialist tactical firearms commander", "command"),
    "TACAD": ("Tactical adviser", "command"),
    "PIM": ("Post-incident manager", "command"),
    "PROT": ("Protection officer", "armed"),
    "AVN": ("Aviation firearms officer", "armed"),
    "CTSFO": ("Counter-terrorist specialist firearms officer", "armed"),
}
"""Role -> name and the one thing it is. Adviser and post-incident manager are no commanders, but theirs are command
seats that must be filled round the clock, and they count as such."""


def add_roles(tables: Tables, *codes: str) -> None:
    """Add roles by their codes."""
    for code in codes:
        name, kind = _ROLES[code]
        flags = {flag: flag == kind for flag in ("armed", "command", "driving", "supervising")}
        add(tables, "roles", role=code, name=name, **flags, advising=code == "TACAD")


def add_seat(tables: Tables, post: str, name: str, force: str, *, tours: str, units: str = "", role: str = "") -> None:
    """Add a post of single seats; its role has its code unless stated."""
    add(
        tables,
        "posts",
        post=post,
        name=name,
        force=force,
        role=role or post,
        tours=tours,
        units=units,
        crew_size=0,
        priority=1,
        away_price=0,
    )


def add_cars(
    tables: Tables,
    post: str,
    name: str,
    force: str,
    *,
    unit: str,
    crew_size: int,
    cars_per_supervisor: int,
    pool: str,
    away_price: int,
    role: str = "AFO",
    tours: str = "E|L|N",
) -> None:
    """Add a post of cars, each with a driver, and with a supervisor for so many cars."""
    add(
        tables,
        "posts",
        post=post,
        name=name,
        force=force,
        role=role,
        tours=tours,
        units=unit,
        crew_size=crew_size,
        driver_role="DRV",
        supervisor_role="OFC",
        cars_per_supervisor=cars_per_supervisor,
        vehicle_pool=pool,
        priority=1,
        away_price=away_price,
    )
