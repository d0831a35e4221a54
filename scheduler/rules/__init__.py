"""The rules of a rota: one file each, two faces each, no solver; ``RULES`` is the table of contents."""

from scheduler.rules.cover import COVER_RULES
from scheduler.rules.cover.rule import CoverRule
from scheduler.rules.crew import CREW_RULES
from scheduler.rules.line import LINE_RULES
from scheduler.rules.line.rule import LineRule

RULES: tuple[type[LineRule] | type[CoverRule], ...] = (*LINE_RULES, *COVER_RULES, *CREW_RULES)
"""Every rule, in the order `rota rules` prints them."""
