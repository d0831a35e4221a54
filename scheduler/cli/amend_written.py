"""An accepted amendment written as a new run, and told to those concerned: the work of it shared between two cores."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from scheduler.cli.amend_kept import with_before, with_kept
from scheduler.cli.amend_publish import ready, told_of
from scheduler.cli.beside import beside
from scheduler.cli.collector import hold
from scheduler.cli.output import say
from scheduler.cli.publish import refuse_changed
from scheduler.cli.stores import today
from scheduler.domain.errors import BadInputError
from scheduler.views.as_written import AsWritten
from scheduler.views.outputs import run_folder

if TYPE_CHECKING:
    from scheduler.amendments.checking import Proposed, Verdict
    from scheduler.amendments.kind import Amendment
    from scheduler.cli.amend_made import Terms
    from scheduler.cli.publish_told import Told
    from scheduler.domain.pay import Pay
    from scheduler.domain.run import RunRecord
    from scheduler.views.planned_run import PlannedRun

_MANY = 10_000
"""Assignments from which it pays to work in a process of its own."""


class WrongRunError(Exception):
    """A run whose rota is not what it says, which no input explains."""


@dataclass(frozen=True)
class RunAmended:
    """The run that an amendment changes.

    Attributes
    ----------
    named
        Where it is, as the user named it.
    folder
        The same as an absolute path.
    files
        Its files, as far as they are as they were written.
    """

    named: Path
    folder: Path
    planned: PlannedRun
    files: AsWritten

    @classmethod
    def of(cls, named: Path, planned: PlannedRun) -> RunAmended:
        """Return a run that was opened."""
        folder = run_folder(named).resolve()
        return cls(named, folder, planned, AsWritten(folder))

    @property
    def large(self) -> bool:
        """Whether it pays to work on it in a process of its own."""
        return len(self.planned.plan.rota.assignments) >= _MANY

    def refuse_wrong(self, verdict: Verdict) -> None:
        """Refuse a run that is to be amended and told where something is wrong with it.

        Raises
        ------
        WrongRunError
            If its rota is not what it says.
        """
        from scheduler.amendments.standing import misstated

        refuse_changed(self.named, self.planned, self.files)
        if (wrong := misstated(self.planned.scenario, self.planned.plan, self.planned.amendments, verdict)) is not None:
            raise WrongRunError(wrong)


@dataclass(frozen=True)
class Counted:
    """What hangs on an amended rota alone, whatever is found about it: files by their paths, and the sums of its cost."""

    files: dict[str, bytes]
    pay: Pay


def counted_beside(
    opened: RunAmended, proposal: Proposed, *, wanted: bool
) -> AbstractContextManager[Callable[[], Counted]]:
    """Begin to count what the rota of an amendment costs and to write its tables, while the amendment is judged.

    Parameters
    ----------
    wanted
        Whether anything is written if the amendment is accepted.
    """
    return beside(partial(_counted, opened, proposal), worth=wanted and opened.large)


def _counted(opened: RunAmended, proposal: Proposed) -> Counted:
    from scheduler.pay.counting import pay_of
    from scheduler.views import render_group

    planned, rota = opened.planned, proposal.changed.rota
    pay = pay_of(proposal.scenario, rota)
    # Of the plan, these views read the rota alone, so that they need not wait for what is found about it.
    made = replace(planned, scenario=proposal.scenario, plan=replace(planned.plan, rota=rota), pay=pay)
    made = with_before(planned, made, proposal.changed.officers, opened.files)
    return Counted(render_group(made, "rota"), pay.summed())


def written(
    opened: RunAmended, terms: Terms, amendment: Amendment, verdict: Verdict, counted: Callable[[], Counted]
) -> tuple[Path, Told | None]:
    """Write the folder of the amended run, whole or not at all, and publish what it moves where that is asked for.

    Raises
    ------
    WrongRunError
        If the rota of the run before is not what it says, and somebody is to be told.
    BadInputError
        If the folder cannot be written, or what stands published is something else.
    """
    from scheduler.cli.feed_key import feed_key
    from scheduler.cli.run_record import amended_run
    from scheduler.views import render_group
    from scheduler.views.as_written import with_sums
    from scheduler.views.outputs import check_writable, write_outputs

    planned, officers = opened.planned, verdict.changed.officers
    run = amended_run(planned.run, datetime.now(UTC))
    folder = terms.output or opened.folder.parent / run.run_id
    check_writable(folder)
    with feed_key(folder.resolve().parent) as key:
        made = made_of(planned, replace(run, feed_key=key), terms, amendment, verdict)
        costs = counted()
        made = with_before(planned, replace(made, pay=costs.pay), officers, opened.files)
        made, kept = with_kept(opened.folder, folder, planned, made, officers)
        hold(made)
        with beside(partial(render_group, made, "page"), worth=opened.large) as pages:
            is_ready = None
            if terms.telling:
                opened.refuse_wrong(verdict)
                is_ready = ready(terms.telling, planned, made, officers)
            files = {**costs.files, **render_group(made, "plan"), **pages()}
        place = write_outputs(folder, with_sums(files), kept)
    if terms.telling is None or is_ready is None:
        return place, None
    try:
        return place, told_of(terms.telling, is_ready, made)
    except BadInputError:
        say(f"rota: {place} is written, and nobody was told of it")
        raise


def made_of(planned: PlannedRun, run: RunRecord, terms: Terms, amendment: Amendment, verdict: Verdict) -> PlannedRun:
    """Return the amended run."""
    from scheduler.amendments.making import amended_plan, recorded
    from scheduler.views.planned_run import PlannedRun

    told_on = terms.told_on or today(planned.scenario.horizon.zone)
    done = recorded(planned.amendments, amendment, verdict, terms.reason or amendment.usual, terms.authority, told_on)
    return PlannedRun(verdict.scenario, amended_plan(planned.scenario, planned.plan, verdict), run, amendments=done)
