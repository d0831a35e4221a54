"""Tables of dated facts about officers: authorisations, abstractions, preferences, balances and history."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Literal

from scheduler.domain.people import Abstraction, Authorisation, Balance, PastDay, Preference, Stops
from scheduler.domain.time import instant
from scheduler.scenario_io.columns import EARLIEST_DAY, LATEST_DAY, MOST, Code, Day, Id, Weekdays, Whole, YesNo, column
from scheduler.scenario_io.tables.row import Place, Row

_UNTIL = ("until", "a date not before from")


class AuthorisationRow(Row[Authorisation]):
    """Dated permission to fill a role."""

    table: ClassVar[str] = "authorisations"
    key: ClassVar[tuple[str, ...]] = ("officer", "role", "from")
    needed: ClassVar[bool] = True
    meaning: ClassVar[str] = (
        "Dated permission to fill a role, from local midnight of the one date until 24:00 local of the other."
    )

    officer: Id = column("The officer (`officers`).")
    role: Id = column("The role (`roles`).")
    from_: Day = column("First date it is valid.", alias="from")
    until: Day = column("Last date it is valid; empty is without end.", default=LATEST_DAY - 1)

    def contradictions(self) -> Iterator[tuple[str, str]]:
        """Refuse an end before the beginning."""
        if self.until < self.from_:
            yield _UNTIL

    def value(self, at: Place) -> Authorisation:
        """Return the authorisation on real instants."""
        # Both ends take the first of two equal midnights, so that a renewal dated the next day leaves no hole.
        return Authorisation(
            self.officer, self.role, instant(self.from_, 0, at.zone), instant(self.until + 1, 0, at.zone), at.source
        )


class AbstractionRow(Row[Abstraction]):
    """Time away from the rota."""

    table: ClassVar[str] = "abstractions"
    key: ClassVar[tuple[str, ...]] = ("officer", "kind", "from")
    meaning: ClassVar[str] = (
        "Time away from the rota, in whole force days. Reasons are not kept: a column for one is refused."
    )

    officer: Id = column("The officer (`officers`).")
    kind: Literal["leave", "training", "court", "sickness", "restricted", "other"] = column("What it is.")
    stops: Stops = column("What it stops: the whole day, or only such duty.")
    from_: Day = column("First force day.", alias="from")
    until: Day = column("Last force day.")

    def contradictions(self) -> Iterator[tuple[str, str]]:
        """Refuse an end before the beginning."""
        if self.until < self.from_:
            yield _UNTIL

    def value(self, at: Place) -> Abstraction:
        """Return the abstraction over half-open force days."""
        return Abstraction(self.officer, self.kind, self.stops, self.from_, self.until + 1, at.source)


class PreferenceRow(Row[Preference]):
    """A wish, or a binding flexible-working agreement."""

    table: ClassVar[str] = "preferences"
    key: ClassVar[tuple[str, ...]] = ("officer", "option", "from")
    meaning: ClassVar[str] = "A wish, or a binding flexible-working agreement, about an option on some force days."

    officer: Id = column("The officer (`officers`).")
    option: Code = column("Option code, tour kind, `duty` for any attended duty, or `rest`.")
    want: YesNo = column("Whether to have it or to avoid it.")
    binding: YesNo = column("Whether it is an agreement that is never broken.", default=False)
    from_: Day = column("First force day; empty is from the beginning.", alias="from", default=EARLIEST_DAY)
    until: Day = column("Last force day; empty is without end.", default=LATEST_DAY - 1)
    weekdays: Weekdays = column("Weekdays it holds on; empty is every day.", default=())
    price: Whole = column(
        "Price of each force day on which a wish is not met.", default=0, at_least=0, at_most=MOST, unit="pence"
    )

    def contradictions(self) -> Iterator[tuple[str, str]]:
        """Refuse an end before the beginning."""
        if self.until < self.from_:
            yield _UNTIL

    def value(self, at: Place) -> Preference:
        """Return the preference over half-open force days."""
        return Preference(
            self.officer,
            self.option,
            self.want,
            self.binding,
            self.from_,
            self.until + 1,
            self.weekdays,
            self.price,
            at.source,
        )


class BalanceRow(Row[Balance]):
    """What an officer has already worked over a span of days."""

    table: ClassVar[str] = "balances"
    key: ClassVar[tuple[str, ...]] = ("officer", "kind", "from")
    meaning: ClassVar[str] = "What an officer has already worked over a span of force days before the horizon."

    officer: Id = column("The officer (`officers`).")
    kind: Literal["hours", "nights", "weekends", "on_call", "holidays"] = column("What is counted.")
    from_: Day = column("First force day.", alias="from")
    until: Day = column("Last force day.")
    amount: Whole = column("How much.", at_least=0, at_most=10_000_000, unit="minutes for `hours`, else days")
    excluded_days: Whole = column(
        "Days of leave or sickness that averaging leaves out.", default=0, at_least=0, at_most=10_000, unit="days"
    )

    def contradictions(self) -> Iterator[tuple[str, str]]:
        """Refuse an end before the beginning, and more excluded days than there are."""
        if self.until < self.from_:
            yield _UNTIL
        elif self.excluded_days > self.until + 1 - self.from_:
            yield "excluded_days", f"at most the {self.until + 1 - self.from_} days from the one date until the other"

    def value(self, at: Place) -> Balance:
        """Return the balance over half-open force days."""
        return Balance(self.officer, self.kind, self.from_, self.until + 1, self.amount, self.excluded_days, at.source)


class HistoryRow(Row[PastDay]):
    """One force day before the horizon."""

    table: ClassVar[str] = "history"
    key: ClassVar[tuple[str, ...]] = ("officer", "force_day")
    meaning: ClassVar[str] = "What an officer held on one force day before the horizon."

    officer: Id = column("The officer (`officers`).")
    force_day: Day = column("The force day.")
    option: Code = column("Option code held; `rest` and `leave` among them.")

    def value(self, at: Place) -> PastDay:
        """Return the past day."""
        return PastDay(self.officer, self.force_day, self.option, at.source)
