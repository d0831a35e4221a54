"""How long publishing takes: ``python -m tests.benchmarks.ledger [STORE]``, a new file or an empty database."""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from scheduler.domain.publication import DutyKey, PublishedDuty
from scheduler.publication.publishing import Publication, publish
from scheduler.publication.reading import published
from scheduler.publication.store import Ledger, opened
from tests.benchmarks.jobs import say

OFFICERS = 2_600
DAYS = 28
FIRST = 739_901
TIMES = 5
PUBLICATION = Publication("metropolitan", FIRST, DAYS, "Europe/London", "OFFICIAL", "run", "0" * 64, "x", "y")


def duties() -> list[PublishedDuty]:
    """Return five duties in eight days for each officer."""
    return [_duty(officer, day) for officer in range(OFFICERS) for day in range(DAYS) if (officer + day) % 8 < 5]


def _duty(officer: int, day: int) -> PublishedDuty:
    begin = (FIRST + day - 719_163) * 1440 + 420
    key = DutyKey(f"P{officer:05d}", FIRST + day, "attended")
    return PublishedDuty(key, "met", "E", begin, begin + 480, "ARV", "AFO", True, "confirmed", "planned", 0, 0, 0)


def _timed(what: str, work: Callable[[], object], times: int = 1) -> None:
    taken = []
    for _ in range(times):
        began = time.monotonic()
        work()
        taken.append(time.monotonic() - began)
    say(f"{what:50} {statistics.median(taken):6.2f} s (median of {times})")


def _measure(ledger: Ledger) -> None:
    told = duties()
    _timed(f"first version, {len(told):,} duties", lambda: publish(ledger, PUBLICATION, told, 1))
    hours = iter(range(1, 2 * TIMES + 1))

    def changed() -> PublishedDuty:
        return replace(told[7], start_at=told[7].start_at + next(hours))

    _timed(
        "whole rota again, one duty changed",
        lambda: publish(ledger, PUBLICATION, [*told[:7], changed(), *told[8:]], 2),
        TIMES,
    )
    part = replace(PUBLICATION, whole=False)
    _timed("an amendment of one duty", lambda: publish(ledger, part, [changed()], 3), TIMES)
    _timed("nothing new", lambda: publish(ledger, part, told[8:], 4), TIMES)
    _timed("reading every duty", lambda: published(ledger, "metropolitan"), TIMES)
    _timed("reading one officer's", lambda: published(ledger, "metropolitan", officer="P00001"), TIMES)
    with ledger.reading() as reader:
        _timed("verifying", reader.verify, TIMES)


def main(arguments: list[str]) -> int:
    """Measure on a store."""
    with tempfile.TemporaryDirectory() as folder:
        store = arguments[0] if arguments else Path(folder) / "ledger"
        with opened(store, write=True) as ledger:
            _measure(ledger)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
