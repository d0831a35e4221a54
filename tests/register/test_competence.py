"""Every condition of competence: when it holds, to the minute, and what is said where it does not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from scheduler.domain.events import Event, standing
from scheduler.domain.findings import Reason
from scheduler.domain.gates import good_until
from scheduler.domain.spans import EVER
from scheduler.domain.time import MINUTES_PER_DAY, instant
from scheduler.rules.cover.records import Records
from tests.register.records import competence, day, days_of, event, gate, held, scenario_of

WHOLE = (-1000, 1000)
"""The days over which everybody in these tests is authorised."""


def codes(reasons: list[Reason]) -> list[str]:
    """Return the codes of reasons."""
    return [reason.code for reason in reasons]


def test_an_authorisation_holds_from_its_first_minute_to_the_one_before_its_end() -> None:
    """Half-open: at the first minute yes, at the end no, over the end no, and a tour that ends with it yes."""
    found = competence(authorisations=[held("P1", begin=0, end=10)])
    assert days_of(found) == [(0, 10)]
    for start, end, able in (
        (day(0), day(0) + 1, True),
        (day(0) - 1, day(0), False),
        (day(10) - 1, day(10), True),
        (day(10), day(10) + 1, False),
        (day(10) - 1, day(10) + 1, False),
        (day(0), day(10), True),
    ):
        assert (found.reasons("P1", "ARO", start, end) == []) == able


def test_a_renewal_that_begins_where_the_last_one_ends_leaves_no_hole() -> None:
    """Two rows that touch are one span; a day between them is a hole."""
    assert days_of(competence(authorisations=[held("P1", begin=0, end=10), held("P1", begin=10, end=20)])) == [(0, 20)]
    apart = competence(authorisations=[held("P1", begin=0, end=10), held("P1", begin=11, end=20)])
    assert days_of(apart) == [(0, 10), (11, 20)]
    assert codes(apart.reasons("P1", "ARO", day(10), day(11))) == ["not_authorised"]


def test_an_accreditation_is_an_authorisation_and_may_have_no_end() -> None:
    """Recorded as an event it counts like a row of authorisations."""
    found = competence(
        event("P1", "accreditation", "ARO", 5, 10), event("P2", "accreditation", "ARO", 5), authorisations=()
    )
    assert days_of(found) == [(5, 10)]
    assert found.spans("P2", "ARO") == ((day(5), EVER),)
    assert codes(found.reasons("P3", "ARO", day(5), day(6))) == ["not_authorised", "unarmed_unit"]


def test_roles_of_names_roles_held_at_some_time_and_accredited_those_authorised() -> None:
    """P3's detectives carry no arms, so that of three authorisations only the unarmed role is ever held."""
    found = competence()
    assert set(found.roles_of("P3")) == {"TFC"}
    assert set(found.accredited("P3")) == {"ARO", "RIFLE", "TFC"}
    assert found.accredited("nobody") == {}


@pytest.mark.parametrize("kind", ["step_back", "suspension"])
def test_whoever_steps_back_or_is_suspended_is_not_available_until_the_return(kind: str) -> None:
    """From the minute itself until the minute of the return; it reads as any absence, without a source."""
    found = competence(Event("P1", kind, "", day(0)), event("P1", "return", at=5))  # type: ignore[arg-type]
    assert days_of(found) == [(-1000, 0), (5, 1000)]
    (reason,) = found.reasons("P1", "ARO", day(0), day(0) + 1)
    assert (reason.code, reason.message, reason.source) == ("not_available", "not available", "")
    assert found.reasons("P1", "ARO", day(0) - 1, day(0)) == []
    assert found.reasons("P1", "ARO", day(5), day(5) + 1) == []
    assert found.unarmed("P1") == ((day(0), day(5)),)


