"""Publishing: what is told anew and what is not, and who is first."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

from scheduler.domain.errors import BadInputError
from scheduler.domain.publication import PublishedDuty
from scheduler.publication.lines import Entry
from scheduler.publication.reading import Changes, head, log
from scheduler.publication.store import opened, this_account
from tests.publication.rosters import AT, FIRST, PUBLICATION, THREE, counts, duty, put, shown


def test_what_is_published_is_read_again(store: str) -> None:
    """Every fact comes back in order, with sequence nought, the instant and the number of the version."""
    came = put(store, reversed(THREE))
    rota = shown(store)
    assert rota.duties == tuple(replace(one, changed_at=AT, version=1) for one in THREE)
    assert (came.outcome, came.changes) == ("published", Changes(new=3, officers=2))
    assert rota.version == came.version


def test_a_version_says_who_answers_for_it(store: str) -> None:
    """Roster, days, run, approval, the account of the system, and the ledger's end with it."""
    version = put(store).version
    assert version is not None
    assert (version.roster, version.number, version.first_day, version.n_days) == ("county", 1, FIRST, 4)
    assert (version.approved_by, version.authority) == ("Ch Supt Lee", "Force order 3")
    assert (version.account, version.published_at, version.lines) == (this_account(), AT, 4)
    with opened(store) as ledger:
        assert head(ledger).head == version.head


def test_the_same_again_changes_nothing(store: str) -> None:
    """Whoever approves it and whichever run it is from: no version, no line."""
    first = put(store)
    again = put(store, at=AT + 500, run="run-2", approved_by="Supt Ray")
    assert (again.outcome, again.version, again.changes) == ("unchanged", first.version, Changes())
    with opened(store) as ledger:
        assert head(ledger).lines == 4


@pytest.mark.parametrize(
    "change", [{"start_at": 5}, {"end_at": 5}, {"tour": "L"}, {"post": "X"}, {"role": "TFC"}, {"armed": False}]
)
def test_each_real_change_moves_the_sequence_by_one(store: str, change: dict[str, Any]) -> None:
    """Hours, tour and seat; the other duties stay as they were told."""
    put(store)
    came = put(store, [replace(THREE[0], **change), *THREE[1:]], AT + 7)
    assert came.changes == Changes(changed=1, officers=1)
    changed, *others = shown(store).duties
    assert (changed.sequence, changed.changed_at, changed.version) == (1, AT + 7, 2)
    assert {(one.sequence, one.changed_at, one.version) for one in others} == {(0, AT, 1)}


def test_what_the_officer_is_not_told_moves_nothing(store: str) -> None:
    """How a duty came about is no change of it."""
    put(store)
    assert put(store, [replace(THREE[0], provenance="swap"), *THREE[1:]]).outcome == "unchanged"


def test_a_duty_that_vanished_is_cancelled_and_goes_on_counting_when_it_comes_back(store: str) -> None:
    """Nought, one when it is cancelled, as it was told before, two when it is worked after all; cancelled once only."""
    put(store)
    gone = put(store, THREE[1:])
    assert gone.changes == Changes(cancelled=1, officers=1)
    first = shown(store).duties[0]
    assert (first.sequence, first.status, first.tour, first.start_at) == (1, "cancelled", "E", THREE[0].start_at)
    assert put(store, THREE[1:]).outcome == "unchanged"
    back = put(store)
    assert back.changes == Changes(new=1, officers=1)
    assert counts(store)["P1", 0] == (2, "confirmed")


def test_a_move_to_another_tour_of_the_day_is_one_duty(store: str) -> None:
    """A calendar moves the entry: nothing is cancelled and nothing new."""
    put(store)
    came = put(store, [replace(THREE[0], tour="L", start_at=9, end_at=19), *THREE[1:]])
    assert came.changes == Changes(changed=1, officers=1)
    assert len(shown(store).duties) == 3


def test_duties_of_other_days_stand(store: str) -> None:
    """The roster's next weeks are another version, and these weeks' duties are still published with it."""
    put(store)
    put(store, [duty("P1", 5)], first_day=FIRST + 4)
    assert counts(store) == {("P1", 0): (0, "confirmed"), ("P1", 1): (0, "confirmed"), ("P2", 1): (0, "confirmed"),
                             ("P1", 5): (0, "confirmed")}  # fmt: skip
    assert put(store).outcome == "unchanged"


def test_rosters_do_not_touch_each_other(store: str) -> None:
    """Each has versions of its own, and emptying one leaves the other."""
    put(store)
    put(store, roster="other")
    assert put(store, [], roster="other").version == shown(store, "other").version
    assert {one.status for one in shown(store).duties} == {"confirmed"}


def test_a_call_out_stands_when_the_whole_rota_is_published_again(store: str) -> None:
    """What was worked beyond the plan is not in a run, and is not cancelled by one."""
    call_out = duty("P2", 1, slot="called_out", provenance="called_out")
    put(store)
    put(store, [call_out], whole=False)
    assert put(store).outcome == "unchanged"
    assert [one.status for one in shown(store).duties if one.key.slot == "called_out"] == ["confirmed"]


