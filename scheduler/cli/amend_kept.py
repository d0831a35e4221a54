"""Calendars of a run that an amendment of it leaves as they are."""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scheduler.views.planned_run import PlannedRun


def with_kept(
    before: Path, folder: Path, planned: PlannedRun, made: PlannedRun, officers: Collection[str]
) -> tuple[PlannedRun, Mapping[str, Path]]:
    """Return an amended run whose calendars are written for those concerned alone, and the files that are kept.

    Calendars of other folders of runs have other identifiers, so that nothing is kept of them; neither is anything where
    one is missing in the run before.

    Parameters
    ----------
    before, folder
        Folder of the run that is amended, as an absolute path, and of the new one.
    officers
        Everybody concerned.
    """
    from scheduler.views import FEEDS

    if before.parent != folder.resolve().parent:
        return made, {}
    posts = {post.post for post in planned.scenario.posts}
    moved = frozenset(post for post, _, _ in _spans(planned) ^ _spans(made))
    everybody = {officer.officer for officer in planned.scenario.officers}
    wanted = [f"{FEEDS}/officers/{name}.ics" for name in everybody - set(officers)]
    wanted += [f"{FEEDS}/posts/{name}.ics" for name in posts - moved]
    kept = {path: before / path for path in wanted}
    if not all(os.path.isfile(path) for path in kept.values()):
        return made, {}
    return replace(made, concerned=frozenset(officers), concerned_posts=moved), kept


def _spans(planned: PlannedRun) -> set[tuple[str, int, str]]:
    """Return posts, force days and tours at which there is anybody, which is all that calendars of posts say."""
    return {(held.post, held.day, held.tour) for held in planned.plan.rota.assignments if held.post}
