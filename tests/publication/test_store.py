"""The ledger's store: lines are added and never changed, and whoever changes one all the same is found out."""

from __future__ import annotations

import os
import sqlite3
import stat
import sys
from contextlib import closing
from pathlib import Path

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy.exc import DBAPIError

from scheduler.domain.errors import BadInputError
from scheduler.publication.lines import Entry
from scheduler.publication.migrations.versions import first_ledger
from scheduler.publication.store import DEFAULT_FILE, exists, opened, place_of
from scheduler.publication.tables import KIND, REVISIONS
from scheduler.register.store import opened as register_opened
from scheduler.stores.chain import BEGINNING
from tests.publication.rosters import AT, THREE, plainly, put, shown, sql, verdict


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_lines SET account = 'x' WHERE number = 2",
        "DELETE FROM ledger_lines WHERE number = 4",
        "INSERT INTO ledger_lines SELECT 9, kind, roster, subject, day, item, version, at, account, detail_sha256,"
        " line_hash FROM ledger_lines WHERE number = 2",
        "UPDATE ledger_details SET detail = '{}' WHERE number = 2",
        "DELETE FROM ledger_details WHERE number = 2",
    ],
)
def test_the_store_itself_refuses_changes(store: str, statement: str) -> None:
    """Whoever opens it with another program cannot change, take out or skip a line either, nor what one says."""
    put(store)
    with pytest.raises((DBAPIError, sqlite3.IntegrityError), match="lines are added, never changed"):
        plainly(store, statement)
    assert verdict(store).whole


def test_lines_are_not_replaced_in_a_file(tmp_path: Path) -> None:
    """SQLite would take a line out for another that comes in its place."""
    store = str(tmp_path / "ledger")
    put(store)
    for table in ("ledger_lines", "ledger_details"):
        with pytest.raises(sqlite3.IntegrityError, match="never changed"):
            plainly(store, f"INSERT OR REPLACE INTO {table} SELECT * FROM {table} WHERE number = 2")


def test_a_database_refuses_to_be_emptied(database: str, store: str) -> None:
    """PostgreSQL has a statement that deletes without looking at lines."""
    put(store)
    if store.startswith(database):
        for table in ("ledger_lines CASCADE", "ledger_details"):
            with pytest.raises(DBAPIError, match="never changed"):
                plainly(store, f"TRUNCATE {table}")
    assert verdict(store).whole


@pytest.mark.parametrize(
    ("statement", "line", "said"),
    [
        ("UPDATE ledger_lines SET kind = 'x' WHERE number = 2", 2, "was changed"),
        ("UPDATE ledger_lines SET roster = 'x' WHERE number = 4", 4, "was changed"),
        ("UPDATE ledger_lines SET subject = 'x' WHERE number = 2", 2, "was changed"),
        ("UPDATE ledger_lines SET day = day + 1 WHERE number = 2", 2, "was changed"),
        ("UPDATE ledger_lines SET item = 'x' WHERE number = 2", 2, "was changed"),
        ("UPDATE ledger_lines SET version = 7 WHERE number = 2", 2, "was changed"),
        ("UPDATE ledger_lines SET at = at + 1 WHERE number = 2", 2, "was changed"),
        ("UPDATE ledger_lines SET account = 'x' WHERE number = 4", 4, "was changed"),
        ("UPDATE ledger_lines SET line_hash = 'x' WHERE number = 1", 1, "was changed"),
        ("UPDATE ledger_details SET detail = '{}' WHERE number = 3", 3, "was changed"),
        ("DELETE FROM ledger_details WHERE number = 3", 3, "has lost what it says"),
        ("DELETE FROM ledger_lines WHERE number = 3", 3, "is missing"),
        ("UPDATE ledger_lines SET number = 0 WHERE number = 4", 0, "out of order"),
    ],
)
def test_verify_names_the_first_line_that_is_not_as_it_was(store: str, statement: str, line: int, said: str) -> None:
    """Every column and what a line says are covered by the hash."""
    put(store)
    drop = "ALTER TABLE ledger_details DROP CONSTRAINT ledger_details_number_fkey"
    sql(store, [drop, statement] if "://" in store else [statement])
    found = verdict(store)
    assert (found.whole, found.line) == (False, line)
    assert said in found.damage


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE ledger_lines SET account = 'x' WHERE number = 4", "line 4"),
        ("UPDATE ledger_lines SET line_hash = 'x' WHERE number = 4", "line 4"),
        ("UPDATE ledger_lines SET line_hash = 'x' WHERE number = 3", "line 4 or the one before it"),
        ("UPDATE ledger_lines SET subject = 'x' WHERE number = 2", "line 2"),
        ("UPDATE ledger_details SET detail = '{}' WHERE number = 3", "line 3"),
        ("DELETE FROM ledger_details WHERE number = 3", "line 3 has lost what it says"),
        ("DELETE FROM ledger_details WHERE number = 4", "line 4 has lost what it says"),
        ("DELETE FROM ledger_lines WHERE number = 1", "line 2 or the one before it"),
    ],
)
def test_nothing_is_added_to_a_damaged_ledger(store: str, statement: str, said: str) -> None:
    """Of a version the lines it is built on are proved before it is added, and that none is missing."""
    put(store)
    drop = "ALTER TABLE ledger_details DROP CONSTRAINT ledger_details_number_fkey"
    sql(store, [drop, statement] if "://" in store else [statement])
    before = verdict(store)
    with pytest.raises(BadInputError, match="see rota ledger verify, and restore a backup") as refusal:
        put(store, THREE[1:])
    assert said in str(refusal.value)
    assert verdict(store) == before


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE ledger_lines SET account = 'x' WHERE number = 4", "line 4 or the one before it"),
        ("DELETE FROM ledger_lines WHERE number = 2", "of 4 lines 3 are there"),
    ],
)
def test_what_is_added_beside_versions_is_refused_at_a_damaged_end(store: str, statement: str, said: str) -> None:
    """A token or an acknowledgement reads no duty, but follows the last line as everything does."""
    put(store)
    drop = "ALTER TABLE ledger_details DROP CONSTRAINT ledger_details_number_fkey"
    sql(store, [drop, statement] if "://" in store else [statement])
    with (
        opened(store, write=True) as ledger,
        pytest.raises(BadInputError, match=said),
        ledger.writing() as writer,
    ):
        writer.add([Entry("token", {})], AT, "x")