def test_who_steps_back_at_the_minute_of_a_return_is_away_from_then_on() -> None:
    """Dates alone say midnight of both: the return ends what was before it, and nothing that begins with it."""
    records = (event("P1", "step_back"), event("P1", "return", at=5), event("P1", "step_back", at=5))
    assert days_of(competence(*records)) == [(-1000, 0)]
    second = Records(replace(scenario_of(), events=records))
    assert [second.disarmed("P1", day(at), day(at) + 1) for at in (-1, 0, 5, 6)] == [False, True, True, True]


def test_a_step_back_without_a_return_lasts_and_one_with_an_end_ends() -> None:
    """Without either it is for good; the earlier of end and return counts."""
    assert days_of(competence(event("P1", "step_back"))) == [(-1000, 0)]
    assert days_of(competence(event("P1", "suspension", "", 0, 7))) == [(-1000, 0), (7, 1000)]
    assert days_of(competence(event("P1", "suspension", "", 0, 7), event("P1", "return", at=3))) == [
        (-1000, 0),
        (3, 1000),
    ]


def test_a_return_ends_no_step_back_that_comes_after_it() -> None:
    """Away from day 0 to 5, and again from day 8 for good."""
    found = competence(event("P1", "step_back"), event("P1", "return", at=5), event("P1", "step_back", at=8))
    assert days_of(found) == [(-1000, 0), (5, 8)]


def test_who_steps_back_from_all_armed_duty_may_still_command() -> None:
    """An empty subject is all armed duty and no other."""
    found = competence(event("P1", "step_back"))
    assert days_of(found, role="TFC") == [WHOLE]
    assert days_of(found, role="RIFLE") == [(-1000, 0)]


def test_a_step_back_from_a_weapon_system_stops_the_roles_that_carry_it() -> None:
    """The carbine is carried by armed response and not by rifle officers; a role may be named as well."""
    found = competence(event("P1", "step_back", "carbine"))
    assert days_of(found) == [(-1000, 0)]
    assert days_of(found, role="RIFLE") == [WHOLE]
    assert found.unarmed("P1") == ()
    named = competence(event("P1", "suspension", "TFC"))
    assert days_of(named, role="TFC") == [(-1000, 0)]
    assert days_of(named) == [WHOLE]


def test_a_return_ends_only_what_it_is_about() -> None:
    """Coming back to the taser does not end a step-back from the carbine, nor one from all armed duty."""
    found = competence(event("P1", "step_back", "carbine"), event("P1", "return", "taser", 5))
    assert days_of(found) == [(-1000, 0)]


def test_a_unit_that_is_not_armed_carries_no_arms() -> None:
    """Detectives command, but crew no armed car; the reason names the unit and the officer's row."""
    found = competence()
    assert days_of(found, "P3", "TFC") == [WHOLE]
    (reason,) = found.reasons("P3", "ARO", day(0), day(1))
    assert (reason.code, reason.source) == ("unarmed_unit", "officers.csv:4")
    assert "CID" in reason.message


def test_a_unit_carries_only_its_roles_and_weapon_systems() -> None:
    """The unit without rifles crews cars, but has no rifle officers."""
    found = competence()
    assert days_of(found, "P2") == [WHOLE]
    assert days_of(found, "P2", "RIFLE") == []


def test_an_attachment_takes_the_place_of_the_unit_while_it_lasts() -> None:
    """A detective attached to armed response may crew cars then; an officer attached to detectives may not."""
    assert days_of(competence(event("P3", "attachment", "ARV", 3, 8)), "P3") == [(3, 8)]
    assert days_of(competence(event("P1", "attachment", "CID", 3, 8))) == [(-1000, 3), (8, 1000)]
    assert days_of(competence(event("P1", "attachment", "CID", 3))) == [(-1000, 3)]


def test_a_gates_record_is_good_for_its_days() -> None:
    """A test on day 0 that is good for 30 days holds until the minute before day 30."""
    found = competence(event("P1", "fitness_test", "15m"), gates=[gate("fitness_test", "15m", 30)])
    assert days_of(found) == [(0, 30)]
    (reason,) = found.reasons("P1", "ARO", day(30), day(30) + 1)
    assert (reason.code, reason.message, reason.source) == ("gate:G", "no fitness test of 15m in date", "gates.csv:2")


