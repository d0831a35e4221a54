"""Jobs are done in processes of their own, which never outlive or hold up the search."""

from __future__ import annotations

import multiprocessing
import os
import time
from collections.abc import Callable
from typing import Any

import pytest

from scheduler.engine import workers as room
from scheduler.engine.draft import Settings
from scheduler.engine.effort import Effort
from scheduler.engine.search import Search
from scheduler.engine.workers import Alone, Job, Processes, workers
from tests.engine.programs import known


def never() -> bool:
    """Nobody asks to stop."""
    return False


def soon(work: Callable[[Callable[[], bool]], Any], *, known: tuple[object, ...] = ()) -> Job:
    """Return a job that means to be done within ten seconds."""
    return Job(work, time.monotonic() + 10, known)


def all_answers(crew: room.Workers) -> list[Any]:
    """Return what all jobs under way bring."""
    found = []
    while crew.n_busy:
        found += [answer for _, answer in crew.answers()]
    return found


def test_two_jobs_run_in_two_other_processes() -> None:
    """Both name a process of their own, and neither is this one."""
    with Processes(2, never) as crew:
        for _ in range(2):
            crew.begin(soon(lambda _: os.getpid()))
        assert crew.n_free == 0
        found = all_answers(crew)
    assert len({*found, os.getpid()}) == 3


def test_what_both_sides_have_is_not_sent() -> None:
    """The answer holds this side's very object, next to one that is new."""
    ours = [1, 2, 3]
    with Processes(1, never) as crew:
        crew.begin(soon(lambda _: (ours, [*ours, 4]), known=(ours,)))
        [(same, new)] = all_answers(crew)
    assert same is ours
    assert new == [1, 2, 3, 4]


def test_a_wish_to_stop_reaches_a_job_under_way() -> None:
    """The job waits for nothing else, and ends long before its ten seconds."""
    began = time.monotonic()

    def waits(stopped: Callable[[], bool]) -> str:
        while not stopped():
            time.sleep(0.01)
        return "stopped"

    with Processes(1, lambda: time.monotonic() > began + 0.2) as crew:
        crew.begin(soon(waits))
        assert all_answers(crew) == ["stopped"]
    assert time.monotonic() < began + 5


def test_a_job_beyond_its_time_is_ended_without_an_answer() -> None:
    """It would sleep for a minute; its time is up at once."""
    began = time.monotonic()
    with Processes(1, never) as crew:
        crew.begin(Job(lambda _: time.sleep(60), began, grace=0.2))
        assert all_answers(crew) == [None]
    assert time.monotonic() < began + 10


def test_a_process_that_dies_brings_nothing() -> None:
    """The one beside it still brings its answer."""
    with Processes(2, never) as crew:
        crew.begin(soon(lambda _: os._exit(3)))
        crew.begin(soon(lambda _: "well"))
        assert sorted(map(str, all_answers(crew))) == ["None", "well"]


def test_leaving_ends_every_process() -> None:
    """Somebody gives up while a job sleeps: no process is left."""
    with pytest.raises(KeyboardInterrupt), Processes(1, never) as crew:  # noqa: PT012
        crew.begin(soon(lambda _: time.sleep(60)))
        raise KeyboardInterrupt
    assert not multiprocessing.active_children()


@pytest.mark.parametrize("number", [1, 2])
def test_a_job_whose_answer_nobody_needs_is_dropped(number: int) -> None:
    """It might sleep for a minute; the next one is begun at once, and only that one's answer comes."""
    with workers(number, never) as crew:
        crew.begin(soon(lambda _: time.sleep(60 if number > 1 else 0)))
        crew.drop()
        assert crew.n_busy == 0
        crew.begin(soon(lambda _: "well"))
        assert all_answers(crew) == ["well"]


def test_one_worker_is_this_process() -> None:
    """Nothing is forked for one worker."""
    with workers(1, never) as crew:
        assert isinstance(crew, Alone)
        crew.begin(soon(lambda _: os.getpid()))
        assert all_answers(crew) == [os.getpid()]


@pytest.mark.parametrize("name", ["two bases and a vehicle and a half", "few contract hours"])
def test_two_workers_find_the_same_optimum_as_one(name: str) -> None:
    """Both end with the price found by trying every rota."""
    program, rotas = known(name)
    for number in (1, 2):
        effort = Effort(time.monotonic() + 20)
        found = Search(program, effort, Settings(workers=number), 0.0, lambda _: None).run()
        assert found.price == rotas.optimum()
        assert tuple(found.bounds) == tuple(rotas.optimum())


def test_two_workers_asked_to_stop_at_once_still_bring_a_rota() -> None:
    """The rota every part begins with is there whatever happens, and no process is left."""
    program, rotas = known("few contract hours")
    effort = Effort(time.monotonic() + 60, lambda: True)
    found = Search(program, effort, Settings(workers=2), 0.0, lambda _: None).run()
    assert found.price >= rotas.optimum()
    assert found.solution.keeps_rows(program)
    assert not multiprocessing.active_children()
