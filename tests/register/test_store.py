"""The store: lines are added and never changed, all or nothing, and whoever changes one all the same is found out."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory

from scheduler.domain.errors import BadInputError
from scheduler.domain.events import Event
from scheduler.register import migrations
from scheduler.register.chain import Line
from scheduler.register.migrations import APPLICATION_ID
from scheduler.register.store import REVISIONS, Store, opened
from scheduler.stores.chain import BEGINNING, Verdict
from tests.register.records import day, event

NOW = day(100)
SIX = tuple(event(f"P{number % 3}", "training_day", f"T{number}", number, known=number) for number in range(6))


def agreed(kept: Sequence[Line], new: Sequence[Event]) -> None:
    """Find nothing wrong."""


def add(path: Path, *events: Event, at: int = NOW) -> str:
    """Add events and return the HEAD."""
    with opened(path, write=True) as store:
        return store.append(events, at, agreed).head


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return the path of a store of six lines."""
    add(tmp_path / "register", *SIX)
    return tmp_path / "register"


def everything(path: Path) -> list[Event]:
    """Return every event of a store."""
    with opened(path) as store:
        return store.events()


def verdict(path: Path, head: str | None = None) -> Verdict:
    """Return what verifying says."""
    with opened(path) as store:
        return store.verify(head)


def refusal(path: Path, *, write: bool = False) -> str:
    """Return why a store cannot be opened."""
    with pytest.raises(BadInputError) as refused, opened(path, write=write) as store:
        store.events()
    (problem,) = refused.value.problems
    return str(problem)


def sql(path: Path, *statements: str) -> None:
    """Change a store behind its back, its triggers taken away and put back."""
    connection = sqlite3.connect(path)
    triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    for name, _ in triggers:
        connection.execute(f"DROP TRIGGER {name}")
    for statement in statements:
        connection.execute(statement)
    for _, text in triggers:
        connection.execute(text)
    connection.commit()
    connection.close()


def test_what_is_added_is_read_again(path: Path) -> None:
    """Every column comes back, an event that does not say when it was recorded with the instant of the addition."""
    more = event("P9", "suspension", "carbine", 3, 9, passed=False)
    add(path, more, event("P9", "suspension", "carbine", 3, known=101, withdrawn=True))
    found = everything(path)
    assert [(one.officer, one.kind, one.subject, one.at, one.until) for one in found[:6]] == [
        (one.officer, one.kind, one.subject, one.at, one.until) for one in SIX
    ]
    assert (found[6].until, found[6].passed, found[6].recorded_at, found[6].withdrawn) == (day(9), False, NOW, False)
    assert (found[7].until, found[7].recorded_at, found[7].withdrawn) == (None, day(101), True)


def test_the_same_events_again_add_nothing(path: Path) -> None:
    """All six are known, and the HEAD is the same; an event that does not say when it was recorded is known whenever."""
    before = verdict(path).head
    with opened(path, write=True) as store:
        again = store.append(SIX, NOW + 1, agreed)
        assert (again.added, again.known, again.corrected, again.head) == (0, 6, 0, before)
        unsaid = event("P7", "course", "entry", 5)
        assert store.append([unsaid, unsaid], NOW, agreed).added == 1
        later = store.append([unsaid], NOW + 500, agreed)
    assert (later.added, later.known) == (0, 1)


def test_a_correction_is_a_line_of_its_own(path: Path) -> None:
    """The same thing with another outcome is added and counted as a correction; the earlier line stays."""
    with opened(path, write=True) as store:
        appended = store.append([event("P0", "training_day", "T0", 0, passed=False)], NOW, agreed)
    assert (appended.added, appended.corrected) == (1, 1)
    assert len(everything(path)) == 7


