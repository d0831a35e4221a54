"""What holds the house together besides code."""

from __future__ import annotations

import ast
import configparser
import re
import sys
from pathlib import Path

import pytest

REQUIREMENT = re.compile(r"^([a-z0-9][a-z0-9._-]*)==(\S+) \\$")


def requirements(root: Path, section: str, option: str) -> dict[str, str]:
    """Return the requirements of setup.cfg: name -> version range."""
    config = configparser.ConfigParser()
    config.read(root / "setup.cfg", encoding="utf-8")
    lines = [line for line in config[section][option].splitlines() if line and not line.startswith("#")]
    pairs = (re.fullmatch(r"([A-Za-z0-9._-]+)(.*)", line) for line in lines)
    return {pair[1]: pair[2] for pair in pairs if pair}


@pytest.fixture(scope="module")
def lock(root: Path) -> list[str]:
    """Return the lines of requirements.lock."""
    return (root / "requirements.lock").read_text(encoding="utf-8").splitlines()


def test_everything_asked_for_is_locked(root: Path, lock: list[str]) -> None:
    """Each requirement of setup.cfg, those for development too, has its version in the lock."""
    locked = {match[1] for line in lock if (match := REQUIREMENT.match(line))}
    wanted = requirements(root, "options", "install_requires") | requirements(root, "options.extras_require", "dev")
    assert set(wanted) - locked == set()


def test_the_solver_is_pinned_exactly(root: Path, lock: list[str]) -> None:
    """setup.cfg and the lock name the same one version of ortools."""
    pinned = requirements(root, "options", "install_requires")["ortools"]
    assert f"ortools{pinned} \\" in lock


def test_every_locked_package_has_hashes_and_no_place(lock: list[str]) -> None:
    """Lines are packages, their hashes and remarks: no index, no path, nothing of the machine it was made on."""
    stray = [
        line
        for line in lock
        if not REQUIREMENT.match(line) and not re.match(r"^(    --hash=sha256:[0-9a-f]{64}( \\)?|\s*#.*|)$", line)
    ]
    assert stray == []
    assert [line for line in lock if "://" in line or "/opt" in line or "/home" in line] == []


def test_nothing_is_imported_that_is_not_required(root: Path) -> None:
    """Each stands in install_requires; one of an extra is imported where it is used, never as a module is loaded."""
    named = {name.lower().replace("-", "_") for name in requirements(root, "options", "install_requires")}
    optional = {name.lower() for name in requirements(root, "options.extras_require", "dask")}
    strays = set()
    for path in (root / "scheduler").rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            names: list[str] = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names = [node.module]
            allowed = named if node in tree.body else named | optional
            for name in names:
                top = name.split(".")[0]
                if top != "scheduler" and top not in sys.stdlib_module_names and top not in allowed:
                    strays.add(f"{path.relative_to(root)}: {top}")
    assert strays == set()
