"""The reference of scenario folders, written from the row models: ``python -m scheduler.scenario_io.reference``."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from scheduler.domain.files import MEBIBYTE
from scheduler.scenario_io import csv_tables, zip_parts
from scheduler.scenario_io.columns import kind_of
from scheduler.scenario_io.overlays import LARGEST_OVERLAY, SETTABLE, TURNOVER, OverlaySection
from scheduler.scenario_io.rule_settings import ForceRuleSection
from scheduler.scenario_io.settings import PaySection, PricesSection, ScenarioSection
from scheduler.scenario_io.sources import LARGEST_FOLDER
from scheduler.scenario_io.tables import ROWS, Row, columns_of
from scheduler.scenario_io.tables.row import bounds_of, expected_of

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "scenario.md"

_INTRODUCTION = f"""# Scenario folders and workbooks

<!-- Written by `python -m scheduler.scenario_io.reference` from the row models; change those, not this page. -->

A scenario is a folder with `scenario.toml` and one CSV file a table, or one `.xlsx` workbook with a sheet `scenario`
and one sheet a table. `rota check SCENARIO` reports every error of every file at once, each as `file:row:column` with
the row as a spreadsheet numbers it.

- **Text only.** Nothing is inferred: every cell is read as text and must be what its column asks for. Files are UTF-8,
  cells separated by commas. Spaces around a cell do not count. In a workbook a date, a time or a number may be typed
  as such; a formula is refused. Hidden or filtered rows are read, with a warning.
- **Empty** cells mean "not stated": the default below, where there is one. A column with a default may be left out.
- **Dates** are `YYYY-MM-DD` or `DD/MM/YYYY`, nothing else. A last date counts whole: until 24:00 of that day, local
  time.
- **Clock times** are `HH:MM` in the scenario's zone; an end that is not after its start is on the next day.
- **Lists** are separated by `|`, shift patterns by spaces. Yes and no are `yes` and `no`.
- **Ids** begin with a letter or digit and hold at most 64 letters, digits, `_`, `.` and `-`. **Text** is one line of at
  most 200 characters that does not begin with `= + - @` and holds neither `<` nor `>`.
- **Money** is in pence.
- **Option codes** are `rest`, a tour, or `D+OC`: tour OC beside tour D, where `combinations` has that row. In
  `history`, `leave` is one too.
