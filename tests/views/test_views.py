"""The table of contents of an output folder, and what holds for every view in it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from scheduler.views import VIEWS, render_all
from tests.views.plans import AUTUMN, small

GOLDEN = (
    "rota.csv",
    "crews.csv",
    "uncovered.csv",
    "armed_hours.csv",
    "cost.csv",
    "due.csv",
    "rota.json",
    "run.json",
    "private/feeds/officers/A1.ics",
    "private/feeds/officers/A4.ics",
    "private/feeds/officers/A5.ics",
    "private/feeds/posts/TFC.ics",
)
"""Views whose every byte is promised; a page's look may change."""


@pytest.mark.parametrize("path", GOLDEN)
def test_view_equals_its_golden_file(path: str, files: Mapping[str, bytes], root: Path) -> None:
    """Each format writes the small autumn plan as the golden file of the same name (ROTA_WRITE_GOLDEN=1 rewrites)."""
    golden = root / "tests" / "golden" / "views" / Path(path).name
    if os.environ.get("ROTA_WRITE_GOLDEN") == "1":
        golden.write_bytes(files[path])
    assert files[path] == golden.read_bytes()


def test_two_renderings_are_equal_byte_for_byte(files: Mapping[str, bytes]) -> None:
    """A plan built and rendered a second time gives the same bytes: no clock, no hash order, no counter."""
    assert render_all(small(AUTUMN)) == files


def test_another_process_and_time_zone_render_the_same_bytes(files: Mapping[str, bytes], root: Path) -> None:
    """The machine's zone and the seed of string hashes reach no output."""
    program = (
        "import hashlib; from scheduler.views import render_all; from tests.views.plans import AUTUMN, small\n"
        "import sys; files = render_all(small(AUTUMN))\n"
        "sys.stdout.write(hashlib.sha256(b''.join(files[path] for path in sorted(files))).hexdigest())"
    )
    digests = set()
    for zone, seed in (("America/New_York", "1"), ("Asia/Tokyo", "2")):
        environment = {**os.environ, "TZ": zone, "PYTHONHASHSEED": seed}
        done = subprocess.run(
            [sys.executable, "-c", program], cwd=root, env=environment, check=True, capture_output=True, text=True
        )
        digests.add(done.stdout)
    assert len(digests) == 1


def test_paths_are_those_of_the_contract(files: Mapping[str, bytes]) -> None:
    """The folder holds the files the documentation names, one feed an officer and a post."""
    feeds = {f"private/feeds/officers/A{number}.ics" for number in range(1, 7)}
    feeds |= {"private/feeds/posts/TFC.ics", "private/feeds/posts/ARV.ics"}
    single = {
        "rota.csv",
        "crews.csv",
        "uncovered.csv",
        "cost.csv",
        "armed_hours.csv",
        "due.csv",
        "rota.json",
        "run.json",
        "report.html",
    }
    assert set(files) == feeds | single


def test_every_view_has_a_name_and_a_path_of_its_own() -> None:
    """No view hides another one."""
    assert len({view.name for view in VIEWS}) == len({view.path for view in VIEWS}) == len(VIEWS)


def test_only_the_record_of_the_run_says_where_the_scenario_was(files: Mapping[str, bytes]) -> None:
    """The path the user named may hold a name of a machine or a person; no table, page or calendar repeats it."""
    assert [path for path, data in files.items() if b"scenarios/small" in data] == ["run.json"]
