"""Calendars of a run that an amendment of it leaves as they are."""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scheduler.domain.rota import Assignment
    from scheduler.views.planned_run import PlannedRun

_Entries = Mapping[str, "tuple[Assignment, ...]"]


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
    moved = frozenset(post for post in posts if _spans(planned.by_post, post) != _spans(made.by_post, post))
    everybody = {officer.officer for officer in planned.scenario.officers}
    wanted = [f"{FEEDS}/officers/{name}.ics" for name in everybody - set(officers)]
    wanted += [f"{FEEDS}/posts/{name}.ics" for name in posts - moved]
    kept = {path: before / path for path in wanted}
    if not all(os.path.isfile(path) for path in kept.values()):
        return made, {}
    return replace(made, concerned=frozenset(officers), concerned_posts=moved), kept


def _spans(by_post: _Entries, post: str) -> set[tuple[int, str]]:
    """Return the force days and tours at which a post has anybody, which is all that its calendar says."""
    return {(held.day, held.tour) for held in by_post.get(post, ())}
