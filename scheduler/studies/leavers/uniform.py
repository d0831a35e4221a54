"""Everybody is as likely to hand in as anybody else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from scheduler.studies.leavers.model import Chances, Person


@dataclass(frozen=True, slots=True)
class Uniform:
    """One after the other, each as likely to be next."""

    code: str = "uniform"
    words: str = "one by one, everybody as likely as anybody else"

    def order(self, people: Sequence[Person], chances: Chances) -> list[str]:
        """Return people by their chances."""
        return [people[place].officer for place in np.argsort(chances, kind="stable").tolist()]
