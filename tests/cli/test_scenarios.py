"""`rota init`, `rota check` and `rota rules`."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import Result

from scheduler.cli.exits import Exit
from scheduler.domain.scenario import RuleLimits
from scheduler.rules.cover import COVER_RULES
from scheduler.rules.crew import CREW_RULES
from scheduler.rules.line import LINE_RULES
from tests.cli.conftest import tiny, write

Call = Callable[..., Result]


@pytest.mark.parametrize("template", ["county", "region"])
def test_a_new_scenario_is_one_that_checks(template: str, tmp_path: Path, call: Call) -> None:
    """What init writes, check accepts, with as many officers as init told."""
    made = call("init", tmp_path / "new", "--template", template, "--days", 7, "--json")
    assert made.exit_code == Exit.DONE, made.output
    checked = call("check", tmp_path / "new", "--json")
    assert checked.exit_code == Exit.DONE, checked.output
    document = json.loads(checked.stdout)
    assert document["n_officers"] == json.loads(made.stdout)["rows"]["officers"]
    assert document["n_days"] == 7


@pytest.mark.parametrize(
    ("folder", "name"),
    [("north", "north"), ("Nördliche Wache 2", "Nordliche-Wache-2"), ("latest", "region"), ("警察", "region")],
)
def test_a_new_scenario_is_named_as_its_folder(folder: str, name: str, tmp_path: Path, call: Call) -> None:
    """Two folders share no outputs and no roster; what no id can be keeps the name of the template."""
    assert call("init", tmp_path / folder, "--template", "region", "--days", 7).exit_code == Exit.DONE
    checked = call("check", tmp_path / folder, "--json")
    assert checked.exit_code == Exit.DONE, checked.output
    assert f'name = "{name}"' in (tmp_path / folder / "scenario.toml").read_text()


def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path, call: Call) -> None:
    """Init refuses a folder that is not empty, with exit 1, and writes nothing into it."""
    (tmp_path / "mine.txt").write_text("mine")
    assert call("init", tmp_path, "--template", "county").exit_code == Exit.BAD_INPUT
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_an_unknown_template_is_wrong_use(tmp_path: Path, call: Call) -> None:
    """A template that is not there exits 2 and names those that are."""
    result = call("init", tmp_path / "new", "--template", "borough")
    assert result.exit_code == Exit.USAGE
    assert "county" in result.stderr


def test_the_templates_on_offer_are_those_there_are() -> None:
    """The command lists templates by itself, so as not to load them for --help; both lists are the same."""
    from scheduler.cli.init import TEMPLATES
    from scheduler.scenario_io.templates import TEMPLATES as KNOWN

    assert tuple(KNOWN) == TEMPLATES


def test_check_counts_what_the_scenario_holds(covered_folder: Path, call: Call) -> None:
    """Five officers; three duties on each of three days."""
    document = json.loads(call("check", covered_folder, "--json").stdout)
    assert (document["n_officers"], document["n_duties"], document["first_day"]) == (5, 9, "2026-10-12")


@pytest.mark.parametrize("command", ["check", "rules", "plan"])
def test_the_problems_of_all_rule_groups_come_at_once(command: str, tmp_path: Path, call: Call) -> None:
    """One unknown rule in each of two groups is told by every command that needs the rules: two problems, exit 1."""
    from tests.cli.conftest import tiny, write

    given = tiny()
    groups = tuple(
        RuleLimits(name, "england_and_wales", {f"no_rule_of_{name}": {"minutes": 1}})
        for name in ("crews", "commanders")
    )
    folder = write(tmp_path / "scenario", replace(given, rules=groups))
    result = call(command, folder, "--json")
    assert result.exit_code == Exit.BAD_INPUT
    told = [problem["value"] for problem in json.loads(result.stderr)["problems"]]
    assert told == ["no_rule_of_crews", "no_rule_of_commanders"]


def test_check_reports_every_error_of_every_file(tmp_path: Path, call: Call) -> None:
    """Two files with one error each give both places, and exit 1."""
    call("init", tmp_path / "new", "--template", "region")
    for name, column in (("officers.csv", "unit"), ("posts.csv", "role")):
        lines = (tmp_path / "new" / name).read_text().splitlines()
        place = lines[0].split(",").index(column)
        cells = lines[1].split(",")
        cells[place] = "nowhere"
        (tmp_path / "new" / name).write_text("\n".join([lines[0], ",".join(cells), *lines[2:]]) + "\n")
    result = call("check", tmp_path / "new")
    assert result.exit_code == Exit.BAD_INPUT
    assert "officers.csv:2:unit" in result.stderr
    assert "posts.csv:2:role" in result.stderr
    assert "Traceback" not in result.output


def test_days_are_those_asked_for(covered_folder: Path, call: Call) -> None:
    """--days takes the place of the scenario's own number."""
    assert json.loads(call("check", covered_folder, "--days", 2, "--json").stdout)["n_days"] == 2


def test_rules_prints_every_rule_and_which_are_off(covered_folder: Path, call: Call) -> None:
    """Each line rule is there for each of the two rule groups, those switched off too, and each rule across officers."""
    document = json.loads(call("rules", covered_folder, "--json").stdout)
    assert [group["group"] for group in document["groups"]] == ["crews", "commanders"]
    for group in document["groups"]:
        assert [rule["rule"] for rule in group["rules"]] == [rule.code for rule in LINE_RULES]
        applied = {rule["rule"] for rule in group["rules"] if rule["applied"]}
        assert applied == {"rest_between_tours", "consecutive_duty_days", "preferences"}
    assert [rule["rule"] for rule in document["across_officers"]] == [rule.code for rule in (*COVER_RULES, *CREW_RULES)]


