"""What every template promises."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from scheduler.domain.errors import BadInputError
from scheduler.scenario_io.loading import LoadedScenario, load
from scheduler.scenario_io.templates import BESIDE, FEWEST_OFFICERS, TEMPLATES, template
from scheduler.scenario_io.templates.tables import Settings, Tables
from scheduler.scenario_io.writer import write_folder

SCENARIOS = Path(__file__).parents[3] / "scenarios"
NAMES = tuple(name for name in TEMPLATES if name not in BESIDE)
"""A template with overlays has the tables of another one."""

REFERENCES: Mapping[tuple[str, str], str] = {
    ("units", "force"): "forces",
    ("teams", "unit"): "units",
    ("teams", "pattern"): "patterns",
    ("posts", "force"): "forces",
    ("posts", "role"): "roles",
    ("posts", "driver_role"): "roles",
    ("posts", "supervisor_role"): "roles",
    ("posts", "tours"): "tours",
    ("posts", "units"): "units",
    ("cover", "post"): "posts",
    ("cover", "tour"): "tours",
    ("combinations", "attended"): "tours",
    ("combinations", "standby"): "tours",
    ("officers", "force"): "forces",
    ("officers", "unit"): "units",
    ("officers", "contract"): "contracts",
    ("officers", "team"): "teams",
    ("officers", "home_post"): "posts",
    ("authorisations", "officer"): "officers",
    ("authorisations", "role"): "roles",
    ("abstractions", "officer"): "officers",
    ("preferences", "officer"): "officers",
    ("balances", "officer"): "officers",
    ("history", "officer"): "officers",
    ("due", "owner"): "officers",
    ("due", "deputy"): "officers",
}
"""Table and column -> table that must know the name."""


def _loaded(made: tuple[Settings, Tables], folder: Path, days: int | None = None) -> LoadedScenario:
    write_folder(folder, *made)
    return load(folder, days=days)


def _day(text: str) -> int:
    return date.fromisoformat(text).toordinal()


@pytest.fixture(scope="module", params=NAMES)
def made(request: pytest.FixtureRequest) -> tuple[Settings, Tables]:
    """Settings and tables of each template as committed."""
    return template(request.param, None, None, None)


def test_a_folder_written_from_a_template_is_read_without_a_problem(
    made: tuple[Settings, Tables], tmp_path: Path
) -> None:
    """Everything a template writes can be read; the reader raises on the first thing it cannot use."""
    _, tables = made
    scenario = _loaded(made, tmp_path / "written").scenario
    # One domain value a row, for the table that everything else hangs on.
    assert len(scenario.officers) == len(tables["officers"])


@pytest.mark.parametrize("name", NAMES)
def test_the_committed_folder_is_the_template_byte_for_byte(name: str, tmp_path: Path) -> None:
    """`rota init` without options writes what is committed."""
    write_folder(tmp_path / name, *template(name, None, None, None))
    committed = {path.name: path.read_bytes() for path in (SCENARIOS / name).iterdir()}
    assert {path.name: path.read_bytes() for path in (tmp_path / name).iterdir()} == committed


@pytest.mark.parametrize("name", ["county", "region"])
def test_the_same_seed_draws_the_same_scenario(name: str) -> None:
    """Nothing but the seed decides what is drawn."""
    assert template(name, 7, None, None) == template(name, 7, None, None)


@pytest.mark.parametrize("name", ["county", "region"])
def test_another_seed_draws_other_absences(name: str) -> None:
    """A seed changes who is away when, not only the seed that is written down."""
    away = [template(name, seed, None, None)[1]["abstractions"] for seed in (1, 2)]
    assert away[0] != away[1]


def test_every_name_used_is_known(made: tuple[Settings, Tables]) -> None:
    """A cell that names a force, unit, role, tour ... names one that its table has."""
    _, tables = made
    known = {table: {next(iter(row.values())) for row in rows} for table, rows in tables.items() if rows}
    for (table, column), target in REFERENCES.items():
        used = {name for row in tables[table] for name in row[column].split("|") if name}
        assert used <= known.get(target, set()), f"{table}.{column}"


def test_every_option_code_is_made_of_tours(made: tuple[Settings, Tables]) -> None:
    """Patterns, contracts, wishes and history speak of tours that exist, or of rest."""
    _, tables = made
    tours = {row["tour"] for row in tables["tours"]} | {"rest"}
    codes = {code for row in tables["patterns"] for code in row["cycle"].split()}
    codes |= {code for row in tables["contracts"] for code in row["options"].split("|")}
    codes |= {row["option"] for table in ("preferences", "history") for row in tables[table]}
    assert {tour for code in codes for tour in code.split("+")} <= tours


def test_contracts_offer_what_their_officers_patterns_hold(made: tuple[Settings, Tables]) -> None:
    """Nobody's pattern has a tour that the contract lacks."""
    _, tables = made
    offered = {row["contract"]: {"rest", *row["options"].split("|")} for row in tables["contracts"]}
    cycles = {row["pattern"]: set(row["cycle"].split()) for row in tables["patterns"]}
    pattern_of = {row["team"]: row["pattern"] for row in tables["teams"]}
    for row in tables["officers"]:
        assert cycles[pattern_of[row["team"]]] <= offered[row["contract"]]


