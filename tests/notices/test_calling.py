"""Who must be phoned, of what, and in which order."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.domain.errors import BadInputError
from scheduler.domain.publication import PublishedDuty
from scheduler.publication.keeping import backup, prune, restore
from scheduler.publication.store import opened, place_of
from tests.notices.told import AT, DAY, HOUR, ack, listed, only, people, publish, tour
from tests.publication.rosters import put


def test_a_change_within_the_lag_is_late_and_one_before_it_is_not(store: str) -> None:
    """Told 24 hours before the earlier beginning, a calendar shows it; told a minute later, perhaps not."""
    publish(store, [tour("P1", 3), tour("P2", 3)], AT - 40 * DAY)
    begins = AT + 3 * DAY + 7 * HOUR
    publish(store, [tour("P1", 3, "L"), tour("P2", 3)], begins - DAY)
    assert people(store, 1) == []
    assert listed(store, 1).in_time == 1
    publish(store, [tour("P1", 3, "L"), tour("P2", 3, "L")], begins - DAY + 1)
    assert people(store, 1) == ["P2"]


def test_a_client_with_a_shorter_lag_shortens_the_list_and_none_makes_it_whole(store: str) -> None:
    """Four hours ahead are enough for an open Outlook and not for Google; without a calendar nothing is enough."""
    publish(store, [tour("P1", 3), tour("P1", 9)], AT - 40 * DAY)
    publish(store, [tour("P1", 3, "L"), tour("P1", 9)], AT + 3 * DAY + 3 * HOUR)
    assert people(store, 1, client="outlook_desktop") == []
    assert people(store, 1, client="google") == people(store, 1) == ["P1"]
    publish(store, [tour("P1", 3, "L"), tour("P1", 9, "L")], AT + 3 * DAY + 4 * HOUR)
    assert [one.late for one in listed(store, 2, client="none").people[0].changes] == [True]


def test_what_begins_first_is_on_top_and_began_above_it(store: str) -> None:
    """P3's cancelled duty has begun, P1's begins today, P2's tomorrow."""
    publish(store, [tour("P1", 3, "L"), tour("P2", 4), tour("P3", 3)], AT - 40 * DAY)
    at = AT + 3 * DAY + 9 * HOUR
    publish(store, [tour("P1", 3, "N"), tour("P2", 4, "L")], at)
    found = listed(store, 1, at)
    assert [one.officer for one in found.people] == ["P3", "P1", "P2"]
    assert [one.first_at <= at for one in found.people] == [True, False, False]
    gone = found.people[0].changes[0]
    assert (gone.kind, gone.now, gone.was and gone.was.tour) == ("removed", None, "E")


def test_everything_told_anew_is_told_the_late_part_first(store: str) -> None:
    """Whoever is phoned hears of the change in time as well, for acknowledging the version acknowledges both."""
    publish(store, [tour("P1", 0), tour("P1", 3)], AT - 40 * DAY)
    publish(store, [tour("P1", 0, "L"), tour("P1", 3, "L")], AT)
    assert [(one.kind, one.late) for one in only(store, 1).changes] == [("moved", True), ("moved", False)]


def test_changed_and_changed_back_is_late_all_the_same(store: str) -> None:
    """A calendar may have fetched what stood between, and go on showing it."""
    publish(store, [tour("P1", 3), tour("P2", 3)], AT - 40 * DAY)
    publish(store, [tour("P1", 3, "L"), tour("P2", 3)], AT + 3 * DAY)
    publish(store, [tour("P1", 3), tour("P2", 3)], AT + 3 * DAY + HOUR)
    one = only(store, 1)
    assert (one.officer, one.changes[0].kind) == ("P1", "as_before")


def test_only_what_an_officer_hears_of_is_a_change(store: str) -> None:
    """A tour that is called otherwise is none; one that is no longer armed is."""
    publish(store, [tour("P1", 3), tour("P2", 3)], AT - 40 * DAY)
    again = [tour("P1", 3), tour("P2", 3)]
    publish(store, [*again[:1], tour("P2", 3, armed=False)], AT + 3 * DAY)
    publish(store, [tour("P1", 3, force="south"), tour("P2", 3, armed=False)], AT + 3 * DAY + 1)
    one = only(store, 1)
    assert (one.officer, [change.kind for change in one.changes]) == ("P2", ["unarmed"])


