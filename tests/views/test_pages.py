"""The report and the duty sheet: what they say, that they escape, and that they need nothing from outside."""

from __future__ import annotations

import re
import subprocess
from base64 import b64encode
from dataclasses import replace
from datetime import date
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path

import pytest

from scheduler.domain.errors import BadInputError
from scheduler.domain.pay import Pay
from scheduler.domain.people import Authorisation
from scheduler.domain.time import day_of, instant
from scheduler.views import duty_sheet, report_html, words
from scheduler.views.cover import cover_by_post
from scheduler.views.grid import NOT_AVAILABLE, cells_of
from scheduler.views.planned_run import PlannedRun
from scheduler.views.tallies import Tally, tally
from tests.views.plans import AUTUMN, HOSTILE, SPRING, ZONE, large, small

BROWSER_FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
)


class Reader(HTMLParser):
    """Collects a page's tags, attributes and text."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.text: list[str] = []
        self.feed(page.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag and its attributes."""
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]

    def handle_data(self, data: str) -> None:
        """Note text, the style sheet's left out."""
        if self.tags[-1:] != ["style"] and data.strip():
            self.text.append(" ".join(data.split()))

    @property
    def told(self) -> str:
        """All text in one line."""
        return " ".join(self.text)


def hostile(planned: PlannedRun) -> PlannedRun:
    """Return the plan with every text a scenario supplies turned into an attack."""
    scenario = planned.scenario
    return replace(
        planned,
        scenario=replace(
            scenario,
            name=HOSTILE,
            marking=HOSTILE,
            sha256=HOSTILE,
            forces=tuple(replace(force, name=HOSTILE) for force in scenario.forces),
            units=tuple(replace(unit, name=HOSTILE) for unit in scenario.units),
            posts=tuple(replace(post, name=HOSTILE) for post in scenario.posts),
            roles=tuple(replace(role, name=HOSTILE) for role in scenario.roles),
            officers=tuple(replace(officer, team=HOSTILE if officer.team else None) for officer in scenario.officers),
        ),
        plan=replace(
            planned.plan,
            findings=tuple(replace(item, message=HOSTILE, subject=HOSTILE) for item in planned.plan.findings),
        ),
        run=replace(
            planned.run,
            run_id=HOSTILE,
            versions={HOSTILE: HOSTILE},
            rules=tuple(replace(rule, sentence=HOSTILE, source=HOSTILE) for rule in planned.run.rules),
        ),
    )


def pages(planned: PlannedRun) -> tuple[bytes, bytes]:
    """Return the report and the first day's duty sheet."""
    return report_html.render(planned), duty_sheet.render(planned, planned.first_day)


def test_pages_ask_nothing_from_outside(autumn: PlannedRun) -> None:
    """No address, script, picture, frame or form; the only links lead into the page itself."""
    for page in pages(autumn):
        read = Reader(page)
        assert b"http:" not in page
        assert b"https:" not in page
        assert b"url(" not in page
        assert not set(read.tags) & {"script", "img", "link", "iframe", "object", "embed", "form", "base", "image"}
        assert all(value.startswith("#") for name, value in read.attributes if name in ("href", "src"))
        assert not any(name.startswith("on") or name == "style" for name, _ in read.attributes)


def test_policy_lets_the_browser_use_the_one_style_sheet_alone(autumn: PlannedRun) -> None:
    """The page's own policy forbids everything but the style whose hash it names."""
    for page in (*pages(autumn), *pages(hostile(autumn))):
        style = page.decode().split("<style>")[1].split("</style>")[0]
        digest = b64encode(sha256(style.encode()).digest()).decode()
        policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
        assert ("content", policy) in Reader(page).attributes


