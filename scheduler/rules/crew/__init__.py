"""Crew rules: when the officers of a tour make up whole cars."""

from scheduler.rules.cover.rule import CoverRule
from scheduler.rules.crew.crew_size import CrewSize
from scheduler.rules.crew.drivers import Drivers
from scheduler.rules.crew.local_officer import LocalOfficer
from scheduler.rules.crew.supervisors import Supervisors

CREW_RULES: tuple[type[CoverRule], ...] = (CrewSize, Drivers, Supervisors, LocalOfficer)
"""Every crew rule, in the order `rota rules` prints them."""
