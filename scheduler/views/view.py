"""What a view is: the name of a file, or of a folder of files, and the function that renders it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from scheduler.views.planned_run import PlannedRun

Group = Literal["rota", "plan", "page"]
"""What hangs on the rota and its scenario alone, and on what its work costs; what hangs on all that was found about it as well;
and what, of the cost, tells no more than its sums (`Pay.summed`)."""


@dataclass(frozen=True, slots=True)
class View:
    """One file of the output folder.

    Attributes
    ----------
    path
        Path inside the output folder.
    render
        Pure function: the same run gives the same bytes.
    group
        With which others it is rendered.
    """

    name: str
    path: str
    render: Callable[[PlannedRun], bytes]
    group: Group = "plan"

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
    group: Group = "plan"

    def files(self, planned: PlannedRun) -> dict[str, bytes]:
        """Return the files by their paths."""
        return {self.path.format(name): data for name, data in self.render(planned).items()}