def test_an_amendment_leaves_what_it_does_not_name(store: str) -> None:
    """One duty is cancelled, one is new; the third stands."""
    put(store)
    came = put(store, [replace(THREE[0], status="cancelled", tour="X"), duty("P3")], whole=False)
    assert came.changes == Changes(new=1, cancelled=1, officers=2)
    assert counts(store)["P1", 1] == (0, "confirmed")
    assert shown(store).duties[0].tour == "E"


def test_lines_beside_a_version_belong_to_it(store: str) -> None:
    """An amendment's own line has the number of the version, and is not added where nothing changes."""
    beside = [Entry("amended", {"reason": "sickness"}, subject="P1")]
    put(store, beside=beside)
    put(store, beside=beside)
    with opened(store) as ledger, ledger.reading() as reader:
        (line,) = reader.lines(("amended",))
    assert (line.roster, line.version, line.detail) == ("county", 1, {"reason": "sickness"})


def test_lines_of_any_kind_stand_in_the_same_chain(store: str) -> None:
    """A notice acknowledged is a line after the version's, by roster, subject and kind."""
    put(store)
    with opened(store, write=True) as ledger, ledger.writing() as writer:
        end = writer.add([Entry("acknowledged", {"how": "phone"}, "county", "P1", FIRST)], AT, "planner")
    with opened(store) as ledger, ledger.reading() as reader:
        assert [line.account for line in reader.lines(("acknowledged",), roster="county", subject="P1")] == ["planner"]
        assert (reader.verify().whole, reader.head(), end.lines) == (True, end, 5)


def test_whoever_is_overtaken_is_told_by_whom_and_of_how_many_duties(store: str) -> None:
    """Both saw version 1; the first one's is version 2, the second one's is none."""
    put(store)
    put(store, THREE[1:], after=1, account="ann")
    came = put(store, [replace(THREE[0], tour="L"), *THREE[1:]], after=1, account="bob")
    assert came.outcome == "overtaken"
    assert [(one.version.number, one.version.account, one.changes.duties) for one in came.meanwhile] == [(2, "ann", 1)]
    assert counts(store)["P1", 0] == (1, "cancelled")


def test_of_many_who_publish_at_once_one_wins(store: str) -> None:
    """Six planners who have seen the same version: one publishes, five are told."""
    put(store)

    def publish(number: int) -> str:
        return put(store, [replace(THREE[0], start_at=number)], after=1).outcome

    with ThreadPoolExecutor(6) as pool:
        outcomes = sorted(pool.map(publish, range(6)))
    assert outcomes == ["overtaken"] * 5 + ["published"]
    with opened(store) as ledger:
        assert [one.version.number for one in log(ledger)] == [1, 2]


def test_a_clock_that_was_set_back_does_not_take_the_last_change_back(store: str) -> None:
    """A version is never published before the one before it."""
    put(store)
    put(store, [], AT - 100)
    assert {one.changed_at for one in shown(store).duties} == {AT}


def repeated() -> list[PublishedDuty]:
    """Return a duty told twice."""
    return [duty(), duty(tour="L")]


def of_another_day() -> list[PublishedDuty]:
    """Return a duty after the days it would be published for."""
    return [duty(day=4)]


@pytest.mark.parametrize(("duties", "said"), [(repeated, "each duty once"), (of_another_day, "the days it is pub")])
def test_duties_that_contradict_each_other_are_refused(
    store: str, duties: Callable[[], list[PublishedDuty]], said: str
) -> None:
    """The message names the duty, and nothing is added."""
    with pytest.raises(BadInputError, match=said):
        put(store, duties())
    with opened(store) as ledger:
        assert log(ledger) == ()


@pytest.mark.parametrize("field", ["roster", "approved_by", "authority"])
@pytest.mark.parametrize("text", ["", " ", "a\nb", "\udcff", "x" * 501])
def test_texts_that_cannot_be_printed_are_refused(
    tmp_path_factory: pytest.TempPathFactory, field: str, text: str
) -> None:
    """Who approved it has to be legible on every page that says so."""
    store = str(tmp_path_factory.mktemp("ledgers") / "ledger")
    with pytest.raises(BadInputError, match=f"--{field.replace('_', '-')}: .*letters that can be printed"):
        put(store, THREE, AT, **{field: text})


def test_the_name_of_a_roster_fits_a_heading(store: str) -> None:
    """It stands on every page and calendar; on whose authority it is may be told at length."""
    put(store, THREE, AT, roster="x" * 100, authority="y" * 500)
    with pytest.raises(BadInputError, match=r"--roster: .*between 1 and 100 letters"):
        put(store, THREE, AT, roster="x" * 101)


def test_nothing_to_publish_is_a_version_all_the_same(store: str) -> None:
    """An empty roster that nobody spoke about before is told to be empty."""
    came = put(store, [])
    assert (came.outcome, came.changes, PUBLICATION.days) == ("published", Changes(), (FIRST, FIRST + 4))
