"""What an officer is offered and what the audit lets pass are the same, whatever is recorded about them."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.audit.entitlement import Entitlements
from scheduler.domain.briefs import officer_briefs
from scheduler.domain.events import Event, Gate
from scheduler.domain.people import Unit
from scheduler.domain.rota import Assignment, Rota
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import instant
from scheduler.eligibility import options_of
from scheduler.rules.cover.counting import Muster
from tests.worlds import FIRST_DAY, ZONE, authorised, tiny_scenario

OFFICERS = ("a1", "a2", "c1")
SUBJECTS = {
    "accreditation": ("arv", "driver", "sfc"),
    "attachment": ("armed", "command", "rifles"),
    "step_back": ("", "arv", "rifle", "driver", "sfc"),
    "return": ("", "arv", "rifle", "driver", "sfc"),
    "suspension": ("", "arv", "rifle", "sfc"),
    "observation": ("breaching", "new_kit"),
    "training_day": ("commanders", "new_kit"),
    "weapon_test": ("rifle",),
    "course": ("new_kit",),
}
INSTANTS = st.integers(-3 * 1440, 4 * 1440).map(lambda minute: instant(FIRST_DAY, 0, ZONE) + minute // 90 * 90)


def world() -> Scenario:
    """Return the tiny scenario with armed tours, a role with a weapon system and a second firearms unit."""
    scenario = tiny_scenario()
    tours = tuple(replace(one, armed=one.tour in ("E", "L")) for one in scenario.tours)
    roles = (replace(scenario.roles[0], weapons=("rifle", "taser")), *scenario.roles[1:])
    units = (*scenario.units, Unit("rifles", "north", "Rifles", True, ("arv",), ("rifle", "taser")))
    given_already = tuple(row for row in scenario.authorisations if row.officer not in ("a2",))
    return replace(
        scenario, tours=tours, roles=roles, units=units, authorisations=(*given_already, authorised("c1", "arv"))
    )


@st.composite
def events(draw: st.DrawFn) -> Event:
    """Draw an event that the reader would let pass by itself."""
    kind = draw(st.sampled_from(sorted(SUBJECTS)))
    at = draw(INSTANTS)
    ends = kind in ("accreditation", "attachment", "step_back", "suspension") and draw(st.booleans())
    until = at + draw(st.integers(1, 40)) * 90 if ends else None
    passed = kind not in ("weapon_test", "course", "training_day") or draw(st.booleans())
    return Event(draw(st.sampled_from(OFFICERS)), kind, draw(st.sampled_from(SUBJECTS[kind])), at, until, passed)  # type: ignore[arg-type]


@st.composite
def gates(draw: st.DrawFn, number: int) -> Gate:
    """Draw a gate on any record, or on the new kit."""
    event = draw(st.sampled_from(("observation", "training_day", "weapon_test", "course", "kit")))
    subject = "new_kit" if event == "kit" else draw(st.sampled_from(("", *SUBJECTS[event])))
    roles = tuple(draw(st.sets(st.sampled_from(("arv", "driver", "sfc")), min_size=1)))
    begin = draw(INSTANTS)
    days = None if event == "kit" else draw(st.sampled_from((None, 1, 2)))
    level = draw(st.sampled_from(("gate", "gate", "advise", "off")))
    end, zone = begin + draw(st.integers(1, 60)) * 90, draw(st.sampled_from(("UTC", "Europe/London")))
    return Gate(f"g{number}", event, subject, roles, days, level, begin, end, zone=zone)  # type: ignore[arg-type]


@st.composite
def scenarios(draw: st.DrawFn) -> Scenario:
    """Draw what is recorded; attachments of one officer do not overlap, as the reader sees to."""
    found = draw(st.lists(events(), max_size=12))
    posted: dict[str, Event] = {}
    kept = []
    for event in sorted(found, key=lambda event: event.at):
        before = posted.get(event.officer)
        if event.kind == "attachment":
            if before is not None and (before.until is None or before.until > event.at):
                continue
            posted[event.officer] = event
        kept.append(event)
    if draw(st.booleans()):
        deadline = draw(st.one_of(st.none(), INSTANTS))
        kept.append(Event("", "kit_introduced", "new_kit", draw(INSTANTS), deadline))
    asked = tuple(draw(gates(number)) for number in range(draw(st.integers(0, 2))))
    return replace(world().with_events(kept), gates=asked)


@settings(max_examples=400, deadline=None)
@given(scenarios())
def test_both_faces_let_the_same_seats_pass(scenario: Scenario) -> None:
    """Each tour, post and force day of each officer: offered with these roles exactly where the audit has no objection."""
    tables, muster = Entitlements(scenario), Muster(scenario, Rota(()))
    offered = options_of(scenario, officer_briefs(scenario))
    for name in OFFICERS:
        options = offered.of(name)
        contract = tables.contracts[tables.officers[name].contract]
        for day, today in zip(scenario.horizon.days, options.days, strict=True):
            for code in contract.options[1:]:
                tours = [tables.tours[tour] for tour in code.split("+")]
                assert (code in today.options) == (not list(tables.day_refusals(name, day, tours)))
                seats = {(seat.post, seat.tour): seat for group in today.seats.get(code, ()) for seat in group}
                for tour in tours if code in today.options else ():
                    for post in scenario.posts:
                        start_at, end_at = tour.start_at(day, ZONE), tour.end_at(day, ZONE)
                        held = Assignment(name, day, tour.tour, start_at, end_at, "north", post.post, post.role)
                        refused = list(tables.seat_refusals(held, tour, post))
                        seat = seats.get((post.post, tour.tour))
                        assert (seat is not None) == (not refused), (name, day, tour.tour, post.post, refused)
                        if seat is not None:
                            roles = {role for role in (post.driver_role, post.supervisor_role) if role}
                            assert seat.roles == {role for role in roles if tables.serves_as(held, role)}
                            assert muster.holds(held, post.role)
                            assert seat.roles == {role for role in roles if muster.holds(held, role)}
