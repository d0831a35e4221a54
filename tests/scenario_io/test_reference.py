"""The reference page is what the row models say."""

from __future__ import annotations

from pathlib import Path

import pytest

from scheduler.scenario_io import reference
from scheduler.scenario_io.reference import PAGE, main, reference_markdown
from scheduler.scenario_io.writer import TABLES


def test_the_page_is_up_to_date() -> None:
    """docs/reference/scenario.md is written again whenever a row model changes."""
    assert PAGE.read_text(encoding="utf-8") == reference_markdown(), "run python -m scheduler.scenario_io.reference"


def test_every_column_is_on_the_page() -> None:
    """Each table has its heading and each of its columns a row beneath it that says what it means."""
    page = reference_markdown()
    for table, columns in TABLES.items():
        section = page.partition(f"\n### {table}\n")[2].partition("\n### ")[0]
        rows = {line.split("`")[1]: line for line in section.splitlines() if line.startswith("| `")}
        assert tuple(rows) == columns
        assert all(len(row.rstrip(" |").rpartition("|")[2].strip()) > 3 for row in rows.values())


def test_a_stale_page_is_told_and_written_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`--check` fails on a page that differs, and without it the page is written."""
    monkeypatch.setattr(reference, "PAGE", tmp_path / "scenario.md")
    assert main(["--check"]) == 1
    assert "is stale" in capsys.readouterr().err
    assert main([]) == 0
    assert main(["--check"]) == 0