def test_all_or_nothing(path: Path) -> None:
    """What the check raises leaves the store as it was, and the check sees the lines of the officers concerned alone."""
    seen: list[tuple[int, ...]] = []

    def refuse(kept: Sequence[Line], new: Sequence[Event]) -> None:
        seen.append((*(line.number for line in kept), len(new)))
        raise BadInputError([])

    before = verdict(path)
    with opened(path, write=True) as store, pytest.raises(BadInputError):
        store.append([event("P1", "course", "entry"), SIX[1]], NOW, refuse)
    assert seen == [(2, 5, 1)]  # P1 has lines 2 and 5; one of the two events is new
    assert verdict(path) == before


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE events SET subject = 'X' WHERE number = 3",
        "DELETE FROM events WHERE number = 3",
        "INSERT OR REPLACE INTO events SELECT number, 'P9', kind, subject, at, until, passed, withdrawn, recorded_at,"
        " line_hash FROM events WHERE number = 3",
        "INSERT INTO events SELECT 9, officer, kind, subject, at, until, passed, withdrawn, recorded_at, line_hash"
        " FROM events WHERE number = 3",
    ],
)
def test_the_file_itself_refuses_changes(path: Path, statement: str) -> None:
    """Whoever opens it with another program cannot change, delete, replace or skip a line either."""
    connection = sqlite3.connect(path)
    with pytest.raises(sqlite3.IntegrityError, match="lines are added, never changed"):
        connection.execute(statement)
    connection.close()
    assert verdict(path).whole


def test_the_store_has_no_way_to_change_a_line() -> None:
    """What a store can do is to read, to add and to verify."""
    assert {name for name in vars(Store) if not name.startswith("_")} == {
        "events", "lines", "lines_known", "officers", "append", "verify",
    }  # fmt: skip


def test_a_whole_chain_is_whole(path: Path, tmp_path: Path) -> None:
    """Six lines and a HEAD of 64 digits; an empty store is whole as well."""
    found = verdict(path)
    assert (found.whole, found.n_lines, len(found.head), found.line) == (True, 6, 64, None)
    assert verdict(path, found.head).after == 0
    add(tmp_path / "empty")
    assert verdict(tmp_path / "empty", BEGINNING) == Verdict(0, BEGINNING, after=0)


SWAP = (
    "UPDATE events SET number = -1 WHERE number = 3",
    "UPDATE events SET number = 3 WHERE number = 4",
    "UPDATE events SET number = 4 WHERE number = -1",
)


@pytest.mark.parametrize(
    ("statements", "line", "said"),
    [
        (("UPDATE events SET officer = 'P9' WHERE number = 3",), 3, "was changed"),
        (("UPDATE events SET subject = '' WHERE number = 1",), 1, "was changed"),
        (("UPDATE events SET at = at + 1 WHERE number = 6",), 6, "was changed"),
        (("UPDATE events SET until = 5 WHERE number = 2",), 2, "was changed"),
        (("UPDATE events SET passed = 0 WHERE number = 2",), 2, "was changed"),
        (("UPDATE events SET withdrawn = 1 WHERE number = 2",), 2, "was changed"),
        (("UPDATE events SET recorded_at = 0 WHERE number = 4",), 4, "was changed"),
        (("UPDATE events SET line_hash = 'x' WHERE number = 4",), 4, "was changed"),
        (("DELETE FROM events WHERE number = 3",), 3, "is missing"),
        (("DELETE FROM events WHERE number = 1",), 1, "is missing"),
        (
            ("DELETE FROM events WHERE number = 3", "UPDATE events SET number = number - 1 WHERE number > 3"),
            3,
            "taken out",
        ),
        (SWAP, 3, "out of order"),
        (("UPDATE events SET number = 0 WHERE number = 6",), 0, "out of order"),
    ],
)
def test_verify_names_the_first_line_that_is_not_as_it_was(
    path: Path, statements: tuple[str, ...], line: int, said: str
) -> None:
    """Every column is covered by the hash; lines changed, taken out or moved are named by their number."""
    sql(path, *statements)
    found = verdict(path)
    assert (found.whole, found.line) == (False, line)
    assert said in found.damage


def test_a_tail_that_was_cut_off_shows_only_beside_the_head(path: Path) -> None:
    """Without the HEAD four lines are a whole chain; with it line 5 is missing."""
    head = verdict(path).head
    sql(path, "DELETE FROM events WHERE number > 4")
    assert verdict(path).whole
    found = verdict(path, head)
    assert (found.whole, found.line) == (False, 5)
    assert "cut off" in found.damage


def test_an_older_head_tells_how_many_lines_came_after_it(path: Path) -> None:
    """Lines were added since the HEAD was noted: all is well, and it is said how many."""
    head = verdict(path).head
    add(path, event("P9", "course", "entry"), event("P9", "course", "exit"))
    found = verdict(path, head)
    assert (found.whole, found.after) == (True, 2)


