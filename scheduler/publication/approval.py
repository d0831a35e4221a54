"""What comes before publishing: a draft that is laid before whoever approves it, and the approval."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from scheduler.domain.publication import PublishedDuty
from scheduler.publication.lines import APPROVED, DRAFT, Entry
from scheduler.publication.publishing import Publication, checked, content_sha256
from scheduler.publication.reader import Head
from scheduler.publication.store import Ledger, this_account


@dataclass(frozen=True, slots=True)
class Approval:
    """An approval of exactly these duties.

    Attributes
    ----------
    at
        UTC minute.
    account
        Account of the operating system that recorded it.
    """

    approved_by: str
    authority: str
    at: int
    account: str


def propose(
    ledger: Ledger,
    publication: Publication,
    duties: Iterable[PublishedDuty],
    at: int,
    state: Literal["draft", "approved"],
) -> Head:
    """Record that a rota is laid before whoever approves it, or is approved; officers are told of nothing yet.

    Parameters
    ----------
    at
        UTC minute.

    Raises
    ------
    BadInputError
        If the duties could not be published like this.
    """
    needed = publication if state == APPROVED else replace(publication, approved_by="-", authority="-")
    told = checked(needed, duties).values()
    detail = {
        "run": publication.run,
        "scenario_sha256": publication.scenario_sha256,
        "first_day": publication.first_day,
        "n_days": publication.n_days,
        "n_duties": len(told),
        "approved_by": publication.approved_by,
        "authority": publication.authority,
    }
    kind = APPROVED if state == APPROVED else DRAFT
    with ledger.writing() as writer:
        return writer.add([Entry(kind, detail, publication.roster, _named(publication, told))], at, this_account())


def approval_of(ledger: Ledger, publication: Publication, duties: Iterable[PublishedDuty]) -> Approval | None:
    """Return the last approval of exactly these duties for these days; None where there is none."""
    subject = _named(publication, duties)
    with ledger.reading() as reader:
        found = list(reader.lines((APPROVED,), roster=publication.roster, subject=subject))
    if not found:
        return None
    last = found[-1]
    return Approval(last.detail["approved_by"], last.detail["authority"], last.at, last.account)


def _named(publication: Publication, duties: Iterable[PublishedDuty]) -> str:
    """Return what a rota is known by from draft to publication: days and duties, nothing of who has it in hand."""
    return f"{publication.first_day}+{publication.n_days}:{content_sha256(duties)}"
