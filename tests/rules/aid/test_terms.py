"""Terms of help from elsewhere: dated, sourced, one for each day."""

from __future__ import annotations

from datetime import date

import pytest

from scheduler.rules.aid.terms import Term, term_on, terms


def _on(name: str, day: date) -> Term | None:
    return term_on(name, day.toordinal())


def test_eight_weeks_are_mutual_aid_and_a_day_more_is_not() -> None:
    """Fifty-six days, on whatever day; unverified."""
    term = _on("mutual_aid_days", date(2026, 10, 12))
    assert term is not None
    assert (term.keeps(56), term.keeps(57), term.status) == (True, False, "unverified")
    assert term == _on("mutual_aid_days", date(1990, 1, 1))


def test_the_lead_time_of_soldiers_is_known_since_the_precedent() -> None:
    """12 to 96 hours from 2017 on; before, nothing is known."""
    term = _on("military_lead_hours", date(2017, 1, 1))
    assert term is not None
    assert [term.keeps(hours) for hours in (11, 12, 96, 97)] == [False, True, True, False]
    assert _on("military_lead_hours", date(2016, 12, 31)) is None


def test_every_term_has_a_source_and_no_day_has_two() -> None:
    """Spans of one name do not overlap."""
    for one in terms():
        assert one.source
        assert one.status in ("sourced", "unverified")
        others = [other for other in terms() if other.name == one.name and other is not one]
        assert not any(one.from_day < other.until_day and other.from_day < one.until_day for other in others)


def test_a_term_nobody_knows_is_a_defect() -> None:
    """It is asked for by name in code."""
    with pytest.raises(KeyError):
        _on("lead", date(2026, 1, 1))
