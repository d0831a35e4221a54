"""What an amendment leaves as it is in the files of the run: the calendars of others, and their rows in tables and pages."""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from scheduler.domain.run import SNAPSHOT

if TYPE_CHECKING:
    from scheduler.views.as_written import AsWritten
    from scheduler.views.planned_run import PlannedRun


def with_before(planned: PlannedRun, made: PlannedRun, officers: Collection[str], files: AsWritten) -> PlannedRun:
    """Return an amended run with the one before, from whose files it takes what is about nobody concerned.

    Parameters
    ----------
    officers
        Everybody concerned.
    files
        Files of the run before.
    """
    from scheduler.views.planned_run import RunBefore

    return replace(made, before=RunBefore(planned, frozenset(officers), files.text))


def with_kept(
    before: Path, folder: Path, planned: PlannedRun, made: PlannedRun, officers: Collection[str]
) -> tuple[PlannedRun, Mapping[str, Path]]:
    """Return an amended run whose calendars are written for those concerned alone, and the files that are kept.

    Calendars of other folders of runs have other identifiers, so that none of them is kept; neither is any where one is
    missing in the run before. The scenario as it was read is kept wherever there is one.

    Parameters
    ----------
    before, folder
        Folder of the run that is amended, as an absolute path, and of the new one.
    officers
        Everybody concerned.
    """
    from scheduler.views import FEEDS

    same = {SNAPSHOT: before / SNAPSHOT} if (before / SNAPSHOT).is_file() else {}
    if before.parent != folder.resolve().parent:
        return made, same
    posts = {post.post for post in planned.scenario.posts}
    touched = {held.post for run in (planned, made) for held in run.plan.rota.assignments if held.officer in officers}
    moved = frozenset(post for post, _, _ in _spans(planned, touched) ^ _spans(made, touched))
    everybody = {officer.officer for officer in planned.scenario.officers}
    wanted = [f"{FEEDS}/officers/{name}.ics" for name in everybody - set(officers)]
    wanted += [f"{FEEDS}/posts/{name}.ics" for name in posts - moved]
    there = {
        f"{own}/{name}" for own in (f"{FEEDS}/officers", f"{FEEDS}/posts") for name in _names_of_files(before / own)
    }
    if not there.issuperset(wanted):
        return made, same
    kept = {path: before / path for path in wanted}
    return replace(made, concerned=frozenset(officers), concerned_posts=moved), {**kept, **same}


def _names_of_files(folder: Path) -> list[str]:
    try:
        with os.scandir(folder) as entries:
            return [entry.name for entry in entries if entry.is_file()]
    except FileNotFoundError:
        return []


def _spans(planned: PlannedRun, posts: Collection[str]) -> set[tuple[str, int, str]]:
    """Return the force days and tours of some posts at which there is anybody, which is all that calendars of posts say."""
    return {
        (held.post, held.day, held.tour) for held in planned.plan.rota.assignments if held.post and held.post in posts
    }
