"""How far a run has come: what a sheet or report of it says of the ledger."""

from __future__ import annotations

from scheduler.publication.lines import APPROVED, DRAFT
from scheduler.publication.reader import Head
from scheduler.publication.reading import logged
from scheduler.publication.store import Ledger


def standing_of(ledger: Ledger, run: str) -> str:
    """Return in a sentence whether a run is published, approved or a draft; of one that is published the ledger's head.

    Parameters
    ----------
    run
        Its name.
    """
    with ledger.reading() as reader:
        told = logged(reader, None)
        stands = {one.version.roster: one.version.number for one in told}
        own = [one.version for one in told if one.version.run == run]
        laid = [line.kind for line in reader.lines((DRAFT, APPROVED)) if line.detail.get("run") == run]
    if not own:
        if APPROVED in laid:
            return "Approved and not published: nobody is told of it yet."
        return "Draft: not published by this ledger; nobody is told of it by it."
    version = own[-1]
    newest = stands[version.roster]
    since = "" if newest == version.number else f" Version {newest} has taken its place."
    head = Head(version.head, version.lines)
    return f"Published as version {version.number} of {version.roster}, ledger {head}.{since}"
