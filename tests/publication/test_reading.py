"""What is published, at an instant, with a version, of an officer."""

from __future__ import annotations

import pytest

from scheduler.domain.errors import BadInputError
from scheduler.publication.reading import log, rosters, version
from scheduler.publication.store import opened
from tests.publication.rosters import AT, FIRST, THREE, counts, duty, put, shown


@pytest.fixture
def twice(store: str) -> str:
    """Return a ledger of two versions an hour apart, the second of which cancels a duty."""
    put(store)
    put(store, [*THREE[1:], duty("P2", 2)], AT + 60)
    return store


def test_an_earlier_version_is_as_it_was_left(twice: str) -> None:
    """Three duties that stand with the first, and by its number and by every instant until the second."""
    first = {("P1", 0): (0, "confirmed"), ("P1", 1): (0, "confirmed"), ("P2", 1): (0, "confirmed")}
    assert counts(twice, number=1) == counts(twice, at=AT) == counts(twice, at=AT + 59) == first
    assert (
        counts(twice, at=AT + 60)
        == counts(twice)
        == {**first, ("P1", 0): (1, "cancelled"), ("P2", 2): (0, "confirmed")}
    )


def test_an_officer_and_days_can_be_asked_for(twice: str) -> None:
    """Only the duties wanted are read."""
    assert set(counts(twice, officer="P2")) == {("P2", 1), ("P2", 2)}
    assert set(counts(twice, days=(FIRST + 1, FIRST + 2))) == {("P1", 1), ("P2", 1)}


def test_versions_and_what_they_changed(twice: str) -> None:
    """The log has both in order, and only the second since the first."""
    with opened(twice) as ledger:
        assert [(one.version.number, one.changes.duties) for one in log(ledger)] == [(1, 3), (2, 2)]
        assert [one.version.number for one in log(ledger, "county", since=1)] == [2]
        assert version(ledger, "county", 1).published_at == AT
        newest = version(ledger, "county")
        assert newest is not None
        assert newest.number == 2
        assert version(ledger, "none") is None
        assert rosters(ledger) == ("county",)


def test_what_was_never_published_is_refused_with_what_was(twice: str) -> None:
    """An unknown roster names those there are; an unknown version says so; before the first there is nothing."""
    with pytest.raises(BadInputError, match="a roster that was published: county"):
        shown(twice, "city")
    with pytest.raises(BadInputError, match="'3': expected a version of the roster county"):
        shown(twice, number=3)
    with pytest.raises(BadInputError, match="'3': expected a version"), opened(twice) as ledger:
        version(ledger, "county", 3)
    with pytest.raises(BadInputError, match="nothing of county was published yet"):
        shown(twice, at=AT - 1)
