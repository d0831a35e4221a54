"""The settings of a scenario: ``scenario.toml``, or the sheet ``scenario`` of a workbook."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from pydantic import BaseModel, ConfigDict, Field, PlainValidator, ValidationError
from pydantic_core import ErrorDetails

from scheduler.domain.errors import RefusedError
from scheduler.domain.run import LATEST
from scheduler.domain.scenario import Limit, Prices, RuleLimits
from scheduler.domain.work import Horizon
from scheduler.scenario_io.columns import MOST, Id, Kind, Name, column, day_of_text
from scheduler.scenario_io.csv_tables import NumberedRow
from scheduler.scenario_io.problems import Problems
from scheduler.scenario_io.tables.row import expected_of
from scheduler.scenario_io.text import shown

SETTINGS_SHEET = "scenario"
SETTINGS_COLUMNS = ("section", "key", "value")
LARGEST_FILE = 256 * 1024
_BARE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
_SYNTAX_PLACE = re.compile(r"(.*) \(at line (\d+), column (\d+)\)", re.DOTALL)
_WHOLE = re.compile(r"-?\d{1,10}", re.ASCII)

KeyPath = tuple[str, ...]
Section = TypeVar("Section", bound=BaseModel)


def _day_stated(value: object) -> int:
    if isinstance(value, date) and not isinstance(value, datetime):
        return day_of_text(value.isoformat())
    return day_of_text(str(value))


def _zone(value: object) -> str:
    message = "a time zone such as Europe/London"
    if not isinstance(value, str) or not re.fullmatch(r"[A-Za-z0-9_+-]+(/[A-Za-z0-9_+-]+){0,3}", value):
        raise ValueError(message)
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(message) from None
    return value


Date = Annotated[int, PlainValidator(_day_stated), Kind("date", "a date YYYY-MM-DD or DD/MM/YYYY")]
Zone = Annotated[str, PlainValidator(_zone), Kind("time zone", "a time zone such as Europe/London")]
Number = Annotated[int, Field(strict=True), Kind("whole number", "a whole number")]


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


@dataclass(frozen=True)
class Stated:
    """Settings as they were stated, and where each of them stands.

    Attributes
    ----------
    document
        Sections by name.
    place
        Place inside the file (``12:8``) of a section or key, by its path.
    """

    document: Mapping[str, Any]
    place: Callable[[KeyPath], str]


@dataclass(frozen=True)
class SettingsRead:
    """Settings once checked; a part that is wrong is None or left out.

    Attributes
    ----------
    groups
        Names of the rule groups; None where the settings could not be read at all.
    """

    scenario: ScenarioSection | None
    prices: Prices
    rules: tuple[RuleLimits, ...]
    groups: frozenset[str] | None

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
        if match := re.match(r"\s*\[([A-Za-z0-9_.\-]+)\]", line):
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
        if any(more) or not all(_BARE.fullmatch(part) for part in path):
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
    sections = ("scenario", "prices", "rules")
    for name in stated.document:
        if name not in sections:
            problems.add(stated.place((name,)), name, ", ".join(sections), wrong="unknown section", known=sections)
    scenario = _section(ScenarioSection, "scenario", stated, problems)
    if scenario is not None and scenario.name.casefold() == LATEST:
        odd = "the link to the newest of some runs has this name; call the scenario something else"
        problems.warn(stated.place(("scenario", "name")), scenario.name, odd)
    prices = _section(PricesSection, "prices", stated, problems)
    rules = stated.document.get("rules", {})
    if not isinstance(rules, dict):
        problems.add(stated.place(("rules",)), rules, "a section [rules.GROUP]")
        rules = {}
    return SettingsRead(
        scenario,
        Prices(**prices.model_dump()) if prices else Prices(),
        tuple(_group(str(name), group, stated, problems) for name, group in rules.items()),
        frozenset(str(name) for name in rules),
    )


def _section(model: type[Section], name: str, stated: Stated, problems: Problems) -> Section | None:
    try:
        return model.model_validate(stated.document.get(name, {}))
    except ValidationError as error:
        for wrong in error.errors(include_url=False):
            _refuse(model, name, wrong, stated, problems)
        return None


def _refuse(model: type[BaseModel], section: str, wrong: ErrorDetails, stated: Stated, problems: Problems) -> None:
    """Add one error of a section to the problems."""
    path = (section, *(str(part) for part in wrong["loc"]))
    place, fields, key = stated.place(path), model.model_fields, path[-1]
    if len(path) == 1:
        problems.add(place, wrong["input"], f"a section [{key}]")
    elif wrong["type"] == "extra_forbidden":
        problems.add(place, key, ", ".join(fields), wrong=f"unknown key of [{section}]", known=fields)
    elif wrong["type"] == "missing":
        problems.add(place, "", f"{key} in [{section}]: {expected_of(fields[key])}")
    else:
        cause = str(wrong.get("ctx", {}).get("error", ""))
        zones = available_timezones() if key == "zone" else ()
        problems.add(place, wrong["input"], f"{cause or expected_of(fields[key])}", known=zones)


def _group(name: str, group: object, stated: Stated, problems: Problems) -> RuleLimits:
    """Return what a section [rules.GROUP] says, as far as it is right."""
    place = stated.place(("rules", name))
    if not isinstance(group, dict) or not _BARE.fullmatch(name):
        problems.add(place, name, "sections [rules.GROUP], the group's name of letters, digits, '_' and '-'")
        return RuleLimits(name, "")
    profile = group.get("profile")
    if not isinstance(profile, str) or not _BARE.fullmatch(profile):
        at = stated.place(("rules", name, "profile"))
        problems.add(at, "" if profile is None else profile, "a profile such as england_and_wales")
        profile = ""
    limits: dict[str, dict[str, Limit]] = {}
    places: dict[str, str] = {}
    for rule, stated_limits in group.items():
        if rule == "profile":
            continue
        if not isinstance(stated_limits, dict):
            problems.add(stated.place(("rules", name, rule)), rule, f"a section [rules.{name}.RULE]")
            continue
        path = ("rules", name, str(rule))
        limits[rule] = _limits(path, stated_limits, stated, problems)
        for keys in (path, *((*path, str(limit)) for limit in stated_limits)):
            row = stated.place(keys).partition(":")[0]
            places[".".join(keys[2:])] = ":".join(part for part in (problems.place, row, ".".join(keys)) if part)
    return RuleLimits(name, profile, limits, f"{problems.place}:{place}" if place else problems.place, places)


def _limits(path: KeyPath, limits: Mapping[str, object], stated: Stated, problems: Problems) -> dict[str, Limit]:
    """Return a rule's limits; what they mean is the rules' affair, only their type is looked at."""
    kept: dict[str, Limit] = {}
    for name, value in limits.items():
        if (isinstance(value, str) and len(value) <= 200 and value.isprintable()) or (
            isinstance(value, int) and abs(value) <= MOST
        ):
            kept[name] = value
        else:
            expected = f"a whole number of at most {MOST}, true, false or one line of text"
            problems.add(stated.place((*path, name)), value, expected)
    return kept
