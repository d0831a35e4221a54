"""What runs on a cluster's worker: one sample, from what was sent to what is kept."""

from __future__ import annotations

import hashlib
import json
import platform
import threading
from dataclasses import dataclass, field
from importlib.metadata import version

from scheduler.studies.handing_in.point import Point
from scheduler.studies.handing_in.runner.kept import code_version
from scheduler.studies.handing_in.runner.sent import unpacked
from scheduler.studies.handing_in.sample import HandInStudy

LIBRARIES = ("numpy", "ortools")
"""Libraries on which figures hang besides the program's own source."""


@dataclass(frozen=True)
class Job:
    """A study as it is sent; a cluster logs how it looks, which is nothing of what it holds.

    Attributes
    ----------
    program
        What has to run there.
    """

    program: str
    sent: bytes = field(repr=False)


def program() -> str:
    """Return what runs here: source, Python and libraries."""
    libraries = [f"{name} {version(name)}" for name in LIBRARIES]
    return ", ".join([f"rota {code_version()[:16]}", f"Python {platform.python_version()}", *libraries])


def points_of(job: Job, number: int) -> bytes:
    """Return the points of a sample as JSON, or what runs here where that is another program.

    Bytes: what a worker has to put aside on its disk it then writes as they are, and never as a pickle.
    """
    if job.program != program():
        return json.dumps({"other": program()}).encode()
    # One at a time in a process: a study made ready is not for two threads at once.
    with _ONE:
        study = _study(job.sent)
        return json.dumps({"points": [point.document() for point in study.points(number)]}).encode()


def read(answer: bytes) -> list[Point] | str:
    """Return the points of an answer, or the other program that gave it."""
    told = json.loads(answer)
    return str(told["other"]) if "other" in told else [Point.read(point) for point in told["points"]]


_ONE = threading.Lock()
_READY: dict[str, HandInStudy] = {}
"""The study this process worked on last, by the hash of what was sent."""


def _study(sent: bytes) -> HandInStudy:
    name = hashlib.sha256(sent).hexdigest()
    if name not in _READY:
        _READY.clear()
        _READY[name] = HandInStudy(*unpacked(sent))
    return _READY[name]
