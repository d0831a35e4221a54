"""Which files of a run are still as they were written, and by which version: their sums, in the form `sha256sum` checks."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache, cached_property
from pathlib import Path

from scheduler import __version__
from scheduler.domain.errors import BadInputError
from scheduler.domain.files import read_named

NAME = "SHA256SUMS"
PLAN = "rota.json"
_PRIVATE = "private/"
_MOST_BYTES = 256 * 2**20


def with_sums(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the files of a run and one more with their sums; calendars, which each run shares with others, have none."""
    lines = [f"# rota {__version__}, views {_views_sha256()}"]
    lines += [f"{_sha256(data)}  {path}" for path, data in sorted(files.items()) if not path.startswith(_PRIVATE)]
    return {**files, NAME: "".join(f"{line}\n" for line in lines).encode()}


class AsWritten:
    """The files of a run's folder, as far as nobody has changed them and this very version wrote them.

    Parameters
    ----------
    folder
        Folder of the run.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def text(self, name: str) -> str | None:
        """Return what a file says; None where it, or the plan it was written with, is not as this version wrote it."""
        plan = self._plan
        return plan if name == PLAN or plan is None else self._text(name)

    @cached_property
    def _plan(self) -> str | None:
        return self._text(PLAN)

    @cached_property
    def _sums(self) -> Mapping[str, str]:
        head, *lines = (_read(self._folder / NAME) or b"").decode(errors="replace").splitlines() or [""]
        if head != f"# rota {__version__}, views {_views_sha256()}":
            return {}
        told = (line.partition("  ") for line in lines)
        return {name: digest for digest, _, name in told}

    def _text(self, name: str) -> str | None:
        data = _read(self._folder / name) if name in self._sums else None
        return data.decode() if data is not None and _sha256(data) == self._sums[name] else None


@cache
def _views_sha256() -> str:
    """Return what tells these views from those of any other version, a version under development too."""
    digest = hashlib.sha256()
    for path in sorted(path for path in Path(__file__).parent.iterdir() if path.is_file()):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _read(path: Path) -> bytes | None:
    try:
        return read_named(path, _MOST_BYTES)
    except (BadInputError, OSError):
        return None
