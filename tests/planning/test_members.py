"""What is said of a contract's officers is the same whoever works it out."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from scheduler.demand import requirements_of
from scheduler.domain.briefs import officer_briefs
from scheduler.domain.scenario import Scenario
from scheduler.eligibility import options_of
from scheduler.engine.program import Program
from scheduler.planning import members
from scheduler.planning.assemble import assemble
from scheduler.scenario_io import load, write_folder
from scheduler.scenario_io.templates import template


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Scenario:
    """A small county, with officers' own rows of many rules."""
    folder = tmp_path_factory.mktemp("county") / "small"
    write_folder(folder, *template("county", 3, 40, 21))
    return load(folder).scenario


def own_rows(program: Program) -> Counter[tuple[str, int, str, int, int, int]]:
    """Return what each officer's options count towards the officer's own rows, whatever the order of the rows."""
    held = program.tallies
    return Counter(
        (program.row_keys[row], int(program.at_least[row]), program.officers[officer], day, option, value)
        for row, officer, day, option, value in zip(
            held.row.tolist(),
            held.officer.tolist(),
            held.day.tolist(),
            held.option.tolist(),
            held.value.tolist(),
            strict=True,
        )
    )


def test_several_processes_state_what_one_states(county: Scenario, monkeypatch: pytest.MonkeyPatch) -> None:
    """Shared out among three, each officer has the same prices and the same own rows."""
    briefs = officer_briefs(county)
    given = (county, briefs, options_of(county, briefs).officers, requirements_of(county))
    alone = assemble(*given).program
    monkeypatch.setattr(members, "FEWEST_IN_A_PROCESS", 4)
    shared = assemble(*given, n_workers=3).program
    for one, other in zip(alone.groups, shared.groups, strict=True):
        assert np.array_equal(one.base, other.base)
        assert np.array_equal(one.members, other.members)
    assert own_rows(shared) == own_rows(alone)
    assert sorted(shared.amount_keys) == sorted(alone.amount_keys)


def test_a_process_that_is_lost_is_told(county: Scenario, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is planned without its officers."""
    briefs = officer_briefs(county)
    given = (county, briefs, options_of(county, briefs).officers, requirements_of(county))

    def lost(_members: members.Members, _stopped: object) -> None:
        return None

    monkeypatch.setattr(members, "FEWEST_IN_A_PROCESS", 4)
    monkeypatch.setattr(members, "_stated", lost)
    with pytest.raises(RuntimeError, match="before the problem was stated"):
        assemble(*given, n_workers=2)
