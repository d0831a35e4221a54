"""What is worked on next, where there are several parts."""

from __future__ import annotations

import pytest

from scheduler.engine.beginning import begin
from scheduler.engine.components import components
from scheduler.engine.draft import Settings
from scheduler.engine.effort import Effort, WorkClock
from scheduler.engine.part import Part
from scheduler.engine.search import QUICK, Search
from tests.engine.programs import program_of
from tests.engine.worlds import crews

SIZES = (20, 60, 170, 400)


@pytest.fixture
def search(monkeypatch: pytest.MonkeyPatch) -> Search:
    """Return a search of parts of several sizes none of which has a first rota, with 100 s left by a clock that stands."""
    (component, *_) = components(program_of(crews(2, days=3)))
    parts = [begin(component, Settings(1, 1, reproducible=True)) for _ in SIZES]
    sizes = {id(part): size for part, size in zip(parts, SIZES, strict=True)}
    monkeypatch.setattr(Part, "n_officers", property(lambda part: sizes[id(part)]))
    found = Search(parts[0].program, Effort(100.0, clock=WorkClock()), Settings(2, 1), 0.0, lambda _: None)
    found.until = found.effort.at_most(90.0)
    found.parts, found.busy, found.waiting = parts, [0] * len(parts), list(range(len(parts)))
    return found


def begun(search: Search, number: int) -> None:
    """Let a part's first rota be begun at once."""
    search._first_job(number, search.until)
    search.waiting.remove(number)


def made(search: Search, number: int, seconds: float) -> None:
    """Let so many seconds pass until a part's first rota is made."""
    search.effort.clock.spend(seconds)
    search._use(number, search.parts[number].solution, search.parts[number])


def test_quick_parts_come_first_then_the_largest(search: Search) -> None:
    """Nobody waits for a large one at the end."""
    order = []
    for _ in SIZES:
        number = search._next(2)
        assert number is not None
        order.append(SIZES[number])
        begun(search, number)
    assert SIZES[0] < QUICK < SIZES[1]
    assert order == [20, 400, 170, 60]


def test_a_worker_alone_goes_from_the_smallest_upwards(search: Search) -> None:
    """For the more parts there are rotas of when the time is up."""
    for size in SIZES:
        number = search._next(1)
        assert number is not None
        assert SIZES[number] == size
        begun(search, number)


@pytest.mark.parametrize(
    ("seconds", "chosen"), [(10.0, 400), (80.0, 170)], ids=["the others fit into the time", "they do not"]
)
def test_a_bound_is_gone_on_with_once_others_make_the_rest_in_time(search: Search, seconds: float, chosen: int) -> None:
    """The largest part's, as soon as one worker is enough for what is still to come."""
    begun(search, 0)
    made(search, 0, 1.0)
    begun(search, 3)
    made(search, 3, seconds)
    search.parts[3].loose = True
    number = search._next(2)
    assert number is not None
    assert SIZES[number] == chosen
    assert search._next(1) == 1


def test_one_at_a_time(search: Search) -> None:
    """A second bound waits while the one worker there is for the rest has not made it."""
    begun(search, 3)
    made(search, 3, 10.0)
    search.parts[0].loose = search.parts[3].loose = True
    search.waiting = [1, 2]
    first = search._next(2)
    assert first is not None
    search._tighten_job(first)
    assert search._next(2) == 2


def test_quick_parts_say_nothing_about_how_long_others_take(search: Search) -> None:
    """What a process itself takes is most of their time."""
    begun(search, 0)
    made(search, 0, 30.0)
    assert search.pace == 0.0
    begun(search, 2)
    made(search, 2, 5.0)
    assert search.pace == pytest.approx(5.0 / search._size(2))
