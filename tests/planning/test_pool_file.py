"""The pool of a run as a file: the same again when read, and refused where it is not ours."""

from __future__ import annotations

import gzip
import json
from typing import Any

import pytest

from scheduler.domain.errors import BadInputError
from scheduler.engine.before import Before
from scheduler.planning.plan import PlanOptions, plan
from scheduler.planning.pool_file import pool_bytes, read_pool
from tests.engine.worlds import crews, horizon

OPTIONS = PlanOptions(seconds=20.0, workers=1, seed=1, reproducible=True)
SCENARIO = crews(5, days=4)


@pytest.fixture(scope="module")
def left() -> Before:
    """Return what planning five officers left."""
    return plan(SCENARIO, OPTIONS).left


@pytest.fixture(scope="module")
def document(left: Before) -> dict[str, Any]:
    """Return the file's document."""
    found: dict[str, Any] = json.loads(gzip.decompress(pool_bytes(left, SCENARIO.horizon)))
    return found


def packed(document: Any) -> bytes:
    """Return a document as a file."""
    return gzip.compress(json.dumps(document).encode())


def test_it_reads_back_as_it_was(left: Before) -> None:
    """Lines, row prices and cuts, by name; the same bytes each time."""
    data = pool_bytes(left, SCENARIO.horizon)
    again = read_pool(data, "pool.json.gz", SCENARIO.horizon)
    assert again.rota == left.rota
    assert sorted(again.lines, key=str) == sorted(left.lines, key=str)
    assert again.row_prices == left.row_prices
    assert list(again.cuts) == list(left.cuts)
    assert pool_bytes(left, SCENARIO.horizon) == data


@pytest.mark.parametrize(
    "data",
    [b"", b"no gzip", gzip.compress(b"[1"), gzip.compress(b"[]"), packed({"first_day": 1}), gzip.compress(b"{}")[:-3]],
    ids=["empty", "not packed", "no JSON", "no document", "half a document", "cut off"],
)
def test_what_is_none_of_ours_is_refused(data: bytes) -> None:
    """With the file's name and what to do."""
    with pytest.raises(BadInputError) as error:
        read_pool(data, "pool.json.gz", SCENARIO.horizon)
    assert error.value.problems[0].place == "pool.json.gz"


@pytest.mark.parametrize(
    ("key", "value"),
    [("names", []), ("row_prices", {"x": -1}), ("row_prices", {"x": "1"}), ("n_planned_days", "4"), ("more", 1)],
)
def test_a_document_changed_is_refused(document: dict[str, Any], key: str, value: Any) -> None:
    """Numbers of names that are not there, prices below nought, text for numbers, keys nobody knows."""
    with pytest.raises(BadInputError):
        read_pool(packed({**document, key: value}), "pool.json.gz", SCENARIO.horizon)


def test_other_days_are_refused(left: Before) -> None:
    """A rota of other days says nothing of these."""
    with pytest.raises(BadInputError, match="same planned days"):
        read_pool(pool_bytes(left, SCENARIO.horizon), "pool.json.gz", horizon(5))


def test_strangers_and_wrong_lengths_do_no_harm(document: dict[str, Any]) -> None:
    """Officers, codes and lines that do not fit are passed over; the plan is as good without them."""
    changed = json.loads(json.dumps(document))
    changed["names"] = [f"{name}?" for name in changed["names"]]
    changed["rota"]["nobody"] = {"codes": [0], "seats": [[0, 0, 10**6]]}
    left = read_pool(packed(changed), "pool.json.gz", SCENARIO.horizon)
    assert plan(SCENARIO, OPTIONS, before=left).plan.price == plan(SCENARIO, OPTIONS).plan.price
