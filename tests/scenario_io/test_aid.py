"""Offers of help: what a row may say, whom it brings, and which are refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from scheduler.domain.time import instant
from scheduler.scenario_io import load, tables_of, write_folder
from tests.scenario_io.small import FILES, messages, write

MUTUAL = "offer,lender,relation,answer,officers,named,strength,keeps,contract,unit,roles,asked,lead_hours,induction_hours,from,until,price\n"
MILITARY = "offer,lender,state,approval,officers,contract,unit,roles,posts,asked,lead_hours,from,until,price\n"
POSTS = (
    "post,name,force,role,tours,units,crew_size,driver_role,vehicle_pool,purpose\n"
    "ARV,North base,F,ARO,E|N,U,2,DRV,POOL,\n"
    "TAC,Cadre commander,F,TFC,OC,,,,,\n"
    "GATE,Gate,F,ARO,E|N,,,,,static_guard\n"
)
DAY = 739901
"""Monday 12 October 2026."""


def aid(*rows: str) -> dict[str, str]:
    """Return the files of a scenario with these offers of mutual aid."""
    return {"mutual_aid.csv": MUTUAL + "".join(f"{row}\n" for row in rows)}


def military(row: str) -> dict[str, str]:
    """Return the files of a scenario with a static guard and this offer of military aid."""
    return {"posts.csv": POSTS, "military_aid.csv": f"{MILITARY}{row}\n"}


def test_an_offer_brings_its_officers_once_lead_time_and_induction_are_over(tmp_path: Path) -> None:
    """Asked for at noon of the 12th, 18 hours on the way and 4 of induction: from ten o'clock of the 13th."""
    row = "A1,F,neighbour,offered,2,,10,8,C,U,ARO|DRV,2026-10-12 12:00,18,4,2026-10-12,2026-10-20,40000"
    scenario = load(write(tmp_path / "s", aid(row))).scenario
    lent = [officer for officer in scenario.officers if officer.offer == "A1"]
    assert [officer.officer for officer in lent] == ["A1-1", "A1-2"]
    spans = {(row.from_at, row.until_at) for row in scenario.authorisations if row.officer == "A1-1"}
    zone = "Europe/London"
    assert spans == {(instant(DAY + 1, 10 * 60, zone), instant(DAY + 9, 0, zone))}


def test_a_refusal_is_recorded_and_brings_nobody(tmp_path: Path) -> None:
    """So are soldiers who stand by."""
    refused = "A1,F,region,refused,,,,,C,U,ARO,,,,2026-10-12,2026-10-20,40000"
    scenario = load(write(tmp_path / "s", aid(refused))).scenario
    assert [offer.answer for offer in scenario.offers] == ["refused"]
    waiting = "M1,F,standing_by,HO-1,2,C,U,ARO,GATE,2026-10-12,24,2026-10-12,2026-10-20,30000"
    other = load(write(tmp_path / "t", military(waiting))).scenario
    assert [offer.answer for offer in other.offers] == ["standing_by"]
    assert len(scenario.officers) == len(other.officers) == 3


