"""Files that are broken or meant to break: each gets its message, in bounded memory, and never a traceback."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from scheduler.domain.errors import BadInputError
from scheduler.scenario_io import csv_tables, load, sources
from scheduler.scenario_io.text import nearest, shown
from tests.scenario_io.small import FILES, SETTINGS, messages, problems_of, row, write

UNITS = FILES["units.csv"].encode()

BYTES = {
    "NUL byte": (
        {"units.csv": UNITS + b"U2,F,a\0b,no\n"},
        # 22 bytes of header and 24 of the first row come before "U2,F,a".
        [f"units.csv:3: expected text, not a NUL byte (byte {len(UNITS) + 7} of the file)"],
    ),
    "not UTF-8": (
        {"units.csv": UNITS + b"U2,F,caf\xe9,no\n"},
        [
            f"units.csv:3: 'byte E9': expected UTF-8 text (byte {len(UNITS) + 9} of the file is not); save as 'CSV "
            "UTF-8'"
        ],
    ),
    "UTF-16": (
        {"units.csv": "unit,force".encode("utf-16")},
        ["units.csv: expected UTF-8 text, not UTF-16; save as 'CSV UTF-8'"],
    ),
    "cell of 20 million characters": (
        {"units.csv": UNITS + b'U2,F,"' + b"a" * 20_000_000 + b'",no\n'},
        ["units.csv:3: expected cells of at most 20000 characters (a quote that is never closed makes one long cell)"],
    ),
    "settings that are not UTF-8": (
        {"scenario.toml": b"# \xff\n"},
        ["scenario.toml: expected UTF-8 text (byte 3 of the file is not)"],
    ),
    "settings nested without end": (
        {"scenario.toml": "a = " + "[" * 100_000},
        ["scenario.toml: expected TOML without endless numbers or nesting"],
    ),
    "settings with a number of endless digits": (
        {"scenario.toml": "a = " + "1" * 100_000},
        ["scenario.toml: expected TOML without endless numbers or nesting"],
    ),
}


@pytest.mark.parametrize(
    ("changes", "expected"), [pytest.param(*case, id=name.replace(" ", "-")) for name, case in BYTES.items()]
)
def test_bytes_that_are_no_table(tmp_path: Path, changes: dict[str, str | bytes | None], expected: list[str]) -> None:
    """Bytes that are no table are refused, with their place."""
    assert messages(write(tmp_path / "s", changes)) == expected


def test_rows_beyond_a_sheets_last_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Empty rows count too, so that a file of nothing else has an end."""
    monkeypatch.setattr(csv_tables, "MOST_ROWS", 10)
    load(write(tmp_path / "s", row("units.csv", *[""] * 8)))
    assert messages(write(tmp_path / "s", row("units.csv", *[""] * 9))) == ["units.csv:11: expected at most 10 rows"]


MEASURED = """
import resource, sys
from pathlib import Path
from scheduler.domain.errors import BadInputError
from scheduler.scenario_io import load

def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024

before = peak()
try:
    load(Path(sys.argv[1]))
except BadInputError as error:
    sys.stdout.write(f"{len(error.problems)} {peak() - before}")
"""


def test_huge_files_stay_within_256_mib(tmp_path: Path, root: Path) -> None:
    """A file of 200 MB, a cell of 12 MB and 12 million empty rows together cost at most 256 MiB, one message each."""
    changes = {
        "history.csv": None,
        "vehicles.csv": FILES["vehicles.csv"].encode() + b'"' + b"a" * 12_000_000,
        "balances.csv": FILES["balances.csv"].encode() + b"\n" * 12_000_000,
    }
    folder = write(tmp_path / "s", changes)
    with (folder / "history.csv").open("wb") as file:
        file.truncate(200_000_000)
    command = [sys.executable, "-c", MEASURED, str(folder)]
    run = subprocess.run(command, capture_output=True, text=True, check=True, cwd=root)
    n_problems, peak_mib = (int(figure) for figure in run.stdout.split())
    assert n_problems == 3
    assert peak_mib < 256


def test_many_large_tables_are_refused_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The folder has a bound of its own; the table that passes it is the one refused."""
    folder = write(tmp_path / "s")
    size = sum(path.stat().st_size for path in folder.iterdir())
    monkeypatch.setattr(sources, "LARGEST_FOLDER", size)
    load(folder)
    # History is the last table that is read.
    monkeypatch.setattr(sources, "LARGEST_FOLDER", size - 1)
    assert messages(folder) == ["history.csv: expected tables of at most 0 MiB altogether, this one among them"]


def test_a_file_too_large_tells_its_size(tmp_path: Path) -> None:
    """The size is looked at before anything is read."""
    folder = write(tmp_path / "s", {"history.csv": None})
    with (folder / "history.csv").open("wb") as file:
        file.truncate(200_000_000)
    assert messages(folder) == ["history.csv: expected at most 32 MiB, not 200000000 bytes"]


def test_byte_order_mark_and_crlf_are_accepted(tmp_path: Path) -> None:
    """What Excel writes as 'CSV UTF-8' reads as the plain file does, whatever its line ends."""
    plain = load(write(tmp_path / "plain")).scenario
    windows = {name: b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode() for name, text in FILES.items()}
    assert load(write(tmp_path / "windows", windows)).scenario.officers == plain.officers


def test_empty_rows_at_the_end_are_passed_over(tmp_path: Path) -> None:
    """The rows of commas a spreadsheet leaves behind hold nothing."""
    changes = row("officers.csv", ",,,,,,", "", "  ,,")
    assert len(load(write(tmp_path / "s", changes)).scenario.officers) == 3


def test_a_symbolic_link_in_a_folder_is_refused(tmp_path: Path) -> None:
    """A table that is a link to a file elsewhere is not followed, nor is its content shown."""
    folder = write(tmp_path / "s", {"vehicles.csv": None})
    secret = tmp_path / "secret"
    secret.write_text("do not show")
    (folder / "vehicles.csv").symlink_to(secret)
    found = messages(folder)
    assert found[0] == "vehicles.csv: expected a regular file, not a symbolic link"
    assert "do not show" not in "".join(found)


def test_a_broken_link_is_refused(tmp_path: Path) -> None:
    """A link that leads nowhere is not taken for a missing table."""
    folder = write(tmp_path / "s", {"history.csv": None})
    (folder / "history.csv").symlink_to(tmp_path / "nowhere")
    assert messages(folder) == ["history.csv: expected a regular file, not a symbolic link"]


def test_a_named_pipe_is_not_waited_for(tmp_path: Path) -> None:
    """A named pipe in a table's place is refused at once."""
    folder = write(tmp_path / "s", {"history.csv": None})
    os.mkfifo(folder / "history.csv")
    assert messages(folder) == ["history.csv: expected a regular file, not a named pipe"]


