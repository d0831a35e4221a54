"""Cover rules: which places of which posts have to be filled, and with what."""

from scheduler.rules.cover.adviser_apart import AdviserApart
from scheduler.rules.cover.aid_days import AidDays
from scheduler.rules.cover.asset_tracker import AssetTracker
from scheduler.rules.cover.beyond_target import BeyondTarget
from scheduler.rules.cover.cars import Cars
from scheduler.rules.cover.commanders_apart import CommandersApart
from scheduler.rules.cover.officers_told import OfficersTold
from scheduler.rules.cover.on_call_cars import OnCallCars
from scheduler.rules.cover.one_person_one_seat import OnePersonOneSeat
from scheduler.rules.cover.operation_roles import OperationRoles
from scheduler.rules.cover.operation_seats import OperationSeats
from scheduler.rules.cover.rule import CoverRule
from scheduler.rules.cover.seats import Seats
from scheduler.rules.cover.trained_first import TrainedFirst
from scheduler.rules.cover.training_places import TrainingPlaces
from scheduler.rules.cover.vehicles_available import VehiclesAvailable

COVER_RULES: tuple[type[CoverRule], ...] = (
    Seats,
    Cars,
    BeyondTarget,
    VehiclesAvailable,
    OnePersonOneSeat,
    CommandersApart,
    AdviserApart,
    OperationRoles,
    OperationSeats,
    AidDays,
    AssetTracker,
    OnCallCars,
    TrainingPlaces,
    TrainedFirst,
    OfficersTold,
)
"""Every cover rule, in the order `rota rules` prints them."""
