"""Backup, restore and pruning: nothing that was published is lost or told with a lower sequence."""

from __future__ import annotations

import errno
import os
import sqlite3
import stat
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from scheduler.domain.errors import BadInputError
from scheduler.publication.keeping import Pruned, Restored, backup, prune, restore
from scheduler.publication.reading import head, log
from scheduler.publication.store import opened, place_of
from tests.publication.conftest import schema
from tests.publication.rosters import AT, THREE, counts, duty, put, shown, sql, verdict


def copied(store: str, file: Path) -> Path:
    """Return the backup of a ledger."""
    with opened(store) as ledger:
        assert backup(ledger, file) == head(ledger)
    return file


def back(file: Path, store: str, at: int = AT + 100, **how: Any) -> Restored:
    """Restore a ledger from a backup."""
    return restore(file, place_of(store), at, **how)


def pruned(store: str, keep: int) -> Pruned:
    """Prune a ledger's only roster."""
    with opened(store, write=True) as ledger:
        return prune(ledger, "county", keep, AT + 200)


def test_a_backup_is_the_same_ledger(store: str, tmp_path: Path) -> None:
    """The same duties, versions and hashes in a file of its owner's alone; also after pruning."""
    put(store)
    put(store, THREE[1:])
    file = copied(store, tmp_path / "copy")
    assert shown(str(file)) == shown(store)
    assert verdict(str(file)) == verdict(store)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    pruned(store, 1)
    again = copied(store, tmp_path / "again")
    assert verdict(str(again)) == verdict(store)
    assert {"copy", "again"} <= set(os.listdir(tmp_path)) <= {"copy", "again", "ledger"}


def test_a_backup_replaces_nothing_and_hides_no_damage(store: str, tmp_path: Path) -> None:
    """A file that exists stays; of a damaged ledger there is none."""
    put(store)
    (tmp_path / "there").write_text("mine")
    with pytest.raises(BadInputError, match="does not exist yet"):
        copied(store, tmp_path / "there")
    assert (tmp_path / "there").read_text() == "mine"
    sql(store, ["UPDATE ledger_lines SET account = 'x' WHERE number = 2"])
    with pytest.raises(BadInputError, match="line 2 was changed"):
        copied(store, tmp_path / "copy")
    assert not (tmp_path / "copy").exists()


def test_a_backup_that_cannot_be_written_is_told_by_the_name_it_was_given(store: str) -> None:
    """A file system that takes nothing is said to refuse the file that was asked for, not an unfinished one beside it."""
    put(store)
    with pytest.raises(BadInputError, match="can be written") as raised:
        copied(store, Path("/proc/copy"))
    assert [problem.place for problem in raised.value.problems] == ["/proc/copy"]


def test_a_restore_raises_every_sequence_above_what_was_published_since(
    store: str, tmp_path: Path, database: str
) -> None:
    """A hundred minutes after the backup's last line: every duty from 102 on, told as changed then, and counting on."""
    put(store)
    put(store, [replace(THREE[0], tour="L"), *THREE[1:]])
    file = copied(store, tmp_path / "copy")
    new = str(tmp_path / "new") if "://" not in store else schema(database, "restored")
    done = back(file, new)
    assert (done.floor, done.head.lines, done.lost, done.kept) == (102, 7, None, None)
    assert set(counts(new).values()) == {(102, "confirmed")}
    assert {one.changed_at for one in shown(new).duties} == {AT + 100}
    put(new, [duty("P9"), *THREE[1:]], AT + 101)
    assert counts(new) == {
        ("P1", 0): (103, "cancelled"), ("P1", 1): (102, "confirmed"), ("P2", 1): (102, "confirmed"),
        ("P9", 0): (102, "confirmed"),
    }  # fmt: skip
    assert verdict(new, done.head.head).whole


def test_a_restore_over_a_ledger_keeps_that_and_counts_on_from_it(tmp_path: Path) -> None:
    """Two lines are not in the backup; the ledger before is kept whole beside it. Without the word nothing happens."""
    store = str(tmp_path / "ledger")
    put(store)
    file = copied(store, tmp_path / "copy")
    put(store, THREE[1:])
    with pytest.raises(BadInputError, match="--replace"):
        back(file, store)
    done = back(file, store, AT, replace=True)
    assert (done.lost, done.kept, done.floor) == (2, Path(f"{store}.before-1"), 2)
    assert verdict(str(done.kept)).n_lines == 6
    assert set(counts(store).values()) == {(2, "confirmed")}
    assert back(file, store, AT, replace=True).kept == Path(f"{store}.before-2")


