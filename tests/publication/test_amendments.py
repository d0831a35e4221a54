"""Amendments as the ledger keeps them, and the absences that a plan from it must know."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from scheduler.domain.amendments import AmendmentRecord, Amendments, Effects
from scheduler.domain.people import Abstraction
from scheduler.domain.publication import DutyKey, PublishedDuty
from scheduler.publication.amendments import absences, amendment_words, entries_of, keep_amendments
from scheduler.publication.lines import AMENDMENT, Line
from scheduler.publication.store import opened

DAY = 740_000


def duty(day: int, version: int, *, armed: bool) -> PublishedDuty:
    """Return a duty that an officer was told by a version."""
    key = DutyKey("a1", day, "attended")
    return PublishedDuty(key, "f", "E", 0, 60, "", "", armed, "confirmed", "planned", 0, 0, version)


def absent(first: int, until: int) -> Amendments:
    """Return an amendment that brought an absence."""
    away = Abstraction("a1", "other", "everything", first, until)
    record = AmendmentRecord("sick", "", ("a1",), (first,), "not_available", "x", first, 0, (), Effects((away,)))
    return Amendments((record,))


def test_an_absence_stands_until_armed_duty_was_told_after_it(tmp_path: Path) -> None:
    """Other duty that still stands is kept, and armed duty alone stopped on that day."""
    with opened(tmp_path / "ledger", write=True) as ledger:
        keep_amendments(ledger, entries_of(absent(DAY, DAY + 100)), "r", 2, 0)
        told = [duty(DAY + 1, 1, armed=False), duty(DAY + 2, 1, armed=True), duty(DAY + 5, 3, armed=True)]
        assert absences(ledger, "r", told) == (
            Abstraction("a1", "other", "everything", DAY, DAY + 1),
            Abstraction("a1", "other", "armed", DAY + 1, DAY + 2),
            Abstraction("a1", "other", "armed", DAY + 2, DAY + 3),
            Abstraction("a1", "other", "everything", DAY + 3, DAY + 5),
        )
        assert absences(ledger, "another", told) == ()


def test_an_amendment_is_kept_once(tmp_path: Path) -> None:
    """Whoever keeps it again adds no line."""
    with opened(tmp_path / "ledger", write=True) as ledger:
        for _ in range(2):
            keep_amendments(ledger, entries_of(absent(DAY, DAY + 1)), "r", 2, 0)
        with ledger.reading() as reader:
            assert reader.head().lines == 1


@pytest.mark.parametrize(
    ("notice", "said"), [(None, "told on 2026-03-01"), (1, ", notice: 1 clear day"), (-2, ", notice: 2 days late")]
)
def test_the_hand_over_tells_notice_only_where_somebody_had_to_be_told(notice: int | None, said: str) -> None:
    """None where no duty moved; below nought where people were told late."""
    detail = {
        "kind": "remove",
        "reason": "not_available",
        "authority": "",
        "told_on": date(2026, 3, 1).toordinal(),
        "notice": notice,
        "officers": ["P1"],
        "days": [],
        "absences": [],
    }
    line = Line(1, AMENDMENT, "r", "", None, "", 1, 0, "someone", "", "", json.dumps(detail))
    assert amendment_words(line).endswith(said)
