"""What every cover and crew rule is: rows for the master and, beside them, a count over the finished rota."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar

from scheduler.domain.findings import Finding
from scheduler.domain.rota import Rota
from scheduler.domain.rows import Requirements
from scheduler.domain.scenario import Scenario


@dataclass(frozen=True)
class CoverRule(ABC):
    """A rule about several officers at once.

    ``require`` is the first face, ``findings`` the second; they share no helper that decides.
    """

    code: ClassVar[str]
    sentence: ClassVar[str]
    unit: ClassVar[str]

    @abstractmethod
    def require(self, scenario: Scenario) -> Requirements:
        """Return the rows, amounts, terms and supplies that state the rule."""

    @abstractmethod
    def findings(self, scenario: Scenario, rota: Rota) -> list[Finding]:
        """Return what is short or broken, counted on the finished rota's real instants.

        Returns
        -------
        list of Finding
            ``uncovered`` (excess counted by post priority), ``shortfall`` with its pence, ``breach`` or ``advice``.
        """
