"""`rota study`: what-if studies."""

from __future__ import annotations

import click

from scheduler.cli.group import RotaGroup
from scheduler.cli.study_hand_in import hand_in_command


@click.group(name="study", cls=RotaGroup, short_help="Ask what would become of a scenario under changes.")
def study_command() -> None:
    """Ask what would become of a scenario under changes that are drawn or stated."""


study_command.add_command(hand_in_command)
