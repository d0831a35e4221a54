"""Leaving the call list."""

from __future__ import annotations

import pytest

from scheduler.domain.errors import BadInputError
from scheduler.notices.acknowledged import acknowledgements
from scheduler.publication.history import history
from scheduler.publication.store import opened
from tests.notices.told import AT, DAY, HOUR, ack, only, people, publish, tour
from tests.publication.rosters import sql, verdict

CHANGED = AT + 3 * DAY


@pytest.fixture
def late(store: str) -> str:
    """Return a ledger whose version 2 moves duties of P1 and P2 too late."""
    publish(store, [tour("P1", 3), tour("P2", 3), tour("P3", 3)], AT - 40 * DAY)
    publish(store, [tour("P1", 3, "L"), tour("P2", 3, "L"), tour("P3", 3)], CHANGED)
    return store


def test_who_was_told_leaves_the_list_and_nobody_else(late: str) -> None:
    """P2 stays; the ledger is whole and ends with the acknowledgement."""
    end = ack(late, "P1", 2, CHANGED + HOUR)
    assert people(late, 1) == ["P2"]
    assert (verdict(late).whole, verdict(late).head) == (True, end.head)
    with opened(late) as ledger:
        (one,) = acknowledgements(ledger, "county")
        assert (one.officer, one.version, one.by, one.account) == ("P1", 2, "PS Ode", "desk")
        assert acknowledgements(ledger, "county", since=2) == ()


def test_a_later_change_is_not_acknowledged(late: str) -> None:
    """P1 is told of version 2; version 3 puts P1 on the list again, with what version 2 told as what was."""
    ack(late, "P1", 2, CHANGED + HOUR)
    publish(late, [tour("P1", 3, "N"), tour("P2", 3), tour("P3", 3)], CHANGED + 2 * HOUR)
    assert people(late, 1) == ["P2", "P1"]
    ack(late, "P2", 3, CHANGED + 3 * HOUR)
    one = only(late, 1)
    was, now = one.changes[0].was, one.changes[0].now
    assert (one.acknowledged, was and was.tour, now and now.tour) == (2, "L", "N")


def test_acknowledging_an_older_version_leaves_the_newer_change(late: str) -> None:
    """The list was of version 2 while version 3 was published: P1 has to be phoned again."""
    publish(late, [tour("P1", 3, "N"), tour("P2", 3, "L"), tour("P3", 3)], CHANGED + HOUR)
    ack(late, "P1", 2, CHANGED + 2 * HOUR)
    assert people(late, 2) == ["P1"]


@pytest.mark.parametrize(
    ("officer", "number", "at", "words"),
    [
        ("P3", 2, CHANGED + HOUR, "P3 has no late change up to version 2"),
        ("P11", 2, CHANGED + HOUR, "did you mean 'P1'"),
        ("P1", 7, CHANGED + HOUR, "the newest was 2"),
        ("P1", 1, CHANGED + HOUR, "no late change up to version 1"),
    ],
)
def test_who_is_not_on_the_list_is_refused_with_a_remedy(
    late: str, officer: str, number: int, at: int, words: str
) -> None:
    """Nothing is added to the ledger."""
    before = verdict(late).head
    with pytest.raises(BadInputError, match=words):
        ack(late, officer, number, at)
    assert verdict(late).head == before


def test_the_second_of_two_is_told_who_was_first(late: str) -> None:
    """Two planners phone the same officer: only one line is added."""
    ack(late, "P1", 2, CHANGED + HOUR)
    with pytest.raises(BadInputError, match=r"version 2 was acknowledged by PS Ode \(desk\)"):
        ack(late, "P1", 2, CHANGED + 2 * HOUR, by="PS Lane")


def test_words_that_cannot_be_kept_are_refused(late: str) -> None:
    """Whoever told the officer is named in letters that can be printed."""
    for by in ("", "a\nb", "x" * 501):
        with pytest.raises(BadInputError, match="--by"):
            ack(late, "P1", 2, CHANGED + HOUR, by=by)


def test_nobody_can_take_an_acknowledgement_back(late: str) -> None:
    """A line that was changed behind the ledger's back is found."""
    ack(late, "P1", 2, CHANGED + HOUR)
    sql(late, ["UPDATE ledger_lines SET subject = 'P2' WHERE kind = 'acknowledged'"])
    assert "was changed" in verdict(late).damage


def test_the_hand_over_says_what_was_published_amended_and_acknowledged(late: str) -> None:
    """In the order in which it was done, with the amendments of a version by how they came about."""
    swapped = [tour("P1", 3, "L"), tour("P2", 3, "N", provenance="swap"), tour("P3", 3, "N", provenance="swap")]
    publish(late, swapped, CHANGED + HOUR)
    ack(late, "P1", 2, CHANGED + 2 * HOUR)
    with opened(late) as ledger:
        told = history(ledger, "county", since=1)
    assert [one.what for one in told] == ["published", "published", "acknowledged"]
    assert [dict(one.amended) for one in told] == [{}, {"swap": 2}, {}]
    assert (told[2].subject, told[2].account) == ("P1", "desk")
    assert "P1 was told of version 2 by PS Ode" in told[2].told