def test_hostile_text_stays_text(autumn: PlannedRun) -> None:
    """A script in any name of the scenario is shown as it was written and makes no tag."""
    for page in pages(hostile(autumn)):
        read = Reader(page)
        assert HOSTILE in read.told
        assert not set(read.tags) & {"script", "img"}
        assert b"<script" not in page
        assert "evil.example" not in page.decode().split("<style>")[1].split("</style>")[0]


def test_marking_is_at_the_top_the_bottom_and_on_every_sheet(autumn: PlannedRun) -> None:
    """The marking opens and closes the page, and the margins of printed sheets carry it."""
    for page in pages(autumn):
        text = Reader(page).text
        # Text 0 is the title of the window.
        assert (text[1], text[-1]) == ("OFFICIAL-SENSITIVE", "OFFICIAL-SENSITIVE")
        assert page.count(b'content: "OFFICIAL\\2d SENSITIVE"') == 2


def test_absence_has_no_reason(autumn: PlannedRun) -> None:
    """Sickness and restriction are in no page; the day is just not available."""
    for page in pages(autumn):
        told = Reader(page).told.lower()
        assert not re.search(r"sick|restrict|leave|stepped|suspend", told)
    assert cells_of(autumn)("A5") == [NOT_AVAILABLE] * 3


def test_report_tells_price_bound_and_proof_of_each_level(autumn: PlannedRun) -> None:
    """A proved level says so, an open one says between what, a conditional one under what."""
    told = Reader(report_html.render(autumn)).told
    assert "L1 Command duties uncovered 2 2 proved No rota under these rules and data has less." in told
    assert "L2 Crews below the minimum 3 2 open Less than 2 is proved impossible; from there to 3 is open." in told
    assert (
        "L6 Price in money £301.50 £300.00 open Less than £300.00 is proved impossible while the levels above stay "
        "as they are in this rota; from there to £301.50 is open." in told
    )


def test_report_says_first_what_is_uncovered(autumn: PlannedRun) -> None:
    """The verdict leads with the gravest, then says what is proved about it."""
    told = Reader(report_html.render(autumn)).told
    assert "On the 2 days asked for 2 duties stay below the minimum: 1 command duty and 1 crew duty." in told
    assert "For some of them it is not proved that fewer is impossible." in told


def test_what_is_short_after_the_days_asked_for_is_told_apart(autumn: PlannedRun) -> None:
    """Of the five uncovered duties three are on the provisional day: the levels count them and the headline does not."""
    told = Reader(report_html.render(autumn)).told
    assert (
        "On the 1 provisional day after them, which the levels count as well, 3 duties stay below the minimum." in told
    )
    assert "duties below the minimum on the days asked for 2" in told
    assert "price over 3 planned days, 1 of them provisional" in told
    assert "provisional days included" in told


def test_where_no_day_is_provisional_none_is_mentioned() -> None:
    """Without a tail the levels are about the days asked for and nothing else is said."""
    planned = small()
    whole = replace(planned.scenario, horizon=replace(planned.scenario.horizon, n_days=3, n_tail_days=0))
    uncovered = tuple(replace(item, provisional=False, proved=True) for item in planned.plan.uncovered)
    sentences = words.verdict(replace(planned, scenario=whole, plan=replace(planned.plan, uncovered=uncovered)))
    assert sentences[1] == "It is proved that fewer is impossible under these rules and data."
    assert not any("provisional" in sentence for sentence in sentences)


def test_a_proof_says_over_which_days_it_holds(autumn: PlannedRun) -> None:
    """With a provisional day the proof is about all three days, not about the two asked for."""
    uncovered = tuple(replace(item, proved=True) for item in autumn.plan.uncovered)
    sentences = words.verdict(replace(autumn, plan=replace(autumn.plan, uncovered=uncovered)))
    assert sentences[1] == (
        "It is proved that fewer is impossible over the 3 planned days, 1 of them provisional, under these rules and data."
    )


