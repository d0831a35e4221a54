"""Planned operations that contradict the posts, the tours or the days that are planned."""

from __future__ import annotations

from scheduler.domain.operations import Operation
from scheduler.domain.time import instant, iso_day
from scheduler.domain.work import Horizon
from scheduler.scenario_io.table_reader import Reads, TableRead
from scheduler.scenario_io.tables import OperationRow, PostRow, RoleRow


def check_operations(reads: Reads, horizon: Horizon | None) -> None:
    """Add every row of an operation that nothing could fill, or whose post there is already, to the table's problems.

    Parameters
    ----------
    horizon
        The days the scenario itself plans; None where its settings say none.
    """
    read, posts = reads[OperationRow], reads[PostRow]
    _check_posts(read, dict.fromkeys(posts.names, posts.problems.place))
    unstaffed = reads[RoleRow].names - {post.role for post in posts.values}
    for number, line in read.placed():
        if not line.tours and line.role in unstaffed and posts.understood:
            expected = f"tours, since no post has the role {line.role} whose tours could be taken over"
            read.problems.add(f"{number}:tours", "", expected)
        if horizon is not None and not _runs_within(line, horizon):
            first, last = iso_day(horizon.first_day), iso_day(horizon.until_day - 1)
            expected = f"a time within the planned days, {first} to {last} with those that are provisional"
            read.problems.add(f"{number}:from", line.operation, expected)


def _check_posts(read: TableRead[Operation], stated: dict[str, str]) -> None:
    for number, line in read.placed():
        if line.post in stated:
            expected = f"an operation and a role that do not make the post {line.post} of {stated[line.post]}"
            read.problems.add(f"{number}:operation", line.operation, expected)
        stated[line.post] = f"row {number}"


def _runs_within(line: Operation, horizon: Horizon) -> bool:
    """Say whether any planned force day could see the operation; the last one ends on the date after it."""
    first, last = horizon.days.start, horizon.until_day
    return line.from_at < instant(last + 1, 0, horizon.zone) and instant(first, 0, horizon.zone) < line.until_at
