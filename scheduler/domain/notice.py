"""Notice in clear days."""

from __future__ import annotations


def clear_days(told_on: int, worked_on: int) -> int:
    """Return the clear days between being told and working: neither the day told nor the day worked counts.

    Source: Nottinghamshire Police Federation on rest days. Who is told on the day itself, or after it, has none.

    Parameters
    ----------
    told_on, worked_on
        Days as ordinals of their dates.

    Examples
    --------
    Told on the 1st to work on the 17th: the 2nd to the 16th lie between.

    >>> clear_days(1, 17)
    15
    >>> clear_days(1, 2)
    0
    """
    return max(0, worked_on - told_on - 1)


def notice_given(told_on: int, worked_on: int) -> int:
    """Return the clear days between being told and working, or below nought how many days late somebody is told.

    Parameters
    ----------
    told_on, worked_on
        Days as ordinals of their dates.

    Examples
    --------
    >>> notice_given(1, 17), notice_given(17, 17), notice_given(19, 17)
    (15, 0, -2)
    """
    return clear_days(told_on, worked_on) if worked_on >= told_on else worked_on - told_on


def notice_words(notice: int) -> str:
    """Return notice as ``3 clear days``, ``none``, or ``2 days late``."""
    days = f"{abs(notice):,} {'clear day' if notice > 0 else 'day'}{'' if abs(notice) == 1 else 's'}"
    return "none" if not notice else days if notice > 0 else f"{days} late"
