"""What is published, told: the ledger's next version, what is warned of, and what is said where somebody else was faster."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scheduler.cli.output import problems_text, say, wants_json
from scheduler.cli.publish_words import changes_document, meanwhile_words, published_words, version_document
from scheduler.cli.stores import now
from scheduler.domain.errors import BadInputError
from scheduler.domain.findings import Problem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scheduler.domain.publication import PublishedDuty
    from scheduler.publication.publishing import Publication, Published
    from scheduler.publication.reader import Head
    from scheduler.publication.store import Ledger
    from scheduler.views.planned_run import PlannedRun

_TOLD = 20


@dataclass(frozen=True, slots=True)
class Told:
    """What came of publishing, as it is told."""

    came: Published
    warnings: tuple[Problem, ...]
    end: Head

    def document(self) -> dict[str, Any]:
        """Return it as plain values."""
        return {
            "outcome": self.came.outcome,
            "version": None if self.came.version is None else version_document(self.came.version),
            "changes": changes_document(self.came.changes),
            "warnings": [str(one) for one in self.warnings],
            "head": self.end.head,
            "lines": self.end.lines,
        }

    def text(self) -> str:
        """Return it in words."""
        return f"{published_words(self.came)}\nHEAD {self.end}"


def publish_told(
    ledger: Ledger,
    planned: PlannedRun,
    publication: Publication,
    duties: Sequence[PublishedDuty],
    after: int | None,
) -> Told:
    """Publish, warn of what comes late, and return what came of it.

    Raises
    ------
    BadInputError
        If somebody else published since the version ``after``.
    """
    from scheduler.publication.amendments import keep_amendments, news_of
    from scheduler.publication.notice import notice_cautions
    from scheduler.publication.publishing import publish
    from scheduler.publication.reading import head, log, published
    from scheduler.publication.seats import keep_seats, seats_of_scenario
    from scheduler.publication.undoing import undoing_cautions

    seats = seats_of_scenario(planned.scenario)
    amended = news_of(ledger, publication.roster, planned.amendments)
    came = publish(ledger, publication, duties, now(), after=after, beside=[seats, *amended])
    if came.outcome == "overtaken":
        raise BadInputError([_overtaken(publication, came, after or 0)])
    if came.outcome == "unchanged" and came.version is not None:
        # No officer is told of a new phone, so that it is no new version.
        keep_seats(ledger, seats, publication.roster, came.version.number, now())
        keep_amendments(ledger, amended, publication.roster, came.version.number, now())
    warnings: list[Problem] = []
    if came.outcome == "published" and came.version is not None:
        earlier = [one.version for one in log(ledger, publication.roster) if one.version.number < came.version.number]
        officers = {duty.key.officer for duty in duties}
        warnings = notice_cautions(planned.scenario, officers, came.version, earlier)
        if publication.whole and earlier:
            stands = published(ledger, publication.roster)
            warnings += undoing_cautions(planned.scenario, planned.run, stands, came.changes, earlier[-1])
    if warnings and not wants_json():
        say(problems_text(warnings))
    return Told(came, tuple(warnings), head(ledger))


def _overtaken(publication: Publication, came: Published, after: int) -> Problem:
    """Return what somebody who was not the first is told: who was, and how many duties changed."""
    from scheduler.views.words import counted

    stands = 0 if came.version is None else came.version.number
    expected = "the version that stands: look at it (rota ledger log), then publish again"
    if not came.meanwhile:
        return Problem("--after", str(after), expected, wrong=f"version {stands} of {publication.roster} stands")
    duties = sum(one.changes.duties for one in came.meanwhile)
    who = "; ".join(meanwhile_words(one) for one in came.meanwhile[-_TOLD:])
    wrong = f"{counted(duties, 'duty', 'duties')} of {publication.roster} changed meanwhile, and nothing was published: {who}"
    return Problem("--after", str(after), expected, wrong=wrong)
