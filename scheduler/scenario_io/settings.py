"""The settings of a scenario: ``scenario.toml``, or the sheet ``scenario`` of a workbook."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import time
from types import MappingProxyType
from typing import Annotated, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, ConfigDict, PlainValidator

from scheduler.domain.errors import RefusedError
from scheduler.domain.pay import PaySettings
from scheduler.domain.run import LATEST
from scheduler.domain.scenario import Limit, Prices, RuleLimits
from scheduler.domain.time import iso_day
from scheduler.domain.work import Horizon
from scheduler.scenario_io.columns import MOST, Id, Kind, Name, column, ids_of_text
from scheduler.scenario_io.csv_tables import NumberedRow
from scheduler.scenario_io.instants import start_of_text
from scheduler.scenario_io.problems import Problems
from scheduler.scenario_io.rule_settings import BARE, rule_groups
from scheduler.scenario_io.stated import Date, KeyPath, Number, Stated, read_section
from scheduler.scenario_io.text import shown

SETTINGS_SHEET = "scenario"
SETTINGS_COLUMNS = ("section", "key", "value")
LARGEST_FILE = 256 * 1024
_SYNTAX_PLACE = re.compile(r"(.*) \(at line (\d+), column (\d+)\)", re.DOTALL)
_WHOLE = re.compile(r"-?\d{1,10}", re.ASCII)


def _clock_stated(value: object) -> int:
    if isinstance(value, time):
        return start_of_text(value.isoformat())
    if not isinstance(value, str):
        message = "a clock time HH:MM from 00:00 to 23:59, in quotes"
        raise ValueError(message)
    return start_of_text(value)


def _posts_stated(value: object) -> tuple[str, ...]:
    if not isinstance(value, str):
        message = "posts separated by '|', in quotes"
        raise ValueError(message)
    return ids_of_text(value)


def _zone(value: object) -> str:
    message = "a time zone such as Europe/London"
    if not isinstance(value, str) or not re.fullmatch(r"[A-Za-z0-9_+-]+(/[A-Za-z0-9_+-]+){0,3}", value):
        raise ValueError(message)
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(message) from None
    return value


ClockTime = Annotated[int, PlainValidator(_clock_stated), Kind("clock time", "a clock time HH:MM from 00:00 to 23:59")]
PostsStated = Annotated[tuple[str, ...], PlainValidator(_posts_stated), Kind("ids, `|`", "ids separated by '|'")]
Zone = Annotated[str, PlainValidator(_zone), Kind("time zone", "a time zone such as Europe/London")]


class ScenarioSection(BaseModel):
    """What is planned."""

    model_config = ConfigDict(extra="forbid")

    name: Id = column("Short name; also the name of its output folder.")
    first_day: Date = column("First force day to plan.")
    days: Number = column("Force days to plan.", at_least=1, at_most=366, unit="days")
    tail_days: Number = column(
        "Provisional force days planned beyond them.", default=7, at_least=0, at_most=35, unit="days"
    )
    zone: Zone = column("Time zone of every clock time.")
    period_days: Number = column(
        "Length of the reference period whose counters reset.", default=28, at_least=1, at_most=366, unit="days"
    )
    period_anchor: Date = column("A force day on which a reference period begins; empty is the first day.", default=0)
    marking: Name = column("Protective marking of every page, sheet and calendar.", default="OFFICIAL")
    seed: Number = column("Seed of everything that is drawn by lot.", default=1, at_least=0, at_most=2**31 - 1)
    most_on_leave: Number = column(
        "Officers of a team who may be on leave on one force day, for `rota ask leave`, where the team states no quota of its own; "
        "0 is no quota. No plan looks at it.",
        default=0,
        at_least=0,
        at_most=9999,
        unit="officers",
    )


class PricesSection(BaseModel):
    """Prices of the last level that are not the price of a rule."""

    model_config = ConfigDict(extra="forbid")

    target_short: Number = column(
        "One duty short of its target on one force day.",
        default=Prices.__dataclass_fields__["target_short"].default,
        at_least=0,
        at_most=MOST,
        unit="pence",
    )
    uncovered_hour: Number = column(
        "One hour of one place below target.",
        default=Prices.__dataclass_fields__["uncovered_hour"].default,
        at_least=0,
        at_most=MOST,
        unit="pence",
    )


def _hour(rank: str) -> Any:  # noqa: ANN401
    """Return the key of a rank's basic pay."""
    return column(
        f"Basic pay of an hour of a {rank}; the figure is invented.",
        default=PaySettings.__dataclass_fields__[f"{rank.replace(' ', '_')}_hour"].default,
        at_least=0,
        at_most=1_000_000,
        unit="pence",
    )


