"""Writes the folder of a run whole or not at all, and points ``latest`` at it.

Everything is written into a temporary folder beside the run folder and renamed in one step. Whatever fails before
that step is finished leaves older runs and ``latest`` as they were.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import re
import shutil
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from secrets import token_hex
from types import MappingProxyType

from scheduler.domain.errors import BadInputError
from scheduler.domain.files import read_named
from scheduler.domain.findings import Problem
from scheduler.domain.folders import private_folder, refuse_unwritable, unwritable
from scheduler.domain.run import LATEST

_TEMPORARY = ".partial-"
_TEMPORARY_NAME = re.compile(r"\.partial-[0-9a-f]{16}(-latest)?")
_NAME_BYTES = 255
_MOST_KEPT_BYTES = 256 * 2**20
NOTHING_KEPT: Mapping[str, Path] = MappingProxyType({})


def check_writable(folder: Path) -> None:
    """Refuse a run folder that `write_outputs` would refuse, before a search is spent on it; nothing is left behind.

    Parameters
    ----------
    folder
        Folder of the run to come.

    Raises
    ------
    BadInputError
        If the folder exists, something else is in the way, or the nearest folder above it cannot be written.
    """
    folder = Path(os.path.abspath(folder))
    try:
        _refuse_in_the_way(folder)
        refuse_unwritable(folder.parent)
    except OSError as error:
        raise _refused(folder, error) from error


def write_outputs(folder: Path, files: Mapping[str, bytes], kept: Mapping[str, Path] = NOTHING_KEPT) -> Path:
    """Write the folder of a run, whole or not at all, and point ``latest`` beside it at it.

    Files can be read by their owner alone. Temporary folders of runs that died are swept.

    Parameters
    ----------
    folder
        Folder to make; it must not exist yet.
    files
        Content by path inside the folder.
    kept
        By path inside the folder, files of an earlier run that are the same in this one. Nobody writes into a file of a
        run, so that both have the one file; where the disk cannot do that, it is copied.

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    BadInputError
        If the folder exists, a path leads out of it, something else is in the way, or the disk refuses.
    """
    for path in (*files, *kept):
        _refuse_stray(path)
    folder = Path(os.path.abspath(folder))
    try:
        with private_folder(folder.parent):
            with _locked(folder.parent):
                _refuse_in_the_way(folder)
                _sweep(folder.parent)
            with _temporary_beside(folder) as temporary:
                _fill(temporary, files, kept)
                with _locked(folder.parent):
                    _refuse_in_the_way(folder)
                    _publish(temporary, folder)
    except OSError as error:
        raise _refused(folder, error) from error
    return folder


def run_folder(path: Path) -> Path:
    """Return the run folder a path names: the folder itself, or the one a ``latest`` without links points at.

    Raises
    ------
    BadInputError
        If there is no such folder.
    """
    found = path
    if path.is_file() and path.name == LATEST:
        name = _named_by(path)
        found = path.parent / name if name else path
    if not found.is_dir():
        raise BadInputError([Problem(str(path), "", "the folder of a run, or the `latest` beside it")])
    return found


def _refused(folder: Path, error: OSError) -> BadInputError:
    refused = Path(error.filename or folder)
    place = refused.parent if _TEMPORARY_NAME.fullmatch(refused.name) else refused  # nobody typed a temporary name
    return unwritable(place, error)


def _refuse_stray(path: str) -> None:
    if "\0" in path or not {"", ".", ".."}.isdisjoint(path.split("/")):
        raise BadInputError([Problem("outputs", path[:80], "a path inside the folder of the run")])


def _refuse_in_the_way(folder: Path) -> None:
    """Refuse whatever this run must not replace: an older run, a file, or a ``latest`` that is not ours."""
    if os.path.lexists(folder):
        raise BadInputError([Problem(str(folder), "", "a folder that does not exist yet; nothing was written")])
    latest = folder.parent / LATEST
    if folder.name in ("", LATEST):
        raise BadInputError([Problem(str(folder), "", "another name for a run folder")])
    if os.path.lexists(latest) and not _named_by(latest):
        expected = "a link to a run beside it; move it out of the way, nothing was written"
        raise BadInputError([Problem(str(latest), "", expected)])


def _named_by(latest: Path) -> str:
    """Return the name of the run beside it that ``latest`` gives, or nothing where it is not one of ours."""
    mode = os.lstat(latest).st_mode
    if stat.S_ISLNK(mode):
        name = os.readlink(latest)
    elif stat.S_ISREG(mode) and os.path.getsize(latest) <= _NAME_BYTES + 1:
        name = latest.read_bytes().decode(errors="replace").removesuffix("\n")
    else:
        return ""
    return "" if name in ("", ".", "..") or "/" in name or "\n" in name else name


@contextlib.contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Keep other runs that write beside this one waiting."""
    handle = _lock_of(folder)
    try:
        yield
    finally:
        os.close(handle)


