"""The record of a run: its name, its moment, the versions and the machine; the only place that asks for them."""

from __future__ import annotations

import os
import platform
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from scheduler import __version__
from scheduler.cli.arguments import Named
from scheduler.domain.errors import BadInputError
from scheduler.domain.events import RegisterReading
from scheduler.domain.files import read_named
from scheduler.domain.findings import Problem
from scheduler.domain.run import RuleNote, RunRecord
from scheduler.domain.time import minute_of
from scheduler.views.outputs import private_folder

if TYPE_CHECKING:
    from scheduler.planning.plan import PlanOptions

FEED_KEY_FILE = ".feed-key"
"""Beside the runs, so that the calendars of the next run carry the same identifiers."""

FEED_KEY_NAME = "ROTA_FEED_KEY"
"""Name in the environment of a key that takes the place of the one kept."""

_LIBRARIES = ("ortools", "numpy")
_KEY_BYTES = 32
_KEY = re.compile(rf"[0-9a-fA-F]{{{2 * _KEY_BYTES}}}")
_MOST_KEY_BYTES = 1024


def new_run(
    named: Named, options: PlanOptions, rules: tuple[RuleNote, ...], register: RegisterReading | None = None
) -> RunRecord:
    """Return the record of a run that begins now; it has no key for calendars yet."""
    now = datetime.now(UTC)
    return RunRecord(
        run_id=f"{now:%Y%m%dT%H%M%SZ}-{secrets.token_hex(2)}",
        stamp_at=minute_of(now),
        versions={
            "rota": __version__,
            "python": platform.python_version(),
            **{library: version(library) for library in _LIBRARIES},
        },
        seed=options.seed,
        workers=1 if options.reproducible else options.workers,
        seconds_allowed=options.seconds,
        load=os.getloadavg(),
        reproducible=options.reproducible,
        rules=rules,
        scenario_path=str(named.scenario),
        rung=named.rung,
        lever=named.lever,
        step_back_path="" if named.step_back is None else str(named.step_back),
        register_path="" if named.register is None else str(named.register.path),
        register=register,
        from_path="" if named.told is None else named.told.words,
        begun_with_path="" if named.begin_with is None else str(named.begin_with),
    )


def amended_run(before: RunRecord, now: datetime) -> RunRecord:
    """Return the record of a run that is another one amended: planned from the same, at another moment."""
    name = f"{now:%Y%m%dT%H%M%SZ}-{secrets.token_hex(2)}"
    return replace(before, run_id=name, stamp_at=minute_of(now), load=os.getloadavg())


def known_feed_key(folder: Path) -> str:
    """Return the key of the calendars whose runs stand in a folder, or an empty text where none is kept yet.

    ``ROTA_FEED_KEY`` in the environment takes the place of the one kept.

    Raises
    ------
    BadInputError
        If either is not 64 hexadecimal digits, or the one kept is a link or no regular file.
    """
    told = os.environ.get(FEED_KEY_NAME)
    if told:
        return _checked(told, FEED_KEY_NAME)
    path = folder / FEED_KEY_FILE
    if not os.path.lexists(path):
        return ""
    kept = read_named(path, _MOST_KEY_BYTES, follow=False)
    return _checked(kept.decode("ascii", errors="replace").strip(), str(path))


@contextmanager
def feed_key(folder: Path) -> Iterator[str]:
    """Give the key of the calendars whose runs stand in a folder; a new one is kept only if the work succeeds.

    Parameters
    ----------
    folder
        Folder of the runs, as an absolute path; made where it is missing, and taken away again with the key.

    Raises
    ------
    BadInputError
        As `known_feed_key`.
    """
    known = known_feed_key(folder)
    if known:
        yield known
        return
    path = folder / FEED_KEY_FILE
    with private_folder(folder):
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(handle, "w", encoding="ascii") as file:
                key = secrets.token_hex(_KEY_BYTES)
                file.write(f"{key}\n")
            yield key
        except BaseException:
            path.unlink(missing_ok=True)
            raise


def _checked(key: str, place: str) -> str:
    """Return a key that is one; a wrong one is not shown, as it may be somebody's secret all the same."""
    if not _KEY.fullmatch(key):
        expected = f"{2 * _KEY_BYTES} hexadecimal digits; without it, a new key is made beside the runs"
        raise BadInputError([Problem(place, "", expected)])
    return key