def test_a_plan_without_faults_says_so(autumn: PlannedRun) -> None:
    """Nothing uncovered and every level exact: the report claims exactly that."""
    levels = tuple(replace(level, bound=level.price) for level in autumn.plan.levels)
    planned = replace(autumn, plan=replace(autumn.plan, uncovered=(), levels=levels, status="optimal"))
    told = Reader(report_html.render(planned)).told
    assert "On the 2 days asked for every duty is covered at the minimum." in told
    assert "Every duty of these days meets its target." in told
    assert "On the 1 provisional day after them, which the levels count as well, no duty is short." in told
    assert "no rota under these rules and data is better on any level: proved." in told


def test_below_the_minimum_is_not_called_at_its_target(autumn: PlannedRun) -> None:
    """Where duties stay below the minimum and no other is short, only the others are said to meet their target."""
    below = tuple(item for item in autumn.plan.uncovered if item.grade != "target")
    assert below
    sentences = words.verdict(replace(autumn, plan=replace(autumn.plan, uncovered=below)))
    assert "Every other duty of these days meets its target." in sentences


def test_report_names_rules_not_applied_and_unverified_ones(autumn: PlannedRun) -> None:
    """What was switched off and what nobody has checked stands in the report."""
    told = Reader(report_html.render(autumn)).told
    assert "Not applied Tours rotate forward. (forward_rotation, crews)" in told
    assert "No more than 3 weekends of 4. unverified from memory" in told


def test_report_has_every_officer_and_every_day_in_the_grid(autumn: PlannedRun) -> None:
    """Six officers of three days are 18 cells."""
    grids = re.findall(r'<table class="grid">.*?</table>', report_html.render(autumn).decode(), re.DOTALL)
    assert sum(len(re.findall(r"<td[ >]", grid)) for grid in grids) == 18
    assert sum(grid.count('class="x"') for grid in grids) == 3


def test_an_on_call_tour_beside_a_tour_is_one_cell(autumn: PlannedRun) -> None:
    """The attended tour leads and gives the colour, the on-call tour an edge."""
    first = cells_of(autumn)("A1")[0]
    assert (first.css, first.text, first.post) == ("t b", "TR+OC", "TFC")


def test_hours_of_a_tally_are_elapsed_ones() -> None:
    """A4's night lasts 13 hours in autumn and 11 in spring; A2's provisional tour is not counted."""
    assert tally(small(AUTUMN), "A4") == Tally("A4", 1, 13 * 60, 1, 1, 0, 0)
    assert tally(small(SPRING), "A4") == Tally("A4", 1, 11 * 60, 1, 1, 0, 0)
    # Two day tours of 12 hours on Saturday and Sunday.
    assert tally(small(AUTUMN), "A2") == Tally("A2", 2, 24 * 60, 0, 2, 0, 0)
    assert tally(small(AUTUMN), "A5").not_available_days == 2


def test_cover_by_hour_counts_whole_crews(autumn: PlannedRun) -> None:
    """One car from the first morning until the second evening, none after it; the lone A2 on day three is no car."""
    cover = {item.post.post: item for item in cover_by_post(autumn)}["ARV"]
    until = instant(AUTUMN + 1, 19 * 60, ZONE)
    assert all(part.filled == (1 if part.end_at <= until else 0) for part in cover.stretches)
    assert all((part.minimum, part.target) == (1, 1) for part in cover.stretches)


def test_cover_takes_the_highest_of_rows_that_overlap() -> None:
    """Two rows over spans of one post are met by the same cars: at 20:00 on a Friday 3 at least and 4 wanted."""
    planned = large(1, 45, 7)
    cover = {item.post.post: item for item in cover_by_post(planned)}["ARV0"]
    at = instant(day_of(date(2026, 10, 16)), 20 * 60, ZONE)
    part = next(part for part in cover.stretches if part.start_at <= at < part.end_at)
    # 45 officers in five teams are three cars: the round-the-clock row wants 2 to 3, the weekend evening 3 to 4.
    assert (part.minimum, part.target) == (3, 4)