def test_a_tail_that_was_cut_off_shows_only_beside_the_head(store: str) -> None:
    """Without the HEAD the first version is a whole chain; with it line 5 is missing. An older HEAD tells what followed."""
    first = put(store).version
    second = put(store, THREE[1:]).version
    assert first is not None
    assert second is not None
    assert verdict(store, first.head).after == 2
    sql(store, ["DELETE FROM ledger_details WHERE number > 4", "DELETE FROM ledger_lines WHERE number > 4"])
    assert verdict(store).whole
    found = verdict(store, second.head)
    assert (found.line, "cut off" in found.damage) == (5, True)


@pytest.mark.parametrize("trigger", sorted(KIND.refusals))
def test_a_store_that_no_longer_refuses_changes_is_not_whole(store: str, trigger: str) -> None:
    """The triggers are part of what is verified."""
    put(store)
    table = "ledger_lines" if "lines" in trigger else "ledger_details"
    plainly(store, f"DROP TRIGGER {trigger}" + (f" ON {table}" if "://" in store else ""))
    assert trigger in verdict(store).damage


def test_the_triggers_verified_are_those_of_both_databases() -> None:
    """What is looked for is what the tables are made with in each."""
    assert set(first_ledger.SQLITE) & set(first_ledger.POSTGRES) >= KIND.refusals


def test_an_empty_ledger_is_whole(store: str) -> None:
    """Its HEAD stands for no line."""
    assert not exists(store)
    with opened(store, write=True):
        pass
    assert exists(store)
    assert (verdict(store, BEGINNING).whole, verdict(store).head) == (True, BEGINNING)


def test_nothing_is_added_where_anything_is_raised(store: str) -> None:
    """Lines of one addition come together or not at all."""
    put(store)

    def add_and_fail() -> None:
        with opened(store, write=True) as ledger, ledger.writing() as writer:
            writer.add([Entry("note", {})], AT, "x")
            raise KeyError

    with pytest.raises(KeyError):
        add_and_fail()
    assert verdict(store).n_lines == 4


def test_the_file_is_for_its_owner_alone_and_written_ahead(tmp_path: Path) -> None:
    """Mode 0600, nothing left beside it; readers and a writer do not wait for each other."""
    path = tmp_path / "ledger"
    put(str(path))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert os.listdir(tmp_path) == ["ledger"]
    assert sqlite3.connect(path).execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_whoever_reads_does_not_wait_for_whoever_writes(store: str) -> None:
    """While a version is being added the one before is read."""
    put(store)
    with opened(store, write=True) as ledger, ledger.writing() as writer:
        writer.add([Entry("note", {})], AT, "x")
        assert len(shown(store).duties) == 3


