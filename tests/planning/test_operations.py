"""Operations planned: wanted roles are covered, nobody excluded holds a seat, and three roles are three people."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from scheduler.audit import audit, check_proof
from scheduler.domain.duties import duties_of
from scheduler.domain.operations import Operation
from scheduler.domain.people import Contract, Officer, Role
from scheduler.domain.rota import Rota
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import instant
from scheduler.domain.work import Post
from scheduler.eligibility import why_not
from scheduler.planning.plan import Planned, PlanOptions, plan
from tests.rules.cover.enumeration import assignment
from tests.worlds import FIRST_DAY, ZONE, authorised, tiny_scenario, tour

ROLES = ("sfc", "tfc", "tacad")


def world(
    n_officers: int = 3, hours: tuple[int, int] = (9, 14), days: int = 1, excluded: tuple[str, ...] = ()
) -> Scenario:
    """Return a scenario whose officers hold every role, and an operation that wants a strategic and a tactical commander
    and an adviser between two hours of the first day and the last.
    """
    officers = tuple(Officer(f"c{number}", "north", "command", "c", "Supt") for number in range(1, n_officers + 1))
    span = (instant(FIRST_DAY, hours[0] * 60, ZONE), instant(FIRST_DAY + days - 1, hours[1] * 60, ZONE))
    plain = tiny_scenario(
        days=days,
        officers=officers,
        roles=(
            Role("sfc", "Strategic firearms commander", command=True),
            Role("tfc", "Tactical firearms commander", command=True),
            Role("tacad", "Tactical adviser", advising=True),
        ),
        contracts=(Contract("c", ("rest", "E", "L"), 2400, "commanders"),),
        tours=(tour("E", "early", "07:00", "15:00"), tour("L", "late", "14:00", "23:00")),
        combinations=(),
        teams=(),
        patterns=(),
        vehicles=(),
        posts=(Post("DESK", "Desk", "north", "sfc", ("E", "L")),),
        cover=(),
        authorisations=tuple(authorised(one.officer, role) for one in officers for role in ROLES),
        sha256="ab" * 32,
    )
    rows = [Operation("OP", role, "north", *span, tours=("E", "L")) for role in ROLES]
    return plain.with_operations([replace(rows[0], excluded=excluded), *rows[1:]])


def planned(scenario: Scenario) -> Planned:
    """Return the proved plan of a scenario."""
    made = plan(scenario, PlanOptions(seconds=30.0, workers=1, reproducible=True))
    assert made.plan.status == "optimal"
    return made


def uncovered(scenario: Scenario) -> tuple[int, int]:
    """Return L1 and L2 of the proved plan, whose proof holds."""
    made = planned(scenario)
    assert all(bound.stands for bound in check_proof(scenario, made.proof))
    return made.plan.price.command, made.plan.price.crews


def test_what_an_operation_wants_is_a_duty_each_force_day_it_runs() -> None:
    """From 09:00 to 14:00 of the next day is 22 hours of the first force day (07:00) and 7 of the second."""
    found = duties_of(world(days=2))
    assert [duty.duty for duty in found[::3]] == ["OP.sfc/09:00-07:00/2026-10-12", "OP.sfc/07:00-14:00/2026-10-13"]
    assert [duty.end_at - duty.start_at for duty in found[::3]] == [22 * 60, 7 * 60]
    assert {(duty.minimum, duty.target, duty.tour) for duty in found} == {(1, 1, None)}


def test_three_officers_cover_three_roles_and_two_leave_one_empty() -> None:
    """Command roles count in L1 and the adviser's, which is none here, in L2: two people spare the commanders."""
    assert uncovered(world(3)) == (0, 0)
    assert uncovered(world(2)) == (0, 1)
    assert uncovered(world(1)) == (1, 1)


def round_the_clock(*lines: Operation, **overrides: Any) -> Scenario:
    """Return two days on which the officers stand by for 24 hours from 07:00, and lines over all of them."""
    span: Any = {"from_at": instant(FIRST_DAY, 7 * 60, ZONE), "until_at": instant(FIRST_DAY + 2, 7 * 60, ZONE)}
    plain = replace(
        world(),
        horizon=replace(world().horizon, n_days=2),
        contracts=(Contract("c", ("rest", "OC"), 2400, "commanders"),),
        tours=(tour("OC", "on_call", "07:00", "31:00"),),
        posts=(),
        operations=(),
    )
    return replace(plain, **overrides).with_operations([replace(line, **span, tours=("OC",)) for line in lines])


