"""What sheets and reports say of the ledger."""

from __future__ import annotations

from scheduler.publication.approval import propose
from scheduler.publication.standing import standing_of
from scheduler.publication.store import opened
from tests.publication.rosters import AT, PUBLICATION, THREE, put


def test_a_published_run_is_told_with_head_and_number_of_lines(store: str) -> None:
    """As its version left the ledger, and what stands in its place since."""
    version = put(store).version
    assert version is not None
    with opened(store) as ledger:
        told = standing_of(ledger, "run-1")
        assert told == f"Published as version 1 of county, ledger {version.head} (4 lines)."
    put(store, THREE[:2], AT + 1, run="run-2")
    with opened(store) as ledger:
        assert standing_of(ledger, "run-1") == f"{told} Version 2 has taken its place."


def test_a_run_that_is_not_published_is_a_draft_or_approved(store: str) -> None:
    """Nobody is told of either."""
    with opened(store, write=True) as ledger:
        assert standing_of(ledger, "run-1").startswith("Draft: not published")
        propose(ledger, PUBLICATION, THREE, AT, "approved")
        assert standing_of(ledger, "run-1").startswith("Approved and not published")
