"""Whether a whole rota undoes what was told after it was made, or tells officers it knows nothing of: what is warned of."""

from __future__ import annotations

from scheduler.domain.findings import Problem
from scheduler.domain.publication import PublishedRota, Version
from scheduler.domain.run import RunRecord
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import utc
from scheduler.publication.reading import Changes
from scheduler.views.words import counted


def undoing_cautions(
    scenario: Scenario, run: RunRecord, stands: PublishedRota, changes: Changes, before: Version
) -> list[Problem]:
    """Return a warning where a run was made before the version it replaced, and where it is another force's.

    Both can be meant: a rota is taken back, or officers left. Neither may happen unseen, for duties are cancelled by it.

    Parameters
    ----------
    stands
        The roster as the new version left it.
    changes
        What the new version changed.
    before
        The version that stood until then.
    """
    found = []
    if run.stamp_at < before.published_at and changes.duties:
        wrong = (
            f"it was made {utc(run.stamp_at):%Y-%m-%d %H:%MZ}, before version {before.number} of {before.roster} "
            f"was published ({utc(before.published_at):%Y-%m-%d %H:%MZ}): what was told since is told otherwise again"
        )
        found.append(_warning(run, wrong))
    known = {officer.officer for officer in scenario.officers}
    told = [duty for duty in stands.duties if duty.version == stands.version.number and duty.key.officer not in known]
    if told:
        number = len({duty.key.officer for duty in told})
        duties = f"{counted(len(told), 'duty', 'duties')} {'is' if len(told) == 1 else 'are'} cancelled"
        wrong = f"{duties} of {counted(number, 'officer')} its scenario does not have: is it of this roster?"
        found.append(_warning(run, wrong))
    return found


def _warning(run: RunRecord, wrong: str) -> Problem:
    return Problem(f"run {run.run_id}", "", warning=True, wrong=wrong)