def test_the_roles_are_different_people_on_all_days() -> None:
    """Three officers cover two days, each in one role; a rota in which one changes roles overnight is refused."""
    scenario = round_the_clock(*world().operations)
    made = planned(scenario).plan
    assert (made.price.command, made.price.crews) == (0, 0)
    roles = {(held.officer, held.role) for held in made.rota.assignments}
    assert len(roles) == len({officer for officer, _ in roles}) == 3
    changed = [assignment(scenario, "c1", "OC", FIRST_DAY + day, f"OP.{ROLES[day]}") for day in (0, 1)]
    assert [found.rule for found in audit(scenario, Rota(tuple(changed))).faults] == ["operation_roles"]


def test_nobody_changes_roles_overnight_to_fill_a_seat() -> None:
    """c1 may command on the first day only and c3 advise on the second only; c2 may do both on both.

    To cover all, c2 would advise on the first day and command on the second. In one operation that is refused, and the
    adviser's duty of one day stays empty (L2); in two operations it is not.
    """
    permissions = (
        authorised("c1", "sfc", until_day=FIRST_DAY + 2),
        authorised("c2", "sfc"),
        authorised("c2", "tacad"),
        authorised("c3", "tacad", FIRST_DAY + 1),
    )
    # The tour of the first day ends at 07:00 of the second, that of the second at 07:00 of the third.
    wanted = [line for line in world().operations if line.role != "tfc"]
    together = round_the_clock(*wanted, authorisations=permissions)
    assert uncovered(together) == (0, 1)
    apart = round_the_clock(wanted[0], replace(wanted[1], operation="OTHER"), authorisations=permissions)
    assert uncovered(apart) == (0, 0)


@pytest.mark.parametrize("who", ["c1", "c2"])
def test_who_is_excluded_holds_no_seat_of_the_operation(who: str) -> None:
    """Named on the line of one role, left out of all; why is told to nobody, neither by word nor by the cell."""
    scenario = world(3, excluded=(who,))
    made = planned(scenario).plan
    assert made.price.command + made.price.crews == 1
    assert who not in {held.officer for held in made.rota.assignments if held.post.startswith("OP.")}
    (reason,) = why_not(scenario, who, FIRST_DAY, "E", "OP.tacad")
    assert (reason.code, reason.message, reason.source) == ("not_available", "not available", "")
    assert not why_not(scenario, who, FIRST_DAY, "E", "DESK")
    typed = Rota((assignment(scenario, who, "E", FIRST_DAY, "OP.tfc"),))
    (found,) = [found for found in audit(scenario, typed).findings if found.grade == "ineligible"]
    assert found.message == "not available for OP.tfc on 2026-10-12"


def test_an_operation_over_the_tours_of_a_day_needs_no_handover_of_one_person() -> None:
    """From 09:00 to 20:00 early and late share it: six officers for three roles, and with five one is short."""
    assert uncovered(world(6, (9, 20))) == (0, 0)
    assert sum(uncovered(world(5, (9, 20)))) == 1


def test_no_more_officers_are_sent_than_an_operation_wants() -> None:
    """Six officers for three roles of one morning: one each, though a seat costs nothing; two more typed in are found."""
    made = planned(world(6)).plan
    assert sorted(held.role for held in made.rota.assignments if held.post) == sorted(ROLES)
    typed = [assignment(world(6), f"c{number}", "E", FIRST_DAY, "OP.sfc") for number in (1, 2, 3)]
    (found,) = audit(world(6), Rota(tuple(typed))).faults
    assert (found.rule, found.excess, found.message) == (
        "operation_seats",
        2,
        "3 officers on E of 2026-10-12; 1 wanted",
    )
    late = Rota((assignment(world(6), "c1", "L", FIRST_DAY, "OP.sfc"),))
    assert not audit(world(6, (9, 15)), late).faults
    assert [found.excess for found in audit(world(6), late).faults] == [1]  # it ends at 14:00, as the late tour begins


def test_a_line_without_tours_takes_those_of_the_posts_of_its_role() -> None:
    """The desk of strategic commanders is staffed early and late."""
    plain = replace(world(), operations=(), posts=world().posts[:1])
    span = (instant(FIRST_DAY, 9 * 60, ZONE), instant(FIRST_DAY, 10 * 60, ZONE))
    made = plain.with_operations([Operation("X", "sfc", "north", *span, name="Lantern")])
    (seat,) = [post for post in made.posts if post.operation == "X"]
    assert (seat.post, seat.name, seat.tours) == ("X.sfc", "Lantern: Strategic firearms commander", ("E", "L"))