def test_a_store_that_no_longer_refuses_changes_is_not_whole(path: Path) -> None:
    """The triggers are part of what is verified."""
    connection = sqlite3.connect(path)
    connection.execute("DROP TRIGGER events_are_not_deleted")
    connection.close()
    found = verdict(path)
    assert not found.whole
    assert "events_are_not_deleted" in found.damage


def test_the_store_is_for_its_owner_alone(path: Path) -> None:
    """Mode 0600, whatever the umask; nothing is left beside it once it is closed."""
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert os.listdir(path.parent) == [path.name]


def test_readers_and_a_writer_do_not_wait_for_each_other(path: Path) -> None:
    """The file is in write-ahead mode: what is read is what was there before, while lines are added."""
    assert sqlite3.connect(path).execute("PRAGMA journal_mode").fetchone() == ("wal",)

    def look(kept: Sequence[Line], new: Sequence[Event]) -> None:
        assert len(everything(path)) == 6

    with opened(path, write=True) as store:
        store.append([event("P9", "course", "entry")], NOW, look)
    assert len(everything(path)) == 7


ADDER = """
import sys
from pathlib import Path
from scheduler.domain.events import Event
from scheduler.register.store import opened
name, path = sys.argv[1:]
for number in range(5):
    events = [Event(name, "course", f"C{number}-{one}", number * 1440 + one) for one in range(20)]
    with opened(Path(path), write=True) as store:
        store.append(events, 10**8, lambda kept, new: None)
"""


def test_imports_at_the_same_time_lose_nothing(tmp_path: Path, root: Path) -> None:
    """Four processes make one store and add a hundred lines each: 400 lines, one whole chain."""
    command = [sys.executable, "-c", ADDER]
    running = [
        subprocess.Popen(
            [*command, f"P{number}", str(tmp_path / "register")], cwd=root, stderr=subprocess.PIPE, text=True
        )
        for number in range(4)
    ]
    told = [process.communicate(timeout=120)[1] for process in running]
    assert told == ["", "", "", ""]
    assert (verdict(tmp_path / "register").n_lines, verdict(tmp_path / "register").whole) == (400, True)
    assert os.listdir(tmp_path) == ["register"]


def test_a_store_that_another_program_holds_is_not_waited_for_without_end(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After the time it waits the refusal says that somebody else adds to it."""
    monkeypatch.setattr("scheduler.stores.sqlite.PATIENCE_SECONDS", 0.1)
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with opened(path, write=True) as store, pytest.raises(BadInputError, match="nobody else adds"):
        store.append(SIX, NOW, agreed)
    holder.close()


def test_the_versions_known_are_those_of_the_migrations() -> None:
    """The store's list and the files agree, so that opening needs no look at the files."""
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    revisions = [script.revision for script in ScriptDirectory.from_config(config).walk_revisions()]
    assert tuple(reversed(revisions)) == REVISIONS


def test_a_store_without_tables_yet_is_brought_up_to_date(tmp_path: Path) -> None:
    """A file of the first bytes alone gets the tables when it is opened, also for reading."""
    connection = sqlite3.connect(tmp_path / "old")
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute("CREATE TABLE x (y)")
    connection.execute("DROP TABLE x")
    connection.commit()
    connection.close()
    assert everything(tmp_path / "old") == []


def test_a_store_of_a_newer_version_is_refused_and_left_alone(path: Path) -> None:
    """The message says so; nothing is written."""
    sql(path, "UPDATE alembic_version SET version_num = '9999'")
    before = path.read_bytes()
    assert "9999 was made by a newer rota" in refusal(path)
    assert "9999 was made by a newer rota" in refusal(path, write=True)
    assert path.read_bytes() == before


def a_text(path: Path) -> None:
    """Write a text."""
    path.write_text("officer,event\n" * 100)


def an_empty_file(path: Path) -> None:
    """Write nothing."""
    path.touch()


def a_folder(path: Path) -> None:
    """Make a folder."""
    path.mkdir()


def a_pipe(path: Path) -> None:
    """Make a named pipe."""
    os.mkfifo(path)


def a_foreign_database(path: Path) -> None:
    """Make another program's database."""
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE events (number)")
    connection.close()


def a_link(path: Path) -> None:
    """Make a link to a store."""
    add(path.with_name("real"))
    path.symlink_to(path.with_name("real"))


def a_broken_link(path: Path) -> None:
    """Make a link to nothing."""
    path.symlink_to(path.with_name("nowhere"))


def a_damaged_store(path: Path) -> None:
    """Overwrite all but the head of a store."""
    add(path, *(event("P1", "course", f"C{number}", number) for number in range(500)))
    content = path.read_bytes()
    path.write_bytes(content[:100] + b"\xff" * (len(content) - 100))


def a_store_cut_short(path: Path) -> None:
    """Take the end of a store away."""
    add(path, *(event("P1", "course", f"C{number}", number) for number in range(500)))
    path.write_bytes(path.read_bytes()[:9000])


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (a_text, "a register's store, which is an SQLite file"),
        (an_empty_file, "a register's store, which is an SQLite file"),
        (a_folder, "a regular file, not a folder"),
        (a_pipe, "a regular file, not a named pipe"),
        (a_foreign_database, "this SQLite file is another program's"),
        (a_link, "not a symbolic link"),
        (a_broken_link, "not a symbolic link"),
        (a_damaged_store, "a store that is not damaged"),
        (a_store_cut_short, "a store that is not damaged"),
    ],
)
@pytest.mark.parametrize("write", [False, True])
def test_what_is_no_store_is_refused_and_left_alone(
    tmp_path: Path, make: Callable[[Path], None], said: str, write: bool
) -> None:
    """Texts, folders, pipes, links and other programs' files each get one message, and stay what they are."""
    path = tmp_path / "register"
    make(path)
    assert said in refusal(path, write=write)
    assert not list(tmp_path.glob(".register*"))


