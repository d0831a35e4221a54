"""The planner's workbook come back: every cell that is not what the run put there, and the rota it makes."""

from scheduler.edits.book import PlannerBook
from scheduler.edits.changed import Edit, EditedRota
from scheduler.edits.reading import read_edits

__all__ = ["Edit", "EditedRota", "PlannerBook", "read_edits"]