def test_as_it_was_at_an_instant(store: str) -> None:
    """Neither later versions nor later acknowledgements are seen from an earlier instant."""
    publish(store, [tour("P1", 3), tour("P2", 3)], AT - 40 * DAY)
    publish(store, [tour("P1", 3, "L"), tour("P2", 3)], AT + 3 * DAY)
    publish(store, [tour("P1", 3, "L"), tour("P2", 3, "L")], AT + 3 * DAY + 2 * HOUR)
    ack(store, "P1", 2, AT + 3 * DAY + HOUR)
    assert people(store, 1, AT + 3 * DAY) == ["P1"]
    assert people(store, 1, AT + 3 * DAY + HOUR) == []
    assert people(store, 1, AT + 3 * DAY + 2 * HOUR) == ["P2"]
    with pytest.raises(BadInputError, match="not published by that instant"):
        people(store, 1, AT - 50 * DAY)
    with pytest.raises(BadInputError, match="a version of county up to 2"):
        people(store, 3, AT + 3 * DAY + HOUR)


def test_what_was_pruned_is_refused(tmp_path: Path) -> None:
    """A list that may lack somebody is none."""
    store = str(tmp_path / "ledger")
    publish(store, [tour("P1", 3)], AT - 40 * DAY)
    publish(store, [tour("P1", 3), tour("P2", 3)], AT)
    publish(store, [tour("P1", 3), tour("P2", 3, "L")], AT + 1)
    publish(store, [tour("P1", 3), tour("P2", 3, "N")], AT + 2)
    with opened(store, write=True) as ledger:
        assert prune(ledger, "county", 1, AT + 3).lines == 2
    for since in (1, 2):
        with pytest.raises(BadInputError, match="was pruned"):
            listed(store, since)
    assert listed(store, 4).people == ()


def test_a_restore_puts_nobody_on_the_list(tmp_path: Path) -> None:
    """What was told in time before the backup stays told; who was acknowledged stays acknowledged."""
    store, copy = tmp_path / "ledger", tmp_path / "copy"
    publish(str(store), [tour("P1", 3), tour("P2", 3)], AT - 40 * DAY)
    publish(str(store), [tour("P1", 3, "L"), tour("P2", 3)], AT)
    publish(str(store), [tour("P1", 3, "L"), tour("P2", 3, "L")], AT + 3 * DAY)
    ack(str(store), "P2", 3)
    with opened(store) as ledger:
        backup(ledger, copy)
    restore(copy, place_of(store), AT + 25 * DAY, replace=True)
    assert people(str(store), 1) == []
    publish(str(store), [tour("P1", 3, "L"), tour("P2", 3, "N")], AT + 26 * DAY)
    assert people(str(store), 1) == ["P2"]


Seats = dict[tuple[str, int], str]
SEATS: st.SearchStrategy[Seats] = st.fixed_dictionaries(
    {}, optional={(officer, day): st.sampled_from("ELN") for officer in "AB" for day in (0, 1)}
)
STEPS = st.lists(
    st.tuples(
        SEATS,
        st.integers(0, 20).map(lambda hours: hours * HOUR + 7),
        st.lists(st.tuples(st.sampled_from("AB"), st.integers(1, 6)), max_size=2),
    ),
    min_size=1,
    max_size=6,
)


def start(key: tuple[str, int], code: str) -> int:
    """Return when a tour begins."""
    return tour(key[0], key[1], code).start_at


def expected(versions: Sequence[tuple[int, Seats]], since: int, acknowledged: dict[str, int]) -> set[str]:
    """Return who must be phoned by the words of the contract, from the whole rota of each version."""
    found = set()
    for number, (at, seats) in enumerate(versions, start=1):
        before: Seats = versions[number - 2][1] if number > 1 else {}
        for key in before.keys() | seats.keys():
            codes = [one[key] for one in (before, seats) if key in one]
            changed = before.get(key) != seats.get(key)
            late = at + 24 * HOUR > min(start(key, code) for code in codes)
            if changed and late and number > max(since, acknowledged.get(key[0], 0)):
                found.add(key[0])
    return found


@settings(max_examples=60, deadline=None)
@given(STEPS, st.integers(0, 3))
def test_the_list_is_who_has_an_unacknowledged_change_that_a_calendar_could_show_too_late(
    steps: list[tuple[Seats, int, list[tuple[str, int]]]], since: int
) -> None:
    """After any publications and acknowledgements; whoever is not on the list is refused, and stays off it."""
    with TemporaryDirectory() as folder:
        store = str(Path(folder) / "ledger")
        versions: list[tuple[int, Seats]] = []
        acknowledged: dict[str, int] = {}
        at = AT - 2 * DAY
        for seats, later, acks in steps:
            at += later
            duties: list[PublishedDuty] = [tour(*key, code) for key, code in seats.items()]
            if put(store, duties, at).outcome == "published":
                versions.append((at, seats))
            for officer, number in acks:
                on = number <= len(versions) and officer in expected(versions[:number], 0, acknowledged)
                if on:
                    ack(store, officer, number, at)
                    acknowledged[officer] = number
                else:
                    with pytest.raises(BadInputError):
                        ack(store, officer, number, at)
            if since <= len(versions):
                assert set(people(store, since, at)) == expected(versions, since, acknowledged)