- **Bounds**: a CSV file of at most {csv_tables.LARGEST_FILE // MEBIBYTE} MiB and a folder of at most
  {LARGEST_FOLDER // MEBIBYTE} MiB, a workbook of at most
  {zip_parts.LARGEST_FILE // MEBIBYTE} MiB that unpacks to at most {zip_parts.MOST_UNPACKED // MEBIBYTE} MiB, cells of
  at most {csv_tables.LONGEST_CELL} characters. Only regular files are read; a symbolic link in a folder is refused.

Files that are no table are warned about and not read; `people.csv`, `overlays/`, hidden files and files ending in
`.md` or `.txt` are passed over.
"""

_PAY = """What is counted from it is on [the page of pay](../explanation/pay.md). It is indicative, and nothing is planned by it:
only when an on-call day begins is heeded where the rule `on_call_allowance` has a price.
"""

_RULES = """### [rules.GROUP]

One section for each rule group that `contracts` names. `profile` is required: the jurisdiction's profile that supplies
every limit not stated here, such as `england_and_wales`. A section `[rules.GROUP.RULE]` states limits of one rule;
`applied = false` switches it off. The profile may be a force's own, `[profiles.NAME]`. `rota rules SCENARIO` prints every
rule, its limits and their source.

`ranks` is optional: `constables_and_sergeants`, `inspecting_ranks` or `superintending_ranks`. Where the jurisdiction's
profile has something of its own for these ranks, that holds in the place of what it says for all
([the rules](rules.md)); `rota check` warns where officers of other ranks follow the group. A force that has limits of
its own for some ranks states them in a profile for these alone.

In a workbook the sheet `scenario` has the columns `section`, `key` and `value`, such as `rules.crews.rest_between_tours`,
`minutes`, `660`. A value in double quotes is text, whatever it holds.
"""


_FORCE = """### [profiles.NAME]

A force's profile on top of its jurisdiction's, which the key `base` names and which is required. A rule group that names it
as its `profile` takes each limit from the group itself, else from the force, else from the jurisdiction; `rota rules` says
which. A section `[profiles.NAME.RULE]` states limits of one rule as `[rules.GROUP.RULE]` does, and besides:

"""

_DATES = """
What does not hold on all planned days, the provisional ones included, is not used, and a warning says so.
"""

_OVERLAYS = f"""## Overlays

A TOML file of at most {LARGEST_OVERLAY // MEBIBYTE} MiB that changes a scenario without touching it: `--overlay FILE`, which
may be given again, in order. [How to plan with one](../how-to/try-a-change.md).

- A section `[overlay]` says what it is; its keys are below.
- An array of tables `[[TABLE]]` adds a row each to a table, with that table's columns as keys. Text, whole numbers, true and
  false (yes and no), dates and times may be typed as TOML has them; a date-time without an offset is on the scenario's wall
  clock; a list stands for cells separated by `|`. A row the scenario has already is refused.
- `[[remove.TABLE]]` takes a row of a table away: it states the row's key, as the table's section says it, and nothing else; a
  cell of the key that the row leaves empty is left out. `[[change.TABLE]]` states the key and other cells, which are the
  row's from then on; an empty text empties one. What is removed is gone before anything is added. A key of no row is refused.
- `[[leavers]]` and `[[joiners]]` let officers leave and join; their keys are below.
- The sections {", ".join(f"`[{name}]`" for name in SETTABLE)} set values, key by key; whatever they do not name stays. Days, zone
  and name of the scenario are not an overlay's to change.

What is wrong is told as of the tables, at `overlay FILE, [[TABLE]] 3:column`. A run keeps name, path and hash of its overlays.

"""


def reference_markdown() -> str:
    """Return the page ``docs/reference/scenario.md``."""
    parts = [_INTRODUCTION, "## Settings\n"]
    parts += [
        _section("scenario", ScenarioSection),
        _section("prices", PricesSection),
        _section("pay", PaySection),
        _PAY,
        _RULES,
        _FORCE + _columns(ForceRuleSection.model_fields, "key") + _DATES,
    ]
    parts.append("## Tables\n")
    parts.append(_listing(("table", "key", "required"), ((_link(row), _key(row), _needed(row)) for row in ROWS)))
    parts += [_table(row) for row in ROWS]
    parts.append(_OVERLAYS + _section("overlay", OverlaySection))
    parts += [
        f"### [[{row.table}]]\n\n{row.meaning}\n\n{_columns(columns_of(row), 'key')}" for row in TURNOVER.values()
    ]
    return "\n".join(parts)


def _section(name: str, model: type[BaseModel]) -> str:
    return f"### [{name}]\n\n{_columns(model.model_fields, 'key')}"


def _table(row: type[Row[Any]]) -> str:
    needed = "" if row.needed else " The table may be missing, and is empty then."
    return f"### {row.table}\n\n{row.meaning}{needed} Key: {_key(row)}.\n\n{_columns(columns_of(row), 'column')}"


def _columns(fields: Mapping[str, FieldInfo], called: str) -> str:
    header = (called, "holds", "unit", "if empty", "meaning")
    return _listing(header, (_column(name, field) for name, field in fields.items()))


def _column(name: str, field: FieldInfo) -> tuple[str, ...]:
    kind = kind_of(field)
    low, high = bounds_of(field)
    span = f" {low} to {high}" if low is not None and high is not None else ""
    holds = f"{kind.name}{span}" if kind else expected_of(field)
    extra = field.json_schema_extra
    unit = str(extra.get("unit", "")) if isinstance(extra, dict) else ""
    return f"`{name}`", holds.replace("|", "\\|"), unit, _if_empty(field), field.description or ""


def _if_empty(field: FieldInfo) -> str:
    if field.is_required():
        return "refused"
    if isinstance(field.default, bool):
        return "yes" if field.default else "no"
    extra = field.json_schema_extra
    numeric = isinstance(extra, dict) and "number" in str(getattr(kind_of(field), "name", ""))
    low, _ = bounds_of(field)
    if numeric and low is not None and field.default < low:
        return "not stated"  # a number no cell may hold stands for none
    # An empty date, time or list has its meaning in words beside it.
    return str(field.default) if numeric or (isinstance(field.default, str) and field.default) else "not stated"


def _listing(header: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    names = tuple(header)
    lines = [names, tuple("---" for _ in names), *(tuple(row) for row in rows)]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def _link(row: type[Row[Any]]) -> str:
    return f"[{row.table}](#{row.table})"


def _key(row: type[Row[Any]]) -> str:
    return " + ".join(f"`{name}`" for name in row.key)


def _needed(row: type[Row[Any]]) -> str:
    return "yes" if row.needed else "no"


def main(arguments: list[str]) -> int:
    """Write the page; with ``--check`` only say by the exit code whether it is up to date."""
    page = reference_markdown()
    if arguments == ["--check"]:
        fresh = PAGE.is_file() and PAGE.read_text(encoding="utf-8") == page
        sys.stderr.write("" if fresh else f"{PAGE} is stale: python -m scheduler.scenario_io.reference\n")
        return 0 if fresh else 1
    PAGE.write_text(page, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
