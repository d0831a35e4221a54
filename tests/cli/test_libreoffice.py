"""The planner's workbook opened and saved by another program than the one that wrote it."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from scheduler.cli.exits import Exit

pytestmark = pytest.mark.usefixtures("before_the_roster")

Call = Callable[..., Result]


@pytest.fixture(scope="module")
def office() -> str:
    """Return LibreOffice's command, or skip with the reason."""
    return shutil.which("soffice") or pytest.skip("no LibreOffice on this machine")


@pytest.fixture(scope="module")
def saved_anew(office: str, covered_run: Path, tmp_path_factory: pytest.TempPathFactory, call: Call) -> Path:
    """Return the workbook of a run as LibreOffice saves it."""
    folder = tmp_path_factory.mktemp("office")
    assert call("report", covered_run, "--xlsx", folder / "rota.xlsx").exit_code == Exit.DONE
    profile = f"-env:UserInstallation=file://{folder / 'profile'}"
    command = [office, profile, "--headless", "--norestore", "--convert-to", "xlsx", "--outdir", str(folder / "out")]
    subprocess.run([*command, str(folder / "rota.xlsx")], check=True, capture_output=True, timeout=120)
    return folder / "out" / "rota.xlsx"


def test_a_workbook_that_was_only_opened_and_saved_has_no_change(
    saved_anew: Path, covered_run: Path, call: Call
) -> None:
    """Another program's ways of writing a cell are no planner's edits: audit and amend find nothing to do."""
    audited = call("audit", saved_anew, "--run", covered_run, "--json")
    assert audited.exit_code == Exit.DONE, audited.output
    document = json.loads(audited.stdout)
    assert (document["changes"], document["n_faults"]) == ([], 0)
    amended = call("amend", saved_anew, "--run", covered_run, "--dry-run", "--json")
    assert amended.exit_code == Exit.DONE, amended.output
    assert json.loads(amended.stdout) == {"changes": [], "run": None}