def test_report_says_what_the_rota_costs_and_that_it_is_indicative(autumn: PlannedRun) -> None:
    """Pounds by rank and by kind of work, what is owed in time, the dates of the rates and what is not counted."""
    told = Reader(report_html.render(autumn)).told
    assert "What this costs Indicative." in told
    assert "on call day £0.00 £25.00 £25.00" in told
    assert "unsocial hours £19.00 £0.00 £19.00" in told
    assert "Together £19.00 £25.00 £44.00" in told
    assert "Owed in time besides: 1 for rest day worked, constable." in told
    assert "£25.00 a day since 2024-09-01 unverified A protocol. No later rate was looked for." in told
    assert "Not counted Away nights: nobody says who is away." in told


def test_report_without_pay_says_that_nothing_was_counted(autumn: PlannedRun) -> None:
    """A run that is opened again carries no pay."""
    told = Reader(report_html.render(replace(autumn, pay=Pay()))).told
    assert "Nothing was counted." in told


def test_report_of_a_force_stays_light() -> None:
    """98 officers over 35 days are well under a megabyte, and open at once."""
    page = report_html.render(large())
    assert len(page) < 500_000
    assert page.count(b"<details open") == 6


def test_report_of_a_metropolitan_force_is_folded_by_unit() -> None:
    """2,608 officers stay under 4 MB, each unit folded away."""
    page = report_html.render(large(20, 130))
    assert len(page) < 4_000_000
    assert b"<details open" not in page


def test_duty_sheet_names_cars_crews_and_commanders(autumn: PlannedRun) -> None:
    """Each car with its driver and crew by tour, the commander on call, and the real length of the day."""
    told = Reader(duty_sheet.render(autumn, AUTUMN)).told
    assert "Tactical commander on call cadre tactical firearms commander OC, on call 07:00 BST to 07:00 GMT A1" in told
    assert "Tour D 07:00 to 19:00, 1 car Armed response base KV21 A2 A3" in told
    assert "Tour N 19:00 BST to 07:00 GMT, 1 car Armed response base KV21 A4 A6" in told
    assert "Force day of First force: Sat 24 Oct 2026 07:00 BST to Sun 25 Oct 2026 07:00 GMT (25 h)" in told
    assert "Every duty of this force day is covered up to its target." in told
    assert "run 20260621T100200Z-1, made Sun 21 Jun 2026 11:02 BST" in told


def test_duty_sheet_marks_a_supervisor_who_drives(autumn: PlannedRun) -> None:
    """Two renewals that join up at 13:00 cover the day tour; the one for the night ends an hour early."""
    noon = autumn.tours["D"].start_at(AUTUMN, ZONE) + 6 * 60
    night_end = autumn.tours["N"].end_at(AUTUMN, ZONE)
    held = (
        Authorisation("A2", "SUP", noon - 10_000, noon),
        Authorisation("A2", "SUP", noon, noon + 10_000),
        Authorisation("A6", "SUP", noon, night_end - 60),
    )
    scenario = replace(
        autumn.scenario,
        posts=tuple(
            replace(post, supervisor_role="SUP") if post.post == "ARV" else post for post in autumn.scenario.posts
        ),
        authorisations=(*autumn.scenario.authorisations, *held),
    )
    told = Reader(duty_sheet.render(replace(autumn, scenario=scenario), AUTUMN)).told
    assert "KV21 A2 (may supervise) A3" in told
    assert "KV21 A4 A6" in told


def test_duty_sheet_names_what_is_uncovered(autumn: PlannedRun) -> None:
    """On the second day the commander's seat and the night car are missing."""
    told = Reader(duty_sheet.render(autumn, AUTUMN + 1)).told
    assert "Tactical commander on call cadre tactical firearms commander 07:00 to 07:00 1 0 command duty below" in told
    assert "Armed response base armed response officer 19:00 to 07:00 1 0 crew below the minimum" in told


