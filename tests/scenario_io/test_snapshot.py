"""A scenario as it was read, kept beside a run."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from scheduler.cli.scenarios import ScenarioWanted, loaded_scenario
from scheduler.scenario_io import snapshot
from scheduler.scenario_io.snapshot import Kept, kept_in, key_of, snapshot_bytes
from tests.worlds import tiny_scenario

SCENARIOS = Path("scenarios")
TERMS = (28, 0, "military", "")


@pytest.mark.parametrize(
    ("name", "rung", "lever"),
    [
        ("county", "military", ""),
        ("county", "own", "leave_recalled"),
        ("region", "national", ""),
        ("metropolitan", "own", ""),
    ],
)
def test_a_scenario_comes_back_whole(name: str, rung: str, lever: str) -> None:
    """With its warnings, the levers pulled and what it was before them: every value of every field, of the same type."""
    given, warnings = loaded_scenario(ScenarioWanted(SCENARIOS / name, None, None, rung, lever or None))
    kept = kept_in(snapshot_bytes("k", Kept(given, warnings)), "k")
    assert kept == Kept(given, warnings)
    assert repr(kept.scenario.pay) == repr(given.pay)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a scenario's folder that may be changed."""
    return Path(shutil.copytree(SCENARIOS / "region", tmp_path / "region"))


def _typed(folder: Path) -> None:
    path = folder / "officers.csv"
    path.write_bytes(path.read_bytes() + b"\n")


def _renamed(folder: Path) -> None:
    (folder / "notes.txt").write_text("a stray file, of which a warning is told")


@pytest.mark.parametrize("change", [_typed, _renamed])
def test_another_scenario_has_another_key(folder: Path, change: Callable[[Path], None]) -> None:
    """One byte of a table, or one file more, is another scenario."""
    before = key_of(folder, (), TERMS)
    assert before == key_of(folder, (), TERMS)
    change(folder)
    assert key_of(folder, (), TERMS) != before


def test_what_is_laid_over_and_the_terms_are_in_the_key(folder: Path, tmp_path: Path) -> None:
    """So are other days, and what an overlay says."""
    overlay = tmp_path / "overlay.toml"
    overlay.write_text("one")
    keys = {key_of(folder, (), TERMS), key_of(folder, (), (7, *TERMS[1:])), key_of(folder, (overlay,), TERMS)}
    overlay.write_text("two")
    assert len({*keys, key_of(folder, (overlay,), TERMS)}) == 4


def test_other_code_reads_for_itself(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What another version made of the same files is not taken."""
    before = key_of(folder, (), TERMS)
    monkeypatch.setattr(snapshot, "_code", lambda: "another version")
    assert key_of(folder, (), TERMS) != before


def test_a_scenario_that_cannot_be_read_has_no_key(folder: Path) -> None:
    """A table that is a link is refused by who reads it."""
    (folder / "officers.csv").rename(folder / "people.csv")
    (folder / "officers.csv").symlink_to(folder / "people.csv")
    assert key_of(folder, (), TERMS) is None


def test_what_is_not_as_it_was_written_is_not_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither with another key, nor with a byte changed, nor under other rules of the time zone."""
    data = snapshot_bytes("k", Kept(tiny_scenario()))
    assert kept_in(data, "k") is not None
    assert kept_in(data, "l") is None
    assert kept_in(data.replace(b"a1", b"a9", 1), "k") is None
    assert kept_in(b"", "k") is None
    monkeypatch.setattr(snapshot, "_zone_rules", lambda zone: f"another edition of {zone}")
    assert kept_in(data, "k") is None


def test_what_json_does_not_know_is_a_defect() -> None:
    """A new kind of value in a scenario is noticed when it is written, not when it is read."""
    with pytest.raises(TypeError, match="set"):
        snapshot_bytes("k", Kept(replace(tiny_scenario(), marking={"a"})))  # type: ignore[arg-type]
