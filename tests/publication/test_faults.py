"""What was reported as published is never lost: faults at every statement, commit and write, and kill -9 of the writer."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event

from scheduler.domain.errors import BadInputError
from scheduler.publication.reading import log
from scheduler.publication.store import opened
from tests.publication.rosters import THREE, counts, put, verdict

WRITER = """
import sys
sys.path.insert(0, ".")
from dataclasses import replace
from tests.publication.rosters import THREE, put
store, first = sys.argv[1], int(sys.argv[2])
for number in range(first, first + 1000):
    version = put(store, [replace(THREE[0], start_at=number), *THREE[1:]]).version
    print(version.number, number, version.head, flush=True)
"""


def versions(store: str) -> int:
    """Return how many versions there are."""
    with opened(store) as ledger:
        return len(log(ledger))


def test_kill_nine_of_the_writer_loses_nothing_that_it_reported(store: str, root: Path) -> None:
    """Again and again a writer is killed in the middle: its last reported version is there, whole, with its head."""
    with opened(store, write=True):
        pass
    for turn in range(4):
        writer = subprocess.Popen(
            [sys.executable, "-c", WRITER, store, str(turn * 1000)], cwd=root, stdout=subprocess.PIPE, text=True
        )
        assert writer.stdout is not None
        reported = writer.stdout.readline()
        time.sleep(0.017 * turn)
        os.kill(writer.pid, signal.SIGKILL)
        reported = [reported, *writer.stdout.read().splitlines()][-1]
        writer.communicate()
        number, _, head = reported.split()
        found = verdict(store, head)
        assert found.whole
        # Between a version on the disk and its report there is time for one, and no more.
        assert int(number) <= versions(store) <= int(number) + 1
        assert counts(store)["P1", 0][0] == versions(store) - 1


class BrokenError(Exception):
    """A fault that a test injects."""


@contextmanager
def fault_at(nth: int) -> Iterator[list[int]]:
    """Let the nth statement or commit of a writer fail; gives how many are left."""
    left = [nth]

    def count(*_given: Any) -> None:
        left[0] -= 1
        if left[0] == -1:
            raise BrokenError

    for name in ("before_cursor_execute", "commit"):
        event.listen(Engine, name, count)
    try:
        yield left
    finally:
        for name in ("before_cursor_execute", "commit"):
            event.remove(Engine, name, count)


def test_a_fault_at_any_statement_or_commit_adds_all_or_nothing(store: str) -> None:
    """Publishing fails at its first step, its second, and so on until it comes through: nothing until then, then all."""
    put(store)
    before, nth = verdict(store), 0
    while True:
        with fault_at(nth) as left:
            try:
                put(store, THREE[1:])
            except BrokenError:
                pass
            else:
                break
        assert left[0] == -1
        assert verdict(store) == before
        nth += 1
    assert nth > 5
    assert verdict(store).n_lines == 6


LIMITED = """
import resource, signal, sys
sys.path.insert(0, ".")
from tests.publication.rosters import duty, put
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
store, most = sys.argv[1], int(sys.argv[2])
resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
from scheduler.domain.errors import BadInputError
try:
    print(put(store, [duty(f"P{number}") for number in range(300)]).outcome)
except BadInputError as error:
    print("refused:", error)
"""


@pytest.mark.parametrize("room", [0, 4_096, 60_000, 130_000, 10_000_000])
def test_a_disk_that_is_full_at_any_write_adds_all_or_nothing(tmp_path: Path, root: Path, room: int) -> None:
    """No file may grow beyond some size: either it is said and nothing is added, or all three hundred duties are."""
    store = str(tmp_path / "ledger")
    put(store)
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, store, str(room)], cwd=root, capture_output=True, text=True, check=False
    )
    assert done.stderr == ""
    assert (verdict(store).whole, versions(store)) == (True, 2 if done.stdout.strip() == "published" else 1)
    assert done.stdout.startswith("published" if room == 10_000_000 else "refused: ")
    put(store, [replace(THREE[0], tour="N")])
    assert verdict(store).whole


def test_a_ledger_that_cannot_be_made_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The name cannot be given, or not be written to the disk: a message, and no litter."""

    def broken(*_given: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "link", broken)
    with pytest.raises(BadInputError, match="No space left"):
        put(str(tmp_path / "ledger"))
    assert os.listdir(tmp_path) == []
