"""Dates and clock times at their edges: what is read, and where the clock changes."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from scheduler.domain.scenario import Scenario
from scheduler.domain.time import date_of, minute_of
from scheduler.scenario_io import load
from scheduler.scenario_io.columns import EARLIEST_DAY, LATEST_DAY, minutes_of_hours, spans_of_text, weekdays_of_text
from scheduler.scenario_io.instants import day_of_text
from tests.scenario_io.small import FILES, SETTINGS, row, swapped, write


def _loaded(tmp_path: Path, changes: dict[str, str]) -> Scenario:
    return load(write(tmp_path / "s", changes)).scenario


@pytest.mark.parametrize("written", ["2026-04-03", "03/04/2026"])
def test_dates_are_iso_or_british(written: str) -> None:
    """The third of April is read in both writings, the day before the month where slashes stand."""
    assert date_of(day_of_text(written)) == date(2026, 4, 3)


@pytest.mark.parametrize(
    "written",
    [
        "03-04-26",
        "3/4/2026",
        "2026/04/03",
        "20260403",
        "2026-4-3",
        "03.04.2026",
        "2026-04-03T00:00",
        "46115",
        "٢٠٢٦-٠٤-٠٣",
    ],
)
def test_any_other_writing_of_a_date_is_refused(written: str) -> None:
    """What could be read two ways, or by guessing, is no date."""
    with pytest.raises(ValueError, match="a date YYYY-MM-DD or DD/MM/YYYY"):
        day_of_text(written)


@pytest.mark.parametrize(
    ("officer", "until", "expected"),
    [
        # 24:00 of 24 October is midnight British Summer Time: 23:00 UTC.
        ("P003", "2026-10-24", datetime(2026, 10, 24, 23, tzinfo=UTC)),
        # The clocks go back on 25 October at 02:00: its 24:00 is Greenwich Mean Time.
        ("P003", "2026-10-25", datetime(2026, 10, 26, 0, tzinfo=UTC)),
        # They go forward on 28 March 2027 at 01:00: its 24:00 is summer time again.
        ("P003", "28/03/2027", datetime(2027, 3, 28, 23, tzinfo=UTC)),
    ],
)
def test_until_means_24_00_local(tmp_path: Path, officer: str, until: str, expected: datetime) -> None:
    """An authorisation ends at local midnight after its last date, on either side of a clock change."""
    scenario = _loaded(
        tmp_path,
        swapped("authorisations.csv", f"{officer},TFC,2026-01-01,2027-12-31", f"{officer},TFC,2026-01-01,{until}"),
    )
    (found,) = (row for row in scenario.authorisations if row.officer == officer)
    assert found.until_at == minute_of(expected)
    assert found.from_at == minute_of(datetime(2026, 1, 1, tzinfo=UTC))


def test_a_renewal_the_next_day_leaves_no_hole_where_midnight_comes_twice(tmp_path: Path) -> None:
    """In the Azores the clock goes back from 01:00 to 00:00, and one authorisation ends where the next begins."""
    changes = {
        "scenario.toml": SETTINGS.replace("Europe/London", "Atlantic/Azores"),
        **swapped(
            "authorisations.csv",
            "P003,TFC,2026-01-01,2027-12-31",
            "P003,TFC,2026-01-01,2026-10-24\nP003,TFC,2026-10-25,2027-12-31",
        ),
    }
    before, after = (row for row in _loaded(tmp_path, changes).authorisations if row.officer == "P003")
    # The first midnight of 25 October is still at UTC+0.
    assert before.until_at == after.from_at == minute_of(datetime(2026, 10, 25, tzinfo=UTC))


def test_an_abstraction_is_half_open(tmp_path: Path) -> None:
    """Leave from 19 until 21 October covers three force days."""
    (leave,) = _loaded(tmp_path, {}).abstractions
    assert (date_of(leave.from_day), date_of(leave.until_day)) == (date(2026, 10, 19), date(2026, 10, 22))


def test_ends_not_after_starts_are_on_the_next_day(tmp_path: Path) -> None:
    """22:00 to 07:00 ends at minute 1,860, 07:00 to 07:00 lasts 24 hours, and 24:00 is 00:00."""
    tours = _loaded(tmp_path, row("tours.csv", "L,late,16:00,24:00,,,", "M,late,16:00,00:00,,,")).tours_by_code
    assert (tours["N"].start, tours["N"].end) == (1320, 1440 + 420)
    assert tours["OC"].end - tours["OC"].start == 1440
    assert tours["L"].end == tours["M"].end == 1440


def test_a_span_of_cover_wraps_likewise(tmp_path: Path) -> None:
    """07:00 to 07:00 is the whole of a force day; nothing stated is every day, always."""
    span = _loaded(tmp_path, {}).cover[0]
    assert (span.tour, span.start, span.end) == (None, 420, 420 + 1440)
    assert (span.weekdays, span.from_day, span.until_day) == ((0, 1, 2, 3, 4, 5, 6), EARLIEST_DAY, LATEST_DAY)


@pytest.mark.parametrize(
    ("written", "expected"),
    [("Mon-Fri", (0, 1, 2, 3, 4)), ("Fri|Sat", (4, 5)), ("Fri-Mon", (0, 4, 5, 6)), ("Sun|Mon - Tue", (0, 1, 6))],
)
def test_weekdays(written: str, expected: tuple[int, ...]) -> None:
    """Spans may pass the end of the week, and stand beside single days."""
    assert weekdays_of_text(written) == expected


@pytest.mark.parametrize(("written", "minutes"), [("40", 2400), ("37.5", 2250), ("37:30", 2250), ("0", 0)])
def test_hours(written: str, minutes: int) -> None:
    """Contract hours come in hours and become minutes."""
    assert minutes_of_hours(written) == minutes


def test_off_road_spans_include_both_dates() -> None:
    """A car off the road from the 1st until the 2nd is missing two days."""
    ((begin, end),) = spans_of_text("01/03/2026..2026-03-02")
    assert end - begin == 2


def test_days_asked_for_replace_those_stated(tmp_path: Path) -> None:
    """`--days` shortens the horizon and leaves the tail as it is."""
    folder = write(tmp_path / "s")
    horizon = load(folder, days=3).scenario.horizon
    assert (horizon.n_days, horizon.n_tail_days) == (3, 7)
    assert load(folder).scenario.horizon.n_days == 14


def test_the_period_counts_from_the_first_day_unless_stated(tmp_path: Path) -> None:
    """Without an anchor the reference period begins with the horizon."""
    assert _loaded(tmp_path, {}).horizon.period_anchor == date(2026, 10, 12).toordinal()
    stated = {"scenario.toml": SETTINGS.replace("days = 14", "days = 14\nperiod_anchor = 05/10/2026")}
    stated["scenario.toml"] = stated["scenario.toml"].replace("05/10/2026", '"05/10/2026"')
    assert _loaded(tmp_path, stated).horizon.period_anchor == date(2026, 10, 5).toordinal()


def test_rest_is_implied_first(tmp_path: Path) -> None:
    """A contract may always rest, whether it says so or not."""
    assert _loaded(tmp_path, {}).contracts[0].options == ("rest", "E", "N", "D", "OC", "D+OC")
    said = {"contracts.csv": FILES["contracts.csv"].replace("E|N|D", "E|rest|N|D")}
    assert _loaded(tmp_path, said).contracts[0].options == ("rest", "E", "N", "D", "OC", "D+OC")


def test_limits_are_kept_as_stated(tmp_path: Path) -> None:
    """Rule limits are whole numbers, words and yes or no, by rule code; what they mean is not judged here."""
    settings = SETTINGS + 'name = "x"\n[rules.crews.weekends]\napplied = false\n'
    (group,) = _loaded(tmp_path, {"scenario.toml": settings}).rules
    assert group.limits == {"rest_between_tours": {"minutes": 660, "name": "x"}, "weekends": {"applied": False}}
    assert (group.profile, group.source) == ("england_and_wales", "scenario.toml:7:2")
