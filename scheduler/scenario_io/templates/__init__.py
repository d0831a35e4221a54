"""Templates: whole scenarios of invented officers, made from a seed."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

from scheduler.domain.errors import BadInputError
from scheduler.domain.findings import Problem
from scheduler.domain.run import LATEST
from scheduler.scenario_io.sources import sha256_of
from scheduler.scenario_io.templates import september
from scheduler.scenario_io.templates.county import county
from scheduler.scenario_io.templates.metropolitan import metropolitan
from scheduler.scenario_io.templates.region import region
from scheduler.scenario_io.templates.tables import Settings, Tables, Template
from scheduler.scenario_io.writer import folder_contents

TEMPLATES: Mapping[str, Template] = MappingProxyType(
    {"county": county, "metropolitan": metropolitan, "region": region, september.NAME: september.september}
)
"""Name -> template."""

FEWEST_OFFICERS: Mapping[str, int] = MappingProxyType(
    {"county": 20, "metropolitan": 100, "region": 5, september.NAME: 100}
)
"""Officers below which a template's units have nobody in them."""
MOST_OFFICERS = 40_000
MOST_DAYS = 366


Beside = Callable[[Settings, Tables, str], Mapping[str, str]]
"""Settings, tables and their hash to other files of the folder: path -> text."""

BESIDE: Mapping[str, Beside] = MappingProxyType({september.NAME: september.files})
"""Name -> files a template has besides settings and tables: its overlays."""


def named(settings: Settings, folder: Path) -> Settings:
    """Return settings whose scenario is named as its folder, so that two folders share no outputs and no roster.

    What an id cannot have becomes a dash; a folder whose name has nothing of an id keeps the template's name.
    """
    plain = unicodedata.normalize("NFKD", Path(os.path.abspath(folder)).name).encode("ascii", "ignore").decode()
    name = re.sub(r"[^A-Za-z0-9_.-]+", "-", plain).strip("_.-")[:64]
    if not name or name.casefold() == LATEST:
        return settings
    return {**settings, "scenario": {**settings["scenario"], "name": name}}


def files_beside(name: str, settings: Settings, tables: Tables) -> Mapping[str, str]:
    """Return the other files of a scenario that a named template made: path -> text; most have none."""
    if name not in BESIDE:
        return {}
    return BESIDE[name](settings, tables, sha256_of(folder_contents(settings, tables)))


def template(name: str, seed: int | None, officers: int | None, days: int | None) -> tuple[Settings, Tables]:
    """Return settings and tables of a named template.

    Parameters
    ----------
    seed, officers, days
        None for the committed scenario's value.

    Raises
    ------
    KeyError
        If no template has this name.
    BadInputError
        If a number is outside what the template can be made for.
    """
    wanted = TEMPLATES[name]
    problems = [
        Problem(place, str(value), f"a whole number from {least} to {most} for the template {name}")
        for place, value, least, most in (
            ("--seed", seed, 0, 2**31 - 1),
            ("--officers", officers, FEWEST_OFFICERS[name], MOST_OFFICERS),
            ("--days", days, 1, MOST_DAYS),
        )
        if value is not None and not least <= value <= most
    ]
    if problems:
        raise BadInputError(problems)
    return wanted(seed, officers, days)
