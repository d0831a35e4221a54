"""The folder of a run is written whole or not at all."""

from __future__ import annotations

import errno
import os
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scheduler.domain.errors import BadInputError
from scheduler.views.outputs import check_writable, run_folder, write_outputs

FILES = {
    "rota.csv": b"officer\r\n",
    "private/feeds/officers/A1.ics": b"BEGIN",
    "private/feeds/posts/P.ics": b"",
    "a": b"x",
}
CALLS = ("mkdir", "write", "fsync", "rename", "replace")


def tree(folder: Path) -> dict[str, bytes | str]:
    """Return everything under a folder: bytes of files, targets of links, ``/`` for folders."""
    found: dict[str, bytes | str] = {}
    for path in sorted(folder.rglob("*")):
        name = str(path.relative_to(folder))
        if path.is_symlink():
            found[name] = f"-> {path.readlink()}"
        elif path.is_dir():
            found[name] = "/"
        else:
            found[name] = path.read_bytes()
    return found


class Faults:
    """Counts the calls that change the disk, and lets one of them fail."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, failing: int = -1, error: BaseException | None = None) -> None:
        self.made: list[str] = []
        self.failing = failing
        self.error = error or OSError(errno.ENOSPC, "No space left on device")
        for name in CALLS:
            monkeypatch.setattr(os, name, self.counted(name, getattr(os, name)))

    def counted(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        """Return a call that counts, and fails in its turn."""

        def call(*given: Any, **named: Any) -> Any:
            self.made.append(name)
            if len(self.made) - 1 == self.failing:
                raise self.error
            return real(*given, **named)

        return call


def calls_of_a_run(tmp_path: Path, *, links: bool) -> list[str]:
    """Return the calls a run that succeeds makes beside an older one."""
    with pytest.MonkeyPatch.context() as patch:
        if not links:
            patch.setattr(os, "symlink", refused)
        write_outputs(tmp_path / "first", FILES)
        faults = Faults(patch)
        write_outputs(tmp_path / "second", FILES)
    return faults.made


def refused(*given: object) -> None:
    """Stand in for a disk without links."""
    raise OSError(errno.EPERM, "Operation not permitted")


def test_files_are_whole_and_latest_names_them(tmp_path: Path) -> None:
    """Every file is there with its bytes, and `latest` leads to it."""
    folder = write_outputs(tmp_path / "outputs" / "county" / "run1", FILES)
    assert {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()} == FILES
    assert (folder.parent / "latest").readlink() == Path("run1")
    assert (folder.parent / "latest" / "rota.csv").read_bytes() == b"officer\r\n"


def test_only_the_owner_can_read(tmp_path: Path) -> None:
    """Files are 0600 and folders 0700, those made on the way included, whatever the umask."""
    before = os.umask(0)
    try:
        folder = write_outputs(tmp_path / "outputs" / "run1", FILES)
    finally:
        os.umask(before)
    modes = {path: stat.S_IMODE(path.stat().st_mode) for path in (folder.parent, folder, *folder.rglob("*"))}
    assert all(mode == (0o700 if path.is_dir() else 0o600) for path, mode in modes.items())


def test_a_second_run_stands_beside_the_first(tmp_path: Path) -> None:
    """`latest` moves on; the older run is untouched."""
    write_outputs(tmp_path / "run1", FILES)
    write_outputs(tmp_path / "run2", {"a": b"new"})
    assert (tmp_path / "latest").readlink() == Path("run2")
    assert (tmp_path / "run1" / "a").read_bytes() == b"x"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["latest", "run1", "run2"]


def test_an_existing_run_is_never_overwritten(tmp_path: Path) -> None:
    """A second run of the same name is refused and changes nothing, even where the folder is empty."""
    write_outputs(tmp_path / "run1", FILES)
    (tmp_path / "empty").mkdir()
    before = tree(tmp_path)
    for name in ("run1", "empty"):
        with pytest.raises(BadInputError, match="does not exist yet"):
            write_outputs(tmp_path / name, {"a": b"new"})
    assert tree(tmp_path) == before


@pytest.mark.parametrize("links", [True, False], ids=["links", "no links"])
@pytest.mark.parametrize("older", [True, False], ids=["beside an older run", "as the first run"])
@pytest.mark.parametrize("error", [None, KeyboardInterrupt()], ids=["disk full", "interrupted"])
def test_a_fault_anywhere_leaves_things_as_they_were(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException | None, older: bool, links: bool
) -> None:
    """Whichever write, sync, rename or folder fails, older outputs and `latest` are whole and nothing is left over."""
    # Several hundred real syncs would take minutes on a busy disk; that each is asked for and may fail is what counts.
    monkeypatch.setattr(os, "fsync", lambda handle: None)
    n_calls = len(calls_of_a_run(tmp_path / "count", links=links))
    # Five folders, three writes (the empty file has none), at least one sync a file and folder, two renames.
    assert n_calls >= 5 + 3 + 4 + 5 + 2
    for failing in range(n_calls):
        here = tmp_path / f"{failing}"
        here.mkdir()
        with pytest.MonkeyPatch.context() as patch:
            if not links:
                patch.setattr(os, "symlink", refused)
            if older:
                write_outputs(here / "old", FILES)
            before = tree(here)
            faults = Faults(patch, failing, error)
            with pytest.raises(KeyboardInterrupt if error else BadInputError):
                write_outputs(here / "new", FILES)
        assert tree(here) == before, f"after a fault in call {failing}, {faults.made[failing]}"
        write_outputs(here / "new", FILES)
        assert run_folder(here / "latest").resolve().name == "new"


def test_a_full_disk_is_told_in_one_message(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the disk says reaches the user as a problem, not as a traceback."""
    Faults(monkeypatch, failing=2)
    with pytest.raises(BadInputError, match="No space left on device"):
        write_outputs(tmp_path / "run1", FILES)