def test_a_refusal_needs_no_price_and_an_offer_does(tmp_path: Path) -> None:
    """Nobody is paid for who does not come."""
    refused = "A1,F,region,refused,,,,,C,U,ARO,,,,2026-10-12,2026-10-20,"
    assert [offer.price for offer in load(write(tmp_path / "s", aid(refused))).scenario.offers] == [0]
    offered = "A1,F,region,offered,1,,,,C,U,ARO,,,,2026-10-12,2026-10-20,"
    (message,) = messages(write(tmp_path / "t", aid(offered)))
    assert "price" in message
    assert "at least 1 pence a day" in message


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("A1,F,neighbour,offered,3,,10,8,C,U,ARO,,,,2026-10-12,2026-10-20,40000", "at most the 2 officers the lender can spare"),
        ("A1,F,neighbour,offered,3,K1|K2,,,C,U,ARO,,,,2026-10-12,2026-10-20,40000", "not both"),
        ("A1,F,neighbour,offered,,,,,C,U,ARO,,,,2026-10-12,2026-10-20,40000", "a number of officers, or their ids"),
        ("A1,F,neighbour,offered,,P001,,,C,U,ARO,,,,2026-10-12,2026-10-20,40000", "an id that officers.csv does not have"),
        ("A1,F,neighbour,offered,2,,,,C,U,ARO,,,,2026-10-12,2026-10-11,40000", "a minute after from"),
        ("A1,F,neighbour,offered,2,,,,C,U,ARO,2026-10-12,500,,2026-10-12,2026-10-20,40000", "after lead time and induction are over"),
        ("A1,G,neighbour,offered,2,,,,C,U,ARO,,,,2026-10-12,2026-10-20,40000", "unknown force"),
        ("A1,F,neighbour,offered,2,,,,C,U,ARX,,,,2026-10-12,2026-10-20,40000", "unknown role"),
        ("A1,F,friends,offered,2,,,,C,U,ARO,,,,2026-10-12,2026-10-20,40000", "one of neighbour, region, national"),
        ("A1,F,neighbour,offered,2,,,,C,U,ARO,,,,2026-10-12,2026-10-20,0", "at least 1 pence a day"),
    ],
)  # fmt: skip
def test_each_mistake_of_an_offer_has_its_message(tmp_path: Path, row: str, expected: str) -> None:
    """With its row."""
    (told,) = messages(write(tmp_path / "s", aid(row)))
    assert told.startswith("mutual_aid.csv:2:")
    assert expected in told


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ("10,6,Fri,", "a number of officers kept on the busy weekdays"),
        ("10,6,,8", "weekdays on which it keeps more"),
        (",,Fri,8", "how many such officers the lender has"),
        ("10,6,Fri,5", "at least the 6 it always keeps"),
        ("10,6,Fri,11", "at most the 10 the lender has"),
    ],
)
def test_what_a_lender_keeps_on_busy_days_is_whole(tmp_path: Path, cells: str, expected: str) -> None:
    """Weekdays, a number, the strength it is taken from, and no less than it always keeps."""
    header = MUTUAL.replace("strength,keeps", "strength,keeps,busy,keeps_busy")
    row = f"A1,F,region,offered,2,,{cells},C,U,ARO,,,,2026-10-12,2026-10-20,40000"
    (told,) = messages(write(tmp_path / "s", {"mutual_aid.csv": f"{header}{row}\n"}))
    assert told.startswith("mutual_aid.csv:2:")
    assert expected in told


def test_offers_of_one_lender_together_lend_no_more_than_it_can_spare(tmp_path: Path) -> None:
    """Three and two of four: too many at a time, and not where one has ended, the role is another or the offer refused."""

    def told(*later: str) -> list[str]:
        first = "A1,F,region,offered,3,,5,1,C,U,ARO|DRV,,,,2026-10-12,2026-10-15,40000"
        return [one for row in later for one in messages(write(tmp_path / row.replace(",", ""), aid(first, row)))]

    found = told("A2,F,region,offered,2,,,,C,U,ARO,,,,2026-10-14,2026-10-20,40000")
    assert found == [
        "mutual_aid.csv:3:officers: '2': expected at most the 4 officers the lender can spare, those of row 2 among them"
    ]
    for row in (
        "A2,F,region,offered,1,,,,C,U,ARO,,,,2026-10-14,2026-10-20,40000",
        "A2,F,region,offered,2,,,,C,U,ARO,,,,2026-10-16,2026-10-20,40000",
        "A2,F,region,offered,2,,,,C,U,TFC,,,,2026-10-14,2026-10-20,40000",
        "A2,F,region,refused,2,,,,C,U,ARO,,,,2026-10-14,2026-10-20,40000",
    ):
        load(
            write(
                tmp_path / f"good{row.replace(',', '')}",
                aid("A1,F,region,offered,3,,5,1,C,U,ARO|DRV,,,,2026-10-12,2026-10-15,40000", row),
            )
        )


