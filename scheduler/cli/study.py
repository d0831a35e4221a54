"""`rota study`: what-if studies, one file each; a new one is a file and a line here."""

from __future__ import annotations

import click

from scheduler.cli.group import OnDemand, RotaGroup

_STUDIES = {
    "hand-in": "study_hand_in",
    "sizing": "study_sizing",
    "attrition": "study_attrition",
    "recovery": "study_recovery",
    "diff": "study_diff",
    "compare": "study_compare",
}
"""Name of each study, in the order in which help lists them -> the module of this room that has it."""


@click.group(name="study", cls=RotaGroup, commands=OnDemand(_STUDIES), short_help="Ask what if: studies of many plans.")
def study_command() -> None:
    """Ask what if: each study plans a scenario under changes and says what follows, and what of it is proved.

    The scenario is never touched. Effort is counted in work, so that a study says the same each time and everywhere.
    """
