"""Jobs in processes of their own, or one after the other in this one.

A process is forked for each job: it finds everything as it is at that moment and only its answer travels, in which
whatever both sides have already is named instead of sent. The process that forks solves nothing itself meanwhile, so
that no solver at work is ever forked.
"""

from __future__ import annotations

import io
import logging
import multiprocessing
import os
import pickle
import signal
import time
from collections.abc import Callable, Sequence
from ctypes import c_byte
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from multiprocessing.sharedctypes import RawValue
from types import TracebackType
from typing import Any, Protocol

logger = logging.getLogger(__name__)

POLL_SECONDS = 0.1
"""How often the user's wish to stop is looked for while jobs run."""

GRACE_SECONDS = 8.0

Stopped = Callable[[], bool]


@dataclass(frozen=True)
class Job:
    """Something to do.

    Attributes
    ----------
    work
        Is given a function that says whether to stop.
    deadline
        Value of ``time.monotonic()`` at which it means to be done.
    known
        Objects both sides have and do not change, so that an answer that holds them is small.
    grace
        Seconds it may take beyond its deadline, or after the user asked to stop, before it is ended without an answer.
    """

    work: Callable[[Stopped], Any]
    deadline: float
    known: Sequence[object] = ()
    grace: float = GRACE_SECONDS


class Workers(Protocol):
    """Where jobs are done."""

    @property
    def n_workers(self) -> int:
        """How many jobs may be under way at once."""

    @property
    def n_free(self) -> int:
        """How many more jobs can be begun now."""

    @property
    def n_busy(self) -> int:
        """How many jobs have an answer still to come."""

    def begin(self, job: Job) -> None:
        """Begin a job."""

    def answers(self) -> list[tuple[Job, Any]]:
        """Wait until at least one job has ended; return those that have, None where an answer was lost."""

    def drop(self) -> None:
        """End every job under way, without its answer."""

    def __enter__(self) -> Workers:
        """Be ready."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Leave nothing behind."""


def workers(number: int, stopped: Stopped) -> Workers:
    """Return a place for jobs: processes, or this one where one is enough or the system cannot fork."""
    if number == 1 or "fork" not in multiprocessing.get_all_start_methods():
        return Alone(stopped)
    return Processes(number, stopped)


class Alone:
    """One job at a time, here."""

    def __init__(self, stopped: Stopped) -> None:
        self._stopped = stopped
        self._done: list[tuple[Job, Any]] = []

    @property
    def n_workers(self) -> int:
        """One."""
        return 1

    @property
    def n_free(self) -> int:
        """One, unless an answer waits."""
        return 0 if self._done else 1

    @property
    def n_busy(self) -> int:
        """One while an answer waits."""
        return len(self._done)

    def begin(self, job: Job) -> None:
        """Do the job."""
        self._done.append((job, job.work(self._stopped)))

    def answers(self) -> list[tuple[Job, Any]]:
        """Return the answer that waits."""
        done, self._done = self._done, []
        return done

    def drop(self) -> None:
        """Forget the answer that waits."""
        self._done = []

    def __enter__(self) -> Alone:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Leave nothing behind: there is nothing."""


@dataclass(frozen=True)
class _Running:
    job: Job
    process: BaseProcess


class Processes:
    """Several jobs at a time, each in a process forked for it."""

    def __init__(self, number: int, stopped: Stopped) -> None:
        self._number = number
        self._stopped = stopped
        self._fork = multiprocessing.get_context("fork")
        self._flag = RawValue(c_byte, 0)
        self._stopped_at: float | None = None
        self._running: dict[Connection, _Running] = {}

    @property
    def n_workers(self) -> int:
        """How many processes there may be."""
        return self._number

    @property
    def n_free(self) -> int:
        """How many more processes there may be."""
        return self._number - len(self._running)

    @property
    def n_busy(self) -> int:
        """How many processes there are."""
        return len(self._running)

    def begin(self, job: Job) -> None:
        """Fork a process for a job."""
        ours, theirs = self._fork.Pipe(duplex=False)
        process = self._fork.Process(target=_child, args=(job, theirs, self._flag, os.getpid()), daemon=True)
        # Ctrl-C is for the parent alone: a child hears it only once it has shut its ears, and here it waits until the
        # child is on the list of those to be ended.
        held = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
        try:
            process.start()
            self._running[ours] = _Running(job, process)
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, held)
        theirs.close()

    def answers(self) -> list[tuple[Job, Any]]:
        """Wait until at least one job has ended or has to be ended."""
        found: list[tuple[Job, Any]] = []
        while self._running and not found:
            ready = wait(list(self._running), POLL_SECONDS)
            self._pass_on_stop()
            found = [self._answer(end) for end in self._running if end in ready or self._overdue(end)]
            for end in [end for end, running in self._running.items() if any(running.job is job for job, _ in found)]:
                self._running.pop(end).process.join()
                end.close()
        return found

    def _pass_on_stop(self) -> None:
        if self._stopped_at is None and self._stopped():
            self._flag.value = 1
            self._stopped_at = time.monotonic()

    def _overdue(self, end: Connection) -> bool:
        job = self._running[end].job
        due = job.deadline
        if self._stopped_at is not None and due < float("inf"):
            due = min(due, self._stopped_at)
        return time.monotonic() > due + job.grace

    def _answer(self, end: Connection) -> tuple[Job, Any]:
        """Read a process's answer; one that is overdue is killed, and one that died has none."""
        running = self._running[end]
        if not end.poll():
            logger.warning("a process was ended %g s after its time", running.job.grace)
            running.process.kill()
            return running.job, None
        try:
            sent = end.recv_bytes()
        except EOFError:
            running.process.join()
            logger.warning("a process ended without an answer, exit code %s", running.process.exitcode)
            return running.job, None
        return running.job, _Unpickler(io.BytesIO(sent), running.job.known).load()

    def __enter__(self) -> Processes:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End every process that still runs."""
        self._flag.value = 1
        self.drop()

    def drop(self) -> None:
        """End every process that still runs; others can be begun."""
        for running in self._running.values():
            running.process.kill()
        for end, running in self._running.items():
            running.process.join()
            end.close()
        self._running.clear()


def _child(job: Job, end: Connection, flag: c_byte, parent: int) -> None:
    """Do a job in a process of its own, which ends with the process that began it."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT, signal.SIGTERM})
    answer = job.work(lambda: bool(flag.value) or os.getppid() != parent)
    out = io.BytesIO()
    _Pickler(out, job.known).dump(answer)
    end.send_bytes(out.getbuffer())
    end.close()


class _Pickler(pickle.Pickler):
    """Writes known objects by their number."""

    def __init__(self, out: io.BytesIO, known: Sequence[object]) -> None:
        super().__init__(out, protocol=pickle.HIGHEST_PROTOCOL)
        self._numbers = {id(item): number for number, item in enumerate(known)}

    def persistent_id(self, obj: object) -> int | None:
        """Return an object's number if the other side has it."""
        return self._numbers.get(id(obj))


class _Unpickler(pickle.Unpickler):
    """Reads known objects by their number."""

    def __init__(self, source: io.BytesIO, known: Sequence[object]) -> None:
        super().__init__(source)
        self._known = known

    def persistent_load(self, pid: int) -> object:
        """Return the object of a number."""
        return self._known[pid]
