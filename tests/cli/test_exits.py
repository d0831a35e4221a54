"""The order of exit codes."""

from __future__ import annotations

import pytest

from scheduler.cli.exits import Exit, first_of


@pytest.mark.parametrize(
    ("held", "reported"),
    [
        ([], Exit.DONE),
        ([Exit.UNCOVERED], Exit.UNCOVERED),
        ([Exit.UNCOVERED, Exit.BREACHES], Exit.BREACHES),
        ([Exit.BREACHES, Exit.NO_ROTA], Exit.NO_ROTA),
        ([Exit.NO_ROTA, Exit.MISMATCH], Exit.MISMATCH),
        ([Exit.MISMATCH, Exit.USAGE], Exit.USAGE),
        ([Exit.USAGE, Exit.BAD_INPUT], Exit.BAD_INPUT),
    ],
)
def test_the_first_that_holds_is_reported(held: list[Exit], reported: Exit) -> None:
    """Of two codes the one that comes first in 1, 2, 5, 4, 6, 3 is reported."""
    assert first_of(held) == reported


def test_every_code_says_what_it_means() -> None:
    """No two codes mean the same."""
    assert len({code.meaning for code in Exit}) == len(Exit)
