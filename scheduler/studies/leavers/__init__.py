"""Leaver models: who hands in before whom. One file a model, one line in `LEAVER_MODELS`."""

from __future__ import annotations

from scheduler.studies.leavers.by_experience import LongestServing, Newest
from scheduler.studies.leavers.clustered import ByTeam, ByUnit
from scheduler.studies.leavers.model import LeaverModel, Person, population
from scheduler.studies.leavers.named import Named
from scheduler.studies.leavers.uniform import Uniform

__all__ = ["LEAVER_MODELS", "LeaverModel", "Named", "Person", "model_of", "population"]

LEAVER_MODELS: tuple[LeaverModel, ...] = (
    Uniform(),
    ByTeam(),
    ByUnit(),
    LongestServing(),
    Newest(),
)
"""Every model that draws; a named list (`Named`) is made of its names."""


def model_of(code: str) -> LeaverModel:
    """Return the model of a code.

    Raises
    ------
    KeyError
        If there is none.
    """
    return {model.code: model for model in LEAVER_MODELS}[code]
