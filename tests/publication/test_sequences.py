"""A law: whatever is published in whichever order, a duty's sequence moves by one with a real change and never else."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.domain.publication import DutyKey, PublishedDuty
from scheduler.publication.keeping import backup, restore
from scheduler.publication.publishing import publish
from scheduler.publication.reading import duties_of, published
from scheduler.publication.store import opened, place_of
from tests.publication.rosters import AT, PUBLICATION, duty

SEATS = st.fixed_dictionaries(
    {}, optional={(officer, day): st.sampled_from("ELN") for officer in "AB" for day in (0, 1)}
)
STEP = st.tuples(SEATS, st.booleans())
Told = dict[DutyKey, PublishedDuty]


def told(facts: dict[tuple[str, int], str]) -> list[PublishedDuty]:
    """Return the duties of a step."""
    return [duty(officer, day, tour=tour) for (officer, day), tour in facts.items()]


def expected(before: Told, duties: list[PublishedDuty], *, whole: bool) -> dict[DutyKey, tuple[int, str, str]]:
    """Return sequence, tour and status that each duty has to have after a step, by the words of the contract."""
    found: dict[DutyKey, tuple[int, str, str]] = {
        key: (one.sequence, one.tour, one.status) for key, one in before.items()
    }
    named = {one.key: one for one in duties}
    for key in {*found, *named}:
        old, new = found.get(key), named.get(key)
        if new is None:
            if whole and old is not None and old[2] == "confirmed":
                found[key] = (old[0] + 1, old[1], "cancelled")
        elif old is None:
            found[key] = (0, new.tour, "confirmed")
        elif old[1:] != (new.tour, "confirmed"):
            found[key] = (old[0] + 1, new.tour, "confirmed")
    return found


@settings(max_examples=25, deadline=None)
@given(st.lists(STEP, min_size=1, max_size=6))
def test_sequences_move_by_one_with_a_real_change_alone(steps: list[tuple[dict[tuple[str, int], str], bool]]) -> None:
    """Any number of publications, whole and in part: each duty is as the contract says, and changed when it moved."""
    with TemporaryDirectory() as folder, opened(Path(folder) / "ledger", write=True) as ledger:
        before: Told = {}
        for number, (facts, whole) in enumerate(steps):
            came = publish(ledger, replace(PUBLICATION, whole=whole), told(facts), AT + number)
            wanted = expected(before, told(facts), whole=whole)
            with ledger.reading() as reader:
                now = {one.key: one for one in duties_of(reader, "county") or ()}
            assert {key: (one.sequence, one.tour, one.status) for key, one in now.items()} == wanted
            moved = [key for key, one in now.items() if key not in before or one.sequence != before[key].sequence]
            assert all((now[key].changed_at == AT + number) is (key in moved) for key in now)
            assert came.changes.duties == len(moved)
            before = now


@settings(max_examples=10, deadline=None)
@given(st.lists(SEATS, min_size=1, max_size=4), st.lists(SEATS, max_size=4), st.lists(SEATS, min_size=1, max_size=3))
def test_no_calendar_sees_a_lower_sequence_after_a_restore(
    kept: list[dict[tuple[str, int], str]],
    lost: list[dict[tuple[str, int], str]],
    more: list[dict[tuple[str, int], str]],
) -> None:
    """Versions after the backup are lost with the ledger, a minute apart: what follows is above all that was ever told."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        highest: dict[DutyKey, int] = {}
        at = AT
        with opened(folder / "ledger", write=True) as ledger:
            for number, facts in enumerate([*kept, *lost]):
                at += 1
                publish(ledger, PUBLICATION, told(facts), at)
                highest |= {one.key: one.sequence for one in published(ledger, "county").duties}
                if number == len(kept) - 1:
                    backup(ledger, folder / "copy")
        restore(folder / "copy", place_of(folder / "new"), at)
        with opened(folder / "new", write=True) as ledger:
            for facts in [{}, *more]:
                publish(ledger, PUBLICATION, told(facts), at)
                for one in published(ledger, "county").duties:
                    assert one.sequence > highest.get(one.key, -1) or one.key not in highest
