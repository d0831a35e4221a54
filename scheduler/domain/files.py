"""Reading a file that somebody named, without waiting for it and without reading more than is meant to be read."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from scheduler.domain.errors import BadInputError
from scheduler.domain.findings import Problem


def read_regular(path: Path, most_bytes: int, *, follow: bool = True) -> bytes:
    """Return the bytes of a regular file.

    Parameters
    ----------
    path
        The file. A named pipe is not waited for.
    most_bytes
        Largest size read, in bytes.
    follow
        Whether a symbolic link is followed.

    Raises
    ------
    BadInputError
        If it is not a regular file, may not be read, or is larger.
    """
    flags = os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | (0 if follow else os.O_NOFOLLOW)
    try:
        handle = os.open(path, flags)
        try:
            status = os.fstat(handle)
            if not stat.S_ISREG(status.st_mode):
                raise _refused(path, "a regular file, not a folder, a pipe or a device")
            if status.st_size > most_bytes:
                raise _refused(path, f"a file of at most {most_bytes} bytes")
            with os.fdopen(handle, "rb", closefd=False) as file:
                content = file.read(most_bytes + 1)
        finally:
            os.close(handle)
    except OSError as error:
        raise _refused(path, f"a file that can be read: {error.strerror}") from error
    except ValueError as error:
        raise _refused(path, f"the path of a file ({error})") from error
    if len(content) > most_bytes:
        raise _refused(path, f"a file of at most {most_bytes} bytes")
    return content


def _refused(path: Path, expected: str) -> BadInputError:
    return BadInputError([Problem(str(path), "", expected)])
