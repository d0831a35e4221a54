"""Cover rules: which places of which posts have to be filled, and with what."""

from scheduler.rules.cover.aid_days import AidDays
from scheduler.rules.cover.cars import Cars
from scheduler.rules.cover.one_person_one_seat import OnePersonOneSeat
from scheduler.rules.cover.rule import CoverRule
from scheduler.rules.cover.seats import Seats
from scheduler.rules.cover.vehicles_available import VehiclesAvailable

COVER_RULES: tuple[type[CoverRule], ...] = (Seats, Cars, VehiclesAvailable, OnePersonOneSeat, AidDays)
"""Every cover rule, in the order `rota rules` prints them."""