def _on_call_day_start(ranks: str) -> Any:  # noqa: ANN401
    """Return the key of the time at which an on-call day of a group of ranks begins."""
    return column(
        f"The same for {ranks}, where the chief officer has fixed another time; empty is `on_call_day_start`.",
        default=-1,
    )


class PaySection(BaseModel):
    """What the indicative pay of a rota is counted from, besides the dated rates of the jurisdiction."""

    model_config = ConfigDict(extra="forbid")

    told_on: Date = column(
        "Date on which officers are told of the rota; empty is in good time, so that nothing is at short notice.",
        default=0,
    )
    on_call_day_start: ClockTime = column(
        "Clock time at which an on-call day of 24 hours begins; empty is when the officer's force day begins.",
        default=-1,
    )
    constables_and_sergeants_on_call_day_start: ClockTime = _on_call_day_start("constables and sergeants")
    inspecting_ranks_on_call_day_start: ClockTime = _on_call_day_start("inspecting ranks")
    superintending_ranks_on_call_day_start: ClockTime = _on_call_day_start("superintending ranks")
    constable_hour: Number = _hour("constable")
    sergeant_hour: Number = _hour("sergeant")
    inspector_hour: Number = _hour("inspector")
    chief_inspector_hour: Number = _hour("chief inspector")

    held_in_reserve: PostsStated = column(
        "Posts (`posts`) at which those whose home post is another one are held in reserve overnight.", default=()
    )
    hardship: PostsStated = column("Those of them without a single room that has its own bath.", default=())

    def value(self) -> PaySettings:
        """Return the settings as the scenario holds them."""
        starts = {
            "constables_and_sergeants": self.constables_and_sergeants_on_call_day_start,
            "inspecting_ranks": self.inspecting_ranks_on_call_day_start,
            "superintending_ranks": self.superintending_ranks_on_call_day_start,
        }
        return PaySettings(
            self.told_on or None,
            self.on_call_day_start if self.on_call_day_start >= 0 else None,
            self.constable_hour,
            self.sergeant_hour,
            self.inspector_hour,
            self.chief_inspector_hour,
            on_call_day_starts=MappingProxyType({group: start for group, start in starts.items() if start >= 0}),
            held_in_reserve=self.held_in_reserve,
            hardship=self.hardship,
        )


@dataclass(frozen=True)
class SettingsRead:
    """Settings once checked; a part that is wrong is None or left out.

    Attributes
    ----------
    groups
        Names of the rule groups; None where the settings could not be read at all.
    posts
        Posts that are named, each with the place inside the file.
    """

    scenario: ScenarioSection | None
    prices: Prices
    rules: tuple[RuleLimits, ...]
    groups: frozenset[str] | None
    pay: PaySettings = field(default_factory=PaySettings)
    posts: tuple[tuple[str, str], ...] = ()

    @property
    def zone(self) -> str:
        """The scenario's time zone; UTC where it is not known, so that reading can go on."""
        return self.scenario.zone if self.scenario else "UTC"

    def horizon(self, days: int | None) -> Horizon:
        """Return the force days to plan.

        Parameters
        ----------
        days
            Days asked for instead of those stated.
        """
        stated = self.scenario
        if stated is None:
            message = "settings with errors have no horizon"
            raise ValueError(message)
        return Horizon(
            stated.first_day,
            stated.days if days is None else days,
            stated.zone,
            stated.tail_days,
            stated.period_days,
            stated.period_anchor or stated.first_day,
        )


