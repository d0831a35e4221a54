"""How few duties must stay uncovered: bounds that no rota undercuts, and rotas that no step leaves worse."""

from __future__ import annotations

import pytest

from scheduler.engine import cover
from scheduler.engine.before import Before
from scheduler.engine.cover import CoverEffort, least_uncovered
from tests.engine.programs import SMALL, known

NOTHING = Before({}, (), {}, ())


@pytest.mark.parametrize("large", [False, True], ids=["searched", "mended"])
@pytest.mark.parametrize("name", SMALL)
def test_duties_uncovered_are_bounded_and_found(name: str, large: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Against every rota there is; parts of few officers are exact, those taken for large ones are never below."""
    if large:
        monkeypatch.setattr(cover, "SMALL", 0)
    program, every = known(name)
    best, found = every.optimum(), least_uncovered(program, NOTHING, CoverEffort())
    price, bounds = found.outcome.price, found.outcome.bounds
    assert bounds[0] <= best.command <= price.command
    assert price[:2] >= best[:2]
    if price.command == best.command:
        assert bounds[1] <= best.crews <= price.crews
    if not large:
        assert price[:2] == best[:2]


@pytest.mark.parametrize("name", SMALL)
def test_mending_alone_covers_what_can_be_covered(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """From the lines everybody would choose alone, with nothing chosen among the lines of the bound."""
    program, every = known(name)
    if any(every.optimum()[:2]):
        return
    monkeypatch.setattr(cover, "SMALL", 0)
    monkeypatch.setattr(cover, "_choose", lambda *_: None)
    found = least_uncovered(program, NOTHING, CoverEffort())
    assert found.outcome.price[:2] == (0, 0)


def test_a_part_is_not_mended_without_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is freed, and what was found stands."""
    monkeypatch.setattr(cover, "SMALL", 0)
    monkeypatch.setattr(cover, "over_paths", None)
    for name in SMALL:
        program, every = known(name)
        found = least_uncovered(program, NOTHING, CoverEffort(search=0.0))
        assert found.outcome.price[:2] >= every.optimum()[:2]