@contextlib.contextmanager
def _temporary_beside(folder: Path) -> Iterator[Path]:
    """Make a temporary folder whose lock tells other runs that this one is alive, and remove what is left of it."""
    temporary = folder.parent / f"{_TEMPORARY}{token_hex(8)}"
    handles = []
    try:
        with _locked(folder.parent):
            os.mkdir(temporary, 0o700)
            handles.append(_lock_of(temporary))
        yield temporary
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
        for handle in handles:
            os.close(handle)


def _lock_of(folder: Path) -> int:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
    except OSError:
        os.close(handle)
        raise
    return handle


def _sweep(parent: Path) -> None:
    """Remove temporary folders whose run is dead: nobody holds their lock any more."""
    for stale in parent.iterdir():
        if not _TEMPORARY_NAME.fullmatch(stale.name):
            continue
        if stale.is_symlink() or not stale.is_dir():
            with contextlib.suppress(OSError):
                stale.unlink()
            continue
        with contextlib.suppress(OSError):
            handle = os.open(stale, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(stale, ignore_errors=True)
            finally:
                os.close(handle)


def _fill(temporary: Path, files: Mapping[str, bytes], kept: Mapping[str, Path]) -> None:
    """Write or keep every file and make sure that it and its folder are on the disk."""
    # Thousands of calendars are kept, and paths that are texts are joined in a fraction of the time.
    top = str(temporary)
    folders = {top}
    for path in sorted({*files, *kept}):
        above = f"{top}/{path}".rpartition("/")[0]
        if above not in folders:
            for folder in reversed(PurePosixPath(path).parents[:-1]):
                if f"{top}/{folder}" not in folders:
                    os.mkdir(f"{top}/{folder}", 0o700)
                    folders.add(f"{top}/{folder}")
        if path in files:
            _write(f"{top}/{path}", files[path])
        else:
            _keep(f"{top}/{path}", kept[path])
    for above in sorted(folders, reverse=True):
        _sync(above)


def _keep(path: str, before: Path) -> None:
    """Give a file of an earlier run, which is on the disk already, a second name; or copy it."""
    try:
        os.link(before, path, follow_symlinks=False)
    except FileNotFoundError:
        raise
    except OSError:
        _write(path, read_named(before, _MOST_KEPT_BYTES, follow=False))


def _write(path: str | Path, data: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    try:
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(handle, rest) :]
        os.fsync(handle)
    finally:
        os.close(handle)


def _sync(folder: str | Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _publish(temporary: Path, folder: Path) -> None:
    """Rename the finished folder into place and let ``latest`` name it: both, or neither."""
    latest = folder.parent / LATEST
    before = _named_by(latest) if os.path.lexists(latest) else ""
    pointer = _pointer_beside(folder)
    done = False
    try:
        _point(pointer, folder.name)
        os.rename(temporary, folder)
        _sync(folder.parent)
        os.replace(pointer, latest)
        _sync(folder.parent)
        done = True
    finally:
        if not done:
            _take_back(temporary, folder, before)
        pointer.unlink(missing_ok=True)


def _pointer_beside(folder: Path) -> Path:
    return folder.parent / f"{_TEMPORARY}{token_hex(8)}-{LATEST}"


def _point(pointer: Path, name: str) -> None:
    """Make a link to a run or, where the disk has no links, a file that names it."""
    try:
        os.symlink(name, pointer)
    except (OSError, NotImplementedError):
        _write(pointer, f"{name}\n".encode())


def _take_back(temporary: Path, folder: Path, before: str) -> None:
    """Undo what was renamed, ``latest`` first, so that it never names a run that is gone."""
    latest = folder.parent / LATEST
    if os.path.lexists(latest) and _named_by(latest) == folder.name:
        if before:
            pointer = _pointer_beside(folder)
            _point(pointer, before)
            os.replace(pointer, latest)
        else:
            latest.unlink()
    if os.path.lexists(folder):
        os.rename(folder, temporary)