def stated_in_toml(content: bytes) -> Stated:
    """Return the settings of a TOML file.

    Raises
    ------
    RefusedError
        If it is not TOML; the place is the line and column.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        message = f"UTF-8 text (byte {error.start + 1} of the file is not)"
        raise RefusedError(message) from None
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        match = _SYNTAX_PLACE.fullmatch(str(error))
        told = shown(match[1] if match else str(error), 200)
        at = f"{match[2]}:{match[3]}" if match else ""
        raise RefusedError(f"TOML ({told})", at) from None
    except (ValueError, RecursionError):
        # Numbers of more than 4,300 digits, and arrays nested a thousand deep.
        message = "TOML without endless numbers or nesting"
        raise RefusedError(message) from None
    places = dict(_toml_places(text))
    return Stated(document, lambda path: places.get(path) or places.get(path[:-1], ""))


def _toml_places(text: str) -> Iterator[tuple[KeyPath, str]]:
    """Yield line and column of every section header and key written in the plain way."""
    section: KeyPath = ()
    for number, line in enumerate(text.splitlines(), start=1):
        if match := re.match(r"\s*\[\[?([A-Za-z0-9_.\-]+)\]", line):
            section = tuple(match[1].split("."))
            yield section, f"{number}:{match.start(1) + 1}"
        elif match := re.match(r"\s*([A-Za-z0-9_.\-]+)\s*=\s*", line):
            yield (*section, *match[1].split(".")), f"{number}:{match.end() + 1}"


def stated_in_sheet(numbered: Iterator[NumberedRow], problems: Problems) -> Stated:
    """Return the settings of a sheet with the columns section, key and value.

    A value is a whole number, ``true`` or ``false``, or text; text in double quotes is text whatever it holds.
    """
    document: dict[str, Any] = {}
    places: dict[KeyPath, str] = {}
    _, header = next(numbered, (0, []))
    if tuple(cell.strip(" ") for cell in header) != SETTINGS_COLUMNS:
        problems.add("1", "", f"a header row: {','.join(SETTINGS_COLUMNS)}")
        return Stated({}, lambda _path: "")
    for number, (section, key, value, *more) in ((at, [*cells, "", "", ""]) for at, cells in numbered):
        path = (*section.strip(" ").split("."), key.strip(" "))
        if any(more) or not all(BARE.fullmatch(part) for part in path):
            problems.add(f"{number}:section", section, "a section, a key and a value")
        elif path in places:
            problems.add(f"{number}:key", key, "each section and key once")
        elif not _put(document, path, _literal(path, value.strip(" "))):
            problems.add(f"{number}:section", section, "a section, not a key stated above")
        places.setdefault(path, f"{number}:value")
        places.setdefault(path[:-1], f"{number}:section")
    return Stated(document, lambda path: places.get(path) or places.get(path[:-1], ""))


def _put(document: dict[str, Any], path: KeyPath, value: object) -> bool:
    """Put a value where its path leads; False where the path leads through or onto something else."""
    table = document
    for part in path[:-1]:
        inner = table.setdefault(part, {})
        if not isinstance(inner, dict):
            return False
        table = inner
    return table.setdefault(path[-1], value) is value


def _literal(path: KeyPath, text: str) -> Limit:
    if len(text) > 1 and text.startswith('"') and text.endswith('"'):
        return text[1:-1]
    field = ScenarioSection.model_fields.get(path[-1]) if path[:-1] == ("scenario",) else None
    if field is not None and field.annotation is str:
        return text
    if text in ("true", "false"):
        return text == "true"
    return int(text) if _WHOLE.fullmatch(text) else text


def read_settings(stated: Stated, problems: Problems) -> SettingsRead:
    """Return the settings, every error among the problems."""
    sections = ("scenario", "prices", "pay", "profiles", "rules")
    for name in stated.document:
        if name not in sections:
            problems.add(stated.place((name,)), name, ", ".join(sections), wrong="unknown section", known=sections)
    scenario = read_section(ScenarioSection, ("scenario",), stated, problems)
    if scenario is not None and scenario.name.casefold() == LATEST:
        odd = "the link to the newest of some runs has this name; call the scenario something else"
        problems.warn(stated.place(("scenario", "name")), scenario.name, odd)
    prices = read_section(PricesSection, ("prices",), stated, problems)
    pay = read_section(PaySection, ("pay",), stated, problems)
    if scenario is not None and pay is not None and pay.told_on > scenario.first_day:
        odd = "officers are told after the first day; work on the days before it is without notice"
        problems.warn(stated.place(("pay", "told_on")), iso_day(pay.told_on), odd)
    posts = _posts_of_pay(pay, stated, problems) if pay is not None else ()
    rules = stated.document.get("rules", {})
    if not isinstance(rules, dict):
        problems.add(stated.place(("rules",)), rules, "a section [rules.GROUP]")
        rules = {}
    return SettingsRead(
        scenario,
        Prices(**prices.model_dump()) if prices else Prices(),
        rule_groups(rules, stated, problems),
        frozenset(str(name) for name in rules),
        pay.value() if pay else PaySettings(),
        tuple(posts),
    )


def _posts_of_pay(pay: PaySection, stated: Stated, problems: Problems) -> Iterator[tuple[str, str]]:
    """Yield the posts that hold officers in reserve, each with its place; hardship depends on being held in reserve."""
    for post in pay.held_in_reserve:
        yield stated.place(("pay", "held_in_reserve")), post
    for post in pay.hardship:
        if post not in pay.held_in_reserve:
            problems.add(stated.place(("pay", "hardship")), post, "a post that held_in_reserve names as well")
