"""Who works out the samples of a study, where those that are done are kept, and how far they have come, as typed and told."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scheduler.cli.arguments import NamedPath, number_option
from scheduler.cli.output import say

if TYPE_CHECKING:
    from scheduler.studies.handing_in.runner.run import StudyProgress
    from scheduler.studies.handing_in.runner.workers import Workers

_OPTIONS = (
    number_option("--processes", "Processes that work on samples.", click.IntRange(1, 2), default=1),
    click.option(
        "--dask",
        metavar="ADDRESS",
        help="Scheduler of a Dask cluster that works on samples in the place of processes here: tls://HOST:PORT.",
    ),
    click.option(
        "--kept",
        type=NamedPath(),
        metavar="DIR",
        help="Folder of samples that are done; outputs/<scenario>/studies/kept by default.",
    ),
)


@dataclass(frozen=True)
class WorkersTyped:
    """What was typed of who works on samples.

    Attributes
    ----------
    kept
        Folder of samples that are done; None for the usual one.
    """

    workers: Workers
    kept: Path | None


def worker_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options of its workers, which reach it as one `WorkersTyped`, seen to be such as may be used."""

    @wraps(command)
    def with_one(*, processes: int, dask: str | None, kept: Path | None, **others: Any) -> Any:  # noqa: ANN401
        return command(by=WorkersTyped(_workers(processes, dask), kept), **others)

    for option in reversed(_OPTIONS):
        with_one = option(with_one)
    return with_one


def _workers(processes: int, dask: str | None) -> Workers:
    if dask is None:
        from scheduler.studies.handing_in.runner.local_processes import LocalProcesses

        return LocalProcesses(processes)
    from scheduler.studies.handing_in.runner.dask_cluster import DaskCluster

    if processes > 1:
        message = "--dask takes the place of --processes: name one of the two."
        raise click.UsageError(message)
    cluster = DaskCluster(dask)
    cluster.check()
    return cluster


@contextmanager
def samples_told() -> Iterator[Callable[[StudyProgress], None]]:
    """Give a function to tell how many samples are done: a bar with the time left at a terminal, plain lines elsewhere."""
    if not sys.stderr.isatty():
        yield lambda now: say(f"{now.done} of {now.of} samples, {now.kept} of them kept from before")
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True)) as bar:
        task = bar.add_task("samples", total=None)

        def tell(now: StudyProgress) -> None:
            bar.update(task, total=now.of, completed=now.done)

        yield tell
