"""How a force stands against the twelve recommendations on a date; what it cannot say, it says that it cannot."""

from scheduler.readiness.closing import Closing
from scheduler.readiness.recommendations import Recommendations, recommendations
from scheduler.readiness.report import Line, Seats, by_force, command_seats, readiness

__all__ = [
    "Closing",
    "Line",
    "Recommendations",
    "Seats",
    "by_force",
    "command_seats",
    "readiness",
    "recommendations",
]