def test_days_are_those_of_the_clock() -> None:
    """A test of 1 October good for 42 days holds to midnight on 12 November; one of 1 March for 30 to that on 31 March."""
    for tested, days, lapses in (
        (date(2026, 10, 1), 42, date(2026, 11, 12)),
        (date(2027, 3, 1), 30, date(2027, 3, 31)),
    ):
        begin, end = (instant(on.toordinal(), 0, "Europe/London") for on in (tested, lapses))
        asked = replace(gate("fitness_test", "15m", days), zone="Europe/London")
        assert asked.lapses_at(begin) == end
        assert asked.lapses_at(begin) != begin + days * MINUTES_PER_DAY
        assert good_until(Event("P1", "fitness_test", "15m", begin), asked) == end


def test_a_record_without_days_is_good_for_good_and_any_subject_may_do() -> None:
    """Without valid_days nothing runs out; a gate without a subject takes a record about anything."""
    assert days_of(competence(event("P1", "course", "entry"), gates=[gate("course")])) == [(0, 1000)]
    assert days_of(competence(event("P1", "course", "entry"), gates=[gate("course", "other")])) == []


def test_a_failed_test_ends_what_was_passed_before_it() -> None:
    """Passed on day 0, failed on day 10, passed again on day 20: a hole of ten days."""
    tests = [
        event("P1", "weapon_test", "carbine"),
        event("P1", "weapon_test", "carbine", 10, passed=False),
        event("P1", "weapon_test", "carbine", 20),
    ]
    assert days_of(competence(*tests, gates=[gate("weapon_test", "carbine", 30)])) == [(0, 10), (20, 50)]


def test_what_was_failed_at_the_same_minute_counts_in_whatever_order_it_is_told() -> None:
    """Two subjects, one gate that takes any: the failure holds, whichever was kept first."""
    tests = [event("P1", "weapon_test", "carbine"), event("P1", "weapon_test", "taser", passed=False)]
    for order in (tests, tests[::-1]):
        assert days_of(competence(*order, gates=[gate("weapon_test", "", 30)])) == []


def test_a_gate_holds_between_its_dates_only() -> None:
    """Before day 5 and from day 8 on nobody asks for the record."""
    found = competence(gates=[gate("course", "entry", from_day=5, until_day=8)])
    assert days_of(found) == [(-1000, 5), (8, 1000)]


def test_a_gate_that_advises_keeps_nobody_out_and_one_that_is_off_says_nothing() -> None:
    """Advice is told apart from reasons."""
    advised = competence(gates=[gate("course", "entry", level="advise")])
    assert days_of(advised) == [WHOLE]
    assert codes(advised.advice("P1", "ARO", day(0), day(1))) == ["gate:G"]
    off = competence(gates=[gate("course", "entry", level="off")])
    assert off.advice("P1", "ARO", day(0), day(1)) == []
    assert off.reasons("P1", "ARO", day(0), day(1)) == []


def test_a_gate_is_asked_of_its_roles_alone() -> None:
    """The commander needs no course for cars."""
    found = competence(gates=[gate("course", "entry")])
    assert days_of(found) == []
    assert days_of(found, role="TFC") == [WHOLE]


KIT = event("", "kit_introduced", "launcher", 10, 40)


def test_new_kit_need_not_be_known_before_it_is_there_nor_until_the_deadline() -> None:
    """Introduced on day 10, to be known by day 40: amber between, with a finding, and out from day 40 on."""
    found = competence(KIT, gates=[gate("kit", "launcher")])
    assert days_of(found) == [(-1000, 40)]
    assert found.advice("P1", "ARO", day(9), day(10)) == []
    assert codes(found.advice("P1", "ARO", day(10), day(11))) == ["amber:G"]
    assert codes(found.advice("P1", "ARO", day(39), day(40))) == ["amber:G"]
    (reason,) = found.reasons("P1", "ARO", day(40), day(40) + 1)
    assert (reason.code, reason.message) == ("gate:G", "launcher not known")
    assert found.advice("P1", "ARO", day(40), day(41)) == []


