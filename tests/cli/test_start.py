"""How the command starts."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HEAVY = (
    "alembic", "icalendar", "jinja2", "numpy", "ortools", "pandas", "pydantic", "rich", "segno", "sqlalchemy", "starlette", "tomlkit",
    "uvicorn", "xlsxwriter",
)  # fmt: skip


def python(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run this Python in a process of its own."""
    return subprocess.run(
        [sys.executable, *arguments], cwd=cwd, capture_output=True, text=True, timeout=60, check=False
    )


def test_help_loads_nothing_heavy(root: Path) -> None:
    """`rota --help` must stay under 0.4 s: no solver, no frames, no page or sheet library is loaded for it."""
    told = python(
        "-c",
        "import sys\nfrom scheduler.cli import main\nsys.argv = ['rota', '--help']\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        f"print(sorted(set({HEAVY!r}) & set(sys.modules)))",
        cwd=root,
    )
    assert told.stdout.splitlines()[-1] == "[]", told.stdout


def test_a_command_loads_no_other(root: Path) -> None:
    """Who asks for one command does not wait for the modules of the other twenty."""
    told = python(
        "-c",
        "import sys\nfrom scheduler.cli import main\nsys.argv = ['rota', 'now', '--help']\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "print([name for name in ('amend', 'now', 'plan', 'readiness') if f'scheduler.cli.{name}' in sys.modules])",
        cwd=root,
    )
    assert told.stdout.splitlines()[-1] == "['now']", told.stdout


def test_audit_needs_no_solver(root: Path, covered_run: Path, covered_folder: Path) -> None:
    """With ortools barred from import, a rota and its proof are audited all the same."""
    told = python(
        "-c",
        "import sys\nsys.modules['ortools'] = None\nfrom scheduler.cli import main\n"
        f"sys.argv = ['rota', 'audit', {str(covered_run / 'rota.csv')!r}, {str(covered_folder)!r},"
        f" '--proof', {str(covered_run / 'proof.json')!r}]\nmain()",
        cwd=root,
    )
    assert told.returncode == 0, told.stderr
    assert "0 faults" in told.stdout


def test_a_reader_that_goes_away_is_no_defect(root: Path, covered_folder: Path) -> None:
    """`rota rules SCENARIO | true` ends without a word on stderr."""
    told = subprocess.run(
        ["bash", "-c", 'set -o pipefail; "$0" -m scheduler.cli rules "$1" | true', sys.executable, str(covered_folder)],
        cwd=root,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert told.stderr == ""
    assert told.returncode in (0, 141)


def test_a_rota_is_read_from_stdin(root: Path, covered_run: Path, covered_folder: Path) -> None:
    """`rota audit - SCENARIO` reads what it is piped."""
    with (covered_run / "rota.csv").open() as given:
        told = subprocess.run(
            [sys.executable, "-m", "scheduler.cli", "audit", "-", str(covered_folder)],
            cwd=root,
            stdin=given,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    assert "assignments" in told.stdout, told.stderr
    assert told.returncode == 0