def test_rule_groups_of_contracts_are_stated(made: tuple[Settings, Tables]) -> None:
    """A contract refers to a rule group of the settings."""
    settings, tables = made
    assert {row["rules"] for row in tables["contracts"]} == set(settings["rules"])


def test_nobody_is_away_altogether_for_two_reasons_at_once(made: tuple[Settings, Tables]) -> None:
    """Leave, sickness and training of one officer never overlap."""
    _, tables = made
    taken: set[tuple[str, int]] = set()
    for row in tables["abstractions"]:
        if row["stops"] == "everything":
            days = {(row["officer"], day) for day in range(_day(row["from"]), _day(row["until"]) + 1)}
            assert taken.isdisjoint(days)
            taken |= days


def test_balances_end_where_the_planned_days_begin(made: tuple[Settings, Tables]) -> None:
    """The past covers seventeen whole weeks, 119 days, up to the day before the first planned one."""
    settings, tables = made
    first = settings["scenario"]["first_day"].toordinal()
    hours = [row for row in tables["balances"] if row["kind"] == "hours"]
    assert min(_day(row["from"]) for row in hours) == first - 119
    assert max(_day(row["until"]) for row in hours) == first - 1


@pytest.mark.parametrize(("name", "overdue"), [("county", ["ARMOURY-S"]), ("metropolitan", []), ("region", [])])
def test_what_is_overdue_when_the_planned_days_begin_is_known(name: str, overdue: list[str], tmp_path: Path) -> None:
    """The county's southern armoury was last audited 390 days before the planned date; all else is in time."""
    scenario = _loaded(template(name, None, None, None), tmp_path / name).scenario
    horizon = scenario.horizon
    assert [row.due for row in scenario.due if row.state(horizon.first_day, horizon.zone) == "overdue"] == overdue


def test_ids_say_nothing(made: tuple[Settings, Tables]) -> None:
    """Officer ids are one letter and five digits for everybody, and each is used once."""
    _, tables = made
    ids = [row["officer"] for row in tables["officers"]]
    assert all(len(name) == 6 and name[0] == "P" and name[1:].isdigit() for name in ids)
    assert len(set(ids)) == len(ids)


def test_days_asked_for_are_written_down() -> None:
    """`--days` reaches the settings."""
    settings, _ = template("county", None, None, 56)
    assert settings["scenario"]["days"] == 56


def test_an_unknown_template_is_refused() -> None:
    """A name that no template has raises instead of falling back on another."""
    with pytest.raises(KeyError):
        template("village", None, None, None)


def test_numbers_out_of_range_are_refused_together() -> None:
    """Too few officers, no days and a negative seed are told in one go, each with its option."""
    with pytest.raises(BadInputError) as refused:
        template("county", -1, 19, 0)
    assert [problem.place for problem in refused.value.problems] == ["--seed", "--officers", "--days"]


@pytest.mark.parametrize("name", NAMES)
def test_the_fewest_officers_allowed_make_a_scenario(name: str, tmp_path: Path) -> None:
    """At the lower limit every draw still finds somebody, and the folder is read."""
    scenario = _loaded(template(name, 2, FEWEST_OFFICERS[name], None), tmp_path / name).scenario
    assert len(scenario.officers) >= FEWEST_OFFICERS[name]
