"""Reading a file that somebody named, without waiting for it and without reading more than is meant to be read."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scheduler.domain.errors import BadInputError, RefusedError
from scheduler.domain.findings import Problem

MEBIBYTE = 1 << 20

_KINDS = {
    stat.S_IFDIR: "a folder",
    stat.S_IFIFO: "a named pipe",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
    stat.S_IFSOCK: "a socket",
    stat.S_IFLNK: "a symbolic link",
}
_REASONS = {
    errno.EACCES: "a file that may be read (permission denied)",
    errno.EPERM: "a file that may be read (permission denied)",
    errno.ELOOP: "a regular file, not a symbolic link",
    errno.ENOENT: "a file that exists",
    errno.ENXIO: "a regular file, not a socket",
    errno.ENAMETOOLONG: "a shorter path",
}


def read_regular(path: Path, most: int, *, follow: bool) -> bytes:
    """Return the bytes of a regular file.

    Parameters
    ----------
    path
        The file. A named pipe is not waited for.
    most
        Largest size read, in bytes; the size is looked at before anything is read.
    follow
        Whether a symbolic link is followed: where the user named the file, but not where a folder holds it.

    Raises
    ------
    RefusedError
        If it is not a regular file, may not be read, or is larger; how the file is named is the caller's affair.
    """
    with _opened(path, follow=follow) as handle:
        return _bounded(handle, most)


def first_bytes(path: Path, number: int, *, follow: bool) -> bytes:
    """Return so many bytes from the beginning of a regular file of any size, or all it has.

    Parameters
    ----------
    path, follow
        As for `read_regular`.

    Raises
    ------
    RefusedError
        If it is not a regular file or may not be read.
    """
    with _opened(path, follow=follow) as handle:
        _regular(handle)
        return os.read(handle, number)


@contextmanager
def _opened(path: Path, *, follow: bool) -> Iterator[int]:
    """Open a file without waiting for it; what the system has against it is refused in words."""
    flags = os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | (0 if follow else os.O_NOFOLLOW)
    try:
        handle = os.open(path, flags)
    except OSError as error:
        raise RefusedError(_REASONS.get(error.errno or 0, f"a file that can be read ({error.strerror})")) from None
    except ValueError as error:
        message = f"the path of a file ({error})"
        raise RefusedError(message) from None
    try:
        yield handle
    except OSError as error:
        message = f"a file that can be read ({error.strerror})"
        raise RefusedError(message) from None
    finally:
        os.close(handle)


def read_named(path: Path, most: int, *, follow: bool = True) -> bytes:
    """Return the bytes of a regular file that the user named; the path is the place of what is wrong.

    Parameters
    ----------
    path, most, follow
        As for `read_regular`.

    Raises
    ------
    BadInputError
        Where `read_regular` refuses the file.
    """
    try:
        return read_regular(path, most, follow=follow)
    except RefusedError as error:
        raise BadInputError([Problem(str(path), error.value, error.expected)]) from None


def _bounded(handle: int, most: int) -> bytes:
    """Return the bytes of an open file after a look at what it is and how large."""
    size = _regular(handle).st_size
    if size <= most:
        with os.fdopen(handle, "rb", closefd=False) as file:
            content = file.read(size + 1)
        if len(content) <= size:
            return content
        message = "a file that does not grow while it is read"
        raise RefusedError(message)
    bound = f"{most // MEBIBYTE} MiB" if most >= MEBIBYTE else f"{most} bytes"
    message = f"at most {bound}, not {size} bytes"
    raise RefusedError(message)


def _regular(handle: int) -> os.stat_result:
    """Return the status of an open file, which has to be a regular one."""
    status = os.fstat(handle)
    kind = stat.S_IFMT(status.st_mode)
    if kind != stat.S_IFREG:
        message = f"a regular file, not {_KINDS.get(kind, 'something else')}"
        raise RefusedError(message)
    return status
