"""Keeping the ledger: a copy of it elsewhere, the way back from such a copy, and letting old detail go."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from scheduler.domain.errors import BadInputError
from scheduler.domain.findings import Problem
from scheduler.publication.duties import sequence_of
from scheduler.publication.lines import PRUNED, RESTORED, Entry, Line
from scheduler.publication.reader import Head, Reader
from scheduler.publication.reading import floor_of, logged
from scheduler.publication.store import Ledger, Writer, opened, this_account
from scheduler.stores.place import Place
from scheduler.stores.sqlite import SqliteFile, sync_folder

_AT_ONCE = 10_000


@dataclass(frozen=True, slots=True)
class Restored:
    """What came of a restore.

    Attributes
    ----------
    head
        The ledger's end as it is now.
    floor
        SEQUENCE that every duty has now at least.
    lost
        Lines of the ledger that was replaced which the backup does not have; None where it could not be read.
    kept
        Where the ledger that was replaced is kept; None where there was none.
    """

    head: Head
    floor: int
    lost: int | None = None
    kept: Path | None = None


@dataclass(frozen=True, slots=True)
class Pruned:
    """What came of pruning a roster.

    Attributes
    ----------
    roster
        Its name.
    oldest
        Number of the oldest version that can still be shown.
    lines
        Lines whose detail went.
    """

    roster: str
    oldest: int
    lines: int


def backup(ledger: Ledger, file: Path) -> Head:
    """Write a copy of a whole ledger into a new SQLite file, which shows up whole or not at all.

    Raises
    ------
    BadInputError
        If the file exists or cannot be written, or the ledger is not whole.
    """
    if os.path.lexists(file):
        raise BadInputError([Problem(str(file), "", "a file that does not exist yet; nothing was written")])
    with _partial_beside(file) as partial, ledger.reading() as reader:
        _refuse_damage(reader, ledger.name)
        with opened(partial, write=True) as copy, copy.writing() as writer:
            head = _copied(reader, writer)
        _put(partial.path, file)
    return head


def restore(file: Path, place: Place, at: int, *, floor: int = 0, replace: bool = False) -> Restored:
    """Put a backup in the place of a ledger that is lost or damaged, and raise the floor of SEQUENCE.

    Calendars ignore an entry whose SEQUENCE is lower than one they had, and what was published after the backup is not in
    it. So every duty counts on from what no version can have reached meanwhile: one more than the highest known, and one
    more for each minute since the backup's last line.

    Parameters
    ----------
    at
        UTC minute.
    floor
        Least floor that is wanted.
    replace
        Whether a ledger that is there is replaced; it is kept beside under another name.

    Raises
    ------
    BadInputError
        If the backup is not whole, or there is a ledger already.
    """
    with opened(file) as copy, copy.reading() as source:
        _refuse_damage(source, copy.name)
        if isinstance(place, SqliteFile):
            return _into_file(source, place, at, floor, replace=replace)
        return _into_database(source, place, at, floor)


def prune(ledger: Ledger, roster: str, keep: int, at: int) -> Pruned:
    """Let go of what versions told before the newest ``keep``, where a kept one tells it anew.

    Hashes, counts and who published stay, and so does the last line of every duty, cancelled ones too: the chain stays
    whole and SEQUENCE goes on counting.
    """
    with ledger.writing() as writer:
        stood = logged(writer, roster)
        oldest = stood[-keep].version.number if len(stood) >= keep else 1
        before = max((line.version or 0 for line in writer.lines((PRUNED,), roster=roster)), default=1)
        if oldest <= before:
            return Pruned(roster, before, 0)
        writer.add([Entry(PRUNED, {"keep": keep}, roster, version=oldest)], at, this_account())
        return Pruned(roster, oldest, writer.prune(roster, oldest))


def _into_file(source: Reader, place: SqliteFile, at: int, floor: int, *, replace: bool) -> Restored:
    there = os.path.lexists(place.path)
    if there and not replace:
        expected = "no ledger there yet; --replace keeps the one there under another name"
        raise BadInputError([Problem(place.name, "", expected)])
    lost, known = _of_replaced(source, place) if there else (None, 0)
    with _partial_beside(place.path) as partial, opened(partial, write=True) as made:
        with made.writing() as writer:
            head, least = _restored(source, writer, at, max(floor, known))
        made.close()
        if not there:
            _put(partial.path, place.path)
            return Restored(head, least)
        return Restored(head, least, lost, _swapped(partial.path, place.path))


def _into_database(source: Reader, place: Place, at: int, floor: int) -> Restored:
    with opened(place, write=True) as ledger, ledger.writing() as writer:
        if writer.head().lines:
            expected = "an empty database; make a new one, restore into it, and let ROTA_STORE name that"
            raise BadInputError([Problem(place.name, "", expected)])
        head, least = _restored(source, writer, at, floor)
    return Restored(head, least)


def _of_replaced(source: Reader, place: SqliteFile) -> tuple[int | None, int]:
    """Return how many lines a ledger has that a backup lacks, and a floor above all it told, as far as it can be read."""
    try:
        with opened(place.path) as old, old.reading() as reader:
            head = source.head()
            shared = next(reader.lines(after=head.lines - 1, until=head.lines), None)
            after = reader.head().lines - head.lines
            same = head.lines == 0 or (shared is not None and shared.line_hash == head.head)
            return (max(after, 0) if same else reader.head().lines), _highest(reader) + 1
    except BadInputError:
        return None, 0


def _restored(source: Reader, writer: Writer, at: int, floor: int) -> tuple[Head, int]:
    """Add the lines of a backup and one that says so."""
    copied = _copied(source, writer)
    last = next(source.lines(after=copied.lines - 1), None)
    since = max(at - last.at, 0) if last else 0
    least = max(floor, _highest(source) + 1 + since)
    at = max(at, last.at if last else at)
    detail = {"floor": least, "head": copied.head, "lines": copied.lines}
    return writer.add([Entry(RESTORED, detail)], at, this_account()), least


def _highest(reader: Reader) -> int:
    """Return the highest SEQUENCE that was ever told, or may have been before an earlier restore."""
    floor = floor_of(reader)
    return max((sequence_of(line, floor) for line in reader.duties(None) if not line.pruned), default=floor.sequence)


def _copied(source: Reader, writer: Writer) -> Head:
    """Add every line of one ledger to another that is empty."""
    lines: Iterator[Line] = source.lines()
    while part := list(islice(lines, _AT_ONCE)):
        writer.add_lines(part)
    return writer.head()


def _refuse_damage(reader: Reader, place: str) -> None:
    verdict = reader.verify()
    if not verdict.whole:
        damage = verdict.damage if verdict.line is None else f"line {verdict.line} {verdict.damage}"
        raise BadInputError([Problem(place, "", "a whole ledger; see rota ledger verify", wrong=damage)])


@contextmanager
def _partial_beside(file: Path) -> Iterator[SqliteFile]:
    """Give a place beside a file for a store that is not finished, and take away what is left of it."""
    partial = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
    try:
        yield SqliteFile(partial)
    except BadInputError as error:
        raise BadInputError([_of_file(problem, partial, file) for problem in error.problems]) from None
    except OSError as error:
        wrong = error.strerror or str(error)
        raise BadInputError([Problem(str(file), "", "a file that can be written", wrong=wrong)]) from None
    finally:
        for left in (partial, *(partial.with_name(f"{partial.name}{end}") for end in ("-wal", "-shm", "-journal"))):
            with suppress(OSError):
                left.unlink()


def _put(partial: Path, file: Path) -> None:
    """Give a finished store its name, which nobody else has taken meanwhile."""
    try:
        os.link(partial, file)
    except FileExistsError:
        raise BadInputError([Problem(str(file), "", "a file that does not exist yet; nothing was written")]) from None
    sync_folder(file.parent)


def _swapped(partial: Path, file: Path) -> Path:
    """Put a finished store in the place of another in one step, and return the name under which that is kept."""
    kept = next(
        name
        for number in range(1, 10_000)
        if not os.path.lexists(name := file.with_name(f"{file.name}.before-{number}"))
    )
    for end in ("-wal", "-journal"):
        if os.path.lexists(f"{file}{end}") and os.path.getsize(f"{file}{end}"):
            expected = "a ledger that nobody has open; stop planners and feeds, and see that this file is gone"
            raise BadInputError([Problem(f"{file}{end}", "", expected)])
    os.link(file, kept)
    os.replace(partial, file)
    sync_folder(file.parent)
    return kept


def _of_file(problem: Problem, partial: Path, file: Path) -> Problem:
    """Return a problem with the file that was asked for as its place, not the unfinished one that nobody typed."""
    return replace(problem, place=str(file)) if problem.place == str(partial) else problem