@pytest.mark.parametrize("module", ["sqlite", "postgres"])
def test_a_ledger_that_somebody_holds_is_not_waited_for_without_end(
    store: str, module: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After the time it waits the refusal says that somebody else adds to it."""
    if (module == "postgres") is not ("://" in store):
        return
    put(store)
    monkeypatch.setattr(f"scheduler.stores.{module}.PATIENCE_SECONDS", 0.1 if module == "sqlite" else 1.0)
    with (
        opened(store, write=True) as ledger,
        ledger.writing(),
        pytest.raises(BadInputError, match="nobody else adds"),
    ):
        put(store, THREE[1:])


def test_the_versions_known_are_those_of_the_migrations() -> None:
    """The store's list and the files agree, so that opening needs no look at the files."""
    config = Config()
    config.set_main_option("script_location", str(KIND.migrations))
    revisions = [script.revision for script in ScriptDirectory.from_config(config).walk_revisions()]
    assert tuple(reversed(revisions)) == REVISIONS


def test_a_ledger_of_a_newer_version_is_refused(store: str) -> None:
    """The message says so."""
    put(store)
    plainly(store, "UPDATE ledger_revision SET version_num = '9999'")
    with pytest.raises(BadInputError, match="9999 was made by a newer rota"):
        shown(store)


def test_another_store_is_no_ledger(tmp_path: Path) -> None:
    """A register is refused, for reading and for writing."""
    with register_opened(tmp_path / "register", write=True):
        pass
    for write in (False, True):
        with pytest.raises(BadInputError, match="another program's"), opened(tmp_path / "register", write=write):
            pass


def test_where_the_ledger_is(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """As named, else as the environment says, a file or a database, else among the outputs."""
    monkeypatch.delenv("ROTA_STORE", raising=False)
    assert place_of().name == str(DEFAULT_FILE)
    monkeypatch.setenv("ROTA_STORE", "postgresql://ann:secret@db/rota")
    assert place_of().name == "postgresql://ann@db/rota"
    assert place_of(tmp_path).name == str(tmp_path)
    monkeypatch.setenv("ROTA_STORE", str(tmp_path / "x"))
    assert place_of().name == str(tmp_path / "x")


@pytest.mark.parametrize("url", ["mysql://a@b/c", "postgresql://", "://", "postgresql://h:x/y"])
def test_what_is_no_url_of_a_database_is_refused(url: str) -> None:
    """The message names the variable and what it may be, and not what it was, in which a password may stand."""
    with pytest.raises(BadInputError, match=r"^ROTA_STORE: expected a URL such as"):
        place_of(url)


def test_a_database_that_cannot_be_reached_is_refused_without_its_password() -> None:
    """The place and the remedy, and never the password."""
    with (
        pytest.raises(BadInputError, match="that can be reached") as refused,
        opened("postgresql://ann:secret@127.0.0.1:1/rota"),
    ):
        pass
    assert "secret" not in str(refused.value)


def test_a_database_without_a_ledger_is_refused_for_reading(database: str) -> None:
    """Nothing is made by looking."""
    with pytest.raises(BadInputError, match="a database with a ledger of published rotas, which rota publish makes"):
        shown(f"{database}&options=-csearch_path%3Dnowhere")


def test_a_missing_driver_is_said_with_its_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    """PostgreSQL is an extra; SQLite needs nothing."""
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with (
        pytest.raises(BadInputError, match=r"pip install 'armed-rota\[postgresql\]'"),
        opened("postgresql://ann@127.0.0.1:1/rota"),
    ):
        pass


EMPTY_INDEX = b"\x0a\0\0\0\0\0\0\0"
"""Header of a page of an index that has nothing in it."""


def test_a_file_with_a_damaged_index_is_not_whole(tmp_path: Path) -> None:
    """Every line can be read and has its hash, and still what stands cannot be asked: the file itself is looked at."""
    file = tmp_path / "ledger.sqlite"
    put(str(file))
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        size = connection.execute("PRAGMA page_size").fetchone()[0]
        names = "SELECT rootpage FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
        page = connection.execute(names).fetchone()[0]
    with file.open("r+b") as handle:
        handle.seek((page - 1) * size)
        handle.write(EMPTY_INDEX.ljust(size, b"\0"))
    found = verdict(str(file))
    assert not found.whole
    assert "damaged" in found.damage


def test_a_database_is_not_taken_for_a_file() -> None:
    """--store takes a file; a URL typed there, of which a path leaves one stroke, is not shown, as it may hold a password."""
    with pytest.raises(BadInputError, match=r"ROTA_STORE=postgresql://account@host/database") as refused:
        place_of(Path("postgresql://ann:secret@db/rota"))
    assert "secret" not in str(refused.value)