def test_duty_sheet_tells_a_provisional_day_and_an_officer_without_a_car(autumn: PlannedRun) -> None:
    """A2 stands alone on the day after the period, which nobody published."""
    told = Reader(duty_sheet.render(autumn, AUTUMN + 2)).told
    assert "Provisional: this day lies after the period planned" in told
    assert "Tour D 07:00 to 19:00, 0 cars Armed response base no car A2" in told


def test_duty_sheet_names_who_is_on_an_armed_tour_without_a_seat(autumn: PlannedRun) -> None:
    """An officer nobody placed is on duty all the same; the sheet of one post leaves that out."""
    placed = next(item for item in autumn.plan.rota.assignments if item.day == AUTUMN and item.post == "ARV")
    spare = replace(placed, officer="a9", post="", role="")
    rota = replace(autumn.plan.rota, assignments=(*autumn.plan.rota.assignments, spare))
    tours = tuple(replace(tour, armed=True) if tour.tour == placed.tour else tour for tour in autumn.scenario.tours)
    more = replace(autumn, plan=replace(autumn.plan, rota=rota), scenario=replace(autumn.scenario, tours=tours))
    told = Reader(duty_sheet.render(more, AUTUMN)).told
    assert f"On an armed tour without a seat Tour {placed.tour}" in told
    assert "a9" in told
    assert "a9" not in Reader(duty_sheet.render(more, AUTUMN, "ARV")).told


def test_duty_sheet_of_one_post_holds_nothing_of_another(autumn: PlannedRun) -> None:
    """The base's sheet has its cars and not the commander."""
    told = Reader(duty_sheet.render(autumn, AUTUMN, "ARV")).told
    assert "KV21" in told
    assert "commander" not in told


def test_duty_sheet_refuses_a_day_and_a_post_it_does_not_know(autumn: PlannedRun) -> None:
    """Both problems are told together, with what would be right."""
    with pytest.raises(BadInputError) as caught:
        duty_sheet.render(autumn, AUTUMN + 3, "ARX")
    assert [(problem.place, problem.value) for problem in caught.value.problems] == [
        ("day", "2026-10-27"),
        ("post", "ARX"),
    ]
    assert "2026-10-24 to 2026-10-26" in str(caught.value)


def browse(browser: str, tmp_path: Path, page: bytes, *flags: str) -> None:
    """Open a page in a headless browser of its own."""
    source = tmp_path / "page.html"
    source.write_bytes(page)
    profile = f"--user-data-dir={tmp_path / 'profile'}"
    subprocess.run(
        [browser, *BROWSER_FLAGS, profile, *flags, source.as_uri()], check=True, capture_output=True, timeout=120
    )


@pytest.mark.slow
def test_report_is_drawn_by_a_browser(browser: str, tmp_path: Path) -> None:
    """A browser draws the page on a desktop and on a phone: a picture with many colours, not an empty sheet."""
    page = report_html.render(large())
    for width in (1400, 390):
        shot = tmp_path / f"{width}.png"
        browse(browser, tmp_path, page, f"--window-size={width},1600", f"--screenshot={shot}")
        # An empty page of that size compresses to a few kilobytes.
        assert shot.stat().st_size > 40_000


@pytest.mark.slow
def test_duty_sheet_prints_on_one_a4_page(browser: str, tmp_path: Path) -> None:
    """The sheet of a force of 98 officers with 23 cars fits on one page."""
    printed = tmp_path / "sheet.pdf"
    page = duty_sheet.render(large(), AUTUMN + 1)
    browse(browser, tmp_path, page, "--no-pdf-header-footer", f"--print-to-pdf={printed}")
    data = printed.read_bytes()
    assert re.findall(rb"/Count (\d+)", data) == [b"1"]
    # A4 is 595 by 842 points.
    (box,) = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", data)
    assert [round(float(side)) for side in box] == [595, 842]
