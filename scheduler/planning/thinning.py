"""A master problem put together once, from which officers' options are taken away: what studies solve many times over.

Taking options away leaves every row as it is, so that what is proved of cover holds. What an absence moves of the last
level beside that is left out: the fair shares of those who stay are those of the scenario it was put together from.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from scheduler.demand import requirements_of
from scheduler.domain.briefs import OfficerBrief, officer_briefs
from scheduler.domain.scenario import Scenario
from scheduler.domain.work import LEAVE
from scheduler.eligibility import Eligibility, OfficerOptions, options_of
from scheduler.engine.program import Group
from scheduler.planning.assemble import Master, alphabet_of, assemble, openings_of
from scheduler.planning.members import Members
from scheduler.rules.groups import rules_of_group
from scheduler.rules.line.rule import DayRule, TalliedRule


@dataclass(frozen=True)
class Thinned:
    """A master problem with fewer options, and everybody's options in it."""

    master: Master
    options: tuple[OfficerOptions, ...]


class Thinning:
    """A scenario's master problem, from which options can be taken away.

    Raises
    ------
    BadInputError
        If a rule's limits in the scenario cannot be used.
    """

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self._briefs = officer_briefs(scenario)
        self._options = options_of(scenario, self._briefs).officers
        requirements = requirements_of(scenario)
        self._master = assemble(scenario, self._briefs, self._options, requirements)
        self._requirements = requirements
        self._numbers = {brief.officer.officer: number for number, brief in enumerate(self._briefs)}
        self._contracts = {contract.contract: contract for contract in scenario.contracts}
        self._limits = {group.group: group for group in scenario.rules}
        self._alphabets = {
            contract.contract: alphabet_of(scenario, (*contract.options, LEAVE)) for contract in scenario.contracts
        }
        self._stated = {row: number for number, row in enumerate(self._master.program.row_keys)}

    def without(self, scenario: Scenario, officers: Collection[str]) -> Thinned:
        """Return the master problem with the options that some officers have in another scenario.

        Parameters
        ----------
        scenario
            This one in which nothing has changed but what these officers may do, and that to less.
        """
        reader = Eligibility(scenario)
        briefs = {self._numbers[brief.officer.officer]: brief for brief in officer_briefs(scenario, officers)}
        changed = {
            number: OfficerOptions(brief.officer.officer, reader.days(brief.officer))
            for number, brief in briefs.items()
        }
        options = tuple(changed.get(number, own) for number, own in enumerate(self._options))
        program = self._master.program
        openings, places = openings_of(
            scenario, options, self._master.codes, self._requirements, self._stated, program.places
        )
        groups = tuple(self._group(group, scenario, briefs, options) for group in program.groups)
        return Thinned(
            replace(self._master, program=replace(program, groups=groups, openings=openings, places=places)), options
        )

    def _group(
        self, group: Group, scenario: Scenario, briefs: Mapping[int, OfficerBrief], options: Sequence[OfficerOptions]
    ) -> Group:
        """Return a group in which the officers who changed pay what their own days cost them now."""
        places = [place for place, number in enumerate(group.members.tolist()) if number in briefs]
        if not places:
            return group
        numbers = group.members[places]
        contract = self._contracts[briefs[int(numbers[0])].officer.contract]
        rules = [
            rule
            for rule in rules_of_group(self._limits[contract.rules])
            if isinstance(rule, DayRule) and not isinstance(rule, TalliedRule)
        ]
        changed = Members(
            scenario.horizon,
            rules,
            numbers.astype(np.int64),
            [briefs[number] for number in numbers.tolist()],
            [options[number] for number in numbers.tolist()],
            self._alphabets[contract.contract],
            group.diagram,
        )
        base = group.base.copy()
        base[:, :, places] = changed.base()
        return replace(group, base=base)
