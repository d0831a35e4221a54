"""Tables of what stands still: forces, units, roles, patterns, teams, contracts and officers."""

from __future__ import annotations

from typing import ClassVar, Literal

from scheduler.domain.people import Contract, Force, Officer, Pattern, Role, Team, Unit
from scheduler.domain.work import REST
from scheduler.scenario_io.columns import Codes, Cycle, Day, Hours, Id, Ids, Name, Start, Whole, YesNo, column
from scheduler.scenario_io.tables.row import Place, Row


class ForceRow(Row[Force]):
    """A police force."""

    table: ClassVar[str] = "forces"
    key: ClassVar[tuple[str, ...]] = ("force",)
    needed: ClassVar[bool] = True
    meaning: ClassVar[str] = "A police force and the clock time at which its force day begins."
    left_out: ClassVar[frozenset[str]] = frozenset({"holidays"})

    force: Id = column("The force.")
    name: Name = column("Its name.")
    day_start: Start = column("Clock time at which its force day begins.")
    jurisdiction: Id = column("Jurisdiction whose regulations apply, such as `england_and_wales`.")
    holidays: Literal["ENG", "WLS", "SCT", "NIR", ""] = column(
        "Part of the United Kingdom whose public holidays its officers keep, lent or not, for notice and pay; empty is "
        "those of their rule group (`holiday_share`).",
        default="",
    )

    def value(self, at: Place) -> Force:
        """Return the force."""
        return Force(self.force, self.name, self.day_start, self.jurisdiction, at.source, self.holidays)


class UnitRow(Row[Unit]):
    """A part of a force whose officers staff the same posts."""

    table: ClassVar[str] = "units"
    key: ClassVar[tuple[str, ...]] = ("unit",)
    needed: ClassVar[bool] = True
    meaning: ClassVar[str] = "A part of a force whose officers staff the same posts."

    unit: Id = column("The unit.")
    force: Id = column("Force it belongs to (`forces`).")
    name: Name = column("Its name.")
    armed: YesNo = column("Whether its officers carry firearms as a rule.", default=False)
    roles: Ids = column("Armed roles it is authorised for (`roles`); empty is all.", default=())
    weapons: Ids = column("Weapon systems it is authorised for; empty is all.", default=())

    def value(self, at: Place) -> Unit:
        """Return the unit."""
        return Unit(self.unit, self.force, self.name, self.armed, self.roles, self.weapons, at.source)


class RoleRow(Row[Role]):
    """A function a duty needs."""

    table: ClassVar[str] = "roles"
    key: ClassVar[tuple[str, ...]] = ("role",)
    needed: ClassVar[bool] = True
    meaning: ClassVar[str] = "A function a duty needs, for which officers are authorised."

    role: Id = column("The role.")
    name: Name = column("Its name.")
    armed: YesNo = column("Whether the role is armed.", default=False)
    command: YesNo = column("Whether it is a command role; its uncovered duties count first.", default=False)
    driving: YesNo = column("Whether it is a driver's role.", default=False)
    supervising: YesNo = column("Whether it supervises cars.", default=False)
    weapons: Ids = column("Weapon systems it carries.", default=())
    advising: YesNo = column(
        "Whether it advises commanders: whoever holds its seat neither commands nor is armed meanwhile.", default=False
    )

    def value(self, at: Place) -> Role:
        """Return the role."""
        return Role(
            self.role,
            self.name,
            self.armed,
            self.command,
            self.driving,
            self.supervising,
            self.weapons,
            at.source,
            self.advising,
        )


class PatternRow(Row[Pattern]):
    """A repeating shift pattern."""

    table: ClassVar[str] = "patterns"
    key: ClassVar[tuple[str, ...]] = ("pattern",)
    meaning: ClassVar[str] = "A repeating shift pattern: one option code for each force day of its cycle."

    pattern: Id = column("The pattern.")
    anchor: Day = column("Force day on which a team with offset 0 stands at the first entry.")
    cycle: Cycle = column("The cycle; `rest` is a rest day.")

    def value(self, at: Place) -> Pattern:
        """Return the pattern."""
        return Pattern(self.pattern, self.cycle, self.anchor, at.source)


class TeamRow(Row[Team]):
    """Officers who follow one shift pattern together."""

    table: ClassVar[str] = "teams"
    key: ClassVar[tuple[str, ...]] = ("team",)
    meaning: ClassVar[str] = "Officers who follow one shift pattern together."
    left_out: ClassVar[frozenset[str]] = frozenset({"most_on_leave"})

    team: Id = column("The team.")
    unit: Id = column("Unit it belongs to (`units`).")
    pattern: Id = column("Pattern it follows (`patterns`).")
    offset: Whole = column("Position in the cycle on the anchor date.", default=0, at_least=0, at_most=999, unit="days")
    most_on_leave: Whole = column(
        "Officers of it who may be on leave on one force day, for `rota ask leave`; 0 is `most_on_leave` of the settings.",
        default=0,
        at_least=0,
        at_most=9999,
        unit="officers",
    )

    def value(self, at: Place) -> Team:
        """Return the team."""
        return Team(self.team, self.unit, self.pattern, self.offset, at.source, self.most_on_leave)


class ContractRow(Row[Contract]):
    """What a group of officers may be rostered for."""

    table: ClassVar[str] = "contracts"
    key: ClassVar[tuple[str, ...]] = ("contract",)
    needed: ClassVar[bool] = True
    meaning: ClassVar[str] = "What a group of officers may be rostered for, and under which rules."

    contract: Id = column("The contract.")
    options: Codes = column("What its officers may hold on one force day; `rest` is implied, `D+OC` is OC beside D.")
    hours_per_week: Hours = column("Contract hours.", unit="hours a week")
    rules: Id = column("Rule group whose limits apply (`[rules.GROUP]` of the settings).")

    def value(self, at: Place) -> Contract:
        """Return the contract, ``rest`` first among its options."""
        options = (REST, *(code for code in self.options if code != REST))
        return Contract(self.contract, options, self.hours_per_week, self.rules, at.source)


class OfficerRow(Row[Officer]):
    """One person, known by an opaque id."""

    table: ClassVar[str] = "officers"
    key: ClassVar[tuple[str, ...]] = ("officer",)
    needed: ClassVar[bool] = True
    meaning: ClassVar[str] = "One person, known by an opaque id only."

    officer: Id = column("The officer; never a name.")
    force: Id = column("Force (`forces`).")
    unit: Id = column("Unit (`units`).")
    contract: Id = column("Contract (`contracts`).")
    rank: Name = column("Rank.")
    team: Id = column("Team whose pattern the officer follows (`teams`); empty for none.", default="")
    home_post: Id = column("Post away from which work has a price (`posts`); empty for none.", default="")

    def value(self, at: Place) -> Officer:
        """Return the officer."""
        return Officer(
            self.officer,
            self.force,
            self.unit,
            self.contract,
            self.rank,
            self.team or None,
            self.home_post or None,
            at.source,
        )
