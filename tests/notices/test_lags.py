"""How long calendars lag."""

from __future__ import annotations

from itertools import pairwise

import pytest

from scheduler.notices.lags import NO_CALENDAR, UNKNOWN, clients, counted, lags

DAY = 739_000


@pytest.mark.parametrize("lag", lags(), ids=lambda lag: lag.client)
def test_every_lag_has_its_source_and_says_what_is_second_hand(lag: object) -> None:
    """A figure without a source, or of a status nobody knows, is not data."""
    assert getattr(lag, "source", "")
    assert getattr(lag, "usual", "")
    assert getattr(lag, "status", "") in ("sourced", "unverified")


def test_lags_of_a_client_do_not_overlap() -> None:
    """On each day of publication a client has one lag."""
    for client in clients():
        spans = sorted((lag.from_day, lag.until_day) for lag in lags() if lag.client == client)
        assert all(one[1] <= other[0] for one, other in pairwise(spans))


def test_the_longest_lag_counts_where_nothing_is_known() -> None:
    """Of an unknown client, and of one whose user sets it, the 24 hours of Google."""
    assert counted("google", DAY).minutes == 24 * 60
    assert counted(UNKNOWN, DAY).minutes == counted("apple", DAY).minutes == 24 * 60


def test_no_calendar_shows_nothing() -> None:
    """Whoever reads no feed is not shown anything, ever."""
    assert counted(NO_CALENDAR, DAY).minutes is None
    assert counted("outlook_desktop", DAY).minutes == 3 * 60