def test_a_damaged_ledger_is_replaced_too(tmp_path: Path) -> None:
    """What cannot be read is kept all the same; a floor that somebody knows of goes before ours."""
    store = tmp_path / "ledger"
    put(str(store))
    file = copied(str(store), tmp_path / "copy")
    store.write_bytes(b"rubbish")
    done = back(file, str(store), replace=True, floor=5_000)
    assert (done.lost, done.floor) == (None, 5_000)
    assert Path(f"{store}.before-1").read_bytes() == b"rubbish"
    assert verdict(str(store)).whole


def test_a_floor_is_never_lowered(tmp_path: Path) -> None:
    """A second restore, from a backup that knows of the first, begins above it."""
    store = str(tmp_path / "ledger")
    put(store)
    back(copied(store, tmp_path / "one"), str(tmp_path / "second"), floor=900)
    done = back(copied(str(tmp_path / "second"), tmp_path / "two"), str(tmp_path / "third"))
    assert done.floor == 901
    assert set(counts(str(tmp_path / "third")).values()) == {(901, "confirmed")}


def test_a_database_that_has_a_ledger_is_not_restored_into(database: str, tmp_path: Path) -> None:
    """Lines cannot be taken out of it; an empty one is wanted."""
    url = schema(database, "with_ledger")
    put(url)
    with pytest.raises(BadInputError, match="an empty database"):
        back(copied(url, tmp_path / "copy"), url)
    assert verdict(url).n_lines == 4


def test_a_backup_that_is_not_whole_is_not_restored(tmp_path: Path) -> None:
    """Nothing is made."""
    put(str(tmp_path / "ledger"))
    file = copied(str(tmp_path / "ledger"), tmp_path / "copy")
    sql(str(file), ["UPDATE ledger_lines SET account = 'x' WHERE number = 2"])
    with pytest.raises(BadInputError, match="line 2 was changed"):
        back(file, str(tmp_path / "new"))
    assert not (tmp_path / "new").exists()


def test_pruning_lets_the_detail_of_old_versions_go(store: str) -> None:
    """Two of five lines are told anew by a version that is kept; the chain, log, duties and sequences stay."""
    put(store)
    put(store, [replace(THREE[0], tour="L"), *THREE[1:]])
    put(store, [replace(THREE[0], tour="N"), *THREE[1:]])
    put(store, THREE[1:])
    with opened(store) as ledger:
        before, stood = shown(store), log(ledger)
    assert pruned(store, 2) == Pruned("county", 3, 2)
    assert verdict(store).whole
    assert (shown(store), counts(store, number=3)["P1", 0]) == (before, (2, "confirmed"))
    with opened(store) as ledger:
        assert log(ledger) == stood
    with pytest.raises(BadInputError, match="what version 2 told was pruned"):
        shown(store, number=2)
    assert pruned(store, 2) == Pruned("county", 3, 0)
    put(store)
    assert counts(store)["P1", 0] == (4, "confirmed")


def test_nothing_is_pruned_that_has_to_be_kept(store: str) -> None:
    """More versions to keep than there are: nothing goes, and no line says so."""
    put(store)
    assert pruned(store, 5) == Pruned("county", 1, 0)
    assert verdict(store).n_lines == 4


@pytest.mark.parametrize("name", ["link", "replace", "fsync", "open"])
@pytest.mark.parametrize("nth", range(6))
def test_a_fault_at_any_step_leaves_the_ledger_or_its_successor(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, nth: int
) -> None:
    """The nth call fails: what was there is there as it was, or the new one is, whole; and no litter."""
    store = str(tmp_path / "ledger")
    put(store)
    file = copied(store, tmp_path / "copy")
    put(store, THREE[1:])
    left, real = [nth], getattr(os, name)

    def faulty(*given: Any, **more: Any) -> Any:
        left[0] -= 1
        if left[0] < 0:
            raise OSError(errno.EIO, "the disk is broken")
        return real(*given, **more)

    with monkeypatch.context() as patch:
        patch.setattr(os, name, faulty)
        try:
            back(file, store, replace=True)
        except BadInputError:
            assert left[0] < 0
    assert verdict(store).whole
    assert verdict(store).n_lines in (5, 6)
    assert not [one for one in os.listdir(tmp_path) if one.startswith(".")]
    kept = sorted(tmp_path.glob("*.before-*"))
    assert len(kept) <= 1
    if verdict(store).n_lines == 5:
        assert [verdict(str(one)).n_lines for one in kept] == [6]


def test_a_ledger_that_is_open_elsewhere_is_not_replaced(tmp_path: Path) -> None:
    """Lines that are on their way into it would be lost."""
    store = str(tmp_path / "ledger")
    put(store)
    file = copied(store, tmp_path / "copy")
    reader = sqlite3.connect(store, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM ledger_lines").fetchone()
    put(store, THREE[1:])
    with pytest.raises(BadInputError, match="nobody has open"):
        back(file, store, replace=True)
    reader.close()
    assert verdict(store).n_lines == 6
