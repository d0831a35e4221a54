"""What was done to a rota since it was planned, as a file that the run is read back with (`read_back`)."""

from __future__ import annotations

from typing import Any

from scheduler.domain.amendments import AmendmentRecord, Amendments
from scheduler.views.json_text import json_bytes
from scheduler.views.planned_run import PlannedRun


def files(planned: PlannedRun) -> dict[str, bytes]:
    """Return the file of a rota that was amended; nothing of one that stands as planned."""
    return {"amendments": render(planned.amendments)} if planned.amendments.records else {}


def render(done: Amendments) -> bytes:
    """Return amendments in their order, and how duties came to be their officers' where it is not as planned."""
    held = [
        {"officer": officer, "day": day, "tour": tour, "provenance": how}
        for (officer, day, tour), how in sorted(done.provenance.items())
    ]
    return json_bytes({"amendments": [_record(one) for one in done.records], "provenance": held})


def _record(one: AmendmentRecord) -> dict[str, Any]:
    effects = one.effects
    return {
        "kind": one.kind,
        "words": one.words,
        "officers": one.officers,
        "days": one.days,
        "reason": one.reason,
        "authority": one.authority,
        "told_on": one.told_on,
        "notice": one.notice,
        "given_back": [{"officer": back.officer, "day": back.day, "tour": back.tour} for back in one.given_back],
        "away": [
            {
                "officer": row.officer,
                "kind": row.kind,
                "stops": row.stops,
                "from_day": row.from_day,
                "until_day": row.until_day,
            }
            for row in effects.away
        ],
        "worked": [
            {"officer": row.officer, "day": row.day, "start_at": row.start_at, "end_at": row.end_at}
            for row in effects.worked
        ],
        "recalled": effects.recalled,
        "cells": [
            {"cell": row.cell, "officer": row.officer, "day": row.day, "from": row.before, "to": row.after}
            for row in one.cells
        ],
    }
