"""`rota import-table`."""

from __future__ import annotations

import json
import shutil
import stat
from collections.abc import Callable
from pathlib import Path

from click.testing import Result

from scheduler.cli.exits import Exit

Call = Callable[..., Result]
MAP = '[officers]\ncolumns = { officer = "No", rank = "Rank", unit = "Unit" }\nfixed = { force = "north", contract = "crews" }\n'


def test_what_is_imported_passes_the_check(call: Call, tmp_path: Path, covered_folder: Path) -> None:
    """The scenario with the imported table in the place of its own is checked without an error."""
    folder = tmp_path / "scenario"
    shutil.copytree(covered_folder, folder)
    rows = [line.split(",") for line in (folder / "officers.csv").read_text().splitlines()[1:]]
    crew = [row for row in rows if row[3] == "crews"]
    (tmp_path / "export.csv").write_text("No,Rank,Unit\n" + "".join(f"{row[0]},{row[4]},{row[2]}\n" for row in crew))
    (tmp_path / "map.toml").write_text(MAP)
    made = tmp_path / "officers.csv"
    result = call(
        "import-table", tmp_path / "export.csv", "--columns", tmp_path / "map.toml", "--table", "officers", "-o", made
    )
    assert result.exit_code == Exit.DONE, result.output
    assert f"{len(crew)} rows of officers" in result.stdout
    others = "".join(f"{','.join(row)}\n" for row in rows if row not in crew)
    (folder / "officers.csv").write_text(made.read_text() + others)
    assert call("check", folder).exit_code == Exit.DONE
    assert stat.S_IMODE(made.stat().st_mode) == 0o600


def test_nothing_is_written_where_a_cell_is_wrong(call: Call, tmp_path: Path) -> None:
    """The cell is named, also as JSON, and there is no file."""
    (tmp_path / "export.csv").write_text("No,Rank,Unit\nP 1,constable,armed\n")
    (tmp_path / "map.toml").write_text(MAP)
    made = tmp_path / "officers.csv"
    arguments = ("import-table", tmp_path / "export.csv", "--columns", tmp_path / "map.toml", "-o", made)
    result = call(*arguments, "--table", "officers", "--json")
    assert result.exit_code == Exit.BAD_INPUT
    assert json.loads(result.stderr)["problems"][0]["place"] == "export.csv:2:A"
    assert not made.exists()
    unknown = call(*arguments, "--table", "oficers")
    assert unknown.exit_code == Exit.BAD_INPUT
    assert "did you mean 'officers'" in unknown.stderr
