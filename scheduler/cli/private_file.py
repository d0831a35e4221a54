"""One file, written for its owner's eyes alone and in one step."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path

from scheduler.domain.errors import BadInputError
from scheduler.domain.findings import Problem


def write_private(path: Path, data: bytes) -> None:
    """Write a file in one step: whoever reads it sees the old content or the new one.

    Raises
    ------
    BadInputError
        If the path is a folder's, or cannot be written.
    """
    if not path.name or path.is_dir():
        raise BadInputError([Problem(str(path), "", "the path of a file, not of a folder")])
    partial = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        partial.replace(path)
    except OSError as error:
        wrong = error.strerror or str(error)
        raise BadInputError(
            [Problem(str(path), "", "a file in a folder that exists and can be written", wrong=wrong)]
        ) from error
    finally:
        with suppress(OSError):
            partial.unlink()
