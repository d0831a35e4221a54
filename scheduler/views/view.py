"""What a view is: the name of a file, or of a folder of files, and the function that renders it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from scheduler.views.planned_run import PlannedRun


@dataclass(frozen=True, slots=True)
class View:
    """One file of the output folder.

    Attributes
    ----------
    path
        Path inside the output folder.
    render
        Pure function: the same run gives the same bytes.
    pay
        What the rota costs is told in it.
    """

    name: str
    path: str
    render: Callable[[PlannedRun], bytes]
    pay: bool = False

    def files(self, planned: PlannedRun) -> dict[str, bytes]:
        """Return the file by its path."""
        return {self.path: self.render(planned)}


@dataclass(frozen=True, slots=True)
class FolderView:
    """A folder of files of one kind, one for each officer, post or the like.

    Attributes
    ----------
    path
        Path inside the output folder, with ``{}`` where the name of the officer or post goes.
    render
        Pure function from a run to bytes by name.
    """

    name: str
    path: str
    render: Callable[[PlannedRun], Mapping[str, bytes]]
    pay: bool = False

    def files(self, planned: PlannedRun) -> dict[str, bytes]:
        """Return the files by their paths."""
        return {self.path.format(name): data for name, data in self.render(planned).items()}