def test_writes_that_take_only_a_part_are_carried_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk may take fewer bytes than offered; the rest follows."""
    real = os.write
    monkeypatch.setattr(os, "write", lambda handle, data: real(handle, bytes(data)[:3]))
    assert (write_outputs(tmp_path / "run1", FILES) / "rota.csv").read_bytes() == b"officer\r\n"


@pytest.mark.parametrize("path", ["../out", "/etc/out", "a/../../out", "", ".", "a//b", "a/./b", "a\0b"])
def test_a_path_out_of_the_folder_is_refused(tmp_path: Path, path: str) -> None:
    """Nothing is written, not even the folder."""
    with pytest.raises(BadInputError):
        write_outputs(tmp_path / "run1", {path: b"x"})
    assert not list(tmp_path.iterdir())


def test_a_file_in_the_way_is_refused(tmp_path: Path) -> None:
    """Where the run's folder or the one above it should be, there is a file: it stays."""
    (tmp_path / "file").write_bytes(b"mine")
    for folder in (tmp_path / "file", tmp_path / "file" / "run1", tmp_path / "file" / "county" / "run1"):
        with pytest.raises(BadInputError):
            write_outputs(folder, FILES)
    assert tree(tmp_path) == {"file": b"mine"}


def test_links_out_of_place_are_refused(tmp_path: Path) -> None:
    """A run folder that is a link, a dead link above it, a `latest` that leads elsewhere: all stay as they are."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    here = tmp_path / "here"
    here.mkdir()
    (here / "run1").symlink_to(elsewhere)
    (here / "dead").symlink_to(tmp_path / "nowhere")
    before = tree(tmp_path)
    for folder in (here / "run1", here / "dead", here / "dead" / "run2"):
        with pytest.raises(BadInputError):
            write_outputs(folder, FILES)
    assert tree(tmp_path) == before
    (here / "latest").symlink_to(elsewhere)
    with pytest.raises(BadInputError, match="a link to a run beside it"):
        write_outputs(here / "run2", FILES)
    assert not list(elsewhere.iterdir())


@pytest.mark.parametrize("content", [b"my own notes\non two lines", b"", b"x" * 4096])
def test_a_latest_that_is_not_ours_is_refused(tmp_path: Path, content: bytes) -> None:
    """A file of that name somebody else wrote is not replaced, nor is a folder."""
    (tmp_path / "latest").write_bytes(content)
    with pytest.raises(BadInputError):
        write_outputs(tmp_path / "run1", FILES)
    assert tree(tmp_path) == {"latest": content}
    (tmp_path / "latest").unlink()
    (tmp_path / "latest").mkdir()
    with pytest.raises(BadInputError):
        write_outputs(tmp_path / "run1", FILES)
    with pytest.raises(BadInputError, match="another name"):
        write_outputs(tmp_path / "other" / "latest", FILES)


def test_where_links_are_impossible_latest_is_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk without links gets a file that names the run, and the reader follows it."""
    monkeypatch.setattr(os, "symlink", refused)
    for name in ("run1", "run2"):
        write_outputs(tmp_path / name, FILES)
    assert (tmp_path / "latest").read_bytes() == b"run2\n"
    assert run_folder(tmp_path / "latest") == tmp_path / "run2"