def test_every_rule_says_where_it_comes_from(covered_folder: Path, call: Call) -> None:
    """No rule is without a source."""
    document = json.loads(call("rules", covered_folder, "--json").stdout)
    rules = [rule for group in document["groups"] for rule in group["rules"]] + document["across_officers"]
    assert [rule["rule"] for rule in rules if not rule["source"]] == []


def test_rules_in_words_names_limits_and_what_is_off(covered_folder: Path, call: Call) -> None:
    """The text has the rest rule's 660 minutes and marks a rule that is not applied."""
    result = call("rules", covered_folder)
    assert result.exit_code == Exit.DONE
    assert "At least 660 minutes of rest" in result.stdout
    assert "NOT APPLIED" in result.stdout


def test_a_rule_group_says_for_which_ranks_it_is(tmp_path: Path, call: Call) -> None:
    """The limits of superintending ranks, in words and as JSON; and check warns of the constable among them."""
    scenario = tiny()
    group = replace(scenario.rules[1], limits={}, ranks="superintending_ranks")
    officers = tuple(
        replace(one, rank="Superintendent" if one.officer == "c1" else "constable") for one in scenario.officers
    )
    contracts = tuple(replace(one, rules="commanders") for one in scenario.contracts)
    changed = replace(scenario, rules=(scenario.rules[0], group), officers=officers, contracts=contracts)
    folder = write(tmp_path / "ranked", changed)
    told = json.loads(call("rules", folder, "--json").stdout)["groups"][1]
    assert told["ranks"] == "superintending_ranks"
    hours = next(rule for rule in told["rules"] if rule["rule"] == "contract_hours")
    assert hours["limits"]["pence"] == 1_000
    assert "(profile england_and_wales, superintending ranks)" in call("rules", folder).stdout
    warnings = json.loads(call("check", folder, "--json").stdout)["warnings"]
    assert [one["value"] for one in warnings if one["place"].endswith(":rules.commanders.ranks")] == [
        "superintending_ranks"
    ]


def test_check_warns_of_what_can_be_planned_but_makes_no_sense(tmp_path: Path, call: Call) -> None:
    """Rest of 200 hours is warned of at its own line, and cover for ten cars at its row; neither is an error."""
    from tests.cli.conftest import tiny, write

    group = RuleLimits("crews", "england_and_wales", {"rest_between_tours": {"minutes": 12_000}})
    scenario = tiny(rules=(group, RuleLimits("commanders", "england_and_wales")))
    cover = (replace(scenario.cover[0], minimum=10, target=10), *scenario.cover[1:])
    folder = write(tmp_path / "odd", replace(scenario, cover=cover))
    lines = (folder / "scenario.toml").read_text().splitlines()
    at = 1 + next(number for number, line in enumerate(lines) if line == "minutes = 12000")
    result = call("check", folder, "--json")
    assert result.exit_code == Exit.DONE, result.output
    assert [(warning["place"], warning["value"]) for warning in json.loads(result.stdout)["warnings"]] == [
        (f"scenario.toml:{at}:rules.crews.rest_between_tours.minutes", "12000"),
        ("cover.csv:2:target", "10"),
    ]
    assert "2 warnings" in call("check", folder).stderr


@pytest.mark.parametrize(("template", "role", "count"), [("county", "AFO", 40), ("metropolitan", "AFO", 150)])
def test_officers_counts_authorised_firearms_officers(
    template: str, role: str, count: int, tmp_path: Path, call: Call
) -> None:
    """As many officers hold the authorisation as were asked for; others come on top, as the help says."""
    folder = tmp_path / "new"
    assert call("init", folder, "--template", template, "--officers", count).exit_code == Exit.DONE
    rows = [line.split(",") for line in (folder / "authorisations.csv").read_text().splitlines()[1:]]
    assert len({row[0] for row in rows if row[1] == role}) == count
    assert len((folder / "officers.csv").read_text().splitlines()) - 1 > count
    assert "Authorised firearms officers" in " ".join(call("init", "--help").stdout.split())


def test_rules_and_tables_are_told_wrong_together(tmp_path: Path, call: Call) -> None:
    """An unknown limit in the settings and an unknown officer in a table, in one go."""
    folder = write(tmp_path / "s", tiny())
    settings = folder / "scenario.toml"
    settings.write_text(
        settings.read_text().replace("[rules.crews.rest_between_tours]", "[rules.crews.rest_between_tour]")
    )
    if "rest_between_tour]" not in settings.read_text():
        settings.write_text(settings.read_text() + "\n[rules.crews.rest_between_tour]\nminutes = 600\n")
    (folder / "abstractions.csv").write_text(
        "officer,kind,stops,from,until\na9,leave,everything,2026-10-12,2026-10-12\n"
    )
    for command in (("check", folder), ("rules", folder), ("plan", folder, "-o", tmp_path / "run")):
        told = call(*command).stderr
        assert "rest_between_tour'" in told
        assert "abstractions.csv:2:officer: 'a9': unknown officer" in told
