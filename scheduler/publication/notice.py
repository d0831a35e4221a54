"""Whether a roster is published in good time and shows enough: what is warned of, by group of ranks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from scheduler.domain.findings import Problem
from scheduler.domain.pay import RANK_GROUPS
from scheduler.domain.publication import Version
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import iso_day, local
from scheduler.rules.publication_notice import PublicationNotice, publication_notice
from scheduler.views.words import counted


def notice_cautions(
    scenario: Scenario, officers: Iterable[str], version: Version, earlier: Sequence[Version]
) -> list[Problem]:
    """Return a warning for each group of ranks that is told of a roster too late, or of too little of it.

    Days that an earlier version spoke about were told then: only the others have to be published ahead.

    Parameters
    ----------
    officers
        Officers with a duty in the version.
    earlier
        The roster's versions before it.
    """
    days = range(version.first_day, version.first_day + version.n_days)
    spoken = {day for one in earlier for day in range(one.first_day, one.first_day + one.n_days)}
    first_new = next((day for day in days if day not in spoken), None)
    until = days.stop
    while until in spoken:
        until += 1
    today = local(version.published_at, version.zone).toordinal()
    found = []
    for profile, ranks, number in _groups(scenario, officers):
        notice = publication_notice(profile, ranks)
        if notice is not None:
            who = f"{counted(number, 'officer')} of {ranks.replace('_', ' ')} {'is' if number == 1 else 'are'}"
            found += _late(notice, who, profile, today, first_new)
            found += _short(notice, who, profile, days.start, until) if first_new is not None else []
    return found


def _groups(scenario: Scenario, officers: Iterable[str]) -> list[tuple[str, str, int]]:
    """Return profile and group of ranks of officers, with how many there are."""
    wanted = frozenset(officers)
    profiles = {group.group: group.profile for group in scenario.rules}
    followed = {contract.contract: contract.rules for contract in scenario.contracts}
    counts: dict[tuple[str, str], int] = {}
    for officer in scenario.officers:
        ranks = RANK_GROUPS.get(officer.rank.casefold())
        if officer.officer in wanted and ranks:
            key = (profiles[followed[officer.contract]], ranks)
            counts[key] = counts.get(key, 0) + 1
    return [(*key, number) for key, number in sorted(counts.items())]


def _late(notice: PublicationNotice, who: str, profile: str, today: int, first_new: int | None) -> list[Problem]:
    if not notice.ahead or first_new is None or notice.ahead.after(today) <= first_new:
        return []
    wrong = f"{who} told on {iso_day(today)} of duties from {iso_day(first_new)}, less than {notice.ahead} ahead"
    return [_warning(notice, profile, wrong)]


def _short(notice: PublicationNotice, who: str, profile: str, first: int, until: int) -> list[Problem]:
    if not notice.shown or notice.shown.after(first) <= until:
        return []
    wrong = f"{who} shown {iso_day(first)} to {iso_day(until - 1)}, less than {notice.shown}"
    return [_warning(notice, profile, wrong)]


def _warning(notice: PublicationNotice, profile: str, wrong: str) -> Problem:
    since = "" if notice.since == "not stated" else f", since {notice.since}"
    told = f"{wrong} ({notice.source}{since}; {notice.status})"
    return Problem(f"profile {profile}", "", warning=True, wrong=told)
