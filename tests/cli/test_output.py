"""What commands print."""

from __future__ import annotations

from scheduler.cli.output import counted, printable, table


def test_control_characters_never_reach_a_terminal() -> None:
    """An escape sequence, a NUL and a right-to-left override from a file are spelled out; line ends stay."""
    assert printable("a\x1b[31mb\0c\u202ed\n") == "a\\x1b[31mb\\x00c\\u202ed\n"


def test_a_table_pads_words_left_and_figures_right() -> None:
    """Every column is as wide as its widest cell, and no line ends in spaces."""
    assert table([("level", "price"), ("L1", "1,200"), ("L10", "7")], right=frozenset({1})) == (
        "level  price\nL1     1,200\nL10        7"
    )


def test_counts_agree_with_their_noun() -> None:
    """One error is singular, several are plural, none is nothing."""
    assert [counted(number, "error") for number in (0, 1, 2000)] == ["", "1 error", "2,000 errors"]
