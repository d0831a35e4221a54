"""`rota import-table`: the export of another system as a table of a scenario."""

from __future__ import annotations

from pathlib import Path

import click

from scheduler.cli.arguments import NamedPath
from scheduler.cli.exits import Exit
from scheduler.cli.output import counted, emit, json_option
from scheduler.cli.private_file import write_private
from scheduler.domain.errors import BadInputError
from scheduler.domain.findings import Problem


@click.command("import-table", short_help="Read an export of another system as a table of a scenario.")
@click.argument("export", type=NamedPath(), metavar="EXPORT")
@click.option(
    "--columns", type=NamedPath(), required=True, metavar="MAP.toml", help="What of the export goes into which column."
)
@click.option("--table", required=True, metavar="TABLE", help="Table to make, such as officers or authorisations.")
@click.option("-o", "--output", type=NamedPath(), required=True, metavar="FILE.csv", help="Write the table here.")
@json_option
def import_table_command(*, export: Path, columns: Path, table: str, output: Path) -> Exit:
    """Read the export of a duty system or a ticket register, CSV or .xlsx, as a table of a scenario.

    MAP.toml says which heading becomes which column, what texts become which codes, and how dates and times are written.
    Every cell that cannot be read is named, all in one pass; nothing is written then. What is written passes the table's
    own checks; rota check holds it against the other tables.
    """
    from scheduler.scenario_io.export_map import read_map
    from scheduler.scenario_io.exports import import_table
    from scheduler.scenario_io.text import nearest, shown
    from scheduler.scenario_io.writer import TABLES

    if table not in TABLES:
        expected = f"one of {', '.join(TABLES)}"
        raise BadInputError([Problem("--table", shown(table), expected, nearest(table, TABLES))])
    found = import_table(export, read_map(columns, table))
    write_private(output, found.content)
    document = {
        "file": str(output),
        "table": table,
        "rows": found.rows,
        "read": found.read,
        "left_out": found.left_out,
        "alike": found.alike,
    }
    told = f"{output}: {counted(found.rows, 'row') or 'no row'} of {table}, from {found.read:,} of the export"
    more = [f"{found.left_out:,} left out"] * bool(found.left_out) + [f"{found.alike:,} alike"] * bool(found.alike)
    emit(document, lambda: "; ".join([told, *more]))
    return Exit.DONE