def test_a_run_folder_that_is_not_there_is_bad_input(tmp_path: Path) -> None:
    """Naming no run gets a message."""
    (tmp_path / "latest").write_text("run9\n")
    for path in (tmp_path / "latest", tmp_path / "run9"):
        with pytest.raises(BadInputError, match="the folder of a run"):
            run_folder(path)


def test_leftovers_of_dead_runs_are_swept(tmp_path: Path) -> None:
    """The temporary folder of a run that was killed goes with the next run; similar names of others stay."""
    program = (
        "import os, sys, pathlib\nfrom scheduler.views import outputs\n"
        "outputs.os.rename = lambda *_: os.kill(os.getpid(), 9)\n"
        "outputs.write_outputs(pathlib.Path(sys.argv[1]), {'a': b'x'})"
    )
    subprocess.run([sys.executable, "-c", program, str(tmp_path / "killed")], check=False)
    assert [path.name.startswith(".partial-") for path in tmp_path.iterdir()] == [True, True]
    (tmp_path / ".partial-mine").mkdir()
    write_outputs(tmp_path / "run1", FILES)
    assert sorted(path.name for path in tmp_path.iterdir()) == [".partial-mine", "latest", "run1"]


def test_the_temporary_of_a_living_run_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run that starts while another one still writes does not sweep that one's files."""
    real = os.write
    nested: list[Path] = []

    def write(handle: int, data: bytes) -> int:
        if not nested:
            nested.append(tmp_path / "inner")
            write_outputs(tmp_path / "inner", {"b": b"y"})
        return real(handle, data)

    monkeypatch.setattr(os, "write", write)
    write_outputs(tmp_path / "outer", FILES)
    assert (tmp_path / "inner" / "b").read_bytes() == b"y"
    assert (tmp_path / "outer" / "a").read_bytes() == b"x"


def test_a_folder_nobody_may_write_to_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A refusal by the system on the way to the folder is a problem with its place."""

    def denied(path: Path, mode: int) -> None:
        raise PermissionError(errno.EACCES, "Permission denied", str(path))

    monkeypatch.setattr(os, "mkdir", denied)
    with pytest.raises(BadInputError, match="Permission denied"):
        write_outputs(tmp_path / "deep" / "run1", FILES)
    assert not list(tmp_path.iterdir())


def test_a_folder_that_may_not_be_written_is_told_beforehand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The nearest folder that is there is tried, with nothing left in it; the missing ones below it are not made."""
    check_writable(tmp_path / "a" / "b" / "run")
    assert tree(tmp_path) == {}

    def denied(path: Path, mode: int) -> None:
        raise PermissionError(errno.EACCES, "Permission denied", str(path))

    monkeypatch.setattr(os, "mkdir", denied)
    with pytest.raises(BadInputError, match="can be written") as raised:
        check_writable(tmp_path / "a" / "b" / "run")
    assert raised.value.problems[0].place == str(tmp_path)
    assert tree(tmp_path) == {}


@pytest.mark.parametrize("act", [check_writable, lambda folder: write_outputs(folder, FILES)])
def test_a_file_system_that_takes_nothing_is_told_by_the_folder_that_was_named(act: Callable[[Path], object]) -> None:
    """Permissions of ``/proc`` allow its owner to write, and it refuses: no temporary name is shown that nobody typed."""
    with pytest.raises(BadInputError, match="can be written; name another") as raised:
        act(Path("/proc/run1"))
    assert raised.value.problems[0].place == "/proc"
