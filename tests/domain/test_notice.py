"""Notice in clear days."""

from __future__ import annotations

import pytest

from scheduler.domain.notice import clear_days, notice_words
from tests.pay.works import on


@pytest.mark.parametrize(
    ("told", "worked", "clear"),
    [
        # The 2nd to the 16th of June are fifteen days; one day less is fourteen.
        (on(2026, 6, 1), on(2026, 6, 17), 15),
        (on(2026, 6, 1), on(2026, 6, 16), 14),
        # Told on Friday for Sunday: the Saturday lies between.
        (on(2026, 10, 9), on(2026, 10, 11), 1),
        (on(2026, 10, 9), on(2026, 10, 10), 0),
        # On the day itself, and after it, there is no notice.
        (on(2026, 10, 9), on(2026, 10, 9), 0),
        (on(2026, 10, 9), on(2026, 10, 1), 0),
        # A clock change and a leap day are days like others: 28 and 29 February 2028.
        (on(2026, 10, 23), on(2026, 10, 27), 3),
        (on(2028, 2, 27), on(2028, 3, 1), 2),
    ],
)
def test_neither_the_day_told_nor_the_day_worked_counts(told: int, worked: int, clear: int) -> None:
    """Clear days are the whole days between."""
    assert clear_days(told, worked) == clear


@pytest.mark.parametrize(
    ("notice", "words"), [(3, "3 clear days"), (1, "1 clear day"), (0, "none"), (-1, "1 day late"), (-2, "2 days late")]
)
def test_notice_is_told_in_words(notice: int, words: str) -> None:
    """Below nought people were told after they should have been."""
    assert notice_words(notice) == words
