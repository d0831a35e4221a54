"""The pages say what the program does."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from scheduler.cli.reference import PAGES, commands
from scheduler.rules.cover import COVER_RULES
from scheduler.rules.crew import CREW_RULES
from scheduler.rules.line import LINE_RULES
from scheduler.rules.pay.rates import JURISDICTIONS, rate_book

COMMANDS = dict(commands())
LINK = re.compile(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)")


@pytest.mark.parametrize("path", COMMANDS)
def test_every_command_has_help_and_stands_in_the_reference(path: str, root: Path) -> None:
    """A command without help, or missing from docs/reference/cli.md, is not finished."""
    assert COMMANDS[path].help
    assert f"## {path}\n" in (root / "docs" / "reference" / "cli.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", COMMANDS)
def test_every_option_says_what_it_does(path: str) -> None:
    """An option without help is not finished."""
    options = [parameter for parameter in COMMANDS[path].params if parameter.param_type_name == "option"]
    assert [option.name for option in options if not getattr(option, "help", None)] == []


@pytest.mark.parametrize("path", [path for path, command in COMMANDS.items() if not isinstance(command, click.Group)])
def test_every_command_speaks_json(path: str) -> None:
    """--json is on every command."""
    assert any("--json" in parameter.opts for parameter in COMMANDS[path].params)


@pytest.mark.parametrize("page", sorted(PAGES))
def test_generated_pages_are_up_to_date(page: str, root: Path) -> None:
    """`make docs DOCS=--write` would change nothing."""
    assert (root / "docs" / "reference" / page).read_text(encoding="utf-8") == PAGES[page]()


@pytest.mark.parametrize("rule", [*LINE_RULES, *COVER_RULES, *CREW_RULES], ids=lambda rule: rule.code)
def test_every_rule_stands_in_the_reference(rule: type, root: Path) -> None:
    """Each rule's code is in docs/reference/rules.md."""
    code = getattr(rule, "code", "")
    assert f"`{code}`" in (root / "docs" / "reference" / "rules.md").read_text(encoding="utf-8")


def test_no_link_between_pages_is_dead(root: Path) -> None:
    """Every relative link of README and docs leads to a file."""
    dead = []
    for page in [root / "README.md", root / "CHANGELOG.md", *sorted((root / "docs").rglob("*.md"))]:
        for target in LINK.findall(page.read_text(encoding="utf-8")):
            if not (page.parent / target).exists():
                dead.append(f"{page.relative_to(root)}: {target}")
    assert dead == []


def test_what_the_page_of_regulations_names_is_there(root: Path) -> None:
    """Each test it names is one, and each rule, limit and kind of pay stands in the rules, profiles or rates."""
    page = (root / "docs" / "explanation" / "regulations.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`([a-z_]+)`", page))
    tests = "".join(path.read_text(encoding="utf-8") for path in (root / "tests").rglob("test_*.py"))
    assert [name for name in sorted(named) if name.startswith("test_") and f"def {name}(" not in tests] == []
    known = {rule.code for rule in LINE_RULES} | {rate.item for book in JURISDICTIONS for rate in rate_book(book).rates}
    other = {"dates", "hours_per_week", "ranks", "scotland", "tours"}
    assert {name for name in named if not name.startswith("test_")} - known == other
