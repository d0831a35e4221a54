"""Tokens as lines of the ledger, in a file and in a database alike."""

from __future__ import annotations

from dataclasses import replace

from scheduler.feeds.ledger import TOKEN_MADE, end_and_add, known
from scheduler.publication.store import opened
from tests.feeds.ledgers import given, told
from tests.feeds.rotas import AT, both_changes
from tests.publication.rosters import sql, verdict


def test_tokens_are_kept_and_ended_wherever_the_ledger_is(store: str) -> None:
    """Made and leaked, they are read back as they were; what opens a calendar is in no line, and the chain is whole."""
    with opened(store, write=True) as ledger:
        told(ledger, both_changes())
        secret, kept = given(ledger, "A2")
        assert known(ledger).tokens == {kept.token_hash: kept}
        leaked = replace(kept, dead_at=AT + 1)
        end_and_add(ledger, lambda _: ((leaked,), ()), AT + 1)
        assert known(ledger).tokens == {kept.token_hash: leaked}
        with ledger.reading() as reader:
            assert not any(secret in f"{line.item} {line.detail_text}" for line in reader.lines())
    assert verdict(store).whole


def test_a_token_of_another_officer_shows_as_damage(store: str) -> None:
    """Whoever turns a token over to somebody else behind the ledger's back is found out by its line."""
    with opened(store, write=True) as ledger:
        told(ledger, both_changes())
        given(ledger, "A2")
    sql(store, [f"UPDATE ledger_lines SET subject = 'A1' WHERE kind = '{TOKEN_MADE}'"])
    found = verdict(store)
    assert (found.whole, "was changed" in found.damage) == (False, True)
