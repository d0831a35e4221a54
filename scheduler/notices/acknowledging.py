"""Acknowledging: an officer of the call list was told, and leaves it."""

from __future__ import annotations

from scheduler.domain.call_list import Acknowledgement, CallList
from scheduler.domain.errors import BadInputError
from scheduler.domain.findings import Problem
from scheduler.domain.publication import Version
from scheduler.domain.time import iso_utc
from scheduler.notices.acknowledged import acknowledged_of, entry_of
from scheduler.notices.calling import ClientOf, call_list_of, officers_on, unknown_client
from scheduler.publication.publishing import MOST_LETTERS
from scheduler.publication.reader import Head, Reader
from scheduler.publication.store import Ledger, this_account


def acknowledge(
    ledger: Ledger,
    said: Acknowledgement,
    since: int = 0,
    client_of: ClientOf = unknown_client,
) -> Head:
    """Record that an officer was told of a version, unless the officer is not on its call list.

    Changes of later versions are not acknowledged by it.

    Parameters
    ----------
    said
        Who was told of what; recorded at an instant that is not before the officer was told.
    since, client_of
        As the call list was made with; see `call_list`.

    Raises
    ------
    BadInputError
        If there is no such version, it was not published yet when the officer was told, or the officer is not on its call
        list, perhaps because somebody else acknowledged it meanwhile.
    """
    _refuse_words(said)
    with ledger.writing() as writer:
        asked = (writer, ledger.name, said.roster, since, said.recorded_at, client_of)
        alone = call_list_of(*asked, number=said.version, officer=said.officer)
        _refuse_instant(said, alone.version)
        if not alone.people:
            raise BadInputError([_not_on(writer, said, call_list_of(*asked, number=said.version))])
        return writer.add([entry_of(said)], said.recorded_at, said.account or this_account())


def _refuse_words(said: Acknowledgement) -> None:
    if not (0 < len(said.by.strip()) <= MOST_LETTERS and said.by.isprintable()):
        expected = f"between 1 and {MOST_LETTERS} letters that can be printed"
        raise BadInputError([Problem("--by", said.by[:60], expected)])


def _refuse_instant(said: Acknowledgement, version: Version) -> None:
    """Refuse an officer who was told before there was anything to tell, or will be told only later."""
    if version.published_at <= said.told_at <= said.recorded_at:
        return
    expected = (
        f"an instant from {iso_utc(version.published_at)}, when version {version.number} was published, until now"
    )
    raise BadInputError([Problem("--at", iso_utc(said.told_at), expected)])


def _not_on(reader: Reader, said: Acknowledgement, asked: CallList) -> Problem:
    """Return why somebody cannot be acknowledged, and what to do."""
    from difflib import get_close_matches

    before = [one for one in acknowledged_of(reader, said.roster, said.officer) if one.version >= said.version]
    if before:
        last = before[-1]
        wrong = f"version {last.version} was acknowledged by {last.by} ({last.account}) at {iso_utc(last.recorded_at)}"
        return Problem("OFFICER", said.officer, wrong=f"{wrong}; nothing is left to acknowledge")
    wrong = f"{said.officer} has no late change up to version {said.version} that is not acknowledged"
    near = get_close_matches(said.officer, officers_on(asked.people), n=1)
    expected = f"an officer of the call list: rota notify --since {asked.since}"
    return Problem("OFFICER", said.officer, expected, nearest=near[0] if near else "", wrong=wrong)