def test_a_store_that_is_not_there_is_made_for_writing_alone(tmp_path: Path) -> None:
    """Reading says that it does not exist, and makes nothing."""
    assert "a file that exists" in refusal(tmp_path / "register")
    assert os.listdir(tmp_path) == []


def test_a_store_in_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    """The path is the place of the message."""
    assert refusal(tmp_path / "none" / "register", write=True).startswith(f"{tmp_path}/none/register: ")


def test_a_write_protected_store_is_read_and_not_added_to(path: Path) -> None:
    """Also for a user whom the system would let write: whoever protected it meant it."""
    path.chmod(0o400)
    assert len(everything(path)) == 6
    assert "write-protected" in refusal(path, write=True)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may read as somebody else")
def test_a_store_in_a_folder_that_may_not_be_written_is_read(path: Path) -> None:
    """SQLite would keep account of readers beside the file; where it cannot, six lines are read all the same."""
    with tempfile.TemporaryDirectory() as name:
        shared = Path(name) / "register"
        shutil.copy(path, shared)
        shared.chmod(0o444)
        shared.parent.chmod(0o555)
        os.seteuid(65534)
        try:
            assert len(everything(shared)) == 6
            assert "write-protected" in refusal(shared, write=True)
        finally:
            os.seteuid(0)


def test_names_that_mean_something_to_sqlite_are_names(tmp_path: Path) -> None:
    """Question marks, percent signs and hashes in a path are not options of the connection."""
    path = tmp_path / "a?mode=rw#b %41&immutable=1"
    add(path, *SIX)
    assert len(everything(path)) == 6
    assert os.listdir(tmp_path) == [path.name]


def test_slices_give_the_lines_of_their_kind_subject_and_time(path: Path) -> None:
    """Line 3 is about T2 on day 2; a slice with half-open instants, one that begins after, and known_at before."""
    from scheduler.register.questions import Slice

    def read(known_at: int | None = None, **more: Any) -> list[str]:
        with opened(path) as store:
            return [one.subject for one in store.events([Slice("training_day", **more)], known_at)]

    assert read(subject="T2") == ["T2"]
    assert read(subject="T2", until_at=day(2)) == []
    assert read(subject="T2", until_at=day(2) + 1) == ["T2"]
    assert read(from_at=day(4)) == ["T4", "T5"]
    assert read(known_at=day(1)) == ["T0", "T1"]
    # P0 to P2 have two each, of which the later is the latest.
    assert read(latest=True) == ["T3", "T4", "T5"]
    with opened(path) as store:
        assert store.events([]) == []
        both = [Slice("training_day", "T2"), Slice("training_day")]
        assert len(store.events(both)) == 6