def test_officers_are_lent_once(tmp_path: Path) -> None:
    """The same id in two offers is refused where it stands the second time."""
    end = "C,U,ARO,,,,2026-10-12,2026-10-20,40000"
    (told,) = messages(
        write(tmp_path / "s", aid(f"A1,F,region,offered,,K1,,,{end}", f"A2,F,region,offered,,K1,,,{end}"))
    )
    assert told.startswith("mutual_aid.csv:3:")
    assert "an id that mutual_aid.csv:2 does not have" in told


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("M1,F,deployed,HO-1,2,C,U,ARO,ARV,2026-10-12,24,2026-10-12,2026-10-20,30000", "ARV is routine"),
        ("M1,F,deployed,HO-1,2,C,U,ARO,GATE,2026-10-12,6,2026-10-12,2026-10-20,30000", "from 12 to 96"),
        ("M1,F,deployed,,2,C,U,ARO,GATE,2026-10-12,24,2026-10-12,2026-10-20,30000", "not an empty cell"),
    ],
)
def test_soldiers_are_approved_and_keep_out_of_routine_posts(tmp_path: Path, row: str, expected: str) -> None:
    """A routine post, too little lead time and no approval are each refused with the row."""
    (told,) = messages(write(tmp_path / "s", military(row)))
    assert told.startswith("military_aid.csv:2:")
    assert expected in told


def test_aid_of_more_than_eight_weeks_is_warned_about(tmp_path: Path) -> None:
    """Fifty-six days are not, one more is."""
    row = "A1,F,region,offered,1,,,,C,U,ARO,,,,2026-10-12,{},40000"
    assert load(write(tmp_path / "s", aid(row.format("2026-12-06")))).warnings == ()
    (told,) = load(write(tmp_path / "t", aid(row.format("2026-12-07")))).warnings
    assert "lent for 57 days" in str(told)


def test_offers_are_written_and_read_back(tmp_path: Path) -> None:
    """Officers, what they may do, and from when."""
    header = MUTUAL.replace("price", "price,lodging,busy,keeps_busy")
    row = "A1,F,national,offered,,K1|K2,9,6,C,U,ARO,2026-10-12 12:00,24,,2026-10-12,2026-10-20,40000,shared,Fri|Sat,8"
    files = {"mutual_aid.csv": f"{header}{row}\n"}
    files |= military("M1,F,deployed,HO-1,12,C,U,ARO,GATE,2026-10-12,24,2026-10-12,2026-10-20,30000")
    scenario = load(write(tmp_path / "s", files)).scenario
    assert (scenario.offers[0].lodging, scenario.offers[0].most_on) == ("shared", ((4, 1), (5, 1)))
    write_folder(tmp_path / "t", *tables_of(scenario))
    again = load(tmp_path / "t").scenario
    assert [officer.officer for officer in again.officers] == [officer.officer for officer in scenario.officers]
    for one, other in zip(again.offers, scenario.offers, strict=True):
        names = [name for name in type(one).__slots__ if name != "source"]
        assert [getattr(one, name) for name in names] == [getattr(other, name) for name in names]


def test_a_rung_leaves_out_what_comes_from_further_away(tmp_path: Path) -> None:
    """Each with a hash of its own, but for one that leaves nobody out."""
    end = "C,U,ARO,,,,2026-10-12,2026-10-20,40000"
    files = aid(
        f"A1,F,neighbour,offered,1,,,,{end}", f"A2,F,region,offered,2,,,,{end}", f"A3,F,national,offered,4,,,,{end}"
    )
    scenario = load(write(tmp_path / "s", files)).scenario
    rungs = [scenario.up_to(rung) for rung in ("own", "neighbour", "region", "national", "military")]
    assert [len(one.officers) - 3 for one in rungs] == [0, 1, 3, 7, 7]
    assert len({one.sha256 for one in rungs}) == 4
    assert FILES["officers.csv"].count("\n") == 4
