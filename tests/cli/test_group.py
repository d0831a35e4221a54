"""What happens to whatever goes wrong below the top command."""

from __future__ import annotations

import json

import click
import pytest
from click.testing import CliRunner

from scheduler.cli.exits import Exit
from scheduler.cli.group import RotaGroup
from scheduler.cli.output import json_option
from scheduler.domain.errors import BadInputError
from scheduler.domain.findings import Problem

PROBLEMS = [
    Problem("tours.csv:3:start", "25:99", "a clock time HH:MM"),
    Problem("officers.csv:2:unit", "ARVX", "a unit", "ARV"),
    Problem("tours.csv:4:end", "", "a clock time HH:MM"),
]
RAISED: dict[str, BaseException] = {
    "bad": BadInputError(PROBLEMS),
    "defect": ZeroDivisionError("a share of nothing"),
    "stop": KeyboardInterrupt(),
    "disk": PermissionError(13, "Permission denied", "outputs/x"),
    "usage": click.UsageError("that is not how"),
}


@click.group(cls=RotaGroup)
def toy() -> None:
    """Stand in for rota."""


@toy.command()
@click.argument("what", metavar="WHAT")
@json_option
def fail(what: str) -> Exit:
    """Raise what was asked for, or return that code."""
    if what in RAISED:
        raise RAISED[what]
    return Exit(int(what))


@pytest.mark.parametrize("code", list(Exit))
def test_a_command_leaves_with_the_code_it_returns(code: Exit) -> None:
    """Every exit code passes through the group unchanged."""
    assert CliRunner().invoke(toy, ["fail", str(int(code))]).exit_code == code


def test_bad_input_prints_every_problem_those_of_a_file_together() -> None:
    """All three problems are told, tours.csv's two side by side, then the count, and nothing goes to stdout."""
    result = CliRunner().invoke(toy, ["fail", "bad"])
    assert result.exit_code == Exit.BAD_INPUT
    assert result.stdout == ""
    assert result.stderr.splitlines() == [
        "tours.csv:3:start: '25:99': expected a clock time HH:MM",
        "tours.csv:4:end: expected a clock time HH:MM",
        "officers.csv:2:unit: 'ARVX': expected a unit; did you mean 'ARV'?",
        "3 errors",
    ]


def test_bad_input_is_json_where_json_was_asked_for() -> None:
    """With --json the problems are one document on stderr, in file order."""
    result = CliRunner().invoke(toy, ["fail", "bad", "--json"])
    assert result.exit_code == Exit.BAD_INPUT
    assert [problem["place"] for problem in json.loads(result.stderr)["problems"]] == [
        problem.place for problem in PROBLEMS
    ]


def test_a_defect_is_one_line_without_a_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    """An exception nobody expected names itself and its place and exits 70."""
    monkeypatch.delenv("ROTA_DEBUG", raising=False)
    result = CliRunner().invoke(toy, ["fail", "defect"])
    assert result.exit_code == Exit.DEFECT
    assert "Traceback" not in result.output
    assert "ZeroDivisionError" in result.stderr
    assert "test_group.py" in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_a_defect_shows_its_traceback_to_who_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    """ROTA_DEBUG=1 adds the whole account."""
    monkeypatch.setenv("ROTA_DEBUG", "1")
    assert "Traceback" in CliRunner().invoke(toy, ["fail", "defect"]).stderr


@pytest.mark.parametrize(
    ("what", "code", "said"),
    [
        ("stop", Exit.INTERRUPTED, "interrupted"),
        ("disk", Exit.BAD_INPUT, "outputs/x: Permission denied"),
        ("usage", Exit.USAGE, "that is not how"),
    ],
)
def test_other_ends_have_their_own_code_and_message(what: str, code: Exit, said: str) -> None:
    """An interrupt, a refusing disk and a wrong call are told apart."""
    result = CliRunner().invoke(toy, ["fail", what])
    assert result.exit_code == code
    assert said in result.stderr
    assert "Traceback" not in result.output


@pytest.mark.parametrize(
    ("arguments", "place", "said"),
    [
        (["fail", "usage", "--json"], "toy fail", {"wrong": "that is not how"}),
        (["fail", "--json"], "WHAT", {"wrong": "it is missing"}),
        (["fail", "0", "--jsn", "--json"], "toy fail", {"value": "--jsn", "nearest": "--json"}),
        (["fall", "0", "--json"], "toy", {"wrong": "No such command 'fall'."}),
    ],
)
def test_wrong_use_is_json_where_json_was_asked_for(arguments: list[str], place: str, said: dict[str, str]) -> None:
    """With --json wrong use is one document of problems on stderr and nothing on stdout, exit 2."""
    result = CliRunner().invoke(toy, arguments)
    assert (result.exit_code, result.stdout) == (Exit.USAGE, "")
    (problem,) = json.loads(result.stderr)["problems"]
    assert problem["place"] == place
    assert said.items() <= problem.items()


def test_wrong_use_is_text_where_the_word_is_an_argument() -> None:
    """After ``--`` the text --json asks for nothing."""
    result = CliRunner().invoke(toy, ["fail", "usage", "--", "--json"])
    assert result.exit_code == Exit.USAGE
    assert result.stderr.startswith("Usage: ")


def test_a_refusing_disk_has_the_form_of_a_problem() -> None:
    """With --json an error of the operating system is a problem whose place is the file."""
    result = CliRunner().invoke(toy, ["fail", "disk", "--json"])
    (problem,) = json.loads(result.stderr)["problems"]
    assert (problem["place"], problem["wrong"]) == ("outputs/x", "Permission denied")