@pytest.mark.parametrize("kind", ["observation", "training_day", "course"])
def test_new_kit_is_known_from_the_record_on(kind: str) -> None:
    """Seen, trained or taught on day 50: a hole from the deadline until then, and no amber after it."""
    found = competence(KIT, Event("P1", kind, "launcher", day(50)), gates=[gate("kit", "launcher")])  # type: ignore[arg-type]
    assert days_of(found) == [(-1000, 40), (50, 1000)]
    assert found.advice("P1", "ARO", day(50), day(51)) == []


def test_new_kit_known_before_it_is_introduced_is_never_amber() -> None:
    """Taught on day 5, introduced on day 10."""
    found = competence(KIT, event("P1", "course", "launcher", 5), gates=[gate("kit", "launcher")])
    assert days_of(found) == [WHOLE]
    assert found.advice("P1", "ARO", day(10), day(11)) == []


def test_amber_ends_with_the_next_training_day_that_left_it_out() -> None:
    """A training day about something else on day 20 ends it before the deadline; one on day 5 is not after."""
    trained = [event("P1", "training_day", "entry", 5), event("P1", "training_day", "entry", 20)]
    assert days_of(competence(KIT, *trained, gates=[gate("kit", "launcher")])) == [(-1000, 20)]


def test_a_course_about_new_kit_that_was_failed_does_not_count() -> None:
    """Who failed it does not know it."""
    failed = event("P1", "course", "launcher", 15, passed=False)
    assert days_of(competence(KIT, failed, gates=[gate("kit", "launcher")])) == [(-1000, 40)]


def test_kit_that_was_only_planned_or_never_introduced_is_not_asked_for() -> None:
    """Planned kit and guidance change nothing."""
    planned = event("", "kit_planned", "launcher", 10)
    assert days_of(competence(planned, gates=[gate("kit", "launcher")])) == [WHOLE]


def test_what_was_recorded_later_was_not_known() -> None:
    """A step-back of day 0 recorded on day 3 does not count as known on day 2, and does on day 3."""
    stepped = event("P1", "step_back", at=0, known=3)
    assert days_of(competence(stepped, known=2)) == [WHOLE]
    assert days_of(competence(stepped, known=3)) == [(-1000, 0)]
    assert days_of(competence(stepped)) == [(-1000, 0)]


def test_what_does_not_say_when_it_was_recorded_was_known_when_it_happened() -> None:
    """Known on day 1, the step-back of day 2 is not there yet."""
    assert days_of(competence(event("P1", "step_back", at=2), known=1)) == [WHOLE]
    assert days_of(competence(event("P1", "step_back", at=2), known=2)) == [(-1000, 2)]


def test_a_later_record_of_the_same_thing_takes_the_place_of_the_earlier() -> None:
    """A suspension until day 7 that was extended on day 5 until day 9: known on day 4 it ends on day 7."""
    events = [event("P1", "suspension", "", 0, 7, known=0), event("P1", "suspension", "", 0, 9, known=5)]
    for order in (events, events[::-1]):
        assert days_of(competence(*order)) == [(-1000, 0), (9, 1000)]
        assert days_of(competence(*order, known=4)) == [(-1000, 0), (7, 1000)]


def test_a_record_that_was_withdrawn_never_was_from_then_on() -> None:
    """A step-back entered by mistake on day 0 and withdrawn on day 2 counts for who asks as of day 1."""
    events = [event("P1", "step_back", known=0), event("P1", "step_back", known=2, withdrawn=True)]
    assert days_of(competence(*events)) == [WHOLE]
    assert days_of(competence(*events, known=1)) == [(-1000, 0)]


def test_what_was_withdrawn_may_be_stated_anew() -> None:
    """The last word counts; at the same minute the later line has it."""
    one, gone = event("P1", "step_back", known=0), event("P1", "step_back", known=0, withdrawn=True)
    assert standing([one, gone]) == []
    assert standing([one, gone, one]) == [one]
    assert standing([gone, one]) == [one]
