"""Runs the changes as every store's are run."""

from __future__ import annotations

from scheduler.stores.migrating import run

run()