def test_a_folder_in_a_tables_place(tmp_path: Path) -> None:
    """A folder named like a table is refused."""
    folder = write(tmp_path / "s", {"history.csv": None})
    (folder / "history.csv").mkdir()
    assert messages(folder) == ["history.csv: expected a regular file, not a folder"]


def test_a_file_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Missing permission is told as such."""
    folder = write(tmp_path / "s")
    really_open = os.open

    def refuse(path: Path, flags: int) -> int:
        if path.name == "history.csv":
            raise PermissionError(13, "Permission denied")
        return really_open(path, flags)

    monkeypatch.setattr(os, "open", refuse)
    assert messages(folder) == ["history.csv: expected a file that may be read (permission denied)"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("nowhere", "a scenario folder or an .xlsx workbook that exists"),
        ("nowhere.xlsx", "a file that exists"),
        ("file.csv", "a scenario folder or an .xlsx workbook"),
        ("nul\0", "a scenario folder or an .xlsx workbook that exists"),
        ("x" * 5000, "another path (File name too long)"),
    ],
)
def test_a_path_that_is_no_scenario(tmp_path: Path, name: str, expected: str) -> None:
    """A path that leads to no scenario gives one message."""
    (tmp_path / "file.csv").write_text("a")
    (problem,) = problems_of(tmp_path / name)
    assert problem.expected == expected


def test_a_stray_file_is_warned_about_with_the_nearest_table(tmp_path: Path) -> None:
    """A misspelt table is told beside the missing one; notes, hidden files and people.csv are passed over."""
    changes = {
        "roles.csv": None,
        "role.csv": FILES["roles.csv"],
        "README.md": "notes",
        ".hidden": "",
        "people.csv": "officer,name\n",
    }
    folder = write(tmp_path / "s", changes)
    (folder / "overlays").mkdir()
    problems = problems_of(folder)
    assert [problem.warning for problem in problems] == [False, True]
    assert str(problems[1]).endswith("'role.csv': not a table, and so not read; did you mean 'roles.csv'?")


def test_thousands_of_unknown_names_stay_fast(tmp_path: Path) -> None:
    """Nearest names are sought for at most fifty values a file, so that the 51st and later have none."""
    officers = FILES["officers.csv"] + "".join(f"Q{number:05d},F,U,C,Constable,,\n" for number in range(1_000))
    history = "officer,force_day,option\n" + "".join(f"Q{number:05d}x,2026-10-11,rest\n" for number in range(1_000))
    problems = [
        problem
        for problem in problems_of(write(tmp_path / "s", {"officers.csv": officers, "history.csv": history}))
        if problem.place.startswith("history.csv:")
    ]
    assert [bool(problem.nearest) for problem in problems] == [True] * 50 + [False] * 150


def test_random_damage_never_ends_in_a_traceback(tmp_path: Path) -> None:
    """Whatever byte of whatever file is changed, reading ends with a scenario or with messages."""
    draw = random.Random(1)
    refused = 0
    for _ in range(40):
        name = draw.choice(sorted(FILES))
        content = bytearray(FILES[name].encode())
        for _ in range(draw.randint(1, 4)):
            content[draw.randrange(len(content))] = draw.randrange(256)
        folder = write(tmp_path / "s", {name: bytes(content)})
        told = _told(folder)
        refused += bool(told)
        assert all(message.isprintable() for message in told)
    assert refused > 20


def _told(folder: Path) -> list[str]:
    """Return what reading says; nothing where it succeeds."""
    try:
        load(folder)
    except BadInputError as error:
        return [str(problem) for problem in error.problems]
    return []


def test_values_are_shown_short_and_visible() -> None:
    """Escape sequences and long values do not reach a terminal as they are."""
    assert shown("a\x1b]0;x\x07") == "a<U+001B>]0;x<U+0007>"
    # 40 characters are shown.
    assert shown("x" * 41) == "x" * 40 + "... (41 characters)"


@pytest.mark.parametrize(("name", "expected"), [("rol", "role"), ("ROLE", "role"), ("zzz", ""), ("x" * 100_000, "")])
def test_nearest_name(name: str, expected: str) -> None:
    """The nearest name is the closest spelling, capitals apart; what is far or endless has none."""
    assert nearest(name, ["unit", "role"]) == expected


def test_problems_do_not_repeat_settings_errors(tmp_path: Path) -> None:
    """Where the settings cannot be read, contracts are not blamed for naming their rule groups."""
    assert len(messages(write(tmp_path / "s", {"scenario.toml": SETTINGS + "["}))) == 1
