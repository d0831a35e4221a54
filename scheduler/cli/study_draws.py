"""The draws of a hand-in study as typed: who hands in, how many, when, who helps, and how hard each plan tries."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import click

from scheduler.cli.arguments import SEEDS, FiniteRange, NamedPath, number_option
from scheduler.cli.study_leavers import LEAVERS, back_typed, counts_typed, named_model, shares_typed
from scheduler.domain.errors import BadInputError
from scheduler.domain.findings import Problem
from scheduler.studies.leavers.model import Who

if TYPE_CHECKING:
    from scheduler.domain.scenario import Scenario
    from scheduler.studies.handing_in.settings import HandIn

_OPTIONS = (
    click.option(
        "--shares",
        default="0,3,6,9,12,15,18,21,24,27,30",
        show_default=True,
        callback=shares_typed,
        metavar="P,P",
        help="Per cent of those who may hand in.",
    ),
    click.option("--counts", callback=counts_typed, metavar="N,N", help="Numbers of people in the place of shares."),
    number_option("--samples", "Draws, each looked at at every share.", click.IntRange(1, 10_000), default=20),
    number_option(
        "--measured",
        "Of these, how many are planned anew at every share to say what that takes; what falls is proved of all.",
        click.IntRange(0, 10_000),
        default=3,
    ),
    click.option(
        "--leavers", type=click.Choice(LEAVERS), default="uniform", show_default=True, help="Who hands in before whom."
    ),
    click.option(
        "--named",
        type=NamedPath(),
        metavar="FILE",
        help="A list of officers, one id a line: they hand in from its top.",
    ),
    click.option(
        "--who",
        type=click.Choice(get_args(Who)),
        default="all",
        show_default=True,
        help="Whose roles may be handed in.",
    ),
    number_option(
        "--onset-days", "They hand in on the first day or up to so many later.", click.IntRange(0, 5), default=0
    ),
    click.option(
        "--back",
        multiple=True,
        callback=back_typed(366),
        metavar="DAYS:P",
        help="So many per cent are back so many days after handing in; several make a curve.",
    ),
    number_option("--accepts", "Per cent chance that each lender agrees.", click.IntRange(0, 100), "P", default=100),
    number_option("--lead-hours", "Hours before which no help is on duty.", click.IntRange(0, 24 * 366), default=0),
    click.option(
        "--levers/--no-levers",
        default=False,
        show_default=True,
        help="Also pull the levers that the scenario allows, one after the other while anything falls; help comes after them.",
    ),
    number_option("--seed", "The scenario's own by default.", SEEDS),
    number_option(
        "--seconds", "Seconds of work of each plan; counted, not timed.", FiniteRange(0.1, 3_600), "S", default=2.0
    ),
)


@dataclass(frozen=True)
class DrawsTyped:
    """What was typed of the draws, each option under its name."""

    shares: tuple[Fraction, ...]
    counts: tuple[int, ...]
    samples: int
    measured: int
    leavers: str
    named: Path | None
    who: Who
    onset_days: int
    back: Mapping[int, Fraction]
    accepts: int
    lead_hours: int
    levers: bool
    seed: int | None
    seconds: float

    def settings(self, given: Scenario, scenario: Path) -> HandIn:
        """Return what a study of a scenario is asked.

        Raises
        ------
        BadInputError
            If nobody may hand in, more are to than may, or a list of names holds anything else.
        """
        from scheduler.studies.handing_in.settings import HandIn
        from scheduler.studies.leavers import model_of, population
        from scheduler.studies.leavers.draws import Timing

        model = model_of(self.leavers) if self.named is None else named_model(self.named, given)
        people = population(given, self.who)
        if not people:
            raise BadInputError([Problem(str(scenario), "", "somebody who holds a role that can be handed in (--who)")])
        if self.counts and self.counts[-1] > len(people):
            expected = f"at most {len(people)}, all who may hand in"
            raise BadInputError([Problem("--counts", str(self.counts[-1]), expected)])
        return HandIn(
            tuple(Fraction(count, len(people)) for count in self.counts) or self.shares,
            self.samples,
            min(self.measured, self.samples),
            model,
            self.who,
            Timing(self.onset_days, {days: float(share) for days, share in self.back.items()}),
            given.seed if self.seed is None else self.seed,
            self.accepts / 100,
            self.lead_hours,
            self.levers,
            plan_seconds=self.seconds,
        )


def draw_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options of its draws, which reach it as one `DrawsTyped`."""

    @wraps(command)
    def with_one(**given: Any) -> Any:  # noqa: ANN401 - whatever the command takes besides
        typed = {name: given.pop(name) for name in DrawsTyped.__dataclass_fields__}
        return command(draws=DrawsTyped(**typed), **given)

    for option in reversed(_OPTIONS):
        with_one = option(with_one)
    return with_one
