"""Line rules: everything about one person."""

from scheduler.rules.line.aid_price import AidPrice
from scheduler.rules.line.average_hours import AverageHours
from scheduler.rules.line.change import Change
from scheduler.rules.line.consecutive_duty_days import ConsecutiveDutyDays
from scheduler.rules.line.consecutive_nights import ConsecutiveNights
from scheduler.rules.line.contract_hours import ContractHours
from scheduler.rules.line.flexible_working import FlexibleWorking
from scheduler.rules.line.forward_rotation import ForwardRotation
from scheduler.rules.line.holiday_share import HolidayShare
from scheduler.rules.line.hours_in_period import HoursInPeriod
from scheduler.rules.line.interval_between_rest_days import IntervalBetweenRestDays
from scheduler.rules.line.lever_price import LeverPrice
from scheduler.rules.line.minimum_duty_days import MinimumDutyDays
from scheduler.rules.line.night_share import NightShare
from scheduler.rules.line.on_call_allowance import OnCallAllowance
from scheduler.rules.line.on_call_beside_leave import OnCallBesideLeave
from scheduler.rules.line.on_call_beside_nights import OnCallBesideNights
from scheduler.rules.line.on_call_blocks import OnCallBlocks
from scheduler.rules.line.on_call_frequency import OnCallFrequency
from scheduler.rules.line.on_call_on_rest_days import OnCallOnRestDays
from scheduler.rules.line.on_call_share import OnCallShare
from scheduler.rules.line.on_call_spacing import OnCallSpacing
from scheduler.rules.line.on_call_voluntary import OnCallVoluntary
from scheduler.rules.line.preferences import Preferences
from scheduler.rules.line.rest_between_tours import RestBetweenTours
from scheduler.rules.line.rest_blocks import RestBlocks
from scheduler.rules.line.rest_days_in_period import RestDaysInPeriod
from scheduler.rules.line.rest_days_worked import RestDaysWorked
from scheduler.rules.line.rule import LineRule
from scheduler.rules.line.team_cohesion import TeamCohesion
from scheduler.rules.line.team_pattern import TeamPattern
from scheduler.rules.line.tour_length import TourLength
from scheduler.rules.line.tour_order import TourOrder
from scheduler.rules.line.tours_in_period import ToursInPeriod
from scheduler.rules.line.training_done import TrainingDone
from scheduler.rules.line.training_kept import TrainingKept
from scheduler.rules.line.training_once import TrainingOnce
from scheduler.rules.line.weekend_share import WeekendShare
from scheduler.rules.line.weekends import Weekends
from scheduler.rules.line.weekly_hours import WeeklyHours
from scheduler.rules.line.weekly_rest import WeeklyRest

LINE_RULES: tuple[type[LineRule], ...] = (
    RestBetweenTours,
    TourLength,
    ConsecutiveDutyDays,
    ConsecutiveNights,
    IntervalBetweenRestDays,
    RestDaysInPeriod,
    RestDaysWorked,
    WeeklyRest,
    WeeklyHours,
    AverageHours,
    ContractHours,
    HoursInPeriod,
    ToursInPeriod,
    RestBlocks,
    MinimumDutyDays,
    ForwardRotation,
    TourOrder,
    Weekends,
    OnCallBlocks,
    OnCallSpacing,
    OnCallFrequency,
    OnCallVoluntary,
    OnCallBesideNights,
    OnCallBesideLeave,
    OnCallOnRestDays,
    TeamPattern,
    TeamCohesion,
    TrainingKept,
    TrainingDone,
    TrainingOnce,
    FlexibleWorking,
    Preferences,
    Change,
    NightShare,
    WeekendShare,
    HolidayShare,
    OnCallShare,
    OnCallAllowance,
    AidPrice,
    LeverPrice,
)
"""Every line rule, in the order `rota rules` prints them."""
