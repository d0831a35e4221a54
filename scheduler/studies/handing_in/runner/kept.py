"""Samples that are done, kept by what they hang on: a study goes on after a kill, and one that is repeated costs nothing."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import scheduler
from scheduler.studies.handing_in.point import Point

MOST_BYTES = 64 * 2**20
"""Largest file of a sample read back."""


@cache
def code_version() -> str:
    """Return a hash of the program's own source: what another program found is none of this one's."""
    digest = hashlib.sha256(scheduler.__version__.encode())
    root = Path(scheduler.__file__).parent
    for path in sorted([*root.rglob("*.py"), *root.rglob("*.toml")]):
        digest.update(f"\0{path.relative_to(root)}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def address(document: Mapping[str, Any]) -> str:
    """Return the hash of a document."""
    text = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()


class KeptSamples:
    """A folder of samples, one JSON file each, named by the hash of everything the sample hangs on."""

    def __init__(self, folder: Path, inputs: Mapping[str, Any]) -> None:
        self.folder = folder
        self._inputs = {**inputs, "code": code_version()}

    @property
    def study(self) -> str:
        """Hash of what all samples of the study hang on."""
        return address(self._inputs)

    def path(self, number: int, *, measured: bool) -> Path:
        """Return the file of a sample."""
        return self.folder / f"{address({**self._inputs, 'sample': number, 'measured': measured})}.json"

    def read(self, number: int, *, measured: bool) -> list[Point] | None:
        """Return a sample; None where it is not kept, or its file is not whole."""
        path = self.path(number, measured=measured)
        try:
            if path.stat().st_size > MOST_BYTES:
                return None
            document = json.loads(path.read_bytes())
            points = document["points"]
            if document["sha256"] != address({"points": points}):
                return None
            return [Point.read(point) for point in points]
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def keep(self, number: int, points: Sequence[Point], *, measured: bool) -> None:
        """Write a sample, whole or not at all, for its owner alone."""
        shown = json.loads(json.dumps([point.document() for point in points]))
        text = json.dumps({"sha256": address({"points": shown}), "points": shown}, indent=1, sort_keys=True)
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, name = tempfile.mkstemp(dir=self.folder, prefix=".sample-")
        try:
            with os.fdopen(handle, "w", encoding="ascii") as file:
                file.write(text)
            Path(name).replace(self.path(number, measured=measured))
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
