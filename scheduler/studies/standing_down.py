"""When each step of the ladder can be stood down while those who stepped back return."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from scheduler.domain.scenario import Scenario
from scheduler.domain.work import Post
from scheduler.planning.alone import seats_alone
from scheduler.planning.ladder import steps_of
from scheduler.studies.alike import harm_alone
from scheduler.studies.leavers.draws import Timing, drawn, n_leaving
from scheduler.studies.leavers.model import LeaverModel, Person
from scheduler.studies.sustained import Effort, Point

_HANDED_IN = ("step_back", "return")


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the ladder: a rung, and the last lever of the force's own that is pulled; empty for none."""

    rung: str
    lever: str


@dataclass(frozen=True, slots=True)
class Tried:
    """What one step does on one day of the return curve.

    Attributes
    ----------
    after_days
        Force days after the first planned one.
    back
        Who of those who stepped back has returned by then.
    """

    after_days: int
    back: int
    step: Step
    point: Point


@dataclass(frozen=True)
class StoodDown:
    """When one step is no longer needed.

    Attributes
    ----------
    after_days
        First day of the return curve from which on a step below it covers every duty; None where none does.
    proved
        On the day of the curve before, that no step below covers every duty is proved; also where the step was never needed.
    """

    step: Step
    after_days: int | None
    proved: bool


@dataclass(frozen=True)
class Recovery:
    """How help is stood down.

    Attributes
    ----------
    stepped_back
        Who of the force's own has stepped back.
    steps
        The steps of the ladder, the nearest first.
    """

    stepped_back: int
    steps: tuple[Step, ...]
    tried: tuple[Tried, ...]

    def needed(self, after_days: int) -> Step | None:
        """Return the nearest step found to cover every duty on a day of the curve, or before it with fewer back."""
        covering = {one.step for one in self.tried if _covers(one) and one.after_days <= after_days}
        return next((step for step in self.steps if step in covering), None)

    def stood_down(self) -> tuple[StoodDown, ...]:
        """Return when each step but the first is no longer needed."""
        days = sorted({one.after_days for one in self.tried})
        return tuple(self._stood_down(place, days) for place in range(1, len(self.steps)))

    def _stood_down(self, place: int, days: Sequence[int]) -> StoodDown:
        nearer = self.steps[:place]
        without = [day for day in days if self.needed(day) in nearer]
        first = without[0] if without else None
        before = days[: days.index(first)] if first is not None else days
        proved = not before or self._refuted(before[-1], nearer[-1])
        return StoodDown(self.steps[place], first, proved)

    def _refuted(self, after_days: int, step: Step) -> bool:
        """Say whether a step is proved not to cover every duty on a day: then, or later with more back, or with more help."""
        beyond = self.steps[self.steps.index(step) :]
        return any(
            one.point.answer == "too few" and one.after_days >= after_days and one.step in beyond for one in self.tried
        )


def _covers(one: Tried) -> bool:
    return one.point.answer == "sustained"


def recovered(
    scenario: Scenario,
    curve: Mapping[int, Fraction],
    model: LeaverModel,
    effort: Effort,
    posts: Sequence[Post] = (),
) -> Recovery:
    """Return when each step of the ladder can be stood down.

    Each day of the return curve is planned as the scenario's own days, with those who have returned by then back from the
    first of them. Who has returned at one share has returned at every larger one; and each step does all that the one
    before it does. So a day begins with the step that the day before needed, and goes down.

    Parameters
    ----------
    scenario
        With the step-backs in it, as an overlay or file of step-backs brings them.
    curve
        Force days after the first planned one -> share of those who stepped back who are back by then, rising.
    model
        Says in which order they return, drawn by the scenario's seed.
    posts
        The seats alone that count; empty is all of them.
    """
    given = harm_alone(seats_alone(scenario, posts) if posts else scenario)
    order = _order(given, model)
    ladder = [(Step(rung, lever), helped) for rung, lever, helped in steps_of(given)]
    tried: list[Tried] = []
    place: int | None = None
    for after_days, share in sorted(curve.items()):
        back = n_leaving(share, len(order))
        returned = frozenset(order[:back])

        def covers(at: int, day: int = after_days, gone: int = back, who: frozenset[str] = returned) -> bool:
            step, helped = ladder[at]
            point = effort.point(with_return(helped, who), f"day {day}, {step.lever or step.rung}")
            tried.append(Tried(day, gone, step, point))
            return point.answer == "sustained"

        place = _down(covers, place, effort) if place is not None else _up(covers, len(ladder), effort)
        if effort.stopped:
            break
    kept = tuple(one for one in tried if one.point.standing != "interrupted")
    return Recovery(len(order), tuple(step for step, _ in ladder), kept)


def with_return(scenario: Scenario, officers: frozenset[str]) -> Scenario:
    """Return the scenario in which some officers have not stepped back: they are back from the first planned day."""
    if not officers:
        return scenario
    kept = tuple(event for event in scenario.events if event.kind not in _HANDED_IN or event.officer not in officers)
    unbent = None if scenario.unbent is None else with_return(scenario.unbent, officers)
    return replace(scenario, events=kept, unbent=unbent)


def _order(scenario: Scenario, model: LeaverModel) -> list[str]:
    """Return those of the force's own who have stepped back, in the order in which they return."""
    gone = {event.officer for event in scenario.events if event.kind == "step_back"}
    people = tuple(
        Person(officer.officer, officer.team or "", officer.unit, (), 0)
        for officer in sorted(scenario.officers, key=lambda one: one.officer)
        if officer.officer in gone and officer.offer is None
    )
    return [one.officer for one in drawn(scenario, people, model, Timing(), scenario.seed, 0).leavers]


def _up(covers: Callable[[int], bool], steps: int, effort: Effort) -> int | None:
    """Return the first step that covers every duty, from the nearest on; None where none does."""
    for place in range(steps):
        if covers(place):
            return place
        if effort.stopped:
            break
    return None


def _down(covers: Callable[[int], bool], place: int, effort: Effort) -> int:
    """Return the nearest step that covers every duty, which that place does: the one below it is asked, and so on."""
    while place > 0 and not effort.stopped and covers(place - 1):
        place -= 1
    return place
