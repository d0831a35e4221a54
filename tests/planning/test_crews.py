"""Who sits with whom: whole crews wherever there are enough, by the roles eligibility found."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.audit import audit
from scheduler.domain.crewing import crews_of
from scheduler.domain.people import Abstraction
from scheduler.domain.rota import Rota
from scheduler.domain.work import Post
from scheduler.planning.crews import named_crews
from scheduler.planning.plan import PlanOptions, plan
from tests.rules.cover.enumeration import assignment
from tests.worlds import FIRST_DAY, authorised, cover_tour, crew_officers, tiny_scenario

ROLES = st.sets(st.sampled_from(["driver", "supervisor"]))


def base(crew_size: int, cars_per_supervisor: int, **more: Any) -> Post:
    """Return a base with such crews."""
    post = tiny_scenario().posts[0]
    return replace(post, crew_size=crew_size, cars_per_supervisor=cars_per_supervisor, **more)


@settings(max_examples=400, deadline=None, derandomize=True)
@given(
    held=st.lists(st.tuples(ROLES, st.sampled_from("ABC")), min_size=1, max_size=14),
    crew_size=st.integers(1, 4),
    cars_per_supervisor=st.integers(1, 4),
)
def test_crews_come_out_whole_wherever_the_crew_rows_hold(
    held: list[tuple[set[str], str]], crew_size: int, cars_per_supervisor: int
) -> None:
    """With n >= size k, d >= k and N s >= k, k cars have whole crews, a driver each, and a supervisor in every Nth."""
    roles = {f"a{number}": found for number, (found, _) in enumerate(held)}
    teams = {f"a{number}": team for number, (_, team) in enumerate(held)}
    n_drivers = sum("driver" in found for found in roles.values())
    n_supervisors = sum("supervisor" in found for found in roles.values())
    for n_cars in range(1, min(len(held) // crew_size, n_drivers, cars_per_supervisor * n_supervisors) + 1):
        crews = crews_of(base(crew_size, cars_per_supervisor), roles, teams, n_cars)
        seated = [officer for crew in crews for _, officer in crew]
        assert [len(crew) for crew in crews] == [crew_size] * n_cars
        assert len(set(seated)) == len(seated)
        for crew in crews:
            assert [seat for seat, _ in crew].count("driver") == 1
            assert all(seat == "crew" or seat in roles[officer] for seat, officer in crew)
        if crew_size > 1:
            led = sum(any("supervisor" in roles[officer] for _, officer in crew) for crew in crews)
            assert led >= -(-n_cars // cars_per_supervisor)


def test_a_supervisor_drives_only_where_drivers_are_short() -> None:
    """Two cars, three to a supervisor: a1 may do both and leaves the wheel to a2 and a3, until a3 may not drive."""
    roles = {"a1": {"driver", "supervisor"}, "a2": {"driver"}, "a3": {"driver"}, "a4": set[str]()}
    found = crews_of(base(2, 3), roles, {}, 2)
    assert found == [[("driver", "a2"), ("supervisor", "a1")], [("driver", "a3"), ("crew", "a4")]]
    found = crews_of(base(2, 3), {**roles, "a3": set()}, {}, 2)
    assert found == [[("driver", "a2"), ("crew", "a3")], [("driver", "a1"), ("crew", "a4")]]


def test_teams_are_kept_together() -> None:
    """Drivers of teams A and B, and one more officer of each: nobody sits with the other team."""
    roles = {"a1": {"driver"}, "a2": {"driver"}, "a3": set[str](), "a4": set[str]()}
    teams = {"a1": "A", "a2": "B", "a3": "B", "a4": "A"}
    found = crews_of(base(2, 0), roles, teams, 2)
    assert [{officer for _, officer in crew} for crew in found] == [{"a1", "a4"}, {"a2", "a3"}]


def test_roles_are_taken_as_given() -> None:
    """a2's driver role comes from the roles passed in, whatever the authorisations say; the reserve stays unseated."""
    scenario = tiny_scenario(days=1)
    held = tuple(assignment(scenario, officer, "E", FIRST_DAY, "ARV") for officer in ("a1", "a2", "a3"))
    seats = named_crews(scenario, held, {("ARV", "E", FIRST_DAY): 1}, {held[1]: {"driver"}})
    assert [(seat.seat, seat.officer, seat.vehicle) for seat in seats] == [("driver", "a2", "v1"), ("crew", "a1", "v1")]


def test_renewed_authorisations_and_restrictions_make_a_plan_that_stands() -> None:
    """a1 drives by two authorisations that join at midnight of the night; a2 may not drive: one car, driven by a1."""
    scenario = tiny_scenario(days=1, cover=(cover_tour("ARV", "N", 1, 1),))
    kept = tuple(row for row in scenario.authorisations if (row.officer, row.role) != ("a1", "driver"))
    renewed = (authorised("a1", "driver", until_day=FIRST_DAY + 1), authorised("a1", "driver", FIRST_DAY + 1))
    restricted = Abstraction("a2", "restricted", "driving", FIRST_DAY, FIRST_DAY + 1)
    scenario = replace(scenario, authorisations=(*kept, *renewed), abstractions=(restricted,))
    made = plan(scenario, PlanOptions(seconds=5, workers=1)).plan
    assert (made.price.crews, made.uncovered) == (0, ())
    assert [seat.officer for seat in made.rota.crews if seat.seat == "driver"] == ["a1"]


def test_named_crews_are_no_fault_of_the_audit() -> None:
    """Three cars of two, two drivers who supervise too and one who does not, one supervisor for two cars: no fault."""
    officers = crew_officers(7)
    permissions = [authorised(officer.officer, "arv") for officer in officers]
    permissions += [authorised(name, "driver") for name in ("a2", "a5", "a6")]
    permissions += [authorised(name, "supervisor") for name in ("a5", "a6")]
    scenario = tiny_scenario(
        days=1,
        officers=officers,
        authorisations=tuple(permissions),
        posts=(base(2, 2, vehicle_pool=None), tiny_scenario().posts[1]),
        cover=(cover_tour("ARV", "E", 3, 3),),
    )
    held = tuple(assignment(scenario, officer.officer, "E", FIRST_DAY, "ARV") for officer in officers)
    named = {"a2": {"driver"}, "a5": {"driver", "supervisor"}, "a6": {"driver", "supervisor"}}
    roles = {one: named.get(one.officer, set()) for one in held}
    report = audit(scenario, Rota(held, named_crews(scenario, held, {("ARV", "E", FIRST_DAY): 3}, roles)))
    assert (report.faults, report.uncovered) == ((), ())
